"""``/drawings``: what visitors have shared, for the owner to look through and to delete."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext
from marshmallow import EXCLUDE, ValidationError

from nnet.store.drawings import TimeRange, count_drawings
from webapp.api.drawings import page_of
from webapp.http.problems import invalid
from webapp.http.responses import have_revalidated
from webapp.pages.drawings import answer_in_words
from webapp.schemas.drawings import DrawingsQuery
from webapp.services import run_store
from webapp.sign_in import require_owner

blueprint = Blueprint("moderation", __name__)
blueprint.after_request(have_revalidated)


@blueprint.get("/drawings")
def drawings() -> str:
    """Look through the drawings that were shared."""
    require_owner()
    query = _read_query()
    found, following = page_of(query)
    for drawing in found:
        drawing["words"] = answer_in_words(drawing["prediction"])
    asked = {name: request.args[name] for name in ("since", "until") if request.args.get(name)}
    return render_template(
        "drawings.html",
        drawings=found,
        count=count_drawings(run_store(), TimeRange(query["since"], query["until"])),
        since=query["since"],
        until=query["until"],
        asked=asked,
        older=following and {**asked, "cursor": following},
    )


def _read_query() -> dict[str, Any]:
    """Return which drawings are asked for; an empty field of the form asks for nothing."""
    given = {name: text for name, text in request.args.items() if text}
    try:
        return dict(DrawingsQuery(unknown=EXCLUDE).load(given))
    except ValidationError as error:
        message = gettext("This cannot be used. Go back to the list and choose a time there.")
        raise invalid(
            [{"field": str(name), "message": message} for name in error.messages_dict]
        ) from None
