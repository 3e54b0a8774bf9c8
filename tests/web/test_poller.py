"""The poller calls functions again and again, whatever goes wrong, until it is stopped."""

from __future__ import annotations

import logging
import threading

import pytest

from nnet.store.runs import StoreUnavailable
from webapp.background.poller import Poller


@pytest.fixture
def poller():
    """A poller that is stopped after the test."""
    poller = Poller("test", 0.001)
    yield poller
    poller.stop()


class Calls:
    """A function that raises what it is told to, and lets a test wait for its calls."""

    def __init__(self, *errors):
        self.errors = list(errors)
        self.done = threading.Event()

    def __call__(self):
        if self.errors:
            error = self.errors.pop(0)
            if error is not None:
                raise error
        else:
            self.done.set()


def messages(caplog, level):
    return [record.getMessage() for record in caplog.records if record.levelno == level]


def test_a_store_out_of_reach_is_told_of_once_each_time(poller, caplog):
    gone = StoreUnavailable("locked")
    calls = Calls(gone, gone, gone, None, gone, gone)
    poller.add("Looking", calls)
    with caplog.at_level(logging.WARNING, logger="webapp"):
        poller.start()
        assert calls.done.wait(60)
    assert messages(caplog, logging.WARNING) == ["Looking, not possible just now: locked"] * 2


def test_a_mistake_keeps_nothing_else_from_being_done(poller, caplog):
    calls, others = Calls(KeyError("a mistake")), Calls()
    poller.add("Looking", calls)
    poller.add("Looking elsewhere", others)
    with caplog.at_level(logging.ERROR, logger="webapp"):
        poller.start()
        assert calls.done.wait(60) and others.done.wait(60)
    assert messages(caplog, logging.ERROR) == ["Looking failed, and will be tried again."]
    assert "a mistake" in caplog.text


def test_it_ends_in_order_when_it_is_stopped(poller):
    calls, ended = Calls(), []
    poller.add(
        "Looking",
        calls,
        stop=lambda: ended.append(("stop", threading.current_thread().name)),
        release=lambda: ended.append(("release", threading.current_thread().name)),
    )
    poller.start()
    assert calls.done.wait(60)
    poller.stop()
    poller.stop()
    assert ended == [("stop", threading.current_thread().name), ("release", "test")]


def test_it_can_be_woken():
    poller, calls = Poller("test", 600), Calls(None)
    poller.add("Looking", calls)
    poller.start()
    poller.wake()
    assert calls.done.wait(60)
    poller.stop()


def test_there_are_no_threads_where_nothing_is_to_be_done():
    poller = Poller("nothing", 1)
    poller.start_until_exit()
    assert "nothing" not in {thread.name for thread in threading.enumerate()}
    poller.stop()
