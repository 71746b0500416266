"""A small made-up corpus for the browser tests, with its evidence given by hand, so that they do not hang on the extraction.

The persons, outlets and events are invented; states and places are real, so that colours, maps and names are exercised.
Markup inside the texts: ``⟦a:id|words⟧`` an actor, ``⟦p:id|words⟧`` a place, ``⟦d:YYYY-MM-DD|words⟧`` a day,
``⟦q:speaker:mode:cue:class|content⟧`` a quote, ``⟦t:kind:status:from:to:place:track:actor+actor|sentence⟧`` a talk. Marks nest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from core.model import Actor, Clue, DateMention, Document, Extraction, Mention, Place, Published, Quote, Talk

ACTORS = {
    "test-salim": ("سليم النموذجي", "Salim Namudhaji", "person", "russia", "russia"),
    "test-karim": ("كريم التجريبي", "Karim Tajribi", "person", "turkey", "turkey"),
    "test-laila": ("ليلى المثالية", "Laila Mithaliya", "person", "un", "un"),
    "test-samir": ("سمير الافتراضي", "Samir Iftiradi", "person", "iran", "iran"),
    "test-huda": ("هدى الاختبارية", None, "person", "syrian-opposition", "syria-opposition"),
}
PLACES = {
    "moscow": ("موسكو", "Moscow", "city", "RU", 55.7558, 37.6173),
    "ankara": ("أنقرة", "Ankara", "city", "TR", 39.9334, 32.8597),
    "geneva": ("جنيف", "Geneva", "city", "CH", 46.2044, 6.1432),
    "sochi": ("سوتشي", "Sochi", "city", "RU", 43.6028, 39.7342),
    "tehran": ("طهران", "Tehran", "city", "IR", 35.6892, 51.389),
    "idlib": ("إدلب", "Idlib", "city", "SY", 35.9306, 36.6339),
}
OUTLETS = ("وكالة الاختبار", "صحيفة العينة", "Test Wire")
HOSTILE = '<img src=x onerror="window.__hacked=1"><script>window.__hacked=1</script> **غامق** [رابط](javascript:alert(1)) \u202eمقلوب'

_TALK = (
    "⟦t:{kind}:{status}:{first}:{last}:{place}:{track}:{people}|{verb} ⟦a:{a}|{a_name}⟧ و⟦a:{b}|{b_name}⟧ في ⟦p:{place}|{place_name}⟧ "
    "يوم ⟦d:{first}|{day}⟧ للبحث في وقف إطلاق النار في ⟦p:idlib|إدلب⟧⟧."
)
_QUOTE = "وقال ⟦a:{a}|{a_name}⟧: «⟦q:{a}:direct:قال:say|إن مثال الاجتماع رقم {n} في ⟦p:{place}|{place_name}⟧ كتبه فريق الاختبار⟧»."
_INDIRECT = "وأكد ⟦a:{b}|{b_name}⟧ أن ⟦q:{b}:indirect:أكد:affirm|التجربة رقم {n} مكتملة بالتنسيق مع ⟦a:{a}|{a_name}⟧⟧."
MONTHS = ("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر")


def texts() -> Iterator[tuple[str, str, str | None, str | None, date, bool]]:
    """``(id, marked text, source, url, published, inferred)`` of every article."""
    people, places, tracks = list(ACTORS), list(PLACES), ("geneva", "astana", "russia-turkey-idlib", "")
    kinds, statuses = (
        ("meeting", "call", "summit", "negotiations"),
        ("held", "held", "planned", "cancelled", "postponed", "ongoing", "proposed"),
    )
    for n in range(26):
        a, b = people[n % 5], people[(n + 1 + n // 5) % 5 if people[(n + 1 + n // 5) % 5] != people[n % 5] else (n + 2) % 5]
        place = places[(n * 2 + n // 7) % 5]
        first = date(2016, 1, 11) + timedelta(days=37 * n)
        kind = kinds[n % 4]
        last = first + timedelta(days=4) if kind == "negotiations" else first
        values = {
            "kind": kind, "status": statuses[n % 7], "first": first, "last": last, "place": place, "track": tracks[n % 4],
            "people": f"{a}+{b}", "verb": "التقى", "a": a, "b": b, "a_name": ACTORS[a][0], "b_name": ACTORS[b][0],
            "place_name": PLACES[place][0], "day": f"{first.day} {MONTHS[first.month - 1]} {first.year}", "n": n + 1,
        }  # fmt: skip
        text = "\n".join(
            [f"لقاء تجريبي رقم {n + 1} في {PLACES[place][0]}", _TALK.format(**values), _QUOTE.format(**values), _INDIRECT.format(**values)]
        )
        yield f"fixture-{n + 1:02d}", text, OUTLETS[n % 3], f"https://example.org/{n + 1}", last + timedelta(days=1), n % 6 == 5
    twin = "لقاء تجريبي كما روته وسيلة أخرى\n" + _TALK.format(
        kind="meeting", status="held", first=date(2016, 1, 11), last=date(2016, 1, 11), place="moscow", track="geneva",
        people="test-salim+test-karim", verb="اجتمع", a="test-salim", b="test-karim", a_name="سليم النموذجي",
        b_name="كريم التجريبي", place_name="موسكو", day="11 يناير 2016",
    )  # fmt: skip
    yield "fixture-twin", twin + "\nوهذا نص آخر مختلف لا يشبه الأول إلا في الخبر نفسه.", OUTLETS[1], None, date(2016, 1, 12), False
    hostile = f"{HOSTILE}\n" + "وقال ⟦a:test-huda|هدى الاختبارية⟧: «⟦q:test-huda:direct:قال:say|" + HOSTILE + "⟧»."
    yield "fixture-hostile", hostile, HOSTILE, "javascript:window.__hacked=1", date(2018, 3, 3), False


def documents() -> Iterator[Document]:
    """The articles as they would be read."""
    for doc_id, marked, source, url, published, inferred in texts():
        text = plain(marked)[0]
        day = Published(published, published, "inferred" if inferred else "given")
        yield Document(doc_id, text, text.split("\n", 1)[0], source, url, day)


def extract(document: Document) -> Extraction:
    """What stands in the marks of the article with this document's id."""
    doc_id, marked, _, _, _, inferred = next(t for t in texts() if t[0] == document.id)
    text, marks = plain(marked)
    assert text == document.text, doc_id
    actors: dict[str, list[Mention]] = {}
    places: dict[str, list[Mention]] = {}
    dates, talks, quotes = [], [], []
    for kind, args, start, end in marks:
        if kind == "a":
            actors.setdefault(args[0], []).append(Mention(start, end, "fixture"))
        elif kind == "p":
            places.setdefault(args[0], []).append(Mention(start, end, "fixture"))
        elif kind == "d":
            day = date.fromisoformat(args[0])
            dates.append(DateMention(start, end, day, day, "day", args[0], "fixture"))
        elif kind == "q":
            quotes.append(
                Quote(
                    start,
                    end,
                    args[1],
                    args[0],
                    ACTORS[args[0]][0],
                    args[2],
                    args[3],
                    None,
                    (max(0, text.rfind("\n", 0, start)) + 1, _line_end(text, end)),
                    "fixture",
                    0.9,
                )
            )  # type: ignore[arg-type]
        elif kind == "t":
            first, last = date.fromisoformat(args[2]), date.fromisoformat(args[3])
            talks.append(
                Talk(
                    args[0],
                    args[1],
                    first,
                    last,
                    args[4],
                    tuple(args[6].split("+")),
                    args[5] or None,
                    start,
                    end,
                    "inferred" if inferred else "stated",
                    None,
                    None,
                    None,
                    "fixture",
                    0.8,
                )
            )  # type: ignore[arg-type]
    clues = (Clue("weekday", 0, 4, document.published.first, document.published.last, "made up"),) if inferred else ()
    return Extraction(
        document, document.published,
        tuple(Actor(i, *ACTORS[i][:3], *ACTORS[i][3:], tuple(m), False, None, "fixture", 0.9) for i, m in actors.items()),  # type: ignore[arg-type]
        tuple(Place(i, *PLACES[i], tuple(m)) for i, m in places.items()),  # type: ignore[arg-type]
        tuple(dates), tuple(talks), tuple(quotes), clues,
    )  # fmt: skip


def plain(marked: str) -> tuple[str, list[tuple[str, list[str], int, int]]]:
    """The text without marks, and the marks ``(kind, arguments, start, end)`` by offsets into it."""
    out: list[str] = []
    length = 0
    open_: list[tuple[str, list[str], int]] = []
    found = []
    for token in re.split(r"(⟦[^|⟦⟧]*\||⟧)", marked):
        if token.startswith("⟦"):
            kind, *args = token[1:-1].split(":")
            open_.append((kind, args, length))
        elif token == "⟧":
            kind, args, start = open_.pop()
            found.append((kind, args, start, length))
        else:
            out.append(token)
            length += len(token)
    return "".join(out), found


def build_store(path: Path) -> Path:
    """The corpus as a store at ``path``."""
    from core.store.build import build

    build(documents(), path, extractor="tests.e2e.fixture:extract", fresh=True)
    return path


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
