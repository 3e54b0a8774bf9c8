"""Studies: what is computed in the background because somebody wants to know it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "studies",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column(
            "run_id",
            sa.String(16),
            sa.ForeignKey("runs.id", ondelete="CASCADE", name="fk_studies_run_id_runs"),
        ),
        sa.Column("request", sa.JSON, nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("done", sa.Double, nullable=False),
        sa.Column("result", sa.JSON),
        sa.Column("error", sa.Text),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_studies_run_id_kind", "studies", ["run_id", "kind"])


def downgrade() -> None:
    """Drop it again."""
    op.drop_table("studies")
