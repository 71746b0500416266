"""What a reader does: filter, follow a link, download, choose a mark, add an article, go by keyboard."""

from __future__ import annotations

import io
import re
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest
from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as BrowserTimeout

from core.store.filters import Filters
from core.store.query import open_store
from dashboard.charts import theme
from dashboard.parts.markup import clean
from dashboard.words import Words
from tests.e2e.conftest import App, Visit, drawn, settle

VIEWS = ("/?", "/timeline?", "/map?", "/actors?", "/quotes?", "/article?")


def sentence(page: Page) -> str:
    return page.locator(".filters .sentence").inner_text()


def follow(page: Page, selector: str) -> None:
    """Click a link or button and wait for the address it leads to."""
    before = page.url
    page.locator(selector).first.click()
    page.wait_for_function("(url) => location.href !== url", arg=before, timeout=15_000)
    settle(page)


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_filter_form_changes_all_views_alike(visit: Visit, store_file: Path, lang: str) -> None:
    page = visit(f"/?lang={lang}")
    before = sentence(page)
    page.locator(".filters > details > summary").click()
    page.locator("input[name=actors][value=test-salim]").check()
    page.locator("input[name=date_from]").fill("2017")
    follow(page, ".filterform button[type=submit]")
    assert "actors=test-salim" in page.url and "date_from=2017-01-01" in page.url
    after = sentence(page)
    assert after != before
    store = open_store(store_file)
    filters, notes = Filters.from_params({"actors": "test-salim", "date_from": "2017-01-01"})
    assert notes == []
    n = store.count("talks", filters)
    assert 0 < n < store.count("talks", Filters())
    assert after.startswith(Words(lang).count(n, "talks"))
    for name in ("timeline", "map", "actors", "quotes", "article"):
        follow(page, f".nav a[href^='{name}']")
        assert "actors=test-salim" in page.url
        assert sentence(page) == after
    follow(page, ".filters a.chip:last-of-type")  # clear all
    assert sentence(page) == before


ROWS = "table.tbl tbody tr, .saying blockquote, #at-card li, ol.plain li, ol.bars li, .reader .text p"
LINKS = (
    "/?lang=en&date_from=2017-01-01", "/timeline?lang=ar&actors=test-karim&date_to=2017-06-30&by=place", "/map?lang=ar&at=moscow",
    "/actors?lang=en&who=test-karim&date_from=2017-01-01", "/quotes?lang=en&speakers=test-laila&p=1", "/article?lang=ar&id=fixture-06",
)  # fmt: skip


def test_url_opens_the_same_in_a_private_window(visit: Visit) -> None:
    for path in LINKS:
        first, second = visit(path), visit(path, fresh=True)
        rows = first.locator(ROWS).all_inner_texts()
        assert len(rows) > 1, path
        assert second.locator(ROWS).all_inner_texts() == rows, path
        assert second.locator("h1").inner_text() == first.locator("h1").inner_text(), path


def test_language_link_keeps_the_view(visit: Visit) -> None:
    page = visit("/timeline?lang=ar&actors=test-karim&by=place")
    arabic = page.locator("table.tbl tbody tr").count()
    follow(page, ".mast .lang a")
    assert "lang=en" in page.url and "actors=test-karim" in page.url and "by=place" in page.url
    assert page.locator("table.tbl tbody tr").count() == arabic
    page.go_back()
    page.wait_for_function("() => document.documentElement.lang === 'ar'", timeout=10_000)


def download(page: Page, key: str) -> bytes:
    with page.expect_download(timeout=30_000) as waiting:
        page.locator(f".st-key-{key} button").click()
    return Path(waiting.value.path()).read_bytes()


def test_csv_of_talks_equals_the_rows_shown(visit: Visit) -> None:
    page = visit("/timeline?lang=en&actors=test-salim&sort=date_start")
    data = download(page, "download-timeline-csv")
    assert data.startswith(b"\xef\xbb\xbf")
    frame = pd.read_csv(io.BytesIO(data), encoding="utf-8-sig", keep_default_na=False)
    shown = page.locator("table.tbl tbody tr").count()
    assert shown == len(frame)
    places = page.locator("table.tbl tbody tr td:nth-child(4)").all_inner_texts()
    assert places == list(frame["where_coordinates"])
    assert all(frame["headline"])
    statuses = page.locator("table.tbl tbody tr td:nth-child(6)").all_inner_texts()
    assert [s.strip() for s in statuses] == list(frame["status"])


def test_csv_of_quotes_equals_the_quotes_shown(visit: Visit) -> None:
    page = visit("/quotes?lang=ar&speakers=test-laila")
    frame = pd.read_csv(io.BytesIO(download(page, "download-quotes-csv")), encoding="utf-8-sig", keep_default_na=False)
    shown = {re.sub("[«»]", "", text).strip() for text in page.locator(".saying blockquote:not(details blockquote)").all_inner_texts()}
    assert shown == set(frame["content"])
    assert set(frame["speaker"]) == {"ليلى المثالية"}


def read_csv(page: Page, key: str) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(download(page, key)), encoding="utf-8-sig", keep_default_na=False)


def test_csv_of_places_ties_and_articles_equals_the_rows_shown(visit: Visit) -> None:
    page = visit("/map?lang=ar&actors=test-salim")
    cells = page.locator("table.tbl tbody tr").all()
    shown = [(row.locator("td").nth(0).inner_text(), row.locator("td").nth(4).inner_text()) for row in cells]
    frame = read_csv(page, "download-map-csv")
    assert shown and shown == [(r.name, str(r.talks)) for r in frame[["name", "talks"]].itertuples(index=False)]
    page = visit("/actors?lang=en&date_to=2017-06-30&min=2")
    shown = [tuple(row.locator("td").nth(n).inner_text() for n in (0, 1, 4)) for row in page.locator("table.tbl tbody tr").all()]
    frame = read_csv(page, "download-network-csv")
    assert shown and shown == [(r.source_name, r.target_name, str(r.weight)) for r in frame.itertuples()]
    graph = nx.read_graphml(io.BytesIO(download(page, "download-network-graphml")))
    assert {frozenset(edge) for edge in graph.edges} == {frozenset((r.source, r.target)) for r in frame.itertuples()}
    page = visit("/article?lang=ar&actors=test-huda&sort=published_from")
    shown = page.locator("table.tbl tbody tr td:nth-child(2)").all_inner_texts()
    frame = read_csv(page, "download-articles-csv")
    assert shown and sorted(shown) == sorted(map(clean, frame["source_headline"]))


def test_csv_guards_against_formulas(visit: Visit) -> None:
    page = visit("/article?lang=en")
    text = download(page, "download-articles-csv").decode("utf-8-sig")
    frame = pd.read_csv(io.StringIO(text), keep_default_na=False)
    assert not any(str(cell)[:1] in "=+-@" for column in frame.columns for cell in frame[column] if str(cell))


def choose(page: Page, marks: str, sign: str) -> None:
    """Click the first mark of a chart until the address shows the choice: a chart that is being drawn anew may not listen yet."""
    for _ in range(4):
        drawn(page)
        page.locator(marks).first.click(force=True)
        try:
            page.wait_for_function("(sign) => location.search.includes(sign)", arg=sign, timeout=5_000)
        except BrowserTimeout:
            continue
        settle(page)
        return
    raise AssertionError(f"no click on {marks} was answered by {sign}")


def test_timeline_mark_opens_the_talk(visit: Visit) -> None:
    page = visit("/timeline?lang=ar")
    choose(page, ".js-plotly-plot .scatterlayer .trace:last-of-type .points path", "talk=")
    card = page.locator("#talk-card")
    assert card.locator("blockquote").count() >= 1
    assert "كما نقلت" in card.inner_text()
    follow(page, "#talk-card a[href^='article']")
    assert page.locator("#here").count() == 1


def test_map_circle_opens_the_place(visit: Visit) -> None:
    page = visit("/map?lang=en&zoom=wide")
    choose(page, ".js-plotly-plot .scattergeo .point", "at=")
    assert page.locator("#at-card li").count() >= 1


def test_talk_told_by_two_outlets_is_one_card(visit: Visit) -> None:
    page = visit("/timeline?lang=en&date_to=2016-01-31")
    assert page.locator("table.tbl tbody tr").count() == 1
    follow(page, "table.tbl tbody tr td:first-child a")
    text = page.locator("#talk-card").inner_text()
    assert "2 reports" in text and "2 outlets" in text
    assert page.locator("#talk-card blockquote").count() == 2


def test_quotes_search_ignores_hamza_and_takes_english_names(visit: Visit) -> None:
    page = visit("/quotes?lang=ar")
    total = sentence(page)
    page.locator("form.search input[name=text]").fill("الإختبار")
    follow(page, "form.search button")
    assert page.locator(".saying").count() > 0
    other = visit("/quotes?lang=ar&text=Mithaliya")
    assert other.locator(".saying").count() > 0
    assert sentence(other) != total
    nothing = visit("/quotes?lang=ar&text=%D8%B2%D8%B1%D8%A7%D9%81%D8%A9")
    assert nothing.locator(".empty").count() == 1


def test_article_toggles_hide_a_kind_of_evidence(visit: Visit) -> None:
    page = visit("/article?lang=ar&id=fixture-06")
    colour = "() => getComputedStyle(document.querySelector('.text .actor')).backgroundColor"
    shown = page.evaluate(colour)
    page.locator("#show-actor").uncheck()
    assert page.evaluate(colour) != shown


def test_keyboard_reaches_content_and_filters(visit: Visit) -> None:
    page = visit("/timeline?lang=ar")
    page.locator("body").press("Tab")
    for _ in range(6):
        if page.evaluate("() => document.activeElement.className") == "skip":
            break
        page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "content"
    page.locator(".filters > details > summary").focus()
    page.keyboard.press("Enter")
    assert page.locator(".filters > details[open]").count() == 1
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.name") == "date_from"
    page.keyboard.press("Escape")
    assert page.locator(".filters > details[open]").count() == 0
    page.locator("table.tbl tbody a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.id === 'talk-card'", timeout=15_000)
    assert "talk=" in page.url


def test_light_and_dark_are_chosen_and_remembered(visit: Visit) -> None:
    page = visit("/timeline?lang=en", fresh=True)
    paper = "(colour) => document.querySelector('.js-plotly-plot')?._fullLayout?.paper_bgcolor === colour"
    page.wait_for_function(paper, arg=theme.LIGHT.paper, timeout=15_000)
    page.locator("button.shade").focus()
    page.keyboard.press("Enter")
    page.wait_for_function(paper, arg=theme.DARK.paper, timeout=15_000)
    again = visit("/timeline?lang=ar", fresh=True)
    again.wait_for_function(paper, arg=theme.DARK.paper, timeout=15_000)
    assert again.evaluate("() => getComputedStyle(document.querySelector('.stApp')).backgroundColor") == "rgb(21, 24, 27)"
    assert again.locator("button.shade").inner_text() == "فاتح"


def test_paper_shows_the_rows_without_the_controls(visit: Visit) -> None:
    page = visit("/timeline?lang=ar")
    page.emulate_media(media="print")
    for gone in (".nav", ".filters > details", ".stDownloadButton", ".choice"):
        assert page.locator(gone).first.is_hidden(), gone
    assert page.locator("table.tbl tbody tr").first.is_visible()
    assert page.evaluate("() => getComputedStyle(document.querySelector('[data-testid=stMain]')).overflowY") == "visible"


def test_phone_folds_the_filters_and_applies_them(visit: Visit) -> None:
    page = visit("/timeline?lang=ar", width=390)
    page.locator(".filters > details > summary").click()
    page.locator(".fold").first.wait_for(timeout=15_000)
    page.locator(".fold:has(input[name=actors]) > summary").click()
    page.locator("input[name=actors][value=test-salim]").check()
    assert page.locator(".filterform button[type=submit]").is_visible()
    follow(page, ".filterform button[type=submit]")
    assert "actors=test-salim" in page.url
    assert page.locator("table.tbl tbody tr").count() > 0


def test_copy_link_gives_the_address(visit: Visit, app: App) -> None:
    page = visit("/quotes?lang=en&speakers=test-laila", permissions=["clipboard-read", "clipboard-write"])
    page.locator(".filters button[data-copy='@url']").click()
    page.locator(".filters button[data-copy='@url']", has_text="Copied").wait_for(timeout=5_000)
    assert page.evaluate("() => navigator.clipboard.readText()") == page.url


def test_profiles_compare_two_actors(visit: Visit) -> None:
    page = visit("/actors?lang=en&who=test-salim&vs=test-karim")
    assert "Salim Namudhaji and Karim Tajribi" in page.locator("h1").inner_text()
    assert "Talks together" in page.locator("body").inner_text()


def test_add_article_is_extracted_and_stays_in_its_session(visit: Visit) -> None:
    page = visit("/add?lang=ar")
    text = (
        "لقاء تجريبي في مدينة المثال\nموسكو - التقى وزير الخارجية الروسي سيرغي لافروف نظيره التركي في موسكو أمس."
        "\nهذه فقرة كتبها فريق الاختبار."
    )
    page.locator("textarea[name=text]").fill(text)
    page.locator("input[name=published]").fill("2018-01-15")
    page.locator(".addform button[type=submit]").click()
    page.locator(".reader .text, [role=alert]").first.wait_for(timeout=150_000)
    assert page.locator("[role=alert]").all_inner_texts() == []
    settle(page)
    assert "هذه فقرة كتبها فريق الاختبار" in page.locator(".reader .text").inner_text()
    assert "15 كانون الثاني 2018" in page.locator("main, .stMain").first.inner_text()
    assert b'"text"' in download(page, "lines")
    other = visit("/add?lang=ar", fresh=True)
    assert other.locator(".reader").count() == 0


def test_add_takes_files_and_says_what_it_could_not_read(visit: Visit) -> None:
    page = visit("/add?lang=en")
    page.locator("input[type=file]").set_input_files(
        [
            {"name": "one.txt", "mimeType": "text/plain", "buffer": "عنوان مقالة مرفوعة\nوصل المبعوث إلى جنيف يوم 3 آذار 2017.".encode()},
            {"name": "empty.txt", "mimeType": "text/plain", "buffer": b" "},
        ]
    )
    page.locator(".addform button[type=submit]").click()
    page.locator(".reader .text, [role=alert]").first.wait_for(timeout=150_000)
    assert page.locator("[role=alert]").all_inner_texts() == []
    settle(page)
    assert "عنوان مقالة مرفوعة" in page.locator(".reader .text").inner_text()
    assert "empty.txt" in page.locator(".note").last.inner_text()


def test_a_deployment_may_switch_adding_off_and_a_missing_store_says_what_to_do(visit: Visit, tmp_path: Path, store_file: Path) -> None:
    off = App(tmp_path / "off.txt", MASARAT_STORE=str(store_file), MASARAT_ADD="off")
    try:
        page = visit("/?lang=en", base=off.url)
        assert page.locator(".nav a[href^='add']").count() == 0
        assert visit("/add?lang=en", base=off.url).locator("form.addform").count() == 0
    finally:
        off.stop()
    missing = App(tmp_path / "missing.txt", MASARAT_STORE=str(tmp_path / "no.duckdb"))
    try:
        page = visit("/?lang=ar", base=missing.url)
        assert page.locator("[role=alert] pre").count() == 1
    finally:
        missing.stop()
