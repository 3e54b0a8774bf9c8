"""POST /api/predictions: a picture becomes an answer, or an error that says what to do."""

from __future__ import annotations

import base64
import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from nnet.core.data import load_test_digits
from tests.support.pictures import SEVEN, TWO, blown_up, draw, encode, on_transparent, prepare
from tests.support.problems import assert_problem
from webapp.services import services_of

pytestmark = pytest.mark.changes_nothing

URL = "/api/predictions"
LIMIT = 2 * 1024 * 1024


def send(client, picture, media_type="image/png"):
    """Send a picture as the body itself."""
    return client.post(URL, data=picture, content_type=media_type)


def send_form(client, **fields):
    """Send a form of texts and, as bytes, files; a list repeats a field."""
    body = b""
    for name, values in fields.items():
        for value in values if isinstance(values, list) else [values]:
            is_file = isinstance(value, bytes)
            head = f'Content-Disposition: form-data; name="{name}"'
            head += '; filename="any.thing"' if is_file else ""
            content = value if is_file else value.encode()
            body += f"--frontier\r\n{head}\r\n\r\n".encode() + content + b"\r\n"
    return send(client, body + b"--frontier--\r\n", "multipart/form-data; boundary=frontier")


def chunk(kind, content):
    """Return one chunk of a PNG."""
    checksum = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + checksum


def png(width, height, *chunks, data=b""):
    """Return a PNG whose header claims a size, whatever follows."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = (chunk(b"IHDR", header), *chunks, chunk(b"IDAT", data), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def test_a_prediction_has_every_member_and_agrees_with_itself(client, app, seven):
    response = send(client, seven)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    prediction = response.json
    assert set(prediction) == {
        *("status", "digit", "confidence", "probabilities", "digits", "text", "model"),
        *("alternatives", "elapsed_ms"),
    }
    assert prediction["status"] == "digit"
    assert prediction["digit"] == 7 and prediction["text"] == "7"
    assert prediction["alternatives"] is None
    assert len(prediction["probabilities"]) == 10
    assert abs(sum(prediction["probabilities"]) - 1) <= 1e-6
    assert prediction["confidence"] == prediction["probabilities"][7]
    assert prediction["confidence"] == max(prediction["probabilities"])
    assert prediction["elapsed_ms"] > 0
    sha256 = client.get("/api/model").json["sha256"]
    assert prediction["model"] == sha256[:12]
    (digit,) = prediction["digits"]
    assert set(digit) == {"digit", "confidence", "probabilities", "box", "input"}
    for member in ("digit", "confidence", "probabilities"):
        assert digit[member] == prediction[member]


def test_the_answer_shows_what_the_network_saw(client, seven):
    (digit,) = send(client, seven).json["digits"]
    with Image.open(io.BytesIO(base64.b64decode(digit["input"]))) as shown:
        assert (shown.format, shown.mode, shown.size) == ("PNG", "L", (28, 28))
        seen = prepare(seven)
        assert np.array_equal(np.asarray(shown), seen.pixels)
    assert digit["box"] == list(seen.box)


def test_test_digits_are_read_as_what_they_are(client):
    digits = load_test_digits()

    def read(number):
        picture = blown_up(digits.images[number], canvas=300, left=10, top=10)
        return send(client, encode(picture)).json["digit"]

    assert sum(read(number) == digits.labels[number] for number in range(40)) >= 39


@pytest.mark.parametrize(
    ("picture", "media_type"),
    [
        pytest.param(encode(draw(TWO)), "image/png", id="black on white"),
        pytest.param(encode(draw(TWO).point(lambda level: 255 - level)), "image/png", id="white"),
        pytest.param(encode(on_transparent(draw(TWO), 0)), "image/png", id="transparent"),
        pytest.param(encode(draw(TWO).convert("RGB"), "JPEG"), "image/jpeg", id="JPEG"),
        pytest.param(encode(draw(TWO), "JPEG"), "image/png", id="JPEG under another name"),
        pytest.param(encode(draw(TWO)), "Image/PNG; charset=utf-8", id="type with a parameter"),
    ],
)
def test_every_accepted_form_of_a_drawing_is_read_alike(client, picture, media_type):
    assert send(client, picture, media_type).json["digit"] == 2
    assert send_form(client, image=picture).json["digit"] == 2


PICTURE = encode(draw(SEVEN))


@pytest.mark.parametrize(
    ("picture", "status", "code"),
    [
        pytest.param(b"", 400, "bad_image", id="empty"),
        pytest.param(PICTURE[: len(PICTURE) // 2], 400, "bad_image", id="truncated"),
        pytest.param(PICTURE[:8], 400, "bad_image", id="signature alone"),
        pytest.param(png(28, 28, data=b"no zlib"), 400, "bad_image", id="corrupt"),
        pytest.param(b"GIF89a" + bytes(40), 400, "bad_image", id="GIF without a picture"),
        pytest.param(b"<svg/>", 415, "unsupported_image", id="SVG"),
        pytest.param(b"\0" * 100, 415, "unsupported_image", id="NULs"),
        pytest.param(png(2500, 2500), 413, "image_too_many_pixels", id="6 million pixels"),
        pytest.param(png(4097, 2), 413, "image_too_many_pixels", id="a side over 4096"),
        pytest.param(png(2**31 - 1, 2**31 - 1), 413, "image_too_many_pixels", id="huge"),
        pytest.param(
            png(28, 28, chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(70_000_000)))),
            413,
            "image_too_many_pixels",
            id="text bomb",
        ),
        pytest.param(encode(Image.new("L", (280, 280), 255)), 422, "blank_image", id="blank"),
        pytest.param(encode(Image.new("RGBA", (9, 9))), 422, "blank_image", id="transparent"),
        pytest.param(bytes(LIMIT + 1), 413, "too_large", id="over 2 MiB"),
        pytest.param(bytes(LIMIT), 415, "unsupported_image", id="2 MiB are read"),
    ],
)
def test_a_picture_that_cannot_be_read_is_refused(client, picture, status, code):
    assert_problem(send(client, picture), status, code)
    assert_problem(send_form(client, image=picture), status, code)


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/x-www-form-urlencoded", "application/pdf", "a"]
)
def test_another_content_type_is_refused(client, seven, media_type):
    assert_problem(send(client, seven, media_type), 415, "unsupported_image")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        pytest.param({}, "image", id="empty form"),
        pytest.param({"picture": b"x"}, "image", id="another name"),
        pytest.param({"image": "a text"}, "image", id="no file"),
        pytest.param(
            {"image": [b"x", b"x"]},
            "image",
            id="two files",
        ),
        pytest.param({"image": b"x", "x": "1"}, "unknown", id="one more"),
    ],
)
def test_a_form_without_exactly_the_picture_is_refused(client, fields, field):
    problem = assert_problem(send_form(client, **fields), 422, "validation")
    assert field in {error["field"] for error in problem["errors"]}


@pytest.mark.parametrize("body", [b"", b"--x\r\n", b"\xff\xfe\0", b"--b\r\nbroken"])
def test_a_form_that_is_none_is_refused(client, body):
    for media_type in ("multipart/form-data", "multipart/form-data; boundary=b"):
        assert_problem(send(client, body, media_type), 422, "validation")


def test_too_many_form_parts_are_refused(client, seven):
    fields = {f"field{number}": "x" for number in range(50)}
    response = send_form(client, image=seven, **fields)
    assert_problem(response, 413, "too_large")


def test_a_body_without_its_length_is_refused(client, seven):
    headers = {"Transfer-Encoding": "chunked"}
    response = client.post(
        URL, input_stream=io.BytesIO(seven), content_type="image/png", headers=headers
    )
    assert_problem(response, 411, "length_required")


def test_without_a_model_the_answer_is_to_come_back_later(create, seven):
    app = create()
    services_of(app).recognizer.activate(None)
    problem = assert_problem(send(app.test_client(), seven), 503, "unavailable")
    assert "model" in problem["detail"]


@settings(
    max_examples=60,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(flips=st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 255)), max_size=8))
def test_damage_never_leads_to_more_than_a_refusal(client, flips):
    damaged = bytearray(PICTURE)
    for position, bits in flips:
        damaged[position % len(damaged)] ^= bits
    response = send(client, bytes(damaged))
    if response.status_code == 200:
        assert abs(sum(response.json["probabilities"]) - 1) <= 1e-6
    else:
        assert response.status_code in {400, 413, 415, 422}
        assert_problem(response, response.status_code, response.json["code"])
