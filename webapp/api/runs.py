"""``GET /api/runs``: training runs and their metrics."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from webapp.openapi import answers
from webapp.problems import invalid
from webapp.responses import cacheable_response
from webapp.run_schemas import MetricsOut, RunOut, RunsOut
from webapp.runs import checked_id, find_run, no_such_run
from webapp.schemas import QUERY, MetricsQuery, Query, RunsQuery
from webapp.services import run_store

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
