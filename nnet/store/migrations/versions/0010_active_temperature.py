"""The temperature of the network that answers, kept with the choice of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; where it is empty the temperature is fitted again."""
    op.add_column("active_model", sa.Column("temperature", sa.Double))


def downgrade() -> None:
    """Drop it again."""
    op.drop_column("active_model", "temperature")
