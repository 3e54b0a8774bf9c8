"""The OpenAPI document, where it says more than the views' declarations hold."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any, cast

from apiflask import APIFlask, Schema
from flask import Response, request

from webapp.http.errors import MEDIA_TYPE
from webapp.http.responses import json_response, json_text
from webapp.schemas.base import ProblemOut
from webapp.schemas.code_samples import CODE_SAMPLES
from webapp.schemas.pictures import BODIES, COLLECTION_BODY

DESCRIPTION = (
    "Draw a digit and have it read; follow the training runs of the network that reads it. "
    "Every error is a problem document (RFC 9457) with the members of Problem."
)

ADDRESSES = 8
"""Below so many paths at once the document is kept written; a site lies below one."""

OWNER = "owner"
"""The security scheme of what only the owner may do; a signed-in browser's cookie does as well."""

DESCRIPTIONS = {
    304: "Not changed since the ETag in If-None-Match",
    400: "The picture is empty, truncated or corrupt, or what was sent is not JSON",
    401: "Only the owner may do this: sign in, or send the owner's token",
    403: "A page of another site made a browser send this",
    404: "There is no such thing",
    409: "It is not in a state in which that can be done",
    411: "The body came without its length",
    413: "The body or the picture is too large",
    415: "No picture of a kind that is read",
    422: "Nothing is drawn, or a value cannot be used",
    429: "Too many requests from this address; Retry-After says when to try again",
    503: "Something cannot be used at the moment; Retry-After says when to try again",
}


def answers(schema: type[Schema], success: str, *others: int) -> dict[int | str, dict[str, Any]]:
    """Return the description of an operation's answers: success, and what else may come.

    The views' answers are described and not passed through the schemas: they were built in that
    form, and the tests hold them against the document.
    """
    described: dict[int | str, dict[str, Any]] = {200: _answer(success, "application/json", schema)}
    for status in others:
        if status < 400:
            described[status] = {"description": DESCRIPTIONS[status]}
        else:
            described[status] = _answer(DESCRIPTIONS[status], MEDIA_TYPE, ProblemOut)
    return described


def picture(media_type: str, success: str, *others: int) -> dict[int | str, dict[str, Any]]:
    """Return the description of an operation that answers with a picture, of text."""
    described = answers(ProblemOut, success, *others)
    described[200]["content"] = {media_type: {"schema": {"type": "string"}}}
    return described


def file(media_type: str, success: str, *others: int) -> dict[int | str, dict[str, Any]]:
    """Return the description of an operation that answers with the bytes of a file."""
    described = picture(media_type, success, *others)
    described[200]["content"][media_type]["schema"]["format"] = "binary"
    return described


def created(schema: type[Schema], success: str, *others: int) -> dict[int | str, dict[str, Any]]:
    """Return the description of an operation that makes something new (201)."""
    described = answers(schema, success, *others)
    return {201: described.pop(200), **described}


def nothing_or(success: str, *others: int) -> dict[int | str, dict[str, Any]]:
    """Return the description of an operation that answers nothing (204) when it succeeds."""
    described: dict[int | str, dict[str, Any]] = {204: {"description": success}}
    for status in others:
        described[status] = _answer(DESCRIPTIONS[status], MEDIA_TYPE, ProblemOut)
    return described


def _answer(description: str, media_type: str, schema: type[Schema]) -> dict[str, Any]:
    """Return the description of one answer."""
    return {"description": description, "content": {media_type: {"schema": schema}}}


def register(app: APIFlask) -> None:
    """Complete the document of ``app``."""
    app.config.update(
        DESCRIPTION=DESCRIPTION,
        # The automatic ones describe another shape of error than this API's.
        AUTO_404_RESPONSE=False,
        AUTO_AUTH_ERROR_RESPONSE=False,
        AUTO_VALIDATION_ERROR_RESPONSE=False,
        AUTO_OPERATION_ID=True,
    )
    app.security_schemes = {OWNER: {"type": "http", "scheme": "bearer"}}
    app.spec_processor(_complete)
    document = cast(Callable[[], Response], app.view_functions["openapi.spec"])

    @lru_cache(ADDRESSES)
    def written(root_path: str) -> bytes:
        """Return the document for a site below a path, which can be another with each request."""
        servers = [{"url": f"{root_path}/"}]
        return json_text({**json.loads(document().get_data()), "servers": servers}).encode()

    app.view_functions["openapi.spec"] = lambda: json_response(written(request.root_path))


def _complete(document: dict[str, Any] | str) -> dict[str, Any] | str:
    """Describe bodies that no form of the framework's covers: of a prediction, and of a file."""
    if isinstance(document, str):  # YAML, which this application never asks for
        return document
    create = document["paths"]["/api/predictions"]["post"]
    create["requestBody"] = {"required": True, "content": BODIES}
    create["x-codeSamples"] = CODE_SAMPLES
    document["paths"]["/api/collection"]["post"]["requestBody"] = COLLECTION_BODY
    return document
