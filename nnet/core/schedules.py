"""Schedules, which say what share of the learning rate a step takes as the training goes on."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

from nnet.core.registry import build

Schedule = Callable[[float], float]
"""From the share of the training that is done, 0 to 1, to a share of the learning rate."""


def constant(progress: float) -> float:
    """Keep the learning rate as it is."""
    return 1.0


def cosine(progress: float, warm_up: float = 0.05) -> float:
    """Let the learning rate fall to zero along half a cosine (Loshchilov and Hutter 2017, eq. 5).

    The first share of the training, ``warm_up``, rises in a straight line, since momentum on a
    freshly drawn network is easily thrown off.
    """
    if progress < warm_up:
        return (progress + 1e-3) / (warm_up + 1e-3)
    return (1 + math.cos(math.pi * (progress - warm_up) / (1 - warm_up))) / 2


def step(progress: float, drop: float = 0.1, at: tuple[float, ...] = (0.5, 0.75)) -> float:
    """Multiply the learning rate by ``drop`` at each of the shares of the training in ``at``."""
    return drop ** sum(progress >= share for share in at)


def one_cycle(
    progress: float, peak: float = 0.3, start_div: float = 25.0, final_div: float = 1e4
) -> float:
    """Rise to the learning rate, then fall far below the start (Smith and Topin 2018).

    Half a cosine up from 1 / start_div until the share ``peak`` of the training is done, and half a
    cosine down to 1 / (start_div * final_div).
    """
    if progress < peak:
        return _interpolate(1 / start_div, 1.0, progress / peak)
    return _interpolate(1.0, 1 / (start_div * final_div), (progress - peak) / (1 - peak))


def _interpolate(first: float, last: float, share: float) -> float:
    return last + (first - last) * (1 + math.cos(math.pi * min(share, 1.0))) / 2


SCHEDULES: dict[str, Callable[..., float]] = {
    "constant": constant,
    "cosine": cosine,
    "step": step,
    "one_cycle": one_cycle,
}
"""Every schedule by its name in a configuration."""


def create_schedule(config: str | dict[str, Any]) -> Schedule:
    """Return the schedule that a name, or such as ``{"type": "cosine", "warm_up": 0}``, describes.

    Raises ``ValueError`` for an unknown name or a setting that does not fit.
    """
    makers = {name: functools.partial(_check, name) for name in SCHEDULES}
    return build("Schedule", makers, config)


def _check(name: str, /, **settings: Any) -> Schedule:
    """Return a schedule with its settings, after a look at what they make of it."""
    schedule = functools.partial(SCHEDULES[name], **settings)
    try:
        shares = [schedule(progress / 20) for progress in range(21)]
    except ZeroDivisionError as error:
        raise ValueError(f"The settings {settings!r} do not fit {name}: {error}.") from None
    if not all(math.isfinite(share) and 0 <= share <= 1 for share in shares):
        raise ValueError(f"With {settings!r} the schedule {name} leaves the range from 0 to 1.")
    return schedule
