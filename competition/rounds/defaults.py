"""What a new round starts from where its template is silent: the default method, award settings and anchors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from competition.core.records import Text
from competition.rounds.criteria import Band

METHOD: Mapping[str, Any] = {
    "panel": {"combine": "trimmed_mean", "trim": 1, "trim_from": 5, "scope": "indicator"},
    "severity": "none",
    "weighting": "percent",
    "aggregate": "arithmetic",
    "rounding": {"mode": "half_up", "places": 2, "at": ["total"]},
    "missing": "refuse",
    "adjustments": {"low": "0", "high": "0"},
    "ties": ["total_unrounded", "untrimmed_total", "ruling"],
}

AWARD: Mapping[str, Any] = {"track": "town", "order": ["revenue", "growth", "share"], "per_town": 1}

NORMALIZE: Mapping[str, Mapping[str, Any]] = {
    "piecewise": {"by": "piecewise", "points": [["0", "0"], ["100", "100"]]},
    "goalposts": {"by": "goalposts", "low": "0", "high": "100"},
    "capped": {"by": "capped", "cap": "10"},
    "yes_no": {"by": "yes_no"},
    "deduction": {"by": "deduction", "full": "100", "per": "1"},
    "reference": {"by": "reference", "value": "100"},
    "minmax": {"by": "minmax"},
    "minmax_log": {"by": "minmax_log"},
    "zscore": {"by": "zscore"},
    "percentile": {"by": "percentile"},
}
"""Every way a figure becomes a score, with the numbers a new indicator starts from."""

DEPENDS_ON_COHORT = frozenset({"minmax", "minmax_log", "zscore", "percentile"})
"""Ways by which a withdrawal moves everybody else's score."""

WITHOUT_DIRECTION = frozenset({"capped", "yes_no", "reference"})
"""Ways that can only count a larger figure as better."""

RUBRIC = (
    Band("excellent", Text("优", "Excellent"), 9_000, 10_000),
    Band("good", Text("良", "Good"), 8_000, 9_000),
    Band("fair", Text("中", "Fair"), 7_000, 8_000),
    Band("modest", Text("一般", "Modest"), 6_000, 7_000),
    Band("poor", Text("差", "Poor"), 0, 6_000),
)
"""The bands a new judged indicator starts from; what each takes is still to be written."""
