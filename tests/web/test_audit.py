"""``python -m tests.support.audit``: known faults fail, questions without answer are said."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.support.locks import ROOT, pins

ANSWER = """
import json, pathlib, sys
asked = pathlib.Path(sys.argv[sys.argv.index("--requirement") + 1]).read_text().split()
told = [dict(zip(("name", "version"), text.split("=="))) for text in asked]
for entry in told:
    entry.update({change})
print(json.dumps({{"dependencies": told}}))
"""
NO_FAULT = ANSWER.format(change="{'vulns': []}")
A_FAULT = ANSWER.format(
    change="{'vulns': [{'id': 'PYSEC-2026-1', 'fix_versions': ['9.9']}]"
    " if entry['name'] == 'flask' else []}"
)
UNKNOWN = ANSWER.format(change="{'skip_reason': 'not found'}")
ONE_UNKNOWN = ANSWER.format(
    change="{'skip_reason': 'not found'} if entry['name'] == 'flask' else {'vulns': []}"
)
FOREVER = "import threading; threading.Event().wait()"
NO_NETWORK = "import sys; sys.exit('requests.exceptions.ConnectionError: Max retries exceeded')"
BROKEN = "import sys; sys.exit('AttributeError: no such thing')"


@pytest.fixture
def audit(tmp_path):
    """A function that runs the audit with a program in pip-audit's place."""

    def run(program, *options):
        package = tmp_path / "pip_audit"
        package.mkdir()
        (package / "__init__.py").touch()
        (package / "__main__.py").write_text(program)
        return subprocess.run(
            [sys.executable, "-m", "tests.support.audit", *options],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_without_known_faults_it_passes_and_says_of_how_many_versions(audit):
    done = audit(NO_FAULT)
    versions = len(pins(ROOT / "requirements-dev.lock"))
    assert (done.returncode, done.stderr) == (0, "")
    assert f"no fault is known in {versions} versions" in done.stdout


def test_a_known_fault_fails_and_is_named(audit):
    done = audit(A_FAULT)
    assert done.returncode == 1
    (flask,) = [pin for pin in pins(ROOT / "requirements-dev.lock") if pin.name == "flask"]
    assert f"flask {flask.version}: PYSEC-2026-1, fixed in 9.9" in done.stderr


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        (UNKNOWN, "tells nothing about them"),
        (NO_NETWORK, "nobody could be reached (ConnectionError)"),
    ],
)
def test_where_nobody_can_be_asked_it_says_that_it_was_skipped_and_why(audit, program, reason):
    done = audit(program)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Audit skipped, so no version was checked: ")
    assert reason in done.stdout


def test_it_does_not_wait_forever(audit):
    done = audit(FOREVER, "--patience", "0.3")
    assert done.returncode == 0
    assert "Audit skipped" in done.stdout and "within 0.3 seconds" in done.stdout


def test_what_is_unknown_is_named_and_not_counted_as_checked(audit):
    done = audit(ONE_UNKNOWN)
    versions = len(pins(ROOT / "requirements-dev.lock"))
    assert done.returncode == 0
    assert "unknown to those who were asked: flask." in done.stdout
    assert f"no fault is known in {versions - 1} versions" in done.stdout


def test_a_fault_of_the_audit_itself_is_no_pass(audit):
    done = audit(BROKEN)
    assert done.returncode == 1
    assert "AttributeError: no such thing" in done.stderr
