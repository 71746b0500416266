"""``explain`` says what stands at an offset, what was found there and why, and what was not found and why not."""

from __future__ import annotations

from datetime import date

import pytest

from core.extract.explain import explain
from core.model import Document, Published

DAY = date(2018, 1, 11)
NEWS = (
    "التقى سيرغي لافروف أمس في موسكو نظيره الإيراني محمد جواد ظريف لبحث الملف السوري. "
    "وقال لافروف إن «الحل السياسي هو الطريق الوحيد» أمام سوريا.\n"
    "وأعلنت موسكو أن بيان جنيف أساس. وتحدث البيان عن لقاء قريب، ودخل الناس القدم أمس. وساد «التنسيق» غياب طويل."
)


def article(text: str) -> Document:
    return Document("a", text, published=Published(DAY, DAY, "given"))


def at(marked: str, around: str = "") -> str:
    """The explanation of the first place of ``marked`` in the article, inside the words ``around`` if given."""
    begin = NEWS.index(around) if around else 0
    return explain(article(NEWS), NEWS.index(marked, begin))


FOUND = [
    ("لافروف", "", ["actor: lavrov", "rule actor.known-name", "confidence 0.98", "refers to lavrov", "by name"]),
    ("نظيره", "", ["title: counterpart", "refers to zarif", "by title"]),
    ("موسكو", "في موسكو", ["metonym: russia", "place Moscow (moscow, city) at 55.7", "rule place.city"]),
    ("موسكو", "وأعلنت موسكو", ["actor Russia (russia, state", "rule actor.metonym", "Moscow (moscow) stands for its government here"]),
    ("أمس", "", ["relative-day: -1", "date 2018-01-10 (2018-01-10, day)", "rule date."]),
    ("التقى", "", ["encounter-verb: meet, past", "the word that names it: held meeting of lavrov, zarif", "(stated), place moscow"]),
    ("قال", "", ["behind the proclitic «و»", "quote, its reporting word: direct speech of lavrov («لافروف»)"]),
    ("الحل", "", ["quote, its words: direct speech of lavrov", "rule quote.say."]),
]


@pytest.mark.parametrize(("word", "around", "told"), FOUND, ids=[f"{w}-{n}" for n, (w, _, _) in enumerate(FOUND)])
def test_says_what_was_found_by_which_rule(word: str, around: str, told: list[str]) -> None:
    text = at(word, around)
    assert [part for part in told if part not in text] == []
    assert "sentence (" in text and text.endswith("about Syria: yes")


ABSENT = [
    ("لقاء", "عن لقاء قريب", "a word for an encounter, but fewer than two parties known in its sentence"),
    ("القدم", "", "it needs a word such as «"),
    ("جنيف", "", "«جنيف» alone would be place geneva, but the longer «بيان جنيف» covers it"),
    ("التنسيق", "", "in quotation marks (one word), but no reporting word opens them"),
    ("غياب", "", "no name, title, report, encounter or date takes it in"),
]


@pytest.mark.parametrize(("word", "around", "reason"), ABSENT, ids=[w for w, _, _ in ABSENT])
def test_says_why_nothing_was_found(word: str, around: str, reason: str) -> None:
    told = at(word, around)
    assert reason in told[told.index("not found:") :]


REASONS = [
    ("وصف الشرع الوضع في سوريا بأنه صعب", "الشرع", ", without a fuller name or a fitting title in the article"),
    ("اجتمع وزيرا خارجية فرنسا وألمانيا في باريس", "اجتمع", "the document is not about Syria"),
    ("قالت قناة روسيا اليوم ذلك عن سوريا", "اليوم", "«اليوم» alone would be"),
    ("كان أريج في سوريا", "أريج", "a given name; an unknown person is noted only with a second name"),
    ("كتب الوزير عن سوريا", "كتب", "a reporting word"),
    ("ورد ذكر زغنطور في سوريا", "زغنطور", "no table knows the word"),
]


@pytest.mark.parametrize(("text", "word", "reason"), REASONS, ids=[w for _, w, _ in REASONS])
def test_says_which_condition_failed(text: str, word: str, reason: str) -> None:
    assert reason in explain(article(text), text.index(word))


def test_site_furniture_is_said_and_not_read() -> None:
    text = "سجل الدخول\nالتقى لافروف ظريف في موسكو"
    document = Document("a", text, body=((11, len(text)),))
    told = explain(document, 3)
    assert "line 1: inside site furniture" in told and "only the article itself is, at 11.." in told
    assert "inside site furniture" not in explain(document, 14)


def test_between_words_and_outside_the_text() -> None:
    document = article("قال لافروف")
    assert "no word stands here" in explain(document, 3)
    for offset in (-1, len(document.text)):
        with pytest.raises(IndexError, match="has the offsets 0 to 9"):
            explain(document, offset)
    with pytest.raises(IndexError):
        explain(article(""), 0)


def test_without_an_offset_everything_found_stands_on_a_line() -> None:
    lines = explain(article(NEWS)).splitlines()
    assert lines[0] == "written 2018-01-11 (given)"
    starts = [int(line.split("..")[0]) for line in lines[1:]]
    assert starts == sorted(starts)
    assert {line.split(": ", 1)[1].split()[0].rstrip(",") for line in lines[1:]} == {"actor", "place", "date", "talk", "quote"}


def test_every_offset_of_an_article_is_explained_on_plain_lines() -> None:
    document = article("زعم \x1b[31m مصدر\u202e «لقاء\x07» في سوريا ")
    for offset in range(len(document.text)):
        lines = explain(document, offset).splitlines()
        assert lines[0].startswith(f"offset {offset}, line 1: ") and all(line.isprintable() for line in lines)
