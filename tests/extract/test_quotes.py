"""Reported speech: what opens it, where it ends, who speaks. The sentences are ours."""

from __future__ import annotations

from datetime import date

import pytest

from core.extract.pipeline import extract
from core.knowledge import load
from core.language.text import Tokens, quotation_regions, sentences
from core.model import Document, Published, Quote

DAY = Published(date(2018, 1, 11), date(2018, 1, 11), "given")


def quotes(text: str) -> list[tuple[str, str | None, str]]:
    """``(content, speaker id or words, mode)`` of every quote."""
    found = extract(Document("t", text, published=DAY), load()).quotes
    return [(text[q.start : q.end], q.speaker or q.speaker_text, q.mode) for q in found]


def raw(text: str) -> tuple[Quote, ...]:
    return extract(Document("t", text, published=DAY), load()).quotes


# -- quotation marks --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("قال: »نحن هنا اليوم« ومضى", ["نحن هنا اليوم"]),
        ("قال: ‘‘نحن هنا اليوم‘‘ ومضى", ["نحن هنا اليوم"]),
        ("قائلا \"سنبحث عن حل»، ثم غادر", ["سنبحث عن حل"]),
        ("يقول :\" لن نقبل بهذا\"، ثم غادر", [" لن نقبل بهذا"]),
        ("إن \" الوفد سيصل\". ثم", [" الوفد سيصل"]),
        ("قال: «نحن هنا\n«وسنبقى هنا» ومضى", ["نحن هنا\n«وسنبقى هنا"]),
        ("قال: «نحن هنا اليوم\nوغادر «الائتلاف» القاعة", ["نحن هنا اليوم", "الائتلاف"]),
        ("طول الحاجز 3\" فقط", []),
    ],
)
def test_quotation_regions(text: str, inside: list[str]) -> None:
    assert [text[r.start : r.end] for r in quotation_regions(text)] == inside


def test_sentences_keep_a_stop_inside_a_quotation() -> None:
    text = "قال: «انتهى الأمر. سنعود غداً». ثم غادر."
    spans = sentences(text, quotation_regions(text))
    assert [text[a:b] for a, b in spans] == ["قال: «انتهى الأمر. سنعود غداً».", "ثم غادر."]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("قالت مراسلةالقناة إنّالوفد وصل", ["قالت", "مراسلة", "القناة", "إنّ", "الوفد", "وصل"]),
        ("عاد إلىدمشق", ["عاد", "إلى", "دمشق"]),
        ("والإمارات وبالإنسان إنّهما أنّها الشىء", ["والإمارات", "وبالإنسان", "إنّهما", "أنّها", "الشىء"]),
    ],
)
def test_glued_words_are_cut_where_arabic_cannot_join_them(text: str, words: list[str]) -> None:
    tokens = Tokens(text)
    assert [text[a:b] for a, b in zip(tokens.starts, tokens.ends, strict=True)] == words


# -- where reports begin and end --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # a quoted name behind أن begins a longer clause
        ("ختم لافروف بأن «نصف جنة» هو اسم سيبقى في الذاكرة طويلاً", [("نصف جنة» هو اسم سيبقى في الذاكرة طويلاً", "lavrov", "mixed")]),
        # a new report behind a comma ends the open one
        (
            "وفيما اعتبر أردوغان أن العملية حققت أهدافها كلها، قال ماكرون: «لا نرى ذلك على الأرض»",
            [("العملية حققت أهدافها كلها", "erdogan", "indirect"), ("لا نرى ذلك على الأرض", "macron", "direct")],
        ),
        # two present verbs joined behind a comma
        (
            "ترى روسيا أن الهدنة صامدة حتى اليوم، وتؤكد أن الخروق ستبقى محدودة",
            [("الهدنة صامدة حتى اليوم", "russia", "indirect"), ("الخروق ستبقى محدودة", "russia", "indirect")],
        ),
        # a sentence that goes on with وأن
        (
            "قال لافروف إن الطريق طويل وشاق جداً. وأنه لا يرى بديلاً من الصبر",
            [("الطريق طويل وشاق جداً", "lavrov", "indirect"), ("لا يرى بديلاً من الصبر", "lavrov", "indirect")],
        ),
        # without a comma before بينما
        ("قال لافروف إن الممرات آمنة ومفتوحة بينما استمر القصف في الريف", [("الممرات آمنة ومفتوحة", "lavrov", "indirect")]),
        # brackets for marks
        ("قال لافروف: (لن نغادر القاعة قبل الاتفاق) ثم جلس", [("لن نغادر القاعة قبل الاتفاق", "lavrov", "direct")]),
        # accusations with بأن
        ("اتهم لافروف الفصائل بأنها تعرقل وصول القوافل إلى البلدة", [("تعرقل وصول القوافل إلى البلدة", "lavrov", "indirect")]),
        ("وأعاد لافروف إلى الأذهان أن القرار صدر بالإجماع", [("القرار صدر بالإجماع", "lavrov", "indirect")]),
        ("ومضى لافروف ليقول إن الباب ما زال مفتوحاً", [("الباب ما زال مفتوحاً", "lavrov", "indirect")]),
        ("واختتم لافروف كلمته بالقول إن الباب ما زال مفتوحاً", [("الباب ما زال مفتوحاً", "lavrov", "indirect")]),
        ("كما قال لافروف إن الباب ما زال مفتوحاً", [("الباب ما زال مفتوحاً", "lavrov", "indirect")]),
        (
            "ستبقى الجولة «فرصة لا يجوز أن تضيع» أمام الجميع، كما قال لافروف",
            [("ستبقى الجولة «فرصة لا يجوز أن تضيع» أمام الجميع", "lavrov", "mixed")],
        ),
    ],
)
def test_reports(text: str, wanted: list[tuple[str, str, str]]) -> None:
    assert quotes(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "عرض لافروف فيلم «نحن نصنع السلام معاً» على ضيوفه",
        "أطلق لافروف حملة \"قلوبنا معكم يا أهلنا\" من موسكو",
        "يُذكر أنه جرى لقاء سابق بين لافروف وظريف في موسكو",
        "والجدير ذكره أن لافروف زار المنطقة مرتين",
        "التقى لافروف ضيفه. وتشير المؤشرات إلى أن الجولة ستتأجل",
        "التقى لافروف ضيفه. ويُعتقد أن الجولة ستتأجل أسبوعاً",
        "ندد لافروف بما قال إنها حملة لا أساس لها من الصحة",
        "بين لافروف وظريف خلاف على أن الجولة مفيدة",
        "يشير ذلك إلى أن الجولة قد تتأخر كثيراً",
        "في الاستطلاع قال 45 في المئة إنهم يؤيدون لافروف",
        "لم يقل لافروف إن الجولة انتهت",
        "وجه صحافي إلى لافروف سؤالاً «هل ستغادرون القاعة قبل نهاية الجولة الحالية؟»",
    ],
)
def test_no_quotes(text: str) -> None:
    assert quotes(text) == []


# -- who speaks -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("زار سيرغي لافروف أنقرة. وقال: «نتفق على معظم النقاط»", ["lavrov"]),
        ("قال الكرملين إن الاتصال كان مفيداً جداً. وأضاف أن الاتصالات ستستمر على كل المستويات", ["russia", "russia"]),
        ("انتقد سيرغي لافروف البيان في موسكو، وقال إن صياغته غير متوازنة", ["lavrov"]),
        ("لم تعلق الحكومة الإيرانية، لكن مصادر قريبة من الملف أوضحت أن الخطة جاهزة تماماً", ["مصادر قريبة من الملف"]),
        ("نقلت وكالة تاس عن سيرغي لافروف إشارته إلى أن الموعد ثابت لا يتغير", ["lavrov"]),
        ("أفادت رابطة أطباء القرى أن المستشفى خرج من الخدمة", ["رابطة أطباء القرى"]),
        ("زار لافروف دمشق، بيد أن مؤسس رابطة القرى قال إن الزيارة متأخرة جداً", ["مؤسس رابطة القرى"]),
        ("وذكرت جريدة الوطن السورية عن مصادر مطلعة أن القافلة ستصل ليلاً", ["مصادر مطلعة"]),
        ("ولكن منتقديه يقولون إن الوعود لم تنفذ حتى اليوم", ["منتقديه"]),
        ("يقول بعض الخبراء إن الوعود لم تنفذ حتى اليوم", ["بعض الخبراء"]),
        ("وتوقعت العديد من صحف العاصمة أن تتأخر القافلة أسبوعاً", ["العديد من صحف العاصمة"]),
        ("أكد سيرغي لافروف ومحمد جواد ظريف أن الجولة ستعقد في موعدها", ["lavrov"]),
    ],
)
def test_speakers(text: str, speakers: list[str]) -> None:
    assert [speaker for _, speaker, _ in quotes(text)] == speakers


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("أوضح علي الفلاني، وهو طبيب، أن المستشفى خرج من الخدمة", "علي الفلاني"),
        ("قال مسؤول الإغاثة، حمدان العتيقي، إن القافلة وصلت إلى البلدة", "حمدان العتيقي"),
        ("ويقول \"راجح السالمي\" وهو أستاذ في الجامعة: \"استسلم كثيرون لليأس منذ زمن\"", "راجح السالمي"),
    ],
)
def test_speakers_that_nobody_knows_keep_their_names(text: str, name: str) -> None:
    (quote,) = raw(text)
    assert quote.speaker_text is not None and name in quote.speaker_text


def test_joint_speakers_are_named_together() -> None:
    (quote,) = raw("أكد سيرغي لافروف ومحمد جواد ظريف أن الجولة ستعقد في موعدها")
    assert quote.speaker_text == "سيرغي لافروف ومحمد جواد ظريف"


def test_a_name_inside_the_quotation_does_not_speak() -> None:
    text = "قال ماكرون: «نريد وقف نفوذ (إيران) في المنطقة»، ثم قال للصحافيين: «لا بديل من الحوار معها الآن»"
    assert {speaker for _, speaker, _ in quotes(text)} == {"macron"}


def test_dialogue_lines_belong_to_their_labels() -> None:
    text = "حوار\nالمذيع: هل تعودون؟\nلافروف: سنعود حين تكتمل الدعوات\nالمذيع: متى؟\nلافروف: لا أعرف الموعد بعد\nلافروف: شكراً لكم على الصبر"
    said = [content for content, speaker, _ in quotes(text) if speaker == "lavrov"]
    assert said == ["سنعود حين تكتمل الدعوات", "لا أعرف الموعد بعد", "شكراً لكم على الصبر"]


# -- confidence -------------------------------------------------------------------------------------------------------
def test_a_named_speaker_with_marks_is_surer_than_a_carried_one() -> None:
    sure, carried = raw("قال سيرغي لافروف: «الباب ما زال مفتوحاً للجميع». وعبّر عن ثقته بأن الجولة ستكون مثمرة جداً")
    assert sure.confidence > carried.confidence
    assert all(0 < q.confidence <= 1 and q.rule.startswith("quote.") for q in (sure, carried))


@pytest.mark.parametrize("text", ["", "«", "\"\"\"", "قال", "قال:", "قال: «", "أن أن أن", "»»»«««", "قال لافروف إن", ":\n:\n:"])
def test_any_text_is_read_without_error(text: str) -> None:
    assert isinstance(raw(text), tuple)
