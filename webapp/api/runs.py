"""``/api/runs``: training runs and their metrics."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from nnet.run_edits import RunInUse, delete_run, edit_run
from webapp.openapi import OWNER, answers, nothing_or
from webapp.problems import conflict, invalid
from webapp.responses import cacheable_response, json_response
from webapp.run_schemas import MetricsOut, RunIn, RunOut, RunsOut
from webapp.runs import checked_id, find_run, no_such_run
from webapp.schemas import QUERY, MetricsQuery, Query, RunsQuery
from webapp.services import recognizer, run_store
from webapp.signing_in import owner_only

blueprint = APIBlueprint("runs", __name__, url_prefix="/api/runs", tag="Runs")


@blueprint.get("")
@blueprint.input(RunsQuery, **QUERY)
@blueprint.doc(responses=answers(RunsOut, "A page of runs, newest first", 304, 422, 503))
def index(query: dict[str, Any]) -> Response:
    """List the training runs."""
    statuses = [status for status in query["status"].split(",") if status]
    try:
        runs, following = run_store().runs(
            statuses=statuses, limit=query["limit"], cursor=query["cursor"] or None
        )
    except ValueError:
        message = "This is no cursor of this list. Start again without one."
        raise invalid([{"field": "cursor", "message": message}]) from None
    return cacheable_response({"runs": runs, "next": following})


@blueprint.get("/<run_id>")
@blueprint.input(Query, **QUERY)
@blueprint.doc(responses=answers(RunOut, "The run", 304, 404, 422, 503))
def show(run_id: str, query: dict[str, Any]) -> Response:
    """Show one training run."""
    return cacheable_response(find_run(run_id))


@blueprint.patch("/<run_id>")
@owner_only
@blueprint.input(RunIn, location="json", arg_name="changes")
@blueprint.doc(
    responses=answers(RunOut, "The run as it is now", 400, 401, 403, 404, 415, 422, 503),
    security=OWNER,
)
def edit(run_id: str, changes: dict[str, str]) -> Response:
    """Give a run another name or other notes (owner)."""
    run = edit_run(run_store(), checked_id(run_id), **changes)
    if run is None:
        raise no_such_run()
    return json_response(run)


@blueprint.delete("/<run_id>")
@owner_only
@blueprint.doc(responses=nothing_or("It is gone", 401, 403, 404, 409, 503), security=OWNER)
def delete(run_id: str) -> Response:
    """Delete a run with its metrics and its network (owner)."""
    if recognizer().active_run == run_id:
        raise conflict("This run's network reads what is drawn. Choose another one first.")
    try:
        found = delete_run(run_store(), checked_id(run_id))
    except RunInUse as error:
        raise conflict(str(error)) from None
    if not found:
        raise no_such_run()
    return Response(status=204)


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
