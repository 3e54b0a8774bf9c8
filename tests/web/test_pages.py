"""The pages and what they load, as far as it shows without a browser."""

from __future__ import annotations

import dataclasses
import gzip
import json
import re
import subprocess
import sys
from importlib.metadata import version
from urllib.parse import urljoin

import brotli
import pytest

from nnet.models.checkpoint import SHIPPED_MODEL, load_model
from nnet.models.recipes import recipe_config
from tests.support.sketches import digit
from webapp.assets.files import versioned_path
from webapp.services import services_of

TOKEN = "a token of the tests"
BROWSER = {"Accept": "text/html"}


@pytest.mark.changes_nothing
@pytest.mark.parametrize("path", ["/", "/dashboard", "/about"])
def test_a_page_loads_only_what_this_server_has(client, path):
    page = client.get(path, headers=BROWSER)
    assert page.status_code == 200 and page.mimetype == "text/html"
    text = page.get_data(as_text=True)
    assert '<html lang="en">' in text
    loaded = re.sub(r'<link rel="(?:canonical|alternate)"[^>]*>', "", text)
    addresses = re.findall(r'<(?:script|link|img)[^>]*(?:src|href)="([^"]+)"', loaded)
    assert addresses
    for address in addresses:
        assert address.startswith("/"), address
        assert client.get(address, buffered=True).status_code == 200, address


@pytest.mark.changes_nothing
def test_a_run_has_a_page_and_an_unknown_one_a_page_that_says_so(client):
    run = client.get("/api/runs").json["runs"][0]
    page = client.get(f"/runs/{run['id']}", headers=BROWSER)
    assert page.status_code == 200 and run["name"] in page.get_data(as_text=True)
    for run_id in ("unknown", "%00", "9" * 400):
        missing = client.get(f"/runs/{run_id}", headers=BROWSER)
        assert missing.status_code == 404 and missing.mimetype == "text/html"
        assert "no such run" in missing.get_data(as_text=True)


def test_a_runs_name_is_text_and_never_markup(client, app):
    store = services_of(app).runs.get()
    name = "<script>alert(1)</script>"
    run_id = store.create_run(recipe_config("nielsen"), name, "784-30-10", 23860, {})
    assert name not in client.get(f"/runs/{run_id}").get_data(as_text=True)


@pytest.mark.changes_nothing
def test_the_page_about_the_model_names_it_and_its_accuracy(client):
    model = client.get("/api/model").json
    page = client.get("/about").get_data(as_text=True)
    assert model["sha256"] in page and model["architecture"] in page
    assert f"{model['test_accuracy'] * 100:.2f}%" in page
    assert f"{model['parameters']:,}" in page


def test_the_page_about_the_model_tells_both_accuracies_side_by_side(client, app):
    def shown(card):
        model = dataclasses.replace(load_model(SHIPPED_MODEL), card=card)
        services_of(app).recognizer.activate(model)
        return " ".join(re.sub("<[^>]*>", " ", client.get("/about").get_data(as_text=True)).split())

    card = {"test_accuracy": 0.9967, "test_accuracy_interval": [0.9954, 0.9976]}
    alone = shown(card)
    assert "Test accuracy 99.67%" in alone and "95% interval: 99.54% to 99.76%" in alone
    assert "Drawings" not in alone.partition("How a drawing becomes")[0]
    drawings = {
        **{"drawings_accuracy": 0.9812, "drawings_accuracy_interval": [0.975, 0.986]},
        **{"drawings": 2345, "drawings_writers": 12, "drawings_learned_from_writers": 34},
    }
    both = shown({**card, **drawings})
    assert "Test accuracy 99.67%" in both
    assert "Drawings by unseen writers 98.12% of 2,345 digits drawn with a pen by 12 people" in both
    assert "95% interval: 97.50% to 98.60%" in both
    assert "digits that 34 people drew" in both


@pytest.mark.parametrize("held_out", [["a"], [], None])
def test_a_run_measured_on_drawings_has_a_fact_more(client, app, held_out):
    config = recipe_config("nielsen")
    if held_out is not None:
        described = {"sha256": "0" * 64, "training": ["b"], "held_out": held_out, "copies": 0}
        config = dataclasses.replace(config, strokes=described)
    run_id = services_of(app).runs.get().create_run(config, "try", "784-30-10", 23860, {})
    page = client.get(f"/runs/{run_id}").get_data(as_text=True)
    assert ("Drawings by unseen writers" in page) == bool(held_out)


def test_without_a_model_the_page_about_it_says_so(client, app):
    services_of(app).recognizer.activate(None)
    page = client.get("/about")
    assert page.status_code == 200 and "No model is loaded" in page.get_data(as_text=True)


@pytest.mark.changes_nothing
def test_plotly_comes_from_the_installed_package_and_is_kept(client):
    url = f"/vendor/plotly-{version('plotly')}.min.js"
    assert url in client.get("/dashboard").get_data(as_text=True)
    packed = client.get(url, headers={"Accept-Encoding": "br, gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.mimetype == "text/javascript"
    assert "immutable" in packed.headers["Cache-Control"]
    assert "Accept-Encoding" in packed.headers["Vary"]
    with client.get(url) as plain:
        assert "Content-Encoding" not in plain.headers
        assert gzip.decompress(packed.get_data()) == plain.get_data()
        assert len(packed.get_data()) < len(plain.get_data()) / 3


def test_plotly_is_served_without_being_imported():
    code = (
        "import sys; from webapp import create_app"
        "; from webapp.assets.plotly import plotly_response"
        "; import webapp.application, webapp.pages.site; assert 'plotly' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_importing_the_package_loads_no_arithmetic():
    code = "import sys, webapp, webapp.__main__; assert 'numpy' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.changes_nothing
def test_static_files_are_asked_for_again_and_not_sent_again(client):
    first = client.get("/static/css/base.css")
    assert first.headers["Cache-Control"] == "no-cache"
    known = {"If-None-Match": first.headers["ETag"]}
    again = client.get("/static/css/base.css", headers=known)
    assert again.status_code == 304
    for response in (first, again):
        response.close()


@pytest.mark.changes_nothing
def test_what_a_page_loads_is_kept_until_it_is_another(client):
    text = client.get("/").text
    paths = re.findall(r'"(/static-[^"]+)"', text)
    assert len(paths) >= 4
    for path in paths:
        kept = client.get(path, buffered=True)
        assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        # With each of the three dozen files of a first visit it would come along.
        assert not {"Content-Disposition", "Last-Modified", "Accept-Ranges"} & {
            *kept.headers.keys()
        }
        # A server of another version, behind the same balancer, has its own; nobody keeps it there.
        other = client.get(
            re.sub("static-[0-9a-f]{12}", "static-0123456789ab", path), buffered=True
        )
        assert (other.data, other.headers["Cache-Control"]) == (kept.data, "no-cache")


@pytest.mark.changes_nothing
def test_what_is_kept_comes_as_small_as_it_can(client):
    text = client.get("/").text
    for path in re.findall(r'"(/static-[^"]+\.(?:js|css))"', text):
        plain = client.get(path, buffered=True)
        packed = client.get(path, headers={"Accept-Encoding": "gzip, br, zstd"}, buffered=True)
        assert packed.headers["Content-Encoding"] == "br"
        assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
        assert brotli.decompress(packed.data) == plain.data
        written = client.get(re.sub("static-[0-9a-f]+", "static", path), buffered=True)
        whole = written.data if written.status_code == 200 else plain.data  # some sheets in one
        assert len(packed.data) < 0.6 * len(whole)
        # Browsers take Brotli over TLS alone.
        other = client.get(path, headers={"Accept-Encoding": "gzip"}, buffered=True)
        assert other.headers.get("Content-Encoding", "gzip") == "gzip"


@pytest.mark.changes_nothing
def test_scripts_come_without_comments_and_keep_their_lines(client):
    paths = re.findall(r'"/static-[^"/]+(/js/[^"]+\.js)"', client.get("/").text)
    assert len(paths) > 30
    for path in paths:
        plain = client.get(f"/static{path}", buffered=True).text.splitlines()
        sent = client.get(f"/static-0123456789ab{path}", buffered=True).text.splitlines()
        assert len(sent) == len(plain)
        for line, written in zip(sent, plain, strict=True):
            is_comment = written.strip().startswith(("//", "/**", "*"))
            assert line == ("" if is_comment else written)


@pytest.mark.changes_nothing
def test_style_sheets_come_in_one(client):
    one, other = (
        client.get(f"/static/css/{name}.css", buffered=True).data for name in ("tokens", "base")
    )
    both = client.get("/static-0123456789ab/styles/tokens+base.css")
    comments = re.compile(rb"/\*.*?\*/\s*", re.DOTALL)
    assert (both.data, both.mimetype) == (comments.sub(b"", one + other), "text/css")
    known = {"If-None-Match": both.headers["ETag"]}
    assert client.get("/static-0/styles/tokens+base.css", headers=known).status_code == 304


@pytest.mark.changes_nothing
@pytest.mark.parametrize(
    "names", ["nothing", "base+nothing", "..%2fjs%2fdraw", "", "+", "base+" * 99 + "base"]
)
def test_what_is_no_style_sheet_is_not_found(client, names):
    assert client.get(f"/static-0/styles/{names}.css").status_code == 404


@pytest.mark.changes_nothing
@pytest.mark.parametrize("path", ["/", "/dashboard", "/inside", "/learn/data"])
def test_a_pages_head_names_every_module_that_it_begins_with(client, path):
    text = client.get(path).text
    waiting = re.findall(r'<script type="module" src="([^"]+)"', text)
    entries, loaded = {*waiting}, {*waiting}
    while waiting:
        importer = waiting.pop()
        script = client.get(importer, buffered=True).text
        # What has brackets after "import" is loaded later, if at all.
        ways = re.findall(r'^(?:import|export) (?:[^;]*? from )?"([^"]+)";', script, re.MULTILINE)
        fresh = {urljoin(importer, way) for way in ways} - loaded
        loaded |= fresh
        waiting += fresh
    named = re.findall(r'<link rel="modulepreload" href="([^"]+)"', text)
    assert len(named) == len({*named}) and {*named} == loaded - entries


def test_the_version_of_the_files_is_that_of_their_content(tmp_path):
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "one.js").write_text("1")
    before = versioned_path(tmp_path)
    assert before == versioned_path(tmp_path)
    (tmp_path / "js" / "one.js").write_text("2")
    assert versioned_path(tmp_path) != before


def scripts_of(client, page):
    """Return the text of every script that a page's own load."""
    waiting = re.findall(r'<script type="module" src="([^"]+)"', page)
    found = {}
    while waiting:
        address = waiting.pop()
        if address not in found:
            found[address] = client.get(address, buffered=True).text
            names = re.findall(r'(?:from |import\()"(\.[\w./]+\.js)"', found[address])
            waiting += [urljoin(address, name) for name in names]
    return found


@pytest.mark.parametrize("path", ["/", "/embed", "/dashboard", "a run", "a drawing"])
def test_a_page_has_every_text_that_its_scripts_name(client, path):
    if path == "a run":
        path = f"/runs/{client.get('/api/runs').json['runs'][0]['id']}"
    if path == "a drawing":
        path = client.post("/api/drawings", json={"strokes": digit(3)}).json["url"]
    page = client.get(path).text
    texts = json.loads(re.search(r'id="messages">(.*?)</script>', page, re.DOTALL)[1])
    scripts = scripts_of(client, page)
    assert len(scripts) > 10
    for address, script in scripts.items():
        for plural, key in re.findall(r'\bt(n?)\("([\w.]+)"', script):
            assert (f"{key}.other" if plural else key) in texts, (address, key)


@pytest.mark.changes_nothing
@pytest.mark.parametrize("path", ["/", "/dashboard", "/about"])
@pytest.mark.parametrize("encoding", ["identity", "gzip", "br"])
def test_a_page_that_has_not_changed_is_not_sent_again(client, path, encoding):
    accepted = {"Accept-Encoding": encoding}
    first = client.get(path, headers=accepted)
    known = {**accepted, "If-None-Match": first.headers["ETag"]}
    again = client.get(path, headers=known)
    assert (again.status_code, again.data) == (304, b"")


def test_a_page_is_sent_again_once_it_shows_more(create):
    client = create(OWNER_TOKEN=TOKEN).test_client()
    known = {"If-None-Match": client.get("/dashboard").headers["ETag"]}
    client.post("/sign-in", data={"token": TOKEN})
    assert client.get("/dashboard", headers=known).status_code == 200


@pytest.mark.changes_nothing
def test_an_unknown_language_falls_back_to_english(client):
    for query in ("?lang=xx", "?lang=..%2f", ""):
        page = client.get("/" + query, headers={"Accept-Language": "xx,tlh;q=0.5"})
        assert '<html lang="en">' in page.get_data(as_text=True)
