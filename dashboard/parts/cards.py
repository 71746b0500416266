"""Cards: one talk with its evidence, one quote in its context. All text comes from articles and is escaped."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from dashboard.charts.theme import Shade, status_style, symbol
from dashboard.data import Data, ids_of
from dashboard.parts.markup import arabic, bdi, copy_button, esc, link, outside, safe_url
from dashboard.state import View
from dashboard.words import Words, as_date, missing

REPORTS = 4
"""So many reports of a talk stand open on its card; the others are folded away."""


def status_mark(status: Any, words: Words, colours: Shade, *, inferred: bool = False) -> str:
    """Shape and word of a status, as on the timeline."""
    colour, shape = status_style(status, colours)
    return f'<span class="status">{symbol(colour, shape, hollow=inferred)}{esc(words.term("status", status))}</span>'


def people(ids: Any, view: View, data: Data, *, most: int | None = None) -> str:
    """Actors as links to their profiles."""
    w = view.words
    known = ids_of(ids)
    if not known:
        return f'<span class="soft">{esc(w("card.no_participants"))}</span>'
    names = [_person(i, view, data) for i in known]
    if most is not None and len(names) > most:
        return esc(w("sep.list")).join(names[:most]) + " " + esc(w.count(len(names) - most, "more"))
    return esc(w("sep.list")).join(names)


def _person(actor: str, view: View, data: Data) -> str:
    """A name, linked to its profile; articles of this session link nowhere."""
    name = bdi(data.name("actor", actor, view.words))
    return name if view.page == "add" else link(view.href("actors", who=actor), name)


def talk_title(row: Mapping[str, Any], view: View, data: Data) -> str:
    """A talk's name: its documented name, otherwise kind and place or participants. Plain text."""
    w = view.words
    name = row.get("name_ar" if view.lang == "ar" else "name_en") or row.get("name_ar")
    if isinstance(name, str) and name:
        return name
    kind = w.term("kind", row.get("kind"))
    who = w.join((data.name("actor", i, w) for i in ids_of(row.get("participants"))), most=3)
    title = kind[:1].upper() + kind[1:]
    where = data.name("place", row.get("place_id"), w) if _filled(row.get("place_id")) else ""
    return f"{title}: {who or where}" if who or where else title


def talk_card(talk_id: str, view: View, data: Data, colours: Shade) -> str:
    """The talk with who, when, where, its reports in their own words, and where they disagree; empty when unknown."""
    found = data.talk(talk_id)
    if found is None:
        return f'<p class="note" id="talk-card" role="status">{esc(view.words("card.not_found"))}</p>'
    w = view.words
    row = dict(found["talk"])
    row["participants"] = list(found["participants"]["actor_id"]) if len(found["participants"]) else []
    documented = found.get("documented")
    if documented:
        row |= {"name_ar": documented["name_ar"], "name_en": documented["name_en"]}
    facts = [(w("card.who"), people(row["participants"], view, data))]
    inferred = row.get("days_basis") != "stated"
    when = f"{bdi(w.days(row.get('date_start'), row.get('date_end')))}"
    if row.get("days_basis"):
        when += f' <span class="soft">{esc(w("sep.dot"))}{esc(w.term("days_basis", row["days_basis"]))}</span>'
    facts.append((w("card.when"), when))
    if _filled(row.get("place_id")):
        facts.append((w("card.where"), link(view.href("map", at=row["place_id"]), bdi(data.name("place", row["place_id"], w)))))
    if _filled(row.get("track")):
        extra = f' <span class="soft">{esc(w("card.round", n=int(row["round"])))}</span>' if _filled(row.get("round")) else ""
        facts.append((w("card.track"), bdi(data.name("track", row["track"], w)) + extra))
    if _filled(row.get("first_reported")):
        ahead = row.get("announced_before")
        note = (
            f' <span class="soft">{esc(w("sep.dot"))}{esc(w("card.announced", days=w.count(int(ahead), "days")))}</span>'
            if _filled(ahead) and ahead > 0
            else ""
        )
        facts.append((w("card.first_report"), bdi(w.day(row["first_reported"])) + note))
    facts += _disagreements(row.get("disagreement"), view, data)
    if documented:
        facts.append((w("card.documented"), outside(documented.get("source"), bdi(w.name(documented)))))
    listing = "".join(f"<dt>{esc(k)}</dt><dd>{v}</dd>" for k, v in facts)
    counts = esc(w.count(int(row["n_reports"]), "reports"))
    if row["n_outlets"]:
        counts += f"{esc(w('sep.dot'))}{esc(w.count(int(row['n_outlets']), 'outlets'))}"
    told = [_report(r, row, view, data) for r in found["reports"].to_dict("records")]
    reports = "".join(told[:REPORTS])
    if len(told) > REPORTS:
        more = esc(w("card.more_reports", n=w.count(len(told) - REPORTS, "reports")))
        reports += f'<details class="more"><summary>{more}</summary>{"".join(told[REPORTS:])}</details>'
    return (
        f'<article class="card" id="talk-card" aria-label="{esc(talk_title(row, view, data))}"><h3>{bdi(talk_title(row, view, data))}</h3>'
        f'<p>{status_mark(row.get("status"), w, colours, inferred=inferred)}{esc(w("sep.dot"))}<span class="soft">{counts}</span></p>'
        f"<dl>{listing}</dl>{reports}{_actions('talk', talk_id, view, row)}</article>"
    )


def _report(row: Mapping[str, Any], talk: Mapping[str, Any], view: View, data: Data) -> str:
    """One article's words, with the day and place it gives where they are not those of the card."""
    w = view.words
    own_days = (as_date(row.get("date_start")), as_date(row.get("date_end")))
    differs = []
    if own_days[0] and own_days != (as_date(talk.get("date_start")), as_date(talk.get("date_end"))):
        differs.append(bdi(w.days(*own_days)))
    if _filled(row.get("place_id")) and row["place_id"] != talk.get("place_id"):
        differs.append(bdi(data.name("place", row["place_id"], w)))
    here = f"{esc(w('sep.dot'))}{esc(w('card.says'))} {esc(w('sep.list')).join(differs)}" if differs else ""
    outlet = data.outlet(row, w)
    read = link(view.href("article", id=row["doc_id"], talk=talk["talk_id"]) + "#here", esc(w("card.open_article")))
    published = row.get("published_from")
    day = f"{esc(w('sep.dot'))}{bdi(w.days(published, row.get('published_to')))}" if _filled(published) else ""
    title = f"{esc(w('sep.dot'))}{bdi(row['title'])}" if _filled(row.get("title")) else ""
    own = f"{esc(w('sep.dot'))}{outside(row.get('url'), esc(w('card.original')))}" if safe_url(row.get("url")) else ""
    status = f"{esc(w('sep.dot'))}{esc(w.term('status', row.get('status')))}" if row.get("status") else ""
    return (
        f'<div class="evidence"><blockquote cite="">{arabic(row.get("evidence"))}</blockquote>'
        f'<p class="by">{esc(w("card.as_reported"))} {bdi(outlet)}{day}{status}{here}{title}{esc(w("sep.dot"))}{read}{own}</p></div>'
    ).replace(' cite=""', "")


def _disagreements(raw: Any, view: View, data: Data) -> list[tuple[str, str]]:
    if not isinstance(raw, dict):
        return []
    w = view.words
    out = []
    for field, values in raw.items():
        name = w("card.disagree_in." + field) if w.has("card.disagree_in." + field) else field
        shown = [_value(field, v, w, data) for v in (values if isinstance(values, list) else list(values))]
        out.append((f"{w('card.disagree')} {name}", bdi(w.join(shown))))
    return out


def _value(field: str, value: Any, words: Words, data: Data) -> str:
    if field == "days":
        first, _, last = str(value).partition("..")
        return words.days(first, last or first)
    if field == "place":
        return data.name("place", str(value), words)
    if field in ("status", "kind"):
        return words.term(field, value)
    return str(value)


def quote_block(row: Mapping[str, Any], view: View, data: Data, *, chosen: bool = False) -> str:
    """One quote: who, what, how; its sentence on a click, its place in the article, a citation to copy."""
    w = view.words
    if _filled(row.get("speaker")):
        who = link(view.href("actors", who=row["speaker"]), bdi(w.name(row, "speaker")), cls="who")
        if _filled(row.get("speaker_text")) and view.lang == "en":
            who += f' <span class="tagline">{esc(w("quotes.named_as", text=""))}{bdi(row["speaker_text"])}</span>'
    else:
        named = row.get("speaker_text")
        who = f'<span class="who">{bdi(named) if _filled(named) else esc(w("quotes.unknown_speaker"))}</span>'
    outlet = data.outlet(row, w)
    when = w.days(row.get("published_from"), row.get("published_to")) if _filled(row.get("published_from")) else w("unknown_day")
    inferred = f" ({esc(w('days_basis.inferred'))})" if row.get("published_basis") == "inferred" else ""
    how = f"{esc(w.term('mode', row.get('mode')))}"
    if _filled(row.get("cue_class")):
        how += f"{esc(w('sep.dot'))}{esc(w.term('cue', row['cue_class']))}"
    if _filled(row.get("cue")):
        how += f" {arabic('«' + str(row['cue']) + '»')}"
    read = link(view.href("article", id=row["doc_id"], quote=row["quote_id"]) + "#here", esc(w("card.open_article")))
    own = f"{esc(w('sep.dot'))}{outside(row.get('url'), esc(w('card.original')))}" if safe_url(row.get("url")) else ""
    sentence = row.get("sentence_text")
    context = (
        f"<details><summary>{esc(w('card.context'))}</summary><blockquote>{_marked(sentence, row)}</blockquote></details> "
        if _filled(sentence)
        else ""
    )
    marks = ("«", "»") if row.get("mode") == "direct" else ("", "")
    return (
        f'<article class="saying{" on" if chosen else ""}" id="q-{esc(row["quote_id"])}"><p>{who}</p>'
        f"<blockquote>{arabic(marks[0] + str(row['content']) + marks[1])}</blockquote>"
        f'<p class="by">{how}{esc(w("sep.dot"))}{esc(w("card.as_reported"))} {bdi(outlet)}{esc(w("sep.dot"))}{bdi(when)}{inferred}'
        f"{esc(w('sep.dot'))}{read}{own}</p>"
        f'<div class="by tools">{context}{copy_button(citation(row, view, outlet, when), w("copy.citation"), w("copy.done"), "quiet")} '
        f"{_report_link('quote', str(row['quote_id']), view, row, 'quiet')}</div></article>"
    )


def _marked(sentence: Any, row: Mapping[str, Any]) -> str:
    """The sentence with the quote marked by its offsets."""
    text = str(sentence)
    start = int(row["char_start"]) - int(row["sentence_start"])
    end = int(row["char_end"]) - int(row["sentence_start"])
    if not 0 <= start < end <= len(text):
        return arabic(text)
    return f'<span lang="ar" dir="rtl">{esc(text[:start])}<mark>{esc(text[start:end])}</mark>{esc(text[end:])}</span>'


def citation(row: Mapping[str, Any], view: View, outlet: str, when: str) -> str:
    """A citation as text: speaker, words, outlet, day, title, link."""
    w = view.words
    speaker = w.name(row, "speaker") if _filled(row.get("speaker")) else str(row.get("speaker_text") or w("quotes.unknown_speaker"))
    parts = [speaker, f"«{row['content']}»", outlet, when]
    if _filled(row.get("title")):
        parts.append(str(row["title"]))
    if safe_url(row.get("url")):
        parts.append(str(row["url"]))
    parts.append(f"@url{view.to('quotes', filters=data_free(view), quote=row['quote_id']).href()}")
    return w("sep.list").join(parts)


def data_free(view: View) -> Any:
    """Filters that choose everything."""
    return type(view.filters)()


def _actions(kind: str, row_id: str, view: View, row: Mapping[str, Any]) -> str:
    w = view.words
    perma = copy_button(
        "@url" + view.to("timeline", filters=data_free(view), talk=row_id).href(), w("card.permalink"), w("copy.done"), "small"
    )
    close = link(view.href(talk=None), esc(w("card.close")), cls="btn small")
    return f'<div class="row">{perma}{_report_link(kind, row_id, view, row)}{close}</div>'


def _report_link(kind: str, row_id: str, view: View, row: Mapping[str, Any], cls: str = "small") -> str:
    """A prefilled issue where ``MASARAT_ISSUES`` names the repository's issue page, otherwise the row's id to copy."""
    w = view.words
    where = safe_url(os.environ.get("MASARAT_ISSUES"))
    label = w("card.report")
    text = f"{kind} {row_id}\nrule: {row.get('rule') or row.get('kind') or ''}\n"
    if where is None:
        return copy_button(f"{text}@url{view.href()}", label, w("copy.done"), cls)
    query = urlencode({"title": f"{kind} {row_id}", "body": text})
    return f'<a class="btn {cls}" href="{esc(where)}/new?{esc(query)}" target="_blank" rel="noopener noreferrer">{esc(label)}</a>'


def _filled(value: Any) -> bool:
    return not missing(value) and value != ""
