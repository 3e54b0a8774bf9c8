"""What the tests of the web application share: an application of their own, and its client."""

from __future__ import annotations

import pytest

from tests import pictures
from webapp import create_app
from webapp.services import services_of


@pytest.fixture
def create(tmp_path):
    """Return applications with a store of their own, with settings changed by keyword."""
    created = []

    def create(**settings):
        defaults = {"INSTANCE_PATH": str(tmp_path / "instance"), "PREDICTIONS_PER_SECOND": 0}
        app = create_app({**defaults, **settings})
        created.append(app)
        return app

    yield create
    for app in created:
        services_of(app).runs.close()


@pytest.fixture
def app(create):
    """An application with the shipped model and the shipped histories."""
    return create()


@pytest.fixture
def client(app):
    """A client of that application."""
    return app.test_client()


@pytest.fixture
def seven():
    """A drawing of a seven, as PNG."""
    return pictures.encode(pictures.draw(pictures.SEVEN))
