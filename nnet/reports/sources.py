"""Sources: whose handwriting the public sets of strokes hold, where they come from, and on what
terms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Source:
    """Where a set comes from.

    what      it holds, and by whom
    origin    whom to cite
    licence   on which terms it may be used
    """

    what: str
    origin: str
    licence: str


_UNIPEN = (
    "UNIPEN train_r01_v07, I. Guyon, L. Schomaker, R. Plamondon, M. Liberman, S. Janet 1994",
    "CC BY 4.0 (doi 10.5281/zenodo.1195803); its CD-ROM of 1999 was for research",
)

SOURCES = {
    "pen_digits": Source(
        "digits by 44 people, a pen on a tablet",
        "Pen-Based Recognition of Handwritten Digits, E. Alpaydin and F. Alimoglu 1998",
        "CC BY 4.0",
    ),
    "unipen_digits": Source("digits by 250 people, many tablets", *_UNIPEN),
    "unipen_other": Source("letters and signs by some 300 people", *_UNIPEN),
    "uji_digits": Source(
        "digits by 60 people on tablet PCs",
        "UJIpenchars2, F. Prat, M. J. Castro, D. Llorens, A. Marzal, J. M. Vilar 2008",
        "CC BY 4.0",
    ),
    "canvas_digits": Source(
        "digits by hundreds of visitors of a web page, mouse and finger",
        "Handwritten-Digit-Recognition-using-a-Neural-Network, Joonas Jokinen and visitors",
        "free for anything",
    ),
    "quickdraw_doodles": Source(
        "doodles of 345 things by players of a game",
        "Quick, Draw! Dataset, Google, Inc.",
        "CC BY 4.0",
    ),
    "omniglot_letters": Source(
        "letters of alphabets by 20 people each, mouse",
        "Omniglot, B. M. Lake, R. Salakhutdinov, J. B. Tenenbaum 2015",
        "MIT",
    ),
}
"""By the name that a set has in the documentation. Of most sets a part was learned from."""


def describe_sources(names: Iterable[str]) -> list[dict[str, str]]:
    """Return what is known of sets by their names, as a card lists them; others are left out."""
    return [
        {"name": name, **asdict(SOURCES[name])} for name in dict.fromkeys(names) if name in SOURCES
    ]
