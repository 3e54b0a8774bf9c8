"""QR codes of this site's addresses, as SVG."""

from __future__ import annotations

import io

import segno

MEDIA_TYPE = "image/svg+xml"


def draw_qr_code(address: str) -> bytes:
    """Return an address as a QR code, dark on light in any theme: not every phone reads others."""
    stream = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(stream, kind="svg", scale=8, border=4, light="#fff", dark="#17150f")
    return stream.getvalue()
