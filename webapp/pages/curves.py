"""What pages show of charts: on the training page, in other sites' pages, beside links to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from apiflask import APIBlueprint
from flask import Response, render_template, request, url_for
from flask_babel import force_locale
from markupsafe import Markup

from nnet.store.runs import StoreError, StoreUnavailable
from webapp.curves.drawing import Choice, choose, choose_parts
from webapp.curves.story import Story, tell_story
from webapp.curves.view import page_address, view_of_page, view_of_query
from webapp.http.problems import Problem
from webapp.http.responses import not_modified
from webapp.schemas.base import QUERY
from webapp.schemas.curves import CurvesQuery
from webapp.services import curves, run_store

blueprint = APIBlueprint("charts", __name__, enable_openapi=False)

PREVIEW_CACHE_CONTROL = "public, max-age=600"


@dataclass(frozen=True)
class PageCharts:
    """The charts of the training page.

    accuracy, loss  what stands in their SVG elements
    choice          the runs that both show
    preview         the address of their picture
    story           what these tell, if anything
    """

    accuracy: Markup
    loss: Markup
    choice: Choice
    preview: str
    story: Story | None


def draw_page_charts() -> PageCharts | None:
    """Return the charts that the page's address asks for; None while the store cannot be used."""
    try:
        store = run_store()
        choice = choose(store, view_of_page(request.args))
        losses = Choice(view_of_page(request.args, "test_loss"), choice.runs)
        accuracy, loss = (curves().fluid(store, each) for each in (choice, losses))
    except (StoreError, StoreUnavailable, Problem):
        return None  # the page's script says so, and goes on asking
    preview = url_for("charts.preview", _external=True, **page_address(request.args))
    return PageCharts(accuracy, loss, choice, preview, tell_story(choice.runs))


def draw_run_charts(run: Mapping[str, Any]) -> dict[str, Markup | None]:
    """Return what stands in the SVG elements of a run's page; None before its first epoch."""
    store = run_store()
    return {
        quantity: curves().fluid(store, choose_parts(run, quantity)) if run["epochs_done"] else None
        for quantity in ("accuracy", "loss")
    }


@blueprint.get("/embed/curves")
@blueprint.input(CurvesQuery, **QUERY)
def embed(query: dict[str, Any]) -> str:
    """Look at curves within a page of another site."""
    store, view = run_store(), view_of_query(query)
    choice = choose(store, view)
    return render_template(
        "embed_curves.html",
        title=choice.title(),
        drawn=curves().fluid(store, choice),
        address=url_for("pages.dashboard", runs=query["runs"] or None, _external=True),
    )


@blueprint.get("/dashboard/preview.png")
def preview() -> Response:
    """Return the picture that chat programs show beside a link to the training page."""
    store = run_store()
    choice = choose(store, view_of_page(request.args))
    with force_locale("en"):  # the font of pictures has no other letters
        story = tell_story(choice.runs)
        title = story.sentence if story else choice.title()
        etag = f"{choice.stamp}-preview"
        response = not_modified(etag)
        if response is None:
            response = Response(curves().preview(store, choice, title), mimetype="image/png")
            response.set_etag(etag)
    response.headers["Cache-Control"] = PREVIEW_CACHE_CONTROL
    return response
