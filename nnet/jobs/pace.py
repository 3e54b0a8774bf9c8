"""How fast a training is: what a page can show twice a second without its figures dancing."""

from __future__ import annotations

import math
from collections import deque
from typing import Any, NamedTuple

from nnet.core.training import Progress

WINDOW_S = 1.0
"""Figures are means over at least so long: a single step may take ten times as long as the next."""

SPAN_S = 0.05
"""How often steps are looked at. Some take 30 microseconds, which is less than measuring a loss."""


class Span(NamedTuple):
    """Some steps: how long they took, what they learned from, and the last one's loss."""

    seconds: float
    images: int
    loss: float


class Pace:
    """Speed, loss and time left of a training, smoothed over the last second of its steps.

    The first step of each epoch is left out: it waits for the epoch's digits, or, as the very
    first, for everything that has to be loaded.
    """

    def __init__(self) -> None:
        self._spans: deque[Span] = deque()
        self._seconds = 0.0
        self._looked = 0.0
        self._images = 0
        self._began: tuple[float, float] | None = None

    def note(self, progress: Progress, now: float) -> None:
        """Take note of a step that ended ``now``, in seconds of any clock."""
        if progress.step == 1 or self._began is None:
            self._looked, self._images = now, progress.images
            self._began = self._began or (now, _share(progress))
            return
        if now - self._looked < SPAN_S and progress.step < progress.steps:
            return
        images = progress.images - self._images
        self._spans.append(Span(now - self._looked, images, progress.measure_loss()))
        self._seconds += self._spans[-1].seconds
        while self._seconds - self._spans[0].seconds >= WINDOW_S:
            self._seconds -= self._spans.popleft().seconds
        self._looked, self._images = now, progress.images

    def skip(self, seconds: float) -> None:
        """Leave out a time in which the training paused."""
        self._looked += seconds
        if self._began is not None:
            self._began = (self._began[0] + seconds, self._began[1])

    def describe(self, progress: Progress, now: float) -> dict[str, Any]:
        """Return the figures, each None until there is enough to tell it from."""
        rate = self._images_per_s()
        left = None if rate is None else round((progress.digits - progress.images) / rate, 1)
        losses = [span.loss for span in self._spans if math.isfinite(span.loss)]
        return {
            "images_per_s": None if rate is None else round(rate, 1),
            "seconds_left": left,
            "run_seconds_left": self._run_seconds_left(progress, now),
            "loss": sum(losses) / len(losses) if losses else None,
        }

    def _images_per_s(self) -> float | None:
        if self._seconds < WINDOW_S:
            return None
        return sum(span.images for span in self._spans) / self._seconds

    def _run_seconds_left(self, progress: Progress, now: float) -> float | None:
        """Return how long all epochs to come will take, with what is measured after each."""
        if self._began is None:
            return None
        began, share = self._began
        done, elapsed = _share(progress) - share, now - began
        if done <= 0 or elapsed < WINDOW_S:
            return None
        return round(elapsed / done * (1 - _share(progress)), 1)


def _share(progress: Progress) -> float:
    """Return the share of all epochs that is done."""
    return (progress.epoch - 1 + progress.step / progress.steps) / progress.epochs
