"""Scripts and styles keep to the oldest browsers that docs/architecture.md names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.servers import ROOT

ITERATOR_HELPERS = "map|filter|some|every|find|reduce|forEach|toArray|take|drop|flatMap"
SETS = "union|intersection|symmetricDifference|isSubsetOf|isSupersetOf|isDisjointFrom"
NEWER = {
    "`AbortSignal.any()`": r"\bAbortSignal\.any\(",
    "`checkVisibility()`": r"\.checkVisibility\b",
    "`getCoalescedEvents()`": r"\.getCoalescedEvents\b",
    "`toSorted()`": r"\.(toSorted|toSpliced|toReversed)\(",
    "helpers of iterators": rf"\.(values|keys|entries)\(\)\s*\.({ITERATOR_HELPERS})\(",
    "operations of sets": rf"\.({SETS})\(",
    "`groupBy()`": r"\b(Object|Map)\.groupBy\(",
    "`withResolvers()`": r"\.withResolvers\(",
    "`fromAsync()`": r"\.fromAsync\(",
    "`canParse()`": r"\bURL\.(canParse|parse)\(",
    "`device-pixel-content-box`": r"device-pixel-content-box",
    "popovers": r"\bpopover\b|\.(show|hide|toggle)Popover\(",
    "view transitions": r"startViewTransition|::view-transition|@view-transition",
    "`light-dark()`": r"\blight-dark\(",
    "`color-mix()`": r"\bcolor-mix\(",
    "`oklch()`": r"\boklch\(",
    "`:has()`": r":has\(",
    "`subgrid`": r"\bsubgrid\b",
    "`:user-invalid`": r":user-(in)?valid",
    "nested rules": r"^\s*&",
    "`@property`": r"@property\b",
    "`@starting-style`": r"@starting-style",
    "`field-sizing`": r"\bfield-sizing\b",
    "`text-wrap`": r"\btext-wrap\b",
}
"""What one of the three lacks, and how it is recognised."""

FILES = {
    path.relative_to(ROOT / "static").as_posix(): re.sub(
        r"/\*.*?\*/|(?<!:)//[^\n]*", "", path.read_text("utf-8"), flags=re.DOTALL
    )
    for folder, kind in (("js", "*.js"), ("css", "*.css"))
    for path in sorted((ROOT / "static" / folder).rglob(kind))
}
ROW = re.compile(r"^\| (?P<feature>[^|]+) \|(?:[^|]*\|){3} (?P<where>[^|]+) \|", re.MULTILINE)


def guarded() -> dict[str, set[str]]:
    """Return the files that the table names for each feature."""
    text = (ROOT / "docs/architecture.md").read_text("utf-8")
    section = text.partition("## Browsers\n")[2].partition("\n## ")[0]
    return {
        # "nowhere: `js/…` does it" names what is used instead.
        row["feature"]: {*re.findall(r"`((?:js|css)/[^`]+)`", row["where"].partition("nowhere")[0])}
        for row in ROW.finditer(section)
    }


@pytest.mark.parametrize("feature", NEWER)
def test_what_is_newer_than_the_floor_is_used_where_the_table_says(feature: str) -> None:
    pattern = re.compile(NEWER[feature], re.MULTILINE)
    users = {name for name, text in FILES.items() if pattern.search(text)}
    assert users == guarded().get(feature, set())


def test_a_rule_against_selection_has_the_form_that_safari_knows() -> None:
    for name, text in FILES.items():
        rules = re.findall(r"\{[^{}]*\}", text) if name.endswith(".css") else []
        for rule in rules:
            if re.search(r"[\s;]user-select:", rule):
                assert "-webkit-user-select:" in rule, f"{name}: {rule}"


@pytest.mark.parametrize(
    "template", sorted((ROOT / "templates").rglob("*.html")), ids=lambda p: p.name
)
def test_firefox_keeps_no_button_as_it_was_before_a_reload(template: Path) -> None:
    for control in re.findall(
        r"<(?:button|input|select)[^>]* disabled[^>]*>", template.read_text("utf-8")
    ):
        assert 'autocomplete="off"' in control
