"""Aggregation: published examples, the peers, brute force, and the laws that hold for any field.

The Handbook's tables of outranking, means and frontier are in ``test_handbook_examples``.
"""

from __future__ import annotations

import warnings
from fractions import Fraction
from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scoring import aggregate as a
from scoring import normalize
from scoring.aggregate.field import field_of
from scoring.errors import Refused
from scoring.exact_means import MEANS
from tests.scoring.test_handbook_examples import TAI

CLIMB = [[1, 3000], [2, 3750], [5, 4500]]
"""Opricovic and Tzeng (2004), EJOR 156, tables 1 and 2: three mountains, risk to be low and altitude to be high, of
equal weight; as the suites of scikit-criteria (tests/agg/test_vikor.py) and pymcdm quote them."""
FOOTHILL = [[6, 2], [7, 2.75], [10, 3.5]]
"""The same in other units: risk plus 5, and kilometers above a foothill at 1,000 m."""
DAMS = [
    [4184.3, 2914.0, 407.2, 251.0, 195, 244, 15, 2.41],
    [5211.9, 3630.0, 501.7, 308.3, 282, 346, 21, 1.41],
    [5021.3, 3920.5, 504.0, 278.6, 12, 56, 3, 4.42],
    [5566.1, 3957.9, 559.5, 335.3, 167, 268, 16, 3.36],
    [5060.5, 3293.5, 514.1, 284.2, 69, 90, 7, 4.04],
    [4317.9, 2925.9, 432.8, 239.3, 12, 55, 3, 4.36],
]
"""Opricovic and Tzeng (2007), EJOR 178: six hydropower systems by eight criteria, as scikit-criteria's suite quotes."""


# means


@pytest.mark.parametrize("by", ["geometric", "harmonic"])
@pytest.mark.parametrize("values", [(40, 60, 95), (0, 60, 100), (7, 7, 7)])
def test_each_mean_is_the_official_one(by: str, values: tuple[int, ...]) -> None:
    """On floats each mean gives what the exact mean of the official tally gives."""
    official = MEANS[by]([Fraction(v) for v in values], [Fraction(2), Fraction(3), Fraction(5)])
    ours = getattr(a, by)([values], [0.2, 0.3, 0.5])
    assert ours[0] == pytest.approx(float(official), abs=1e-11)


def test_the_power_mean_runs_from_the_least_to_the_greatest() -> None:
    """With a growing power the mean never falls, from the least value to the greatest; 1 is the plain mean."""
    x, weights = [[1.0, 4.0, 16.0]], [0.5, 0.25, 0.25]
    inf = float("inf")
    found = [a.power(x, weights, p=p)[0] for p in (-inf, -900, -1, -1e-13, 0, 1e-20, 1, 2, 900, inf)]
    assert found == sorted(found)
    assert (found[0], found[-1]) == (1, 16)
    assert a.power(x, weights, p=1) == pytest.approx(a.arithmetic(x, weights))
    assert a.power(x, weights, p=2)[0] == pytest.approx(np.sqrt(0.5 + 4 + 64))
    assert a.power([[0, 5]], [0, 1], p=-1).tolist() == [5]  # what does not count cannot annihilate


def test_an_entry_of_zeros_has_a_power_mean_of_0_however_its_weights_are_summed() -> None:
    """Some sums of seven thirds or nineteenths come out a hair above 1, where 1 less the sum has no logarithm."""
    for points in ([2.0, 3, 2], [6.0, 7, 6], [1.0] * 10):
        weights = np.array(points) / sum(points)
        for p in (-3, -1, 0, 0.5, 1, 6.5, float("inf")):
            assert a.power(np.zeros((3, len(points))), weights, p=p).tolist() == [0, 0, 0]


def test_the_mazziotta_pareto_index_takes_off_the_variance_over_the_mean() -> None:
    """90 and 110 have mean 100 and variance 100: 99 with the penalty taken off, 101 with it added."""
    assert a.mazziotta_pareto([[90, 110]]).tolist() == [99]
    assert a.mazziotta_pareto([[90, 110]], penalty=1).tolist() == [101]


def test_the_folded_weighted_sum_is_min_max_then_weights_even_far_from_zero() -> None:
    """The weighted sum in one pass is min-max and then the arithmetic mean, at any magnitude."""
    rng = np.random.default_rng(5)
    x, weights, signs = rng.normal(50, 9, (201, 4)), np.array([0.1, 0.2, 0.3, 0.4]), np.array([1, -1, 1, 1])
    x[:, 2] = 7
    for field in (x, x * [1, 1, 1, 1e-9] + [0, 0, 0, 1], x * 1e150):
        scale = max(1.0, np.abs(field).max() / 1e99)
        expected = a.arithmetic(normalize.minmax(field / scale, direction=signs), weights)
        assert a.weighted_sum(field, weights, directions=signs) == pytest.approx(expected, abs=1e-9)


# distance


@pytest.mark.parametrize(("mountains", "printed"), [(CLIMB, [0.762, 0.722, 0.238]), (FOOTHILL, [0.489, 0.612, 0.511])])
def test_opricovic_and_tzengs_mountain_turns_with_its_units_unless_min_max_takes_them_off(
    mountains: Any, printed: list[float]
) -> None:
    """By vectors their table 3, as two public transcriptions give it; by min-max what pymcdm's documentation prints."""
    vector = a.topsis(mountains, [0.5, 0.5], directions=[-1, 1], normalization="vector")
    assert vector.round(3).tolist() == printed
    minmax = a.topsis(mountains, [0.5, 0.5], directions=[-1, 1], normalization="minmax")
    assert minmax.round(3).tolist() == [0.5, 0.617, 0.5]


def test_topsis_and_vikor_are_the_peers() -> None:
    """TOPSIS is that of scikit-criteria and of pymcdm, VIKOR's Q that of pymcdm."""
    rng = np.random.default_rng(7)
    x, weights = rng.gamma(2, 30, (300, 6)) + 1, rng.dirichlet(np.ones(6))
    signs = np.array([1, -1, 1, 1, -1, 1])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import skcriteria
        from pymcdm.methods import TOPSIS, VIKOR
        from skcriteria.agg.topsis import TOPSIS as OF_SCIKIT
        from skcriteria.preprocessing.scalers import VectorScaler

        scaled = VectorScaler("matrix").transform(skcriteria.mkdm(x, signs, weights=weights))
        vector = OF_SCIKIT().evaluate(scaled).e_.similarity
        minmax, q = TOPSIS()(x, weights, signs), VIKOR()(x, weights, signs)
    assert a.topsis(x, weights, directions=signs) == pytest.approx(vector)
    assert a.topsis(x, weights, directions=signs, normalization="minmax") == pytest.approx(minmax)
    assert a.vikor(x, weights, directions=signs).q == pytest.approx(q)


@pytest.mark.parametrize("normalization", ["vector", "minmax"])
def test_the_ideal_is_at_1_exactly_and_the_worst_at_0_however_far_from_zero(normalization: str) -> None:
    """Best in everything is at 1 exactly and worst in everything at 0, also with figures of a million."""
    x = np.array([[1e6 + 3, 2.0], [1e6, 9.0], [1e6 + 1, 5.0]])
    found = a.topsis(x, [0.4, 0.6], directions=[1, -1], normalization=normalization)
    assert found[:2].tolist() == [1, 0]
    shifted = x - [1e6, 0]
    if normalization == "minmax":
        assert found == pytest.approx(a.topsis(shifted, [0.4, 0.6], directions=[1, -1], normalization="minmax"))


def test_entries_all_the_same_are_at_one_half_and_a_constant_column_moves_nobody() -> None:
    """Where ideal and worst are one, TOPSIS gives a half; a constant column changes no closeness."""
    assert a.topsis([[3, 3], [3, 3]], [0.5, 0.5]).tolist() == [0.5, 0.5]
    assert a.topsis([[0, 1]], [0.5, 0.5]).tolist() == [0.5]
    with_constant = a.topsis([[1, 5, 4], [2, 5, 3]], [0.25, 0.5, 0.25], normalization="minmax")
    assert with_constant == pytest.approx(a.topsis([[1, 4], [2, 3]], [0.5, 0.5], normalization="minmax"))


@pytest.mark.parametrize("mountains", [CLIMB, FOOTHILL])
def test_vikor_proposes_the_second_mountain_in_any_units(mountains: Any) -> None:
    """S, R and Q as scikit-criteria's suite gives them, in either units."""
    found = a.vikor(mountains, [0.5, 0.5], directions=[-1, 1])
    assert (found.s.tolist(), found.r.tolist()) == ([0.5, 0.375, 0.5], [0.5, 0.25, 0.5])
    assert (found.q.tolist(), found.compromise.tolist()) == ([1, 0, 1], [1])


@pytest.mark.parametrize(
    ("weights", "s", "r", "q", "compromise"),
    [
        ([1] * 8, [0.692, 0.7, 0.29, 0.423, 0.28, 0.346], [0.125, 0.125, 0.121, 0.125, 0.067, 0.125],
         [0.991, 1, 0.473, 0.67, 0, 0.578], [4]),
        ([2] * 4 + [1] * 4, [0.701, 0.6, 0.386, 0.365, 0.317, 0.459], [0.167, 0.114, 0.161, 0.167, 0.089, 0.167],
         [1, 0.533, 0.552, 0.563, 0, 0.686], [4]),
        ([1] * 4 + [2] * 4, [0.683, 0.8, 0.193, 0.48, 0.243, 0.232], [0.113, 0.167, 0.08, 0.122, 0.044, 0.083],
         [0.684, 1, 0.147, 0.554, 0.041, 0.191], [2, 4, 5]),
        ([1] * 4 + [3.2] * 4, [0.678, 0.857, 0.138, 0.513, 0.222, 0.167], [0.129, 0.19, 0.057, 0.139, 0.042, 0.06],
         [0.668, 1, 0.051, 0.588, 0.058, 0.078], [2, 4, 5]),
    ],
)  # fmt: skip
def test_vikor_proposes_the_dams_of_opricovic_and_tzeng(
    weights: list[float], s: list[float], r: list[float], q: list[float], compromise: list[int]
) -> None:
    """Four weightings of 2007, as scikit-criteria's suite (tests/agg/test_vikor.py) quotes them to three places."""
    found = a.vikor(DAMS, np.array(weights) / sum(weights), directions=[1, -1, 1, 1, -1, -1, -1, 1])
    assert found.s == pytest.approx(s, abs=0.0005)
    assert found.r == pytest.approx(r, abs=0.0005)
    assert found.q == pytest.approx(q, abs=0.0005)
    assert sorted(found.compromise.tolist()) == compromise


def test_vikors_two_conditions_widen_the_compromise() -> None:
    """Where the lead is too small the compromise holds all who are near; a lone entry is its own."""
    even = a.vikor([[10, 0], [0, 10]], [0.5, 0.5])
    assert (even.q.tolist(), even.compromise.tolist()) == ([0, 0], [0, 1])  # S and R degenerate: nobody leads
    near = a.vikor([[10, 9], [9, 10], [0, 0], [5, 5]], [0.5, 0.5])
    assert near.compromise.tolist() == [0, 1]  # C1 fails
    assert a.vikor([[4, 5]], [0.5, 0.5]).compromise.tolist() == [0]


def test_vikors_compromise_is_whom_scikit_criteria_puts_first_together() -> None:
    """Its ranks (use_compromise_set, the default) make one first place of the compromise; ours keeps the order of Q,
    which is that of its ranks without, and names the compromise beside it.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import skcriteria
        from skcriteria.agg.vikor import VIKOR

        signs = [1, -1, 1, 1, -1, -1, -1, 1]
        for points in ([1] * 8, [1] * 4 + [2] * 4):
            weights = np.array(points) / sum(points)
            ours, dams = a.vikor(DAMS, weights, directions=signs), skcriteria.mkdm(DAMS, signs, weights=weights)
            together, apart = VIKOR().evaluate(dams).rank_, VIKOR(use_compromise_set=False).evaluate(dams).rank_
            assert sorted(ours.compromise.tolist()) == np.flatnonzero(together == 1).tolist()
            assert normalize.rank(ours.q, ties="dense").tolist() == apart.tolist()


def test_vikor_takes_the_constant_column_that_pymcdm_refuses() -> None:
    """Nobody falls short on it; pymcdm 1.4.0 raises and leaves the caller to take it out, with the same Q."""
    x = np.array([[1.0, 5, 4], [2, 5, 3], [3, 5, 9]])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pymcdm.methods import VIKOR

        with pytest.raises(ValueError, match="equal values"):
            VIKOR()(x, np.full(3, 1 / 3), np.ones(3))
        theirs = VIKOR()(x[:, [0, 2]], np.full(2, 1 / 2), np.ones(2))
    assert a.vikor(x, [1 / 3] * 3).q == pytest.approx(theirs)


def test_the_arrays_of_vikor_cannot_be_written_to() -> None:
    """Every array of a VIKOR record is read-only."""
    found = a.vikor(CLIMB, [0.5, 0.5])
    assert not any(array.flags.writeable for array in (found.s, found.r, found.q, found.compromise))


def test_vikor_without_stability_adds_the_second() -> None:
    """C1 holds, but the first by Q is best by neither S nor R alone."""
    from scoring.aggregate.distance import _compromise

    s, r, q = np.array([0.3, 0.2, 0.9]), np.array([0.2, 0.4, 0.1]), np.array([0.1, 0.7, 0.8])
    assert _compromise(s, r, q).tolist() == [0, 1]
    assert _compromise(s, np.array([0.1, 0.4, 0.2]), q).tolist() == [0]


@pytest.mark.parametrize("n", [1, 63, 64, 65, 1000])
def test_sums_in_blocks_are_sums(n: int) -> None:
    """Reckoned block by block, lengths, bests and sums are those of the whole, at and beside a block's edge."""
    x = np.random.default_rng(n).normal(size=(n, 7))
    field = field_of(x, [1, -1, 1, 1, 1, 1, 1])
    assert field.squares == pytest.approx((x**2).sum(axis=0))
    assert field.best[0] == x[:, 0].max()
    assert field.best[1] == x[:, 1].min()
    weights = np.full(7, 1 / 7)
    short = (field.best - x) * field.per_span(weights)
    assert a.vikor(x, weights, directions=[1, -1, 1, 1, 1, 1, 1]).s == pytest.approx(short.sum(axis=1))


# outranking


def test_forty_entries_fall_into_small_pieces_and_are_solved() -> None:
    """Fourteen cycles of three in a row: 42 entries are solved piece by piece, and one order is best."""
    cycle = np.array([[0, 0.6, 0.3], [0.4, 0, 0.7], [0.7, 0.3, 0]])
    preferred = np.triu(np.full((42, 42), 0.8), 1) + np.tril(np.full((42, 42), 0.2), -1)
    for start in range(0, 42, 3):
        preferred[start : start + 3, start : start + 3] = cycle
    shuffled = np.random.default_rng(3).permutation(42)
    best = a.kemeny(preferred[np.ix_(shuffled, shuffled)])
    assert len(best.orders) == 1
    assert [int(shuffled[at]) for at in best.orders[0]][:6] == [1, 2, 0, 4, 5, 3]


def test_eighteen_in_one_cycle_are_solved_and_nineteen_refused() -> None:
    """One cycle of 18 entries is still solved exactly; of 19 it is refused as too large."""

    def ring(n: int) -> Any:
        preferred = np.triu(np.full((n, n), 0.75), 1) + np.tril(np.full((n, n), 0.25), -1)
        preferred[0, -1], preferred[-1, 0] = 0.45, 0.55
        return preferred

    best = a.kemeny(ring(18))
    assert best.orders == (tuple(range(18)),)
    with pytest.raises(Refused) as refusal:
        a.kemeny(ring(19))
    assert refusal.value.code == "too_large"


def test_all_tied_has_every_order_or_too_many() -> None:
    """Four entries all level have all 24 orders; more orders than asked for are refused."""
    level = np.full((4, 4), 0.5)
    assert len(a.kemeny(level).orders) == 24
    assert a.kemeny([[0]]).orders == ((0,),)
    for n, most in ((4, 23), (12, 10_000)):
        with pytest.raises(Refused) as refusal:
            a.kemeny(np.full((n, n), 0.5), most=most)
        assert refusal.value.code == "too_many_orders"


# frontier


def test_an_entry_best_in_anything_has_the_benefit_of_the_doubt() -> None:
    """Best in one indicator is worth 1, between two such 0.8, and nothing anywhere 0."""
    assert a.benefit_of_the_doubt([[4, 1], [1, 4], [2, 2]]) == pytest.approx([1, 1, 0.8])
    assert a.benefit_of_the_doubt([[0, 0], [1, 2]]) == pytest.approx([0, 1])
    assert a.benefit_of_the_doubt([[0, 0]]).tolist() == [0]


def test_equal_shares_leave_no_choice_but_the_plain_mean() -> None:
    """Where every indicator must have the same share, scores go by the plain sum over the best one."""
    x = np.array([[4, 1], [1, 2], [2, 2]])
    assert a.benefit_of_the_doubt(x, shares=(0.5, 0.5)) == pytest.approx(x.sum(axis=1) / 5)


def test_bounded_shares_never_give_more_than_free_ones_and_solve_the_dual() -> None:
    """Bounds on shares never raise a score, and free shares reach the optimum of the dual program."""
    from scipy.optimize import linprog

    x = normalize.minmax(TAI[:5])
    free, bounded = a.benefit_of_the_doubt(x), a.benefit_of_the_doubt(x, shares=(0.10, 0.15))
    assert (bounded <= free + 1e-9).all()
    assert bounded.max() == pytest.approx(1)
    for row, best in zip(x, free, strict=True):
        dual = linprog(np.ones(len(x)), A_ub=-x.T, b_ub=-row)
        assert dual.fun == pytest.approx(best)


@pytest.mark.parametrize(
    ("act", "code", "pointer"),
    [
        (lambda: a.arithmetic([[1, 2]], [0.5, 0.6]), "weights_sum", "weights"),
        (lambda: a.arithmetic([[1, 2]], [1.5, -0.5]), "negative", "weights[1]"),
        (lambda: a.arithmetic([[1, float("nan")]], [0.5, 0.5]), "absent", "x[0, 1]"),
        (lambda: a.geometric([[1, -2]], [0.5, 0.5]), "negative", "x[0, 1]"),
        (lambda: a.power([[1]], [1], p=float("nan")), "out_of_range", "p"),
        (lambda: a.power([[1]], [1], p="a"), "out_of_range", "p"),
        (lambda: a.arithmetic([[1e200, 1]], [0.5, 0.5]), "too_large", "x[0, 0]"),
        (lambda: a.mazziotta_pareto([[1e308, 1e308]]), "too_large", "x[0, 0]"),
        (lambda: a.mazziotta_pareto([[1e-200, 0]]), "not_positive", "x[0]"),
        (lambda: a.mazziotta_pareto([[0, 0]]), "not_positive", "x[0]"),
        (lambda: a.mazziotta_pareto([[1]], penalty=2), "unknown_choice", "penalty"),
        (lambda: a.topsis([[1, float("nan")]], [0.5, 0.5]), "absent", "x[0, 1]"),
        (lambda: a.topsis([[1, float("inf")]], [0.5, 0.5]), "not_finite", "x[0, 1]"),
        (lambda: a.topsis([["high"]], [1]), "not_numbers", "x"),
        (lambda: a.topsis([1, 2], [1]), "wrong_shape", "x"),
        (lambda: a.topsis([[1]], [1], normalization="sum"), "unknown_choice", "normalization"),
        (lambda: a.topsis([[1]], [1], directions=[0]), "wrong_direction", "directions[0]"),
        (lambda: a.vikor([[1]], [1], v=1.5), "out_of_range", "v"),
        (lambda: a.vikor([[1]], [1], v="a"), "out_of_range", "v"),
        (lambda: a.kemeny([[0]], most=0.5), "out_of_range", "most"),
        (lambda: a.copeland([[0, 1, 0]]), "wrong_shape", "preferred"),
        (lambda: a.kemeny([[0, 0.7], [0.7, 0]]), "not_pairwise", "preferred[0, 1]"),
        (lambda: a.kemeny([[0, 1.2], [-0.2, 0]]), "not_pairwise", "preferred[1, 0]"),
        (lambda: a.benefit_of_the_doubt([[1, -1]]), "negative", "x[0, 1]"),
        (lambda: a.benefit_of_the_doubt([[1, 1]], shares=(0.6, 0.7)), "impossible_shares", "shares"),
        (lambda: a.benefit_of_the_doubt([[1, 1]], shares=(0.0, 0.4)), "impossible_shares", "shares"),
        (lambda: a.benefit_of_the_doubt([[1, 1]], shares=0.5), "wrong_shape", "shares"),
        (lambda: a.benefit_of_the_doubt([[1, 1]], shares=(0, 0.5, 1)), "wrong_shape", "shares"),
        (lambda: a.benefit_of_the_doubt([[0, 0]], shares=(float("nan"), 1)), "out_of_range", "shares"),
    ],
)
def test_what_cannot_be_aggregated_is_refused_with_its_place(act: Any, code: str, pointer: str) -> None:
    """Each unusable argument is refused with its code and with the place of the fault."""
    with pytest.raises(Refused) as refusal:
        act()
    assert (refusal.value.code, refusal.value.pointer) == (code, pointer)


# laws

FIELDS = arrays(np.float64, st.tuples(st.integers(1, 7), st.integers(1, 4)), elements=st.floats(0, 1e6))


def equal_weights(x: Any) -> Any:
    return np.full(x.shape[1], 1 / x.shape[1])


def drawn_weights(drawn: st.DataObject, x: Any) -> Any:
    """Any whole points for the columns of x, some of them 0, as parts of their sum."""
    n = x.shape[1]
    points = np.array(drawn.draw(st.lists(st.integers(0, 9), min_size=n, max_size=n).filter(any)), dtype=float)
    return points / points.sum()


@settings(max_examples=50, deadline=None)
@given(FIELDS, st.data())
def test_harmonic_is_never_above_geometric_nor_that_above_arithmetic(x: Any, drawn: st.DataObject) -> None:
    """For any field and weights: harmonic ≤ geometric ≤ arithmetic, and all are finite."""
    weights = drawn_weights(drawn, x)
    h, g, m = (mean(x, weights) for mean in (a.harmonic, a.geometric, a.arithmetic))
    slack = 1e-9 * x.max(initial=1)
    assert (h <= g + slack).all()
    assert (g <= m + slack).all()
    assert np.isfinite(h).all()


@settings(max_examples=50, deadline=None)
@given(arrays(np.float64, st.tuples(st.integers(1, 6), st.integers(1, 3)), elements=st.floats(-1e300, 1e300)))
def test_no_finite_field_gives_a_closeness_outside_0_to_1(x: Any) -> None:
    """TOPSIS and VIKOR stay within 0 to 1, the weighted sum within 0 to 100, for figures of any size."""
    weights = equal_weights(x)
    for normalization in ("vector", "minmax"):
        found = a.topsis(x, weights, normalization=normalization)
        assert ((found >= 0) & (found <= 1)).all()
    found = a.vikor(x, weights).q
    assert ((found >= 0) & (found <= 1 + 1e-12)).all()
    found = a.weighted_sum(x, weights)
    assert ((found >= -1e-9) & (found <= 100 + 1e-9)).all()


PLACES = arrays(np.int64, st.tuples(st.integers(1, 6), st.integers(1, 5)), elements=st.integers(0, 4))


@settings(max_examples=50, deadline=None)
@given(PLACES, st.data())
def test_each_pair_of_outranking_sums_to_1_and_no_order_beats_kemenys(x: Any, drawn: st.DataObject) -> None:
    """Each pair shares 1 between its two, and the best orders are all those of a search through every order."""
    found = a.outranking(x, drawn_weights(drawn, x))
    n = len(x)
    assert found + found.T == pytest.approx(np.ones((n, n)) - np.eye(n))
    scores = {order: np.triu(found[np.ix_(order, order)], 1).sum() for order in permutations(range(n))}
    top = max(scores.values())
    best = a.kemeny(found)
    assert best.score == pytest.approx(top)
    assert set(best.orders) == {order for order, score in scores.items() if score > top - 1e-7}


ORDERS_OF_SEVEN = np.array(list(permutations(range(7))))


@settings(max_examples=15, deadline=None)
@given(arrays(np.int64, st.tuples(st.just(7), st.integers(1, 6)), elements=st.integers(0, 9)), st.data())
def test_no_order_of_seven_beats_kemenys(x: Any, drawn: st.DataObject) -> None:
    """Of the 5,040 orders of seven entries, those found are all that reach the best score."""
    found = a.outranking(x, drawn_weights(drawn, x))
    above, below = np.triu_indices(7, 1)
    scores = found[ORDERS_OF_SEVEN[:, above], ORDERS_OF_SEVEN[:, below]].sum(axis=1)
    best = a.kemeny(found)
    assert best.score == pytest.approx(scores.max())
    assert set(best.orders) == {tuple(order) for order in ORDERS_OF_SEVEN[scores > scores.max() - 1e-7].tolist()}


@settings(max_examples=30, deadline=None)
@given(PLACES, st.randoms(use_true_random=False))
def test_permuting_entries_permutes_every_lens(x: Any, chance: Any) -> None:
    """With entries in another order every lens gives the same numbers in that order."""
    order = list(range(len(x)))
    chance.shuffle(order)
    weights = equal_weights(x)
    for lens in (a.topsis, a.weighted_sum, lambda y, w: a.vikor(y, w).q, lambda y, w: a.copeland(a.outranking(y, w))):
        assert lens(x[order], weights) == pytest.approx(lens(x, weights)[order], abs=1e-9)


@pytest.mark.parametrize("normalization", ["vector", "minmax"])
def test_a_weight_of_next_to_nothing_still_tells_apart_what_nothing_else_does(normalization: str) -> None:
    """A weight whose square is 0 in floats decides where the other column is constant."""
    found = a.topsis([[1, 5], [2, 5], [3, 5]], [1e-170, 1], normalization=normalization)
    assert found == pytest.approx([0, 0.5, 1])
