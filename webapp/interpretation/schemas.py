"""What questions about the inside of a network carry over the wire, and what they are answered."""

from __future__ import annotations

from typing import Any

from apiflask import Schema
from apiflask.fields import String
from apiflask.validators import Length

MAX_INPUT = 2000
"""Characters: 784 bytes that cannot be compressed are about 1,200 in base64, as a PNG."""

QUESTION: dict[str, Any] = {"location": "json", "arg_name": "question"}
"""How views take a question."""

REFUSALS = (400, 413, 422, 429, 503)
"""With what a question may be answered instead."""


class DigitIn(Schema):
    """The digit that is looked into."""

    input = String(
        required=True,
        validate=Length(min=1, max=MAX_INPUT),
        metadata={
            "description": "The 28x28 grey PNG that the network saw, in base64: the member input "
            "of a digit in the answer to POST /api/predictions."
        },
    )
