"""What holds for every extraction whatever the text: the output contract and the rules of offsets, as one list of complaints."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from core.model import ACTOR_KINDS, PLACE_KINDS, QUOTE_MODES, TALK_KINDS, TALK_STATUSES, DateMention, Extraction, Mention, Quote, Talk

PRECISIONS = {"day", "week", "month", "season", "year", "range", "vague"}


def faults(found: Extraction) -> list[str]:
    """Everything in which an extraction breaks the contract; empty for a good one."""
    return [*_spans(found), *_things(found), *_talks(found), *_quotes(found), *_days(found), *_json(found)]


def _spans(found: Extraction) -> Iterator[str]:
    length = len(found.document.text)
    spanned: list[Mention | DateMention | Talk | Quote] = [*found.dates, *found.talks, *found.quotes]
    spanned += [m for thing in (*found.actors, *found.places) for m in thing.mentions]
    for thing in spanned:
        if not 0 <= thing.start < thing.end <= length:
            yield f"span {thing.start}..{thing.end} of a {type(thing).__name__} is not inside a text of {length}"
        elif found.document.text[thing.start : thing.end].strip() == "":
            yield f"a {type(thing).__name__} of white space at {thing.start}"
    for mention in spanned:
        if not mention.rule:
            yield f"a {type(mention).__name__} at {mention.start} does not say which rule found it"
    for first, second in pairwise(sorted((d.start, d.end) for d in found.dates)):
        if second[0] < first[1]:
            yield f"dates overlap at {second[0]}"


def _things(found: Extraction) -> Iterator[str]:
    for name, things, kinds in (("actor", found.actors, ACTOR_KINDS), ("place", found.places, PLACE_KINDS)):
        ids = [thing.id for thing in things]
        if len(set(ids)) != len(ids):
            yield f"an {name} stands twice: {sorted(i for i in set(ids) if ids.count(i) > 1)}"
        for thing in things:
            if thing.kind not in kinds:
                yield f"{thing.id}: {thing.kind} is no kind of {name}"
            if not 0 < thing.confidence <= 1:
                yield f"{thing.id}: confidence {thing.confidence}"
            if not thing.name_ar.strip():
                yield f"{thing.id}: no name"
    for place in found.places:
        if not place.mentions:
            yield f"place {place.id} is nowhere in the text"
        if (place.lat is None) != (place.lon is None) or not -90 <= (place.lat or 0) <= 90 or not -180 <= (place.lon or 0) <= 180:
            yield f"place {place.id} lies at {place.lat}, {place.lon}"


def _talks(found: Extraction) -> Iterator[str]:
    actors, places = {a.id for a in found.actors}, {p.id for p in found.places}
    for talk in found.talks:
        if talk.kind not in TALK_KINDS or talk.status not in TALK_STATUSES:
            yield f"a talk is {talk.kind} {talk.status}"
        if not set(talk.participants) <= actors or len(set(talk.participants)) != len(talk.participants):
            yield f"participants {talk.participants} are not all among the actors, or one twice"
        if talk.place is not None and talk.place not in places:
            yield f"the place {talk.place} of a talk is not among the places"
        if (talk.days_basis is None) != (talk.first is None):
            yield f"a talk of {talk.first} has days_basis {talk.days_basis}"
        if not 0 < talk.confidence <= 1:
            yield f"a talk has confidence {talk.confidence}"
        if talk.trigger and not talk.start <= talk.trigger[0] < talk.trigger[1] <= talk.end:
            yield f"the trigger {talk.trigger} lies outside its sentence {talk.start}..{talk.end}"


def _quotes(found: Extraction) -> Iterator[str]:
    actors, text = {a.id for a in found.actors}, found.document.text
    for quote in found.quotes:
        if quote.mode not in QUOTE_MODES:
            yield f"a quote is {quote.mode}"
        if quote.speaker is not None and quote.speaker not in actors:
            yield f"the speaker {quote.speaker} is not among the actors"
        if not 0 < quote.confidence <= 1:
            yield f"a quote has confidence {quote.confidence}"
        if quote.cue_span and not 0 <= quote.cue_span[0] <= quote.cue_span[1] <= len(text):
            yield f"cue span {quote.cue_span}"
        if quote.sentence and not quote.sentence[0] <= quote.start < quote.end <= quote.sentence[1]:
            yield f"quote {quote.start}..{quote.end} lies outside its sentence {quote.sentence}"


def _days(found: Extraction) -> Iterator[str]:
    pairs: list[tuple[date | None, date | None]] = [(found.published.first, found.published.last)]
    pairs += [(d.first, d.last) for d in found.dates] + [(t.first, t.last) for t in found.talks]
    for first, last in pairs:
        if (first is None) != (last is None) or (first is not None and last is not None and first > last):
            yield f"days {first}..{last}"
    if (found.published.basis == "unknown") != (found.published.first is None):
        yield f"published {found.published}"
    for mention in found.dates:
        if mention.precision not in PRECISIONS:
            yield f"a date is precise to the {mention.precision}"


def _json(found: Extraction) -> Iterator[str]:
    record = found.as_json()
    if json.loads(json.dumps(record, ensure_ascii=False, allow_nan=False)) != record:
        yield "the record does not survive JSON"
