"""Look-alikes: letters, signs and things that many people draw as others draw a digit.

A guard that learned these as sure negatives would refuse digits; a person asked about one of them
would not be sure, either. They are neither learned from nor counted where non-digits are measured.
Which they are was measured for most of UNIPEN's characters: of their drawings at least 6 % lie
nearer to a digit by somebody than half of all digits lie to the nearest digit of another person. By
eye ``z`` and ``[`` were added, and ``"``, which is an 11; with those distances Quick, Draw!'s
things and Omniglot's letters were chosen.
"""

from __future__ import annotations

_SIGNS = frozenset("/|'\"l)!Oo,(-_\\}I{q.`]giZzbjfSs[")

_THINGS = frozenset(
    (
        *("circle", "octagon", "hexagon", "potato", "moon", "bracelet", "necklace", "pond"),
        *("donut", "line", "matches", "leg", "knee", "golf club", "hockey stick", "pencil"),
        *("fork", "marker", "snake", "ocean", "river", "zigzag", "squiggle", "lightning"),
        *("telephone", "ear", "candle", "asparagus", "snowman", "peanut", "pear", "hourglass"),
        *("screwdriver", "spoon", "lollipop", "streetlight", "traffic light"),
    )
)

_LETTERS = frozenset(
    (
        *("Korean 19", "Korean 21", "Korean 22", "Korean 33"),
        *(f"Early_Aramaic {n}" for n in ("02", "03", "04", "06", "12", "16", "17", "20")),
        *(f"Japanese_(katakana) {n}" for n in ("02", "24", "27", "36")),
        *("Balinese 05", "Balinese 14", "Tagalog 03", "Tagalog 16", "Sanskrit 37"),
    )
)

LOOKALIKES = _SIGNS | _THINGS | _LETTERS
"""Their labels in stroke files."""
