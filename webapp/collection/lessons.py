"""Lessons: the active network goes on learning from the collection; what it gained and lost."""

from __future__ import annotations

import functools
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from apiflask import APIBlueprint
from flask import Response, current_app, url_for
from flask_babel import gettext

from nnet.collection.card import stamp_collection
from nnet.collection.comparison import Comparison, compare_networks
from nnet.collection.lesson import COLLECTION, Lesson, describe_collection_strokes, plan_lesson
from nnet.collection.queries import Filter, each_correction, pixels_of
from nnet.core.data import Dataset, load_test_digits
from nnet.imaging.png import base64_png
from nnet.jobs.experiment import begin_with
from nnet.models.checkpoint import Model, dump_model, parse_model
from nnet.models.config import SettingError
from nnet.store.queue import QueueFull
from nnet.store.run_queue import queue_run
from nnet.synthesis.people import read_people
from nnet.synthesis.training_strokes import SIZES, WIDTHS, pose_digits
from webapp.collection.lesson_schemas import LessonIn, LessonOut
from webapp.http.openapi import OWNER, answers, created
from webapp.http.problems import conflict, invalid, not_found, queue_full
from webapp.http.responses import json_response
from webapp.inference.cache import Cache
from webapp.languages.borrowed_texts import translate_borrowed
from webapp.schemas.base import QUERY, Query
from webapp.schemas.runs import RunOut
from webapp.services import (
    find_run,
    networks,
    recognizer,
    run_scheduler,
    run_store,
    studying,
)
from webapp.sign_in import require_owner

START = "start"
"""The kind of a run's checkpoint that holds the network which it was taught from."""

MAX_SHOWN = 24
"""Pictures that are shown of those that are read right now, and of those that are read wrong."""

MAX_DRAWINGS = 2_000
"""Held-out drawings that are read, of the server's stroke file: drawing each takes milliseconds."""

MAX_COMPARISONS = 16

blueprint = APIBlueprint("lessons", __name__, url_prefix="/api", tag="Collection")

_comparisons: Cache[tuple[str, int, str], list[dict[str, Any]]] = Cache(MAX_COMPARISONS, studying)


@blueprint.post("/collection/lessons")
@blueprint.input(LessonIn, location="json", arg_name="asked")
@blueprint.doc(
    responses=created(RunOut, "The run, which is queued", 400, 401, 403, 409, 415, 422, 429, 503),
    security=OWNER,
)
def start(asked: dict[str, Any]) -> Response:
    """Teach the active network what was accepted, in a run of its own (owner).

    It begins with that network's weights, and learns from MNIST's digits and the accepted ones
    together. Which network answers does not change by it.
    """
    model, store = recognizer().model, run_store()
    name = asked.pop("name")
    lesson = Lesson(**asked)
    try:
        config = plan_lesson(model, lesson, describe_collection_strokes(store, lesson))
    except SettingError as error:
        message = translate_borrowed(str(error))
        raise invalid([{"field": error.setting, "message": message}]) from None
    except ValueError as error:
        raise conflict(translate_borrowed(str(error))) from None
    beginning = {
        "resume": begin_with(model, config),
        START: dump_model(model.network, model.config, model.temperature),
    }
    try:
        run = queue_run(store, config, name or gettext("Taught by the collection"), beginning)
    except QueueFull as error:
        raise queue_full(error) from None
    run_scheduler().wake()
    response = json_response(run, 201)
    response.headers["Location"] = url_for("runs.show", run_id=run["id"])
    return response


@blueprint.get("/runs/<run_id>/lesson")
@blueprint.input(Query, **QUERY)
@blueprint.doc(
    responses=answers(LessonOut, "Before and after", 401, 404, 409, 422, 429, 503), security=OWNER
)
def compare(run_id: str, query: dict[str, Any]) -> Response:
    """Tell what a lesson changed: what is read right now that was read wrong, and back (owner)."""
    require_owner()
    run = find_run(run_id)
    strokes = run["config"].get("strokes") or {}
    if strokes.get("source") != COLLECTION:
        raise not_found(gettext("This run was not taught by the collection."))
    content = run_store().checkpoint(run_id, START)
    if content is None:
        raise conflict(gettext("The network that this run began with is not here any more."))
    after = networks().of(run_store(), run_id)
    learned, held_out = _collected(run, set(strokes["held_out"]))
    key = (run_id, after.epoch, stamp_collection(run_store()))
    if (parts := _comparisons.find(key)) is None:
        before = parse_model(content, f"The network that run {run_id} began with")
        file = current_app.config["STROKES_FILE"]
        parts = _comparisons.get(
            key, lambda: _compare(before, after.model, learned, held_out, file)
        )
    return json_response(
        {
            "epoch": after.epoch,
            "hands": {"learned": len(strokes["training"]), "held_out": len(strokes["held_out"])},
            "parts": parts,
        }
    )


def _collected(run: dict[str, Any], held_out: set[str]) -> tuple[Dataset, Dataset]:
    """Return the accepted digits that a run could learn from, and those that it was measured on.

    What came to the collection later is neither.
    """
    begun = datetime.fromisoformat(run["created_at"])
    chosen = Filter(state="accepted", is_none=False)
    kept = [made for made in each_correction(run_store(), chosen) if made.created_at <= begun]
    return tuple(  # type: ignore[return-value]  # there are two
        _as_dataset(
            [pixels_of(made) for made in kept if (made.contributor in held_out) == apart],
            [made.label for made in kept if (made.contributor in held_out) == apart],
        )
        for apart in (False, True)
    )


def _as_dataset(pixels: list[np.ndarray], labels: list[Any]) -> Dataset:
    images = np.array(pixels, np.uint8).reshape(len(pixels), 28, 28)
    return Dataset(images, np.array(labels, np.uint8))


def _compare(
    before: Model, after: Model, learned: Dataset, held_out: Dataset, strokes: Path | None
) -> list[dict[str, Any]]:
    """Return what each part of the digits says; a part without digits is left out."""
    parts = [
        ("held_out", held_out),
        ("learned", learned),
        ("mnist", load_test_digits()),
        ("drawings", None if strokes is None else _held_out_drawings(strokes)),
    ]
    return [
        _describe(name, digits, compare_networks(before.folded, after.folded, *_both(digits)))
        for name, digits in parts
        if digits is not None and len(digits)
    ]


def _both(digits: Dataset) -> tuple[np.ndarray, np.ndarray]:
    return digits.images, digits.labels


def _describe(name: str, digits: Dataset, found: Comparison) -> dict[str, Any]:
    def pictures(places: np.ndarray) -> list[dict[str, Any]]:
        return [
            {
                "label": int(found.labels[place]),
                "before": int(found.before[place]),
                "after": int(found.after[place]),
                "picture": base64_png(digits.images[place]),
            }
            for place in places[:MAX_SHOWN].tolist()
        ]

    shown = {"now_right": pictures(found.gained), "now_wrong": pictures(found.lost)}
    return {"name": name, **found.to_dict(), **shown}


@functools.lru_cache(maxsize=1)
def _held_out_drawings(path: Path) -> Dataset | None:
    """Return digits by people whom the shipped network has not learned from, as networks see them.

    Of very many, some evenly from all.
    """
    digits = [digit for one in read_people([path]) for digit in one.side(held_out=True).digits]
    if not digits:
        return None
    digits = digits[:: -(-len(digits) // MAX_DRAWINGS)]
    pixels, _ = pose_digits(digits, WIDTHS, SIZES, seed=1)
    return Dataset(pixels, np.array([digit.label for digit in digits], np.uint8))
