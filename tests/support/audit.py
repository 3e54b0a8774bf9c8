"""``python -m tests.support.audit``: are faults known in the versions that the locks pin?

``make audit`` and ``.ci/run`` call it. It asks by pip-audit, about the versions for every Python
and system, not only for this one. A known fault is an error. Where nobody who knows can be asked,
it says that nothing was checked, and why, and succeeds: no check here needs a network.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.support.locks import ROOT, pins

LOCK = ROOT / "requirements-dev.lock"
"""Holds all that requirements.lock does."""

PATIENCE_S = 120.0
UNREACHABLE = re.compile(r"\w*(Timeout|(Connection|SSL|Proxy|HTTP|Service)Error)\b")


class Unreachable(Exception):
    """Nobody can be asked; the text says why."""


def main() -> None:
    """Ask, and say what was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--patience", type=float, default=PATIENCE_S, help="seconds to wait")
    patience = parser.parse_args().patience
    try:
        told = [entry for group in _groups(LOCK) for entry in _ask(group, patience)]
        unknown = [entry["name"] for entry in told if "skip_reason" in entry]
        if len(unknown) == len(told):
            raise Unreachable("the package index that answers here tells nothing about them")
    except Unreachable as error:
        print(f"Audit skipped, so no version was checked: {error}.")
        return
    faults = [_line(entry, fault) for entry in told for fault in entry.get("vulns", ())]
    if unknown:
        print(f"Not audited, since unknown to those who were asked: {', '.join(unknown)}.")
    if faults:
        sys.exit("\n".join(["Audit failed, faults are known:", *faults]))
    print(f"Audit passed: no fault is known in {len(told) - len(unknown)} versions of {LOCK.name}.")


def _groups(lock: Path) -> Iterator[list[str]]:
    """Yield the lock's versions in groups that name each package once, as pip-audit wants it."""
    versions = defaultdict(list)
    for pin in pins(lock):
        versions[pin.name].append(f"{pin.name}=={pin.version}")
    for rank in range(max(map(len, versions.values()))):
        yield [found[rank] for found in versions.values() if rank < len(found)]


def _ask(versions: list[str], patience: float) -> list[dict[str, Any]]:
    """Return what pip-audit tells about each version; raises ``Unreachable``."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "versions.txt")
        file.write_text("\n".join(versions))
        # Nothing is resolved or installed: what is asked about are the very versions.
        command = [sys.executable, "-m", "pip_audit", "--requirement", str(file)]
        options = ["--no-deps", "--disable-pip", "--format=json", "--progress-spinner=off"]
        try:
            done = subprocess.run(
                command + options, capture_output=True, text=True, timeout=patience, check=False
            )
        except subprocess.TimeoutExpired:
            raise Unreachable(f"no answer came within {patience:g} seconds") from None
    try:
        return json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        last = (done.stderr.strip().splitlines() or ["pip-audit said nothing"])[-1]
        if found := UNREACHABLE.search(last):
            raise Unreachable(f"nobody could be reached ({found[0]})") from None
        sys.exit(f"Audit failed: pip-audit ended with status {done.returncode}: {last}")


def _line(entry: dict[str, Any], fault: dict[str, Any]) -> str:
    """Return one line about a known fault."""
    fixed = ", ".join(fault.get("fix_versions") or ()) or "no version yet"
    return f"  {entry['name']} {entry['version']}: {fault['id']}, fixed in {fixed}"


if __name__ == "__main__":
    main()
