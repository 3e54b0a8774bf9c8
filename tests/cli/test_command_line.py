"""``python -m nnet`` as a user meets it: in a process of its own, with a store of its own."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nnet.jobs.reproduce import repeating_command
from nnet.models.checkpoint import SHIPPED_MODEL, parse_model
from nnet.models.config import Config
from tests.support.pictures import SEVEN, TWO, draw, encode

ROOT = Path(__file__).resolve().parents[2]

NIELSEN = ("--recipe", "nielsen", "--training-digits", "5000")


def trained(result):
    """Return the id of the run that a ``train`` command reports."""
    assert result.returncode == 0, result.stderr
    return re.search(r"^Run (\w+) finished", result.stdout, re.MULTILINE)[1]


def test_train_prints_a_line_an_epoch_and_records_the_run(nnet, store):
    result = nnet("train", *NIELSEN, "--epochs", "2", "--seed", "3", "--name", "try")
    run_id = trained(result)
    lines = result.stdout.splitlines()
    assert re.fullmatch(r"Epoch 1: \d\d\.\d\d %", lines[0])
    assert re.fullmatch(r"Epoch 2: \d\d\.\d\d %", lines[1])
    assert result.stderr == ""
    run, metrics = store.run(run_id), store.metrics(run_id)
    assert (run["status"], run["name"], run["recipe"]) == ("finished", "try", "nielsen")
    assert run["config"]["seed"] == 3 and run["config"]["learning_rate"] == 3.0
    assert run["environment"]["numpy"] == np.__version__ and run["duration_s"] > 0
    assert [
        f"Epoch {m['epoch']}: {m['test_accuracy']:.2%}".replace("%", " %") for m in metrics
    ] == (lines[:2])
    assert all([key for key in row if row[key] is None] == ["drawings_accuracy"] for row in metrics)
    evaluated = nnet("evaluate", run_id)
    assert f"Accuracy: {run['test_accuracy']:.2%}" in evaluated.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_a_terminal_shows_a_bar_within_the_epoch(environment, tmp_path):
    import pty
    import termios

    screen, terminal = pty.openpty()
    termios.tcsetwinsize(terminal, (30, 110))
    options = ["--recipe", "mlp", "--layers", "784-30-10", "--epochs", "1"]
    options += ["--training-digits", "5000"]
    command = [sys.executable, "-m", "nnet", "train", *options]
    # However quick the machine is, the bar moves.
    env = {**environment, "TQDM_MININTERVAL": "0"}
    process = subprocess.Popen(
        command, env=env, cwd=tmp_path, stdout=terminal, stderr=terminal, stdin=terminal
    )
    os.close(terminal)
    shown = b""
    try:
        while part := os.read(screen, 4096):
            shown += part
    except OSError:
        pass  # how Linux says that the terminal's other side is closed
    os.close(screen)
    assert process.wait() == 0
    bars = shown.decode().split("\r")
    assert any(
        re.search(r"Epoch 1/1: .*/5000 \[\d\d:\d\d<\d\d:\d\d, .* images/s, loss=\d", bar)
        for bar in bars
    )


def test_overrides_reach_the_network_and_the_same_seed_gives_the_same_weights(nnet, store):
    options = ["--recipe", "mlp", "--layers", "784-20-12-10", "--epochs", "1"]
    options += ["--batch-size", "100", "--learning-rate", "0.05", "--training-digits", "5000"]
    first, again, other = (
        trained(nnet("train", *options, "--seed", seed)) for seed in ("1", "1", "2")
    )
    run = store.run(first)
    assert run["architecture"] == "784-20-12-10" and run["config"]["batch_size"] == 100
    # The description holds the seed, the rest is weights.
    assert store.checkpoint(first) == store.checkpoint(again) != store.checkpoint(other)
    layers = parse_model(store.checkpoint(first), "it").config.layers
    assert [layer["type"] for layer in layers].count("dropout") == 3


def test_the_best_checkpoint_is_the_best_on_validation(nnet, store):
    run_id = trained(nnet("train", *NIELSEN, "--epochs", "4", "--layers", "784-8-10"))
    accuracies = [row["validation_accuracy"] for row in store.metrics(run_id)]
    assert store.run(run_id)["best_validation_accuracy"] == max(accuracies)
    same = store.checkpoint(run_id, "best") == store.checkpoint(run_id, "last")
    assert same == (accuracies.index(max(accuracies)) == 3)


def test_interrupting_keeps_the_last_finished_epoch(environment, store, tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-m", "nnet", "train", *NIELSEN, "--epochs", "1000"],
        env={**environment, "PYTHONUNBUFFERED": "1"},
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline().startswith("Epoch 1: ")
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate()
    assert process.returncode == 0 and "stopped" in output and errors == ""
    run = next(run for run in store.runs()[0] if run["epochs"] == 1000)
    assert run["status"] == "stopped" and run["epochs_done"] >= 1
    assert len(store.metrics(run["id"])) == run["epochs_done"]
    assert store.checkpoint(run["id"])


def test_a_diverging_run_fails_with_its_reason(nnet, store):
    result = nnet("train", "--recipe", "mlp", "--epochs", "1", "--learning-rate", "1e30")
    assert result.returncode == 2
    found = re.fullmatch(
        r"Error: The loss was no longer a finite number at step \d+ of epoch 1, with a learning "
        r"rate of 1e\+30\. A range test of this configuration suggests (\S+)\.\n",
        result.stderr,
    )
    # The recipe's own rate, which was found by trying, is 0.1.
    assert found and 0.02 <= float(found[1]) <= 0.5
    run = next(run for run in store.runs()[0] if run["status"] == "failed")
    assert run["error"] in result.stderr and run["epochs_done"] == 0


def test_evaluate_describes_the_shipped_model(nnet):
    output = nnet("evaluate").stdout
    card = json.loads(SHIPPED_MODEL.with_suffix(".json").read_text())
    assert f"Accuracy: {card['test_accuracy']:.2%}" in output
    error = re.search(r"^Expected calibration error: (\d+\.\d\d)%", output, re.M)
    assert float(error[1]) < 0.3
    rows = re.findall(r"^ +(\d) +(\d+\.\d\d%) +(\d+\.\d\d%) +(\d+\.\d\d%) +([\d,]+)$", output, re.M)
    assert [row[0] for row in rows] == list("0123456789")
    matrix = [line.split()[1:] for line in output.splitlines()[-10:]]
    assert sum(int(count) for row in matrix for count in row) == 10_000
    right = sum(int(matrix[digit][digit]) for digit in range(10))
    assert right == round(card["test_accuracy"] * 10_000)


def test_predict_reads_pictures_and_names_those_that_it_cannot(nnet, tmp_path):
    (tmp_path / "seven.png").write_bytes(encode(draw(SEVEN)))
    (tmp_path / "two.jpg").write_bytes(encode(draw(TWO), "JPEG"))
    (tmp_path / "blank.png").write_bytes(encode(Image.new("L", (9, 9), 255)))
    result = nnet("predict", "seven.png", "blank.png", "gone.png", "two.jpg")
    assert re.fullmatch(
        r"seven\.png: 7 \(\d+\.\d\d%\)\ntwo\.jpg: 2 \(\d+\.\d\d%\)\n", result.stdout
    )
    assert result.returncode == 2
    assert "blank.png: Nothing is drawn" in result.stderr
    assert "gone.png: No such file" in result.stderr
    assert nnet("predict", "seven.png", "two.jpg").returncode == 0


def test_predict_reads_every_format_by_its_content(nnet_here, tmp_path):
    kinds = ["BMP", "GIF", "WEBP", "TIFF", "AVIF"]
    for kind in kinds:
        (tmp_path / kind).write_bytes(encode(draw(TWO), kind))
    (tmp_path / "bomb").write_bytes(encode(draw(TWO), "GIF")[:6] + b"\xff" * 7 + b",")
    result = nnet_here("predict", *kinds, "bomb")
    assert re.findall(r"(\w+): 2 ", result.stdout) == kinds
    assert result.returncode == 2 and len(result.stderr.splitlines()) == 1
    assert result.stderr.startswith("Error: bomb: The picture is 65535 by 65535 pixels")


def test_show_draws_the_first_digits(nnet, tmp_path):
    assert nnet("show", "--count", "30", "--columns", "10", "--output", "a.png").returncode == 0
    with Image.open(tmp_path / "a.png") as sheet:
        assert sheet.width > sheet.height > 100 and sheet.getextrema() == (0, 255)


def test_show_draws_what_each_distortion_does(nnet, tmp_path):
    result = nnet("show", "--distortions", "--output", "d.png")
    assert result.returncode == 0, result.stderr
    sheet = Image.open(tmp_path / "d.png")
    sheet.load()
    assert sheet.size == (10 * 64 + 8, 8 * 82 + 8)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["train", "--recipe", "x"], "Recipe must be one of article, nielsen, "),
        (["train", "--layers", "784-30-10"], "The layers of cnn are not all dense"),
        (["train", "--resume", "123"], "'123' is not the id of a run"),
        (["train", "--resume", "123", "--epochs", "2"], "--resume takes no other option"),
        (["train", "--layers", "30"], "Layers must be sizes such as 784-100-10, got '30'"),
        (["train", "--layers", "28-30-10"], "start with 784"),
        (["train", "--layers", "784-0-10"], "from 1 to 10,000 units"),
        (["train", "--epochs", "0"], "Epochs must be a whole number from 1 to 10,000, got 0"),
        (["train", "--epochs", "x"], "'x' is not a valid integer"),
        (["train", "--batch-size", "-1"], "Batch size must be"),
        (["train", "--learning-rate", "nan"], "Learning rate must be above 0, got nan"),
        (["train", "--seed", "-1"], "Seed must be"),
        (["train", "--no-such"], "No such option"),
        (["evaluate", "gone.npz"], "no model file gone.npz"),
        (["evaluate", "123"], "'123' is neither a model file nor the id of a run"),
        (["predict"], "Missing argument"),
        (["show", "--output", "no/such/folder.png"], "No such file or directory"),
        (["release", "123"], "not the id of a finished run"),
        (["dance"], "No such command 'dance'"),
    ],
)
def test_what_is_wrong_is_named_without_a_traceback(nnet_here, arguments, message):
    result = nnet_here(*arguments)
    assert result.returncode == 2
    assert message in result.stderr and "Traceback" not in result.stderr
    assert result.stderr.splitlines()[-1].startswith("Error: ")


def test_a_training_begins_with_the_weights_of_another(nnet, nnet_here, store, tmp_path):
    options = ("train", "--recipe", "nielsen", "--epochs", "1", "--training-digits", "2000")
    first = trained(nnet(*options))
    # At so small a rate the weights stay what they were.
    second = trained(nnet(*options, "--learning-rate", "1e-9", "--start-from", first))
    metrics = [store.metrics(run_id)[-1]["test_accuracy"] for run_id in (first, second)]
    assert metrics[0] == metrics[1] > 0.3
    run = store.run(second)
    assert run["config"]["start"] == parse_model(store.checkpoint(first), "it").sha256
    command = repeating_command(Config.from_dict(run["config"]), "FILE")[0]
    assert command.endswith("--start-from MODEL")
    (tmp_path / "config.json").write_text(json.dumps(run["config"]))
    for more, message in (
        (("--config", "config.json"), "name it with --start-from"),
        (("--recipe", "nielsen-100", "--start-from", first), "a model of the same layers"),
        (("--start-from", "gone.npz"), "There is no model file gone.npz"),
    ):
        refused = nnet_here("train", *more)
        assert refused.returncode == 2 and message in refused.stderr


def test_a_training_that_goes_on_may_drop_out_fewer_units(nnet, store, tmp_path):
    first = trained(nnet("train", "--recipe", "mlp", "--epochs", "1", "--training-digits", "500"))
    config = store.run(first)["config"]
    config["start"] = parse_model(store.checkpoint(first), "it").sha256
    config["learning_rate"] = 1e-9
    for layer in config["layers"]:
        if layer["type"] == "dropout":
            layer["rate"] = 0.0
    (tmp_path / "config.json").write_text(json.dumps(config))
    second = trained(nnet("train", "--config", "config.json", "--start-from", first))
    metrics = [store.metrics(run_id)[-1]["test_accuracy"] for run_id in (first, second)]
    assert metrics[0] == metrics[1]


def test_a_damaged_model_is_named(nnet, tmp_path):
    (tmp_path / "m.npz").write_bytes(SHIPPED_MODEL.read_bytes()[:-7])
    result = nnet("evaluate", "m.npz")
    assert result.returncode == 2 and "m.npz is not an undamaged checkpoint" in result.stderr


def test_reading_a_picture_loads_neither_store_nor_trainer_nor_charts(tmp_path):
    (tmp_path / "seven.png").write_bytes(encode(draw(SEVEN)))
    program = (
        "import sys; from nnet.commands import main;"
        "main(['predict', 'seven.png'], standalone_mode=False);"
        "print(sorted({'sqlalchemy', 'distributed', 'matplotlib', 'tqdm'} & {*sys.modules}))"
    )
    result = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert result.stdout.splitlines()[-1] == "[]", result.stderr
