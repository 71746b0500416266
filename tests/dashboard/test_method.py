"""The accuracy table reads the gate's figures, whatever they hold."""

from __future__ import annotations

import json
from pathlib import Path

from dashboard.views.method import BASELINE, figures
from dashboard.words import labels


def test_figures_of_nothing(tmp_path: Path) -> None:
    assert figures(tmp_path / "none.json") == []


def test_figures_are_read_flat(tmp_path: Path) -> None:
    file = tmp_path / "b.json"
    file.write_text(json.dumps({"dev": {"talks": {"f1": 0.5, "kind": 1, "note": "x"}, "published": 0.9}, "version": 1}), encoding="utf-8")
    assert figures(file) == [("dev", "talks", {"f1": 0.5, "kind": 1.0}), ("dev", "published", {"f1": 0.9})]


def test_figures_of_the_gate_have_names_in_both_languages() -> None:
    for lang in ("ar", "en"):
        known = labels(lang)
        for name, kind, values in figures(BASELINE):
            assert f"method.sets.{name}" in known and f"method.kinds.{kind}" in known
            for part in set(values) - {"precision", "recall", "f1", "one day"}:
                assert f"method.parts.{part}" in known, part
