"""Judges' severity by least squares and by REML: against the definition in full matrices, and the laws of both."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar

from scoring.errors import Refused
from scoring.marks import Marks, long_of
from scoring.severity import PastSeverity, additive, shrunken

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
    with pytest.raises(Refused):
        PastSeverity(0.0, 2.0)


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
