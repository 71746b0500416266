"""Files of exactly what is shown. The formats are made by ``core.store.exports``; here are only the buttons."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.parts.markup import esc


def bar(page: Any, subject: str, *, name: str, measure: str = "", frame: pd.DataFrame | None = None, doc: str = "") -> None:
    """The download buttons of a page."""
    st.html(f'<section class="fig"><h2>{esc(page.view.words("download.title"))}</h2></section>')
