"""Corrections for tests: given over HTTP, and looked at as the owner."""

from __future__ import annotations

from typing import Any

from tests.support.owner import TOKEN
from tests.support.sketches import digit

BEARER = {"Authorization": f"Bearer {TOKEN}"}
BROWSER = "a-random-text-of-22-or-more"
OTHER_BROWSER = "another-random-text-of-some"


def correction(which: int, label: int | None, **more: Any) -> dict[str, Any]:
    """Return what the page sends of a drawing of a digit, of which somebody says what it was."""
    return {"strokes": digit(which), "label": label, "contributor": BROWSER, **more}


def give(client, which, label, **more):
    """Give a correction; return its id and its key."""
    response = client.post("/api/corrections", json=correction(which, label, **more))
    assert response.status_code == 201, response.text
    return response.json


def judge(client, given, state):
    """Accept or reject a correction as the owner."""
    path = f"/api/corrections/{given['id']}"
    response = client.patch(path, json={"state": state}, headers=BEARER)
    assert response.status_code == 200, response.text
    return response.json


def listed(client, **query):
    """Return the corrections that the owner is shown."""
    response = client.get("/api/corrections", query_string=query, headers=BEARER)
    assert response.status_code == 200, response.text
    return response.json["corrections"]
