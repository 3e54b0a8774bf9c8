"""The documents name files, functions and addresses within them that exist."""

from __future__ import annotations

import re

import pytest

from tests.support.servers import ROOT

DOCUMENTS = sorted(
    str(path.relative_to(ROOT))
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"))
    if path.name != "CHANGELOG.md"  # which tells of what was
)
NAMED_FILE = re.compile(r"`((?:nnet|webapp|static|templates|tests|docs|mnist_data)/[\w./-]+)`")
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")
COMMAND = re.compile(r"^(?:make \w+|(?:python|\.venv/)[^#\n]*)", re.MULTILINE)
ROOM = re.compile(r"^ *[a-z_]+/(?:, \w+/)*", re.MULTILINE)
WAY = "docs/architecture.md"
STEP = re.compile(r"^\|[^|]*\|[^|]*\|([^|]*)\|([^|]*)\|$", re.MULTILINE)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_a_document_names_exists(document):
    text = (ROOT / document).read_text("utf-8")
    missing = {name for name in NAMED_FILE.findall(text) if not (ROOT / name).exists()}
    assert missing == set()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_links_to_what_exists(document):
    text = (ROOT / document).read_text("utf-8")
    for target, heading in LINK.findall(text):
        path = (ROOT / document).parent / target if target else ROOT / document
        assert path.exists(), target
        if heading:
            headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
            anchors = {re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in headings}
            assert heading in anchors, f"{target}#{heading}"


def test_each_step_of_the_journeys_stands_in_the_file_that_is_named():
    steps = [
        (re.findall(r"`([^`]+)`", files), re.findall(r"`([^`]+)`", names))
        for files, names in STEP.findall((ROOT / WAY).read_text("utf-8"))
    ]
    steps = [(files, names) for files, names in steps if files and names]
    assert len(steps) > 20
    for files, names in steps:
        code = "\n".join((ROOT / file).read_text("utf-8") for file in files)
        for name in names:
            for part in name.split("."):
                defined = rf"(def|class|function) {part}\b|^\s+(async |static |get )?#?{part}\("
                assert re.search(defined, code, re.MULTILINE), f"{name} in {files}"


def test_the_readme_says_the_same_in_each_language():
    english, chinese = ((ROOT / name).read_text("utf-8") for name in ("README.md", "README.zh.md"))
    languages = {("README.md", ""), ("README.zh.md", "")}
    assert {*LINK.findall(english)} - languages == {*LINK.findall(chinese)} - languages
    for same in (COMMAND, ROOM):
        assert same.findall(english) == same.findall(chinese) != []
