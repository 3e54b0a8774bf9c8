"""Runs, their metrics per epoch and their checkpoints."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the three tables."""
    op.create_table(
        "runs",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("recipe", sa.String(50), nullable=False),
        sa.Column("architecture", sa.String(200), nullable=False),
        sa.Column("parameters", sa.Integer, nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("epochs", sa.Integer, nullable=False),
        sa.Column("config", sa.JSON, nullable=False),
        sa.Column("environment", sa.JSON, nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("epochs_done", sa.Integer, nullable=False),
        sa.Column("best_validation_accuracy", sa.Double),
        sa.Column("test_accuracy", sa.Double),
        sa.Column("duration_s", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
    )
    op.create_index("ix_runs_created_at_id", "runs", ["created_at", "id"])
    measured = [
        f"{part}_{what}"
        for part in ("train", "validation", "test")
        for what in ("loss", "accuracy")
    ]
    op.create_table(
        "metrics",
        sa.Column("run_id", sa.String(16), nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Double) for name in (*measured, "learning_rate", "duration_s")),
        sa.PrimaryKeyConstraint("run_id", "epoch", name="pk_metrics"),
        sa.ForeignKeyConstraint(
            ["run_id"], ["runs.id"], name="fk_metrics_run_id_runs", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "checkpoints",
        sa.Column("run_id", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("run_id", "kind", name="pk_checkpoints"),
        sa.ForeignKeyConstraint(
            ["run_id"], ["runs.id"], name="fk_checkpoints_run_id_runs", ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    """Drop them again."""
    for table in ("checkpoints", "metrics", "runs"):
        op.drop_table(table)
