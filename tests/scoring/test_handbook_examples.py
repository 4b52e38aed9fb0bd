"""The worked examples of the Handbook on Constructing Composite Indicators (OECD and JRC, 2008), table by table.

Every figure was read in the Handbook's text; a tolerance is half the last digit printed, or says why it is wider.
"""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
import pytest

from scoring import aggregate as a
from scoring import normalize as n
from scoring import weights as w
from scoring.errors import Unsound

TAI = np.array([
    [187, 125.6, 200.2, 50.7, 3.08, 4.15, 10, 27.4],
    [289, 130, 179.1, 66.2, 2.997, 4.073, 12, 13.9],
    [271, 156.6, 125.8, 59.7, 3.096, 4.145, 11.4, 15.3],
    [994, 64.6, 49, 80.8, 3.003, 3.865, 9.5, 10],
    [779, 9.8, 4.8, 66.7, 2.972, 3.653, 10.8, 23.2],
    [189, 151.2, 136, 50.9, 3.02, 3.77, 9.4, 9.5],
    [82, 134, 57.4, 61.9, 3.02, 3.73, 9.4, 14.9],
    [31, 38.6, 108, 48.7, 2.94, 4.18, 11.6, 14.2],
    [75, 18.2, 125.9, 16.2, 2.94, 3.94, 10.9, 25.3],
    [8, 25.5, 72.3, 74.9, 2.95, 3.83, 7.1, 24.2],
    [235, 36.8, 41.2, 64.2, 2.94, 3.75, 10.2, 14.4],
    [103, 20.2, 193.6, 19, 3.12, 4.39, 11.9, 11.2],
    [106, 110.3, 48.6, 53.6, 2.97, 3.68, 9.4, 12.3],
    [72, 73.9, 58.9, 47.6, 2.91, 3.86, 9.3, 13.6],
    [103, 13, 146.7, 15.4, 2.86, 3.91, 11.7, 13.1],
    [165, 14.8, 84.2, 50.3, 2.99, 3.79, 8.4, 13.6],
    [205, 33.6, 36.4, 58.9, 2.97, 3.8, 7.9, 12.6],
    [74, 43.6, 43.2, 45, 2.96, 3.74, 9.6, 11],
    [42, 8.6, 21, 53.4, 2.86, 3.62, 7.3, 15.6],
    [13, 9.8, 30.4, 51, 3, 3.65, 7.2, 13],
    [28, 4.2, 25, 51.7, 2.75, 3.68, 9.5, 8.2],
    [26, 6.2, 21.6, 63.5, 2.73, 3.46, 9.1, 7.7],
    [105, 4, 20.3, 49.5, 2.84, 3.71, 7.1, 10.6],
])  # fmt: skip
"""Table A.2, the Handbook's case: patents, royalties, Internet hosts, exports, the logarithms of telephones and of
electricity, years of schooling and university, of Finland, the United States, Sweden, Japan, Korea, the Netherlands,
the United Kingdom, Canada, Australia, Singapore, Germany, Norway, Ireland, Belgium, New Zealand, Austria, France,
Israel, Spain, Italy, the Czech Republic, Hungary and Slovenia; the first five with the logarithms' third place, which
Table 35 prints and without which the United States and Japan would be level."""
SCHOOLING = TAI[:, 6]
TABLE_15 = np.array([
    [15, 0.26, 0.59, 1.04, 0.83, 1.41, 0.04, 0.41, 0, 65.2, 60],
    [23, 1.52, 1, 1.25, 1, 1.69, 0.25, 0.69, 1, 100, 100],
    [19, 1.14, 0.88, 1.19, 0.95, 1.61, 0.19, 0.61, 0, 82.6, 60],
    [12, -0.06, 0.49, 0.99, 0.79, 1.34, -0.01, 0.34, 0, 52.2, 50],
    [17, 0.76, 0.76, 1.13, 0.9, 1.52, 0.13, 0.52, 0, 73.9, 60],
    [9, -0.12, 0.47, 0.98, 0.78, 1.32, -0.02, 0.32, 0, 39.1, 50],
    [9, -0.12, 0.47, 0.98, 0.78, 1.32, -0.02, 0.32, 0, 39.1, 50],
    [20, 1.27, 0.92, 1.21, 0.97, 1.63, 0.21, 0.63, 1, 87, 80],
    [18, 0.83, 0.78, 1.14, 0.91, 1.54, 0.14, 0.54, 0, 78.3, 60],
    [1, -1.58, 0, 0.74, 0.59, 1, -0.26, 0, -1, 4.3, 0],
    [16, 0.38, 0.63, 1.06, 0.85, 1.44, 0.06, 0.44, 0, 69.6, 60],
    [22, 1.46, 0.98, 1.24, 0.99, 1.68, 0.24, 0.68, 1, 95.7, 100],
    [9, -0.12, 0.47, 0.98, 0.78, 1.32, -0.02, 0.32, 0, 39.1, 50],
    [8, -0.19, 0.45, 0.97, 0.78, 1.31, -0.03, 0.31, 0, 34.8, 40],
    [21, 1.33, 0.94, 1.22, 0.98, 1.65, 0.22, 0.65, 1, 91.3, 80],
    [6, -0.76, 0.27, 0.88, 0.7, 1.18, -0.12, 0.18, 0, 26.1, 40],
    [5, -1.08, 0.16, 0.82, 0.66, 1.11, -0.18, 0.11, 0, 21.7, 40],
    [14, 0, 0.51, 1, 0.8, 1.35, 0, 0.35, 0, 60.9, 50],
    [4, -1.46, 0.04, 0.76, 0.61, 1.03, -0.24, 0.03, -1, 17.4, 40],
    [3, -1.52, 0.02, 0.75, 0.6, 1.01, -0.25, 0.01, -1, 13, 20],
    [12, -0.06, 0.49, 0.99, 0.79, 1.34, -0.01, 0.34, 0, 52.2, 50],
    [7, -0.31, 0.41, 0.95, 0.76, 1.28, -0.05, 0.28, 0, 30.4, 40],
    [1, -1.58, 0, 0.74, 0.59, 1, -0.26, 0, -1, 4.3, 0],
])  # fmt: skip
"""Of schooling: rank, z-score, min-max, ratio to the mean, to the best and to the worst, difference from the mean and
from the worst, above or below the mean by a fifth, percentile, and points by category."""
BENEFIT = [
    1, 1, 1, 0.87, 0.8, 0.75, 0.71, 0.73, 0.66, 0.62, 0.62, 0.86, 0.6, 0.54, 0.58, 0.52, 0.51, 0.49, 0.34, 0.38, 0.31,
    0.27, 0.28,
]  # fmt: skip
"""Table 19, last column: each country under the weights that suit it best."""


def profile(*votes: tuple[int, str]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Indicators that rank entries a, b, c … so, as scores and weights; (3, "cbad") is three of them."""
    names = sorted(votes[0][1])
    x = np.array([[len(names) - order.index(name) for _, order in votes] for name in names], dtype=float)
    times = np.array([times for times, _ in votes], dtype=float)
    return x, times / times.sum()


def in_order(scores: Any) -> str:
    return "".join("abcdefgh"[at] for at in np.argsort(-np.asarray(scores), kind="stable"))


def borda(x: Any, weights: Any, n_indicators: int) -> list[float]:
    with pytest.warns(Unsound):
        points = a.borda(x, weights)
    return [round(float(n_indicators * each), 9) for each in points]


def test_table_14_a_country_rises_in_celsius_and_falls_in_fahrenheit() -> None:
    """Temperature and humidity of A and B in 2003 and 2004, each over the leader's, of equal weight."""
    printed = {"celsius": [[0.949, 0.833], [0.949, 0.821]], "fahrenheit": [[0.965, 0.833], [0.965, 0.821]]}
    years = {
        "celsius": ([[35, 75], [39, 50]], [[35.9, 70], [40, 45]]),
        "fahrenheit": ([[95, 75], [102.2, 50]], [[96.62, 70], [104, 45]]),
    }
    of_a = {}
    for scale, tables in years.items():
        found = []
        for table in tables:
            x = np.array(table, dtype=float)
            parts = [n.reference(column, column.max()) for column in x.T]
            found.append(a.arithmetic(np.column_stack(parts), [0.5, 0.5]))
        assert np.array(found) == pytest.approx(np.array(printed[scale]), abs=0.0005)
        of_a[scale] = [float(year[0]) for year in found]
    assert of_a["celsius"][0] < of_a["celsius"][1]
    assert of_a["fahrenheit"][0] > of_a["fahrenheit"][1]


def test_table_15_every_country_by_ten_normalizations() -> None:
    """Years of schooling: z takes ddof 1, ranks and percentiles the least rank of the level."""
    mean, best, worst = SCHOOLING.mean(), SCHOOLING.max(), SCHOOLING.min()
    found = [
        n.rank(SCHOOLING, ties="min"),
        n.zscore(SCHOOLING),
        n.minmax(SCHOOLING) / 100,
        n.reference(SCHOOLING, mean),
        n.reference(SCHOOLING, best),
        n.reference(SCHOOLING, worst),
        n.reference(SCHOOLING, mean, kind="difference"),
        n.reference(SCHOOLING, worst, kind="difference"),
        n.above_below(SCHOOLING, margin=0.2),
        n.percentile(SCHOOLING, kind="oecd"),
    ]
    for ours, printed, half in zip(found, TABLE_15.T, [0, *[0.005001] * 7, 0, 0.05], strict=False):
        assert ours == pytest.approx(printed, abs=half)


def test_table_15_points_by_category_are_bands_of_the_percentile() -> None:
    """The edges are what the column implies; those of the Handbook's Table 3 (15, 25, 65, 85, 95) give other points."""
    percentile = n.percentile(SCHOOLING, kind="oecd")
    found = n.banded(percentile, [5, 15, 35, 65, 85, 95], [0, 20, 40, 50, 60, 80, 100])
    assert found.score.tolist() == TABLE_15[:, 10].tolist()
    assert n.banded(percentile, [15, 25, 65, 85, 95], [0, 20, 40, 60, 80, 100]).score[5] == 40 != TABLE_15[5, 10]


def test_table_18_principal_components_weigh_the_indicators_of_technology() -> None:
    """Four components, the least of an eigenvalue that Table 16 prints as 0.9 and that lies a little below."""
    with pytest.warns(Unsound):
        found = w.principal_components(TAI, keep=0.89, anyway=True)
    assert found == pytest.approx([0.17, 0.15, 0.11, 0.07, 0.08, 0.12, 0.14, 0.16], abs=0.005)


def test_table_19_the_benefit_of_the_doubt() -> None:
    """Each weight 10 % to 15 % of the whole (endnote 29); the logarithms' rounding turns 0.005 into 0.007."""
    found = a.benefit_of_the_doubt(n.minmax(TAI), shares=(0.10, 0.15))
    assert found == pytest.approx(BENEFIT, abs=0.007)


def test_section_6_11_geometric_means() -> None:
    """2.14, 2.54, 6 and 6.23 are printed; 42^(1/4) is 2.5457 and 1512^(1/4) 6.2358, cut off there."""
    found = a.geometric([[21, 1, 1, 1], [21, 2, 1, 1], [6, 6, 6, 6], [6, 7, 6, 6]], [0.25] * 4)
    assert (np.floor(found * 100 + 1e-9) / 100).tolist() == [2.14, 2.54, 6, 6.23]
    assert found == pytest.approx(np.array([21, 42, 1296, 1512]) ** 0.25)


def test_tables_25_to_27_borda_and_condorcet_choose_differently() -> None:
    """Moulin's 21 indicators: most put a first and last; Borda takes b, every majority c, and c b d a is its order."""
    x, weights = profile((3, "abcd"), (5, "acbd"), (7, "bdca"), (6, "cbda"))
    assert borda(x, weights, 21) == [24, 44, 38, 20]
    found = a.outranking(x, weights)
    assert (21 * found).round(9).tolist() == [[0, 8, 8, 8], [13, 0, 10, 21], [13, 11, 0, 14], [13, 0, 7, 0]]
    assert a.condorcet(found) == 2
    assert in_order(a.copeland(found)) == "cbda"


def test_tables_28_to_30_condorcets_cycle_has_no_winner_and_one_best_order() -> None:
    """Sixty indicators whose majorities go round; the six orders agree with 100, 104, 86, 94, 80 and 76 preferences."""
    x, weights = profile((23, "abc"), (17, "bca"), (2, "bac"), (10, "cab"), (8, "cba"))
    assert borda(x, weights, 60) == [58, 69, 53]
    found = a.outranking(x, weights)
    assert (60 * found).round(9).tolist() == [[0, 33, 25], [27, 0, 42], [35, 18, 0]]
    assert a.condorcet(found) is None
    assert a.copeland(found).tolist() == [0, 0, 0]
    agreed = {order: float(60 * np.triu(found[np.ix_(order, order)], 1).sum()) for order in permutations(range(3))}
    printed = {(0, 1, 2): 100, (1, 2, 0): 104, (2, 0, 1): 86, (1, 0, 2): 94, (2, 1, 0): 80, (0, 2, 1): 76}
    assert agreed == pytest.approx(printed)
    best = a.kemeny(found)
    assert best.orders == ((1, 2, 0),)
    assert 60 * best.score == pytest.approx(104)


def test_tables_31_to_33_deleting_the_last_turns_borda_round_but_not_the_majorities() -> None:
    """Fishburn (1984): a > b > c > d becomes c > b > a when d withdraws."""
    x, weights = profile((3, "cbad"), (2, "badc"), (2, "adcb"))
    assert borda(x, weights, 7) == [13, 12, 11, 6]
    assert borda(x[:3], weights, 7) == [6, 7, 8]
    whole = a.outranking(x, weights)
    assert whole[:3, :3].tolist() == a.outranking(x[:3], weights).tolist()
    assert a.condorcet(whole) is None


def test_table_34_a_cycle_of_three_has_three_best_orders_and_level_points() -> None:
    """Table 34: in a cycle of three, points are level and each turn of the cycle is a best order."""
    x, weights = profile((1, "abc"), (1, "cab"), (1, "bca"))
    assert borda(x, weights, 3) == [3, 3, 3]
    assert set(a.kemeny(a.outranking(x, weights)).orders) == {(0, 1, 2), (1, 2, 0), (2, 0, 1)}


def test_tables_35_to_37_three_orders_of_five_countries_tie_at_6_375() -> None:
    """Tables 35 to 37: the outranking matrix, and the three orders of five countries that reach 6.375."""
    found = a.outranking(TAI[:5], [1 / 8] * 8)
    assert found.tolist() == [
        [0, 0.5, 0.375, 0.75, 0.625],
        [0.5, 0, 0.5, 0.625, 0.625],
        [0.625, 0.5, 0, 0.75, 0.625],
        [0.25, 0.375, 0.25, 0, 0.75],
        [0.375, 0.375, 0.375, 0.25, 0],
    ]
    best = a.kemeny(found)
    assert best.score == 6.375
    assert set(best.orders) == {(1, 2, 0, 3, 4), (2, 0, 1, 3, 4), (2, 1, 0, 3, 4)}
    others = [np.triu(found[np.ix_(order, order)], 1).sum() for order in ((0, 1, 2, 3, 4), (0, 2, 1, 3, 4))]
    assert others == [6.125, 6.125]
