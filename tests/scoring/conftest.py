"""Small rounds to start from: a test names only what it is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Form = dict[str, Any]


def text(words: str) -> Form:
    return {"zh": words, "en": words}


def judged(code: str, weight: str = "100", *, top: str = "100", step: str = "1", least: str = "0") -> Form:
    scale = {"min": least, "max": top, "step": step}
    return {"code": code, "title": text(code), "weight": weight, "kind": "judged", "scale": scale}


def measured(code: str, weight: str = "100", **normalize: Any) -> Form:
    rule = normalize or {"by": "goalposts", "low": "0", "high": "100"}
    return {"code": code, "title": text(code), "weight": weight, "kind": "measured", "unit": "", "normalize": rule}


def a_round(
    *indicators: Form,
    marks: dict[str, dict[str, Form]] | None = None,
    figures: dict[str, dict[str, str]] | None = None,
    statuses: dict[str, str] | None = None,
    method: Form | None = None,
    **other: Any,
) -> Form:
    """A round file; ``marks`` by entry and judge, ``figures`` by entry; every indicator is a dimension of its own."""
    marks, figures, statuses = marks or {}, figures or {}, statuses or {}
    entries = dict.fromkeys([*marks, *figures, *statuses])
    judges = dict.fromkeys(judge for ballots in marks.values() for judge in ballots)
    return {
        "format": "pingxuan-round/1",
        "code": "r",
        "title": text("r"),
        "method": {"panel": {"combine": "mean"}, **(method or {})},
        "criteria": [{"code": "D" + i["code"], "title": text(i["code"]), "indicators": [i]} for i in indicators],
        "entries": [{"code": e, "name": text(e), "status": statuses.get(e, "eligible")} for e in entries],
        "judges": [{"code": judge} for judge in judges],
        "ballots": [{"judge": j, "entry": e, "marks": m} for e, ballots in marks.items() for j, m in ballots.items()],
        "figures": [{"entry": e, "indicator": i, "value": v} for e, row in figures.items() for i, v in row.items()],
        **other,
    }


@pytest.fixture
def leaf_judged() -> Callable[..., Form]:
    """Builds a judged indicator of a file."""
    return judged


@pytest.fixture
def leaf_measured() -> Callable[..., Form]:
    """Builds a measured indicator of a file."""
    return measured


@pytest.fixture
def make() -> Callable[..., Form]:
    """Builds a round file."""
    return a_round


@pytest.fixture
def simple() -> Form:
    """Two entries, three judges, one judged indicator and one figure."""
    return a_round(
        judged("A1", "60"),
        measured("M1", "40"),
        marks={"T1": {"J1": {"A1": "80"}, "J2": {"A1": "90"}}, "T2": {"J1": {"A1": "70"}, "J3": {"A1": "72"}}},
        figures={"T1": {"M1": "50"}, "T2": {"M1": "60"}},
    )


@pytest.fixture
def rules_file() -> Form:
    """The least that makes a rules file."""
    return {
        "format": "pingxuan-rules/1",
        "code": "r",
        "title": text("r"),
        "method": {"panel": {"combine": "mean"}},
        "criteria": [{"code": "D", "title": text("D"), "indicators": [judged("A1")]}],
    }
