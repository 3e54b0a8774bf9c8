"""The owner looks through what was shared, by its time, and deletes what should not be there."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta

import pytest

from nnet.store import drawings
from nnet.store.tables import Drawing
from tests.support.applications import application
from tests.support.owner import TOKEN
from tests.support.problems import assert_problem
from tests.support.sketches import digit, share
from webapp.services import services_of

BEARER = {"Authorization": f"Bearer {TOKEN}"}
FIRST = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def shared_days(new_instance):
    """A store with drawings that were shared on five days, one each; and their ids."""
    folder = new_instance()
    with application(folder) as app:
        made = [share(app.test_client(), digit(which))["id"] for which in (1, 3, 4, 5, 7)]
        with services_of(app).runs.get().writing() as session:
            for number, drawing_id in enumerate(made):
                session.get(Drawing, drawing_id).created_at = FIRST + timedelta(days=number)
    return folder / "runs.db", made


@pytest.fixture
def days(instance, shared_days):
    """The ids of drawings that were shared on five days, one each."""
    file, made = shared_days
    shutil.copy(file, instance)
    return made


@pytest.fixture
def ask(owned):
    """A function that asks as the owner."""
    client = owned.test_client()
    return lambda method, path, **query: client.open(
        path, method=method, headers=BEARER, query_string=query
    )


def listed(answer):
    """Return the ids in a list."""
    assert answer.status_code == 200, answer.text
    return [drawing["id"] for drawing in answer.json["drawings"]]


def test_drawings_are_listed_the_newest_first_and_page_by_page(days, ask):
    found, cursor, pages = [], "", 0
    while cursor is not None:
        answer = ask("GET", "/api/drawings", limit=2, cursor=cursor)
        found += listed(answer)
        cursor, pages = answer.json["next"], pages + 1
    assert (found, pages) == (days[::-1], 3)
    newest = ask("GET", "/api/drawings", limit=1).json["drawings"][0]
    assert (newest["text"], newest["status"]) == ("7", "digit")
    assert newest["created_at"] == "2026-01-05T12:00:00Z"
    assert newest["url"] == f"http://localhost/d/{days[4]}"
    assert "strokes" not in newest and "key" not in str(newest)


@pytest.mark.parametrize(
    ("query", "which"),
    [
        ({"since": "2026-01-02T12:00:00Z"}, [4, 3, 2, 1]),
        ({"until": "2026-01-02T12:00:00Z"}, [0]),
        ({"since": "2026-01-02", "until": "2026-01-04T12:00"}, [2, 1]),
        ({"since": "2026-01-02T13:00:00+01:00", "until": "2026-01-02T07:00:01-05:00"}, [1]),
        ({"since": "2026-01-04", "until": "2026-01-02"}, []),
    ],
)
def test_drawings_are_found_by_the_time_of_sharing(days, ask, query, which):
    assert listed(ask("GET", "/api/drawings", **query)) == [days[number] for number in which]
    page = ask("GET", "/drawings", **query).text
    assert [number for number in range(5) if f'data-drawing="{days[number]}"' in page] == which[
        ::-1
    ]


def test_the_drawings_of_a_time_are_deleted_and_no_others(days, ask, monkeypatch):
    monkeypatch.setattr(drawings, "DELETED_AT_ONCE", 2)
    asked = {"since": "2026-01-02", "until": "2026-01-05"}
    answer = ask("DELETE", "/api/drawings", **asked)
    assert (answer.status_code, answer.json) == (200, {"deleted": 3})
    assert listed(ask("GET", "/api/drawings")) == [days[4], days[0]]
    assert ask("DELETE", "/api/drawings", **asked).json == {"deleted": 0}


@pytest.mark.changes_nothing
@pytest.mark.parametrize("query", [{}, {"since": "2026-01-01"}, {"until": "2026-01-01"}])
def test_nobody_deletes_all_by_leaving_an_end_out(ask, query):
    assert_problem(ask("DELETE", "/api/drawings", **query), 422, "validation")


@pytest.mark.changes_nothing
@pytest.mark.parametrize(
    "query",
    [
        *({"since": text} for text in ("yesterday", "0001-01-01T00:00:00+14:00", "1" * 5000, "\0")),
        *({"until": text} for text in ("9999-12-31T23:59:59-14:00", "2026-13-01", "2026-01-01T25")),
        *({"cursor": text} for text in ("x", "bm90IG9uZQ==", "\ud800".encode("utf-8", "replace"))),
        *({"limit": number} for number in (0, 201, "1_0", 10**30)),
    ],
)
def test_what_is_no_time_and_no_page_is_refused(ask, query):
    assert_problem(ask("GET", "/api/drawings", **query), 422, "validation")
    assert ask("GET", "/drawings", **query).status_code == 422


@pytest.mark.changes_nothing
def test_strangers_see_no_list(owned):
    client = owned.test_client()
    for path in ("/api/drawings", "/drawings"):
        assert_problem(client.get(path), 401, "unauthorized")
    assert_problem(client.delete("/api/drawings"), 401, "unauthorized")
    assert 'href="/drawings"' not in client.get("/").text
    refused = client.get("/drawings", headers={"Accept": "text/html"})
    assert refused.status_code == 401 and "Sign in at /sign-in" in refused.text


def test_the_owner_is_led_to_the_list(days, owned):
    client = owned.test_client()
    client.post("/sign-in", data={"token": TOKEN})
    assert 'href="/drawings"' in client.get("/").text
    page = client.get("/drawings?limit=2").text
    assert "5 drawings" in page and "Read as 7" in page and 'rel="next"' in page
    assert 'id="delete-all"' not in page
    asked = "since=2026-01-02T00:00&until=2026-01-04T00:00"
    page = client.get(f"/drawings?{asked}").text
    assert "2 drawings" in page and 'value="2026-01-02T00:00"' in page
    assert 'data-since="2026-01-02T00:00:00+00:00"' in page
    assert "There is none of this time." in client.get("/drawings?until=2025-01-01").text
