"""One filter object for everything: SQL, URL and the sentence above the page.

A :class:`Filters` is frozen and hashable (usable as a cache key). Within one field the chosen values are alternatives,
between fields all must hold. ``actors``, ``speakers`` and ``places`` count for what belongs to them: a state for its
ministers, a country for its cities.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeAlias
from urllib.parse import parse_qsl, urlencode

from core.model import QUOTE_MODES, TALK_KINDS, TALK_STATUSES

Subject: TypeAlias = Literal["talks", "quotes", "documents", "mentions"]
SUBJECTS: tuple[Subject, ...] = ("talks", "quotes", "documents", "mentions")

MAX_TEXT = 200
MAX_VALUES = 50
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What no id of an article holds: control characters, overrides of direction, halves of characters. Joiners may stand in one."""
_CLOSED: dict[str, tuple[str, ...]] = {"kinds": TALK_KINDS, "statuses": TALK_STATUSES, "modes": QUOTE_MODES}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader chose. Empty fields choose everything. Days are inclusive; ids are those of the store's tables."""

    date_from: date | None = None
    date_to: date | None = None
    tracks: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    cue_classes: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    text: str = ""
    doc: str | None = None

    def __bool__(self) -> bool:
        """Whether anything is chosen."""
        return self != EVERYTHING

    def normal(self) -> Filters:
        """The same choice in one form: values sorted and unique, days in order, blanks in the text single."""
        first, last = self.date_from, self.date_to
        if first and last and first > last:
            first, last = last, first
        lists = {name: tuple(sorted(set(getattr(self, name)))) for name in LISTS}
        return replace(
            self, date_from=first, date_to=last, text=" ".join(self.text.split())[:MAX_TEXT].rstrip(), doc=self.doc or None, **lists
        )

    def with_(self, **changes: object) -> Filters:
        """A copy with some fields changed."""
        return replace(self, **changes).normal()  # type: ignore[arg-type]

    def to_query(self) -> str:
        """The URL query (without ``?``): one pair per field that is set, list values joined by commas. Pure ASCII."""
        pairs: list[tuple[str, str]] = []
        for name, value in self.to_params().items():
            pairs.append((name, value))
        return urlencode(pairs, safe=",")

    def to_params(self) -> dict[str, str]:
        """The same as a mapping of undecorated strings, as Streamlit's ``query_params`` takes it."""
        normal = self.normal()
        params: dict[str, str] = {}
        for f in fields(normal):
            value = getattr(normal, f.name)
            if isinstance(value, date):
                params[f.name] = value.isoformat()
            elif isinstance(value, tuple) and value:
                params[f.name] = ",".join(value)
            elif isinstance(value, str) and value:
                params[f.name] = value
        return params

    @classmethod
    def from_query(cls, query: str, known: Mapping[str, Collection[str]] | None = None) -> tuple[Filters, list[str]]:
        """Read a URL query back. See :meth:`from_params`."""
        try:
            return cls.from_params(dict(parse_qsl(query.removeprefix("?"), max_num_fields=100)), known)
        except ValueError:
            return cls(), ["too many fields in the address"]

    @classmethod
    def from_params(cls, params: Mapping[str, str], known: Mapping[str, Collection[str]] | None = None) -> tuple[Filters, list[str]]:
        """``(filters, notes)`` from untrusted parameters.

        What is unknown or malformed is dropped, with a note ``field: value`` each; parameters that are no filter are passed
        over. ``known`` gives the ids that exist per field; without it any well-formed id is kept.
        """
        notes: list[str] = []
        values: dict[str, object] = {}
        for name in ("date_from", "date_to"):
            if params.get(name):
                values[name] = _day(name, params[name], notes)
        for name in LISTS:
            if params.get(name):
                values[name] = _ids(name, params[name], (known or {}).get(name), notes)
        if params.get("text"):
            values["text"] = "".join(c for c in params["text"] if c.isprintable() and not "\ud800" <= c <= "\udfff")[:MAX_TEXT]
        if params.get("doc"):
            doc = params["doc"]
            if len(doc) <= 2000 and not _UNSEEN.search(doc):
                values["doc"] = doc
            else:
                notes.append(f"doc: {_shown(doc)}")
        return cls(**values).normal(), notes  # type: ignore[arg-type]

    def sentence(self, lang: str, label: Callable[[str, str], str]) -> str:
        """What is chosen, in words: ``in Moscow, with Sergei Lavrov, 2016-01-01 – 2018-12-31``; empty when nothing is.

        ``label(field, id)`` gives the name of a value in the language ``lang`` (``ar`` or ``en``); days come as ISO 8601.
        """
        words = _words()["ar" if lang == "ar" else "en"]
        parts = []
        for name in SENTENCE_ORDER:
            value = getattr(self, name)
            if value:
                named = [label(name, v) for v in value] if isinstance(value, tuple) else [label(name, value) if name == "doc" else value]
                parts.append(words[name].format(words["or"].join(named)))
        if self.date_from and self.date_to:
            both = words["day"] if self.date_from == self.date_to else words["days"]
            parts.append(both.format(label("date_from", self.date_from.isoformat()), label("date_to", self.date_to.isoformat())))
        elif self.date_from or self.date_to:
            key, name = ("since", "date_from") if self.date_from else ("until", "date_to")
            parts.append(words[key].format(label(name, (self.date_from or self.date_to or date.min).isoformat())))
        return words["comma"].join(parts)


LISTS: tuple[str, ...] = (
    "tracks", "actors", "places", "kinds", "statuses", "speakers", "sides", "modes", "cue_classes", "about", "outlets",
)  # fmt: skip
"""The fields that hold several values."""
SENTENCE_ORDER = (
    "kinds", "statuses", "tracks", "places", "actors", "speakers", "sides", "modes", "cue_classes", "about", "outlets", "text", "doc",
)  # fmt: skip
EVERYTHING = Filters()
"""No choice made."""


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    """Language → key → the words of ``sentence.csv``, which stands beside this module."""
    with Path(__file__).with_name("sentence.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {lang: {row["key"]: row[lang] for row in rows} for lang in ("en", "ar")}


def _day(name: str, text: str, notes: list[str]) -> date | None:
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        notes.append(f"{name}: {_shown(text)}")
        return None


def _ids(name: str, text: str, known: Collection[str] | None, notes: list[str]) -> tuple[str, ...]:
    kept: list[str] = []
    for value in text.split(",")[: MAX_VALUES * 2]:
        allowed = _CLOSED.get(name, known)
        if _ID.fullmatch(value) and (allowed is None or value in allowed) and len(kept) < MAX_VALUES:
            kept.append(value)
        elif value:
            notes.append(f"{name}: {_shown(value)}")
    return tuple(kept)


def _shown(text: str) -> str:
    return "".join(c if c.isprintable() else "�" for c in text[:40])
