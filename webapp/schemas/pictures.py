"""Pictures over the wire: the bodies in which one is sent, and what they may hold."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext

from webapp.schemas.strokes import EXPECTED, SENT_STROKES_SCHEMA, STROKES_FIELD

PICTURE_FIELD, PIXELS_FIELD = "image", "pixels"
"""The fields of a form or of JSON that have the picture."""

PIXELS_SIDE = 28
MAX_LEVEL = 255

FORM_TYPE, JSON_TYPE = "multipart/form-data", "application/json"

PICTURE_TYPES = ("png", "jpeg", "gif", "bmp", "webp", "tiff", "avif")
CONTENT_TYPES = (*(f"image/{name}" for name in PICTURE_TYPES), "application/octet-stream")
"""Content types of a body that is the picture itself. Its content tells what it is: another type of
pictures does as well, and none at all."""

PIXELS = lazy_gettext(
    "%(side)s rows of %(side)s numbers, or all %(all)s of them in one list: from 0 to %(most)s, or "
    "from 0 to 1 where none is larger. Ink may be high or low.",
    side=PIXELS_SIDE,
    all=PIXELS_SIDE**2,
    most=MAX_LEVEL,
)
IMAGE = lazy_gettext(
    "A picture's file in base64, alone or as a data URL such as data:image/png;base64,…"
)

_NUMBER = {"type": "number", "minimum": 0, "maximum": MAX_LEVEL}
_BINARY = {"type": "string", "format": "binary"}


def _list_of(items: dict[str, Any], count: int) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": count, "maxItems": count}


BODIES: dict[str, Any] = {
    **{media_type: {"schema": _BINARY} for media_type in CONTENT_TYPES},
    FORM_TYPE: {
        "schema": {
            "type": "object",
            "properties": {
                PICTURE_FIELD: _BINARY,
                STROKES_FIELD: {"type": "string", "description": str(EXPECTED)},
            },
            "required": [PICTURE_FIELD],
            "additionalProperties": False,
        },
        "encoding": {PICTURE_FIELD: {"contentType": ", ".join(CONTENT_TYPES)}},
    },
    JSON_TYPE: {
        "schema": {
            "type": "object",
            "properties": {
                PICTURE_FIELD: {"type": "string", "description": str(IMAGE)},
                PIXELS_FIELD: {
                    "description": str(PIXELS),
                    "oneOf": [
                        _list_of(_list_of(_NUMBER, PIXELS_SIDE), PIXELS_SIDE),
                        _list_of(_NUMBER, PIXELS_SIDE**2),
                    ],
                },
                STROKES_FIELD: SENT_STROKES_SCHEMA,
            },
            "oneOf": [{"required": [PICTURE_FIELD]}, {"required": [PIXELS_FIELD]}],
            "additionalProperties": False,
        }
    },
}
"""What ``POST /api/predictions`` takes, as OpenAPI describes it."""

COLLECTION_BODY: dict[str, Any] = {
    "required": True,
    "content": {"application/octet-stream": {"schema": _BINARY}},
}
"""What ``POST /api/collection`` takes: its content tells whether it is strokes or an archive."""
