"""Studies are computed by a process of their own, whose death is told."""

from __future__ import annotations

from tests.support.owner import TOKEN, call, workers
from tests.support.patience import eventually
from tests.support.servers import serving


def test_another_process_computes_it_and_its_death_is_told(tmp_path):
    def until(study, *statuses):
        return eventually(
            lambda: call(server, "GET", f"/studies/{study['id']}"),
            lambda found: found["status"] in statuses,
        )

    with serving(tmp_path, OWNER_TOKEN=TOKEN, TRAINING_WORKERS="1") as server:
        small = {"kind": "estimate", "recipe": "nielsen", "overrides": {"training_digits": 1000}}
        until(call(server, "POST", "/studies", small), "finished")
        long = call(server, "POST", "/studies", {"kind": "range_test", "recipe": "cnn"})
        until(long, "running")
        for process in workers(server):
            process.kill()
        assert "gone" in until(long, "failed")["error"]
        until(call(server, "POST", "/studies", small), "finished")
