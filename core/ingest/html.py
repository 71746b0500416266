"""A web page → a document: trafilatura finds the main text, the title, the day and the site's name."""

from __future__ import annotations

import re

from core.ingest.encoding import LEGACY, decode
from core.ingest.records import RecordError, make_document, parse_published
from core.model import Document, Published

MAX_DEPTH = 500
"""Elements inside each other; a page made of nothing but nesting is refused before a parser sees it."""

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*+)([^<>]*+)>")
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
    return make_document(
        {
            "text": text,
            "title": (page.title or "")[:300],
            "source": (page.sitename or page.hostname or "")[:300],
            "url": page.url or url or "",
            "published": f"{day.first}..{day.last}" if day.first else None,
        },
        default_id=stem,
        published=published,
    )


def _decode(data: bytes) -> str:
    declared = _CHARSET.search(data[:2048])
    name = _NAMES.get(declared[1].decode("ascii").lower(), "") if declared else ""
    if name:
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            return decode(data)  # the page says one thing and is another
    return decode(data)


def _depth(markup: str) -> int:
    depth = deepest = 0
    for match in _TAG.finditer(markup):
        if match[3].endswith("/") or match[2].lower() in _VOID:
            continue
        depth = max(0, depth - 1) if match[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest
