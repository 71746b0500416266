"""Whose words a report gives: the subject of its verb, whoever spoke before it, or the one behind عن."""

from __future__ import annotations

from core.extract.marks import Marks
from core.extract.reading import Reading
from core.extract.reports import COMMAS, FINITE, Report
from core.extract.speakers import Speaker, Speakers
from core.language.lexicon import Hit

_BODIES = ("organization", "state", "armed_group", "media")


class Attribution:
    """Finds the speaker of each report, in order, since later ones lean on earlier ones."""

    def __init__(self, reading: Reading, speakers: Speakers, marks: Marks) -> None:
        self.reading = reading
        self.speakers = speakers
        self.marks = marks
        words = reading.known.words
        self.present = False
        self._from = {"relay": words.get("relay-from", frozenset()), "learn": words.get("learn-from", frozenset())}

    def subject(self, report: Report) -> None:
        """Set ``report.subject`` to the subject that stands behind its verb, before anything depends on the order."""
        hit, entry = report.cue, report.entry
        if report.carried or report.speaker is not None or entry.get("tense") not in FINITE or entry.get("class") in ("relay", "learn"):
            return
        report.subject = self._latter(hit) or self._honoured(hit) or self._subject(report, self._stop(report))
        report.explicit = report.subject is not None

    def _stop(self, report: Report) -> int:
        stop = self.reading.tokens.at(report.region.open) if report.region is not None else report.begin
        return max(stop, report.cue.last)

    def who(self, report: Report, earlier: list[Report]) -> None:
        """Set ``report.speaker``; ``report.explicit`` says that it stands with the cue."""
        entry, stop = report.entry, self._stop(report)
        tense = entry.get("tense")
        if report.carried:
            speaker = earlier[-1].speaker if earlier else None
        elif entry.get("class") in ("relay", "learn"):
            speaker = self._relayed(report, stop)
        elif tense == "masdar":
            speaker = self._of_noun(report, earlier)
        elif tense == "participle":
            speaker = self._according(report, earlier) or self._in_sentence(report, earlier) or self._carried(report)
        else:
            speaker = self._of_verb(report, stop, earlier)
        if speaker is not None:
            report.speaker = self.speakers.resolved(speaker)

    # -- finite verbs -------------------------------------------------------------------------------------------------
    def _of_verb(self, report: Report, stop: int, earlier: list[Report]) -> Speaker | None:
        hit, entry = report.cue, report.entry
        speaker = self._relayed_by(report, stop) or report.subject
        if speaker is None and self._impersonal(report):
            return None
        if speaker is None and (speaker := self._antecedent(hit)) is not None:
            report.explicit = True
        elif speaker is None and hit.clitic != "و":
            speaker = self.speakers.before(hit.first)
            if speaker is None or entry.get("many") and not speaker.many:
                speaker = self.speakers.phrase_before(hit.first, bool(entry.get("many"))) or speaker
            speaker = self._named_to(speaker, hit.first) if speaker is not None else None
            report.explicit = speaker is not None
        if speaker is None:
            speaker = self._statement(hit)
        if speaker is None and (not hit.clitic or not entry.get("dropped")):
            speaker = self._behind_preposition(hit, stop)
        if speaker is None:
            speaker = self._in_sentence(report, earlier) or self._carried(report)
        return speaker

    def _antecedent(self, hit: Hit) -> Speaker | None:
        """``التقى فلان فلانا الذي قال إن``: whoever stands before the relative pronoun."""
        relative = self.reading.at[hit.first - 1] if hit.first else None
        mark = relative.of("relative") if relative is not None and relative.last == hit.first else None
        if relative is None or mark is None or hit.clitic:
            return None
        end = relative.first - (self.reading.word(relative.first - 1) in COMMAS)
        item = next((s for s in reversed(self.speakers.items) if s.last == end), None)
        if item is None or item.kind != "person" or item.many:
            return None
        return item if mark.get("sex") == ("f" if item.feminine else "m") else None

    def _relayed_by(self, report: Report, stop: int) -> Speaker | None:
        """``ذكرت صحيفة س عن ص أن``: an outlet as subject with the one whose words it passes on."""
        outlet = report.subject
        if outlet is None or outlet.kind != "media":
            return None
        for j in range(outlet.last, min(stop, outlet.last + 8)):
            if self.reading.is_word(j, "relay-word"):
                return self._near(j + 1, 1, stop)
        return None

    def _subject(self, report: Report, stop: int) -> Speaker | None:
        """The subject behind the verb; a phrase that nobody knows, where it stands right there."""
        hit = report.cue
        item = self.speakers.after(hit.last, stop)
        if item is not None and self._kin(report, item):
            return None
        phrase = self.speakers.phrase(hit.last, stop) if self._plain(report) else None
        if item is not None and item.kind == "source" and item.actor is None and (phrase is None or item.first <= phrase.first):
            return self._with_name(item, stop)
        if phrase is None or item is not None and item.first <= phrase.first:
            return item
        if item is not None and item.kind == "source" and item.first < phrase.last:
            return phrase
        if item is None or item.first >= phrase.last:
            if item is not None and item.kind == "person" and not report.entry.get("addressee") and self._apposed(phrase, item):
                return item
            return self._in_body(phrase, stop)
        if item.kind == "person" and not report.entry.get("addressee"):
            return item
        if report.entry.get("addressee"):
            return self.speakers.phrase(hit.last, item.first)
        return Speaker(item.actor, phrase.text, phrase.first, phrase.last, None, "phrase")

    def _kin(self, report: Report, item: Speaker) -> bool:
        """``وأوضحت خطيبة فلان``: a verb in the feminine, and between it and the man's name the word for who she is."""
        if not report.entry.get("f") or item.kind != "person" or item.feminine is not False:
            return False
        words = range(report.cue.last, item.first)
        return len(words) == 1 and all(self.reading.at[j] is None and self.reading.word(j).endswith("ه") for j in words)

    def _in_body(self, phrase: Speaker, stop: int) -> Speaker:
        """An unknown phrase with the body that it holds or that follows it (مكتب العلاقات في وزارة الدفاع)."""
        inside = self.speakers.within(phrase.first, phrase.last)
        if inside is not None:
            return Speaker(inside.actor if inside.kind in _BODIES else None, phrase.text, phrase.first, phrase.last, None, "phrase")
        if self.reading.word(phrase.last) in COMMAS:
            return self._with_name(phrase, stop)
        behind = self._near(phrase.last + 1, 0, stop)
        here = self.reading.at[phrase.last] if phrase.last < len(self.reading.tokens) else None
        place = here.of("preposition") if here is not None else None
        if behind is None or behind.kind not in _BODIES or place is None or place.id != "in":
            return phrase
        text = self.reading.text(self.reading.tokens.starts[phrase.first], self.reading.tokens.ends[behind.last - 1])
        return Speaker(behind.actor, text, phrase.first, behind.last, None, behind.kind)

    def _with_name(self, item: Speaker, stop: int) -> Speaker:
        """An unnamed official with the name that nobody knows behind a comma (مسؤول الحملة، فلان الفلاني، أن)."""
        reading = self.reading
        j = item.last
        while j < stop and j - item.last < 12 and reading.word(j) not in COMMAS:
            here = reading.at[j]
            if here is not None and here.of("complementizer", "cue") is not None and reading.region_of[j] is None:
                return item
            j += 1
        named = self.speakers.immediately_after(j + 1, 0)
        if named is not None and named.kind == "person":
            return named
        k = j + 1
        while k < stop and reading.word(k).isalpha() and ((here := reading.at[k]) is None or here.of("actor") is not None):
            k += 1
        ends = k < len(reading.tokens) and (reading.word(k) in (*COMMAS, ":") or reading.is_word(k, "complementizer"))
        if not 2 <= k - j - 1 <= 4 or not ends:
            return item
        start = reading.tokens.starts[item.first]
        text = " ".join(reading.text(start, reading.tokens.ends[k - 1]).split())
        return Speaker(None, text, item.first, k, item.feminine, "source", item.many)

    def _named_to(self, item: Speaker, i: int) -> Speaker:
        """An unnamed official with the unknown name that fills the gap to the verb (مسؤول … فلان الفلاني قال)."""
        reading = self.reading
        if item.kind != "source" or item.actor is not None or not 0 < i - item.last <= 6:
            return item
        if not all(reading.word(j).isalpha() for j in range(item.last, i)) or reading.is_word(item.last, "preposition"):
            return item
        while i > item.last and reading.is_word(i - 1, "light-word"):
            i -= 1
        text = " ".join(reading.text(reading.tokens.starts[item.first], reading.tokens.ends[i - 1]).split())
        return Speaker(None, text, item.first, i, item.feminine, item.kind, item.many)

    def _impersonal(self, report: Report) -> bool:
        """``تشير المؤشرات إلى أن``, ``هذا يرجح أن``, ``ويتوقع أن``: nobody says so."""
        hit, entry = report.cue, report.entry
        if "\u064f" in self.reading.text(hit.start, hit.start + 2) and entry.get("tense") == "present":
            return True
        ahead = self.reading.at[hit.last] if hit.last < len(self.reading.tokens) else None
        while ahead is not None and ahead.of("quantifier") is not None and ahead.last < len(self.reading.tokens):
            ahead = self.reading.at[ahead.last]
        if self.reading.word(hit.last).isdigit():
            return True
        sign = ahead.of("not-speaker") if ahead is not None else None
        if sign is not None and sign.get("strong") or hit.first and self.reading.is_word(hit.first - 1, "demonstrative"):
            return True
        if entry.get("class") not in ("predict", "judge") or entry.get("tense") != "present" or entry.get("f") or entry.get("many"):
            return False
        first, _ = self.reading.sentence_tokens(self.reading.sentence_of[hit.first])
        if ahead is None or ahead.of("complementizer") is None:
            return False
        if hit.first == first:
            return not self.present
        return self.reading.word(hit.first - 1) in COMMAS and not any(self.reading.is_word(j, "cue") for j in range(first, hit.first))

    def _plain(self, report: Report) -> bool:
        """Whether the complement follows so closely that an unknown phrase before it can only be the subject."""
        if report.entry.get("transitive"):
            return False
        if report.how in ("clause", "quote") and report.complement is not None:
            return report.complement.clitic in ("", "ب", "ل")
        if report.how == "colon" or report.rule.endswith("colon-marks"):
            return True
        return report.how == "quote" and report.entry.get("class") in ("say", "write")

    def _apposed(self, phrase: Speaker, item: Speaker) -> bool:
        """``مسؤول الحملة، فلان الفلاني``: a name behind a comma right after an unknown phrase."""
        return item.first - phrase.last <= 2 and self.reading.word(phrase.last) in COMMAS

    def _latter(self, hit: Hit) -> Speaker | None:
        """``وأوضح الأخير``: the person spoken of last before the verb."""
        if not self.reading.is_word(hit.last, "latter"):
            return None
        return self.speakers.person_before(hit.first)

    def _honoured(self, hit: Hit) -> Speaker | None:
        """``وقال سموه``, ``وأضاف معاليه``: the person that this sentence or one shortly before is about."""
        if not self.reading.is_word(hit.last, "his-honour"):
            return None
        here = self.reading.sentence_of[hit.first]
        for sentence in range(here, max(-1, here - 4), -1):
            _, last = self.reading.sentence_tokens(sentence)
            about = self.speakers.subject(sentence, hit.first if sentence == here else last)
            if about is not None and about.kind == "person":
                return about
        return self.speakers.person_before(hit.first)

    def _behind_preposition(self, hit: Hit, stop: int) -> Speaker | None:
        """``أفاد مكتب العلاقات في وزارة الدفاع``: a nameless office of a body that is named."""
        following = self.reading.at[hit.last] if hit.last < len(self.reading.tokens) else None
        blocking = ("preposition", "complementizer", "aside", "participant-prep", "on-his-part", "speech-noun")
        if following is not None and following.of(*blocking):
            return None
        item = self.speakers.immediately_after(hit.last, 6)
        if item is None or item.first >= stop or item.kind not in _BODIES:
            return None
        named = self.reading.at[item.first]
        if item.first == hit.last and named is not None and named.clitic == "ل":
            return None  # وأكد لوكالة: to whom it is said
        start = self.reading.tokens.starts[hit.last] if hit.last < len(self.reading.tokens) else hit.end
        text = self.reading.text(start, self.reading.tokens.ends[item.last - 1])
        return Speaker(item.actor, text, hit.last, item.last, None, item.kind)

    def _statement(self, hit: Hit) -> Speaker | None:
        """``بيان للخارجية الروسية أكد``: whose statement it is."""
        for j in range(hit.first - 1, max(hit.first - 14, -1), -1):
            here = self.reading.at[j]
            if self.reading.word(j) in (".", "\n") or (here is not None and here.of("cue")):
                return None
            if here is not None and here.of("speech-noun") and here.first == j:
                item = self.speakers.immediately_after(here.last, 3)
                return item if item is not None and item.first < hit.first else None
        return None

    # -- unexpressed subjects -----------------------------------------------------------------------------------------
    def _according(self, report: Report, earlier: list[Report]) -> Speaker | None:
        """``ووفقا للمرصد، أطلقت …، مضيفا أن``: the source that the sentence opens with goes on."""
        sentence = self.reading.sentence_of[report.cue.first]
        first, _ = self.reading.sentence_tokens(sentence)
        opening = self.reading.at[first] if first < report.cue.first else None
        if opening is None or opening.of("according") is None:
            return None
        if any(self.reading.sentence_of[other.cue.first] == sentence and other.cue is not opening for other in earlier):
            return None
        return self._near(opening.last, 1, report.cue.first)

    def _in_sentence(self, report: Report, earlier: list[Report]) -> Speaker | None:
        """Who acts or speaks in the sentence before this word: the nearest report, unless a verb beside it has a subject
        of its own; else the sentence's subject."""
        hit, entry = report.cue, report.entry
        sentence = self.reading.sentence_of[hit.first]
        first, _ = self.reading.sentence_tokens(sentence)
        if hit.first == first:
            return None
        feminine, many = self._agreement(report)
        last = next((r for r in reversed(earlier) if r.speaker is not None), None)
        said = last if last is not None and self.reading.sentence_of[last.cue.first] == sentence else None
        floor = said.cue.first if said is not None else first - 1
        if entry.get("obj") and hit.clitic == "و" and said is not None and (actor := self._clause_subject(said, hit)) is not None:
            return actor
        verb = self._verb(hit, floor, feminine, many, said is not None)
        if verb is not None:
            return verb
        if said is not None and said.speaker is not None and self.speakers.agrees(said.speaker, feminine, many):
            return said.speaker
        for other in reversed(earlier):
            if self.reading.sentence_of[other.cue.first] != sentence:
                break
            if other.speaker is not None and self.speakers.agrees(other.speaker, feminine, many):
                return other.speaker
        subject = self.speakers.subject(sentence, hit.first)
        if subject is not None and (entry.get("tense") == "participle" or self.speakers.agrees(subject, feminine, many)):
            return subject
        return None

    def _clause_subject(self, said: Report, hit: Hit) -> Speaker | None:
        """Who acts in the clause of an open report (``ذكرت الوكالة أن س التقى ص وأبلغه أن``)."""
        opening = next((j for j in range(hit.first - 1, said.cue.last - 1, -1) if self.reading.is_word(j, "complementizer")), None)
        return self.speakers.after(opening + 1, hit.first) if opening is not None else None

    def _agreement(self, report: Report) -> tuple[bool, bool]:
        return bool(report.entry.get("f")), bool(report.entry.get("many"))

    def _verb(self, hit: Hit, floor: int, feminine: bool, many: bool, inside: bool) -> Speaker | None:
        """The subject of the nearest verb between token ``floor`` and the word; behind an open report only of verbs that
        stand beside it, not of those it tells of."""
        reading = self.reading
        for j in range(hit.first - 1, floor, -1):
            here = reading.at[j]
            if here is None or here.first != j or self.marks.quoted(j):
                continue
            verb = here.of("cue", "encounter-verb")
            if verb is None or verb.get("tense") not in FINITE[:2] or here.of("preposition", "actor") is not None:
                continue
            before = reading.at[j - 1] if j else None
            if inside and not (reading.word(j - 1) in COMMAS or before is not None and before.of("clause-break", "on-his-part")):
                continue
            speaker = self.speakers.after(here.last, hit.first) or self.speakers.before(here.first)
            if inside and speaker is not None and speaker.last <= here.first and speaker.kind != "person":
                speaker = None
            if speaker is None and verb.cls == "cue":
                speaker = self.speakers.phrase(here.last, hit.first)
            if speaker is not None and speaker.kind != "paper" and self.speakers.agrees(speaker, feminine, many):
                return speaker
        return None

    def _carried(self, report: Report) -> Speaker | None:
        """The one who spoke or acted last before this sentence."""
        feminine, many = self._agreement(report)
        sentence = self.reading.sentence_of[report.cue.first]
        history = self.speakers.history
        recent = history[-1][1] if history else -10
        for number in range(sentence - 1, max(sentence - 3, recent, -1), -1):
            item = self.speakers.opening(number)
            if item is not None and (item.kind in ("person", "source") or not history) and self.speakers.agrees(item, feminine, many):
                return item
        return self.speakers.last(feminine, many)

    # -- nouns and relays ---------------------------------------------------------------------------------------------
    def _of_noun(self, report: Report, earlier: list[Report]) -> Speaker | None:
        """A verbal noun's speaker: right before it, behind عن, before the clause, or right behind it."""
        hit, entry = report.cue, report.entry
        speakers = self.speakers
        speaker = speakers.ending_at(hit.first) or self._behind_about(hit) or speakers.before(hit.first)
        if speaker is None and not entry.get("obj"):
            speaker = speakers.immediately_after(hit.last, 1)
        if speaker is None:
            phrase = speakers.phrase(hit.last, report.begin) if not entry.get("obj") and not hit.clitic else None
            speaker = self._in_sentence(report, earlier) or phrase or speakers.last(None)
        return speaker

    def _relayed(self, report: Report, stop: int) -> Speaker | None:
        """نقلت س عن ص, علمت س من ص, نسبت س إلى ص: the one behind the preposition; the outlet is remembered too."""
        hit, to = report.cue, report.entry.get("to")
        outlet = self.speakers.after(hit.last, stop)
        for j in range(hit.last, min(stop, hit.last + 12)):
            here = self.reading.at[j]
            if here is not None and here.of("opinion-noun") and (holder := self._near(here.last, 1, stop)) is not None:
                return holder
        for j in range(hit.last, min(stop, hit.last + 25)):
            word, here = self.reading.word(j), self.reading.at[j]
            if to and here is not None and here.first == j and here.clitic == "ل" and (speaker := self._near(j, 0, stop)) is not None:
                return speaker
            if not to and word in self._from[report.entry.get("class")]:
                speaker = self._near(j + 1, 2, stop) or self.speakers.phrase(j + 1, stop)
                if speaker is not None:
                    if outlet is not None and outlet is not speaker:
                        self.speakers.said(outlet, self.reading.sentence_of[hit.first])
                    return speaker
        return outlet or (self.speakers.before(hit.first) if not to else None)

    def _near(self, i: int, words: int, stop: int) -> Speaker | None:
        item = self.speakers.immediately_after(i, words)
        return item if item is not None and item.first < stop else None

    def _behind_about(self, hit: Hit) -> Speaker | None:
        """``نقل عن … قوله``: the speaker behind عن before the verbal noun."""
        first, _ = self.reading.sentence_tokens(self.reading.sentence_of[hit.first])
        for j in range(hit.first - 1, max(hit.first - 30, first - 1), -1):
            if self.reading.is_word(j, "relay-word"):
                return self._near(j + 1, 2, hit.first) or self.speakers.phrase(j + 1, hit.first)
            if self.reading.is_word(j, "relay-pronoun"):
                return self.speakers.person_before(j)
        return None
