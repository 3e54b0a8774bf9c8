"""A server behind Caddy, as docs/hosting.md has it: visitors come over TLS, and over HTTP/2."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.hosting.programs import free_port, running
from tests.support.servers import Server

CADDYFILE = """{{
	admin off
	skip_install_trust
	auto_https disable_redirects
}}
https://127.0.0.1:{front} {{
	tls internal
	reverse_proxy 127.0.0.1:{port}
}}
"""


@contextmanager
def hosted(server: Server) -> Iterator[str | None]:
    """Give the address of a server behind the proxy; None where Caddy is not installed.

    Its certificate is its own, and nobody trusts it.
    """
    caddy = shutil.which("caddy")
    if caddy is None:
        yield None
        return
    with tempfile.TemporaryDirectory() as name:
        folder, front = Path(name), free_port()
        file = folder / "Caddyfile"
        file.write_text(CADDYFILE.format(front=front, port=server.port))
        homes = {"XDG_DATA_HOME": name, "XDG_CONFIG_HOME": name}
        line = [caddy, "run", "--config", str(file), "--adapter", "caddyfile"]
        with running(line, front, {**os.environ, **homes}, folder / "log", quiet=True) as proxy:
            proxy.wait()
            yield f"https://127.0.0.1:{front}"
