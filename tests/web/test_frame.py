"""What all pages have around their content: footer, owner's door, what links show of them."""

from __future__ import annotations

import io
import re
from urllib.parse import urlsplit

import pytest
from PIL import Image

from nnet.models.checkpoint import dump_model, load_model
from nnet.models.recipes import recipe_config
from tests.support.owner import TOKEN
from tests.support.sketches import digit
from tests.web.test_owner import sign_in
from webapp import config
from webapp.services import services_of

PATHS = ["/", "/dashboard", "/about", "/privacy", "/sign-in", "/nothing-here", "a run", "a drawing"]
BROWSER = {"Accept": "text/html"}


def page_of(client, path):
    """Return a page's text."""
    if path == "a run":
        path = f"/runs/{client.get('/api/runs').json['runs'][0]['id']}"
    if path == "a drawing":
        path = client.post("/api/drawings", json={"strokes": digit(3)}).json["url"]
    return client.get(path, headers=BROWSER).text


def footer_of(page):
    """Return what a page has in its footer."""
    return page.partition('<footer class="site-footer">')[2].partition("</footer>")[0]


@pytest.mark.parametrize("path", PATHS)
def test_every_page_leads_to_the_owners_door_and_says_what_is_kept(create, path):
    client = create(OWNER_TOKEN=TOKEN).test_client()
    footer = footer_of(page_of(client, path))
    there = [link for link in re.findall(r'href="([^"]+)"', footer) if "lang=" not in link]
    assert there == ["/about#api", "/privacy", "/sign-in"]
    assert "Sign in" in footer and "Sign out" not in footer
    sign_in(client)
    footer = footer_of(page_of(client, path))
    assert "Signed in" in footer and 'action="/sign-out"' in footer and "/sign-in" not in footer


@pytest.mark.changes_nothing
def test_what_other_sites_embed_has_no_footer(client):
    assert footer_of(client.get("/embed").text) == ""


def test_the_footer_names_the_source_where_it_is_known(create):
    client = create(SOURCE_URL="https://source.example/inknet").test_client()
    assert 'href="https://source.example/inknet">Source<' in footer_of(client.get("/").text)
    with pytest.raises(config.ConfigurationError, match="SOURCE_URL must be an address"):
        create(SOURCE_URL="javascript:alert(1)")


def test_the_page_to_sign_in_says_what_an_owner_can_do(create):
    page = create(OWNER_TOKEN=TOKEN).test_client().get("/sign-in").text
    for right in (
        "start trainings",
        "name runs",
        "how robust",
        "choose the network",
        "delete them",
    ):
        assert right in page
    assert 'name="token"' in page
    without = create(HOST="0.0.0.0").test_client().get("/sign-in").text
    assert 'name="token"' not in without and "has no owner yet" in without


def test_visitors_of_the_dashboard_hear_of_its_owner(create):
    client = create(OWNER_TOKEN=TOKEN).test_client()
    told = "Whoever runs this copy can start and steer trainings"
    assert told in client.get("/dashboard").text
    sign_in(client)
    assert told not in client.get("/dashboard").text


@pytest.mark.parametrize("path", ["/", "/dashboard", "/about"])
def test_a_link_unfurls_in_chat_programs(create, path):
    client = create(PUBLIC_URL="https://inknet.example").test_client()
    page = client.get(path).text
    said = dict(
        re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]+)"', page)
    )
    assert said["og:title"] and said["og:description"] and said["og:image:alt"]
    where = "dashboard/preview.png" if path == "/dashboard" else "static-"
    assert said["og:image"].startswith(f"https://inknet.example/{where}")
    picture = client.get(urlsplit(said["og:image"]).path, buffered=True)
    with Image.open(io.BytesIO(picture.data)) as opened:
        assert (opened.format, opened.size) == ("PNG", (1200, 630))
    assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")


def words_of(client):
    """Return the words of the page about the model."""
    return " ".join(re.sub("<[^>]*>", " ", client.get("/about").text).split())


@pytest.mark.changes_nothing
def test_the_page_about_the_model_draws_and_explains_the_network(client):
    page, words = client.get("/about").text, words_of(client)
    assert page.count('<svg class="stage__drawing"') == 9
    assert "28 × 28 pixels the drawing" in words
    assert "32 maps 26 × 26 each, by filters of 3 × 3 352 weights" in words
    assert "128 units each weighs all that came before" in words
    assert "32c3 stands for 32 filters of 3 × 3 pixels" in words
    weights = re.findall(r"([\d,]+) weights", words)
    total = client.get("/api/model").json["parameters"]
    assert sum(int(number.replace(",", "")) for number in weights) == total


@pytest.mark.changes_nothing
def test_the_page_about_the_model_says_that_a_drawing_may_be_refused(client):
    words = words_of(client)
    assert "refuses what is more likely none; where the page knows your strokes" in words
    assert "heard on this, too. Otherwise the digit with the highest" in words


def test_a_network_without_filters_is_explained_without_them(client, app, tmp_path):
    network = recipe_config("nielsen")
    model = model_of(network, tmp_path)
    services_of(app).recognizer.activate(model)
    words = words_of(client)
    assert "30 units" in words and "10 digits" in words
    assert "filters" not in words.partition("In short")[2].partition("Each unit")[0]


def model_of(configuration, folder):
    """Return an untrained model of a configuration."""
    path = folder / "model.npz"
    path.write_bytes(dump_model(configuration.create_network(), configuration))
    return load_model(path)
