"""Titles in front of names: what office, of whom, and where the name begins.

``وزيرا الدفاع الروسي، سيرغي شويغو، والتركي، خلوصي أكار`` is one title shared out over two states and two names;
``مبعوث الرئيس بوتين إلى سوريا ألكسندر لافرنتييف`` one title that holds another one's bearer.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from core.extract.names import RARE, commonness, is_given, is_plainly_given, name_at
from core.extract.reading import Reading
from core.language.lexicon import Entry, Hit

# Tokens of titles in a row; longer ones are lists, not titles.
LONGEST_HEAD = 16
_TITLES = ("title", "rank", "honorific")
_NESTING = ("envoy", "adviser", "spokesperson", "deputy-envoy", "official", "minister", "body-member", "secretary-general")
_RULERS = {"head-of-state", "monarch", "emir", "prime-minister", "secretary-general", "supreme-leader"}
_AT_HOME = frozenset({
    "head-of-state", "monarch", "emir", "sultan", "supreme-leader", "crown-prince", "vice-president", "prime-minister",
    "deputy-prime-minister", "foreign-minister", "deputy-foreign-minister", "defence-minister", "interior-minister", "minister",
    "chief-of-staff",
})  # fmt: skip
"""Offices that nobody holds towards a place: what goes there is the visit of the minister."""
_OF_RULERS = ("foreign-minister", "defence-minister", "minister", "envoy", "adviser", "spokesperson", "official")
_OPENERS = "«“\"”‹'("
_MARKS = ("«", "»", '"', "“", "”", "-")
_CLOSERS = "»”\"“›')"


@dataclass(slots=True)
class Bearer:
    """One person or unnamed place in a title: its state or body, and the tokens of the name (``None``: unnamed)."""

    of: str | None
    name: tuple[int, int] | None
    known: str | None
    last: int


@dataclass(slots=True)
class TitlePhrase:
    """A parsed title: tokens ``first``..``last``, the office ids in order, and who bears it."""

    first: int
    last: int
    offices: list[str] = field(default_factory=list)
    many: bool = False
    bearers: list[Bearer] = field(default_factory=list)
    bodies: list[tuple[str, Hit]] = field(default_factory=list)
    nested: list[tuple[str, Hit]] = field(default_factory=list)
    counterpart: bool = False
    anaphor: bool = False
    feminine: bool = False
    former: bool = False
    of: str | None = None


def person_of(hit: Hit | None, reading: Reading) -> str | None:
    """The first person a hit can mean."""
    if hit is None:
        return None
    verb = hit.of("cue", "encounter-verb", "future-verb") is not None
    for entry in hit.all("actor"):
        if reading.known.actors[entry.id].kind == "person" and not (verb and entry.get("short")):
            return entry.id
    return None


def body_of(hit: Hit | None, reading: Reading) -> str | None:
    """The state or body a hit can mean."""
    if hit is None:
        return None
    for entry in hit.all("actor", "metonym"):
        row = reading.known.actors.get(entry.id)
        if row is not None and row.kind not in ("person", "media"):
            return entry.id
    return None


class TitleParser:
    """Parses titles of one document; ``pick`` chooses among the persons that one spelling can mean."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def parse(self, i: int) -> TitlePhrase | None:
        """The title phrase that begins at token ``i`` with a title, rank or honorific."""
        hit = self._hit(i)
        if hit is None or hit.of(*_TITLES) is None:
            return None
        phrase = TitlePhrase(i, hit.last)
        j = self._heads(i, phrase)
        return self._shared(j, phrase) if phrase.many else self._single(j, phrase)

    def _heads(self, j: int, phrase: TitlePhrase) -> int:
        """Consume titles, ranks and honorifics in a row."""
        reading = self.reading
        while (
            (hit := self._hit(j)) is not None
            and (entry := hit.of(*_TITLES)) is not None
            and (hit.clitic in ("", "ل") or j == phrase.first or (hit.clitic == "و" and phrase.many and entry.get("number")))
        ):
            if hit.of("actor") and person_of(hit, reading) and hit.of("title") is None and j > phrase.first:
                break
            if entry.cls == "title":
                self._title(entry, phrase)
            j = hit.last
            phrase.last = j
            if j - phrase.first > LONGEST_HEAD:
                break
        return j

    def _title(self, entry: Entry, phrase: TitlePhrase) -> None:
        phrase.offices.append(entry.id)
        phrase.many = phrase.many or bool(entry.get("number"))
        phrase.counterpart = phrase.counterpart or bool(entry.get("counterpart"))
        phrase.anaphor = phrase.anaphor or bool(entry.get("anaphor"))
        phrase.former = phrase.former or bool(entry.get("former"))
        phrase.of = phrase.of or entry.get("of") or None

    def _hit(self, j: int) -> Hit | None:
        hit = self.reading.at[j] if j < len(self.reading.tokens) else None
        return hit if hit is not None and hit.first == j else None

    def _same_line(self, i: int, j: int) -> bool:
        lines = self.reading.tokens.line
        return j < len(lines) and lines[i] == lines[j]

    def _single(self, j: int, phrase: TitlePhrase) -> TitlePhrase:
        """One bearer: state, body, adjectives, then perhaps the name."""
        of, skipped = phrase.of, 0
        while self._same_line(phrase.first, j) and j - phrase.first < 22:
            name = self._name(j, phrase)
            if name is not None:
                known, start, end = name
                if self._holds_another(known, phrase, end, of):
                    phrase.nested.append((known or "", self.reading.at[start]))  # type: ignore[arg-type]
                    of = of or self.reading.known.state_of(known)
                    j = phrase.last = end
                    continue
                if skipped and known is None and self.reading.word(start) not in self.reading.known.given_names:
                    break
                phrase.bearers.append(Bearer(of, (start, end), known, end))
                phrase.last = end
                return phrase
            step = self._modifier(j, phrase, of) or self._gloss(j)
            if step is None:
                if not self._can_skip(j, skipped, phrase):
                    break
                skipped += 1
                j += 1
                continue
            j, found = step
            of = of or found
            if not skipped:
                phrase.last = j
        phrase.bearers.append(Bearer(of, None, None, phrase.last))
        return phrase

    def _can_skip(self, j: int, skipped: int, phrase: TitlePhrase) -> bool:
        """Words of a body's name that no table knows, between the title and the name."""
        if skipped >= 5 or "counterpart" in phrase.offices:
            return False
        word, hit = self.reading.word(j), self.reading.at[j]
        if hit is not None and hit.of(
            "cue",
            "complementizer",
            "encounter-verb",
            "relative",
            "subordinator",
            "on-his-part",
            "negation",
            "relative-day",
            "weekday",
            "today",
        ):
            return False
        return word.startswith(("ال", "لل", "وال", "بال")) or word in _MARKS or word in self.reading.known.words["title-filler"]

    def _name(self, j: int, phrase: TitlePhrase) -> tuple[str | None, int, int] | None:
        """A name at token ``j``, perhaps behind a comma, an opening mark, ranks and honorifics: ``(known id, start, end)``."""
        reading = self.reading
        k = j
        if reading.word(k) in ("،", ",") and self._same_line(phrase.first, k + 1):
            k += 1
        k0 = k
        while (hit := self._hit(k)) is not None and hit.of("honorific", "rank") and hit.clitic == "" and person_of(hit, reading) is None:
            k = hit.last
        quoted = reading.word(k) != "" and reading.word(k) in _OPENERS
        if quoted:
            k += 1
        hit = self._hit(k)
        known = person_of(hit, reading)
        if hit is not None and known and hit.last - hit.first == 1 and hit.entries[0].get("short"):
            if hit.of("demonym") is not None:
                return None
            if is_given(reading, k) and (end := name_at(reading, k, titled=True)) is not None:
                return None, k, end
        if hit is not None and known and (hit.clitic == "" or hit.clitic == "ل" and k == j):
            return known, k, hit.last
        if quoted and (region := reading.region_of[k]) is not None and region.open == reading.tokens.starts[k - 1]:
            closing = reading.tokens.at(region.end)
            return (None, k, closing) if phrase.offices and 2 <= closing - k <= 4 and self._names_a_person(k, closing) else None
        end = name_at(reading, k, titled=k == j or quoted or k > k0 or (k > j and self._name_closes(k)))
        if end is None and quoted and reading.regions:
            return None
        return (None, k, end) if end is not None else None

    def _names_a_person(self, first: int, last: int) -> bool:
        """Whether the words between quotation marks are somebody's name: a given name first, or rare words only."""
        words = [self.reading.word(n) for n in range(first, last)]
        if not all(w.isalpha() and not w.isascii() for w in words):
            return False
        if is_given(self.reading, first):
            return is_plainly_given(self.reading, first) or name_at(self.reading, first, titled=True) is not None
        return all(commonness(self.reading, w) < RARE and not w.startswith("ال") for w in words)

    def _name_closes(self, k: int) -> bool:
        """Behind a comma a rare-word name must itself be closed by a comma or a report."""
        end = name_at(self.reading, k, titled=True)
        if end is None:
            return False
        hit = self._hit(end)
        return self.reading.word(end) in ("،", ",", ")") or (hit is not None and hit.of("complementizer", "cue") is not None)

    def _holds_another(self, known: str | None, phrase: TitlePhrase, end: int, of: str | None) -> bool:
        """Whether this person is part of a title whose bearer follows (``مبعوث بوتين إلى سورية X``)."""
        if known is None or not phrase.offices or phrase.offices[0] not in _NESTING:
            return False
        held = {t.office for t in self.reading.known.terms_of.get(known, ())}
        if not held & _RULERS:
            return False
        if of not in (None, self.reading.known.state_of(known)):
            return False
        if phrase.offices[-1] in _OF_RULERS and phrase.offices[-1] not in held and not phrase.bodies:
            return True  # وزير خارجية الأسد
        reading, j = self.reading, end
        hit = self._hit(j)
        if hit is None or hit.of("title-link", "title") is None:
            return False
        for k in range(j, min(j + 14, len(reading.tokens))):
            if not self._same_line(end - 1, k):
                return False
            here = self._hit(k)
            if here is not None and here.of("cue", "complementizer", "encounter-verb", "relative") and not person_of(here, reading):
                return False
            if here is not None and person_of(here, reading) and here.clitic == "":
                return True
            if name_at(reading, k, titled=False):
                return True
        return False

    def _modifier(self, j: int, phrase: TitlePhrase, of: str | None) -> tuple[int, str | None] | None:
        """One modifier of the title at token ``j``: ``(next token, state or body it names)``."""
        reading = self.reading
        hit = self._hit(j)
        word = reading.word(j)
        if word and word in _OPENERS + _CLOSERS:
            inner = self._hit(j + 1)
            if word in _OPENERS and body_of(inner, reading) and inner is not None:
                phrase.bodies.append((body_of(inner, reading) or "", inner))
                end = inner.last + (reading.word(inner.last) != "" and reading.word(inner.last) in _CLOSERS)
                return end, body_of(inner, reading)
            return None
        if hit is None:
            return None
        demonym = hit.of("demonym")
        if demonym is not None and hit.clitic == "" and demonym.get("form") in ("masc", "fem", "dual") and demonym.get("definite"):
            return hit.last, demonym.id
        if hit.of("title-adj") and hit.clitic == "":
            phrase.former = phrase.former or hit.of("former") is not None
            return hit.last, None
        if hit.of("title") and hit.clitic in ("", "ل") and not phrase.counterpart:
            self._title(hit.of("title"), phrase)  # type: ignore[arg-type]
            return hit.last, None
        body = body_of(hit, reading)
        if body and hit.clitic in ("", "ل", "و", "ب") and (of is None or hit.clitic == "و" or phrase.offices):
            if hit.clitic == "و" and of is None or hit.clitic == "ل" and of and not _AT_HOME.isdisjoint(phrase.offices[:1]):
                return None  # شكر الرئيس السوري لمصر استضافة اللاجئين
            phrase.bodies.append((body, hit))
            return hit.last, body
        if hit.of("place") and hit.clitic in ("", "و", "ب") and j > phrase.first + 1 and self._linked(j):
            return hit.last, None
        if reading.beside(j, "direction") and not _AT_HOME.isdisjoint(phrase.offices[:1]):
            return None
        if hit.of("title-link") and hit.clitic == "":
            following = self._hit(hit.last)
            if following is not None and (body_of(following, reading) or following.of("place", "demonym", "institution", "title")):
                return hit.last, None
        if hit.of("institution") and hit.clitic in ("", "ب") and phrase.offices and j > phrase.first:
            return hit.last, None  # رئيس لجنة … في مجلس النواب
        if hit.of("cue") is None and hit.of("body-head") and (inner := self._hit(hit.last)) is not None and body_of(inner, reading):
            return hit.last, None
        return None

    def _gloss(self, j: int) -> tuple[int, str | None] | None:
        """What an editor has put in between in parentheses: state and given name (``الرئيس (الروسي فلاديمير) بوتين``)."""
        reading = self.reading
        if reading.word(j) != "(":
            return None
        inner, of = self._hit(j + 1), None
        if inner is None or (demonym := inner.of("demonym")) is None:
            return None
        of, k = demonym.id, inner.last
        while k < j + 6 and reading.word(k) != ")":
            if not (is_given(reading, k) or person_of(self._hit(k), reading)):
                return None
            k += 1
        return (k + 1, of) if k < j + 6 and person_of(self._hit(k + 1), reading) else None

    def _linked(self, j: int) -> bool:
        before = self.reading.at[j - 1]
        return before is not None and before.of("title-link", "place", "place-head") is not None

    def _shared(self, j: int, phrase: TitlePhrase) -> TitlePhrase:
        """A dual or plural title shared out over states and names."""
        reading = self.reading
        end = phrase.last
        while self._same_line(phrase.first, j) and j - phrase.first < 60:
            step, of, hit = j, None, self._hit(j)
            if reading.word(step) in ("،", ",", "و") or (
                not phrase.bearers and hit is not None and hit.of("coordinator") and not hit.clitic
            ):
                step = hit.last if hit is not None and hit.of("coordinator") else step + 1
                hit = self._hit(step)
            if not phrase.bearers and hit is not None and hit.of("title-link") and not hit.clitic:
                step = hit.last
                hit = self._hit(step)
                if hit is not None and hit.of("metonym") is not None:
                    break  # في القاهرة: where, not of whom
            if hit is not None and (hit.clitic in ("", "و") or not phrase.bearers):
                demonym, body = hit.of("demonym"), body_of(hit, reading)
                if body:
                    of, step = body, hit.last
                    phrase.bodies.append((body, hit))
                elif demonym is not None and demonym.get("form") != "plural":
                    of, step = demonym.id, hit.last
            name = self._name(step, phrase) or (self._anded_name(step) if of is None else None)
            if name is not None:
                phrase.bearers.append(Bearer(of, (name[1], name[2]), name[0], name[2]))
                j = end = name[2]
            elif of is not None:
                phrase.bearers.append(Bearer(of, None, None, step))
                j = end = step
            elif phrase.bearers or not (hit is not None and hit.of("title-adj", "title") and hit.clitic in ("", "و")):
                break
            else:
                j = end = hit.last
        phrase.last = end
        return phrase

    def _anded_name(self, j: int) -> tuple[str | None, int, int] | None:
        hit = self._hit(j)
        known = person_of(hit, self.reading)
        return (known, j, hit.last) if hit is not None and known and hit.clitic == "و" else None
