"""Site furniture goes, paragraphs stay."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.ingest.clean import Furniture, body, fold_line, headline

PATH = Path(__file__).parents[2] / "data" / "knowledge" / "language" / "furniture.csv"
FURNITURE = Furniture.load(PATH)
PARAGRAPH = "قالت مصادر مطلعة إن الوفد وصل إلى العاصمة مساء أمس، وإن اللقاء الأول سيعقد صباح اليوم في مقر الوزارة بحضور ممثلين عن الطرفين."


def kept(text: str) -> str:
    return "|".join(text[start:end] for start, end in body(text, FURNITURE) or ((0, len(text)),))


@pytest.mark.parametrize(("pattern", "line"), [(p, e) for p in FURNITURE.patterns for e in p.examples], ids=lambda v: getattr(v, "id", v))
def test_examples_are_furniture(pattern, line: str) -> None:  # type: ignore[no-untyped-def]
    assert pattern.regex.match(fold_line(line))


@pytest.mark.parametrize(("pattern", "line"), [(p, e) for p in FURNITURE.patterns for e in p.counter], ids=lambda v: getattr(v, "id", v))
def test_counter_examples_are_not(pattern, line: str) -> None:  # type: ignore[no-untyped-def]
    found = FURNITURE.match(line)
    assert found is None, found and found.id


def test_every_pattern_has_examples() -> None:
    assert all(p.examples for p in FURNITURE.patterns) and len({p.id for p in FURNITURE.patterns}) == len(FURNITURE.patterns)


def test_menu_before_the_headline_goes_and_the_headline_stays() -> None:
    menu = "الأخبار\nمحليات\nرياضة\n\nالقائمة البريدية\nالاسم\nالبريد\n"
    title = "وصول الوفد إلى العاصمة لبدء الجولة الثانية من المحادثات"
    assert kept(f"{menu}{title}\n\n{PARAGRAPH}\n{PARAGRAPH}") == f"{title}\n\n{PARAGRAPH}\n{PARAGRAPH}"


def test_read_also_inside_and_comment_form_behind_go() -> None:
    text = f"العنوان الأول للخبر\n{PARAGRAPH}\nاقرأ أيضاً: خبر آخر تماماً\n{PARAGRAPH}\nأضف تعليقاً\nنص قديم من الزوار"
    assert kept(text) == f"العنوان الأول للخبر\n{PARAGRAPH}|{PARAGRAPH}"


def test_list_of_other_headlines_at_the_end_goes() -> None:
    bullets = "".join(f"\n  • عنوان خبر آخر من الموقع رقم {i}\n" for i in range(4))
    assert kept(f"{PARAGRAPH}\n{bullets}").strip() == PARAGRAPH


def test_a_real_list_stays() -> None:
    points = "".join(f"\n• النقطة {i} تتعلق بترتيبات الجولة القادمة" for i in range(4))
    for text in (f"{PARAGRAPH}\nاتفق الطرفان على ما يأتي:{points}", f"{PARAGRAPH}{points.replace('القادمة', 'القادمة.')}"):
        assert body(text, FURNITURE) == ()


def test_the_second_of_two_equal_titles_goes() -> None:
    assert kept(f"عنوان واحد\nعنوان واحد\n{PARAGRAPH}") == f"عنوان واحد|{PARAGRAPH}"


def test_a_comment_form_before_paragraphs_ends_nothing() -> None:
    assert kept(f"أضف تعليقاً\n{PARAGRAPH}\n{PARAGRAPH}") == f"{PARAGRAPH}\n{PARAGRAPH}"


def test_a_text_of_nothing_but_furniture_is_left_whole() -> None:
    assert body("الرئيسية\nاتصل بنا\nالمزيد", FURNITURE) == ()


def test_headline_is_the_first_line_of_the_article() -> None:
    assert headline("قائمة\nالعنوان\nنص", ((6, 16),)) == "العنوان"
    assert headline("", ()) is None


@pytest.mark.parametrize("row", ["x,page,a,b,c,s", "x,line,(,b,c,s", "x,line"])
def test_a_bad_row_is_named_by_file_and_line(tmp_path: Path, row: str) -> None:
    path = tmp_path / "furniture.csv"
    path.write_text(f"id,scope,pattern,examples,counter,source\n{row}\n")
    with pytest.raises(ValueError, match=r"furniture\.csv:2"):
        Furniture.load(path)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(["الرئيسية", "• خبر آخر من الموقع هنا", PARAGRAPH, "", " \u00a0", "المزيد", "نص قصير.", "a\u2028b"]), max_size=12
    )
)
def test_spans_are_in_order_inside_and_never_split_a_line(lines: list[str]) -> None:
    text = "\n".join(lines)
    position = 0
    for start, end in body(text, FURNITURE):
        assert position <= start < end <= len(text)
        position = end
    assert kept(text).count(PARAGRAPH) >= min(1, lines.count(PARAGRAPH))


def test_patterns_are_linear_on_repetitions_of_their_own_words() -> None:
    """A pattern looks at one line of bounded length, so growth is bounded by construction; the longest lines are not looked at."""
    for pattern in FURNITURE.patterns:
        long = (pattern.examples[0] + " ") * 2_000
        assert FURNITURE.match(long) is None
