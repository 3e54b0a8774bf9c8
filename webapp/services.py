"""The parts of an application that its views share: the recognizer, the run store, the owner."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar, cast

from flask import Flask, current_app, g, request

from nnet.datasets.library import DataLibrary
from nnet.store.runs import RunStore
from webapp.background.poller import Poller
from webapp.background.runs import RunScheduler
from webapp.background.studies import StudyScheduler
from webapp.background.visitors import VisitorRuns
from webapp.counters import Counters
from webapp.curves.drawing import Curves
from webapp.http.gate import GONE, Gate, place_for_request
from webapp.http.problems import no_such_run
from webapp.inference.evaluations import Evaluations
from webapp.inference.films import Films
from webapp.inference.model_watch import ModelWatch
from webapp.inference.readiness import Readiness
from webapp.inference.recognizer import Recognizer
from webapp.inference.renderings import Renderings
from webapp.inference.run_networks import Networks
from webapp.inference.samples import TestedPictures
from webapp.owner import Owner
from webapp.schemas.base import ID
from webapp.store import RunSource

EXTENSION = "inknet"

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")

RUN_ID = re.compile(ID)
"""Anything else is unknown without asking the store."""


@dataclass(frozen=True)
class Services:
    """The parts of one application that its views work with."""

    recognizer: Recognizer
    runs: RunSource
    owner: Owner
    background: Poller
    run_scheduler: RunScheduler
    study_scheduler: StudyScheduler
    visitor_runs: VisitorRuns
    model_watch: ModelWatch
    counters: Counters
    computing: Gate
    studying: Gate
    classroom: Gate
    evaluations: Evaluations
    networks: Networks
    films: Films
    renderings: Renderings
    curves: Curves
    readiness: Readiness
    pictures: TestedPictures


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


def require_usable_store(writes: bool) -> None:
    """Raise 503 while that store is known to hang; it is not asked for this."""
    services_of(current_app).runs.require_usable(writes)


def owner() -> Owner:
    """Return that application's owner."""
    return services_of(current_app).owner


def run_scheduler() -> RunScheduler:
    """Return what has that application's queued runs trained."""
    return services_of(current_app).run_scheduler


def visitor_runs() -> VisitorRuns:
    """Return what starts the runs of that application's visitors."""
    return services_of(current_app).visitor_runs


def visitors_may_train() -> bool:
    """Return whether visitors can start runs of their own."""
    return visitor_runs().most > 0 and run_scheduler().possible


def study_scheduler() -> StudyScheduler:
    """Return what has that application's studies computed."""
    return services_of(current_app).study_scheduler


def evaluations() -> Evaluations:
    """Return that application's evaluations of networks."""
    return services_of(current_app).evaluations


def networks() -> Networks:
    """Return the networks of that application's runs."""
    return services_of(current_app).networks


def films() -> Films:
    """Return that application's films of learning."""
    return services_of(current_app).films


def renderings() -> Renderings:
    """Return what that application has made of shared drawings."""
    return services_of(current_app).renderings


def curves() -> Curves:
    """Return that application's charts of runs."""
    return services_of(current_app).curves


def data_library() -> DataLibrary:
    """Return where that application's data sets are."""
    return services_of(current_app).pictures.library


def tested_pictures() -> TestedPictures:
    """Return that application's test pictures of data sets."""
    return services_of(current_app).pictures


def readiness() -> Readiness:
    """Return what tries whether that application is ready."""
    return services_of(current_app).readiness


def computing() -> AbstractContextManager[None]:
    """Return what the current request holds while it computes; see ``http/gate.py``.

    The store must not be asked meanwhile: others would wait for it, too.
    """
    if GONE not in request.environ:
        # Another server than ours may still receive the body: whoever computes waits for nobody.
        request.get_data()
    return place_for_request(services_of(current_app).computing)


def studying() -> AbstractContextManager[None]:
    """Return what the current request holds while it has a network read thousands of digits."""
    return place_for_request(services_of(current_app).studying)


def classroom() -> AbstractContextManager[None]:
    """Return what the current request holds while it is about a room of a class."""
    return place_for_request(services_of(current_app).classroom)


@contextmanager
def reading_data(overrides: Mapping[str, Any]) -> Iterator[DataLibrary]:
    """Return where data sets are, and hold a place where one has to be read."""
    with studying() if overrides.get("data") else nullcontext():
        yield data_library()


def holding_place(view: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
    """Have a view, and what parses the body for it, compute until it calls ``release_place``."""

    @functools.wraps(view)
    def within(*arguments: Arguments.args, **named: Arguments.kwargs) -> Answer:
        with ExitStack() as g.place:
            g.place.enter_context(computing())
            return view(*arguments, **named)

    return within


def release_place() -> None:
    """Let others compute from now on: the store is asked next, or nothing more is computed."""
    g.place.close()


def counters() -> Counters:
    """Return that application's counters."""
    return services_of(current_app).counters


def find_run(run_id: str) -> dict[str, Any]:
    """Return the run with this id; raises the problem ``not_found``."""
    run = run_store().run(checked_id(run_id))
    if run is None:
        raise no_such_run()
    return run


def checked_id(run_id: str) -> str:
    """Return the id if it can be one; raises the problem ``not_found``."""
    if not RUN_ID.fullmatch(run_id):
        raise no_such_run()
    return run_id
