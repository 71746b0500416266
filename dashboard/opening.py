"""Opening the store, building one from the sample articles where there is none, and saying so when it cannot be opened."""

from __future__ import annotations

import threading
from pathlib import Path

import streamlit as st

from core.ingest.clean import Furniture
from core.store.query import StoreError, open_store
from core.store.reference import KNOWLEDGE, code_fingerprint, load_reference
from dashboard.data import ROOT, Data, opened, stamp_of, store_path
from dashboard.parts.markup import esc
from dashboard.state import View

_BUILDING = threading.Lock()
_CHECKED: set[str] = set()
"""Sample stores this process has found to be made by the code and knowledge as they are."""


def data(view: View) -> Data:
    """The data of this app. Raises ``StoreError`` when the named store is missing or broken."""
    path, sample = store_path()
    if sample and str(path) not in _CHECKED:
        if not _fresh(path):
            _build_sample(path, view)
        _CHECKED.add(str(path))
    if not path.exists():
        raise StoreError(f"{path.name}: there is no such store: build it with python -m core build")
    stamp = stamp_of(path)
    return Data(opened(str(path), stamp), stamp, sample=sample)


def _fresh(path: Path) -> bool:
    """Whether the store is there and made by this code with this knowledge."""
    if not path.exists():
        return False
    try:
        store = open_store(path)
    except StoreError:
        return False
    meta = store.meta()
    store.close()
    return meta.get("code") == code_fingerprint() and meta.get("knowledge") == load_reference().fingerprint


def _build_sample(path: Path, view: View) -> None:
    from core.ingest.files import read
    from core.store.build import BuildError, build

    w = view.words
    with _BUILDING:
        if _fresh(path):
            return
        place = st.empty()
        with place.container():
            st.html(f'<p class="note" role="status">{esc(w("store.building"))}</p>')
            bar = st.progress(0.0)
        records = list(read([ROOT / "data" / "sample"], furniture=furniture()))

        class Shown:
            """Progress by documents done."""

            done = 0

            def add(self, documents: int, words: int) -> None:
                self.done += documents
                bar.progress(min(1.0, self.done / max(1, len(records))))

            def close(self) -> None:
                bar.progress(1.0)

        try:
            build(iter(records), path, progress=Shown())
        except BuildError as error:
            raise StoreError(str(error)) from error
        finally:
            place.empty()


def furniture() -> Furniture:
    """The patterns of site furniture."""
    return Furniture.load(KNOWLEDGE / "language" / "furniture.csv")


def broken(view: View, error: StoreError) -> None:
    """What is wrong with the store and the command that mends it."""
    w = view.words
    st.html(
        f'<section class="empty" role="alert"><h1 id="content">{esc(w("store.broken"))}</h1><p dir="ltr" lang="en">'
        f"{esc(error)}</p><p>{esc(w('store.broken_hint'))}</p>"
        '<pre dir="ltr">python -m core build data/sample --store masarat.duckdb\nMASARAT_STORE=masarat.duckdb streamlit '
        "run dashboard/app.py</pre></section>"
    )
