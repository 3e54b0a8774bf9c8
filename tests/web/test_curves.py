"""Curves as the server draws them: files, parts of pages, pages for other sites, previews."""

from __future__ import annotations

import dataclasses
import io
import re
import xml.etree.ElementTree as ElementTree

import pytest
import sqlalchemy as sa
from PIL import Image

from nnet.core.evaluation import EpochMetrics
from nnet.models.recipes import recipe_config
from nnet.store.claimed_run import ClaimedRun
from nnet.store.run_rows import new_run
from nnet.store.tables import Metric, Run
from tests.support.servers import ROOT
from tests.support.shipped import SHIPPED
from webapp.services import services_of

URL = "/api/curves.svg"
BROWSER = {"Accept": "text/html"}
LINES = ".//{*}path[@class]"
SVG = "{http://www.w3.org/2000/svg}"
CHANGES = [
    {"epoch": epoch, "step": 1, "position": position, "old": 3.0, "new": 0.5}
    for epoch, position in ((2, 1.25), (3, 2.5))  # the latter in an epoch that is not over
]


@pytest.fixture
def store(app):
    return services_of(app).runs.get()


def record(store, name, shares, loss=0.25, **settings):
    """Record a run whose accuracy goes as told, and return its id."""
    config = recipe_config("nielsen", epochs=len(shares), **settings)
    run_id = store.create_run(config, name, "784-30-10", 23860, {})
    for epoch, share in enumerate(shares, 1):
        metrics = EpochMetrics(epoch, 0.2, 0.98, 0.3, 0.97, loss, share, 3.0, 1.5)
        ClaimedRun(store, run_id).add_epoch(dataclasses.asdict(metrics), 2.5 * epoch, {})
    ClaimedRun(store, run_id).finish("finished")
    return run_id


def drawing(client, **query):
    """Return a drawing as XML."""
    answer = client.get(URL, query_string=query)
    assert answer.status_code == 200, answer.json
    return ElementTree.fromstring(answer.data)


def lines(root):
    """Return the lines of a drawing by their names: of each the colour and the dash."""
    found = [path for path in root.iterfind(LINES) if "curves__line" in path.get("class")]
    looks = [(path.get("stroke"), path.get("stroke-dasharray")) for path in found]
    return dict(zip([path.findtext("{*}title") for path in found], looks, strict=True))


def texts(root):
    return [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.changes_nothing
def test_the_shipped_runs_are_drawn_and_named_at_their_ends(client):
    root = drawing(client)
    assert {name.partition(",")[0] for name in lines(root)} == SHIPPED
    assert {*texts(root)} >= SHIPPED
    assert (root.get("width"), root.get("height")) == ("960", "540")
    assert {"100", "1,000", "Epoch"} <= {*texts(root)}


@pytest.mark.changes_nothing
def test_a_drawing_is_a_picture_that_does_nothing(client):
    answer = client.get(URL)
    assert answer.mimetype == "image/svg+xml"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    elements = {
        element.tag.partition("}")[2] for element in ElementTree.fromstring(answer.data).iter()
    }
    assert elements <= {"svg", "title", "rect", "line", "text", "path"}
    assert b"href" not in answer.data and b" on" not in re.sub(rb">[^<]*<", b"><", answer.data)


@pytest.mark.changes_nothing
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"scale": "linear"}, {"100%", "60%"}),
        ({"scale": "top"}, {"90%", "100%"}),
        ({"metric": "test_loss", "scale": "linear"}, {"0", "0.2"}),
        ({"metric": "test_loss"}, {"0.1", "0.05"}),
        ({"epochs": "log"}, {"1", "2", "5", "50"}),
    ],
)
def test_scales_are_named(client, query, expected):
    assert expected <= {*texts(drawing(client, **query))}


@pytest.mark.changes_nothing
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_are_those_of_the_style_sheet(client, theme):
    sheet = (ROOT / "static/css/charts.css").read_text()
    pairs = re.findall(r"--curve-\d: var\(--light, (#\w{6})\) var\(--dark, (#\w{6})\)", sheet)
    light, dark = zip(*pairs, strict=True)
    colours = {colour for colour, _ in lines(drawing(client, theme=theme)).values()}
    assert len(colours) == 7 and colours == {*(light if theme == "light" else dark)}


@pytest.mark.changes_nothing
@pytest.mark.parametrize(
    "query",
    [
        *({"runs": ids} for ids in ("<x>", "a,", ",".join(["a"] * 41), "a" * 65, "a\0", "a b")),
        *({"metric": "nothing"}, {"scale": "x"}, {"theme": "x"}, {"lines": "x"}),
        *({"smoothing": value} for value in ("nan", "inf", "-1", "1", "x")),
        *({side: value} for side in ("width", "height") for value in ("0", "1e3", "9999", "-5")),
    ],
    ids=str,
)
def test_what_cannot_be_used_is_refused(client, query):
    for path in (URL, "/embed/curves"):
        answer = client.get(path, query_string=query)
        assert answer.status_code == 422
        assert [error["field"] for error in answer.json["errors"]] == [*query]


@pytest.mark.changes_nothing
def test_an_unknown_parameter_is_refused(client):
    assert {client.get(f"{path}?other=1").status_code for path in (URL, "/embed/curves")} == {422}


@pytest.mark.changes_nothing
def test_runs_are_chosen_and_unknown_ones_left_out(client):
    run = client.get("/api/runs").json["runs"][0]
    assert [*lines(drawing(client, runs=f"{run['id']},unknown"))] == [run["name"]]
    assert lines(drawing(client, runs="unknown")) == {}


def test_a_drawing_is_asked_for_again_only_when_it_has_changed(client, store):
    run_id = record(store, "grows", [0.8])
    known = {"If-None-Match": client.get(URL).headers["ETag"]}
    assert client.get(URL, headers=known).status_code == 304
    assert client.get(f"{URL}?theme=dark", headers=known).status_code == 200
    store.edit_run(run_id, name="another name")
    changed = client.get(URL, headers=known)
    assert changed.status_code == 200 and b"another name" in changed.data


def test_names_are_texts(client, store):
    name = "<script>alert(1)</script>&]]>\uffff"
    record(store, name, [0.8, 0.9])
    assert "<script>alert(1)</script>&]]>\ufffd" in lines(drawing(client))


def test_names_colours_and_dashes_do_not_repeat(client, store):
    for number in range(12):
        record(store, "the same name", [0.8 + number / 100, 0.9])
    found = lines(drawing(client))
    assert {"the same name", "the same name (2)", "the same name (12)"} <= {*found}
    assert len({*found.values()}) == len(found) == len(SHIPPED) + 12


def test_runs_far_apart_in_age_differ_too(client, store):
    """The first and the 29th of all runs would have the same look."""
    ids = [run["id"] for run in client.get("/api/runs").json["runs"]][::-1]
    ids += [record(store, f"run {number}", [0.9]) for number in range(28)]
    found = lines(drawing(client, runs=f"{ids[0]},{ids[28]}"))
    assert len({*found.values()}) == len(found) == 2


def test_seeds_become_a_mean_in_a_band(client, store):
    ids = [
        record(store, f"band, seed {seed}", [share] * 2, seed=seed)
        for seed, share in [(1, 0.8), (2, 0.9)]
    ]
    root = drawing(client, runs=",".join(ids), lines="seeds", scale="linear")
    assert [*lines(root)] == ["band, 2 seeds"]
    bands = [path for path in root.iterfind(LINES) if "curves__band" in path.get("class")]
    assert len(bands) == 1 and bands[0].get("d").endswith("z")


def test_a_run_is_drawn_on_each_part_of_the_digits_with_what_was_changed_on_the_way(client, store):
    run_id = record(store, "steered", [0.9, 0.94])
    with store.writing() as session:
        session.get(Run, run_id).rate_changes = CHANGES
    page = client.get(f"/runs/{run_id}", headers=BROWSER).text
    for quantity, place in (("accuracy", "100%"), ("loss", "0")):
        answer = client.get(f"/api/runs/{run_id}/curves.svg?quantity={quantity}")
        root = ElementTree.fromstring(answer.data)
        assert [*lines(root)] == ["Training", "Validation", "Test"]
        assert len({*lines(root).values()}) == 3
        marks = [svg for svg in root.iter(f"{SVG}svg") if svg.findtext("{*}text") == "3 → 0.5"]
        assert [(mark.get("x"), mark.get("y")) for mark in marks] == [("62.5%", place)]
    assert page.count(">3 → 0.5<") == 2 and 'data-drawn="2 2"' in page
    assert "/vendor/plotly-" not in page.partition("<body")[0]
    assert client.get("/api/runs/none/curves.svg").status_code == 404


def test_a_long_run_is_a_short_drawing(client, store):
    row = new_run(
        recipe_config("nielsen", epochs=9_000), "long", "784-30-10", 23860, status="finished"
    )
    row.environment, row.epochs_done = {}, 9_000
    with store.writing() as session:
        session.add(row)
        session.flush()
        epochs = range(1, 9_001)
        rows = [{"run_id": row.id, "epoch": epoch, "test_accuracy": 0.9} for epoch in epochs]
        session.execute(sa.insert(Metric), rows)
    answer = client.get(URL, query_string={"runs": row.id})
    assert len(answer.data) < 10_000 and ">8,000<" in answer.text


@pytest.mark.parametrize("scale", ["linear", "log"])
@pytest.mark.parametrize("loss", [0.0, 5e-324, 1e300, float("inf")])
def test_a_loss_beyond_all_scales_is_drawn(client, store, loss, scale):
    run_id = record(store, "diverges", [0.1, 0.1], loss)
    for runs in ("", run_id):
        answer = client.get(URL, query_string={"runs": runs, "metric": "test_loss", "scale": scale})
        assert answer.status_code == 200 and "nan" not in answer.text


@pytest.mark.changes_nothing
def test_the_training_page_has_its_curves_without_scripts(client):
    page = client.get("/dashboard", headers=BROWSER).text
    assert "Mistakes per 10,000" in page
    assert len(re.findall("curves__line", page)) == 2 * len(SHIPPED)
    table = re.search('<table class="runs-table">.*?</table>', page, re.DOTALL)[0]
    assert all(recipe in table for recipe in SHIPPED) and "99.68%" in table
    assert "From 76.75% to 99.68%: what each idea added" in page
    one = client.get(
        "/dashboard?runs=unknown&above=all&smooth=nan&epochs=x&_external=1&runs=%00"
    ).text
    assert "curves__line" not in one and "what each idea added" not in one


@pytest.mark.changes_nothing
def test_a_link_to_the_training_page_has_a_preview(client):
    page = client.get("/dashboard?above=all&_anchor=x", headers=BROWSER).text
    address = re.search('property="og:image" content="([^"]+)"', page)[1]
    assert address.endswith("/dashboard/preview.png?above=all")
    answer = client.get(address)
    with Image.open(io.BytesIO(answer.data)) as picture:
        assert (picture.format, picture.size) == ("PNG", (1200, 630))
        assert len({*picture.convert("P").tobytes()}) > 10
    assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


@pytest.mark.changes_nothing
def test_other_sites_pages_show_curves_and_run_no_script(client):
    answer = client.get("/embed/curves?metric=test_loss&scale=linear", headers=BROWSER)
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
    assert "<script" not in answer.text and "style=" not in answer.text
    assert len(re.findall("curves__line", answer.text)) == len(SHIPPED)


def test_the_training_page_comes_while_the_store_cannot_be_used(create, instance):
    app = create()
    services_of(app).runs.close_at_exit()
    (instance / "runs.db").write_bytes(b"no database at all, and nothing that looks like one" * 99)
    page = app.test_client().get("/dashboard", headers=BROWSER)
    assert page.status_code == 200 and "Loading the training runs" in page.text
