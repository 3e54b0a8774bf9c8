"""A class in a room: sixty phones behind one address that draw all the time, and a wall.

What phones and wall ask is what the pages ask: a drawing each two seconds, the room's task as often
and after each drawing, and the wall twice a second with the pictures that it has not seen.
"""

from __future__ import annotations

import http.client
import json
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import psutil

from tests.benchmarks.memory import resident_mb
from tests.benchmarks.timing import Row
from tests.support.owner import TOKEN, call
from tests.support.servers import Server, serving
from tests.support.sketches import digit

PHONES = 60
LASTING_S = 60.0
EVERY_S = 2.0
WALL_EVERY_S = 0.5
DRAWN = (1, 3, 4, 5, 7, 9)


class _Class:
    """What phones and wall have noted; threads share it.

    sent      when each drawing was sent, by its number
    seen      when the wall had each
    answered  how long each drawing took to be answered
    errors    what was answered instead of what was asked for
    """

    def __init__(self, server: Server, code: str) -> None:
        self.server = server
        self.path = f"/api/rooms/{code}"
        self.sent: dict[int, float] = {}
        self.seen: dict[int, float] = {}
        self.answered: list[float] = []
        self.errors: list[str] = []
        self.ends_at = 0.0


def run(seconds: float = LASTING_S) -> Iterator[Row]:
    """Let a class draw for some time."""
    settings = {"OWNER_TOKEN": TOKEN, "TRAINING_WORKERS": "0", "ROOM_DRAWINGS": "50000"}
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder), **settings) as server:
        room = _Class(server, call(server, "POST", "/rooms", {})["code"])
        room.ends_at = time.perf_counter() + seconds
        threads = [threading.Thread(target=_draw, args=(room, n)) for n in range(PHONES)]
        threads.append(threading.Thread(target=_watch, args=(room,)))
        for thread in threads:
            thread.start()
        peak, spent = 0, _processor_s(server)
        while any(thread.is_alive() for thread in threads):
            peak = max(peak, resident_mb(server.process.pid))
            threads[-1].join(1.0)
        spent = _processor_s(server) - spent
    waits = [room.seen[number] - at for number, at in room.sent.items() if number in room.seen]
    yield Row(f"{PHONES} phones, drawings in {seconds:.0f} s", f"{len(room.sent)}")
    yield Row("errors", f"{len(room.errors)}", "none")
    for error in sorted(set(room.errors))[:5]:
        yield Row("", error)
    yield Row("drawings that the wall has not shown", f"{len(room.sent) - len(waits)}", "none")
    yield Row("an answer on the phone, median", f"{median(room.answered) * 1000:.0f} ms")
    yield Row("the same, 95th percentile", f"{quantiles(room.answered, n=20)[-1]:.2f} s")
    yield Row("a drawing on the wall, median", f"{median(waits):.2f} s")
    yield Row("the same, 95th percentile", f"{quantiles(waits, n=20)[-1]:.2f} s", "at most 1 s")
    yield Row("processor time, for each drawing", f"{spent / len(room.sent) * 1000:.0f} ms")
    yield Row("the server's memory, peak", f"{peak} MB", "below 600 MB")


def _processor_s(server: Server) -> float:
    """Return for how long the server's processes have computed."""
    process = psutil.Process(server.process.pid)
    times = [each.cpu_times() for each in (process, *process.children(recursive=True))]
    return sum(each.user + each.system for each in times)


def _draw(room: _Class, place: int) -> None:
    """Be a phone: join, and draw until the time is over."""
    connection = http.client.HTTPConnection("127.0.0.1", room.server.port, timeout=60)
    joined = _ask(connection, room, "POST", "/phones", body={"consent": False})
    key = joined.get("key", "")
    turn = time.perf_counter() + EVERY_S * place / PHONES
    number = 0
    while turn < room.ends_at:
        time.sleep(max(0.0, turn - time.perf_counter()))
        label = DRAWN[(place + number) % len(DRAWN)]
        drawing = {"id": f"{place:04}{number:06}", "label": label, "strokes": digit(label)}
        started = time.perf_counter()
        told = _ask(connection, room, "POST", "/drawings", key, drawing)
        if "number" in told:
            room.answered.append(time.perf_counter() - started)
            room.sent[told["number"]] = started
        _ask(connection, room, "GET", "/phone", key)
        number, turn = number + 1, turn + EVERY_S
    connection.close()


def _watch(room: _Class) -> None:
    """Be the wall, until the last drawings have had time to appear."""
    connection = http.client.HTTPConnection("127.0.0.1", room.server.port, timeout=60)
    known = 0
    turn = time.perf_counter()
    while turn < room.ends_at + 2 * EVERY_S:
        time.sleep(max(0.0, turn - time.perf_counter()))
        wall = _ask(connection, room, "GET", f"/wall?after={known}")
        now = time.perf_counter()
        for drawing in wall.get("drawings", ()):
            if "picture" in drawing:
                room.seen.setdefault(drawing["number"], now)
                known = max(known, drawing["number"])
        turn = max(turn + WALL_EVERY_S, time.perf_counter())
    connection.close()


def _ask(
    connection: http.client.HTTPConnection,
    room: _Class,
    method: str,
    path: str,
    key: str = "",
    body: Any = None,
) -> dict[str, Any]:
    """Return what is answered, or nothing where that is no success, which is noted."""
    sent = {"X-Phone-Key": key, "Content-Type": "application/json"}
    try:
        data = None if body is None else json.dumps(body)
        connection.request(method, room.path + path, data, sent)
        answer = connection.getresponse()
        content = answer.read()
    except (OSError, http.client.HTTPException) as error:
        connection.close()
        room.errors.append(f"{method} {path}: {error}")
        return {}
    if answer.status not in (200, 201):
        room.errors.append(f"{method} {path.partition('?')[0]}: {answer.status} {content[:120]!r}")
        return {}
    told: dict[str, Any] = json.loads(content)
    return told
