"""One link, one view: the page's state out of the URL and back into it."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from core.store.filters import LISTS, Filters
from dashboard.words import LANGUAGES, MONTH_TRADITIONS, Words

PAGES = ("overview", "timeline", "map", "actors", "quotes", "article", "add", "method")


def _one_of(*values: str) -> Callable[[str], bool]:
    return lambda value: value in values


def _id(value: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,120}", value))


def _count(value: str) -> bool:
    return value.isascii() and value.isdigit() and 0 < int(value) < 100_000


EXTRAS: Mapping[str, tuple[Callable[[str], bool], frozenset[str]]] = MappingProxyType(
    {
        "talk": (_id, frozenset(PAGES)),
        "quote": (_id, frozenset(PAGES)),
        "id": (lambda value: 0 < len(value) <= 2000, frozenset({"article", "add"})),
        "at": (_id, frozenset({"map"})),
        "who": (_id, frozenset({"actors", "map"})),
        "vs": (_id, frozenset({"actors"})),
        "by": (_one_of("track", "actor", "place"), frozenset({"timeline"})),
        "m": (_one_of("talks", "quotes", "mentions", "arcs"), frozenset({"map", "actors"})),
        "v": (_one_of("network", "matrix"), frozenset({"actors"})),
        "zoom": (_one_of("fit", "mideast", "wide", "syria", "world"), frozenset({"map"})),
        "play": (_one_of("year"), frozenset({"map"})),
        "min": (_count, frozenset({"actors"})),
        "sort": (lambda value: bool(re.fullmatch(r"-?[a-z_]{1,30}", value)), frozenset({"timeline", "quotes", "article"})),
        "p": (_count, frozenset({"timeline", "quotes", "article"})),
    }
)
"""Page-specific URL keys: what a value must look like and on which pages it means something."""

FIXED = frozenset({"lang", "mon"})
FILTER_KEYS: Mapping[str, str] = MappingProxyType({name: name for name in ("date_from", "date_to", *LISTS, "text", "doc")})
"""Filter field → its key in the URL."""


def filters_query(filters: Filters) -> dict[str, str]:
    """The filters as URL values."""
    return filters.to_params()


def filters_from(query: Mapping[str, Sequence[str]]) -> tuple[Filters, list[str]]:
    """``(filters, what was dropped)``. A form sends a list as repeated keys, a link as one value with commas; a year or a
    month alone is widened to its first or last day. A key that is no filter is dropped too."""
    dropped = [f"{key}={values[0][:40]}" for key, values in query.items() if key not in FILTER_KEYS.values()]
    params = {key: ",".join(v for v in values if v) for key, values in query.items() if key in LISTS}
    params |= {key: values[0] for key, values in query.items() if key in ("text", "doc")}
    for key, last in (("date_from", False), ("date_to", True)):
        if key in query:
            params[key] = whole_day(query[key][0], last=last)
    filters, notes = Filters.from_params(params)
    return filters, dropped + notes


def whole_day(text: str, *, last: bool) -> str:
    """``2018`` → ``2018-01-01`` (or ``2018-12-31`` with ``last``), ``2018-1`` → the first or last day of that "
    "month; other text unchanged."""
    found = re.fullmatch(r"(\d{4})(?:[-/.](\d{1,2}))?(?:[-/.](\d{1,2}))?", text.strip().translate(_DIGITS), re.ASCII)
    if not found:
        return text
    year, month, day = int(found[1]), found[2], found[3]
    if month is None:
        return f"{year:04d}-12-31" if last else f"{year:04d}-01-01"
    if not 1 <= int(month) <= 12:
        return text
    if day is None:
        return f"{year:04d}-{int(month):02d}-{monthrange(year, int(month))[1] if last else 1:02d}"
    return f"{year:04d}-{int(month):02d}-{int(day):02d}"


_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")


@dataclass(frozen=True, slots=True)
class View:
    """What one URL says. ``dropped`` names what was left out because it is not known here."""

    page: str
    lang: str
    months: str
    filters: Filters
    extra: Mapping[str, str]
    dropped: tuple[str, ...] = ()

    @property
    def words(self) -> Words:
        """The labels in this view's language."""
        return Words(self.lang, self.months)

    def get(self, key: str, default: str = "") -> str:
        """A page-specific value."""
        return self.extra.get(key, default)

    def query(self) -> dict[str, str | list[str]]:
        """The URL's query: language, filters, page-specific values."""
        out: dict[str, str | list[str]] = {"lang": self.lang}
        if self.months != "levant":
            out["mon"] = self.months
        out.update(filters_query(self.filters))
        out.update({key: value for key, value in self.extra.items() if value})
        return out

    def href(self, page: str | None = None, *, filters: Filters | None = None, lang: str | None = None, **extra: Any) -> str:
        """The link to another view. Without ``page`` this page's own values stay and ``extra`` changes some (``None`` removes);
        with ``page`` only the filters, the language and ``extra`` go along."""
        return href(self.to(page, filters=filters, lang=lang, **extra))

    def to(self, page: str | None = None, *, filters: Filters | None = None, lang: str | None = None, **extra: Any) -> View:
        """The view that :meth:`href` links to."""
        values = dict(self.extra) if page is None else {}
        for key, value in extra.items():
            values.pop(key, None)
            if value not in (None, ""):
                values[key] = str(value)
        return replace(
            self,
            page=page or self.page,
            lang=lang or self.lang,
            filters=self.filters if filters is None else filters,
            extra=values,
            dropped=(),
        )


def href(view: View) -> str:
    """The relative address of a view; the overview lives at the root."""
    path = "./" if view.page == "overview" else view.page
    return f"{path}?{urlencode(view.query(), doseq=True)}"


def parse_href(address: str) -> tuple[str, dict[str, list[str]]]:
    """``(page, query)`` of an address made by :func:`href` or sent by a form; an unknown page is the overview."""
    parts = urlsplit(address)
    page = parts.path.strip("./") or "overview"
    query: dict[str, list[str]] = {}
    for key, value in parse_qsl(parts.query):
        query.setdefault(key, []).append(value)
    return (page if page in PAGES else "overview"), query


def unknown_page(address: str | None, folder: str = "") -> tuple[str, ...]:
    """The name of the page an address asks for where there is none such; the overview stands in for it. ``folder`` is where the app
    lives on its host."""
    path = urlsplit(address or "").path.strip("/")
    name = path.removeprefix(folder.strip("/")).strip("/")
    return (name[:40],) if re.fullmatch(r"[\w.-]+", name) and name not in PAGES else ()


def read(page: str, query: Mapping[str, Sequence[str]]) -> View:
    """The view a URL asks for. Nothing in a URL is an error: what is unknown is dropped and named in ``dropped``."""
    dropped: list[str] = []
    first = {key: values[0] for key, values in query.items() if values}
    lang = first.get("lang", "ar")
    if lang not in LANGUAGES:
        dropped.append(f"lang={lang}")
        lang = "ar"
    months = first.get("mon", "levant")
    if months not in MONTH_TRADITIONS:
        dropped.append(f"mon={months}")
        months = "levant"
    extra: dict[str, str] = {}
    rest: dict[str, Sequence[str]] = {}
    for key, values in query.items():
        if key in FIXED or key.startswith("embed"):
            continue
        if key in EXTRAS:
            test, pages = EXTRAS[key]
            if page in pages and test(values[0]):
                extra[key] = values[0]
            elif page in pages:
                dropped.append(f"{key}={values[0]}")
        else:
            rest[key] = values
    filters, unknown = filters_from(rest)
    return View(page, lang, months, filters, extra, tuple(dropped) + tuple(unknown))


def with_dropped(view: View, filters: Filters, more: Sequence[str]) -> View:
    """The view with checked filters and everything that was left out of its URL, each once."""
    return replace(view, filters=filters, dropped=tuple(dict.fromkeys((*view.dropped, *more))))
