"""The table of corrections."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from nnet.store.tables import Base, UtcDateTime

STATES = ("pending", "accepted", "rejected")
"""What a correction can be: nobody has looked at it, it may be learned from, or it may not."""


class Correction(Base):
    """A drawing, and which digit it is by the word of whoever drew it.

    key_hash     the SHA-256, in hex, of the key that takes it back
    contributor  tells whose it is from whose it is not, and no more: made of a random text of the
                 browser, or the writer's name in a file that the owner gave
    label        the digit; NULL where it is none
    status       of the answer that it corrects; NULL where the owner gave it, and nobody answered
    answer       the digit that was read, if one was
    model        the SHA-256 of the network that answered
    strokes      its ink as ``POST /api/drawings`` takes strokes, without what was rubbed out
    pixels       the 28x28 bytes that a network sees of it, row by row, ink 255
    size         the longer side of its box, as a share of the paper's
    pen_width    of its strokes in these pixels, in widths of MNIST's
    digest       the same for the same lines
    expires_at   when it is to be forgotten; NULL for never
    """

    __tablename__ = "corrections"
    __table_args__ = (
        Index(None, "created_at", "id"),
        Index(None, "digest"),
        Index(None, "expires_at"),
    )

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64))
    contributor: Mapped[str] = mapped_column(String(100))
    state: Mapped[str] = mapped_column(String(10))
    label: Mapped[int | None]
    status: Mapped[str | None] = mapped_column(String(20))
    answer: Mapped[int | None]
    model: Mapped[str | None] = mapped_column(String(64))
    strokes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    pixels: Mapped[bytes] = mapped_column(LargeBinary)
    size: Mapped[float]
    pen_width: Mapped[float]
    digest: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
