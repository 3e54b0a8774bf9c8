"""What the hosting files name exists: settings, versions, files and commands; and no secrets."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys

import pytest
import yaml

from tests.hosting.compose import services, variables
from tests.hosting.dockerfile import instructions
from tests.hosting.programs import status
from tests.support.locks import ROOT
from tests.support.servers import serving
from webapp.config import SETTINGS

NAMES = {setting.name for setting in SETTINGS}
PYTHONS = {"HOME", "MPLCONFIGDIR", "PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}
OTHERS = {
    "caddy": {"DOMAIN"},
    "postgres": {"POSTGRES_DB", "POSTGRES_PASSWORD", "POSTGRES_USER"},
}
"""The variables that images know which are not ours."""

VALUES = dict.fromkeys(("DOMAIN", "OWNER_TOKEN", "POSTGRES_PASSWORD"), "given")
SERVICES = services(VALUES)
UNIT = (ROOT / "docs" / "hosting" / "inknet.service").read_text()
SPACE = (ROOT / "docs" / "hosting" / "huggingface.md").read_text()


def lines_of(name):
    """Return the values of a key of the systemd unit."""
    return re.findall(rf"^{name}=(.*)$", UNIT, re.M)


@pytest.mark.parametrize("name", SERVICES)
def test_every_variable_of_a_service_is_known_to_its_image(name):
    service = SERVICES[name]
    image = service["image"].partition(":")[0]
    assert set(service.get("environment", {})) <= OTHERS.get(image, NAMES)


def test_what_the_dockerfile_render_and_systemd_set_are_settings():
    text = (ROOT / "Dockerfile").read_text()
    env = [pair for name, line in instructions(text) if name == "ENV" for pair in line.split()]
    build = {"PIP_DISABLE_PIP_VERSION_CHECK", "PIP_NO_CACHE_DIR"}
    assert {pair.partition("=")[0] for pair in env} <= NAMES | PYTHONS | build
    (web,) = yaml.safe_load((ROOT / "render.yaml").read_text())["services"]
    assert {entry["key"] for entry in web["envVars"]} <= NAMES
    unit = [pair for line in lines_of("Environment") for pair in line.split()]
    assert {pair.partition("=")[0] for pair in unit} <= NAMES | PYTHONS


@pytest.mark.parametrize("name", SERVICES)
def test_images_are_pinned_to_a_version_or_built_here(name):
    image = SERVICES[name]["image"]
    # PostgreSQL's versions have two parts.
    pinned = r"inknet|postgres:\d+\.\d+-alpine|(caddy|redis):\d+\.\d+\.\d+-alpine"
    assert re.fullmatch(pinned, image)
    assert ("build" in SERVICES[name]) == (image == "inknet")


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_may_do_little_and_is_started_again(name):
    service = SERVICES[name]
    assert service["read_only"] and service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["restart"] == "unless-stopped" and service["mem_limit"]


def test_only_the_proxy_is_reached_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    networks = yaml.safe_load((ROOT / "compose.yaml").read_text())["networks"]
    opened = {name for name, network in networks.items() if not network.get("internal")}
    assert opened == {"outside"}
    assert [name for name, one in SERVICES.items() if opened & {*one["networks"]}] == ["proxy"]


def test_services_reach_those_that_they_name():
    for name, service in SERVICES.items():
        for other in service.get("depends_on", ()):
            assert {*service["networks"]} & {*SERVICES[other]["networks"]}, (name, other)


def test_secrets_have_no_default_and_the_example_names_them_all():
    example = (ROOT / "docs" / "hosting" / "env.example").read_text()
    given = dict(line.split("=", 1) for line in example.splitlines() if re.match(r"\w+=", line))
    assert given == dict.fromkeys(variables(), "")
    text = (ROOT / "compose.yaml").read_text()
    assert text.count("${") == len(re.findall(r"\$\{\w+:\?", text))
    assert ".env" in (ROOT / ".gitignore").read_text().splitlines()


def test_render_makes_the_owners_token_itself_and_asks_whether_the_server_is_ready():
    (web,) = yaml.safe_load((ROOT / "render.yaml").read_text())["services"]
    assert {"key": "OWNER_TOKEN", "generateValue": True} in web["envVars"]
    assert all(isinstance(entry.get("value", ""), str) for entry in web["envVars"])
    assert (web["runtime"], web["plan"], web["healthCheckPath"]) == ("docker", "free", "/readyz")


def test_the_container_is_built_on_one_version_and_the_guide_names_each():
    bases = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.M)
    (base,) = {*bases}
    assert re.fullmatch(r"python:3\.13\.\d+-slim-trixie", base)
    guide = (ROOT / "docs" / "hosting.md").read_text()
    for image in {base, *(service["image"] for service in SERVICES.values())} - {"inknet"}:
        assert f"`{image}`" in guide, image


def test_the_procfiles_command_is_one():
    kind, _, command = (ROOT / "Procfile").read_text().strip().partition(": ")
    assert kind == "web"
    program, *arguments = shlex.split(command)
    assert program == "python"
    done = subprocess.run(
        [sys.executable, *arguments, "--help"], cwd=ROOT, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_space_is_a_container_on_the_port_that_its_text_says():
    front = yaml.safe_load(SPACE.split("---")[1])
    assert front["sdk"] == "docker"
    assert f"PORT={front['app_port']}" in SPACE


def test_systemds_unit_starts_the_server(tmp_path):
    (command,) = lines_of("ExecStart")
    assert command.endswith("/.venv/bin/python -m webapp")
    if shutil.which("systemd-analyze"):
        # The program lies elsewhere here, which is all that systemd may find wrong.
        unit = tmp_path / "inknet.service"
        unit.write_text(UNIT.replace(command.split()[0], sys.executable))
        checked = subprocess.run(
            ["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False
        )
        assert (checked.returncode, checked.stderr) == (0, "")


def test_behind_a_tunnel_it_answers_to_the_names_that_the_guide_says(tmp_path):
    guide = (ROOT / "docs" / "hosting.md").read_text()
    settings = dict(re.findall(r"^export (\w+)=(\S+)", guide, re.M))
    assert settings["PROXIES"] == "1"
    with serving(tmp_path, **settings) as server:
        asked = {
            host: status(f"{server.url}/", Host=host)
            for host in ("a-b-c.trycloudflare.com", "localhost", "127.0.0.1", "elsewhere.example")
        }
    assert [*asked.values()] == [200, 200, 200, 400]


def test_every_setting_is_explained_and_the_guide_names_only_files_that_exist():
    guide = (ROOT / "docs" / "hosting.md").read_text()
    settings = (ROOT / "docs" / "settings.md").read_text()
    (table,) = re.findall(r"^\| setting \|.*?\n\n", settings, re.M | re.S)
    named = re.findall(r"`([A-Z_]+)`", "".join(re.findall(r"^\| (`.*?) \|", table, re.M)))
    assert {setting.name for setting in SETTINGS} <= {*named} and len(named) == len({*named})
    for target in re.findall(r"\]\((hosting/[\w.]+)\)", guide):
        assert (ROOT / "docs" / target).exists()
    for target in re.findall(r"docs/hosting/[\w.]+\w", guide):
        assert (ROOT / target).exists(), target
    anchors = {
        re.sub(r"[^a-z -]", "", title.lower()).replace(" ", "-")
        for title in re.findall(r"^## (.*)$", guide, re.M)
    }
    assert {*re.findall(r"\]\(#([\w-]+)\)", guide)} <= anchors
