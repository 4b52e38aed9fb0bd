"""Exact numbers: rounding against published examples and an oracle, irrational steps, canonical JSON."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import Any

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
        ("2500", -3, "half_even", "2000"),
        ("3500", -3, "half_even", "4000"),
        ("1250", -2, "half_even", "1200"),
        ("1250", -2, "half_up", "1300"),
        ("-1250", -2, "half_up", "-1300"),
        ("49", -2, "half_up", "0"),
    ],
)
def test_rounding_follows_the_standard(value: str, places: int, mode: str, expected: str) -> None:
    """GB/T 8170-2008 as a handbook of testing works it (daowen.com/book/content/214653640/12857750.html, 4.5.1; 2500
    and 3500 to the thousand, and 2.500 and 3.500 to the one), and figures on which binary floats fail.
    """
    assert decimal_text(rounded(Fraction(value), places, mode)) == expected


@UNHURRIED
@given(DECIMALS, st.integers(-7, 8))
def test_rounding_agrees_with_the_decimal_module(value: Decimal, places: int) -> None:
    """Both modes give what ``Decimal.quantize`` gives."""
    for mode, name in (("half_up", ROUND_HALF_UP), ("half_even", ROUND_HALF_EVEN)):
        expected = value.quantize(Decimal(1).scaleb(-places), rounding=name)
        assert rounded(Fraction(value), places, mode) == Fraction(expected)


@UNHURRIED
@given(DECIMALS, st.integers(-3, 4), st.integers(1, 4), st.sampled_from(["half_up", "half_even"]))
def test_rounding_twice_is_rounding_once_unless_the_first_lands_on_a_half(
    value: Decimal, places: int, more: int, mode: str
) -> None:
    """No consecutive rounding (GB/T 8170, 3.3): it differs only where the finer rounding moves the value onto a half of
    the coarser, and then by one unit.
    """
    exact = Fraction(value)
    once, finer = rounded(exact, places, mode), rounded(exact, places + more, mode)
    twice = rounded(finer, places, mode)
    lands_on_a_half = (finer * Fraction(10) ** places).denominator == 2
    if finer == exact or not lands_on_a_half:
        assert twice == once
    else:
        assert abs(twice - once) in (0, Fraction(10) ** -places)


def test_rounding_twice_is_the_fault_that_the_standard_names() -> None:
    """8.53459 to two decimals is 8.53; by way of 8.535 it would be 8.54."""
    exact = Fraction("8.53459")
    assert rounded(exact, 2, "half_even") == Fraction("8.53")
    assert rounded(rounded(exact, 3, "half_even"), 2, "half_even") == Fraction("8.54")


@UNHURRIED
@given(st.fractions(-1000, 1000, max_denominator=400), st.integers(-3, 4))
def test_the_modes_differ_only_at_exact_halves(value: Fraction, places: int) -> None:
    """Half-up and half-even part only where the value lies exactly between two neighbours."""
    if rounded(value, places, "half_up") != rounded(value, places, "half_even"):
        assert (value * Fraction(10) ** places * 2).denominator == 1


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
    assert [is_near_boundary(Fraction(value), -2) for value in (1250, 1249)] == [True, False]


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
    with pytest.raises(scoring.Refused, match="a float"):
        scoring.canonical({"total": 86.5})


def test_sets_are_sorted_and_orders_kept() -> None:
    """Lists of codes that are not objects, and points, ties and order, stay as they are."""
    document = {"entries": ["T2", "T1"], "ties": ["lot", "ruling"], "at": ["total", "panel"], "order": ["b", "a"]}
    assert normal_form(document) == document | {"at": ["panel", "total"]}


def test_check_digits_are_sixteen_in_fours() -> None:
    """The integer of the digest modulo 10^16, worked by hand for a small one."""
    assert scoring.check_digits("sha256:" + f"{12345678901234567890:064x}") == "5678 9012 3456 7890"


@pytest.mark.parametrize(
    "digest", ["sha256:zz", "", "sha256:" + "0" * 63, "sha1:" + "0" * 64, "0x" + "0" * 62, None, 7]
)
def test_what_is_no_digest_has_no_check_digits(digest: Any) -> None:
    """Anything but 64 hexadecimal digits is refused, and never read as a number that happens to parse."""
    with pytest.raises(scoring.Refused) as refusal:
        scoring.check_digits(digest)
    assert refusal.value.code == "not_a_digest"


TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12)


@UNHURRIED
@given(TEXTS, TEXTS, st.lists(TEXTS, unique=True, max_size=6))
def test_the_order_of_a_lot_is_that_of_the_documented_bytes(seed: str, code: str, entries: list[str]) -> None:
    """Seed, NUL, code of the round, NUL, code of the entry, in UTF-8: their SHA-256 places each entry, lowest first."""
    prefix = seed.encode() + b"\x00" + code.encode() + b"\x00"
    by_hand = sorted(entries, key=lambda entry: hashlib.sha256(prefix + entry.encode()).digest())
    assert sorted(entries, key=lambda entry: scoring.lot_key(seed, code, entry)) == by_hand


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum on this machine")
def test_sha256sum_draws_the_same_lot() -> None:
    """The tool itself, fed the bytes that the page tells a citizen to print."""
    for entry in ("T01", "评选镇", "T-2"):
        printed = f"20251108\0xz-2025\0{entry}".encode()
        told = subprocess.run(["sha256sum"], input=printed, capture_output=True, check=True).stdout.split()[0].decode()
        assert scoring.lot_key("20251108", "xz-2025", entry) == told


@pytest.mark.parametrize(
    ("parts", "code", "pointer"),
    [((1, "r", "T1"), "wrong_type", "seed"), (("s", None, "T1"), "wrong_type", "round_code"),
     (("s", "r", "\ud800"), "not_unicode", "entry")],
)  # fmt: skip
def test_a_lot_is_drawn_by_text_alone(parts: Any, code: str, pointer: str) -> None:
    """A number or half a character has no bytes that everyone would print alike."""
    with pytest.raises(scoring.Refused) as refusal:
        scoring.lot_key(*parts)
    assert (refusal.value.code, refusal.value.pointer) == (code, pointer)
