"""One link, one view: what a URL says, and back."""

from __future__ import annotations

import pytest

from core.store.filters import Filters
from dashboard.state import PAGES, View, href, parse_href, read, unknown_page, whole_day


def test_href_and_read_are_inverse() -> None:
    view = View(
        "timeline",
        "en",
        "egypt",
        Filters(actors=("lavrov",), text="إدلب", tracks=("astana", "geneva")),
        {"by": "actor", "p": "2", "talk": "abc"},
    )
    page, query = parse_href(href(view))
    again = read(page, query)
    assert again.dropped == ()
    assert (again.page, again.lang, again.months, again.filters.normal(), dict(again.extra)) == (
        view.page, view.lang, view.months, view.filters.normal(), dict(view.extra),
    )  # fmt: skip


def test_href_is_short_and_ascii() -> None:
    address = href(View("quotes", "ar", "levant", Filters(speakers=("lavrov",), text="إدلب"), {}))
    assert address.isascii() and len(address) < 120


def test_to_another_page_keeps_filters_and_language_only() -> None:
    view = read("timeline", {"lang": ["en"], "actors": ["lavrov"], "by": ["place"], "talk": ["abc"]})
    other = view.to("quotes")
    assert other.filters == view.filters and other.lang == "en" and not other.extra


@pytest.mark.parametrize(
    ("page", "query", "dropped"),
    [
        ("timeline", {"lang": ["de"]}, "lang=de"),
        ("timeline", {"mon": ["mars"]}, "mon=mars"),
        ("timeline", {"by": ["<b>"]}, "by=<b>"),
        ("timeline", {"talk": ["a b"]}, "talk=a b"),
        ("map", {"zoom": ["moon"]}, "zoom=moon"),
        ("overview", {"utm_source": ["x"]}, "utm_source=x"),
        ("overview", {"date_from": ["someday"]}, "date_from: someday"),
        ("overview", {"kinds": ["party"]}, "kinds: party"),
    ],
)
def test_read_drops_and_names_what_it_does_not_know(page: str, query: dict[str, list[str]], dropped: str) -> None:
    assert dropped in read(page, query).dropped


def test_read_never_raises_on_rubbish() -> None:
    for value in ("", "\x00", "a" * 5000, "٢٠١٨", "../..", "2018-13-45", "💥", ",,,,"):
        for key in ("lang", "p", "min", "talk", "id", "sort", "date_from", "date_to", "actors", "text", "doc", "at", "zzz"):
            for page in PAGES:
                read(page, {key: [value]})


def test_read_takes_repeated_keys_of_a_form_and_commas_of_a_link_alike() -> None:
    assert read("map", {"tracks": ["astana", "geneva"]}).filters == read("map", {"tracks": ["astana,geneva"]}).filters


def test_values_of_other_pages_are_silently_left_behind() -> None:
    view = read("quotes", {"by": ["actor"], "embed": ["true"]})
    assert not view.extra and view.dropped == ()


@pytest.mark.parametrize(
    ("text", "last", "day"),
    [
        ("2018", False, "2018-01-01"), ("2018", True, "2018-12-31"), ("2018-2", True, "2018-02-28"), ("2016-02", True, "2016-02-29"),
        ("2018/1/7", False, "2018-01-07"), ("٢٠١٨", True, "2018-12-31"), ("2018-14", False, "2018-14"), ("soon", False, "soon"),
    ],
)  # fmt: skip
def test_whole_day(text: str, last: bool, day: str) -> None:
    assert whole_day(text, last=last) == day


@pytest.mark.parametrize("address", ["timeline?lang=ar", "./?lang=ar", "../../etc/passwd?x=1", "https://example.org/evil?lang=en", "?"])
def test_parse_href_leads_to_a_page_of_this_app(address: str) -> None:
    assert parse_href(address)[0] in PAGES


def test_unknown_pages_are_named() -> None:
    assert unknown_page("http://h/nonsense") == unknown_page("http://h/folder/nonsense", "folder") == ("nonsense",)
    for known in (None, "http://h/", "http://h", "http://h/map?x=1", "http://h/~/+/"):
        assert unknown_page(known) == ()
    assert unknown_page("http://h/folder/map", "folder") == unknown_page("http://h/folder/", "/folder") == ()
