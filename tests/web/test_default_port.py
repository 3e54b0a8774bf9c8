"""The port that ``python -m webapp`` takes where none is asked for."""

from __future__ import annotations

import re
import shutil
import socket
from urllib.request import urlopen

from click.testing import CliRunner

from tests.support.servers import STOP_S, start
from tests.support.stores import prepared_file
from webapp.__main__ import main
from webapp.config import DEFAULT_PORT


def test_where_no_port_is_asked_for_the_next_free_one_is_taken_and_told(tmp_path):
    """By the printed address, and by the link that is made for it from outside."""
    with socket.socket() as other:
        try:
            other.bind(("127.0.0.1", DEFAULT_PORT))
            other.listen()
        except OSError:
            pass  # somebody else listens there already
        shutil.copy(prepared_file(), tmp_path)
        settings = {"PORT": "", "INSTANCE_PATH": str(tmp_path)}
        process = start(**settings)
        try:
            found = re.search(r"http://127.0.0.1:(\d+) ", process.stdout.readline())
            assert found and int(found[1]) > DEFAULT_PORT
            link = CliRunner().invoke(main, ["sign-in-link"], env=settings).output
            with urlopen(link.strip(), timeout=STOP_S) as response:
                assert response.url == f"http://127.0.0.1:{found[1]}/dashboard"
        finally:
            process.terminate()
            process.communicate(timeout=STOP_S)
