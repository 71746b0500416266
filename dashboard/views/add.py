"""Add articles: paste, upload or by address; extracted at once, kept for this session alone."""

from __future__ import annotations

import logging
import os
from dataclasses import replace
from typing import Any

import streamlit as st

from dashboard.jobs import MAX_BYTES, MAX_TEXT, SECONDS, Job, JobError
from dashboard.parts import frame
from dashboard.parts.markup import bdi, esc, link
from dashboard.state import whole_day
from dashboard.views import article
from dashboard.views.common import Page

log = logging.getLogger("masarat.dashboard")


def allowed() -> bool:
    """Whether this deployment lets readers add articles (``MASARAT_ADD=off`` says no)."""
    return os.environ.get("MASARAT_ADD", "on").lower() not in ("off", "0", "no")


def fetching() -> bool:
    """Whether addresses may be fetched (only with ``MASARAT_ALLOW_FETCH=1``)."""
    return os.environ.get("MASARAT_ALLOW_FETCH", "") == "1"


def take(asked: dict[str, Any]) -> None:
    """What the page's forms sent: new articles or a corrected day."""
    if not allowed():
        return
    job = _job()
    st.session_state.pop("job_error", None)
    try:
        if asked.get("correct"):
            job.correct(str(asked["correct"]), whole_day(str(asked.get("published") or "")[:40], last=False))
        else:
            job.add({**asked, "published": whole_day(str(asked.get("published") or "")[:40], last=False)}, fetch=fetching())
    except JobError as error:
        st.session_state["job_error"] = str(error)
    except Exception:  # whatever a visitor sends, the page stands; the log says where it broke
        log.exception("what was sent could not be taken in")
        st.session_state["job_error"] = "failed"


def run(page: Page) -> None:
    """Draw the page."""
    w = page.view.words
    frame.page_title(esc(w("add.title")), esc(w("add.lead") if allowed() else w("add.switched_off")))
    if not allowed():
        return
    fault = st.session_state.get("job_error")
    if fault:
        fields = {"too_long": {"n": f"{MAX_TEXT:,}"}, "too_much": {"mb": MAX_BYTES // 1_000_000}}.get(fault, {})
        st.html(f'<p class="note" role="alert">{esc(w(f"add.{fault}", **fields))}</p>')
    _form(page)
    job = _job()
    state = job.poll()
    if state in ("working", "waiting"):
        _working(state, w(f"add.{state}"), w("add.cancel"))
        return
    if state in ("failed", "timeout", "memory", "cancelled"):
        text = w(f"add.{state}", seconds=SECONDS) if state in ("timeout",) else w(f"add.{state}")
        st.html(f'<p class="note" role="alert">{esc(text)}</p>')
    if state == "done":
        _results(page, job)


def _job() -> Job:
    if "job" not in st.session_state:
        st.session_state["job"] = Job()
    return st.session_state["job"]


@st.fragment(run_every=1.0)
def _working(state: str, text: str, cancel: str) -> None:
    job = _job()
    if job.poll() != state:
        st.rerun()
    st.html(f'<p class="note" role="status">{esc(text)}</p>')
    if st.button(cancel, key="cancel"):
        job.stop()
        st.rerun()


def _form(page: Page) -> None:
    w = page.view.words
    url = (
        f'<label class="lbl" for="a-url">{esc(w("add.url_label"))}</label>'
        f'<input id="a-url" name="url" type="url" dir="ltr" maxlength="2000">'
        if fetching()
        else f'<p class="hint">{esc(w("add.url_off"))}</p>'
    )
    st.html(
        f'<form class="addform" data-job="1" data-most="{MAX_BYTES}" aria-label="{esc(w("add.title"))}">'
        f'<div class="field"><label class="lbl" for="a-text">{esc(w("add.paste"))}</label>'
        f'<textarea id="a-text" name="text" rows="9" dir="auto" maxlength="{MAX_TEXT}" aria-describedby="a-hint">'
        f'</textarea><p class="hint" id="a-hint">{esc(w("add.paste_hint"))}</p></div>'
        f'<div class="field"><span class="lbl">{esc(w("add.upload"))}</span><label class="btn file">'
        f'<input class="vh" type="file" name="files" multiple '
        f'accept=".txt,.md,.html,.htm,.csv,.jsonl,.gz" data-names="a-names">{esc(w("add.choose"))}</label>'
        f'<output id="a-names" class="hint"></output>'
        f'<p class="hint">{esc(w("add.upload_hint", mb=MAX_BYTES // 1_000_000))}</p>'
        f'<span class="lbl">{esc(w("add.url"))}</span>{url}'
        f'<label class="lbl" for="a-day">{esc(w("add.published"))}</label>'
        f'<input id="a-day" name="published" type="text" dir="ltr" maxlength="10" autocomplete="off">'
        f'<p class="hint">{esc(w("add.published_hint"))}</p>'
        f'<label class="lbl" for="a-source">{esc(w("add.source"))}</label>'
        f'<input id="a-source" name="source" type="text" dir="auto" maxlength="120" autocomplete="off"></div>'
        f'<div class="actions"><button class="btn primary" type="submit">{esc(w("add.run"))}</button></div></form>'
    )


def _results(page: Page, job: Job) -> None:
    w = page.view.words
    data = job.data()
    if data is None:
        return
    skipped = "".join(f'<li dir="ltr" lang="en">{esc(line)}</li>' for line in job.skipped[:20])
    if skipped:
        st.html(f'<div class="note"><b>{esc(w("add.skipped"))}</b><ul>{skipped}</ul></div>')
    filters = data.no_filters()
    facts = data.overview(filters)
    said = w("add.done", docs=w.count(facts["documents"], "documents"), **{k: w.count(facts[k], k) for k in ("talks", "quotes")})
    st.html(f'<p class="lead" role="status">{esc(said)}</p>')
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            w("add.download"),
            data=job.lines(),
            file_name="masarat-articles.jsonl",
            mime="application/x-ndjson",
            on_click="ignore",
            key="lines",
        )
        st.download_button(w("add.store"), data=job.store_bytes(), file_name="masarat-articles.duckdb", on_click="ignore", key="store")
        if st.button(w("add.forget"), key="forget"):
            job.forget()
            del st.session_state["job"]
            st.rerun()
    rows = data.articles(filters, sort="doc_id", limit=100, offset=0)
    if rows.empty:
        return
    mine = replace(page, data=data, view=replace(page.view, filters=filters))
    wanted = page.view.get("id")
    ids = list(rows["doc_id"])
    chosen = wanted if wanted in ids else ids[-1]
    if len(ids) > 1:
        items = "".join(
            "<li>"
            + frame.marked(
                link(page.view.href(id=r["doc_id"], talk=None, quote=None), bdi(r["title"] or r["doc_id"])), r["doc_id"] == chosen
            )
            + "</li>"
            for r in rows.to_dict("records")
        )
        st.html(f'<section class="fig"><h2>{esc(w("add.yours"))}</h2><ol>{items}</ol></section>')
    found = data.article(chosen)
    if found is not None:
        article.body(mine, found)
        _correct(page, chosen, found["document"])


def _correct(page: Page, doc_id: str, document: dict[str, Any]) -> None:
    w = page.view.words
    st.html(
        f'<form class="search" data-job="1" aria-label="{esc(w("add.correct"))}"><input type="hidden" name="correct" value="{esc(doc_id)}">'
        f"<input "
        f'type="text" name="published" dir="ltr" maxlength="10" aria-label="{esc(w("add.correct"))}" '
        f'value="{esc(document.get("published_from") or "")}" autocomplete="off">'
        f'<button class="btn" type="submit">{esc(w("add.recalc"))}</button></form>'
    )
