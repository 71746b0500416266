"""Opening the store, building one from the sample articles where there is none, and saying so when it cannot be opened."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import IO

import streamlit as st

from core.store.query import StoreError, open_store
from core.store.reference import code_fingerprint, load_reference
from dashboard.data import ROOT, Data, opened, stamp_of, store_path
from dashboard.parts.markup import esc
from dashboard.state import View

told = logging.getLogger("masarat.dashboard")
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
    """Build the sample store in a process of its own, so that the pages never hold what extraction needs."""
    w = view.words
    with _BUILDING:
        if _fresh(path):
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        place = st.empty()
        with place.container():
            st.html(f'<p class="note" role="status">{esc(w("store.building"))}</p>')
            bar = st.progress(0.0)
        sample = ROOT / "data" / "sample"
        total = max(1, len(list(sample.glob("20*.md"))))
        with tempfile.TemporaryFile() as log:
            command = [sys.executable, "-m", "core", "build", str(sample), "--store", str(path), "--jobs", "1"]
            process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
            try:
                while process.poll() is None:
                    bar.progress(min(0.97, _done(log) / total))
                    time.sleep(0.3)
            finally:
                if process.poll() is None:
                    process.kill()
                place.empty()
            if process.returncode != 0:
                told.error("the sample store was not built: code %s: %s", process.returncode, (_tail(log) or ["no reason given"])[-1])
                raise StoreError("The store of the sample articles could not be built; the log says why.")


def _done(log: IO[bytes]) -> int:
    """How many articles the progress line counts."""
    found = re.findall(r"([\d,]+) articles", "\n".join(_tail(log)))
    return int(found[-1].replace(",", "")) if found else 0


def _tail(log: IO[bytes]) -> list[str]:
    """The last lines written; the writer's place in the file is its own."""
    size = os.fstat(log.fileno()).st_size
    return os.pread(log.fileno(), 4000, max(0, size - 4000)).decode("utf-8", "replace").splitlines()


def broken(view: View, error: StoreError) -> None:
    """What is wrong with the store and the command that mends it."""
    w = view.words
    st.html(
        f'<section class="empty" role="alert"><h1 id="content">{esc(w("store.broken"))}</h1><p dir="ltr" lang="en">'
        f"{esc(error)}</p><p>{esc(w('store.broken_hint'))}</p>"
        '<pre dir="ltr">python -m core build data/sample --store masarat.duckdb\nMASARAT_STORE=masarat.duckdb streamlit '
        "run dashboard/app.py</pre></section>"
    )
