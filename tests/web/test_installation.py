"""The site as an app: its manifest, and the worker that keeps the drawing page on a device."""

from __future__ import annotations

import io
import json
import re
from urllib.parse import urljoin

import pytest
from PIL import Image

from tests.support.owner import TOKEN
from tests.web.test_owner import sign_in

WORKER = "/service-worker.js"


def kept_by(client):
    """Return what the worker of a client's site keeps."""
    return json.loads(re.search(r"^const KEPT = (.*);$", client.get(WORKER).text, re.MULTILINE)[1])


@pytest.mark.changes_nothing
@pytest.mark.parametrize(
    ("language", "tag", "word"), [("en", "en", "Draw"), ("zh", "zh-Hans", "写")]
)
def test_a_page_names_the_manifest_of_its_language(client, language, tag, word):
    page = client.get(f"/?lang={language}").text
    address = re.search(r'<link rel="manifest" href="([^"]+)">', page)[1]
    answer = client.get(address)
    manifest = json.loads(answer.data)
    assert answer.mimetype == "application/manifest+json"
    assert (manifest["lang"], manifest["name"], manifest["display"]) == (
        tag,
        "Inknet",
        "standalone",
    )
    assert manifest["description"].startswith(word)
    assert manifest["background_color"] in page
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        picture = client.get(urljoin(address, icon["src"]), buffered=True)
        with Image.open(io.BytesIO(picture.data)) as opened:
            assert f"{opened.width}x{opened.height}" == icon["sizes"]


def test_below_a_path_everything_leads_below_it(create):
    client = create(PREFIX="/digits").test_client()
    address = re.search(r'rel="manifest" href="([^"]+)"', client.get("/digits/").text)[1]
    manifest = json.loads(client.get(address).data)
    whole = f"http://localhost{address}"
    assert urljoin(whole, manifest["start_url"]) == "http://localhost/digits/"
    assert urljoin(whole, manifest["scope"]) == "http://localhost/digits/"
    icon = client.get(urljoin(whole, manifest["icons"][0]["src"]), buffered=True)
    assert (icon.status_code, icon.mimetype) == (200, "image/png")
    assert kept_by(client) == kept_by(create().test_client())


@pytest.mark.changes_nothing
def test_the_worker_keeps_all_that_the_page_and_its_scripts_load(client):
    kept = kept_by(client)
    assert kept["pages"] == {"en": "./?lang=en", "zh-Hans": "./?lang=zh"}
    assert kept["offline"] == {"en": "offline?lang=en", "zh-Hans": "offline?lang=zh"}
    assert "Server out of reach" in client.get("/offline").text
    assert client.get(f"/{kept['weights']}").mimetype == "application/octet-stream"
    page = client.get("/").text
    assert {*re.findall(r'"/(static-[^"]+)"', page)} <= {*kept["files"]}
    scripts = {file.partition("/js/")[2] for file in kept["files"]}
    # At once, later, and in a worker of the page's own.
    assert {"draw.js", "ink/strokes.js", "reader/stand_in.js", "reader/worker.js"} <= scripts
    assert {"reader/core/convolution.js", "sharing/share_dialog.js"} <= scripts
    assert "dashboard.js" not in scripts
    for file in kept["files"]:
        answer = client.get(f"/{file}", buffered=True)
        assert "immutable" in answer.headers["Cache-Control"], file


@pytest.mark.changes_nothing
def test_the_worker_may_fetch_from_its_own_site_alone_and_is_asked_for_again(client):
    answer = client.get(WORKER)
    assert answer.mimetype == "text/javascript"
    policy = answer.headers["Content-Security-Policy"].split("; ")
    assert policy == ["default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'"]
    assert answer.headers["Cache-Control"] == "no-cache"
    known = {"If-None-Match": answer.headers["ETag"]}
    assert client.get(WORKER, headers=known).status_code == 304


def test_another_page_is_another_version_and_whoever_asks_gets_the_same(create):
    before = create(OWNER_TOKEN=TOKEN).test_client()
    first = before.get(WORKER).data
    owner = create(OWNER_TOKEN=TOKEN).test_client()
    sign_in(owner)
    assert owner.get(WORKER, headers={"Accept-Language": "zh"}).data == first
    named = create(SOURCE_URL="https://source.example/inknet").test_client()
    assert kept_by(named)["version"] != kept_by(before)["version"]
    assert kept_by(named)["files"] == kept_by(before)["files"]


@pytest.mark.changes_nothing
def test_what_other_sites_embed_is_not_installed(client):
    assert "manifest" not in client.get("/embed").text
