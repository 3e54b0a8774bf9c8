"""``/api/runs/<id>/evaluation`` and ``/pictures``: how a run's network reads the test digits."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response
from flask_babel import gettext

from nnet.datasets.description import classes_of
from webapp.http.openapi import answers
from webapp.http.problems import conflict, invalid
from webapp.http.responses import cacheable_response
from webapp.inference.evaluations import Evaluation
from webapp.inference.run_networks import network_of, without_network
from webapp.schemas.base import QUERY, Query
from webapp.schemas.evaluations import EvaluationOut, PicturesOut, PicturesQuery
from webapp.services import computing, evaluations, find_run, run_store

blueprint = APIBlueprint("evaluations", __name__, url_prefix="/api/runs", tag="Runs")


@blueprint.get("/<run_id>/evaluation")
@blueprint.input(Query, **QUERY)
@blueprint.doc(
    responses=answers(EvaluationOut, "How the test digits are read", 304, 404, 409, 422, 503)
)
def show(run_id: str, query: dict[str, Any]) -> Response:
    """Tell how a run's network reads the test digits: confusion, scores, reliability."""
    evaluation = _evaluation_of(run_id)
    with computing():
        return cacheable_response(evaluation.to_dict())


@blueprint.get("/<run_id>/pictures")
@blueprint.input(PicturesQuery, **QUERY)
@blueprint.doc(responses=answers(PicturesOut, "Test digits", 304, 404, 409, 422, 503))
def pictures(run_id: str, query: dict[str, Any]) -> Response:
    """Show test digits by what they are and what they were read as; mistakes unless asked."""
    against = query.pop("against")
    _require_classes(run_id, query)
    if against and _digest_of(run_id) != _digest_of(against):
        raise conflict(
            gettext(
                "These two runs learned from different data: their networks cannot be compared "
                "picture by picture."
            )
        )
    evaluation, other = _evaluation_of(run_id), against and _evaluation_of(against)
    with computing():
        if not other:
            return cacheable_response(evaluation.pictures(**query))
        return cacheable_response(evaluation.pictures_against(other, **query))


def _require_classes(run_id: str, query: dict[str, Any]) -> None:
    """Raise 422 for a label or an answer that the run's network does not know; and 404."""
    count = len(classes_of(find_run(run_id)["config"].get("data")))
    message = gettext("This must be the number of one of %(count)s classes, from 0.", count=count)
    asked = {name: query[name] for name in ("label", "answer")}
    wrong = [name for name, value in asked.items() if value is not None and value >= count]
    if wrong:
        raise invalid([{"field": name, "message": message} for name in wrong])


def _digest_of(run_id: str) -> str | None:
    """Return the digest of the data that a run learned from, None for MNIST's; raises 404."""
    return (find_run(run_id)["config"].get("data") or {}).get("sha256")


def _evaluation_of(run_id: str) -> Evaluation:
    """Return how a run's last network reads the test digits; raises 404 and 409."""
    data, store = find_run(run_id)["config"].get("data"), run_store()
    epoch = store.checkpoint_epoch(run_id)
    if epoch is None:
        raise without_network()
    return evaluations().of(run_id, epoch, data, lambda: network_of(store, run_id))
