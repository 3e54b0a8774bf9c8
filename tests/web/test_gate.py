"""What computes takes turns: few at once, a bounded queue, and addresses one after the other."""

from __future__ import annotations

import threading
import time
from contextlib import ExitStack, contextmanager
from dataclasses import replace

import pytest
from werkzeug.middleware.proxy_fix import ProxyFix

from nnet.jobs.experiment import run_experiment
from nnet.models.recipes import recipe_config
from tests.support.applications import application
from tests.support.patience import eventually
from tests.support.problems import assert_problem
from tests.support.sketches import digit, share
from webapp.http.gate import COMPUTING, GONE, STORING, STUDYING, THREADS, Gate, Width
from webapp.http.problems import Problem
from webapp.server.gateway import MAX_OF_ADDRESS, _address
from webapp.services import attach, services_of

LONG_S = 60.0
"""Patience that no test puts to the test."""


@pytest.fixture(scope="module")
def app(new_instance):
    """An application that these tests share."""
    with application(new_instance()) as app:
        yield app


@contextmanager
def gates(app, **widths):
    """Let an application have other gates until the end of the block; yield them."""
    services = services_of(app)
    changed = {name: Gate(Width(*width)) for name, width in widths.items()}
    attach(app, replace(services, **changed))
    try:
        yield changed
    finally:
        attach(app, services)


def predict(app, picture, address="192.0.2.1", **environ):
    """Have a picture read for an address."""
    environ = {"REMOTE_ADDR": address, **environ}
    return app.test_client().post(
        "/api/predictions", data=picture, content_type="image/png", environ_overrides=environ
    )


def test_there_are_more_threads_than_all_gates_can_hold():
    assert sum(width.threads for width in (COMPUTING, STUDYING, STORING)) < THREADS
    assert COMPUTING.threads > MAX_OF_ADDRESS


def test_whoever_would_wait_too_long_is_told_so(app, seven):
    with gates(app, computing=(1, 1, 0.01)) as found:
        with found["computing"].place("somebody"):
            answer = predict(app, seven)
            assert_problem(answer, 503, "busy")
            assert 1 <= int(answer.headers["Retry-After"]) <= 30
            assert app.test_client().get("/healthz").status_code == 200
        assert predict(app, seven).json["digit"] == 7


def test_nobody_joins_a_queue_that_is_known_to_be_too_slow():
    gate = Gate(Width(places=1, waiting=9, patience_s=LONG_S))
    gate._mean_s = 2 * LONG_S  # as after some very long ones
    with Queue(gate) as queue:
        queue.join("first")
        with pytest.raises(Problem) as refused, gate.place("first"):
            pass
        assert refused.value.status == 503


class Queue:
    """A gate that somebody else holds, and who waits there in threads of their own."""

    def __init__(self, gate, holder="holder"):
        self.gate, self._holder = gate, holder
        self.order, self.refused = [], []
        self._threads = []
        self._held = ExitStack()

    def __enter__(self):
        self._held.enter_context(self.gate.place(self._holder))
        return self

    def join(self, address, is_gone=lambda: False):
        """Have an address wait, and return once it does."""
        before = self.gate.waiting
        self._threads.append(threading.Thread(target=self._wait, args=(address, is_gone)))
        self._threads[-1].start()
        eventually(lambda: self.gate.waiting, lambda found: found == before + 1)

    def _wait(self, address, is_gone):
        try:
            with self.gate.place(address, is_gone):
                self.order.append(address)
        except Problem:
            self.refused.append(address)

    def __exit__(self, *failure):
        self._held.close()
        for thread in self._threads:
            thread.join()


def test_addresses_take_turns():
    with Queue(Gate(Width(places=1, waiting=9, patience_s=LONG_S))) as queue:
        for address in ("many", "many", "many", "one", "two", "many"):
            queue.join(address)
    assert queue.order == ["many", "one", "two", "many", "many", "many"]


def test_a_place_goes_to_the_address_that_has_fewest():
    gate = Gate(Width(places=3, waiting=9, patience_s=LONG_S))
    with gate.place("many"), gate.place("another"):  # until all others are through
        with Queue(gate) as queue:
            for address in ("many", "many", "one"):
                queue.join(address)
        assert queue.order == ["one", "many", "many"]


def test_one_address_cannot_have_all_places():
    gate = Gate(Width(places=2, waiting=9, patience_s=LONG_S))
    with Queue(gate, "many") as queue:
        queue.join("many")
        with gate.place("one"):
            pass
        assert queue.order == []
    assert queue.order == ["many"]


def test_the_longest_queue_makes_room_for_another_address():
    gate = Gate(Width(places=1, waiting=2, patience_s=LONG_S))
    with Queue(gate) as queue:
        queue.join("many")
        queue.join("many")
        waiting = threading.Thread(target=queue._wait, args=("one", lambda: False))
        waiting.start()
        eventually(lambda: queue.refused, lambda found: found == ["many"])
        with pytest.raises(Problem), gate.place("many"):
            pass
    waiting.join()
    assert queue.order == ["many", "one"]


def test_nothing_is_computed_for_whoever_has_gone(app, seven, monkeypatch):
    read = []
    monkeypatch.setattr("webapp.inference.recognizer.read_picture", lambda *_: read.append(1))
    with gates(app, computing=(1, 9, LONG_S)) as found:
        with found["computing"].place("somebody"):
            asking = threading.Thread(
                target=predict, args=(app, seven), kwargs={GONE: lambda: True}
            )
            asking.start()
            eventually(lambda: found["computing"].waiting, lambda count: count == 1)
        asking.join()
    assert read == []


def test_pictures_of_drawings_take_turns_but_once_made_wait_for_nobody(create):
    app = create()
    client = app.test_client()
    made = share(client, digit(3))
    paths = [f"/d/{made['id']}/{name}" for name in ("picture.png", "preview.png", "qr.svg")]
    services = services_of(app)
    with ExitStack() as holding:
        services.computing._width = Width(COMPUTING.places, 0, 0.01)  # nobody waits in this test
        for place in range(COMPUTING.places):
            holding.enter_context(services.computing.place(f"somebody {place}"))
        for path in paths:
            assert_problem(client.get(path), 503, "busy")
        body = {"strokes": digit(1)}
        assert_problem(client.post("/api/drawings", json=body), 503, "busy")
    before = [client.get(path) for path in paths]
    with ExitStack() as holding:
        for place in range(COMPUTING.places):
            holding.enter_context(services.computing.place(f"somebody {place}"))
        for path, first in zip(paths, before, strict=True):
            again = client.get(path)
            assert (again.status_code, again.data) == (200, first.data)
            same = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
            assert (same.status_code, same.data) == (304, b"")
            assert same.headers["Cache-Control"] == first.headers["Cache-Control"]
    key = {"X-Drawing-Key": made["key"]}
    assert client.delete(f"/api/drawings/{made['id']}", headers=key).status_code == 204
    assert services.renderings._cache._kept == {}
    for path in paths:
        assert_problem(client.get(path), 404, "not_found")


def test_evaluations_have_a_queue_of_their_own(app, few, seven):
    services = services_of(app)
    client = app.test_client()
    store = services.runs.get()
    run_id = run_experiment(recipe_config("nielsen", epochs=1), store, few, "short").run_id
    address = f"/api/runs/{run_id}/evaluation"
    with services.studying.place("somebody"):
        services.studying._width = Width(STUDYING.places, 0, 0.01)
        assert_problem(client.get(address), 503, "busy")
        assert predict(app, seven).json["digit"] == 7
    evaluation = client.get(address)
    assert evaluation.status_code == 200
    with services.studying.place("somebody"):  # what is known waits for nobody
        assert client.get(address).json == evaluation.json


def test_a_store_that_is_asked_too_much_is_not_waited_for(app, seven):
    client, gate = app.test_client(), services_of(app).runs._gate
    with ExitStack() as holding:
        for place in range(STORING.places):
            holding.enter_context(gate.place(f"somebody {place}"))
        gate._width = Width(STORING.places, 0, 0.01)
        answer = client.get("/api/runs")
        assert_problem(answer, 503, "unavailable")
        assert answer.headers["Retry-After"]
        assert predict(app, seven).json["digit"] == 7
        assert_problem(client.get("/readyz"), 503, "unavailable")
    assert client.get("/api/runs").status_code == 200
    assert client.get("/readyz").status_code == 200


def test_a_store_that_is_known_to_hang_is_not_asked_and_nothing_computed(create, monkeypatch):
    app = create()
    read = []
    monkeypatch.setattr("webapp.inference.recognizer.read_picture", lambda *_: read.append(1))
    services_of(app).runs._hanging_until[True] = time.monotonic() + LONG_S
    client = app.test_client()
    answer = client.post("/api/drawings", json={"strokes": digit(1)})
    assert_problem(answer, 503, "unavailable")
    assert read == [] and client.get("/api/runs").status_code == 200  # which only reads


@pytest.mark.parametrize("proxies", [0, 1, 2])
@pytest.mark.parametrize("told", [None, "192.0.2.1", "198.51.100.7, 192.0.2.1", "a, b, 192.0.2.1"])
def test_gateway_and_application_believe_the_same_address(proxies, told):
    environ = {"REMOTE_ADDR": "127.0.0.1"}
    if told is not None:
        environ["HTTP_X_FORWARDED_FOR"] = told
    believed = []
    application = ProxyFix(lambda environ, _: believed.append(environ["REMOTE_ADDR"]), proxies)
    application({**environ}, None)
    assert [_address(environ, proxies)] == believed
