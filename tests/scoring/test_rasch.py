"""The many-facet Rasch model: published fits, brute force, known truths, its estimating equations, and refusals."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.integrate import quad
from scipy.optimize import minimize
from scipy.special import expit

from scoring.errors import Refused, Unsound
from scoring.marks import Marks
from scoring.severity import fit_bands
from scoring.severity.rasch import Rasch, rasch
from scoring.severity.rasch_model import chances, moments

Floats = NDArray[np.float64]
pytestmark = pytest.mark.filterwarnings("ignore::scoring.errors.Unsound")  # small panels; one test asks for the warning

LSAT = (
    (3, 6, 2, 11, 1, 1, 3, 4), (1, 8, 0, 16, 0, 3, 2, 15),
    (10, 29, 14, 81, 3, 28, 15, 80), (16, 56, 21, 173, 11, 61, 28, 298),
)  # fmt: skip
"""LSAT section 6: how many of 1,000 gave each pattern of five answers, 00000 to 11111, counted from ``lsat6`` of R's
psych, which ltm calls LSAT."""


def lsat() -> tuple[Marks, Floats]:
    """The answers in the long form, items as criteria and one judge, and the items' labels."""
    number = np.concatenate(LSAT)
    patterns = (np.arange(32)[:, np.newaxis] >> np.arange(4, -1, -1)) & 1
    answers = np.repeat(patterns, number, axis=0).astype(np.float64)
    assert answers.sum(axis=0).tolist() == [924, 709, 553, 763, 870]
    person, item = np.indices(answers.shape).reshape(2, -1)
    return Marks(np.zeros(person.size), person, answers.ravel()), item


def simulated(
    seed: int, n_entries: int = 12, n_criteria: int = 3, n_judges: int = 4, top: int = 3, gaps: float = 0.0
) -> tuple[Marks, NDArray[Any], tuple[Floats, Floats, Floats, Floats]]:
    """Marks drawn from the model, their criteria, and the measures they were drawn from."""
    rng = np.random.default_rng(seed)
    entry = rng.normal(0, 1, n_entries)
    criterion, judge = (rng.normal(0, 0.6, n) for n in (n_criteria, n_judges))
    thresholds = np.linspace(-1.2, 1.2, top) if top > 1 else np.zeros(1)
    criterion, judge = criterion - criterion.mean(), judge - judge.mean()
    n, i, j = np.indices((n_entries, n_criteria, n_judges)).reshape(3, -1)
    kept = rng.random(n.size) >= gaps
    n, i, j = n[kept], i[kept], j[kept]
    chance = chances(entry[n] - criterion[i] - judge[j], thresholds)
    mark = (rng.random((len(n), 1)) > chance.cumsum(axis=1)[:, :-1]).sum(axis=1).astype(np.float64)
    return Marks(j, n, mark), i, (entry, criterion, judge, thresholds)


def fitted(seed: int, method: str = "jmle", **other: Any) -> tuple[Marks, NDArray[Any], Rasch]:
    marks, criterion, _ = simulated(seed, **other)
    try:
        return marks, criterion, rasch(marks, criterion=criterion, method=method)
    except Refused as refused:
        assume(refused.code not in ("empty_category", "all_extreme", "separated"))
        raise


def logit(found: Rasch, marks: Marks, criterion: NDArray[Any]) -> Floats:
    at = [
        np.searchsorted(labels, each)
        for labels, each in (
            (found.labels.entry, marks.entry),
            (found.labels.criterion, criterion),
            (found.labels.judge, marks.judge),
        )
    ]
    total: Floats = found.entry[at[0]] - found.criterion[at[1]] - found.judge[at[2]]
    return total


def test_mmle_gives_the_published_lsat_fit() -> None:
    """What rasch(LSAT) of R's ltm prints, and Rizopoulos (2006), J. Stat. Softw. 17(5), after public checks that quote
    him: log-likelihood -2466.938, and discrimination and difficulties for entries of sd 1; ours are these times 0.7551.
    """
    marks, item = lsat()
    found = rasch(marks, criterion=item, method="mmle")
    assert found.entry_sd == pytest.approx(0.7551, abs=1e-4)
    assert found.log_likelihood == pytest.approx(-2466.938, abs=2e-3)
    assert found.entry_mean is not None
    difficulty = (found.criterion - found.entry_mean) / found.entry_sd
    np.testing.assert_allclose(difficulty, [-3.6153, -1.3224, -0.3176, -1.7301, -2.7802], atol=3e-4)


@pytest.mark.parametrize(("n_first", "n_second"), [(30, 10), (7, 12)])
def test_two_items_are_twice_as_far_apart_as_by_conditional_likelihood(n_first: int, n_second: int) -> None:
    """The Winsteps manual, on the bias of joint estimation, works two items: whoever passes one alone counts for both,
    so that the distance is twice the conditional log(n10/n01); the correction L/(L-1) = 2 undoes it.
    """
    answers = np.array([[1.0, 0.0]] * n_first + [[0.0, 1.0]] * n_second + [[1.0, 1.0]] * 3 + [[0.0, 0.0]] * 2)
    person, item = np.indices(answers.shape).reshape(2, -1)
    found = rasch(Marks(np.zeros(person.size), person, answers.ravel()), criterion=item)
    assert found.corrected is not None
    conditional = np.log(n_first / n_second)
    assert found.criterion[1] - found.criterion[0] == pytest.approx(2 * conditional)
    assert found.corrected.criterion[1] - found.corrected.criterion[0] == pytest.approx(conditional)
    assert found.bias_factor == 2
    assert found.extreme.entry.tolist() == [False] * (n_first + n_second) + [True] * 5


@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.3]), st.sampled_from([1, 3]))
@settings(max_examples=30, deadline=None)
def test_every_observed_score_is_its_expected_one(seed: int, gaps: float, top: int) -> None:
    """JMLE's equations: for each element, and each category, what was given is what the model expects."""
    marks, criterion, found = fitted(seed, gaps=gaps, top=top)
    assume(not any(each.any() for each in (found.extreme.entry, found.extreme.criterion, found.extreme.judge)))
    eta = logit(found, marks, criterion)
    rest = marks.mark - moments(eta, found.thresholds).mean
    for element in (marks.entry, criterion, marks.judge):
        np.testing.assert_allclose(np.bincount(element, rest), 0, atol=1e-6)
    np.testing.assert_allclose(chances(eta, found.thresholds).sum(axis=0), found.counts, atol=1e-6)
    for held in (found.criterion, found.judge, found.thresholds):
        assert held.sum() == pytest.approx(0, abs=1e-8)


def minus_log_likelihood(free: Floats, marks: Marks, criterion: NDArray[Any], sizes: tuple[int, ...]) -> float:
    """Over entries and all but the last of each centered facet."""
    parts = np.split(free, np.cumsum([sizes[0], *(size - 1 for size in sizes[1:-1])]))
    entry, (i, j, steps) = parts[0], (np.append(part, -part.sum()) for part in parts[1:])
    chance = chances(entry[marks.entry] - i[criterion] - j[marks.judge], steps)
    return -float(np.log(chance[np.arange(len(chance)), marks.mark.astype(int)]).sum())


@pytest.mark.parametrize("seed", [1, 3])
def test_jmle_is_the_maximum_that_a_general_search_finds(seed: int) -> None:
    """BFGS on the likelihood as defined, by differences; standard errors from its curvature by differences."""
    marks, criterion, found = fitted(seed, n_entries=5, n_criteria=2, n_judges=3, top=2)
    assert not found.extreme.entry.any()
    sizes = (5, 2, 3, 2)
    free = np.concatenate([found.entry, found.criterion[:-1], found.judge[:-1], found.thresholds[:-1]])
    best = minimize(minus_log_likelihood, np.zeros(len(free)), args=(marks, criterion, sizes), tol=1e-9)
    np.testing.assert_allclose(free, best.x, atol=2e-4)
    assert found.log_likelihood == pytest.approx(-best.fun, abs=1e-7)
    step = 1e-4 * np.eye(len(free))
    curvature = np.array([
        [
            sum(
                a * b * minus_log_likelihood(free + a * left + b * right, marks, criterion, sizes)
                for a in (1, -1) for b in (1, -1)
            ) / 4e-8
            for right in step
        ]
        for left in step
    ])  # fmt: skip
    variance = np.diag(np.linalg.inv(curvature))
    ours = np.concatenate([found.se.entry, found.se.criterion[:-1], found.se.judge[:-1], found.thresholds_se[:-1]])
    np.testing.assert_allclose(ours, np.sqrt(variance), rtol=1e-3)


def test_mmle_is_the_marginal_likelihood_by_quadrature_of_another_kind() -> None:
    """The integral over a normal entry by adaptive quadrature gives the same value, and no neighbor is higher."""
    marks, criterion, found = fitted(3, "mmle", n_entries=6, n_criteria=2, n_judges=3, top=2)

    def whole(mean: float, sd: float, judge: Floats) -> float:
        total = 0.0
        for entry in range(6):
            own = marks.entry == entry
            easy, given = -found.criterion[criterion[own]] - judge[marks.judge[own]], marks.mark[own].astype(int)

            def density(u: float, easy: Floats = easy, given: NDArray[Any] = given) -> float:
                chance = chances(mean + sd * u + easy, found.thresholds)
                likelihood = float(np.prod(chance[np.arange(len(given)), given]))
                return likelihood * float(np.exp(-(u**2) / 2)) / float(np.sqrt(2 * np.pi))

            total += np.log(quad(density, -9, 9, epsabs=1e-13)[0])
        return total

    assert found.entry_mean is not None
    assert found.entry_sd is not None
    at = (found.entry_mean, found.entry_sd, found.judge)
    assert whole(*at) == pytest.approx(found.log_likelihood, abs=1e-7)
    near = [(0.01, 0.0, 0.0), (-0.01, 0.0, 0.0), (0.0, 0.01, 0.0), (0.0, -0.01, 0.0), (0.0, 0.0, 0.01)]
    for mean, sd, turn in near:
        moved = whole(at[0] + mean, at[1] + sd, at[2] + turn * np.array([1, -1, 0]))
        assert moved < found.log_likelihood


@pytest.mark.parametrize("method", ["jmle", "mmle"])
def test_known_measures_are_recovered(method: str) -> None:
    """200 entries, 6 judges, 4 criteria: within four standard errors each, and about their size on the whole."""
    marks, criterion, (entry, difficulty, severity, thresholds) = simulated(7, 200, 4, 6, 4)
    found = rasch(marks, criterion=criterion, method=method)
    bias = found.bias_factor
    for ours, truth, se in (
        (found.criterion, difficulty, found.se.criterion),
        (found.judge, severity, found.se.judge),
        (found.thresholds, thresholds, found.thresholds_se),
    ):
        assert (np.abs(ours / bias - truth) < 4 * se).all()
    kept = ~found.extreme.entry
    apart = ((found.entry / bias - entry) / found.se.entry)[kept]
    assert 0.8 < np.sqrt((apart**2).mean()) < 1.2
    assert np.abs(found.infit.judge - 1).max() < 0.2
    assert np.abs(found.outfit.criterion - 1).max() < 0.2
    assert np.abs(found.infit_z.judge).max() < 3
    if method == "mmle":
        assert found.entry_sd == pytest.approx(entry.std(), abs=0.1)
        assert found.eap is not None
        assert found.eap.std() < found.entry.std()


def test_an_extreme_entry_is_measured_by_its_adjusted_score_and_moves_nobody() -> None:
    """All tops: set aside, expected score 0.3 under the top; the others' measures are as if it had not run."""
    marks, criterion, _ = simulated(11, 8, 2, 4, 2)
    alone = rasch(marks, criterion=criterion)
    assert not alone.extreme.entry.any()
    judge, item = np.indices((4, 2)).reshape(2, -1)
    more = Marks(np.r_[marks.judge, judge], np.r_[marks.entry, np.full(8, 99)], np.r_[marks.mark, np.full(8, 2.0)])
    both = np.r_[criterion, item]
    found = rasch(more, criterion=both)
    assert found.extreme.entry.tolist() == [False] * 8 + [True]
    np.testing.assert_allclose(found.entry[:8], alone.entry, atol=1e-9)
    np.testing.assert_allclose(found.judge, alone.judge, atol=1e-9)
    expected = moments(logit(found, more, both)[-8:], found.thresholds).mean.sum()
    assert expected == pytest.approx(16 - 0.3, abs=1e-9)
    assert np.isfinite(found.outfit.entry).all()


def test_an_extreme_judge_is_measured_after_the_others() -> None:
    """A judge who gives nothing but the lowest is severe, extreme and finite, by either method."""
    marks, criterion, _ = simulated(12, 9, 2, 4, 2)
    marks.mark[marks.judge == 3] = 0
    for method in ("jmle", "mmle"):
        found = rasch(marks, criterion=criterion, method=method)
        assert found.extreme.judge.tolist() == [False, False, False, True]
        assert found.judge[3] == found.judge.max()
        assert found.judge[:3].sum() == pytest.approx(0, abs=1e-8)


def test_the_fair_average_is_the_expected_mark_by_a_middling_judge() -> None:
    """In the marks' own unit, in the order of the measures, within the scale."""
    marks, criterion, _ = simulated(5)
    found = rasch(Marks(marks.judge, marks.entry, 60 + 10 * marks.mark), criterion=criterion)
    assert found.categories.tolist() == [60, 70, 80, 90]
    np.testing.assert_allclose(found.fair_average, 60 + 10 * moments(found.entry, found.thresholds).mean)
    assert (np.diff(found.fair_average[np.argsort(found.entry)]) > -1e-9).all()


def test_mean_squares_are_those_of_the_definition() -> None:
    """Mark by mark, with the variance and fourth moment of a binary mark written out."""
    marks, criterion, found = fitted(4, top=1)
    p = expit(logit(found, marks, criterion))
    own = (marks.judge == 1) & ~found.extreme.entry[marks.entry]
    p, x = p[own], marks.mark[own]
    w = p * (1 - p)
    assert found.infit.judge[1] == pytest.approx(((x - p) ** 2).sum() / w.sum())
    assert found.outfit.judge[1] == pytest.approx(((x - p) ** 2 / w).mean())
    fourth = w * ((1 - p) ** 3 + p**3)
    q = np.sqrt((fourth - w**2).sum()) / w.sum()
    assert found.infit_z.judge[1] == pytest.approx((found.infit.judge[1] ** (1 / 3) - 1) * 3 / q + q / 3)


def test_one_criterion_as_a_matrix_with_gaps() -> None:
    """A matrix has one criterion of measure 0; labels are its places."""
    rng = np.random.default_rng(8)
    marks = rng.integers(1, 4, (5, 10)).astype(np.float64)
    marks[0, :3] = np.nan
    found = rasch(marks)
    assert found.criterion == pytest.approx([0.0], abs=1e-12)
    assert found.labels.entry.tolist() == list(range(10))
    assert found.counts.sum() == 47


def test_permuting_and_relabeling_change_nothing() -> None:
    """Rows in any order give the same measures."""
    marks, criterion, found = fitted(9)
    order = np.random.default_rng(1).permutation(len(marks.mark))
    again = rasch(Marks(marks.judge[order], marks.entry[order], marks.mark[order]), criterion=criterion[order])
    np.testing.assert_allclose(again.entry, found.entry, atol=1e-8)


def test_a_field_without_spread_has_none() -> None:
    """Entries that differ less than chance alone makes them: a spread of 0 and one EAP for all is the answer."""
    marks = np.tile([[0.0, 1.0], [1.0, 0.0]], (2, 6))
    found = rasch(marks, method="mmle")
    assert found.entry_sd == 0
    assert found.eap is not None
    np.testing.assert_allclose(found.eap, 0, atol=1e-6)


def test_marks_are_binned_by_declared_cuts() -> None:
    """A mark on a cut belongs above it; thin bins are named."""
    rng = np.random.default_rng(2)
    marks = np.clip(np.round(75 + 6 * rng.standard_normal((6, 12)) + 5 * rng.standard_normal(12)), 0, 100)
    found = rasch(marks, cuts=[70, 75, 80])
    assert found.counts.tolist() == [
        int((marks < 70).sum()), int(((marks >= 70) & (marks < 75)).sum()),
        int(((marks >= 75) & (marks < 80)).sum()), int((marks >= 80).sum()),
    ]  # fmt: skip
    assert found.sparse.tolist() == [k for k, count in enumerate(found.counts) if count < 10]


def linked(*rows: tuple[str, str, str, float]) -> tuple[Marks, list[str]]:
    judge, entry, criterion, mark = zip(*rows, strict=True)
    return Marks(judge, entry, mark), list(criterion)


CONFOUNDED = linked(
    *(("J", entry, "A", mark) for entry, mark in (("S", 0.0), ("T", 1.0), ("U", 1.0))),
    *(("K", entry, "B", mark) for entry, mark in (("S", 1.0), ("T", 0.0), ("U", 1.0))),
)
APART = np.array([[0, 1, np.nan, np.nan], [1, 0, np.nan, np.nan], [np.nan, np.nan, 0, 1], [np.nan, np.nan, 1, 0]])
GUTTMAN = np.array([[0.0, 0, 1, 1], [0, 0, 1, 1], [0, 1, 1, 1], [0, 0, 0, 1]])


@pytest.mark.parametrize(
    ("code", "marks", "other"),
    [
        ("too_many_categories", np.arange(20.0).reshape(2, 10), {}),
        ("too_many_categories", [[1.0, 2.0], [2.0, 1.0]], {"cuts": list(range(9))}),
        ("one_category", [[5.0, 5.0], [5.0, 5.0]], {}),
        ("empty_category", [[1.0, 2.0], [2.0, 1.0]], {"cuts": [1.5, 5.0]}),
        ("not_ascending", [[1.0, 2.0], [2.0, 1.0]], {"cuts": [2.0, 2.0]}),
        ("disconnected", APART, {}),
        ("disconnected", CONFOUNDED[0], {"criterion": CONFOUNDED[1], "method": "mmle"}),
        ("all_extreme", [[0.0, 1.0], [0.0, 1.0]], {}),
        ("all_extreme", GUTTMAN, {}),
        ("empty_category", [[0.0, 1.0, 2.0], [1.0, 0.0, 2.0]], {}),
        ("empty_category", [[0.0, 1.0, 2.0, 1.0]], {}),
        ("marked_twice", Marks([1, 1, 2], [1, 1, 1], [0.0, 1.0, 1.0]), {}),
        ("unequal_lengths", [[0.0, 1.0]], {"criterion": [1, 2]}),
        ("nothing_to_score", Marks([], [], []), {}),
        ("nothing_to_score", [[np.nan]], {}),
        ("mixed_labels", Marks([1, 2], [1, 1], [0.0, 1.0]), {"criterion": ["A", None]}),
        ("out_of_range", [[0.0, 1.0], [1.0, 0.0]], {"extreme": 1.0}),
        ("out_of_range", [[0.0, 1.0], [1.0, 0.0]], {"extreme": "a"}),
        ("out_of_range", [[0.0, 1.0], [1.0, 0.0]], {"nodes": 20}),
        ("out_of_range", [[0.0, 1.0], [1.0, 0.0]], {"nodes": 30.5}),
        ("out_of_range", [[0.0, 1.0], [1.0, 0.0]], {"nodes": 1001}),
        ("out_of_range", [[0.0, 1.0], [1.0, 0.0]], {"nodes": "a"}),
        ("unknown_choice", [[0.0, 1.0], [1.0, 0.0]], {"method": "cmle"}),
    ],
)
def test_what_the_model_cannot_take_is_refused(code: str, marks: Any, other: dict[str, Any]) -> None:
    """Each with its own code, never a number."""
    with pytest.raises(Refused) as refused:
        rasch(marks, **other)
    assert refused.value.code == code


def test_confounded_judges_and_criteria_are_named() -> None:
    """Each judge marked a criterion of their own: linked by entries, and yet not to be told apart."""
    with pytest.raises(Refused, match="confounded: criteria A, B with judges J, K"):
        rasch(CONFOUNDED[0], criterion=CONFOUNDED[1], method="mmle")


def test_groups_that_do_not_overlap_are_refused() -> None:
    """No element is extreme, and yet one half of the field always beats the other: measures without bound."""
    better = np.array([[2.0, 1.0], [1.0, 2.0]])
    with pytest.raises(Refused) as refused:
        rasch(np.hstack([better, better[:, ::-1], 1 - (better - 1), better[:, ::-1] - 1]))
    assert refused.value.code == "separated"


@given(st.integers(0, 10_000), st.integers(3, 9), st.integers(1, 3), st.sampled_from(["jmle", "mmle"]))
@settings(max_examples=40, deadline=None)
def test_small_panels_have_finite_answers_or_a_refusal(seed: int, n_entries: int, top: int, method: str) -> None:
    """However few the marks: every number finite, no error negative; or a refusal of what the marks cannot tell."""
    marks, criterion, _ = simulated(seed, n_entries, 2, 3, top, 0.2)
    code = ""
    try:
        found = rasch(marks, criterion=criterion, method=method)
    except Refused as refused:
        code = refused.code
    assert code in ("", "one_category", "empty_category", "all_extreme", "separated", "disconnected")
    if code:
        return
    told = [each for each in (found.eap, found.eap_se, found.thresholds, found.fair_average) if each is not None]
    for one in (found.infit, found.outfit, found.infit_z, found.outfit_z, found.se):
        told += [one.entry, one.criterion, one.judge]
    for each in (found.entry, found.criterion, found.judge, *told):
        assert np.isfinite(each).all()
    assert min(each.min() for each in (found.se.entry, found.infit.judge, found.thresholds_se)) >= 0


def test_categories_with_few_marks_are_warned_of_by_name() -> None:
    """Under ten marks in a category the fit is unsound, and says which; with ten in each it is silent."""
    marks, criterion, _ = simulated(5)
    lowest = np.flatnonzero(marks.mark == 0)
    kept = np.setdiff1d(np.arange(len(marks.mark)), lowest[7:])
    few = Marks(marks.judge[kept], marks.entry[kept], marks.mark[kept])
    with pytest.warns(Unsound, match=r"fewer than 10 marks in categories 0 \(7\)"):
        found = rasch(few, criterion=criterion[kept])
    assert found.sparse.tolist() == [0]
    with warnings.catch_warnings():
        warnings.simplefilter("error", Unsound)
        assert rasch(marks, criterion=criterion).sparse.size == 0


def test_nothing_found_can_be_written_to() -> None:
    """Frozen records hold frozen arrays, those of facets too."""
    for method in ("jmle", "mmle"):
        marks, criterion, found = fitted(9, method)
        bands = fit_bands(found, marks, criterion=criterion, draws=20)
        told = [getattr(each, name) for each in (found, bands) for name in each.__slots__]
        told += [getattr(each, name) for each in told if hasattr(each, "__slots__") for name in each.__slots__]
        arrays = [each for each in told if isinstance(each, np.ndarray)]
        assert len(arrays) > 40
        assert not any(each.flags.writeable for each in arrays)


def test_bands_hold_those_who_mark_by_the_model_and_not_one_who_marks_at_random() -> None:
    """Of 40 entries, 5 judges and 3 criteria: the random judge is outside, and bands of few marks are wide."""
    marks, criterion, _ = simulated(21, 40, 3, 5, 3)
    own = marks.judge == 2
    mark = marks.mark.copy()
    mark[own] = np.random.default_rng(1).integers(0, 4, own.sum())
    mixed = Marks(marks.judge, marks.entry, mark)
    found = rasch(mixed, criterion=criterion)
    bands = fit_bands(found, mixed, criterion=criterion, draws=30, rng=4)
    assert found.infit.judge[2] > bands.infit_high.judge[2]
    assert bands.misfit.judge[2]
    assert (bands.infit_low.judge < 1).all()
    assert (bands.infit_high.judge > 1).all()
    of_entries, of_judges = (
        (high - low).mean()
        for high, low in (
            (bands.infit_high.entry, bands.infit_low.entry), (bands.infit_high.judge, bands.infit_low.judge),
        )
    )  # fmt: skip
    assert of_entries > 2 * of_judges
    again = fit_bands(found, mixed, criterion=criterion, draws=30, rng=np.random.Generator(np.random.PCG64(4)))
    assert (again.outfit_high.entry == bands.outfit_high.entry).all()


def test_bands_hold_about_their_level_of_marks_from_the_model() -> None:
    """Of elements drawn from the model about 90 percent have an infit in the band of 90 percent."""
    held, number = 0, 0
    for seed in range(4):
        marks, criterion, _ = simulated(100 + seed, 24, 2, 5, 2)
        found = rasch(marks, criterion=criterion)
        bands = fit_bands(found, marks, criterion=criterion, draws=60, level=0.9, rng=seed)
        inside = (found.infit.entry >= bands.infit_low.entry) & (found.infit.entry <= bands.infit_high.entry)
        told = ~found.extreme.entry
        held, number = held + int(inside[told].sum()), number + int(told.sum())
    assert 0.82 < held / number < 0.96


def test_an_extreme_element_has_no_band() -> None:
    """All tops: its mean square tells nothing, the band is 0 to infinity, and it is no misfit."""
    marks, criterion, _ = simulated(11, 12, 2, 4, 2)
    mark = marks.mark.copy()
    mark[marks.entry == 3] = 2.0
    topped = Marks(marks.judge, marks.entry, mark)
    bands = fit_bands(rasch(topped, criterion=criterion), topped, criterion=criterion, draws=20)
    assert (bands.infit_low.entry[3], bands.outfit_high.entry[3]) == (0.0, np.inf)
    assert not bands.misfit.entry[3]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"draws": 19}, "out_of_range"),
        ({"draws": "a"}, "out_of_range"),
        ({"level": 1}, "out_of_range"),
        ({"level": "a"}, "out_of_range"),
        ({"rng": -1}, "wrong_chance"),
        ({"criterion": None}, "marked_twice"),
        ({"cuts": [1.5]}, "other_marks"),
    ],
)
def test_bands_that_make_no_sense_are_refused(asked: dict[str, Any], code: str) -> None:
    """Each with its code; marks that are not those of the fit too."""
    marks, criterion, found = fitted(9)
    with pytest.raises(Refused) as refused:
        fit_bands(found, marks, **{"criterion": criterion, **asked})
    assert refused.value.code == code
    with pytest.raises(Refused) as refused:
        fit_bands(found, simulated(10)[0], criterion=criterion)
    assert refused.value.code == "other_marks"
