"""What tests of rooms share: an owner's client, and a room."""

from __future__ import annotations

from datetime import timedelta

import pytest

from nnet.classroom import drawings
from tests.support.classroom import ClassRoom
from tests.support.owner import TOKEN

PAGE = {"Accept": "text/html"}


@pytest.fixture(autouse=True)
def nobody_waits(monkeypatch):
    """Phones of tests draw as quickly as they can."""
    monkeypatch.setattr(drawings, "PAUSE", timedelta(0))


@pytest.fixture
def client(owned):
    """A client of an application with an owner."""
    return owned.test_client()


@pytest.fixture
def room(client):
    """A room that was opened just now."""
    return ClassRoom(client)


@pytest.fixture
def everywhere(create, prepared_url):
    """A room in a store of each kind."""
    return ClassRoom(create(OWNER_TOKEN=TOKEN, DATABASE_URL=prepared_url).test_client())
