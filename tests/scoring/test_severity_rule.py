"""The official severity step: exact, against brute force in floats, and indifferent to order and to decimal context."""

from __future__ import annotations

import decimal
import random
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from scoring.errors import Refused
from scoring.polynomials import most_roots, root_bound, times
from scoring.severity import additive, shrunken
from scoring.severity_rule import _refined, _turning, effects_of

Marks = dict[str, dict[str, Fraction]]


def table(rows: list[str]) -> Marks:
    """Marks from rows of texts, one row a judge; ``-`` is absent."""
    return {
        f"J{j}": {f"T{e}": Fraction(text) for e, text in enumerate(row.split(), 1) if text != "-"}
        for j, row in enumerate(rows, 1)
    }


def drawn(seed: int, n_judges: int = 5, n_entries: int = 8, *, severity: float = 3, step: str = "0.5") -> Marks:
    """A panel on a grid, with gaps, linked and with marks to spare."""
    rng, grid = np.random.default_rng(seed), Fraction(step)
    marks = 70 + 4 * rng.standard_normal(n_entries) + severity * rng.standard_normal((n_judges, 1))
    units = np.round((marks + rng.normal(0, 2, marks.shape)) / float(grid)).astype(int)
    given_ = rng.random(marks.shape) > 0.35
    given_[0] = given_[:, 0] = True
    return {
        f"J{j}": {f"T{e}": int(units[j, e]) * grid for e in range(n_entries) if given_[j, e]} for j in range(n_judges)
    }


def matrix(marks: Marks) -> NDArray[np.float64]:
    """The same as floats, NaN where absent, judges and entries by code."""
    entries = sorted({entry for row in marks.values() for entry in row})
    return np.array([[float(marks[judge].get(entry, "nan")) for entry in entries] for judge in sorted(marks)])


def dense_criterion(marks: Marks, ratio: float) -> float:
    """The profile REML criterion at residual/judge = ratio, from the whole covariance matrix."""
    found = matrix(marks)
    judge, entry = np.nonzero(~np.isnan(found))
    y, x, z = found[judge, entry], np.eye(found.shape[1])[entry], np.eye(len(found))[judge]
    v = np.eye(len(y)) + z @ z.T / ratio
    inverse = np.linalg.inv(v)
    information = x.T @ inverse @ x
    rest = y - x @ np.linalg.solve(information, x.T @ inverse @ y)
    logs = np.linalg.slogdet(v)[1] + np.linalg.slogdet(information)[1]
    return float(logs + (len(y) - x.shape[1]) * np.log(rest @ inverse @ rest))


@pytest.mark.parametrize("seed", range(8))
def test_both_rules_agree_with_the_lenses_in_floats(seed: int) -> None:
    """Additive effects to half the sixth decimal; the ratio and the shrunken effects as far as floats go."""
    marks = drawn(seed, severity=[4, 1, 0.5, 8][seed % 4])
    exact = [float(effect) for effect in effects_of(marks, "additive").effects.values()]
    assert exact == pytest.approx(additive(matrix(marks)).judge, abs=5.1e-7)
    found, lens = effects_of(marks, "shrunken"), shrunken(matrix(marks))
    assert found.ratio is not None
    if lens.var_judge == 0:
        assert found.ratio == "inf"
    else:
        assert float(found.ratio) == pytest.approx(lens.var_residual / (lens.var_judge or 1), rel=1e-6, abs=1e-6)
    assert [float(effect) for effect in found.effects.values()] == pytest.approx(lens.judge, abs=2e-6)


@pytest.mark.parametrize("seed", range(20, 26))
def test_no_other_ratio_does_better_by_the_definition(seed: int) -> None:
    """Over ten powers of ten the dense criterion is never below that at the ratio printed."""
    marks = drawn(seed, n_judges=4, severity=1)
    ratio = effects_of(marks, "shrunken").ratio
    assert ratio is not None
    best = dense_criterion(marks, 1e12 if ratio == "inf" else float(ratio))
    assert all(dense_criterion(marks, at) >= best - 1e-8 for at in np.logspace(-5, 5, 201))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["additive", "shrunken"]))
def test_no_order_of_judges_or_entries_changes_a_bit(seed: int, rule: str) -> None:
    """Shuffled mappings under other decimal settings give the same texts."""
    marks, shuffler = drawn(seed, n_judges=4, n_entries=6, severity=1), random.Random(seed)
    rows = [(judge, shuffler.sample(sorted(row.items()), len(row))) for judge, row in marks.items()]
    shuffler.shuffle(rows)
    with decimal.localcontext(prec=3, rounding=decimal.ROUND_UP):
        moved = effects_of({judge: dict(row) for judge, row in rows}, rule)
    found = effects_of(marks, rule)
    assert moved.ratio == found.ratio
    assert {judge: str(effect) for judge, effect in moved.effects.items()} == {
        judge: str(effect) for judge, effect in found.effects.items()
    }


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.fractions(-50, 50, max_denominator=20))
def test_the_laws_of_the_effects(seed: int, shift: Fraction) -> None:
    """They sum to 0 within rounding, and what every entry gains at once changes none of them."""
    marks = drawn(seed, n_judges=4, n_entries=6)
    higher = {judge: {entry: mark + shift for entry, mark in row.items()} for judge, row in marks.items()}
    for rule in ("additive", "shrunken"):
        found = effects_of(marks, rule)
        assert abs(sum(found.effects.values())) <= Decimal("0.000002")
        assert effects_of(higher, rule) == found


def test_a_round_by_hand() -> None:
    """Two judges, two entries: residual 1/4 on 1 df, judge variance (81/4 − 1/4)/2 = 10, ratio 0.025, share 2/2.025."""
    marks = table(["80 70", "84 75"])
    assert effects_of(marks, "additive").effects == {"J1": Decimal("-2.25"), "J2": Decimal("2.25")}
    found = effects_of(marks, "shrunken")
    assert found.ratio == "0.025000"
    assert found.effects == {"J1": Decimal("-2.222222"), "J2": Decimal("2.222222")}


@pytest.mark.parametrize(
    ("rows", "ratio"),
    [
        (["80 70 60"], "inf"),
        (["80", "84", "90"], "inf"),
        (["80 80 80", "80 80 80"], "inf"),
        (["80 70 60", "80 70 60"], "inf"),
        (["80 70", "84 -"], "inf"),
        (["80 71 -", "78 73 69", "- 72 68"], "inf"),
        (["80 70 60", "84 74 64"], "0.000000"),
    ],
)
def test_where_marks_cannot_tell_or_say_all(rows: list[str], ratio: str) -> None:
    """One judge, one entry, all equal, judges alike, none to spare, less than chance: none; perfectly additive: all."""
    marks = table(rows)
    found = effects_of(marks, "shrunken")
    assert found.ratio == ratio
    if ratio == "inf":
        assert not any(found.effects.values())
    else:
        assert found.effects == effects_of(marks, "additive").effects == {"J1": -2, "J2": 2}


def test_least_squares_needs_no_marks_to_spare() -> None:
    """Additive effects where they are no more than the marks: one judge 0, one entry the differences, a chain."""
    assert effects_of(table(["80 70 60"]), "additive").effects == {"J1": 0}
    assert effects_of(table(["80", "84", "90"]), "additive").effects == {
        "J1": Decimal("-4.666667"), "J2": Decimal("-0.666667"), "J3": Decimal("5.333333"),
    }  # fmt: skip
    assert effects_of(table(["80 70", "84 -"]), "additive").effects == {"J1": -2, "J2": 2}


def test_a_judge_without_marks_is_corrected_by_nothing() -> None:
    """Such a judge is no part of the graph, and a rule of none corrects nobody."""
    marks = {**table(["80 70", "84 75"]), "J9": {}}
    assert effects_of(marks, "additive").effects["J9"] == 0
    assert effects_of({"J9": {}}, "shrunken").effects == {"J9": 0}
    assert effects_of(marks, "none").ratio is None
    assert not any(effects_of(marks, "none").effects.values())


def test_a_disconnected_indicator_is_refused_with_its_parts_named() -> None:
    """Both rules, and by the codes of judges and entries."""
    marks = table(["80 70 - -", "81 73 - -", "- - 60 50"])
    for rule in ("additive", "shrunken"):
        with pytest.raises(Refused, match="2 parts: J1, J2 with T1, T2; J3 with T3, T4") as refused:
            effects_of(marks, rule)
        assert refused.value.code == "disconnected"
    with pytest.raises(Refused):
        effects_of(marks, "median")


@pytest.mark.parametrize(("above", "ratio"), [(2, "inf"), (3, "0.295430")])
def test_of_two_low_places_the_lower_is_taken(above: int, ratio: str) -> None:
    """Two judges alike on 20 entries, a third with two marks: the criterion falls both to ∞ and to a place inside."""
    marks = {
        "J1": {f"T{e}": Fraction(50 + e % 5 + e % 2) for e in range(20)},
        "J2": {f"T{e}": Fraction(51 + e % 5 - e % 2) for e in range(20)},
        "J3": {"T0": Fraction(50 + above), "T1": Fraction(51 + above)},
    }
    assert effects_of(marks, "shrunken").ratio == ratio
    inside = min(dense_criterion(marks, at) for at in np.logspace(-3, 1, 200))
    assert (dense_criterion(marks, 1e12) < inside) == (ratio == "inf")
    between = max(dense_criterion(marks, at) for at in np.logspace(0, 5, 100))
    assert between > max(inside, dense_criterion(marks, 1e12))


def product(*roots: Fraction) -> list[int]:
    """The polynomial with these roots and a positive leading coefficient."""
    found = [1]
    for root in roots:
        found = times(found, [-root.numerator, root.denominator])
    return found


def test_turning_points_are_known_to_the_sixth_decimal() -> None:
    """Rising roots only, each rounded at once; exactly between two it goes to the even one; touching is no turn."""
    third, half_unit, high = Fraction(1, 3), Fraction(25, 10**7), Fraction(1000)
    assert [ratio for _, ratio in _turning(product(third), 1)] == [Fraction(333333, 10**6)]
    assert [ratio for _, ratio in _turning(product(half_unit), 1)] == [Fraction(2, 10**6)]
    assert [ratio for _, ratio in _turning(product(Fraction(35, 10**7)), 1)] == [Fraction(4, 10**6)]
    assert sorted(ratio for _, ratio in _turning(product(third, Fraction(2), high), 1)) == [
        Fraction(333333, 10**6), high,
    ]  # fmt: skip
    assert [ratio for _, ratio in _turning(product(third, third, high), 1)] == [high]
    assert _turning([-2, -1], 1) == []
    ((cell, _),) = _turning(product(third), 6)
    assert abs(_refined(product(third), cell, 6) - third) < Fraction(1, 10**30)


@pytest.mark.parametrize(("low", "high", "most"), [(0, 9, 5), (2, 9, 1), (5, 9, 0), (9, 99, 0), (-9, 1, 0)])
def test_roots_in_an_interval_are_never_more_than_said(low: int, high: int, most: int) -> None:
    """Roots 1, 1, 2, 2 and 5: ends do not count, repeated ones do, and all lie below the bound."""
    found = product(*map(Fraction, (1, 1, 2, 2, 5)))
    assert most_roots(found, low, high) == most
    assert root_bound(found) > 5
