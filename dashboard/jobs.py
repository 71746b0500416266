"""Articles a reader adds: files in a folder of this session, extracted by a process of its own, gone with the session."""

from __future__ import annotations

import base64
import binascii
import json
import logging
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.store.query import Store, open_store
from dashboard.data import ROOT, Data, stamp_of
from dashboard.worker import MEMORY_CODE, SECONDS, TIME_CODE

log = logging.getLogger("masarat.dashboard")
MAX_BYTES = 15_000_000
"""All files of one submission together (a message to the server may have 25 MB, and base64 adds a third)."""
MAX_SESSION = 3 * MAX_BYTES
"""All files of one session together."""
MAX_FILES = 50
MAX_TEXT = 400_000
MAX_URLS = 10
"""Addresses of one session."""
FETCHES, PER_SECONDS = 20, 60.0
"""So many addresses of all sessions together in so many seconds."""
WORKERS = int(os.environ.get("MASARAT_ADD_JOBS", "2"))
"""So many sessions are served at once; the others wait."""
SUFFIXES = (".txt", ".md", ".html", ".htm", ".csv", ".jsonl", ".gz")

_lock = threading.Lock()
_running: list[subprocess.Popen[bytes]] = []
_fetched: deque[float] = deque()


class JobError(ValueError):
    """What the reader asked for cannot be done; the message is a label key."""


def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix=f"masarat-{os.getpid()}-")


def sweep() -> None:
    """Remove the folders of sessions whose server was ended before it could."""
    for left in Path(tempfile.gettempdir()).glob("masarat-*-*"):
        owner = left.name.split("-")[1]
        if owner.isdigit() and not Path("/proc", owner).exists() and Path("/proc/self").exists():
            shutil.rmtree(left, ignore_errors=True)


@dataclass(eq=False)
class Job:
    """One session's articles. ``state`` is empty, waiting, working, done, failed, timeout, memory or cancelled."""

    folder: tempfile.TemporaryDirectory[str] = field(default_factory=_folder)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    state: str = "empty"
    days: dict[str, str] = field(default_factory=dict)
    urls: list[str] = field(default_factory=list)
    asked: int = 0
    published: str = ""
    skipped: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    count: int = 0
    store: Store | None = None

    def __post_init__(self) -> None:
        weakref.finalize(self, _end, self.processes)

    @property
    def path(self) -> Path:
        """The session's folder."""
        return Path(self.folder.name)

    def add(self, asked: dict[str, Any], *, fetch: bool) -> None:
        """Take in pasted text, files or an address. Raises :class:`JobError`; then nothing was taken in."""
        text, url = _string(asked.get("text")), _string(asked.get("url")) if fetch else ""
        files = [item for item in asked.get("files") or [] if isinstance(item, dict)] if isinstance(asked.get("files"), list) else []
        if not text and not files and not url:
            raise JobError("nothing")
        if len(text) > MAX_TEXT:
            raise JobError("too_long")
        published = _day(_string(asked.get("published")))
        left_out: list[str] = []
        data = [(str(item.get("name") or "file"), _decoded(item, left_out)) for item in files[:MAX_FILES]]
        left_out += [f"{str(item.get('name'))[:80]}: more than {MAX_FILES} files" for item in files[MAX_FILES:]]
        given = [(name, content) for name, content in data if content is not None]
        self._room(sum(len(content) for _, content in given) + 4 * len(text))
        if url:
            self._may_fetch()
        self.published, self.left_out = published, left_out
        try:
            self._keep(text, _string(asked.get("source")), given)
        except OSError as error:
            log.exception("an upload could not be kept")
            raise JobError("failed") from error
        self.urls += [url[:2_000]] if url else []
        self.start()

    def _room(self, size: int) -> None:
        held = sum(file.stat().st_size for file in self.path.glob("in/*"))
        if size > MAX_BYTES + 4 * MAX_TEXT or held + size > MAX_SESSION:
            raise JobError("too_much")

    def _may_fetch(self) -> None:
        now = time.monotonic()
        with _lock:
            while _fetched and now - _fetched[0] > PER_SECONDS:
                _fetched.popleft()
            if self.asked >= MAX_URLS or len(_fetched) >= FETCHES:
                raise JobError("too_often")
            _fetched.append(now)
        self.asked += 1

    def _keep(self, text: str, source: str, files: list[tuple[str, bytes]]) -> None:
        inbox = self.path / "in"
        inbox.mkdir(exist_ok=True)
        if text:
            self.count += 1
            (inbox / f"pasted-{self.count}.md").write_text(_front(self.published, source) + text, encoding="utf-8")
        for name, content in files:
            _free(inbox, _file_name(name), content).write_bytes(content)

    def correct(self, doc_id: str, day: str) -> None:
        """Another publication day for one article (none: the one it had); everything is worked out again. Raises :class:`JobError`."""
        if len(doc_id) > 2_000 or (doc_id not in self.days and len(self.days) >= 500):
            raise JobError("too_much")
        day = _day(_string(day))
        if day:
            self.days[doc_id] = day
        else:
            self.days.pop(doc_id, None)
        self.start()

    def start(self) -> None:
        """Begin the work, or wait for a turn; an earlier one is stopped."""
        self.stop()
        job = {"days": self.days, "urls": self.urls, "published": self.published}
        (self.path / "job.json").write_text(json.dumps(job), encoding="utf-8")
        (self.path / "result.json").unlink(missing_ok=True)
        self.state = "waiting"
        self._turn()

    def _turn(self) -> None:
        """Begin the work if fewer than ``WORKERS`` sessions are served."""
        with _lock:
            _running[:] = [process for process in _running if process.poll() is None]
            if len(_running) >= WORKERS:
                return
            with (self.path / "log.txt").open("wb") as out:
                process = subprocess.Popen(
                    [sys.executable, "-m", "dashboard.worker", str(self.path)], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                    env={**os.environ, "PYTHONPATH": str(ROOT)},
                )  # fmt: skip
            _running.append(process)
        self.processes[:] = [process]
        self.state = "working"

    def stop(self) -> None:
        """End the work if it is going on or waiting."""
        if self.state in ("working", "waiting"):
            self.state = "cancelled"
        _end(self.processes)

    def poll(self) -> str:
        """The state after a look at the process."""
        if self.state == "waiting":
            self._turn()
        if not self.processes or self.processes[0].poll() is None:
            return self.state
        code = self.processes.pop().returncode
        result = self.path / "result.json"
        if code == 0 and result.exists():
            self.skipped = [*self.left_out, *json.loads(result.read_text(encoding="utf-8"))["skipped"]]
            self.urls = []  # what was fetched lies beside the files
            self.state = "done"
        else:
            self.state = {MEMORY_CODE: "memory", TIME_CODE: "timeout", -9: "memory", -14: "timeout", -24: "timeout"}.get(code, "failed")
            log.error("adding articles ended with code %s: %s", code, _told(self.path / "log.txt"))
        return self.state

    def data(self) -> Data | None:
        """The session's own store, where there is one."""
        path = self.path / "store.duckdb"
        if self.state != "done" or not path.exists():
            return None
        stamp = stamp_of(path)
        if self.store is None or not self.store.is_current():
            if self.store is not None:
                self.store.close()
            self.store = open_store(path, memory="256MB")
        return Data(self.store, stamp, private=True)

    def store_bytes(self) -> bytes:
        """The session's store as a file that a dashboard can open."""
        path = self.path / "store.duckdb"
        return path.read_bytes() if path.exists() else b""

    def lines(self) -> bytes:
        """What was found, as JSON Lines."""
        path = self.path / "articles.jsonl"
        return path.read_bytes() if path.exists() else b""

    def forget(self) -> None:
        """Delete everything of this session."""
        self.stop()
        if self.store is not None:
            self.store.close()
        self.folder.cleanup()


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    """Kill what is left of a session's work; also called when the session is gone."""
    while processes:
        process = processes.pop()
        if process.poll() is None:
            process.kill()
            process.wait(timeout=10)


def _string(value: Any) -> str:
    """A visitor's value as text that can be written: halves of characters become U+FFFD."""
    return value.encode("utf-8", "replace").decode("utf-8").strip() if isinstance(value, str) else ""


def _day(text: str) -> str:
    """``text`` where it is a day or empty. Raises :class:`JobError`."""
    from core.ingest.records import RecordError, parse_published

    try:
        parse_published(text)
    except RecordError as error:
        raise JobError("bad_day") from error
    return text


def _decoded(item: dict[str, Any], left_out: list[str]) -> bytes | None:
    """A file's bytes; ``None``, and a line in ``left_out``, for one that the page held back because of its size."""
    sent = item.get("data")
    if not isinstance(sent, str):
        left_out.append(f"{str(item.get('name'))[:80]}: more than {MAX_BYTES // 1_000_000} MB in one submission")
        return None
    if len(sent) > 4 * MAX_BYTES // 3 + 4:
        raise JobError("too_much")
    try:
        return base64.b64decode(sent, validate=True)
    except (binascii.Error, ValueError) as error:
        raise JobError("nothing") from error


def _file_name(name: str) -> str:
    """A name for a file in the session's folder: no way out of it, short enough for every file system."""
    plain = re.sub(r"[^\w.\- ]", "_", re.split(r"[/\\]", name)[-1])[-80:].lstrip(". ") or "file.txt"
    plain = plain if plain.lower().endswith(SUFFIXES) else plain + ".txt"
    return plain.encode("utf-8")[-200:].decode("utf-8", "ignore")


def _free(folder: Path, name: str, content: bytes) -> Path:
    """Where to put ``content``: under ``name``, or beside another file that took it."""
    stem, dot, suffix = name.partition(".")
    for number in range(1, 1_000):
        path = folder / (name if number == 1 else f"{stem}-{number}{dot}{suffix}")
        if not path.exists() or path.read_bytes() == content:
            return path
    raise JobError("too_much")


def _told(path: Path) -> str:
    """What the worker said of its end; only its own lines, which quote no article."""
    said = path.read_bytes()[-4_000:].decode("utf-8", "replace").splitlines() if path.exists() else []
    return next((line for line in reversed(said) if line.startswith('{"error"')), "no reason given")


def _front(published: str, source: str) -> str:
    parts = [f"{key}: {' '.join(value.split())}" for key, value in (("published", published), ("source", source)) if value]
    return "---\n" + "\n".join(parts) + "\n---\n" if parts else ""


sweep()

__all__ = ["MAX_BYTES", "MAX_TEXT", "SECONDS", "Job", "JobError"]
