"""``/api/inside/film``: what a network read in a drawing after each epoch of its training."""

from __future__ import annotations

from typing import Any

import numpy as np
from apiflask import APIBlueprint
from flask import Response

from nnet.interpretation.film import Film, shipped_film
from nnet.store.run_queries import runs_with_epochs
from webapp.http.openapi import answers, picture
from webapp.http.problems import not_found
from webapp.http.responses import cacheable_response, json_response
from webapp.inference.films import DECIMALS, KINDS, describe_film
from webapp.interpretation.film_schemas import (
    FilmOut,
    FilmQuery,
    FilmReadingIn,
    FilmReadingsOut,
    FilmsOut,
)
from webapp.interpretation.questions import QUESTION, REFUSALS, decode_digit
from webapp.schemas.base import QUERY, Query
from webapp.services import checked_id, computing, films, run_store
from webapp.sign_in import public

MAX_LISTED = 100

FOR_GOOD = "public, max-age=31536000, immutable"
"""A sheet's address names the film by its content, or the run and how many epochs it has."""

blueprint = APIBlueprint("inside_film", __name__, url_prefix="/api/inside", tag="Inside")


@blueprint.get("/films")
@blueprint.input(Query, **QUERY)
@blueprint.doc(responses=answers(FilmsOut, "The films", 304, 422, 503))
def index(query: dict[str, Any]) -> Response:
    """List the runs whose epochs are kept."""
    with run_store().reading() as session:
        found = runs_with_epochs(session, MAX_LISTED)
    return cacheable_response({"films": [{"run": run_id, "name": name} for run_id, name in found]})


@blueprint.get("/film")
@blueprint.input(FilmQuery, **QUERY)
@blueprint.doc(responses=answers(FilmOut, "The film", 304, 404, 409, 422, 503))
def describe(query: dict[str, Any]) -> Response:
    """Tell which moments of a training there are."""
    film = _film(query["run"])
    with computing():
        return cacheable_response(describe_film(film))


@blueprint.post("/film")
@public
@blueprint.input(FilmReadingIn, **QUESTION)
@blueprint.doc(responses=answers(FilmReadingsOut, "What was read", 404, 409, *REFUSALS))
def read(question: dict[str, Any]) -> Response:
    """Read a drawing with the network of each moment."""
    film, image = _film(question["run"]), decode_digit(question["input"])
    with computing():
        readings = film.read(image).astype(np.float64).round(DECIMALS).tolist()
    return json_response({"id": film.id, "readings": readings})


@blueprint.get("/film/<film_id>/<epoch>/<kind>.png")
@blueprint.input(Query, **QUERY)
@blueprint.doc(responses=picture("image/png", "The first weights of each unit", 404, 409, 422, 503))
def sheet(film_id: str, epoch: str, kind: str, query: dict[str, Any]) -> Response:
    """Show the first weights after an epoch, or how they changed since the start."""
    film = films().named(run_store, film_id)
    places = {str(frame.epoch): place for place, frame in enumerate(film.frames)} if film else {}
    if film is None or epoch not in places or kind not in KINDS:
        raise not_found("There is no such moment of a film. GET /api/inside/film names those.")
    response = Response(films().sheet(film, places[epoch], kind), mimetype="image/png")
    response.headers["Cache-Control"] = FOR_GOOD
    return response


def _film(run_id: str | None) -> Film:
    """Return the film of a run, or the shipped one; raises 404 and 409."""
    return shipped_film() if run_id is None else films().of(run_store(), checked_id(run_id))
