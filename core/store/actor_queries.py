"""Actors, who meets whom and who speaks of whom, as frames; and the counts of the overview."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from core.store.choose import Flags
from core.store.connection import MAX_LIMIT, page
from core.store.counts import days, field_counts, first_days, months, most, strings, ties
from core.store.facts import Array, tally
from core.store.filters import EVERYTHING, Filters
from core.store.paging import Paging
from core.store.schema import NO_DAY
from core.store.where import In, Original, Via

_FAR = 10_000_000
"""A day after all others."""


class ActorQueries(Paging):
    """Queries on actors and on the store as a whole."""

    def overview(self, filters: Filters = EVERYTHING) -> dict[str, Any]:
        """Counts of what the filters leave: ``documents, copies, outlets, undated_documents, talks, reports, undated_talks, quotes,
        attributed_quotes, speakers, actors, places`` and the days ``first_day``, ``last_day`` of publication."""
        facts = self.facts
        documents, talks = facts.table("documents"), facts.table("talks")
        docs, told, said = (self.chosen(filters, subject) for subject in ("documents", "talks", "quotes"))
        first, last = documents["published_from"][docs], documents["published_to"][docs]
        speakers = self.field_counts(filters, "quotes", "speakers")
        actors, places = (self.mentioned(filters, table)[0] for table in ("document_actors", "document_places"))
        return {
            "documents": int(np.count_nonzero(docs)),
            "copies": int(np.count_nonzero(documents["copy"] & docs)),
            "outlets": int(np.count_nonzero(self.field_counts(filters, "documents", "outlets"))),
            "undated_documents": int(np.count_nonzero(first == NO_DAY)),
            "first_day": _day(first[first != NO_DAY].min(initial=_FAR)),
            "last_day": _day(last.max(initial=NO_DAY)),
            "talks": int(np.count_nonzero(told)),
            "reports": int(talks["n_reports"][told].sum()),
            "undated_talks": int(np.count_nonzero(talks["date_start"][told] == NO_DAY)),
            "quotes": int(np.count_nonzero(said)),
            "attributed_quotes": int(speakers.sum()),
            "speakers": int(np.count_nonzero(speakers)),
            "actors": int(np.count_nonzero(actors)),
            "places": int(np.count_nonzero(places)),
        }

    def coverage(self, filters: Filters = EVERYTHING) -> pd.DataFrame:
        """Per ``outlet`` (with ``name``) and ``month`` of publication: ``documents, talks`` (reports) and ``quotes``."""
        facts, documents = self.facts, self.facts.table("documents")
        rows = np.flatnonzero(self.chosen(filters, "documents") & (documents["published_from"] != NO_DAY))
        month = months(documents["published_from"][rows])
        least = int(month.min()) if len(month) else 0
        width = int(month.max()) - least + 1 if len(month) else 1
        outlets = facts.kinds("outlet") + 1
        group = documents["outlet"][rows].astype(np.int64) % outlets * width + month - least  # no outlet comes last
        size = outlets * width
        found = np.flatnonzero(np.bincount(group, minlength=size))
        outlet = found // width
        columns: dict[str, Any] = {
            "outlet": strings(facts.names("outlet", np.where(outlet == outlets - 1, -1, outlet))),
            "month": first_days(found % width + least),
            "documents": np.bincount(group, minlength=size)[found],
        }
        for name, column in (("talks", "reports"), ("quotes", "quotes")):
            columns[name] = np.bincount(group, documents[column][rows], size)[found].astype(np.int64)
        return self.with_names(pd.DataFrame(columns), "outlet", "outlet", "name")

    def actor_counts(self, filters: Filters = EVERYTHING, limit: int = 200) -> pd.DataFrame:
        """``actor_id, name_ar, name_en, kind, affiliation, side, known, talks, quotes, mentions``; most talks and quotes first."""
        talks, quotes = self.field_counts(filters, "talks", "actors"), self.field_counts(filters, "quotes", "speakers")
        mentions = self.mentioned(filters, "document_actors")[1]
        found = np.flatnonzero((talks + quotes + mentions > 0) & self._shown_actors)
        order = np.lexsort((found, -mentions[found], -(talks + quotes)[found]))[: max(0, limit)]
        codes = found[order]
        frame = self._actors.set_index("actor_id").loc[self.facts.names("actor_id", codes)].reset_index()
        return frame.assign(talks=talks[codes], quotes=quotes[codes], mentions=mentions[codes])

    def actor_edges(self, filters: Filters = EVERYTHING, measure: str = "talks", min_weight: int = 1, limit: int = 500) -> pd.DataFrame:
        """``source, target, weight, first_day, last_day``, heaviest first.

        ``measure`` ``talks``: how many talks two actors shared (``source < target``); ``quotes``: how many quotes of ``source``
        name ``target``; ``mentions``: how many articles name both (``source < target``). Raises ``ValueError`` for another.
        """
        if measure == "mentions":
            return self._named_together(filters, min_weight, limit)
        if measure not in ("talks", "quotes"):
            raise ValueError(f"measure {measure!r} is none of talks, quotes, mentions")
        subject, key, day = ("talks", "talk_id", "date_start") if measure == "talks" else ("quotes", "quote_id", "day")
        pairs = self.facts.pairs(f"{measure[:-1]}_pairs", key)
        flags = self.chosen(filters, "talks" if measure == "talks" else "quotes")
        pair, weight, first, last = ties(pairs, flags, self.facts.table(subject)[day], int(min_weight), min(max(0, int(limit)), MAX_LIMIT))
        return pd.DataFrame({
            "source": strings(self.facts.names("source", pairs.source[pair])),
            "target": strings(self.facts.names("target", pairs.target[pair])),
            "weight": weight,
            "first_day": days(first),
            "last_day": days(last),
        })  # fmt: skip

    def _named_together(self, filters: Filters, min_weight: int, limit: int) -> pd.DataFrame:
        """Pairs of actors by how many articles name both."""
        condition = self.where(filters, "mentions")
        return self.frame(
            f"""
            WITH picked AS (SELECT doc_id, actor_id, published_from AS day FROM (SELECT * FROM document_actors WHERE {condition.sql})
                            JOIN documents USING (doc_id) WHERE copy_of IS NULL)
            SELECT a.actor_id AS source, b.actor_id AS target, count(*) AS weight, min(a.day) AS first_day, max(a.day) AS last_day
            FROM picked a JOIN picked b USING (doc_id) WHERE a.actor_id < b.actor_id
            GROUP BY source, target HAVING count(*) >= ? ORDER BY weight DESC, source, target {page(limit, 0)}
            """,
            [*condition.parameters, max(1, int(min_weight))],
        )

    def actor_profile(self, actor_id: str, filters: Filters = EVERYTHING, limit: int = 15) -> dict[str, Any] | None:
        """An actor's page within the filters, or ``None``: ``actor`` (row), ``counts``, and the frames ``partners`` (of talks),
        ``places`` (of talks), ``months`` (``month, talks, quotes``), ``cue_classes``, ``about`` (whom the quotes name), ``members``
        (who speaks for it)."""
        actor = self.one("SELECT * FROM actors WHERE actor_id = ?", [actor_id])
        if actor is None:
            return None
        facts = self.facts
        part = Via("talk_id", "talk_participants", In("actor_id", (actor_id,)))
        mine = self._chooser.choose((part,), "talks") & self.chosen(filters, "talks")
        said = self._chooser.choose((Original(), In("speaker", (actor_id,))), "quotes") & self.chosen(filters, "quotes")
        talks, quotes, named = facts.table("talks"), facts.table("quotes"), facts.table("document_actors")
        code = facts.codes("actor_id", [actor_id])
        own = np.flatnonzero(named["actor_id"] == code) if len(code) else np.array([], dtype=np.intp)
        own = own[self.chosen(filters, "mentions")[named["doc_id"][own]]]
        counts = {
            "talks": int(np.count_nonzero(mine)),
            "quotes": int(np.count_nonzero(said)),
            "mentions": int(named["n_mentions"][own].sum()),
            "documents": len(own),
        }
        others = field_counts(facts, "quotes", "about", said, kind="actor")
        others[code] = 0
        about = most(others, limit)
        classes = field_counts(facts, "quotes", "cue_classes", said)
        places = field_counts(facts, "talks", "places", mine)
        met = most(places, len(places))
        met = met[facts.chosen("place_id", self._places["place_id"])[met]][:limit]
        verbs = most(classes, len(classes))
        found_about = pd.DataFrame({"actor_id": strings(facts.names("entity_id", about)), "n": others[about]})
        where = self._places[["place_id", "name_ar", "name_en", "lat", "lon"]].set_index("place_id").loc[facts.names("place_id", met)]
        members = self.frame(
            "SELECT actor_id, name_ar, coalesce(name_en, name_ar) AS name_en, kind FROM actors WHERE affiliation = ? AND actor_id IN"
            f" (SELECT actor_id FROM document_actors) ORDER BY actor_id {page(200, 0)}",
            [actor_id],
        )
        return {
            "actor": actor,
            "counts": counts,
            "partners": self._partners(mine, code, limit),
            "places": where.reset_index().assign(n=places[met]),
            "months": _months(talks["date_start"][mine], quotes["day"][said]),
            "cue_classes": pd.DataFrame({"cue_class": strings(facts.names("cue_class", verbs)), "n": classes[verbs]}),
            "about": self.with_names(found_about, "actor_id", "actor", "name"),
            "members": members,
        }

    def spellings(self, actor_id: str, limit: int = 12) -> list[str]:
        """How the articles write an actor, most frequent first."""
        rows = self.rows(
            "SELECT surface FROM mentions WHERE entity_type = 'actor' AND entity_id = ? GROUP BY surface"
            f" ORDER BY count(*) DESC, surface {page(limit, 0)}",
            [actor_id],
        )
        return [str(surface) for (surface,) in rows]

    def _partners(self, mine: Flags, own: Array, limit: int) -> pd.DataFrame:
        """Who else took part in some talks: ``actor_id, name_ar, name_en, kind, side, n, first_day, last_day``."""
        facts, parties = self.facts, self.facts.table("talk_participants")
        rows = facts.rows_of("talk_participants", "talk_id", mine)
        counted = tally(parties["actor_id"][rows], facts.kinds("actor_id"))
        counted[own] = 0
        codes = most(counted, limit)
        rows = rows[np.isin(parties["actor_id"][rows], codes)]
        start = facts.table("talks")["date_start"][parties["talk_id"][rows]]
        day = pd.DataFrame({"code": parties["actor_id"][rows], "day": days(start)}).groupby("code")["day"].agg(["min", "max"]).loc[codes]
        frame = self._actors[["actor_id", "name_ar", "name_en", "kind", "side"]].set_index("actor_id").loc[facts.names("actor_id", codes)]
        return frame.reset_index().assign(n=counted[codes], first_day=day["min"].to_numpy(), last_day=day["max"].to_numpy())


def _months(talks: Array, quotes: Array) -> pd.DataFrame:
    """``month, talks, quotes`` of the days of some talks and quotes; months without either are left out."""
    counted = [np.unique(months(found[found != NO_DAY]), return_counts=True) for found in (talks, quotes)]
    every = np.union1d(counted[0][0], counted[1][0])
    columns = {"month": first_days(every)}
    for name, (month, n) in zip(("talks", "quotes"), counted, strict=True):
        counts = np.zeros(len(every), dtype=np.int64)
        counts[np.searchsorted(every, month)] = n
        columns[name] = pd.Series(counts)
    return pd.DataFrame(columns)


def _day(number: int) -> date | None:
    return None if number in (NO_DAY, _FAR) else date(1970, 1, 1) + timedelta(days=int(number))
