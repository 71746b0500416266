"""The words of the interface: labels by key, plural forms, days and numbers in Arabic and English."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

LANGUAGES = ("ar", "en")
MONTH_TRADITIONS = ("levant", "egypt", "both")
_HERE = Path(__file__).parent / "labels"


@cache
def labels(lang: str) -> dict[str, Any]:
    """All labels of one language, flattened to dotted keys (``nav.timeline``)."""
    raw = yaml.safe_load((_HERE / f"{lang}.yaml").read_text(encoding="utf-8"))
    flat: dict[str, Any] = {}

    def walk(node: Any, prefix: str) -> None:
        for key, value in node.items():
            name = f"{prefix}{key}"
            if isinstance(value, dict) and "other" not in value:
                walk(value, f"{name}.")
            else:
                flat[name] = value

    walk(raw, "")
    return flat


def plural_form(n: int, lang: str) -> str:
    """CLDR's plural category of a whole number: Arabic has six, English two (https://cldr.unicode.org/, plurals.xml)."""
    if lang == "en":
        return "one" if n == 1 else "other"
    if n in (0, 1, 2):
        return ("zero", "one", "two")[n]
    last = n % 100
    if 3 <= last <= 10:
        return "few"
    return "many" if 11 <= last <= 99 else "other"


def number(n: float | int) -> str:
    """A number with thousands separators and Western digits, as Arabic news sites write it."""
    return f"{n:,.0f}" if float(n).is_integer() else f"{n:,.1f}"


class Words:
    """Labels, days and lists in one language. ``months`` names the tradition of Arabic month names."""

    def __init__(self, lang: str = "ar", months: str = "levant") -> None:
        self.lang = lang if lang in LANGUAGES else "ar"
        self.months = months if months in MONTH_TRADITIONS else "levant"
        self._labels = labels(self.lang)

    @property
    def dir(self) -> str:
        """``rtl`` or ``ltr``."""
        return "rtl" if self.lang == "ar" else "ltr"

    def __call__(self, key: str, **values: Any) -> str:
        """The label ``key`` with ``values`` filled in. Raises ``KeyError`` for a key no file has."""
        return str(self._labels[key]).format(**values)

    def has(self, key: str) -> bool:
        """Whether there is such a label."""
        return key in self._labels

    def list(self, key: str) -> list[Any]:
        """A label that is a list."""
        return list(self._labels[key])

    def term(self, group: str, value: Any) -> str:
        """The label of a code (``kind.summit``); the code itself where a newer store has one unknown here."""
        if missing(value) or value == "":
            return self("unknown")
        key = f"{group}.{value}"
        return str(self._labels[key]) if key in self._labels else str(value)

    def count(self, n: int, key: str) -> str:
        """``n`` things with the right plural form, e.g. «اجتماعان»."""
        forms = self._labels[f"count.{key}"]
        form = plural_form(int(n), self.lang)
        return str(forms.get(form, forms["other"])).format(n=number(n))

    def month(self, m: int) -> str:
        """The name of month 1..12 in the chosen tradition."""
        if self.lang == "en":
            return str(self.list("months.long")[m - 1])
        levant, egypt = self.list("months.levant")[m - 1], self.list("months.egypt")[m - 1]
        return {"levant": levant, "egypt": egypt, "both": f"{levant}/{egypt}"}[self.months]

    def day(self, value: Any, *, year: bool = True) -> str:
        """A day as running text; unknown days stay visible as such."""
        d = as_date(value)
        if d is None:
            return self("unknown_day")
        text = f"{d.day} {self.month(d.month)}"
        return f"{text} {d.year}" if year else text

    def days(self, first: Any, last: Any) -> str:
        """An inclusive interval as short as it can be said: a day, a part of a month, a month, a year."""
        a, b = as_date(first), as_date(last)
        if a is None and b is None:
            return self("unknown_day")
        if a is None or b is None or a == b:
            return self.day(a or b)
        whole_month = a.day == 1 and (b.toordinal() + 1 == _next_month(b))
        if whole_month and (a.year, a.month) == (b.year, b.month):
            return f"{self.month(a.month)} {a.year}"
        if whole_month and (a.month, b.month) == (1, 12):
            return str(a.year) if a.year == b.year else f"{a.year}–{b.year}"
        if (a.year, a.month) == (b.year, b.month):
            return f"{a.day}–{b.day} {self.month(a.month)} {a.year}"
        if a.year == b.year:
            return f"{self.day(a, year=False)} – {self.day(b)}"
        return f"{self.day(a)} – {self.day(b)}"

    def join(self, items: Iterable[str], most: int | None = None) -> str:
        """Items as an enumeration; beyond ``most`` the rest is counted."""
        parts = [str(i) for i in items]
        if most is not None and len(parts) > most:
            rest = len(parts) - most
            return self("sep.list").join(parts[:most]) + " " + self.count(rest, "more")
        return self("sep.list").join(parts)

    def name(self, row: Any, stem: str = "name") -> str:
        """A row's name in this language, in the other where this one has none."""
        order = ("ar", "en") if self.lang == "ar" else ("en", "ar")
        for code in order:
            value = row.get(f"{stem}_{code}")
            if isinstance(value, str) and value:
                return value
        return self("unknown")


def missing(value: Any) -> bool:
    """Whether a frame's cell holds one of the several kinds of nothing."""
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value)


def as_date(value: Any) -> date | None:
    """A ``date`` from what a frame holds, ``None`` for the several kinds of nothing."""
    if missing(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date()
    if isinstance(value, date):
        return value
    return date.fromisoformat(str(value)[:10])


def _next_month(d: date) -> int:
    year, month = (d.year + 1, 1) if d.month == 12 else (d.year, d.month + 1)
    return date(year, month, 1).toordinal()
