"""Untrusted text becomes text; evidence lies where its offsets say."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.parts.evidence import Span, marked_text
from dashboard.parts.markup import Column, arabic, bdi, chart_text, copy_button, esc, link, outside, safe_url, table

HOSTILE = ["<img src=x onerror=alert(1)>", '"><script>alert(1)</script>', "' onmouseover='x", "<b>غامق</b>", "\u202eقلب\u2066"]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hostile_becomes_markup(text: str) -> None:
    for made in (esc(text), bdi(text), arabic(text), copy_button(text, text, text), table([Column(text)], [[esc(text)]], label=text)):
        assert "<img" not in made and "<script" not in made and "<b>" not in made
        assert "' on" not in made.replace("&#x27; on", "") and '" on' not in made
        assert "\u202e" not in made and "\u2066" not in made
    assert "<" not in chart_text(text).replace("&lt;", "")


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://x.org/",
        "//x.org",
        "http://",
        "vbscript:x",
        None,
        "",
        " java\tscript:x",
        "http://[x",
    ],
)
def test_safe_url_takes_only_the_web(url: str | None) -> None:
    assert safe_url(url) is None
    assert "<a" not in outside(url, "text")


def test_outside_says_nothing_of_where_the_reader_came_from() -> None:
    made = outside('https://example.org/a?b=1&c="2', "text")
    assert 'rel="noopener noreferrer nofollow"' in made and 'c=&quot;2"' in made


def test_link_escapes_its_address() -> None:
    assert link('x?a="b"&c', "t") == '<a data-nav="1" href="x?a=&quot;b&quot;&amp;c">t</a>'


def test_marked_text_marks_nested_and_overlapping_spans() -> None:
    made = marked_text("قال زيد كلاماً.", [Span(0, 15, "talk"), Span(4, 7, "actor", "زيد"), Span(4, 14, "quote"), Span(4, 14, "here")])
    assert '<span class="e actor here quote talk" title="زيد" id="here">زيد</span>' in made
    assert made.count('id="here"') == 1


def test_marked_text_folds_away_what_is_no_article() -> None:
    made = marked_text("قائمة\nمتن\nذيل", [], [(6, 9)], outside="خارج")
    assert (
        made == '<details class="out"><summary>خارج</summary><p>قائمة</p></details><p>متن</p>'
        '<details class="out"><summary>خارج</summary><p>ذيل</p></details>'
    )


spans = st.lists(
    st.tuples(st.integers(-3, 40), st.integers(-3, 40), st.sampled_from(["actor", "place", "talk", "quote", "here"])), max_size=8
)


@given(st.text(alphabet="اب <>&\"'\n", max_size=40), spans)
def test_marked_text_keeps_every_letter_in_order(text: str, raw: list[tuple[int, int, str]]) -> None:
    made = marked_text(text, [Span(*s) for s in raw])
    import html

    shown = html.unescape(re.sub(r"<[^>]*>", "", made))
    kept = "".join(line for line in text.split("\n") if line.strip())
    assert shown == kept
