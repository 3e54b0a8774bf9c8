"""The HTML pages. They read no pixel and know no network."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, url_for

from webapp.assets.plotly import plotly_response, plotly_version
from webapp.background.catalogue import catalogue
from webapp.http.problems import Problem
from webapp.http.responses import have_revalidated
from webapp.pages.curves import draw_page_charts, draw_run_charts
from webapp.pages.network_stages import stages_of
from webapp.services import (
    data_library,
    find_run,
    recognizer,
    run_store,
    visitors_may_train,
)

blueprint = Blueprint("pages", __name__)
blueprint.after_request(have_revalidated)


@blueprint.get("/")
def draw() -> str:
    """Draw a digit."""
    return render_template("draw.html")


@blueprint.get("/embed")
def embed() -> str:
    """Draw a digit within a page of another site."""
    return render_template("embed.html")


@blueprint.get("/privacy")
def privacy() -> str:
    """Read what is kept of visitors, and for how long."""
    return render_template("privacy.html")


@blueprint.get("/dashboard")
def dashboard() -> str:
    """Watch accuracy grow over the epochs of every run."""
    return render_template(
        "dashboard.html",
        plotly_url=_plotly_url(),
        catalogue=catalogue(),
        data_sets=data_library().names(),
        visitors_may_train=visitors_may_train(),
        charts=draw_page_charts(),
    )


@blueprint.get("/runs/<run_id>")
def run(run_id: str) -> str:
    """Look at one run."""
    found, store = find_run(run_id), run_store()
    begun = found["epochs_done"] > 0
    return render_template(
        "run.html",
        run=found,
        network_epoch=store.checkpoint_epoch(found["id"]),
        can_go_on=not begun or store.checkpoint_epoch(found["id"], "resume") is not None,
        charts=draw_run_charts(found),
        plotly_url=_plotly_url(),
        active_run=recognizer().active_run,
    )


@blueprint.get("/about")
def about() -> str:
    """Read what the active model is, or that there is none."""
    try:
        answering = recognizer()
        model, stages = answering.describe(), stages_of(answering.model.config.layers)
    except Problem:
        model, stages = None, []
    return render_template("about.html", model=model, stages=stages)


@blueprint.get("/vendor/plotly-<version>.min.js")
def plotly(version: str) -> Response:
    """Serve Plotly's script; an address of another version than the installed one is unknown."""
    if version != plotly_version():
        abort(404)
    return plotly_response()


def _plotly_url() -> str:
    """Return the address of Plotly's script."""
    return url_for("pages.plotly", version=plotly_version())
