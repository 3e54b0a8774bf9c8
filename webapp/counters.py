"""Counters of requests and predictions, for Prometheus.

Several processes of one server count together, through files in ``PROMETHEUS_MULTIPROC_DIR``, which
has to be set before the client's library is imported.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from flask import Response, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from webapp.http.logs import elapsed_s
from webapp.http.problems import Problem
from webapp.inference.recognizer import Recognizer

MULTIPROCESS = "PROMETHEUS_MULTIPROC_DIR"

BOUNDS_S = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
"""Of the histogram's buckets."""

UNKNOWN = "unknown"
"""The route of what is at no address of the application: anybody can invent more of those."""


class Counters:
    """The counters of one application."""

    def __init__(self, recognizer: Recognizer) -> None:
        self._registry = CollectorRegistry()
        self._model = _ActiveModel(recognizer)
        self._requests = Counter(
            "inknet_requests",
            "Requests that were answered",
            ["route", "method", "status"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "inknet_request_seconds",
            "How long answers took, but for the transfer",
            ["route"],
            buckets=BOUNDS_S,
            registry=self._registry,
        )
        self._predictions = Counter(
            "inknet_predictions",
            "Pictures that were read, by what was read",
            ["status"],
            registry=self._registry,
        )

    def count_prediction(self, status: str) -> None:
        """Count a picture that was read."""
        self._predictions.labels(status).inc()

    def count_request(self, response: Response) -> Response:
        """Count the current request by its answer, and return that."""
        rule = request.url_rule
        route, method = (rule.rule, request.method) if rule else (UNKNOWN, UNKNOWN)
        self._requests.labels(route, method, response.status_code).inc()
        self._seconds.labels(route).observe(elapsed_s())
        return response

    def exposition(self) -> bytes:
        """Return all figures in Prometheus' text format."""
        registry = CollectorRegistry()
        if os.environ.get(MULTIPROCESS):
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        else:
            registry.register(self._registry)
        registry.register(self._model)
        return generate_latest(registry)


class _ActiveModel(Collector):
    """Which network answers, as a figure that is always 1."""

    def __init__(self, recognizer: Recognizer) -> None:
        self._recognizer = recognizer

    def collect(self) -> Iterator[Metric]:
        """Yield the figure, unless no network answers."""
        figure = GaugeMetricFamily(
            "inknet_active_model", "The network that answers", labels=["sha256", "run_id"]
        )
        try:
            sha256 = self._recognizer.model.sha256
        except Problem:
            return
        figure.add_metric([sha256, self._recognizer.active_run or ""], 1)
        yield figure
