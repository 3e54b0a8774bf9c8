"""Axes: what part of a quantity is shown, where a value lies on it, and which values are named.

``static/js/charts/axes.js`` follows the same rules, so that the chart that can be zoomed takes the
drawn one's place without a jump.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from flask_babel import format_decimal, format_percent

LEAST_ERROR = 0.5e-4
"""100 % would be infinitely far up: it stands half a test digit below."""

LOSSES = 1e-12, 1e12
"""What a loss is drawn as at least, where its logarithm is drawn, and at most: a training that
diverges ends with losses that no axis can show beside others."""

TOP = 0.9
MAX_TICKS = 9
EPOCH_STEPS, STEPS = 6, 5


@dataclass(frozen=True)
class Axis:
    """An axis from ``start`` to ``end``, in the units that are drawn: logarithms on some.

    ticks  the values that are named, and their names
    """

    start: float
    end: float
    ticks: tuple[tuple[float, str], ...]
    unit: Callable[[float], float] = float

    def position(self, value: float) -> float:
        """Return where a value lies: 0 at the start, 1 at the end."""
        return (self.unit(value) - self.start) / (self.end - self.start)


def epoch_axis(last: int, scale: str) -> Axis:
    """Return the axis of the epochs up to the last one; whole epochs alone are named."""
    if scale == "log":
        end = max(last, 2)
        ticks = [tick for tick in _decades(1, end) if tick <= end]
        return Axis(0.0, math.log10(end), _named(ticks, _whole), math.log10)
    end = max(last, 1)
    step = max(1, round(nice_step(end / EPOCH_STEPS)))
    return Axis(0.0, float(end), _named(range(0, end + 1, step), _whole))


def share_axis(values: Sequence[float], scale: str) -> Axis:
    """Return the axis of shares of what was read correctly, upwards to 1."""
    least = TOP if scale == "top" else min(min(values, default=0.0), 0.99)
    step = nice_step((1 - least) / STEPS)
    count = math.ceil(round((1 - least) / step, 6))
    ticks = [1 - step * (count - at) for at in range(count + 1)]
    return Axis(1 - step * count, 1.0, _named(ticks, _percent))


def mistakes_axis(values: Sequence[float]) -> Axis:
    """Return the axis of mistakes per 10,000, fewer of them higher up, each decade as long."""
    errors = [error_of(value) for value in values]
    low, high = _bounds(errors)
    ticks = _thinned(_within(low, high))
    named = _named([1 - tick for tick in ticks], lambda share: write_plainly((1 - share) * 1e4))
    return Axis(math.log10(high), math.log10(low), named, lambda share: math.log10(error_of(share)))


def loss_axis(values: Sequence[float], scale: str) -> Axis:
    """Return the axis of a loss, from 0 or, with logarithms, from the power below the least."""
    least, greatest = LOSSES
    if scale == "log":
        low, high = _bounds([min(max(value, least), greatest) for value in values])
        ticks = _named(_thinned(_within(low, high)), write_plainly)
        return Axis(
            math.log10(low), math.log10(high), ticks, lambda value: math.log10(max(value, least))
        )
    most = min(max(values, default=1.0), greatest)
    most = most if most > least else 1.0
    step = nice_step(most / STEPS)
    count = math.ceil(round(most / step, 6))
    return Axis(0.0, step * count, _named([step * at for at in range(count + 1)], write_plainly))


def error_of(share: float) -> float:
    """Return what is missing to 1, which must not be nothing where its logarithm is drawn."""
    return max(1 - share, LEAST_ERROR)


def nice_step(least: float) -> float:
    """Return the smallest of 1, 2 and 5 times a power of ten that is not below ``least``."""
    power = 10.0 ** math.floor(math.log10(least) + 1e-9)
    return next(step * power for step in (1, 2, 5, 10) if step * power >= least * (1 - 1e-9))


def _bounds(values: Sequence[float]) -> tuple[float, float]:
    """Return what is 1, 2 or 5 times a power of ten and encloses the values."""
    if not values:
        return 0.01, 1.0
    marks = _decades(min(values) / 10, max(values) * 10)
    low = max(mark for mark in marks if mark <= min(values) * (1 + 1e-9))
    high = min(mark for mark in marks if mark >= max(values) * (1 - 1e-9))
    return (low, high) if low < high else (low / 2, high * 2)


def _decades(low: float, high: float) -> list[float]:
    """Return 1, 2, 5, 10, 20 … from below ``low`` to beyond ``high``."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    # Divided where the power is negative: 2 / 1000 is 0.002, 2 * 0.001 is not.
    return [
        step * 10**power if power >= 0 else step / 10**-power
        for power in powers
        for step in (1, 2, 5)
    ]


def _within(low: float, high: float) -> list[float]:
    marks = _decades(low, high)
    return [mark for mark in marks if low * (1 - 1e-9) <= mark <= high * (1 + 1e-9)]


def _thinned(ticks: list[float]) -> list[float]:
    """Return powers of ten alone where others would be too many."""
    if len(ticks) <= MAX_TICKS:
        return ticks
    return [tick for tick in ticks if abs(math.log10(tick) - round(math.log10(tick))) < 1e-6]


def _named(values: Iterable[float], name: Callable[[float], str]) -> tuple[tuple[float, str], ...]:
    return tuple((value, name(value)) for value in values)


def _whole(value: float) -> str:
    return str(format_decimal(round(value)))


def _percent(value: float) -> str:
    return str(format_percent(round(value, 6), "#,##0.##%"))


def write_plainly(value: float) -> str:
    """Return a number with as many digits as it needs."""
    rounded = float(f"{value:.6g}")
    if rounded and not 1e-6 <= abs(rounded) < 1e7:
        return f"{rounded:g}"
    return str(format_decimal(rounded, "#,##0.########"))
