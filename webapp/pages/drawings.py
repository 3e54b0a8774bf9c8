"""``/d/<id>``: the page of a shared drawing, and the pictures that go with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
from flask import Blueprint, Response, render_template, url_for
from flask_babel import force_locale, gettext

from nnet.imaging.png import encode_png
from nnet.strokes.drawing import draw_sketch
from nnet.strokes.validation import strokes_of
from webapp.http.i18n import format_confidence
from webapp.http.responses import not_modified
from webapp.http.site_address import public_origin
from webapp.inference.preview_picture import make_preview
from webapp.inference.renderings import Rendering
from webapp.inference.sharing import find, todays_answer
from webapp.pages.qr_codes import MEDIA_TYPE, draw_qr_code
from webapp.services import recognizer, renderings, run_store

blueprint = Blueprint("shared", __name__, url_prefix="/d")

DOWNLOAD_SIDE = 560

IMAGE_CACHE_CONTROL = "public, max-age=600"
"""How long caches may keep the pictures: whoever deletes a drawing wants it gone."""

QR_CACHE_CONTROL = "private, max-age=600"


@blueprint.get("/<drawing_id>")
def show(drawing_id: str) -> Response:
    """Look at a shared drawing."""
    return _page("shared.html", drawing_id)


@blueprint.get("/<drawing_id>/embed")
def embed(drawing_id: str) -> Response:
    """Look at it within a page of another site."""
    return _page("embed_drawing.html", drawing_id)


@blueprint.get("/<drawing_id>/picture.png")
def picture(drawing_id: str) -> Response:
    """Return the drawing alone, black on white."""
    drawing = find(run_store(), drawing_id)

    def make() -> bytes:
        return encode_png(np.asarray(draw_sketch(strokes_of(drawing["strokes"]), DOWNLOAD_SIDE)))

    return _file(renderings().get(drawing_id, "picture", make), "image/png")


@blueprint.get("/<drawing_id>/preview.png")
def preview(drawing_id: str) -> Response:
    """Return the picture that chat programs show beside the link."""
    drawing = find(run_store(), drawing_id)
    answer = drawing["prediction"]
    with force_locale("en"):  # the font of pictures has no other letters
        detail = answer_in_words(answer)

    def make() -> bytes:
        return make_preview(strokes_of(drawing["strokes"]), _answer_in_short(answer), detail)

    return _file(renderings().get(drawing_id, f"preview {detail}", make), "image/png")


@blueprint.get("/<drawing_id>/qr.svg")
def qr_code(drawing_id: str) -> Response:
    """Return the drawing's address as a QR code."""
    find(run_store(), drawing_id)
    address = _address(drawing_id)

    rendering = renderings().get(drawing_id, f"code {address}", lambda: draw_qr_code(address))
    # An address that a request tells of is for whoever sent that, and for nobody else.
    told = public_origin() is None
    return _file(rendering, MEDIA_TYPE, QR_CACHE_CONTROL if told else IMAGE_CACHE_CONTROL)


def answer_in_words(answer: dict[str, Any]) -> str:
    """Return what was read in one sentence."""
    share = format_confidence(answer["confidence"])
    if answer["status"] == "not_a_digit":
        return gettext("This is not a digit.")
    if answer["status"] == "uncertain":
        first, second = answer["alternatives"]
        return gettext("%(first)s, or perhaps %(second)s?", first=first, second=second)
    return gettext("Read as %(text)s, %(share)s sure.", text=answer["text"], share=share)


def _answer_in_short(answer: dict[str, Any]) -> str:
    """Return what is shown largest."""
    if answer["status"] == "not_a_digit":
        return "?"
    return str(answer["text"])


def _page(template: str, drawing_id: str) -> Response:
    drawing = find(run_store(), drawing_id)
    page = render_template(
        template,
        drawing=drawing,
        address=_address(drawing_id),
        created_at=datetime.fromisoformat(drawing["created_at"]),
        expires_at=drawing["expires_at"] and datetime.fromisoformat(drawing["expires_at"]),
        words=answer_in_words(drawing["prediction"]),
        short=_answer_in_short(drawing["prediction"]),
        today=(found := todays_answer(recognizer(), renderings(), drawing))
        and answer_in_words(found),
    )
    response = Response(page, mimetype="text/html")
    # Whoever was given the address may look; searching the web does not lead here.
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "no-cache"
    return response


def _address(drawing_id: str) -> str:
    return url_for("shared.show", drawing_id=drawing_id, _external=True)


def _file(
    rendering: Rendering, media_type: str, cache_control: str = IMAGE_CACHE_CONTROL
) -> Response:
    """Return a file to be kept for some time, or 304 where the client has it already."""
    response = not_modified(rendering.etag)
    if response is None:
        response = Response(rendering.content, mimetype=media_type)
        response.set_etag(rendering.etag)
    response.headers["Cache-Control"] = cache_control
    return response
