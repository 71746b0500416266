"""The log: one JSON object a line, saying what happened and where in the code, never what stood in an article or what a visitor typed."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FRAMES = 8
"""So many places of the code are told of a fault, the innermost last."""


class Lines(logging.Formatter):
    """A record as a JSON object: ``time, level, event`` and, for a fault, ``error`` (its type) and ``at`` (places in the code).

    A fault's message is left out: it may quote the text that caused it.
    """

    def format(self, record: logging.LogRecord) -> str:
        """One line without line ends."""
        told: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        if record.exc_info and record.exc_info[1]:
            told |= fault(record.exc_info[1])
        return json.dumps(told, ensure_ascii=False)


def fault(error: BaseException) -> dict[str, object]:
    """``error``, its type, and ``at``, where it was raised."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    return {"error": type(error).__name__, "at": [f"{_place(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]}


def _place(name: str) -> str:
    path = Path(name)
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) and "site-packages" not in path.parts else path.name


def start() -> None:
    """Write this project's log to standard error as JSON lines; a second call changes nothing."""
    log = logging.getLogger("masarat")
    if not log.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(Lines())
        log.addHandler(handler)
        log.setLevel(logging.INFO)
        log.propagate = False
