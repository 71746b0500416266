"""One extraction → the rows it adds to the per-document tables, in column order."""

from __future__ import annotations

import base64
import hashlib
import json
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from core.language.text import Tokens, fold
from core.model import Extraction, Quote, Talk
from core.store.copies import signature
from core.store.schema import date_prec
from core.store.words import variants, words

Rows = dict[str, list[tuple[Any, ...]]]


def short_id(*parts: object) -> str:
    """Twelve lower-case characters (60 bits) that stand for ``parts``, the same on every machine."""
    digest = hashlib.blake2b("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return base64.b32encode(digest).decode("ascii").lower()[:12]


def outlet_of(source: str | None, url: str | None) -> tuple[str | None, str | None]:
    """``(id, shown name)`` of the outlet: the source's name where there is one, else the address's host."""
    host = (urlsplit(url).hostname or "") if url and url.startswith(("http://", "https://")) else ""
    host = host.removeprefix("www.")
    name = (source or "").strip() or host
    if not name:
        return None, None
    plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in name.lower().removeprefix("www.")).strip("-")
    fitting = 2 <= len(plain) <= 40 and "--" not in plain and name.isascii()
    return (plain if fitting else "o-" + short_id(fold(name))[:8]), name


@dataclass(frozen=True, slots=True)
class _Context:
    """What the quotes of a document share. ``mentions`` are ``(start, end, kind, id)`` in order."""

    tokens: Tokens
    outlet: str | None
    sides: dict[str, str | None]
    mentions: list[tuple[int, int, str, str]]


def rows_of(extraction: Extraction, digest: str) -> Rows:
    """Table name → rows. ``digest`` is the document's content hash. For the search there are also ``doc_words``: ``(doc_id, word)``,
    and ``quote_words`` and ``report_words``: ``(id, folded words with blanks between)``."""
    doc, day = extraction.document, extraction.published
    outlet, _ = outlet_of(doc.source, doc.url)
    tokens = Tokens(doc.text, doc.body)
    all_words = [*words(fold(doc.title or "")), *(word for word in tokens.words if word.isalnum())]
    clues = [
        {"kind": c.kind, "start": c.start, "end": c.end, "from": _iso(c.first), "to": _iso(c.last), "note": c.note}
        for c in extraction.clues
    ]
    rows: Rows = defaultdict(list)
    rows["documents"].append((
        doc.id, None, doc.title, doc.source, outlet, doc.url, day.first, day.last, day.basis, doc.text,
        " ".join(f"{start}-{end}" for start, end in doc.body), len(all_words), digest, None,
        json.dumps(clues, ensure_ascii=False) if clues else None, signature(all_words),
    ))  # fmt: skip
    rows["doc_words"] = [(doc.id, word) for word in sorted({v for w in set(all_words) for v in variants(w)})]
    _entities(extraction, rows)
    rows["dates"] = [(doc.id, d.start, d.end, d.first, d.last, d.precision, d.value, d.rule) for d in extraction.dates]
    for talk in extraction.talks:
        _talk(extraction, talk, tokens, rows)
    context = _Context(tokens, outlet, {a.id: a.side for a in extraction.actors}, sorted(row[3:5] + row[1:3] for row in rows["mentions"]))
    for quote in extraction.quotes:
        _quote(extraction, quote, context, rows)
    return dict(rows)


def _folded(tokens: Tokens, start: int, end: int) -> str:
    """The folded words of a part of the text."""
    return " ".join(tokens.words[tokens.at(start) : tokens.at(end)])


def _entities(extraction: Extraction, rows: Rows) -> None:
    doc, text = extraction.document.id, extraction.document.text
    for a in extraction.actors:
        rows["document_actors"].append((
            doc, a.id, a.name_ar, a.name_en, a.kind, a.affiliation, a.side, a.known, a.role, a.rule, a.confidence, len(a.mentions),
        ))  # fmt: skip
        rows["mentions"] += [(doc, "actor", a.id, m.start, m.end, text[m.start : m.end], m.rule) for m in a.mentions]
    for p in extraction.places:
        rows["document_places"].append((
            doc, p.id, p.name_ar, p.name_en, p.kind, p.country, p.lat, p.lon, p.parent, p.precision, p.rule, p.confidence, len(p.mentions),
        ))  # fmt: skip
        rows["mentions"] += [(doc, "place", p.id, m.start, m.end, text[m.start : m.end], m.rule) for m in p.mentions]


def _talk(extraction: Extraction, talk: Talk, tokens: Tokens, rows: Rows) -> None:
    doc = extraction.document
    trigger = talk.trigger or (None, None)
    report = short_id(doc.id, "talk", talk.start, talk.end, *trigger, talk.kind, talk.status, talk.first, talk.last, *talk.participants)
    if any(row[0] == report for row in rows["talk_reports"]):
        return  # the same words reported twice
    evidence, folded = doc.text[talk.start : talk.end], _folded(tokens, talk.start, talk.end)
    rows["talk_reports"].append((
        report, None, doc.id, None, talk.kind, talk.status, talk.first, talk.last, date_prec(talk.first, talk.last), talk.days_basis,
        talk.place, talk.track, talk.round, talk.documented, talk.start, talk.end, *trigger, evidence, talk.rule, talk.confidence,
    ))  # fmt: skip
    rows["report_words"].append((report, folded))
    rows["report_participants"] += [(report, actor, position) for position, actor in enumerate(dict.fromkeys(talk.participants))]


def _quote(extraction: Extraction, quote: Quote, context: _Context, rows: Rows) -> None:
    doc, day = extraction.document, extraction.published
    key = short_id(doc.id, "quote", quote.start, quote.end, quote.speaker, quote.speaker_text)
    if any(row[0] == key for row in rows["quotes"]):
        return
    content, folded = doc.text[quote.start : quote.end], _folded(context.tokens, quote.start, quote.end)
    start, end = quote.sentence or (quote.start, quote.end)
    rows["quotes"].append((
        key, None, doc.id, False, context.outlet, quote.mode, quote.speaker, quote.speaker_text, context.sides.get(quote.speaker or ""),
        quote.cue, quote.cue_class, quote.start, quote.end, content, day.first, date_prec(day.first, day.last), start, end,
        quote.rule, quote.confidence,
    ))  # fmt: skip
    rows["quote_words"].append((key, folded))
    rows["quote_about"] += [(key, *entity, inside) for entity, inside in sorted(_about(context.mentions, quote, start, end).items())]


def _about(mentions: list[tuple[int, int, str, str]], quote: Quote, start: int, end: int) -> dict[tuple[str, str], bool]:
    """Entities mentioned inside the quote (``True``) or only around it in its sentence (``False``; the speaker left out).

    ``mentions`` are ``(start, end, kind, id)`` in order.
    """
    found: dict[tuple[str, str], bool] = {}
    for at in range(bisect_left(mentions, (min(start, quote.start),)), len(mentions)):
        first, last, kind, entity = mentions[at]
        if first >= max(end, quote.end):
            break
        if quote.start <= first and last <= quote.end:
            found[kind, entity] = True
        elif start <= first and last <= end and not (kind == "actor" and entity == quote.speaker):
            found.setdefault((kind, entity), False)
    return found


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
