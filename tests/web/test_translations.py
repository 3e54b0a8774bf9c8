"""Every text has its translation, and says the same in each language."""

from __future__ import annotations

import ast
import re

import pytest

from nnet.models.recipes import RECIPES
from nnet.store.run_states import ACTIONS
from tests.support.messages import collect, is_translated, languages, read
from tests.support.servers import ROOT
from webapp.languages.borrowed_texts import is_known

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
LONE_PER_CENT = re.compile(r"(?<!%)(?:%%)*%(?![%(])")

SPEAKING = (
    "augmentation/augment.py",
    *(f"core/{name}.py" for name in ("activations", "convolution", "layers", "losses", "network")),
    *(f"core/{name}.py" for name in ("optimizers", "pooling", "registry", "schedules")),
    *(f"datasets/{name}.py" for name in ("class_names", "csv_files", "idx_files", "library")),
    *(f"datasets/{name}.py" for name in ("parts", "picture_folders", "reading")),
    "models/config.py",
    "models/summary.py",
    "pictures/*.py",
    "store/run_queue.py",
    "store/studies.py",
)
"""Files of nnet whose errors people get to see: in problems, and beside a run."""

FOR_PROGRAMMERS = (
    "Augmentation needs images",
    "The decay of an average",
    "This is not the configuration of a training",
)
"""How those of their texts begin that only wrong code gets to see."""


@pytest.fixture(params=languages())
def catalogue(request):
    """The catalogue of each language."""
    return read(request.param)


def test_every_text_is_translated_and_none_is_left_over(catalogue):
    wanted = {str(message.id) for message in collect() if message.id}
    there = {str(message.id): message for message in catalogue if message.id}
    assert sorted(wanted - there.keys()) == [], "run make messages, and translate what is new"
    assert sorted(there.keys() - wanted) == [], "run make messages: no page has these any more"
    assert [text for text, each in there.items() if not is_translated(each.string)] == []
    assert [text for text, each in there.items() if each.fuzzy] == []
    assert not catalogue.obsolete


def test_a_translation_has_the_same_placeholders(catalogue):
    for message in filter(lambda message: message.id, catalogue):
        one = isinstance(message.id, str)
        text = message.id if one else message.id[-1]
        for translation in [message.string] if one else message.string:
            assert {*PLACEHOLDER.findall(translation)} == {*PLACEHOLDER.findall(text)}, text
            assert translation == translation.strip()
            if any(path.startswith("templates/") for path, _ in message.locations):
                assert not LONE_PER_CENT.search(translation), "it is written %% there"


def test_texts_that_a_template_imports_are_those_of_the_request():
    """Jinja keeps what it imports without the context: the first visitor's language would stay."""
    templates = {path: path.read_text("utf-8") for path in (ROOT / "templates").rglob("*.html")}
    speaking = {path.name for path, text in templates.items() if "_(" in text}
    kept = [
        f"{path.name}: {name}"
        for path, text in templates.items()
        for name, rest in re.findall(r'{%-? (?:from|import) "([^"]+)"([^%]*)%}', text)
        if name.rpartition("/")[2] in speaking and "with context" not in rest
    ]
    assert kept == []


def raised_texts(path):
    """Yield the texts of the errors that a file raises, with 7 for what is put into them."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            for text in node.exc.args:
                if isinstance(text, ast.JoinedStr):
                    parts = text.values
                    yield "".join(p.value if isinstance(p, ast.Constant) else "7" for p in parts)
                elif isinstance(text, ast.Constant) and " " in str(text.value):
                    yield text.value


def test_what_the_network_says_is_known_in_every_language():
    files = [path for pattern in SPEAKING for path in (ROOT / "nnet").glob(pattern)]
    texts = [text for path in files for text in raised_texts(path)]
    assert len(texts) > 60
    texts += [rule.refusal.format(status="queued") for rule in ACTIONS.values()]
    texts += [text for recipe in RECIPES.values() for text in (recipe.summary, recipe.reaches)]
    unknown = [text for text in texts if not is_known(text)]
    assert [text for text in unknown if not text.startswith(FOR_PROGRAMMERS)] == []
