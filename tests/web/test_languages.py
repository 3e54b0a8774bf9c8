"""The site in the language that a visitor prefers or chose: pages, problems, charts, addresses."""

from __future__ import annotations

import html
import json
import re

import pytest

from tests.support import pictures
from tests.support.sketches import digit
from tests.web.test_owner import sign_in

BROWSER = {"Accept": "text/html"}
CHINESE = {**BROWSER, "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"}
PATHS = ["/", "/dashboard", "/about", "/privacy", "/sign-in", "/drawings", "/inside", "/inside/why"]
PATHS += ["/inside/step", "/inside/film", "/embed", "/embed/curves", "/nothing-here", "a run"]
PATHS += ["a drawing", "/d/nothing-here"]

NAMES = re.compile(
    r"python -m [\w -]+|curl \S+ \S+|Neural Networks and Deep Learning|[A-Z]\w+ Chrome or Edge"
    r"|width=device-width, \S+|light dark|[\w-]+, seed \d+"
)
"""What is called so in every language, and what is no text."""

ENGLISH = re.compile(r"\b[A-Za-z]{2,}'?[,;]? [a-z]{2,}\b")
INLINE = re.compile(r"</?(?:a|strong|em|code|span)\b[^>]*>")
APART = re.compile(r".{0,20}。\s+[^<\s·].{0,20}")
MESSAGES = re.compile(r'<script type="application/json" id="messages">(.*?)</script>', re.DOTALL)
ORIGINS = re.compile(r'<ul class="sources">.*?</ul>', re.DOTALL)


def language_of(page):
    """Return what a page says its language is."""
    return re.search(r'<html lang="([^"]+)"', page.text)[1]


@pytest.mark.changes_nothing
@pytest.mark.parametrize(
    ("preferred", "language"),
    [
        (None, "en"),
        ("de, fr;q=0.5", "en"),
        ("zh", "zh-Hans"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("zh-TW,en;q=0.5", "zh-Hans"),
        ("en-GB,zh;q=0.5", "en"),
    ],
)
def test_a_page_speaks_the_language_that_the_browser_prefers(client, preferred, language):
    headers = BROWSER if preferred is None else {**BROWSER, "Accept-Language": preferred}
    page = client.get("/about", headers=headers)
    assert language_of(page) == language
    assert ("关于这个模型" in page.text) == (language == "zh-Hans")
    assert {"Accept-Language", "Cookie"} <= {*page.vary}
    assert "Set-Cookie" not in page.headers


@pytest.mark.changes_nothing
def test_what_the_address_chooses_is_kept(client):
    chosen = client.get("/about?lang=zh", headers=BROWSER)
    cookie = chosen.headers["Set-Cookie"]
    assert language_of(chosen) == "zh-Hans"
    assert cookie.startswith("lang=zh;") and "Max-Age=31536000" in cookie
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Secure" not in cookie
    kept = client.get("/", headers=BROWSER)
    assert language_of(kept) == "zh-Hans" and "Set-Cookie" not in kept.headers
    assert language_of(client.get("/?lang=en", headers=BROWSER)) == "en"
    assert language_of(client.get("/", headers=BROWSER)) == "en"
    assert client.get("/api/runs/none").json["title"] == "Not Found"
    stale = client.get("/?lang=zh", headers={**BROWSER, "If-None-Match": kept.headers["ETag"]})
    assert language_of(stale) == "zh-Hans"


@pytest.mark.changes_nothing
def test_nothing_is_kept_that_the_browser_prefers_anyway_nor_in_other_sites_frames(client):
    assert "Set-Cookie" not in client.get("/?lang=zh", headers=CHINESE).headers
    framed = client.get("/embed?lang=zh", headers=BROWSER)
    assert language_of(framed) == "zh-Hans" and "Set-Cookie" not in framed.headers
    assert "Set-Cookie" not in client.get("/?lang=xx", headers=BROWSER).headers


def test_each_page_names_its_address_in_each_language(create):
    public = create(PUBLIC_URL="https://inknet.example/below").test_client()
    page = public.get("/about?lang=zh&x=1", headers=BROWSER)
    assert 'rel="canonical" href="https://inknet.example/below/about?lang=zh"' in page.text
    named = re.findall(r'rel="alternate" hreflang="([^"]+)" href="([^"]+)"', page.text)
    assert dict(named) == {
        "en": "https://inknet.example/below/about?lang=en",
        "zh-Hans": "https://inknet.example/below/about?lang=zh",
        "x-default": "https://inknet.example/below/about",
    }
    assert "Path=/below" in page.headers["Set-Cookie"] and "Secure" in page.headers["Set-Cookie"]
    assert "hreflang" in public.get("/dashboard").text
    missing = public.get("/nothing-here", headers=BROWSER).text.partition("</head>")[0]
    assert "hreflang" not in missing and "noindex" in missing


@pytest.mark.changes_nothing
def test_the_footer_leads_to_the_same_page_in_each_language(client):
    page = client.get("/dashboard?runs=a%26b&lang=zh&token=secret", headers=BROWSER).text
    footer = html.unescape(page.partition('<footer class="site-footer">')[2])
    assert 'href="?runs=a%26b&lang=en" lang="en"' in footer and ">English</a>" in footer
    assert re.search(r'lang="zh-Hans"[^>]*aria-current="true">中文<', footer)
    assert "secret" not in footer


def texts_of(page):
    """Return what a page and its scripts show and say, one text at a time."""
    told = [text for found in MESSAGES.findall(page) for text in json.loads(found).values()]
    page = re.sub(r"<(script|style|code|option)\b.*?</\1>", "", page, flags=re.DOTALL)
    spoken = re.findall(r'\b(?:aria-label|title|alt|placeholder|content)="([^"]*)"', page)
    shown = re.sub(r"<[^>]*>", "\n", page).split("\n")
    return [html.unescape(text).strip() for text in (*told, *shown, *spoken)]


def test_no_english_is_left_on_any_page_and_no_space_after_a_full_stop(create):
    client = create(OWNER_TOKEN="a token of the tests").test_client()
    sign_in(client)
    run = next(run["id"] for run in client.get("/api/runs").json["runs"] if not run["notes"])
    drawing = client.post("/api/drawings", json={"strokes": digit(3)}).json["url"]
    places = {"a run": f"/runs/{run}", "a drawing": drawing}
    # Nothing that an English page has left behind shows in a Chinese one.
    client.get(places["a run"])
    client.get("/inside")
    left = {}
    for path in PATHS:
        page = client.get(places.get(path, path), headers=CHINESE)
        assert language_of(page) == "zh-Hans"
        texts = texts_of(ORIGINS.sub("", page.text))
        left[path] = [text for text in texts if ENGLISH.search(NAMES.sub("", text))]
        left[path] += APART.findall(INLINE.sub("", page.text))
    assert {path: texts for path, texts in left.items() if texts} == {}


@pytest.mark.changes_nothing
def test_problems_are_said_in_the_language_that_is_asked_for(client, owned):
    asked = {"Accept-Language": "zh"}
    missing = client.get("/api/runs/none", headers=asked)
    assert missing.json["title"] == "未找到" and missing.json["detail"].startswith("没有这次训练。")
    assert missing.json["code"] == "not_found" and "Accept-Language" in missing.vary
    picture = client.post("/api/predictions", data=b"no picture", headers=asked)
    assert picture.json["detail"].startswith("内容不是可以读取的图片。请以 PNG")
    query = client.get("/api/runs?limit=0&x=1", headers=asked).json["errors"]
    assert {error["field"]: error["message"] for error in query} == {
        "limit": "必须大于或等于 1，且小于或等于 200。",
        "unknown": "没有这个参数。",
    }
    strokes = client.post("/api/drawings", json={"strokes": []}, headers=asked).json["errors"]
    assert strokes[0]["message"] == "这里必须是 1 到 200 笔的列表。"
    layers = [{"type": "dense", "units": 30}, {"type": "dropout", "rate": 2}]
    asked["Authorization"] = "Bearer a token of the tests"
    body = {"recipe": "nielsen", "overrides": {"layers": layers}}
    found = client.post("/api/configurations", json=body, headers=asked)
    assert found.json["problem"].startswith("第 2 层（dropout）：随机失活的比率必须")
    steps = client.post(
        "/api/predictions?explain=preprocessing",
        data=pictures.encode(pictures.draw(pictures.SEVEN)),
        headers=asked,
    )
    assert re.search("[一-龥]", steps.json["explanation"]["proposal"]["text"])
    layers = client.get("/api/inside/network", headers=asked).json["layers"]
    assert re.search("。\\S", layers[0]["about"]) and "。 " not in layers[0]["about"]


@pytest.mark.changes_nothing
def test_charts_speak_each_language_and_no_cache_mixes_them(client):
    first = client.get("/api/curves.svg")
    chinese = client.get("/api/curves.svg", headers={"Accept-Language": "zh"})
    assert ">Epoch<" in first.text and ">轮次<" in chinese.text
    assert first.headers["ETag"] != chinese.headers["ETag"]
    assert "Accept-Language" in first.vary
    assert ">Epoch<" in client.get("/api/curves.svg").text


@pytest.mark.changes_nothing
def test_pictures_that_chats_show_keep_to_letters_that_they_can_draw(client):
    first = client.get("/dashboard/preview.png")
    chinese = client.get("/dashboard/preview.png", headers={"Accept-Language": "zh"})
    assert first.data == chinese.data and "Accept-Language" not in chinese.vary
