"""What a browser reads digits with: the network, the guard, and the reader of strokes."""

from __future__ import annotations

from typing import Any

from nnet.browser.weights_file import PackedNetwork, dump_weights
from nnet.models.checkpoint import Model
from nnet.recognition.rejection import Guard

MODEL_ID_LENGTH = 12

MAX_NUMBERS = 4_000_000
"""Trained numbers of a network that is handed out: eight megabytes, twelve times what the shipped
one has. More would keep a phone waiting for longer than the server is likely to be away."""

GUARD_BITS = 8
"""Of the fractions of the guard's weights. It draws one line between digits and what is none, and
has half of all numbers: two bits less make the file a tenth smaller."""

CARD_ENTRIES = ("recipe", "architecture", "parameters", "test_accuracy", "created_at")


def dump_reader(model: Model, guard: Guard, votes: bool = False) -> bytes:
    """Return what reads digits as the bytes of a file for browsers.

    votes  whether the guard's reader of strokes, if it has one, votes with the model, too

    Raises ``ValueError`` for a network that is too large to be handed out, or whose weights are.
    """
    if model.parameters > MAX_NUMBERS:
        raise ValueError(
            f"A network of {model.parameters:,} numbers is too large for a browser; "
            f"at most {MAX_NUMBERS:,} are handed out."
        )
    networks = {
        "model": PackedNetwork(
            model.folded, {"loss": model.config.loss, "temperature": model.temperature}
        ),
        "guard": PackedNetwork(guard.network, {"threshold": guard.threshold}, GUARD_BITS),
    }
    if guard.strokes is not None:
        settings = {**vars(guard.strokes.voice), "votes": votes}
        networks["strokes"] = PackedNetwork(guard.strokes.network, settings)
    return dump_weights(networks, _card(model))


def _card(model: Model) -> dict[str, Any]:
    """Return what is told of a model: as much of its card as somebody asks for beside an answer."""
    known = {name: model.card[name] for name in CARD_ENTRIES if name in model.card}
    return {**known, "sha256": model.sha256, "model": model.sha256[:MODEL_ID_LENGTH]}
