"""What every lens asks of its arguments: sizes, single numbers, labels, and marks in the long form."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import aggregate, agreement, flags, severity, uncertainty
from scoring import checks as c
from scoring.errors import Refused
from scoring.magnitude import unit_of
from scoring.marks import Marks, long_of, matrix_of, table_of

NAN = float("nan")
NOTHING = Marks([], [], [])


@pytest.mark.parametrize(
    ("act", "code", "pointer"),
    [
        (lambda: c.numbers([1, 2e100], "x"), "too_large", "x[1]"),
        (lambda: c.numbers(-2e100, "low"), "too_large", "low"),
        (lambda: c.numbers([10**400], "x"), "too_large", "x"),
        (lambda: c.matrix([[1, NAN], [2, -1e200]], "x", gaps=True), "too_large", "x[1, 1]"),
        (lambda: c.complete([[1, float("inf")]], "x", most=np.inf), "not_finite", "x[0, 1]"),
        (lambda: c.number("1", "v"), "out_of_range", "v"),
        (lambda: c.number(None, "v"), "out_of_range", "v"),
        (lambda: c.number(True, "v"), "out_of_range", "v"),
        (lambda: c.number(NAN, "v"), "out_of_range", "v"),
        (lambda: c.number(1.1, "v", 0, 1), "out_of_range", "v"),
        (lambda: c.positive(1e-101, "v"), "not_positive", "v"),
        (lambda: c.positive([1], "v"), "not_positive", "v"),
        (lambda: c.between(1, "level", 0, 1), "out_of_range", "level"),
        (lambda: c.between("a", "level", 0, 1), "out_of_range", "level"),
        (lambda: c.whole_from(1.5, "n", 1), "out_of_range", "n"),
        (lambda: c.whole_from(NAN, "n", 1), "out_of_range", "n"),
        (lambda: c.whole_from(float("inf"), "n", 1), "out_of_range", "n"),
        (lambda: c.whole_from(0, "n", 1), "out_of_range", "n"),
        (lambda: c.pair(0.5, "shares"), "wrong_shape", "shares"),
        (lambda: c.positive(np.float32(0), "v"), "not_positive", "v"),
        (lambda: c.positive(np.float16(0), "v"), "not_positive", "v"),
        (lambda: c.positive(10**400, "v"), "not_positive", "v"),
        (lambda: c.number(np.float32("inf"), "v"), "out_of_range", "v"),
        (lambda: c.number(-(10**400), "v", 0), "out_of_range", "v"),
        (lambda: c.between(np.float32(0), "v", 0, 1e-100), "out_of_range", "v"),
        (lambda: c.numbers(["1", "2"], "x"), "not_numbers", "x"),
        (lambda: c.numbers([1, "2"], "x"), "not_numbers", "x"),
        (lambda: c.numbers(np.array([1, "2"], dtype=object), "x"), "not_numbers", "x[1]"),
        (lambda: c.numbers(np.array([b"1"]), "x"), "not_numbers", "x"),
        (lambda: c.numbers([1, 2j], "x"), "not_numbers", "x"),
        (lambda: c.numbers(np.array([Decimal(1), 2j], dtype=object), "x"), "not_numbers", "x[1]"),
        (lambda: c.numbers(np.array(["2026-01-01"], dtype="M8[D]"), "x"), "not_numbers", "x"),
        (lambda: c.numbers([[1], [2, 3]], "x"), "not_numbers", "x"),
        (lambda: c.numbers([1, None], "x"), "not_finite", "x[1]"),
        (lambda: c.numbers(np.ma.masked_equal([1, 2], 2), "x"), "not_finite", "x[1]"),
        (lambda: Marks(["J1", "J2"], ["T1", "T1"], np.ma.masked_equal([1, 2], 2)), "not_finite", "marks.mark[1]"),
        (lambda: Marks(np.array([1.0, NAN]), ["T1", "T1"], [1, 2]), "mixed_labels", "marks.judge[1]"),
        (lambda: Marks(np.array([1.0, NAN], dtype=object), ["T1", "T1"], [1, 2]), "mixed_labels", "marks.judge[1]"),
        (lambda: Marks(["J1", "J2"], np.ma.masked_equal([1, 2], 2), [1, 2]), "mixed_labels", "marks.entry[1]"),
        (lambda: aggregate.topsis(np.ma.masked_equal([[1, 2], [3, 4]], 4), [0.5, 0.5]), "absent", "x[1, 1]"),
        (lambda: aggregate.topsis([[10**400, 1], [1, 2]], [0.5, 0.5]), "too_large", "x"),
        (lambda: aggregate.topsis([["1", "2"], ["3", "4"]], [0.5, 0.5]), "not_numbers", "x"),
        (lambda: c.choice(["a"], "how", ("a",)), "unknown_choice", "how"),
        (lambda: Marks(["J1"], ["T1"], ["x"]), "not_numbers", "marks.mark"),
        (lambda: Marks(["J1"], ["T1"], [NAN]), "not_finite", "marks.mark[0]"),
        (lambda: Marks(["J1"], ["T1"], [float("inf")]), "not_finite", "marks.mark[0]"),
        (lambda: Marks(["J1", "J2"], ["T1"], [1]), "unequal_lengths", "marks"),
        (lambda: Marks(["J1", None], ["T1", "T1"], [1, 2]), "mixed_labels", "marks.judge[1]"),
        (lambda: Marks(["J1", "J2"], ["1", 1], [1, 2]), "mixed_labels", "marks.entry[1]"),
        (lambda: Marks(np.array(["J1", 2], dtype=object), ["T1", "T1"], [1, 2]), "mixed_labels", "marks.judge[1]"),
        (lambda: Marks([object(), object()], ["T1", "T1"], [1, 2]), "mixed_labels", "marks.judge[0]"),
        (lambda: Marks([["J1"], ["J1", "J2"]], ["T1", "T1"], [1, 2]), "mixed_labels", "marks.judge[0]"),
        (lambda: table_of(Marks(["J1"], ["T1"], [1e200])), "too_large", "marks.mark[0]"),
        (lambda: long_of([[1e200]]), "too_large", "marks[0, 0]"),
        (lambda: table_of(NOTHING), "nothing_to_score", "marks"),
        (lambda: long_of(NOTHING), "nothing_to_score", "marks"),
        (lambda: matrix_of(NOTHING), "nothing_to_score", "marks"),
    ],
)
def test_what_no_lens_can_take_is_refused_with_its_place(act: Any, code: str, pointer: str) -> None:
    """Each unusable argument is refused with its code and with the place of the fault."""
    with pytest.raises(Refused) as refusal:
        act()
    assert (refusal.value.code, refusal.value.pointer) == (code, pointer)


def test_numbers_are_taken_from_whatever_holds_real_ones_and_masked_ones_are_absent() -> None:
    """Decimals, fractions, truth values and long whole numbers count; what is masked or None is NaN, not a figure."""
    exact = np.array([Decimal("1.5"), Fraction(1, 4), 10**20, True, None], dtype=object)
    assert c.numbers(exact, "x", gaps=True) == pytest.approx([1.5, 0.25, 1e20, 1, NAN], nan_ok=True)
    row = np.ma.masked_equal([1, 2], 2)
    for masked in (np.ma.array([row, row]), [row, row], np.ma.array([row, row]).astype(np.float64)):
        assert c.numbers(masked, "x", gaps=True) == pytest.approx(np.array([[1, NAN], [1, NAN]]), nan_ok=True)
    assert c.numbers([1, np.ma.masked], "x", gaps=True) == pytest.approx([1, NAN], nan_ok=True)
    plain = np.array([1.0, 2.0])
    assert c.numbers(plain, "x") is plain


def test_a_masked_mark_is_no_mark_for_alpha() -> None:
    """The mask of a matrix of marks is what NaN is, at the level that reads the matrix without a copy too."""
    gapped = np.array([[1.0, 2, 3, NAN], [1, 3, 3, 9], [2, 2, NAN, 5]])
    masked = np.ma.array(np.nan_to_num(gapped, nan=50.0), mask=np.isnan(gapped))
    assert agreement.krippendorff_alpha(masked) == agreement.krippendorff_alpha(gapped)


def test_a_double_mark_is_counted_where_it_is_named() -> None:
    """The refusal counts the marks of the cell that it names, not of another that has more."""
    marks = Marks(["J1", "J1", "J2", "J2", "J2"], ["T1"] * 5, [1, 2, 1, 2, 3])
    with pytest.raises(Refused, match=r"marks\[0\]: .* found 2 marks"):
        table_of(marks)
    with pytest.raises(Refused, match=r"marks\[0\]: .* found 2 marks"):
        severity.rasch(marks)


def test_agreement_takes_marks_of_any_magnitude_and_other_lenses_those_that_square() -> None:
    """Marks of 1e200 stand in the matrix for agreement; the lenses that square them refuse them."""
    marks = Marks(["J1", "J2"], ["T1", "T1"], [1e200, 2e200])
    assert matrix_of(marks).tolist() == [[1e200], [2e200]]
    with pytest.raises(Refused, match="at most 1e\\+100 in size"):
        table_of(marks)


def test_marks_are_the_same_from_lists_tuples_and_arrays() -> None:
    """The long form gives the same matrix from lists, tuples and arrays."""
    lists = Marks(["J2", "J1"], ("T1", "T1"), [1, 2])
    arrays = Marks(np.array(["J2", "J1"]), np.array(["T1", "T1"]), np.array([1.0, 2.0]))
    assert table_of(lists).marks.tolist() == table_of(arrays).marks.tolist() == [[2], [1]]


@pytest.mark.parametrize(
    "lens",
    [
        agreement.icc,
        agreement.krippendorff_alpha,
        agreement.kendall_w,
        severity.additive,
        severity.rasch,
        flags.constants,
        uncertainty.leave_one_judge_out,
    ],
    ids=lambda lens: lens.__name__,
)
def test_no_marks_at_all_are_refused_by_every_lens(lens: Any) -> None:
    """A long form without a row is refused by every lens, with one code."""
    with pytest.raises(Refused) as refusal:
        lens(NOTHING)
    assert refusal.value.code == "nothing_to_score"


@given(st.lists(st.floats(-1e100, 1e100), min_size=1, max_size=50))
def test_what_is_taken_can_be_squared_and_summed(x: list[float]) -> None:
    """Whatever number is taken, the sum of its squares is finite."""
    assert np.isfinite((c.vector(x, "x") ** 2).sum())


def test_the_unit_of_the_largest_floats_is_a_float_itself() -> None:
    """From 2**1023 on there is no power of two above; the greatest one serves."""
    assert unit_of(np.array([1.7e308, -1.0])) == unit_of(np.array([2.0**1023])) == 2.0**1023
    assert unit_of(np.array([8e307])) == 2.0**1023


def test_a_frozen_array_shows_the_same_numbers_and_takes_no_others() -> None:
    """A frozen view cannot be written to, and the array that it shows still can."""
    own = np.array([1.0, 2.0])
    view = c.frozen(own)
    with pytest.raises(ValueError, match="read-only"):
        view[0] = 5
    assert view.tolist() == [1, 2]
    assert own.flags.writeable
