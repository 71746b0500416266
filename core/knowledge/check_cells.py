"""Faults of single cells: what a column may hold, ids that nobody has, letters that do not belong into an Arabic name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from core.knowledge.columns import ATTRIBUTES, TABLES, Column
from core.knowledge.sheets import Fault, Line, Sheets
from core.knowledge.tables import day_range, listed

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ISO2 = re.compile(r"[A-Z]{2}")
_ARABIC = re.compile("[\u0621-\u063a\u0641-\u064a]")
# The tatweel that newspapers put between the article and digits is theirs.
_MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]|\u0640(?![0-9])")
_INVISIBLE = re.compile("[\u00a0\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_FORMS = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")
_OTHER_LETTERS = re.compile("[\u063b-\u063f\u066e-\u066f\u0671-\u06d5\u06ee-\u06ff\u0750-\u077f\u08a0-\u08ff]")


def faults(sheets: Sheets) -> Iterator[Fault]:
    """Every cell of every table against its column, and rows that stand twice."""
    for table in TABLES:
        seen: dict[tuple[str, ...], Line] = {}
        for line in sheets[table.name]:
            for column in table.columns:
                yield from _cell(line, column, sheets)
            key = tuple(line[name] for name in table.key)
            if key in seen:
                first = seen[key]
                where = f"{first.file.name}:{first.number}"
                yield line.fault(f"duplicate {' + '.join(table.key)} “{' '.join(key)}”, first in {where}", "keep one row, or rename one")
            seen.setdefault(key, line)


def _cell(line: Line, column: Column, sheets: Sheets) -> Iterator[Fault]:
    text = line[column.name]
    if text != text.strip() or "  " in text or "\n" in text:
        yield line.fault(f"blanks at the edges or doubled in {column.name} “{text}”", "one blank between words, none around")
    if not text.strip():
        if not column.optional:
            yield line.fault(f"{column.name} is empty", column.meaning)
        return
    kind, _, rest = column.bare.partition(" ")
    if kind in ("ref", "refs"):
        for ident in listed(text) if kind == "refs" else (text,):
            if ident not in sheets.ids[rest]:
                yield line.fault(f"{column.name} “{ident}” is no id of {rest}", "add that row, or name one that is there")
    elif kind == "one":
        choices = rest.removeprefix("of ").split("/")
        if text not in choices:
            yield line.fault(f"{column.name} “{text}”", f"one of {', '.join(choices)}")
    else:
        for what, mend in _FORM_CHECKS[kind](text):
            yield line.fault(f"{column.name} {what}", mend)


Complaints = Iterator[tuple[str, str]]


def _id(text: str) -> Complaints:
    if not _ID.fullmatch(text):
        yield f"“{text}” is no id", "lower-case ASCII letters and digits with hyphens"


def _text(text: str) -> Complaints:
    if _FORMS.search(text) or _INVISIBLE.search(text):
        yield f"“{text}” holds an invisible character or a presentation form", "type it anew"


def _arabic(text: str) -> Complaints:
    """One Arabic name: plain letters only, so that it reads as newspapers print it."""
    for pattern, what, mend in (
        (_FORMS, "a presentation form", "type the plain letter"),
        (_OTHER_LETTERS, "a letter that Arabic does not have", "write the Arabic letter that newspapers use"),
        (_MARKS, "a diacritic or tatweel", "leave it out"),
        (_INVISIBLE, "an invisible character", "leave it out"),
    ):
        found = pattern.search(text)
        if found:
            name = unicodedata.name(found.group(), "unnamed")
            yield f"“{text}” holds {what} (U+{ord(found.group()):04X} {name})", mend
    if not _ARABIC.search(text) and not any(c.isascii() and c.isalnum() for c in text):
        yield f"“{text}” holds no letter", "write a name"


def _arabics(text: str) -> Complaints:
    parts = text.split("|")
    if any(not part.strip() or part != part.strip() for part in parts):
        yield f"“{text}” has an empty or padded part", "names with one | between them"
    for part in listed(text):
        yield from _arabic(part)
    for part in sorted({p for p in parts if parts.count(p) > 1}):
        yield f"has “{part}” twice", "once is enough"


def _day(text: str) -> Complaints:
    try:
        first, _ = day_range(text)
    except ValueError:
        yield f"“{text}” is no day", "YYYY, YYYY-MM or YYYY-MM-DD"
        return
    if first.year < 1900 or not re.fullmatch(r"\d{4}(?:-\d{2}){0,2}", text):
        yield f"“{text}” is no day of ours", "YYYY, YYYY-MM or YYYY-MM-DD, from 1900 on"


def _number(text: str) -> Complaints:
    if not text.isdigit():
        yield f"“{text}” is no number", "digits only"


def _degrees(limit: float) -> Callable[[str], Complaints]:
    def check(text: str) -> Complaints:
        try:
            fits = -limit <= float(text) <= limit
        except ValueError:
            fits = False
        if not fits:
            yield f"“{text}” is no coordinate", f"decimal degrees from -{limit:g} to {limit:g}"

    return check


def _iso2(text: str) -> Complaints:
    if not _ISO2.fullmatch(text):
        yield f"“{text}” is no country", "ISO 3166-1 alpha-2, as SY"


def _attributes(text: str) -> Complaints:
    for part in text.split(";"):
        key, equals, value = part.partition("=")
        if key not in ATTRIBUTES or not equals or not value:
            yield f"has an unknown key in “{part}”", f"key=value; the keys are {', '.join(ATTRIBUTES)}"


_FORM_CHECKS: dict[str, Callable[[str], Complaints]] = {
    "id": _id, "text": _text, "ar": _arabic, "ars": _arabics, "day": _day, "number": _number, "lat": _degrees(90), "lon": _degrees(180),
    "iso2": _iso2, "attrs": _attributes,
}  # fmt: skip
