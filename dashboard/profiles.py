"""One actor's profile within filters, from the same talks and quotes that the other pages show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from core.store.filters import Filters

if TYPE_CHECKING:
    from dashboard.data import Data

MOST = 20_000
"""Talks and quotes looked at."""


def talks_of(data: Data, actor: str, filters: Filters) -> pd.DataFrame:
    """The talks in force in which the actor itself took part, newest first."""
    asked = filters if filters.actors else filters.with_(actors=(actor,))
    rows = data.talks(asked, sort="-date_start", limit=MOST, offset=0)
    return rows[[actor in people for people in data.participants(rows)]].reset_index(drop=True)


def within(data: Data, actor: str, filters: Filters) -> dict[str, Any]:
    """``counts`` and the frames ``partners, places, months, cue_classes`` of what the filters leave of an actor."""
    talks = talks_of(data, actor, filters)
    asked = filters if filters.speakers else filters.with_(speakers=(actor,))
    quotes = data.quotes(asked, sort="-day", limit=MOST, offset=0)
    quotes = quotes[quotes["speaker"] == actor]
    met = Counter(other for people in data.participants(talks) for other in people if other != actor)
    where = Counter(place for place in talks["place_id"] if isinstance(place, str))
    classes = Counter(verb for verb in quotes["cue_class"] if isinstance(verb, str))
    mentions = data.actor_counts(filters, limit=5000).set_index("actor_id")["mentions"]
    return {
        "counts": {"talks": len(talks), "quotes": len(quotes), "mentions": int(mentions.get(actor, 0))},
        "partners": _ranked(data, met, "actor", "actor_id"),
        "places": _ranked(data, where, "place", "place_id"),
        "cue_classes": pd.DataFrame(classes.most_common(), columns=["cue_class", "n"]),
        "months": _months(talks["date_start"], quotes["day"]),
    }


def _ranked(data: Data, counts: Mapping[str, int], entity: str, key: str) -> pd.DataFrame:
    rows = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:15]
    names = {lang: data.names(entity, lang) for lang in ("ar", "en")}
    made = [{key: k, "n": n, **{f"name_{lang}": names[lang].get(k, k) for lang in names}} for k, n in rows]
    return pd.DataFrame(made, columns=[key, "n", "name_ar", "name_en"])


def _months(talks: pd.Series, quotes: pd.Series) -> pd.DataFrame:
    """``month, talks, quotes`` of two columns of days."""
    series = {}
    for name, days in (("talks", talks), ("quotes", quotes)):
        month = pd.to_datetime(days.dropna()).dt.to_period("M").dt.to_timestamp()
        series[name] = month.value_counts()
    return pd.DataFrame(series).fillna(0).astype(int).rename_axis("month").reset_index().sort_values("month", ignore_index=True)
