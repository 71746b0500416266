"""What reading yields besides documents, and the checks every record passes."""

from __future__ import annotations

import calendar
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from core.model import UNKNOWN_DAY, Document, Published

MAX_CHARS = 4_000_000
"""A longer text is no article; it is refused so that one record cannot fill the memory."""
MAX_FIELD = 2_000
MAX_RATIO, FREE_BYTES = 200, 64_000_000
"""A packed file may unpack to this many times its size; below ``FREE_BYTES`` no one counts (text packs 1:10 at most)."""
FIRST_YEAR, LAST_YEAR = 1900, 2100


@dataclass(frozen=True, slots=True)
class Refusal:
    """A record that was not taken in: ``where`` (``file[:line]``), ``what`` is wrong, how to ``mend`` it.

    ``kind`` is ``refused``, or ``duplicate`` for a record already read word for word (that is no fault).
    """

    where: str
    what: str
    mend: str
    kind: Literal["refused", "duplicate"] = "refused"

    def __str__(self) -> str:
        return plain(f"{self.where}: {self.what}: {self.mend}")


_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def plain(text: str) -> str:
    """``text`` fit for one line of a terminal or a page: control characters, line ends, direction overrides and halves of characters
    are written out (``\\x1b``), so that a file's name or a column's heading commands nothing and hides nothing."""
    return _UNSEEN.sub(lambda match: f"\\x{ord(match[0]):02x}" if match[0] < "\u0100" else f"\\u{ord(match[0]):04x}", text)


class RecordError(ValueError):
    """A fault of one record: ``what`` is wrong and how to ``mend`` it."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(plain(f"{what}: {mend}"))
        self.what = what
        self.mend = mend


_DIGITS = {first + digit: str(digit) for first in (0x0660, 0x06F0) for digit in range(10)}
_DAY = re.compile(r"(\d{4,})[-/](\d{1,2})(?:[-/](\d{1,2}))?(?:[T ]\d{1,2}:\d{2}.*)?", re.ASCII)
_MEND_DAY = "write it as YYYY-MM-DD, or leave it empty if it is not known"


def parse_published(value: object) -> Published:
    """The publication day of a record's ``published`` value.

    Takes ``YYYY-MM-DD`` (also with ``/``, also with a time behind, also in Arabic digits), ``YYYY-MM`` (the whole month), an interval
    of two of them joined by ``..``, dates and datetimes. Empty values are :data:`UNKNOWN_DAY`. Raises :class:`RecordError`.
    """
    if value is None:
        return UNKNOWN_DAY
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        _check_year(value.year, str(value))
        return Published(value, value, "given")
    text = str(value).strip().translate(_DIGITS)
    if text.lower() in {"", "null", "none", "nan", "nat"}:
        return UNKNOWN_DAY
    ends = [_interval(part.strip()) for part in text.split("..")]
    first, last = ends[0][0], ends[-1][1]
    if len(ends) > 2 or first > last:
        raise RecordError(f"“{_shown(text)}” is no publication date", _MEND_DAY)
    return Published(first, last, "given")


def _interval(text: str) -> tuple[date, date]:
    match = _DAY.fullmatch(text)
    if not match:
        raise RecordError(f"“{_shown(text)}” is no publication date", _MEND_DAY)
    year, month, day = int(match[1][:9]), int(match[2]), match[3]
    _check_year(year, text)
    try:
        if day:
            exact = date(year, month, int(day))
            return exact, exact
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    except ValueError as error:
        raise RecordError(f"“{_shown(text)}” is no publication date", _MEND_DAY) from error


def _check_year(year: int, text: str) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise RecordError(f"the publication year of “{_shown(text)}” is outside {FIRST_YEAR}–{LAST_YEAR}", _MEND_DAY)


def _shown(text: str) -> str:
    return plain(text[:40])


def check_text(text: str, name: str = "text") -> None:
    """Raise :class:`RecordError` where ``text`` is empty, too long, or holds a NUL or a lone surrogate."""
    if not text.strip():
        raise RecordError(f"the {name} is empty", "give the words of the article, or take the record out")
    if len(text) > MAX_CHARS:
        raise RecordError(f"the {name} has {len(text):,} characters", f"split it; one article may have {MAX_CHARS:,}")
    if "\0" in text:
        raise RecordError(f"the {name} holds a NUL character at {text.index(chr(0))}", "export it again as text")
    bad = SURROGATE.search(text)
    if bad:
        raise RecordError(f"the {name} holds half a character (a lone surrogate) at {bad.start()}", "export it again as UTF-8")


SURROGATE = re.compile("[\ud800-\udfff]")


def make_document(values: Mapping[str, object], *, default_id: str, published: Published | None) -> Document:
    """A checked :class:`Document` from a record's ``id, text, title, source, url, published`` (all but ``text`` optional).

    ``published`` counts where the record has no day of its own. Raises :class:`RecordError`.
    """
    text = values.get("text")
    if text is None:
        raise RecordError("there is no text", "give the words of the article, or take the record out")
    if not isinstance(text, str):
        raise RecordError(f"the text is of type {type(text).__name__}", "give it as a string")
    check_text(text)
    day = parse_published(values.get("published"))
    if day.basis == "unknown" and published is not None:
        day = published
    id = _field(values, "id") or plain(default_id)
    if _UNSEEN.search(id):
        raise RecordError("the id holds a control character or a direction override", "give it a plain id")
    return Document(
        id=id,
        text=text,
        title=_field(values, "title"),
        source=_field(values, "source"),
        url=_field(values, "url"),
        published=day,
    )


def _field(values: Mapping[str, object], name: str) -> str | None:
    value = values.get(name)
    if value is None or value != value:  # a missing cell of a table is NaN
        return None
    if isinstance(value, (dict, list, tuple, bool, bytes)):
        raise RecordError(f"the {name} is of type {type(value).__name__}", "give it as a string")
    text = str(value).strip()
    if not text:
        return None
    check_text(text, name)
    if len(text) > MAX_FIELD:
        raise RecordError(f"the {name} has {len(text):,} characters", f"shorten it to {MAX_FIELD:,}")
    return text


def content_hash(document: Document) -> str:
    """A fingerprint (32 hexadecimal digits) of everything of a document that extraction can see."""
    day = document.published
    parts = (document.id, document.text, document.title, document.source, document.url, day.first, day.last, day.basis, document.body)
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        told = str(part).encode("utf-8", "surrogatepass")
        digest.update(f"{len(told)} {part is None} ".encode())
        digest.update(told)
    return digest.hexdigest()
