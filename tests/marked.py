"""Marked sentences: the line format of ``tests/cases/*.txt`` (explained in its README) and the comparison with an extraction.

``parse(line)`` reads a case, ``complaints(case, extraction)`` says what of it does not hold. Nothing here imports the extractor.
"""

from __future__ import annotations

import hashlib
import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from core.language.text import fold
from core.model import UNKNOWN_DAY, Actor, Document, Extraction, Place, Published, Quote, Talk

TASKS = ("persons", "bodies", "states", "places", "dates", "talks", "quotes", "published")
KINDS_OF = {"persons": {"person"}, "states": {"state"}, "bodies": {"organization", "armed_group", "media"}}
MARK = re.compile(r"\[([^\[\]=]+)=([^\[\]]+)\]")
BACKGROUND = {"syria": "\nولا تزال الأزمة السورية تنتظر حلاً في دمشق."}
EDGES = re.compile(r"^[\W_]+|[\W_]+$")
Days = tuple[date | None, date | None]


class BadCase(ValueError):
    """A line that does not have the form of a case."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What is expected of ``text[start:end]``: an id, days, a speaker with a mode, ``~`` (tolerated) or ``!`` (nothing here)."""

    start: int
    end: int
    wanted: str


@dataclass(frozen=True, slots=True)
class Case:
    """One line: its task, the plain text, the publication day if given, the marks and what stands after ``=>``."""

    task: str
    text: str
    published: date | None
    marks: tuple[Mark, ...]
    wanted: str

    @property
    def document(self) -> Document:
        """The text as the extractor gets it; with several lines, the first is the title."""
        day = Published(self.published, self.published, "given") if self.published else UNKNOWN_DAY
        title = self.text.split("\n")[0] if self.text.count("\n") else None
        return Document(id="case", text=self.text, title=title, published=day)


def name_of(line: str) -> str:
    """A short id of a case that stays when lines are added around it."""
    return hashlib.sha256(" ".join(line.split()).encode()).hexdigest()[:8]


def parse(line: str) -> Case:
    """A case from its line; raises :class:`BadCase`."""
    parts = [p.strip() for p in line.split("|", 2)]
    if len(parts) != 3 or parts[0] not in TASKS:
        raise BadCase(f"want “task | settings | sentence”, task one of {', '.join(TASKS)}")
    body, arrow, wanted = parts[2].partition("=>")
    if parts[0] in ("talks", "published") and not arrow:
        raise BadCase(f"a case of {parts[0]} says what is expected after =>")
    settings = dict(s.split("=", 1) for s in parts[1].split())
    if settings.keys() - {"published", "about"} or settings.get("about", "syria") not in BACKGROUND:
        raise BadCase(f"unknown setting in “{parts[1]}”")
    text, marks, at = "", [], 0
    body = body.strip().replace("\\n", "\n")
    for found in MARK.finditer(body):
        text += body[at : found.start()]
        marks.append(Mark(len(text), len(text) + len(found[1]), found[2].strip()))
        text += found[1]
        at = found.end()
    text += body[at:] + BACKGROUND.get(settings.get("about", ""), "")
    if "[" in text or "]" in text:
        raise BadCase("a bracket without its partner")
    if not marks and not wanted:
        raise BadCase("nothing is expected: mark something or say => none")
    day = date.fromisoformat(settings["published"]) if "published" in settings else None
    return Case(parts[0], text, day, tuple(marks), wanted.strip())


def days(wanted: str) -> Days:
    """``2018-01-10``, ``2018-01``, ``2018``, ``A..B`` or ``-`` (unknown) as first and last day."""
    if wanted == "-":
        return None, None
    first, _, last = wanted.partition("..")
    return _ends(first)[0], _ends(last or first)[1]


def _ends(stated: str) -> tuple[date, date]:
    numbers = [int(n) for n in stated.split("-")]
    if len(numbers) == 3:
        return (date(*numbers),) * 2
    if len(numbers) == 2:
        return date(*numbers, 1), date(*numbers, monthrange(*numbers)[1])
    return date(numbers[0], 1, 1), date(numbers[0], 12, 31)


def complaints(case: Case, found: Extraction) -> list[str]:
    """Everything in which the extraction differs from what the case says; empty when it holds."""
    if found.document.text != case.text:
        return ["the extraction is of another text"]
    judge = {"dates": _dates, "places": _named, "talks": _talks, "quotes": _quotes, "published": _published}.get(case.task, _named)
    return list(judge(case, found))


def is_called(wanted: str, thing: Actor | Place | None) -> bool:
    """Whether ``wanted`` (an id, alternatives with ``/``, or ``?`` for somebody unknown) means this actor or place."""
    if thing is None:
        return False
    english = re.sub(r"[^a-z0-9]+", "-", (thing.name_en or "").lower()).strip("-")
    wanted, _, of = wanted.partition("@")
    if of and (not isinstance(thing, Actor) or thing.affiliation != of):
        return False
    return any(w in (thing.id, english) or (w == "?" and isinstance(thing, Actor) and not thing.known) for w in wanted.split("/"))


def _named(case: Case, found: Extraction) -> Iterator[str]:
    things: list[Actor | Place]
    if case.task == "places":
        things = [p for p in found.places if p.kind != "country" or any(is_called(m.wanted, p) for m in case.marks)]
    else:
        things = [a for a in found.actors if a.kind in KINDS_OF[case.task]]
    spans = [(m.start, m.end, thing) for thing in things for m in thing.mentions]
    excused = set()
    for mark in case.marks:
        here = [(s, e, thing) for s, e, thing in spans if s < mark.end and mark.start < e]
        surface = case.text[mark.start : mark.end]
        if mark.wanted in ("~", "!"):
            excused |= {thing.id for _, _, thing in here if mark.wanted == "~"}
            if mark.wanted == "!" and here:
                yield f"«{surface}» is taken for {here[0][2].id}"
            continue
        right = [(s, e, thing) for s, e, thing in here if is_called(mark.wanted, thing)]
        excused |= {thing.id for _, _, thing in right}
        if not right:
            yield f"«{surface}» is {', '.join(t.id for _, _, t in here) or 'not found'}, not {mark.wanted}"
        elif not any(_covers(case.task, (s, e), mark) for s, e, _ in right):
            yield f"«{surface}» is found as «{case.text[right[0][0] : right[0][1]]}»"
    if case.task != "states":
        for thing in things:
            if thing.id not in excused:
                yield f"nobody asked for {thing.id} «{case.text[thing.mentions[0].start : thing.mentions[0].end]}»"


def _covers(task: str, span: tuple[int, int], mark: Mark) -> bool:
    """A person's name is found exactly; a place or body may be found with its class word (the city of X, the X channel)."""
    if task == "persons":
        return span == (mark.start, mark.end)
    return span[0] <= mark.start and mark.end <= span[1]


def _dates(case: Case, found: Extraction) -> Iterator[str]:
    left = list(found.dates)
    for mark in case.marks:
        surface = case.text[mark.start : mark.end]
        here = [d for d in left if d.start < mark.end and mark.start < d.end]
        left = [d for d in left if d not in here]
        if mark.wanted == "~":
            continue
        if mark.wanted == "!" or not here:
            if here or mark.wanted != "!":
                yield f"«{surface}» is {'taken for a date' if here else 'not found'}"
            continue
        if (here[0].start, here[0].end) != (mark.start, mark.end):
            yield f"«{surface}» is found as «{case.text[here[0].start : here[0].end]}»"
        if (here[0].first, here[0].last) != days(mark.wanted):
            yield f"«{surface}» is {here[0].first}..{here[0].last}, not {mark.wanted}"
    for extra in left:
        yield f"nobody asked for the date «{case.text[extra.start : extra.end]}»"


def _talks(case: Case, found: Extraction) -> Iterator[str]:
    wanted = [] if case.wanted == "none" else [w.strip() for w in case.wanted.split(";")]
    left = list(found.talks)
    for want in wanted:
        judged = sorted(((list(_talk(want, talk, found)), n) for n, talk in enumerate(left)), key=lambda pair: len(pair[0]))
        if not judged:
            yield f"no talk found for “{want}”"
            continue
        wrong, n = judged[0]
        yield from wrong
        left.pop(n)
    for talk in left:
        yield f"nobody asked for the talk {_told(talk)}"


def _talk(want: str, talk: Talk, found: Extraction) -> Iterator[str]:
    head, _, people = want.partition(":")
    try:
        kind, status, when, where, *more = head.split()
    except ValueError as error:
        raise BadCase(f"“{want}”: want “kind status days place: participants”") from error
    if kind != "*" and talk.kind not in kind.split("/"):
        yield f"{_told(talk)}: kind is not {kind}"
    if status != "*" and talk.status not in status.split("/"):
        yield f"{_told(talk)}: status is not {status}"
    if when != "*" and (talk.first, talk.last) != days(when):
        yield f"{_told(talk)}: days are not {when}"
    place = next((p for p in found.places if p.id == talk.place), None)
    if where != "*" and not ((talk.place or "-") in where.split("/") or is_called(where, place)):
        yield f"{_told(talk)}: place is not {where}"
    for key, value in (extra.split("=") for extra in more):
        if str(getattr(talk, key)) != value:
            yield f"{_told(talk)}: {key} is {getattr(talk, key)}, not {value}"
    if people.strip() != "*":
        there = [next((a for a in found.actors if a.id == i), None) for i in talk.participants]
        for who in filter(None, map(str.strip, people.split(","))):
            hit = next((a for a in there if is_called(who, a)), None)
            if hit is None:
                yield f"{_told(talk)}: {who} is not there"
            else:
                there.remove(hit)
        for extra in there:
            yield f"{_told(talk)}: {extra.id if extra else 'an actor without a record'} was not there"


def differences(want: str, talk: Talk, found: Extraction) -> list[str]:
    """In what a talk differs from ``kind status days place: participants``."""
    return list(_talk(want, talk, found))


def is_near(want: str, talk: Talk, found: Extraction) -> bool:
    """Whether a talk may be the wanted one at all: half of the people, or with no people named its place or days and its kind."""
    head, _, people = want.partition(":")
    kind, _, when, where, *_ = head.split()
    if people.strip() != "*":
        names = [who.strip() for who in people.split(",") if who.strip()]
        there = [a for a in found.actors if a.id in talk.participants]
        hits = sum(any(is_called(who, actor) for actor in there) for who in names)
        return bool(there) and 2 * hits / (len(names) + len(there)) >= 0.5 and _agree(when, talk)
    place = next((p for p in found.places if p.id == talk.place), None)
    same_place = where != "*" and (talk.place in where.split("/") or is_called(where, place))
    same_kind = kind == "*" or talk.kind in kind.split("/")
    same_days = when not in ("*", "-") and (talk.first, talk.last) == days(when)
    return (same_place and _agree(when, talk)) or (same_kind and (same_days or (where == "*" and when == "*")))


def _agree(when: str, talk: Talk) -> bool:
    if when in ("*", "-") or talk.first is None or talk.last is None:
        return True
    first, last = days(when)
    return first is not None and last is not None and talk.first <= last and first <= talk.last


def told(talk: Talk) -> str:
    """A talk in one line."""
    return _told(talk)


def _told(talk: Talk) -> str:
    return f"{talk.kind} {talk.status} {talk.first}..{talk.last} {talk.place} {list(talk.participants)}"


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    inside = text[start:end]
    kept = EDGES.sub("", inside)
    start += inside.find(kept)
    return start, start + len(kept)


def _quotes(case: Case, found: Extraction) -> Iterator[str]:
    left = list(found.quotes)
    for mark in case.marks:
        surface = case.text[mark.start : mark.end]
        here = [q for q in left if q.start < mark.end and mark.start < q.end]
        here.sort(key=lambda q: abs(q.start - mark.start) + abs(q.end - mark.end))
        if mark.wanted == "~":
            left = [q for q in left if q not in here]
        elif mark.wanted == "!":
            yield from (f"«{surface}» is taken for a quote" for _ in here[:1])
        elif not here:
            yield f"«{surface}» is not found"
        else:
            left.remove(here[0])
            if _trimmed(case.text, here[0].start, here[0].end) != _trimmed(case.text, mark.start, mark.end):
                yield f"«{surface}» is found as «{case.text[here[0].start : here[0].end]}»"
            yield from _said(mark.wanted, here[0], found)
    for extra in left:
        yield f"nobody asked for the quote «{case.text[extra.start : extra.end]}»"


def _said(wanted: str, quote: Quote, found: Extraction) -> Iterator[str]:
    speaker, _, mode = wanted.rpartition(" ")
    if mode not in ("direct", "indirect", "mixed") or not speaker:
        raise BadCase(f"“{wanted}”: want “speaker mode”")
    if quote.mode != mode and not {quote.mode, mode} <= {"indirect", "mixed"}:
        yield f"mode is {quote.mode}, not {mode}"
    who = next((a for a in found.actors if a.id == quote.speaker), None)
    if speaker.startswith('"'):
        words = fold(speaker.strip('"'))
        if words not in fold(quote.speaker_text or "") and words not in fold(who.name_ar if who else ""):
            yield f"speaker is {quote.speaker} «{quote.speaker_text}», not {speaker}"
    elif speaker == "-":
        if quote.speaker:
            yield f"speaker is {quote.speaker}, but the text names none"
    elif not is_called(speaker, who):
        yield f"speaker is {quote.speaker} «{quote.speaker_text}», not {speaker}"


def _published(case: Case, found: Extraction) -> Iterator[str]:
    when, _, basis = case.wanted.partition(" ")
    got = found.published
    if when == "unknown":
        if got.basis != "unknown" and got.first is not None and got.last is not None and (got.last - got.first).days <= 6:
            yield f"claimed {got.first}..{got.last} ({got.basis})"
        return
    if (got.first, got.last) != days(when):
        yield f"{got.first}..{got.last}, not {when}"
    if basis and got.basis != basis:
        yield f"basis is {got.basis}, not {basis}"
