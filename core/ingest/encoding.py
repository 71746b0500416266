"""Bytes → text: UTF-8, UTF-16, Windows-1256 and ISO 8859-6, each recognised by its own marks."""

from __future__ import annotations

import codecs
import re

from core.ingest.records import RecordError

LEGACY = ("cp1256", "iso8859-6")
"""The 8-bit Arabic encodings of older web pages, in order of use."""

_FREQUENT = frozenset("اليونمرتب")
"""The nine most frequent letters of Arabic prose: about 60 % of its letters, whatever the subject."""
_ARABIC = re.compile("[\u0620-\u064a]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_MEND = "save it as UTF-8"


def decode(data: bytes) -> str:
    """The text of ``data`` without a byte order mark. Raises ``RecordError`` for binary data and unknown encodings."""
    encoding = sniff(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise RecordError(f"not valid {encoding.upper()} (byte {error.start:,})", _MEND) from error


def sniff(data: bytes) -> str:
    """The name of the encoding of ``data`` (a whole text, or its beginning up to a line end).

    Raises ``RecordError`` when it is binary or in none of the encodings known here.
    """
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in data[:4096]:
        return _wide(data[:4096])
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and error.start >= len(data) - 4 and error.start > 0:
            return "utf-8"  # a sample cut inside a character
        return _eight_bit(data)
    if _controls(data.decode("utf-8")):
        raise RecordError("this is a binary file, not a text", "give the article as text, HTML or a table")
    return "utf-8"


def _wide(sample: bytes) -> str:
    sample = sample[: len(sample) // 2 * 2]
    for name in ("utf-16-le", "utf-16-be"):
        text = sample.decode(name, "replace")
        # blanks, digits and line ends of a UTF-16 text carry the NUL bytes; its letters are Arabic
        if text and len(_ARABIC.findall(text)) > 0.4 * len(text) and not _controls(text):
            return name
    raise RecordError("this is a binary file, not a text", "give the article as text, HTML or a table")


def _eight_bit(data: bytes) -> str:
    sample = data[:200_000]
    best, best_score = "", 0.0
    for name in LEGACY:
        text = sample.decode(name, "replace")
        high = [c for c in text if ord(c) > 127]
        if _controls(text):
            raise RecordError("this is a binary file, not a text", "give the article as text, HTML or a table")
        score = sum(c in _FREQUENT for c in high) / len(high)
        if score > best_score:
            best, best_score = name, score
    if best_score < 0.4:
        raise RecordError("the encoding is not UTF-8 and not recognised", _MEND)
    return best


def _controls(text: str) -> bool:
    return len(_CONTROL.findall(text)) > 0.01 * len(text) + 1
