"""The same round under other methods: places, agreement with the official ones, and reasons where there are none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import kendalltau

import scoring
from scoring.comparison import compare, kendall_tau

ROUNDS = Path(__file__).parents[1] / "golden" / "rounds"


def a_round(name: str, **method: Any) -> scoring.Round:
    file = json.loads((ROUNDS / name / "round.json").read_text(encoding="utf-8"))
    file["method"] |= method
    return scoring.read_round(file)


@pytest.mark.parametrize("name", ["trim", "tie_chain_to_lot", "anchored_rules", "geometric", "severity_shrunken"])
def test_the_official_places_stand_first(name: str) -> None:
    """They are those of the tally, in full agreement with themselves."""
    round_ = a_round(name)
    first, *others = compare(round_)
    assert first.ranks == {standing.entry: standing.rank for standing in scoring.tally(round_).standings}
    assert (first.method, first.tau, first.same_first) == ("official", 1.0, True)
    assert others
    for other in others:
        assert (other.ranks is None) == (other.refused is not None)
        assert other.ranks is None or other.ranks.keys() == first.ranks.keys()


def test_another_panel_rule_is_tallied_exactly() -> None:
    """The trimmed round under the plain mean: (80+85+85+90+100)/5 = 88, 86, 83.75, so T1 passes T2."""
    by_method = {one.method: one for one in compare(a_round("trim"))}
    assert by_method["official"].ranks == {"T2": 1, "T1": 2, "T3": 3}
    assert by_method["mean"].ranks == {"T1": 1, "T2": 2, "T3": 3}
    assert by_method["mean"].same_first is False
    assert by_method["mean"].tau == pytest.approx(1 / 3)


def test_a_method_that_cannot_be_is_listed_with_its_reason() -> None:
    """Two judges without a shared town: corrections for severity are refused, the parts named."""
    file = json.loads((ROUNDS / "severity_additive" / "round.json").read_text(encoding="utf-8"))
    file["method"]["severity"] = "none"
    file["ballots"] = [
        b for b in file["ballots"] if (b["judge"], b["entry"]) in {("J1", "T1"), ("J1", "T2"), ("J2", "T3")}
    ]
    found = {one.method: one for one in compare(scoring.read_round(file))}
    assert found["severity_additive"].ranks is None
    assert "J1" in (found["severity_additive"].refused or "")
    assert found["median"].ranks == {"T3": 1, "T1": 2, "T2": 3}


def test_tau_is_that_of_scipy() -> None:
    """τ-b with ties on both sides, against scipy; all tied is None."""
    chance = np.random.default_rng(7)
    for _ in range(30):
        one, other = (chance.integers(1, 5, 9).astype(float) for _ in range(2))
        assert kendall_tau(one, other) == pytest.approx(kendalltau(one, other).statistic)
    assert kendall_tau(np.ones(4), np.arange(4.0)) is None
