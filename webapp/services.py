"""What the views share, held by the application: the recognizer, the store of runs, the owner."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from typing import cast

from flask import Flask, current_app

from nnet.tracking import RunStore, StoreUnavailable
from webapp.evaluations import Evaluations
from webapp.owner import Owner
from webapp.recognizer import Recognizer

EXTENSION = "inknet"

logger = logging.getLogger("webapp")


class RunSource:
    """The run store, prepared before it is first used.

    A store that cannot be reached while the server starts keeps nobody from drawing: preparing it
    is tried again whenever it is asked for.
    """

    def __init__(self, url: str) -> None:
        self._store = RunStore(url)
        self._prepared = False
        self._preparing = threading.Lock()

    def prepare(self) -> None:
        """Prepare the store if possible; raises only what waiting cannot heal."""
        try:
            self.get()
        except StoreUnavailable as error:
            logger.warning(
                "The store of runs cannot be used yet, and will be tried again: %s", error
            )

    def get(self) -> RunStore:
        """Return the prepared store; raises ``StoreUnavailable``."""
        if not self._prepared:
            with self._preparing:
                if not self._prepared:
                    self._store.prepare()
                    self._prepared = True
        return self._store

    def close(self) -> None:
        """Close the connections to the store."""
        self._store.close()


@dataclass(frozen=True)
class Services:
    """The parts of one application that its views work with."""

    recognizer: Recognizer
    runs: RunSource
    owner: Owner
    evaluations: Evaluations = field(default_factory=Evaluations)


def attach(app: Flask, services: Services) -> None:
    """Make the services those of an application."""
    app.extensions[EXTENSION] = services


def services_of(app: Flask) -> Services:
    """Return the services of an application."""
    return cast(Services, app.extensions[EXTENSION])


def recognizer() -> Recognizer:
    """Return the recognizer of the application that handles the current request."""
    return services_of(current_app).recognizer


def run_store() -> RunStore:
    """Return that application's run store, prepared; raises ``StoreUnavailable``."""
    return services_of(current_app).runs.get()


def owner() -> Owner:
    """Return that application's owner."""
    return services_of(current_app).owner


def evaluations() -> Evaluations:
    """Return that application's evaluations of networks."""
    return services_of(current_app).evaluations
