"""The pages in Chinese, on a phone: scripts speak it, nothing is cut off, and the choice lasts."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.devices import PHONE
from tests.browser.drawing import draw
from tests.browser.strokes import DIGITS

CHINESE = {**PHONE, "locale": "zh-CN"}

# A machine without Chinese fonts shows narrow boxes: dashes are as wide as the characters that they
# stand for, and the spaces of no width let lines end between any two of them.
CUT_OFF = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  const replace = (text) => text.replace(/[一-龥，。：？（）“”]/g, "—\\u200b");
  for (const node of nodes) if (/[一-龥]/.test(node.data)) node.data = replace(node.data);
  const clips = (element) => {
    const { overflowX, clipPath, textOverflow } = getComputedStyle(element);
    if (clipPath !== "none" || textOverflow === "ellipsis") return "meant";
    if (overflowX === "auto" || overflowX === "scroll") return "meant";
    return overflowX === "visible" ? null : "cut";
  };
  const cut = [];
  for (const node of nodes) {
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (box.width === 0 || node.data.trim() === "") continue;
    let frame = node.parentElement;
    while (frame.parentElement !== null && clips(frame) === null) frame = frame.parentElement;
    if (clips(frame) === "meant") continue;
    const right = Math.min(frame.getBoundingClientRect().right, innerWidth);
    if (box.right > right + 1 || box.left < -1) cut.push(node.data);
  }
  if (document.documentElement.scrollWidth > innerWidth) cut.push("wider than the window");
  return cut;
}"""


def cut_off(page: Page, path: str) -> list[str]:
    """Return what is cut off on a page."""
    return [f"{path}: {text}" for text in page.evaluate(CUT_OFF)]


def test_pages_speak_chinese_and_cut_nothing_off(open_page: OpenPage, shared: str) -> None:
    page = open_page("/", charts=False, **CHINESE)
    draw(page, DIGITS[3])
    expect(page.locator("#answer")).to_contain_text("很有可能")
    cut = cut_off(page, "/")
    for path in ("/dashboard", "/about", "/inside", shared):
        page.goto(path)
        expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
        if path == "/dashboard":
            expect(page.locator("#runs-table tbody")).to_contain_text("已完成")
        if path == "/inside":
            expect(page.locator("#reading-text")).to_have_text("读作 3")
        cut += cut_off(page, path)
    page.goto("/dashboard")
    page.locator("#runs-table a").first.click()
    expect(page.locator("[data-fact=status]")).to_have_text("已完成")
    cut += cut_off(page, "a run")
    assert cut == []


def test_a_choice_of_language_lasts_and_leaves_the_drawing(open_page: OpenPage) -> None:
    page = open_page("/")
    draw(page, DIGITS[3])
    expect(page.locator("#digit")).to_have_text("3")
    page.get_by_role("link", name="中文").click()
    expect(page.locator("#answer")).to_contain_text("很有可能")
    page.get_by_role("link", name="关于", exact=True).click()
    expect(page.locator("h1")).to_have_text("关于这个模型")
    assert page.request.get("/api/runs/none").json()["title"] == "未找到"
