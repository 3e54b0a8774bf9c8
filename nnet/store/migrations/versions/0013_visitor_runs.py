"""When a run is to be removed, which a visitor started."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; no run is a visitor's yet."""
    op.add_column("runs", sa.Column("expires_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    """Drop it again."""
    op.drop_column("runs", "expires_at")
