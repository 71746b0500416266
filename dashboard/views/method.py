"""How it works in plain words, how well, what it does not know, the codebook, the data's version, how to cite."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import streamlit as st

from core.store.exports import codebook
from dashboard.data import ROOT
from dashboard.parts import frame
from dashboard.parts.markup import Column, Html, bdi, copy_button, esc, link, table
from dashboard.views.common import Page
from dashboard.words import MONTH_TRADITIONS

BASELINE = ROOT / "tests" / "eval_baseline.json"


def run(page: Page) -> None:
    """Draw the page."""
    w = page.view.words
    frame.link_bar(page.view)
    frame.page_title(esc(w("method.title")), esc(w("method.intro")))
    steps = "".join(f"<li>{esc(s)}</li>" for s in w.list("method.step"))
    limits = "".join(f"<li>{esc(s)}</li>" for s in w.list("method.limit"))
    st.html(f'<div class="method"><h2>{esc(w("method.steps"))}</h2><ol>{steps}</ol></div>')
    _accuracy(page)
    st.html(f'<div class="method"><h2>{esc(w("method.limits"))}</h2><ul>{limits}</ul></div>')
    _data(page)
    _rest(page)
    _codebook(page)


def figures(path: Path = BASELINE) -> list[tuple[str, str, dict[str, float]]]:
    """``(set, kind, {precision, recall, f1})`` of the measurements; empty where none are recorded."""
    if not path.exists():
        return []
    found: list[tuple[str, str, dict[str, float]]] = []
    for name, kinds in json.loads(path.read_text(encoding="utf-8")).items():
        if isinstance(kinds, dict):
            for kind, values in kinds.items():
                if isinstance(values, dict):
                    found.append((name, kind, {k: float(v) for k, v in values.items() if isinstance(v, (int, float))}))
                elif isinstance(values, (int, float)):
                    found.append((name, kind, {"f1": float(values)}))
    return found


def _accuracy(page: Page) -> None:
    w = page.view.words
    rows = figures()
    st.html(
        f'<div class="method"><h2>{esc(w("method.accuracy"))}</h2><p>'
        f"{esc(w('method.accuracy_sub' if rows else 'method.accuracy_none'))}</p></div>"
    )
    if not rows:
        return
    shown = ("precision", "recall", "f1")
    order = {kind: n for n, kind in reversed(list(enumerate(kind for _, kind, _ in rows)))}
    columns = [
        Column(w("method.field")),
        Column(w("method.set")),
        *(Column(w(f"method.{k}"), "num") for k in shown),
        Column(w("method.also"), "wide"),
    ]
    cells = [
        [
            esc(w.term("method.kinds", kind)),
            esc(w.term("method.sets", name)),
            *(esc(f"{values[k]:.2f}") if k in values else "–" for k in shown),
            esc(w("sep.list")).join(f"{esc(_part(page, k))} {bdi(f'{v:.2f}')}" for k, v in values.items() if k not in shown) or "–",
        ]
        for name, kind, values in sorted(rows, key=lambda row: order[row[1]])
    ]
    st.html(table(columns, cells, label=w("method.accuracy"), cls="cards"))


def _part(page: Page, name: str) -> str:
    """The word for one of the gate's shares («one day» is the day itself)."""
    return page.view.words.term("method.parts", {"one day": "day"}.get(name, name))


def _data(page: Page) -> None:
    w, meta = page.view.words, page.data.meta()
    shown = [(key, meta[key]) for key in ("version", "built_at", "input", "code", "knowledge", "format") if meta.get(key)]
    listing = "".join(f"<dt>{esc(w(_META[key]))}</dt><dd><code>{esc(value)}</code></dd>" for key, value in shown)
    cite = w("method.cite_text", built=meta.get("version", ""), input=meta.get("input", "")[:12], url="@url")
    st.html(
        f'<div class="method"><h2>{esc(w("method.data"))}</h2><dl class="meta">{listing}</dl>'
        f"<h2>{esc(w('method.cite'))}</h2><p>{_isolated(cite)}</p><p>"
        f"{copy_button(cite + 'method', w('copy.citation'), w('copy.done'), 'small')}</p></div>"
    )


def _isolated(text: str) -> str:
    """The citation with its codes isolated from the direction of the sentence."""
    return re.sub(r"[0-9a-f]{8,}", lambda m: f'<bdi dir="ltr">{m[0]}</bdi>', esc(text.replace("@url", "…")))


_META = {
    "version": "method.version",
    "built_at": "method.built",
    "input": "method.input",
    "code": "method.code",
    "knowledge": "method.knowledge",
    "format": "method.format",
}


def _rest(page: Page) -> None:
    view, w = page.view, page.view.words
    months = "".join(
        frame.marked(link(view_months(view, tradition), esc(w(f"months.name.{tradition}"))), view.months == tradition)
        for tradition in MONTH_TRADITIONS
    )
    own = "python -m core build my-articles/ --store my.duckdb\nMASARAT_STORE=my.duckdb streamlit run dashboard/app.py"
    st.html(
        f'<div class="method"><h2>{esc(w("method.own"))}</h2><p>{esc(w("method.own_text"))}</p><pre tabindex="0">{esc(own)}</pre>'
        f"<h2>{esc(w('method.report'))}</h2><p>{esc(w('method.report_text'))}</p>"
        f"<h2>{esc(w('method.privacy'))}</h2><p>{esc(w('method.privacy_text'))}</p>"
        f"<h2>{esc(w('method.licences'))}</h2><p>{esc(w('method.licences_text'))}</p>"
        f'<div class="choice" role="group" aria-label="{esc(w("months.label"))}"><span class="lbl">'
        f"{esc(w('months.label'))}</span>{months}</div></div>"
    )


def view_months(view: Any, tradition: str) -> str:
    """The same view with other Arabic month names."""
    from dataclasses import replace

    return replace(view, months=tradition).href()


def _codebook(page: Page) -> None:
    """The columns of the downloads, from the store's own codebook."""
    w = page.view.words
    st.html(f'<div class="method"><h2>{esc(w("method.codebook"))}</h2><p>{esc(w("method.codebook_sub"))}</p></div>')
    parts: list[str] = []
    rows: list[list[str]] = []
    heading = ""
    for line in [*codebook().splitlines(), "## "]:
        if line.startswith("## "):
            if rows:
                name = w(f"table.{heading}") if w.has(f"table.{heading}") else heading
                columns = [Column(w("method.column"), "nowrap"), Column(w("method.meaning"))]
                parts.append(f'<details class="more"><summary>{esc(name)}</summary>{table(columns, rows, label=name)}</details>')
            heading, rows = line[3:].strip(), []
        elif found := re.fullmatch(r"\| `([^`]+)` \| (.*) \|", line):
            rows.append([Html(f"<code>{esc(found[1])}</code>"), f'<span lang="en" dir="ltr">{esc(found[2])}</span>'])
    st.html("".join(parts))
