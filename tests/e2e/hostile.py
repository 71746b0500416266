"""A store in which everything that comes from an article tries something: titles, texts, sources, addresses, ids, names, quotes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from core.model import Actor, Clue, DateMention, Document, Extraction, Mention, Place, Published, Quote, Talk

TRICKS = (
    '<img src=x onerror="window.__hacked=1">',
    "<script>window.__hacked=1</script>",
    "<svg/onload=window.__hacked=1>",
    '"><style>*{display:none!important}</style>',
    "</span></div></section><iframe srcdoc='<script>parent.__hacked=1</script>'></iframe>",
    "**غامق** [رابط](javascript:window.__hacked=1) ![صورة](https://evil.example/x.png)",
    ":red[أحمر] :material/delete: :rainbow[x] :smile: $$\\frac{1}{2}$$",
    "%{x} %{customdata[0]} <a href='javascript:window.__hacked=1'>x</a> {{7*7}} ${7*7}",
    '=HYPERLINK("https://evil.example","x")',
    "\u202eمقلوب\u2066 \u202dgnp.exe\u2069",
)
"""Markup, script, style, Markdown, Streamlit's and Plotly's own signs, formulas, overrides of direction."""
URLS = (
    "javascript:window.__hacked=1",
    "data:text/html,<script>window.__hacked=1</script>",
    'https://evil.example/"onmouseover="window.__hacked=1',
    " java\tscript:window.__hacked=1",
    "//evil.example/x",
)
PEOPLE, PLACES = [f"evil-{n}" for n in range(4)], [f"lair-{n}" for n in range(2)]
ALL = " ".join(TRICKS)


def name(number: int) -> str:
    """A name of somebody or somewhere; short ones, so that it is not cut."""
    return f"اسم {TRICKS[number % len(TRICKS)]}"


def text(number: int) -> str:
    """One article's words."""
    return f"{TRICKS[number]} عنوان {number}\n{ALL}\n«{ALL}» {number}"


def documents() -> Iterator[Document]:
    """One article for every trick, all of them in each."""
    for number, trick in enumerate(TRICKS):
        day = date(2018, 1, 1) + timedelta(days=number)
        url = URLS[number % len(URLS)]
        yield Document(f"{number}/../{trick}", text(number), f"{trick} عنوان {number}", ALL, url, Published(day, day, "inferred"))


def extract(document: Document) -> Extraction:
    """Everything in the text is somebody, somewhere, a talk and a quote."""
    words, day = document.text, document.published.first
    assert day is not None
    first, second = PEOPLE[day.day % 4], PEOPLE[(day.day + 1) % 4]
    start = words.index("«") + 1
    mention = (Mention(0, 5, ALL),)
    actors = tuple(Actor(i, name(int(i[-1])), name(int(i[-1]) + 4), "person", None, None, mention, False, ALL, ALL) for i in PEOPLE)
    places = tuple(Place(i, name(int(i[-1]) + 2), name(int(i[-1])), "city", "SY", 33.5, 36.3 + int(i[-1]), mention) for i in PLACES)
    met, where = (first, second), PLACES[day.day % 2]
    talk = Talk("meeting", "held", day, day, where, met, None, 0, len(words) - 1, "stated", rule=ALL, confidence=0.5)
    quote = Quote(start, start + len(ALL), "direct", first, ALL, ALL, "say", None, (start - 1, len(words)), ALL, 0.5)
    loose = Quote(start + 1, start + len(ALL), "indirect", None, name(1), name(3), "deny", None, None, ALL, 0.5)
    dates = (DateMention(0, 4, day, day, "day", ALL, ALL),)
    return Extraction(document, document.published, actors, places, dates, (talk,), (quote, loose), (Clue(ALL, 0, 9, day, day, ALL),))


def build_store(path: Path) -> Path:
    """The articles as a store at ``path``."""
    from core.store.build import build

    build(documents(), path, extractor="tests.e2e.hostile:extract", fresh=True)
    return path
