"""Aggregation: published examples, the peers, brute force, and the laws that hold for any field."""

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
from scoring.errors import Refused, Unsound
from scoring.exact_means import MEANS

CLIMB = [[1, 3000], [2, 3750], [5, 4500]]
"""Opricovic and Tzeng (2004): three mountains, risk to be low and altitude to be high, of equal weight."""
TAI = np.array([
    [187, 125.6, 200.2, 50.7, 1203, 4.15, 10, 27.4],
    [289, 130, 179.1, 66.2, 993, 4.07, 12, 13.9],
    [271, 156.6, 125.8, 59.7, 1247, 4.14, 11.4, 15.3],
    [994, 64.6, 49, 80.8, 1007, 3.86, 9.5, 10],
    [779, 9.8, 4.8, 66.7, 938, 3.65, 10.8, 23.2],
])  # fmt: skip
"""Finland, United States, Sweden, Japan and Korea in the Technology Achievement Index (OECD/JRC Handbook 2008).

Telephones are those of the Human Development Report 2001 per thousand people: the Handbook's logarithms of two places
show the United States (993) and Japan (1,007) level at 3.00, which would give 6.4375 for its 6.375.
"""


def profile(*votes: tuple[int, str]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Indicators that rank entries a, b, c … so, as scores and weights; (3, "cbad") is three of them."""
    names = sorted(votes[0][1])
    x = np.array([[len(names) - order.index(name) for _, order in votes] for name in names], dtype=float)
    n = np.array([times for times, _ in votes], dtype=float)
    return x, n / n.sum()


FISHBURN = ((3, "cbad"), (2, "badc"), (2, "adcb"))
"""Fishburn (1984), the Handbook's Table 31; without d it is Table 33."""
CONDORCET = ((23, "abc"), (17, "bca"), (2, "bac"), (10, "cab"), (8, "cba"))
"""Condorcet's own sixty voters, whose majorities go round."""


def in_order(scores: Any) -> str:
    return "".join("abcdefgh"[at] for at in np.argsort(-np.asarray(scores), kind="stable"))


# means


def test_the_handbooks_geometric_means() -> None:
    """OECD/JRC Handbook: 2.14, 2.54 and 6.23 are printed; 42^(1/4) is 2.5457 and 1512^(1/4) 6.2358, cut off there."""
    found = a.geometric([[21, 1, 1, 1], [21, 2, 1, 1], [6, 7, 6, 6]], [0.25] * 4)
    assert (np.floor(found * 100) / 100).tolist() == [2.14, 2.54, 6.23]
    assert found == pytest.approx(np.array([21, 42, 1512]) ** 0.25)


@pytest.mark.parametrize("by", ["geometric", "harmonic"])
@pytest.mark.parametrize("values", [(40, 60, 95), (0, 60, 100), (7, 7, 7)])
def test_each_mean_is_the_official_one(by: str, values: tuple[int, ...]) -> None:
    official = MEANS[by]([Fraction(v) for v in values], [Fraction(2), Fraction(3), Fraction(5)])
    ours = getattr(a, by)([values], [0.2, 0.3, 0.5])
    assert ours[0] == pytest.approx(float(official), abs=1e-11)


def test_the_power_mean_runs_from_the_least_to_the_greatest() -> None:
    x, weights = [[1.0, 4.0, 16.0]], [0.5, 0.25, 0.25]
    inf = float("inf")
    found = [a.power(x, weights, p=p)[0] for p in (-inf, -900, -1, -1e-13, 0, 1e-20, 1, 2, 900, inf)]
    assert found == sorted(found)
    assert found[0], found[-1] == (1, 16)
    assert a.power(x, weights, p=1) == pytest.approx(a.arithmetic(x, weights))
    assert a.power(x, weights, p=2)[0] == pytest.approx(np.sqrt(0.5 + 4 + 64))
    assert a.power([[0, 5]], [0, 1], p=-1).tolist() == [5]  # what does not count cannot annihilate


def test_the_mazziotta_pareto_index_takes_off_the_variance_over_the_mean() -> None:
    assert a.mazziotta_pareto([[90, 110]]).tolist() == [99]
    assert a.mazziotta_pareto([[90, 110]], penalty=1).tolist() == [101]


def test_the_folded_weighted_sum_is_min_max_then_weights_even_far_from_zero() -> None:
    rng = np.random.default_rng(5)
    x, weights, signs = rng.normal(50, 9, (201, 4)), np.array([0.1, 0.2, 0.3, 0.4]), np.array([1, -1, 1, 1])
    x[:, 2] = 7
    for field in (x, x * [1, 1, 1, 1e-9] + [0, 0, 0, 1], x * 1e150):
        expected = a.arithmetic(normalize.minmax(field, direction=signs), weights)
        assert a.weighted_sum(field, weights, directions=signs) == pytest.approx(expected, abs=1e-9)


# distance


def test_opricovic_and_tzengs_mountain_has_another_winner_under_each_normalization() -> None:
    weights, signs = [0.5, 0.5], [-1, 1]
    minmax = a.topsis(CLIMB, weights, directions=signs, normalization="minmax")
    vector = a.topsis(CLIMB, weights, directions=signs, normalization="vector")
    assert minmax.round(3).tolist() == [0.5, 0.617, 0.5]
    assert vector.round(3).tolist() == [0.762, 0.722, 0.238]
    assert (minmax.argmax(), vector.argmax()) == (1, 0)


def test_topsis_and_vikor_are_the_peers() -> None:
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
    x = np.array([[1e6 + 3, 2.0], [1e6, 9.0], [1e6 + 1, 5.0]])
    found = a.topsis(x, [0.4, 0.6], directions=[1, -1], normalization=normalization)
    assert found[:2].tolist() == [1, 0]
    shifted = x - [1e6, 0]
    if normalization == "minmax":
        assert found == pytest.approx(a.topsis(shifted, [0.4, 0.6], directions=[1, -1], normalization="minmax"))


def test_entries_all_the_same_are_at_one_half_and_a_constant_column_moves_nobody() -> None:
    assert a.topsis([[3, 3], [3, 3]], [0.5, 0.5]).tolist() == [0.5, 0.5]
    assert a.topsis([[0, 1]], [0.5, 0.5]).tolist() == [0.5]
    with_constant = a.topsis([[1, 5, 4], [2, 5, 3]], [0.25, 0.5, 0.25], normalization="minmax")
    assert with_constant == pytest.approx(a.topsis([[1, 4], [2, 3]], [0.5, 0.5], normalization="minmax"))


def test_vikor_proposes_the_published_compromise_and_its_two_conditions_widen_it() -> None:
    assert a.vikor(CLIMB, [0.5, 0.5], directions=[-1, 1]).compromise.tolist() == [1]
    even = a.vikor([[10, 0], [0, 10]], [0.5, 0.5])
    assert (even.q.tolist(), even.compromise.tolist()) == ([0, 0], [0, 1])  # S and R degenerate: nobody leads
    near = a.vikor([[10, 9], [9, 10], [0, 0], [5, 5]], [0.5, 0.5])
    assert near.compromise.tolist() == [0, 1]  # C1 fails
    assert a.vikor([[4, 5]], [0.5, 0.5]).compromise.tolist() == [0]


def test_vikor_without_stability_adds_the_second() -> None:
    """C1 holds, but the first by Q is best by neither S nor R alone."""
    from scoring.aggregate.distance import _compromise

    s, r, q = np.array([0.3, 0.2, 0.9]), np.array([0.2, 0.4, 0.1]), np.array([0.1, 0.7, 0.8])
    assert _compromise(s, r, q).tolist() == [0, 1]
    assert _compromise(s, np.array([0.1, 0.4, 0.2]), q).tolist() == [0]


@pytest.mark.parametrize("n", [1, 63, 64, 65, 1000])
def test_sums_in_blocks_are_sums(n: int) -> None:
    x = np.random.default_rng(n).normal(size=(n, 7))
    field = field_of(x, [1, -1, 1, 1, 1, 1, 1])
    assert field.squares == pytest.approx((x**2).sum(axis=0))
    assert field.best[0] == x[:, 0].max()
    assert field.best[1] == x[:, 1].min()
    weights = np.full(7, 1 / 7)
    short = (field.best - x) * field.per_span(weights)
    assert a.vikor(x, weights, directions=[1, -1, 1, 1, 1, 1, 1]).s == pytest.approx(short.sum(axis=1))


# outranking


def test_deleting_the_last_turns_borda_round_but_not_the_majorities() -> None:
    """Fishburn (1984), Handbook Tables 31-33: a > b > c > d becomes c > b > a when d withdraws."""
    x, weights = profile(*FISHBURN)
    with pytest.warns(Unsound):
        assert (7 * a.borda(x, weights)).tolist() == pytest.approx([13, 12, 11, 6])
    with pytest.warns(Unsound):
        assert in_order(a.borda(x[:3], weights)) == "cba"
    whole = a.outranking(x, weights)
    assert whole[:3, :3].tolist() == a.outranking(x[:3], weights).tolist()
    assert a.condorcet(whole) is None


def test_condorcets_cycle_has_no_winner_and_one_best_order() -> None:
    """33 prefer a to b, 42 b to c, 35 c to a: b c a agrees with 104 preferences of 180, a b c with 100."""
    found = a.outranking(*profile(*CONDORCET))
    assert a.condorcet(found) is None
    assert a.copeland(found).tolist() == [0, 0, 0]
    best = a.kemeny(found)
    assert best.orders == ((1, 2, 0),)
    assert 60 * best.score == pytest.approx(104)


def test_three_orders_of_five_countries_tie_at_6_375() -> None:
    """OECD/JRC Handbook, Table 37: eight indicators of equal weight."""
    best = a.kemeny(a.outranking(TAI, [1 / 8] * 8))
    assert best.score == 6.375
    assert len(best.orders) == 3


def test_the_fast_rank_orders_of_majorities_are_counted_out() -> None:
    x, weights = profile((3, "abcd"), (5, "acbd"), (7, "bdca"), (6, "cbda"))
    found = 21 * a.outranking(x, weights)
    assert found.round(9).tolist() == [[0, 8, 8, 8], [13, 0, 10, 21], [13, 11, 0, 14], [13, 0, 7, 0]]
    assert a.condorcet(found / 21) == 2
    assert in_order(a.copeland(found / 21)) == "cbda"


def test_forty_entries_fall_into_small_pieces_and_are_solved() -> None:
    cycle = np.array([[0, 0.6, 0.3], [0.4, 0, 0.7], [0.7, 0.3, 0]])
    preferred = np.triu(np.full((42, 42), 0.8), 1) + np.tril(np.full((42, 42), 0.2), -1)
    for start in range(0, 42, 3):
        preferred[start : start + 3, start : start + 3] = cycle
    shuffled = np.random.default_rng(3).permutation(42)
    best = a.kemeny(preferred[np.ix_(shuffled, shuffled)])
    assert len(best.orders) == 1
    assert [int(shuffled[at]) for at in best.orders[0]][:6] == [1, 2, 0, 4, 5, 3]


def test_eighteen_in_one_cycle_are_solved_and_nineteen_refused() -> None:
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
    level = np.full((4, 4), 0.5)
    assert len(a.kemeny(level).orders) == 24
    assert a.kemeny([[0]]).orders == ((0,),)
    for n, most in ((4, 23), (12, 10_000)):
        with pytest.raises(Refused) as refusal:
            a.kemeny(np.full((n, n), 0.5), most=most)
        assert refusal.value.code == "too_many_orders"


# frontier


def test_an_entry_best_in_anything_has_the_benefit_of_the_doubt() -> None:
    assert a.benefit_of_the_doubt([[4, 1], [1, 4], [2, 2]]) == pytest.approx([1, 1, 0.8])
    assert a.benefit_of_the_doubt([[0, 0], [1, 2]]) == pytest.approx([0, 1])
    assert a.benefit_of_the_doubt([[0, 0]]).tolist() == [0]


def test_equal_shares_leave_no_choice_but_the_plain_mean() -> None:
    x = np.array([[4, 1], [1, 2], [2, 2]])
    assert a.benefit_of_the_doubt(x, shares=(0.5, 0.5)) == pytest.approx(x.sum(axis=1) / 5)


def test_bounded_shares_never_give_more_than_free_ones_and_solve_the_dual() -> None:
    from scipy.optimize import linprog

    x = normalize.minmax(TAI)
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
        (lambda: a.power([[1]], [1], p=float("nan")), "not_finite", "p"),
        (lambda: a.mazziotta_pareto([[0, 0]]), "not_positive", "x[0]"),
        (lambda: a.mazziotta_pareto([[1]], penalty=2), "unknown_choice", "penalty"),
        (lambda: a.topsis([[1, float("nan")]], [0.5, 0.5]), "absent", "x[0, 1]"),
        (lambda: a.topsis([[1, float("inf")]], [0.5, 0.5]), "not_finite", "x[0, 1]"),
        (lambda: a.topsis([["high"]], [1]), "not_numbers", "x"),
        (lambda: a.topsis([1, 2], [1]), "wrong_shape", "x"),
        (lambda: a.topsis([[1]], [1], normalization="sum"), "unknown_choice", "normalization"),
        (lambda: a.topsis([[1]], [1], directions=[0]), "wrong_direction", "directions[0]"),
        (lambda: a.vikor([[1]], [1], v=1.5), "out_of_range", "v"),
        (lambda: a.copeland([[0, 1, 0]]), "wrong_shape", "preferred"),
        (lambda: a.kemeny([[0, 0.7], [0.7, 0]]), "not_pairwise", "preferred[0, 1]"),
        (lambda: a.kemeny([[0, 1.2], [-0.2, 0]]), "not_pairwise", "preferred[1, 0]"),
        (lambda: a.benefit_of_the_doubt([[1, -1]]), "negative", "x[0, 1]"),
        (lambda: a.benefit_of_the_doubt([[1, 1]], shares=(0.6, 0.7)), "impossible_shares", "shares"),
        (lambda: a.benefit_of_the_doubt([[1, 1]], shares=(0.0, 0.4)), "impossible_shares", "shares"),
    ],
)
def test_what_cannot_be_aggregated_is_refused_with_its_place(act: Any, code: str, pointer: str) -> None:
    with pytest.raises(Refused) as refusal:
        act()
    assert (refusal.value.code, refusal.value.pointer) == (code, pointer)


# laws

FIELDS = arrays(np.float64, st.tuples(st.integers(1, 7), st.integers(1, 4)), elements=st.floats(0, 1e6))


def equal_weights(x: Any) -> Any:
    return np.full(x.shape[1], 1 / x.shape[1])


@settings(max_examples=50, deadline=None)
@given(FIELDS)
def test_harmonic_is_never_above_geometric_nor_that_above_arithmetic(x: Any) -> None:
    weights = equal_weights(x)
    h, g, m = (mean(x, weights) for mean in (a.harmonic, a.geometric, a.arithmetic))
    slack = 1e-9 * x.max(initial=1)
    assert (h <= g + slack).all()
    assert (g <= m + slack).all()
    assert np.isfinite(h).all()


@settings(max_examples=50, deadline=None)
@given(arrays(np.float64, st.tuples(st.integers(1, 6), st.integers(1, 3)), elements=st.floats(-1e300, 1e300)))
def test_no_finite_field_gives_a_closeness_outside_0_to_1(x: Any) -> None:
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
@given(PLACES)
def test_each_pair_of_outranking_sums_to_1_and_no_order_beats_kemenys(x: Any) -> None:
    found = a.outranking(x, equal_weights(x))
    n = len(x)
    assert found + found.T == pytest.approx(np.ones((n, n)) - np.eye(n))
    scores = {order: np.triu(found[np.ix_(order, order)], 1).sum() for order in permutations(range(n))}
    top = max(scores.values())
    best = a.kemeny(found)
    assert best.score == pytest.approx(top)
    assert set(best.orders) == {order for order, score in scores.items() if score > top - 1e-7}


def test_no_order_of_seven_beats_kemenys() -> None:
    x = np.random.default_rng(11).normal(size=(7, 5))
    found = a.outranking(x, [0.3, 0.25, 0.2, 0.15, 0.1])
    top = max(np.triu(found[np.ix_(order, order)], 1).sum() for order in permutations(range(7)))
    assert a.kemeny(found).score == pytest.approx(top)


@settings(max_examples=30, deadline=None)
@given(PLACES, st.randoms(use_true_random=False))
def test_permuting_entries_permutes_every_lens(x: Any, chance: Any) -> None:
    order = list(range(len(x)))
    chance.shuffle(order)
    weights = equal_weights(x)
    for lens in (a.topsis, a.weighted_sum, lambda y, w: a.vikor(y, w).q, lambda y, w: a.copeland(a.outranking(y, w))):
        assert lens(x[order], weights) == pytest.approx(lens(x, weights)[order], abs=1e-9)
