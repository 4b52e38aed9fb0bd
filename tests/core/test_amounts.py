"""Exact numbers at the edge: what is read, what is refused, and money in words."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.core import amounts
from competition.core.amounts import ParseFault

WORDS = [  # the first seven are the examples printed in 正确填写票据和结算凭证的基本规定 (中国人民银行, 票据 annex)
    ("1409.50", "壹仟肆佰零玖元伍角"),
    ("6007.14", "陆仟零柒元壹角肆分"),
    ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
    ("107000.53", "壹拾万柒仟元伍角叁分"),
    ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
    ("325.04", "叁佰贰拾伍元零肆分"),
    ("1409.00", "壹仟肆佰零玖元整"),
    ("200000", "贰拾万元整"),
    ("1200000", "壹佰贰拾万元整"),
    ("25600000", "贰仟伍佰陆拾万元整"),
    ("100000001", "壹亿零壹元整"),
    ("100010000", "壹亿零壹万元整"),
    ("1000000000000", "壹万亿元整"),
    ("10", "壹拾元整"),
    ("0", "零元整"),
    ("0.05", "伍分"),
    ("0.50", "伍角"),
    ("-300", "负叁佰元整"),
]


@pytest.mark.parametrize(("written", "words"), WORDS)
def test_money_in_words_follows_the_rules_for_bills(written: str, words: str) -> None:
    """Each published example, and each kind of zero, is written as the rule asks."""
    assert amounts.in_words(amounts.to_fen(written)) == words


@given(st.integers(min_value=-(10**16), max_value=10**16))
def test_hundredths_come_back_as_they_went(count: int) -> None:
    """Hundredths to decimal to hundredths, and fen to yuan to fen, change nothing."""
    assert amounts.to_hundredths(amounts.hundredths(count)) == count
    assert amounts.to_fen(amounts.plain(amounts.yuan(count))) == count


@given(st.integers(min_value=0, max_value=10**16))
def test_words_never_stutter(fen: int) -> None:
    """No amount has two zeros in a row, and whole yuan always close with 整."""
    words = amounts.in_words(fen)
    assert "零零" not in words
    assert words.endswith("整") == (fen % 100 == 0)


def test_full_width_digits_and_the_printed_minus_are_numbers() -> None:
    """What a Chinese input method or a printed page writes is read as the number it means."""
    assert amounts.to_hundredths("８６．５") == 8650
    assert amounts.to_hundredths(" −3.1 ") == -310
    assert amounts.decimal("－０．５") == Decimal("-0.5")
    assert amounts.to_fen(Decimal("1E+2")) == 10_000


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (0.1, "amounts.inexact"),
        (True, "amounts.inexact"),
        ("1e3", "amounts.not_a_number"),
        ("NaN", "amounts.not_a_number"),
        (Decimal("NaN"), "amounts.not_a_number"),
        (Decimal("Infinity"), "amounts.not_a_number"),
        ("", "amounts.not_a_number"),
        ("八十六", "amounts.not_a_number"),
        ("٣", "amounts.not_a_number"),
        ("1_000", "amounts.not_a_number"),
        ("86.505", "amounts.too_precise"),
        ("52,3", "amounts.comma"),
        ("1" + "0" * 16, "amounts.too_large"),
        (Decimal("1E+400000"), "amounts.too_large"),
    ],
)
def test_anything_but_an_exact_number_is_refused_with_its_reason(found: object, code: str) -> None:
    """The refusal names the fault and repeats what was found, so that the sentence can say how to mend it."""
    with pytest.raises(ParseFault) as refusal:
        amounts.to_hundredths(found)  # type: ignore[arg-type]
    assert refusal.value.code == code
    assert "found" in refusal.value.params


def test_a_comma_is_answered_with_a_suggestion() -> None:
    """A decimal comma becomes a point, thousands marks vanish, and an unclear one suggests nothing."""
    with pytest.raises(ParseFault) as refusal:
        amounts.decimal("52,3")
    assert refusal.value.params["suggestion"] == "52.3"
    assert amounts.without_comma("1,234,567.80") == "1234567.8"
    assert amounts.without_comma("1,2,3") is None


def test_canonical_text_has_one_form() -> None:
    """Equal decimals have equal texts, whatever way they were written."""
    assert {amounts.plain(Decimal(text)) for text in ("100", "1E2", "100.00")} == {"100"}
    assert amounts.plain(Decimal("-0.00")) == "0"
