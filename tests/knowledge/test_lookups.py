"""Questions to the knowledge, answered from general knowledge by someone who did not write its rows.

An office on a day → who held it; a spelling → whom or what it means.
"""

from __future__ import annotations

import re
from datetime import date

import pytest

from core.knowledge import Knowledge, load

# Office, of, day, words of the English name.
HOLDERS = """
head-of-state russia 2011-06-01 Medvedev
head-of-state russia 2018-04-04 Putin
prime-minister russia 2021-01-15 Mishustin
foreign-minister russia 2012-02-07 Lavrov
defence-minister russia 2012-03-01 Serdyukov
defence-minister russia 2016-12-20 Shoigu
defence-minister russia 2024-09-01 Belousov
foreign-ministry-spokesperson russia 2014-06-01 Lukashevich
foreign-ministry-spokesperson russia 2018-06-01 Zakharova
head-of-state turkey 2012-06-01 G[uü]l
head-of-state turkey 2019-10-22 Erdo
prime-minister turkey 2015-03-01 Davuto
prime-minister turkey 2017-02-01 Y[iı]ld[iı]r[iı]m
foreign-minister turkey 2013-05-01 Davuto
foreign-minister turkey 2018-01-17 avu[sş]o[gğ]lu
foreign-minister turkey 2024-12-22 Fidan
defence-minister turkey 2019-10-15 Akar
defence-minister turkey 2024-01-15 G[uü]ler
head-of-state iran 2012-08-30 Ahmadinejad
head-of-state iran 2018-09-07 Rouhani
head-of-state iran 2022-07-19 Raisi
head-of-state iran 2025-01-17 Pezeshkian
foreign-minister iran 2012-08-01 Salehi
foreign-minister iran 2017-01-24 Zarif
foreign-minister iran 2023-05-10 Abdollahian
foreign-minister iran 2025-02-01 Araghchi
head-of-state united-states 2013-09-10 Obama
head-of-state united-states 2018-12-19 Trump
head-of-state united-states 2023-02-10 Biden
head-of-state united-states 2025-05-14 Trump
foreign-minister united-states 2012-06-30 Clinton
foreign-minister united-states 2013-09-14 Kerry
foreign-minister united-states 2017-04-12 Tillerson
foreign-minister united-states 2019-05-14 Pompeo
foreign-minister united-states 2021-03-30 Blinken
foreign-minister united-states 2025-05-15 Rubio
defence-minister united-states 2012-05-01 Panetta
defence-minister united-states 2018-03-01 Mattis
defence-minister united-states 2022-03-01 Austin
envoy un 2012-04-15 Annan
envoy un 2014-01-22 Brahimi
envoy un 2016-03-14 Mistura
envoy un 2019-10-30 Pedersen
secretary-general un 2014-01-22 Ban
secretary-general un 2020-03-23 Guterres
secretary-general arab-league 2011-12-19 Elaraby
secretary-general arab-league 2023-05-07 Gheit
humanitarian-chief un 2012-03-08 Amos
humanitarian-chief un 2016-12-01 O'Brien
humanitarian-chief un 2018-03-01 Lowcock
humanitarian-chief un 2023-02-12 Griffiths
humanitarian-chief un 2024-12-17 Fletcher
high-representative eu 2013-05-27 Ashton
high-representative eu 2017-04-05 Mogherini
high-representative eu 2021-03-30 Borrell
high-representative eu 2025-03-17 Kallas
director-general opcw 2013-10-11 [UÜ]z[uü]mc[uü]
director-general opcw 2019-03-01 Arias
foreign-minister france 2013-09-12 Fabius
foreign-minister france 2016-10-08 Ayrault
foreign-minister france 2018-04-14 Drian
foreign-minister france 2023-03-01 Colonna
foreign-minister france 2025-01-03 Barrot
foreign-minister germany 2012-07-06 Westerwelle
foreign-minister germany 2015-11-14 Steinmeier
foreign-minister germany 2017-06-01 Gabriel
foreign-minister germany 2019-10-26 Maas
foreign-minister germany 2025-01-03 Baerbock
foreign-minister germany 2025-10-30 Wadephul
foreign-minister united-kingdom 2012-02-24 Hague
foreign-minister united-kingdom 2015-10-30 Hammond
foreign-minister united-kingdom 2017-04-10 Johnson
foreign-minister united-kingdom 2018-09-01 Hunt
foreign-minister united-kingdom 2020-06-30 Raab
foreign-minister united-kingdom 2022-03-01 Truss
foreign-minister united-kingdom 2023-05-01 Cleverly
foreign-minister united-kingdom 2024-02-01 Cameron
foreign-minister united-kingdom 2025-07-05 Lammy
foreign-minister saudi-arabia 2012-02-24 Saud
foreign-minister saudi-arabia 2017-11-22 Jubeir
foreign-minister saudi-arabia 2019-06-01 Assaf
foreign-minister saudi-arabia 2023-04-18 Farhan
foreign-minister egypt 2013-01-15 Amr
foreign-minister egypt 2013-10-01 Fahmy
foreign-minister egypt 2016-09-09 Shoukry
foreign-minister egypt 2024-12-30 Abdelatty
foreign-minister jordan 2013-05-22 Jude
foreign-minister jordan 2023-05-01 Safadi
foreign-minister qatar 2012-02-04 Hamad bin Jassim
foreign-minister qatar 2015-08-03 Att
foreign-minister qatar 2021-03-11 Mohammed bin Abdulrahman
foreign-minister united-arab-emirates 2021-11-09 Abdullah bin Zayed
foreign-minister lebanon 2012-01-10 Mansour
foreign-minister lebanon 2016-01-10 Bassil
foreign-minister lebanon 2023-04-01 Habib
foreign-minister lebanon 2025-10-10 Raj
foreign-minister iraq 2012-03-29 Zebari
foreign-minister iraq 2016-03-11 Jaafari
foreign-minister iraq 2019-06-30 Al-?[Hh]akim
foreign-minister iraq 2023-05-01 Hussein
foreign-minister syria 2016-02-25 Mo?uallem
foreign-minister syria 2023-04-12 Mekdad
foreign-minister syria 2024-11-01 Sabbagh
foreign-minister syria 2025-02-13 Shaibani|Shaybani
head-of-state syria 2015-10-20 Assad
head-of-state syria 2025-05-14 Sharaa
prime-minister syria 2011-10-01 Safar
prime-minister syria 2012-07-15 Hijab
prime-minister syria 2014-01-22 Halqi|Halki
prime-minister syria 2018-01-30 Khamis
prime-minister syria 2022-01-01 Arnous
prime-minister syria 2024-11-15 Jalali
prime-minister syria 2025-01-15 Bashir
defence-minister syria 2012-03-01 Raj
defence-minister syria 2015-09-30 Fre?i?j
defence-minister syria 2019-01-01 Ayyo?u?b
defence-minister syria 2022-12-28 Abbas
defence-minister syria 2025-03-01 Qasra
foreign-minister kazakhstan 2015-05-25 Idris
foreign-minister kazakhstan 2017-07-04 Abdrakhmanov
foreign-minister kazakhstan 2022-06-15 Tileu?berdi
foreign-minister china 2012-02-04 Yang
foreign-minister china 2015-10-30 Wang
foreign-minister china 2023-05-15 Qin
prime-minister israel 2018-07-11 Netanyahu
prime-minister israel 2021-10-22 Bennett
prime-minister israel 2022-09-15 Lapid
defence-minister israel 2017-06-01 Lieberman
defence-minister israel 2024-02-01 Gallant
defence-minister israel 2025-04-01 Katz
body-president snc 2012-12-12 Khatib
body-president snc 2014-01-22 Jarba
body-president snc 2015-06-01 Kho[dj]
body-president snc 2016-09-01 Abd
body-president snc 2018-09-01 Mustafa
body-president snc 2022-03-01 Mesle?a?t|Muslat
pope vatican 2016-01-01 Francis
head-of-state france 2012-03-01 Sarkozy
head-of-state france 2015-11-17 Hollande
head-of-state france 2025-05-07 Macron
head-of-state egypt 2012-09-20 Morsi
head-of-state egypt 2017-03-29 Sisi
crown-prince saudi-arabia 2018-10-10 Mohammed bin Salman
monarch saudi-arabia 2012-12-01 Abdullah
monarch jordan 2021-07-19 Abdullah
emir qatar 2012-10-23 Hamad
emir qatar 2025-01-30 Tamim
foreign-minister denmark 2013-06-22 S[øo]vndal
foreign-minister greece 2012-07-06 Avramopoulos
foreign-minister ukraine 2012-12-12 Hr[yi]
foreign-minister south-korea 2015-09-28 Yun
foreign-minister pakistan 2012-02-24 Khar
foreign-minister indonesia 2013-09-05 Natalegawa
foreign-minister yemen 2014-12-01 Sa[iy]di
foreign-minister tunisia 2020-03-15 Erray
foreign-minister slovakia 2015-08-10 Laj[čc]
foreign-minister portugal 2019-06-01 Santos Silva
foreign-minister belarus 2024-10-01 R[yi]zhenkov
foreign-minister australia 2011-11-01 Rudd
prime-minister ethiopia 2018-10-10 Abiy
prime-minister poland 2020-09-10 Morawiecki
interior-minister france 2018-09-01 Collomb
interior-minister lebanon 2022-05-15 Mawlawi
interior-minister germany 2015-09-05 Maizi
information-minister saudi-arabia 2015-08-03 Toraifi
chief-of-staff united-kingdom 2020-01-10 Carter
chief-of-staff france 2023-01-10 Burkhard
chief-of-staff egypt 2022-10-06 Askar
body-president unga 2018-09-25 Espinosa
body-president unga 2025-09-24 Baerbock
director-general iom 2016-06-01 Swing
director-general unrwa 2013-01-10 Grandi
secretary-general osce 2018-12-06 Greminger
commander undof 2018-03-01 Sanziri
commander unifil 2017-06-01 Beary
"""

# Spelling, class of the entry, id.
SPELLINGS = """
سيرجي لافروف|actor|lavrov
سيرغي فيكتوروفيتش لافروف|actor|lavrov
ميخائيل بوغدانوف|actor|bogdanov
بوجدانوف|actor|bogdanov
ستيفان دي ميستورا|actor|de-mistura
ديمستورا|actor|de-mistura
غير بيدرسون|actor|pedersen
غير بيدرسن|actor|pedersen
الأخضر الابراهيمي|actor|brahimi
كوفي أنان|actor|annan
كوفي عنان|actor|annan
مولود جاويش أوغلو|actor|cavusoglu
مولود تشاووش أوغلو|actor|cavusoglu
رجب طيب أردوغان|actor|erdogan
أردوجان|actor|erdogan
محمد جواد ظريف|actor|zarif
حسين أمير عبد اللهيان|actor|amir-abdollahian
أبو محمد الجولاني|actor|ahmed-al-sharaa
أحمد الشرع|actor|ahmed-al-sharaa
مظلوم عبدي|actor|mazloum-abdi
وليد المعلم|actor|walid-al-muallem
بشار الجعفري|actor|bashar-jaafari
جون كيري|actor|kerry
داعش|actor|islamic-state
تنظيم الدولة الإسلامية|actor|islamic-state
جبهة النصرة|actor|nusra
هيئة تحرير الشام|actor|hts
قسد|actor|sdf
قوات سوريا الديموقراطية|actor|sdf
وحدات حماية الشعب|actor|ypg
الجيش السوري الحر|actor|fsa
الجيش الحر|actor|fsa
حزب العمال الكردستاني|actor|pkk
حزب الله|actor|hezbollah
الأمم المتحدة|actor|un
مجلس الأمن الدولي|actor|unsc
الجامعة العربية|actor|arab-league
الهيئة العليا للمفاوضات|actor|hnc
منظمة حظر الأسلحة الكيميائية|actor|opcw
منظمة حظر الأسلحة الكيماوية|actor|opcw
الكرملين|metonym|russia
البيت الأبيض|metonym|united-states
السعودية|actor|saudi-arabia
بريطانيا|actor|united-kingdom
نور سلطان|place|astana
أستانة|place|astana
الأستانة|place|astana
كوباني|place|kobani
عين العرب|place|kobani
حميميم|place|khmeimim
معبر باب الهوى|place|bab-al-hawa
معبر نصيب|place|nasib-crossing
إدلب|place|idlib
سوتشي|place|sochi
جنيف|place|geneva
مونترو|place|montreux
الدوحة|place|doha
مخيم الركبان|place|rukban
الغوطة الشرقية|place|eastern-ghouta
دير الزور|place|deir-ez-zor
دير الزُّور|place|deir-ez-zor
القنيطرة|place|quneitra
شرم الشيخ|place|sharm-el-sheikh
سيرجى لافروف|actor|lavrov
احمد أبوالغيط|actor|aboul-gheit
جان ايف لودريان|actor|le-drian
جون إيف لودريان|actor|le-drian
زيجمار جابريل|actor|sigmar-gabriel
سيرجي شويجو|actor|shoigu
ألكسندر لافرينتيف|actor|lavrentiev
فاسيلى نيبينزيا|actor|nebenzya
أبومحمد الجولاني|actor|ahmed-al-sharaa
أبوبكر البغدادي|actor|abu-bakr-al-baghdadi
عبدالفتاح السيسى|actor|sisi
محمد بن عبدالرحمن آل ثاني|actor|mohammed-bin-abdulrahman
ستيفان دى ميستورا|actor|de-mistura
الاخضر الابراهيمى|actor|brahimi
بان كى مون|actor|ban-ki-moon
انطونيو جوتيريش|actor|guterres
مولود شاويش أغلو|actor|cavusoglu
حقان فيدان|actor|hakan-fidan
فلاديمر بوتين|actor|putin
توم بارّاك|actor|tom-barrack
بريت ماكجورك|actor|mcgurk
حسين امير عبداللهيان|actor|amir-abdollahian
على شمخانى|actor|shamkhani
بيتر موارر|actor|maurer
قوات سورية الديمقراطية|actor|sdf
جبهة فتح الشام|actor|nusra
الائتلاف الوطنى السورى|actor|snc
نورسلطان|place|astana
ديرالزور|place|deir-ez-zor
البو كمال|place|abu-kamal
سرى كانيه|place|ras-al-ayn
كرى سبي|place|tell-abyad
عزاز|place|azaz
جنيڤ|place|geneva
قصر تشرين|place|tishreen-palace
قصر إيغمونت|place|egmont-palace
مرفأ طرطوس|place|tartus-naval-base
"""


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return load()


@pytest.mark.parametrize("question", HOLDERS.strip().splitlines())
def test_an_office_on_a_day_has_its_holder(known: Knowledge, question: str) -> None:
    office, of, when, *words = question.split()
    day = date.fromisoformat(when)
    names = [known.actors[actor].name_en for actor in known.holders(office, of, day, day)]
    assert len(names) == 1, names
    assert re.search(" ".join(words), names[0]), names


@pytest.mark.parametrize("question", SPELLINGS.strip().splitlines())
def test_a_spelling_means_one_thing(known: Knowledge, question: str) -> None:
    spelling, cls, ident = question.split("|")
    assert ident in {entry.id for entry in known.lexicon.get(spelling) if entry.cls == cls}
