"""The recorded runs that ship have networks and studies, which a store of before receives.

The tables stay as they are: ``RunStore.prepare`` fills them after each new revision.
"""

from __future__ import annotations

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change nothing."""


def downgrade() -> None:
    """Change nothing: what came stays readable to earlier versions."""
