"""Judges, weights, normalization and panel rule in doubt at once: what cannot matter has no index, and plain draws."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import scoring
from scoring.normalize import zscore
from scoring.records import Round
from scoring.uncertainty import joint_uncertainty
from scoring.uncertainty.drawing import generator
from scoring.uncertainty.joint import _Model, _zscore
from scoring.view import View

Form = dict[str, Any]
JUDGES, WEIGHTS, NORMALIZATION, PANEL = range(4)


@pytest.fixture
def built(make: Callable[..., Form], leaf_judged: Callable[..., Form]) -> Callable[..., Round]:
    def build(n_indicators: int, *, agreed: bool = False, seed: int = 3, **other: Any) -> Round:
        chance = random.Random(seed)
        marks: dict[str, dict[str, Form]] = {}
        for n in range(5):
            same = {f"A{i}": str(chance.randint(70, 90)) for i in range(n_indicators)}
            marks[f"T{n}"] = {
                f"J{j}": same if agreed else {code: str(chance.randint(70, 90)) for code in same} for j in range(5)
            }
        leaves = [leaf_judged(f"A{i}", str(100 / n_indicators)) for i in range(n_indicators)]
        return scoring.read_round(make(*leaves, marks=marks, **other))

    return build


def test_judges_who_agree_leave_only_weights_and_scales(built: Callable[..., Round]) -> None:
    """Where all judges agree, neither they nor the panel rule move anything, and the weights do."""
    found = joint_uncertainty(built(2, agreed=True), spread=0.9, draws=256)
    for indices in (found.shift, found.winner):
        assert indices.total[[JUDGES, PANEL]].tolist() == [0, 0]
    assert found.shift.total[WEIGHTS] > 0.1


def test_one_indicator_leaves_only_judges_and_their_rule(built: Callable[..., Round]) -> None:
    """A single weight is brought back to itself, and no scale changes the order on a single indicator."""
    found = joint_uncertainty(built(1), draws=256)
    assert found.shift.total[[WEIGHTS, NORMALIZATION]].tolist() == [0, 0]
    assert found.shift.total[JUDGES] > max(0.1, found.shift.total[PANEL])


def test_the_places_are_shares_and_the_seed_is_kept(built: Callable[..., Round]) -> None:
    """Each entry is somewhere in every draw; the same seed gives the same answer; 100 draws are rounded up to 128."""
    round_ = built(4)
    one, two = (joint_uncertainty(round_, draws=100, rng=9) for _ in range(2))
    np.testing.assert_allclose(one.ranks.sum(axis=1), 1)
    assert (one.ranks == two.ranks).all()
    assert one.shift.total.tolist() == two.shift.total.tolist()
    assert (one.draws, one.seed, one.factors) == (128, 9, ("judges", "weights", "normalization", "panel"))
    assert set(one.entries) == {f"T{n}" for n in range(5)}


def test_a_resample_of_everyone_once_at_the_official_weights_is_the_official_total(
    built: Callable[..., Round],
) -> None:
    """All factors where the method has them: the totals are the official ones, adjustments and all."""
    round_ = built(2, adjustments=[{"code": "P1", "entry": "T2", "points": "1.5", "reason": ""}])
    model = _Model(View.of(round_, 1), 1e-12, generator(None))
    everyone = int(np.flatnonzero((model.panels == 1).all(axis=1))[0])
    middle = (model.chances[everyone] + model.chances[everyone - 1]) / 2
    found = model.totals(np.array([[middle, 0.5, 0.0, 0.0]]))
    np.testing.assert_allclose(found[0], model.official, atol=0.0051)
    exact = model.view.scores @ model.view.weights + model.view.adjustments
    np.testing.assert_allclose(found[0], exact, rtol=1e-9)


def test_resamples_come_as_often_as_ordered_draws_give_them(built: Callable[..., Round]) -> None:
    """The whole panel once is 5!/5⁵ of all draws."""
    model = _Model(View.of(built(1), 1), 0.25, generator(None))
    chances = np.diff(model.chances, prepend=0)
    assert chances[(model.panels == 1).all(axis=1)] == pytest.approx(120 / 3125)


def test_standard_scores_are_those_of_the_exact_rule() -> None:
    """A standard deviation with n - 1 below the line, as ``normalize.zscore``; what does not vary has 50."""
    scores = np.array([[60.0, 70.0], [80.0, 70.0], [90.0, 70.0]])
    np.testing.assert_allclose(_zscore(scores)[:, 0], 50 + 10 * zscore(scores[:, 0]), rtol=1e-12)
    assert _zscore(scores)[:, 1].tolist() == [50, 50, 50]
    assert _zscore(scores[:1]).tolist() == [[50, 50]]


def test_what_a_joint_look_refuses(
    built: Callable[..., Round], make: Callable[..., Form], leaf_measured: Callable[..., Form]
) -> None:
    """A spread of 1 is refused, and so is a round without a judged mark."""
    with pytest.raises(scoring.Refused, match="spread"):
        joint_uncertainty(built(1), spread=1.0)
    with pytest.raises(scoring.Refused, match="not_a_sum"):
        joint_uncertainty(built(2, method={"aggregate": "geometric"}))
    with pytest.raises(scoring.Refused, match="no_mark"):
        joint_uncertainty(scoring.read_round(make(leaf_measured("M"), figures={"T1": {"M": "5"}})))
