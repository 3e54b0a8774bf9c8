"""Errors of pictures: each with its code, and what to do about it."""

from __future__ import annotations


class PictureError(ValueError):
    """A picture that cannot be read as a digit; the text says what was wrong and what to do.

    code  one of ``unsupported_image``, ``bad_image``, ``image_too_many_pixels``, ``blank_image``
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


def unsupported_image() -> PictureError:
    """Return the error for content that is neither PNG nor JPEG."""
    return PictureError(
        "unsupported_image",
        "The content is neither a PNG nor a JPEG picture. Send one of these two.",
    )


def bad_image(what: str) -> PictureError:
    """Return the error for an empty, truncated or corrupt picture; ``what`` starts its text."""
    return PictureError(
        "bad_image", f"{what}; a whole PNG or JPEG picture was expected. Save or send it again."
    )


def too_many_pixels(what: str) -> PictureError:
    """Return the error for a picture that is too large to decode; ``what`` starts its text."""
    return PictureError(
        "image_too_many_pixels",
        f"{what}; at most 4 million pixels and 4,096 on a side are accepted. "
        "Scale the picture down first.",
    )


def blank_image() -> PictureError:
    """Return the error for a picture without any ink."""
    return PictureError(
        "blank_image",
        "Nothing is drawn on the picture; one digit, dark on light or light on dark, was "
        "expected. Draw a digit and try again.",
    )
