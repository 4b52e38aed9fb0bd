"""The tally, clause by clause, where no golden round says it already."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

import scoring

Form = dict[str, Any]
Make = Callable[..., Form]


def tally(form: Form) -> scoring.Tally:
    return scoring.tally(scoring.read_round(form))


def ranks(form: Form) -> dict[str, tuple[int, str]]:
    return {standing.entry: (standing.rank, standing.decided_by) for standing in tally(form).standings}


def one_judge(**marks: str) -> dict[str, dict[str, Form]]:
    return {entry: {"J1": {"A1": mark}} for entry, mark in marks.items()}


def test_an_eligible_entry_without_a_mark_is_refused(simple: Form) -> None:
    """The refusal names the entry and the indicator; unscored is never zero."""
    simple["ballots"] = simple["ballots"][:2]
    with pytest.raises(scoring.Refused) as caught:
        tally(simple)
    assert (caught.value.code, caught.value.pointer) == ("no_mark", "/entries/1")
    assert caught.value.params["entry"] == "T2"
    assert "A1" in str(caught.value)


def test_an_eligible_entry_without_its_figure_is_refused(simple: Form) -> None:
    """Under ``refuse`` a missing figure stops the tally and names itself."""
    simple["figures"] = simple["figures"][1:]
    with pytest.raises(scoring.Refused) as caught:
        tally(simple)
    assert (caught.value.code, caught.value.pointer) == ("figure_missing", "/entries/0")


def test_a_dimension_left_empty_is_refused(simple: Form) -> None:
    """``exclude`` cannot spread the weight of a dimension of which nothing is left."""
    simple["figures"] = simple["figures"][1:]
    simple["method"]["missing"] = "exclude"
    with pytest.raises(scoring.Refused) as caught:
        tally(simple)
    assert (caught.value.code, caught.value.pointer) == ("dimension_empty", "/entries/0")


def test_the_last_mark_struck_is_a_missing_mark(simple: Form) -> None:
    """Striking every mark of an eligible entry leaves it without one, and is refused."""
    simple["struck"] = [{"judge": judge, "entry": "T1", "indicator": "A1", "case": "C1"} for judge in ("J1", "J2")]
    with pytest.raises(scoring.Refused, match="no_mark"):
        tally(simple)


def test_no_complete_ballot_is_refused_under_judge_total(make: Make, leaf_judged: Callable[..., Form]) -> None:
    """Where whole judges are ranked, an entry of which nobody marked everything cannot be scored."""
    form = make(
        leaf_judged("A1", "50"),
        leaf_judged("A2", "50"),
        marks={"T1": {"J1": {"A1": "80"}, "J2": {"A2": "80"}}},
        method={"panel": {"combine": "trimmed_mean", "scope": "judge_total"}},
    )
    with pytest.raises(scoring.Refused, match="complete ballot"):
        tally(form)


def test_a_negative_score_has_no_geometric_mean(make: Make, leaf_measured: Callable[..., Form]) -> None:
    """With ``clamp`` false a score may be negative; the geometric and harmonic means refuse it."""
    rule = {"by": "deduction", "full": "98", "per": "5", "clamp": False}
    form = make(leaf_measured("M1", **rule), figures={"T1": {"M1": "70"}}, method={"aggregate": "geometric"})
    with pytest.raises(scoring.Refused, match="negative_score"):
        tally(form)


def test_the_median_is_the_mean_of_the_middle_two(make: Make, leaf_judged: Callable[..., Form]) -> None:
    """Four marks 10 20 40 90 give 30; five with a 50 more give 40."""
    marks = {f"J{n}": {"A1": mark} for n, mark in enumerate(("90", "10", "40", "20"))}
    method = {"panel": {"combine": "median"}}
    assert tally(make(leaf_judged("A1"), marks={"T1": marks}, method=method)).standings[0].total == 30
    marks["J9"] = {"A1": "50"}
    assert tally(make(leaf_judged("A1"), marks={"T1": marks}, method=method)).standings[0].total == 40


def test_five_judges_level_keep_three_fifths_each(make: Make, leaf_judged: Callable[..., Form]) -> None:
    """Where all totals are level at both cuts, all judges share both drops: the mean stays the plain mean."""
    pairs = (("80", "60"), ("70", "70"), ("60", "80"), ("75", "65"), ("65", "75"))
    marks = {f"J{n}": {"A1": a, "A2": b} for n, (a, b) in enumerate(pairs)}
    panel = {"combine": "trimmed_mean", "scope": "judge_total"}
    form = make(leaf_judged("A1", "50"), leaf_judged("A2", "50"), marks={"T1": marks}, method={"panel": panel})
    assert tally(form).standings[0].indicators == {"A1": 70, "A2": 70}
    shares = {mark.share for mark in scoring.explain(scoring.read_round(form), "T1").dimensions[0].indicators[0].marks}
    assert shares == {"0.6"}


def test_a_step_may_stand_twice(make: Make, leaf_judged: Callable[..., Form]) -> None:
    """The lot given twice splits what it split before and nothing more."""
    form = make(leaf_judged("A1"), marks=one_judge(T1="80", T2="80"), method={"ties": ["ruling", "lot", "ruling"]})
    assert ranks(form) == {"T1": (1, "shared"), "T2": (1, "shared")}
    form["lot"] = {"seed": "1"}
    assert sorted(ranks(form).values()) == [(1, "lot"), (2, "lot")]


def test_a_ruling_acts_inside_what_is_left_level(make: Make, leaf_judged: Callable[..., Form]) -> None:
    """A group of three is split by a dimension; the ruling then orders exactly the two that are left."""
    marks = {
        entry: {"J1": {"A1": a, "A2": b}}
        for entry, a, b in (("T1", "80", "80"), ("T2", "80", "80"), ("T3", "70", "90"))
    }
    form = make(
        leaf_judged("A1", "50"), leaf_judged("A2", "50"), marks=marks, method={"ties": ["dimension:DA1", "ruling"]}
    )
    form["rulings"] = [{"case": "C1", "order": ["T2", "T1"]}]
    assert ranks(form) == {"T2": (1, "ruling"), "T1": (2, "ruling"), "T3": (3, "dimension:DA1")}
    splits = tally(form).splits
    assert [(split.step, dict(split.values)) for split in splits] == [
        ("dimension:DA1", {"T1": "40", "T2": "40", "T3": "35"}),
        ("ruling", {"T1": "2", "T2": "1"}),
    ]


def test_a_missing_figure_comes_last_in_the_tie_step(make: Make, leaf_measured: Callable[..., Form]) -> None:
    """Floor gives 0 to the missing and the worst alike; the raw figure tells them apart, even where lower is better."""
    rule = {"by": "goalposts", "low": "0", "high": "10", "direction": "lower"}
    form = make(
        leaf_measured("M1", **rule),
        figures={"T2": {"M1": "15"}, "T3": {"M1": "12"}},
        statuses={"T1": "eligible"},
        method={"missing": "floor", "ties": ["indicator:M1"]},
    )
    assert ranks(form) == {"T3": (1, "indicator:M1"), "T2": (2, "indicator:M1"), "T1": (3, "indicator:M1")}


def test_a_judged_indicator_is_compared_as_declared(make: Make, leaf_judged: Callable[..., Form]) -> None:
    """With the panel stage rounded, 80.33 and 80.33 are level although the marks are not; dimensions likewise."""
    marks = {
        "T1": {"J1": {"A1": "80", "A2": "50"}, "J2": {"A1": "81", "A2": "50"}},
        "T2": {"J1": {"A1": "81", "A2": "50"}, "J2": {"A1": "81", "A2": "50"}},
    }
    method = {"rounding": {"places": 0, "at": ["panel", "total"]}, "ties": ["indicator:A1", "dimension:DA1"]}
    form = make(leaf_judged("A1", "50"), leaf_judged("A2", "50"), marks=marks, method=method)
    assert {decided for _, decided in ranks(form).values()} == {"shared"}


def test_the_unrounded_total_forgets_every_stage(make: Make, leaf_judged: Callable[..., Form]) -> None:
    """80.5 and 81 both round to 81 at the panel; ``total_unrounded`` goes back to the marks."""
    marks = {"T1": {"J1": {"A1": "80"}, "J2": {"A1": "81"}}, "T2": {"J1": {"A1": "81"}, "J2": {"A1": "81"}}}
    method = {"rounding": {"places": 0, "at": ["panel", "total"]}, "ties": ["total_unrounded"]}
    form = make(leaf_judged("A1"), marks=marks, method=method)
    assert ranks(form) == {"T2": (1, "total_unrounded"), "T1": (2, "total_unrounded")}


def test_a_majority_counts_only_judges_of_the_whole_group(make: Make, leaf_judged: Callable[..., Form]) -> None:
    """J3 marked only T1 and has no say; J1 and J2 disagree, so nothing is split."""
    marks = {
        "T1": {"J1": {"A1": "90"}, "J2": {"A1": "70"}, "J3": {"A1": "80"}},
        "T2": {"J1": {"A1": "70"}, "J2": {"A1": "90"}},
    }
    form = make(leaf_judged("A1"), marks=marks, method={"ties": ["judge_majority"]})
    assert ranks(form) == {"T1": (1, "shared"), "T2": (1, "shared")}


def test_a_cycle_of_majorities_splits_nothing(make: Make, leaf_judged: Callable[..., Form]) -> None:
    """Copeland of a Condorcet cycle is 0, 0, 0: the group stays level, and the notice says who shares the rank."""
    wheel = (("90", "80", "70"), ("70", "90", "80"), ("80", "70", "90"))
    marks = {f"T{t}": {f"J{j}": {"A1": wheel[j][t]} for j in range(3)} for t in range(3)}
    form = make(leaf_judged("A1"), marks=marks, method={"ties": ["judge_majority"]})
    assert {decided for _, decided in ranks(form).values()} == {"shared"}
    notice = tally(form).notices[-1]
    assert (notice.code, notice.rank, notice.entries) == ("rank_shared", 1, ("T0", "T1", "T2"))


def test_nobody_eligible_is_an_empty_table(simple: Form) -> None:
    """When all have withdrawn there are no ranks, and everyone is still scored for the record."""
    for entry in simple["entries"]:
        entry["status"] = "withdrawn"
    result = tally(simple)
    assert result.standings == ()
    assert [str(row.total) for row in result.unranked] == ["71", "66.6"]


def test_an_excluded_entry_changes_nobody(simple: Form) -> None:
    """The others' standings are the same with and without it, cohort rules included."""
    simple["criteria"][1]["indicators"][0]["normalize"] = {"by": "zscore"}
    simple["entries"].append({"code": "T3", "name": {"zh": "", "en": ""}, "status": "excluded"})
    simple["ballots"].append({"judge": "J1", "entry": "T3", "marks": {"A1": "100"}})
    without = tally(simple).standings
    simple["figures"].append({"entry": "T3", "indicator": "M1", "value": "99999"})
    assert tally(simple).standings == without


def test_figures_may_be_equal_only_after_the_declared_rounding(make: Make, leaf_measured: Callable[..., Form]) -> None:
    """Deviations and logarithms that vanish in twelve decimals make a constant cohort, never a division by zero."""
    close = {"T1": {"M1": "5"}, "T2": {"M1": "5.00000000000000001"}}
    for by in ("zscore", "minmax_log"):
        result = tally(make(leaf_measured("M1", by=by), figures=close))
        assert [standing.total for standing in result.standings] == [100, 100]
        assert "constant_cohort" in [notice.code for notice in result.notices]


def test_a_single_eligible_figure_is_a_constant_cohort(make: Make, leaf_measured: Callable[..., Form]) -> None:
    """Alone in the cohort, an entry scores 100 under every rule that looks at others."""
    for by in ("minmax", "minmax_log", "zscore", "percentile"):
        form = make(leaf_measured("M1", by=by, direction="lower"), figures={"T1": {"M1": "5"}})
        assert tally(form).standings[0].total == 100


def test_a_logarithm_needs_a_figure_above_minus_one(make: Make, leaf_measured: Callable[..., Form]) -> None:
    """-1 has no ln(1 + x); it is refused where it stands, also for an excluded entry."""
    form = make(
        leaf_measured("M1", by="minmax_log"),
        figures={"T1": {"M1": "1"}, "T2": {"M1": "-1"}},
        statuses={"T2": "excluded"},
    )
    with pytest.raises(scoring.Refused) as caught:
        tally(form)
    assert (caught.value.code, caught.value.pointer) == ("figure_outside_rule", "/figures/1/value")


def test_only_quantized_values_are_flagged_near_a_boundary(make: Make, leaf_judged: Callable[..., Form]) -> None:
    """A mean that is exactly 80.125 is exactly rounded: there is nothing to warn of."""
    form = make(leaf_judged("A1", step="0.005"), marks=one_judge(T1="80.125"))
    result = tally(form)
    assert result.standings[0].total == Decimal("80.13")
    assert result.notices == ()


def test_marks_count_out_of_the_greatest_mark(make: Make, leaf_judged: Callable[..., Form]) -> None:
    """Under percent 4 of 5 is 80, whatever the least mark; under factor it stays 4."""
    leaf = leaf_judged("A1", top="5", least="1")
    assert tally(make(leaf, marks=one_judge(T1="4"))).standings[0].total == 80
    assert tally(make(leaf, marks=one_judge(T1="4"), method={"weighting": "factor"})).standings[0].total == 400


def test_decimals_of_a_result_have_no_trailing_zeros(make: Make, leaf_judged: Callable[..., Form]) -> None:
    """A total of 86.40 is written 86.4, as canonical JSON wants it."""
    row = tally(make(leaf_judged("A1", step="0.1"), marks=one_judge(T1="86.4"))).as_format()["standings"][0]
    assert row["total"] == "86.4"


def test_unranked_entries_stand_by_code(simple: Form) -> None:
    """The second list of a result is in the order of the codes, whatever the file's."""
    simple["entries"].reverse()
    for entry in simple["entries"]:
        entry["status"] = "excluded"
    assert [row.entry for row in tally(simple).unranked] == ["T1", "T2"]


def test_an_explanation_says_what_became_of_each_mark(make: Make, leaf_judged: Callable[..., Form]) -> None:
    """Kept, dropped high and low, struck, recused and absent marks are told apart; equal marks drop one copy."""
    given = {"J1": "90", "J2": "90", "J3": "70", "J4": "80", "J5": "85", "J6": "10"}
    form = make(
        leaf_judged("A1", top="200"),
        marks={
            "T1": {judge: {"A1": mark} for judge, mark in given.items()},
            "T2": {"J7": {"A1": "1"}, "J8": {"A1": "2"}},
        },
        method={"panel": {"combine": "trimmed_mean"}},
    )
    form["struck"] = [{"judge": "J6", "entry": "T1", "indicator": "A1", "case": "C4"}]
    form["recusals"] = [{"judge": "J7", "entry": "T1", "reason": "county"}]
    step = scoring.explain(scoring.read_round(form), "T1").dimensions[0].indicators[0]
    fates = {mark.judge: mark.fate for mark in step.marks}
    assert fates == {
        "J1": "kept",
        "J2": "dropped_high",
        "J3": "dropped_low",
        "J4": "kept",
        "J5": "kept",
        "J6": "struck",
        "J7": "recused",
        "J8": "absent",
    }
    assert [(mark.given, mark.case) for mark in step.marks if mark.judge == "J6"] == [("10", "C4")]
    assert step.marks[0].counts is not None
    assert step.marks[0].counts.exact == "45"
    assert step.exact is not None
    assert (step.exact.exact, step.exact.printed) == ("42.5", "42.5")


def test_an_explanation_shows_figures_rules_and_adjustments(simple: Form) -> None:
    """The raw figure, its rule, the spread of adjustments and the number before rounding are all there."""
    simple["method"]["adjustments"] = {"low": "-2"}
    simple["adjustments"] = [{"code": "P1", "entry": "T1", "points": "-3", "reason": "迟报"}]
    told = scoring.explain(scoring.read_round(simple), "T1")
    step = told.dimensions[1].indicators[0]
    assert (step.figure, step.rule and step.rule.by, step.weighted and step.weighted.exact) == ("50", "goalposts", "20")
    assert (told.adjustment_sum.exact, told.adjustment.exact) == ("-3", "-2")
    assert (told.subtotal and told.subtotal.exact, told.exact and told.exact.exact) == ("71", "69")
    assert (told.total and told.total.exact, told.total_unrounded and told.total_unrounded.exact) == ("69", "69")


def test_an_unknown_entry_cannot_be_explained(simple: Form) -> None:
    """The refusal says that the code is unknown."""
    with pytest.raises(scoring.Refused, match="unknown_reference"):
        scoring.explain(scoring.read_round(simple), "T9")
