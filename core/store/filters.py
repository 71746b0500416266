"""One filter object for everything: SQL, URL and the sentence above the page.

A :class:`Filters` is frozen and hashable (usable as a cache key). Within one field the chosen values are alternatives,
between fields all must hold. ``actors`` and ``places`` count for what lies inside them: a state includes its ministers,
a country its cities.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Literal

Subject = Literal["talks", "quotes", "documents", "mentions"]

MAX_TEXT = 200
MAX_VALUES = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader chose. Empty fields choose everything. Days are inclusive; ids are those of the store's tables."""

    date_from: date | None = None
    date_to: date | None = None
    tracks: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    cue_classes: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    text: str = ""
    doc: str | None = None
