"""The one small script of the pages (``static/bridge.js``): document language, navigation without reload, copying."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.state import View

_HERE = Path(__file__).parent / "static"


def mount(view: View, *, title: str, focus: str | None, shade: str, narrow: bool) -> tuple[str | None, dict[str, Any] | None, bool]:
    """Run the script for ``view``. Returns the address the reader asked for by a link or form (once), what a form with files sent
    (once), and whether the window is narrow."""
    bridge = st.components.v2.component("masarat_bridge", js=(_HERE / "bridge.js").read_text(encoding="utf-8"))
    words = view.words
    data: dict[str, Any] = {
        "lang": view.lang,
        "dir": words.dir,
        "page": view.page,
        "title": title,
        "focus": focus,
        "shade": shade,
        "narrow": narrow,
    }
    result = bridge(data=data, key="bridge", on_go_change=_nothing, on_job_change=_nothing, on_narrow_change=_nothing)
    address, job = getattr(result, "go", None), getattr(result, "job", None)
    return (
        address if isinstance(address, str) and len(address) < 8000 else None,
        dict(job) if isinstance(job, dict) else None,
        bool(getattr(result, "narrow", narrow)),
    )


def _nothing() -> None:
    """Streamlit wants a callback for every value a component may send."""


def style() -> None:
    """The style sheet of every page."""
    st.html(_HERE / "style.css")
