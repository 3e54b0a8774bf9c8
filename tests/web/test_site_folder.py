"""``python -m webapp site FOLDER`` where it cannot write the site: nothing half-written stays."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner

from nnet.models.checkpoint import dump_model
from nnet.models.recipes import recipe_config
from webapp.static_site.commands import site


@pytest.mark.parametrize("is_there", [False, True])
def test_a_site_that_cannot_be_written_whole_is_not_written(tmp_path, is_there):
    # Scripts and styles can be written, but a network of this size is handed out to nobody.
    config = recipe_config("nielsen").with_hidden_layers([5100])
    model = tmp_path / "large.npz"
    model.write_bytes(dump_model(config.create_network(), config))
    folder = tmp_path / "sites" / "demo"
    if is_there:
        folder.mkdir(parents=True)
    ended = CliRunner().invoke(site, [str(folder), "--model", str(model)])
    assert ended.exit_code == 2
    assert "Browsers cannot read with this network" in ended.output
    assert [*(tmp_path / "sites").rglob("*")] == [folder] * is_there


def test_the_training_page_has_the_runs_that_were_chosen(tmp_path):
    folder = tmp_path / "demo"
    ended = CliRunner().invoke(site, [str(folder), "--runs", "nielsen"])
    assert ended.exit_code == 0, ended.output
    training = (folder / "training.html").read_text("utf-8")
    recorded = json.loads(re.search(r'id="recorded">(.*?)</script>', training)[1])
    assert [entry["run"]["recipe"] for entry in recorded] == ["nielsen"]
    assert len(re.findall(r'<a href="runs/\w+\.html">', training)) == 1
    assert not [*tmp_path.glob(".site-*")]
