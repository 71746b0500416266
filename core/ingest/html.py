"""A web page → a document: trafilatura finds the main text, the title, the day and the site's name."""

from __future__ import annotations

import re
from contextlib import suppress
from itertools import islice

from core.ingest.encoding import LEGACY, decode, has_utf8
from core.ingest.records import MAX_FIELD, RecordError, make_document, parse_published
from core.model import Document, Published

MAX_DEPTH = 500
"""Elements inside each other; a page made of nothing but nesting is refused before a parser sees it."""

MAX_CHARS = 5_000_000
"""Characters of a page; the time for taking one apart grows faster than its size."""
MAX_ATTRIBUTES = 1_000
"""Attributes of one element; a parser compares each with all others, so a hundred thousand of them keep it busy for minutes."""

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*+)([^<>]*+)>")
_ATTRIBUTE = re.compile(r"""[^\s>/][^\s>/=]*+(?:\s*+=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>]*+))?+""")
_ELEMENT = re.compile(rf"<[a-zA-Z][^\s>/]*+((?:[\s/]++|{_ATTRIBUTE.pattern})*+)")
"""An element and its attributes as a parser takes them (HTML Living Standard, 13.2.5); ``<`` and ``>`` inside quotes end nothing."""
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "dt",
        "dd",
        "option",
        "tr",
        "td",
        "th",
        "thead",
        "tbody",
        "tfoot",
    ]
)
_NAMES = {"windows-1256": LEGACY[0], "cp1256": LEGACY[0], "iso-8859-6": LEGACY[1], "utf-8": "utf-8", "utf8": "utf-8"}


def read_html(data: bytes, stem: str, published: Published | None, url: str | None = None) -> Document:
    """The article of a page. ``text`` is the extracted text, and offsets point into that.

    Raises ``RecordError`` when the page holds no article.
    """
    import trafilatura  # 0.5 s to import

    markup = _decode(data)
    if len(markup) > MAX_CHARS:
        raise RecordError(f"a page of {len(markup):,} characters", "save the article's words as .txt")
    if any(_many(match[1]) for match in _ELEMENT.finditer(markup)):
        raise RecordError(f"an element with more than {MAX_ATTRIBUTES:,} attributes", "give the article as text")
    if _depth(markup) > MAX_DEPTH:
        raise RecordError(f"more than {MAX_DEPTH} elements inside each other", "give the article as text")
    page = trafilatura.bare_extraction(
        markup,
        url=url,
        with_metadata=True,
        include_comments=False,
        include_tables=False,
        favor_precision=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    text = page.text if page is not None and not isinstance(page, dict) else None
    if page is None or isinstance(page, dict) or not text:
        raise RecordError("no article was found on the page", "save the article's words as .txt")
    try:
        day = parse_published(page.date)
    except RecordError:
        day = parse_published(None)  # a page's own machine-written date may be nonsense; then it counts as none
    address = page.url or ""
    return make_document(
        {
            "text": text,
            "title": (page.title or "")[:300],
            "source": (page.sitename or page.hostname or "")[:300],
            "url": address if 0 < len(address) <= MAX_FIELD else url or "",  # what a page says of itself may be nonsense
            "published": f"{day.first}..{day.last}" if day.first else None,
        },
        default_id=stem,
        published=published,
    )


def _decode(data: bytes) -> str:
    """The page's text. What its bytes show counts for more than what it says of itself: nothing is UTF-8 by chance, while any bytes
    at all can be read as Windows-1256. A few bytes without meaning in a page of UTF-8 become U+FFFD, as in a browser."""
    declared = _CHARSET.search(data[:2048])
    name = _NAMES.get(declared[1].decode("ascii").lower(), "") if declared else ""
    try:
        return decode(data)
    except RecordError:
        if name in LEGACY and not has_utf8(data):  # too few Arabic letters to be recognised by
            with suppress(UnicodeDecodeError):
                return data.decode(name)
        mended = data.decode("utf-8", "replace")
        if not has_utf8(data) or mended.count("\ufffd") > 0.001 * len(mended) + 1 or "\0" in mended:
            raise
        return mended


def _many(attributes: str) -> bool:
    if len(attributes) <= 2 * MAX_ATTRIBUTES:
        return False
    return sum(1 for _ in islice(_ATTRIBUTE.finditer(attributes), MAX_ATTRIBUTES + 1)) > MAX_ATTRIBUTES


def _depth(markup: str) -> int:
    depth = deepest = 0
    for match in _TAG.finditer(markup):
        if match[3].endswith("/") or match[2].lower() in _VOID:
            continue
        depth = max(0, depth - 1) if match[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest
