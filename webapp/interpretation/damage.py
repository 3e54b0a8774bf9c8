"""``/api/inside/accuracy``, and the changed copies of the network that other calls look into.

Nobody's changes are kept on the server: each question carries them. The copies that were asked for
last are remembered, so that a drawing that grows does not have them made ten times a second.
"""

from __future__ import annotations

import functools
from typing import Any

from apiflask import APIBlueprint
from flask import Response

from nnet.core.data import Dataset, load_test_digits
from nnet.interpretation.damage import Changes, damage, measure_accuracy
from nnet.interpretation.stages import stages_of
from nnet.models.checkpoint import Model
from nnet.parallel.threads import map_on_cores
from webapp.http.openapi import answers
from webapp.http.problems import invalid
from webapp.http.responses import json_response
from webapp.inference.cache import Cache
from webapp.inference.recognizer import MODEL_ID_LENGTH
from webapp.interpretation.layer_schemas import ALL, AccuracyIn, AccuracyOut
from webapp.interpretation.questions import QUESTION, REFUSALS
from webapp.services import computing, recognizer, studying
from webapp.sign_in import public

MAX_COPIES = 8
MAX_COPIES_BYTES = 64 * 1024 * 1024
"""Of all copies together; one of the network that ships takes 5 MB."""

ARRAYS = 4
"""Arrays of the size of all weights in a copy: they and their gradients, and both folded."""

MAX_ACCURACIES = 512

_copies: Cache[tuple[str, Changes], Model] = Cache(
    MAX_COPIES,
    weigh=lambda model: ARRAYS * model.network.packed.value.nbytes,
    weight=MAX_COPIES_BYTES,
)
_accuracies: Cache[tuple[str, Changes, int], float] = Cache(MAX_ACCURACIES, studying)

blueprint = APIBlueprint("inside_damage", __name__, url_prefix="/api/inside", tag="Inside")


@blueprint.post("/accuracy")
@public
@blueprint.input(AccuracyIn, **QUESTION)
@blueprint.doc(responses=answers(AccuracyOut, "The accuracy", *REFUSALS))
def measure(question: dict[str, Any]) -> Response:
    """Tell how many test digits a changed copy of the network reads correctly."""
    model, changes, count = recognizer().model, changes_in(question), question["digits"]
    with computing():
        changed = changed_model(model, changes)
    digits = all_test_digits()

    def read() -> float:
        some = Dataset(digits.images[:count], digits.labels[:count])
        # All digits take seconds: visitors' drawings keep the other cores meanwhile.
        return measure_accuracy(changed, some, map if count == ALL else map_on_cores)

    accuracy = _accuracies.get((model.sha256, changes, count), read)
    return json_response(
        {
            "model": model.sha256[:MODEL_ID_LENGTH],
            "digits": count,
            "correct": round(accuracy * count),
            "accuracy": accuracy,
        }
    )


def changes_in(question: dict[str, Any]) -> Changes:
    """Return the changes that a question carries; layers are counted from 1 in it."""
    off = sorted({(layer - 1, unit) for layer, unit in question["off"]})
    seed = question["seed"] if question["noise"] else 1  # without noise all seeds are the same
    return Changes(tuple(off), question["prune"], question["noise"], seed, question["bits"])


def changed_model(model: Model, changes: Changes) -> Model:
    """Return a copy of a model with changes, or the model itself where there are none.

    Raises the problem ``validation`` for a unit that there is not.
    """
    if not changes:
        return model
    stages = stages_of(model.network)
    for layer, unit in changes.off:
        if not (0 <= layer < len(stages) and unit < stages[layer].units):
            raise invalid([{"field": "off", "message": "There is no such layer, or no such unit."}])
    return _copies.get((model.sha256, changes), lambda: damage(model, changes))


@functools.cache
def all_test_digits() -> Dataset:
    """Return the test digits, read once: 8 MB."""
    return load_test_digits()
