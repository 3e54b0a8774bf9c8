"""``/api/inside/film``: what a network read in a drawing after each epoch of its training."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from apiflask import APIBlueprint
from flask import Response

from nnet.imaging.png import SMALL, encode_png, tile
from nnet.interpretation.film import Film, shipped_film
from webapp.http.openapi import answers, picture
from webapp.http.problems import not_found
from webapp.http.responses import cacheable_response, json_response
from webapp.inference.filter_pictures import LEVELS, PALETTE, colour_levels, find_limit
from webapp.interpretation.film_schemas import KINDS, FilmOut, FilmReadingsOut
from webapp.interpretation.schemas import DigitIn
from webapp.interpretation.sent_digit import decode_digit
from webapp.schemas.base import QUERY, Query
from webapp.schemas.learning import MAX_FILTER_PICTURES
from webapp.services import computing
from webapp.sign_in import public

COLUMNS = 6
MARGIN = 1
"""Pixels around each picture of a sheet."""

MAX_SHEETS = 2 * 31
"""Sheets that are kept: those of the shipped film, 14 kB each."""

DECIMALS = 6
FOR_GOOD = "public, max-age=31536000, immutable"
"""A sheet's address names the film by its content."""

blueprint = APIBlueprint("inside_film", __name__, url_prefix="/api/inside", tag="Inside")


@blueprint.get("/film")
@blueprint.input(Query, **QUERY)
@blueprint.doc(responses=answers(FilmOut, "The film", 304, 422, 503))
def describe(query: dict[str, Any]) -> Response:
    """Tell which moments of a training there are."""
    film = shipped_film()
    with computing():
        return cacheable_response(_describe(film))


@blueprint.post("/film")
@public
@blueprint.input(DigitIn, location="json", arg_name="asked")
@blueprint.doc(responses=answers(FilmReadingsOut, "What was read", 400, 413, 415, 422, 429, 503))
def read(asked: dict[str, Any]) -> Response:
    """Read a drawing with the network of each moment."""
    film, image = shipped_film(), decode_digit(asked["input"])
    with computing():
        readings = film.read(image).astype(np.float64).round(DECIMALS).tolist()
    return json_response({"id": film.id, "readings": readings})


@blueprint.get("/film/<film_id>/<epoch>/<kind>.png")
@blueprint.input(Query, **QUERY)
@blueprint.doc(responses=picture("image/png", "The first weights of each unit", 404, 422, 503))
def sheet(film_id: str, epoch: str, kind: str, query: dict[str, Any]) -> Response:
    """Show the first weights after an epoch, or how they changed since the start."""
    film = shipped_film()
    places = {str(frame.epoch): place for place, frame in enumerate(film.frames)}
    if film_id != film.id or epoch not in places or kind not in KINDS:
        raise not_found("There is no such moment of a film. GET /api/inside/film names those.")
    with computing():
        content = _draw_sheet(film, places[epoch], kind)
    response = Response(content, mimetype="image/png")
    response.headers["Cache-Control"] = FOR_GOOD
    return response


def _describe(film: Film) -> dict[str, Any]:
    pictures = _shown(film, 0, "weights")
    return {
        "id": film.id,
        "name": film.name,
        "architecture": film.frames[0].network.architecture,
        "frames": [
            {"epoch": frame.epoch, "test_accuracy": frame.accuracy} for frame in film.frames
        ],
        "sheet": {
            "units": len(pictures),
            "columns": min(COLUMNS, len(pictures)),
            "side": pictures.shape[1] + 2 * MARGIN,
            **{f"{kind}_limit": round(_limit(film, kind), DECIMALS) for kind in KINDS},
        },
    }


def _shown(film: Film, index: int, kind: str) -> np.ndarray:
    """Return the pictures of a frame."""
    pictures = film.weights(index) if kind == "weights" else film.changes(index)
    return pictures[:MAX_FILTER_PICTURES]


@functools.lru_cache(maxsize=len(KINDS))
def _limit(film: Film, kind: str) -> float:
    """Return the weight of the darkest colours, one for all frames: those of the last."""
    return find_limit(_shown(film, len(film.frames) - 1, kind))


@functools.lru_cache(maxsize=MAX_SHEETS)
def _draw_sheet(film: Film, index: int, kind: str) -> bytes:
    """Return the pictures of a frame side by side, as a PNG."""
    levels = colour_levels(_shown(film, index, kind), _limit(film, kind))
    around = ((0, 0), (MARGIN, MARGIN), (MARGIN, MARGIN))
    framed = np.pad(levels, around, constant_values=LEVELS // 2)
    return encode_png(tile(framed, COLUMNS), PALETTE, SMALL)
