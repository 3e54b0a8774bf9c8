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

SIDE = 28
CENTRE = (SIDE - 1) / 2

CHUNK = 100
"""Pictures distorted at once: few enough that what is worked on stays in the processor's cache."""

SHARPNESS = -0.75
"""Keys's parameter ``a``: the slope of the sampling kernel one pixel from its centre.

Sampling anew should leave the mean absolute difference of neighbouring pixels as it was. On the
first 5,000 MNIST digits with rotation 12°, scale 0.12, shift 2 and elastic 1 it grows by 0.5 % with
-0.5, by 1.4 % with -0.75 and by 2.3 % with -1.
"""

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
        return not any((self.moves, self.thickness, self.noise, self.blur))

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
        result[rows] = _distorted(images[rows], settings, rng)
    return result


def _distorted(images: np.ndarray, settings: Augmentation, rng: np.random.Generator) -> np.ndarray:
    """Return one chunk's distorted copies (n, 28, 28) uint8."""
    # All are drawn even where some are not used, so that switching one distortion on or off leaves
    # the others as they were.
    chances = rng.uniform(-1, 1, (8, len(images))).astype(np.float32)
    ink = images.astype(np.float32)
    if settings.thickness:
        ink = _thickened(ink, chances[6] * (settings.thickness / 2))
    if settings.moves:
        ink = _sampled(ink, _sources(chances, settings, rng))
    if settings.blur:
        ink = _blurred(ink, np.abs(chances[7]) * settings.blur)
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


def _cubic_weights(t: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return the weights of the pixels at -1, 0, 1 and 2 for a place t, 0 <= t < 1.

    Keys 1981, Cubic Convolution Interpolation for Digital Image Processing, equation 6 with his
    ``a`` left free.
    """
    a = SHARPNESS
    rest = 1 - t
    product = t * rest
    before, after = a * product * rest, a * product * t
    # The weights of the inner pair at t and 1 - t are the same, and all four add up to 1.
    inner = ((a + 2) * t - (a + 3)) * t * t + 1
    return before, inner, 1 - inner - before - after, after


def _sampled(ink: np.ndarray, sources: np.ndarray) -> np.ndarray:
    """Return the pictures (n, 28, 28) float32 sampled at ``sources`` by cubic convolution.

    Most of a picture is paper: only places with ink among their 4 x 4 neighbours are computed.
    """
    count, width, corners = len(ink), SIDE + 7, SIDE + 4
    padded = np.zeros((count, width, width), np.float32)
    padded[:, 3:-4, 3:-4] = ink
    near = padded != 0
    near = near[:, :-3] | near[:, 1:-2] | near[:, 2:-1] | near[:, 3:]
    near = near[:, :, :-3] | near[:, :, 1:-2] | near[:, :, 2:-1] | near[:, :, 3:]

    # From here on a place counts from the upper left one of its 4 x 4 neighbours in ``padded``.
    places = np.clip(sources + np.float32(2), 0, corners - 1).reshape(count, 2, -1)
    corner = places.astype(np.int32)
    x, y = corner[:, 0], corner[:, 1]
    picture = np.arange(count, dtype=np.int32)[:, None]
    inked = np.flatnonzero(near.ravel().take((picture * corners + y) * corners + x))
    first = ((picture * width + y) * width + x).ravel().take(inked).astype(np.intp)
    places -= corner
    weights_x = _cubic_weights(places[:, 0].ravel().take(inked))
    weights_y = _cubic_weights(places[:, 1].ravel().take(inked))
    flat = padded.ravel()
    total = np.zeros(len(inked), np.float32)
    for row, weight_y in enumerate(weights_y):
        line = np.zeros(len(inked), np.float32)
        for column, weight_x in enumerate(weights_x):
            line += flat[row * width + column :].take(first) * weight_x
        total += line * weight_y
    result = np.zeros(ink.size, np.float32)
    result[inked] = total
    return result.reshape(ink.shape)


def _thickened(ink: np.ndarray, outwards: np.ndarray) -> np.ndarray:
    """Return the pictures with the edges of strokes moved outwards by so many pixels each (n,).

    The grey value at a moving edge changes by speed times slope. Slopes are taken from the side
    that the edge comes from, in steps of at most half a pixel (Osher and Sethian 1988, Fronts
    Propagating with Curvature-Dependent Speed, section 3), which never overshoots.
    """
    # Ink that shrinks is paper that grows.
    sign = np.where(outwards < 0, np.float32(-1), np.float32(1))[:, None, None]
    padded = np.zeros((len(ink), SIDE + 2, SIDE + 2), np.float32)
    inside = padded[:, 1:-1, 1:-1]
    inside[:] = ink * sign
    steps = max(1, math.ceil(np.abs(outwards).max(initial=0) / 0.5))
    step = np.abs(outwards / steps)[:, None, None]
    for _ in range(steps):
        slope_x = np.maximum(padded[:, 1:-1, :-2], padded[:, 1:-1, 2:]) - inside
        slope_y = np.maximum(padded[:, :-2, 1:-1], padded[:, 2:, 1:-1]) - inside
        inside += step * np.hypot(np.maximum(slope_x, 0), np.maximum(slope_y, 0))
    return inside * sign


def _blurred(ink: np.ndarray, sigmas: np.ndarray) -> np.ndarray:
    """Return the pictures blurred by Gaussians of so many pixels (n,), as two matrix products."""
    distance = np.arange(SIDE, dtype=np.float32)
    # A sigma of nearly nothing leaves the picture alone instead of dividing by zero.
    kernels = np.exp(-(distance**2) / (2 * np.maximum(sigmas, 0.05)[:, None] ** 2))
    kernels /= 2 * kernels.sum(axis=1, keepdims=True) - kernels[:, :1]
    place = np.arange(SIDE)
    bands = kernels[:, np.abs(place[:, None] - place)]  # (n, 28, 28), symmetric
    return bands @ ink @ bands
