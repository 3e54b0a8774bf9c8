"""Gates: how many requests work on something at once, how many wait for it, and for how long.

Whatever computes, and whatever asks the store, passes a gate of its own kind. A gate lets a few
work at a time; a bounded number wait, each a bounded time, and whoever would wait longer is told so
at once (503 ``busy``). So no kind of work can take all threads, and none that waits keeps others
from being answered.

Addresses take turns: however much one of them asks for, another one's request is the next.
"""

from __future__ import annotations

import math
import threading
import time
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import NamedTuple

from flask import request
from flask_babel import lazy_gettext

from webapp.http.client_address import counted_address
from webapp.http.problems import Problem
from webapp.languages.texts_of_libraries import N_

GONE = "inknet.gone"
"""The key in a request's WSGI environment of a function that tells whether its sender has left."""

MAX_RETRY_S = 30

LAST = 20
"""Of about how many pieces of work the mean duration is taken."""

DOUBT = 1.5
"""How much longer than the patience a wait has to be expected before nobody starts to wait: what is
expected is wrong by a half where other programs take the processors now and then."""

BUSY_DETAIL = N_(
    "The server is busy: an answer would take longer than a few seconds. Try again soon."
)


class Width(NamedTuple):
    """What a gate lets through.

    places      how many work at the same time
    waiting     how many wait at the most
    patience_s  how long each of them waits at the most
    """

    places: int
    waiting: int
    patience_s: float

    @property
    def of_address(self) -> int:
        """How many of the places one address may have: one is left to others, if there are two."""
        return max(1, self.places - 1)

    @property
    def threads(self) -> int:
        """How many threads a gate can hold."""
        return self.places + self.waiting


COMPUTING = Width(places=3, waiting=61, patience_s=4.0)
"""Reading and drawing pictures: two of an address, and one of another. Python computes one at a
time; with many more threads than that, processors are busy with handing over to each other. And 4
million pixels take up to 60 MB while they are looked at. Nothing that waits for the store is done
within."""

STUDYING = Width(places=1, waiting=4, patience_s=3.0)
"""Reading 10,000 digits with a run's network: seconds of all cores. Two would take twice the memory
and be no faster."""

LOADING = Width(places=2, waiting=8, patience_s=3.0)
"""Reading a run's network from the store: a tenth of a second, and some ten megabytes. A page asks
for it while it waits for what is studied."""

STORING = Width(places=8, waiting=8, patience_s=0.5)
"""Using the store, which may not answer at all."""

CLASSROOM = Width(places=4, waiting=60, patience_s=4.0)
"""Whatever is asked about rooms of classes, from the first look into the store to the last: a class
of sixty joins within a second, and from one address. It never has more than half of the store's
places."""

THREADS = sum(width.threads for width in (COMPUTING, STUDYING, LOADING, STORING, CLASSROOM)) + 11
"""As many threads as all gates can hold, and some that are free whatever becomes of these."""


class _Waiter:
    """A request in a queue; its lock is released when it is called."""

    def __init__(self, is_gone: Callable[[], bool]) -> None:
        self.is_gone = is_gone
        self.has_place = False
        self.called = threading.Lock()
        self.called.acquire()


class Gate:
    """Lets a few work at a time, and a bounded number wait for a bounded time; threads share it.

    One address cannot have all places. A free one goes to the address that has fewest, and to the
    one that waited longest where that is equal. When as many wait as may, the address with most of
    them loses its latest one.
    """

    def __init__(self, width: Width) -> None:
        self._width = width
        self._lock = threading.Lock()
        self._free = width.places
        self._working: Counter[str] = Counter()
        self._queues: OrderedDict[str, deque[_Waiter]] = OrderedDict()
        self._waiting = 0
        self._mean_s = 0.0

    @property
    def waiting(self) -> int:
        """How many wait just now."""
        return self._waiting

    @contextmanager
    def place(self, address: str, is_gone: Callable[[], bool] = lambda: False) -> Iterator[None]:
        """Hold a place while the block runs.

        address  whom it counts for
        is_gone  tells whether nobody waits for the answer any more

        Raises the problem ``busy``, at once where the wait would be too long.
        """
        self._enter(address, is_gone)
        started = time.monotonic()
        try:
            yield
        finally:
            self._leave(address, time.monotonic() - started)

    def _enter(self, address: str, is_gone: Callable[[], bool]) -> None:
        with self._lock:
            if self._free and self._working[address] < self._width.of_address:
                self._free -= 1
                self._working[address] += 1
                return
            if self._expected_wait_s(address) > self._width.patience_s * DOUBT:
                raise self._busy()
            self._make_room(address)
            waiter = _Waiter(is_gone)
            self._queues.setdefault(address, deque()).append(waiter)
            self._waiting += 1
        waiter.called.acquire(timeout=self._width.patience_s)
        with self._lock:
            if waiter.has_place:
                return
            self._remove(address, waiter)
            raise self._busy()

    def _leave(self, address: str, took_s: float) -> None:
        with self._lock:
            self._mean_s += (took_s - self._mean_s) / LAST
            self._working[address] -= 1
            if not self._working[address]:
                del self._working[address]
            self._free += 1
            while self._free and (following := self._next_address()) is not None:
                self._call_first(following)

    def _next_address(self) -> str | None:
        """Return whose turn it is; None where nobody waits who may have another place."""
        address = min(self._queues, key=self._working.__getitem__, default=None)
        if address is None or self._working[address] >= self._width.of_address:
            return None
        return address

    def _call_first(self, address: str) -> None:
        """Give a free place to the first who waits of an address, unless they have gone."""
        waiter = self._queues[address][0]
        self._remove(address, waiter)
        if address in self._queues:
            self._queues.move_to_end(address)
        if not waiter.is_gone():
            waiter.has_place = True
            self._free -= 1
            self._working[address] += 1
        waiter.called.release()

    def _make_room(self, address: str) -> None:
        """Send the latest one of the longest queue away if there are too many."""
        if self._waiting < self._width.waiting:
            return
        longest = max(self._queues, key=lambda each: len(self._queues[each]), default=address)
        if len(self._queues.get(longest, ())) <= len(self._queues.get(address, ())) + 1:
            raise self._busy()
        waiter = self._queues[longest][-1]
        self._remove(longest, waiter)
        waiter.called.release()

    def _remove(self, address: str, waiter: _Waiter) -> None:
        """Take somebody out of the queue who may have been taken out already."""
        queue = self._queues.get(address)
        if queue is None or waiter not in queue:
            return
        queue.remove(waiter)
        self._waiting -= 1
        if not queue:
            del self._queues[address]

    def _expected_wait_s(self, address: str) -> float:
        """Return how long one more of an address would wait, as things went lately."""
        before = len(self._queues.get(address, ()))
        others = (len(queue) for other, queue in self._queues.items() if other != address)
        ahead = before + sum(min(length, before + 1) for length in others)
        return ahead * self._mean_s / self._width.of_address

    def _busy(self) -> Problem:
        seconds = math.ceil((self._waiting + 1) * self._mean_s / self._width.places)
        return Problem(
            503,
            "busy",
            lazy_gettext(BUSY_DETAIL),
            headers={"Retry-After": str(min(max(seconds, 1), MAX_RETRY_S))},
        )


def place_for_request(gate: Gate) -> AbstractContextManager[None]:
    """Return a place of a gate for the current request, to be held in a ``with`` block."""
    is_gone = request.environ.get(GONE, lambda: False)
    return gate.place(counted_address(request.remote_addr), is_gone)
