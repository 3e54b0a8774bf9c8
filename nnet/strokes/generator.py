"""A stroke generator: digits in the styles of many hands, as strokes of a pen.

MNIST's digits were written by Americans. Elsewhere a one has a flag and perhaps a foot, a seven is
crossed, a zero barred, a four open. Each function here draws one digit in a box of height 1 with y
pointing down, as one of its usual forms with all proportions drawn at random; ``draw_digit`` then
bends, slants and stretches it as hands do. How often a form comes is our choice, not a measurement.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from nnet.strokes.types import Polyline

WAVES = 3
"""How many sine waves bend a stroke."""


def draw_digit(label: int, rng: np.random.Generator) -> list[Polyline]:
    """Return a digit's strokes in a form and a hand drawn at random; 0 <= label <= 9."""
    strokes = _FORMS[label](rng)
    slant, turn = rng.normal(0.1, 0.22), rng.normal(0, 0.08)
    aspect = np.exp(rng.normal(0, 0.18))
    matrix = np.array([[aspect, -slant], [0, 1]])
    cosine, sine = np.cos(turn), np.sin(turn)
    matrix = np.array([[cosine, -sine], [sine, cosine]]) @ matrix
    bend = random_bend(rng)
    return [bend(stroke @ matrix.T) for stroke in strokes]


def _zero(rng: np.random.Generator) -> list[Polyline]:
    radius = rng.uniform(0.25, 0.5)
    start = rng.normal(-80, 40)
    turn = rng.choice([-1, 1]) * (360 + rng.uniform(-25, 70))
    ring = _arc((0, 0.5), (radius, 0.5), start, start + turn)
    if rng.random() < 0.3:  # the end runs into the ring or beyond it
        tail = ring[-1] + rng.uniform(-0.3, 0.3, 2)
        ring = np.concatenate([ring, tail[None]])
    if rng.random() < 0.15:
        half = np.array([radius, -0.4]) * rng.uniform(0.7, 1.4)
        return [ring, np.array([0, 0.5]) + np.stack([half, -half])]
    return [ring]


def _one(rng: np.random.Generator) -> list[Polyline]:
    top, bottom = np.array([0.0, 0.0]), np.array([0.0, 1.0])
    stem = np.stack([top, bottom])
    form = rng.random()
    if form < 0.8:
        length = rng.uniform(0.12, 0.7)
        angle = np.radians(rng.uniform(25 + 25 * length, 75))  # a long level one makes a seven
        tip = length * np.array([-np.cos(angle), np.sin(angle)])
        flag = _curve(tip, top, rng.normal(0, 0.08))
        stem = np.concatenate([flag, stem])
    if form > 0.65:
        half, shift = rng.uniform(0.12, 0.35), rng.normal(0, 0.04)
        return [stem, bottom + np.array([[shift - half, 0], [shift + half, rng.normal(0, 0.03)]])]
    return [stem]


def _two(rng: np.random.Generator) -> list[Polyline]:
    width = rng.uniform(0.25, 0.36)
    height = rng.uniform(0.22, 0.33)
    head = _arc((0, height), (width, height), rng.uniform(-200, -150), rng.uniform(10, 50))
    corner = np.array([-width * rng.uniform(0.8, 1.2), 1.0])
    down = _curve(head[-1], corner, rng.normal(-0.06, 0.06))
    foot = np.array([width * rng.uniform(0.9, 1.7), 1 + rng.normal(0, 0.05)])
    if rng.random() < 0.3:  # a loop at the corner
        loop = _arc(corner + np.array([0.1, -0.05]), (0.1, 0.06), 170, 440)
        return [np.concatenate([head, down[:-1], loop, foot[None]])]
    return [np.concatenate([head, down, _curve(corner, foot, rng.normal(0, 0.06))])]


def _three(rng: np.random.Generator) -> list[Polyline]:
    waist, depth = rng.uniform(0.4, 0.52), rng.uniform(0.22, 0.36)
    lower = (1 - waist) / 2
    belly = _arc((0, waist + lower), (depth * rng.uniform(0.9, 1.3), lower), -80, 140)
    if rng.random() < 0.25:  # a flat top
        corner = np.array([depth, 0.0])
        top = np.stack([np.array([-depth, rng.normal(0, 0.04)]), corner, [-0.05, waist]])
        return [np.concatenate([top, belly])]
    head = _arc((0, waist / 2), (depth, waist / 2), rng.uniform(-170, -120), 80)
    nose = np.array([[-rng.uniform(-0.05, 0.2), waist]])
    return [np.concatenate([head, nose, belly])]


def _four(rng: np.random.Generator) -> list[Polyline]:
    bar, right = rng.uniform(0.5, 0.78), rng.uniform(0.3, 0.5)
    stem_top, stem_x = rng.uniform(0.0, 0.55), rng.uniform(0.1, 0.32)
    stem = np.array([[stem_x, stem_top], [stem_x + rng.normal(0, 0.03), 1.0]])
    left = np.array([-rng.uniform(0.2, 0.35), bar])
    end = np.array([right, bar + rng.normal(0, 0.05)])
    form = rng.random()
    if form < 0.3:  # closed, its stem from the tip
        tip = np.array([stem_x, 0.0])
        return [np.stack([tip, left, end]), np.stack([tip, stem[1]])]
    start = np.array([rng.uniform(-0.3, 0.05), 0.0])
    if form < 0.7:  # open
        return [np.concatenate([_curve(start, left, rng.normal(0, 0.05)), end[None]]), stem]
    # in one stroke, like a chair: down, around, up and down again
    round_ = _curve(np.array([start[0], bar * 0.7]), np.array([stem_x, bar * 0.8]), -0.22)
    return [np.concatenate([start[None], round_, stem])]


def _five(rng: np.random.Generator) -> list[Polyline]:
    neck, width = rng.uniform(0.32, 0.48), rng.uniform(0.22, 0.36)
    corner = np.array([-width * rng.uniform(0.6, 1), 0.0])
    bend = np.array([corner[0] - rng.uniform(0, 0.08), neck])
    lower = (1.02 - neck + 0.06) / 2
    belly = _arc((0, 1 - lower), (width * rng.uniform(1, 1.2), lower), -125, rng.uniform(110, 165))
    flag = np.array([width * rng.uniform(0.7, 1.5), rng.normal(0, 0.06)])
    if rng.random() < 0.5:  # the flag comes last
        return [np.concatenate([corner[None], bend[None], belly]), np.stack([corner, flag])]
    return [np.concatenate([np.stack([flag, corner, bend]), belly])]


def _six(rng: np.random.Generator) -> list[Polyline]:
    radius, height = rng.uniform(0.2, 0.34), rng.uniform(0.18, 0.3)
    top = np.array([rng.uniform(-0.05, 0.4), 0.0])
    left = np.array([-radius, 1 - height])
    stem = _curve(top, left, -rng.uniform(0.02, 0.16))
    loop = _arc((0, 1 - height), (radius, height), 180, 180 - rng.uniform(300, 400))
    return [np.concatenate([stem, loop])]


def _seven(rng: np.random.Generator) -> list[Polyline]:
    width = rng.uniform(0.35, 0.65)
    left, right = np.array([-width, rng.normal(0, 0.05)]), np.array([0.0, 0.0])
    foot = np.array([-width * rng.uniform(0.3, 0.9), 1.0])
    stem = _curve(right, foot, rng.normal(-0.03, 0.06))
    bar = _curve(left, right, rng.normal(0, 0.06))
    if rng.random() < 0.3:  # a serif at its start
        bar = np.concatenate([left[None] + [[rng.normal(0, 0.02), rng.uniform(0.06, 0.2)]], bar])
    strokes = [np.concatenate([bar, stem])]
    form = rng.random()
    if form < 0.65:
        middle = (right + foot) / 2 + (0, rng.normal(0, 0.06))
        half = np.array([rng.uniform(0.12, 0.32), rng.normal(0, 0.05)])
        cross = np.stack([middle - half, middle + half])
        if form < 0.2:  # without lifting the pen
            back = _curve(foot, cross[0], rng.uniform(0.0, 0.08))
            return [np.concatenate([strokes[0], back, cross])]
        strokes.append(cross)
    return strokes


def _eight(rng: np.random.Generator) -> list[Polyline]:
    waist = rng.uniform(0.4, 0.52)
    upper, lower = rng.uniform(0.16, 0.28), rng.uniform(0.2, 0.34)
    if rng.random() < 0.25:  # two rings
        start = rng.uniform(0, 360)
        head = _arc((0, waist / 2), (upper, waist / 2), start, start + 370)
        belly = _arc((0, (1 + waist) / 2), (lower, (1 - waist) / 2), -90, 280)
        return [head, belly]
    # an S that comes back up
    first = _arc((0, waist / 2), (upper, waist / 2), rng.uniform(-60, 0), -270)
    belly = _arc((0, (1 + waist) / 2), (lower, (1 - waist) / 2), -90, 270)
    last = _arc((0, waist / 2), (upper, waist / 2), 90, rng.uniform(-80, 40))
    return [np.concatenate([first, belly, last])]


def _nine(rng: np.random.Generator) -> list[Polyline]:
    radius, height = rng.uniform(0.13, 0.34), rng.uniform(0.12, 0.28)
    loop = _arc((0, height), (radius, height), rng.uniform(-60, 10), -rng.uniform(290, 390))
    side = np.array([radius, height * rng.uniform(0.4, 1.6)])
    if rng.random() < 0.5:  # a curled tail
        depth = rng.uniform(0.12, 0.32)
        centre = (radius - rng.uniform(0.2, 0.45), 1 - depth)
        tail = _arc(centre, (radius - centre[0], depth), rng.uniform(-40, 0), rng.uniform(90, 170))
    else:
        tail = np.array([[radius + rng.normal(-0.06, 0.08), 1.0]])
    return [np.concatenate([loop, side[None], tail])]


_FORMS: Sequence[Callable[[np.random.Generator], list[Polyline]]] = (
    *(_zero, _one, _two, _three, _four),
    *(_five, _six, _seven, _eight, _nine),
)


def _arc(
    centre: Sequence[float] | np.ndarray, radii: tuple[float, float], start: float, end: float
) -> Polyline:
    """Return points along an ellipse; degrees, 0 to the right, 90 downwards."""
    count = 2 + int(abs(end - start) / 15)
    angles = np.radians(np.linspace(start, end, count))
    return np.stack([np.cos(angles), np.sin(angles)], axis=1) * radii + centre


def _curve(first: np.ndarray, last: np.ndarray, bulge: float) -> Polyline:
    """Return points from one place to another, ``bulge`` beside the straight line at the middle."""
    t = np.linspace(0, 1, 8)[:, None]
    across = (last - first)[::-1] * (1, -1)
    length = max(float(np.hypot(*across)), 1e-9)
    return first + (last - first) * t + across / length * bulge * 4 * t * (1 - t)


def random_bend(rng: np.random.Generator) -> Callable[[Polyline], Polyline]:
    """Return a map of the plane that bends it gently: a few slow waves across each axis."""
    phases = rng.uniform(0, 2 * np.pi, (WAVES, 2))
    slopes = rng.normal(0, 3, (WAVES, 2, 2))
    heights = rng.normal(0, 0.02, (WAVES, 2))

    def bend(points: Polyline) -> Polyline:
        waves = np.sin(np.einsum("wij,nj->nwi", slopes, points) + phases)
        return points + np.einsum("nwi,wi->ni", waves, heights)

    return bend
