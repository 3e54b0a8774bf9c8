"""When a run's learning rate was changed while it trained."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; earlier changes were not written down."""
    op.add_column("runs", sa.Column("rate_changes", sa.JSON, nullable=False, server_default="[]"))


def downgrade() -> None:
    """Drop it again."""
    op.drop_column("runs", "rate_changes")
