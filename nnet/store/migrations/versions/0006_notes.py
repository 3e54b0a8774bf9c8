"""What the owner noted about a run."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; nothing has been noted yet."""
    op.add_column("runs", sa.Column("notes", sa.Text, nullable=False, server_default=""))


def downgrade() -> None:
    """Drop it again."""
    op.drop_column("runs", "notes")
