"""Generalizability: the coefficients against the analysis of variance, and the D-study."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from scoring.errors import Refused
from scoring.severity import generalizability
from tests.scoring.test_crossed import penicillin

Floats = NDArray[np.float64]


def mean_squares(marks: Floats) -> tuple[float, float, float]:
    """Of entries, of judges and of the rest, in a complete table (n_judges, n_entries)."""
    k, n = marks.shape
    of_entries, of_judges = marks.mean(axis=0), marks.mean(axis=1)
    rest = marks - of_entries - of_judges[:, None] + marks.mean()
    entries, judges = k * of_entries.var(ddof=1), n * of_judges.var(ddof=1)
    return float(entries), float(judges), float((rest**2).sum() / ((k - 1) * (n - 1)))


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**6), st.integers(3, 7), st.integers(3, 12))
def test_on_a_complete_table_they_are_the_icc_of_the_panel(seed: int, k: int, n: int) -> None:
    """Invariant 7: Eρ² = ICC(C,k) and Φ = ICC(A,k) of McGraw and Wong (1996) where no variance is at 0."""
    rng = np.random.default_rng(seed)
    marks = 70 + 4 * rng.standard_normal(n) + 3 * rng.standard_normal((k, 1)) + 2 * rng.standard_normal((k, n))
    entries, judges, rest = mean_squares(marks)
    assume(entries > 1.05 * rest and judges > 1.05 * rest)
    found = generalizability(marks)
    assert found.var_entry == pytest.approx((entries - rest) / k, rel=1e-5)
    assert found.var_judge == pytest.approx((judges - rest) / n, rel=1e-5)
    assert found.var_residual == pytest.approx(rest, rel=1e-5)
    assert found.relative == pytest.approx((entries - rest) / entries, rel=1e-5)
    assert found.absolute == pytest.approx((entries - rest) / (entries + (judges - rest) / n), rel=1e-5)
    assert found.study[k - 1].absolute == pytest.approx(found.absolute)


def test_penicillin_by_the_analysis_of_variance() -> None:
    """In a balanced design with variances above 0 REML is the analysis of variance, digit for digit."""
    marks = np.array(penicillin()[0]).reshape(24, 6).T
    plates, samples, rest = mean_squares(marks)
    found = generalizability(marks)
    wanted = ((plates - rest) / 6, (samples - rest) / 24, rest)
    assert (found.var_entry, found.var_judge, found.var_residual) == pytest.approx(wanted, rel=1e-7)


def test_the_study_says_how_many_judges_it_takes() -> None:
    """The least panel that reaches the target, and one judge fewer does not; the order needs fewer than the level."""
    rng = np.random.default_rng(4)
    marks = 70 + 4 * rng.standard_normal(30) + 3 * rng.standard_normal((7, 1)) + 5 * rng.standard_normal((7, 30))
    found = generalizability(marks)
    for coefficient in ("absolute", "relative"):
        needed = found.judges_for(0.7, coefficient=coefficient)
        assert needed is not None
        assert getattr(found.study[needed - 1], coefficient) >= 0.7 > getattr(found.study[needed - 2], coefficient)
    assert (found.judges_for(0.9, coefficient="relative") or 0) <= (found.judges_for(0.9) or 0)
    for target in (1.0, "a"):
        with pytest.raises(Refused):
            found.judges_for(target)  # type: ignore[arg-type]


def test_entries_that_do_not_differ_need_no_number_of_judges() -> None:
    """A variance of entries at 0 makes both coefficients 0, and no panel reaches any target."""
    marks = np.array([[1.0, 2, 3], [3, 1, 2], [2, 3, 1]])
    found = generalizability(marks)
    assert (found.var_entry, found.relative, found.absolute, found.judges_for()) == (0.0, 0.0, 0.0, None)


def test_gaps_count_by_the_harmonic_mean_of_the_panels() -> None:
    """Entries with 3 and with 2 marks: 1 over the mean of 1/3 and 1/2."""
    marks = np.array([[70.0, 80, np.nan, 64], [71, np.nan, 75, 61], [74, 83, 77, np.nan]])
    assert generalizability(marks).n_judges == pytest.approx(4 / (1 / 3 + 3 / 2))


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.integers(-95, 95))
def test_the_unit_of_the_marks_does_not_matter(seed: int, power: int) -> None:
    """Coefficients are shares: marks of 1e-95 or 1e95 have the same."""
    rng = np.random.default_rng(seed)
    marks = 70 + 4 * rng.standard_normal(8) + 3 * rng.standard_normal((5, 1)) + 2 * rng.standard_normal((5, 8))
    found, moved = generalizability(marks), generalizability(marks * 10.0**power)
    assert (moved.relative, moved.absolute) == pytest.approx((found.relative, found.absolute), abs=1e-5)


def test_marks_that_are_all_the_same_are_quoted_as_they_are() -> None:
    """The refusal tells the mark itself and not what it is scaled to within."""
    with pytest.raises(Refused, match="marks: expected marks that differ, found 20 of 7 "):
        generalizability(np.full((4, 5), 7.0))


@pytest.mark.parametrize(
    ("marks", "code"),
    [
        ([[80.0, 70.0, 60.0]], "too_small"),
        ([[80.0, 80.0], [80.0, 80.0]], "zero_variance"),
        ([[80.0, 70.0, np.nan, np.nan], [81.0, 72.0, np.nan, np.nan], [np.nan, np.nan, 3.0, 4.0]], "disconnected"),
        ([[80.0, 70.0], [82.0, 72.0]], "no_residual"),
    ],
)
def test_what_cannot_be_told_is_refused(marks: list[list[float]], code: str) -> None:
    """Each with its code."""
    with pytest.raises(Refused) as refused:
        generalizability(marks)
    assert refused.value.code == code
