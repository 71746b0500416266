"""Reading a store: every page's data as pandas frames, filtered, sorted and cut on the server side.

``sort`` is a column name, or ``-column`` for descending. Names come in pairs ``…_ar``/``…_en``; the English one falls back to the
Arabic. Nothing returns more rows than asked for.
"""

from __future__ import annotations

from pathlib import Path

from core.store.actor_queries import ActorQueries
from core.store.connection import MEMORY, THREADS, StoreError
from core.store.quote_queries import QuoteQueries
from core.store.talk_queries import TalkQueries

__all__ = ["Store", "StoreError", "open_store"]


class Store(TalkQueries, QuoteQueries, ActorQueries):
    """A store opened for reading; see the classes it is made of. Safe to share between threads."""


def open_store(path: str | Path, *, memory: str = MEMORY, threads: int = THREADS) -> Store:
    """Open a store read-only, with at most ``memory`` and ``threads`` for queries.

    Raises :class:`StoreError` with one clear sentence when the file is missing, damaged or of another version.
    """
    return Store(path, memory=memory, threads=threads)
