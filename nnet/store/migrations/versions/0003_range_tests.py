"""Learning-rate range tests: what was tried, and the loss at each rate."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "range_tests",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("recipe", sa.String(50), nullable=False),
        sa.Column("config", sa.JSON, nullable=False),
        sa.Column("suggested_rate", sa.Double),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_range_tests"),
    )
    op.create_table(
        "range_steps",
        sa.Column("test_id", sa.String(16), nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("learning_rate", sa.Double, nullable=False),
        sa.Column("loss", sa.Double, nullable=False),
        sa.Column("smoothed_loss", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("test_id", "step", name="pk_range_steps"),
        sa.ForeignKeyConstraint(
            ["test_id"],
            ["range_tests.id"],
            name="fk_range_steps_test_id_range_tests",
            ondelete="CASCADE",
        ),
    )


def downgrade() -> None:
    """Drop them again."""
    op.drop_table("range_steps")
    op.drop_table("range_tests")
