"""Rooms over the wire."""

from __future__ import annotations

from typing import Any

from apiflask import Schema
from apiflask.fields import Boolean, DateTime, Integer, List, Nested, String
from apiflask.validators import Length, OneOf, Range, Regexp
from flask_babel import gettext
from marshmallow import RAISE, ValidationError

from nnet.classroom.rooms import ANY, ASKS, MODES, READ
from nnet.classroom.tables import CODE_LENGTH
from nnet.classroom.wall import PODIUM, SHOWN
from webapp.classroom.access import KEY_HEADER, MAX_KEY
from webapp.schemas.base import Query, WholeNumber, fraction
from webapp.schemas.evaluations import DigitScoreOut
from webapp.schemas.strokes import DRAWING_SCHEMA, DrawingStrokes

MAX_NUMBER = 2**31 - 1
TARGET = "The digit that the network shall take it for, while it is to be fooled; else null."
PNG = {
    "description": "A PNG, which the server drew of the strokes.",
    "contentEncoding": "base64",
}
STATUSES = ["digit", "uncertain", "not_a_digit", "number"]


class Truth(Boolean):
    """True or false, and no text or number that stands for it."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> bool:
        if not isinstance(value, bool):
            raise ValidationError(gettext("This must be true or false."))
        return value


def _digit(description: str, **settings: Any) -> Integer:
    about = {"description": description}
    return Integer(strict=True, allow_none=True, validate=Range(0, 9), metadata=about, **settings)


class TaskIn(Schema):
    """What a room does; what is left out stays, or is as it is in a new room."""

    class Meta:
        unknown = RAISE

    mode = String(
        validate=OneOf(MODES),
        metadata={
            "description": f"{READ}, which is usual: the network reads what the class draws; fool: "
            "the class draws a digit that the network takes for another one; teach: drawings of "
            "those who consent may be learned from."
        },
    )
    asks = String(
        validate=OneOf(ASKS),
        metadata={"description": f"A digit, {ANY}: one that each phone is told, or free."},
    )
    target = _digit(TARGET)


class RoomIn(TaskIn):
    """What is to be changed about a room."""

    joining = Truth(metadata={"description": "Whether phones may join."})


class RoomOut(Schema):
    """A room."""

    code = String(required=True, validate=Length(equal=CODE_LENGTH))
    url = String(required=True, metadata={"description": "The address of its wall."})
    join_url = String(required=True, metadata={"description": "Where phones join."})
    mode = String(required=True, validate=OneOf(MODES))
    asks = String(required=True, validate=OneOf(ASKS))
    target = _digit(TARGET, required=True)
    joining = Boolean(required=True)
    phones = Integer(required=True, metadata={"description": "How many have joined."})
    stored = Integer(required=True, metadata={"description": "How many drawings are kept."})
    full = Boolean(required=True, metadata={"description": "Whether it takes no more drawings."})
    created_at = DateTime(required=True)
    expires_at = DateTime(required=True, metadata={"description": "When it is closed."})


class RoomsOut(Schema):
    """The rooms that are open, the newest first."""

    rooms = List(Nested(RoomOut), required=True)


class PhoneHeader(Schema):
    """What tells which phone sends a request."""

    key = String(
        data_key=KEY_HEADER,
        validate=Length(max=MAX_KEY),
        metadata={"description": "The key that the phone got when it joined."},
    )


class ConsentIn(Schema):
    """Whether the network may learn from what a phone draws."""

    class Meta:
        unknown = RAISE

    consent = Truth(required=True, metadata={"description": "Only while the room teaches."})


class PhoneOut(Schema):
    """A phone in a room, as only itself is told."""

    number = Integer(required=True)
    consent = Boolean(required=True)
    drawings = Integer(required=True, metadata={"description": "How many of its own are kept."})
    muted = Boolean(required=True, metadata={"description": "Whether it cannot draw just now."})
    room = Nested(RoomOut, required=True)


class JoinedOut(PhoneOut):
    """A phone that has joined just now."""

    key = String(
        required=True,
        metadata={"description": f"To be sent in the header {KEY_HEADER}. It is told only once."},
    )


class RoomDrawingIn(Schema):
    """A drawing."""

    class Meta:
        unknown = RAISE

    id = String(
        required=True,
        validate=[Length(8, 32), Regexp(r"\A[0-9a-z]+\Z")],
        metadata={"description": "Chosen by the phone at random: sent again, it is kept once."},
    )
    label = _digit("What the phone was asked to draw; null where it was free.", required=True)
    target = _digit(TARGET, load_default=None)
    strokes = DrawingStrokes(required=True, metadata=DRAWING_SCHEMA)


class RoomDrawingOut(Schema):
    """A drawing, what was read, and how the class voted."""

    number = Integer(required=True)
    phone = Integer(required=True, metadata={"description": "The number of whose it is."})
    label = _digit("What was to be drawn; null where it was free.", required=True)
    target = _digit(TARGET, required=True)
    status = String(required=True, validate=OneOf(STATUSES))
    answer = _digit("What was read; null for a number and for no digit.", required=True)
    confidence = fraction("Of the answer.")
    truth = fraction("The probability of the label; null without one.")
    fooled = fraction("The probability of the target; null without one.")
    votes = Integer(required=True, metadata={"description": "How many said what they read."})
    right_votes = Integer(required=True, metadata={"description": "How many read the label."})
    picture = String(metadata=PNG)


class PodiumOut(RoomDrawingOut):
    """A drawing that fools the network."""

    recognised = Boolean(
        required=True, metadata={"description": "Whether most voters, three at least, read it."}
    )


class WallQuery(Query):
    """What is known of a wall already."""

    after = WholeNumber(
        load_default=0,
        validate=Range(0, MAX_NUMBER),
        metadata={"description": "The highest number of a drawing whose picture is known."},
    )


class WallOut(Schema):
    """What everybody in a room sees."""

    room = Nested(RoomOut, required=True)
    drawings = List(
        Nested(RoomDrawingOut),
        required=True,
        validate=Length(max=SHOWN),
        metadata={"description": "The latest, the newest first; the new ones with their picture."},
    )
    labelled = Integer(required=True, metadata={"description": "Drawings of a known digit."})
    right = Integer(required=True, metadata={"description": "Those that were read right."})
    refused = Integer(required=True, metadata={"description": "Those not read as one digit."})
    confusion = List(
        List(Integer(validate=Range(0)), validate=Length(equal=10)),
        required=True,
        validate=Length(equal=10),
        metadata={"description": "Counts: a row for each digit, a column for each answer."},
    )
    digits = List(Nested(DigitScoreOut), required=True, validate=Length(equal=10))
    votes = Integer(required=True, metadata={"description": "How often somebody voted."})
    right_votes = Integer(required=True, metadata={"description": "How often for the label."})
    hardest = Nested(RoomDrawingOut, required=True, allow_none=True)
    fooling = List(Nested(PodiumOut), required=True, validate=Length(max=PODIUM))


class HiddenIn(Schema):
    """Whether a drawing is hidden."""

    class Meta:
        unknown = RAISE

    hidden = Truth(required=True)


class MutedIn(Schema):
    """Whether a phone is muted."""

    class Meta:
        unknown = RAISE

    muted = Truth(required=True)


class MutedOut(Schema):
    """The phones that are muted."""

    muted = List(Integer(), required=True, metadata={"description": "Their numbers, in order."})


class ExportQuery(Query):
    """Which drawings to write."""

    which = String(
        data_key="only",
        load_default="",
        validate=OneOf(["", "consent"]),
        metadata={"description": "consent: only those from which the network may learn."},
    )


class BallotOut(Schema):
    """A drawing to vote about; both null where there is none just now."""

    drawing = Integer(required=True, allow_none=True)
    picture = String(required=True, allow_none=True, metadata=PNG)


class VoteIn(Schema):
    """What somebody reads in a drawing."""

    class Meta:
        unknown = RAISE

    drawing = Integer(required=True, strict=True, validate=Range(1, MAX_NUMBER))
    digit = _digit("Null for no digit.", required=True)
