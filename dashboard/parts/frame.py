"""What stands around every page: masthead, pages, filters with their sentence, headings of figures, pager, empty state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard.data import Data
from dashboard.parts.markup import Html, bdi, copy_button, esc, link
from dashboard.state import FILTER_KEYS, PAGES, View, href

TALK_FIELDS = ("actors", "places", "tracks", "kinds", "statuses", "outlets")
QUOTE_FIELDS = ("speakers", "about", "sides", "modes", "cue_classes")
SEARCHABLE = frozenset({"actors", "places", "speakers", "about", "outlets", "tracks"})
CODES = {"kinds": "kind", "statuses": "status", "modes": "mode", "cue_classes": "cue"}


def masthead(view: View, *, add: bool) -> None:
    """Name, pages and the other language."""
    w = view.words
    other = "en" if view.lang == "ar" else "ar"
    pages = "".join(
        link(view.href(page), esc(w(f"nav.{page}"))).replace("<a ", '<a aria-current="page" ' if page == view.page else "<a ", 1)
        for page in PAGES
        if page != "add" or add
    )
    st.html(
        f'<header><a class="skip" href="#content">{esc(w("skip"))}</a><div class="mast">'
        f'{link(view.href("overview"), esc(w("brand")), cls="brand")}<span class="tag">{esc(w("tagline"))}</span>'
        f'<span class="ends"><button type="button" class="shade" data-shade-switch="1">'
        f'<span class="to-dark">{esc(w("shade.dark"))}</span><span class="to-light">{esc(w("shade.light"))}</span></button>'
        f'<span class="lang" lang="{other}">{link(href(view.to(lang=other)), esc(w("other_language")))}</span></span></div>'
        f'<nav class="nav" aria-label="{esc(w("nav.label"))}">{pages}</nav></header>'
    )


def filter_bar(view: View, data: Data, *, narrow: bool = False) -> None:
    """The sentence of the filters in force, one chip for each, and the form that changes them; on a phone its lists are folded."""
    w = view.words
    chips = "".join(
        link(
            href(view.to(filters=without, p=None)),
            f'{bdi(name)} <span aria-hidden="true">×</span>',
            cls="chip",
            label=w("filters.remove", what=name),
        )
        for name, without in data.chips(view)
    )
    clear = link(href(view.to(filters=data.no_filters(), p=None)), esc(w("filters.clear")), cls="chip") if chips else ""
    st.html(
        f'<section class="filters" aria-label="{esc(w("filters.active"))}"><p class="sentence">{esc(data.sentence(view))}</p>'
        f"<details><summary>{esc(w('filters.open'))}</summary>{_form(view, data, narrow)}</details>"
        f"{copy_button('@url', w('copy.link'), w('copy.done'))}"
        + (f'<p class="chips">{chips}{clear}</p>' if chips else "")
        + f"</section>{_dropped(view)}{_ignored(view, data)}"
    )


def link_bar(view: View, back: str = "") -> None:
    """What stands above a page without filters: ``back`` (ready HTML), the button that copies the address, what was left out of it."""
    w = view.words
    st.html(f'<section class="filters"><span class="sentence">{back}</span>{copy_button("@url", w("copy.link"), w("copy.done"))}</section>')
    if view.dropped:
        st.html(_dropped(view))


def _dropped(view: View) -> str:
    w = view.words
    return f'<p class="note" role="status">{esc(w("filters.dropped", what=w.join(view.dropped)))}</p>' if view.dropped else ""


def _ignored(view: View, data: Data) -> str:
    """Says so where a filter of quotes leaves a page of talks as it is."""
    names = data.ignored(view) if view.page in ("overview", "timeline", "map", "actors") else []
    return f'<p class="hint" role="note">{esc(view.words("filters.ignored", what=view.words.join(names)))}</p>' if names else ""


def _form(view: View, data: Data, narrow: bool) -> str:
    w, f = view.words, view.filters
    kept = view.href(filters=data.no_filters(), p=None, talk=None, quote=None)
    days = "".join(
        f'<div><label class="lbl" for="f-{field}">{esc(w("filters." + key))}</label>'
        f'<input id="f-{field}" type="text" dir="ltr" '
        f'name="{FILTER_KEYS[field]}" '
        f'value="{esc(getattr(f, field) or "")}" autocomplete="off" maxlength="10" aria-describedby="f-day-hint"></div>'
        for field, key in (("date_from", "from"), ("date_to", "to"))
    )
    text = (
        f'<div><label class="lbl" for="f-text">{esc(w("filters.text"))}</label>'
        f'<input id="f-text" type="search" name="{FILTER_KEYS["text"]}" '
        f'value="{esc(f.text)}" maxlength="200" dir="auto"><p class="hint">{esc(w("filters.text_hint"))}</p></div>'
    )
    talk = "".join(_choices(view, data, field, narrow) for field in TALK_FIELDS)
    quote = "".join(_choices(view, data, field, narrow) for field in QUOTE_FIELDS)
    clear = link(href(view.to(filters=data.no_filters(), p=None)), esc(w("filters.clear")), cls="btn")
    return (
        f'<form class="filterform" data-nav="{esc(kept)}" aria-label="{esc(w("filters.title"))}">'
        f'<div class="field">{days}<p class="hint" id="f-day-hint">{esc(w("filters.day_hint"))}</p></div>{text}'
        f'<h3>{esc(w("filters.for_talks"))}</h3>{talk}<h3>{esc(w("filters.more"))}</h3>{quote}'
        f'<div class="actions"><button type="submit" class="btn primary">{esc(w("filters.apply"))}</button>{clear}</div></form>'
    )


def _choices(view: View, data: Data, field: str, narrow: bool) -> str:
    w = view.words
    chosen = set(getattr(view.filters, field))
    options = data.options(field)
    missing = [v for v in sorted(chosen) if v not in set(options["value"])] if len(options) else sorted(chosen)
    if options.empty and not missing:
        return ""
    rows: list[tuple[str, str, str, int | None]] = [(v, data.value_name(field, v, w), v, None) for v in missing]
    for row in options.to_dict("records"):
        name = w.term(CODES[field], row["value"]) if field in CODES else w.name(row)
        if field == "about" and not data.known("actor", row["value"]):
            name = f"{name} ({w('quotes.as_place')})"
        rows.append((row["value"], name, f"{row.get('name_ar') or ''} {row.get('name_en') or ''} {name}", row["n"]))
    rows.sort(key=lambda r: r[0] not in chosen)
    items = "".join(
        f'<label data-names="{esc(names)}"><input type="checkbox" name="{FILTER_KEYS[field]}" value="{esc(value)}"'
        f'{" checked" if value in chosen else ""}> {bdi(name)}<span class="n">{"" if n is None else int(n)}</span></label>'
        for value, name, names, n in rows
    )
    title = esc(w("filters." + field))
    find = (
        f"<input "
        f'type="search" data-narrow="1" aria-label="{esc(w("filters.find"))}: {title}" placeholder="{esc(w("filters.find"))}" dir="auto">'
        if field in SEARCHABLE and len(rows) > 8
        else ""
    )
    inner = f'{find}<div class="choices" role="group" tabindex="0" aria-label="{title}">{items}</div>'
    if narrow:
        n = f' <span class="n">{len(chosen)}</span>' if chosen else ""
        return f'<details class="fold"{" open" if chosen else ""}><summary>{title}{n}</summary>{inner}</details>'
    return f"<fieldset><legend>{title}</legend>{inner}</fieldset>"


def page_title(title: str, lead: str = "", *, article: bool = False) -> None:
    """The page's one heading: what is seen; that of an article stands over its text, from right to left."""
    way = ' dir="rtl" lang="ar"' if article else ""
    heading = f'<h1 class="page-title{" art" if article else ""}" id="content" tabindex="-1"{way}>{title}</h1>'
    st.html(heading + (f'<p class="lead">{lead}</p>' if lead else ""))


def figure_head(title: str, sub: str = "", *, id: str = "") -> None:
    """Heading above a figure: what is seen, then how it is counted. Both are plain text."""
    attr = f' id="{esc(id)}"' if id else ""
    st.html(f'<section class="fig"{attr}><h2>{esc(title)}</h2>' + (f'<p class="sub">{esc(sub)}</p>' if sub else "") + "</section>")


def figure_foot(*parts: str) -> None:
    """Source and notes below a figure; plain text is escaped."""
    st.html(f'<p class="foot">{" ".join(esc(p) for p in parts if p)}</p>')


Choice = tuple[str, str, Sequence[tuple[str, str]], str]
"""URL key, label, ``(value, name)`` of each option, the default value."""


def choices(view: View, *groups: Choice, after: str = "") -> None:
    """Rows of links of which one each is in force, kept in the URL; ``after`` is a ready group beside them."""
    st.html(f'<div class="choices-row">{"".join(_choice(view, *group) for group in groups)}{after}</div>')


def _choice(view: View, key: str, label: str, options: Sequence[tuple[str, str]], default: str) -> str:
    now = view.get(key, default)
    links = "".join(
        marked(link(view.href(**{key: None if value == default else value, "p": None}), esc(name)), value == now) for value, name in options
    )
    return f'<div class="choice" role="group" aria-label="{esc(label)}"><span class="lbl">{esc(label)}</span>{links}</div>'


def marked(anchor: str, on: bool) -> str:
    """A link marked as the one in force."""
    return anchor.replace("<a ", '<a aria-current="true" ', 1) if on else anchor


def years(view: View, data: Data) -> None:
    """Talks per year as a strip of links that narrow every page to one year."""
    w, f = view.words, view.filters
    counts = data.years(f)
    if len(counts) < 2:
        return
    most = max(counts.values()) or 1
    now = f.date_from.year if f.date_from and f.date_to and f.date_from.year == f.date_to.year else None
    items = "".join(f"<li>{marked(_year(view, data, year, n, most), year == now)}</li>" for year, n in counts.items())
    st.html(f'<ol class="years" aria-label="{esc(w("timeline.years"))}">{items}</ol>')


def _year(view: View, data: Data, year: int, n: int, most: int) -> str:
    label = f"{year}: {view.words.count(n, 'talks')}"
    bar = f'<span class="y-bar" style="block-size:{2 + 30 * n / most:.0f}px"></span><span class="y-n">{year}</span>'
    return link(href(view.to(filters=data.with_year(view.filters, year), p=None, talk=None)), bar, label=label)


def pager(view: View, total: int, size: int) -> tuple[int, str]:
    """The offset of the page in force and the links to the pages beside it."""
    w = view.words
    last_page = max(1, -(-total // size))
    page = min(int(view.get("p", "1")), last_page)
    offset = (page - 1) * size
    if total <= size:
        return offset, ""
    text = w("page.of", first=offset + 1, last=min(offset + size, total), total=f"{total:,}")
    back = link(view.href(p=page - 1 if page > 2 else None), esc(w("page.previous"))) if page > 1 else ""
    on = link(view.href(p=page + 1), esc(w("page.next"))) if page < last_page else ""
    return offset, f'<nav class="pager" aria-label="{esc(w("page.label"))}"><span>{esc(text)}</span>{back}{on}</nav>'


def empty(view: View, data: Data) -> None:
    """What to do when nothing matches."""
    w = view.words
    st.html(
        f'<section class="empty"><h2>{esc(w("empty.title"))}</h2><p>{esc(w("empty.hint"))}</p>'
        f"{link(href(view.to(filters=data.no_filters(), p=None)), esc(w('empty.clear')), cls='btn')}</section>"
    )


def source_line(view: View, data: Data) -> str:
    """«Source: outlets, via Masarat» for the foot of a figure."""
    w = view.words
    names = data.outlet_names(view)
    if not names:
        return ""
    shown = esc(w("sep.list")).join(bdi(name) for name in names[:4])
    if len(names) > 4:
        shown += " " + esc(w.count(len(names) - 4, "more"))
    return Html(esc(w("chart.source", outlets="{}")).replace("{}", shown))


def plot(figure: Any, view: View, *, key: str, alt: str, on_select: Any = "ignore") -> None:
    """A Plotly chart with this language's month names and nobody else's servers; ``on_select`` gets the selected customdata."""
    from dashboard.charts.theme import plot_config

    w = view.words
    names = [w.month(m) for m in range(1, 13)]
    short = w.list("months.short") if view.lang == "en" else names
    config = plot_config(view.lang, names, short, w.list("days.long"))
    if on_select == "ignore":
        st.plotly_chart(figure, width="stretch", theme=None, key=key, config=config, alt=alt)
        return

    def chosen() -> None:
        points = st.session_state[key]["selection"]["points"]
        values = [p["customdata"][0] for p in points if p.get("customdata")]
        if values:
            on_select(str(values[0]))

    st.plotly_chart(figure, width="stretch", theme=None, key=key, config=config, alt=alt, on_select=chosen, selection_mode="points")
