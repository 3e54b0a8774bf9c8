"""How long corrections are kept, what makes room for others, and stores from before them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from alembic import command
from alembic.config import Config

from nnet.collection import corrections
from nnet.collection.corrections import Answer, CollectionFull, judge_correction, keep_correction
from nnet.collection.ink import prepare_ink
from nnet.collection.queries import Filter, count_corrections, list_corrections
from nnet.collection.tables import Correction
from nnet.models.recipes import recipe_config
from nnet.store.database import MIGRATIONS, newest_revision, open_engine
from nnet.store.runs import RunStore
from tests.support.corrections import give
from tests.support.sketches import digit
from webapp.services import services_of

INK = prepare_ink(digit(3))
ANSWER = Answer("digit", 3, "a" * 64)


def keep(store, kept_for=None, label=8):
    """Keep a correction; return its id."""
    return keep_correction(store, INK, label, ANSWER, "somebody", kept_for)[0]


@pytest.fixture
def kept(prepared_url):
    """A store of each kind."""
    store = RunStore(prepared_url)
    yield store
    store.close()


def ids(store):
    """Return the ids of all corrections, the newest first."""
    return [one["id"] for one in list_corrections(store, Filter(), 100)[0]]


def test_a_correction_expires_whether_or_not_it_was_accepted(kept):
    first, second = keep(kept, timedelta(days=30)), keep(kept)
    judge_correction(kept, first, "accepted")
    with kept.writing() as session:
        session.get(Correction, first).expires_at = datetime.now(UTC)
    assert ids(kept) == [second] and count_corrections(kept, Filter()) == 1
    assert judge_correction(kept, first, "accepted") is None
    keep(kept)  # by the way, what has expired is removed
    with kept.reading() as session:
        assert session.get(Correction, first) is None


def test_what_is_accepted_makes_no_room(kept, monkeypatch):
    monkeypatch.setattr(corrections, "MAX_CORRECTIONS", 3)
    monkeypatch.setattr(corrections, "ROOM", 1)
    made = [keep(kept) for _ in range(3)]
    judge_correction(kept, made[0], "accepted")
    made.append(keep(kept))
    assert set(ids(kept)) == {made[0], made[2], made[3]}
    for one in made[2:]:
        judge_correction(kept, one, "accepted")
    with pytest.raises(CollectionFull):
        keep(kept)
    assert set(ids(kept)) == {made[0], made[2], made[3]}


def test_a_full_collection_says_so(create, monkeypatch):
    client = create().test_client()
    monkeypatch.setattr(corrections, "MAX_CORRECTIONS", 0)
    sent = {"strokes": digit(3), "label": 8, "contributor": "x" * 24}
    response = client.post("/api/corrections", json=sent)
    assert response.status_code == 503 and "full" in response.json["detail"]


def test_a_store_of_yesterday_takes_corrections(prepared_url):
    store = RunStore(prepared_url)
    run_id = store.create_run(recipe_config("nielsen"), "kept", "784-30-10", 23860, {})
    store.close()
    engine = open_engine(prepared_url)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.downgrade(config, "0015")
    engine.dispose()
    store = RunStore(prepared_url)
    store.prepare()
    assert store.run(run_id)["name"] == "kept" and newest_revision() >= "0016"
    made = keep(store)
    (found,), _ = list_corrections(store, Filter(label=8, answer=3), 10)
    assert found["id"] == made and found["strokes"] == INK.strokes
    store.close()


def test_the_key_and_the_browser_are_not_in_the_store(client, app, instance):
    given = give(client, 3, 8)
    services_of(app).runs.close()
    content = b"".join(path.read_bytes() for path in instance.glob("runs.db*"))
    assert given["id"].encode() in content
    assert given["key"].encode() not in content and b"a-random-text" not in content
