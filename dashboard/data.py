"""Cached questions to the store, and the names and filters the pages need. No page asks the store itself."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from core.store.filters import LISTS, Filters
from core.store.query import Store, open_store
from core.store.reference import load_reference
from core.store.where import ignored
from dashboard import lookups, profiles
from dashboard.state import View
from dashboard.words import Words, missing

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_STORE = ROOT / ".masarat" / "sample.duckdb"
ENTITY = {
    "tracks": "track", "actors": "actor", "places": "place", "speakers": "actor", "sides": "side", "about": "actor", "outlets": "outlet",
}  # fmt: skip
"""Filter field → the kind of thing its values name."""
CODES = {"kinds": "kind", "statuses": "status", "modes": "mode", "cue_classes": "cue"}
"""Filter field → the group of labels its codes have."""


TIES = 5000
"""At most so many ties of actors are shown and given out, the most frequent."""
Stamp = tuple[str, int, int, int]


def store_path() -> tuple[Path, bool]:
    """``(file, is sample)``: the store named by ``MASARAT_STORE``, otherwise the one built from the sample articles."""
    named = os.environ.get("MASARAT_STORE", "").strip()
    return (Path(named).expanduser(), False) if named else (DEFAULT_STORE, True)


@st.cache_resource(max_entries=3, show_spinner=False)
def opened(path: str, stamp: Stamp) -> Store:
    """The store in ``path``; ``stamp`` makes a rebuilt store a new one."""
    return open_store(path)


def stamp_of(path: Path) -> Stamp:
    """What tells one store from another and from its rebuilt self: path, file, size and time of writing."""
    facts = path.stat()
    return str(path), facts.st_ino, facts.st_size, facts.st_mtime_ns


@st.cache_data(max_entries=600, show_spinner=False, hash_funcs={Filters: repr})
def _ask(_store: Store, stamp: Stamp, question: str, args: tuple[Any, ...]) -> Any:
    return getattr(_store, question)(*args)


class Data:
    """One store, asked through a cache. A reader's own articles are ``private``: nothing of them enters the shared cache."""

    def __init__(self, store: Store, stamp: Stamp, *, sample: bool = False, private: bool = False) -> None:
        self.store = store
        self.stamp = stamp
        self.sample = sample
        self.private = private
        self._names: dict[tuple[str, str], Mapping[str, str]] = {}
        self._side: dict[str, str | None] = {}

    def ask(self, question: str, *args: Any) -> Any:
        """A method of the store by name, cached by its arguments and the store's stamp."""
        if self.private:
            return getattr(self.store, question)(*args)
        return _ask(self.store, self.stamp, question, args)

    # what the pages ask
    def meta(self) -> dict[str, str]:
        """What the store says of itself."""
        return dict(self.ask("meta"))

    def overview(self, filters: Filters) -> dict[str, Any]:
        """Counts and first and last day."""
        return dict(self.ask("overview", filters))

    def coverage(self, filters: Filters) -> pd.DataFrame:
        """Articles, talks and quotes per outlet and month."""
        return self.ask("coverage", filters)

    def count(self, subject: str, filters: Filters) -> int:
        """How many rows of a subject."""
        return int(self.ask("count", subject, filters))

    def rows_of(self, subject: str, filters: Filters) -> int:
        """How many rows an export of ``subject`` has."""
        if subject == "places":
            return len(self.place_counts(filters, "talks"))
        return self.count(subject, filters) if subject in ("talks", "quotes", "documents") else 0

    def talks(self, filters: Filters, *, sort: str, limit: int, offset: int) -> pd.DataFrame:
        """Talks, sorted and cut."""
        return self.ask("talks", filters, sort, limit, offset)

    def talk(self, talk_id: str) -> dict[str, Any] | None:
        """One talk with its reports."""
        return self.ask("talk", talk_id)

    def talk_points(self, filters: Filters, limit: int) -> pd.DataFrame:
        """Talks as marks."""
        return self.ask("talk_points", filters, limit)

    def years(self, filters: Filters) -> dict[int, int]:
        """Talks per year under the filters, whatever their dates; years without talks between the first and the last
        count 0. At most the latest 25."""
        months = self.ask("talk_months", filters.with_(date_from=None, date_to=None))
        if months.empty:
            return {}
        found = months.assign(year=pd.to_datetime(months["month"]).dt.year).groupby("year")["n"].sum()
        last = int(found.index.max())
        return {year: int(found.get(year, 0)) for year in range(max(int(found.index.min()), last - 24), last + 1)}

    def with_year(self, filters: Filters, year: int) -> Filters:
        """Narrowed to a year, or widened again where it is the year in force."""
        first, last = date(year, 1, 1), date(year, 12, 31)
        if (filters.date_from, filters.date_to) == (first, last):
            return filters.with_(date_from=None, date_to=None)
        return filters.with_(date_from=first, date_to=last)

    def place_counts(self, filters: Filters, measure: str) -> pd.DataFrame:
        """Places with a count."""
        return self.ask("place_counts", filters, measure)

    def itinerary(self, actor: str, filters: Filters) -> pd.DataFrame:
        """One actor's placed and dated talks in order."""
        return self.ask("itinerary", actor, filters)

    def actor_counts(self, filters: Filters, limit: int) -> pd.DataFrame:
        """Actors with counts."""
        return self.ask("actor_counts", filters, limit)

    def actor_edges(self, filters: Filters, measure: str, least: int) -> pd.DataFrame:
        """Ties between actors."""
        return self.ask("actor_edges", filters, measure, least, TIES)

    def actor_profile(self, actor: str, filters: Filters) -> dict[str, Any] | None:
        """One actor's profile within the filters: ``actor`` (row), ``counts`` and the frames ``partners``, ``places``, ``months``
        and ``cue_classes``."""
        found = self.ask("actor_profile", actor)
        if found is None or not filters:
            return found
        return {**found, **profiles.within(self, actor, filters)}

    def quotes(self, filters: Filters, *, sort: str, limit: int, offset: int) -> pd.DataFrame:
        """Quotes, sorted and cut."""
        return self.ask("quotes", filters, sort, limit, offset)

    def facets(self, filters: Filters, fields: tuple[str, ...]) -> dict[str, pd.DataFrame]:
        """Values of filter fields among the quotes in force."""
        return dict(self.ask("facets", filters, "quotes", fields, 20))

    def articles(self, filters: Filters, *, sort: str, limit: int, offset: int) -> pd.DataFrame:
        """Articles, sorted and cut."""
        return self.ask("articles", filters, sort, limit, offset)

    def article(self, doc_id: str) -> dict[str, Any] | None:
        """One article with everything found in it."""
        return self.ask("article", doc_id)

    def options(self, field: str) -> pd.DataFrame:
        """The values a filter field can take, most frequent first."""
        return self.ask("options", field, "", 250)

    # names
    def names(self, entity: str, lang: str) -> Mapping[str, str]:
        """Id → name of all things of a kind, looked up once a run."""
        found = self._names.get((entity, lang))
        if found is None:
            found = self._names[entity, lang] = self.store.labels(entity, lang)
        return found

    def name(self, entity: str, id_: Any, words: Words) -> str:
        """The name of a thing, its id where none is known."""
        if not isinstance(id_, str) or not id_:
            return words("unknown")
        found = self.names(entity, words.lang).get(id_)
        if found is None and entity in ("actor", "place"):
            rows: Mapping[str, Any] = load_reference().actors if entity == "actor" else load_reference().places
            found = (rows[id_][2] if words.lang == "en" else None) or rows[id_][1] if id_ in rows else None
        return found or id_

    def known(self, entity: str, id_: str) -> bool:
        """Whether the store has a thing of this id."""
        return id_ in self.names(entity, "ar")

    def value_name(self, field: str, value: str, words: Words) -> str:
        """The name of a filter's value."""
        if field in ("date_from", "date_to"):
            return words.day(value)
        if field == "doc":
            return str(self.ask("field_label", "doc", value, words.lang))
        if field in CODES:
            return words.term(CODES[field], value)
        if field == "about" and not self.known("actor", value):
            return self.name("place", value, words)
        return self.name(ENTITY[field], value, words)

    def outlet(self, row: Mapping[str, Any], words: Words) -> str:
        """The outlet of a row that has ``outlet`` or ``source``."""
        key = row.get("outlet")
        if isinstance(key, str) and key:
            return self.names("outlet", words.lang).get(key) or str(row.get("source") or key)
        source = row.get("source")
        return source if isinstance(source, str) and source else words("card.no_outlet")

    def outlet_names(self, view: View) -> list[str]:
        """The outlets whose articles are in force, most articles first."""
        coverage = self.coverage(view.filters)
        if coverage.empty:
            return []
        name = f"name_{view.lang}"
        return [str(n) for n in coverage.groupby(name)["documents"].sum().sort_values(ascending=False).index if n]

    def country(self, code: Any, words: Words) -> str:
        """A country's name by its ISO 3166-1 code; the code where no name is known."""
        if missing(code):
            return "–"
        pair = lookups.countries().get(str(code))
        return str(code) if pair is None else pair[words.lang == "en"]

    # filters
    def no_filters(self) -> Filters:
        """Everything."""
        return Filters()

    def sentence(self, view: View) -> str:
        """The filters in words, with the number of talks and quotes they leave."""
        w, f = view.words, view.filters
        subjects = [s for s in ("talks", "quotes") if not ignored(f, s)]
        start = w("sep.list").join(w.count(self.count(s, f), s) for s in subjects)
        said = f.sentence(view.lang, lambda field, value: self.value_name(field, value, w))
        return f"{start}{w('sep.list')}{said}" if said else start

    def ignored(self, view: View) -> list[str]:
        """Names of the filters in force that say nothing about talks."""
        return [view.words(f"filters.{field}") for field in ignored(view.filters, "talks")]

    def chips(self, view: View) -> list[tuple[str, Filters]]:
        """Each chosen value by name, and the filters without it."""
        w, f = view.words, view.filters
        out = []
        for field in LISTS:
            values = getattr(f, field)
            for value in values:
                out.append(
                    (
                        f"{w('filters.' + field)}: {self.value_name(field, value, w)}",
                        f.with_(**{field: tuple(v for v in values if v != value)}),
                    )
                )
        if f.date_from:
            out.append((f"{w('filters.from')} {w.day(f.date_from)}", f.with_(date_from=None)))
        if f.date_to:
            out.append((f"{w('filters.to')} {w.day(f.date_to)}", f.with_(date_to=None)))
        if f.text:
            out.append((f"{w('filters.text')}: {f.text}", f.with_(text="")))
        if f.doc:
            out.append((f"{w('filters.doc')}: {self.value_name('doc', f.doc, w)}", f.with_(doc=None)))
        return out

    def drop_unknown(self, filters: Filters) -> tuple[Filters, list[str]]:
        """The filters without ids this store does not have, and what was left out."""
        return Filters.from_params(filters.to_params(), self.ask("known")) if filters else (filters, [])

    def with_value(self, filters: Filters, field: str, value: str) -> Filters:
        """The filters with one value of a list field."""
        return filters.with_(**{field: (value,)})

    def with_text(self, filters: Filters, text: str) -> Filters:
        """The filters with other words searched for."""
        return filters.with_(text=text)

    def with_place(self, filters: Filters, place: str) -> Filters:
        """Narrowed to a place."""
        return filters.with_(places=(place,))

    def with_actor(self, filters: Filters, actor: str) -> Filters:
        """Narrowed to an actor."""
        return filters.with_(actors=(actor,))

    def with_speaker(self, filters: Filters, actor: str) -> Filters:
        """Narrowed to a speaker."""
        return filters.with_(speakers=(actor,))

    def about(self, filters: Filters, entity: str) -> Filters:
        """Narrowed to what is said about something."""
        return filters.with_(about=(entity,))

    # derived
    def side_of(self, actor: str) -> str | None:
        """The side of an actor."""
        if not self._side:
            self._side = dict(self.ask("rows", "SELECT actor_id, side FROM actors", ()))
        return self._side.get(actor)

    def participants(self, rows: pd.DataFrame) -> list[list[str]]:
        """Participants of talks as ids, in the order of ``rows``."""
        return [ids_of(ids) for ids in rows["participants"]]

    def participant_names(self, row: Any, words: Words) -> list[str]:
        """Names of a talk's participants."""
        return [self.name("actor", i, words) for i in ids_of(row.participants)]

    def quote(self, quote_id: str) -> dict[str, Any] | None:
        """One quote by its id."""
        found = self.ask("rows", "SELECT doc_id FROM quotes WHERE quote_id = ?", (quote_id,))
        if not found:
            return None
        rows = self.quotes(Filters(doc=found[0][0]), sort="-day", limit=2000, offset=0)
        mine = rows[rows["quote_id"] == quote_id]
        return dict(mine.iloc[0]) if len(mine) else None

    def documented(self, filters: Filters) -> pd.DataFrame:
        """Talks that public sources document, within the dates and tracks in force."""
        rows = self.ask("documented_talks")
        if filters.tracks:
            rows = rows[rows["track"].isin(filters.tracks)]
        start, end = pd.to_datetime(rows["date_start"]), pd.to_datetime(rows["date_end"])
        keep = start.notna()
        if filters.date_from:
            keep &= end >= pd.Timestamp(filters.date_from)
        if filters.date_to:
            keep &= start <= pd.Timestamp(filters.date_to)
        return rows[keep]

    def offices(self, actor: str) -> list[dict[str, str]]:
        """The offices the knowledge gives an actor, latest first: ``name_ar, name_en, of, from, to, source``."""
        return sorted(lookups.terms().get(actor, ()), key=lambda term: term["from"], reverse=True)

    def spellings(self, actor: str) -> list[str]:
        """How the articles write an actor, most frequent first."""
        return list(self.ask("spellings", actor))

    def named_edges(self, edges: pd.DataFrame, lang: str) -> pd.DataFrame:
        """Ties with the names of both ends beside their ids."""
        names = self.names("actor", lang)
        out = edges.copy()
        for column in ("source", "target"):
            out.insert(list(out.columns).index(column) + 1, f"{column}_name", [names.get(i, i) for i in edges[column]])
        return out

    def common_talks(self, filters: Filters, a: str, b: str) -> pd.DataFrame:
        """Talks in which both took part, newest first."""
        mine = self.talks(filters.with_(actors=(a,)), sort="-date_start", limit=2000, offset=0)
        theirs = self.talks(filters.with_(actors=(b,)), sort="-date_start", limit=2000, offset=0)
        return mine[mine["talk_id"].isin(set(theirs["talk_id"]))].head(20)


def ids_of(value: Any) -> list[str]:
    """A list column's cell as a list; nothing as an empty one."""
    if missing(value):
        return []
    return [str(v) for v in value]
