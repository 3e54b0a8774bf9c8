"""The pages that look inside the network that answers."""

from __future__ import annotations

from flask import Blueprint, render_template

from nnet.interpretation.source_lines import lines_of_steps
from webapp.http.responses import have_revalidated

blueprint = Blueprint("inside", __name__, url_prefix="/inside")
blueprint.after_request(have_revalidated)


@blueprint.get("")
def layers() -> str:
    """Look at what each layer makes of a drawing."""
    return render_template("inside/layers.html")


@blueprint.get("/why")
def why() -> str:
    """Ask why the network answers as it does."""
    return render_template("inside/why.html")


@blueprint.get("/step")
def step() -> str:
    """Follow one step of training, forward and backward, with all numbers."""
    return render_template("inside/step.html", lines=lines_of_steps())


@blueprint.get("/film")
def film() -> str:
    """Look at what a network made of a drawing after each epoch of its training."""
    return render_template("inside/film.html")
