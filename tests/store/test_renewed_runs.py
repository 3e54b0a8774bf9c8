"""A store of an earlier version receives what has come to the runs that ship."""

from __future__ import annotations

import json

import pytest
from alembic import command
from alembic.config import Config

from nnet.models.checkpoint import HISTORIES
from nnet.store.database import MIGRATIONS, open_engine
from nnet.store.runs import RunStore
from nnet.store.studies import delete_study, studies_of_run

BEFORE = "0013"
"""The last revision of before the shipped runs had networks and studies."""


@pytest.fixture
def earlier(database_url):
    """A store of each kind with the shipped runs as they were: their figures alone."""
    store = RunStore(database_url)
    store.prepare()
    for run in store.runs()[0]:
        for study in studies_of_run(store, run["id"]):
            delete_study(store, study["id"])
    yield store
    store.close()


@pytest.fixture
def upgrade(database_url):
    """A function that has this version find the store as an earlier one left it."""

    def upgrade(store, histories=HISTORIES):
        engine = open_engine(database_url)
        with engine.begin() as connection:
            config = Config()
            config.set_main_option("script_location", str(MIGRATIONS))
            config.attributes["connection"] = connection
            command.downgrade(config, BEFORE)
        engine.dispose()
        store.prepare(histories)

    return upgrade


def by_recipe(store):
    return {run["recipe"]: run for run in store.runs()[0]}


def test_networks_and_studies_come_to_the_runs_that_are_still_there(earlier, upgrade):
    deleted, kept = (by_recipe(earlier)[recipe]["id"] for recipe in ("article", "nielsen"))
    earlier.delete_run(deleted)
    earlier.edit_run(kept, name="first of all")
    upgrade(earlier)
    assert earlier.run(deleted) is None and earlier.checkpoint(deleted) is None
    assert earlier.run(kept)["name"] == "first of all"
    assert earlier.checkpoint(kept) and earlier.checkpoint_epoch(kept) == 30
    studies = studies_of_run(earlier, kept)
    assert [study["kind"] for study in studies] == ["map", "robustness"]
    upgrade(earlier)
    assert studies_of_run(earlier, kept) == studies


def test_a_run_that_was_trained_anew_takes_the_earlier_ones_place(earlier, upgrade, tmp_path):
    old = by_recipe(earlier)["nielsen"]
    earlier.edit_run(old["id"], name="mine", notes="Read this.")
    anew = json.loads((HISTORIES / "nielsen.json").read_text("utf-8"))
    anew["run"]["id"] = "0123456789ab"
    anew["metrics"][-1]["test_accuracy"] = anew["run"]["test_accuracy"] = 0.95
    (tmp_path / "nielsen.json").write_text(json.dumps({**anew, "replaces": ["no one", old["id"]]}))
    upgrade(earlier, tmp_path)
    assert earlier.run(old["id"]) is None and earlier.metrics(old["id"]) is None
    new = by_recipe(earlier)["nielsen"]
    assert (new["id"], new["name"], new["notes"]) == ("0123456789ab", "mine", "Read this.")
    assert new["test_accuracy"] == earlier.metrics(new["id"])[-1]["test_accuracy"] == 0.95
    earlier.delete_run(new["id"])
    upgrade(earlier, tmp_path)  # neither is there: their owner wants none of them
    assert "nielsen" not in by_recipe(earlier)
