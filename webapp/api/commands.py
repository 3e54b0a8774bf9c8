"""``/api/runs/<id>/command`` and ``/config``: what trains a run again."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response
from flask_babel import gettext

from nnet.jobs.reproduce import repeating_command
from nnet.models.config import Config
from webapp.http.openapi import answers
from webapp.http.problems import conflict
from webapp.http.responses import cacheable_response
from webapp.schemas.base import QUERY, Query
from webapp.schemas.runs import CommandOut, ConfigOut
from webapp.services import find_run

blueprint = APIBlueprint("repeating", __name__, url_prefix="/api/runs", tag="Runs")


@blueprint.get("/<run_id>/command")
@blueprint.input(Query, **QUERY)
@blueprint.doc(responses=answers(CommandOut, "The command", 304, 404, 409, 422, 503))
def command(run_id: str, query: dict[str, Any]) -> Response:
    """Tell which command trains a run again."""
    run = find_run(run_id)
    config = _config_of(run)
    line, needs_config = repeating_command(config, _file_of(run))
    return cacheable_response(
        {
            "command": line,
            "needs_config": needs_config,
            "needs_strokes": config.strokes is not None,
            "needs_data": config.data is not None,
            "rate_changed": run["rate"] is not None or bool(run["rate_changes"]),
        }
    )


@blueprint.get("/<run_id>/config")
@blueprint.input(Query, **QUERY)
@blueprint.doc(responses=answers(ConfigOut, "The configuration", 304, 404, 409, 422, 503))
def config(run_id: str, query: dict[str, Any]) -> Response:
    """Return a run's configuration as a file for ``python -m nnet train --config``."""
    run = find_run(run_id)
    response = cacheable_response(_config_of(run).to_dict())
    response.headers["Content-Disposition"] = f'attachment; filename="{_file_of(run)}"'
    return response


def _config_of(run: dict[str, Any]) -> Config:
    """Return a run's whole configuration; an older version's lacks what has come since."""
    try:
        return Config.from_dict(run["config"])
    except ValueError:
        raise conflict(
            gettext("This run was configured by another version of this program.")
        ) from None


def _file_of(run: dict[str, Any]) -> str:
    """Return what the file with a run's configuration is called."""
    return f"inknet-{run['id']}.json"
