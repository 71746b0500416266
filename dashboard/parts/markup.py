"""HTML out of untrusted text: every value is escaped, isolated in its direction, and links are http(s) or the app's own."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from dashboard.words import missing

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_LATIN = re.compile(r"[A-Za-z]")
_ARABIC = re.compile(r"[\u0600-\u06ff]")


class Html(str):
    """Text that is ready HTML: made by the functions of this module only."""


def clean(value: Any) -> str:
    """A value as text without control characters and without direction overrides that could reorder what follows."""
    return "" if missing(value) else _CONTROL.sub("", str(value))


def esc(value: Any) -> Html:
    """Escaped text, safe between tags and inside quoted attributes; ready HTML stays as it is."""
    return value if isinstance(value, Html) else Html(html.escape(clean(value), quote=True))


def bdi(value: Any, cls: str = "") -> str:
    """Escaped text isolated from the direction of its surroundings, with ``lang`` where the script says it plainly."""
    text = clean(value)
    lang = ' lang="ar"' if _ARABIC.search(text) else ' lang="en"' if _LATIN.search(text) else ""
    attr = f' class="{cls}"' if cls else ""
    return f'<bdi dir="auto"{lang}{attr}>{html.escape(text, quote=True)}</bdi>'


def arabic(value: Any, cls: str = "") -> str:
    """A passage of an article: Arabic, right to left, escaped."""
    attr = f' class="{cls}"' if cls else ""
    return f'<span lang="ar" dir="rtl"{attr}>{esc(value)}</span>'


def safe_url(value: Any) -> str | None:
    """The address where it is http or https with a host, otherwise ``None``."""
    text = clean(value).strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return text if parts.scheme in ("http", "https") and parts.netloc else None


def link(href: str, body: str, *, cls: str = "", label: str = "") -> str:
    """A link inside the app; ``body`` is ready HTML."""
    extra = (f' class="{cls}"' if cls else "") + (f' aria-label="{esc(label)}"' if label else "")
    return f'<a data-nav="1" href="{html.escape(href, quote=True)}"{extra}>{body}</a>'


def outside(url: Any, body: str) -> str:
    """A link to somewhere else, in a new tab and without referrer; plain text where the address is no web address."""
    address = safe_url(url)
    if address is None:
        return body
    return f'<a href="{html.escape(address, quote=True)}" target="_blank" rel="noopener noreferrer nofollow">{body}</a>'


def copy_button(text: str, label: str, done: str, cls: str = "") -> str:
    """A button that copies ``text`` (``@url`` is the address of the page)."""
    return f'<button type="button" class="btn {cls}" data-copy="{esc(text)}" data-done="{esc(done)}">{esc(label)}</button>'


EMPTY = ' data-empty="1"'
"""Marks a cell without a value, which a phone leaves out."""


@dataclass(frozen=True, slots=True)
class Column:
    """A table column: heading, class of its cells, and the link that sorts by it."""

    title: str
    cls: str = ""
    sort: str | None = None
    order: str = ""


def table(columns: Sequence[Column], rows: Iterable[Sequence[str]], *, label: str, cls: str = "") -> str:
    """A plain table; cells are ready HTML. It scrolls sideways where it must and becomes cards on a phone."""
    head = "".join(
        f'<th scope="col" class="{c.cls}"'
        + (f' aria-sort="{"ascending" if c.order == "asc" else "descending"}"' if c.order else "")
        + ">"
        + (link(c.sort, esc(c.title) + {"asc": " ↑", "desc": " ↓"}.get(c.order, "")) if c.sort else esc(c.title))
        + "</th>"
        for c in columns
    )
    body = "".join(
        "<tr>"
        + "".join(
            f'<td class="{c.cls}" data-label="{esc(c.title)}"{EMPTY if cell == "–" else ""}><div>{cell}</div></td>'
            for c, cell in zip(columns, row, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{esc(label)}"><table class="tbl {cls}">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def bars(rows: Sequence[tuple[str, float, str]], *, label: str) -> str:
    """Ranked bars as a list: ``(ready HTML name, value, shown value)``; readable without seeing the bars."""
    most = max((value for _, value, _ in rows), default=0) or 1
    items = "".join(
        f'<li><span class="bar-name">{name}</span><span class="bar-track" aria-hidden="true">'
        f'<span class="bar-fill" style="inline-size:{100 * value / most:.1f}%"></span></span><span class="bar-n">{esc(shown)}</span></li>'
        for name, value, shown in rows
    )
    return f'<ol class="bars" aria-label="{esc(label)}">{items}</ol>'


def chart_text(value: Any) -> str:
    """Text for a Plotly label: its small HTML subset is switched off, direction isolated."""
    text = clean(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"\u2068{text}\u2069" if text else ""
