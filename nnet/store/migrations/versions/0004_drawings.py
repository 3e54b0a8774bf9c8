"""Accuracy on drawings by people whom the network did not learn from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; of what is already there, nothing is known."""
    op.add_column("runs", sa.Column("drawings_accuracy", sa.Double))
    op.add_column("metrics", sa.Column("drawings_accuracy", sa.Double))


def downgrade() -> None:
    """Drop them again."""
    op.drop_column("metrics", "drawings_accuracy")
    op.drop_column("runs", "drawings_accuracy")
