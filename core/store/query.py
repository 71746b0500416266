"""Reading a store: every page's data as pandas frames, filtered, sorted and cut on the server side.

SIGNATURES FIRST; bodies follow. ``sort`` is a column name, ``-column`` for descending.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from core.store.filters import Filters


def open_store(path: str | Path) -> "Store":
    """Open a store read-only. Raises ``StoreError`` with one clear sentence when it is missing, broken or of another version."""
    raise NotImplementedError


class Store:
    """A store opened for reading; safe to share between threads (every call takes its own cursor)."""

    def meta(self) -> dict[str, str]: ...  # format, built_at, code, knowledge, input fingerprints, counts
    def is_current(self) -> bool: ...  # False once the file on disk was replaced by a newer build
    def label(self, entity: str, id: str, lang: str) -> str: ...  # entity: actor|place|track|side|outlet|documented
    def labels(self, entity: str, lang: str) -> dict[str, str]: ...
    def options(self, field: str, text: str = "", limit: int = 50) -> pd.DataFrame: ...  # value,name_ar,name_en,n for a Filters field

    def overview(self, filters: Filters) -> dict[str, Any]: ...
    # documents,copies,outlets,talks,reports,quotes,attributed_quotes,speakers,actors,places,first_day,last_day,undated_talks,undated_documents
    def coverage(self, filters: Filters) -> pd.DataFrame: ...  # outlet,name,month,documents,talks,quotes

    def talks(self, filters: Filters, sort: str = "-date_start", limit: int = 50, offset: int = 0) -> pd.DataFrame: ...
    # all columns of `talks` + place_ar,place_en,lat,lon,where_prec,participants(list of ids),participants_ar,participants_en,name_ar,name_en
    def count(self, subject: str, filters: Filters) -> int: ...  # subject: talks|quotes|documents|mentions
    def talk(
        self, talk_id: str
    ) -> dict[str, Any] | None: ...  # {"talk": row dict, "participants": df, "reports": df, "sources": df, "documented": dict|None}
    def talk_points(self, filters: Filters, limit: int = 2000) -> pd.DataFrame: ...
    # talk_id,kind,status,date_start,date_end,date_prec,days_basis,track,round,place_id,place_ar,place_en,participants_ar,participants_en,n_reports,n_outlets,confidence
    def talk_months(self, filters: Filters) -> pd.DataFrame: ...  # month,track,status,n

    def place_counts(self, filters: Filters, measure: str = "talks") -> pd.DataFrame: ...
    # place_id,name_ar,name_en,kind,country,lat,lon,where_prec,n  (measure: talks|mentions|quotes)
    def itinerary(self, actor_id: str, filters: Filters) -> pd.DataFrame: ...

    # talk_id,date_start,date_end,date_prec,place_id,name_ar,name_en,lat,lon,kind,status (dated and placed talks in order)

    def actor_counts(self, filters: Filters, limit: int = 200) -> pd.DataFrame: ...
    # actor_id,name_ar,name_en,kind,affiliation,side,known,talks,quotes,mentions
    def actor_edges(self, filters: Filters, measure: str = "talks", min_weight: int = 1, limit: int = 500) -> pd.DataFrame: ...
    # source,target,weight,first_day,last_day  (measure: talks undirected | quotes: source's quotes mention target)
    def actor_profile(self, actor_id: str) -> dict[str, Any] | None: ...

    # {"actor": dict, "counts": dict, "partners": df, "places": df, "months": df(month,talks,quotes), "cue_classes": df}

    def quotes(self, filters: Filters, sort: str = "-day", limit: int = 50, offset: int = 0) -> pd.DataFrame: ...
    # columns of `quotes` (without folded) + speaker_ar,speaker_en,title,source,url,published_from,published_to,published_basis,talk_ids(list)
    def facets(
        self, filters: Filters, subject: str = "quotes", fields: tuple[str, ...] = (), limit: int = 20
    ) -> dict[str, pd.DataFrame]: ...

    # Filters field name -> value,name_ar,name_en,n

    def articles(self, filters: Filters, sort: str = "-published_from", limit: int = 50, offset: int = 0) -> pd.DataFrame: ...
    # doc_id,title,source,outlet,url,published_from,published_to,published_basis,n_words,copy_of,talks,quotes
    def article(self, doc_id: str) -> dict[str, Any] | None: ...
    # {"document": dict, "body": list[(start,end)], "mentions": df(entity_type,entity_id,char_start,char_end,rule,name_ar,name_en,kind),
    #  "dates": df, "talks": df (reports + talk_id + participants), "quotes": df, "copies": df, "clues": list[dict]}
    def close(self) -> None: ...
