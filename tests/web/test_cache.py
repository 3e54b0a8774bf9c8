"""The cache of what is dear to compute."""

import threading

import pytest

from webapp.inference.cache import Cache


def test_what_was_asked_for_last_is_kept():
    cache, computed = Cache(2), []

    def get(key):
        return cache.get(key, lambda: computed.append(key) or key.upper())

    assert [get(key) for key in "abacab"] == list("ABACAB")
    assert computed == ["a", "b", "c", "b"]  # b made room for c, then c for b


def test_many_threads_that_ask_for_one_value_have_it_computed_once():
    cache, computed, all_ask = Cache(1), [], threading.Barrier(8)

    def compute():
        computed.append(1)
        return "value"

    def ask():
        all_ask.wait()
        assert cache.get("key", compute) == "value"

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert computed == [1]


def test_what_is_kept_waits_for_nothing_that_is_computed():
    cache, begun, may_end = Cache(2), threading.Event(), threading.Event()
    cache.get("kept", lambda: 1)

    def compute():
        begun.set()
        assert may_end.wait(10)
        return 2

    slow = threading.Thread(target=cache.get, args=("slow", compute))
    slow.start()
    assert begun.wait(10)
    assert cache.get("kept", lambda: 3) == 1
    may_end.set()
    slow.join()


def test_an_error_is_not_kept():
    cache = Cache(1)
    with pytest.raises(ZeroDivisionError):
        cache.get("key", lambda: 1 // 0)
    assert cache.get("key", lambda: 1) == 1
