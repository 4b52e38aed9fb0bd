"""Exact numbers: rounding against published examples and an oracle, irrational steps, canonical JSON."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scoring
from scoring.canon import normal_form
from scoring.exact import decimal_text, exact_text, is_near_boundary, printed, rounded
from scoring.quantized import geometric_mean, harmonic_mean, log1p, square_root

UNHURRIED = settings(deadline=None)
DECIMALS = st.decimals(-(10**6), 10**6, places=8)
SCORES = st.fractions(Fraction(1, 1000), 100, max_denominator=5000)
WIDE = Context(prec=120)


@pytest.mark.parametrize(
    ("value", "places", "mode", "expected"),
    [
        ("12.1498", 0, "half_even", "12"),
        ("12.1498", 1, "half_even", "12.1"),
        ("10.5002", 0, "half_even", "11"),
        ("1.050", 1, "half_even", "1"),
        ("0.35", 1, "half_even", "0.4"),
        ("2.500", 0, "half_even", "2"),
        ("3.500", 0, "half_even", "4"),
        ("-0.0365", 3, "half_even", "-0.036"),
        ("8.53459", 2, "half_even", "8.53"),
        ("2.675", 2, "half_up", "2.68"),
        ("1.005", 2, "half_up", "1.01"),
        ("-2.675", 2, "half_up", "-2.68"),
        ("-0.004", 2, "half_up", "0"),
        ("-1.5", 0, "half_even", "-2"),
    ],
)
def test_rounding_follows_the_standard(value: str, places: int, mode: str, expected: str) -> None:
    """GB/T 8170-2008 as a handbook of testing works it (daowen.com/book/content/214653640/12857750.html, 4.5.1; 2500
    and 3500 to the thousand are 2.500 and 3.500 here), and figures on which binary floats fail.
    """
    assert decimal_text(rounded(Fraction(value), places, mode)) == expected


@UNHURRIED
@given(DECIMALS, st.integers(0, 8))
def test_rounding_agrees_with_the_decimal_module(value: Decimal, places: int) -> None:
    """Both modes give what ``Decimal.quantize`` gives."""
    for mode, name in (("half_up", ROUND_HALF_UP), ("half_even", ROUND_HALF_EVEN)):
        expected = value.quantize(Decimal(1).scaleb(-places), rounding=name)
        assert rounded(Fraction(value), places, mode) == Fraction(expected)


@UNHURRIED
@given(st.fractions(-1000, 1000, max_denominator=400), st.integers(0, 4))
def test_the_modes_differ_only_at_exact_halves(value: Fraction, places: int) -> None:
    """Half-up and half-even part only where the value lies exactly between two neighbours."""
    if rounded(value, places, "half_up") != rounded(value, places, "half_even"):
        assert (value * 10**places * 2).denominator == 1


@UNHURRIED
@given(st.fractions(-1000, 1000, max_denominator=10**6))
def test_an_exact_text_loses_nothing(value: Fraction) -> None:
    """The text in full gives the number back; the printed one is within half a millionth."""
    assert Fraction(exact_text(value)) == value
    assert abs(Fraction(printed(value)) - value) <= Fraction(1, 2 * 10**6)


def test_printed_values_have_six_decimals_half_even() -> None:
    """Unrounded values are printed with up to six decimals, half-even, without trailing zeros."""
    values = ("0.1234565", "0.1234575", "2.5", "-0.0000004")
    assert [printed(Fraction(v)) for v in values] == ["0.123456", "0.123458", "2.5", "0"]


def test_near_a_boundary_is_within_a_billionth() -> None:
    """Exactly at, just inside and just outside 1e-9 of the point where rounding changes its mind."""
    values = ("60.005", "60.004999999", "60.005000001", "60.0049999989", "60.0050000011")
    assert [is_near_boundary(Fraction(value), 2) for value in values] == [True, True, True, False, False]


@UNHURRIED
@given(st.lists(st.tuples(SCORES, st.integers(1, 60)), min_size=1, max_size=6))
def test_means_stand_in_their_order(pairs: list[tuple[Fraction, int]]) -> None:
    """Harmonic ≤ geometric ≤ arithmetic, within the last of twelve decimals."""
    values, weights = [v for v, _ in pairs], [Fraction(w) for _, w in pairs]
    arithmetic = sum((v * w for v, w in zip(values, weights, strict=True)), Fraction(0)) / sum(weights)
    slack = Fraction(1, 10**12)
    assert harmonic_mean(values, weights) <= geometric_mean(values, weights) + slack <= arithmetic + 2 * slack


@UNHURRIED
@given(st.lists(st.tuples(SCORES, st.fractions(Fraction(1, 10), 60, max_denominator=20)), min_size=1, max_size=5))
def test_a_geometric_mean_is_correctly_rounded(pairs: list[tuple[Fraction, Fraction]]) -> None:
    """Twelve decimals agree with 120 digits of reckoning."""
    values, weights = [v for v, _ in pairs], [w for _, w in pairs]
    total = sum(weights)
    logs = Decimal(0)
    for value, weight in pairs:
        ln = WIDE.subtract(WIDE.ln(Decimal(value.numerator)), WIDE.ln(Decimal(value.denominator)))
        share = weight / total
        logs = WIDE.add(logs, WIDE.divide(WIDE.multiply(ln, Decimal(share.numerator)), Decimal(share.denominator)))
    exact = Fraction(WIDE.exp(logs))
    mean = geometric_mean(values, weights)
    assert (mean * 10**12).denominator == 1
    assert abs(mean - exact) <= Fraction(1, 2 * 10**12) + Fraction(1, 10**100)


def test_a_mean_exactly_between_two_decimals_goes_to_the_even_one() -> None:
    """The undecidable case for any number of digits is settled by whole numbers, whatever the weights."""
    low, high = Fraction("0.0000000000005"), Fraction("0.0000000000015")
    odd_weights = [Fraction("33.333333"), Fraction("66.666667")]
    assert geometric_mean([1 + low] * 2, odd_weights) == 1
    assert geometric_mean([1 + high] * 2, odd_weights) == 1 + Fraction(2, 10**12)
    assert geometric_mean([(1 + low) * 2, (1 + low) / 2], [Fraction(1)] * 2) == 1


def test_a_mean_close_to_a_half_is_settled_with_more_digits() -> None:
    """A distance of 1e-70 from the halfway point needs more than the first sixty digits, and gets them."""
    halfway = 1 + Fraction(5, 10**13)
    for nudge, expected in ((Fraction(1, 10**70), 1 + Fraction(1, 10**12)), (-Fraction(1, 10**70), Fraction(1))):
        assert geometric_mean([halfway + nudge, halfway + nudge], [Fraction(1), Fraction(2)]) == expected


def test_any_zero_gives_zero() -> None:
    """Neither mean lets a strength buy off a nought."""
    values, weights = [Fraction(0), Fraction(100)], [Fraction(1), Fraction(99)]
    assert geometric_mean(values, weights) == harmonic_mean(values, weights) == 0


@pytest.mark.parametrize(
    ("value", "expected"), [("1", "0.69314718056"), ("-0.5", "-0.69314718056"), ("0", "0"), ("99", "4.605170185988")]
)
def test_logarithms_have_twelve_decimals(value: str, expected: str) -> None:
    """ln(1 + x), half-even (ln 2 = 0.693147180559945..., ln 100 = 4.605170185988091...)."""
    assert decimal_text(log1p(Fraction(value))) == expected


@UNHURRIED
@given(st.fractions(0, 10**6, max_denominator=1000))
def test_a_square_root_is_the_nearest_twelfth_decimal(value: Fraction) -> None:
    """No other number of twelve decimals is nearer to the root."""
    root, half = square_root(value), Fraction(1, 2 * 10**12)
    assert (root + half) ** 2 >= value
    assert root == 0 or (root - half) ** 2 <= value


def test_canonical_bytes_are_those_of_the_page() -> None:
    """Keys in code-point order, raw UTF-8, only quotes, backslash and control characters escaped, in lower case."""
    document = {"ｚ": 1, "𠀀": 2, "a": '"\\/\b\f\n\r\t\x01\x1f\x7f评', "n": None, "t": True, "d": Decimal("-0.00")}
    assert (
        scoring.canonical(document).decode()
        == '{"a":"\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f评","d":"0","n":null,"t":true,"ｚ":1,"𠀀":2}'
    )


def test_a_float_has_no_canonical_form() -> None:
    """A binary float in a document is a fault of the caller, not a number."""
    with pytest.raises(TypeError, match="float"):
        scoring.canonical({"total": 86.5})


def test_sets_are_sorted_and_orders_kept() -> None:
    """Lists of codes that are not objects, and points, ties and order, stay as they are."""
    document = {"entries": ["T2", "T1"], "ties": ["lot", "ruling"], "at": ["total", "panel"], "order": ["b", "a"]}
    assert normal_form(document) == document | {"at": ["panel", "total"]}


def test_check_digits_are_sixteen_in_fours() -> None:
    """The integer of the digest modulo 10^16, worked by hand for a small one."""
    assert scoring.check_digits("sha256:" + f"{12345678901234567890:064x}") == "5678 9012 3456 7890"
