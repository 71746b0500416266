"""Texts broken into lines of a page's width are read as if they were not; everything else keeps its line breaks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.extract.explain import explain
from core.extract.pipeline import extract
from core.ingest.clean import Furniture, body
from core.knowledge import load
from core.language.wrapping import unwrapped
from core.model import Document, Extraction, Published

DAY = Published(date(2021, 1, 11), date(2021, 1, 11), "given")
FURNITURE = Furniture.load(Path(__file__).parents[2] / "data" / "knowledge" / "language" / "furniture.csv")

UNEVEN = """استقبل أيمن الصفدي في
العاصمة الأردنية عمّان، صباح الأحد، وزير
الخارجية المصري
سامح شكري. وكان شكري التقى مدير
المركز الدولي سالم الغافري الذي قال إن "الطريق
إلى البلدة السورية سيفتح أمام
القوافل قريبا" خلال مؤتمر صحفي قصير. وأضاف أن
العمل سيستمر في
الميناء الشهر المقبل.
"""
EVEN = """سالم الغافري يصل إلى دمشق

وصل الوسيط سالم الغافري إلى دمشق أمس قادما من
عمّان على رأس وفد صغير. وقال الغافري للصحفيين إن
“الطريق إلى الحل طويل، لكننا لن نتوقف عن السير
فيه مهما طال” قبل أن يتوجه إلى مقر الحكومة.
واستقبل وزير الخارجية السوري فيصل المقداد نظيره
الروسي سيرغي لافروف في دمشق أمس، وبحث معه سبل
العودة إلى المحادثات. وينتظر أن يعود الوفد إلى
عمّان غدا.
"""
QUOTED = """والتقى أيمن الصفدي وزير
الخارجية المصري سامح شكري
الذي وصل إلى العاصمة
الأردنية صباح الخميس.
وذكر مدير المركز أن "الطريق
سيفتح أمام القوافل
في الأيام المقبلة"، مشيرا
إلى استعداد "المدارس والمصانع
والمستشفيات أيضا" للعودة إلى
العمل.
"""
POEM = "\n".join(["يا دار من أهوى سقاك الغمام", "وعاد في ليلك بدر التمام", "ما كل من مر على بابها", "أهدى إلى من في حماها السلام"] * 4)
HEADLINES = "\n".join(f"لقاء رقم {i} في العاصمة لبحث المحادثات المقبلة بين الطرفين" for i in range(12))
PARAGRAPHS = "\n".join(["وصل الوفد إلى العاصمة مساء أمس. وسيلتقي الوزير غدا."] * 12)


def read(text: str) -> Extraction:
    return extract(Document("t", text, published=DAY, body=body(text, FURNITURE)), load())


def quotes(text: str) -> list[tuple[str, str]]:
    return [(" ".join(text[q.start : q.end].split()), q.mode) for q in read(text).quotes]


@pytest.mark.parametrize("text", [UNEVEN, EVEN, EVEN.replace("\n", "\r\n"), QUOTED])
def test_only_breaks_inside_sentences_become_blanks(text: str) -> None:
    flowing = unwrapped(text)
    assert len(flowing) == len(text) and flowing.split() == text.split()
    assert flowing.count("\n") < text.count("\n") / 2
    assert {text[i] for i in range(len(text)) if text[i] != flowing[i]} == {"\n"}


@pytest.mark.parametrize("text", [POEM, HEADLINES, PARAGRAPHS, "\n" * 40, "", "سطر واحد", "سطر\n" * 5])
def test_poems_lists_and_paragraphs_are_not_wrapped(text: str) -> None:
    assert unwrapped(text) is text


def test_talks_and_quotations_across_lines_are_whole() -> None:
    found = read(UNEVEN)
    assert [(t.kind, t.place, set(t.participants)) for t in found.talks][0] == ("meeting", "amman", {"safadi", "shoukry"})
    assert ("الطريق إلى البلدة السورية سيفتح أمام القوافل قريبا", "direct") in quotes(UNEVEN)
    assert ("العمل سيستمر في الميناء الشهر المقبل", "indirect") in quotes(UNEVEN)


def test_offsets_and_text_stay_those_of_the_original() -> None:
    found = read(UNEVEN)
    assert found.document.text == UNEVEN
    quote = next(q for q in found.quotes if q.mode == "direct")
    assert UNEVEN[quote.start : quote.end] == "الطريق\nإلى البلدة السورية سيفتح أمام\nالقوافل قريبا"


def test_an_evenly_wrapped_text_is_whole_and_its_headline_alone() -> None:
    assert [set(t.participants) for t in read(EVEN).talks] == [{"faisal-mekdad", "lavrov"}]
    assert [q for q, _ in quotes(EVEN)] == ["الطريق إلى الحل طويل، لكننا لن نتوقف عن السير فيه مهما طال"]
    glued = EVEN.replace("\n\n", "\n")
    for text in (EVEN, glued):
        assert unwrapped(text).splitlines()[0] == "سالم الغافري يصل إلى دمشق"


@pytest.mark.parametrize("line", ["دمشق – وكالات", "- نقطة أولى في جدول الأعمال", "| المصدر", "• لقاء آخر للوفد", "2) لقاء ثان"])
def test_bylines_and_items_stay_lines(line: str) -> None:
    text = EVEN.replace("\nفيه مهما", f"\n{line}\nفيه مهما").replace("“", "").replace("”", "")
    before, _, behind = unwrapped(text).partition(line)
    assert before.endswith("\n") and "إن الطريق" in before
    assert "سبل العودة" in behind


def test_a_line_that_ends_in_a_stop_ends() -> None:
    assert "إلى مقر الحكومة.\nواستقبل" in unwrapped(EVEN)


def test_a_related_link_in_a_wrapped_text_is_furniture_and_glued_to_nothing() -> None:
    link = "اقرأ أيضا: الغافري: الحوار لن يتوقف"
    text = EVEN.replace("\nواستقبل", f"\n{link}\nواستقبل")
    spans = body(text, FURNITURE)
    assert link not in "".join(text[a:b] for a, b in spans) and len(spans) == 2
    flowing = unwrapped(text, spans)
    assert f"\n{link}\n" in flowing
    assert quotes(text) == quotes(EVEN)
    assert [set(t.participants) for t in read(text).talks] == [{"faisal-mekdad", "lavrov"}]


def test_lines_of_a_wrapped_text_are_no_menu_and_a_form_in_it_ends_nothing() -> None:
    narrow = "\n".join(" ".join(UNEVEN.split()[i : i + 3]) for i in range(0, len(UNEVEN.split()), 3))
    assert body(narrow, FURNITURE) == ()
    text = EVEN.replace("\nواستقبل", "\nأضف تعليقاً\nواستقبل")
    assert "".join(text[a:b] for a, b in body(text, FURNITURE)).rstrip().endswith("عمّان غدا.")


def test_explain_counts_the_lines_of_the_original() -> None:
    assert "line 4" in explain(Document("t", UNEVEN, published=DAY), UNEVEN.index("شكري"))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([*UNEVEN.splitlines(), *EVEN.splitlines(), "- نقطة", "", " \u00a0", "\r", "a\u2028b"]), max_size=30))
def test_offsets_never_move(lines: list[str]) -> None:
    text = "\n".join(lines)
    flowing = unwrapped(text, body(text, FURNITURE))
    assert len(flowing) == len(text) and all(a == b or (a, b) == ("\n", " ") for a, b in zip(text, flowing, strict=True))
