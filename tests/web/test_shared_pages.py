"""The page of a shared drawing, what unfurls of its link, and its pictures."""

from __future__ import annotations

import io
import re
from xml.etree import ElementTree

import pytest
import segno
from PIL import Image

from tests.browser.strokes import DIGITS, SIDE
from tests.support.sketches import digit, share, sketch


def test_the_link_unfurls(create):
    client = create(TRUSTED_HOSTS="localhost,digits.example").test_client()
    made = share(client, digit(3))
    page = client.get(f"/d/{made['id']}", headers={"Host": "digits.example"})
    assert page.status_code == 200
    tags = dict(
        re.findall(
            r'<meta (?:property|name)="((?:og|twitter):[\w:]+)" content="([^"]*)">', page.text
        )
    )
    assert tags["og:url"] == f"http://digits.example/d/{made['id']}"
    assert tags["og:image"] == f"http://digits.example/d/{made['id']}/preview.png"
    assert tags["twitter:card"] == "summary_large_image"
    assert tags["twitter:image"] == tags["og:image"]
    # No certainty is claimed that no calibration carries.
    sure = r"(more than 99\.9|99\.\d|\d\d)%"
    assert re.fullmatch(f"Read as 3, {sure} sure\\.", tags["og:title"])
    preview = client.get(f"/d/{made['id']}/preview.png")
    with Image.open(io.BytesIO(preview.data)) as picture:
        assert (picture.format, picture.size) == ("PNG", (1200, 630))
        assert (str(picture.width), str(picture.height)) == (
            tags["og:image:width"],
            tags["og:image:height"],
        )
        # The drawing on the left, the answer on the right.
        dark = picture.convert("L").point(lambda value: 255 * (value < 60))
        left, _, right, _ = dark.getbbox()
    assert left < 400 and 700 < right < 1160
    assert len(preview.data) < 300_000
    assert page.headers["X-Robots-Tag"] == "noindex" and 'name="robots"' in page.text


@pytest.mark.parametrize(
    ("which", "title"), [("number", "Read as 42"), ("black paper", "not a digit")]
)
def test_other_answers_have_their_pictures_too(client, which, title):
    pair = [
        [(x / 2 + 140 * place, y / 2 + 70) for x, y in stroke]
        for place, one in enumerate((4, 2))
        for stroke in DIGITS[one]
    ]
    black = sketch([[(0, y), (SIDE, y)] for y in range(40, SIDE, 50)], width=100)
    made = share(client, sketch(pair, width=10) if which == "number" else black)
    assert title in client.get(f"/d/{made['id']}").text
    assert client.get(f"/d/{made['id']}/preview.png").mimetype == "image/png"


def test_the_picture_is_the_drawing(client):
    made = share(client, digit(1))
    content = client.get(f"/d/{made['id']}/picture.png").data
    with Image.open(io.BytesIO(content)) as picture:
        scale = picture.width / SIDE
        assert picture.size == (560, 560)
        for x, y in DIGITS[1][0]:
            assert picture.convert("L").getpixel((int(x * scale), int(y * scale))) < 50
        assert picture.convert("L").getpixel((5, 5)) == 255
    answer = client.post("/api/predictions", data=content, content_type="image/png").json
    assert answer["text"] == "1"


def test_the_code_leads_to_the_page(create):
    client = create(TRUSTED_HOSTS="localhost,digits.example").test_client()
    made = share(client, digit(1))
    response = client.get(f"/d/{made['id']}/qr.svg", headers={"Host": "digits.example"})
    assert response.mimetype == "image/svg+xml"
    expected = io.BytesIO()
    address = f"http://digits.example/d/{made['id']}"
    segno.make(address, error="m", micro=False).save(expected, kind="svg", border=4)
    assert paths(response.data) == paths(expected.getvalue())


def paths(svg):
    """Return what an SVG draws."""
    root = ElementTree.fromstring(svg)
    return [element.attrib["d"] for element in root.iter() if element.tag.endswith("path")][-1]


def test_the_page_says_it_without_scripts(client):
    made = share(client, digit(3))
    page = client.get(f"/d/{made['id']}").text
    assert f'<noscript><img class="paper__shared" src="/d/{made["id"]}/picture.png"' in page
    assert re.search(r'id="digit"[^>]*>3<', page)
    assert "Read as 3, " in page


def test_what_is_kept_is_told(create):
    page = create(DRAWINGS_KEPT_DAYS=90).test_client().get("/privacy").text
    assert "We keep it for 90 days." in page
    page = create(DRAWINGS_KEPT_DAYS=0).test_client().get("/privacy").text
    assert "We keep it until somebody deletes it." in page
