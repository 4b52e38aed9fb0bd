"""Rank sets and judges: Tukey's tables, exact counts, closed forms, and the laws among the kinds of sets."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import studentized_range

from scoring.errors import Refused
from scoring.marks import Marks
from scoring.uncertainty import (
    RankSets,
    jackknife,
    judge_resamples,
    leave_one_judge_out,
    max_t_critical,
    rank_sets,
)
from scoring.uncertainty.drawing import firsts, places


@pytest.mark.parametrize(("n", "df", "table"), [(3, None, 3.314), (3, 10, 3.877), (5, 20, 4.232), (10, None, 4.474)])
def test_the_critical_value_for_equal_variances_is_tukeys(n: int, df: float | None, table: float) -> None:
    """Studentized range, upper 5 %, as in any table (Harter 1960); ours is drawn, hence the tolerance."""
    assert studentized_range.ppf(0.95, n, df or np.inf) == pytest.approx(table, abs=2e-3)
    assert max_t_critical(np.eye(n), df=df) == pytest.approx(table / np.sqrt(2), abs=0.05)


def test_two_entries_are_a_plain_two_sided_test() -> None:
    """The normal 1.96 on either side of a difference with a standard error of √2."""
    apart, together = (rank_sets([gap * np.sqrt(2), 0.0], np.eye(2)) for gap in (2.05, 1.87))
    assert apart.low.tolist() == apart.high.tolist() == [1, 2]
    assert together.low.tolist() == [1, 1]
    assert together.high.tolist() == [2, 2]


def within(inner: RankSets, outer: RankSets) -> bool:
    return bool((inner.low >= outer.low).all() and (inner.high <= outer.high).all())


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 7), st.integers(0, 10**6), st.sampled_from([None, 4.0]))
def test_the_laws_of_rank_sets(n: int, seed: int, df: float | None) -> None:
    """Invariant 9: they hold the observed rank; simultaneous ⊇ marginal; stepdown ⊆ single step."""
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(n, n))
    effects, spread = rng.normal(scale=3, size=n).round(1), root @ root.T
    found = {
        (together, down): rank_sets(effects, spread, simultaneous=together, stepdown=down, df=df)
        for together in (True, False) for down in (True, False)
    }  # fmt: skip
    observed = places(effects)
    assert all(((s.low <= observed) & (observed <= s.high)).all() for s in found.values())
    assert all(within(found[False, down], found[True, down]) for down in (True, False))
    assert all(within(found[together, True], found[together, False]) for together in (True, False))


def test_fewer_degrees_of_freedom_never_narrow() -> None:
    """Sets of places under the normal distribution lie within those under a t of four degrees of freedom."""
    effects = np.arange(6) * 1.5
    assert within(rank_sets(effects, np.eye(6), stepdown=False), rank_sets(effects, np.eye(6), stepdown=False, df=4))


def test_without_errors_the_ranks_are_certain_and_ties_stay_open() -> None:
    """Without any error each entry has one place, level ones share theirs, and one entry alone is first."""
    found = rank_sets([5.0, 7.0, 5.0], np.zeros((3, 3)))
    assert found.low.tolist() == [2, 1, 2]
    assert found.high.tolist() == [3, 1, 3]
    common = rank_sets([5.0, 7.0], np.ones((2, 2)))
    assert common.low.tolist() == common.high.tolist() == [2, 1]
    assert max_t_critical(np.ones((2, 2))) == 0
    alone = rank_sets([5.0], [[1.0]])
    assert alone.low.tolist() == alone.high.tolist() == [1]


@pytest.mark.parametrize(
    ("effects", "covariance", "other", "pointer"),
    [
        ([1.0], np.eye(2), {}, "effects"),
        ([1.0, np.nan], np.eye(2), {}, "effects[1]"),
        ([1.0, 2.0], [[1.0, 0.5], [0.0, 1.0]], {}, "covariance"),
        ([1.0, 2.0], [[1.0, 2.0], [2.0, 1.0]], {}, "covariance"),
        ([1.0, 2.0], np.ones((2, 3)), {}, "covariance"),
        ([1.0, 2.0], np.eye(2), {"level": 1.0}, "level"),
        ([1.0, 2.0], np.eye(2), {"df": 0.0}, "df"),
    ],
)
def test_what_rank_sets_refuse(effects: object, covariance: object, other: dict[str, float], pointer: str) -> None:
    """Each unusable argument is refused at its place."""
    with pytest.raises(Refused) as refused:
        rank_sets(effects, covariance, **other)  # type: ignore[arg-type]
    assert refused.value.pointer == pointer


MARKS = np.array([[90.0, 85.0, 70.0], [80.0, 86.0, 71.0], [84.0, 83.0, 75.0], [88.0, 84.0, 69.0], [79.0, 82.0, 74.0]])


def test_leaving_one_judge_out_tells_who_would_win() -> None:
    """Without a judge the effects are the means of the others, and a changed winner is marked."""
    found = leave_one_judge_out(MARKS)
    assert found.effects[0].tolist() == MARKS[1:].mean(axis=0).tolist()
    assert found.ranks[0].tolist() == [2, 1, 3]
    assert found.changes.tolist() == [True, False, True, True, False]


def test_long_marks_and_other_estimators() -> None:
    """The long form and any estimator of one number an entry are taken; fewer numbers are refused."""
    long = Marks(["B", "A", "B", "A"], ["T1", "T1", "T2", "T2"], np.array([1.0, 2.0, 3.0, 9.0]))
    assert leave_one_judge_out(long).effects.tolist() == [[1.0, 3.0], [2.0, 9.0]]
    medians = leave_one_judge_out(MARKS, estimator=lambda m: np.median(m, axis=0)).effects
    assert medians[0].tolist() == np.median(MARKS[1:], axis=0).tolist()
    with pytest.raises(Refused, match="estimator"):
        leave_one_judge_out(MARKS, estimator=lambda m: m[0, :1])


def test_the_jackknife_of_a_mean_is_its_standard_error() -> None:
    """Tukey's jackknife for a mean: s/√J exactly, and no bias."""
    found = jackknife(MARKS)
    np.testing.assert_allclose(found.se, MARKS.std(axis=0, ddof=1) / np.sqrt(5), rtol=1e-12)
    np.testing.assert_allclose(found.bias, 0, atol=1e-10)


@pytest.mark.parametrize(("n_judges", "n_sets"), [(1, 1), (2, 3), (5, 126), (7, 1716), (9, 24310)])
def test_all_resamples_are_counted_once(n_judges: int, n_sets: int) -> None:
    """C(2J-1, J), and the multiplicities make up all J^J draws."""
    found = judge_resamples(np.zeros((n_judges, 1)))
    assert len(found.counts) == comb(2 * n_judges - 1, n_judges) == n_sets
    assert (found.counts.sum(axis=1) == n_judges).all()
    assert (found.counts >= 0).all()
    assert len(np.unique(found.counts, axis=0)) == n_sets
    assert int(found.multiplicity.sum()) == n_judges**n_judges


def test_resampling_has_its_known_mean_and_variance() -> None:
    """The variance of a resampled mean is that with divisor J, over J: a fifth too small for five judges."""
    found = judge_resamples(MARKS)
    np.testing.assert_allclose(found.mean, MARKS.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(found.se**2, MARKS.var(axis=0) / 5, rtol=1e-10)
    assert found.first.sum() == pytest.approx(1)
    assert found.left_out == 0


def test_resamples_by_all_ordered_draws() -> None:
    """The same shares of wins as all 3³ ordered draws, where absent marks leave some out."""
    marks = np.array([[5.0, 4.0], [1.0, np.nan], [3.0, 6.0]])
    wins, kept = np.zeros(2), 0
    for draw in np.ndindex(3, 3, 3):
        drawn = marks[list(draw)]
        if not np.isnan(drawn).all(axis=0).any():
            kept += 1
            means = np.nanmean(drawn, axis=0)
            wins += (means == means.max()) / (means == means.max()).sum()
    found = judge_resamples(marks)
    np.testing.assert_allclose(found.first, wins / kept, rtol=1e-12)
    assert found.left_out == pytest.approx(1 - kept / 27)


def test_level_entries_are_level_whatever_the_unit() -> None:
    """Both sum to 24.6, in floats a hair apart; ten times as large, in whole numbers, they are level exactly."""
    marks = np.array([[8.1, 8.3], [8.2, 8.0], [8.3, 8.3]])
    np.testing.assert_allclose(judge_resamples(marks).first, [0.5, 0.5], rtol=1e-12)
    np.testing.assert_allclose(judge_resamples(np.round(marks * 10)).first, [0.5, 0.5], rtol=1e-12)
    left, ten = leave_one_judge_out(marks), leave_one_judge_out(np.round(marks * 10))
    for name in ("ranks", "first", "changes"):
        assert getattr(left, name).tolist() == getattr(ten, name).tolist()


@given(st.lists(st.integers(0, 40), min_size=2, max_size=6), st.integers(0, 10**6))
def test_places_and_firsts_do_not_hang_on_the_unit(tenths: list[int], seed: int) -> None:
    """Sums of tenths, added up in any order, have the places of the sums of whole numbers."""
    whole = np.random.default_rng(seed).integers(0, 40, (7, len(tenths))) + np.array(tenths)
    sums = np.sum([row / 10 for row in whole], axis=0)[np.newaxis]
    exact = whole.sum(axis=0).astype(np.float64)[np.newaxis]
    assert places(sums).tolist() == places(exact).tolist()
    assert firsts(sums).tolist() == (places(sums) == 1).tolist() == (exact == exact.max()).tolist()


def test_what_the_panel_lenses_refuse() -> None:
    """Too few judges or too many, and an entry nobody is left to mark, are refused by name."""
    with pytest.raises(Refused, match="at least 2 judges"):
        jackknife([[1.0, 2.0]])
    with pytest.raises(Refused, match=r"marks\[:, 1\]"):
        leave_one_judge_out([[1.0, np.nan], [1.0, 2.0]])
    with pytest.raises(Refused, match="at most 11 judges"):
        judge_resamples(np.zeros((12, 1)))
    with pytest.raises(Refused, match="no_mark"):
        judge_resamples([[np.nan, 1.0]])


@pytest.mark.parametrize("other", [{"df": 0.001}, {"df": float("nan")}, {"df": "a"}, {"level": "a"}])
def test_ranks_refuse_what_is_no_level_and_too_few_degrees_of_freedom(other: dict[str, float]) -> None:
    """A level that is no number and degrees of freedom below the least are refused at their place."""
    for act in (lambda: rank_sets([1.0, 2.0], np.eye(2), **other), lambda: max_t_critical(np.eye(2), **other)):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.pointer in other


def test_an_estimator_must_give_numbers() -> None:
    """An estimator that gives text is refused."""
    with pytest.raises(Refused, match="estimator"):
        leave_one_judge_out(MARKS, estimator=lambda m: ["a"] * m.shape[1])


def test_the_normal_falls_short_where_five_judges_hold() -> None:
    """Why ``df`` is asked for: csranks' normal critical value leaves out a true rank too often at J = 5.

    Four level entries, five judges: the residual variance has (4-1)(5-1) = 12 degrees of freedom. Over
    2,000 drawn panels all true ranks lie in the simultaneous sets in under 93.5 % with the normal value, in 95 % or
    more (less two standard errors of the simulation) with the multivariate t.
    """
    rng, n, n_judges, times = np.random.default_rng(5), 4, 5, 2000
    truth = np.zeros(n)
    shape = np.eye(n) / n_judges
    critical = {df: max_t_critical(shape, df=df) for df in (None, 12.0)}
    held = dict.fromkeys(critical, 0)
    for _ in range(times):
        marks = truth + rng.normal(size=(n_judges, n)) + rng.normal(size=(n_judges, 1))
        left = marks - marks.mean(axis=0) - marks.mean(axis=1, keepdims=True) + marks.mean()
        error = np.sqrt(2 * (left**2).sum() / 12 / n_judges)
        effects = marks.mean(axis=0)
        widest = np.ptp(effects) / error
        for df, value in critical.items():
            held[df] += bool(widest <= value)
    slack = 2 * np.sqrt(0.05 * 0.95 / times)
    assert held[None] / times < 0.935
    assert held[12.0] / times >= 0.95 - slack
    sets = rank_sets(effects, error**2 / 2 * np.eye(n), df=12.0, stepdown=False)
    assert ((sets.low == 1) & (sets.high == n)).all() == (widest <= critical[12.0])
