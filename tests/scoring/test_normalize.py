"""Normalization: each definition on a case worked by hand, the exact rules beside it, and what is refused.

The Handbook's tables of normalization are in ``test_handbook_examples``.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from scoring import curves
from scoring import normalize as n
from scoring.errors import Refused, Unsound
from scoring.records import Normalize

NAN = float("nan")
FIGURES = [Fraction(k) for k in (3, 8, 8, 21, 40)]
POINTS = (("5", "10"), ("20", "60"), ("30", "100"))


@pytest.mark.parametrize(
    ("rule", "ours"),
    [
        (Normalize("goalposts", "higher", True, low="5", high="25"), lambda x: n.goalposts(x, 5, 25)),
        (Normalize("goalposts", "lower", False, low="5", high="25"),
         lambda x: n.goalposts(x, 5, 25, direction=-1, clamp=False)),
        (Normalize("piecewise", "higher", False, points=POINTS),
         lambda x: n.piecewise(x, [[float(a), float(b)] for a, b in POINTS])),
        (Normalize("capped", "higher", True, cap="25"), lambda x: n.capped(x, 25)),
        (Normalize("deduction", "higher", True, full="30", per="4"), lambda x: n.deduction(x, 30, 4)),
        (Normalize("reference", "higher", False, value="16"), lambda x: 100 * n.reference(x, 16)),
        (Normalize("minmax", "higher", True), n.minmax),
        (Normalize("minmax", "lower", True), lambda x: n.minmax(x, direction=-1)),
        (Normalize("minmax_log", "lower", True), lambda x: n.minmax_log(x, direction=-1)),
        (Normalize("zscore", "higher", False), lambda x: 50 + 10 * n.zscore(x)),
        (Normalize("percentile", "higher", True), lambda x: n.percentile(x, kind="hazen")),
    ],
    ids=lambda value: value.by if isinstance(value, Normalize) else "",
)  # fmt: skip
def test_each_rule_of_the_official_tally_gives_the_same_number(rule: Normalize, ours: Any) -> None:
    """On floats each rule gives what the exact rule of the official tally gives."""
    exact = curves.scorer(rule, FIGURES)
    official = [float(exact.score(figure) or 0) for figure in FIGURES]
    assert ours([float(figure) for figure in FIGURES]) == pytest.approx(official, abs=1e-9)


def test_yes_no_is_the_official_one() -> None:
    """Yes and no give what they give in the official tally."""
    exact = curves.scorer(Normalize("yes_no", "higher", True), [])
    assert n.yes_no([True, 0, NAN]).tolist()[:2] == [float(exact.score(Fraction(k)) or 0) for k in (1, 0)]


def test_a_constant_cohort_gets_100_by_min_max_as_in_the_official_tally() -> None:
    """Entries all alike get 100 by min-max, plain or of logarithms, as the official rule has it."""
    exact = curves.scorer(Normalize("minmax", "lower", True), [Fraction(4)] * 2)
    assert n.minmax([4, 4], direction=-1).tolist() == [float(exact.score(Fraction(4)) or 0)] * 2
    assert n.minmax_log([4]).tolist() == [100]


def test_z_scores_are_scipys_with_ddof_1() -> None:
    """Z-scores are those of scipy with the sample standard deviation."""
    x = [3.0, 8.0, 8.0, 21.0, 40.0]
    assert n.zscore(x) == pytest.approx(stats.zscore(x, ddof=1))


def test_reference_difference_is_the_ratio_less_one() -> None:
    """As a difference, half of the reference is -0.5 and the reference itself 0."""
    assert n.reference([5, 10], 10, kind="difference").tolist() == [-0.5, 0]


def test_three_percentiles_do_not_agree_and_each_is_a_reference_implementations() -> None:
    """Hazen's, the OECD's and the spreadsheet's percentile each come out as its own formula on scipy's ranks."""
    x = [4.0, 1.0, 4.0, 9.0, 2.0]
    assert n.percentile(x, kind="hazen") == pytest.approx(100 * (stats.rankdata(x) - 0.5) / 5)
    assert n.percentile(x, kind="oecd") == pytest.approx(100 * stats.rankdata(x, "min") / 5)
    assert n.percentile(x, kind="excel") == pytest.approx(100 * (stats.rankdata(x, "min") - 1) / 4)
    assert n.percentile([7], kind="excel").tolist() == [100]
    assert n.percentile([7, 7], kind="hazen").tolist() == [50, 50]


@pytest.mark.parametrize("ties", ["average", "min", "max", "dense"])
def test_ranks_are_scipys(ties: str) -> None:
    """Ranks are those of scipy under each rule for ties."""
    assert n.rank([3, 1, 3, 2], ties=ties).tolist() == stats.rankdata([3, 1, 3, 2], ties).tolist()


def test_goalposts_of_a_table_take_limits_and_directions_a_column_and_tell_what_they_cut() -> None:
    """Each column has its limits and direction, what lies beyond is cut, and the part that was cut is told."""
    x = [[0, 5], [10, 15], [20, NAN]]
    found = n.goalposts(x, [0, 5], [10, 25], direction=[1, -1])
    np.testing.assert_array_equal(found, [[0, 100], [100, 50], [100, NAN]])
    assert n.goalposts([20], 0, 10, clamp=False).tolist() == [200]
    assert n.share_clipped(x, [0, 5], [10, 25]) == 0.2


def test_legacy_bands_and_the_distance_to_the_cliff() -> None:
    """A figure gets the score of its band, and how far it lies from the nearest edge."""
    found = n.banded([59.9, 80, NAN], [60, 80], [0, 60, 100])
    np.testing.assert_array_equal(found.score, [0, 100, NAN])
    assert found.to_edge[:2] == pytest.approx([0.1, 0])


def test_above_and_below_the_mean_by_more_than_a_fifth() -> None:
    """Only what is more than a fifth above or below the mean counts as 1 or -1; the edge itself does not."""
    assert n.above_below([80, 100, 120, 79, 121]).tolist() == [0, 0, 0, -1, 1]


def test_winsorizing_by_count_and_by_quantile_of_type_7_leaves_what_is_absent() -> None:
    """Extremes are brought in by count or by numpy's linear quantiles, and an absent figure stays absent."""
    x = [1.0, NAN, 2.0, 3.0, 4.0, 100.0]
    np.testing.assert_array_equal(n.winsorize(x, k=(0, 1)), [1, NAN, 2, 3, 4, 4])
    low, high = np.nanquantile(x, [0.1, 0.9], method="linear")
    np.testing.assert_allclose(n.winsorize(x, quantile=0.1), np.clip(x, low, high))
    np.testing.assert_allclose(n.winsorize(x, quantile=(0, 1)), x)


def test_skewness_is_the_sample_skewness_that_spreadsheets_give() -> None:
    """Skewness and kurtosis are scipy's unbiased ones, and one figure brought in takes the skew away."""
    x = [1.0, 2.0, 2.0, 3.0, 3.0, 4.0, 90.0]
    found = n.skew(np.column_stack([x, np.arange(7.0), np.ones(7)]))
    assert found.skewness[0] == pytest.approx(stats.skew(x, bias=False))
    assert found.kurtosis[0] == pytest.approx(stats.kurtosis(x, bias=False))
    assert found.is_skewed.tolist() == [True, False, False]
    assert not n.skew(n.winsorize(x, k=(0, 1))).is_skewed[0]


def test_box_cox_is_scipys_and_the_logarithm_at_zero() -> None:
    """Box and Cox's transform is scipy's at every power, 0 among them."""
    for power in (-1.0, 0.0, 0.5, 2.0):
        assert n.box_cox([0.5, 1, 7], power) == pytest.approx(stats.boxcox([0.5, 1, 7], power))


def test_distance_to_the_target_starts_at_the_worst_figure_and_goes_on_beyond_the_target() -> None:
    """COINr's n_dist2targ by hand: (x - min) / (target - min), and from above (max - x) / (max - target)."""
    x = [[2, NAN], [5, 40], [12, 10], [14, 25]]
    assert n.distance_to_target([2, 5, 12, 14], 12).tolist() == [0, 30, 100, 120]
    assert n.distance_to_target([2, 5, 12, 14], 12, clamp=True).tolist() == [0, 30, 100, 100]
    np.testing.assert_array_equal(n.distance_to_target(x, 8, direction=-1)[1:, 1], [0, 93.75, 46.875])


def test_goalposts_without_clamping_are_coinrs_scaling_to_a_range() -> None:
    """COINr's n_scaled: (x - l) / (u - l) · 100, whatever the figures are."""
    x = np.array([-3.0, 0, 7, 120])
    assert n.goalposts(x, 5, 25, clamp=False) == pytest.approx((x - 5) / (25 - 5) * 100)


def test_entries_with_too_many_gaps_are_screened_out_and_zeros_are_figures() -> None:
    """An entry is kept while its part of gaps is at most what is allowed, and a zero is no gap."""
    x = [[1, NAN, NAN], [1, 2, NAN], [0, 0, 0]]
    found = n.screen(x, most_absent=0.5)
    assert found.is_kept.tolist() == [False, True, True]
    assert found.absent == pytest.approx([2 / 3, 1 / 3, 0])
    assert n.screen(x, most_absent=1 / 3).is_kept.tolist() == [False, True, True]
    assert n.screen(x, most_absent=1).is_kept.all()


def test_a_figure_put_in_is_the_middle_of_its_column_or_group_and_is_warned_of() -> None:
    """A gap gets the mean or median of its column or group, with a warning that it is nobody's figure."""
    x = [[1.0, 10], [NAN, 20], [9, NAN], [20, 60]]
    with pytest.warns(Unsound, match="nobody's"):
        assert n.impute(x, how="mean").tolist() == [[1, 10], [10, 20], [9, 30], [20, 60]]
    with pytest.warns(Unsound):
        assert n.impute(x, how="median").tolist() == [[1, 10], [9, 20], [9, 20], [20, 60]]
    with pytest.warns(Unsound):
        grouped = n.impute(x, how="mean", groups=["a", "a", "b", "b"])
    assert grouped.tolist() == [[1, 10], [1, 20], [9, 60], [20, 60]]
    assert np.isnan(x[1][0])


def test_a_record_of_arrays_cannot_be_written_to() -> None:
    """Every array of the records is read-only."""
    bands, skewed, screened = n.banded([1], [2], [0, 1]), n.skew([1, 2]), n.screen([[1]], most_absent=0)
    records = (bands.score, bands.to_edge, skewed.skewness, skewed.kurtosis, skewed.is_skewed, screened.is_kept)
    assert not any(array.flags.writeable for array in records)


def test_a_pair_may_be_a_list_and_a_count_any_whole_number() -> None:
    """A list does for a pair, 1.0 for a count of 1, and one quantile for both ends."""
    x = [1.0, 2, 3, 4, 100]
    assert n.winsorize(x, k=[0, 1]).tolist() == n.winsorize(x, k=(0, 1)).tolist()
    assert n.winsorize(x, k=1.0).tolist() == n.winsorize(x, k=1).tolist()
    assert n.winsorize(x, quantile=[0.1, 0.9]).tolist() == n.winsorize(x, quantile=0.1).tolist()


@pytest.mark.parametrize(
    ("act", "code", "pointer"),
    [
        (lambda: n.goalposts([1], 5, 5), "not_rising", "high"),
        (lambda: n.goalposts([[1, 2]], [0, 0, 0], 1), "wrong_length", "low"),
        (lambda: n.goalposts([1], 0, 1, direction=2), "wrong_direction", "direction[0]"),
        (lambda: n.goalposts([[1, 2]], [0, 50], [100, 40]), "not_rising", "high[1]"),
        (lambda: n.goalposts([[1, 2]], [0, 50], 40), "not_rising", "high"),
        (lambda: n.goalposts([[1, 2]], 50, [100, 40]), "not_rising", "high[1]"),
        (lambda: n.piecewise([1], [(0, 0), (0, 1)]), "not_rising", "points[1]"),
        (lambda: n.piecewise([1], [(0, 0)]), "wrong_shape", "points"),
        (lambda: n.capped([1], 0), "not_positive", "cap"),
        (lambda: n.reference([1], -2), "not_positive", "value"),
        (lambda: n.minmax_log([1, -1]), "negative", "x[1]"),
        (lambda: n.yes_no([0, 2]), "not_yes_or_no", "x[1]"),
        (lambda: n.zscore([3]), "constant", "x"),
        (lambda: n.zscore([3, 3]), "constant", "x"),
        (lambda: n.minmax([NAN]), "absent", "x"),
        (lambda: n.minmax([]), "wrong_shape", "x"),
        (lambda: n.rank([float("inf")]), "not_finite", "x[0]"),
        (lambda: n.percentile([1], kind="r7"), "unknown_choice", "kind"),
        (lambda: n.above_below([-1, 1]), "not_positive", "mean(x)"),
        (lambda: n.banded([1], [2, 1], [0, 1, 2]), "not_rising", "edges"),
        (lambda: n.banded([1], [1, 2], [0, 1]), "wrong_length", "points"),
        (lambda: n.winsorize([1, 2], k=1), "out_of_range", "k"),
        (lambda: n.winsorize([1, 2]), "unknown_choice", "k"),
        (lambda: n.winsorize([1, 2], k=1, quantile=0.1), "unknown_choice", "k"),
        (lambda: n.winsorize([1, 2], quantile=0.6), "out_of_range", "quantile"),
        (lambda: n.box_cox([0, 1], 0), "not_positive", "x[0]"),
        (lambda: n.box_cox([1], NAN), "out_of_range", "power"),
        (lambda: n.box_cox([1], float("inf")), "out_of_range", "power"),
        (lambda: n.goalposts([1.0], -1e308, 1e308), "too_large", "low"),
        (lambda: n.goalposts([1e100], 0, 1e-300), "not_rising", "high"),
        (lambda: n.minmax([-1e308, 1e308]), "too_large", "x[0]"),
        (lambda: n.minmax([10**400]), "too_large", "x"),
        (lambda: n.zscore([[1, 1e300], [2, 3]]), "too_large", "x[0, 1]"),
        (lambda: n.piecewise([1], [(0, 0), (1, -1e200)]), "too_large", "points[1, 1]"),
        (lambda: n.piecewise([1], [(0, 0), (1e-320, 1e90)]), "not_rising", "points[1]"),
        (lambda: n.deduction([1], NAN, 5), "out_of_range", "full"),
        (lambda: n.deduction([1], float("inf"), 0), "out_of_range", "full"),
        (lambda: n.deduction([1], 100, -5), "not_positive", "per"),
        (lambda: n.deduction([1], 100, "5"), "not_positive", "per"),
        (lambda: n.above_below([1, 2], margin=NAN), "out_of_range", "margin"),
        (lambda: n.above_below([1, 2], margin=-0.1), "out_of_range", "margin"),
        (lambda: n.capped([1], "10"), "not_positive", "cap"),
        (lambda: n.capped([1], [1, 2]), "not_positive", "cap"),
        (lambda: n.capped([1], True), "not_positive", "cap"),
        (lambda: n.winsorize([1, 2, 3], k=(1, 2, 3)), "wrong_shape", "k"),
        (lambda: n.winsorize([1, 2, 3], k=0.5), "out_of_range", "k"),
        (lambda: n.winsorize([1, 2, 3], k=-1), "out_of_range", "k"),
        (lambda: n.winsorize([1, 2, 3], quantile="a"), "out_of_range", "quantile"),
        (lambda: n.rank([1], ties=["min"]), "unknown_choice", "ties"),
        (lambda: n.distance_to_target([1, 2], 1), "out_of_range", "target"),
        (lambda: n.distance_to_target([1, 2], "3"), "out_of_range", "target"),
        (lambda: n.distance_to_target([1, 2], 3, direction=0), "wrong_direction", "direction[0]"),
        (lambda: n.screen([1, 2], most_absent=0.5), "wrong_shape", "x"),
        (lambda: n.screen([[1, 2]], most_absent=2), "out_of_range", "most_absent"),
        (lambda: n.impute([NAN], how="mean"), "absent", "x"),
        (lambda: n.impute([NAN, 1], how="mean", groups=["a", "b"]), "absent", "x"),
        (lambda: n.impute([NAN, 1], how="mode"), "unknown_choice", "how"),
        (lambda: n.impute([NAN, 1], how="mean", groups=["a"]), "wrong_length", "groups"),
        (lambda: n.impute([NAN, 1], how="mean", groups=["a", None]), "mixed_labels", "groups[1]"),
        (lambda: n.impute([NAN, 1], how="mean", groups=[1.0, NAN]), "mixed_labels", "groups[1]"),
    ],
)
def test_what_cannot_be_normalized_is_refused_with_its_place(act: Any, code: str, pointer: str) -> None:
    """Each unusable argument is refused with its code and with the place of the fault."""
    with pytest.raises(Refused) as refusal:
        act()
    assert (refusal.value.code, refusal.value.pointer) == (code, pointer)


def test_goalposts_that_do_not_rise_are_told_by_their_own_column() -> None:
    """The limits quoted are the two of the column at fault."""
    with pytest.raises(Refused, match="more than 50, found 40"):
        n.goalposts([[1, 2]], [0, 50], [100, 40])


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(-1e100, 1e100), min_size=1, max_size=8))
def test_figures_that_are_taken_never_give_a_number_that_is_none(x: list[float]) -> None:
    """Whatever figures are taken, every rule gives finite numbers, and min-max stays within 0 to 100."""
    positive = np.maximum(np.abs(x), 1e-100)
    for found in (
        n.goalposts(x, -1e-100, 0, clamp=False),
        n.piecewise(x, [(-1e100, 1e100), (0, -1e100), (1e-100, 1e100)]),
        n.capped(x, 1e-100),
        n.deduction(x, 1e100, 1e100),
        n.reference(x, 1e-100),
        n.minmax_log(positive),
        n.box_cox(positive, 3),
        n.box_cox(positive, -3),
        n.above_below(positive),
        n.skew(x).kurtosis,
        n.winsorize(x, quantile=0.2),
        n.minmax(x),
        n.minmax(x, direction=-1),
        n.rank(x),
        n.percentile(x, kind="hazen"),
        n.winsorize(x, k=0),
    ):
        assert np.isfinite(found).all()
    assert ((n.minmax(x) >= 0) & (n.minmax(x) <= 100)).all()


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 120), min_size=2, max_size=8), st.integers(0, 7))
def test_deleting_an_entry_under_goalposts_changes_nobody_else(x: list[int], gone: int) -> None:
    """Under goalposts the scores of the others are the same with an entry and without it."""
    gone %= len(x)
    rest = x[:gone] + x[gone + 1 :]
    whole = np.delete(n.goalposts(x, 10, 100), gone)
    assert whole.tolist() == n.goalposts(rest, 10, 100).tolist()
