"""The lines of a table, decoded one by one where they are not all in one encoding."""

from __future__ import annotations

import codecs
import io
from typing import IO, cast

from core.ingest.encoding import LEGACY, MARK, decode, eight_bit, has_utf8, sniff, wide_encoding
from core.ingest.records import SURROGATE, RecordError

SAMPLE = 1 << 18
"""So many bytes of the beginning decide about the encoding."""
_MEND = "export it again as UTF-8"


class Lines:
    """A text reader over a table, and the text of its lines where they are not all in one encoding.

    ``first`` are the bytes that the first line may begin with; where it begins so and is clean, a control character further on
    costs its own record and not the table.
    """

    def __init__(self, stream: IO[bytes], newline: str, *, first: tuple[bytes, ...] = ()) -> None:
        buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, stream), SAMPLE)
        sample = buffered.peek(SAMPLE)[:SAMPLE]
        head = sample[: sample.rfind(b"\n") + 1] or sample
        encoding = _encoding(head, sample, first)
        self._legacy = encoding if encoding in LEGACY else None
        if self._legacy:  # the line ends are ASCII's; what stands between them is looked at line by line
            encoding = "utf-8"
        self._wide = not encoding.startswith("utf-8")
        errors = MARK if self._wide else "surrogateescape"
        self.reader: IO[str] = io.TextIOWrapper(buffered, encoding=encoding, errors=errors, newline=newline)

    def whole(self, text: str) -> str:
        """``text``, or, where bytes of it were not UTF-8, the same bytes in the encoding they are in. Raises ``RecordError``."""
        if SURROGATE.search(text) is None:
            return text
        if self._wide:
            raise RecordError("the record holds bytes that are no text", _MEND)
        data = text.encode("utf-8", "surrogateescape")
        try:
            return data.decode(self._legacy) if self._legacy and not eight_bit(data) else decode(data)
        except UnicodeDecodeError as error:
            raise RecordError(f"the record is not valid {error.encoding.upper()}", _MEND) from error


def _encoding(head: bytes, sample: bytes, first: tuple[bytes, ...]) -> str:
    if not head.strip():
        return "utf-8"
    wide = head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) or wide_encoding(sample)
    try:
        return sniff(sample if wide or b"\0" in sample[:4096] else head)
    except RecordError:
        line = head.removeprefix(codecs.BOM_UTF8).lstrip().split(b"\n", 1)[0].strip()
        clean = line and all(byte >= 32 or byte == 9 for byte in line) and (not first or line[:1] in first)
        if clean and (line.isascii() or has_utf8(line) or eight_bit(line)):
            return "utf-8"
        raise
