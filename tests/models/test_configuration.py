"""Settings: from the environment or the caller, never silently wrong."""

from __future__ import annotations

import pytest

from nnet.models.checkpoint import SHIPPED_MODEL, CheckpointError
from nnet.store.runs import default_database_url
from webapp import create_app
from webapp.config import SETTINGS, ConfigurationError, database_url, load


def test_defaults():
    settings = load(environ={})
    assert settings["HOST"] == "127.0.0.1" and settings["PORT"] is None
    assert settings["PREDICTIONS_PER_SECOND"] == 20
    assert settings["TRUSTED_HOSTS"] is None
    assert settings["INSTANCE_PATH"].name == "instance"
    assert set(settings) == {setting.name for setting in SETTINGS}


def test_the_environment_wins_over_the_default_and_the_caller_over_both():
    environ = {"PORT": "81", "PREDICTIONS_PER_SECOND": " 5 ", "TRUSTED_HOSTS": "a.example, b"}
    settings = load({"PORT": "82", "TESTING": True}, environ)
    assert settings["PORT"] == 82 and settings["TESTING"] is True
    assert settings["PREDICTIONS_PER_SECOND"] == 5
    assert settings["TRUSTED_HOSTS"] == ["a.example", "b"]


def test_an_empty_variable_counts_as_unset():
    environ = {setting.name: "" for setting in SETTINGS}
    assert load(environ=environ) == load(environ={})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *[("PORT", text) for text in ("-1", "65536", "http", "5000.0", "0x50", "٥", "9" * 99)],
        ("PREDICTIONS_PER_SECOND", "many"),
        ("PREDICTIONS_PER_SECOND", "-1"),
        ("HOST", "two words"),
        ("INSTANCE_PATH", "a\0b"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_name(name, text):
    with pytest.raises(ConfigurationError, match=rf"^{name} must be .*, got .*default"):
        load(environ={name: text})


def test_the_command_line_and_the_server_share_one_store(monkeypatch, tmp_path):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path))
    assert database_url(load()) == default_database_url()
    monkeypatch.setenv("DATABASE_URL", "sqlite:////elsewhere/runs.db")
    assert database_url(load()) == default_database_url()


def test_a_damaged_or_missing_model_is_named_when_the_application_starts(tmp_path):
    path = tmp_path / "model.npz"
    settings = {"INSTANCE_PATH": str(tmp_path), "MODEL_PATH": str(path)}
    with pytest.raises(CheckpointError, match=r"model\.npz"):
        create_app(settings)
    damaged = bytearray(SHIPPED_MODEL.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    path.write_bytes(damaged)
    with pytest.raises(CheckpointError, match=r"model\.npz"):
        create_app(settings)
