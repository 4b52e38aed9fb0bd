"""Acceptability, weight margins and Sobol indices: closed forms, brute force, published values."""

from __future__ import annotations

from itertools import combinations
from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import linprog, minimize
from scipy.stats import beta

from scoring.errors import Refused
from scoring.uncertainty import (
    best_case,
    holistic_acceptability,
    pairwise_winning_index,
    rank_acceptability,
    rank_shift,
    rank_stability,
    sobol,
    weight_margin,
)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 70), st.integers(1, 6), st.integers(0, 10**6))
def test_rows_and_columns_sum_to_one(n: int, q: int, seed: int) -> None:
    """Invariant 10, ties and constant columns among them."""
    scores = np.random.default_rng(seed).integers(60, 64, (n, q)).astype(float)
    found = rank_acceptability(scores, draws=500, rng=seed)
    np.testing.assert_allclose(found.ranks.sum(axis=0), 1, atol=1e-12)
    np.testing.assert_allclose(found.ranks.sum(axis=1), 1, atol=1e-12)
    assert all(np.isfinite(part).all() for part in (found.central_weights, found.confidence, found.mc_error))
    np.testing.assert_allclose(found.central_weights.sum(axis=1)[found.first > 0], 1, atol=1e-5)


@pytest.mark.parametrize("n", [5, 64, 65, 130])
def test_both_ways_of_counting_agree_with_the_definition(n: int) -> None:
    """A weight of 1 on one indicator leaves one order: every place is certain."""
    scores = np.random.default_rng(n).permutation(n * 3).reshape(n, 3).astype(float)
    found = rank_acceptability(scores, weights=[0.0, 1.0, 0.0], draws=64)
    order = np.argsort(-scores[:, 1])
    assert (found.ranks[order, np.arange(n)] == 1).all()
    np.testing.assert_allclose(found.central_weights[order[0]], [0, 1, 0])
    assert found.confidence[order[0]] == 1
    assert found.confidence.sum() == 1


def test_two_indicators_by_integration() -> None:
    """Evenly drawn weights (w, 1 - w): the first leads where 20w > 10(1 - w), which is two thirds of the line."""
    found = rank_acceptability([[80.0, 60.0], [60.0, 70.0]])
    assert found.first == pytest.approx([2 / 3, 1 / 3], abs=0.006)
    assert found.central_weights[:, 0] == pytest.approx([2 / 3, 1 / 6], abs=0.006)
    assert found.mc_error[0, 0] == pytest.approx(1.96 * np.sqrt(2 / 9 / 1e5), rel=0.01)


def test_weights_are_drawn_around_those_declared() -> None:
    """METHODS 5.5: at κ = 100 a weight of .2 is Beta(20, 80), below .28 at a chance of .9705; draws err by .0005."""
    scores = np.array([[100.0, 0.0], [28.0, 28.0]])
    found = rank_acceptability(scores, weights=[0.2, 0.8])
    assert found.first[1] == pytest.approx(beta(20, 80).cdf(0.28), abs=0.002)


def test_alike_entries_share_evenly() -> None:
    """Three entries alike on every indicator have a third of each place that is left to them."""
    found = rank_acceptability([[7.0, 5.0], [9.0, 9.0], [7.0, 5.0], [7.0, 5.0]], draws=100)
    third = [0, 1 / 3, 1 / 3, 1 / 3]
    np.testing.assert_allclose(found.ranks, [third, [1, 0, 0, 0], third, third])
    top = rank_acceptability([[1.0], [1.0]], draws=10)
    np.testing.assert_allclose(top.central_weights, 1)
    assert top.confidence.tolist() == [0.5, 0.5]


def test_the_same_seed_gives_the_same_answer() -> None:
    """Two runs from one seed agree to the last bit."""
    scores = np.random.default_rng(2).uniform(size=(80, 4))
    one, two = (rank_acceptability(scores, draws=3000, rng=5) for _ in range(2))
    assert (one.ranks == two.ranks).all()
    assert (one.central_weights == two.central_weights).all()


def test_confidence_under_uncertain_scores() -> None:
    """Two independent normals: P = Φ(d / √(s₁² + s₂²)); here 10 / √(36 + 64) gives Φ(1) = .8413."""
    found = rank_acceptability([[70.0], [60.0]], score_se=[[6.0], [8.0]], draws=10)
    assert found.confidence == pytest.approx([0.841345, 0], abs=1e-6)


def test_pairs_and_holistic_values() -> None:
    """80/60 beats 60/70 on weights above 1/3, so two thirds; alike is a half; places take any values."""
    scores = np.array([[80.0, 60.0], [60.0, 70.0], [60.0, 70.0]])
    wins = pairwise_winning_index(scores, draws=40_000)
    np.testing.assert_allclose(wins + wins.T, 1)
    assert wins[0, 1] == pytest.approx(2 / 3, abs=0.01)
    assert wins[1, 2] == 0.5
    assert holistic_acceptability([[1.0]]).tolist() == [1.0]
    assert holistic_acceptability(np.eye(2), values=[5, 2]).tolist() == [5, 2]
    with pytest.raises(Refused, match="values"):
        holistic_acceptability(np.eye(2), values=[5])


@pytest.mark.parametrize(
    ("other", "pointer"),
    [
        ({"weights": [0.5, 0.6]}, "weights"),
        ({"concentration": 0.0}, "concentration"),
        ({"draws": 0}, "draws"),
        ({"score_se": [[1.0, 0.0]]}, "score_se"),
    ],
)
def test_what_acceptability_refuses(other: dict[str, object], pointer: str) -> None:
    """Weights off 1, no concentration, no draws, no error and a gap are refused at their place."""
    with pytest.raises(Refused) as refused:
        rank_acceptability([[1.0, 2.0]], **other)  # type: ignore[arg-type]
    assert refused.value.pointer == pointer
    with pytest.raises(Refused, match=r"scores\[0, 1\]"):
        rank_acceptability([[1.0, np.nan]])


NORMS = {"l1": 1, "l2": 2, "linf": np.inf}


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 6), st.integers(0, 10**6), st.sampled_from(["l1", "l2", "linf"]))
def test_the_margin_levels_both_within_the_simplex(q: int, seed: int, norm: str) -> None:
    """At the margin both are level, the weights are weights, and no nearer ones are found another way."""
    rng = np.random.default_rng(seed)
    scores, weights = rng.uniform(40, 100, (2, q)), rng.dirichlet(np.ones(q))
    found = weight_margin(scores, weights, leader=0, rival=1, norm=norm)
    lead = scores[0] - scores[1]
    if lead @ weights <= 0:
        assert found.distance == 0
    elif lead.min() >= 0:
        assert (found.distance, found.weights) == (inf, None)
    else:
        assert found.weights is not None
        assert found.weights.min() >= 0
        assert found.weights.sum() == pytest.approx(1)
        assert lead @ found.weights == pytest.approx(0, abs=1e-8)
        assert np.linalg.norm(found.weights - weights, NORMS[norm]) == pytest.approx(found.distance)
        assert found.distance == pytest.approx(by_another_way(lead, weights, norm), abs=1e-6)


def by_another_way(lead: np.ndarray, weights: np.ndarray, norm: str) -> float:
    """L2 by a general solver, started from the best two-indicator mix; L1 and L∞ by the dual linear program."""
    q = len(lead)
    if norm == "l2":
        level = {"type": "eq", "fun": lambda w: [w.sum() - 1, lead @ w / abs(lead).max()]}
        starts = []
        for a, b in combinations(range(q), 2):
            if lead[a] * lead[b] <= 0 and lead[a] != lead[b]:
                start = np.zeros(q)
                start[[a, b]] = np.array([lead[b], -lead[a]]) / (lead[b] - lead[a])
                starts.append(start)
        start = min(starts, key=lambda w: np.linalg.norm(w - weights))
        solved = minimize(
            lambda w: ((w - weights) ** 2).sum(), start, jac=lambda w: 2 * (w - weights), method="SLSQP",
            bounds=[(0, None)] * q, constraints=[level], options={"ftol": 1e-15, "maxiter": 500},
        )  # fmt: skip
        return float(np.sqrt(solved.fun))
    return dual(lead / abs(lead).max(), weights, norm)


def dual(lead: np.ndarray, weights: np.ndarray, norm: str) -> float:
    """Maximize (λ·lead + μ) · w - μ over y = λ·lead + μ - s, s ≥ 0, with ‖y‖ at most 1 in the dual norm.

    Lagrange's dual of min ‖v - w‖ with lead·v = 0, 1·v = 1, v ≥ 0: max over y of y·w - μ.
    """
    q = len(lead)
    # variables: λ, μ, y (q), size of y (q); y >= ... written as y <= λ·lead + μ
    size = q if norm == "linf" else 0
    cost = np.concatenate([[0.0, 1.0], -weights, np.zeros(size)])
    rows = [np.concatenate([[-lead[k], -1.0], np.eye(q)[k], np.zeros(size)]) for k in range(q)]
    limits = [0.0] * q
    bounds: list[tuple[float | None, float | None]] = [(None, None)] * 2 + [(-1, 1)] * q
    if norm == "linf":
        for k in range(q):
            for sign in (1, -1):
                rows.append(np.concatenate([[0.0, 0.0], sign * np.eye(q)[k], -np.eye(q)[k]]))
                limits.append(0.0)
        rows.append(np.concatenate([np.zeros(2 + q), np.ones(q)]))
        limits.append(1.0)
        bounds = [(None, None)] * (2 + q) + [(0, None)] * q
    return -float(linprog(cost, np.array(rows), limits, bounds=bounds, method="highs").fun)


def test_the_closed_form_inside_the_simplex() -> None:
    """(A_i - A_k) / ‖P(z_i - z_k)‖, P taking the mean off."""
    scores, weights = np.array([[80.0, 70.0, 60.0], [70.0, 75.0, 60.0]]), np.array([0.4, 0.3, 0.3])
    lead = scores[0] - scores[1]
    expected = lead @ weights / np.linalg.norm(lead - lead.mean())
    assert weight_margin(scores, weights, leader=0, rival=1).distance == pytest.approx(expected, rel=1e-12)


def test_what_the_margin_refuses() -> None:
    """A rival that is no row and a norm of another name are refused."""
    with pytest.raises(Refused, match="rival"):
        weight_margin([[1.0], [2.0]], [1.0], leader=0, rival=2)
    with pytest.raises(Refused, match="norm"):
        weight_margin([[1.0], [2.0]], [1.0], leader=0, rival=1, norm="l3")


def ishigami(inputs: np.ndarray) -> np.ndarray:
    x = np.pi * (2 * inputs - 1)
    return np.asarray(np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0]))


def test_the_ishigami_function() -> None:
    """Ishigami and Homma 1990 with a = 7, b = .1: S .3139 .4424 0, S_T .5576 .4424 .2437."""
    found = sobol(ishigami, 3, draws=2**15)
    assert found.first == pytest.approx([0.3139, 0.4424, 0], abs=0.01)
    assert found.total == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.01)
    assert (found.mean, found.variance) == (pytest.approx(3.5, abs=0.01), pytest.approx(13.8446, abs=0.1))


def test_standard_errors_cover_the_spread_over_seeds() -> None:
    """By the bootstrap of one seed, within a factor of two of what other seeds show, and the same each time."""

    def model(inputs: np.ndarray) -> np.ndarray:
        return np.asarray((inputs.sum(axis=1) + inputs[:, 0] * inputs[:, 1] > 1.6).astype(np.float64))

    many = [sobol(model, 3, draws=256, rng=seed) for seed in range(40)]
    for name in ("first", "total"):
        seen = np.std([getattr(one, name) for one in many], axis=0, ddof=1)
        told = np.mean([getattr(one, f"{name}_se") for one in many], axis=0)
        assert (0.5 * seen < told).all()
        assert (told < 3 * seen).all()
    assert sobol(model, 3, draws=256, rng=5).total_se.tolist() == many[5].total_se.tolist()


def test_points_on_a_total_move_every_lens_on_weights() -> None:
    """An entry 20 points down on one that it beats by 10 everywhere is level at no weights, and never first."""
    scores, weights = [[90.0, 70.0], [80.0, 60.0]], [0.5, 0.5]
    down = [-20.0, 0.0]
    assert rank_acceptability(scores, weights=weights, offset=down, draws=100).first.tolist() == [0, 1]
    assert rank_acceptability(scores, weights=weights, offset=down, draws=100).confidence.tolist() == [0, 1]
    assert pairwise_winning_index(scores, offset=down, draws=100)[0, 1] == 0
    assert weight_margin(scores, weights, leader=1, rival=0, offset=down).distance == np.inf
    assert best_case(scores, offset=down).margin.round(9).tolist() == [-10, 10]
    level = rank_acceptability([[90.1, 70.1], [80.1, 60.1]], weights=weights, offset=[-10.0, 0.0], draws=100)
    assert level.first.tolist() == [0.5, 0.5]
    tenths = weight_margin([[0.3, 0.0], [0.1, 0.0]], weights, leader=0, rival=1, offset=[0.0, 0.2])
    assert tenths.distance == 0
    crossed, unequal = [[90.0, 60.0], [60.0, 90.0]], [0.55, 0.45]
    assert rank_stability(crossed, weights=unequal, draws=64).variance > 0
    assert rank_stability(crossed, weights=unequal, draws=64, offset=[50.0, 0.0]).variance == 0
    for act in (rank_acceptability, best_case, pairwise_winning_index):
        with pytest.raises(Refused, match="offset"):
            act(scores, offset=[1.0])


def test_a_constant_model_has_no_variance_to_share() -> None:
    """A model that always says the same has indices of 0 and no variance."""
    found = sobol(lambda x: np.full(len(x), 7.1), 2, draws=64)
    assert found.first.tolist() == found.total.tolist() == [0, 0]
    assert found.variance == 0


def test_what_sobol_refuses() -> None:
    """A model of another shape and no inputs at all are refused."""
    with pytest.raises(Refused, match="model"):
        sobol(lambda x: x, 2, draws=4)
    with pytest.raises(Refused, match="n_inputs"):
        sobol(lambda x: x[:, 0], 0)


def test_which_weight_the_ranks_hang_on() -> None:
    """The constant second indicator moves nobody; one weight alone cannot move anything at all."""
    scores = np.array([[90.0, 50.0, 60.0], [60.0, 50.0, 89.0], [75.0, 50.0, 74.0]])
    found = rank_stability(scores, weights=[0.45, 0.1, 0.45], draws=512)
    assert found.total[1] < 0.02 < min(found.total[0], found.total[2])
    assert rank_stability(scores[:, :1], weights=[1.0], draws=64).variance == 0
    with pytest.raises(Refused, match="reference"):
        rank_shift([[1.0, 2.0]], [1.0])


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 30), st.integers(1, 5), st.integers(0, 10**6), st.sampled_from(["concentration", "spread"]))
def test_rows_and_columns_sum_to_one_around_given_weights(n: int, q: int, seed: int, by: str) -> None:
    """Invariant 10 however the weights are drawn, and the pairwise index beside its transpose makes 1."""
    rng = np.random.default_rng(seed)
    scores, weights = rng.integers(60, 64, (n, q)).astype(float), rng.dirichlet(np.ones(q))
    how = {by: float(10 ** rng.uniform(-3, 6)) if by == "concentration" else float(rng.uniform(0.01, 0.99))}
    found = rank_acceptability(scores, weights=weights, draws=300, rng=seed, **how)
    np.testing.assert_allclose(found.ranks.sum(axis=0), 1, atol=1e-12)
    np.testing.assert_allclose(found.ranks.sum(axis=1), 1, atol=1e-12)
    np.testing.assert_allclose(found.central_weights.sum(axis=1)[found.first > 0], 1, atol=1e-5)
    wins = pairwise_winning_index(scores, weights=weights, draws=300, rng=seed, **how)
    np.testing.assert_allclose(wins + wins.T, 1)


def test_weights_that_vary_evenly_stay_within_their_spread() -> None:
    """± 25 % of .5 each, brought back to 1: w₁ lies in [.375, .625], so a rival that needs .63 is never first.

    Where the first leads by d, its weight is (1 + d/s)/2, s = 1 + t the sum of both: t has the density 4 (1 - 4 |t|) on
    ± 1/4, and d given t lies evenly in [0, 1/4 - |t|]. So its mean is 1/2 + ∫ 8 (1/4 - t)² / (1 - t²) dt from 0 to 1/4.
    """
    scores = np.array([[60.0, 60.0], [87.0, 14.0], [90.0, 30.0]])
    found = rank_acceptability(scores[:2], weights=[0.5, 0.5], spread=0.25, draws=20_000)
    assert found.first.tolist() == [1, 0]
    even = rank_acceptability([[1.0, 0.0], [0.0, 1.0]], weights=[0.5, 0.5], spread=0.25)
    assert even.first == pytest.approx([0.5, 0.5], abs=0.006)
    above = quad(lambda t: 8 * (0.25 - t) ** 2 / (1 - t**2), 0, 0.25)[0]
    assert even.central_weights[0, 0] == pytest.approx(0.5 + above, abs=0.0006)
    wins = pairwise_winning_index([[1.0, 0.0], [0.0, 1.0]], weights=[0.5, 0.5], spread=0.25, draws=20_000)
    assert wins[0, 1] == pytest.approx(0.5, abs=0.012)


def test_level_entries_stay_level_at_the_greatest_concentration() -> None:
    """Two equal totals at the official weights share the first place, up to the draws' error, where κ is largest."""
    found = rank_acceptability([[90.0, 60.0], [60.0, 90.0]], weights=[0.5, 0.5], concentration=1e6)
    assert found.first == pytest.approx([0.5, 0.5], abs=0.006)


def test_a_record_says_what_it_was_drawn_from() -> None:
    """METHODS 5.5: the number of draws, the seed and the generator are published with the shares."""
    found = rank_acceptability([[1.0], [2.0]], draws=10, rng=7)
    assert (found.draws, found.generator, found.seed) == (10, "PCG64", 7)
    assert rank_acceptability([[1.0], [2.0]], draws=10).seed == 20251108
    given_one = rank_acceptability([[1.0], [2.0]], draws=10, rng=np.random.Generator(np.random.MT19937(1)))
    assert (given_one.generator, given_one.seed) == ("MT19937", None)


@pytest.mark.parametrize(
    ("other", "pointer"),
    [
        ({"concentration": 1e39}, "concentration"),
        ({"concentration": 1e-30}, "concentration"),
        ({"concentration": float("nan")}, "concentration"),
        ({"concentration": "a"}, "concentration"),
        ({"spread": 1.0}, "spread"),
        ({"spread": 0.25, "concentration": 100.0}, "spread"),
    ],
)
def test_what_cannot_be_drawn(other: dict[str, object], pointer: str) -> None:
    """A concentration out of range, a spread of 1 and both at once are refused by both indices."""
    for draw in (rank_acceptability, pairwise_winning_index):
        with pytest.raises(Refused) as refused:
            draw([[1.0, 2.0]], draws=10, **other)  # type: ignore[operator]
        assert refused.value.pointer == pointer


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 6), st.integers(1, 4), st.integers(0, 10**6))
def test_the_best_case_is_never_beaten_by_a_draw(n: int, q: int, seed: int) -> None:
    """No weights drawn within the bounds lead by more, and those told lead by as much as is told."""
    rng = np.random.default_rng(seed)
    scores = rng.integers(40, 100, (n, q)).astype(float)
    middle = rng.dirichlet(np.ones(q))
    low, high = middle * rng.uniform(0, 1), np.minimum(1, middle * rng.uniform(1, 3) + 1e-9)
    found = best_case(scores, low=low, high=high)
    drawn = rng.dirichlet(np.ones(q), 500)
    drawn = np.concatenate([drawn[((drawn >= low) & (drawn <= high)).all(axis=1)], middle[np.newaxis]])
    for row in range(n):
        rivals = np.delete(scores, row, axis=0)
        lead = min(((scores[row] - rivals) @ found.weights[row]).tolist(), default=inf)
        assert lead == pytest.approx(found.margin[row], abs=1e-6)
        assert found.weights[row].sum() == pytest.approx(1)
        assert (found.weights[row] >= low - 1e-9).all()
        assert (found.weights[row] <= high + 1e-9).all()
        if n > 1:
            assert ((scores[row] - rivals) @ drawn.T).min(axis=0).max() <= found.margin[row] + 1e-6


def test_who_is_never_first_by_draws_may_be_so_for_certain() -> None:
    """The middle of two opposites is first under no weights; raised by a point it can be, near (.5, .5)."""
    never, sometimes = (best_case([[90.0, 60.0], [60.0, 90.0], [mark, mark]]) for mark in (74.0, 76.0))
    assert never.can_be_first.tolist() == [True, True, False]
    assert sometimes.can_be_first.tolist() == [True, True, True]
    assert sometimes.weights[2] == pytest.approx([0.5, 0.5])
    held = best_case([[90.0, 60.0], [60.0, 90.0]], low=[0.6, 0.0])
    assert held.can_be_first.tolist() == [True, False]
    assert held.margin == pytest.approx([30, -6])
    assert best_case([[5.0]]).margin.tolist() == [inf]


@pytest.mark.parametrize(
    ("bounds", "pointer"),
    [
        ({"low": [0.6, 0.6]}, "low"),
        ({"high": [0.1, 0.1]}, "low"),
        ({"low": [0.5, 0.0], "high": [0.4, 1.0]}, "low"),
        ({"high": [0.5]}, "high"),
        ({"high": [2.0, 1.0]}, "high"),
    ],
)
def test_what_a_best_case_refuses(bounds: dict[str, list[float]], pointer: str) -> None:
    """Bounds that no weights can keep, or of the wrong number, are refused at their place."""
    with pytest.raises(Refused) as refused:
        best_case([[1.0, 2.0], [2.0, 1.0]], **bounds)  # type: ignore[arg-type]
    assert refused.value.pointer == pointer


def test_rows_that_are_no_whole_numbers_and_numbers_too_large_are_refused() -> None:
    """A row is a place in the table; a number whose square is infinite is nobody's score."""
    for rows in ({"leader": 0.5, "rival": 1}, {"leader": 0, "rival": "b"}, {"leader": -1, "rival": 1}):
        with pytest.raises(Refused, match=r"leader|rival"):
            weight_margin([[2.0, 1.0], [1.0, 2.0]], [0.6, 0.4], **rows)  # type: ignore[arg-type]
    assert weight_margin([[2.0, 1.0], [1.0, 2.0]], [0.6, 0.4], leader=0.0, rival=1.0).distance > 0  # type: ignore[arg-type]
    with pytest.raises(Refused, match="too_large"):
        weight_margin([[1e300, -1e300], [-1e300, 1e300]], [0.6, 0.4], leader=0, rival=1)


def test_models_and_sizes_that_sobol_cannot_take() -> None:
    """Texts and infinities are no outcomes; more inputs than the sequence has dimensions cannot be drawn."""
    for model in (lambda x: ["a"] * len(x), lambda x: np.full(len(x), np.inf), lambda x: x[:, 0] * 1e300):
        with pytest.raises(Refused, match="model"):
            sobol(model, 2, draws=4)
    with pytest.raises(Refused, match="n_inputs"):
        sobol(lambda x: x[:, 0], 30_000)
    with pytest.raises(Refused, match="draws"):
        sobol(lambda x: x[:, 0], 2, draws=2**40)
