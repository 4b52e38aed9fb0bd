"""Saving as it is typed: own marks only, idempotent, versioned, refused off the scale and after sealing."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from competition.ballots import service
from competition.ballots.records import Stage
from competition.core.database import IntegrityError
from competition.core.errors import Conflict, Denied, Frozen, NotFound, Refusal
from competition.panels import service as panels
from competition.panels.records import Reason
from competition.rounds.records import Phase
from tests.ballots.bench import Bench


def test_nothing_opens_before_the_pledge(bench: Bench) -> None:
    """Opening an entry without the pledge is refused, and after it the ballot begins empty."""
    with pytest.raises(Frozen, match="not_pledged"):
        service.open_entry(bench.db, bench.actor(0), bench.round, "T01")
    bench.pledge(0)
    held = service.open_entry(bench.db, bench.actor(0), bench.round, "T01")
    assert (held.version, held.marks) == (0, {})


def test_a_pledge_is_signed_once(bench: Bench) -> None:
    """Signing the pledge again changes nothing and logs nothing."""
    bench.pledge(0)
    logged = bench.db.value("SELECT count(*) FROM log")
    bench.pledge(0)
    assert bench.db.value("SELECT count(*) FROM log") == logged


def test_opening_the_first_entry_freezes_recusals(bench: Bench) -> None:
    """From the first entry opened the judge stands as opened on the panel."""
    bench.pledge(0)
    service.open_entry(bench.db, bench.actor(0), bench.round, "T01")
    sheet = service.my_sheet(bench.db, bench.actor(0), bench.round)
    assert sheet.judge.opened_at is not None


def test_what_is_saved_is_what_the_server_gives_back(bench: Bench) -> None:
    """A save keeps marks and notes in a new version and leaves the other indicators alone."""
    bench.pledge(0)
    actor = bench.actor(0)
    notes = {"A4": "链条完整"}
    first = service.save(bench.db, actor, bench.round, "T01", {"A4": 8650}, notes, based_on=0, op="op-00001")
    second = service.save(bench.db, actor, bench.round, "T01", {"B5": 7000}, {}, based_on=1, op="op-00002")
    assert (first.version, second.version) == (1, 2)
    assert second.marks == {"A4": 8650, "B5": 7000}
    assert second.notes == {"A4": "链条完整"}


def test_a_mark_may_be_taken_away_again(bench: Bench) -> None:
    """Saving None leaves the indicator without a mark: absent, not zero."""
    bench.pledge(0)
    service.save(bench.db, bench.actor(0), bench.round, "T01", {"A4": 8650}, {}, based_on=0, op="op-00001")
    held = service.save(bench.db, bench.actor(0), bench.round, "T01", {"A4": None}, {}, based_on=1, op="op-00002")
    assert held.marks == {}


def test_the_same_operation_again_changes_nothing(bench: Bench) -> None:
    """A repeated save answers the same and leaves the file as it is, whatever version it names."""
    bench.pledge(0)
    first = bench.save(0, "T01", 8000, op="op-00001", based_on=0)
    changes = bench.db.value("SELECT count(*) FROM operation")
    assert bench.save(0, "T01", 8000, op="op-00001", based_on=0) == first
    assert bench.save(0, "T01", 9000, op="op-00001", based_on=7) == first
    assert bench.db.value("SELECT count(*) FROM operation") == changes


def test_operation_keys_of_two_judges_do_not_meet(bench: Bench) -> None:
    """One judge's operation key gives another judge neither the answer nor the mark."""
    bench.pledge(0)
    bench.pledge(2)
    bench.save(0, "T01", 9900, op="op-00001")
    assert set(bench.save(2, "T01", 6000, op="op-00001").marks.values()) == {6000}


def test_a_stale_save_shows_both_and_loses_nothing(bench: Bench) -> None:
    """Two devices on one ballot: the second is told what is stored and what it sent."""
    bench.pledge(0)
    bench.save(0, "T01", 8400, op="op-00001", based_on=0)
    with pytest.raises(Conflict) as told:
        bench.save(0, "T01", 8600, op="op-00002", based_on=0)
    assert set(told.value.params["stored"].marks.values()) == {8400}
    assert set(told.value.params["marks"].values()) == {8600}
    assert told.value.params["stored"].version == 1


def test_a_stale_save_of_what_is_stored_anyway_is_no_conflict(bench: Bench) -> None:
    """A device that sends what is held already is answered, not told of a conflict."""
    bench.pledge(0)
    bench.save(0, "T01", 8400, op="op-00001", based_on=0)
    assert bench.save(0, "T01", 8400, op="op-00002", based_on=0).version == 1


def test_of_two_devices_exactly_one_wins(bench: Bench) -> None:
    """Fifty races of two threads from one version: one save stands, the other is told, every time."""
    bench.pledge(0)
    service.open_entry(bench.db, bench.actor(0), bench.round, "T01")
    for turn in range(50):
        start = threading.Barrier(2)
        outcomes: list[object] = []

        def device(mark: int, *, turn: int = turn, start: Any = start, outcomes: list[object] = outcomes) -> None:
            start.wait()
            try:
                outcomes.append(bench.save(0, "T01", mark, op=f"op-{turn:04}-{mark}", based_on=turn).marks["A4"])
            except Conflict as conflict:
                outcomes.append(conflict.params["stored"].marks["A4"])

        both = [threading.Thread(target=device, args=(mark,)) for mark in (4000 + turn * 50, 8000 - turn * 50)]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join()
        held = service.draft_of(bench.db, bench.actor(0), bench.round, "T01")
        assert held.version == turn + 1
        assert outcomes == [held.marks["A4"]] * 2


def test_a_mark_off_the_scale_is_refused(bench: Bench) -> None:
    """A mark outside the scale or between its steps is refused and nothing is kept."""
    bench.pledge(0)
    for mark in (-50, 10_050, 8625, 8601):
        with pytest.raises(Refusal, match="off_scale"):
            service.save(bench.db, bench.actor(0), bench.round, "T01", {"A4": mark}, {}, based_on=0, op="op-00001")
    assert service.draft_of(bench.db, bench.actor(0), bench.round, "T01").version == 0


def test_only_judged_indicators_are_marked(bench: Bench) -> None:
    """A mark on a measured or unknown indicator is refused."""
    bench.pledge(0)
    for code in ("A1", "Z9", ""):
        with pytest.raises(Refusal, match="not_asked"):
            service.save(bench.db, bench.actor(0), bench.round, "T01", {code: 8000}, {}, based_on=0, op="op-00001")


def test_an_entry_one_is_recused_from_does_not_exist(bench: Bench) -> None:
    """A recused judge, like one who names an unknown entry, finds nothing there: neither to open nor to save."""
    bench.pledge(1)
    for entry in ("T02", "T99"):
        with pytest.raises(NotFound):
            service.open_entry(bench.db, bench.actor(1), bench.round, entry)
        with pytest.raises(NotFound):
            service.save(bench.db, bench.actor(1), bench.round, entry, {"A4": 8000}, {}, based_on=0, op="op-00001")
    assert [row.code for row in service.mine(bench.db, bench.actor(1), bench.round)] == ["T01", "T03"]


def test_a_late_recusal_holds_at_once(bench: Bench) -> None:
    """From the second signature the entry is gone from the sheet, and what was sealed for it is left out."""
    bench.fill(0)
    bench.seal(0)
    bench.pledge(2)
    bench.save(2, "T02", 8000)
    for n in (0, 2):
        asked = panels.propose_late(bench.db, bench.actor(n), bench.round, bench.judges[n], "T02", Reason.KIN, "表姐")
        panels.sign_late(bench.db, bench.auditor, bench.round, asked.id)
        with pytest.raises(NotFound):
            bench.save(n, "T02", 7000)
    assert [row.code for row in service.mine(bench.db, bench.actor(2), bench.round)] == ["T01", "T03"]
    assert [ballot.entry for ballot in service.sealed(bench.db, bench.round)] == ["T01", "T03"]
    assert len(service.sealed_versions(bench.db, bench.round)) == 3


def test_whoever_is_no_judge_has_no_sheet(bench: Bench) -> None:
    """Organizer and auditor reach no sheet, so no draft either."""
    for actor in (bench.organizer, bench.auditor):
        with pytest.raises(Denied):
            service.mine(bench.db, actor, bench.round)
        with pytest.raises(Denied):
            service.draft_of(bench.db, actor, bench.round, "T01")


def test_nothing_is_saved_outside_scoring(bench: Bench) -> None:
    """A save that comes after scoring was left is refused, even when its page was loaded before."""
    bench.pledge(0)
    bench.save(0, "T01", 8000)
    page_loaded_before = bench.round
    bench.enter(Phase.ADJUDICATION)
    bench.round = page_loaded_before
    with pytest.raises(Frozen, match="not_scoring"):
        bench.save(0, "T01", 9000)


def test_the_list_says_how_far_one_is(bench: Bench) -> None:
    """Blank, started and complete follow from the marks that are there."""
    bench.pledge(0)
    bench.save(0, "T01", 8000)
    service.save(bench.db, bench.actor(0), bench.round, "T02", {"A4": 8000}, {}, based_on=0, op="op-00009")
    stages = [row.stage for row in service.mine(bench.db, bench.actor(0), bench.round)]
    assert stages == [Stage.COMPLETE, Stage.STARTED, Stage.BLANK]


def test_autosaves_are_not_logged(bench: Bench) -> None:
    """A save leaves no event, and no mark ever stands in the log or among the answered operations."""
    bench.pledge(0)
    service.open_entry(bench.db, bench.actor(0), bench.round, "T01")
    logged = bench.db.value("SELECT count(*) FROM log")
    service.save(bench.db, bench.actor(0), bench.round, "T01", {"A4": 7350}, {"A4": "暗号"}, based_on=0, op="op-00001")
    assert bench.db.value("SELECT count(*) FROM log") == logged
    log, answers = "SELECT group_concat(body) FROM log", "SELECT group_concat(answer) FROM operation"
    kept = bench.db.value(log) + bench.db.value(answers)
    assert "7350" not in kept
    assert "73.5" not in kept
    assert "暗号" not in kept


def test_own_scale_shows_only_own_marks(bench: Bench) -> None:
    """The strip is made of the judge's own marks for other entries, lowest first."""
    for n in (0, 2):
        bench.pledge(n)
    bench.save(0, "T01", 9000)
    bench.save(0, "T02", 7000)
    bench.save(2, "T03", 100)
    sheet = service.my_sheet(bench.db, bench.actor(0), bench.round)
    assert service.own_marks(bench.db, sheet, besides="T03")["A4"] == (("T02", 7000), ("T01", 9000))
    assert service.own_marks(bench.db, sheet, besides="T02")["A4"] == (("T01", 9000),)


OUT_OF_STEP = (
    "DELETE FROM ballot",
    "UPDATE ballot SET judge_id = judge_id + 1",
    "UPDATE ballot SET version = version + 2",
    "UPDATE ballot SET state = 'sealed'",
    "DELETE FROM pledge",
    "INSERT INTO ballot_mark SELECT id, 'A4', 8650.5, '', '' FROM ballot",
)


def test_the_schema_keeps_ballots_in_step(bench: Bench) -> None:
    """No statement moves a ballot to another judge, skips a version, seals without a version or stores a fraction."""
    bench.pledge(0)
    service.open_entry(bench.db, bench.actor(0), bench.round, "T01")
    for sql in OUT_OF_STEP:
        with pytest.raises(IntegrityError), bench.db.write(draft=True) as tx:
            tx.execute(sql)
