"""What things are: the records that every stage hands to the next one.

All offsets are half-open ``[start, end)`` in Unicode code points of ``Document.text`` as given.
All days are ``datetime.date``; a pair ``first``/``last`` is an inclusive interval and ``None`` is unknown.
This module imports nothing of ``core``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

ActorKind = Literal["person", "state", "organization", "armed_group", "media"]
PlaceKind = Literal["country", "region", "city", "site"]
TalkKind = Literal["meeting", "call", "visit", "summit", "negotiations", "conference", "session"]
TalkStatus = Literal["held", "ongoing", "planned", "proposed", "postponed", "cancelled"]
QuoteMode = Literal["direct", "indirect", "mixed"]
PublishedBasis = Literal["given", "stated", "inferred", "unknown"]

ACTOR_KINDS: tuple[ActorKind, ...] = ("person", "state", "organization", "armed_group", "media")
PLACE_KINDS: tuple[PlaceKind, ...] = ("country", "region", "city", "site")
TALK_KINDS: tuple[TalkKind, ...] = ("meeting", "call", "visit", "summit", "negotiations", "conference", "session")
TALK_STATUSES: tuple[TalkStatus, ...] = ("held", "ongoing", "planned", "proposed", "postponed", "cancelled")
QUOTE_MODES: tuple[QuoteMode, ...] = ("direct", "indirect", "mixed")


@dataclass(frozen=True, slots=True)
class Published:
    """When a document was written. ``basis`` says how that is known; ``unknown`` has no days."""

    first: date | None
    last: date | None
    basis: PublishedBasis

    def as_json(self) -> dict[str, Any]:
        """The contract's ``{"from", "to", "basis"}``."""
        return {"from": _iso(self.first), "to": _iso(self.last), "basis": self.basis}


UNKNOWN_DAY = Published(None, None, "unknown")


@dataclass(frozen=True, slots=True)
class Document:
    """One article as it was read. ``body`` holds the ``(start, end)`` parts of ``text`` that are article, in order;
    what lies outside is site furniture. An empty ``body`` means the whole text."""

    id: str
    text: str
    title: str | None = None
    source: str | None = None
    url: str | None = None
    published: Published = UNKNOWN_DAY
    body: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A surface ``text[start:end]`` (no proclitic) and the name of the rule that found it."""

    start: int
    end: int
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody or some body that acts. ``known`` actors have a row in the knowledge; others were found by pattern.

    ``affiliation`` is the id of the state or organization it belongs to, ``side`` an id of ``sides.csv``,
    ``role`` the words of the text that say what it is, ``confidence`` lies in (0, 1].
    """

    id: str
    name_ar: str
    name_en: str | None
    kind: ActorKind
    affiliation: str | None
    side: str | None
    mentions: tuple[Mention, ...]
    known: bool = True
    role: str | None = None
    rule: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Place:
    """A named location. ``lat``/``lon`` in decimal degrees (WGS 84); ``precision`` is UCDP GED's ``where_prec``, 1 (exact)
    to 7 (international); ``parent`` is the id of the place around it."""

    id: str
    name_ar: str
    name_en: str | None
    kind: PlaceKind
    country: str | None
    lat: float | None
    lon: float | None
    mentions: tuple[Mention, ...]
    parent: str | None = None
    precision: int = 1
    rule: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date expression. ``value`` is its TIMEX3 value; ``precision`` one of day, week, month, season, year, range, vague."""

    start: int
    end: int
    first: date | None
    last: date | None
    precision: str
    value: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Talk:
    """One diplomatic encounter as this document reports it. ``start``/``end`` is the sentence that says so.

    ``days_basis`` is ``stated`` when the days stand with the talk, ``inferred`` when they were worked out from elsewhere,
    ``None`` without days. ``documented`` is the id of the known talk it is taken to be. ``trigger`` is the span of the
    word that names the encounter.
    """

    kind: TalkKind
    status: TalkStatus
    first: date | None
    last: date | None
    place: str | None
    participants: tuple[str, ...]
    track: str | None
    start: int
    end: int
    days_basis: Literal["stated", "inferred"] | None = None
    round: int | None = None
    documented: str | None = None
    trigger: tuple[int, int] | None = None
    rule: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Quote:
    """Reported speech: the content ``text[start:end]`` without cue and outer quotation marks.

    ``speaker`` is an actor id or ``None``; ``speaker_text`` how the text names the speaker; ``cue`` the reporting word as
    written; ``cue_class`` its class (say, affirm, deny, accuse, demand, warn, …); ``sentence`` the span around all of it.
    """

    start: int
    end: int
    mode: QuoteMode
    speaker: str | None
    speaker_text: str | None
    cue: str | None
    cue_class: str | None = None
    cue_span: tuple[int, int] | None = None
    sentence: tuple[int, int] | None = None
    rule: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Clue:
    """One reason for a publication day: the words ``text[start:end]`` allow the days ``first``..``last``."""

    kind: str
    start: int
    end: int
    first: date | None
    last: date | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything found in one document."""

    document: Document
    published: Published
    actors: tuple[Actor, ...] = ()
    places: tuple[Place, ...] = ()
    dates: tuple[DateMention, ...] = ()
    talks: tuple[Talk, ...] = ()
    quotes: tuple[Quote, ...] = ()
    clues: tuple[Clue, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """One object of the output contract; see the README for every key."""
        doc = self.document
        return {
            "id": doc.id,
            "title": doc.title,
            "source": doc.source,
            "url": doc.url,
            "text": doc.text,
            "published": self.published.as_json(),
            "actors": [
                {
                    "id": a.id,
                    "name_ar": a.name_ar,
                    "name_en": a.name_en,
                    "kind": a.kind,
                    "affiliation": a.affiliation,
                    "side": a.side,
                    "known": a.known,
                    "role": a.role,
                    "rule": a.rule,
                    "confidence": a.confidence,
                    "mentions": [{"start": m.start, "end": m.end, "rule": m.rule} for m in a.mentions],
                }
                for a in self.actors
            ],
            "places": [
                {
                    "id": p.id,
                    "name_ar": p.name_ar,
                    "name_en": p.name_en,
                    "kind": p.kind,
                    "country": p.country,
                    "lat": p.lat,
                    "lon": p.lon,
                    "parent": p.parent,
                    "precision": p.precision,
                    "rule": p.rule,
                    "confidence": p.confidence,
                    "mentions": [{"start": m.start, "end": m.end, "rule": m.rule} for m in p.mentions],
                }
                for p in self.places
            ],
            "dates": [
                {
                    "start": d.start,
                    "end": d.end,
                    "from": _iso(d.first),
                    "to": _iso(d.last),
                    "precision": d.precision,
                    "value": d.value,
                    "rule": d.rule,
                }
                for d in self.dates
            ],
            "talks": [
                {
                    "kind": t.kind,
                    "status": t.status,
                    "from": _iso(t.first),
                    "to": _iso(t.last),
                    "days_basis": t.days_basis,
                    "place": t.place,
                    "participants": list(t.participants),
                    "track": t.track,
                    "round": t.round,
                    "documented": t.documented,
                    "start": t.start,
                    "end": t.end,
                    "trigger": list(t.trigger) if t.trigger else None,
                    "rule": t.rule,
                    "confidence": t.confidence,
                }
                for t in self.talks
            ],
            "quotes": [
                {
                    "start": q.start,
                    "end": q.end,
                    "mode": q.mode,
                    "speaker": q.speaker,
                    "speaker_text": q.speaker_text,
                    "cue": q.cue,
                    "cue_class": q.cue_class,
                    "cue_span": list(q.cue_span) if q.cue_span else None,
                    "sentence": list(q.sentence) if q.sentence else None,
                    "rule": q.rule,
                    "confidence": q.confidence,
                }
                for q in self.quotes
            ],
            "clues": [
                {"kind": c.kind, "start": c.start, "end": c.end, "from": _iso(c.first), "to": _iso(c.last), "note": c.note}
                for c in self.clues
            ],
        }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
