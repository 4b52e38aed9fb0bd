"""The integers of a sheet and the fractions of a working: two ways to the same numbers, on rounds of every kind."""

from __future__ import annotations

import random
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import scoring
from scoring.book import Book
from scoring.columns import Column, largest, total_of
from scoring.course import Course, as_declared, unrounded, untrimmed
from scoring.exact import rounded
from scoring.panel_means import judge_totals
from scoring.ranking import ranked
from scoring.sheet import Sheet, Sheets
from scoring.working import work

Form = dict[str, Any]
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=150)
JUDGES = [f"J{n}" for n in range(1, 10)]
SCALES = [("0", "10", "0.5"), ("-3", "7", "1"), ("0", "100", "0.25")]
LONG_SCALES = [("0", "1000000000000001", "0.000000001"), ("0", "300000000000000000000", "1"), SCALES[0]]
RULES: list[Form] = [
    {"by": "goalposts", "low": "20", "high": "81"},
    {"by": "piecewise", "points": [["0", "0"], ["50", "80"], ["103", "100"]]},
    {"by": "minmax", "direction": "lower", "clamp": False},
    {"by": "minmax_log"},
    {"by": "zscore", "clamp": False},
    {"by": "percentile"},
]
WIDE = Context(prec=80)


def text(words: str) -> Form:
    return {"zh": words, "en": words}


def leaf(chance: random.Random, code: str, weight: str, scales: list[tuple[str, str, str]]) -> Form:
    common = {"code": code, "title": text(code), "weight": weight}
    if chance.random() < 0.3:
        return {**common, "kind": "measured", "unit": "", "normalize": chance.choice(RULES)}
    least, most, step = chance.choice(scales)
    return {**common, "kind": "judged", "scale": {"min": least, "max": most, "step": step}}


def panel(chance: random.Random) -> Form:
    trim = chance.randint(0, 4)
    trimmed = {"combine": "trimmed_mean", "trim": trim, "trim_from": 2 * trim + 1 + chance.randint(0, 1)}
    by = [{"scope": "indicator"}, {"scope": "judge_total"}]
    return chance.choice([{"combine": "mean"}, {"combine": "median"}, *({**trimmed, **scope} for scope in by)])


def method(chance: random.Random) -> Form:
    is_factor = chance.random() < 0.3
    aggregate = "arithmetic" if is_factor else chance.choice(["arithmetic", "arithmetic", "geometric", "harmonic"])
    stages = ["panel", "dimension"] + (["weighted"] if aggregate == "arithmetic" else [])
    return {
        "panel": panel(chance),
        "weighting": "factor" if is_factor else "percent",
        "aggregate": aggregate,
        "missing": chance.choice(["refuse", "floor"] if is_factor else ["refuse", "floor", "exclude"]),
        "rounding": {
            "mode": chance.choice(["half_up", "half_even"]),
            "places": chance.choice([0, 1, 2, 12]),
            "at": ["total", *chance.sample(stages, chance.randint(0, len(stages)))],
        },
        "adjustments": {"low": "-5", "high": "3.5"},
    }


def mark(chance: random.Random, scale: Form, spread: int) -> str:
    """A mark near the top of its scale, so that judges and entries are often level."""
    steps = chance.randint(0, spread)
    return format(WIDE.subtract(Decimal(scale["max"]), WIDE.multiply(Decimal(scale["step"]), Decimal(steps))), "f")


def ballots(form: Form, chance: random.Random) -> None:
    """Ballots with gaps, none by recused judges, and some marks struck."""
    gap, spread = chance.choice([0, 0.05, 0.4]), chance.choice([2, 10])
    judged = [leaf for d in form["criteria"] for leaf in d["indicators"] if leaf["kind"] == "judged"]
    for judge in JUDGES:
        for entry in (entry["code"] for entry in form["entries"]):
            if chance.random() < 0.05:
                form["recusals"].append({"judge": judge, "entry": entry, "reason": ""})
                continue
            marks = {leaf["code"]: mark(chance, leaf["scale"], spread) for leaf in judged if chance.random() >= gap}
            form["ballots"].append({"judge": judge, "entry": entry, "marks": marks})
            struck = [code for code in marks if chance.random() < 0.04]
            form["struck"] += [{"judge": judge, "entry": entry, "indicator": code, "case": "C1"} for code in struck]


def a_round(chance: random.Random) -> Form:
    """Up to six entries and nine judges; three dimensions whose weights sum to 100."""
    scales = chance.choice([SCALES, SCALES, LONG_SCALES])
    weights = iter(["12.5", "20.7", "1.8", "30", "15", "20"])
    tree = [("A", 3), ("B", 1), ("C", 2)]
    entries = [f"T{n}" for n in range(1, chance.randint(1, 6) + 1)]
    form: Form = {
        "format": "pingxuan-round/1",
        "code": "r",
        "title": text("r"),
        "method": method(chance),
        "criteria": [
            {
                "code": code,
                "title": text(code),
                "indicators": [leaf(chance, f"{code}{n}", next(weights), scales) for n in range(n_leaves)],
            }
            for code, n_leaves in tree
        ],
        "entries": [
            {"code": e, "name": text(e), "status": chance.choice(["eligible", "eligible", "excluded"])} for e in entries
        ],
        "judges": [{"code": judge} for judge in JUDGES],
        **{name: [] for name in ("recusals", "ballots", "struck", "figures")},
        "adjustments": [{"code": "P1", "entry": "T1", "points": str(chance.randint(-7, 7)), "reason": ""}],
    }
    ballots(form, chance)
    lack = chance.choice([0, 0.3])
    for measured in (leaf for d in form["criteria"] for leaf in d["indicators"] if leaf["kind"] == "measured"):
        present = [entry for entry in entries if chance.random() >= lack]
        values = ({"entry": e, "indicator": measured["code"], "value": str(chance.randint(0, 100))} for e in present)
        form["figures"] += values
    return form


def number(column: Column, row: int) -> Fraction | None:
    return column.fraction(row) if column.known[row] else None


def assert_same(book: Book, sheet: Sheet, entry: str, course: Course) -> None:
    """Every number of an entry's working stands in the sheet."""
    row, told = book.place[entry], work(book, entry, course)
    for branch in told.branches:
        assert number(sheet.dimensions[branch.dimension.code], row) == branch.score
        shown = {leaf.indicator.code: leaf.score for leaf in branch.leaves}
        for code in (leaf.code for leaf in branch.dimension.indicators):
            assert sheet.left_out[code][row] == (code not in shown)
            assert number(sheet.scores[code], row) == shown.get(code)
    assert sheet.adjustment.fraction(row) == told.adjustment
    assert number(sheet.exact, row) == told.exact
    assert number(sheet.total, row) == told.total


@UNHURRIED
@given(st.randoms(use_true_random=False))
@example(random.Random(1))
def test_the_sheet_holds_what_the_workings_say(chance: random.Random) -> None:
    """Along all three courses every score, dimension and total is the fraction that the working of its entry finds."""
    book = Book.of(scoring.read_round(a_round(chance)))
    sheets = Sheets(book)
    for course in (as_declared(book.method), unrounded(book.method), untrimmed(book.method)):
        for entry in book.place:
            assert_same(book, sheets.of(course), entry, course)


@UNHURRIED
@given(st.randoms(use_true_random=False))
def test_judge_totals_are_the_same_for_all_and_for_one(chance: random.Random) -> None:
    """What the arrays say of a judge's whole is, up to one quantum for all, what the book says of each entry."""
    book = Book.of(scoring.read_round(a_round(chance)))
    totals, complete = judge_totals(book)
    ratios = set()
    for entry, row in book.place.items():
        told = book.judge_totals(entry)
        assert {book.judges[seat] for seat in np.flatnonzero(complete[:, row])} == told.keys()
        ratios |= {total / int(totals[book.judges.index(judge), row]) for judge, total in told.items() if total}
        assert all(totals[book.judges.index(judge), row] == 0 for judge, total in told.items() if total == 0)
    assert len(ratios) <= 1


@UNHURRIED
@given(st.randoms(use_true_random=False))
def test_every_array_holds_whole_numbers(chance: random.Random) -> None:
    """No array anywhere in a sheet is of floats, and those of objects hold Python's own integers."""
    book = Book.of(scoring.read_round(a_round(chance)))
    sheet = Sheets(book).declared
    columns = [*sheet.scores.values(), *sheet.dimensions.values(), sheet.adjustment, sheet.exact, sheet.total]
    for units in (book.marks.units, judge_totals(book)[0], *(column.units for column in columns)):
        assert units.dtype in (np.dtype(np.int64), np.dtype(object))
        assert {type(unit) for unit in units.ravel().tolist()} <= {int}


@UNHURRIED
@given(st.randoms(use_true_random=False))
def test_ranks_follow_the_totals_of_the_workings(chance: random.Random) -> None:
    """Without a tie chain the levels are the eligible entries grouped and sorted by the fraction of their total."""
    book = Book.of(scoring.read_round(a_round(chance)))
    sheets = Sheets(book)
    if sheets.declared.faults:
        with pytest.raises(scoring.Refused):
            ranked(sheets)
        return
    totals = {e.code: work(book, e.code, as_declared(book.method)).total for e in book.round.entries if e.is_eligible}
    expected = [tuple(sorted(e for e in totals if totals[e] == t)) for t in sorted({*totals.values()}, reverse=True)]
    assert [level.entries for level in ranked(sheets)[0]] == expected


NUMBERS = st.one_of(st.fractions(-100, 100, max_denominator=60), st.integers(-(2**70), 2**70).map(Fraction))


@UNHURRIED
@given(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=5), st.integers(0, 12))
def test_columns_reckon_as_fractions_do(rows: list[tuple[Fraction, Fraction, Fraction]], places: int) -> None:
    """Sums, products and both roundings are exact, on either side of what int64 can hold."""
    columns = [Column.of(list(numbers)) for numbers in zip(*rows, strict=True)]
    total, product = total_of(columns), columns[0].times(columns[1], per=7)
    for at, (a, b, c) in enumerate(rows):
        assert total.fraction(at) == a + b + c
        assert product.fraction(at) == a * b / 7
        for mode in ("half_up", "half_even"):
            assert total.rounded(places, mode).fraction(at) == rounded(a + b + c, places, mode)


@pytest.mark.parametrize("past", [0, 1])
def test_a_sum_at_the_edge_of_int64_never_wraps(past: int) -> None:
    """The last sum that int64 holds stays in int64; one more is reckoned in Python's own integers."""
    total = total_of([Column.of([Fraction(2**62)]), Column.of([Fraction(2**62 - 1 + past)])])
    assert total.units.dtype == (np.dtype(object) if past else np.dtype(np.int64))
    assert total.fraction(0) == 2**63 - 1 + past


def test_the_least_int64_counts_as_one_more_than_the_greatest() -> None:
    """``abs`` of the least int64 wraps; the bound does not."""
    assert largest(np.array([-(2**63)], dtype=np.int64)) == 2**63
