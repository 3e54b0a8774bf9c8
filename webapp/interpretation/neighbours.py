"""``POST /api/inside/neighbours``: which training digits look alike to the network."""

from __future__ import annotations

import contextlib
import functools
import io
from pathlib import Path
from typing import Any

import numpy as np
from apiflask import APIBlueprint
from flask import Response, current_app

from nnet.core.data import Dataset, load_first_digits
from nnet.imaging.png import base64_png
from nnet.interpretation.neighbours import MAX_FEATURES_BYTES, Neighbours, index_digits
from nnet.models.checkpoint import Model
from nnet.models.files import read_bounded, write_whole
from nnet.parallel.threads import map_on_cores
from webapp.http.openapi import answers
from webapp.http.responses import json_response
from webapp.inference.cache import Cache
from webapp.interpretation.questions import QUESTION, REFUSALS, DigitIn, decode_digit
from webapp.interpretation.why_schemas import NeighboursOut
from webapp.services import computing, recognizer, studying
from webapp.sign_in import public

SEARCHED = 10_000
"""Of the training digits, the first: as many as an evaluation reads, 8 MB."""

SHOWN = 12
DECIMALS = 4

FOLDER = "neighbours"
"""In the instance folder: what was computed of the networks that were asked about last."""

MAX_FILES = 2
HEAD_BYTES = 1024

INDICES: Cache[str, Neighbours] = Cache(2, studying)
"""Of the networks that were asked about last, 5 MB for the one that ships and 16 at the most. To
make one, all cores read the digits for seconds, as for an evaluation, and it waits for its turn."""

blueprint = APIBlueprint("inside_neighbours", __name__, url_prefix="/api/inside", tag="Inside")


@blueprint.post("/neighbours")
@public
@blueprint.input(DigitIn, **QUESTION)
@blueprint.doc(responses=answers(NeighboursOut, "The neighbours", *REFUSALS))
def find(question: dict[str, str]) -> Response:
    """Find the training digits that are most alike to the active network's last hidden layer.

    Whoever asks first of a network waits until it has read the digits that are searched.
    """
    image = decode_digit(question["input"])
    index = index_of(recognizer().model)
    with computing():
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
    path = Path(current_app.instance_path) / FOLDER / f"{model.sha256}.npy"
    return INDICES.get(model.sha256, lambda: _kept_index(model, path))


def _kept_index(model: Model, path: Path) -> Neighbours:
    """Return the index of which a file has the activations; make both where there is none."""
    known = _read(path)
    index = index_digits(model.folded, searched_digits(), map_on_cores, known)
    if index.features is not known:
        _keep(path, index.features)
    return index


def _read(path: Path) -> np.ndarray | None:
    """Return the array in a file; None where there is no undamaged one."""
    try:
        content = read_bounded(path, MAX_FEATURES_BYTES + HEAD_BYTES)
        return np.load(io.BytesIO(content), allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None


def _keep(path: Path, features: np.ndarray) -> None:
    """Write an array, if that can be; of those of other networks the latest stays."""
    content = io.BytesIO()
    np.save(content, features)
    with contextlib.suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        write_whole(path, content.getvalue())
        kept = sorted(path.parent.glob("*.npy"), key=lambda each: each.stat().st_mtime)
        for outdated in kept[:-MAX_FILES]:
            outdated.unlink()


@functools.cache
def searched_digits() -> Dataset:
    """Read the digits that are searched, once."""
    return load_first_digits(SEARCHED)
