"""Which run's network answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table; without a row the shipped network answers."""
    op.create_table(
        "active_model",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column(
            "run_id",
            sa.String(16),
            sa.ForeignKey("runs.id", name="fk_active_model_run_id_runs", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    """Drop it again."""
    op.drop_table("active_model")
