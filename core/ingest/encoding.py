"""Bytes → text: UTF-8, UTF-16, UTF-32, Windows-1256 and ISO 8859-6, each recognised by its own marks.

A text put together from pieces in several of them (an old page pasted into a new one) is read line by line.
"""

from __future__ import annotations

import codecs
import re

from core.ingest.records import RecordError

LEGACY = ("cp1256", "iso8859-6")
"""The 8-bit Arabic encodings of older web pages, in order of use."""
MARK = "masarat-mark"
"""The name of an error handler that leaves a lone surrogate where bytes have no meaning, so that the record around it is refused
and its neighbours are not (Python's own handlers for UTF-16 drop the bytes or end the file)."""

_FREQUENT = frozenset("اليونمرتب")
"""The nine most frequent letters of Arabic prose: about 60 % of its letters, whatever the subject."""
_ARABIC = re.compile("[\u0620-\u064a]")
_ASCII = re.compile("[\x00-\x7f]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_MEND = "save it as UTF-8"
_BOMS = (  # UTF-32's begins with UTF-16's, so it comes first
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

codecs.register_error(MARK, lambda error: ("\udcff", getattr(error, "end", 1)))


def decode(data: bytes) -> str:
    """The text of ``data`` without a byte order mark. Raises ``RecordError`` for binary data and unknown encodings."""
    try:
        encoding = sniff(data)
    except RecordError:
        mixed = _by_line(data)
        if mixed is None:
            raise
        return mixed
    eight_bits = encoding in LEGACY or encoding == "utf-8-sig"
    try:
        mixed = _by_line(data.removeprefix(codecs.BOM_UTF8)) if eight_bits else None
        return mixed if mixed is not None else data.decode(encoding)
    except UnicodeDecodeError as error:
        raise RecordError(f"not valid {encoding.upper()} (byte {error.start:,})", _MEND) from error


def sniff(data: bytes) -> str:
    """The name of the encoding of ``data`` (a whole text, or its beginning up to a line end).

    Raises ``RecordError`` when it is binary or in none of the encodings known here.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return name
    wide = wide_encoding(data)
    if wide:
        return wide
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and error.start >= len(data) - 4 and error.start > 0:
            return "utf-8"  # a sample cut inside a character
        return _eight_bit(data)
    if _controls(text):
        raise _binary()
    return "utf-8"


def wide_encoding(data: bytes) -> str | None:
    """``utf-16-le`` or ``utf-16-be`` where ``data`` is such a text without a byte order mark, else ``None``."""
    sample = data[:4096]
    if b"\0" not in sample:
        return None
    sample = sample[: len(sample) // 2 * 2]
    for name in ("utf-16-le", "utf-16-be"):
        text = sample.decode(name, "replace")
        # blanks, digits and line ends of a UTF-16 text carry the NUL bytes; its letters are Arabic
        if text and len(_ARABIC.findall(text)) > 0.4 * len(text) and not _controls(text):
            return name
    return None


def has_utf8(data: bytes) -> bool:
    """Whether what is not ASCII in ``data`` is UTF-8 but for a few bytes."""
    text = data.decode("utf-8", "replace")
    return len(text) - len(_ASCII.findall(text)) > 10 * text.count("\ufffd")


def eight_bit(data: bytes) -> str | None:
    """The 8-bit Arabic encoding of ``data``, or ``None`` where it is in none."""
    try:
        return _eight_bit(data)
    except RecordError:
        return None


def _eight_bit(data: bytes) -> str:
    sample = data[:200_000]
    best, best_score = "", 0.0
    for name in LEGACY:
        text = sample.decode(name, "replace")
        high = [c for c in text if ord(c) > 127]
        if _controls(text):
            raise _binary()
        score = sum(c in _FREQUENT for c in high) / max(1, len(high))
        if score > best_score:
            best, best_score = name, score
    if best_score < 0.4:
        raise RecordError("the encoding is not UTF-8 and not recognised", _MEND)
    return best


def _by_line(data: bytes) -> str | None:
    """A text whose lines are not all in one encoding; ``None`` when no line of it is UTF-8 beyond ASCII.

    Raises ``RecordError`` naming the first line that is in none.
    """
    lines: list[str | bytes] = []
    good = 0
    for line in data.splitlines(keepends=True):
        try:
            lines.append(line.decode("utf-8"))
            good += not line.isascii()
        except UnicodeDecodeError:
            lines.append(line)
    if not good:
        return None
    broken = [line for line in lines if isinstance(line, bytes)]
    encoding = eight_bit(b"".join(broken)) if broken else "utf-8"
    if encoding is None:
        first = next(number for number, line in enumerate(lines, 1) if isinstance(line, bytes))
        raise RecordError(f"line {first:,} is not valid UTF-8 as the lines around it are", _MEND)
    return "".join(line if isinstance(line, str) else line.decode(encoding) for line in lines)


def _binary() -> RecordError:
    return RecordError("this is a binary file, not a text", "give the article as text, HTML or a table")


def _controls(text: str) -> bool:
    return len(_CONTROL.findall(text)) > 0.01 * len(text) + 1
