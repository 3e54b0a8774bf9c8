"""The whole API under random requests, made by schemathesis from its own description."""

from __future__ import annotations

import itertools
import random
import tempfile
import time

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error, positive_data_acceptance
from schemathesis.specs.openapi.checks import ignored_auth, negative_data_rejection

from tests.fuzz.report import Report
from webapp import create_app
from webapp.services import services_of

TOKEN = "a token of the tests"
HEADERS = {"Accept-Encoding": "identity", "Authorization": f"Bearer {TOKEN}"}
BEYOND_SCHEMAS = [positive_data_acceptance, ignored_auth, not_a_server_error]
"""tests/web/test_openapi.py explains the first two; the last is checked below."""

FORMS = "POST /api/predictions"
"""Its body is a form, in which a list of one text is a text, which it takes."""

EXAMPLES = 10
EXPECTED = 503
"""The one status from 500 on that may come: this application trains nothing in the background."""


def fuzz(report: Report, chosen_seed: int) -> Report:
    """Send random requests to every operation in turn, half of those about a run to one of its.

    Returns the report, which says when to end.
    """
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(
            {
                "INSTANCE_PATH": folder,
                "PREDICTIONS_PER_SECOND": 0,
                "OWNER_TOKEN": TOKEN,
                "TRAINING_WORKERS": 0,
            }
        )
        try:
            return _fuzz(app, report, chosen_seed)
        finally:
            services_of(app).runs.close()


def _fuzz(app, report, chosen_seed):
    rng = random.Random(chosen_seed)
    described = schemathesis.openapi.from_wsgi("/api/openapi.json", app)
    operations = [result.ok() for result in described.get_all_operations()]
    for turn in itertools.count(chosen_seed):
        runs = app.test_client().get("/api/runs?limit=100").json["runs"]
        known = [run["id"] for run in runs]
        for operation, mode in itertools.product(operations, GenerationMode):
            if mode is GenerationMode.NEGATIVE and not (operation.query or operation.body):
                continue
            if not report.goes_on():
                return report
            _try(operation, mode, turn, report, rng, known)


def _try(operation, mode, turn, report, rng, known):
    """Send some requests of one operation."""

    @seed(turn)
    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def check(case):
        if known and "run_id" in (case.path_parameters or {}) and rng.random() < 0.5:
            # A stranger's id is all that would ever be tried, and the answer 404.
            case.path_parameters["run_id"] = rng.choice(known)
        started = time.thread_time()
        response = case.call(headers=HEADERS)
        report.count(response.status_code, time.thread_time() - started)
        if response.status_code >= 500 and response.status_code != EXPECTED:
            raise AssertionError(f"{response.status_code}: {response.text}")
        beyond = [negative_data_rejection] if operation.label == FORMS else []
        case.validate_response(response, excluded_checks=BEYOND_SCHEMAS + beyond)

    try:
        check()
    except (Exception, BaseExceptionGroup) as error:  # schemathesis raises groups of failures
        causes = error.exceptions if isinstance(error, BaseExceptionGroup) else [error]
        report.faults.extend(f"{operation.label}, seed {turn}: {cause}" for cause in causes)
