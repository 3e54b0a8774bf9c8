"""What a run's owner asks of it, and how far its current epoch is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; nobody has steered a run yet."""
    op.add_column("runs", sa.Column("attempt", sa.Integer, nullable=False, server_default="1"))
    op.add_column("runs", sa.Column("losses", sa.Integer, nullable=False, server_default="0"))
    op.add_column("runs", sa.Column("place", sa.Double))
    op.add_column("runs", sa.Column("wanted", sa.String(10)))
    op.add_column("runs", sa.Column("rate", sa.Double))
    op.add_column("runs", sa.Column("progress", sa.JSON))


def downgrade() -> None:
    """Drop them again."""
    for name in ("progress", "rate", "wanted", "place", "losses", "attempt"):
        op.drop_column("runs", name)
