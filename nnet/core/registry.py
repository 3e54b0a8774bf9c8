"""Parts built from their configurations, such as ``{"type": "adam", "weight_decay": 0.01}``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

Part = TypeVar("Part")


def build(
    what: str, kinds: Mapping[str, Callable[..., Part]], config: str | Mapping[str, Any]
) -> Part:
    """Return what a configuration describes: its type called with its other settings.

    what    the word for it in an error: ``Loss``
    kinds   what builds each type, by the type's name
    config  a type with settings, or a type's name alone

    Raises ``ValueError`` for an unknown type or a setting that does not fit.
    """
    settings = {"type": config} if isinstance(config, str) else dict(config)
    kind = settings.pop("type", None)
    if not isinstance(kind, str) or kind not in kinds:
        raise ValueError(f"{what} must be one of {', '.join(kinds)}, got {kind!r}.")
    try:
        return kinds[kind](**settings)
    except TypeError as error:
        raise ValueError(f"The settings {settings!r} do not fit {kind}: {error}.") from None
