"""Titles without a name: whom they mean in this document, on this day.

A title goes back to somebody whom the document names and who bears that office; where it names nobody so, the title
stands for the state or body that the office belongs to.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from core.extract.chunks import Chunk
from core.extract.offices import near
from core.extract.phrases import PRONOUNS
from core.knowledge import Knowledge
from core.knowledge.tables import Term
from core.language.text import fold_word

if TYPE_CHECKING:
    from core.extract.actors import Finder
    from core.extract.titles import TitlePhrase

_RECENT_DAYS = 1500
_NOT_REFERRING = ("figure", "body-member", "member-of-parliament", "governor", "patriarch")
# Bodies whose offices are their state's.
_MINISTRIES = ("-mfa", "-mod", "-ministry", "-government", "state-department", "defense-department", "-army")
_HEADS = ("head-of-state", "prime-minister", "monarch", "emir", "foreign-minister", "defence-minister")


def resolve_title(finder: Finder, phrase: TitlePhrase, office: str | None) -> Chunk | None:
    """The chunk of a title without a name, or ``None`` when it speaks of nobody in particular."""
    bearers = phrase.bearers
    of = next((b.of for b in bearers if b.of), None)
    if phrase.many:
        return _many(finder, phrase, office)
    if phrase.counterpart:
        return _counterpart(finder, phrase, of)
    if office is None or office == "figure" or (office in _NOT_REFERRING and of is None) or _unfinished(finder, phrase):
        return None
    person = None
    if of is None and (not _definite(finder, phrase) or _qualifies(finder, phrase)):
        return None
    if phrase.anaphor or of is None:
        person = _backwards(finder, phrase, office, of)
    else:
        person = _holder(finder, office, of, phrase)
    if person is not None:
        start, end = finder.reading.tokens.span(phrase.first, phrase.last)
        start = finder.reading.at[phrase.first].start  # type: ignore[union-attr]
        finder.builders[person].mention(start, end, "actor.title-reference")
        return Chunk(phrase.first, phrase.last, (person,), "person", "anaphor", None, office, of)
    if of is None:
        return None
    kind = finder.reading.known.actors[of].kind
    return Chunk(phrase.first, phrase.last, (of,), kind, "office", None, office, of)


def _definite(finder: Finder, phrase: TitlePhrase) -> bool:
    """Whether a title without state or body speaks of somebody in particular: it is definite."""
    return any(w.startswith("ال") for w in finder.reading.tokens.words[phrase.first : phrase.last])


def _qualifies(finder: Finder, phrase: TitlePhrase) -> bool:
    """Whether a bare title is the adjective of the noun before it (``الهدف الرئيس``)."""
    reading, i = finder.reading, phrase.first
    hit = reading.at[i]
    if phrase.last - i > 1 or not i or hit is None or hit.clitic or reading.tokens.line[i - 1] != reading.tokens.line[i]:
        return False
    before = reading.at[i - 1]
    return before is None and reading.word(i - 1).startswith(("ال", "وال", "بال", "لل"))


def _unfinished(finder: Finder, phrase: TitlePhrase) -> bool:
    """Whether a title ends in an indefinite noun that the next word defines: the body it belongs to is not known."""
    reading, last = finder.reading, phrase.last - 1
    hit = reading.at[last]
    if reading.word(last).startswith(("ال", "لل")) or (hit is not None and hit.of("actor", "place", "metonym") is not None):
        return False
    behind = reading.at[phrase.last] if phrase.last < len(reading.tokens) else None
    return (
        reading.word(phrase.last).startswith("ال")
        and (behind is None or behind.of("definite-body", "body-anaphor") is not None and behind.of("actor") is None)
        and reading.tokens.line[phrase.last] == reading.tokens.line[last]
    )


def _named_people(finder: Finder, before: int) -> list[str]:
    """People named before token ``before``, the latest first, then those named only later."""
    seen: dict[str, None] = {}
    for chunk in reversed(finder.chunks):
        if chunk.kind == "person" and chunk.first < before:
            for actor in chunk.actors:
                seen.setdefault(actor)
    for actor in sorted(finder.full):
        if finder.reading.known.actors[actor].kind == "person":
            seen.setdefault(actor)
    return list(seen)


def belongs(known: Knowledge, held: str, of: str) -> bool:
    """Whether an office of ``held`` is one of ``of``: the same, its state's, or both of one state's ministries."""
    if held == of or known.state_of(held) == of:
        return True
    ministry = of in known.actors and known.actors[of].kind == "organization" and of.endswith(_MINISTRIES)
    return ministry and known.state_of(of) == known.state_of(held)


def _holds(finder: Finder, person: str, office: str, of: str | None, *, today: bool) -> bool:
    known = finder.reading.known
    builder = finder.builders.get(person)
    if builder is not None and not builder.known:
        return any(near(office, o) and (of is None or w is None or w == of) for o, w in builder.offices)
    for term in known.terms_of.get(person, ()):
        its_own = of is None or belongs(known, term.of, of)
        in_time = finder.day is None or (term.first <= finder.day <= term.last if today else _lately(term, finder.day))
        if its_own and in_time and near(office, term.office):
            return True
    return False


def _lately(term: Term, day: date) -> bool:
    """Whether a term was running on ``day`` or had ended not long before."""
    return term.first <= day and (day - min(term.last, day)).days < _RECENT_DAYS


def _holder(finder: Finder, office: str, of: str, phrase: TitlePhrase) -> str | None:
    """Somebody named in the document who bears the office; the most recently named first."""
    people = _named_people(finder, phrase.first)
    woman = _of_a_woman(finder, phrase)
    for today in (not phrase.former, False):
        for person in people:
            if woman and not _female(finder, person):
                continue
            if _holds(finder, person, office, of, today=today):
                _ensure(finder, person)
                return person
    return None


def _of_a_woman(finder: Finder, phrase: TitlePhrase) -> bool:
    """Whether a title is in the feminine (الوزيرة, نظيرته): its first word ends in a tāʾ marbūṭa, or in one with a pronoun."""
    word = finder.reading.word(phrase.first)
    if not phrase.counterpart:
        return word.endswith("ه")
    return any(word.endswith("ت" + pronoun) for pronoun in PRONOUNS)


def _female(finder: Finder, person: str) -> bool:
    row = finder.reading.known.actors.get(person)
    name = row.name_ar if row is not None else finder.builders[person].name_ar
    return fold_word(name.split(" ", 1)[0]) in finder.reading.known.female_names


def _backwards(finder: Finder, phrase: TitlePhrase, office: str, of: str | None) -> str | None:
    """The nearest person before who fits a bare title (الوزير، الرئيس، المبعوث); behind a reporting verb rather one who acted than one
    who was met or called."""
    speaks = finder.reading.is_word(phrase.first - 1, "cue")
    met: str | None = None
    for chunk in reversed(finder.chunks):
        if chunk.kind != "person" or chunk.first >= phrase.first or len(chunk.actors) != 1:
            continue
        person = chunk.actors[0]
        if _of_a_woman(finder, phrase) and not _female(finder, person):
            continue
        if _holds(finder, person, office, of, today=False):
            if not (speaks and _acted_on(finder, chunk)):
                met = person
                break
            met = met or person
        if phrase.first - chunk.first > 400:
            break
    if met is not None:
        _ensure(finder, met)
    return met


def _acted_on(finder: Finder, chunk: Chunk) -> bool:
    """Whether a preposition brings the person (اتصل بوزير الخارجية فلان، مع الوزير فلان)."""
    hit, before = finder.reading.at[chunk.first], finder.reading.at[chunk.first - 1] if chunk.first else None
    if hit is not None and hit.clitic in ("ل", "ب", "ول", "وب"):
        return True
    return before is not None and before.last == chunk.first and before.of("participant-prep", "preposition") is not None


def _ensure(finder: Finder, person: str) -> None:
    """A person named only further on gets its record now; its name is noted when the walk comes there."""
    if person not in finder.builders:
        for hit in finder.reading.hits:
            if any(e.cls == "actor" and e.id == person for e in hit.entries):
                finder.mention_known(person, hit)
                return


def _counterpart(finder: Finder, phrase: TitlePhrase, of: str | None) -> Chunk | None:
    """نظيره X: who bears, for that state, the office of the person spoken of before."""
    if of is None:
        return None
    antecedent = finder.last_person(phrase.first)
    offices = _offices_before(finder, phrase, antecedent)
    for office in dict.fromkeys([*offices, *_HEADS[:1], "foreign-minister", "defence-minister"]):
        person = _holder(finder, office, of, phrase)
        if person is not None and person != antecedent:
            start = finder.reading.at[phrase.first].start  # type: ignore[union-attr]
            finder.builders[person].mention(start, finder.reading.tokens.ends[phrase.last - 1], "actor.counterpart")
            return Chunk(phrase.first, phrase.last, (person,), "person", "anaphor", None, office, of)
    return Chunk(phrase.first, phrase.last, (of,), "state", "office", None, offices[0] if offices else None, of)


_BETWEEN = 6
"""Tokens of a title's rest that may stand between its state and the name."""


def absorb(finder: Finder) -> None:
    """Give titles whose rest no table knows to the name behind them (الوزير العماني المسؤول عن الشؤون الخارجية فلان): a title of
    a state, a few plain words, and somebody of that state is one expression."""
    finder.chunks.sort(key=lambda c: c.first)
    kept: list[Chunk] = []
    for chunk in finder.chunks:
        before = kept[-1] if kept else None
        if before is not None and before.how == "office" and chunk.kind == "person" and _one_title(finder, before, chunk):
            chunk.first, chunk.office, chunk.of = before.first, chunk.office or before.office, chunk.of or before.of
            kept.pop()
        kept.append(chunk)
    finder.chunks[:] = kept


def _one_title(finder: Finder, title: Chunk, name: Chunk) -> bool:
    reading = finder.reading
    if not 0 < name.first - title.last <= _BETWEEN or len(title.actors) > 1 or title.many or len(name.actors) != 1:
        return False
    builder = finder.builders.get(name.actors[0])
    if builder is None or reading.known.state_of(builder.affiliation) != title.actors[0]:
        return False
    for j in range(title.last, name.first - (reading.word(name.first - 1) in ("،", ","))):
        here = reading.at[j]
        blocking = here.of("cue", "encounter-verb", "participant-prep", "relative") if here is not None else None
        if not reading.word(j).isalpha() or blocking is not None:
            return False
    return reading.tokens.line[title.first] == reading.tokens.line[name.first]


def _offices_before(finder: Finder, phrase: TitlePhrase, antecedent: str | None) -> list[str]:
    """The offices that "his counterpart" can mean: that of the title before it, then those of the person spoken of."""
    offices = [o for o, _ in finder.builders[antecedent].offices] if antecedent in finder.builders else []
    for chunk in reversed(finder.chunks):
        if chunk.first < phrase.first and chunk.office:
            return [chunk.office, *offices]
    return offices


def _many(finder: Finder, phrase: TitlePhrase, office: str | None) -> Chunk | None:
    """وزراء خارجية إيران وروسيا: the states; نظيريه التركي والإيراني: those who bear his office where the document names them all."""
    actors = [bearer.of for bearer in phrase.bearers if bearer.of is not None]
    antecedent = finder.last_person(phrase.first) if phrase.counterpart else None
    offices = _offices_before(finder, phrase, antecedent) if phrase.counterpart else []
    for wanted in offices if phrase.counterpart and len(actors) > 1 else ():
        holders = [_holder(finder, wanted, of, phrase) for of in actors]
        if holders and all(holders) and antecedent not in holders:
            people = tuple(dict.fromkeys(p for p in holders if p is not None))
            return Chunk(phrase.first, phrase.last, people, "person", "anaphor", None, wanted, actors[0], many=True)
    if not actors:
        return None
    kind = finder.reading.known.actors[actors[0]].kind
    return Chunk(phrase.first, phrase.last, tuple(dict.fromkeys(actors)), kind, "office", None, office, actors[0], many=True)
