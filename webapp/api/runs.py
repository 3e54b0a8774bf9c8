"""``/api/runs``: training runs and their metrics."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from apiflask import APIBlueprint
from flask import Response, current_app, url_for
from flask_babel import get_locale, gettext

from nnet.models.config import SettingError
from nnet.store.queue import QueueFull
from nnet.store.run_queue import (
    add_epochs,
    choose_learning_rate,
    move_to_front,
    queue_run,
    request_action,
)
from nnet.store.run_states import WrongStatus
from nnet.store.runs import RunStore
from webapp.background.configurations import trainable
from webapp.http.openapi import OWNER, answers, created, nothing_or
from webapp.http.problems import conflict, invalid, invalid_override, no_such_run, queue_full
from webapp.http.responses import cacheable_response, json_response, not_modified
from webapp.languages.borrowed_texts import translate_borrowed
from webapp.schemas.base import QUERY, Query
from webapp.schemas.runs import (
    MetricsOut,
    MetricsQuery,
    MoreIn,
    RunCreateIn,
    RunIn,
    RunOut,
    RunsOut,
    RunsQuery,
)
from webapp.services import (
    checked_id,
    find_run,
    reading_data,
    recognizer,
    run_scheduler,
    run_store,
)

STEERED = answers(
    RunOut,
    "The run as it is now; a process that trains it hears of this within a second",
    *(401, 403, 404, 409, 503),
)

blueprint = APIBlueprint("runs", __name__, url_prefix="/api/runs", tag="Runs")


@blueprint.get("")
@blueprint.input(RunsQuery, **QUERY)
@blueprint.doc(responses=answers(RunsOut, "A page of runs, newest first", 304, 422, 503))
def index(query: dict[str, Any]) -> Response:
    """List the training runs."""
    statuses = [status for status in query["status"].split(",") if status]
    page = {"statuses": statuses, "limit": query["limit"], "cursor": query["cursor"] or None}
    try:
        # Before the runs: what changes in between is then asked for once more, not missed.
        stamp = f"{run_store().runs_stamp(**page)}-{get_locale()}"
        if (known := not_modified(stamp)) is not None:
            return known
        runs, following = run_store().runs(**page)
    except ValueError:
        message = gettext("This is no cursor of this list. Start again without one.")
        raise invalid([{"field": "cursor", "message": message}]) from None
    return cacheable_response({"runs": [_shown(run) for run in runs], "next": following}, stamp)


@blueprint.post("")
@blueprint.input(RunCreateIn, location="json", arg_name="asked")
@blueprint.doc(
    responses=created(RunOut, "The run, which is queued", 400, 401, 403, 415, 422, 429, 503),
    security=OWNER,
)
def start(asked: dict[str, Any]) -> Response:
    """Start a run from a recipe (owner)."""
    try:
        with reading_data(asked["overrides"]) as library:
            strokes = current_app.config["STROKES_FILE"]
            config = trainable(asked["recipe"], asked["overrides"], strokes, library)
    except SettingError as error:
        raise invalid_override(error.setting, str(error)) from None
    try:
        run = queue_run(run_store(), config, asked["name"])
    except QueueFull as error:
        raise queue_full(error) from None
    run_scheduler().wake()
    response = json_response(run, 201)
    response.headers["Location"] = url_for("runs.show", run_id=run["id"])
    return response


@blueprint.get("/<run_id>")
@blueprint.input(Query, **QUERY)
@blueprint.doc(responses=answers(RunOut, "The run", 304, 404, 422, 503))
def show(run_id: str, query: dict[str, Any]) -> Response:
    """Show one training run."""
    return cacheable_response(_shown(find_run(run_id)))


@blueprint.patch("/<run_id>")
@blueprint.input(RunIn, location="json", arg_name="changes")
@blueprint.doc(
    responses=answers(RunOut, "The run as it is now", 400, 401, 403, 404, 409, 415, 422, 503),
    security=OWNER,
)
def edit(run_id: str, changes: dict[str, Any]) -> Response:
    """Give a run another name or other notes, or another learning rate while it trains (owner)."""
    store, run_id = run_store(), checked_id(run_id)
    if (rate := changes.pop("learning_rate", None)) is not None:
        with _conflicts():
            choose_learning_rate(store, run_id, rate)
    run = store.edit_run(run_id, **changes)
    if run is None:
        raise no_such_run()
    return json_response(_shown(run))


@blueprint.delete("/<run_id>")
@blueprint.doc(responses=nothing_or("It is gone", 401, 403, 404, 409, 503), security=OWNER)
def delete(run_id: str) -> Response:
    """Delete a run with its metrics and its network (owner)."""
    if recognizer().active_run == run_id:
        raise conflict(gettext("This run's network reads what is drawn. Choose another one first."))
    with _conflicts():
        found = run_store().delete_run(checked_id(run_id))
    if not found:
        raise no_such_run()
    return Response(status=204)


@blueprint.post("/<run_id>/pause")
@blueprint.doc(responses=STEERED, security=OWNER)
def pause(run_id: str) -> Response:
    """Let a run pause (owner)."""
    return _steered(run_id, lambda store, run_id: request_action(store, run_id, "pause"))


@blueprint.post("/<run_id>/resume")
@blueprint.doc(responses=STEERED, security=OWNER)
def resume(run_id: str) -> Response:
    """Let a paused run go on, or queue one again that has ended unfinished (owner)."""
    return _steered(run_id, lambda store, run_id: request_action(store, run_id, "resume"))


@blueprint.post("/<run_id>/stop")
@blueprint.doc(responses=STEERED, security=OWNER)
def stop(run_id: str) -> Response:
    """End a run after its last finished epoch (owner)."""
    return _steered(run_id, lambda store, run_id: request_action(store, run_id, "stop"))


@blueprint.post("/<run_id>/next")
@blueprint.doc(responses=STEERED, security=OWNER)
def bring_forward(run_id: str) -> Response:
    """Let a queued run be the next one (owner)."""
    return _steered(run_id, move_to_front)


@blueprint.post("/<run_id>/more")
@blueprint.input(MoreIn, location="json", arg_name="asked")
@blueprint.doc(
    responses=answers(
        RunOut,
        "The run, which goes on, or is queued again where it has ended",
        *(400, 401, 403, 404, 409, 415, 422, 503),
    ),
    security=OWNER,
)
def more(run_id: str, asked: dict[str, Any]) -> Response:
    """Train a run for further epochs (owner)."""
    return _steered(run_id, lambda store, run_id: add_epochs(store, run_id, asked["epochs"]))


def _shown(run: dict[str, Any]) -> dict[str, Any]:
    """Return a run with what made it fail in the request's language."""
    return {**run, "error": translate_borrowed(run["error"] or "") or None}


def _steered(run_id: str, change: Callable[[RunStore, str], dict[str, Any] | None]) -> Response:
    """Answer with a run that was asked for something."""
    with _conflicts():
        run = change(run_store(), checked_id(run_id))
    if run is None:
        raise no_such_run()
    run_scheduler().wake()
    return json_response(_shown(run))


@contextmanager
def _conflicts() -> Iterator[None]:
    """Answer 409 for what a run's state does not permit."""
    try:
        yield
    except WrongStatus as error:
        raise conflict(translate_borrowed(str(error))) from None


@blueprint.get("/<run_id>/metrics")
@blueprint.input(MetricsQuery, **QUERY)
@blueprint.doc(
    responses=answers(MetricsOut, "The run's metrics, epoch by epoch", 304, 404, 422, 503)
)
def metrics(run_id: str, query: dict[str, Any]) -> Response:
    """List a run's metrics, epoch by epoch."""
    rows = run_store().metrics(checked_id(run_id), after=query["after"])
    if rows is None:
        raise no_such_run()
    return cacheable_response({"metrics": rows})
