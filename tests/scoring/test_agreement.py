"""Agreement among judges: published examples, the peers, definitions gone through pair by pair, and the bad cases."""

from __future__ import annotations

import math
import tracemalloc
import warnings
from collections.abc import Callable
from itertools import permutations, product
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from scipy.stats import friedmanchisquare, rankdata

from scoring.agreement import ICC, alpha_interval, icc, kendall_w, krippendorff_alpha
from scoring.agreement.alpha import alpha_of
from scoring.errors import Refused
from scoring.marks import SEED, Marks, long_of

NAN = float("nan")
LEVELS: Any = ("nominal", "ordinal", "interval", "ratio")
SHROUT_FLEISS: Any = [[9, 6, 8, 7, 10, 6], [2, 1, 4, 1, 5, 2], [5, 3, 6, 2, 6, 4], [8, 2, 8, 6, 9, 7]]
"""Shrout and Fleiss 1979, table 2: four judges, six targets."""
KRIPPENDORFF: Any = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
    [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
]
"""Krippendorff 2011, the data of example C, as R's irr and others quote them."""
ANXIETY = [
    [3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3],
    [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4],
    [2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2],
]
"""The anxiety ratings of R's irr, as DescTools prints them in the example of KendallW."""
UNEVEN = 1 + 4 * np.random.default_rng(4).random((3, 8))

marks_with_gaps = st.tuples(st.integers(2, 5), st.integers(2, 7)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.sampled_from([NAN, 0.0, 1.0, 2.0, 3.5, 7.0]))
)
full_marks = st.tuples(st.integers(2, 5), st.integers(2, 7)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.integers(0, 20).map(float))
)


def peer(name: str) -> ModuleType:
    """A peer's module; what it warns of at import is its own affair."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return __import__(name)


@pytest.fixture(scope="module")
def pingouin() -> ModuleType:
    """Pingouin."""
    return peer("pingouin")


@pytest.fixture(scope="module")
def krippendorff() -> ModuleType:
    """The package of that name."""
    return peer("krippendorff")


def six(found: ICC) -> list[Any]:
    """The coefficients in the order of Shrout and Fleiss."""
    return [found.icc1, found.icc2, found.icc3, found.icc1k, found.icc2k, found.icc3k]


def test_icc_reproduces_shrout_and_fleiss() -> None:
    """The six coefficients that R's psych holds against Shrout and Fleiss (cran/psych, tests/testthat/test_ICC.R), and
    the limits that psych::ICC prints for them; mean squares by their definition.
    """
    found = icc(SHROUT_FLEISS)
    assert [round(each.value, 2) for each in six(found)] == [0.17, 0.29, 0.71, 0.44, 0.62, 0.91]
    limits = [(round(each.low, 3), round(each.high, 3)) for each in six(found)]
    assert limits == [(-0.133, 0.723), (0.019, 0.761), (0.342, 0.946), (-0.884, 0.912), (0.071, 0.927), (0.676, 0.986)]
    marks = np.array(SHROUT_FLEISS, dtype=float)
    rest = marks - marks.mean(axis=0) - marks.mean(axis=1, keepdims=True) + marks.mean()
    squares = (4 * marks.mean(axis=0).var(ddof=1), marks.var(axis=0, ddof=1).mean(), 6 * marks.mean(axis=1).var(ddof=1))
    assert (found.ms_entry, found.ms_within, found.ms_judge) == pytest.approx(squares)
    assert found.ms_error == pytest.approx((rest**2).sum() / 15)
    assert found.sem == pytest.approx(math.sqrt(found.ms_error))
    assert found.sd_judge == pytest.approx(math.sqrt((found.ms_judge - found.ms_error) / 6))


def test_the_interval_of_the_panels_mean_is_that_of_one_judge_stepped_up() -> None:
    """Psych prints [.071, .927]; irr's own formula would give [.0394, .9286] (METHODS 5.1, ran)."""
    found = icc(SHROUT_FLEISS)
    assert (round(found.icc2k.low, 4), round(found.icc2k.high, 4)) == (0.0711, 0.9272)
    assert found.icc2k.low == pytest.approx(4 * found.icc2.low / (1 + 3 * found.icc2.low))


def test_icc_agrees_with_pingouin(pingouin: ModuleType) -> None:
    """Values, F and p alike; pingouin rounds its limits to two decimals, ours are not rounded."""
    import pandas as pd

    for table in (np.array(SHROUT_FLEISS, dtype=float), UNEVEN):
        rows = [(i, j, table[j, i]) for j, i in product(range(len(table)), range(table.shape[1]))]
        frame = pd.DataFrame(rows, columns=["entry", "judge", "mark"])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = pingouin.intraclass_corr(frame, targets="entry", raters="judge", ratings="mark")
        for ours, (_, row) in zip(six(icc(table)), theirs.iterrows(), strict=True):
            named = {name: row[name] for name in row.index if not name.startswith("CI")}
            assert (ours.value, ours.f, ours.p) == pytest.approx((named["ICC"], named["F"], named["pval"]), rel=1e-9)
            limits = next(row[name] for name in row.index if name.startswith("CI"))
            assert [ours.low, ours.high] == pytest.approx(list(limits), abs=0.00501)


@settings(max_examples=50, deadline=None)
@given(full_marks)
def test_phi_and_rho_of_generalizability_are_the_panels_coefficients(table: NDArray[np.float64]) -> None:
    """Invariant 7: balanced, Φ = ICC(A,k) and Eρ² = ICC(C,k), with variance components from the mean squares."""
    if (table == table[:, :1]).all():
        with pytest.raises(Refused):
            icc(table)
        return
    found = icc(table)
    k, n = table.shape
    entry, judge = (found.ms_entry - found.ms_error) / k, (found.ms_judge - found.ms_error) / n
    below = entry + (judge + found.ms_error) / k
    if found.ms_entry > 0:
        assert found.icc3k.value == pytest.approx(entry / (entry + found.ms_error / k), rel=1e-9, abs=1e-9)
    if below > 1e-6:
        assert found.icc2k.value == pytest.approx(entry / below, rel=1e-6, abs=1e-9)
    for each in six(found):
        assert not any(math.isnan(x) for x in (each.value, each.low, each.high, each.f, each.p))
        assert each.low - 1e-9 <= each.value <= each.high + 1e-9 or each.value == -math.inf


def test_a_negative_coefficient_is_reported() -> None:
    """Judges who contradict each other: nothing is cut off at 0."""
    found = icc([[1.0, 2.0, 3.0, 4.0], [4.0, 3.0, 2.0, 1.5]])
    assert found.icc1.value < 0
    assert found.icc3.value < 0


def test_perfect_agreement_and_none() -> None:
    """No error at all: 1 with limits 1 and p 0; equal means: the mean's coefficient has no lower bound."""
    same = icc([[1, 2, 3], [1, 2, 3]])
    assert [(each.value, each.low, each.high, each.p) for each in six(same)] == [(1, 1, 1, 0)] * 6
    assert icc([[1, 2, 3], [11, 12, 13]]).icc3.value == 1
    assert [each.value for each in six(icc([[1, 2], [2, 1]]))[1:]] == [-math.inf, -1, -math.inf, -math.inf, -math.inf]
    assert not any(math.isnan(x) for each in six(icc([[1, 2], [2, 1]])) for x in (each.low, each.high, each.f, each.p))


def test_icc_takes_marks_of_any_size() -> None:
    """A change of unit changes nothing, however large or small the unit."""
    table = np.array(SHROUT_FLEISS, dtype=float)
    for unit in (1e-200, 1e-3, 1e200):
        assert icc(table * unit).icc2.value == pytest.approx(icc(table).icc2.value)
    assert icc(long_of(table)) == icc(table)


def test_w_reproduces_the_nag_librarys_example_with_ties() -> None:
    """NAG, g08daf, example program results: three rankings of ten, W = .828 with a significance of .008."""
    found = kendall_w([
        [1, 4.5, 2, 4.5, 3, 7.5, 6, 9, 7.5, 10], [2.5, 1, 2.5, 4.5, 4.5, 8, 9, 6.5, 10, 6.5],
        [2, 1, 4.5, 4.5, 4.5, 4.5, 8, 8, 8, 10],
    ])  # fmt: skip
    assert (round(found.w, 3), round(found.p, 3)) == (0.828, 0.008)
    assert found.w == pytest.approx(591 / 714)  # 591 / 742.5, without the correction, would be .796


def test_w_of_the_anxiety_ratings() -> None:
    """DescTools prints .5396569 and 30.76 on 19 with p = .04288."""
    found = kendall_w(ANXIETY)
    assert (round(found.w, 7), round(found.chi2, 2), round(found.p, 5)) == (0.5396569, 30.76, 0.04288)
    assert (found.df, found.method) == (19, "chi2")


def test_w_of_siegel_and_castellans_travelers() -> None:
    """Siegel and Castellan (1988) in the example of DescTools' KendallW: .6560847, 13.778 on 7, p = .05528."""
    found = kendall_w([[5, 6, 7, 1, 2, 4, 3, 8], [1, 7, 6, 2, 3, 5, 4, 8], [4, 5, 1, 3, 2, 7, 6, 8]])
    assert (round(found.w, 7), round(found.chi2, 3), found.df) == (0.6560847, 13.778, 7)
    assert found.p == pytest.approx(0.05528, abs=5e-6)


@settings(max_examples=50, deadline=None)
@given(arrays(np.float64, (4, 9), elements=st.integers(0, 5).map(float)))
def test_chi_square_is_friedmans(table: NDArray[np.float64]) -> None:
    """m(n - 1)W is Friedman's statistic, ties and all."""
    if all((row == row[0]).all() for row in table):
        return
    theirs = friedmanchisquare(*table.T)
    ours = kendall_w(table)
    assert (ours.chi2, ours.p) == pytest.approx((theirs.statistic, theirs.pvalue), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("n_entries", "n_judges", "at_05", "at_01"),
    [(3, 2, None, None), (3, 3, 6.0, None), (3, 4, 6.5, 8.0), (4, 2, 6.0, None), (4, 3, 7.4, 9.0), (5, 2, 7.6, 8.0)],
)
def test_exact_p_gives_the_critical_values_of_friedmans_test(
    n_entries: int, n_judges: int, at_05: float | None, at_01: float | None
) -> None:
    """A table of critical values (scribd.com/document/464088360): the least statistic of 5 % and of 1 %, or none."""
    first = tuple(range(n_entries))
    others = product(permutations(first), repeat=n_judges - 1)
    by_sums = {tuple(sorted(np.sum([first, *each], axis=0))): np.array([first, *each], dtype=float) for each in others}
    found = [kendall_w(table) for table in by_sums.values()]
    assert {each.method for each in found} == {"exact"}
    for level, critical in ((0.05, at_05), (0.01, at_01)):
        least = min((each.chi2 for each in found if each.p <= level), default=None)
        assert least == pytest.approx(critical)


def test_exact_p_of_judges_who_agree_is_one_order_of_all() -> None:
    """Four judges of three entries agree in 6 of 6⁴ orders: p = 1 / 216 = .0046."""
    same = kendall_w([[1, 2, 3]] * 4)
    assert (same.w, same.chi2, same.method) == (1, 8, "exact")
    assert same.p == pytest.approx(1 / 216)


@settings(max_examples=25, deadline=None)
@given(arrays(np.float64, (3, 4), elements=st.integers(0, 3).map(float)))
def test_exact_p_counts_every_order(table: NDArray[np.float64]) -> None:
    """Going through all orders of all judges' marks one by one gives the same p."""
    if all((row == row[0]).all() for row in table):
        return
    ranks = [2 * rankdata(row) for row in table]
    sums = [np.sum(orders, axis=0) for orders in product(*[list(permutations(row)) for row in ranks[1:]])]
    spreads = np.array([np.sum((ranks[0] + each - 15) ** 2) for each in sums])
    observed = np.sum((sum(ranks) - 15) ** 2)
    assert kendall_w(table).p == pytest.approx((spreads >= observed).mean())


def test_drawn_permutations_are_fixed_and_near_the_exact_p() -> None:
    """Seven entries and nine judges are too many orders: p is drawn, and the same every time."""
    table = np.tile(np.arange(7.0), (9, 1)) + np.random.default_rng(1).normal(0, 4, (9, 7))
    found = kendall_w(table)
    assert found.method == "permutation"
    assert found == kendall_w(table)
    assert found.p == pytest.approx(kendall_w(table, rng=np.random.default_rng(7)).p, abs=0.02)


def test_alpha_reproduces_krippendorffs_example() -> None:
    """R's irr, kripp.alpha, prints .743, .815, .849 and .797; other suites quote them as Krippendorff's (2011)."""
    found = [round(krippendorff_alpha(KRIPPENDORFF, level=level), 3) for level in LEVELS]
    assert found == [0.743, 0.815, 0.849, 0.797]


@pytest.mark.parametrize("level", LEVELS)
def test_alpha_agrees_with_krippendorff(krippendorff: ModuleType, level: Any) -> None:
    """The peer goes through a table of units by values squared; the answer is the same."""
    rng = np.random.default_rng(3)
    truth = rng.integers(2, 9, 60)
    table = np.clip(truth + rng.integers(-2, 3, (7, 60)), 0, 10).astype(float)
    table[rng.random(table.shape) < 0.3] = NAN
    theirs = krippendorff.alpha(reliability_data=table, level_of_measurement=level)
    assert krippendorff_alpha(table, level=level) == pytest.approx(theirs, abs=1e-12)


def by_pairs(table: NDArray[np.float64], apart: Callable[[float, float], float]) -> float | None:
    """Alpha by its definition: every pair of pairable marks, within entries and over all."""
    entries = [column[~np.isnan(column)] for column in table.T]
    entries = [column for column in entries if len(column) > 1]
    pooled = np.concatenate([*entries, []])
    expected = sum(apart(a, b) for a, b in product(pooled, pooled)) / max(1, len(pooled) - 1)
    observed = sum(sum(apart(a, b) for a, b in product(each, each)) / (len(each) - 1) for each in entries)
    return 1 - observed / expected if expected else None


def between(table: NDArray[np.float64]) -> Callable[[float, float], float]:
    """Krippendorff's ordinal difference: marks from the one value to the other, the two ends by half, squared."""
    pooled = np.concatenate([column[~np.isnan(column)] for column in table.T if (~np.isnan(column)).sum() > 1] or [[]])

    def apart(a: float, b: float) -> float:
        low, high = min(a, b), max(a, b)
        inside = ((pooled >= low) & (pooled <= high)).sum()
        return float((inside - ((pooled == a).sum() + (pooled == b).sum()) / 2) ** 2)

    return apart


@settings(max_examples=50, deadline=None)
@given(marks_with_gaps)
def test_alpha_is_its_definition_by_pairs(table: NDArray[np.float64]) -> None:
    """Invariant 8, every level: sums, counts and mid-ranks give what going through all pairs gives."""
    metrics: dict[Any, Callable[[float, float], float]] = {
        "nominal": lambda a, b: float(a != b),
        "ordinal": between(table),
        "interval": lambda a, b: (a - b) ** 2,
        "ratio": lambda a, b: ((a - b) / (a + b)) ** 2 if a + b else 0.0,
    }
    for level, apart in metrics.items():
        wanted = by_pairs(table, apart)
        if wanted is None:
            with pytest.raises(Refused):
                krippendorff_alpha(table, level=level)
        else:
            assert krippendorff_alpha(table, level=level) == pytest.approx(wanted, abs=1e-9)


@settings(max_examples=50, deadline=None)
@given(marks_with_gaps)
def test_ordinal_alpha_is_interval_alpha_on_midranks(table: NDArray[np.float64]) -> None:
    """Invariant 8: ranks are of the pairable marks alone."""
    table[:, (~np.isnan(table)).sum(axis=0) < 2] = NAN
    present = ~np.isnan(table)
    if not present.any() or np.ptp(table[present]) == 0:
        return
    placed = np.full(table.shape, NAN)
    placed[present] = rankdata(table[present])
    ordinal, interval = krippendorff_alpha(table, level="ordinal"), krippendorff_alpha(placed, level="interval")
    assert ordinal == pytest.approx(interval, abs=1e-12)


def test_interval_alpha_keeps_its_digits() -> None:
    """Marks far from 0, very large or very small; and more entries than one block holds."""
    table = np.round(
        np.random.default_rng(5).normal(70, 8, 40_000) + np.random.default_rng(6).normal(0, 3, (3, 40_000))
    )
    plain = krippendorff_alpha(table)
    assert krippendorff_alpha(table + 1e9) == pytest.approx(plain, abs=1e-12)
    for unit in (1e-300, 1e-160, 1e160, 1e306):
        assert krippendorff_alpha(table * unit) == pytest.approx(plain, abs=1e-12)
    assert krippendorff_alpha(np.where(table > 90, NAN, table)) == pytest.approx(
        krippendorff_alpha(np.where(table > 90, NAN, table)[:, ::-1]), abs=1e-12
    )


def test_alpha_takes_the_long_form() -> None:
    """Labels of judges and entries do not matter."""
    long = Marks(np.array(list("aabbc")), np.array(list("xyxyx")), np.array([1.0, 5, 2, 4, 1]))
    assert krippendorff_alpha(long) == pytest.approx(krippendorff_alpha([[1.0, 5.0], [2.0, 4.0], [1.0, NAN]]))


def test_the_interval_of_alpha() -> None:
    """The bootstrap over entries holds alpha, is the same every time, and counts the draws that have none."""
    found = alpha_interval(KRIPPENDORFF, level="ordinal", draws=200)
    assert found.low < found.alpha < found.high <= 1
    assert found == alpha_interval(KRIPPENDORFF, level="ordinal", draws=200)
    assert found.alpha == krippendorff_alpha(KRIPPENDORFF, level="ordinal")
    assert alpha_interval([[1, 2], [1, 2]], draws=100).undefined > 0


@settings(max_examples=30, deadline=None)
@given(marks_with_gaps, st.integers(0, 1000))
def test_the_interval_on_a_ratio_scale_is_that_of_every_draw_worked_out(table: NDArray[np.float64], seed: int) -> None:
    """Summing each pair of entries once gives what going through all pairs of every draw gives."""
    if by_pairs(table, lambda a, b: float(a != b)) is None:
        return
    paired = table[:, (~np.isnan(table)).sum(axis=0) >= 2]
    picks = np.random.default_rng(seed).integers(paired.shape[1], size=(100, paired.shape[1]))
    drawn = [alpha_of(paired[:, pick], "ratio") for pick in picks]
    told = [each for each in drawn if each is not None]
    found = alpha_interval(table, level="ratio", draws=100, rng=seed)
    assert found.undefined == 100 - len(told)
    wanted = np.quantile(told or [found.alpha], [0.025, 0.975])
    assert (found.low, found.high) == pytest.approx(wanted.tolist(), abs=1e-9)


def test_more_values_than_entries_and_more_entries_than_values_give_the_same_interval() -> None:
    """The sums go by entry or by value, whichever are fewer; both are those of the draws worked out."""
    rng = np.random.default_rng(8)
    for table in (rng.uniform(1, 9, (4, 30)), rng.integers(1, 9, (4, 30)).astype(float)):
        picks = np.random.default_rng(3).integers(30, size=(100, 30))
        drawn = [alpha_of(table[:, pick], "ratio") or 0.0 for pick in picks]
        found = alpha_interval(table, level="ratio", draws=100, rng=np.random.default_rng(3))
        assert (found.low, found.high) == pytest.approx(np.quantile(drawn, [0.025, 0.975]).tolist(), abs=1e-12)


def test_chance_is_a_generator_a_seed_or_none() -> None:
    """A seed means its PCG64, None the documented seed; nothing else is taken."""
    table = np.tile(np.arange(7.0), (9, 1)) + np.random.default_rng(1).normal(0, 4, (9, 7))
    for act in (lambda rng: kendall_w(table, rng=rng), lambda rng: alpha_interval(table, draws=100, rng=rng)):
        assert act(5) == act(np.random.Generator(np.random.PCG64(5))) != act(6)
        assert act(None) == act(SEED)
        for wrong in ("a", 1.5, -1, True):
            with pytest.raises(Refused) as refusal:
                act(wrong)
            assert (refusal.value.code, refusal.value.pointer) == ("wrong_chance", "rng")


@settings(max_examples=40, deadline=None)
@given(full_marks, st.integers(-95, 95))
def test_the_unit_of_the_marks_does_not_matter(table: NDArray[np.float64], power: int) -> None:
    """Marks of 1e-95 or 1e95 agree as marks near 1 do, by every coefficient; or both are refused alike."""
    moved = table * 10.0**power

    def told(act: Callable[[NDArray[np.float64]], Any], marks: NDArray[np.float64]) -> Any:
        try:
            return act(marks)
        except Refused as refused:
            return refused.code

    for level in LEVELS:
        one, other = (
            told(lambda marks, at=level: krippendorff_alpha(marks, level=at), each) for each in (table, moved)
        )
        assert one == other if isinstance(one, str) else other == pytest.approx(one, abs=1e-9)
    found, scaled = told(icc, table), told(icc, moved)
    if isinstance(found, str):
        assert scaled == found
        return
    assert [each.value for each in six(scaled)] == pytest.approx(
        [each.value for each in six(found)], rel=1e-6, abs=1e-9
    )
    assert scaled.sem == pytest.approx(found.sem * 10.0**power, rel=1e-6)


def test_the_peers_table_of_units_by_values_squared_does_not_fit_a_grid_of_tenths(krippendorff: ModuleType) -> None:
    """Why a million marks with 686 values are not run against the peer: its (units, V, V) table of doubles, seen whole
    in what a small case allocates and grown in proportion, would take 351 GiB for 100,000 entries with ten marks each.
    """

    def peak(units: int, values: int) -> int:
        table = np.random.default_rng(1).integers(0, values, (3, units)).astype(float)
        table[0, :values] = np.arange(values)
        tracemalloc.start()
        krippendorff.alpha(reliability_data=table, level_of_measurement="interval")
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    small = peak(200, 50)
    assert small > 200 * 50**2 * 8
    assert peak(400, 50) / small == pytest.approx(2, rel=0.2)
    assert peak(200, 100) / small == pytest.approx(4, rel=0.2)
    assert 100_000 * 686**2 * 8 > 350 * 2**30
    assert krippendorff_alpha(np.round(np.random.default_rng(2).uniform(30, 98.5, (10, 10_000)), 1)) < 0.1


@pytest.mark.parametrize(
    ("act", "code", "pointer"),
    [
        (lambda: icc(Marks([], [], [])), "nothing_to_score", "marks"),
        (lambda: kendall_w(Marks([], [], [])), "nothing_to_score", "marks"),
        (lambda: krippendorff_alpha(Marks([], [], [])), "nothing_to_score", "marks"),
        (lambda: icc(SHROUT_FLEISS, level="a"), "out_of_range", "level"),  # type: ignore[arg-type]
        (lambda: krippendorff_alpha([[1, 2], [1, 2]], level=["a"]), "unknown_choice", "level"),  # type: ignore[arg-type]
        (lambda: alpha_interval([[1, 2], [1, 2]], confidence="a"), "out_of_range", "confidence"),  # type: ignore[arg-type]
        (lambda: alpha_interval([[1, 2], [1, 2]], draws=200.5), "out_of_range", "draws"),  # type: ignore[arg-type]
        (
            lambda: alpha_interval(np.arange(1.0, 40_001).reshape(4, -1), level="ratio"),
            "too_large",
            "marks",
        ),
        (lambda: icc([[1.0, 2.0], [NAN, 2.0]]), "absent", "marks[1, 0]"),
        (lambda: icc([[1, 2, 3]]), "too_small", "marks"),
        (lambda: icc([[1], [2]]), "too_small", "marks"),
        (lambda: icc([[5, 5], [5, 5]]), "no_spread", "marks"),
        (lambda: icc([[5, 5, 5], [8, 8, 8]]), "no_spread", "marks"),
        (lambda: icc([[0.1, 0.1, 0.1], [98.3, 98.3, 98.3]]), "no_spread", "marks"),
        (lambda: icc(SHROUT_FLEISS, level=1), "out_of_range", "level"),
        (lambda: kendall_w([[1, 2, 3]]), "too_small", "marks"),
        (lambda: kendall_w([[1.0, NAN], [1.0, 2.0]]), "absent", "marks[0, 1]"),
        (lambda: kendall_w([[1, 1], [3, 3]]), "no_spread", "marks"),
        (lambda: krippendorff_alpha([[1.0, NAN], [NAN, 2.0]]), "nothing_paired", "marks"),
        (lambda: krippendorff_alpha([[1, 2, 3]]), "nothing_paired", "marks"),
        (lambda: krippendorff_alpha([[4.0, 4.0, 9.0], [4.0, 4.0, NAN]]), "no_spread", "marks"),
        (lambda: krippendorff_alpha([[0.1, 0.1], [0.1, 0.1], [0.1, 0.1]]), "no_spread", "marks"),
        (lambda: krippendorff_alpha([[1, -2], [1, 2]], level="ratio"), "negative", "marks[0, 1]"),
        (lambda: krippendorff_alpha([[1, 2], [1, 2]], level="cardinal"), "unknown_choice", "level"),  # type: ignore[arg-type]
        (lambda: alpha_interval([[1, 2], [1, 2]], draws=5), "too_small", "draws"),
        (lambda: alpha_interval([[1, 2], [1, 2]], confidence=0), "out_of_range", "confidence"),
    ],
)
def test_what_is_undefined_is_refused(act: Callable[[], object], code: str, pointer: str) -> None:
    """Absent marks, one judge, one entry, no spread: a refusal that names the place, never NaN."""
    with pytest.raises(Refused) as refusal:
        act()
    assert (refusal.value.code, refusal.value.pointer) == (code, pointer)


def test_a_judge_without_an_order_counts_as_one_who_agrees_with_nobody() -> None:
    """One judge ties all: W is defined by the others, and below 1."""
    assert kendall_w([[1, 2, 3], [1, 2, 3], [5, 5, 5]]).w == pytest.approx(12 * 8 / (9 * 24 - 3 * 24))


@pytest.mark.parametrize("place", [(0, 0), (1, 2), (0, 3)])
@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
def test_alpha_refuses_an_infinite_mark_wherever_it_stands(place: tuple[int, int], level: Any) -> None:
    """In a pair or alone on its entry, first or last: the refusal names the place."""
    marks = np.array([[7.0, 8.0, 6.0, 5.0], [7.5, np.nan, 6.5, np.nan]])
    marks[place] = np.inf
    with pytest.raises(Refused, match=rf"marks\[{place[0]}, {place[1]}\]"):
        krippendorff_alpha(marks, level=level)
