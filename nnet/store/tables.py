"""The tables of the run store, and their rows as plain values."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    DateTime,
    Double,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    inspect,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """A point in time, always UTC: SQLite stores none of the time zone, so it is put back here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """The base of all tables; constraints get names, so that migrations can speak of them."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {float: Double}
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Run(Base):
    """One training, from its configuration to its result.

    updated_at        when the process that trains it was last known to be alive
    attempt           how often it was begun; what an earlier attempt still writes is refused
    lost_workers      how often its process was lost since its owner last started it
    queue_position    of the runs that are queued, the one with the smallest is next
    requested_action  what its owner asked for and was not done yet: ``pause``, ``resume``, ``stop``
    requested_learning_rate  what its owner chose while it was training, if anything
    progress          how far the current epoch is, as ``Recorder`` reports it
    expires_at        when it is removed: runs of visitors, which no list shows; NULL for never
    rate_changes      at which epoch and step the rate was changed, from what to what; position is
                      where that is on the axis of epochs, 2.5 in the middle of the third

    Columns keep the shorter names that the HTTP API and the shipped histories have.
    """

    __tablename__ = "runs"
    __table_args__ = (Index(None, "created_at", "id"),)

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    recipe: Mapped[str] = mapped_column(String(50))
    architecture: Mapped[str] = mapped_column(String(200))
    parameters: Mapped[int]
    status: Mapped[str] = mapped_column(String(20))
    epochs: Mapped[int]
    config: Mapped[dict[str, Any]] = mapped_column(JSON)
    environment: Mapped[dict[str, Any]] = mapped_column(JSON)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    epochs_done: Mapped[int] = mapped_column(default=0)
    best_validation_accuracy: Mapped[float | None]
    test_accuracy: Mapped[float | None]
    drawings_accuracy: Mapped[float | None]
    duration_s: Mapped[float] = mapped_column(default=0.0)
    notes: Mapped[str] = mapped_column(Text, default="", server_default="")
    attempt: Mapped[int] = mapped_column(default=1, server_default="1")
    lost_workers: Mapped[int] = mapped_column("losses", default=0, server_default="0")
    queue_position: Mapped[float | None] = mapped_column("place")
    requested_action: Mapped[str | None] = mapped_column("wanted", String(10))
    requested_learning_rate: Mapped[float | None] = mapped_column("rate")
    progress: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    rate_changes: Mapped[list[dict[str, Any]]] = mapped_column(
        JSON, default=list, server_default="[]"
    )


class Metric(Base):
    """What was measured after one epoch of a run; fractions from 0 to 1, and seconds.

    layers  one object for each layer that has weights: its place from 1, type, weight_norm,
            gradient_norm and dead_share

    Everything is NULL that was not measured, as in runs older than the column.
    """

    __tablename__ = "metrics"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True)
    train_loss: Mapped[float | None]
    train_accuracy: Mapped[float | None]
    validation_loss: Mapped[float | None]
    validation_accuracy: Mapped[float | None]
    test_loss: Mapped[float | None]
    test_accuracy: Mapped[float | None]
    learning_rate: Mapped[float | None]
    duration_s: Mapped[float | None]
    validation_top2_accuracy: Mapped[float | None]
    test_top2_accuracy: Mapped[float | None]
    validation_calibration_error: Mapped[float | None]
    test_calibration_error: Mapped[float | None]
    drawings_accuracy: Mapped[float | None]
    # Python's None is NULL in this column too, not the JSON text null.
    layers: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))


class Checkpoint(Base):
    """A run's network, as the bytes of a model file: the ``last`` epoch's or the ``best`` one's."""

    __tablename__ = "checkpoints"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    epoch: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class KeptEpoch(Base):
    """A run's network after one of its epochs, as the bytes of a model file."""

    __tablename__ = "kept_epochs"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class ActiveModel(Base):
    """Which run's network answers: one row, or none while the shipped one does.

    temperature  what its outputs are divided by, see ``models/temperature.py``; fitted where
                 it is NULL
    """

    __tablename__ = "active_model"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"))
    chosen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    temperature: Mapped[float | None]


class RangeTest(Base):
    """One learning-rate range test: with what it ran, and what it suggests, if it can."""

    __tablename__ = "range_tests"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    recipe: Mapped[str] = mapped_column(String(50))
    config: Mapped[dict[str, Any]] = mapped_column(JSON)
    suggested_rate: Mapped[float | None]
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RangeStep(Base):
    """One step of a range test: its rate, its minibatch's loss, and the losses' running average."""

    __tablename__ = "range_steps"

    test_id: Mapped[str] = mapped_column(
        ForeignKey("range_tests.id", ondelete="CASCADE"), primary_key=True
    )
    step: Mapped[int] = mapped_column(primary_key=True)
    learning_rate: Mapped[float]
    loss: Mapped[float]
    smoothed_loss: Mapped[float]


class Study(Base):
    """Something computed in the background on request, see ``jobs/studies.py``.

    run_id      the run whose network it is about, if it is about one
    request     what exactly is asked for
    done        the share of the work that is done, 0 to 1
    result      what is known so far, and at the end
    updated_at  when the server that waits for it was last known to be alive
    """

    __tablename__ = "studies"
    __table_args__ = (Index(None, "run_id", "kind"),)

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    run_id: Mapped[str | None] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"))
    request: Mapped[dict[str, Any]] = mapped_column(JSON)
    status: Mapped[str] = mapped_column(String(20))
    done: Mapped[float] = mapped_column(default=0.0)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Drawing(Base):
    """A drawing that somebody has shared, and what a network read while it grew.

    key_hash    the SHA-256, in hex, of the key that deletes it
    strokes     as ``POST /api/drawings`` takes them
    prediction  the answer to all of it, as ``POST /api/predictions`` gives it
    moments     the answers on the way: after how many points, and what was read
    model       the model that answered: its SHA-256, recipe and accuracy
    expires_at  when it is to be forgotten; NULL for never
    """

    __tablename__ = "drawings"
    __table_args__ = (Index(None, "expires_at"), Index(None, "created_at", "id"))

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64))
    strokes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    prediction: Mapped[dict[str, Any]] = mapped_column(JSON)
    moments: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    model: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SignIn(Base):
    """A browser in which the owner is signed in; its cookie carries the id, signed."""

    __tablename__ = "sign_ins"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


def row_values(row: Base, without: str | None = None) -> dict[str, Any]:
    """Return a row's columns as plain values for JSON, times in ISO 8601; one may be left out."""
    values = {
        column: getattr(row, attribute)
        for attribute, column in column_names(type(row)).items()
        if column != without
    }
    return {
        name: iso_time(value) if isinstance(value, datetime) else value
        for name, value in values.items()
    }


def column_names(table: type[Base]) -> dict[str, str]:
    """Return the names of a table's columns, by those of the attributes that hold them."""
    return {one.key: one.columns[0].name for one in inspect(table).column_attrs}


def iso_time(moment: datetime) -> str:
    """Return a moment as the API writes it: UTC, ISO 8601, such as ``2026-01-31T12:00:00Z``."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
