"""``python -m nnet sweep``: trainings side by side, as a user meets them."""

import os
import re
import signal
import subprocess
import sys

import pytest

from nnet.core.metrics import mean_interval
from nnet.jobs import dask_cluster
from tests.support.commands import environment_of
from tests.support.patience import eventually

CLUSTER = """
from distributed import LocalCluster

if __name__ == "__main__":
    cluster = LocalCluster(n_workers=1, processes=True, dashboard_address=None)
    print(cluster.scheduler_address, flush=True)
    input()
"""
DIGITS = ("--training-digits", "2000")
SMALL = ("--recipe", "nielsen", "--layers", "784-10-10", "--epochs", "1", *DIGITS)


def rows(output):
    """Return the table's lines by their settings: (mark, finished, and the figures as texts)."""
    lines = output.split("settings ", 1)[1].splitlines()[1:]
    return {
        line[2:].split("  ")[0]: (line[0], *re.findall(r"\d+/\d+|[\d.]+%", line)) for line in lines
    }


def sweep_runs(store):
    """Return the runs of a sweep, oldest first."""
    return [run for run in store.runs(limit=200)[0] if run["name"].startswith("sweep")][::-1]


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    """The address of a Dask scheduler with a worker, for sweeps that need not start their own."""
    program = tmp_path_factory.mktemp("scheduler") / "scheduler.py"
    program.write_text(CLUSTER)
    with subprocess.Popen(
        [sys.executable, program],
        env=environment_of(program.parent),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process.stdout.readline().strip()
        process.communicate("\n")


def test_every_combination_is_a_run_and_a_row_of_the_table(nnet, store):
    result = nnet("sweep", *SMALL, "--set", "learning_rate=0.3,3", "--seeds", "2")
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    runs = sweep_runs(store)
    assert sorted((run["config"]["learning_rate"], run["config"]["seed"]) for run in runs) == [
        (0.3, 1),
        (0.3, 2),
        (3.0, 1),
        (3.0, 2),
    ]
    assert {run["status"] for run in runs} == {"finished"}
    assert {run["architecture"] for run in runs} == {"784-10-10"}
    table = rows(result.stdout)
    assert list(table) == ["learning_rate=0.3", "learning_rate=3.0"]
    assert [table[row][0] for row in table] == [" ", "*"]
    best = [run["test_accuracy"] for run in runs if run["config"]["learning_rate"] == 3]
    assert table["learning_rate=3.0"][1] == "2/2"
    assert table["learning_rate=3.0"][3] == f"{sum(best) / 2:.2%}"
    low, high = mean_interval(best)
    assert table["learning_rate=3.0"][4:] == (f"{max(low, 0):.2%}", f"{min(high, 1):.2%}")


def test_a_member_trains_like_the_same_training_alone(nnet, store, scheduler):
    nnet("sweep", *SMALL, "--set", "batch_size=20", "--seeds", "1", "--scheduler", scheduler)
    nnet("train", *SMALL, "--batch-size", "20", "--seed", "1")
    alone, member = (run["id"] for run in store.runs(limit=2)[0])
    assert store.checkpoint(alone) == store.checkpoint(member)


def test_the_same_sweep_again_trains_only_what_is_missing(nnet, store, scheduler):
    for rates in ("1", "1,2"):
        options = ("--set", f"learning_rate={rates}", "--seeds", "1", "--scheduler", scheduler)
        nnet("sweep", *SMALL, *options)
    assert [run["config"]["learning_rate"] for run in sweep_runs(store)] == [1.0, 2.0]


def test_a_member_that_fails_is_named_and_leaves_the_others_alone(nnet, store, scheduler):
    arguments = (
        "--recipe",
        "mlp",
        "--layers",
        "784-10-10",
        "--epochs",
        "1",
        "--seeds",
        "1",
        *DIGITS,
    )
    rates = ("--set", "learning_rate=1e30,0.1")
    result = nnet("sweep", *arguments, *rates, "--scheduler", scheduler)
    assert result.returncode == 1
    assert re.search(r"learning_rate=1e\+30, seed 1: The loss was no longer", result.stdout)
    table = rows(result.stdout)
    assert table["learning_rate=1e+30"][:2] == (" ", "0/1")
    assert table["learning_rate=0.1"][:2] == ("*", "1/1")
    assert sorted(run["status"] for run in sweep_runs(store)) == ["failed", "finished"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no process groups")
def test_ctrl_c_stops_the_members_and_the_same_sweep_goes_on_with_them(
    nnet, store, environment, tmp_path
):
    settings = ("--recipe", "nielsen", "--set", "learning_rate=1,3", "--seeds", "1")
    settings += ("--epochs", "6", "--training-digits", "20000")
    command = [sys.executable, "-m", "nnet", "sweep", *settings]
    with subprocess.Popen(
        command,
        env=environment,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        eventually(
            lambda: any(run["epochs_done"] for run in started(store)),
            lambda has_begun: has_begun or process.poll() is not None,
        )
        assert process.poll() is None, process.stderr.read()
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to every process
        _, errors = process.communicate()
    assert process.returncode == 130
    assert errors == "Stopped. The same command again goes on from here.\n"
    assert "running" not in {run["status"] for run in sweep_runs(store)}
    result = nnet("sweep", *settings)
    assert result.returncode == 0, result.stderr
    assert [run["status"] for run in sweep_runs(store)] == ["finished", "finished"]
    assert {run["epochs_done"] for run in sweep_runs(store)} == {6}


def started(store):
    """Return the sweep's runs, none as long as the command has not made the store."""
    try:
        return sweep_runs(store)
    except Exception:  # there is no table yet
        return []


def test_a_scheduler_elsewhere_trains_the_same(nnet, store, scheduler):
    result = nnet("sweep", *SMALL, "--seeds", "2", "--scheduler", scheduler)
    assert result.returncode == 0, result.stderr
    assert [run["status"] for run in sweep_runs(store)] == ["finished", "finished"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--set", "learning_rate=fast"], "--set learning_rate needs numbers with commas between"),
        (["--set", "batch_size=1.5"], "--set batch_size needs whole numbers"),
        (["--set", "colour=red"], "--set takes NAME=VALUE,... of learning_rate, batch_size"),
        (["--set", "learning_rate=0.1,0.1"], "has the same value twice"),
        (["--set", "epochs=1", "--set", "epochs=2"], "--set epochs was given twice"),
        (["--set", "learning_rate=-1"], "Learning rate must be above 0, got -1.0."),
        (["--set", "epochs=1", "--epochs", "2"], "Give either --epochs or --set epochs."),
        (
            ["--set", "training_digits=500", *DIGITS],
            "Give either --training-digits or --set training_digits.",
        ),
    ],
)
def test_bad_settings_are_answered_with_one_line_before_anything_starts(
    nnet_here, store, arguments, message
):
    assert_refused(nnet_here("sweep", "--recipe", "nielsen", *arguments), message)
    assert started(store) == []


def test_a_scheduler_that_does_not_answer_is_named_before_anything_starts(
    nnet_here, store, monkeypatch
):
    monkeypatch.setattr(dask_cluster, "CONNECT_S", 0.5)
    address = "tcp://127.0.0.1:1"
    result = nnet_here("sweep", "--recipe", "nielsen", "--scheduler", address)
    assert_refused(result, f"No Dask scheduler answers at {address}")
    assert started(store) == []


def assert_refused(result, message):
    """Check that a command ended with one line that says why."""
    assert result.returncode == 2
    assert result.stderr.startswith("Error: ") and message in result.stderr
    assert len(result.stderr.splitlines()) == 1
