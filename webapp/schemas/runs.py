"""Schemas of runs and their metrics, as the API takes and sends them."""

from __future__ import annotations

from apiflask import Schema
from apiflask.fields import Boolean, Dict, Float, Integer, List, Nested, String
from apiflask.validators import Length, OneOf, Range, Regexp
from flask_babel import lazy_gettext
from marshmallow import INCLUDE, RAISE

from nnet.store.run_states import ACTIONS, STATUSES
from webapp.schemas.base import (
    CURSOR,
    DEFAULT_RUNS,
    MAX_EPOCH,
    MAX_RUNS,
    NEXT,
    Query,
    WholeNumber,
    fraction,
)
from webapp.schemas.configurations import LEARNING_RATE, ConfigurationIn

MAX_NOTES = 4000
MAX_FURTHER_EPOCHS = 1000


class ProgressOut(Schema):
    """How far the epoch is that a run is at."""

    epoch = Integer(required=True)
    step = Integer(required=True)
    steps = Integer(required=True)
    images_per_s = Float(
        required=True,
        allow_none=True,
        metadata={"description": "A mean over at least a second of steps; null until then."},
    )
    seconds_left = Float(
        required=True, allow_none=True, metadata={"description": "Of this epoch's steps."}
    )
    run_seconds_left = Float(
        allow_none=True,
        metadata={"description": "Of the run, with what is measured after each epoch."},
    )
    loss = Float(
        allow_none=True, metadata={"description": "A mean over the minibatches of that second."}
    )


class RateChangeOut(Schema):
    """A change of the learning rate while a run trained."""

    epoch = Integer(required=True)
    step = Integer(required=True, metadata={"description": "The last one with the old rate."})
    position = Float(
        required=True,
        metadata={"description": "On the axis of epochs: 2.5 is in the middle of the third."},
    )
    old = Float(required=True)
    new = Float(required=True)


NAME = [Length(1, 200), Regexp(r"\A(?=.*\S)[^\x00-\x1f\x7f\ud800-\udfff]+\Z")]


class RunOut(Schema):
    """One training run."""

    id = String(required=True)
    name = String(required=True)
    recipe = String(required=True, allow_none=True)
    architecture = String(required=True, allow_none=True)
    parameters = Integer(required=True, allow_none=True)
    status = String(required=True, validate=OneOf(STATUSES))
    actions = List(
        String(validate=OneOf(list(ACTIONS))),
        required=True,
        metadata={
            "description": "What the owner can do with it now: pause, resume, stop, next and more "
            "are posted to an address of that name below the run's, learning_rate is a member of "
            "what PATCH takes, activate is PUT /api/model, delete is DELETE. One of them may still "
            "be refused for another reason than the run's status, with 409."
        },
    )
    at_chance = Boolean(
        required=True,
        metadata={"description": "Whether it reads no better than by guessing, after an epoch."},
    )
    epochs = Integer(required=True, allow_none=True)
    epochs_done = Integer(required=True, allow_none=True)
    best_validation_accuracy = fraction("The best after any epoch.")
    test_accuracy = fraction("After the last epoch so far.")
    drawings_accuracy = fraction(
        "The same on drawings by people whom the network did not learn from; null without them."
    )
    created_at = String(required=True, metadata={"format": "date-time"})
    finished_at = String(allow_none=True, metadata={"format": "date-time"})
    updated_at = String(allow_none=True, metadata={"format": "date-time"})
    duration_s = Float(required=True, allow_none=True)
    expires_at = String(
        allow_none=True,
        metadata={
            "format": "date-time",
            "description": "When it is removed: a run that a visitor started; null for never.",
        },
    )
    error = String(allow_none=True)
    notes = String(required=True, metadata={"description": "What the owner noted about it."})
    attempt = Integer(metadata={"description": "How often it was begun."})
    losses = Integer(metadata={"description": "How often the process that trained it was lost."})
    place = Float(
        allow_none=True,
        metadata={"description": "Of the queued runs, the one with the smallest is next."},
    )
    wanted = String(
        allow_none=True,
        metadata={"description": "What it was asked for and has not done yet: pause, resume, stop"},
    )
    rate = Float(
        allow_none=True,
        metadata={"description": "The learning rate chosen while it trained, if one was."},
    )
    rate_changes = List(Nested(RateChangeOut), required=True)
    progress = Nested(ProgressOut, allow_none=True)
    config = Dict(required=True)
    environment = Dict()


class RunIn(Schema):
    """What is to be changed about a run; what is left out stays."""

    class Meta:
        unknown = RAISE

    name = String(validate=NAME, metadata={"description": "One line, not blank."})
    learning_rate = LEARNING_RATE
    notes = String(
        validate=[
            Length(max=MAX_NOTES),
            Regexp(r"\A[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]*\Z"),
        ],
        metadata={"description": "Any text."},
    )


class MoreIn(Schema):
    """How many epochs a run is given besides."""

    class Meta:
        unknown = RAISE

    epochs = Integer(strict=True, load_default=1, validate=Range(1, MAX_FURTHER_EPOCHS))


class RunCreateIn(ConfigurationIn):
    """A run to be trained."""

    name = String(load_default="", validate=NAME, metadata={"description": "One line."})


class VisitorRunIn(Schema):
    """What a visitor chooses about a run."""

    class Meta:
        unknown = RAISE

    learning_rate = LEARNING_RATE


class RunsOut(Schema):
    """A page of runs, newest first."""

    runs = List(Nested(RunOut), required=True)
    next = String(**NEXT)


class CommandOut(Schema):
    """The command that trains a run again."""

    command = String(required=True, metadata={"example": "python -m nnet train --recipe mlp"})
    needs_config = Boolean(
        required=True,
        metadata={"description": "Whether it reads the run's configuration from a file."},
    )
    needs_strokes = Boolean(
        required=True, metadata={"description": "Whether FILE in it is a file of pen strokes."}
    )
    needs_data = Boolean(
        required=True, metadata={"description": "Whether FOLDER in it is a folder with its data."}
    )
    rate_changed = Boolean(
        required=True,
        metadata={"description": "Whether the learning rate was changed while it trained."},
    )


class ConfigOut(Schema):
    """Everything that decides what a training does."""

    class Meta:
        unknown = INCLUDE

    recipe = String(required=True)
    layers = List(Dict(), required=True)


class LayerStateOut(Schema):
    """The state of a layer with weights after an epoch."""

    layer = Integer(required=True, metadata={"description": "Its place among the layers, from 1."})
    type = String(required=True, metadata={"example": "conv2d"})
    weight_norm = Float(allow_none=True, validate=Range(0))
    gradient_norm = Float(allow_none=True, validate=Range(0))
    dead_share = fraction("Of its units, those that answer no digit at all.")


class MetricOut(Schema):
    """The metrics of one epoch."""

    epoch = Integer(required=True)
    train_loss = Float(allow_none=True)
    train_accuracy = fraction("On the digits trained on.")
    validation_loss = Float(allow_none=True)
    validation_accuracy = fraction("On the digits held out.")
    test_loss = Float(allow_none=True)
    test_accuracy = fraction("On the test digits.")
    drawings_accuracy = fraction("On drawings by people whom the network did not learn from.")
    learning_rate = Float(allow_none=True)
    duration_s = Float(allow_none=True)
    validation_top2_accuracy = fraction("Held-out digits that are one of the two best answers.")
    test_top2_accuracy = fraction("Test digits that are one of the two best answers.")
    validation_calibration_error = fraction(
        "How far confidence is from accuracy on the digits held out (expected calibration error)."
    )
    test_calibration_error = fraction("The same on the test digits.")
    layers = List(
        Nested(LayerStateOut),
        allow_none=True,
        metadata={"description": "Those that have weights, in order."},
    )


class MetricsOut(Schema):
    """A run's metrics, in order of epoch."""

    metrics = List(Nested(MetricOut), required=True)


class RunsQuery(Query):
    """Which runs to list."""

    status = String(
        load_default="",
        metadata={
            "description": "Only runs of these statuses, separated by commas: "
            + ", ".join(STATUSES),
            "example": "running,finished",
        },
        validate=Regexp(
            rf"\A(?:(?:{'|'.join(STATUSES)})(?:,(?!\Z)|\Z))*\Z",
            error=lazy_gettext(
                "Each status must be one of %(statuses)s, separated by commas.",
                statuses=", ".join(STATUSES),
            ),
        ),
    )
    limit = WholeNumber(
        load_default=DEFAULT_RUNS,
        validate=Range(1, MAX_RUNS),
        metadata={"description": "How many runs to return at most."},
    )
    cursor = String(**CURSOR)


class MetricsQuery(Query):
    """Which epochs' metrics to return."""

    after = WholeNumber(
        load_default=0,
        validate=Range(0, MAX_EPOCH),
        metadata={"description": "Only epochs after this one."},
    )
