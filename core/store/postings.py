"""The search index: for each folded word the numbers of the rows that hold it, as one ascending list.

An index is made of pairs ``(word, number)``. When a store is built on another one, its lists are taken over: rows that stay keep their
order, so their new numbers are looked up in an array, gone ones are cut out and new ones put in between.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from core.store.words import variants, words

Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Postings:
    """``words`` in order; the list of word ``i`` is ``flat[bounds[i]:bounds[i + 1]]``."""

    words: list[str]
    bounds: npt.NDArray[np.int64]
    flat: Numbers

    @classmethod
    def of_pairs(cls, names: list[str], word: npt.NDArray[Any], number: npt.NDArray[Any]) -> Postings:
        """From pairs in any order, repeated or not; ``word`` points into ``names``, which are in order."""
        pairs = np.unique(word.astype(np.int64) << 32 | number.astype(np.int64))
        flat = (pairs & 0xFFFFFFFF).astype(np.int32)
        bounds = np.searchsorted(pairs, np.arange(len(names) + 1, dtype=np.int64) << 32)
        return cls(names, bounds, flat)

    @classmethod
    def read(cls, con: duckdb.DuckDBPyConnection, table: str) -> Postings:
        """The index in ``table``."""
        found: pa.Table = con.sql(f"SELECT word, ns FROM {table} ORDER BY word").to_arrow_table()
        lists = pa.concat_arrays([*found.column(1).chunks, pa.array([], found.schema.field(1).type)])
        bounds = np.concatenate(([0], np.cumsum(lists.value_lengths().to_numpy(zero_copy_only=False)))).astype(np.int64)
        return cls(found.column(0).to_pylist(), bounds, lists.flatten().to_numpy(zero_copy_only=False).astype(np.int32, copy=False))

    def write(self, con: duckdb.DuckDBPyConnection, table: str) -> None:
        """Append to ``table (word, ns)``; words without rows are left out."""
        used = np.flatnonzero(np.diff(self.bounds))
        lists = pa.ListArray.from_arrays(pa.array(np.append(self.bounds[used], self.bounds[-1:]).astype(np.int32)), pa.array(self.flat))
        data = pa.table({"word": pa.array([self.words[i] for i in used], pa.string()), "ns": lists})
        con.register("incoming", data)
        con.execute(f"INSERT INTO {table} SELECT word, ns FROM incoming")
        con.unregister("incoming")

    def renumbered(self, number: Numbers) -> Postings:
        """With ``number[n]`` instead of each ``n``; -1 takes it out. The new numbers must rise with the old."""
        flat = number[self.flat]
        if number.min(initial=0) >= 0:  # nothing went
            return Postings(self.words, self.bounds, flat)
        kept = flat >= 0
        bounds = np.concatenate(([0], np.cumsum(kept)))[self.bounds]
        return Postings(self.words, bounds, flat[kept])

    def joined(self, other: Postings) -> Postings:
        """Both together; no row may stand in both."""
        if not other.words:
            return self
        names = sorted({*self.words, *other.words})
        place = {word: i for i, word in enumerate(names)}
        mine = np.zeros(len(names), dtype=np.int64)
        mine[[place[word] for word in self.words]] = np.diff(self.bounds)
        starts = np.concatenate(([0], np.cumsum(mine)))
        at: list[npt.NDArray[np.int64]] = []
        extra = mine * 0
        for i, word in enumerate(other.words):
            more, spot = other.flat[other.bounds[i] : other.bounds[i + 1]], place[word]
            at.append(starts[spot] + np.searchsorted(self.flat[starts[spot] : starts[spot + 1]], more))
            extra[spot] = len(more)
        flat = np.insert(self.flat, np.concatenate(at), other.flat[other.bounds[0] : other.bounds[-1]]).astype(np.int32)
        return Postings(names, np.concatenate(([0], np.cumsum(mine + extra))), flat)


def split(con: duckdb.DuckDBPyConnection, folded: str) -> Postings:
    """The index of ``folded``, a query of ``(n, folded words with blanks between)``: each word as it stands and without its particles."""
    tokens = f"(SELECT n, unnest(list_distinct(string_split(folded, ' '))) AS token FROM ({folded}))"
    found = [token for (token,) in con.execute(f"SELECT DISTINCT token FROM {tokens}").fetchall()]
    pairs = [(token, form) for token in found for word in words(token) for form in variants(word)]
    return _indexed(con, pairs, tokens)


def listed(con: duckdb.DuckDBPyConnection, pairs: str) -> Postings:
    """The index of ``pairs``, a query of ``(n, token)`` with words ready for it."""
    found = [token for (token,) in con.execute(f"SELECT DISTINCT token FROM ({pairs})").fetchall()]
    return _indexed(con, [(token, token) for token in found], f"({pairs})")


def _indexed(con: duckdb.DuckDBPyConnection, forms: list[tuple[str, str]], tokens: str) -> Postings:
    names = sorted({form for _, form in forms})
    place = {form: i for i, form in enumerate(names)}
    data = {"token": pa.array([t for t, _ in forms], pa.string()), "word": pa.array([place[f] for _, f in forms], pa.int32())}
    con.register("forms", pa.table(data))
    found = con.execute(f"SELECT f.word, t.n FROM {tokens} t JOIN forms f USING (token)").fetchnumpy()
    con.unregister("forms")
    return Postings.of_pairs(names, np.asarray(found["word"]), np.asarray(found["n"]))
