"""Flags: against the definitions written out, least squares with a mark left out, and rules worked by hand."""

from __future__ import annotations

import warnings
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from competition.tally.marks import panel_mean as tally_panel_mean
from scoring import flags
from scoring.errors import Refused, Unsound
from scoring.flags.panel_means import panel_mean
from scoring.marks import Marks
from scoring.severity import additive

Floats = NDArray[np.float64]


def panel(seed: int, n_judges: int = 6, n_entries: int = 10, gaps: float = 0.3) -> Floats:
    """Marks with gaps, linked."""
    rng = np.random.default_rng(seed)
    marks: Floats = 75 + 4 * rng.standard_normal(n_entries) + rng.normal(0, 2, (n_judges, n_entries))
    gone = rng.random(marks.shape) < gaps
    gone[0] = gone[:, 0] = False
    marks[gone] = np.nan
    return marks


def design(marks: Floats) -> tuple[Floats, Floats, NDArray[Any], NDArray[Any]]:
    judge, entry = np.nonzero(~np.isnan(marks))
    columns = np.hstack([np.eye(marks.shape[1])[entry], np.eye(len(marks))[judge][:, 1:]])
    return marks[judge, entry], columns, judge, entry


def least_squares(y: Floats, columns: Floats) -> tuple[Floats, float]:
    """Coefficients and residual sum of squares."""
    beta = np.linalg.lstsq(columns, y, rcond=None)[0]
    return beta, float(((y - columns @ beta) ** 2).sum())


# discrepancies


def test_a_total_is_off_in_percent_of_the_panel_mean_and_an_indicator_in_points() -> None:
    """Worked by hand: totals 80, 80, 95 have mean 85; 95 is 11.76 percent over; 20 against 12 is 8 points."""
    marks = np.array([[[40, 40]], [[40, 40]], [[47.5, 47.5]]]) * 2.0
    (found,) = flags.discrepancies(marks, weights=[0.5, 0.5])
    assert (found.judge, found.entry, found.indicator, found.mark, found.mean) == (2, 0, None, 95.0, 85.0)
    assert found.percent == pytest.approx(100 * 10 / 85)
    assert (found.points, found.line, found.level) == (10.0, 10.0, "yellow")
    single = flags.discrepancies(marks, weights=[0.5, 0.5], points=9)
    assert [one.indicator for one in single] == [None, 0, 1]
    assert [one.line for one in single[1:]] == [9, 9]


def test_a_mark_on_the_line_is_not_over_it() -> None:
    """88 and 72 are exactly 10 percent off 80."""
    assert flags.discrepancies([[88.0], [72.0]]) == ()
    assert len(flags.discrepancies([[88.01], [71.99]])) == 2


def test_far_off_is_red_and_a_mean_of_zero_has_no_percent() -> None:
    """Over the second line; and against a mean of 0 anything is off."""
    red = flags.discrepancies([[100.0], [50.0]])
    assert [one.level for one in red] == ["red", "red"]
    zero = flags.discrepancies([[1.0], [-1.0], [0.0]])
    assert [(one.judge, one.percent) for one in zero] == [(0, None), (1, None)]


def test_totals_are_compared_among_judges_of_the_same_indicators() -> None:
    """A judge who marked one indicator only has no peer, so their total is held against nobody."""
    marks = np.array([[[80.0, 80.0]], [[81.0, 81.0]], [[20.0, np.nan]]])
    assert flags.discrepancies(marks, weights=[0.5, 0.5]) == ()


@given(
    st.lists(st.integers(0, 100), min_size=2, max_size=9),
    st.sampled_from(["mean", "median", "trimmed_mean"]),
    st.sampled_from([(1, 5), (2, 7), (0, 3)]),
)
@settings(max_examples=50, deadline=None)
def test_the_panel_mean_is_that_of_the_tally(marks: list[int], combine: str, trim: tuple[int, int]) -> None:
    """The lens and the house flag against one and the same mean."""
    rules = {"combine": combine, "trim": trim[0], "trim_from": trim[1]}
    exact = tally_panel_mean([Fraction(mark) for mark in marks], rules)
    column = np.array([*map(float, marks), np.nan])[:, np.newaxis]
    assert panel_mean(column, combine, *trim)[0] == pytest.approx(float(exact), abs=1e-12)


# single marks


@pytest.mark.parametrize("seed", range(4))
def test_studentized_is_the_shift_of_one_mark_by_least_squares(seed: int) -> None:
    """An external residual is the t of a coefficient for that mark alone."""
    marks = panel(seed)
    y, columns, judge, entry = design(marks)
    found = flags.studentized(marks)
    for at in range(0, len(y), 5):
        alone = np.column_stack([columns, np.arange(len(y)) == at])
        beta, rss = least_squares(y, alone)
        df = len(y) - alone.shape[1]
        t = beta[-1] / np.sqrt(rss / df * np.linalg.inv(alone.T @ alone)[-1, -1])
        assert found.df == df
        assert found.studentized[judge[at], entry[at]] == pytest.approx(t)
    hat = np.diag(columns @ np.linalg.pinv(columns))
    np.testing.assert_allclose(found.hat[judge, entry], hat, atol=1e-10)
    assert found.limit == pytest.approx(stats.t.isf(0.025 / len(y), found.df))
    assert (np.isnan(found.residual) == np.isnan(marks)).all()


def test_one_blunder_is_the_only_outlier() -> None:
    """-20 on one mark, with the numbers that raised it."""
    marks = panel(1, gaps=0)
    marks[2, 3] -= 20
    (found,) = flags.studentized(marks).outliers
    assert (found.judge, found.entry, found.mark) == (2, 3, marks[2, 3])
    assert found.studentized < -found.limit
    assert found.hat == pytest.approx(1 / 6 + 1 / 10 - 1 / 60)


def test_perfect_fits_have_no_residual_and_one_mark_off_a_perfect_fit_is_infinite() -> None:
    """Never NaN: 0 where all fits, infinity where one mark alone does not."""
    perfect = np.add.outer([0.0, 1, 2, 5], [70.0, 80, 85, 90])
    assert (flags.studentized(perfect).studentized == 0).all()
    perfect[1, 1] += 3
    (found,) = flags.studentized(perfect).outliers
    assert (found.judge, found.entry, found.studentized) == (1, 1, np.inf)


def test_the_robust_rule_is_distance_in_mad() -> None:
    """80 82 83 84 99: median 83, MAD 1; 99 is 16/1.4826 = 10.8 off."""
    (found,) = flags.robust(np.array([[80.0], [82], [83], [84], [99]]), range_points=10)
    assert (found.judge, found.median, found.mad, found.rule) == (4, 83.0, 1.0, "mad")
    assert found.score == pytest.approx(16 / 1.4826)


def test_without_mad_the_range_rule_speaks() -> None:
    """Four of seven agree: MAD 0. Range 14 over 10 flags the farthest alone; range 9 flags nobody."""
    marks = np.array([[80.0], [80], [80], [80], [84], [76], [90]])
    (found,) = flags.robust(marks, range_points=10)
    assert (found.judge, found.rule, found.mad, found.range, found.score, found.limit) == (6, "range", 0, 14, 10, 10)
    marks[6] = 85
    assert flags.robust(marks, range_points=10) == ()
    assert flags.robust(np.full((5, 2), 80.0), range_points=1) == ()
    assert flags.robust([[10.0], [90.0]], range_points=1) == ()


# judges


def test_a_severe_judge_is_flagged_with_effect_and_error() -> None:
    """Effect and standard error are those of the additive fit."""
    marks = panel(3)
    marks[4] -= 8
    found = {one.judge: one for one in flags.severities(marks)}
    fit = additive(marks)
    assert found[4].effect == pytest.approx(fit.judge[4])
    assert found[4].se == pytest.approx(fit.judge_se[4])
    assert found[4].ratio == pytest.approx(fit.judge[4] / fit.judge_se[4])
    assert found[4].ratio < -found[4].limit


def test_severity_of_a_perfect_fit_is_infinite_or_none() -> None:
    """No residual: whoever differs is over any limit; equal judges are not flagged."""
    found = flags.severities(np.add.outer([0.0, 0, 0, 4], [70.0, 80, 90]))
    assert [one.ratio for one in found] == [-np.inf] * 3 + [np.inf]
    assert flags.severities(np.tile([70.0, 80, 90], (3, 1))) == ()


def test_a_judge_who_spreads_wide_or_hardly_is_flagged_by_f() -> None:
    """Ratio of variances and two-sided p written out."""
    marks = panel(5, 5, 30, gaps=0)
    marks[1] = marks[1].mean() + 4 * (marks[1] - marks[1].mean())
    found = {one.judge: one for one in flags.spreads(marks)}
    others = np.delete(marks, 1, axis=0).var(axis=1, ddof=1).mean()
    assert found[1].ratio == pytest.approx(marks[1].var(ddof=1) / others)
    assert found[1].p == pytest.approx(2 * stats.f.sf(found[1].ratio, 29, 4 * 29))
    assert found[1].limit == 0.01


def test_correlation_leaves_the_judge_out_of_the_rest() -> None:
    """A judge against the others' order is flagged with the correlation that scipy gives."""
    marks = panel(6, gaps=0)
    marks[2] = 150 - marks[2]
    (found,) = flags.correlations(marks)
    rest = np.delete(marks, 2, axis=0).mean(axis=0)
    assert (found.judge, found.n, found.limit) == (2, 10, 0.0)
    assert found.correlation == pytest.approx(stats.pearsonr(marks[2], rest)[0])


def test_constants_are_judges_who_tell_nothing_apart() -> None:
    """Two marks and more, all equal; they are flagged nowhere else as narrow or unlike."""
    marks = panel(7)
    marks[3] = np.where(np.isnan(marks[3]), np.nan, 80)
    (found,) = flags.constants(marks)
    assert (found.judge, found.mark, found.n) == (3, 80.0, int((~np.isnan(marks[3])).sum()))
    assert 3 not in {one.judge for one in (*flags.spreads(marks), *flags.correlations(marks, limit=1.0))}
    assert flags.constants([[80.0, np.nan]]) == ()


def test_halo_is_criteria_marked_too_much_alike() -> None:
    """One judge gives every criterion of an entry the same mark: ratio 0; the others are as they should be."""
    rng = np.random.default_rng(4)
    cube = 75 + rng.normal(0, 4, (5, 12, 1)) + rng.normal(0, 3, (5, 12, 4))
    cube[2] = cube[2, :, :1]
    (found,) = flags.halos(cube)
    assert (found.judge, found.limit) == (2, 0.01)
    assert found.ratio == pytest.approx(0, abs=1e-20)
    rest = np.delete(cube, 2, axis=0)
    rest = rest - rest.mean(axis=1, keepdims=True) - rest.mean(axis=2, keepdims=True) + rest.mean((1, 2), keepdims=True)
    assert found.others_sd == pytest.approx(np.sqrt((rest**2).sum() / (4 * 33)))
    assert flags.halos(cube[..., :1]) == ()
    assert flags.halos(cube[:1]) == ()


def test_favor_is_the_coefficient_of_own_marks() -> None:
    """The judge from A gives A's entries 9 points more; points and t are those of least squares."""
    marks = panel(8)
    regions = np.array(list("AABBCCDDEE"))
    judges = np.array(list("AXYZBW"))
    marks[0, :2] += 9
    found = flags.favors(marks, judge_region=judges, entry_region=regions)
    assert [one.judge for one in found] == [0]
    y, columns, judge, entry = design(marks)
    alone = np.column_stack([columns, (judge == 0) & (entry < 2)])
    beta, rss = least_squares(y, alone)
    se = np.sqrt(rss / (len(y) - alone.shape[1]) * np.linalg.inv(alone.T @ alone)[-1, -1])
    assert (found[0].points, found[0].se, found[0].n_own) == (pytest.approx(beta[-1]), pytest.approx(se), 2)
    assert found[0].limit == pytest.approx(stats.t.isf(0.025 / 2, found[0].df))


def test_favor_on_a_perfect_fit_is_infinite_and_own_marks_only_cannot_be_told() -> None:
    """Severity and favor are the same thing for a judge who marked their own region alone."""
    marks = np.add.outer([0.0, 1, 2], [70.0, 80, 90, 95])
    everywhere = flags.favors(marks, judge_region=list("AXY"), entry_region=list("AAAA"))
    assert everywhere == ()
    marks[0, :2] += 5
    (found,) = flags.favors(marks, judge_region=list("AXY"), entry_region=list("AABB"))
    assert (found.t, found.points) == (np.inf, pytest.approx(5))


def test_the_long_form_keeps_its_labels() -> None:
    """Judges and entries are told by name."""
    marks = panel(1, gaps=0)
    marks[2, 3] -= 20
    judge, entry = np.indices(marks.shape).reshape(2, -1)
    long = Marks([f"J{j}" for j in judge], [f"T{e}" for e in entry], marks.ravel())
    (found,) = flags.studentized(long).outliers
    assert (found.judge, found.entry) == ("J2", "T3")


# two ratings and a third


@pytest.mark.parametrize(("third", "mark"), [(79, 74.5), (81, 65.0), (80, 70.0)])
def test_closest_two_warns_and_is_not_monotone(third: float, mark: float) -> None:
    """(60, 70, 79) makes 74.5; raising the 79 to 81 makes 65; equal gaps take the mean of all."""
    with pytest.warns(Unsound, match="not monotone"):
        assert flags.double_rating(60, 70, third, tolerance=5, rule="closest_two").mark == mark


def test_two_that_agree_need_no_third() -> None:
    """The tolerance itself still agrees; a third that nobody needed changes nothing."""
    for third in (None, 0.0):
        found = flags.double_rating(60, 65, third, tolerance=5)
        assert (found.mark, found.rule, found.used, found.apart) == (62.5, "mean", (60, 65), 5)


def test_the_arbiter_stands_alone() -> None:
    """Declared so beforehand."""
    assert flags.double_rating(60, 70, 81, tolerance=5, rule="arbiter").used == (81,)


@given(st.tuples(*[st.integers(0, 100)] * 3), st.integers(0, 2), st.integers(1, 30))
@settings(max_examples=60, deadline=None)
def test_the_median_of_three_is_monotone_and_in_any_order(three: tuple[int, int, int], at: int, more: int) -> None:
    """Raising one rating lowers nothing where a third is there both times; the median of the sorted three."""
    raised = list(three)
    raised[at] += more
    both = [flags.double_rating(*each, tolerance=0) for each in (three, raised)]
    if {one.rule for one in both} == {"median"}:
        assert both[1].mark >= both[0].mark
        assert both[0].mark == sorted(three)[1]


@given(st.permutations([60.0, 70.0, 79.0]))
def test_closest_two_does_not_ask_who_came_first(three: list[float]) -> None:
    """Permutation-invariant."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Unsound)
        assert flags.double_rating(*three, tolerance=5, rule="closest_two").mark == 74.5


APART = np.array([[70, 71, np.nan, np.nan], [72, 73, np.nan, np.nan], [np.nan, np.nan, 80, 81], [np.nan, np.nan, 9, 8]])


def told(found: Any, unit: float) -> list[Any]:
    """Who was flagged and all numbers, points in units; but for limits in points, which the caller gave."""
    in_points = {"mark", "mean", "points", "residual", "median", "mad", "range", "effect", "se", "sd", "others_sd"}
    in_points |= {"within_sd"}
    return [
        (name, getattr(one, name) / unit if name in in_points else getattr(one, name))
        for one in found
        for name in one.__slots__
        if name != "line" and not (name in ("score", "limit") and getattr(one, "rule", "mad") == "range")
    ]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(-85, 85))
def test_the_unit_of_the_marks_does_not_matter(seed: int, power: int) -> None:
    """Marks of 1e-85 or 1e85 raise the flags that marks near 1 do, with the same numbers in their unit."""
    unit, rng = 2.0 ** round(power * np.log2(10)), np.random.default_rng(seed)
    marks = panel(seed)
    marks[2, 3], marks[4], marks[5] = marks[2, 3] - 20, marks[4] - 8, 75 + 4 * (marks[5] - 75)
    marks = np.vstack([marks, np.full(10, 80.0), 150 - marks[:1]])
    cube = 75 + rng.normal(0, 4, (5, 12, 1)) + rng.normal(0, 3, (5, 12, 4))
    cube[2] = cube[2, :, :1]
    regions = {"judge_region": list("AXYZBWCC"), "entry_region": list("AABBCCDDEE")}
    ways: list[Any] = [
        lambda u: flags.studentized(marks * u, level=0.5).outliers,
        lambda u: flags.robust(marks * u, range_points=10 * u),
        lambda u: flags.severities(marks * u, level=0.5),
        lambda u: flags.spreads(marks * u, level=0.5),
        lambda u: flags.correlations(marks * u, limit=0.5),
        lambda u: flags.constants(marks * u),
        lambda u: flags.favors(marks * u, level=0.9, **regions),
        lambda u: flags.halos(cube * u),
        lambda u: flags.discrepancies(marks * u),
        lambda u: flags.discrepancies(cube * u, points=5 * u),
    ]
    for way in ways:
        found, moved = told(way(1.0), 1.0), told(way(unit), unit)
        assert [name for name, _ in moved] == [name for name, _ in found]
        for (_, ours), (_, theirs) in zip(moved, found, strict=True):
            assert ours == (pytest.approx(theirs, rel=1e-9) if isinstance(theirs, float) else theirs)
    assert flags.double_rating(60 * unit, 70 * unit, 79 * unit, tolerance=5 * unit).mark == 70 * unit


def test_residuals_cannot_be_written_to() -> None:
    """Frozen records hold frozen arrays."""
    found = flags.studentized(panel(1))
    assert not any(each.flags.writeable for each in (found.residual, found.hat, found.studentized))


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("third_needed", lambda: flags.double_rating(60, 70, tolerance=5)),
        ("negative", lambda: flags.double_rating(60, 70, tolerance=-1)),
        ("not_finite", lambda: flags.double_rating(60, float("nan"), tolerance=5)),
        ("unknown_choice", lambda: flags.double_rating(60, 70, tolerance=5, rule="best")),
        ("disconnected", lambda: flags.studentized(APART)),
        ("disconnected", lambda: flags.severities(APART)),
        ("no_residual", lambda: flags.studentized([[1.0, 2.0], [2.0, 1.0]])),
        ("no_residual", lambda: flags.severities([[1.0, 2.0]])),
        ("no_residual", lambda: flags.severities([[1.0], [2.0]])),
        ("out_of_range", lambda: flags.studentized(panel(1), level=0)),
        ("out_of_range", lambda: flags.severities(panel(1), level=1)),
        ("out_of_range", lambda: flags.halos(np.ones((2, 2, 2)), level=2)),
        ("out_of_range", lambda: flags.correlations(panel(1), limit=2)),
        ("not_positive", lambda: flags.robust(panel(1), range_points=0)),
        ("not_positive", lambda: flags.robust(panel(1), range_points=5, limit="a")),
        ("out_of_range", lambda: flags.correlations(panel(1), limit="a")),
        *(
            ("out_of_range", lambda each=each: each(panel(1), level="a"))
            for each in (flags.studentized, flags.severities, flags.spreads)
        ),
        *(
            ("nothing_to_score", lambda each=each: each(Marks([], [], [])))
            for each in (flags.studentized, flags.severities, flags.spreads, flags.correlations, flags.constants)
        ),
        *(
            ("too_large", lambda each=each: each(panel(1) * 1e160))
            for each in (flags.studentized, flags.severities, flags.spreads, flags.correlations, flags.discrepancies)
        ),
        ("too_large", lambda: flags.halos(np.full((2, 2, 2), 1e160))),
        ("mixed_labels", lambda: flags.favors(panel(1), judge_region=["A", None], entry_region=["A"])),
        ("out_of_range", lambda: flags.double_rating(60, 70, tolerance="a")),
        ("out_of_range", lambda: flags.discrepancies([[1.0], [2.0]], look="a")),
        ("out_of_range", lambda: flags.discrepancies([[1.0], [2.0]], explain=None)),
        ("not_positive", lambda: flags.discrepancies([[1.0], [2.0]], points="a")),
        ("out_of_range", lambda: flags.discrepancies([[1.0], [2.0]], trim="a")),
        ("out_of_range", lambda: flags.discrepancies([[1.0], [2.0]], trim_from=None)),
        ("out_of_range", lambda: flags.discrepancies([[1.0], [2.0]], look=30)),
        ("not_positive", lambda: flags.discrepancies([[1.0], [2.0]], points=0)),
        ("out_of_range", lambda: flags.discrepancies([[1.0], [2.0]], trim=3)),
        ("wrong_shape", lambda: flags.discrepancies([1.0, 2.0])),
        ("wrong_shape", lambda: flags.halos([[1.0, 2.0]])),
        ("wrong_length", lambda: flags.favors(panel(1), judge_region=["A"], entry_region=["A"])),
    ],
)
def test_what_cannot_be_looked_at_is_refused(code: str, call: Any) -> None:
    """Each with its own code."""
    with pytest.raises(Refused) as refused:
        call()
    assert refused.value.code == code
