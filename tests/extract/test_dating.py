"""When was it written? Stated days, inferred days, and days that nobody can know. All sentences are this project's own."""

from __future__ import annotations

from datetime import date

import pytest

from core.extract import actors, dates, dating, dating_rules
from core.extract.likelihood import Factor, allow, combine, day_of
from core.extract.reading import Reading, read
from core.knowledge import events as knowledge_events
from core.knowledge import load, tables
from core.model import Clue, Document, Published


def found(text: str, *, url: str | None = None, body: tuple[tuple[int, int], ...] = ()) -> tuple[Published, tuple[Clue, ...]]:
    reading = read(Document("d", text, url=url, body=body), load())
    finding = actors.find(reading, None)
    return dating.find(reading, dates.find(reading), finding.actors, finding.chunks)


def kinds(text: str) -> dict[str, Clue]:
    return {c.kind: c for c in found(text)[1]}


STATED = [
    ("دمشق - 10 تموز 2018 - قال مسؤول محلي إن الطريق فتحت.", date(2018, 7, 10)),
    ("الرياض 27 شوال 1436هـ الموافق 12 أغسطس 2015م\nاستقبل الوزير ضيوفه.", date(2015, 8, 12)),
    ("عنوان الخبر\nالثلاثاء 10 تموز 2018\nاجتمع المجلس المحلي في البلدة.", date(2018, 7, 10)),
    ("أعلنت البلدية اليوم الثلاثاء 10 تموز 2018 فتح الجسر.", date(2018, 7, 10)),
    ("أعلنت البلدية أمس (9 أغسطس 2015) فتح الجسر.", date(2015, 8, 10)),
    ("أعلنت البلدية فتح الجسر بعد أشهر من العمل.\nتاريخ النشر: 22/7/2015", date(2015, 7, 22)),
]


@pytest.mark.parametrize(("text", "day"), STATED, ids=[str(k) for k in range(len(STATED))])
def test_stated_day_is_taken_as_it_stands(text: str, day: date) -> None:
    published, clues = found(text)
    assert published == Published(day, day, "stated")
    assert clues[0].first == clues[0].last == day and text[clues[0].start : clues[0].end]


NOT_STATED = [
    "وافق المجلس في 10 شباط 2016 على تعيين مدير جديد للمركز.",
    "نشرت المجلة في 4 يناير 2015 مقالا عن السدود في المنطقة.",
    "تعود القصة إلى صيف 2013 حين أغلقت المدرسة أبوابها.",
]


@pytest.mark.parametrize("text", NOT_STATED)
def test_date_of_what_is_told_is_not_the_documents_own(text: str) -> None:
    assert found(text)[0].basis != "stated"


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://example.org/2018/01/11/story", date(2018, 1, 11)),
        ("https://example.org/ar/20180904-story", date(2018, 9, 4)),
        ("https://example.org/story-11-01-2018", date(2018, 1, 11)),
        ("https://example.org/article/1035608", None),
        ("https://example.org/2018/13/45/", None),
    ],
)
def test_address_that_holds_a_date(url: str, day: date | None) -> None:
    published, clues = found("افتتح المعرض في المدينة.", url=url)
    if day is None:
        assert published.basis == "unknown"
    else:
        assert published == Published(day, day, "stated")
        assert clues[0].kind == "url"


def test_date_line_outside_the_article_is_read_too() -> None:
    head = "الاثنين 12 آذار 2018\n"
    article = "افتتح المعرض في المدينة وسط حضور كبير."
    assert found(head + article, body=((len(head), len(head + article)),))[0].first == date(2018, 3, 12)


INFERRED = [
    ("يلتقي الرئيس الروسي فلاديمير بوتين نظيره الأمريكي دونالد ترامب اليوم الاثنين في هلسنكي.", date(2018, 7, 16)),
    ("تنطلق غداً الأربعاء الجولة السادسة عشرة من محادثات أستانا بمشاركة المبعوث الأممي غير بيدرسون.", date(2021, 7, 6)),
    ("تباحث لافروف وزير الخارجية الروسي مع نظيره الأردني ناصر جودة في موسكو أمس الخميس.", date(2016, 6, 10)),
    ("التقى بوتين والأسد في سوتشي أمس الاثنين، بحسب الرئيس الروسي فلاديمير بوتين والرئيس السوري بشار الأسد.", date(2017, 11, 21)),
]


@pytest.mark.parametrize(("text", "day"), INFERRED, ids=[str(d) for _, d in INFERRED])
def test_day_inferred_from_a_documented_talk(text: str, day: date) -> None:
    assert found(text)[0] == Published(day, day, "inferred")


UNKNOWABLE = [
    "افتتح المعرض في المدينة.",
    "",
    "قال الرئيس الروسي فلاديمير بوتين أمس الأربعاء إن المحادثات مستمرة.",
    "تعرض «روسيا اليوم» برنامجا عن تاريخ الجمعة في الأدب.",
    "فاز الفريق بالمباراة يوم السبت بعد لقاء مثير.",
]


@pytest.mark.parametrize("text", UNKNOWABLE)
def test_no_day_is_guessed(text: str) -> None:
    published, _ = found(text)
    assert published == Published(None, None, "unknown")


def test_weekday_clue_speaks_of_the_day_of_writing() -> None:
    assert kinds("يصل الوفد يوم غد الثلاثاء.")["weekday"].note == "weekday-1"
    assert kinds("وصل الوفد أمس الأربعاء.")["weekday"].note == "weekday-4"
    assert kinds("وصل الوفد اليوم الأحد.")["weekday"].note == "weekday-7"


def test_bare_weekday_is_a_weak_clue() -> None:
    assert "weekday" not in kinds("وصل الوفد الأربعاء.") and "bare-weekday" in kinds("وصل الوفد الأربعاء.")


def test_term_of_office_bounds_the_day_and_former_turns_it() -> None:
    clues = kinds("قال وزير الخارجية الأمريكي جون كيري إن الطريق طويل.")
    assert clues["term"].first == date(2013, 2, 1)
    former = kinds("قال وزير الخارجية الأمريكي السابق جون كيري إن الطريق طويل.")
    assert "term" not in former and former["former"].first is not None and former["former"].first.year == 2017


def test_veto_count_lies_between_two_votes() -> None:
    clue = kinds("قال دبلوماسي إن روسيا ستلجأ إلى الفيتو السابع في مجلس الأمن.")["span"]
    assert (clue.first, clue.last) == (date(2016, 12, 5), date(2017, 2, 28))


def test_event_with_its_distance() -> None:
    clues = [c for c in found("جاء الهجوم الكيميائي على خان شيخون قبل شهرين ليغير الحسابات.")[1] if c.kind == "event"]
    assert [(c.first, c.last) for c in clues] == [(date(2017, 6, 1), date(2017, 6, 30))]


def test_name_in_use_for_a_time() -> None:
    clue = kinds("أعلنت جبهة فتح الشام مسؤوليتها.")["era"]
    assert (clue.first, clue.last) == (date(2016, 7, 28), date(2017, 1, 28))


def test_day_and_month_with_weekday_leave_the_years_that_fit() -> None:
    reading = read(Document("d", "يجتمع المجلس الثلاثاء 10 تموز."), load())
    factors = dating.gather(reading, dates.find(reading), [], knowledge_events.load())
    (factor,) = (f for f in factors if f.kind == "yearless-day")
    years = {day_of(i).year for i in range(6200) if combine([factor]).days[i] > 3 / 6200}
    assert 2018 in years and 2017 not in years and 2016 not in years


def test_year_that_calls_itself_current() -> None:
    clue = kinds("منذ مطلع العام الحالي 2018 تراجعت الأسعار.")["this-year"]
    assert (clue.first, clue.last) == (date(2018, 1, 1), date(2018, 12, 31))


def test_hijri_month_leans_to_its_season() -> None:
    reading = read(Document("d", "قال السكان إن الأسعار ارتفعت قبل بداية شهر رمضان."), load())
    (factor,) = (f for f in dating.gather(reading, dates.find(reading), [], knowledge_events.load()) if f.kind == "hijri-month")
    posterior = combine([factor])
    inside, outside = (date(2016, 6, 10) - date(2011, 1, 1)).days, (date(2016, 11, 10) - date(2011, 1, 1)).days
    assert posterior.days[inside] > 2 * posterior.days[outside]


def test_coming_date_is_an_upper_bound() -> None:
    assert kinds("ستعقد القمة في 7 سبتمبر 2018 بحسب المنظمين.")["coming-date"].last == date(2018, 9, 7)


def test_clues_stand_in_the_text_in_order_and_twice_the_same() -> None:
    text = " ".join(t for t, _ in INFERRED)
    published, clues = found(text)
    assert (published, clues) == found(text)
    assert [c.start for c in clues] == sorted(c.start for c in clues)
    assert all(0 <= c.start <= c.end <= len(text) for c in clues)
    assert all(c.first <= c.last for c in clues if c.first and c.last)


def test_one_misread_clue_is_outvoted() -> None:
    def clue(first: date, last: date) -> Factor:
        base, segments = allow(first, last, 0.05)
        return Factor("x", 0, 0, "", base, segments)

    right, wrong = (date(2016, 3, 1), date(2016, 3, 3)), (date(2020, 1, 1), date(2020, 1, 3))
    posterior = combine([clue(*right), clue(*right), clue(*right), clue(*wrong)])
    assert date(2016, 3, 1) <= day_of(posterior.best()) <= date(2016, 3, 3)


def test_shortest_run_holds_what_was_asked() -> None:
    base, segments = allow(date(2016, 3, 1), date(2016, 3, 10), 1e-9)
    posterior = combine([Factor("x", 0, 0, "", base, segments)])
    first, last = posterior.shortest(0.5)
    assert last - first in (4, 5) and posterior.mass(first, last) >= 0.5 - 1e-9
    assert sum(posterior.days) == pytest.approx(1)


RULES = [row for _, row in tables.rows(tables.ROOT / "language" / "dating-rules.csv")]


def matched(text: str) -> list[str]:
    reading: Reading = read(Document("d", text), load())
    return [w.name for w in dating_rules.find(reading)]


@pytest.mark.parametrize("row", [r for r in RULES if r["value"] != "nothing"], ids=lambda r: r["rule"])
def test_wording_example_and_counter(row: dict[str, str]) -> None:
    assert row["rule"] in matched(row["example"])
    assert row["rule"] not in matched(row["counter"])


EVENTS = [row for _, row in tables.rows(tables.ROOT / "events.csv")]


def test_events_cover_the_years_and_name_their_source() -> None:
    assert len({row["id"] for row in EVENTS}) == len(EVENTS)
    dated = [row for row in EVENTS if row["kind"] in ("event", "planned")]
    assert len(dated) >= 150
    assert {row["from"][:4] for row in dated} >= {str(y) for y in range(2011, 2026)}
    assert all(row["source"].startswith("https://") and row["name_ar"] and row["name_en"] for row in EVENTS)


@pytest.mark.parametrize("row", EVENTS, ids=lambda r: r["id"])
def test_event_row_reads(row: dict[str, str]) -> None:
    item = knowledge_events.event(row)
    assert item.kind in knowledge_events.KINDS and item.first <= item.last
    assert item.keywords and all(part and all(part) for alternative in item.keywords for part in alternative)
