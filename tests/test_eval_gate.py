"""The gate's own arithmetic: what counts as a fall, and that floors only rise."""

from __future__ import annotations

import eval_gate
import pytest

FLOORS = {"seeds": {"talks": {"f1": 0.8, "recall": 0.7}}}


@pytest.mark.parametrize(
    ("f1", "falls"),
    [(0.8, False), (0.81, False), (0.796, False), (0.794, True), (0.0, True)],
)
def test_compare_names_only_falls_beyond_the_tolerance(f1: float, falls: bool) -> None:
    now = {"seeds": {"talks": {"f1": f1, "recall": 0.7}}}
    assert [path for path, _, _ in eval_gate.compare(FLOORS, now)] == (["seeds.talks.f1"] if falls else [])


def test_compare_counts_a_vanished_figure_as_fallen() -> None:
    assert list(eval_gate.compare(FLOORS, {"seeds": {"talks": {"f1": 0.9}}})) == [("seeds.talks.recall", 0.7, None)]


def test_compare_leaves_out_sets_that_are_not_here() -> None:
    assert list(eval_gate.compare(FLOORS, {"dev": {"talks": {"f1": 0.1}}})) == []


def test_raised_never_lowers_a_floor() -> None:
    now = {"seeds": {"talks": {"f1": 0.797, "recall": 0.9}}, "dev": {"talks": {"f1": 0.5}}}
    assert eval_gate.raised(FLOORS, now) == {"seeds": {"talks": {"f1": 0.8, "recall": 0.9}}, "dev": {"talks": {"f1": 0.5}}}


def test_main_passes_with_a_message_when_the_articles_are_absent(monkeypatch, tmp_path, capsys) -> None:
    monkeypatch.setattr(eval_gate, "SHARED", tmp_path)
    assert eval_gate.main([]) == 0
    assert "skipped" in capsys.readouterr().out
