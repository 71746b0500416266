"""Articles that attack: on every page, with every trick in every place, what they say is shown as text and does nothing."""

from __future__ import annotations

import json
import os
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import quote as quoted

import pytest
from playwright.sync_api import Page

from core.store.exports import FORMATS, WHAT, export_bytes
from core.store.filters import Filters
from core.store.query import open_store
from tests.e2e import hostile
from tests.e2e.conftest import App, Visit, settle

DOC = quoted(f"3/../{hostile.TRICKS[3]}", safe="")
PAGES = {
    # page → a visit of it, and how many of the tricks it must show as text
    "overview": ("/?lang=ar", 0),
    "timeline": ("/timeline?lang=en", 4),
    "map": ("/map?lang=en", 2),
    "actors": ("/actors?lang=en", 3),
    "quotes": ("/quotes?lang=en", 9),
    "articles": ("/article?lang=ar", 9),
    "article": (f"/article?lang=en&id={DOC}", 9),
    "method": ("/method?lang=en", 0),
}
if os.environ.get("MASARAT_TORTURE"):  # and every other face of these pages
    PAGES |= {
        "timeline by place": ("/timeline?lang=ar&by=place&actors=evil-1", 2),
        "map, one place": ("/map?lang=ar&at=lair-1", 2),
        "map, mentions": ("/map?lang=en&m=mentions", 1),
        "journeys": ("/map?lang=ar&who=evil-1", 1),
        "matrix": ("/actors?lang=ar&v=matrix", 3),
        "profile": ("/actors?lang=en&who=evil-1", 1),
        "comparison": ("/actors?lang=ar&who=evil-1&vs=evil-2", 2),
        "quotes, filtered": ("/quotes?lang=ar&speakers=evil-1&text=%3Cscript%3E", 0),
        "article as filter": (f"/quotes?lang=ar&doc={DOC}", 9),
    }
HARM = """() => {
  const found = [];
  if (window.__hacked) found.push('a script ran');
  if (getComputedStyle(document.body).display === 'none') found.push('a style sheet hid the page');
  const bad = '[onerror],[onload],[onmouseover],iframe,.stHtml script,a[href^="javascript" i],a[href^="data:" i],[src*="evil.example"],' +
    '[style*="evil.example"],svg a[*|href],.katex,.stMarkdownColoredText,[data-testid=stIconMaterial]:not(button *)';
  for (const node of document.querySelectorAll('main, section.stMain')) for (const hit of node.querySelectorAll(bad))
    found.push(hit.outerHTML.slice(0, 160));
  for (const link of document.querySelectorAll('a[href*="evil.example"]:not([data-nav])')) {
    const safe = /^https:\\/\\/evil\\.example\\//.test(link.getAttribute('href')) && /noopener/.test(link.rel);
    if (!safe) found.push(link.outerHTML.slice(0, 160));
  }
  const html = document.documentElement.outerHTML;
  const override = html.search(/[\\u202a-\\u202e]/);
  if (override >= 0) found.push('an override of direction: ' + html.slice(override - 200, override + 20));
  return found;
}"""
SEEN = """() => document.body.innerText + [...document.querySelectorAll('svg text')].map((t) => t.textContent).join(' ')"""


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    folder = tmp_path_factory.mktemp("hostile")
    running = App(folder / "log.txt", MASARAT_STORE=str(hostile.build_store(folder / "hostile.duckdb")))
    yield running
    running.stop()


def shown(page: Page) -> int:
    """How many tricks stand on the page as the words they are."""
    text = re.sub(r"\s+", " ", page.evaluate(SEEN))
    return sum(re.sub(r"[\u202a-\u202e\u2066-\u2069]", "", trick) in text for trick in hostile.TRICKS)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_shows_a_hostile_article_as_text(visit: Visit, attacked: App, name: str) -> None:
    path, least = PAGES[name]
    page = visit(path, base=attacked.url)
    page.locator("details:not([open]) > summary").evaluate_all("(all) => all.forEach((s) => s.click())")
    page.wait_for_timeout(300)
    assert page.evaluate(HARM) == []
    assert page.locator("[role=alert]").count() == 0
    assert shown(page) >= least


def test_a_talk_and_a_quote_of_a_hostile_article_are_text(visit: Visit, attacked: App) -> None:
    page = visit("/timeline?lang=en", base=attacked.url)
    page.locator("table.tbl tbody a").first.click()
    page.wait_for_function("() => location.search.includes('talk=')", timeout=15_000)
    settle(page)
    assert page.locator("#talk-card blockquote").count() == 1
    assert page.evaluate(HARM) == [] and shown(page) >= 9


def test_a_store_replaced_cut_or_taken_away_under_open_pages_is_said(visit: Visit, store_file: Path, tmp_path: Path) -> None:
    """Replaced: the next view shows the new one. Damaged or gone: a sentence, and all is well when it is back."""
    store, whole = tmp_path / "s.duckdb", store_file.read_bytes()

    def put(data: bytes) -> None:
        (tmp_path / "new").write_bytes(data)
        os.replace(tmp_path / "new", store)

    put(whole)
    running = App(tmp_path / "log.txt", MASARAT_STORE=str(store))
    try:
        rows = visit("/timeline?lang=en", base=running.url).locator("table.tbl tbody tr").count()
        put(hostile.build_store(tmp_path / "other.duckdb").read_bytes())
        assert visit("/timeline?lang=en", base=running.url).locator("table.tbl tbody tr").count() == len(hostile.TRICKS) != rows
        for spoiled in (whole[: len(whole) // 2], whole[:5_000], None):
            put(spoiled) if spoiled is not None else store.unlink()
            said = visit("/timeline?lang=en", base=running.url).locator("[role=alert]").inner_text()
            assert "s.duckdb" in said and "build" in said and str(tmp_path) not in said and "Error" not in said
        put(whole)
        assert visit("/timeline?lang=en", base=running.url).locator("table.tbl tbody tr").count() == rows
    finally:
        running.stop()
    log = (tmp_path / "log.txt").read_text("utf-8")
    assert "Traceback" not in log and '"event": "the store cannot be' in log


def test_hovering_over_charts_runs_nothing(visit: Visit, attacked: App) -> None:
    page = visit("/actors?lang=en", base=attacked.url)
    page.locator(".js-plotly-plot .scatterlayer .point").first.hover(force=True)
    page.wait_for_timeout(400)
    assert page.evaluate(HARM) == []


def test_a_hostile_file_added_is_text(visit: Visit, attacked: App) -> None:
    page = visit("/add?lang=en", base=attacked.url)
    body = f"{hostile.ALL}\n{hostile.ALL}".encode()
    files = [
        {"name": "<img src=x onerror=window.__hacked=1>.txt", "mimeType": "text/plain", "buffer": body},
        {"name": "<script>window.__hacked=1<.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4" + bytes(range(32)) * 9},
    ]
    page.locator("input[type=file]").set_input_files(files)
    page.locator("input[name=source]").fill(hostile.TRICKS[0])
    page.locator(".addform button[type=submit]").click()
    page.locator(".reader .text, [role=alert]").first.wait_for(timeout=150_000)
    settle(page)
    assert page.evaluate(HARM) == [] and shown(page) >= 9


def test_exports_of_a_hostile_article_are_text(attacked: App, tmp_path: Path) -> None:
    store = open_store(hostile.build_store(tmp_path / "s.duckdb"))
    for form in FORMATS:
        for what in WHAT:
            try:
                data = export_bytes(store, Filters(), what, form)
            except ValueError:  # not in this form
                continue
            if form == "zip":
                archive = zipfile.ZipFile(BytesIO(data))
                data = b"".join(archive.read(name) for name in archive.namelist())
            if form == "xlsx":
                archive = zipfile.ZipFile(BytesIO(data))
                data = archive.read("xl/worksheets/sheet1.xml")
                assert b"<f>" not in data and b"hyperlink" not in data
            text = data.decode("utf-8")
            assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08]", text), (form, what)
            assert not re.search(r'(?m)(?:^|,)"?=', text) or form not in ("csv", "zip"), (form, what)
            if form in ("gexf", "graphml", "xlsx"):
                assert b"<script" not in data and b"<img" not in data
            if form == "json":
                assert "<" not in json.dumps(json.loads(text))
