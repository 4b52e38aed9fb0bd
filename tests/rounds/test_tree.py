"""The criteria tree: what ships, what can be changed, and what keeps it from being locked."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.core.amounts import to_hundredths
from competition.core.errors import Conflict, NotFound, Refusal
from competition.core.records import Text
from competition.policy import service as policy
from competition.rounds import checks, edits, words
from competition.rounds.criteria import Dimension, Direction, Indicator, Kind, decimal_text
from competition.rounds.defaults import NORMALIZE
from competition.rounds.records import PublishMarks, Rules
from competition.rounds.template import first_rules

TEMPLATE = policy.template("xz-2022-81")


@pytest.fixture
def rules() -> Rules:
    """The first rules of a round under 忻政办发〔2022〕81号, with a quota and a budget."""
    return replace(first_rules(1, TEMPLATE), quota=6, budget_fen=120_000_000)


def codes(rules: Rules) -> list[str]:
    """The codes of everything wrong."""
    return [fault.code for fault in checks.faults(rules)]


def changed(rules: Rules, code: str, **values: object) -> Rules:
    """The rules with some fields of one part changed."""
    part = replace(edits.find(rules.dimensions, code), **values)
    return replace(rules, dimensions=edits.with_part(rules.dimensions, part))


def test_the_default_tree_is_the_one_of_the_handbook(rules: Rules) -> None:
    """DOMAIN 1.4: 20, 25, 20, 20 and 15 in this order; 24 indicators, 68 measured and 32 judged."""
    assert [branch.weight for branch in rules.dimensions] == [2000, 2500, 2000, 2000, 1500]
    assert [branch.mark for branch in rules.dimensions] == list("特规创服环")
    assert len(rules.indicators) == 24
    assert sum(leaf.weight for leaf in rules.measured) == 6800
    assert sum(leaf.weight for leaf in rules.judged) == 3200


def test_the_revenue_ladder_is_the_tiers_of_article_1(rules: Rules) -> None:
    """B1 has its anchors at 5, 10, 50, 100 and 200 亿元."""
    leaf = rules.indicator("B1")
    assert leaf is not None
    assert leaf.normalize is not None
    assert [point[0] for point in leaf.normalize["points"]][1:] == ["5", "10", "50", "100", "200"]


def test_the_default_rules_lack_only_quota_and_budget(rules: Rules) -> None:
    """The policy names neither, so both are asked for; all else is settled from the start."""
    assert codes(rules) == []
    assert codes(first_rules(1, TEMPLATE)) == ["rounds.quota_missing", "rounds.budget_missing"]


def test_a_line_that_no_total_can_reach_is_a_fault(rules: Rules) -> None:
    """100 points can be reached, 100.01 only where the rules allow points on top."""
    assert codes(replace(rules, minimum_line=10_000)) == []
    assert codes(replace(rules, minimum_line=10_001)) == ["rounds.line_out_of_reach"]
    generous = {**rules.method, "adjustments": {"low": "0", "high": "1"}}
    assert codes(replace(rules, minimum_line=10_001, method=generous)) == []


def test_the_best_total_of_factors_is_the_sum_of_the_best_marks(rules: Rules) -> None:
    """Factors multiply marks as they stand; a figure without a ceiling has no best total."""
    by_factor = replace(rules, method={**rules.method, "weighting": "factor"})
    assert checks.best_total(by_factor) == 100 * 10_000
    free = changed(by_factor, "C3", normalize={"by": "capped", "cap": "12", "clamp": False})
    assert checks.best_total(free) is None


def test_a_budget_below_the_grants_of_the_quota_is_a_fault(rules: Rules) -> None:
    """Six times 200,000 yuan under article 4; where the policy leaves the sum open, any budget will do."""
    short = replace(rules, budget_fen=119_999_999)
    (found,) = checks.faults(short, 20_000_000)
    assert (found.code, found.params["due"]) == ("rounds.budget_short", "1200000")
    assert checks.faults(rules, 20_000_000) == checks.faults(short) == ()
    assert [fault.code for fault in checks.faults(replace(rules, budget_fen=0))] == ["rounds.budget_missing"]


def test_a_short_sum_is_told_at_the_parent_and_not_mended(rules: Rules) -> None:
    """Innovation adds up to 15 of 20: five are missing, and every weight stays as it was typed."""
    short = changed(rules, "C5", weight=0)
    found = checks.faults(short)
    assert [(fault.code, fault.place) for fault in found] == [
        ("rounds.dimension_sum_missing", "dimension:C"),
        ("rounds.weight_missing", "indicator:C5"),
    ]
    assert (found[0].params["sum"], found[0].params["gap"]) == ("15", "5")
    assert short.indicator("C4") == rules.indicator("C4")


WRONG = {
    "rounds.no_dimensions": lambda r: replace(r, dimensions=()),
    "rounds.tree_sum_over": lambda r: changed(r, "A", weight=2100),
    "rounds.tree_sum_missing": lambda r: changed(r, "A", weight=1900),
    "rounds.dimension_sum_over": lambda r: changed(r, "A1", weight=600),
    "rounds.dimension_empty": lambda r: changed(r, "E", indicators=()),
    "rounds.scale_empty": lambda r: changed(r, "A4", scale_max=0),
    "rounds.scale_step": lambda r: changed(r, "A4", scale_step=300),
    "rounds.rubric_missing": lambda r: changed(r, "A4", rubric=()),
    "rounds.rubric_ends": lambda r: changed(r, "A4", scale_max=11_000),
    "rounds.rubric_gap": lambda r: changed(r, "A4", rubric=(r.indicator("A4").rubric[0], r.indicator("A4").rubric[-1])),
    "rounds.normalize_missing": lambda r: changed(r, "A1", normalize=None),
    "rounds.points_missing": lambda r: changed(r, "A1", normalize={"by": "piecewise", "points": [["1", "1"]]}),
    "rounds.points_not_rising": lambda r: changed(
        r, "A1", normalize={"by": "piecewise", "points": [["2", "1"], ["1", "2"]]}
    ),
    "rounds.goalposts_order": lambda r: changed(r, "A1", normalize={"by": "goalposts", "low": "9", "high": "9"}),
    "rounds.parameter_positive": lambda r: changed(r, "A3", normalize={"by": "capped", "cap": "0"}),
    "rounds.direction_refused": lambda r: changed(r, "A3", direction=Direction.LOWER),
    "rounds.tie_refers_to_nothing": lambda r: with_method(r, ties=["dimension:Z"]),
    "rounds.lot_source_missing": lambda r: with_method(r, ties=["lot"]),
    "rounds.trim_leaves_nothing": lambda r: with_method(r, panel={**r.method["panel"], "trim": 3}),
    "rounds.mean_needs_percent": lambda r: with_method(r, aggregate="geometric", weighting="factor"),
    "rounds.mean_without_weighted_stage": lambda r: with_method(
        r, aggregate="harmonic", rounding={**r.method["rounding"], "at": ["weighted", "total"]}
    ),
    "rounds.exclude_needs_percent": lambda r: with_method(r, missing="exclude", weighting="factor"),
    "rounds.total_is_rounded": lambda r: with_method(r, rounding={**r.method["rounding"], "at": []}),
    "rounds.limits_order": lambda r: with_method(r, adjustments={"low": "1", "high": "2"}),
    "rounds.red_below_yellow": lambda r: replace(r, red_percent=1000),
    "rounds.publicity_too_short": lambda r: replace(r, publicity_days=4),
}


def with_method(rules: Rules, **values: object) -> Rules:
    """The rules with parts of their method changed."""
    return replace(rules, method={**rules.method, **values})


@pytest.mark.parametrize("code", WRONG)
def test_each_fault_is_found_and_has_words(rules: Rules, code: str) -> None:
    """Whatever is wrong is named by its own code, at a page that mends it, in a sentence."""
    broken = WRONG[code](rules)
    assert code in codes(broken)
    assert code in words.TODOS
    assert all(checks.todo("xz-2025", fault).endpoint.startswith("rounds.") for fault in checks.faults(broken))


def test_a_code_stands_once(rules: Rules) -> None:
    """A dimension and an indicator cannot share a code, since tables and ties are read by it."""
    with pytest.raises(Conflict):
        edits.add_dimension(rules.dimensions, Dimension("B1", Text("重名"), Text("重"), "重", 0, 0))
    with pytest.raises(Refusal, match="bad_part_code"):
        edits.add_dimension(rules.dimensions, Dimension("一", Text("一"), Text("一"), "一", 0, 0))
    doubled = replace(rules, dimensions=(*rules.dimensions, replace(rules.dimensions[0], position=6)))
    assert "rounds.code_twice" in codes(doubled)


def test_a_part_added_and_removed_leaves_the_tree_as_it_was(rules: Rules) -> None:
    """Adding an indicator and taking it out again changes nothing, positions included."""
    leaf = Indicator("C6", "C", Text("新增"), 0, Kind.MEASURED, normalize=NORMALIZE["yes_no"])
    grown = edits.add_indicator(rules.dimensions, leaf)
    assert edits.find(grown, "C6") == leaf
    assert edits.remove(grown, "C6") == rules.dimensions
    with pytest.raises(NotFound):
        edits.remove(rules.dimensions, "C6")
    with pytest.raises(NotFound):
        edits.add_indicator(rules.dimensions, replace(leaf, dimension="Z"))


def test_moving_a_part_keeps_the_others_in_order(rules: Rules) -> None:
    """B2 moved up stands before B1; at the end it stays; dimensions are numbered anew."""
    moved = edits.shift(rules.dimensions, "B2", -1)
    assert [leaf.code for leaf in moved[1].indicators] == ["B2", "B1", "B3", "B4", "B5"]
    assert edits.shift(rules.dimensions, "A", -1) == rules.dimensions
    first = edits.shift(rules.dimensions, "E", -9)
    assert [(branch.code, branch.position) for branch in first][:2] == [("E", 1), ("A", 2)]


@given(weights=st.lists(st.integers(1, 9_999), min_size=1, max_size=12), due=st.integers(1, 10_000))
def test_fitted_weights_add_up_and_keep_their_order(weights: list[int], due: int) -> None:
    """Weights fitted in proportion add up exactly, and no weight overtakes a larger one."""
    leaves = tuple(Indicator(f"X{at}", "X", Text("甲"), weight, Kind.JUDGED) for at, weight in enumerate(weights))
    fitted = edits.fitted(Dimension("X", Text("甲"), Text("甲"), "甲", 1, due, leaves))
    assert sum(fitted.values()) == due
    ranked = sorted(leaves, key=lambda leaf: leaf.weight)
    assert [fitted[leaf.code] for leaf in ranked] == sorted(fitted.values()) or len({*weights}) < len(weights)


def test_an_empty_proportion_proposes_nothing() -> None:
    """Weights that are all zero have no proportion."""
    leaves = (Indicator("X1", "X", Text("甲"), 0, Kind.JUDGED),)
    assert edits.fitted(Dimension("X", Text("甲"), Text("甲"), "甲", 1, 2000, leaves)) == {}


def test_a_mark_falls_in_the_highest_band_it_reaches(rules: Rules) -> None:
    """80 is good, 79.5 is fair, and 100 is excellent."""
    leaf = rules.indicator("A4")
    assert leaf is not None
    found = [leaf.band(mark) for mark in (8000, 7950, 10_000, 0)]
    assert [band.title.zh for band in found if band] == ["良", "中", "优", "差"]
    assert leaf.band(-1) is None


@given(st.integers(-(10**9), 10**9))
def test_hundredths_survive_the_file(amount: int) -> None:
    """A number of hundredths written as text reads back as itself."""
    assert to_hundredths(decimal_text(amount)) == amount


def test_the_published_csv_of_the_tree_is_what_ships(rules: Rules) -> None:
    """Where the published table of the tree lies beside the checkout, codes and weights agree with it."""
    table = Path(__file__).resolve().parents[3] / "shared/data/default_criteria_tree.csv"
    if not table.exists():
        pytest.skip("the published table is not beside this checkout")
    with table.open(encoding="utf-8-sig") as source:
        told = {row["code"]: (row["kind"], row["weight"], row["unit"]) for row in csv.DictReader(source)}
    assert {leaf.code: (str(leaf.kind), decimal_text(leaf.weight), leaf.unit) for leaf in rules.indicators} == told


def test_scores_that_depend_on_the_cohort_are_named(rules: Rules) -> None:
    """Min-max is allowed, with a warning that names the indicator."""
    assert checks.cohort_dependent(rules) == ()
    assert [leaf.code for leaf in checks.cohort_dependent(changed(rules, "B3", normalize={"by": "minmax"}))] == ["B3"]


def test_marks_are_published_only_when_the_rules_say_so(rules: Rules) -> None:
    """By default no single mark is published."""
    assert rules.publish_marks is PublishMarks.NONE
