"""Pictures that are meant to fill the memory, to take forever or to be taken for something else."""

from __future__ import annotations

import json
import threading

import pytest

from tests.safety import bombs, format_bombs
from tests.safety.bombs import MOST, large
from tests.safety.watching import within_memory
from tests.support.problems import assert_problem
from tests.support.servers import serving
from tests.web.test_server import ask

URL = "/api/predictions"
TOO_LARGE = bombs.TOO_LARGE | format_bombs.TOO_LARGE
DAMAGED = bombs.DAMAGED | format_bombs.DAMAGED
HARMLESS = bombs.HARMLESS | format_bombs.HARMLESS


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A real server."""
    with serving(tmp_path_factory.mktemp("instance")) as server:
        yield server


def send(server, picture):
    """Have a picture read."""
    return ask(server, "POST", URL, picture)


@pytest.fixture(autouse=True)
def others_are_answered(server, seven):
    """Whatever was sent: memory stays within its limit, and the next drawing is read."""
    with within_memory(server):
        yield
    assert json.loads(send(server, seven).body)["digit"] == 7


@pytest.mark.parametrize("name", TOO_LARGE)
def test_what_would_be_too_large_is_refused_from_its_header(server, name):
    picture = TOO_LARGE[name]()
    assert len(picture) <= MOST
    assert_problem(send(server, picture), 413, "image_too_many_pixels")


@pytest.mark.parametrize("name", DAMAGED)
def test_what_is_damaged_or_never_ends_is_refused(server, name):
    picture = DAMAGED[name]()
    assert len(picture) <= MOST
    assert_problem(send(server, picture), 400, "bad_image")


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_only_odd_is_read_or_refused(server, name):
    picture = HARMLESS[name]()
    assert len(picture) <= MOST
    answer = send(server, picture)
    if answer.status == 200:
        assert b"<script" not in answer.body
        assert answer.headers["Content-Type"] == "application/json"
    else:
        assert answer.status in (400, 413, 422), answer.body
        assert_problem(answer, answer.status, json.loads(answer.body)["code"])


@pytest.mark.parametrize("name", bombs.PHOTOGRAPHS)
def test_a_large_photograph_is_read_if_it_need_not_be_held_in_memory(server, name):
    content, status, code = bombs.PHOTOGRAPHS[name]()
    answer = send(server, content)
    if status != 200:
        assert_problem(answer, status, code)
    assert answer.status == status, answer.body


def test_many_large_pictures_at_once_take_turns(server):
    """Each of them is small to send, and takes 60 MB to look at; nobody waits for long."""
    pictures = [
        large("RGBA", (0, 0, 0, 0), (0, 0, 0, 255), "WEBP", lossless=True, exact=True),
        large("RGBA", (0, 0, 0, 0), (0, 0, 0, 255)),
        large("RGB", "white", "black", transparency=(255, 255, 255)),
    ]
    statuses = []

    def predict(picture):
        statuses.append(send(server, picture).status)

    threads = [threading.Thread(target=predict, args=(pictures[i % 3],)) for i in range(18)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses.count(200) >= 2 and {*statuses} <= {200, 503}


def test_nothing_is_written_about_pictures_whose_sender_was_told(server):
    """A log that strangers can fill with text of theirs is another thing to be flooded."""
    assert server.log.read_text() == ""
