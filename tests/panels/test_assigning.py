"""Who scores what: everything by default, some dimensions where given, nothing that is recused."""

from __future__ import annotations

import pytest

from competition.core.database import Database
from competition.core.errors import NotFound, Refusal
from competition.core.records import Role
from competition.panels import service as panels
from competition.panels.records import CellState, Reason
from competition.rounds import service as rounds
from competition.rounds.records import Phase
from tests.panels.stage import Stage, set_up


def codes(todos: tuple[object, ...]) -> list[str]:
    """The codes of to-dos."""
    return [todo.code for todo in todos]  # type: ignore[attr-defined]


def short_towns(stage: Stage) -> list[str]:
    """The towns that the warning about too few marks names."""
    found = [each for each in panels.warnings(stage.db, stage.round) if each.code == "panels.short_of_marks"]
    return [str(name) for each in found for name in each.params["entries"]]  # type: ignore[attr-defined]


def test_a_judge_scores_every_judged_indicator_of_every_town(stage: Stage) -> None:
    """Nothing needs to be set for the usual panel."""
    judge = stage.appoint()
    judged = tuple(leaf.code for leaf in rounds.rules(stage.db, stage.round).judged)
    assert [(part.entry_code, part.indicators) for part in panels.assigned(stage.db, stage.round, judge)] == [
        ("T01", judged), ("T02", judged), ("T03", judged),
    ]  # fmt: skip


def test_a_judge_given_some_dimensions_is_asked_for_those_alone(stage: Stage) -> None:
    """In the order of the tree, and never a measured indicator."""
    judge = stage.appoint()
    panels.assign(stage.db, stage.organizer, stage.round, judge, dimensions=["D", "A"])
    rules = rounds.rules(stage.db, stage.round)
    expected = tuple(leaf.code for leaf in rules.judged if leaf.code[0] in "AD")
    assert panels.assigned(stage.db, stage.round, judge)[0].indicators == expected
    panels.assign(stage.db, stage.organizer, stage.round, judge)
    assert panels.scopes(stage.db, stage.round) == {}


def test_a_judge_given_some_towns_is_asked_for_those_alone(stage: Stage) -> None:
    """And still not for what they are recused from."""
    judge = stage.appoint(county=1)
    panels.assign(stage.db, stage.organizer, stage.round, judge, entry_codes=["T01", "T03"])
    assert [part.entry_code for part in panels.assigned(stage.db, stage.round, judge)] == ["T03"]


def test_an_unknown_dimension_or_town_is_refused(stage: Stage) -> None:
    """Nor may a judge be given nothing at all."""
    judge = stage.appoint()
    for given in ({"dimensions": []}, {"dimensions": ["Z"]}, {"entry_codes": []}, {"entry_codes": ["T99"]}):
        with pytest.raises((Refusal, NotFound)):
            panels.assign(stage.db, stage.organizer, stage.round, judge, **given)  # type: ignore[arg-type]


def test_the_matrix_counts_the_marks_that_each_town_will_have(stage: Stage) -> None:
    """Recused and not given are absent, never zero."""
    one, two = stage.appoint(county=1), stage.appoint("李二")
    panels.assign(stage.db, stage.organizer, stage.round, two, dimensions=["A"])
    found = panels.matrix(stage.db, stage.round)
    at = {judge.id: n for n, judge in enumerate(found.judges)}
    first = found.rows[0]
    assert first.cells[at[one.id]].state == CellState.RECUSED
    assert first.cells[at[two.id]].state == CellState.PART
    assert first.n_marks == {"A": 1, "B": 0, "C": 0, "D": 0, "E": 0}
    assert found.rows[1].n_marks == {"A": 2, "B": 1, "C": 1, "D": 1, "E": 1}
    assert [row.entry_code for row in found.unjudged] == ["T01"]
    assert [row.entry_code for row in found.short] == ["T02", "T03"]


def test_registration_is_not_left_without_judges(stage: Stage) -> None:
    """The one to-do leads to the panel."""
    (todo,) = panels.outstanding(stage.db, stage.round, Phase.REGISTRATION)
    assert (todo.code, todo.endpoint, todo.values) == ("panels.no_judges", "panels.index", {"code": "xz-2025"})
    assert panels.outstanding(stage.db, stage.round, Phase.DRAFT) == ()
    assert panels.outstanding(stage.db, stage.round, Phase.SCORING) == ()


def test_registration_is_not_left_while_nobody_marks_part_of_a_town(stage: Stage) -> None:
    """Each town and dimension is named."""
    one, two = stage.appoint(county=1), stage.appoint("李二")
    panels.assign(stage.db, stage.organizer, stage.round, two, dimensions=["A", "B", "C", "D"])
    (todo,) = panels.outstanding(stage.db, stage.round, Phase.REGISTRATION)
    assert todo.code == "panels.nobody_marks"
    assert (str(todo.params["entry"]), one.pseudonym != two.pseudonym) == ("云川法兰", True)


def test_registration_is_not_left_with_judges_that_no_town_links(database: Database) -> None:
    """Where severity is corrected: the tally would refuse, and by then the panels are fixed."""
    stage = set_up(database, severity="shrunken")
    one, two, three = stage.appoint(), stage.appoint("李二"), stage.appoint("张三")
    for judge, codes_given in ((one, ["T01"]), (two, ["T02", "T03"]), (three, ["T02"])):
        panels.assign(database, stage.organizer, stage.round, judge, entry_codes=codes_given)
    todos = panels.outstanding(database, stage.round, Phase.REGISTRATION)
    assert [todo.code for todo in todos] == ["panels.not_linked"] * 5
    pair = " ".join(sorted((two.pseudonym, three.pseudonym)))
    assert set(todos[0].params["groups"]) == {f"({one.pseudonym})", f"({pair})"}
    panels.assign(database, stage.organizer, stage.round, three, entry_codes=["T01", "T02"])
    assert panels.outstanding(database, stage.round, Phase.REGISTRATION) == ()


def test_without_severity_any_judges_may_be_apart(stage: Stage) -> None:
    """The rules then compare the marks as given."""
    for judge, code in ((stage.appoint(), "T01"), (stage.appoint("李二"), "T02"), (stage.appoint("张三"), "T03")):
        panels.assign(stage.db, stage.organizer, stage.round, judge, entry_codes=[code])
    assert panels.outstanding(stage.db, stage.round, Phase.REGISTRATION) == ()


def test_a_small_even_or_unfinished_panel_is_worth_a_look_and_forbids_nothing(stage: Stage) -> None:
    """Five or more and odd is advised; a town short of marks for trimming is named."""
    for n in range(4):
        stage.appoint(f"评委{n}")
    assert "panels.few_judges" in codes(panels.warnings(stage.db, stage.round))
    assert short_towns(stage) == ["云川法兰", "青禾黄酒", "南河铸造"]
    stage.appoint("评委四", county=1)
    assert "panels.places_free" in codes(panels.warnings(stage.db, stage.round))
    assert short_towns(stage) == ["云川法兰"]
    stage.appoint("评委五")
    assert "panels.even_panel" in codes(panels.warnings(stage.db, stage.round))
    assert panels.outstanding(stage.db, stage.round, Phase.REGISTRATION) == ()


def test_whoever_has_no_letter_or_has_not_declared_is_named(stage: Stage) -> None:
    """So the office knows whom to call."""
    judge = stage.appoint("张评委")
    assert "panels.no_letter" in codes(panels.warnings(stage.db, stage.round))
    panels.letters(stage.db, stage.organizer, stage.round, [judge.pseudonym])
    assert "panels.not_in_yet" in codes(panels.warnings(stage.db, stage.round))
    panels.declare(stage.db, stage.actor(judge), stage.round, "T01", Reason.KIN)
    (todo,) = [each for each in panels.warnings(stage.db, stage.round) if each.code == "panels.not_declared"]
    assert todo.params["judges"] == ["张评委"]


def test_the_laws_find_a_judge_without_the_role(stage: Stage) -> None:
    """A checker that never finds anything proves nothing."""
    from competition.accounts import service as accounts
    from competition.core.records import SYSTEM

    judge = stage.appoint()
    accounts.withdraw_grant(stage.db, SYSTEM, judge.account_id, Role.JUDGE, stage.round.id)
    told = [sentence for law in panels.LAWS for sentence in law.check(stage.db)]
    assert told == [f"{judge.pseudonym} of xz-2025 does not hold the role"]
    accounts.grant(stage.db, SYSTEM, judge.account_id, Role.JUDGE, stage.round.id)
