"""The way from a picture to an answer under damaged pictures of every accepted kind."""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path

from tests.fuzz.corpus import pictures
from tests.fuzz.mutations import mutate
from tests.fuzz.report import Report
from webapp import create_app
from webapp.services import services_of

ANSWERS = {200, 400, 413, 415, 422}


def fuzz(report: Report, seed: int, keep: Path | None = None) -> Report:
    """Have damaged pictures read; what is not answered as it should be is kept in a file.

    Returns the report, which says when to end.

    keep  the folder of these files; the system's for temporary ones unless given
    """
    rng, corpus = random.Random(seed), pictures()
    with tempfile.TemporaryDirectory() as folder:
        settings = {"INSTANCE_PATH": folder, "PREDICTIONS_PER_SECOND": 0, "TRAINING_WORKERS": 0}
        app = create_app(settings)
        client = app.test_client()
        try:
            while report.goes_on():
                picture = mutate(rng, corpus)
                started = time.thread_time()
                answer = client.post("/api/predictions", data=picture, content_type="image/png")
                report.count(answer.status_code, time.thread_time() - started)
                if answer.status_code not in ANSWERS:
                    path = (keep or Path(tempfile.gettempdir())) / (
                        f"inknet-fuzz-{seed}-{report.statuses.total()}"
                    )
                    path.write_bytes(picture)
                    report.faults.append(f"{answer.status_code} for {path}")
        finally:
            services_of(app).runs.close()
    return report
