"""Actors: names known and unknown, titles, bodies, institutions, what is no name at all."""

from __future__ import annotations

from datetime import date

import pytest

from core.extract import actors, places
from core.extract.actors import ActorFinding
from core.extract.reading import read
from core.knowledge import load
from core.model import Document


def found(text: str, day: str | None = "2018-05-01") -> ActorFinding:
    """The actors of a text written on ``day``."""
    return actors.find(read(Document("t", text), load()), date.fromisoformat(day) if day else None)


def surfaces(text: str, kind: str, day: str | None = "2018-05-01") -> dict[str, list[str]]:
    """Actor id → surfaces, for actors of one kind."""
    return {a.id: [text[m.start : m.end] for m in a.mentions] for a in found(text, day).actors if a.kind == kind}


def unknown_people(text: str) -> list[str]:
    """Names of the people that no table knows."""
    return [a.name_ar for a in found(text).actors if a.kind == "person" and not a.known]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("قال الباحث زهدي القرنفلي إن الوضع معقد.", "زهدي القرنفلي"),
        ("وأضاف سامر البرقوقي أن اللجنة ستجتمع.", "سامر البرقوقي"),
        ("شارك في الندوة إسماعيل الطرزاوي مع زملائه.", "إسماعيل الطرزاوي"),
        ("قال الباحث حسن القطرميزي إن الوضع معقد.", "حسن القطرميزي"),
        ("وصفت الصحفية أسماء بنت الزعفراني ما جرى.", "أسماء بنت الزعفراني"),
        ("حضر الندوة منير السلطعوني وفراس الكربوني أيضا.", "فراس الكربوني"),
        ("وقال المتحدث “رائف الكرنداسي” إن ذلك قريب.", "رائف الكرنداسي"),
        ("وقالت الخبيرة في الشأن الروسي تاتيانا كوربيلينا إن ذلك قريب.", "تاتيانا كوربيلينا"),
    ],
)
def test_unknown_person_is_found(text: str, name: str) -> None:
    assert name in unknown_people(text)


@pytest.mark.parametrize(
    "text",
    [
        "كشفت التحقيقات من يقف خلف الهجمات الأخيرة.",
        "وأعرب الوزير عن أمل بلاده في عودة الهدوء.",
        "وقال إن نجاح العملية رهن بوقف القتال.",
        "وجاء في بيان الخارجية أن الاجتماع تأجل.",
        "دعا إلى كامل التعاون مع اللجنة.",
        "أفادت تقارير بأن مقاومين تصدوا للقوات.",
        "وأضاف أن وسام الشجاعة سيمنح للجنود.",
        "يرى أن جهاد النفس أصعب.",
        "قال إن سلام المنطقة مهدد.",
        "رئيس حزب «العدالة الباردة» لم يعلق.",
        "وأكد عمر النزاع الطويل أن الحل صعب.",
    ],
)
def test_common_words_are_no_names(text: str) -> None:
    assert unknown_people(text) == []


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("أكد وزير الخارجية الروسي لافرورف أن الحوار ضروري.", "lavrov"),
        ("وصل المبعوث الأممي ستيفان دي مستوراا إلى جنيف.", "de-mistura"),
        ("قال الرئيس الإيراني حسن روحانى إن الحوار ضروري.", "rouhani"),
    ],
)
def test_typing_slip_behind_a_fitting_title_is_the_known_person(text: str, person: str) -> None:
    assert person in surfaces(text, "person")


def test_slips_never_join_two_people_of_like_names() -> None:
    assert "lavrov" not in surfaces("قال الطبيب سيرغي لافريوف إن المشفى مزدحم.", "person")


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("اجتمع وزيرا الخارجية: الروسي لافروف والإيراني جواد ظريف.", {"lavrov", "zarif"}),
        ("اجتمع الرئيسان الروسي فلاديمير بوتين والتركي رجب طيب أردوغان.", {"putin", "erdogan"}),
        ("استقبل لافروف المبعوث الأممي ستيفان دي ميستورا.", {"lavrov", "de-mistura"}),
    ],
)
def test_distributed_titles_give_everybody(text: str, people: set[str]) -> None:
    assert people <= set(surfaces(text, "person"))


def test_title_alone_goes_back_to_its_bearer_and_not_to_a_former_one() -> None:
    text = "قال سيرغي لافروف إن الحوار ضروري. واستقبل ستيفان دي ميستورا. وأضاف المبعوث الأممي أن الجولة قريبة."
    assert "المبعوث الأممي" in surfaces(text, "person")["de-mistura"]


def test_title_of_an_unknown_body_means_nobody_named_before() -> None:
    text = "قال محمود عباس إن ذلك مهم. وأضاف رئيس منظمة القمر الأزرق أن الحل بعيد."
    assert "رئيس منظمة" not in surfaces(text, "person").get("mahmoud-abbas", [])


def test_known_person_is_found_again_by_surname() -> None:
    text = "حضر عبد الأحد أسطيفو الاجتماع. وقال أسطيفو إن الجولة مهمة."
    assert len(surfaces(text, "person", "2017-11-27")["abdulahad-astepho"]) == 2


def test_surname_that_is_a_verb_wants_more_than_a_title() -> None:
    assert surfaces("وزير خارجية السعودية سيجري محادثات غدا.", "person") == {}


def test_person_inside_a_body_is_named_too() -> None:
    assert "bashar-al-assad" in surfaces("يدعم نظام الرئيس بشار الأسد في سوريا.", "person")


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("أعلنت وزارة الداخلية البلغارية إغلاق المعبر.", "bulgaria-moi"),
        ("قالت الخارجية الأرمينية إنها تتابع.", "armenia-mfa"),
        ("تصدى الجيش السوداني للهجوم.", "sudan-army"),
        ("رحب البرلمان اليوناني بالاتفاق.", "greece-parliament"),
        ("أغلقت السفارة البولندية أبوابها.", "poland-embassy"),
        ("دعا مبعوث الأمم المتحدة إلى سوريا إلى الهدوء.", "un"),
        ("شكلت منصتي موسكو والقاهرة وفدا.", "cairo-platform"),
        ("قال المتحدث باسم وزارة الخارجية الروسية إن الحوار مهم.", "russia-mfa"),
        ("اجتمعت اللجنة العليا للإغاثة اليوم.", "x-alljnh-alelya-llagavh"),
        ("أعلن حزب «الوردة البيضاء» انسحابه.", "x-hzb-alwrdh-albydac"),
    ],
)
def test_bodies(text: str, body: str) -> None:
    assert body in surfaces(text, "organization")


@pytest.mark.parametrize(
    "text",
    [
        "تغيرت السياسة الخارجية البلغارية كثيرا.",
        "ناقش الشؤون الداخلية الأرمينية.",
        "عرض مبادرة معدلة أمس.",
        "وقعوا على مبادرة «خطوة أولى».",
    ],
)
def test_qualities_and_plans_are_no_bodies(text: str) -> None:
    assert surfaces(text, "organization") == {}


def test_two_armies_in_one_dual() -> None:
    text = "ذكر الجيشين السوري والعراقي بالاسم."
    bodies = surfaces(text, "organization")
    assert bodies["syrian-army"] == ["الجيشين السوري"]
    assert bodies["iraq-army"] == ["العراقي"]


def test_ministry_is_meant_by_its_short_form() -> None:
    text = "نفت وزارة الداخلية اللبنانية ذلك. وقالت الوزارة إن المعبر مفتوح."
    assert surfaces(text, "organization")["lebanon-moi"] == ["وزارة الداخلية اللبنانية", "الوزارة"]


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("ترى إدارة الرئيس الأميركي دونالد ترامب أن الحل قريب.", "united-states"),
        ("رفضت موسكو القرار.", "russia"),
        ("أكد الجانبان المصري والروسي ذلك.", "egypt"),
        ("أكد الجانبان المصري والروسي ذلك.", "russia"),
    ],
)
def test_states(text: str, state: str) -> None:
    assert state in surfaces(text, "state")


@pytest.mark.parametrize("text", ["أصدرت محكمة جنايات القاهرة حكمها.", "القاهرة 25 شوال - عقد الاجتماع.", "زار العاصمة السورية دمشق."])
def test_capital_as_a_city_is_no_government(text: str) -> None:
    assert surfaces(text, "state") == {}


def test_factions_count_as_the_opposition_that_the_document_names() -> None:
    text = "قالت المعارضة السورية إنها مستعدة، وتقدمت فصائل المعارضة في حلب."
    assert "syrian-armed-opposition" not in {a.id for a in found(text).actors}


def located(text: str) -> dict[str, tuple[str, list[str]]]:
    """Place id → kind and surfaces."""
    reading = read(Document("t", text), load())
    finding = actors.find(reading, date(2018, 5, 1))
    taken = {i for c in finding.chunks if c.head and c.kind != "state" for i in range(*c.head)}
    return {p.id: (p.kind, [text[m.start : m.end] for m in p.mentions]) for p in places.find(reading, taken)[0]}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("القاهرة 25 شوال - عقد الاجتماع.", "cairo"),
        ("زار العاصمة السورية دمشق.", "damascus"),
        ("القاهرة (وكالات) - التقى الوزير نظيره.", "cairo"),
        ("وصل إلى مطار طهران الدولي.", "tehran-airport"),
        ("تحاصر الفصائل بلدتي نبل والزهراء.", "nubl"),
        ("تحاصر الفصائل بلدتي نبل والزهراء.", "zahraa-aleppo"),
        ("عقد اللقاء في عمان بين وفود من الأردن وسوريا.", "amman"),
    ],
)
def test_places(text: str, place: str) -> None:
    assert place in located(text)


@pytest.mark.parametrize(
    "text", ["أعلنت منصة القاهرة موقفها.", "رحب بيان جنيف بذلك.", "يستمر مسار أستانة.", "دخلوا قرية صغيرة في ريف حلب."]
)
def test_labels_and_ordinary_nouns_are_no_places(text: str) -> None:
    assert not {i for i, (kind, _) in located(text).items() if kind == "city"}


def test_unknown_quarter_lies_where_its_sentence_puts_it() -> None:
    text = "سقط صاروخ على حي المغاير في حلب."
    reading = read(Document("t", text), load())
    finding = actors.find(reading, None)
    taken = {i for c in finding.chunks if c.head and c.kind != "state" for i in range(*c.head)}
    quarter = next(p for p in places.find(reading, taken)[0] if p.name_ar == "المغاير")
    assert quarter.country == "SY"
    assert quarter.lat == pytest.approx(36.2, abs=0.3)


def test_unknown_village_between_two_known_ones() -> None:
    assert "حزرما" in {name for _, names in located("معارك في الشيفونية وحزرما والنشابية بريف دمشق.").values() for name in names}
    assert "أطرافها" not in {name for _, names in located("معارك في حرستا وأطرافها ودوما بريف دمشق.").values() for name in names}


def test_name_of_a_larger_area_is_short_for_the_part_named_in_the_document() -> None:
    assert set(located("قصف على الغوطة الشرقية، وتحاصر القوات الغوطة منذ سنوات.")) == {"eastern-ghouta"}


def test_mentions_are_surfaces_of_the_text() -> None:
    text = "وَصلَ الرّئيسُ بشّار الأسد، و«سيرغي لافـروف» وبوتين إلى موسكو."
    for actor in found(text, None).actors:
        for mention in actor.mentions:
            assert text[mention.start : mention.end].strip() == text[mention.start : mention.end] != ""
