"""Learning-rate range tests in the run store."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from nnet.models.config import Config
from nnet.store.runs import RunStore
from nnet.store.tables import RangeStep, RangeTest, row_values


def record_range_test(
    store: RunStore,
    config: Config,
    steps: Sequence[Mapping[str, Any]],
    suggested_rate: float | None,
    reason: str,
) -> str:
    """Record a finished test, all of it or nothing, and return its id.

    steps           one value for each column of ``RangeStep`` but the test's id
    suggested_rate  None where the test found none; the reason then says why
    """
    test = RangeTest(
        id=secrets.token_hex(6),
        recipe=config.recipe,
        config=config.to_dict(),
        suggested_rate=suggested_rate,
        reason=reason,
        created_at=datetime.now(UTC),
    )
    with store.writing() as session:
        session.add(test)
        session.flush()  # the steps refer to it
        session.add_all(RangeStep(test_id=test.id, **step) for step in steps)
        return test.id


def recorded_range_test(store: RunStore, test_id: str) -> dict[str, Any] | None:
    """Return a test as plain values for JSON, with its ``steps`` in their order, or None."""
    with store.reading() as session:
        test = session.get(RangeTest, test_id)
        if test is None:
            return None
        of_test = sa.select(RangeStep).where(RangeStep.test_id == test_id)
        steps = session.scalars(of_test.order_by(RangeStep.step))
        return {**row_values(test), "steps": [row_values(step) for step in steps]}
