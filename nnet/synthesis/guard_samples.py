"""Samples for the guard: digits, what is none, and several digits in one picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnet.core.data import Dataset, SampleSource
from nnet.core.metrics import CLASSES
from nnet.recognition.outputs import OUTPUTS, SEVERAL
from nnet.synthesis.labelled_spans import draw_from, generate_digit, labelled_spans, whole_numbers
from nnet.synthesis.negatives import Negatives
from nnet.synthesis.people import DrawingSet
from nnet.synthesis.peoples_samples import PeoplesDigits, PeoplesNegatives, PicturedDigits
from nnet.synthesis.synthetic_digits import DrawnDigits

WHOLE_NUMBERS = 12
"""For so many negatives, one whole number whose digits stand apart."""


@dataclass(frozen=True)
class GuardSamples:
    """What a guard learns from.

    About as many are digits as are none. Of the digits half are whole, and of what is none a third
    are spans of numbers, like most of what is several. Where there are people, two thirds of what
    is drawn is theirs.

    mnist   some of MNIST's digits
    people  what people drew who may be learned from; may be empty
    count   how many are no digit
    """

    mnist: Dataset
    people: Sequence[DrawingSet]
    count: int

    def draw(self, rng: np.random.Generator) -> Dataset:
        """Draw all of them but MNIST's anew, with labels from 0 to 11 as the guard's outputs."""
        digits = [digit for one in self.people for digit in one.digits]
        draws = [generate_digit, draw_from(digits)] if digits else [generate_digit]
        sources = self._sources()
        rngs = rng.spawn(1 + len(draws) + len(sources))
        most = min(len(self.mnist), self.count // 3)
        some = rngs[0].choice(len(self.mnist), most, replace=False)
        images, labels = [self.mnist.images[some]], [self.mnist.labels[some]]
        for source, own in zip(sources, rngs[1:], strict=False):
            images.append(source.images(own))
            labels.append(source.labels)
        wanted = np.full(OUTPUTS, self.count // 3 // len(draws))
        wanted[:CLASSES] = self.count // 2 // len(draws) // CLASSES
        for draw, own in zip(draws, rngs[-len(draws) :], strict=True):
            spans = labelled_spans(draw, wanted, own)
            spans[SEVERAL].extend(
                whole_numbers(draw, self.count // WHOLE_NUMBERS // len(draws), own)
            )
            for label, pictures in enumerate(spans):
                images.append(np.stack(pictures))
                labels.append(np.full(len(pictures), label, np.uint8))
        return Dataset(np.concatenate(images), np.concatenate(labels))

    def _sources(self) -> list[SampleSource]:
        """Return what draws whole digits, and what is none."""
        digits = [digit for one in self.people for digit in one.digits]
        pictures = [one.pictures for one in self.people if len(one.pictures)]
        others = [one.others for one in self.people if one.others]
        sources: list[SampleSource] = [DrawnDigits(self.count // 6)]
        if digits:
            sources.append(PeoplesDigits(digits, self.count // 2))
        sources += [PicturedDigits(own, self.count // 8) for own in pictures]
        made_up = self.count - self.count // 3
        if others:
            sources.append(PeoplesNegatives(others, 5 * made_up // 6))
            made_up //= 6
        return [*sources, Negatives(made_up)]
