"""Schemas of studies, as the API takes and sends them."""

from __future__ import annotations

from typing import Any

from apiflask import Schema
from apiflask.fields import Dict, Float, List, Nested, String
from apiflask.validators import OneOf, Range
from flask_babel import gettext
from marshmallow import RAISE, ValidationError, validates_schema

from nnet.jobs.studies import STUDIES
from nnet.models.recipes import RECIPES
from webapp.schemas.configurations import OverridesIn

STUDY_STATUSES = ("queued", "running", "finished", "failed", "interrupted")

OF_RUNS = ("robustness", "map")


class StudyIn(Schema):
    """Something to be computed in the background."""

    class Meta:
        unknown = RAISE

    kind = String(
        required=True,
        validate=OneOf(list(STUDIES)),
        metadata={
            "description": "estimate and range_test are about a recipe with overrides, robustness "
            "and map about a run's network."
        },
    )
    recipe = String(validate=OneOf(list(RECIPES)))
    overrides = Nested(OverridesIn)
    run_id = String()

    @validates_schema
    def _is_about_something(self, data: dict[str, Any], **_: Any) -> None:
        wanted, other = ("recipe", "run_id")
        if data.get("kind") in OF_RUNS:
            wanted, other = other, wanted
        if wanted not in data:
            raise ValidationError(gettext("A %(kind)s needs this.", kind=data.get("kind")), wanted)
        if other in data or (wanted == "run_id" and "overrides" in data):
            raise ValidationError(
                gettext("A %(kind)s is not about this.", kind=data.get("kind")), other
            )


class StudyOut(Schema):
    """Something computed in the background, as far as it is."""

    id = String(required=True)
    kind = String(required=True, validate=OneOf(list(STUDIES)))
    run_id = String(required=True, allow_none=True)
    status = String(required=True, validate=OneOf(STUDY_STATUSES))
    done = Float(required=True, validate=Range(0, 1))
    result = Dict(required=True, allow_none=True)
    error = String(required=True, allow_none=True)
    created_at = String(required=True, metadata={"format": "date-time"})
    updated_at = String(required=True, metadata={"format": "date-time"})


class StudiesOut(Schema):
    """The studies about a run's network."""

    studies = List(Nested(StudyOut), required=True)
