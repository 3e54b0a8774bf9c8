"""Numbers of thousands of digits, or beyond all that a computer reckons with, are refused."""

from __future__ import annotations

import io
import json

import pytest

from tests.support.owner import TOKEN
from tests.support.problems import assert_problem

pytestmark = pytest.mark.changes_nothing

HUGE = {"digits": "1" + "0" * 4000, "negative": "-1" + "0" * 4000, "infinite": "1e400"}

N = "a huge number"
"""Stands for one in the bodies below, which Python's JSON would not write as it is."""

OVERRIDES = [
    *({name: N} for name in ("epochs", "learning_rate", "batch_size", "seed", "average")),
    {"training_digits": N},
    {"layers": [{"type": "dense", "units": N}]},
    {"loss": {"type": "softmax_cross_entropy", "smoothing": N}},
    {"optimizer": {"type": "adam", "weight_decay": N}},
    {"augmentation": {"shift": N}},
]
STROKES = [
    {"width": N, "erases": False, "points": [[1, 1, 1, 1]]},
    *(
        {"width": 5, "erases": False, "points": [point]}
        for point in ([N, 1, 1, 1], [1, 1, N, 1], [1, 1, 1, N])
    ),
]
BODIES = [
    ("PATCH", "/api/runs/{run}", {"learning_rate": N}),
    ("POST", "/api/runs", {"recipe": "nielsen", "seeds": N}),
    *(("POST", "/api/runs", {"recipe": "nielsen", "overrides": one}) for one in OVERRIDES),
    ("POST", "/api/studies", {"kind": "estimate", "recipe": "nielsen", "overrides": {"epochs": N}}),
    *(("POST", "/api/drawings", {"strokes": [stroke]}) for stroke in STROKES),
]


def written(body, number):
    """Return JSON with a number in its place."""
    return json.dumps(body).replace(json.dumps(N), HUGE[number])


@pytest.mark.parametrize("number", HUGE)
@pytest.mark.parametrize(("method", "path", "body"), BODIES)
def test_a_huge_number_is_refused(owned, method, path, body, number):
    client = owned.test_client()
    run = client.get("/api/runs").json["runs"][0]["id"]
    answer = client.open(
        path.format(run=run),
        method=method,
        data=written(body, number),
        headers={"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"},
    )
    assert_problem(answer, 422, "validation")


@pytest.mark.parametrize("number", HUGE)
@pytest.mark.parametrize(
    "stroke", [{"width": N, "points": [[1, 1]]}, {"width": 5, "points": [[1, N]]}]
)
def test_a_huge_number_beside_a_picture_is_refused(owned, seven, stroke, number):
    form = {"image": (io.BytesIO(seven), "a.png"), "strokes": written([stroke], number)}
    assert_problem(owned.test_client().post("/api/predictions", data=form), 422, "validation")
