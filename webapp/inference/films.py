"""Films of learning: that which ships, and those of runs whose epochs are kept."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from nnet.datasets.description import reads_digits
from nnet.imaging.png import SMALL, encode_png, tile
from nnet.interpretation.film import Film, film_of_run, shipped_film
from nnet.models.checkpoint import CheckpointError
from nnet.models.config import Config
from nnet.store.run_queries import kept_epoch, kept_epochs
from nnet.store.runs import RunStore
from nnet.store.tables import Run
from webapp.http.problems import conflict, no_such_run
from webapp.inference.cache import Cache, Turn
from webapp.inference.filter_pictures import LEVELS, PALETTE, colour_levels, find_limit
from webapp.inference.run_networks import reads_no_drawings
from webapp.schemas.learning import MAX_FILTER_PICTURES

MAX_FILMS, MAX_FILM_BYTES = 4, 80_000_000
"""Films of runs that are kept in memory. The largest has 64 MB; 30 epochs of 784-30-10 have 3."""

MAX_SHEETS, MAX_SHEET_BYTES = 200, 4 * 1024 * 1024
"""Those of the shipped film are 31 of each kind, of 14 kB."""

MARGIN = 1
"""Pixels around each picture of a sheet."""

KINDS = ("weights", "changes")
"""What pictures show: the first weights, or by how much they differ from those at the start."""

DECIMALS = 6


class Films:
    """The films that were asked for last; threads may share it.

    loading    makes what is held while the networks of a run are read
    computing  makes what is held while pictures are drawn
    """

    def __init__(self, loading: Turn, computing: Turn) -> None:
        self._films: Cache[str, Film] = Cache(
            MAX_FILMS, loading, lambda film: film.nbytes, MAX_FILM_BYTES
        )
        self._sheets: Cache[tuple[str, int, str], bytes] = Cache(
            MAX_SHEETS, computing, len, MAX_SHEET_BYTES
        )

    def of(self, store: RunStore, run_id: str) -> Film:
        """Return a run's film; raises 404, and 409 where its epochs are not kept."""
        with store.reading() as session:
            run = session.get(Run, run_id)
            if run is None:
                raise no_such_run()
            name, values = run.name, run.config
            if not reads_digits(values.get("data")):
                raise reads_no_drawings(values["data"])
            epochs = kept_epochs(session, run_id)
        if not epochs:
            raise conflict("The epochs of this run are not kept: start one with keep_epochs.")
        film_id = f"{run_id}.{epochs[-1]}"

        def load() -> Film:
            kept = map(partial(_kept_epoch, store, run_id), epochs)
            try:
                return film_of_run(film_id, name, Config.from_dict(values), kept)
            except CheckpointError:
                raise conflict("The epochs of this run are damaged. Train it again.") from None

        return self._films.get(film_id, load)

    def named(self, store: Callable[[], RunStore], film_id: str) -> Film | None:
        """Return the film of that id, as it stands in addresses of pictures, or None.

        store  is called for a run's film alone
        """
        if film_id == shipped_film().id:
            return shipped_film()
        run_id, separator, _ = film_id.partition(".")
        film = self.of(store(), run_id) if separator else None
        return film if film is not None and film.id == film_id else None

    def sheet(self, film: Film, index: int, kind: str) -> bytes:
        """Return the pictures of a frame side by side, as a PNG; kind is one of ``KINDS``."""

        def draw() -> bytes:
            levels = colour_levels(_pictures(film, index, kind), _limit(film, kind))
            columns = _columns(levels)
            around = ((0, -len(levels) % columns), (MARGIN, MARGIN), (MARGIN, MARGIN))
            framed = np.pad(levels, around, constant_values=LEVELS // 2)
            return encode_png(tile(framed, columns), PALETTE, SMALL)

        return self._sheets.get((film.id, index, kind), draw)


def describe_film(film: Film) -> dict[str, Any]:
    """Return what is told of a film and of its sheets, as plain values for JSON."""
    pictures = _pictures(film, 0, "weights")
    _, height, width = pictures.shape
    columns = _columns(pictures)
    return {
        "id": film.id,
        "name": film.name,
        "architecture": film.frames[0].network.architecture,
        "frames": [
            {"epoch": frame.epoch, "test_accuracy": frame.accuracy} for frame in film.frames
        ],
        "sheet": {
            "units": len(film.weights(0)),
            "shown": len(pictures),
            "width": columns * (width + 2 * MARGIN),
            "height": -(-len(pictures) // columns) * (height + 2 * MARGIN),
            **{f"{kind}_limit": round(_limit(film, kind), DECIMALS) for kind in KINDS},
        },
    }


def _pictures(film: Film, index: int, kind: str) -> np.ndarray:
    """Return the pictures of a frame, as many as are shown."""
    pictures = film.weights(index) if kind == "weights" else film.changes(index)
    return pictures[:MAX_FILTER_PICTURES]


def _columns(pictures: np.ndarray) -> int:
    """Return how many pictures stand in a row, so that the sheet is about a square."""
    return math.ceil(math.sqrt(len(pictures)))


def _kept_epoch(store: RunStore, run_id: str, epoch: int) -> tuple[int, bytes, float | None]:
    """Return a kept epoch: one after the other, so that little of them is in memory at once."""
    with store.reading() as session:
        content, accuracy = kept_epoch(session, run_id, epoch)
    return epoch, content, accuracy


def _limit(film: Film, kind: str) -> float:
    """Return the weight of the darkest colours, one for all frames: those of the last."""
    return find_limit(_pictures(film, len(film.frames) - 1, kind))
