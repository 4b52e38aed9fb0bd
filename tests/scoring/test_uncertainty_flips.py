"""The flip margin against the definition: every step of every mark tried, and the whole round tallied each time."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scoring
from scoring.book import Book
from scoring.records import Round
from scoring.sheet import Sheets
from scoring.tallying import standings
from scoring.uncertainty import FlipMargin, flip_margin
from scoring.uncertainty.flip_board import Board, Moves
from scoring.uncertainty.flip_estimate import UNSURE, Estimate

Form = dict[str, Any]
STEPS = ["total_unrounded", "untrimmed_total", "dimension:A", "indicator:A2", "indicator:M", "judge_majority", "lot"]
PANELS = [
    {"combine": "mean"},
    {"combine": "median"},
    {"combine": "trimmed_mean", "trim": 1, "trim_from": 3, "scope": "indicator"},
    {"combine": "trimmed_mean", "trim": 1, "trim_from": 3, "scope": "judge_total"},
]


def text(words: str) -> Form:
    return {"zh": words, "en": words}


def leaf(code: str, weight: str, least: str, top: str, step: str) -> Form:
    scale = {"min": least, "max": top, "step": step}
    return {"code": code, "title": text(code), "weight": weight, "kind": "judged", "scale": scale}


def random_round(chance: random.Random) -> Round:
    """A small, often close round: coarse marks, any panel rule, any chain, one mark struck, one entry withdrawn."""
    entries = [f"T{n}" for n in range(1, chance.randint(3, 5))]
    judges = [f"J{n}" for n in range(1, chance.randint(2, 5))]
    aggregate = chance.choice(["arithmetic", "arithmetic", "geometric", "harmonic"])
    least = chance.choice(["4", "4", "4", "-2"])
    stages = ["panel", "dimension", *(["weighted"] if aggregate == "arithmetic" else [])]
    measured = {"by": chance.choice(["goalposts", "minmax"]), "direction": "higher"}
    if measured["by"] == "goalposts":
        measured |= {"low": "0", "high": "10"}
    last = chance.choice(["eligible", "withdrawn"])
    struck = [{"judge": "J1", "entry": "T1", "indicator": "A1", "case": "C1"}]
    figures = [{"entry": e, "indicator": "M", "value": str(chance.randint(4, 6))} for e in entries]
    return scoring.read_round(
        {
            "format": "pingxuan-round/1",
            "code": "r",
            "title": text("r"),
            "method": {
                "panel": chance.choice(PANELS),
                "aggregate": aggregate,
                "rounding": {
                    "mode": "half_up",
                    "places": chance.randint(0, 2),
                    "at": ["total", *chance.sample(stages, chance.randint(0, 2))],
                },
                "ties": chance.sample(STEPS, chance.randint(0, 4)),
            },
            "criteria": [
                {"code": "A", "title": text("A"), "indicators": [
                    leaf("A1", "50", least, "10", "1"), leaf("A2", "30", "2", "5", "0.5")
                ]},
                {"code": "M", "title": text("M"), "indicators": [
                    {"code": "M", "title": text("M"), "weight": "20", "kind": "measured", "unit": "",
                     "normalize": measured}
                ]},
            ],
            "entries": [
                {"code": e, "name": text(e), "status": last if e == "T4" else "eligible"} for e in entries
            ],
            "judges": [{"code": judge} for judge in judges],
            "ballots": [
                {"judge": j, "entry": e, "marks": {
                    "A1": str(chance.randint(5, 9)), "A2": str(Decimal(chance.randint(5, 9)) / 2)
                }}
                for e in entries for j in judges
            ],
            "figures": figures,
            "struck": struck * chance.randint(0, int(len(judges) > 1)),
            "adjustments": [{"code": "P1", "entry": "T2", "points": "0.5", "reason": ""}] * chance.randint(0, 1),
            "lot": {"source": "", "seed": chance.choice(["", "7"])},
        }
    )  # fmt: skip


def chosen(round_: Round, quota: int) -> tuple[str, ...] | None:
    try:
        return tuple(sorted(s.entry for s in standings(Sheets(Book.of(round_))) if s.rank <= quota))
    except scoring.Refused:
        return None


def changed(round_: Round, judge: str, entry: str, indicator: str, mark: Decimal) -> Round:
    ballots = tuple(
        replace(b, marks={**b.marks, indicator: mark}) if (b.judge, b.entry) == (judge, entry) else b
        for b in round_.ballots
    )
    return replace(round_, ballots=ballots)


def moves(round_: Round) -> Iterator[tuple[Fraction, str, str, str, int, Decimal]]:
    """Every other mark on the scale, for every mark that counts: share, entry, judge, indicator, steps, mark."""
    struck = {(s.judge, s.entry, s.indicator) for s in round_.struck}
    leaves = {leaf.code: leaf for part in round_.criteria for leaf in part.indicators}
    for ballot in round_.ballots:
        for code, mark in ballot.marks.items():
            scale = leaves[code].scale
            if scale is None or (ballot.judge, ballot.entry, code) in struck:
                continue
            for n in range(int((scale.max - scale.min) / scale.step) + 1):
                other = scale.min + n * scale.step
                if other != mark:
                    share = Fraction(abs(other - mark)) / Fraction(scale.max - scale.min)
                    yield share, ballot.entry, ballot.judge, code, int((other - mark) / scale.step), other


def by_trying(round_: Round, quota: int) -> tuple[Fraction, str, str, str, int, Decimal] | None:
    usual = chosen(round_, quota)
    for move in sorted(moves(round_)):
        _, entry, judge, code, _, mark = move
        if chosen(changed(round_, judge, entry, code, mark), quota) not in (usual, None):
            return move
    return None


def assert_the_same(found: FlipMargin, round_: Round) -> None:
    tried = by_trying(round_, found.quota)
    assert found.chosen == chosen(round_, found.quota)
    if tried is None or found.flip is None:
        assert tried is None
        assert found.flip is None
        assert found.margin is None
        return
    flip = found.flip
    assert (flip.share, flip.entry, flip.judge, flip.indicator, flip.altered) == (*tried[:4], tried[5])
    assert flip.chosen == chosen(changed(round_, flip.judge, flip.entry, flip.indicator, flip.altered), found.quota)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 3))
def test_it_is_the_first_of_all_changes_that_flips(seed: int, quota: int) -> None:
    """Invariant 11, by brute force: the change flips, and no smaller one does."""
    round_ = random_round(random.Random(seed))
    assert_the_same(flip_margin(round_, quota=quota), round_)


@pytest.fixture
def two(make: Callable[..., Form], leaf_judged: Callable[..., Form]) -> Callable[..., Round]:
    def build(high: list[str], low: list[str], **method: Any) -> Round:
        marks = {
            entry: {f"J{n}": {"A": mark} for n, mark in enumerate(row, 1)}
            for entry, row in {"T1": high, "T2": low}.items()
        }
        return scoring.read_round(make(leaf_judged("A"), marks=marks, method=method))

    return build


def test_a_mean_moves_by_its_part(two: Callable[..., Round]) -> None:
    """Three judges, one point apart on average: a mark must move three points to draw level, and the win is shared."""
    found = flip_margin(two(["80", "80", "80"], ["79", "79", "79"], panel={"combine": "mean"}))
    assert found.flip is not None
    assert (found.chosen, found.margin, found.flip.change, found.flip.chosen) == (("T1",), 3, -3, ("T1", "T2"))
    assert str(found) == "J1 on T1, A: 80 to 77 changes who is chosen"


def test_a_trimmed_mean_can_be_beyond_any_single_mark(two: Callable[..., Round]) -> None:
    """The neighbors bound what one mark can do: 80 can fall to the mean of 80, 80 and 80 only."""
    panel = {"combine": "trimmed_mean", "trim": 1, "trim_from": 3}
    found = flip_margin(two(["80"] * 5, ["60"] * 5, panel=panel))
    assert found.flip is None
    assert str(found) == "no single mark can change who is chosen"


def test_when_all_are_chosen_nothing_can_change(two: Callable[..., Round]) -> None:
    """With as many places as entries no mark can change who is chosen."""
    assert flip_margin(two(["80"], ["60"]), quota=2).flip is None


def test_level_entries_are_parted_by_one_step(two: Callable[..., Round]) -> None:
    """Two entries level at the first place are both chosen, and one step of one mark leaves one."""
    found = flip_margin(two(["80", "81"], ["81", "80"], panel={"combine": "mean"}))
    assert found.flip is not None
    assert (found.chosen, found.margin, found.flip.chosen) == (("T1", "T2"), 1, ("T2",))


def test_what_it_refuses(two: Callable[..., Round]) -> None:
    """A quota of 0, a correction for severity and a mark off its scale are refused."""
    round_ = two(["80"], ["60"])
    with pytest.raises(scoring.Refused, match="quota: expected a whole number of at least 1"):
        flip_margin(round_, quota=0)
    with pytest.raises(scoring.Refused, match="severity_not_available"):
        flip_margin(replace(round_, method=replace(round_.method, severity="additive")))
    with pytest.raises(scoring.Refused, match="mark_off_scale"):
        flip_margin(changed(round_, "J1", "T1", "A", Decimal("80.5")))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_a_higher_mark_never_lowers_a_total_or_a_rank(seed: int) -> None:
    """Invariant 3, which the search rests on, for every panel rule that trims single marks."""
    chance = random.Random(seed)
    round_ = random_round(chance)
    if round_.method.panel.scope == "judge_total":
        round_ = replace(round_, method=replace(round_.method, panel=replace(round_.method.panel, scope="indicator")))
    at = chance.choice([b for b in round_.ballots if b.entry in ("T1", "T2", "T3") and b.marks["A1"] < 10])
    higher = changed(round_, at.judge, at.entry, "A1", at.marks["A1"] + 1)
    before, after = (next(s for s in scoring.tally(r).standings if s.entry == at.entry) for r in (round_, higher))
    assert after.total >= before.total
    rivals = {s.entry: s.total for s in scoring.tally(round_).standings if s.entry != at.entry}
    assert sum(t > after.total for t in rivals.values()) <= sum(t > before.total for t in rivals.values())


def dropping(make: Callable[..., Form], leaf_judged: Callable[..., Form]) -> Round:
    """Three judges, the middle one by total kept, each indicator rounded to whole points before it is weighted."""
    rows = {"J1": ("80.7", "80"), "J2": ("70", "70"), "J3": ("80.4", "80.4")}
    marks = {
        "T1": {judge: {"A": a, "B": b} for judge, (a, b) in rows.items()},
        "T2": {judge: {"A": "80", "B": "80"} for judge in rows},
    }
    method = {
        "panel": {"combine": "trimmed_mean", "trim": 1, "trim_from": 3, "scope": "judge_total"},
        "rounding": {"mode": "half_up", "places": 0, "at": ["panel", "total"]},
        "ties": [],
    }
    leaves = [leaf_judged(code, "50", step="0.1") for code in "AB"]
    return scoring.read_round(make(*leaves, marks=marks, method=method))


def test_a_higher_mark_can_lower_a_total_where_judges_are_dropped_before_rounding(
    make: Callable[..., Form], leaf_judged: Callable[..., Form]
) -> None:
    """J1, raised past J3, is dropped; J3's 80.4 and 80.4 round down where J1's 80.7 and 80 made 81 and 80."""
    round_ = dropping(make, leaf_judged)
    found = flip_margin(round_)
    assert found.flip is not None
    assert (found.flip.judge, found.flip.entry, str(found.flip.change)) == ("J1", "T1", "0.2")
    assert (found.chosen, found.flip.chosen) == (("T1",), ("T1", "T2"))


@pytest.mark.parametrize(
    "panel",
    [
        {"combine": "mean"},
        {"combine": "trimmed_mean", "trim": 1, "trim_from": 3, "scope": "judge_total"},
    ],
)
def test_a_scale_of_a_trillion_steps_is_searched_as_soon_as_any(
    make: Callable[..., Form], leaf_judged: Callable[..., Form], panel: Form
) -> None:
    """0 to 1,000,000,000,000 by millionths: a mean of three takes half of three leads, and rounding gives the rest."""
    rows = {"T1": "800000000000", "T2": "799999999999"}
    marks = {entry: {f"J{n}": {"A": mark} for n in range(3)} for entry, mark in rows.items()}
    leaf = leaf_judged("A", top="1000000000000", step="0.000001")
    method = {"panel": panel, "rounding": {"mode": "half_up", "places": 10, "at": ["panel", "total"]}}
    found = flip_margin(scoring.read_round(make(leaf, marks=marks, method=method)))
    if panel["combine"] == "mean":
        assert found.flip is not None
        assert (found.flip.entry, str(found.flip.change)) == ("T2", "1.500000")
    else:
        assert found.flip is None


def test_scales_that_no_machine_can_count_are_refused(two: Callable[..., Round]) -> None:
    """A scale of more steps than a whole number of the machine can hold is refused."""
    round_ = two(["80"], ["60"])
    part = round_.criteria[0]
    leaf = part.indicators[0]
    assert leaf.scale is not None
    fine = replace(leaf, scale=replace(leaf.scale, step=Decimal("1e-20")))
    with pytest.raises(scoring.Refused, match="too_many"):
        flip_margin(replace(round_, criteria=(replace(part, indicators=(fine,)),)))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["geometric", "harmonic"]))
def test_an_estimate_is_unsure_or_right(seed: int, aggregate: str) -> None:
    """Wherever floats tell a copy from a boundary, the exact totals stand the same way; far from it they do tell."""
    chance = random.Random(seed)
    round_ = random_round(chance)
    rounding = replace(round_.method.rounding, at=tuple(s for s in round_.method.rounding.at if s != "weighted"))
    round_ = replace(round_, method=replace(round_.method, aggregate=aggregate, rounding=rounding))
    sheets = Sheets(Book.of(round_))
    board, row = Board.of(sheets.book), 0
    seat, at = np.nonzero(board.up[:, row])
    moves = Moves(
        seat, at, np.array([chance.randint(1, int(board.up[s, row, a])) for s, a in zip(seat, at, strict=True)])
    )
    total = board.copies(moves.seat[:0], row, moves).declared.total
    for boundary in (-10.0, float(sheets.declared.total.fraction(row)), 57.25, 1000.0):
        found = Estimate(sheets, row, boundary).stands(board.copies(moves.seat[:0], row, moves))
        leads = [total.fraction(n) - Fraction(boundary) for n in range(len(moves))]
        exact = [(lead > 0) - (lead < 0) for lead in leads]
        assert all(stand in (UNSURE, real) for stand, real in zip(found.tolist(), exact, strict=True))
        assert boundary not in (-10.0, 1000.0) or UNSURE not in found
