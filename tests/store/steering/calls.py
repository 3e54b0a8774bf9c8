"""What the tests of steering ask the API for, as the owner."""

from __future__ import annotations

from nnet.core.training import Callback
from tests.support.patience import eventually

TOKEN = "a token of the tests"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


def post(client, path, body=None):
    return client.post(f"/api/runs{path}", json=body, headers=BEARER)


def queue(client, **overrides):
    """Queue a run and return its id."""
    return post(client, "", {"recipe": "nielsen", "overrides": overrides}).json["id"]


def until(client, run_id, is_so):
    """Wait until the API says that a run is so, and return the run."""
    return eventually(lambda: client.get(f"/api/runs/{run_id}").json, is_so)


def has_status(status):
    return lambda run: run["status"] == status


def change_rate(client, run_id, rate):
    path = f"/api/runs/{run_id}"
    assert client.patch(path, json={"learning_rate": rate}, headers=BEARER).json["rate"] == rate


class Owner(Callback):
    """Asks something of the newest run at one step, and stops it two steps later if so told."""

    def __init__(self, client, epoch, step, ask, stops=False):
        self.client, self.when, self.ask, self.stops = client, (epoch, step), ask, stops

    def on_step(self, progress):
        if (progress.epoch, progress.step) == self.when:
            self.run_id = self.client.get("/api/runs?limit=1").json["runs"][0]["id"]
            self.ask(self.run_id)
        if self.stops and (progress.epoch, progress.step - 2) == self.when:
            raise KeyboardInterrupt
