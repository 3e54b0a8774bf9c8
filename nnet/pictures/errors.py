"""Errors of pictures: each with its code, and what to do about it; and how large one may be."""

from __future__ import annotations

MAX_PIXELS = 4_000_000
MAX_SIDE = 4096
MAX_REDUCED_PIXELS = 50_000_000
MAX_REDUCED_SIDE = 12_000
"""Of a photograph that its decoder makes smaller while it reads it."""

FORMAT_NAMES = "PNG, JPEG, GIF, BMP, WebP, TIFF or AVIF"


class PictureError(ValueError):
    """A picture that cannot be read as a digit; the text says what was wrong and what to do.

    code  one of ``unsupported_image``, ``bad_image``, ``image_too_many_pixels``, ``blank_image``
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


def unsupported_image(what: str = "The content is no picture that can be read") -> PictureError:
    """Return the error for another format, or a rare kind of one; ``what`` starts its text."""
    return PictureError("unsupported_image", f"{what}. Send it as {FORMAT_NAMES}.")


def bad_image(what: str) -> PictureError:
    """Return the error for an empty, truncated or corrupt picture; ``what`` starts its text."""
    return PictureError(
        "bad_image", f"{what}; a whole picture was expected, {FORMAT_NAMES}. Save or send it again."
    )


def too_many_pixels(what: str) -> PictureError:
    """Return the error for a picture that is too large to decode; ``what`` starts its text."""
    return PictureError("image_too_many_pixels", f"{what}. Scale the picture down first.")


def blank_image() -> PictureError:
    """Return the error for a picture without any ink."""
    return PictureError(
        "blank_image",
        "Nothing is drawn on the picture; one digit, dark on light or light on dark, was "
        "expected. Draw a digit and try again.",
    )


def require_size(
    width: int, height: int, max_pixels: int = MAX_PIXELS, max_side: int = MAX_SIDE
) -> None:
    """Raise the error of a picture that is too large, if one of so many pixels is."""
    if width * height > max_pixels or max(width, height) > max_side:
        raise too_many_pixels(
            f"The picture is {width} by {height} pixels; of its kind at most "
            f"{max_pixels / 1e6:g} million and {max_side:,} on a side are accepted"
        )
