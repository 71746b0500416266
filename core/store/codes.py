"""Event codes of other projects for talks and quotes, from the table of correspondences in ``core/knowledge/``."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

TABLE = Path(__file__).resolve().parents[1] / "knowledge" / "correspondences.csv"
_TAKES_PLACE = ("held", "ongoing")


@lru_cache(maxsize=2)
def _codes(project: str) -> dict[str, str]:
    """What stands for a value of ours (``talks.kind = call``) in ``project`` (``CAMEO``, ``PLOVER``). Where the table names two codes,
    for two directions or settings, the one for both is given: CAMEO's root with 0. Of PLOVER the event type alone."""
    found = {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["project"] == project:
                code = row["theirs"].partition(",")[0]
                found[row["ours"]] = f"{code[:2]}0" if " / " in code else code
    return found


def talk_code(project: str, kind: object, status: object) -> str:
    """The code of a talk: of what was announced where it is planned or proposed, of the encounter where it takes place; empty for
    one called off and where the project has no code."""
    codes = _codes(project)
    if status in _TAKES_PLACE:
        return codes.get(f"talks.kind = {kind}") or codes.get("talks") or codes.get("talks.kind = meeting", "")
    return codes.get(f"talks.status = {status}", "")


def quote_code(project: str, cue_class: object) -> str:
    """The code of a quote by the class of its reporting verb; empty where the project has none."""
    return _codes(project).get(f"quotes.cue_class = {cue_class}", "")
