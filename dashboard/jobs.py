"""Articles a reader adds: files in a folder of this session, extracted by a process of its own, gone with the session."""

from __future__ import annotations

import base64
import binascii
import json
import logging
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.store.query import Store, open_store
from dashboard.data import ROOT, Data, stamp_of
from dashboard.worker import MEMORY_CODE, SECONDS, TIME_CODE

log = logging.getLogger("masarat.dashboard")
MAX_BYTES = 20_000_000
MAX_FILES = 50
MAX_TEXT = 400_000
SUFFIXES = (".txt", ".md", ".html", ".htm", ".csv", ".jsonl", ".gz")


class JobError(ValueError):
    """What the reader asked for cannot be done; the message is a label key."""


@dataclass
class Job:
    """One session's articles. ``state`` is empty, working, done, failed, timeout, memory or cancelled."""

    folder: tempfile.TemporaryDirectory[str] = field(default_factory=lambda: tempfile.TemporaryDirectory(prefix="masarat-"))
    process: subprocess.Popen[bytes] | None = None
    state: str = "empty"
    days: dict[str, str] = field(default_factory=dict)
    urls: list[str] = field(default_factory=list)
    published: str = ""
    skipped: list[str] = field(default_factory=list)
    count: int = 0
    store: Store | None = None

    @property
    def path(self) -> Path:
        """The session's folder."""
        return Path(self.folder.name)

    def add(self, asked: dict[str, Any], *, fetch: bool) -> None:
        """Take in pasted text, files or an address. Raises :class:`JobError`."""
        inbox = self.path / "in"
        inbox.mkdir(exist_ok=True)
        text, url = str(asked.get("text") or "").strip(), str(asked.get("url") or "").strip()
        files = asked.get("files") or []
        if not text and not files and not (url and fetch):
            raise JobError("nothing")
        if len(text) > MAX_TEXT:
            raise JobError("too_long")
        self.published = str(asked.get("published") or "").strip()
        if text:
            self.count += 1
            (inbox / f"pasted-{self.count}.md").write_text(_front(self.published, str(asked.get("source") or "")) + text, encoding="utf-8")
        for item in files[:MAX_FILES]:
            self._file(inbox, item)
        if url and fetch:
            self.urls.append(url)
        self.start()

    def _file(self, inbox: Path, item: dict[str, Any]) -> None:
        name = re.sub(r"[^\w.\-؀-ۿ ]", "_", Path(str(item.get("name") or "file")).name)[-80:].lstrip(".") or "file.txt"
        if not name.lower().endswith(SUFFIXES):
            name += ".txt"
        try:
            data = base64.b64decode(str(item.get("data") or ""), validate=True)
        except binascii.Error as error:
            raise JobError("nothing") from error
        if len(data) > MAX_BYTES:
            raise JobError("too_long")
        (inbox / name).write_bytes(data)

    def correct(self, doc_id: str, day: str) -> None:
        """Another publication day for one article; everything is worked out again."""
        self.days[doc_id] = day
        self.start()

    def start(self) -> None:
        """Begin the work; an earlier one is stopped."""
        self.stop()
        job = {"days": self.days, "urls": self.urls, "published": self.published}
        (self.path / "job.json").write_text(json.dumps(job, ensure_ascii=False), encoding="utf-8")
        (self.path / "result.json").unlink(missing_ok=True)
        with (self.path / "log.txt").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "dashboard.worker", str(self.path)], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
            )  # fmt: skip
        self.state = "working"

    def stop(self) -> None:
        """End the work if it is going on."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait(timeout=10)
            self.state = "cancelled"
        self.process = None

    def poll(self) -> str:
        """The state after a look at the process."""
        if self.process is None or self.process.poll() is None:
            return self.state
        code, self.process = self.process.returncode, None
        result = self.path / "result.json"
        if code == 0 and result.exists():
            self.skipped = json.loads(result.read_text(encoding="utf-8"))["skipped"]
            self.state = "done"
        else:
            self.state = {MEMORY_CODE: "memory", TIME_CODE: "timeout", -9: "memory", -24: "timeout"}.get(code, "failed")
            log.error(
                "adding articles ended with code %s: %s", code, (self.path / "log.txt").read_bytes()[-1500:].decode("utf-8", "replace")
            )
        return self.state

    def data(self) -> Data | None:
        """The session's own store, where there is one."""
        path = self.path / "store.duckdb"
        if self.state != "done" or not path.exists():
            return None
        stamp = stamp_of(path)
        if self.store is None or not self.store.is_current():
            self.store = open_store(path)
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


def _front(published: str, source: str) -> str:
    parts = [f"{key}: {' '.join(value.split())}" for key, value in (("published", published), ("source", source)) if value.strip()]
    return "---\n" + "\n".join(parts) + "\n---\n" if parts else ""


__all__ = ["MAX_BYTES", "MAX_TEXT", "SECONDS", "Job", "JobError"]
