"""Laws that hold for every round: what may not change anything, and what may change it in one direction only."""

from __future__ import annotations

import copy
import random
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import scoring

Form = dict[str, Any]
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
JUDGES = [f"J{n}" for n in range(1, 8)]
SETS = ("criteria", "entries", "judges", "ballots", "figures", "recusals", "adjustments")
STEPS = ["total_unrounded", "untrimmed_total", "dimension:A", "indicator:A2", "indicator:M1", "judge_majority", "lot"]
PANELS = st.one_of(
    st.just({"combine": "mean"}),
    st.just({"combine": "median"}),
    st.builds(
        lambda trim, scope: {"combine": "trimmed_mean", "trim": trim, "trim_from": 2 * trim + 1, "scope": scope},
        st.integers(0, 2),
        st.sampled_from(["indicator", "judge_total"]),
    ),
)
ANCHORED = st.sampled_from(
    [
        {"by": "goalposts", "low": "20", "high": "80"},
        {"by": "piecewise", "points": [["0", "0"], ["50", "80"], ["100", "100"]]},
        {"by": "capped", "cap": "70"},
        {"by": "deduction", "full": "90", "per": "1.5"},
        {"by": "reference", "value": "60"},
    ]
)
COHORT = st.builds(
    lambda by, direction: {"by": by, "direction": direction},
    st.sampled_from(["minmax", "minmax_log", "zscore", "percentile"]),
    st.sampled_from(["higher", "lower"]),
)


def text(words: str) -> Form:
    return {"zh": words, "en": words}


def judged(code: str, weight: str) -> Form:
    scale = {"min": "0", "max": "10", "step": "0.5"}
    return {"code": code, "title": text(code), "weight": weight, "kind": "judged", "scale": scale}


@st.composite
def rounds(
    draw: st.DrawFn, rules: st.SearchStrategy[Form] = ANCHORED, statuses: tuple[str, ...] = ("eligible",)
) -> Form:
    """A round of two to five entries, every entry with at least one mark and a figure."""
    entries = [f"T{n}" for n in range(1, draw(st.integers(2, 5)) + 1)]
    judges = JUDGES[: draw(st.integers(1, 7))]
    marks = st.integers(10, 20).map(lambda half: str(Decimal(half) / 2))
    measured = {"code": "M1", "title": text("M1"), "weight": "40", "kind": "measured", "unit": ""}
    aggregate = draw(st.sampled_from(["arithmetic", "arithmetic", "geometric", "harmonic"]))
    stages = ["panel", "dimension"] + (["weighted"] if aggregate == "arithmetic" else [])
    return {
        "format": "pingxuan-round/1",
        "code": "r",
        "title": text("r"),
        "method": {
            "panel": draw(PANELS),
            "aggregate": aggregate,
            "rounding": {
                "mode": draw(st.sampled_from(["half_up", "half_even"])),
                "places": draw(st.integers(0, 3)),
                "at": ["total", *draw(st.lists(st.sampled_from(stages), unique=True))],
            },
            "adjustments": {"low": "-5", "high": "5"},
            "ties": draw(st.permutations(STEPS)),
        },
        "criteria": [
            {"code": "A", "title": text("A"), "indicators": [judged("A1", "25.5"), judged("A2", "34.5")]},
            {"code": "M", "title": text("M"), "indicators": [{**measured, "normalize": draw(rules)}]},
        ],
        "entries": [{"code": e, "name": text(e), "status": draw(st.sampled_from(statuses))} for e in entries],
        "judges": [{"code": judge} for judge in judges],
        "ballots": [
            {"judge": judge, "entry": entry, "marks": {"A1": draw(marks), "A2": draw(marks)}}
            for entry in entries
            for judge in judges
        ],
        "figures": [{"entry": e, "indicator": "M1", "value": str(draw(st.integers(0, 100)))} for e in entries],
        "adjustments": [{"code": "P1", "entry": "T1", "points": str(draw(st.integers(-7, 7))), "reason": ""}],
        "lot": {"source": "", "seed": draw(st.sampled_from(["", "7"]))},
    }


def tally(form: Form) -> scoring.Tally:
    return scoring.tally(scoring.read_round(form))


def totals(form: Form) -> dict[str, Decimal]:
    return {standing.entry: standing.total for standing in tally(form).standings}


@UNHURRIED
@given(rounds(ANCHORED | COHORT, ("eligible", "eligible", "excluded")), st.randoms(use_true_random=False))
def test_permuting_every_list_changes_nothing(form: Form, chance: random.Random) -> None:
    """Judges, entries, criteria and rows in any order give the same bytes: totals, ranks, notices and digests."""
    other = copy.deepcopy(form)
    for name in SETS:
        chance.shuffle(other.get(name, []))
    for dimension in other["criteria"]:
        chance.shuffle(dimension["indicators"])
    chance.shuffle(other["method"]["rounding"]["at"])
    assert scoring.canonical(tally(other).as_format()) == scoring.canonical(tally(form).as_format())
    assert scoring.round_digest(scoring.read_round(other)) == scoring.round_digest(scoring.read_round(form))


@UNHURRIED
@given(rounds(ANCHORED | COHORT))
def test_export_then_import_is_the_identity(form: Form) -> None:
    """Reading what was written gives the same round, the same digest and the same result."""
    once = scoring.read_round(form)
    again = scoring.read_round(scoring.canonical(once.as_format()))
    assert again.as_format() == once.as_format()
    assert scoring.tally(again) == scoring.tally(once)


@UNHURRIED
@given(rounds(), st.data())
def test_raising_a_mark_never_lowers_the_total(form: Form, data: st.DataObject) -> None:
    """A better mark never hurts, whatever panel rule, mean or rounding (marks trimmed by indicator)."""
    assume(form["method"]["panel"].get("scope") != "judge_total")
    ballot = data.draw(st.sampled_from(form["ballots"]))
    code = data.draw(st.sampled_from(["A1", "A2"]))
    mark = Decimal(ballot["marks"][code])
    assume(mark < 10)
    before = totals(form)[ballot["entry"]]
    ballot["marks"][code] = str(mark + Decimal("0.5"))
    assert totals(form)[ballot["entry"]] >= before


@UNHURRIED
@given(rounds(), st.data())
def test_deleting_an_entry_changes_nobody_else(form: Form, data: st.DataObject) -> None:
    """Under anchored rules the others keep their totals and, without the pairwise step, their order."""
    form["method"]["ties"].remove("judge_majority")
    gone = data.draw(st.sampled_from([entry["code"] for entry in form["entries"]]))
    before = [(row.entry, row.total, row.tied) for row in tally(form).standings if row.entry != gone]
    for name in ("entries", "ballots", "figures", "adjustments"):
        key = "code" if name == "entries" else "entry"
        form[name] = [item for item in form[name] if item[key] != gone]
    after = [(row.entry, row.total) for row in tally(form).standings]
    assert after == [(entry, total) for entry, total, _ in before]


@UNHURRIED
@given(rounds(ANCHORED | COHORT), st.data())
def test_excluding_an_entry_is_the_same_to_others_as_deleting_it(form: Form, data: st.DataObject) -> None:
    """An entry without eligibility is outside the cohort and outside every tie."""
    gone = data.draw(st.sampled_from(form["entries"]))
    excluded, deleted = copy.deepcopy(form), copy.deepcopy(form)
    next(entry for entry in excluded["entries"] if entry["code"] == gone["code"])["status"] = "excluded"
    for name in ("entries", "ballots", "figures", "adjustments"):
        key = "code" if name == "entries" else "entry"
        deleted[name] = [item for item in deleted[name] if item[key] != gone["code"]]
    assert tally(excluded).standings == tally(deleted).standings


@UNHURRIED
@given(rounds(ANCHORED | COHORT))
def test_a_rank_is_one_more_than_those_ahead(form: Form) -> None:
    """Ranks go 1-2-2-4, never against the totals, and only ``shared`` leaves entries level."""
    standings = tally(form).standings
    for row in standings:
        level = [other for other in standings if other.rank == row.rank]
        assert row.rank == 1 + sum(other.rank < row.rank for other in standings)
        assert row.tied == (len(level) > 1) == (row.decided_by == "shared")
        assert all(other.total >= row.total for other in standings if other.rank < row.rank)
        if row.decided_by == "total":
            assert all(other.total != row.total for other in standings if other is not row)


@UNHURRIED
@given(rounds(), st.data())
def test_a_lone_mark_moves_a_trimmed_mean_no_further_than_its_neighbours(form: Form, data: st.DataObject) -> None:
    """With one mark dropped at each end, whatever one judge does, the score stays within the others' marks."""
    assume(len(form["judges"]) >= 3)
    form["method"]["panel"] = {"combine": "trimmed_mean", "trim": 1, "trim_from": 3}
    form["method"]["rounding"]["at"] = ["total"]
    ballot = data.draw(st.sampled_from([b for b in form["ballots"] if b["entry"] == "T1"]))
    ballot["marks"]["A1"] = data.draw(st.sampled_from(["0", "10"]))
    others = [Decimal(b["marks"]["A1"]) * 10 for b in form["ballots"] if b["entry"] == "T1" and b is not ballot]
    score = next(row.indicators["A1"] for row in tally(form).standings if row.entry == "T1")
    assert min(others) <= score <= max(others)
