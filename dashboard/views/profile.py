"""One actor: offices, talks, partners, places over time, quotes, how the articles name it; two actors side by side."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import profiles
from dashboard.charts.months import months_figure
from dashboard.charts.theme import SERIES, side_style, symbol
from dashboard.charts.timeline import Lane, timeline_figure
from dashboard.parts import cards, frame
from dashboard.parts.markup import arabic, bars, bdi, chart_text, esc, link, outside
from dashboard.state import whole_day
from dashboard.views.common import Page, go, selected_talk, talk_row_short
from dashboard.views.timeline import with_hover
from dashboard.words import number


def show(page: Page, who: str) -> None:
    """Draw the profile of ``who``, beside that of the actor in ``vs`` where there is one."""
    view, data, w = page.view, page.data, page.view.words
    other = view.get("vs")
    if other and not data.known("actor", other):
        st.html(f'<p class="note" role="status">{esc(w("actors.not_found"))}</p>')
        other = ""
    frame.page_title(
        esc(
            data.name("actor", who, w)
            if not other
            else w("actors.compare_title", a=data.name("actor", who, w), b=data.name("actor", other, w))
        )
    )
    if other:
        left, right = st.columns(2, gap="large")
        with left:
            _one(page, who, short=True)
        with right:
            _one(page, other, short=True)
        _common(page, who, other)
    else:
        _one(page, who, short=False)
    selected_talk(page)
    st.html(f"<p>{link(view.href(who=None, vs=None, talk=None), esc(w('card.close')), cls='btn small')}</p>")


def _one(page: Page, who: str, *, short: bool) -> None:
    view, data, w = page.view, page.data, page.view.words
    profile = data.actor_profile(who, view.filters)
    if profile is None:
        st.html(f'<p class="note">{esc(w("actors.not_found"))}</p>')
        return
    actor = profile["actor"]
    st.html(_facts(page, actor, profile["counts"], heading=short))
    mine = data.with_actor(view.filters, who)
    attended = profiles.talks_of(data, who, view.filters)
    said = data.with_speaker(view.filters, who)
    blocks = [
        (w("actors.partners"), _ranked(page, profile["partners"], "actors", "who", "actor_id") + _compare(page, profile["partners"], who)),
        (w("actors.places"), _ranked(page, profile["places"], "map", "at", "place_id")),
    ]
    if not short:
        cue = profile["cue_classes"]
        rows = [(esc(w.term("cue", r["cue_class"])), float(r["n"]), number(r["n"])) for r in cue.head(8).to_dict("records")]
        blocks.append((w("actors.cues"), bars(rows, label=w("actors.cues")) if rows else ""))
    body = "".join(f'<section class="fig"><h2>{esc(h)}</h2>{inner}</section>' for h, inner in blocks if inner)
    st.html(f'<div class="{"" if short else "three"}">{body}</div>')
    _months(page, profile["months"], who)
    if not short:
        _where_when(page, attended, profile["places"], who)
    talks = attended.head(6)
    quotes = data.quotes(said, sort="-day", limit=3 if short else 5, offset=0)
    if len(talks):
        items = "".join(talk_row_short(page, r, to="actors").replace('href="actors?', 'href="timeline?') for r in talks.to_dict("records"))
        st.html(
            f'<section class="fig"><h2>{esc(w("actors.latest_talks"))}</h2><ol class="plain">{items}</ol>'
            f"<p>"
            f"{link(view.href('timeline', filters=mine), esc(w('actors.see_talks')))}{esc(w('sep.dot'))}"
            f"{link(view.href('map', who=who), esc(w('map.itinerary')))}</p></section>"
        )
    if len(quotes):
        items = "".join(cards.quote_block(r, view, data) for r in quotes.to_dict("records"))
        st.html(
            f'<section class="fig"><h2>{esc(w("actors.latest_quotes"))}</h2>{items}<p>'
            f"{link(view.href('quotes', filters=said), esc(w('actors.see_quotes')))}</p></section>"
        )


def _facts(page: Page, actor: dict[str, Any], counts: dict[str, Any], *, heading: bool) -> str:
    view, data, w = page.view, page.data, page.view.words
    parts = [esc(w.term("actor_kind", actor.get("kind")))]
    if isinstance(actor.get("side"), str):
        parts.append(
            f'<span class="status">{symbol(*side_style(actor["side"], page.colours))}{bdi(data.name("side", actor["side"], w))}</span>'
        )
    if isinstance(actor.get("affiliation"), str):
        parts.append(f"{esc(w('actors.affiliation'))} {cards.people([actor['affiliation']], view, data)}")
    if not actor.get("known", True):
        parts.append(esc(w("actors.unknown_actor")))
    other = actor.get("name_en" if view.lang == "ar" else "name_ar")
    if isinstance(other, str) and other:
        parts.insert(0, bdi(other))
    counted = esc(w("sep.dot")).join(esc(w.count(int(counts.get(k) or 0), k)) for k in ("talks", "quotes", "mentions"))
    title = f"<h2>{bdi(w.name(actor))}</h2>" if heading else ""
    spellings = data.spellings(actor["actor_id"])
    found = f'<p class="by">{esc(w("actors.spellings"))}: {esc(w("sep.list")).join(arabic(s) for s in spellings)}</p>' if spellings else ""
    found += _offices(page, actor["actor_id"])
    return f'{title}<p class="lead">{esc(w("sep.dot")).join(parts)}</p><p>{counted}</p>{found}'


def _offices(page: Page, actor: str) -> str:
    """Terms of office with their sources, latest first."""
    data, w = page.data, page.view.words
    items = ""
    for term in data.offices(actor)[:6]:
        first, last = whole_day(term["from"], last=False), whole_day(term["to"], last=True)
        first_text = term["from"] if len(term["from"]) < 10 else w.day(first)
        last_text = term["to"] if len(term["to"]) < 10 else w.day(last)
        when = f"{first_text} – {last_text}" if term["to"] else w("actors.since", day=first_text)
        of = data.name("actor", term["of"], w) if term["of"] else ""
        what = w.name(term) + (f"{w('sep.list')}{of}" if of else "")
        items += f'<li>{outside(term["source"], bdi(what))} <span class="soft">{bdi(when)}</span></li>'
    return f'<p class="by">{esc(w("actors.offices"))}</p><ul class="offices">{items}</ul>' if items else ""


def _compare(page: Page, partners: pd.DataFrame, who: str) -> str:
    """Links that set another actor beside this one."""
    view, w = page.view, page.view.words
    if view.get("vs") or partners.empty:
        return ""
    links = (link(view.href("actors", who=who, vs=r["actor_id"]), bdi(w.name(r))) for r in partners.head(4).to_dict("records"))
    return f'<p class="by">{esc(w("actors.compare"))}: {esc(w("sep.dot")).join(links)}</p>'


def _where_when(page: Page, talks: pd.DataFrame, places: pd.DataFrame, who: str) -> None:
    """The actor's talks in time, in lanes by place."""
    view, w = page.view, page.view.words
    lanes = [Lane(r["place_id"], chart_text(w.name(r))) for r in places.head(6).to_dict("records")]
    shown = talks.assign(lane=talks["place_id"]).dropna(subset=["date_start", "lane"])
    shown = shown[shown["lane"].isin([lane.key for lane in lanes])]
    if len(shown) < 2:
        return
    frame.figure_head(w("actors.when_where"), w("actors.when_where_sub"))
    figure = timeline_figure(
        with_hover(page, shown), lanes, page.colours, rtl=view.lang == "ar", narrow=page.narrow, slider=False,
        selected=view.get("talk") or None,
    )  # fmt: skip
    frame.plot(figure, view, key=f"where-{who}", alt=w("actors.when_where_sub"), on_select=go(page, talk=None))


def _ranked(page: Page, rows: pd.DataFrame, target: str, key: str, column: str) -> str:
    view, w = page.view, page.view.words
    if rows.empty:
        return ""
    value = next(c for c in ("n", "talks", "weight") if c in rows.columns)
    out = []
    for r in rows.sort_values(value, ascending=False).head(8).to_dict("records"):
        out.append((link(view.href(target, **{key: r[column]}), bdi(w.name(r))), float(r[value]), number(r[value])))
    return bars(out, label=w("actors.partners"))


def _months(page: Page, months: pd.DataFrame, who: str) -> None:
    """Talks and quotes per month; of two actors side by side on the same axes."""
    w, pair = page.view.words, [page.view.get("who"), page.view.get("vs")]
    both = [months]
    if all(pair):
        both = [p["months"] for p in (page.data.actor_profile(a, page.view.filters) for a in pair) if p is not None]
    dated = pd.concat(both).dropna(subset=["month"])
    if dated.empty:
        return
    month = pd.to_datetime(dated["month"])
    span, most = (month.min(), month.max()), float((dated["talks"] + dated["quotes"]).max())
    months = months.dropna(subset=["month"])
    if len(months) < 2:
        return
    counts = months.melt(id_vars="month", value_vars=["talks", "quotes"], var_name="series", value_name="n")
    series = [("talks", w("table.talks")), ("quotes", w("table.quotes"))]
    frame.figure_head(w("actors.months"), w("actors.months_sub"))
    marks = "".join(f"<span>{symbol(page.colours.hues[SERIES[i]], 'square')} {esc(label)}</span>" for i, (_, label) in enumerate(series))
    st.html(f'<div class="legend">{marks}</div>')
    frame.plot(
        months_figure(counts, series, page.colours, rtl=page.view.lang == "ar", height=210, span=span, most=most),
        page.view,
        key=f"months-{who}",
        alt=w("actors.months_sub"),
    )


def _common(page: Page, a: str, b: str) -> None:
    view, data, w = page.view, page.data, page.view.words
    rows = data.common_talks(view.filters, a, b)
    items = "".join(talk_row_short(page, r) for r in rows.to_dict("records"))
    inner = f'<ol class="plain">{items}</ol>' if items else f'<p class="soft">{esc(w("actors.common_none"))}</p>'
    st.html(f'<section class="fig"><h2>{esc(w("actors.common"))}: {len(rows)}</h2>{inner}</section>')
