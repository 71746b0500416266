"""Which reporting words open a report, and where its content begins.

A reporting word reports where a complement follows it: a clause (أن، إن، بأن), a colon, a quotation, or speech in the first
person. Everything else that stands between word and complement is subject, addressee and circumstance.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.extract.marks import Marks
from core.extract.reading import Reading
from core.extract.speakers import Speaker, Speakers
from core.language.lexicon import Entry, Hit
from core.language.text import Region

COMMAS = ("،", ",")
DASHES = ("-", "–", "—")
LONG_NAME = 4
"""Words up to which a quotation may be a name."""
_OPENERS = frozenset(("cue", "opinion-noun", "complementizer"))
FRAGMENT = 4
"""Words up to which a quotation inside a verbal phrase may be a mere coinage."""
FINITE = ("past", "present", "future")


@dataclass(slots=True)
class Report:
    """One report while it is built: the cue, the token where its content begins and ``how`` (quote, clause, colon, first),
    who speaks, and whether the subject stands with the cue."""

    cue: Hit
    entry: Entry
    begin: int
    how: str
    region: Region | None = None
    speaker: Speaker | None = None
    rule: str = ""
    subject: Speaker | None = None
    explicit: bool = False
    carried: bool = False
    complement: Hit | None = None


def _reading(entries: list[Entry]) -> Entry:
    """A verb before a noun, but a verbal noun with a pronoun (إشارتها) before a verb with one."""
    finite = next((e for e in entries if e.get("tense") in FINITE), None)
    if finite is None or finite.get("obj") and (noun := next((e for e in entries if e.get("tense") == "masdar"), None)) is not None:
        return noun if finite is not None and noun is not None else entries[0]
    return finite


class ReportFinder:
    """The reports of one document."""

    def __init__(self, reading: Reading, speakers: Speakers, marks: Marks) -> None:
        self.reading = reading
        self.speakers = speakers
        self.marks = marks
        self.no_that = {e for e, attrs in reading.known.cue_classes.items() if attrs.get("that") == "0"}
        self._not_that = reading.known.words.get("not-that", frozenset())
        self._upon = reading.known.words.get("upon", frozenset())
        self._first_person = reading.known.words.get("first-person", frozenset())

    def run(self) -> list[Report]:
        """Every report, in order of its cue."""
        out: list[Report] = []
        for hit in self.reading.hits:
            if hit.kinds.isdisjoint(_OPENERS) or self.marks.quoted(hit.first):
                continue
            cue, opinion, continued = hit.of("cue"), hit.of("opinion-noun"), hit.of("complementizer")
            entry = self.cue(hit) if cue is not None else None
            report = self._complement(hit, entry) if entry is not None else None
            if report is None and opinion is not None:
                report = self._opinion(hit, opinion)
            if report is None and continued is not None and cue is None:
                report = self._continued(hit, continued, out)
            if report is not None:
                out.append(report)
        return out

    # -- reporting words ----------------------------------------------------------------------------------------------
    def cue(self, hit: Hit) -> Entry | None:
        """The reading of a hit as a reporting word, or ``None`` where it is none."""
        entries = hit.all("cue")
        if not entries or hit.clitic not in ("", "و", "ف", "ل", "ب"):
            return None
        if hit.of("actor") is not None and hit.last - hit.first > 1:
            return None
        entry = _reading(entries)
        tense = entry.get("tense")
        before = self.reading.at[hit.first - 1] if hit.first else None
        if before is not None and self._barred(hit, entry, before) or tense in ("present", "future") and self._asked(hit):
            return None
        if self._aside(hit, entry):
            return None
        if tense == "participle" and not self.circumstantial(hit):
            return None
        if hit.clitic == "ب" and tense != "masdar" or hit.clitic == "ل" and tense not in ("masdar", "present"):
            return None
        if entry.get("weak") and hit.clitic != "ب" and not self.reading.is_word(hit.first - 1, "relay-to"):
            return None
        if entry.get("marked") and not self._marked(hit, entry):
            return None
        return entry

    def _barred(self, hit: Hit, entry: Entry, before: Hit) -> bool:
        """Denied verbs, verbs of a relative clause about an object, and ``ما قال إنه …``, which report nothing of their own."""
        if before.of("negation") and entry.get("class") != "deny":
            return True
        if before.of("relative") and entry.get("obj") and entry.id != "describe":
            return True
        if self._described(hit, entry):
            return True
        if entry.get("obj") and entry.get("tense") in FINITE and entry.get("class") == "say" and not entry.get("addressee"):
            return True
        if before.of("complementizer") and entry.get("tense") == "past" and self._behind_that(before):
            return True
        follows = self.reading.at[hit.last] if hit.last < len(self.reading.tokens) else None
        return before.of("what-word") is not None and follows is not None and follows.of("complementizer") is not None

    def _described(self, hit: Hit, entry: Entry) -> bool:
        """``مصادر وصفتها بالمطلعة``: the verb tells of the source and reports nothing."""
        return entry.id == "describe" and bool(entry.get("obj")) and not hit.clitic and self.reading.is_word(hit.first - 1, "source-noun")

    def _behind_that(self, comp: Hit) -> bool:
        """``أكد أن طرح المبادرة …``: behind the conjunction of a report stands a noun, however much it looks like a verb."""
        if self.reading.word(comp.first) != "ان" or comp.last - comp.first != 1 or self.reading.word(comp.first - 1) in self._not_that:
            return False
        first, _ = self.reading.sentence_tokens(self.reading.sentence_of[comp.first])
        return any(self.reading.is_word(j, "cue") for j in range(comp.first - 1, first - 1, -1))

    def _aside(self, hit: Hit, entry: Entry) -> bool:
        """``في بيان نشرته الوكالة``, ``في بيان ورد إلى الوكالة``, ``مسؤول -رفض الكشف عن اسمه-``: a verb beside the report, which another
        one gives."""
        if entry.id == "reply" and hit.clitic == "و" and self.reading.is_word(hit.last, "preposition"):
            return True
        before = self.reading.at[hit.first - 1] if hit.first else None
        if before is not None and before.of("speech-noun") and entry.get("obj") and entry.get("tense") in FINITE and not hit.clitic:
            return True
        if self.reading.word(hit.first - 1) not in DASHES or hit.clitic:
            return False
        return any(self.reading.word(j) in DASHES for j in range(hit.last, min(hit.last + 10, len(self.reading.tokens))))

    def _asked(self, hit: Hit) -> bool:
        """``سؤال عما إذا كانت بلاده سترد``: what a question is about is said by nobody."""
        for j in range(hit.first - 1, max(-1, hit.first - 6), -1):
            if not self.reading.word(j).isalpha():
                return False
            if self.reading.is_word(j, "question"):
                return True
        return False

    def _marked(self, hit: Hit, entry: Entry) -> bool:
        """Verbs written like a preposition (بين): with a doubled letter, or where a preposition cannot stand."""
        if entry.get("tense") != "past" or entry.get("f") or entry.get("many") or "\u0651" in self.reading.text(hit.start, hit.end):
            return True
        first, _ = self.reading.sentence_tokens(self.reading.sentence_of[hit.first])
        if entry.get("marked") == "first" and hit.first - first <= 1:
            return True
        follows = self.reading.at[hit.last] if hit.last < len(self.reading.tokens) else None
        return follows is not None and follows.of("complementizer") is not None

    def circumstantial(self, hit: Hit) -> bool:
        """A participle in the accusative or feminine, not governed by a preposition or an article."""
        word = self.reading.word(hit.first)
        if word.startswith(("ال", "بال", "لل")) or not word.rstrip("ه").endswith(("ا", "ين")) and not word.endswith("ه"):
            return False
        before = self.reading.at[hit.first - 1] if hit.first else None
        if before is None and word.endswith("ه") and self.reading.word(hit.first - 1).endswith("ات"):
            return self.reading.word(hit.first - 1).startswith("ال")  # معلومات مؤكدة: an adjective
        if before is None or before.of("participant-prep") is not None:
            return True
        return before.of("preposition", "complementizer", "body-head", "past-anchor") is None

    # -- complements --------------------------------------------------------------------------------------------------
    def _limit(self, hit: Hit, entry: Entry) -> int:
        """How many words of no known subject may stand between cue and complement."""
        tense = entry.get("tense")
        if entry.get("near"):
            return 3
        if tense == "participle":
            return 8
        if tense == "masdar" and not entry.get("obj") and hit.clitic == "":
            return 4
        return 13 if entry.get("strict") else 30

    def _complement(self, hit: Hit, entry: Entry) -> Report | None:
        """Where the report of this cue begins, or ``None`` when nothing is reported."""
        reading, tokens = self.reading, self.reading.tokens
        _, stop = reading.sentence_tokens(reading.sentence_of[hit.first])
        stop = min(stop if stop > hit.last else len(tokens), len(tokens))
        tense = entry.get("tense")
        bare = tense == "masdar" and not entry.get("obj")
        if entry.get("class") == "say" and tense in FINITE and (first := self._first(hit, entry, stop)) is not None:
            return first
        may_that = entry.get("class") not in self.no_that and not entry.get("rare")
        relative = self._in_relative(hit.first)
        free, j, limit, inner = 0, hit.last, self._limit(hit, entry), False
        while j < stop:
            word, here = reading.word(j), reading.at[j]
            opened = self.marks.opening.get(j)
            if opened is not None:
                if self._worth(opened, entry, free) and not (bare and self._circumstance(hit)):
                    return Report(hit, entry, j + 1, "quote", opened, rule=f"quote.{entry.id}.marks")
                if self.marks.words(opened) > LONG_NAME:
                    return None
                j, free = self.marks.behind(opened), free + 1
                if free > limit:
                    return None
                continue
            if word == ":":
                return self._colon(hit, entry, j)
            if (bare or relative) and word in COMMAS and j > hit.last:
                return None
            if here is not None and here.first == j and reading.region_of[j] is None:
                if here.of("complementizer") and self._takes(j, here, hit, entry):
                    return self._clause(hit, entry, here) if may_that and not inner else None
                taken = self._taken_over(j, here, hit)
                if taken == "ends":
                    return None
                inner = inner or taken == "inner"
            ahead = self.speakers.ending(j)
            if ahead > j:
                j = ahead
                continue
            free += word.isalnum()
            if free > limit:
                return None
            j += 1
        return None

    def _worth(self, region: Region, entry: Entry, free: int) -> bool:
        """Whether a quotation without colon or conjunction is what the cue reports: a few words far behind a verb that is
        no verb of saying are a coinage."""
        if not self.marks.speech(region, 3):
            return False
        return self.marks.words(region) > FRAGMENT or free <= 2 or entry.get("class") in ("say", "write")

    def _circumstance(self, hit: Hit) -> bool:
        """``خلال إفادة في جنيف``: a noun governed by a preposition is a setting, not a report."""
        before = self.reading.at[hit.first - 1] if hit.first else None
        if before is not None and before.of("complementizer") is not None and self._behind_that(before):
            return True  # قال إن تعليق المشاريع «…»
        return hit.clitic == "" and before is not None and before.of("aside", "preposition") is not None

    def _taken_over(self, j: int, here: Hit, hit: Hit) -> str:
        """Whether another word takes what follows: ``ends`` this search, ``inner`` the next clause only."""
        if j <= hit.last:
            return ""
        mark = here.of("clause-break")
        if mark is not None and mark.get("strong") and self.reading.word(j - 1) in COMMAS:
            return "ends"
        other = here.of("cue")
        if other is None or here.clitic not in ("", "و", "ف") or here.of("preposition", "participant-prep", "actor", "aside") is not None:
            return ""
        if self._described(here, other):
            return ""
        if other.get("rare") or other.get("tense") == "form" or other.get("tense") == "masdar" and not other.get("obj"):
            return ""
        if other.get("tense") == "participle" and not self.circumstantial(here) or self._asked(here):
            return ""
        if self._aside(here, other):
            return ""
        if self._in_relative(j):
            follows = self.reading.at[here.last] if here.last < len(self.reading.tokens) else None
            return "inner" if follows is not None and follows.of("complementizer") is not None else ""
        return "ends"

    def _in_relative(self, i: int) -> bool:
        """Whether the verb at token ``i`` opens a relative clause (الذي قال، الذي كان قد قال)."""
        for _ in range(2):
            if i and self.reading.at[i - 1] is not None and self.reading.is_word(i - 1, "past-anchor"):
                i -= 1
        return bool(i) and self.reading.is_word(i - 1, "relative")

    def _takes(self, j: int, here: Hit, cue: Hit, entry: Entry) -> bool:
        """Whether this أن is the cue's; behind قبل, يمكن, المقرر … it belongs to those."""
        if here.clitic in ("ل", "ك"):
            return False
        if j == cue.last:
            return True
        before = self.reading.word(j - 1)
        if before in self._upon:
            return entry.get("class") in ("affirm", "support", "admit")
        return before not in self._not_that and before.removeprefix("و") not in self._not_that

    def _clause(self, hit: Hit, entry: Entry, comp: Hit) -> Report:
        """A clause behind أن; a quotation that begins right there and fills it is direct."""
        reading, j = self.reading, comp.last
        if reading.word(j) in (*COMMAS, ":"):
            j += 1
        opened = self.marks.opening.get(j)
        if opened is not None and self.marks.speech(opened, 3) and self._fills(opened):
            return Report(hit, entry, j + 1, "quote", opened, rule=f"quote.{entry.id}.that-marks", complement=comp)
        return Report(hit, entry, j, "clause", rule=f"quote.{entry.id}.that", complement=comp)

    def _fills(self, region: Region) -> bool:
        """Whether a quotation behind أن is the whole report, and not the quoted beginning of a longer clause."""
        words = self.marks.words(region)
        if words > LONG_NAME:
            return True
        i = self.marks.behind(region)
        word = self.reading.word(i)
        if not word.isalnum() or self.reading.tokens.line[i] != self.reading.tokens.line[max(0, i - 1)]:
            return True
        here = self.reading.at[i]
        if here is None or here.first != i:
            return False
        return here.clitic == "و" or here.of("cue", "clause-break", "according", "preposition", "aside") is not None

    def _colon(self, hit: Hit, entry: Entry, j: int) -> Report | None:
        k = j + 1
        if k >= len(self.reading.tokens):
            return None
        here = self.reading.at[k]
        if here is not None and here.of("complementizer") and here.first == k:
            return self._clause(hit, entry, here)
        opened = self.marks.opening.get(k)
        if opened is not None and self.marks.speech(opened, 2 if entry.get("class") in ("say", "write") else 3):
            return Report(hit, entry, k + 1, "quote", opened, rule=f"quote.{entry.id}.colon-marks")
        if self.reading.word(k) == "(" and (bracketed := self._brackets(k)) is not None:
            return Report(hit, entry, k + 1, "quote", bracketed, rule=f"quote.{entry.id}.colon-marks")
        return Report(hit, entry, k, "colon", rule=f"quote.{entry.id}.colon")

    def _brackets(self, k: int) -> Region | None:
        """Brackets that stand for quotation marks: behind a colon, and of more than two words."""
        tokens = self.reading.tokens
        depth = 0
        for j in range(k, min(k + 400, len(tokens))):
            if tokens.line[j] != tokens.line[k]:
                return None
            depth += (tokens.words[j] == "(") - (tokens.words[j] == ")")
            if depth == 0:
                return Region(tokens.starts[k], tokens.starts[j]) if j - k > 3 else None
        return None

    def _first(self, hit: Hit, entry: Entry, stop: int) -> Report | None:
        """Speech in the first person without marks or conjunction (قال الوزير نحن نعمل)."""
        speaker = self.speakers.after(hit.last, stop)
        j = speaker.last if speaker is not None else hit.last
        if j < stop and self.reading.word(j) in self._first_person and self.reading.region_of[j] is None:
            return Report(hit, entry, j, "first", rule=f"quote.{entry.id}.first-person")
        return None

    # -- reports without a verb ---------------------------------------------------------------------------------------
    def _opinion(self, hit: Hit, entry: Entry) -> Report | None:
        """``وفي رأي س، إن …``, ``انطباع س بأن …``: an opinion with its holder right behind it."""
        speaker = self.speakers.immediately_after(hit.last, 1)
        if speaker is None:
            return None
        for j in range(speaker.last, min(speaker.last + 3, len(self.reading.tokens))):
            here = self.reading.at[j]
            if here is not None and here.of("complementizer") and here.first == j:
                report = self._clause(hit, entry, here)
                report.speaker, report.rule = speaker, "quote.opinion"
                return report
        return None

    def _continued(self, hit: Hit, entry: Entry, earlier: list[Report]) -> Report | None:
        """A sentence that begins with وأن / وإنه goes on with the report of the sentence before."""
        first, _ = self.reading.sentence_tokens(self.reading.sentence_of[hit.first])
        if hit.first != first or hit.clitic != "و" or not earlier:
            return None
        last = earlier[-1]
        if self.reading.sentence_of[last.cue.first] != self.reading.sentence_of[first] - 1 or last.how == "first":
            return None
        report = self._clause(hit, last.entry, hit)
        report.rule, report.carried = "quote.continued", True
        return report


