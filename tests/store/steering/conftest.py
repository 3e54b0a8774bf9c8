"""An application whose owner has a token, and a run that is being trained."""

from __future__ import annotations

import threading

import pytest

from nnet.jobs import recorder
from nnet.jobs.experiment import train_claimed_run
from nnet.store.claimed_run import claim_next
from tests.store.steering.calls import TOKEN, post, queue
from webapp.services import services_of


@pytest.fixture
def app(create, prepared_url):
    """An application whose owner has a token; nothing is trained unless a test does it."""
    return create(OWNER_TOKEN=TOKEN, DATABASE_URL=prepared_url)


@pytest.fixture
def store(app):
    """Its store."""
    return services_of(app).runs.get()


@pytest.fixture
def training(client, store, few, monkeypatch):
    """The id of a run that is being trained in a thread, which hears its owner at each step."""
    monkeypatch.setattr(recorder, "REPORT_EVERY_S", 0.0)
    run_id = queue(client, epochs=10_000)
    worker = threading.Thread(target=train_claimed_run, args=(claim_next(store), few))
    worker.start()
    yield run_id
    while worker.is_alive():  # who writes at each step keeps others from writing, now and then
        post(client, f"/{run_id}/stop")
        worker.join(timeout=1)
