"""Counts what a reader goes through: the files that a posted picture and an epoch visit.

A return is a call from one file into another that was visited before it: the reader has to turn
back. Each pair of files counts once, however often the one calls the other.
"""

from __future__ import annotations

import dataclasses
import io
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from PIL import Image, ImageDraw

from nnet.core.data import Splits, load_mnist
from nnet.core.training import fit
from nnet.jobs import trainer
from nnet.jobs.experiment import run_experiment
from nnet.models.recipes import recipe_config
from nnet.store.runs import RunStore
from tests.benchmarks.timing import Row
from webapp import create_app

ROOT = Path(__file__).resolve().parents[2]
ROOMS = tuple(str(ROOT / package) for package in ("nnet", "webapp"))


class Journey:
    """The files that calls pass through, in the order of the first visit, and the returns."""

    def __init__(self) -> None:
        self.files: list[str] = []
        self.returns: set[tuple[str, str]] = set()

    @contextmanager
    def following(self) -> Iterator[None]:
        """Follow the calls of this thread."""
        sys.setprofile(self._note)
        try:
            yield
        finally:
            sys.setprofile(None)

    def _note(self, frame: FrameType, event: str, _: Any) -> None:
        if event != "call" or not self._is_ours(frame) or frame.f_code.co_name.startswith("<"):
            return
        callee, caller = frame.f_code.co_filename, frame.f_back
        while caller is not None and not self._is_ours(caller):
            caller = caller.f_back
        source = caller.f_code.co_filename if caller else callee
        if callee not in self.files:
            self.files.append(callee)
        elif source in self.files and self.files.index(callee) < self.files.index(source):
            self.returns.add((source, callee))

    @staticmethod
    def _is_ours(frame: FrameType) -> bool:
        return frame.f_code.co_filename.startswith(ROOMS)


def run() -> Iterator[Row]:
    """Follow a posted picture from the request to the answer, and an epoch through ``fit``."""
    with tempfile.TemporaryDirectory() as folder:
        for name, follow in (("a posted picture", _post_picture), ("an epoch", _train_epoch)):
            journey = Journey()
            follow(journey, Path(folder))
            yield Row(f"files that {name} visits", str(len(journey.files)))
            yield Row(f"returns of {name}", str(len(journey.returns)))
            for source, callee in sorted(journey.returns):
                names = (Path(file).relative_to(ROOT) for file in (source, callee))
                yield Row("  {} -> {}".format(*names), "")


def _post_picture(journey: Journey, folder: Path) -> None:
    settings = {"INSTANCE_PATH": str(folder), "TRAINING_WORKERS": 0, "PREDICTIONS_PER_SECOND": 0}
    client = create_app(settings).test_client()
    picture = Image.new("L", (280, 280), 255)
    ImageDraw.Draw(picture).line([(60, 60), (220, 60), (130, 240)], fill=0, width=20)
    content = io.BytesIO()
    picture.save(content, "PNG")

    def post() -> None:
        answer = client.post(
            "/api/predictions",
            data=content.getvalue(),
            content_type="image/png",
            base_url="http://127.0.0.1",
        )
        assert answer.json is not None and answer.json["text"] == "7"

    post()  # what is done only once is no part of the way
    with journey.following():
        post()


def _train_epoch(journey: Journey, folder: Path) -> None:
    mnist = load_mnist()
    few = Splits(mnist.training[:200], mnist.validation[:50], mnist.test[:50])
    store = RunStore(f"sqlite:///{folder}/epoch.db")
    store.prepare()
    with _replaced(trainer, "fit", _followed(journey)):
        run_experiment(dataclasses.replace(recipe_config("mlp"), epochs=1), store, few)
    store.close()


def _followed(journey: Journey) -> Callable[..., None]:
    def follow(*arguments: Any, **named: Any) -> None:
        with journey.following():
            fit(*arguments, **named)

    return follow


@contextmanager
def _replaced(module: Any, name: str, value: Any) -> Iterator[None]:
    before = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, before)
