"""Who said what: search, facets, and every quote with speaker, verb, outlet, day, context and place in its article."""

from __future__ import annotations

import streamlit as st

from dashboard.parts import cards, downloads, frame
from dashboard.parts.frame import CODES
from dashboard.parts.markup import bars, bdi, esc, link
from dashboard.state import FILTER_KEYS, href
from dashboard.views.common import Page, leads
from dashboard.words import number

SIZE = 20


def run(page: Page) -> None:
    """Draw the page."""
    view, data, w = page.view, page.data, page.view.words
    total = data.count("quotes", view.filters)
    facets = data.facets(view.filters, ("speakers", "about", "cue_classes", "sides", "outlets", "modes"))
    frame.page_title(_title(page, total, facets))
    _search(page)
    chosen = view.get("quote")
    if chosen:
        row = data.quote(chosen)
        if row is not None:
            st.html(cards.quote_block(row, view, data, chosen=True))
        else:
            st.html(f'<p class="note" role="status">{esc(w("filters.dropped", what=chosen))}</p>')
    if total == 0:
        frame.empty(view, data)
        return
    _facets(page, facets)
    offset, links = frame.pager(view, total, SIZE)
    rows = data.quotes(view.filters, sort=_sort(view.get("sort")), limit=SIZE, offset=offset)
    frame.figure_head(w.count(total, "quotes"), w("quotes.sub"), id="quotes")
    st.html("".join(cards.quote_block(r, view, data) for r in rows.to_dict("records") if r["quote_id"] != chosen) + links)
    frame.figure_foot(frame.source_line(view, data))
    downloads.bar(page, "quotes", name="quotes")


def _sort(asked: str) -> str:
    return asked if asked.lstrip("-") in ("day", "speaker", "outlet", "confidence") else "-day"


def _title(page: Page, total: int, facets: dict[str, object]) -> str:
    view, data, w = page.view, page.data, page.view.words
    if total == 0:
        return esc(w("quotes.title_none"))
    if view.filters.text:
        return esc(w("quotes.title_search", n=w.count(total, "quotes"), text=view.filters.text))
    speakers = facets.get("speakers")
    if speakers is None or not leads(list(speakers["n"])):
        return esc(w.count(total, "quotes"))
    top = speakers.iloc[0]
    return esc(w("quotes.title", who=data.name("actor", top["value"], w), n=w.count(int(top["n"]), "quotes")))


def _search(page: Page) -> None:
    view, w = page.view, page.view.words
    kept = view.href(filters=page.data.with_text(view.filters, ""), p=None, quote=None)
    st.html(
        f'<form class="search" data-nav="{esc(kept)}" role="search" aria-label="{esc(w("quotes.search"))}">'
        f'<input type="search" name="{FILTER_KEYS["text"]}" value="{esc(view.filters.text)}" aria-label="{esc(w("quotes.search"))}" '
        f'placeholder="{esc(w("quotes.search_hint"))}" maxlength="200" dir="{w.dir}">'
        f'<button class="btn primary" type="submit">{esc(w("quotes.search_go"))}</button></form>'
    )


def _facets(page: Page, facets: dict[str, object]) -> None:
    """Three ranked lists; a name narrows the page to it."""
    view, data, w = page.view, page.data, page.view.words
    blocks = []
    for field, heading in (("speakers", "quotes.speakers"), ("about", "quotes.about"), ("cue_classes", "quotes.verbs")):
        found = facets.get(field)
        if found is None or len(found) == 0:
            continue
        rows = []
        for r in found.head(7).to_dict("records"):
            name = w.term(CODES[field], r["value"]) if field in CODES else w.name(r)
            narrowed = data.with_value(view.filters, field, r["value"])
            shown = link(href(view.to(filters=narrowed, p=None, quote=None)), bdi(name))
            if field == "about" and not data.known("actor", r["value"]):
                shown += f' <span class="soft">({esc(w("quotes.as_place"))})</span>'
            rows.append((shown, float(r["n"]), number(r["n"])))
        blocks.append(f'<section class="fig"><h2>{esc(w(heading))}</h2>{bars(rows, label=w(heading))}</section>')
    st.html(f'<div class="three">{"".join(blocks)}</div>')
