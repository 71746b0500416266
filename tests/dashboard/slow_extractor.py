"""An extraction that never ends, or takes all memory, for the tests of the limits."""

from __future__ import annotations

import time

from core.model import Document, Extraction


def sleep(document: Document) -> Extraction:
    """Sleeps for a minute."""
    time.sleep(60)
    return Extraction(document, document.published)


def swell(document: Document) -> Extraction:
    """Asks for more memory than it may have."""
    held = bytearray(64 * 1024**3)
    return Extraction(document, document.published, clues=() if held else ())


def quick(document: Document) -> Extraction:
    """Finds nothing, at once."""
    return Extraction(document, document.published)


def deaf(document: Document) -> Extraction:
    """Stays in one call of C for minutes: no handler of Python's gets a turn."""
    sum(range(10**12))
    return Extraction(document, document.published)
