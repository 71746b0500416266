"""The articles, and one of them: its text with the evidence marked, its talks and quotes, the clues to its date."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard.parts import cards, downloads, frame
from dashboard.parts.evidence import Span, marked_text
from dashboard.parts.markup import arabic, bdi, esc, link, outside, safe_url, table
from dashboard.views.common import Page, sort_columns
from dashboard.words import as_date, number

KINDS = ("actor", "place", "date", "talk", "quote")
SIZE = 25


def run(page: Page) -> None:
    """Draw the page."""
    wanted = page.view.get("id") or page.view.filters.doc or ""
    if not wanted:
        _list(page)
        return
    found = page.data.article(wanted)
    if found is None:
        w = page.view.words
        frame.page_title(esc(w("article.not_found")), esc(w("article.not_found_hint")))
        st.html(f"<p>{link(page.view.href('article'), esc(w('article.back')), cls='btn')}</p>")
        return
    _one(page, found)


def _list(page: Page) -> None:
    view, data, w = page.view, page.data, page.view.words
    total = data.count("documents", view.filters)
    frame.page_title(esc(w("article.list_title", n=w.count(total, "documents"))), esc(w("article.list_sub")))
    if total == 0:
        frame.empty(view, data)
        return
    offset, links = frame.pager(view, total, SIZE)
    sort = view.get("sort", "-published_from")
    sort = sort if sort.lstrip("-") in ("published_from", "title", "outlet", "n_words") else "-published_from"
    rows = data.articles(view.filters, sort=sort, limit=SIZE, offset=offset)
    fields = [
        ("table.published", "nowrap", "published_from"), ("table.title", "wide", "title"), ("table.outlet", "", "outlet"),
        ("table.talks", "num", None), ("table.quotes", "num", None), ("table.words", "num", "n_words"),
    ]  # fmt: skip
    cells = [
        [
            esc(w.days(r["published_from"], r["published_to"])),
            link(view.href("article", id=r["doc_id"]), bdi(r["title"] or w("article.no_title"))),
            bdi(data.outlet(r, w)),
            number(r["talks"]),
            number(r["quotes"]),
            number(r["n_words"]),
        ]
        for r in rows.to_dict("records")
    ]
    st.html(table(sort_columns(view, fields, "-published_from"), cells, label=w("nav.article"), cls="cards") + links)
    downloads.bar(page, "documents", name="articles")


def _one(page: Page, found: dict[str, Any]) -> None:
    view, w = page.view, page.view.words
    doc = found["document"]
    title = doc.get("title") or w("article.no_title")
    arrow = "→ " if view.lang == "ar" else "← "
    frame.link_bar(view, link(view.href("article"), arrow + esc(w("article.back"))))
    frame.page_title(bdi(title), article=bool(doc.get("title")))
    body(page, found)
    mine = type(view.filters)(doc=str(doc["doc_id"]))
    downloads.bar(page, "quotes", name="article-quotes", filters=mine)


def body(page: Page, found: dict[str, Any]) -> None:
    """Source and day, the marked text, and what was found beside it."""
    data, w = page.data, page.view.words
    doc = found["document"]
    when = w.days(doc.get("published_from"), doc.get("published_to"))
    basis = w.term("basis", doc.get("published_basis"))
    parts = [bdi(data.outlet(doc, w)), f"{esc(w('article.published'))} {bdi(when)} ({esc(basis)})"]
    if safe_url(doc.get("url")):
        parts.append(outside(doc["url"], esc(w("article.original"))))
    st.html(f'<p class="by">{esc(w("sep.dot")).join(parts)}</p>{_copies(page, found)}')
    toggles = "".join(
        f'<label><input type="checkbox" id="show-{k}" checked><span class="key {k}">{esc(w("article." + k))}</span></label>' for k in KINDS
    )
    text = marked_text(doc["text"], _spans(page, found), found["body"], outside=w("article.furniture"))
    st.html(
        f'<div class="reader"><div><div class="legend" role="group" aria-label="{esc(w("article.legend"))}">{toggles}</div>'
        f'<div class="text" lang="ar" dir="rtl">{text}</div></div><aside>{_aside(page, found)}</aside></div>'
    )


def _spans(page: Page, found: dict[str, Any]) -> list[Span]:
    view, w = page.view, page.view.words
    spans = [Span(int(r["char_start"]), int(r["char_end"]), str(r["entity_type"]), w.name(r)) for r in found["mentions"].to_dict("records")]
    for r in found["dates"].to_dict("records"):
        spans.append(
            Span(
                int(r["char_start"]), int(r["char_end"]), "date", w.days(r["date_start"], r["date_end"]) if as_date(r["date_start"]) else ""
            )
        )
    for r in found["talks"].to_dict("records"):
        spans.append(Span(int(r["char_start"]), int(r["char_end"]), "talk"))
        if view.get("talk") and view.get("talk") in (r.get("talk_id"), r.get("report_id")):
            spans.append(Span(int(r["char_start"]), int(r["char_end"]), "here"))
    for r in found["quotes"].to_dict("records"):
        spans.append(Span(int(r["char_start"]), int(r["char_end"]), "quote"))
        if view.get("quote") == r["quote_id"]:
            spans.append(Span(int(r["char_start"]), int(r["char_end"]), "here"))
    return spans


def _copies(page: Page, found: dict[str, Any]) -> str:
    view, w = page.view, page.view.words
    copies = found["copies"]
    if copies is None or len(copies) == 0:
        return ""
    links = esc(w("sep.list")).join(
        link(view.href("article", id=r["doc_id"]), bdi(page.data.outlet(r, w))) for r in copies.to_dict("records")
    )
    return f'<p class="by">{esc(w("article.copies"))} {links}</p>'


def _aside(page: Page, found: dict[str, Any]) -> str:
    view, data, w = page.view, page.data, page.view.words
    doc_id = found["document"]["doc_id"]
    talks = "".join(
        f'<div class="item">{cards.status_mark(r["status"], w, page.colours, inferred=r.get("days_basis") != "stated")}{esc(w("sep.dot"))}'
        f"{esc(w.term('kind', r['kind']))}{esc(w('sep.dot'))}{bdi(w.days(r['date_start'], r['date_end']))}<br>"
        f"{cards.people(r.get('participants'), view, data, most=5)}<br>"
        f'<span class="by">{link(view.href(id=doc_id, talk=r["talk_id"], quote=None), esc(w("article.jump")))}'
        f"{_permalink(page, r['talk_id'])}</span></div>"
        for r in found["talks"].to_dict("records")
    )
    quotes = "".join(
        f'<div class="item"><b>{_speaker(r, page)}</b>: {arabic(_short(r["content"]))}<br>'
        f'<span class="by">{link(view.href(id=doc_id, quote=r["quote_id"], talk=None), esc(w("article.jump")))}</span></div>'
        for r in found["quotes"].to_dict("records")
    )
    clues = "".join(_clue(page, found["document"]["text"], c) for c in found["clues"] or ())
    why = f'<p class="by">{esc(w("article.clues_sub"))}</p>{clues}' if clues else f'<p class="soft">{esc(w("article.no_clues"))}</p>'
    return (
        f"<h2>{esc(w('article.talks'))}</h2>{talks or _none(w('article.none_talks'))}"
        f"<h2>{esc(w('article.quotes'))}</h2>{quotes or _none(w('article.none_quotes'))}<h2>{esc(w('article.clues'))}</h2>{why}"
    )


def _permalink(page: Page, talk_id: str) -> str:
    """A link to the talk's card; articles of this session have none."""
    w = page.view.words
    return (
        f"{esc(w('sep.dot'))}{link(page.view.href('timeline', talk=talk_id), esc(w('card.permalink')))}"
        if page.view.page == "article"
        else ""
    )


def _speaker(row: dict[str, Any], page: Page) -> str:
    w = page.view.words
    if isinstance(row.get("speaker"), str) and row["speaker"]:
        return bdi(page.data.name("actor", row["speaker"], w))
    named = row.get("speaker_text")
    return bdi(named) if isinstance(named, str) and named else esc(w("quotes.unknown_speaker"))


def _clue(page: Page, text: str, clue: dict[str, Any]) -> str:
    w = page.view.words
    words = text[int(clue["start"]) : int(clue["end"])]
    kind = w.term("article.clue", clue.get("kind"))
    note = f" – {bdi(clue['note'])}" if clue.get("note") and page.view.lang == "en" else ""
    return f'<div class="item">{esc(kind)}: {arabic("«" + words + "»")} → {bdi(w.days(clue.get("from"), clue.get("to")))}{note}</div>'


def _short(text: Any, most: int = 180) -> str:
    content = str(text)
    return content if len(content) <= most else content[:most].rsplit(" ", 1)[0] + " …"


def _none(text: str) -> str:
    return f'<p class="soft">{esc(text)}</p>'
