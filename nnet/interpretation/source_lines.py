"""The lines of ``nnet.core`` that compute what is shown, read from the source that runs."""

from __future__ import annotations

import functools
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nnet.core.activations import Sigmoid
from nnet.core.layers import Dense
from nnet.core.losses import QuadraticCost, SigmoidCrossEntropy
from nnet.core.optimizers import SGD
from nnet.core.training import Stepper, forward_backward

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class SourceLines:
    """Lines of a file.

    path   from the root of the checkout: ``nnet/core/layers.py``
    first  the number of the first line
    text   the lines, without the indentation that they share
    """

    path: str
    first: int
    text: str


STEPS: dict[str, tuple[Callable[..., Any], ...]] = {
    "sums": (Dense.forward,),
    "activations": (Sigmoid.forward,),
    "quadratic": (QuadraticCost.value,),
    "sigmoid_cross_entropy": (SigmoidCrossEntropy.value,),
    "quadratic_error": (QuadraticCost.gradient, Sigmoid.backward),
    "sigmoid_cross_entropy_error": (SigmoidCrossEntropy.gradient,),
    "hidden_errors": (Dense.backward, Sigmoid.backward),
    "gradient": (Dense.backward,),
    "update": (SGD._change,),
    "whole": (Stepper.step, forward_backward),
}
"""What computes each part of a training step."""


def find_lines(function: Callable[..., Any]) -> SourceLines:
    """Return the lines that define a function."""
    lines, first = inspect.getsourcelines(function)
    file = inspect.getsourcefile(function)
    assert file is not None  # written in Python
    path = Path(file).resolve().relative_to(ROOT).as_posix()
    return SourceLines(path, first, textwrap.dedent("".join(lines)).rstrip())


@functools.cache
def lines_of_steps() -> dict[str, list[SourceLines]]:
    """Return the lines for each part of a training step."""
    return {step: [*map(find_lines, functions)] for step, functions in STEPS.items()}
