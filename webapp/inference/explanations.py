"""Explanations over the wire: how a picture was prepared, and a hint in words."""

from __future__ import annotations

from typing import Any

from flask_babel import format_decimal, gettext

from nnet.imaging.png import base64_png
from nnet.recognition.preparation import Explanation
from webapp.languages.sentences import join_sentences

DECIMALS = 3


def explanation_to_dict(explanation: Explanation) -> dict[str, Any]:
    """Return the member ``explanation`` of a prediction, its hint in the request's language."""
    return {
        "ink": base64_png(explanation.ink),
        "digits": [
            {
                "box": base64_png(steps.box),
                "scaled": base64_png(steps.scaled),
                "centred": base64_png(steps.centred),
                "pen_width": round(steps.pen_width, DECIMALS),
            }
            for steps in explanation.digits
        ],
        "pen_width": round(explanation.pen_width, DECIMALS),
        "proposal": {"name": explanation.way, "text": _way_text(explanation)},
        "strokes_voted": explanation.voted,
        "hint": explanation.hint and {"code": explanation.hint, "text": _hint_text(explanation)},
    }


def _way_text(explanation: Explanation) -> str:
    """Return in a plain sentence or two how the ink was found, and that its strokes voted.

    The first word of the way's name tells how.
    """
    text = {
        "strokes": gettext("Its strokes were drawn again with a pen that suits the network."),
        "drawing": gettext("All that differs from the paper is ink."),
        "enlarged": gettext("The picture is tiny and was enlarged."),
        "thickened": gettext("Its thin strokes were thickened."),
        "colour": gettext("The ink was told from the paper by its colour."),
        "dark": gettext("What is much darker than the rest is ink."),
        "light": gettext("What is much lighter than the rest is ink."),
        "paper": gettext("Read as a photograph: what is darker than the paper around it is ink."),
        "board": gettext("Read as a photograph: what is lighter than the board around it is ink."),
        "sheet": gettext("Only the sheet was looked at, not what surrounds it."),
    }[explanation.way.partition("_")[0]]
    if not explanation.voted:
        return text
    voted = gettext("A network that reads in which order and direction they went voted, too.")
    return join_sentences((text, voted))


def _hint_text(explanation: Explanation) -> str:
    """Return what is odd, in one plain sentence."""
    times = format_decimal(explanation.pen_width, "#,##0.0")
    if explanation.hint == "thick":
        return gettext("Drawn very thick: %(times)s times MNIST's strokes.", times=times)
    if explanation.hint == "thin":
        return gettext("Drawn very thin: %(times)s times MNIST's strokes.", times=times)
    if explanation.hint == "small":
        return gettext("Very small: it has fewer pixels than the network looks at.")
    return gettext("It touches the edge: a part of it may be missing.")
