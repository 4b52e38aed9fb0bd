"""Weights: Saaty's matrices, the peers, and each way in which weights cannot be had."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import weights as w
from scoring.errors import Refused, Unsound


def reciprocal(*above: float) -> list[list[float]]:
    """The reciprocal matrix with these judgments above its diagonal, row by row."""
    n = int((1 + (1 + 8 * len(above)) ** 0.5) / 2)
    a = np.eye(n)
    a[np.triu_indices(n, 1)] = above
    a.T[np.triu_indices(n, 1)] = 1 / np.array(above)
    return a.tolist()


NATIONS = reciprocal(4, 9, 6, 6, 5, 5, 7, 5, 5, 3, 4, 1 / 5, 1 / 5, 1 / 7, 1 / 5, 1, 1 / 3, 1 / 3, 1 / 3, 1 / 3, 2)
HOUSE = reciprocal(
    5, 3, 7, 6, 6, 1 / 3, 1 / 4, 1 / 3, 5, 3, 3, 1 / 5, 1 / 7, 6, 3, 4, 6, 1 / 5, 1 / 3, 1 / 4, 1 / 7, 1 / 8, 1 / 2,
    1 / 5, 1 / 6, 1 / 5, 1 / 6, 1 / 2,
)  # fmt: skip
SCHOOL = reciprocal(4, 3, 1, 3, 4, 7, 3, 1 / 5, 1, 1 / 5, 1 / 5, 1 / 6, 1, 1 / 3, 3)


DIAKOULAKI = [
    [61, 1.08, 4.33], [20.7, 0.26, 4.34], [16.3, 1.98, 2.53], [9, 3.29, 1.65], [5.4, 2.77, 2.33], [4, 4.12, 1.21],
    [-6.1, 3.52, 2.1], [-34.6, 3.31, 0.98],
]  # fmt: skip
TRANSPORT, FINANCE = reciprocal(7, 1 / 5, 1 / 8), reciprocal(1 / 7, 1 / 5, 3)


@pytest.mark.parametrize(
    ("matrix", "weights", "lambda_max", "cr"),
    [
        (HOUSE, [0.173, 0.054, 0.188, 0.018, 0.031, 0.036, 0.167, 0.333], 9.669, 0.169),
        (TRANSPORT, [0.233, 0.055, 0.713], 3.247, 0.213),
        (FINANCE, [0.072, 0.650, 0.278], 3.065, 0.056),
    ],
    ids=["house", "transport", "finance"],
)
def test_saatys_house_gives_his_weights_lambda_and_ratio(
    matrix: list[list[float]], weights: list[float], lambda_max: float, cr: float
) -> None:
    """How to make a decision, EJOR 48 (1990), tables 2 and 3, as public test suites quote them; the last of three
    places of a weight may be one off: .64912 and .27895 stand there as .650 and .278.
    """
    found = w.ahp(matrix)
    assert found.weights == pytest.approx(weights, abs=0.001)
    assert found.lambda_max == pytest.approx(lambda_max, abs=0.0006)
    assert found.cr == pytest.approx(cr, abs=0.0006)


@pytest.mark.parametrize(("matrix", "cr"), [(NATIONS, 0.077), (SCHOOL, 0.229)], ids=["nations", "school"])
def test_saatys_nations_and_school_have_the_eigenvector_of_power_iteration(
    matrix: list[list[float]], cr: float
) -> None:
    """Both matrices are quoted in public code, their printed results nowhere we could read: power iteration stands in.

    The school's code (sajidsiraj/spanning-trees) speaks of a ratio of .24; the eigenvalue of its matrix gives .229.
    """
    a, vector = np.array(matrix), np.ones(len(matrix))
    for _ in range(500):
        vector = a @ vector / (a @ vector).sum()
    found, largest = w.ahp(matrix), float((a @ vector).sum())
    assert found.weights == pytest.approx(vector, abs=1e-12)
    assert found.lambda_max == pytest.approx(largest, abs=1e-11)
    n = len(matrix)
    assert found.cr == pytest.approx((largest - n) / (n - 1) / {6: 1.24, 7: 1.32}[n])
    assert round(found.cr, 3) == cr


@pytest.mark.parametrize(
    ("n", "index"),
    [(3, 0.5247), (4, 0.8816), (5, 1.1086), (6, 1.2479), (7, 1.3417), (8, 1.4057), (9, 1.4499), (10, 1.4854)],
)
def test_the_random_index_is_the_mean_ci_of_random_judgments(n: int, index: float) -> None:
    """Alonso and Lamata (2006), whose table R's ahp quotes: 1/9 to 9 drawn evenly, here 4,000 times each."""
    rng, (i, j) = np.random.default_rng(0), np.triu_indices(n, 1)
    drawn = rng.choice([*(1 / k for k in range(2, 10)), *range(1, 10)], (4000, len(i)))
    matrices = np.ones((4000, n, n))
    matrices[:, i, j], matrices[:, j, i] = drawn, 1 / drawn
    ci = (np.linalg.eigvals(matrices).real.max(axis=1) - n) / (n - 1)
    assert ci.mean() == pytest.approx(index, abs=3 * ci.std() / np.sqrt(4000))
    found = w.ahp(matrices[0], index="alonso_lamata")
    assert (found.ci, found.cr) == pytest.approx((ci[0], ci[0] / index))


def test_the_two_random_indices_differ_in_the_third_digit_and_each_is_named() -> None:
    """CR times its own random index is the same for both, and the record says which was taken."""
    ours, theirs = w.ahp(HOUSE), w.ahp(HOUSE, index="alonso_lamata")
    assert ours.cr * 1.41 == pytest.approx(theirs.cr * 1.4057)
    assert (ours.index, theirs.index) == ("saaty", "alonso_lamata")
    assert not ours.is_consistent


def test_a_consistent_matrix_gives_its_weights_back_whichever_way_they_are_made() -> None:
    """Judgments made from weights give them back by eigenvector and by geometric means, wholly consistent."""
    truth = np.array([0.5, 0.3, 0.2])
    found = w.ahp(truth[:, np.newaxis] / truth)
    assert found.weights == pytest.approx(truth)
    assert found.geometric == pytest.approx(truth)
    assert (found.lambda_max, found.ci, found.gci) == pytest.approx((3, 0, 0))
    assert found.is_consistent
    assert found.is_geometrically_consistent


def test_the_geometric_index_has_the_limits_of_its_authors() -> None:
    """Aguarón and Moreno-Jiménez (2003): .31, .35 and, from five rows, .37, as multiAHPy quotes them."""
    for n, limit in ((3, 0.31), (4, 0.35), (5, 0.37), (9, 0.37)):
        for gci, within in ((limit - 1e-9, True), (limit + 1e-9, False)):
            found = w.AHP(np.ones(n) / n, n, 0, 0, gci, np.ones(n) / n, "saaty")
            assert found.is_geometrically_consistent is within


def test_the_geometric_index_of_three_is_the_squared_log_of_the_one_cycle() -> None:
    """For n = 3 every error is a third of ln(a12 a23 a31), so that GCI = 3 · (that / 3)²; a cycle of 2 · 2 / (1/2)."""
    found = w.ahp(reciprocal(2, 1 / 2, 2))
    assert found.gci == pytest.approx(np.log(8) ** 2 / 3)
    assert not found.is_geometrically_consistent


@pytest.mark.parametrize("matrix", [[[1]], [[1, 3], [1 / 3, 1]]])
def test_one_or_two_cannot_be_inconsistent(matrix: list[list[float]]) -> None:
    """With one or two rows every measure of inconsistency is 0."""
    found = w.ahp(matrix)
    assert (found.ci, found.cr, found.gci) == (0, 0, 0)


def test_pymcdm_finds_the_same_principal_eigenvector() -> None:
    """The principal eigenvector is that of pymcdm."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pymcdm.weights.subjective import AHP as PEER

        peer = PEER(matrix=np.array(HOUSE))()
    assert w.ahp(HOUSE).weights == pytest.approx(np.asarray(peer), abs=1e-6)


def test_a_group_is_the_geometric_mean_of_judgments_and_may_weigh_its_experts() -> None:
    """2 and 8 come to 4, thus 0.8 and 0.2; an expert without weight has no say."""
    two, eight = reciprocal(2), reciprocal(8)
    assert w.ahp_group([two, eight]).weights == pytest.approx([0.8, 0.2])
    assert w.ahp_group([two, eight], experts=[1, 0]).weights == pytest.approx([2 / 3, 1 / 3])


def test_experts_points_are_averaged_and_a_dictator_is_named() -> None:
    """Weights are the mean of the experts' shares with its deviation; more than half alone is named."""
    found = w.budget([[60, 30, 10], [70, 20, 10]])
    assert found.weights == pytest.approx([0.65, 0.25, 0.1])
    assert found.sd == pytest.approx([np.sqrt(0.005), np.sqrt(0.005), 0])
    assert found.dictators == (0,)
    assert w.budget([[1, 1]]).sd.tolist() == [0, 0]


@pytest.fixture
def mixed() -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.random.default_rng(12).gamma(2, 10, (12, 6)) + 1


def test_entropy_is_the_peers_where_nothing_is_zero(mixed: Any) -> None:
    """Without zeros the weights by entropy are those of pymcdm and scikit-criteria."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pymcdm.weights import entropy_weights
        from skcriteria.preprocessing.weighters import entropy_weights as of_scikit
    assert w.entropy(mixed) == pytest.approx(entropy_weights(mixed))
    assert w.entropy(mixed) == pytest.approx(of_scikit(mixed))


def test_entropy_takes_zero_as_the_limit_where_pymcdm_cannot() -> None:
    """0 · ln 0 is 0; pymcdm 1.4.0 refuses a column with a zero; ours is the limit of small figures."""
    zero = np.array([[0.0, 1], [1, 3], [3, 4]])
    near = zero.copy()
    near[0, 0] = 1e-14
    assert w.entropy(zero) == pytest.approx(w.entropy(near), abs=1e-10)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pymcdm.weights import entropy_weights

        with pytest.raises(ValueError, match=r"[Zz]ero|0|positive"):
            entropy_weights(zero)


def test_critic_is_scikit_criterias_with_costs_and_pymcdms_only_without(mixed: Any) -> None:
    """Raw columns are what pymcdm 1.4.0 correlates: a cost keeps its signs, and all get other weights."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pymcdm.weights import critic_weights
        from skcriteria.preprocessing.weighters import critic_weights as of_scikit
    signs = np.array([1, -1, 1, 1, -1, 1])
    ours = w.critic(mixed, directions=signs)
    assert ours == pytest.approx(of_scikit(mixed, signs))
    assert w.critic(mixed) == pytest.approx(critic_weights(mixed))
    assert np.abs(ours - critic_weights(mixed)).max() > 0.005


@pytest.mark.parametrize(
    ("x", "directions", "weights", "half"),
    [
        (DIAKOULAKI, [1, 1, 1], [0.20222554, 0.48090173, 0.31687273], 1e-8),
        (
            [[649, 4.7, 326, 7.1, 143], [749, 5.5, 401, 7.3, 192], [740, 5.7, 520, 7.6, 171],
             [400, 5.7, 520, 11.1, 179], [600, 5.5, 538, 8.9, 152]],
            [-1, 1, 1, -1, -1], [0.1872, 0.1838, 0.1691, 0.2599, 0.2], 6e-5,
        ),
    ],
    ids=["diakoulaki", "krishnan"],
)  # fmt: skip
def test_critic_gives_the_weights_that_others_quote(x: Any, directions: Any, weights: Any, half: float) -> None:
    """Diakoulaki and others (1995) as scikit-criteria's suite (tests/preprocessing/test_weighters.py) reckons them, and
    Krishnan and others (2021), Symmetry 13, 973, tables 1 and 5, as a public collection of examples quotes them.
    """
    assert w.critic(x, directions=directions) == pytest.approx(weights, abs=half)


def test_a_constant_column_tells_nobody_apart_and_weighs_nothing(mixed: Any) -> None:
    """CRITIC, whose weights may be 0 for another reason, says which columns were constant."""
    mixed[:, 2] = 5
    rest = np.delete(mixed, 2, axis=1)
    assert w.entropy(mixed) == pytest.approx(np.insert(w.entropy(rest), 2, 0))
    with pytest.warns(Unsound, match=r"\[2\]"):
        assert w.critic(mixed) == pytest.approx(np.insert(w.critic(rest), 2, 0))
    with pytest.warns(Unsound, match=r"\[0, 2\]"):
        assert w.critic([[5, 1, 5], [5, 2, 5]]).tolist() == [0, 1, 0]


def test_peers_have_no_weights_for_a_constant_column_where_ours_are_those_of_the_rest(mixed: Any) -> None:
    """Its correlation is 0/0, which pymcdm 1.4.0 and scikit-criteria 0.10 hand on as NaN for every column."""
    mixed[:, 2] = 5
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pymcdm.weights import critic_weights
        from skcriteria.preprocessing.weighters import critic_weights as of_scikit

        assert np.isnan(critic_weights(mixed)).all()
        assert np.isnan(of_scikit(mixed, np.ones(6))).all()
        assert w.critic(mixed).sum() == pytest.approx(1)


def test_entropy_refuses_the_negative_figures_that_scikit_criteria_takes_to_nan() -> None:
    """A negative share has no logarithm: scikit-criteria 0.10 gives [nan, 0, 0] for the growth rates of 1995."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from skcriteria.preprocessing.weighters import entropy_weights as of_scikit

        assert np.isnan(of_scikit(np.array(DIAKOULAKI))).any()
    with pytest.raises(Refused, match="0 or more"):
        w.entropy(DIAKOULAKI)


def test_a_better_figure_can_lower_a_total_under_entropy_weights() -> None:
    """On the first indicator all were level; the last entry betters its figure there, 1 to 2, and the column takes 64 %
    of the weight away from where that entry is strong: from 9 it falls to 4.49.
    """
    before, after = np.array([[1.0, 5], [1, 9], [1, 9]]), np.array([[1.0, 5], [1, 9], [2, 9]])
    totals = [float(x[2] @ w.entropy(x)) for x in (before, after)]
    assert totals == pytest.approx([9, 4.49], abs=0.005)


def test_a_game_solves_its_normal_equations_and_the_simple_ways_are_means() -> None:
    """The game is the solution of its normal equations; the other two ways are mean and product."""
    u = np.array([[0.5, 0.3, 0.2], [0.2, 0.3, 0.5]])
    alpha = np.linalg.solve(u @ u.T, np.diag(u @ u.T))
    assert w.combine(u, how="game") == pytest.approx(alpha @ u / alpha.sum())
    assert w.combine([u[0], u[0]], how="game") == pytest.approx(u[0])
    assert w.combine(u, how="convex") == pytest.approx(u.mean(axis=0))
    assert w.combine(u, how="multiplicative") == pytest.approx(np.array([0.1, 0.09, 0.1]) / 0.29)


def test_a_game_with_a_negative_answer_is_refused_and_names_whose() -> None:
    """Where the mixture would take a set of weights negatively, that set is named."""
    with pytest.raises(Refused) as refusal:
        w.combine([[0.9, 0.1, 0], [0.34, 0.33, 0.33], [0.6, 0.2, 0.2]], how="game")
    assert (refusal.value.code, refusal.value.pointer) == ("negative", "weightings[2]")


def test_what_an_indicator_really_moves(mixed: Any) -> None:
    """Each kind is its definition worked out here; shares sum to 1, and a constant column moves nothing."""
    weights = np.array([0.3, 0.1, 0.2, 0.1, 0.1, 0.2])
    total = mixed @ weights
    expected = [np.corrcoef(column, total)[0, 1] ** 2 for column in mixed.T]
    assert w.effective(mixed, weights) == pytest.approx(expected)
    assert w.effective(mixed, weights, kind="share").sum() == pytest.approx(1)
    pairs = np.argsort(np.argsort(mixed[:, 0])) // 2
    means = np.array([total[pairs == pair].mean() for pair in range(6)])
    assert w.effective(mixed, weights, kind="ratio", n_groups=6)[0] == pytest.approx(means.var() / total.var())
    halves = np.argsort(np.argsort(mixed[:, 0])) // 6
    means = np.array([total[halves == half].mean() for half in (0, 1)])
    assert w.effective(mixed, weights, kind="ratio", n_groups=2)[0] == pytest.approx(means.var() / total.var())
    assert w.effective([[1, 4], [2, 4]], [0.5, 0.5]).tolist() == [1, 0]


def test_weights_are_found_for_a_declared_importance() -> None:
    """Two indicators that correlate with the total alike have weights as one over their spread, whatever their ρ."""
    x = np.random.default_rng(3).normal(size=(40, 2)) * [1, 7] + [0, 50]
    even = w.optimal_weights(x, [0.5, 0.5])
    assert even.weights == pytest.approx((1 / x.std(axis=0)) / (1 / x.std(axis=0)).sum(), abs=1e-6)
    assert even.is_reached


@pytest.mark.parametrize("kind", ["pearson", "share"])
def test_the_importance_obtained_is_the_effective_one(kind: str, mixed: Any) -> None:
    """Under the weights found, each indicator's part of the effect is the part declared."""
    declared = np.array([0.25, 0.2, 0.15, 0.15, 0.15, 0.1])
    found = w.optimal_weights(mixed, declared, kind=kind)
    assert found.is_reached
    effective = w.effective(mixed, found.weights, kind=kind)
    assert effective / effective.sum() == pytest.approx(declared, abs=1e-4)
    assert found.weights.sum() == pytest.approx(1)


def test_an_importance_out_of_reach_is_not_said_to_be_reached() -> None:
    """A column that is another turned round pulls against it: both cannot move the total the same way."""
    column = np.arange(8.0)
    found = w.optimal_weights(np.column_stack([column, -column, column**2]), [1 / 3, 1 / 3, 1 / 3])
    assert not found.is_reached
    assert np.abs(found.obtained - found.declared).max() > 0.1


@pytest.mark.parametrize("kind", ["pearson", "share"])
@pytest.mark.parametrize("x", [[[1, 4], [2, 3], [3, 2]], [[1, 2, 3, 4], [4, 3, 2, 1]]])
def test_columns_that_cancel_each_other_have_weights_too(x: Any, kind: str) -> None:
    """Where equal weights make all totals the same, the search starts a little beside them."""
    found = w.optimal_weights(x, np.full(len(x[0]), 1 / len(x[0])), kind=kind)
    assert np.isfinite(found.weights).all()
    assert found.weights.sum() == pytest.approx(1)
    assert np.isfinite(found.obtained).all()
    assert not found.is_reached


def test_rounded_reciprocals_are_told_what_to_give() -> None:
    """0.333 for a third is refused with the way out."""
    with pytest.raises(Refused, match=r"1 over 0.333, within 1e-09: give reciprocals in full, 1/3 and not 0.333"):
        w.ahp([[1, 3], [0.333, 1]])


def test_removing_an_indicator_moves_those_who_lived_by_it() -> None:
    """By hand: 75, 80 and 80 points; without the first 60, 80, 90, without the second 90, 80, 70."""
    found = w.remove_elements([[90, 60], [80, 80], [70, 90]], [0.5, 0.5])
    assert found.places.tolist() == [3, 1, 1]
    assert found.shifts.tolist() == [[0, 1, 0], [-2, 1, 2]]
    assert found.mean_shift == pytest.approx([1 / 3, 5 / 3])
    turned = w.remove_elements([[-90, 60], [-80, 80], [-70, 90]], [0.5, 0.5], directions=[-1, 1])
    assert turned.shifts.tolist() == found.shifts.tolist()
    idle = w.remove_elements([[1, 9], [2, 7]], [1 - 1e-6, 1e-6])
    assert idle.shifts.tolist() == [[-1, 1], [0, 0]]


def test_weights_take_figures_of_any_unit(mixed: Any) -> None:
    """Figures in a unit of 1e-200 or 1e90 give the same weights."""
    weights = np.full(6, 1 / 6)
    for unit in (1e-200, 1e90):
        assert w.effective(mixed * unit, weights) == pytest.approx(w.effective(mixed, weights))
        assert w.entropy(mixed * unit) == pytest.approx(w.entropy(mixed))
        assert w.critic(mixed * unit) == pytest.approx(w.critic(mixed))
        with pytest.warns(Unsound):
            components = w.principal_components(mixed * unit, anyway=True)
        with pytest.warns(Unsound):
            assert components == pytest.approx(w.principal_components(mixed, anyway=True))


def test_a_component_of_nothing_is_not_kept_however_little_is_asked() -> None:
    """The third column is the sum of two: its eigenvalue is 0, which rounding makes a little more or less."""
    base = np.random.default_rng(8).normal(size=(40, 2))
    x = np.column_stack([base, base.sum(axis=1)])
    with pytest.warns(Unsound):
        found = w.principal_components(x, keep=1e-13)
    assert np.isfinite(found).all()
    assert found.sum() == pytest.approx(1)


def test_the_arrays_of_a_record_cannot_be_written_to() -> None:
    """Every array of the records is read-only."""
    group, points = w.ahp(HOUSE), w.budget([[1, 2]])
    sought, removed = w.optimal_weights([[1, 2], [2, 1], [4, 4]], [0.5, 0.5]), w.remove_elements([[1, 2]], [0.5, 0.5])
    arrays = (group.weights, group.geometric, points.weights, points.sd, sought.weights, removed.places, removed.shifts)
    assert not any(array.flags.writeable for array in arrays)


def test_components_weigh_two_uncorrelated_pairs_alike_and_warn() -> None:
    """Two uncorrelated pairs of like columns get a quarter each, with a warning."""
    base = np.array([[1, 1], [1, -1], [-1, 1], [-1, -1]] * 5, dtype=float)
    with pytest.warns(Unsound):
        found = w.principal_components(np.repeat(base, 2, axis=1))
    assert found == pytest.approx([0.25] * 4)


@pytest.mark.parametrize(
    ("act", "code", "pointer"),
    [
        (lambda: w.ahp([[1, 2], [2, 1]]), "not_reciprocal", "matrix[0, 1]"),
        (lambda: w.ahp([[1, 0], [0, 1]]), "not_positive", "matrix[0, 1]"),
        (lambda: w.ahp([[1, 2]]), "wrong_shape", "matrix"),
        (lambda: w.ahp(np.ones((11, 11)), index="alonso_lamata"), "too_large", "matrix"),
        (lambda: w.ahp([[1]], index="random"), "unknown_choice", "index"),
        (lambda: w.ahp_group([[1]]), "wrong_shape", "matrices"),
        (lambda: w.budget([[1, 0], [0, 0]]), "nothing_given", "points[1]"),
        (lambda: w.entropy([[1, -1], [1, 2]]), "negative", "matrix[0, 1]"),
        (lambda: w.entropy([[1, 0], [2, 0]]), "all_zero", "matrix[:, 1]"),
        (lambda: w.entropy([[1, 2], [1, 2]]), "constant", "matrix"),
        (lambda: w.entropy([[1, 2]]), "too_small", "matrix"),
        (lambda: w.critic([[1, 2], [1, 2]]), "constant", "matrix"),
        (lambda: w.critic([[1, 2], [2, 4]]), "constant", "matrix"),
        (lambda: w.combine([[0.5, 0.6]], how="game"), "weights_sum", "weightings[0]"),
        (lambda: w.combine([[1, 0], [0, 1]], how="multiplicative"), "constant", "weightings"),
        (lambda: w.combine([[1.0]], how="game", shares=[1]), "unknown_choice", "shares"),
        (lambda: w.effective([[1, 2], [1, 2]], [0.5, 0.5]), "constant", "x"),
        (lambda: w.effective([[1], [2]], [1], kind="ratio", n_groups=1), "out_of_range", "n_groups"),
        (lambda: w.effective([[1], [2]], [1], kind="ratio", n_groups=2.5), "out_of_range", "n_groups"),
        (lambda: w.effective(np.arange(9.0)[:, np.newaxis], [1], kind="ratio"), "too_small", "x"),
        (lambda: w.budget([[1e308, 1e308]]), "too_large", "points[0, 0]"),
        (lambda: w.principal_components(np.arange(20.0).reshape(10, 2) * 1e300), "too_large", "matrix[0, 1]"),
        (lambda: w.principal_components(np.arange(20.0).reshape(10, 2), keep=0), "not_positive", "keep"),
        (lambda: w.principal_components(np.arange(20.0).reshape(10, 2), keep=-1), "not_positive", "keep"),
        (lambda: w.optimal_weights([[1, 2], [1, 3]], [0.5, 0.5]), "constant", "x[:, 0]"),
        (lambda: w.optimal_weights([[1, 2], [2, 3]], [0.5, 0.6]), "weights_sum", "importance"),
        (lambda: w.optimal_weights([[1, 2], [2, 3]], [0.5, 0.5], kind="ratio"), "unknown_choice", "kind"),
        (lambda: w.remove_elements([[1], [2]], [1]), "too_small", "x"),
        (lambda: w.remove_elements([[1, 2], [2, 3]], [0, 1]), "nothing_left", "weights[1]"),
        (lambda: w.principal_components(np.eye(4)), "too_small", "matrix"),
        (lambda: w.principal_components(np.ones((10, 2))), "constant", "matrix[:, 0]"),
    ],
)
def test_what_cannot_be_weighed_is_refused_with_its_place(act: Any, code: str, pointer: str) -> None:
    """Each unusable argument is refused with its code and with the place of the fault."""
    with pytest.raises(Refused) as refusal:
        act()
    assert (refusal.value.code, refusal.value.pointer) == (code, pointer)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from([1 / 9, 1 / 5, 1 / 3, 1, 2, 4, 9]), min_size=6, max_size=6))
def test_any_judgments_give_positive_weights_and_a_lambda_of_n_or_more(above: list[float]) -> None:
    """Any reciprocal judgments give positive weights that sum to 1, an eigenvector with λ of n or more."""
    found = w.ahp(reciprocal(*above))
    assert found.weights.sum() == pytest.approx(1)
    assert (found.weights > 0).all()
    assert found.lambda_max >= 4
    assert np.asarray(reciprocal(*above)) @ found.weights == pytest.approx(found.lambda_max * found.weights)
