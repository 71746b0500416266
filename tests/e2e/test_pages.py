"""Every page in both languages: opens, reads in its direction, fits, is accessible, speaks one language, asks nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import Visit, drawn, settle

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
PAGES = {
    "overview": "/?",
    "timeline": "/timeline?",
    "map": "/map?",
    "actors": "/actors?",
    "quotes": "/quotes?",
    "articles": "/article?",
    "article": "/article?id=fixture-06&",
    "profile": "/actors?who=test-salim&",
    "itinerary": "/map?who=test-salim&",
    "matrix": "/actors?v=matrix&",
    "compare": "/actors?who=test-salim&vs=test-karim&",
    "arcs": "/map?m=arcs&",
    "add": "/add?",
    "method": "/method?",
}

LEFTOVERS = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const at = node.parentElement;
    if (!at || at.closest('[lang=en],[dir=ltr],code,pre,script,style,noscript,bdi,blockquote,svg,[hidden]')) continue;
    if (!at.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    for (const word of node.textContent.match(/[A-Za-z]{2,}/g) || []) found.push(word);
  }
  for (const node of document.querySelectorAll('[aria-label],[title],[placeholder],[alt]')) {
    if (!node.checkVisibility()) continue;
    if (node.closest('[lang=en],[dir=ltr]')) continue;
    for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
      const text = node.getAttribute(name) || '';
      if (/[A-Za-z]{3,}/.test(text) && !/[\\u0600-\\u06ff]/.test(text)) found.push(name + '=' + text);
    }
  }
  return found;
}"""
NAMES_OF_FORMATS = set(
    "CSV XLSX GeoJSON GraphML GEXF TimelineJS ZIP JSONL UCDP GED txt md html csv jsonl Natural Earth IBM Plex Sans Arabic SIL OFL plotly js"
    " Lavrov Test Wire".split()
)
"""Names without an Arabic form, and the made-up outlet of the fixture."""


def axe(page: Page) -> list[str]:
    """Serious and critical findings."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "() => axe.run(document, { resultTypes: ['violations'] }).then((r) => r.violations.map((v) =>"
        " ({ id: v.id, impact: v.impact, nodes: v.nodes.slice(0, 1).map((n) => ({ html: n.html, failureSummary: n.failureSummary })) })))"
    )
    return [
        f"{v['id']}: {v['nodes'][0]['html'][:160]} {v['nodes'][0].get('failureSummary', '')[:200]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_page_stands(visit: Visit, name: str, lang: str) -> None:
    page = visit(f"{PAGES[name]}lang={lang}")
    assert page.evaluate("() => [document.documentElement.lang, document.documentElement.dir]") == [lang, "rtl" if lang == "ar" else "ltr"]
    assert page.locator("h1").count() == 1
    assert page.locator("[role=alert]").count() == 0
    assert page.title() != "Streamlit"
    assert axe(page) == []
    if lang == "ar":
        assert set(page.evaluate(LEFTOVERS)) - NAMES_OF_FORMATS == set()
    assert fits(page)
    page.set_viewport_size({"width": 390, "height": 844})
    drawn(page)
    assert fits(page)


def fits(page: Page) -> bool:
    """Nothing sticks out sideways."""
    return bool(
        page.evaluate("() => { const m = document.querySelector('[data-testid=stMain]'); return m.scrollWidth <= m.clientWidth + 1; }")
    )


@pytest.mark.parametrize("path", ["/?", "/timeline?", "/actors?who=test-salim&", "/quotes?", "/article?id=fixture-06&"])
def test_page_dark(visit: Visit, path: str) -> None:
    page = visit(f"{path}lang=ar", color_scheme="dark")
    page.wait_for_function("() => document.documentElement.dataset.shade === 'dark'", timeout=10_000)
    settle(page)
    assert axe(page) == []


def test_page_phone_opens_narrow(visit: Visit) -> None:
    page = visit("/map?lang=ar", width=390)
    assert fits(page)
    page.wait_for_function("() => document.querySelector('.js-plotly-plot')?.clientHeight < 420", timeout=10_000)


def test_page_embedded_shows_the_same(visit: Visit) -> None:
    plain, embedded = visit("/timeline?lang=en&actors=test-salim"), visit("/timeline?lang=en&actors=test-salim&embed=true")
    rows = plain.locator("table.tbl tbody tr").all_inner_texts()
    assert rows and embedded.locator("table.tbl tbody tr").all_inner_texts() == rows


def test_page_unknown_values_are_dropped_with_a_note(visit: Visit) -> None:
    page = visit("/timeline?lang=xx&actors=nobody-here,test-salim&date_from=yesterday&by=colour&talk=nope&foo=1&p=99")
    note = page.locator(".filters + .note").inner_text()
    for part in ("lang=xx", "nobody-here", "yesterday", "colour", "foo=1"):
        assert part in note
    assert page.locator("table.tbl tbody tr").count() > 0
    assert page.locator("#talk-card").count() == 1  # says that there is no such talk


def test_page_without_name_is_the_overview_with_a_note(visit: Visit) -> None:
    page = visit("/no-such-page?lang=ar")
    assert "no-such-page" in page.locator(".filters + .note").inner_text()
    page.locator("[role=dialog]").wait_for(state="hidden", timeout=10_000)
    page = visit("/article?lang=en&id=fixture-06&foo=1")
    assert "foo=1" in page.locator(".note").first.inner_text()


def test_page_hostile_article_stays_text(visit: Visit) -> None:
    for path in ("/?lang=ar", "/quotes?lang=ar&speakers=test-huda", "/article?lang=en"):
        page = visit(path)
        assert page.evaluate("() => window.__hacked") is None
        assert page.locator("a[href^='javascript' i], img[onerror], .stHtml script").count() == 0
    page = visit("/article?lang=ar&id=fixture-hostile")
    assert page.evaluate("() => window.__hacked") is None
    text = page.locator(".reader .text").inner_text()
    assert "<script>window.__hacked=1</script>" in text and "**غامق**" in text and "[رابط](javascript:alert(1))" in text
    assert "\u202e" not in text
