"""Judges' severity by least squares and by REML: against the definition in full matrices, and the laws of both."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar
from scipy.stats import spearmanr

from scoring.errors import Refused, Unsound
from scoring.marks import Marks, long_of
from scoring.severity import PastSeverity, Severity, additive, judge_z_scores, shrunken, spread_shrunken

Floats = NDArray[np.float64]


def panel(seed: int, n_judges: int = 5, n_entries: int = 9, *, severity: float = 3, gaps: float = 0.4) -> Floats:
    """Marks with gaps, linked and with marks to spare."""
    rng = np.random.default_rng(seed)
    marks: Floats = 70 + 4 * rng.standard_normal(n_entries) + severity * rng.standard_normal((n_judges, 1))
    marks = marks + rng.normal(0, 2, marks.shape)
    gone = rng.random(marks.shape) < gaps
    gone[0] = gone[:, 0] = False
    marks[gone] = np.nan
    return marks


def columns(marks: Floats) -> tuple[Floats, Floats, Floats]:
    """Marks, entry indicators and judge indicators, row by mark."""
    judge, entry = np.nonzero(~np.isnan(marks))
    return marks[judge, entry], np.eye(marks.shape[1])[entry], np.eye(len(marks))[judge]


def criterion(marks: Floats, var_judge: float, var_residual: float) -> float:
    """Minus twice the restricted log-likelihood, from the whole covariance matrix."""
    y, x, z = columns(marks)
    v = var_residual * np.eye(len(y)) + var_judge * z @ z.T
    inverse = np.linalg.inv(v)
    information = x.T @ inverse @ x
    rest = y - x @ np.linalg.solve(information, x.T @ inverse @ y)
    logs = np.linalg.slogdet(v)[1] + np.linalg.slogdet(information)[1]
    return float(logs + rest @ inverse @ rest + (len(y) - x.shape[1]) * np.log(2 * np.pi))


@pytest.mark.parametrize("seed", range(5))
def test_additive_is_the_least_squares_of_the_definition(seed: int) -> None:
    """Effects, standard errors and covariance from the whole design matrix with the constraint Σ judge = 0."""
    marks = panel(seed)
    y, x, z = columns(marks)
    contrasts = np.vstack([np.eye(len(marks) - 1), -np.ones(len(marks) - 1)])
    design = np.hstack([x, z @ contrasts])
    inverse = np.linalg.inv(design.T @ design)
    beta = inverse @ design.T @ y
    variance = ((y - design @ beta) ** 2).sum() / (len(y) - design.shape[1])
    n = marks.shape[1]
    found = additive(marks)
    assert found.df == len(y) - design.shape[1]
    assert found.entry == pytest.approx(beta[:n])
    assert found.judge == pytest.approx(contrasts @ beta[n:])
    assert found.var_residual == pytest.approx(variance)
    assert found.entry_covariance == pytest.approx(variance * inverse[:n, :n])
    assert found.judge_se**2 == pytest.approx(np.diag(contrasts @ inverse[n:, n:] @ contrasts.T) * variance)
    assert found.var_judge is found.criterion is found.judge_sd_interval is None


@pytest.mark.parametrize("seed", range(6))
def test_shrunken_is_the_mixed_model_of_the_definition(seed: int) -> None:
    """The least criterion of the dense covariance matrix; BLUE, BLUP and both their covariances."""
    marks = panel(seed, severity=[3, 1, 0.3][seed % 3])
    found = shrunken(marks)
    assert found.var_judge is not None
    y, x, z = columns(marks)
    starts = [(1.0, 1.0), (9.0, 2.0), (0.1, 4.0)]
    best = min(
        minimize(lambda v: criterion(marks, v[0] ** 2, v[1] ** 2), start, method="Nelder-Mead").fun for start in starts
    )
    assert found.criterion == pytest.approx(criterion(marks, found.var_judge, found.var_residual), abs=1e-8)
    assert found.criterion == pytest.approx(best, abs=1e-4)
    assert found.criterion <= best + 1e-8
    v = found.var_residual * np.eye(len(y)) + found.var_judge * z @ z.T
    inverse = np.linalg.inv(v)
    covariance = np.linalg.inv(x.T @ inverse @ x)
    entry = covariance @ x.T @ inverse @ y
    assert found.entry == pytest.approx(entry)
    assert found.entry_covariance == pytest.approx(covariance)
    assert found.entry_se == pytest.approx(np.sqrt(np.diag(covariance)))
    blup = found.var_judge * z.T @ inverse @ (y - x @ entry)
    assert found.judge == pytest.approx(blup, abs=1e-10)
    project = inverse - inverse @ x @ covariance @ x.T @ inverse
    errors = found.var_judge * np.eye(len(marks)) - found.var_judge**2 * z.T @ project @ z
    assert found.judge_se**2 == pytest.approx(np.diag(errors))


def test_statsmodels_finds_the_same_variances() -> None:
    """MixedLM with entries as fixed effects and judges as groups."""
    marks = panel(21)
    long = long_of(marks)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pandas as pd
        import statsmodels.formula.api as smf

        frame = pd.DataFrame({"y": long.mark, "entry": long.entry, "judge": long.judge})
        peer = smf.mixedlm("y ~ 0 + C(entry)", frame, groups="judge").fit(reml=True)
    found = shrunken(marks)
    assert found.criterion == pytest.approx(-2 * peer.llf, abs=1e-6)
    assert found.var_residual == pytest.approx(peer.scale, rel=1e-3)
    assert found.var_judge == pytest.approx(float(peer.cov_re.iloc[0, 0]), rel=1e-3)
    assert found.entry == pytest.approx(peer.fe_params.to_numpy(), rel=1e-4)


def test_the_interval_of_the_judge_sd_is_where_the_profile_rises_by_the_quantile() -> None:
    """At both limits the dense criterion, least over the residual variance, stands 3.8415 above its least."""
    marks = panel(3)
    found = shrunken(marks)
    assert found.judge_sd_interval is not None
    assert found.criterion is not None
    low, high = found.judge_sd_interval
    assert low < np.sqrt(found.var_judge or 0) < high
    for limit in (low, high):
        profile = minimize_scalar(
            lambda u, at=limit: criterion(marks, at**2, float(np.exp(u))), bounds=(-3, 5), method="bounded",
            options={"xatol": 1e-9},
        )  # fmt: skip
        assert profile.fun - found.criterion == pytest.approx(3.841458820694124, abs=1e-5)


def test_no_severity_is_an_answer_and_then_an_entry_is_worth_its_mean() -> None:
    """Judges who differ less than chance: variance exactly 0, the very means, and an interval from 0."""
    marks = np.array([[80.0, 71, np.nan, 64], [78, 73, 69, np.nan], [np.nan, 72, 68, 65], [79, np.nan, 70, 66]])
    found = shrunken(marks)
    assert found.var_judge == 0.0
    assert not found.judge.any()
    assert not found.judge_se.any()
    seen = ~np.isnan(marks)
    assert (found.entry == np.where(seen, marks, 0).sum(axis=0) / seen.sum(axis=0)).all()
    assert found.entry_covariance == pytest.approx(np.diag(found.var_residual / seen.sum(axis=0)))
    assert found.judge_sd_interval is not None
    assert found.judge_sd_interval[0] == 0.0
    assert 0 < found.judge_sd_interval[1] < 10


def test_a_past_edition_counts_as_one_more_observation() -> None:
    """The dense criterion plus the past's own is least; a heavy past carries its variance through."""
    marks = panel(8, severity=0.2)
    past = PastSeverity(9.0, 2.0)
    found = shrunken(marks, past=past)
    assert found.var_judge is not None

    def with_past(v: Any) -> float:
        judge = float(np.exp(v[0]))
        return criterion(marks, judge, float(np.exp(v[1]))) + past.df * (np.log(judge) + past.variance / judge)

    best = minimize(with_past, (0.0, 0.0), method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-10})
    assert found.criterion == pytest.approx(best.fun, abs=1e-7)
    assert (found.var_judge, found.var_residual) == pytest.approx(tuple(np.exp(best.x)), rel=1e-4)
    heavy = shrunken(marks, past=PastSeverity(9.0, 1e6))
    assert heavy.var_judge == pytest.approx(9.0, rel=1e-3)
    assert heavy.judge_sd_interval == pytest.approx((3.0, 3.0), rel=1e-2)


@pytest.mark.parametrize("past", [(0.0, 2.0), (np.inf, 2.0), ("a", 2.0), (1.0, None), (1.0, 0.0), (1.0, 1e300)])
def test_a_past_that_is_none_is_refused(past: Any) -> None:
    """A variance and degrees of freedom that are numbers above 0, the latter at most a billion."""
    with pytest.raises(Refused) as refused:
        PastSeverity(*past)
    assert refused.value.code == "out_of_range"


@pytest.mark.parametrize("asked", [{"level": "a"}, {"level": 1.0}, {"past": PastSeverity(9.0, 3.0)}, {"past": 3}])
def test_what_shrunken_is_asked_wrongly_is_refused(asked: Any) -> None:
    """A level between 0 and 1; a past of the right type and on the scale of the marks, here a hundred millionth."""
    with pytest.raises(Refused) as refused:
        shrunken(panel(1) * 1e-8, **asked)
    assert refused.value.code in ("out_of_range", "wrong_type")


def test_a_low_level_is_an_interval_around_the_estimate() -> None:
    """However low the level, the limits enclose the estimate."""
    found = shrunken(panel(3), level=1e-300)
    assert found.judge_sd_interval is not None
    low, high = found.judge_sd_interval
    assert low <= np.sqrt(found.var_judge or 0) <= high == pytest.approx(low, rel=1e-3)


def test_marks_without_residual_or_without_any_difference() -> None:
    """Perfectly additive marks give the least squares, residual 0; equal columns give means and zeros: never NaN."""
    exact = np.add.outer([0.0, 2.0, -2.0], [70.0, 80.0, 60.0])
    found = shrunken(exact)
    assert (found.var_residual, found.criterion) == (0.0, -np.inf)
    assert found.entry == pytest.approx([70, 80, 60])
    assert found.judge == pytest.approx([0, 2, -2])
    assert found.var_judge == pytest.approx(4.0)
    same = shrunken(np.full((3, 4), 80.0))
    assert (same.var_judge, same.var_residual, same.judge_sd_interval) == (0.0, 0.0, (0.0, 0.0))
    assert (same.entry == 80).all()
    for each in (found, same, additive(exact), shrunken(exact, past=PastSeverity(1.0, 3.0))):
        for values in (each.entry, each.entry_se, each.judge, each.judge_se, each.entry_covariance):
            assert np.isfinite(values).all()


@pytest.mark.parametrize(
    ("marks", "code"),
    [
        ([[80.0, np.nan], [np.nan, 70.0]], "disconnected"),
        ([[80.0, 70.0], [81.0, 72.0], [np.nan, np.nan]], "disconnected"),
        ([[80.0, 70.0, 60.0]], "no_residual"),
        ([[80.0], [81.0]], "no_residual"),
        ([[80.0, 70.0], [np.nan, 72.0]], "no_residual"),
        ([[np.inf, 70.0], [1.0, 72.0]], "not_finite"),
    ],
)
def test_what_cannot_be_told_is_refused(marks: Any, code: str) -> None:
    """Both ways refuse alike."""
    for way in (additive, shrunken):
        with pytest.raises(Refused) as refused:
            way(marks)
        assert refused.value.code == code


def test_no_marks_and_labels_of_two_kinds_are_refused() -> None:
    """Nothing to score is a refusal of its own; so are labels that cannot be sorted, and marks beyond all measure."""
    for way in (additive, shrunken, spread_shrunken):
        for code, act in (
            ("nothing_to_score", lambda way=way: way(Marks([], [], []))),
            ("mixed_labels", lambda way=way: way(Marks(["J1", None], ["T1", "T1"], [80, 82]))),
            ("too_large", lambda way=way: way(panel(1) * 1e150)),
        ):
            with pytest.raises(Refused) as refused:
                act()
            assert refused.value.code == code


def numbers_of(found: Severity, unit: float) -> Floats:
    """All that a fit says, in units: points as they are, variances in units squared."""
    assert found.var_judge is not None
    assert found.judge_sd_interval is not None
    variances = [found.var_judge / unit / unit, found.var_residual / unit / unit]
    points = [found.entry, found.entry_se, found.judge, found.judge_se, np.array(found.judge_sd_interval)]
    return np.concatenate([np.concatenate(points) / unit, variances, found.entry_covariance.ravel() / unit / unit])


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(-95, 95), st.booleans())
def test_the_unit_of_the_marks_does_not_matter(seed: int, power: int, with_past: bool) -> None:
    """Marks of 1e-95 or 1e95 give what marks near 1 do, in their unit; the criterion moves by 2 log unit a mark."""
    marks, unit = panel(seed), 10.0**power
    one, other = (PastSeverity(9.0 * each**2, 3.0) if with_past else None for each in (1.0, unit))
    found, moved = shrunken(marks, past=one), shrunken(marks * unit, past=other)
    assume(found.var_judge == 0 or found.var_judge > 1e-6)
    assert numbers_of(moved, unit) == pytest.approx(numbers_of(found, 1.0), rel=1e-6, abs=1e-7)
    assert found.criterion is not None
    counted = int((~np.isnan(marks)).sum()) - marks.shape[1] + 3 * with_past
    assert moved.criterion == pytest.approx(found.criterion + 2 * counted * np.log(unit), rel=1e-9, abs=1e-6)
    assert additive(marks * unit).entry / unit == pytest.approx(additive(marks).entry)
    assert spread_shrunken(marks * unit).spread == pytest.approx(spread_shrunken(marks).spread, rel=1e-6)


def test_a_minimum_on_a_plateau_is_found() -> None:
    """One mark apart and another a ten millionth of it: a ratio of 1e-8, where the criterion is level to rounding."""
    marks = np.zeros((4, 4))
    marks[0, 0], marks[3, 3] = 6.856424215887751e-07, -6.541216493389217
    found = shrunken(marks)
    assert found.entry == pytest.approx(marks.mean(axis=0), abs=1e-6)
    assert found.var_judge == pytest.approx(0, abs=1e-6)


def test_nothing_found_can_be_written_to() -> None:
    """Frozen records hold frozen arrays."""
    found = spread_shrunken(panel(2))
    arrays = [getattr(each, name) for each in (found, found.severity) for name in each.__slots__]
    assert sum(isinstance(each, np.ndarray) for each in arrays) == 12
    assert not any(each.flags.writeable for each in arrays if isinstance(each, np.ndarray))


def test_a_disconnected_panel_is_refused_with_its_parts_named() -> None:
    """Invariant 13: judges and entries of each part by their labels."""
    marks = Marks(["J1", "J1", "J2", "J3"], ["T1", "T2", "T2", "T3"], [1, 2, 3, 4])
    with pytest.raises(Refused, match="2 parts: J1, J2 with T1, T2; J3 with T3"):
        shrunken(marks)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 7), st.integers(2, 9))
def test_on_a_complete_table_both_order_as_the_mean(seed: int, n_judges: int, n_entries: int) -> None:
    """Invariant 4: every entry is worth its mean, whatever the severity."""
    marks = panel(seed, n_judges, n_entries, gaps=0)
    for way in (additive, shrunken):
        assert way(marks).entry == pytest.approx(marks.mean(axis=0))


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**6), st.floats(-1000, 1000), st.integers(0, 4))
def test_a_constant_on_one_judge_moves_no_difference_between_entries(seed: int, constant: float, judge: int) -> None:
    """Invariant 15: least squares exactly; the shrunken as the judge variance, and so the share taken off, grows."""
    marks, moved = panel(seed), panel(seed)
    moved[judge] += constant
    before, after = additive(marks), additive(moved)
    assert after.entry - constant / 5 == pytest.approx(before.entry, abs=1e-8)
    assert after.judge[judge] - before.judge[judge] == pytest.approx(constant * 4 / 5, abs=1e-8)
    wide = PastSeverity(1e10, 1e6)
    one, other = shrunken(marks, past=wide).entry, shrunken(moved, past=wide).entry
    assert one - one[0] == pytest.approx(before.entry - before.entry[0], abs=1e-3)
    assert other - other[0] == pytest.approx(one - one[0], abs=1e-3)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**6))
def test_order_and_form_of_the_marks_do_not_matter(seed: int) -> None:
    """Permuted judges and entries, and the long form, give the same answers in their own order."""
    marks, rng = panel(seed), np.random.default_rng(seed)
    rows, cells = rng.permutation(5), rng.permutation(9)
    found, moved, long = shrunken(marks), shrunken(marks[rows][:, cells]), shrunken(long_of(marks))
    assert moved.judge == pytest.approx(found.judge[rows], abs=1e-6)
    assert moved.entry == pytest.approx(found.entry[cells])
    assert long.entry == pytest.approx(found.entry)


def test_mean_squares_alike_are_no_severity() -> None:
    """Two judges whose mean square is just the residual one: the variance is exactly 0, whatever the last bit says."""
    fit = shrunken(np.array([[42.0, 48.0], [42.0, 54.0]]))
    assert fit.var_judge == 0.0
    assert fit.entry == pytest.approx([42.0, 51.0])


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.8, 1.2))
def test_where_judges_do_not_differ_an_entry_is_worth_its_mean(seed: int, part: float) -> None:
    """Invariant 4: the variance is exactly 0 once most of the judges' effects are taken off, and then BLUE = mean."""
    marks = panel(seed, severity=1)
    marks = marks - part * additive(marks).judge[:, np.newaxis]
    found = shrunken(marks)
    assume(found.var_judge == 0)
    assert found.entry == pytest.approx(np.nanmean(marks, axis=0), rel=1e-14)
    assert not found.judge.any()


# spread


def widths(seed: int, log_sd: float, n_judges: int = 7, n_entries: int = 30) -> tuple[Floats, Floats, Floats]:
    """Marks of METHODS 4.7 with judges of unequal spread, the truth, and the spreads."""
    rng = np.random.default_rng(seed)
    truth, spread = rng.normal(0, 4, n_entries), np.exp(rng.normal(0, log_sd, n_judges))
    shifts, errors = rng.normal(0, 3, (n_judges, 1)), rng.normal(0, 5, (n_judges, n_entries))
    return 70 + shifts + spread[:, np.newaxis] * (truth + errors), truth, spread


def test_spread_is_the_definition_written_out() -> None:
    """On a complete table the expected spread is the root mean square of the judges' own; the rest follows by hand."""
    marks, _, _ = widths(1, 0.5)
    found = spread_shrunken(marks)
    sd = marks.std(axis=1, ddof=1)
    assert found.ratio == pytest.approx(sd / np.sqrt((sd**2).mean()))
    logs, chance = np.log(found.ratio), 1 / (2 * 29)
    variance = ((logs - logs.mean()) ** 2).sum() / 6 - chance
    assert found.var_log_spread == pytest.approx(variance)
    assert found.shrink == pytest.approx(np.full(7, variance / (variance + chance)))
    assert found.spread == pytest.approx(np.exp(found.shrink * (logs - logs.mean())))
    mean, off = found.severity.entry.mean(), found.severity.judge[:, np.newaxis]
    assert found.marks == pytest.approx(mean + (marks - mean - off) / found.spread[:, np.newaxis])
    assert found.entry == pytest.approx(found.marks.mean(axis=0))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_judges_of_one_spread_are_shrunken_alone(seed: int) -> None:
    """Where the variance of the spreads is 0, so is all shrinkage, and entries are those of ``shrunken``."""
    marks = panel(seed)
    found = spread_shrunken(marks)
    assume(found.var_log_spread == 0)
    assert (found.spread == 1).all()
    assert found.entry == pytest.approx(shrunken(marks).entry)


def test_wide_and_narrow_judges_are_brought_nearer_the_truth() -> None:
    """METHODS 4.7, row "judge spread log-sd .5": .863 by the mean, .879 by z-scores; the shrunken one is with them."""
    by_mean, by_spread, variances = [], [], []
    for seed in range(60):
        marks, truth, _ = widths(seed, 0.5)
        found = spread_shrunken(marks)
        by_mean.append(spearmanr(truth, marks.mean(axis=0))[0])
        by_spread.append(spearmanr(truth, found.entry)[0])
        variances.append(found.var_log_spread)
    gain = np.array(by_spread) - by_mean
    assert gain.mean() > 3 * gain.std() / np.sqrt(60)
    assert np.mean(variances) == pytest.approx(0.25, abs=0.06)


def test_what_tells_nothing_of_the_spread_is_left_alone() -> None:
    """One mark, or marks all equal: no ratio, nothing kept, divided by 1, and all numbers finite."""
    marks = panel(5, 5, 12, gaps=0)
    marks[1, 1:] = np.nan
    marks[2] = 80.0
    found = spread_shrunken(marks)
    for judge in (1, 2):
        assert (found.ratio[judge], found.shrink[judge], found.spread[judge]) == (0, 0, 1)
    assert np.isfinite(found.entry).all()
    assert (np.isnan(found.marks) == np.isnan(marks)).all()
    alone = spread_shrunken([[70.0, 60, 50], [80.0, 80, 80], [75.0, 75, 75]])
    assert (alone.spread == 1).all()


def test_a_spread_is_held_against_the_same_entries() -> None:
    """A judge who met the entries that differ most is not taken for a wide one: ratios are about 1 for all."""
    rng = np.random.default_rng(3)
    truth = np.concatenate([np.linspace(-30, 30, 20), np.zeros(20)])
    marks = 70 + truth + rng.normal(0, 2, (6, 40))
    marks[:3, 24:] = marks[3:, :16] = np.nan
    found = spread_shrunken(marks)
    assert found.ratio == pytest.approx(np.ones(6), abs=0.45)
    assert np.nanstd(marks, axis=1)[0] > 1.5 * np.nanstd(marks, axis=1)[5]


def test_spreads_are_told_of_marks_too_small_to_be_squared() -> None:
    """Variances of 1e-500 are 0 in a double; ratios of spreads are not."""
    marks = panel(6)
    assert spread_shrunken(marks * 1e-250).ratio == pytest.approx(spread_shrunken(marks).ratio)


def test_z_scores_by_judge_warn_and_are_what_they_are_called() -> None:
    """The mean of (y - mean) / sd over an entry's judges, with the reason why that decides nothing."""
    marks = panel(4)
    with pytest.warns(Unsound, match="uncertain by"):
        found = judge_z_scores(marks)
    z = (marks - np.nanmean(marks, axis=1, keepdims=True)) / np.nanstd(marks, axis=1, ddof=1, keepdims=True)
    assert found == pytest.approx(np.nanmean(z, axis=0))


@pytest.mark.parametrize(
    ("marks", "code"),
    [
        ([[80.0, np.nan], [70.0, 60.0]], "too_few"),
        ([[80.0, 80.0], [70.0, 60.0]], "no_spread"),
        ([[80.0, 70.0, np.nan], [70.0, 60.0, np.nan]], "absent"),
    ],
)
def test_z_scores_of_nothing_are_refused(marks: Any, code: str) -> None:
    """0/0 in three ways."""
    with pytest.raises(Refused) as refused:
        judge_z_scores(marks)
    assert refused.value.code == code
