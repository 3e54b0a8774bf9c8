"""Pictures of every kind that is accepted, for the fuzzer to damage."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from tests.support.pictures import SEVEN, TWO, draw, encode, on_transparent

ORIENTATION = 0x0112


def pictures() -> list[bytes]:
    """Return one picture of each kind: mode, depth, compression, orientation."""
    two, seven = draw(TWO, 140, 10, 0.5), draw(SEVEN, 140, 10, 0.5)
    rgb = two.convert("RGB")
    turned = Image.Exif()
    turned[ORIENTATION] = 6
    noise = np.random.default_rng(1).integers(0, 60, (140, 140))
    photo = Image.fromarray((np.asarray(seven) * 0.6 + noise + 30).clip(0, 255).astype(np.uint8))
    sixteen = Image.fromarray(np.asarray(two).astype(np.uint16) * 257)
    palette = rgb.convert("P", palette=Image.Palette.ADAPTIVE)
    return [
        encode(two),
        encode(rgb),
        encode(two.convert("1")),
        encode(on_transparent(seven, 0)),
        encode(sixteen),
        encode(two.convert("LA")),
        encode(palette),
        encode(palette, transparency=bytes(range(128, 256))),
        encode(rgb, transparency=(255, 255, 255)),
        encode(two, "PNG", save_all=True, append_images=[seven]),
        encode(rgb, "JPEG"),
        encode(two, "JPEG", quality=20),
        encode(rgb, "JPEG", progressive=True, exif=turned),
        encode(rgb.convert("CMYK"), "JPEG"),
        encode(photo.convert("RGB"), "JPEG", icc_profile=bytes(600), comment=b"a note"),
        _multi(rgb),
        encode(two, exif=turned),
        encode(two, "BMP"),
        encode(two.convert("1"), "BMP"),
        encode(rgb, "BMP"),
        encode(palette, "GIF"),
        encode(two, "GIF", save_all=True, append_images=[seven], loop=0, comment=b"a note"),
        encode(rgb, "WEBP", exif=turned, icc_profile=bytes(600)),
        encode(on_transparent(seven, 0), "WEBP", lossless=True),
        encode(rgb, "WEBP", save_all=True, append_images=[seven.convert("RGB")]),
        *(encode(rgb, "TIFF", compression=way) for way in (None, "tiff_lzw", "packbits", "jpeg")),
        encode(two.convert("1"), "TIFF", compression="group4"),
        encode(palette, "TIFF", compression="tiff_adobe_deflate", exif=turned),
        encode(sixteen, "TIFF", save_all=True, append_images=[sixteen]),
        encode(two, "AVIF", speed=10, exif=turned),
        encode(on_transparent(seven, 0), "AVIF", speed=10, subsampling="4:4:4"),
    ]


def _multi(picture: Image.Image) -> bytes:
    """Return a JPEG with a second one in it (MPO), as some cameras make them."""
    stream = io.BytesIO()
    picture.save(stream, "MPO", save_all=True, append_images=[picture])
    return stream.getvalue()
