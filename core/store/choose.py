"""Conditions looked up in arrays: which rows of a subject the filters leave, as one flag per row.

Each condition of :mod:`core.store.where` is worked out once and kept, packed to bits, while there is room; filters that share a
condition share its flags, and a page that asks six questions under one filter has its rows found once.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import date
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from core.store.facts import OWN, Array, Facts
from core.store.schema import NO_DAY
from core.store.where import Between, Both, Condition, Either, In, Original, Row, Via, Word

Flags: TypeAlias = npt.NDArray[np.bool_]
ROOM = 48_000_000
"""Bytes of packed flags that are kept: some 400 conditions on a million quotes."""


class Chooser:
    """``listed(index, word)`` gives the row numbers under a word, ``number(key, id)`` that of a row, -1 for none."""

    def __init__(self, facts: Facts, listed: Callable[[str, str], Array], number: Callable[[str, str], int], room: int = ROOM) -> None:
        self.facts, self._listed, self._number, self._room = facts, listed, number, room
        self._kept: OrderedDict[Hashable, Array] = OrderedDict()
        self._held = 0
        self._lock = threading.Lock()

    def choose(self, conditions: tuple[Condition, ...], table: str) -> Flags:
        """Flags of the rows of ``table`` for which all ``conditions`` hold; not to be written to."""
        key = (table, conditions)
        flags = self._remembered(key, table)
        if flags is None:
            flags = np.ones(self.facts.size(table), dtype=bool)
            for condition in conditions:
                flags &= self._one(condition, table)
            if len(conditions) > 1:
                self._remember(key, flags)
        return flags

    def forget(self) -> None:
        """Keep nothing of earlier conditions."""
        with self._lock:
            self._kept.clear()
            self._held = 0

    def _one(self, condition: Condition, table: str) -> Flags:
        key = (table, condition)
        flags = self._remembered(key, table)
        if flags is None:
            flags = self._find(condition, table)
            self._remember(key, flags)
        return flags

    def _remembered(self, key: Hashable, table: str) -> Flags | None:
        with self._lock:
            packed = self._kept.get(key)
            if packed is None:
                return None
            self._kept.move_to_end(key)
        return np.unpackbits(packed, count=self.facts.size(table)).view(bool)

    def _remember(self, key: Hashable, flags: Flags) -> None:
        packed = np.packbits(flags)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = packed
                self._held += packed.nbytes
            while self._held > self._room and self._kept:
                self._held -= self._kept.popitem(last=False)[1].nbytes

    def _find(self, condition: Condition, table: str) -> Flags:
        match condition:
            case In(column, values):
                return self.facts.chosen(column, values)[self.facts.column(table, column)]
            case Via(key, other, of):
                return self._via(key, other, of, table)
            case Between(column, first, last):
                return _between(self.facts.column(table, column), first, last)
            case Word(index, word):
                flags = np.zeros(self.facts.size(table), dtype=bool)
                flags[self._listed(index, word)] = True
                return flags
            case Row(key, id):
                return np.asarray(self.facts.column(table, key) == self._number(key, id))
            case Original():
                return ~self.facts.column(table, "copy")
            case Both(parts):
                return self._joined(parts, table, np.logical_and, True)
            case Either(parts):
                return self._joined(parts, table, np.logical_or, False)

    def _via(self, key: str, other: str, of: Condition, table: str) -> Flags:
        hit = np.zeros(self.facts.rows_named_by(key) + 1, dtype=bool)
        hit[self.facts.column(other, key)[self._find(of, other)]] = True
        hit[-1] = False
        return hit[:-1] if OWN.get(table) == key and table != "actors" else hit[self.facts.column(table, key)]

    def _joined(self, parts: tuple[Condition, ...], table: str, join: np.ufunc, start: bool) -> Flags:
        flags = np.full(self.facts.size(table), start, dtype=bool)
        for part in parts:
            join(flags, self._find(part, table), out=flags)
        return flags


def _between(days: Array, first: date | None, last: date | None) -> Flags:
    flags = np.asarray(days != NO_DAY)
    if first:
        flags &= days >= day_number(first)
    if last:
        flags &= days <= day_number(last)
    return flags


def day_number(day: date) -> int:
    """Days since 1970."""
    return day.toordinal() - date(1970, 1, 1).toordinal()
