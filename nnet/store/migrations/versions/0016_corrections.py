"""What visitors say that their drawings were, where a network misread them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "corrections",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("contributor", sa.String(100), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("label", sa.Integer()),
        sa.Column("status", sa.String(20)),
        sa.Column("answer", sa.Integer()),
        sa.Column("model", sa.String(64)),
        sa.Column("strokes", sa.JSON(), nullable=False),
        sa.Column("pixels", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Double(), nullable=False),
        sa.Column("pen_width", sa.Double(), nullable=False),
        sa.Column("digest", sa.String(32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
    )
    op.create_index(op.f("ix_corrections_created_at_id"), "corrections", ["created_at", "id"])
    op.create_index(op.f("ix_corrections_digest"), "corrections", ["digest"])
    op.create_index(op.f("ix_corrections_expires_at"), "corrections", ["expires_at"])


def downgrade() -> None:
    """Drop it again."""
    op.drop_table("corrections")
