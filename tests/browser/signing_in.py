"""Signing in as the owner of a server under test."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page

from tests.support.servers import ROOT, Server


def sign_in(page: Page, server: Server) -> None:
    """Sign in with the server's token, which leads to the training page."""
    token = Path(server.environment["INSTANCE_PATH"], "owner-token").read_text()
    page.goto("/sign-in")
    page.get_by_label("Token").fill(token)
    page.keyboard.press("Enter")
    page.wait_for_url("**/dashboard")


def sign_in_link(server: Server) -> str:
    """Return a link that signs in once."""
    command = [sys.executable, "-m", "webapp", "--port", str(server.port), "sign-in-link"]
    made = subprocess.run(
        command, cwd=ROOT, env=server.environment, capture_output=True, text=True, check=True
    )
    return made.stdout.strip()
