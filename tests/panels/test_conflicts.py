"""Recusals: by rule, by statement, late by two people; frozen by the first entry opened."""

from __future__ import annotations

import pytest

from competition.core.database import Database, IntegrityError, write
from competition.core.errors import Conflict, Denied, Frozen, NotFound, Refusal
from competition.core.records import Text
from competition.entries import service as entries
from competition.panels import service as panels
from competition.panels.records import Judge, Reason
from competition.registry import service as registry
from competition.registry.records import Level
from competition.rounds.records import Phase
from tests.panels.stage import Stage

NO = (None, "")
ALL_NO = {"T01": NO, "T02": NO, "T03": NO}


def test_a_judge_is_recused_from_their_own_county(stage: Stage) -> None:
    """By rule, without anybody doing anything."""
    judge, stranger = stage.appoint(county=2), stage.appoint("李二")
    assert stage.recused(judge) == {"T02": ("county", "rule")}
    assert stage.recused(stranger) == {}
    assert [part.entry_code for part in panels.assigned(stage.db, stage.round, judge)] == ["T01", "T03"]


def test_a_town_entered_after_the_judge_is_covered_too(stage: Stage) -> None:
    """The rule is worked out when it is asked for, so the order of registering does not matter."""
    judge = stage.appoint(county=1)
    town = registry.register_town(
        stage.db, stage.organizer, "ZY9", Text("云川新镇"), stage.counties[0], level=Level.MUNICIPAL, industry=Text("x")
    )
    entries.enter(stage.db, stage.organizer, stage.round, town.id)
    assert set(stage.recused(judge)) == {"T01", "T04"}


def test_writing_the_rule_down_twice_adds_nothing(stage: Stage) -> None:
    """Deriving is the same however often it is done."""
    judge = stage.appoint(county=1)
    assert panels.derive(stage.db, stage.organizer, stage.round) == 1
    assert panels.derive(stage.db, stage.organizer, stage.round) == 0
    assert stage.recused(judge) == {"T01": ("county", "rule")}


def test_correcting_the_county_works_the_rule_out_anew(stage: Stage) -> None:
    """Also where it had been written down."""
    judge = stage.appoint(county=1)
    panels.derive(stage.db, stage.organizer, stage.round)
    panels.amend(stage.db, stage.organizer, stage.round, judge, county_id=stage.counties[2], unit="", field="")
    assert stage.recused(judge) == {"T03": ("county", "rule")}


def test_a_statement_answers_for_every_town_and_is_kept_in_versions(stage: Stage) -> None:
    """A later one replaces what was said; the earlier one stays in the table."""
    judge = stage.appoint()
    me = stage.actor(judge)
    told = panels.declare_all(stage.db, me, stage.round, ALL_NO | {"T02": (Reason.KIN, "堂兄在该镇企业任职")})
    assert told.version == 1
    assert stage.recused(judge) == {"T02": ("kin", "declared")}
    panels.declare_all(stage.db, me, stage.round, ALL_NO | {"T03": (Reason.OTHER, "")})
    assert stage.recused(judge) == {"T03": ("other", "declared")}
    assert stage.db.value("SELECT count(*) FROM answer") == 6


def test_a_statement_with_a_gap_is_refused_naming_the_town(stage: Stage) -> None:
    """Silence is not a no."""
    judge = stage.appoint()
    with pytest.raises(Refusal) as refused:
        panels.declare_all(stage.db, stage.actor(judge), stage.round, {"T01": NO, "T03": NO})
    assert (refused.value.code, refused.value.params["entries"]) == ("panels.unanswered", ["T02"])
    assert panels.statement(stage.db, judge) is None


def test_declaring_one_town_leaves_the_others_as_they_were(stage: Stage) -> None:
    """The rest of the statement stands, and what was never answered stays open."""
    judge = stage.appoint()
    panels.declare(stage.db, stage.actor(judge), stage.round, "T02", Reason.EMPLOYMENT, "2023 年任顾问")
    assert [entry.code for entry in panels.undeclared(stage.db, stage.round, judge)] == ["T01", "T03"]
    panels.declare(stage.db, stage.actor(judge), stage.round, "T01", None)
    assert stage.recused(judge) == {"T02": ("employment", "declared")}


def test_only_a_judge_of_the_panel_declares(stage: Stage) -> None:
    """Nobody declares in another's place, the organizer included."""
    judge = stage.appoint()
    panels.stand_down(stage.db, stage.organizer, stage.round, judge, reason="出差")
    for actor in (stage.organizer, stage.auditor, stage.actor(judge)):
        with pytest.raises(Denied):
            panels.declare_all(stage.db, actor, stage.round, ALL_NO)


def test_what_a_note_says_of_relatives_stays_out_of_the_log(stage: Stage) -> None:
    """The log can never be cleaned of personal matters."""
    judge = stage.appoint()
    panels.declare(stage.db, stage.actor(judge), stage.round, "T02", Reason.KIN, "堂兄李某")
    bodies = "".join(row["body"] for row in stage.db.rows("SELECT body FROM log"))
    assert "堂兄" not in bodies


def opened(stage: Stage, county: int | None = None) -> Judge:
    """A judge who has opened the first entry."""
    judge = stage.appoint(county=county)
    stage.enter(Phase.SCORING)
    stage.open(judge)
    return judge


def test_opening_the_first_entry_freezes_what_was_declared(stage: Stage) -> None:
    """From there no statement is taken, by service or by schema."""
    judge = opened(stage, county=1)
    assert stage.recused(judge) == {"T01": ("county", "rule")}
    with pytest.raises(Frozen) as refused:
        panels.declare_all(stage.db, stage.actor(judge), stage.round, ALL_NO)
    assert refused.value.code == "panels.recusals_frozen"
    with pytest.raises(IntegrityError, match="frozen"), write(stage.db, draft=True) as tx:
        tx.insert("statement", judge_id=judge.id, version=9, at="2025-11-03T01:00:00.000Z")
    with pytest.raises(IntegrityError), write(stage.db, draft=True) as tx:
        tx.execute("DELETE FROM recusal")


def test_opening_again_changes_nothing(stage: Stage) -> None:
    """Only the first entry counts."""
    judge = opened(stage)
    before = stage.db.value("SELECT count(*) FROM log")
    with write(stage.db) as tx:
        panels.mark_opened(tx, stage.actor(judge), stage.round, judge)
    assert stage.db.value("SELECT count(*) FROM log") == before


def test_a_judge_may_declare_while_scoring_until_an_entry_is_opened(stage: Stage) -> None:
    """Signing in late is no reason to be silent."""
    judge = stage.appoint()
    stage.enter(Phase.SCORING)
    panels.declare_all(stage.db, stage.actor(judge), stage.round, ALL_NO | {"T01": (Reason.KIN, "")})
    assert set(stage.recused(judge)) == {"T01"}


def test_a_late_recusal_holds_once_a_second_person_signed(stage: Stage) -> None:
    """The judge asks, the organizer signs; before that nothing changes."""
    judge = opened(stage)
    asked = panels.propose_late(stage.db, stage.actor(judge), stage.round, judge, "T03", Reason.KIN, "昨天才得知")
    assert stage.recused(judge) == {}
    found = panels.sign_late(stage.db, stage.organizer, stage.round, asked.id)
    assert (found.reason, found.note) == (Reason.KIN, "昨天才得知")
    assert stage.recused(judge) == {"T03": ("kin", "late")}
    assert [part.entry_code for part in panels.assigned(stage.db, stage.round, judge)] == ["T01", "T02"]
    assert panels.late_recusals(stage.db, stage.round) == ()


def test_whoever_asks_for_a_late_recusal_does_not_sign_it(stage: Stage) -> None:
    """Two people, and neither of them a judge as the second."""
    judge, other = stage.appoint(), stage.appoint("李二")
    stage.enter(Phase.SCORING)
    stage.open(judge)
    asked = panels.propose_late(stage.db, stage.organizer, stage.round, judge, "T03", Reason.OTHER, "有人举报")
    for actor in (stage.organizer, stage.actor(judge), stage.actor(other)):
        with pytest.raises(Denied):
            panels.sign_late(stage.db, actor, stage.round, asked.id)
    panels.sign_late(stage.db, stage.auditor, stage.round, asked.id)
    with pytest.raises(Conflict):
        panels.sign_late(stage.db, stage.second, stage.round, asked.id)


def test_a_late_recusal_is_for_scoring_and_for_opened_ballots_alone(stage: Stage) -> None:
    """Before, the judge declares alone; after, an adjudicator rules."""
    judge = stage.appoint(county=1)
    stage.enter(Phase.SCORING)
    late = (stage.round, judge, "T03", Reason.KIN, "昨天才得知")
    with pytest.raises(Frozen) as refused:
        panels.propose_late(stage.db, stage.organizer, *late)
    assert refused.value.code == "panels.declare_instead"
    stage.open(judge)
    with pytest.raises(Conflict):
        panels.propose_late(stage.db, stage.organizer, stage.round, judge, "T01", Reason.KIN, "本来就回避")
    with pytest.raises(Refusal):
        panels.propose_late(stage.db, stage.organizer, stage.round, judge, "T03", Reason.KIN, "  ")
    asked = panels.propose_late(stage.db, stage.organizer, *late)
    stage.enter(Phase.ADJUDICATION)
    with pytest.raises(Frozen):
        panels.sign_late(stage.db, stage.second, stage.round, asked.id)


def test_a_late_recusal_taken_back_is_gone(stage: Stage) -> None:
    """By whoever asked, or the organizer; another judge may not."""
    judge, other = stage.appoint(), stage.appoint("李二")
    stage.enter(Phase.SCORING)
    stage.open(judge)
    asked = panels.propose_late(stage.db, stage.actor(judge), stage.round, judge, "T03", Reason.KIN, "昨天才得知")
    with pytest.raises(Denied):
        panels.withdraw_late(stage.db, stage.actor(other), stage.round, asked.id)
    panels.withdraw_late(stage.db, stage.actor(judge), stage.round, asked.id)
    with pytest.raises(Frozen):
        panels.sign_late(stage.db, stage.organizer, stage.round, asked.id)
    with pytest.raises(NotFound):
        panels.sign_late(stage.db, stage.organizer, stage.round, 99)


def test_no_judge_asks_for_another_judge(stage: Stage, database: Database) -> None:
    """A judge could otherwise push a rival's marks out."""
    judge, other = stage.appoint(), stage.appoint("李二")
    stage.enter(Phase.SCORING)
    stage.open(judge)
    with pytest.raises(Denied):
        panels.propose_late(database, stage.actor(other), stage.round, judge, "T03", Reason.KIN, "他有亲戚")
