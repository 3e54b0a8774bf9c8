"""Where the owner is signed in; and an index that lists shared drawings by the time of sharing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table and the index."""
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_drawings_created_at_id", "drawings", ["created_at", "id"])


def downgrade() -> None:
    """Drop them again."""
    op.drop_index("ix_drawings_created_at_id", "drawings")
    op.drop_table("sign_ins")
