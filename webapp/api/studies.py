"""``/api/studies``: computations that are requested, and made in the background."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response, current_app, url_for
from flask_babel import gettext

from nnet.models.config import SettingError
from nnet.store.queue import QueueFull
from nnet.store.studies import ask_study, delete_study, find_study, studies_of_run
from webapp.background.configurations import trainable
from webapp.http.openapi import OWNER, answers, created, nothing_or
from webapp.http.problems import Problem, invalid_override, not_found, queue_full
from webapp.http.responses import cacheable_response, json_response
from webapp.inference.run_networks import without_network
from webapp.inference.samples import with_pictures
from webapp.languages.borrowed_texts import translate_borrowed
from webapp.schemas.base import QUERY, Query
from webapp.schemas.studies import OF_RUNS, StudiesOut, StudyIn, StudyOut
from webapp.services import (
    RUN_ID,
    checked_id,
    find_run,
    reading_data,
    run_store,
    study_scheduler,
    tested_pictures,
)

blueprint = APIBlueprint("studies", __name__, url_prefix="/api", tag="Studies")


@blueprint.post("/studies")
@blueprint.input(StudyIn, location="json", arg_name="asked")
@blueprint.doc(
    responses=created(
        StudyOut, "The study, which waits", 400, 401, 403, 404, 409, 415, 422, 429, 503
    ),
    security=OWNER,
)
def ask(asked: dict[str, Any]) -> Response:
    """Have something computed in the background (owner)."""
    if not study_scheduler().possible:
        detail = gettext(
            "This server computes nothing in the background: it has no training workers."
        )
        raise Problem(503, "no_workers", detail, headers={"Retry-After": "60"})
    run_id = None
    if asked["kind"] in OF_RUNS:
        run_id, request = _about_run(asked["run_id"])
    else:
        request = _about_configuration(asked["recipe"], asked.get("overrides", {}))
    try:
        study = ask_study(run_store(), asked["kind"], request, run_id)
    except QueueFull as error:
        raise queue_full(error) from None
    study_scheduler().wake()
    response = json_response(_shown(study), 201)
    response.headers["Location"] = url_for("studies.show", study_id=study["id"])
    return response


@blueprint.get("/studies/<study_id>")
@blueprint.input(Query, **QUERY)
@blueprint.doc(responses=answers(StudyOut, "The study", 304, 404, 422, 503))
def show(study_id: str, query: dict[str, Any]) -> Response:
    """Show how far a study is, and what it found."""
    study = find_study(run_store(), study_id) if RUN_ID.fullmatch(study_id) else None
    if study is None:
        raise no_such_study()
    run = run_store().run(study["run_id"]) if study["run_id"] else None
    data = run["config"].get("data") if run else None
    return cacheable_response(with_pictures(_shown(study), data, tested_pictures()))


@blueprint.delete("/studies/<study_id>")
@blueprint.doc(responses=nothing_or("It is gone", 401, 403, 404, 503), security=OWNER)
def delete(study_id: str) -> Response:
    """Delete a study, which ends the work on it (owner)."""
    if not (RUN_ID.fullmatch(study_id) and delete_study(run_store(), study_id)):
        raise no_such_study()
    return Response(status=204)


@blueprint.get("/runs/<run_id>/studies")
@blueprint.input(Query, **QUERY)
@blueprint.doc(responses=answers(StudiesOut, "The run's studies", 304, 404, 422, 503))
def of_run(run_id: str, query: dict[str, Any]) -> Response:
    """List what was computed of a run's network, the latest of each kind, without the results."""
    find_run(run_id)
    found = studies_of_run(run_store(), run_id)
    return cacheable_response({"studies": [{**_shown(study), "result": None} for study in found]})


def no_such_study() -> Problem:
    """Return the problem for an id that no study has."""
    return not_found(gettext("There is no such study. Those about no run are kept for a day."))


def _about_run(run_id: str) -> tuple[str, dict[str, Any]]:
    """Return a run's id and what its studies say of its network; raises 404 and 409."""
    found = find_run(checked_id(run_id))
    epoch = run_store().checkpoint_epoch(found["id"])
    if epoch is None:
        raise without_network()
    return found["id"], {"epoch": epoch}


def _about_configuration(recipe: str, overrides: dict[str, Any]) -> dict[str, Any]:
    try:
        with reading_data(overrides) as library:
            config = trainable(recipe, overrides, current_app.config["STROKES_FILE"], library)
    except SettingError as error:
        raise invalid_override(error.setting, str(error)) from None
    return {"config": config.to_dict()}


def _shown(study: dict[str, Any]) -> dict[str, Any]:
    """Return a study without what it was asked with, which may be long and is known."""
    shown = {key: value for key, value in study.items() if key != "request"}
    return {**shown, "error": translate_borrowed(study["error"] or "") or None}
