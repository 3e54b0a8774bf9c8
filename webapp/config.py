"""Every setting of the web application: its default and the environment variable that sets it.

``create_app`` reads ``SETTINGS`` once. A value passed to ``create_app`` wins over the environment,
the environment wins over the default. A value that cannot be used is refused with an error that
names the setting, so that a typing error never turns into a silent default.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from webapp.public_url import path_prefix, public_url
from webapp.setting_readers import (
    file_or_none,
    folder,
    host_name,
    names,
    one_of,
    redis_url,
    secret_or_none,
    web_address,
    whole_number,
)

ROOT = Path(__file__).resolve().parent.parent

MAX_PICTURE_BYTES = 2 * 1024 * 1024
"""The largest picture that is read, in bytes of its file."""

MAX_PHOTOGRAPH_BYTES = 12 * 1024 * 1024
"""The largest JPEG, where its decoder works row by row: what cameras make of 50 million pixels."""

MAX_JSON_PICTURE_BYTES = MAX_PICTURE_BYTES * 4 // 3 + 512 * 1024
"""The longest JSON with a picture in base64, which takes a third more, and strokes."""

MULTIPART_ENVELOPE_BYTES = 64 * 1024
"""What the boundaries and part headers around a picture may take in a multipart body."""

MAX_BODY_BYTES = MAX_PHOTOGRAPH_BYTES + MULTIPART_ENVELOPE_BYTES
"""The longest body that any call takes. Most take less; see ``http/requests.py``."""

DEFAULT_PORT = 8000
"""Where the search for a port begins. Not 5000, which macOS uses for AirPlay."""

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")
"""The names by which browsers reach this very computer."""


class ConfigurationError(ValueError):
    """A setting that cannot be used; the text names it and says what was expected."""


@dataclass(frozen=True)
class Setting:
    """One setting: its name (also the environment variable), default, reader and purpose.

    ``read`` turns the text of the environment variable into the value, or raises ``ValueError``
    with a text that completes "NAME must be ...".
    """

    name: str
    default: Any
    read: Callable[[str], Any]
    purpose: str


SETTINGS: tuple[Setting, ...] = (
    Setting("HOST", "127.0.0.1", host_name, "address to listen on"),
    Setting(
        "PORT",
        None,
        whole_number(0, 65535),
        f"port to listen on; 0 takes any free one, unset {DEFAULT_PORT} or the next free one",
    ),
    Setting("WORKERS", 1, whole_number(1, 64), "number of processes that answer"),
    Setting(
        "PROXIES",
        0,
        whole_number(0, 10),
        "number of reverse proxies in front, whose word on addresses and hosts is believed",
    ),
    Setting("PUBLIC_URL", None, public_url, "address under which people reach the site"),
    Setting("SOURCE_URL", None, web_address, "address at which the source can be read"),
    Setting("PREFIX", None, path_prefix, "path below which the site lies; PUBLIC_URL has it, too"),
    Setting(
        "LOG_FORMAT",
        None,
        one_of("text", "json"),
        "form of the log: text, else json; unset means text where HOST is loopback, else json",
    ),
    Setting(
        "PATIENCE_S",
        15,
        whole_number(1, 3600),
        "seconds that a request's head may take to arrive, and its body, longer ones more",
    ),
    Setting("INSTANCE_PATH", ROOT / "instance", folder, "folder of the database and the secrets"),
    Setting("DATABASE_URL", None, lambda text: text or None, "the run store; else SQLite"),
    Setting("OWNER_TOKEN", None, secret_or_none, "secret that signs the owner in"),
    Setting("STROKES_FILE", None, file_or_none, "pen strokes that runs learn from and measure on"),
    Setting("DATA_DIRECTORY", None, file_or_none, "folder whose sub-folders are data sets"),
    Setting("DASK_SCHEDULER_ADDRESS", None, lambda text: text or None, "Dask's, to train there"),
    Setting(
        "TRAINING_WORKERS",
        None,
        whole_number(0, 1000),
        "runs trained at once on this machine; else one for each core but one; 0 for none",
    ),
    Setting(
        "VISITOR_RUNS",
        0,
        whole_number(0, 50),
        "small runs of visitors that may wait or be trained at the same time; 0 for none",
    ),
    Setting("MODEL_PATH", None, file_or_none, "model file to answer with; else the shipped one"),
    Setting("TRUSTED_HOSTS", None, names, "host names to answer to, see docs/settings.md"),
    Setting("REDIS_URL", None, redis_url, "Redis server through which servers share rate limits"),
    Setting(
        "PREDICTIONS_PER_SECOND",
        20,
        whole_number(0, 1_000_000),
        "predictions per second and address; 0 switches the limit off",
    ),
    Setting(
        "COPIES_PER_MINUTE",
        120,
        whole_number(0, 1_000_000),
        "changed networks that read test digits per minute and address; 0 switches the limit off",
    ),
    Setting(
        "DRAWINGS_PER_MINUTE",
        20,
        whole_number(0, 1_000_000),
        "drawings shared, and corrected, per minute and address; 0 switches the limit off",
    ),
    Setting(
        "DRAWINGS_PER_DAY",
        200,
        whole_number(0, 1_000_000),
        "drawings shared, and corrected, per day and address; 0 switches the limit off",
    ),
    Setting(
        "DRAWINGS_KEPT_DAYS",
        365,
        whole_number(0, 36_500),
        "how long shared drawings are kept; 0 keeps them for good",
    ),
    Setting(
        "CORRECTIONS_KEPT_DAYS",
        365,
        whole_number(0, 36_500),
        "how long drawings are kept whose digit was corrected; 0 keeps them for good",
    ),
    Setting(
        "ROOMS",
        10,
        whole_number(0, 100),
        "rooms of classes that may be open at the same time; 0 for none",
    ),
    Setting("ROOM_PHONES", 100, whole_number(1, 1000), "phones that may join a room"),
    Setting("ROOM_DRAWINGS", 5000, whole_number(1, 50_000), "drawings that a room may hold"),
    Setting("ROOM_HOURS", 24, whole_number(1, 8760), "hours after which a room is closed"),
)


def load(
    overrides: Mapping[str, Any] | None = None, environ: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return every setting's value, and whatever else ``overrides`` holds.

    Text in ``overrides`` is read the way the environment is; any other value is taken as it is.
    Raises ``ConfigurationError`` when a value cannot be used.
    """
    given: dict[str, Any] = dict(overrides or {})
    environment = os.environ if environ is None else environ
    values = {setting.name: _value(setting, given, environment) for setting in SETTINGS}
    if values["PREFIX"] not in (None, prefix(values)):
        raise ConfigurationError(
            f"PREFIX must be the path of PUBLIC_URL, got {values['PREFIX']!r} beside "
            f"{values['PUBLIC_URL']!r}. Leave PREFIX unset: PUBLIC_URL says it, too."
        )
    return {**given, **values}


def database_url(settings: Mapping[str, Any]) -> str:
    """Return the run store's address: the same one that the command line takes by default."""
    return settings["DATABASE_URL"] or f"sqlite:///{settings['INSTANCE_PATH'] / 'runs.db'}"


def log_format(settings: Mapping[str, Any]) -> str:
    """Return how the log is written: for a person where only this computer is served."""
    return settings["LOG_FORMAT"] or ("text" if is_loopback(settings["HOST"]) else "json")


def prefix(settings: Mapping[str, Any]) -> str | None:
    """Return the path below which the site lies; None where the nearest proxy may tell it."""
    if settings["PUBLIC_URL"] is not None:
        return urlsplit(settings["PUBLIC_URL"]).path
    return settings["PREFIX"]


def trusted_hosts(settings: Mapping[str, Any]) -> list[str] | None:
    """Return the host names to answer to; None for any.

    A server that only this computer reaches answers to the names of this computer: another name
    there is a foreign page's, which had it point here (DNS rebinding), or a tunnel's.
    """
    named: list[str] | None = settings["TRUSTED_HOSTS"]
    if named is None and is_loopback(settings["HOST"]):
        named = [*LOOPBACK_NAMES, settings["HOST"]]
    if named is not None and settings["PUBLIC_URL"] is not None:
        host = urlsplit(settings["PUBLIC_URL"]).hostname or ""
        named = [*named, f"[{host}]" if ":" in host else host]
    return named


def _value(setting: Setting, given: Mapping[str, Any], environ: Mapping[str, str]) -> Any:
    """Return one setting's value from the overrides, the environment or its default."""
    text = given.get(setting.name, environ.get(setting.name))
    if text is None or (text == "" and setting.name not in given):
        return setting.default
    if not isinstance(text, str):
        return text
    try:
        return setting.read(text)
    except ValueError as error:
        shown = "" if setting.read is secret_or_none else f", got {text!r}"
        raise ConfigurationError(
            f"{setting.name} must be {error}{shown}. "
            f"It sets the {setting.purpose}; leave it unset for the default ({setting.default})."
        ) from None


def is_loopback(host: str) -> bool:
    """Return whether only this computer reaches a server that listens at a host name or address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
