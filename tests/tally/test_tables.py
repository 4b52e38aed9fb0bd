"""The tables of a tally: fates of marks, the summary, deviations, and how firm the line is."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.core.database import Database, write
from competition.core.errors import Refusal
from competition.tally import firm, service, tables
from competition.tally.marks import Marks, Thresholds, deviations, panel_mean, shown
from competition.tally.otherwise import changed
from competition.tally.records import Fate, Level, fixed
from competition.tally.trial import group_for_ruling, run
from tests.tally.scene import build

LINES = Thresholds(look=1000, explain=2000, points=2000)
FIVE = {"combine": "trimmed_mean", "trim": 1, "trim_from": 5, "scope": "indicator"}


def file(marks: dict[str, tuple[str, ...]], **method: Any) -> dict[str, Any]:
    """A round file of one judged indicator out of 100 with weight 100."""
    judges = [f"J{n}" for n in range(1, max(len(row) for row in marks.values()) + 1)]
    return {
        "format": "pingxuan-round/1", "code": "r1", "title": {"zh": "轮", "en": ""},
        "method": {"panel": FIVE, "ties": ["total_unrounded", "ruling"], **method},
        "criteria": [{"code": "A", "title": {"zh": "甲", "en": ""}, "indicators": [
            {"code": "A1", "title": {"zh": "一", "en": ""}, "weight": "100", "kind": "judged",
             "scale": {"min": "0", "max": "100", "step": "0.5"}}]}],
        "entries": [{"code": code, "name": {"zh": code, "en": ""}, "status": "eligible"} for code in marks],
        "judges": [{"code": judge} for judge in judges],
        "ballots": [{"judge": judge, "entry": code, "marks": {"A1": mark}}
                    for code, row in marks.items() for judge, mark in zip(judges, row, strict=True)],
    }  # fmt: skip


def fates(marks: tuple[str, ...], **method: Any) -> list[Fate]:
    """What becomes of one entry's marks."""
    made = run(file({"T1": marks}, **method))
    (table,) = tables.mark_tables(made.file, made.result)
    return [cell.fate for cell in table.rows[0].cells]


def test_the_highest_and_the_lowest_are_told_apart() -> None:
    """Of equal marks one copy is dropped: the first judge by code as the low one, the last as the high one."""
    assert fates(("80", "60", "99", "81", "82")) == [
        Fate.COUNTED,
        Fate.LOWEST,
        Fate.HIGHEST,
        Fate.COUNTED,
        Fate.COUNTED,
    ]
    assert fates(("80",) * 5) == [Fate.LOWEST, Fate.COUNTED, Fate.COUNTED, Fate.COUNTED, Fate.HIGHEST]


def test_the_tables_and_the_explanation_agree_on_every_mark() -> None:
    """The page of marks and the page of one entry never say different things of a mark."""
    import scoring

    made = run(file({"T1": ("80", "80", "99", "81", "80"), "T2": ("70", "71", "71", "72", "71")}))
    (table,) = tables.mark_tables(made.file, made.result)
    for row in table.rows:
        (leaf,) = scoring.explain(scoring.read_round(made.file), row.entry).dimensions[0].indicators
        assert [mark.fate for mark in leaf.marks] == [cell.fate.value for cell in row.cells]


def test_judges_level_at_the_cut_share_the_dropped_weight() -> None:
    """Where whole judges are dropped, two level at the top count a half each."""
    panel = {**FIVE, "scope": "judge_total"}
    assert fates(("80", "60", "90", "90", "82"), panel=panel) == [
        Fate.COUNTED, Fate.LOWEST, Fate.SHARED, Fate.SHARED, Fate.COUNTED,
    ]  # fmt: skip


def test_the_summary_shows_dropped_totals_only_where_whole_judges_are_dropped() -> None:
    """Under judge totals the sheet strikes a judge's total; under indicators it strikes none."""
    marks = {"T1": ("80", "60", "90", "88", "82")}
    whole = run(file(marks, panel={**FIVE, "scope": "judge_total"}))
    (row,) = tables.summary(whole.file, whole.result, {}).rows
    assert (row.highest, row.lowest) == (Decimal("90.00"), Decimal("60.00"))
    single = run(file(marks))
    table = tables.summary(single.file, single.result, {})
    assert not table.drops_judges
    assert {cell.fate for cell in table.rows[0].cells} == {Fate.COUNTED}


def test_the_parts_of_the_summary_add_up_to_the_total(database: Database) -> None:
    """Figures' part and judges' part, weighted with their printed shares, give the printed total."""
    scene = build(database, figures={"T01": "86.5"})
    service.tally(database, scene.actor("organizer"), scene.round)
    table = service.matrix(database, scene.round)
    assert (table.measured_share, table.judged_share, table.adds_up) == ("40", "60", True)
    for row in table.rows:
        assert row.judged is not None
        assert row.measured is not None
        total = (row.measured * 40 + row.judged * 60) / 100
        assert abs(total - Decimal(row.total or "0")) <= Decimal("0.01")


def test_a_line_is_passed_only_by_more_than_it() -> None:
    """Exactly ten percent off the mean is within the line; a hair more is not, and beyond twenty it is red."""
    at = deviations(Marks(run(file({"T1": ("90", "100", "100", "100", "100")})).file), LINES)
    assert at == ()
    off = deviations(Marks(run(file({"T1": ("89.5", "100", "100", "100", "100")})).file), LINES)
    assert [(one.judge, one.percent, one.level) for one in off] == [("J1", Decimal("-10.50"), Level.YELLOW)]
    red = deviations(Marks(run(file({"T1": ("79.5", "100", "100", "100", "100")})).file), LINES)
    assert [one.level for one in red] == [Level.RED, Level.YELLOW]


def test_the_mean_is_made_as_the_rules_make_a_panel_mark() -> None:
    """The mock-up's nine ballots: 74.5 against 83.07 without highest and lowest is 10.3 percent low."""
    nine = ("81.5", "85.5", "86", "81", "81.5", "74.5", "84.5", "86", "81.5")
    (one,) = deviations(Marks(run(file({"T1": nine})).file), LINES)
    assert (one.judge, one.mark, one.mean, one.percent) == ("J6", Decimal("74.50"), Decimal("83.07"), Decimal("-10.32"))


def test_single_indicators_are_off_in_points(database: Database) -> None:
    """A mark more than the published points from the mean is found even where the total is within its line."""
    scene = build(database, b5={"T02": ("55", "82", "81", "83", "82")}, marks={"T02": ("96", "82", "81", "83", "82")})
    found = service.discrepancies(database, scene.round)
    assert [(one.judge, one.entry, one.indicator) for one in found] == [(scene.judge(1), "T02", "B5")]
    assert found[0].points == Decimal("-26.67")


def test_a_group_across_the_line_waits_for_a_ruling_and_one_inside_it_does_not() -> None:
    """Two level towns at places 2 and 3 with a quota of 2 are asked about; with a quota of 3 nobody is."""
    made = run(file({"T1": ("90",) * 5, "T2": ("80",) * 5, "T3": ("80",) * 5, "T4": ("70",) * 5}))
    assert group_for_ruling(made, 2) == ("T2", "T3")
    assert group_for_ruling(made, 3) == group_for_ruling(made, 1) == ()
    ordered = run(changed(made.file, orders=[("C1", ("T3", "T2"))]))
    assert [row.entry for row in ordered.standings] == ["T1", "T3", "T2", "T4"]
    assert group_for_ruling(ordered, 2) == ()


def test_the_group_is_what_stands_level_where_the_ruling_stands_in_the_chain() -> None:
    """Steps after the ruling part some of the group, yet the ruling must order all that reached it."""
    marks = {"T1": ("80",) * 5, "T2": ("80",) * 5, "T3": ("70", "80", "80", "80", "90")}
    made = run(file(marks, ties=["ruling", "judge_majority"]))
    assert group_for_ruling(made, 1) in {("T1", "T2", "T3"), ()}
    assert tables.across(made.standings, 2) == () or set(group_for_ruling(made, 2)) == {"T1", "T2", "T3"}


def test_a_lot_parts_what_the_rules_leave_to_it(database: Database) -> None:
    """The seed counts once two people have signed it, and then nobody can choose another."""
    from competition.core.errors import Denied, Frozen
    from competition.rounds.records import Phase

    tied = {"T03": ("80", "82", "81", "83", "82")}
    rules = {"method": {"ties": ["total_unrounded", "lot"]}, "lot_source": "福彩3D 2025年11月8日开奖号"}
    scene = build(database, marks=tied, rules=rules)
    organizer, second = scene.actor("organizer"), scene.actor("second")
    service.tally(database, organizer, scene.round)
    assert [todo.code for todo in service.outstanding(database, scene.round, Phase.ADJUDICATION)] == ["tally.draw"]
    service.propose_lot(database, organizer, scene.round, " 358 ")
    with pytest.raises(Denied, match="second_person"):
        service.sign_lot(database, organizer, scene.round)
    assert not service.is_outdated(database, scene.round)
    assert service.sign_lot(database, second, scene.round).seed == "358"
    with pytest.raises(Frozen, match="lot_drawn"):
        service.propose_lot(database, second, scene.round, "359")
    service.tally(database, organizer, scene.round, reason="抽签")
    decided = {row.entry: row.decided_by for row in service.standings(database, scene.round)}
    assert decided["T02"] == decided["T03"] == "lot"
    assert "tally.draw" not in [todo.code for todo in service.outstanding(database, scene.round, Phase.ADJUDICATION)]


def test_an_adjustment_counts_once_two_have_signed_it_and_never_beyond_the_rules(database: Database) -> None:
    """Minus one point moves the total by one; plus one is refused where the rules allow none."""
    scene = build(database, rules={"method": {"adjustments": {"low": "-2", "high": "0"}}})
    organizer = scene.actor("organizer")
    with pytest.raises(Refusal, match="beyond_limits"):
        service.propose_adjustment(database, organizer, scene.round, "T01", 100, "奖励")
    service.propose_adjustment(database, organizer, scene.round, "T01", -100, "材料迟交")
    service.tally(database, organizer, scene.round)
    assert service.standings(database, scene.round)[0].total == "81.8"
    service.sign_adjustment(database, scene.actor("auditor"), scene.round, "P1")
    service.tally(database, organizer, scene.round, reason="扣分")
    first = service.standings(database, scene.round)[0]
    assert (first.entry, first.total, first.adjustment) == ("T01", "80.8", "-1")


def test_leaving_out_one_judge_is_the_tally_without_that_judge(database: Database) -> None:
    """The line holds for every judge here, and a round of one judge cannot be told."""
    scene = build(database)
    service.tally(database, scene.actor("organizer"), scene.round)
    firmness = service.firmness(database, scene.round)
    assert (firmness.margin, firmness.line_holds, len(firmness.left_out)) == (Decimal("1.2"), True, 5)
    alone = run(file({"T1": ("90",), "T2": ("80",)}))
    (only,) = firm.firmness(alone, 1).left_out
    assert not only.is_possible


def test_other_weights_are_tried_on_the_dimensions_and_must_sum() -> None:
    """The declared weights give the official totals; others must add up to 100."""
    made = run(file({"T1": ("90",) * 5, "T2": ("80",) * 5}))
    assert [(row.entry, row.rank, row.before) for row in firm.what_if(made, {"A": Decimal(100)})] == [
        ("T1", 1, 1), ("T2", 2, 2),
    ]  # fmt: skip
    with pytest.raises(Refusal, match="weights_must_sum"):
        firm.what_if(made, {"A": Decimal(99)})


@given(st.lists(st.integers(0, 200), min_size=1, max_size=9))
def test_the_order_of_judges_never_moves_a_mean(halves: list[int]) -> None:
    """Permuting the marks changes no mean, whatever the rule."""
    marks = [Fraction(half, 2) for half in halves]
    for combine in ("mean", "median", "trimmed_mean"):
        panel = {**FIVE, "combine": combine}
        assert panel_mean(marks, panel) == panel_mean(marks[::-1], panel) == panel_mean(sorted(marks), panel)


@given(st.fractions(min_value=-1000, max_value=1000))
def test_a_shown_number_is_within_half_a_hundredth(number: Fraction) -> None:
    """Rounding for reading is half up and symmetric about zero."""
    assert abs(Fraction(shown(number)) - number) <= Fraction(1, 200)
    assert shown(-number) == -shown(number)


def test_numbers_are_written_with_equal_decimals() -> None:
    """A zero loses its sign, a missing number is a dash."""
    assert (fixed("86.4"), fixed("-0.001"), fixed("-1"), fixed(None)) == ("86.40", "0.00", "−1.00", "—")


def test_a_preview_stores_nothing(database: Database) -> None:
    """Looking at what would be leaves the database as it is."""
    scene = build(database)
    before = database.value("SELECT count(*) FROM log")
    other = service.preview(database, scene.round, excluded=["T01"])
    assert [row.entry for row in other.standings] == ["T02", "T03", "T04"]
    assert database.value("SELECT count(*) FROM log") == before
    assert service.current(database, scene.round) is None


def test_a_strike_goes_with_the_mark_it_struck(database: Database) -> None:
    """When the judge is recused later, the strike has nothing to strike and the round file stays readable."""
    from competition.panels import service as panels
    from competition.panels.records import Reason
    from competition.rounds.records import Phase

    scene = build(database)
    organizer = scene.actor("organizer")
    with write(database) as tx:
        service.strike(tx, organizer, scene.round, scene.judge(1), "T02", None, "C1")
    scene.enter(Phase.SCORING, "补登回避")
    judge = panels.get(database, scene.round, scene.judge(1))
    late = panels.propose_late(database, organizer, scene.round, judge, "T02", Reason.KIN, "亲属")
    panels.sign_late(database, scene.actor("second"), scene.round, late.id)
    scene.enter(Phase.ADJUDICATION)
    assert service.round_object(database, scene.round)["struck"] == []
    assert len(service.round_object(database, scene.round)["ballots"]) == 19
