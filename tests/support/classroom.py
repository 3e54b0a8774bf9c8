"""A class in a room over HTTP: its owner, and phones that join, draw and vote."""

from __future__ import annotations

import itertools
from typing import Any

from tests.support.owner import TOKEN
from tests.support.sketches import digit

BEARER = {"Authorization": f"Bearer {TOKEN}"}


class Phone:
    """A device that has joined a room."""

    _ids = itertools.count(10**8)

    def __init__(self, client: Any, code: str, consent: bool = False) -> None:
        self._client = client
        self._path = f"/api/rooms/{code}"
        joined = client.post(f"{self._path}/phones", json={"consent": consent})
        assert joined.status_code == 201, joined.text
        self.number = joined.json["number"]
        self.key = joined.json["key"]

    def ask(self, method: str, path: str, **options: Any) -> Any:
        """Return an answer to this phone."""
        headers = {"X-Phone-Key": self.key}
        return self._client.open(f"{self._path}{path}", method=method, headers=headers, **options)

    def send(self, strokes: Any, label: int | None, **more: Any) -> Any:
        """Return the answer to a drawing."""
        sent = {"id": str(next(self._ids)), "label": label, "strokes": strokes, **more}
        return self.ask("POST", "/drawings", json=sent)

    def draw(self, which: int, label: int | None = None, **more: Any) -> dict[str, Any]:
        """Draw a digit, which is what was to be drawn unless another label is given."""
        answer = self.send(digit(which), which if label is None else label, **more)
        assert answer.status_code == 201, answer.text
        return answer.json

    def vote(self, drawing: int, read: int | None) -> Any:
        """Return the answer to a vote."""
        return self.ask("POST", "/votes", json={"drawing": drawing, "digit": read})


class ClassRoom:
    """A room, as its owner has it."""

    def __init__(self, client: Any, **task: Any) -> None:
        self._client = client
        opened = client.post("/api/rooms", json=task, headers=BEARER)
        assert opened.status_code == 201, opened.text
        self.code = opened.json["code"]
        self.path = f"/api/rooms/{self.code}"

    def join(self, consent: bool = False) -> Phone:
        """Let a phone join."""
        return Phone(self._client, self.code, consent)

    def ask(self, method: str, path: str = "", **options: Any) -> Any:
        """Return an answer to the owner."""
        return self._client.open(f"{self.path}{path}", method=method, headers=BEARER, **options)

    def change(self, **changes: Any) -> dict[str, Any]:
        """Change the room and return it."""
        answer = self.ask("PATCH", json=changes)
        assert answer.status_code == 200, answer.text
        return answer.json

    def hide(self, number: int, hidden: bool = True) -> Any:
        """Hide a drawing, or show it again."""
        return self.ask("PATCH", f"/drawings/{number}", json={"hidden": hidden})

    def mute(self, phone: int, muted: bool = True) -> Any:
        """Mute a phone, or let it draw again."""
        return self.ask("PATCH", f"/phones/{phone}", json={"muted": muted})

    def wall(self, after: int = 0) -> dict[str, Any]:
        """Return what the wall shows to anybody."""
        answer = self._client.get(f"{self.path}/wall?after={after}")
        assert answer.status_code == 200, answer.text
        return answer.json


def numbers(wall):
    """Return the numbers of the drawings on a wall."""
    return [drawing["number"] for drawing in wall["drawings"]]
