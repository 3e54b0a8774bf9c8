"""``POST /api/inside/neighbours``: which training digits look alike to the network."""

from __future__ import annotations

import functools
from typing import Any

from apiflask import APIBlueprint
from flask import Response

from nnet.core.data import Dataset, load_first_digits
from nnet.imaging.png import base64_png
from nnet.interpretation.neighbours import Neighbours, index_digits
from nnet.models.checkpoint import Model
from nnet.parallel.threads import map_on_cores
from webapp import services
from webapp.http.openapi import answers
from webapp.http.responses import json_response
from webapp.inference.cache import Cache
from webapp.interpretation.schemas import DigitIn
from webapp.interpretation.sent_digit import decode_digit
from webapp.interpretation.why_schemas import NeighboursOut
from webapp.sign_in import public

SEARCHED = 10_000
"""Of the training digits, the first: as many as an evaluation reads, 8 MB."""

SHOWN = 12
DECIMALS = 4

INDICES: Cache[str, Neighbours] = Cache(2, services.studying)
"""Of the networks that were asked about last, 5 MB for the one that ships and 16 at the most. To
make one, all cores read the digits for seconds, as for an evaluation, and it waits for its turn."""

blueprint = APIBlueprint("inside_neighbours", __name__, url_prefix="/api/inside", tag="Inside")


@blueprint.post("/neighbours")
@public
@blueprint.input(DigitIn, arg_name="question")
@blueprint.doc(responses=answers(NeighboursOut, "The neighbours", 400, 413, 422, 429, 503))
def find(question: dict[str, str]) -> Response:
    """Find the training digits that are most alike to the active network's last hidden layer.

    Whoever asks first of a network waits until it has read the digits that are searched.
    """
    image = decode_digit(question["input"])
    index = index_of(services.recognizer().model)
    with services.computing():
        places, distances = index.nearest(image, SHOWN)
        found: dict[str, Any] = {
            "searched": len(index.digits),
            "units": index.layer.units,
            "neighbours": [
                {
                    "index": place,
                    "label": int(index.digits.labels[place]),
                    "distance": round(distance, DECIMALS),
                    "picture": base64_png(index.digits.images[place]),
                }
                for place, distance in zip(places.tolist(), distances.tolist(), strict=True)
            ],
        }
    return json_response(found)


def index_of(model: Model) -> Neighbours:
    """Return the index of a model's network, made unless it is kept; raises ``busy`` (503)."""
    return INDICES.get(
        model.sha256, lambda: index_digits(model.folded, searched_digits(), map_on_cores)
    )


@functools.cache
def searched_digits() -> Dataset:
    """Read the digits that are searched, once."""
    return load_first_digits(SEARCHED)
