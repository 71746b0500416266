"""Why something was found in a document, or was not: what stands at an offset, in plain English."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from core.extract import actors
from core.extract.absence import Absence
from core.extract.actors import ActorFinding
from core.extract.pipeline import extract
from core.extract.reading import Reading, read
from core.knowledge import Knowledge, load
from core.language.lexicon import Entry, Hit
from core.model import Actor, Document, Extraction, Quote, Talk

_LONGEST = 400
_OF = {"actor": "actors", "demonym": "actors", "metonym": "actors", "place": "places", "track": "tracks"}


def explain(document: Document, offset: int | None = None, known: Knowledge | None = None) -> str:
    """What stands at ``offset`` (code points of ``document.text``): the token and its folded form, its readings in the lexicon,
    what was found there by which rule, and what was not found and why. Without an offset one line for each thing found.

    Raises ``IndexError`` when the offset lies outside the text.
    """
    if offset is not None and not 0 <= offset < len(document.text):
        raise IndexError(f"offset {offset} lies outside the text, which has the offsets 0 to {len(document.text) - 1}")
    known = known or load()
    found = extract(document, known)
    if offset is None:
        lines = _overview(found)
    elif document.body and not any(start <= offset < end for start, end in document.body):
        lines = _furniture(document, offset)
    else:
        reading = read(document, known)
        lines = _here(reading, found, actors.find(reading, _day(found)), offset)
    return "\n".join(_printable(line) for line in lines)


def _printable(line: str) -> str:
    """``line`` without control characters, which a terminal would obey; the text is a stranger's."""
    return "".join(c if c.isprintable() else "·" for c in line)


def _day(found: Extraction) -> date | None:
    """The day that the pipeline put titles on their bearers with."""
    day = found.published
    return day.last if day.first == day.last or found.document.published.basis != "unknown" else None


def _furniture(document: Document, offset: int) -> Iterator[str]:
    text = document.text
    yield f"{_position(text, offset)}: inside site furniture"
    yield f"line: {_short(text[_line_start(text, offset) : _line_end(text, offset)])}"
    yield "not read: only the article itself is, at " + ", ".join(f"{start}..{end}" for start, end in document.body)


def _here(reading: Reading, found: Extraction, finding: ActorFinding, offset: int) -> Iterator[str]:
    tokens = reading.tokens
    i = tokens.at(offset + 1) - 1
    if i < 0 or tokens.ends[i] <= offset:
        yield f"{_position(found.document.text, offset)}: no word stands here"
        i = -1
    else:
        surface = tokens.text[tokens.starts[i] : tokens.ends[i]]
        yield f"{_position(found.document.text, offset)}: «{surface}» ({tokens.starts[i]}..{tokens.ends[i]}), folded «{tokens.words[i]}»"
        yield from _lexicon(reading, i)
    told = list(_found(reading, found, finding, offset, i))
    yield "found:" if told else "found: nothing"
    yield from (f"  {line}" for line in told)
    reasons = Absence(reading, found, finding).reasons(i) if i >= 0 else []
    if reasons:
        yield "not found:"
        yield from (f"  {line}" for line in reasons)
    inside = next(((s, e) for s, e in reading.sentences if s <= offset < e), None)
    if inside is not None:
        yield f"sentence ({inside[0]}..{inside[1]}): {_short(reading.text(*inside))}"
    yield "about Syria: " + ("yes" if finding.about_syria else "no, so no talks are read in this document")


# -- the lexicon ------------------------------------------------------------------------------------------------------
def _lexicon(reading: Reading, i: int) -> Iterator[str]:
    hit: Hit | None = reading.at[i]
    if hit is None:
        rank = reading.known.frequency.get(reading.word(i))
        common = f"; a common word (Zipf {rank:.1f})" if rank is not None else ""
        yield f"lexicon: nothing{'; a given name' if reading.word(i) in reading.known.given_names else ''}{common}"
        return
    clitic = f", behind the proclitic «{hit.clitic}»" if hit.clitic else ""
    yield f"lexicon: «{reading.text(hit.start, hit.end)}» ({hit.start}..{hit.end}){clitic}"
    yield from (f"  {line}" for line in dict.fromkeys(_entry(e, reading.known) for e in hit.entries))


def _entry(entry: Entry, known: Knowledge) -> str:
    table = _OF.get(entry.cls)
    name = ""
    if table is not None:
        row = getattr(known, table).get(entry.id)
        name = f" ({row.name_en})" if row is not None else ""
    extra = ["short form"] if entry.get("short") else []
    extra += [f"needs a {entry.get('needs')} before it"] if entry.get("needs") else []
    extra += [entry.get("tense")] if entry.get("tense") not in ("", "form") else []
    return f"{entry.cls}: {entry.id}{name}" + (f", {', '.join(extra)}" if extra else "")


# -- what was found ---------------------------------------------------------------------------------------------------
def _found(reading: Reading, found: Extraction, finding: ActorFinding, at: int, i: int) -> Iterator[str]:
    text = reading.document.text
    for actor in found.actors:
        for m in actor.mentions:
            if m.start <= at < m.end:
                yield f"actor {_actor(actor)}: {_at(text, m.start, m.end)}, rule {m.rule}, confidence {actor.confidence:g}"
    for chunk in finding.chunks:
        if chunk.first <= i < chunk.last and chunk.actors:
            start, end = reading.tokens.span(chunk.first, chunk.last)
            title = f", office {chunk.office}" + (f" of {chunk.of}" if chunk.of else "") if chunk.office else ""
            yield f"refers to {', '.join(chunk.actors)}: {_at(text, start, end)}, by {chunk.how}{title}"
    for place in found.places:
        for m in place.mentions:
            if m.start <= at < m.end:
                where = "" if place.lat is None or place.lon is None else f" at {place.lat:g}, {place.lon:g}"
                name = f"{place.name_en or place.name_ar} ({place.id}, {place.kind}){where}"
                yield f"place {name}: {_at(text, m.start, m.end)}, rule {m.rule}, confidence {place.confidence:g}"
    for d in found.dates:
        if d.start <= at < d.end:
            yield f"date {d.value} ({_days(d.first, d.last)}, {d.precision}): {_at(text, d.start, d.end)}, rule {d.rule}"
    for talk in found.talks:
        if talk.start <= at < talk.end:
            yield _talk(talk, at, text)
    for quote in found.quotes:
        inside, cue = quote.start <= at < quote.end, quote.cue_span is not None and quote.cue_span[0] <= at < quote.cue_span[1]
        if inside or cue or (quote.sentence is not None and quote.sentence[0] <= at < quote.sentence[1]):
            yield _quote(quote, text, "its words" if inside else "its reporting word" if cue else "in its sentence")
    for clue in found.clues:
        if clue.start <= at < clue.end:
            yield f"clue to the day of writing: {clue.kind}, allows {_days(clue.first, clue.last)}{f' ({clue.note})' if clue.note else ''}"


def _actor(actor: Actor) -> str:
    origin = "in the tables" if actor.known else "in no table, known from the text alone"
    return f"{actor.name_en or actor.name_ar} ({actor.id}, {actor.kind}, {origin})"


def _talk(talk: Talk, at: int, text: str) -> str:
    named = talk.trigger is not None and talk.trigger[0] <= at < talk.trigger[1]
    where = "the word that names it" if named else "in its sentence"
    trigger = f", named by «{text[talk.trigger[0] : talk.trigger[1]]}»" if talk.trigger is not None else ""
    days = _days(talk.first, talk.last) + (f" ({talk.days_basis})" if talk.days_basis else "")
    who = ", ".join(talk.participants) or "nobody known"
    return (
        f"talk, {where}: {talk.status} {talk.kind} of {who}, {days}, "
        f"place {talk.place or 'unknown'}, track {talk.track or 'none'}{trigger}, rule {talk.rule}, confidence {talk.confidence:g}"
    )


def _quote(quote: Quote, text: str, where: str) -> str:
    speaker = f"{quote.speaker or 'nobody known'}" + (f" («{quote.speaker_text}»)" if quote.speaker_text else "")
    cue = f"reporting word «{quote.cue}»" + (f" ({quote.cue_class})" if quote.cue_class else "") if quote.cue else "no reporting word"
    return (
        f"quote, {where}: {quote.mode} speech of {speaker}, {cue}, {_at(text, quote.start, quote.end)}, "
        f"rule {quote.rule}, confidence {quote.confidence:g}"
    )


def _overview(found: Extraction) -> Iterator[str]:
    """One line for each thing found, in order of the text, behind the day of writing."""
    text, day = found.document.text, found.published
    yield f"written {_days(day.first, day.last)} ({day.basis})"
    rows: list[tuple[int, int, str]] = []
    for a in found.actors:
        rows += [(m.start, m.end, f"actor {_actor(a)}, rule {m.rule}, confidence {a.confidence:g}") for m in a.mentions]
    for p in found.places:
        named = f"place {p.name_en or p.name_ar} ({p.id}), rule"
        rows += [(m.start, m.end, f"{named} {m.rule}, confidence {p.confidence:g}") for m in p.mentions]
    rows += [(d.start, d.end, f"date {_days(d.first, d.last)}, rule {d.rule}") for d in found.dates]
    rows += [(*(t.trigger or (t.start, t.end)), _talk(t, -1, text)) for t in found.talks]
    for q in found.quotes:
        speaker = q.speaker or q.speaker_text or "nobody known"
        rows.append((q.start, q.end, f"quote of {speaker}, rule {q.rule}, confidence {q.confidence:g}"))
    for start, end, told in sorted(rows):
        yield f"{start}..{end} «{_short(text[start:end], 60)}»: {told}"


# -- small things -----------------------------------------------------------------------------------------------------
def _days(first: date | None, last: date | None) -> str:
    if first is None or last is None:
        return "on an unknown day"
    return first.isoformat() if first == last else f"{first.isoformat()}..{last.isoformat()}"


def _at(text: str, start: int, end: int) -> str:
    return f"«{_short(text[start:end], 120)}» ({start}..{end})"


def _position(text: str, offset: int) -> str:
    return f"offset {offset}, line {text.count(chr(10), 0, offset) + 1}"


def _line_start(text: str, offset: int) -> int:
    return text.rfind("\n", 0, offset) + 1


def _line_end(text: str, offset: int) -> int:
    end = text.find("\n", offset)
    return end if end >= 0 else len(text)


def _short(text: str, longest: int = _LONGEST) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else flat[: longest - 1] + "…"
