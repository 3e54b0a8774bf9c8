"""What it costs several servers to give the same answers: through Redis, and through PostgreSQL."""

from __future__ import annotations

import dataclasses
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

import psutil
from limits import RateLimitItemPerSecond

from nnet.core.data import Splits, load_mnist
from nnet.jobs.experiment import run_experiment
from nnet.models.recipes import recipe_config
from nnet.store.active_model import chosen_run
from nnet.store.runs import RunStore
from tests.benchmarks.timing import Row
from tests.support.ensure_postgres import find_postgres
from tests.support.ensure_redis import find_redis
from tests.support.owner import TOKEN, call, predict
from tests.support.pictures import TWO, draw, encode
from tests.support.postgres import postgres
from tests.support.redis_server import redis_server
from tests.support.servers import Server, serving
from webapp.http.rate_limits import Tries

CALLS = 5000
SWITCHES = 10


def run() -> Iterator[Row]:
    """Measure shared limits, the look for the chosen network, and how soon a choice reaches all."""
    if (program := find_redis()) is not None:
        yield from _limits(program)
    if (programs := find_postgres()) is not None:
        with postgres(programs) as database:
            yield from _model(database.url("postgres"))


def _limits(program: Path) -> Iterator[Row]:
    with redis_server(program) as redis:
        tries = Tries(RateLimitItemPerSecond(1_000_000), redis.url)
        spent = _processor_s(redis.process.pid)
        with _timing() as here:
            for _ in range(CALLS):
                tries.count("192.0.2.1")
        spent = _processor_s(redis.process.pid) - spent
    yield Row("a limit through Redis, processor time here", f"{here() / CALLS * 1000:.2f} ms")
    yield Row("the same in Redis", f"{spent / CALLS * 1e6:.0f} µs")


def _model(url: str) -> Iterator[Row]:
    store = RunStore(url)
    store.prepare()
    with _timing() as spent:
        for _ in range(CALLS // 10):
            chosen_run(store)
    yield Row("a look for the chosen network", f"{spent() / CALLS * 10_000:.2f} ms")
    splits = load_mnist()
    few = Splits(splits.training[:1000], splits.validation[:200], splits.test[:200])
    config = dataclasses.replace(recipe_config("mlp", epochs=1), seed=1)
    run_id = run_experiment(config, store, few, "").run_id
    store.close()
    with ExitStack() as stack:
        settings = {"DATABASE_URL": url, "OWNER_TOKEN": TOKEN, "TRAINING_WORKERS": "0"}
        folders = [stack.enter_context(tempfile.TemporaryDirectory()) for _ in range(2)]
        first, second = [stack.enter_context(serving(Path(f), **settings)) for f in folders]
        seconds = [_switched(first, second, run_id) for _ in range(SWITCHES)]
    slowest = f"{max(seconds):.2f} s"
    yield Row("another network reaches another server, median", f"{median(seconds):.2f} s")
    yield Row(f"the slowest of {SWITCHES * 2}", slowest, "at most 2 s")


def _switched(first: Server, second: Server, run_id: str) -> float:
    """Choose a network at one server and back; return how long the other took at the most."""
    picture, slowest = encode(draw(TWO)), 0.0
    for chosen in (run_id, None):
        model = call(first, "PUT", "/model", {"run_id": chosen})["sha256"]
        started = time.perf_counter()
        while predict(second, picture)["model"] != model[:12]:
            pass
        slowest = max(slowest, time.perf_counter() - started)
    return slowest


@contextmanager
def _timing() -> Iterator[Callable[[], float]]:
    """Yield a function that tells how long this process has computed since."""
    started = time.process_time()
    yield lambda: time.process_time() - started


def _processor_s(pid: int) -> float:
    times = psutil.Process(pid).cpu_times()
    return times.user + times.system
