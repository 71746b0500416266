"""The one small script of the pages (``static/bridge.js``): document language, navigation without reload, copying."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.state import View

_HERE = Path(__file__).parent / "static"


def mount(view: View, *, title: str, focus: str | None, shade: str) -> str | None:
    """Run the script for ``view``; returns the address the reader asked for by a link or form, once."""
    bridge = st.components.v2.component("masarat_bridge", js=(_HERE / "bridge.js").read_text(encoding="utf-8"))
    words = view.words
    data: dict[str, Any] = {
        "lang": view.lang,
        "dir": words.dir,
        "page": view.page,
        "title": title,
        "focus": focus,
        "shade": shade,
        "names": {"attributes": []},
    }
    result = bridge(data=data, key="bridge", on_go_change=lambda: None)
    address = getattr(result, "go", None)
    return address if isinstance(address, str) and len(address) < 8000 else None


def style() -> None:
    """The style sheet of every page."""
    st.html(_HERE / "style.css")
