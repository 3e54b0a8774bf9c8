"""Random distortions of training digits: an endless supply of digits that nobody has written.

A network that sees each digit moved, bent and thickened a little differently in each epoch learns
the shape rather than the pixels. Rotation, scale, shear, shift and the elastic field make up one
map of coordinates, along which a picture is sampled once: each sampling costs some sharpness.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nnet.augmentation.warping import SIDE, blur, sample, thicken

CENTRE = (SIDE - 1) / 2

CHUNK = 100
"""Pictures distorted at once: few enough that what is worked on stays in the processor's cache."""

LIMITS = {
    "rotation": (0.0, 180.0, "degrees"),
    "scale": (0.0, 0.5, "of the digit's size"),
    "shear": (0.0, 1.0, "of the height"),
    "shift": (0.0, 14.0, "pixels"),
    "elastic": (0.0, 10.0, "pixels"),
    "elastic_sigma": (0.5, 28.0, "pixels"),
    "thickness": (0.0, 4.0, "pixels"),
    "noise": (0.0, 1.0, "of full ink"),
    "blur": (0.0, 5.0, "pixels"),
    "share": (0.0, 1.0, "of the digits"),
}
"""The least and the greatest strength of each distortion, and its unit."""


@dataclass(frozen=True)
class Augmentation:
    """How strongly training digits are distorted; 0 switches a distortion off.

    rotation       degrees; the angle is uniform in ±rotation
    scale          0.1: width and height are each multiplied by a factor of their own in 0.9 to 1.1
    shear          0.1: the digit slants by up to 0.1 of its height to either side
    shift          pixels; uniform in ±shift, across and down independently
    elastic        pixels; the standard deviation of each pixel's displacement, across and down
                   (Simard, Steinkraus and Platt 2003, Best Practices for Convolutional Neural
                   Networks Applied to Visual Document Analysis)
    elastic_sigma  pixels; the width of the Gaussian that smooths the displacements
    thickness      pixels; strokes become wider or narrower by up to so much
    noise          standard deviation of each pixel's noise, as a fraction of full ink
    blur           pixels; the sigma of a Gaussian blur, uniform in 0 to blur
    share          how many of the digits are distorted; the others stay as crisp as they are

    Raises ``ValueError`` for a strength outside ``LIMITS``.
    """

    rotation: float = 0.0
    scale: float = 0.0
    shear: float = 0.0
    shift: float = 0.0
    elastic: float = 0.0
    elastic_sigma: float = 4.0
    thickness: float = 0.0
    noise: float = 0.0
    blur: float = 0.0
    share: float = 1.0

    def __post_init__(self) -> None:
        for name, (least, most, unit) in LIMITS.items():
            value = getattr(self, name)
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if not number or not least <= value <= most:  # NaN fails the comparison, too
                raise ValueError(
                    f"Augmentation {name} must be a number from {least:g} to {most:g} ({unit}), "
                    f"got {value!r}."
                )

    @property
    def changes_nothing(self) -> bool:
        """Whether every distortion is off."""
        return not self.share or not any((self.moves, self.thickness, self.noise, self.blur))

    @property
    def moves(self) -> bool:
        """Whether pixels change their place, so that pictures must be sampled anew."""
        return any((self.rotation, self.scale, self.shear, self.shift, self.elastic))

    def to_dict(self) -> dict[str, float]:
        """Return the strengths by name, as plain values for JSON."""
        return dataclasses.asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, float]) -> Augmentation:
        """Return what ``to_dict`` described; a name left out keeps its default.

        Raises ``ValueError`` for an unknown name or a strength outside ``LIMITS``.
        """
        unknown = [str(name) for name in values if name not in LIMITS]
        if unknown:
            raise ValueError(
                f"Augmentation knows {', '.join(LIMITS)}; got {', '.join(sorted(unknown))}."
            )
        return cls(**values)


EXAMPLES = {
    "rotation": Augmentation(rotation=30),
    "scale": Augmentation(scale=0.35),
    "shear": Augmentation(shear=0.5),
    "shift": Augmentation(shift=4),
    "elastic": Augmentation(elastic=2),
    "thickness": Augmentation(thickness=2),
    "noise": Augmentation(noise=0.2),
    "blur": Augmentation(blur=1.5),
}
"""Each distortion alone, as strong as is needed to see it at a glance."""


def augment(images: np.ndarray, settings: Augmentation, rng: np.random.Generator) -> np.ndarray:
    """Return a distorted copy of each picture; the same generator gives the same bits.

    images  (n, 28, 28) uint8, 0 is paper and 255 is ink; so is what is returned

    What leaves the picture is lost, and what enters it is paper. Raises ``ValueError`` for images
    of another shape or type.
    """
    if images.ndim != 3 or images.shape[1:] != (SIDE, SIDE) or images.dtype != np.uint8:
        raise ValueError(
            f"Augmentation needs images of shape (n, {SIDE}, {SIDE}) and type uint8, "
            f"got {images.shape} and {images.dtype}."
        )
    if settings.changes_nothing:
        return images.copy()
    result = np.empty_like(images)
    for start in range(0, len(images), CHUNK):
        rows = slice(start, start + CHUNK)
        result[rows] = _distort(images[rows], settings, rng)
    if settings.share < 1:
        plain = rng.random(len(images)) >= settings.share
        result[plain] = images[plain]
    return result


def _distort(images: np.ndarray, settings: Augmentation, rng: np.random.Generator) -> np.ndarray:
    """Return one chunk's distorted copies (n, 28, 28) uint8."""
    # All are drawn even where some are not used, so that switching one distortion on or off leaves
    # the others as they were.
    chances = rng.uniform(-1, 1, (8, len(images))).astype(np.float32)
    ink = images.astype(np.float32)
    if settings.thickness:
        ink = thicken(ink, chances[6] * (settings.thickness / 2))
    if settings.moves:
        ink = sample(ink, _sources(chances, settings, rng))
    if settings.blur:
        ink = blur(ink, np.abs(chances[7]) * settings.blur)
    if settings.noise:
        ink += rng.standard_normal(ink.shape, np.float32) * (settings.noise * 255)
    ink += 0.5  # the conversion cuts the fraction off
    return np.clip(ink, 0, 255, out=ink).astype(np.uint8)


def _sources(chances: np.ndarray, settings: Augmentation, rng: np.random.Generator) -> np.ndarray:
    """Return where each pixel of the new pictures lies in the old ones: (n, 2, 28, 28), x then y.

    chances  (8, n), uniform in ±1

    A digit is scaled, sheared, rotated about the centre and shifted, in this order: for each new
    place that is undone backwards, then the elastic field is added.
    """
    angle = chances[0] * math.radians(settings.rotation)
    across, down = 1 + chances[1:3] * settings.scale
    shear = chances[3] * settings.shear
    shift_x, shift_y = chances[4:6] * settings.shift
    cosine, sine = np.cos(angle), np.sin(angle)
    inverse = np.zeros((chances.shape[1], 2, 3), np.float32)
    inverse[:, 0, 0], inverse[:, 0, 1] = cosine - shear * sine, -sine - shear * cosine
    inverse[:, 1, 0], inverse[:, 1, 1] = sine, cosine
    inverse[:, 0] /= across[:, None]
    inverse[:, 1] /= down[:, None]
    inverse[:, :, 2] = (
        CENTRE - inverse[:, :, 0] * shift_x[:, None] - inverse[:, :, 1] * shift_y[:, None]
    )
    y, x = np.indices((SIDE, SIDE), np.float32).reshape(2, -1) - np.float32(CENTRE)
    sources = (inverse @ np.stack((x, y, np.ones_like(x)))).reshape(-1, 2, SIDE, SIDE)
    if settings.elastic:
        factor = _smooth_factor(settings.elastic_sigma)
        noise = rng.standard_normal((len(sources), 2, *factor.shape[1:] * 2), np.float32)
        noise *= settings.elastic
        sources += factor @ noise @ factor.T
    return sources


@lru_cache(maxsize=8)
def _smooth_factor(sigma: float) -> np.ndarray:
    """Return F (28, r) float32 for which F @ Z @ F.T is smoothed noise of standard deviation 1.

    Z (r, r) is white noise. Along one axis, white noise smoothed by a Gaussian of width sigma has
    the correlation exp(-d² / 4 sigma²) at distance d; F is a factor of that matrix, F @ F.T.
    Smooth noise needs few numbers: eigenvalues that add up to less than a millionth are left out.
    """
    place = np.arange(SIDE)
    correlation = np.exp(-((place[:, None] - place) ** 2) / (4 * sigma**2))
    values, vectors = np.linalg.eigh(correlation)
    kept = np.cumsum(values) > 1e-6 * SIDE
    return (vectors[:, kept] * np.sqrt(values[kept])).astype(np.float32)
