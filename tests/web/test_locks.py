"""What is installed is pinned: by version and hash, within what was asked for, on every Python."""

from __future__ import annotations

import re

import pytest
from packaging.utils import canonicalize_name

from tests.support.locks import ROOT, asked_for, pins

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
FILES = ("requirements", "requirements-dev", "requirements-notebook")


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("name", FILES)
def test_whatever_is_asked_for_is_pinned_once_and_within_its_range(name, python):
    pinned = [pin for pin in pins(ROOT / f"{name}.lock") if pin.is_for(python)]
    versions = {pin.name: pin.version for pin in pinned}
    assert len(versions) == len(pinned)
    for asked in asked_for(ROOT / f"{name}.txt"):
        version = versions.get(canonicalize_name(asked.name))
        assert version in asked.specifier, f"{asked} is not locked ({version}): run make lock"


@pytest.mark.parametrize("name", FILES)
def test_every_file_that_may_be_installed_has_its_hash(name):
    for pin in pins(ROOT / f"{name}.lock"):
        assert pin.hashes, pin
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", text) for text in pin.hashes), pin


def test_the_tests_run_on_the_versions_that_are_shipped():
    tested = {(pin.name, pin.version) for pin in pins(ROOT / "requirements-dev.lock")}
    assert {(pin.name, pin.version) for pin in pins(ROOT / "requirements.lock")} <= tested


@pytest.mark.parametrize("name", FILES)
def test_a_lock_names_neither_an_index_nor_a_place_on_somebodys_disk(name):
    text = (ROOT / f"{name}.lock").read_text()
    assert not re.search(r"://|index-url|find-links|(^|\s)/", text, re.M)


def test_only_what_make_bench_compares_with_is_not_locked():
    assert "torch" not in {pin.name for pin in pins(ROOT / "requirements-dev.lock")}
