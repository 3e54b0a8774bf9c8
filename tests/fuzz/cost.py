"""A search for requests that cost much: hill-climbing on processor time and memory.

Of each kind of request the costliest ones so far are changed a little, or combined anew, and what
costs more takes their place. Choices depend on the seed, but what becomes of them on the clock.
"""

from __future__ import annotations

import dataclasses
import json
import random
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz.genes import DRAWING, PICTURE, Genes, change, drawing, prediction, random_genes
from tests.fuzz.report import Report
from tests.support.costs import Cost, measure
from webapp import create_app
from webapp.services import services_of

MAX_S, MAX_MB = 0.5, 80.0
"""The bar: what no request may cost of a core, and in memory."""

ANSWERS = {200, 201, 400, 413, 422}

KINDS = {"predictions": (PICTURE, prediction), "drawings": (DRAWING, drawing)}
MEASURES = ("s", "mb")

KEPT = 8
"""The costliest ones of each kind and measure, from which the search goes on."""

LAST_MEASURED = 4
"""How often the worst ones are sent once more in the end."""

FRESH = 0.25
"""The share of requests that begin anew."""


@dataclass(frozen=True)
class Found:
    """A request, as its genes, and its cost."""

    kind: str
    genes: Genes
    cost: Cost
    status: int


def fuzz(report: Report, seed: int, keep: Path | None = None) -> Report:
    """Search for requests that cost much; the worst ones are kept in a file, and told.

    Returns the report, which says when to end.

    keep  the folder of the file; the system's for temporary ones unless given
    """
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        unlimited = {"PREDICTIONS_PER_SECOND": 0, "DRAWINGS_PER_MINUTE": 0, "TRAINING_WORKERS": 0}
        app = create_app({"INSTANCE_PATH": folder, **unlimited})
        try:
            worst = _search(app.test_client(), report, rng)
        finally:
            services_of(app).runs.close()
    path = (keep or Path(tempfile.gettempdir())) / f"inknet-cost-{seed}.jsonl"
    path.write_text("".join(f"{json.dumps(_described(found))}\n" for found in worst))
    report.notes += [_line(found) for found in worst] + [f"kept in {path}"]
    report.faults += [f"above the bar: {_line(f)}" for f in worst if _is_above_bar(f.cost)]
    return report


def _search(client, report, rng):
    """Return the worst of each kind, by time and by memory."""
    known = {(kind, measure): [] for kind in KINDS for measure in MEASURES}
    for kind in KINDS:  # what is loaded with the first request is not its cost
        _send(client, kind, random_genes(random.Random(0), KINDS[kind][0]))
    while report.goes_on():
        kind, measure = rng.choice(list(known))
        spans, best = KINDS[kind][0], known[kind, measure]
        if not best or rng.random() < FRESH:
            genes = random_genes(rng, spans)
        else:
            genes = change(rng, rng.choice(best).genes, spans)
        found = _send(client, kind, genes)
        report.count(found.status, found.cost.s)
        if found.status not in ANSWERS:
            report.faults.append(f"{found.status}: {_line(found)}")
        if any(_costs_more(found, known[kind, name], name) for name in MEASURES):
            found = _measure_again(client, found)
            for name in MEASURES:
                _keep(found, known[kind, name], name)
    worst = [best[0] for best in known.values() if best]
    return [_measure_again(client, found, LAST_MEASURED) for found in worst]


def _measure_again(client, found, times=1):
    """Return a request with the least that it cost: other work on the machine only adds to it."""
    costs = [found.cost, *(_send(client, found.kind, found.genes).cost for _ in range(times))]
    least = Cost(min(cost.s for cost in costs), min(cost.mb for cost in costs))
    return dataclasses.replace(found, cost=least)


def _costs_more(found, best, measure):
    """Return whether a request is to be among the costliest ones."""
    return len(best) < KEPT or getattr(found.cost, measure) > getattr(best[-1].cost, measure)


def _keep(found, best, measure):
    """Put a request among the costliest ones if it is one of them."""
    if _costs_more(found, best, measure):
        best.append(found)
        best.sort(key=lambda other: -getattr(other.cost, measure))
        del best[KEPT:]


def _send(client, kind, genes):
    """Return a request with its cost."""
    request = KINDS[kind][1](genes)
    answer, cost = measure(
        lambda: client.post(request.path, data=request.body, content_type=request.content_type)
    )
    return Found(kind, genes, cost, answer.status_code)


def _is_above_bar(cost):
    return cost.s > MAX_S or cost.mb > MAX_MB


def _line(found):
    return (
        f"{found.kind}, {found.status}: {found.cost.s:.2f} s of {MAX_S} s, "
        f"{found.cost.mb:.0f} MB of {MAX_MB:.0f} MB"
    )


def _described(found):
    return {
        "kind": found.kind,
        "status": found.status,
        "s": found.cost.s,
        "mb": found.cost.mb,
        "genes": found.genes,
    }
