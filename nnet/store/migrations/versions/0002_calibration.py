"""Metrics: whether the second guess helps, how honest the confidences are, each layer's state."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MEASURED = [
    f"{part}_{what}"
    for what in ("top2_accuracy", "calibration_error")
    for part in ("validation", "test")
]


def upgrade() -> None:
    """Add the columns; of the epochs that are already there, nothing is known."""
    # Plain ALTER TABLE: a copy of the table, as SQLite needs for other changes, is not needed here.
    for name in MEASURED:
        op.add_column("metrics", sa.Column(name, sa.Double))
    op.add_column("metrics", sa.Column("layers", sa.JSON))


def downgrade() -> None:
    """Drop them again."""
    for name in ("layers", *reversed(MEASURED)):
        op.drop_column("metrics", name)
