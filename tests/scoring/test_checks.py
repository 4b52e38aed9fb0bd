"""What every lens asks of its arguments: sizes, single numbers, labels, and marks in the long form."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import agreement, flags, severity, uncertainty
from scoring import checks as c
from scoring.errors import Refused
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
    with pytest.raises(Refused) as refusal:
        act()
    assert (refusal.value.code, refusal.value.pointer) == (code, pointer)


def test_agreement_takes_marks_of_any_magnitude_and_other_lenses_those_that_square() -> None:
    marks = Marks(["J1", "J2"], ["T1", "T1"], [1e200, 2e200])
    assert matrix_of(marks).tolist() == [[1e200], [2e200]]
    with pytest.raises(Refused, match="at most 1e\\+100 in size"):
        table_of(marks)


def test_marks_are_the_same_from_lists_tuples_and_arrays() -> None:
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
    with pytest.raises(Refused) as refusal:
        lens(NOTHING)
    assert refusal.value.code == "nothing_to_score"


@given(st.lists(st.floats(-1e100, 1e100), min_size=1, max_size=50))
def test_what_is_taken_can_be_squared_and_summed(x: list[float]) -> None:
    assert np.isfinite((c.vector(x, "x") ** 2).sum())


def test_a_frozen_array_shows_the_same_numbers_and_takes_no_others() -> None:
    own = np.array([1.0, 2.0])
    view = c.frozen(own)
    with pytest.raises(ValueError, match="read-only"):
        view[0] = 5
    assert view.tolist() == [1, 2]
    assert own.flags.writeable
