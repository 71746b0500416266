"""How often a quote found by a rule is right: span and speaker together.

The figures are the share of right quotes per way of finding, counted on hand-annotated articles (five plus seven plus fourteen)
and smoothed towards the common mean, since some ways are rare.
"""

from __future__ import annotations

from core.extract.sources import Speaker
from core.language.lexicon import Entry

_BY_WAY = {
    "that": 0.93, "that-marks": 0.95, "colon-marks": 0.96, "marks": 0.86, "colon": 0.85, "first-person": 0.7, "opinion": 0.75,
    "continued": 0.75, "behind": 0.8, "initial": 0.8, "final": 0.7, "region": 0.55, "headline": 0.5, "turn": 0.7,
}  # fmt: skip
_UNEXPRESSED = 0.9
_UNKNOWN = 0.85
_SHORT = 0.75
_INDIRECT_CUE = 0.85
_SHORT_WORDS = 5


def confidence(rule: str, entry: Entry | None, words: int, speaker: Speaker, explicit: bool) -> float:
    """A figure in (0, 1]: the way's share, lowered for an unexpressed or unknown speaker, a fragment, or a weak cue."""
    way = rule.rsplit(".", 1)[-1]
    value = _BY_WAY.get(way, 0.6)
    value *= 1.0 if explicit else _UNEXPRESSED
    value *= _UNKNOWN if speaker.actor is None and speaker.kind == "phrase" else 1.0
    if words < _SHORT_WORDS and way in ("marks", "that", "region"):
        value *= _SHORT
    if entry is not None and (entry.get("strict") or entry.get("rare")):
        value *= _INDIRECT_CUE
    return round(max(0.05, min(0.99, value)), 3)
