"""Questions to the knowledge in sentences: names in the spellings of the regions, and names that are spelt alike."""

from __future__ import annotations

from datetime import date

import pytest

from core.extract.pipeline import extract
from core.knowledge import Knowledge, load
from core.model import Document, Published

# Day of writing, a sentence of our own in the spelling of some region, who must be found in it.
READINGS = """
2012-03-26|أجرى وزير الخارجية التركي احمد داود اوغلو مباحثات مع نظيره الروسى سيرجى لافروف بشأن سوريا|davutoglu lavrov
2012-07-20|استقبل رئيس الحكومة التونسية حمادي الجبالي وفدا من المعارضة السورية في جويلية 2012|jebali
2013-01-06|دعا وزير الخارجية المصرى محمد كامل عمرو إلى اجتماع للرباعية حول سوريا|kamel-amr
2013-02-28|قال وزير الخارجية البريطانى ويليام هيج في روما ان المعارضة السورية ستحصل على معدات|hague
2014-01-23|صرح المندوب السوري الدائم لدى الأمم المتحدة بشار الجعفرى بأن الوفد باق في سويسرا|bashar-jaafari
2015-06-12|أكد وزير الشؤون الخارجية التونسي الطيب البكوش يوم 12 جوان 2015 أن تونس تتابع الملف السوري|taieb-baccouche
2015-08-06|ترأس سمو الأمير محمد بن نايف ولي العهد اجتماعا حضره معالي وزير الخارجية الأستاذ عادل الجبير|mohammed-bin-nayef jubeir
2016-05-17|قال المبعوث الاممى ستيفان ديمستورا ان الجولة المقبلة تعقد في حزيران|de-mistura
2017-01-24|رحب وزير خارجية كازاخستان خيرت عبدالرحمنوف بالوفود في أستانة|abdrakhmanov
2018-04-14|اعلن الرئيس الامريكي دونالد ترمب شن ضربات على سوريا بمشاركة تيريزا ماى وايمانويل ماكرون|trump theresa-may macron
2018-09-28|دعا وزير الشؤون الخارجية والتعاون الدولي المغربي ناصر بوريطة إلى حل سياسي في سوريا|bourita
2018-12-20|صرح جيمس جيفرى المبعوث الأمريكى الخاص إلى سوريا بأن واشنطن لن تغادر المسار السياسي|jeffrey
2021-07-08|قال رئيس الوفد الروسي ألكسندر لافرنتييف في نور سلطان إن الجولة ناجحة|lavrentiev
2023-05-10|اجتمع وزراء خارجية روسيا وتركيا وإيران وسوريا في موسكو، وحضر مولود جاووش أوغلو وفيصل المقداد|cavusoglu faisal-mekdad
2024-12-22|التقى وزير الخارجية التركي هاكان فيدان القائد العام للإدارة السورية أحمد الشرع في دمشق|hakan-fidan ahmed-al-sharaa
2025-05-24|بحث المبعوث الأميركي إلى سوريا توماس باراك مع وزير الخارجية أسعد الشيباني رفع العقوبات عن سوريا|tom-barrack asaad-al-shaibani
2025-11-17|أكد وزير الخارجية الصيني وانغ يي لنظيره السوري أسعد الشيباني في بكين دعم إعادة الإعمار|wang-yi asaad-al-shaibani
2015-08-05|قال المهندس خالد إن التصنيع الحربي السوري متوقف|-abu-mahdi-al-muhandis
2015-08-11|جسد الفنان شخصية لبيد بن ربيعة في سوق عكاظ|-lapid
2015-08-01|لم تسجل الهيئة السورية المعنية زيادة الا في دمشق|-hussam-eddin-aala
"""

# A sentence, the place it must be found to name, and the place of the same spelling that it must not.
ALIKE = """
هاجم مستوطنون منزلا في قرية دوما قرب نابلس|duma-nablus|douma
قصفت قوات النظام دوما في الغوطة الشرقية|douma|duma-nablus
عقد لقاء في عمّان بحضور مسؤولين أردنيين|amman|om
وصلت القافلة إلى المالكية في ريف الحسكة|al-malikiyah|malkia
استهدف الحزب ثكنة في المالكية بالجليل|malkia|al-malikiyah
"""


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return load()


@pytest.mark.parametrize("question", READINGS.strip().splitlines())
def test_a_sentence_of_a_day_names_its_people(known: Knowledge, question: str) -> None:
    when, sentence, wanted = question.split("|")
    day = date.fromisoformat(when)
    found = {actor.id for actor in extract(Document("lookup", sentence, published=Published(day, day, "given")), known).actors}
    assert {ident for ident in wanted.split() if not ident.startswith("-")} <= found
    assert found.isdisjoint(ident[1:] for ident in wanted.split() if ident.startswith("-"))


@pytest.mark.parametrize("question", ALIKE.strip().splitlines())
def test_names_spelt_alike_are_told_apart(known: Knowledge, question: str) -> None:
    sentence, wanted, other = question.split("|")
    found = {place.id for place in extract(Document("lookup", sentence), known).places}
    assert wanted in found and other not in found
