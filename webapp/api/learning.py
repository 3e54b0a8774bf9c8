"""``/api/runs/<id>/weights`` and ``/samples``: what a network looks for and reads as it learns."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response
from flask_babel import gettext

from webapp.http.openapi import answers
from webapp.http.problems import conflict
from webapp.http.responses import cacheable_response
from webapp.inference.run_networks import LastNetwork
from webapp.schemas.base import QUERY, Query
from webapp.schemas.learning import SamplesOut, WeightsOut
from webapp.services import computing, find_run, networks, run_store, tested_pictures

blueprint = APIBlueprint("learning", __name__, url_prefix="/api/runs", tag="Runs")


@blueprint.get("/<run_id>/weights")
@blueprint.input(Query, **QUERY)
@blueprint.doc(responses=answers(WeightsOut, "The weights", 304, 404, 409, 422, 503))
def weights(run_id: str, query: dict[str, Any]) -> Response:
    """Show the first weights of a run's last network as pictures."""
    network = _last_network(run_id)
    with computing():
        return cacheable_response(network.weights)


@blueprint.get("/<run_id>/samples")
@blueprint.input(Query, **QUERY)
@blueprint.doc(responses=answers(SamplesOut, "The digits", 304, 404, 409, 422, 503))
def samples(run_id: str, query: dict[str, Any]) -> Response:
    """Show what a run's last network answers to a dozen test digits."""
    network = _last_network(run_id)
    # Read before, where it is data that takes seconds to read: others compute meanwhile.
    if (data := network.model.config.data) is not None:
        tested_pictures().of(data)
    with computing():
        return cacheable_response(network.samples)


def _last_network(run_id: str) -> LastNetwork:
    """Return a run's last network; raises 404 and 409."""
    if find_run(run_id)["epochs_done"] == 0:
        raise conflict(
            gettext("This run has not finished an epoch yet. Its network is here when it has.")
        )
    return networks().of(run_store(), run_id)
