"""Short ASCII ids for names that no table knows, through camel-tools' Buckwalter scheme for safe file names."""

from __future__ import annotations

import re
from collections.abc import Container
from functools import lru_cache

from core.language.text import fold


@lru_cache(maxsize=1)
def _mapper():  # type: ignore[no-untyped-def]
    from camel_tools.utils.charmap import CharMapper

    return CharMapper.builtin_mapper("ar2safebw")


def slug(name: str, taken: Container[str] = ()) -> str:
    """``x-`` and the folded name in lower-case ASCII, the same for the same name; a number follows where it is taken."""
    latin = re.sub(r"[^a-z0-9]+", "-", _mapper().map_string(fold(name)).lower()).strip("-")
    base = f"x-{latin[:48] or 'name'}"
    ident, count = base, 2
    while ident in taken:
        ident, count = f"{base}-{count}", count + 1
    return ident
