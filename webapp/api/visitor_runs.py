"""``/api/visitor-runs``: small runs that visitors may start, where the owner allows it."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response, request, url_for
from flask_babel import gettext

from nnet.store.queue import QueueFull
from webapp.background.visitors import OneAtATime
from webapp.http.client_address import counted_address
from webapp.http.openapi import created
from webapp.http.problems import Problem
from webapp.http.responses import json_response
from webapp.languages.borrowed_texts import translate_borrowed
from webapp.schemas.runs import RunOut, VisitorRunIn
from webapp.services import run_scheduler, run_store, visitor_runs, visitors_may_train
from webapp.sign_in import public

blueprint = APIBlueprint("visitor_runs", __name__, url_prefix="/api/visitor-runs", tag="Runs")


@blueprint.post("")
@public
@blueprint.input(VisitorRunIn, location="json", arg_name="asked")
@blueprint.doc(
    responses=created(RunOut, "The run, which is queued", 400, 403, 415, 422, 429, 503),
)
def start(asked: dict[str, Any]) -> Response:
    """Start a small run that is removed after an hour, where the owner allows it.

    The recipe nielsen learns from 2,000 digits for 5 epochs, when none of the owner's runs waits.
    One at a time for each address; no list shows it.
    """
    if not visitors_may_train():
        raise Problem(
            403,
            "visitor_runs_off",
            gettext(
                "Visitors cannot train here: the owner of this server has not allowed it "
                "(VISITOR_RUNS)."
            ),
        )
    address = counted_address(request.remote_addr)
    try:
        run = visitor_runs().start(run_store(), address, asked.get("learning_rate"))
    except QueueFull as error:
        code = "one_at_a_time" if isinstance(error, OneAtATime) else "queue_full"
        detail = translate_borrowed(str(error))
        raise Problem(429, code, detail, headers={"Retry-After": "10"}) from None
    run_scheduler().wake()
    response = json_response(run, 201)
    response.headers["Location"] = url_for("runs.show", run_id=run["id"])
    return response
