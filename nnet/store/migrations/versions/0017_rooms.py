"""Rooms of classes: their phones, what was drawn and how it was voted about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create their tables; there is no room yet."""
    op.create_table(
        "rooms",
        sa.Column("code", sa.String(10), nullable=False),
        sa.Column("mode", sa.String(10), nullable=False),
        sa.Column("asks", sa.String(10), nullable=False),
        sa.Column("target", sa.Integer(), nullable=True),
        sa.Column("joining", sa.Boolean(), nullable=False),
        sa.Column("phones", sa.Integer(), nullable=False),
        sa.Column("drawings", sa.Integer(), nullable=False),
        sa.Column("stored", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_rooms")),
    )
    op.create_index(op.f("ix_rooms_expires_at"), "rooms", ["expires_at"])
    op.create_table(
        "room_phones",
        sa.Column("room_code", sa.String(10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True),
        _of_room("room_phones"),
        sa.PrimaryKeyConstraint("room_code", "number", name=op.f("pk_room_phones")),
    )
    op.create_index(
        op.f("ix_room_phones_room_code_key_hash"),
        "room_phones",
        ["room_code", "key_hash"],
        unique=True,
    )
    op.create_table(
        "room_drawings",
        sa.Column("room_code", sa.String(10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("phone", sa.Integer(), nullable=False),
        sa.Column("sent_id", sa.String(32), nullable=False),
        sa.Column("label", sa.Integer(), nullable=True),
        sa.Column("target", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("answer", sa.Integer(), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("truth", sa.Double(), nullable=True),
        sa.Column("fooled", sa.Double(), nullable=True),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("right_votes", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("picture", sa.LargeBinary(), nullable=False),
        sa.Column("strokes", sa.JSON(), nullable=False),
        _of_room("room_drawings"),
        sa.PrimaryKeyConstraint("room_code", "number", name=op.f("pk_room_drawings")),
    )
    op.create_index(
        op.f("ix_room_drawings_room_code_phone_sent_id"),
        "room_drawings",
        ["room_code", "phone", "sent_id"],
        unique=True,
    )
    op.create_index(
        "ix_room_drawings_summed_up",
        "room_drawings",
        [
            *("room_code", "hidden", "label", "answer", "target", "status", "truth"),
            *("votes", "right_votes"),
        ],
    )
    op.create_table(
        "room_votes",
        sa.Column("room_code", sa.String(10), nullable=False),
        sa.Column("drawing", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("phone", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("digit", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["room_code", "drawing"],
            ["room_drawings.room_code", "room_drawings.number"],
            name=op.f("fk_room_votes_room_code_room_drawings"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("room_code", "drawing", "phone", name=op.f("pk_room_votes")),
    )


def downgrade() -> None:
    """Drop them again."""
    for table in ("room_votes", "room_drawings", "room_phones", "rooms"):
        op.drop_table(table)


def _of_room(table: str) -> sa.ForeignKeyConstraint:
    """Return the constraint that a table's rows are deleted with their room."""
    name = op.f(f"fk_{table}_room_code_rooms")
    return sa.ForeignKeyConstraint(["room_code"], ["rooms.code"], name=name, ondelete="CASCADE")
