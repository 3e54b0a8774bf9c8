"""The application, put together from its parts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from apiflask import APIFlask
from flask_compress import Compress

from nnet.datasets.library import DataLibrary
from webapp import api, classroom, collection, config, interpretation, sign_in
from webapp.assets import files
from webapp.background.leader_lock import LeaderLock
from webapp.background.poller import Poller
from webapp.background.runs import RunScheduler
from webapp.background.studies import StudyScheduler
from webapp.background.visitors import VisitorRuns
from webapp.counters import Counters
from webapp.curves.drawing import Curves
from webapp.http import (
    errors,
    i18n,
    logs,
    openapi,
    rate_limits,
    requests,
    responses,
    security_headers,
    site_address,
    trusted_hosts,
)
from webapp.http.gate import CLASSROOM, COMPUTING, LOADING, STUDYING, Gate, place_for_request
from webapp.inference.evaluations import Evaluations
from webapp.inference.films import Films
from webapp.inference.model_watch import ModelWatch
from webapp.inference.readiness import Readiness
from webapp.inference.recognizer import Recognizer
from webapp.inference.renderings import Renderings
from webapp.inference.run_networks import Networks
from webapp.inference.samples import TestedPictures
from webapp.installation import views as installation
from webapp.instance import require_writable
from webapp.one_file import views as one_file
from webapp.owner import Owner
from webapp.pages import curves, drawings, inside, learn, metrics, moderation, rooms, site
from webapp.services import Services, attach
from webapp.store import RunSource

VERSION = "0.1.0"

COMPRESSED_TYPES = ["application/json", "image/svg+xml", "text/css", "text/html", "text/javascript"]
MIN_COMPRESSED_BYTES = 1400
"""Bytes: what fits into one packet arrives no sooner for being compressed. Predictions fit."""

BACKGROUND_EVERY_S = 1.0
"""How often to look for waiting runs and studies, which another process may have been asked for."""


def build(overrides: Mapping[str, Any] | None = None) -> APIFlask:
    """Return the application; see ``webapp.create_app``."""
    settings = config.load(overrides)
    app = site_address.Site(
        "webapp",
        title="Inknet",
        version=VERSION,
        spec_path="/api/openapi.json",
        docs_path=None,
        json_errors=False,
        static_folder=str(config.ROOT / "static"),
        static_url_path=files.versioned_path(config.ROOT / "static"),
        template_folder=str(config.ROOT / "templates"),
        instance_path=str(settings["INSTANCE_PATH"]),
    )
    requests.register(app)
    app.config.update(
        COMPRESS_MIMETYPES=COMPRESSED_TYPES,
        COMPRESS_MIN_SIZE=MIN_COMPRESSED_BYTES,
    )
    app.config.update(settings)
    logs.register(app)
    trusted_hosts.register(app)
    app.json.sort_keys = False  # type: ignore[attr-defined]  # recipes and settings have an order
    services = _services(settings)
    app.secret_key = services.owner.secret
    attach(app, services)
    api.register(app)
    interpretation.register(app)
    collection.register(app)
    classroom.register(app)
    app.register_blueprint(site.blueprint)
    app.register_blueprint(one_file.blueprint)
    app.register_blueprint(inside.blueprint)
    app.register_blueprint(learn.blueprint)
    app.register_blueprint(curves.blueprint)
    app.register_blueprint(drawings.blueprint)
    app.register_blueprint(moderation.blueprint)
    app.register_blueprint(rooms.blueprint)
    app.register_blueprint(installation.blueprint)
    openapi.register(app)
    errors.register(app)
    i18n.register(app)
    Compress(app)
    app.after_request(responses.compress_page)  # before, as that which comes next
    files.register(app)  # compresses what it serves itself, and before
    sign_in.register(app)
    security_headers.register(app)
    rate_limits.register(app)
    metrics.register(app)
    services.runs.close_at_exit()
    site_address.register(app)
    services.background.start_until_exit()
    services.model_watch.start()
    return app


def _services(settings: Mapping[str, Any]) -> Services:
    """Load the model and prepare the store of runs."""
    require_writable(settings)
    recognizer = Recognizer.from_file(settings["MODEL_PATH"])
    url = config.database_url(settings)
    runs = RunSource(url)
    runs.prepare()
    watch = ModelWatch(runs, recognizer)
    watch.restore()
    owner = Owner(settings["INSTANCE_PATH"], settings["OWNER_TOKEN"], settings["HOST"])
    strokes, data = (
        None if settings[name] is None else str(settings[name])
        for name in ("STROKES_FILE", "DATA_DIRECTORY")
    )
    scheduler, workers = settings["DASK_SCHEDULER_ADDRESS"], settings["TRAINING_WORKERS"]
    leader = LeaderLock(None if scheduler else settings["INSTANCE_PATH"])
    background = Poller("background", BACKGROUND_EVERY_S)
    shared = (strokes, leader, background, data)
    computing, studying = Gate(COMPUTING), Gate(STUDYING)
    turn, study_turn = (partial(place_for_request, gate) for gate in (computing, studying))
    pictures = TestedPictures(DataLibrary(settings["DATA_DIRECTORY"]), study_turn)
    loading = partial(place_for_request, Gate(LOADING))
    return Services(
        recognizer,
        runs,
        owner,
        background,
        RunScheduler(runs, url, scheduler, workers, *shared),
        StudyScheduler(runs, url, scheduler, workers != 0, *shared),
        VisitorRuns(settings["VISITOR_RUNS"]),
        watch,
        Counters(recognizer),
        computing,
        studying,
        Gate(CLASSROOM),
        Evaluations(study_turn, pictures),
        Networks(loading, pictures),
        Films(loading, turn),
        Renderings(turn),
        Curves(turn),
        Readiness(recognizer, runs, turn),
        pictures,
    )
