"""Masarat's dashboard: ``streamlit run dashboard/app.py``. Opens the store, reads the URL, runs one page."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from core.store.query import StoreError  # noqa: E402
from dashboard import bridge, logs, opening, state  # noqa: E402
from dashboard.charts import theme  # noqa: E402
from dashboard.parts import frame  # noqa: E402
from dashboard.parts.markup import esc, link  # noqa: E402
from dashboard.views import add  # noqa: E402
from dashboard.views.common import Page  # noqa: E402
from dashboard.words import Words  # noqa: E402

logs.start()
log = logging.getLogger("masarat.dashboard")


def main() -> None:
    """One run of the app for one URL."""
    query = {key: st.query_params.get_all(key) for key in st.query_params}
    lang = "en" if query.get("lang", [""])[0] == "en" else "ar"
    words = Words(lang)
    st.set_page_config(
        page_title=words("brand"),
        page_icon=str(Path(__file__).parent / "static" / "icon.png"),
        layout="wide",
        initial_sidebar_state="collapsed",
    )
    pages = {name: _page(name, words) for name in state.PAGES}
    chosen = st.navigation(list(pages.values()), position="hidden")
    name = next((key for key, page in pages.items() if page.url_path == chosen.url_path), "overview")
    view = state.read(name, query)
    bridge.style()
    colours = theme.shade(st.session_state.get("shade") or st.context.theme.type)
    title = f"{words('nav.' + name)} – {words('brand')}"
    focus = "talk-card" if view.get("talk") else "at-card" if view.get("at") else f"q-{view.get('quote')}" if view.get("quote") else None
    if name == "article" and (view.get("talk") or view.get("quote")):
        focus = "here"
    narrow = bool(st.session_state.get("narrow", False))
    said = bridge.mount(view, title=title, focus=focus, shade=colours.name, narrow=narrow)
    st.session_state["narrow"] = said.narrow
    if said.shade is not None:
        st.session_state["shade"] = said.shade
        colours = theme.shade(said.shade)
    if said.job is not None and name == "add":
        add.take(said.job)
    if said.address:
        page, raw = state.parse_href(said.address)
        asked = state.read(page, raw)
        st.session_state["dropped"] = asked.dropped
        st.switch_page(pages[page], query_params=asked.query())
    st.session_state["colours"] = colours.name
    chosen.run()


def _page(name: str, words: Words) -> st.Page:
    def body() -> None:
        show(name)

    body.__name__ = f"page_{name}"
    return st.Page(body, title=words(f"nav.{name}"), url_path=name, default=name == "overview")


def show(name: str) -> None:
    """Frame and body of one page; a fault becomes a sentence, never a traceback."""
    query = {key: st.query_params.get_all(key) for key in st.query_params}
    view = state.read(name, query)
    colours = theme.shade(st.session_state.get("colours"))
    frame.masthead(view, add=add.allowed())
    try:
        data = opening.data(view)
    except StoreError as error:
        log.error("the store cannot be opened: %s", error)
        opening.broken(view, error)
        return
    run: Callable[[Page], None] = import_module(f"dashboard.views.{name}").run
    try:
        filters, unknown = data.drop_unknown(view.filters)
        missing = state.unknown_page(st.context.url, st.get_option("server.baseUrlPath") or "")
        view = state.with_dropped(view, filters, (*unknown, *st.session_state.pop("dropped", ()), *missing))
        if data.sample:
            st.html(f'<p class="note">{esc(view.words("store.sample"))}</p>')
        if name not in ("add", "method") and not (name == "article" and view.get("id")):
            frame.filter_bar(view, data, narrow=bool(st.session_state.get("narrow")))
        run(Page(view, data, colours, bool(st.session_state.get("narrow"))))
    except StoreError as error:  # damage that shows only where it is read
        log.error("the store cannot be read: %s", error)
        opening.broken(view, error)
    except Exception as error:  # the reader gets a sentence and a way on, the log gets the fault
        if type(error).__module__.startswith("streamlit"):
            raise
        log.exception("page %s failed", name)
        w = view.words
        st.html(
            f'<section class="empty" role="alert"><h2>{esc(w("error.title"))}</h2><p>{esc(w("error.hint"))}</p>'
            f"{link(f'./?lang={view.lang}', esc(w('error.home')), cls='btn')}</section>"
        )


main()
