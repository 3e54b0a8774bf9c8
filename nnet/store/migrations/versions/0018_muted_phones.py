"""Phones of a room that are muted, and the drawings that are hidden for that."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TABLES = ("room_phones", "room_drawings")


def upgrade() -> None:
    """Add the columns; no phone is muted yet."""
    for table in TABLES:
        op.add_column(
            table, sa.Column("muted", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    """Drop them again."""
    for table in TABLES:
        op.drop_column(table, "muted")
