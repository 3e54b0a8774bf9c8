"""Networks of runs after every epoch, where their owner wants them kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create their table; no run has any yet."""
    op.create_table(
        "kept_epochs",
        sa.Column("run_id", sa.String(16), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["runs.id"],
            name=op.f("fk_kept_epochs_run_id_runs"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", "epoch", name=op.f("pk_kept_epochs")),
    )


def downgrade() -> None:
    """Drop it again."""
    op.drop_table("kept_epochs")
