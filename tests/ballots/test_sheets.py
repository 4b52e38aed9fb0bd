"""Signed paper sheets: keyed by one clerk, keyed again by another, and sealed only where both say the same."""

from __future__ import annotations

import pytest

from competition.ballots import service
from competition.ballots.records import JudgeState
from competition.core.database import IntegrityError, write
from competition.core.errors import Conflict, Denied, Frozen, NotFound, Refusal
from competition.core.permissions import Permission, may
from competition.core.records import Actor, Grant, Role
from competition.panels import service as panels
from competition.panels.records import Reason
from competition.rounds.records import Phase
from tests.ballots.bench import Bench
from tests.ballots.clerks import CODES, LONG, Room, table


def logged(bench: Bench, act: str) -> list[str]:
    """The bodies of the events of that act."""
    return [row["body"] for row in bench.db.rows("SELECT body FROM log WHERE act = ? ORDER BY seq", (act,))]


def test_two_clerks_who_agree_seal_a_ballot(room: Room) -> None:
    """Keyed once it is no ballot; keyed alike by another it is sealed, with receipt, pledge and frozen recusals."""
    bench = room.bench
    room.key(room.first, room.long())
    assert service.sealed(bench.db, bench.round) == ()
    room.key(room.second, room.long(mark="86.50"))
    (ballot,) = service.sealed(bench.db, bench.round)
    assert (ballot.judge, ballot.entry, ballot.version) == (room.judge(), "T01", 1)
    assert ballot.marks == dict.fromkeys(CODES, 8650)
    (receipt,) = service.receipts(bench.db, bench.actor(0), bench.round)
    assert (receipt.n_entries, receipt.n_marks, receipt.digits) == (1, 6, ballot.receipt_digits)
    assert panels.get(bench.db, bench.round, room.judge()).opened_at is not None
    sheet = service.my_sheet(bench.db, bench.actor(0), bench.round)
    assert service.pledged_at(bench.db, sheet) is not None
    assert service.pledged_on_paper(bench.db, sheet)


def test_the_log_names_both_clerks_and_paper_and_no_mark(room: Room) -> None:
    """The events hold commitments, the source and the two accounts; the first keying and the seal have no digest."""
    room.key(room.first, room.long(mark="77.5"))
    room.key(room.second, room.long(mark="77.5"))
    (sealed,), (keyed,) = logged(room.bench, "ballots.seal"), logged(room.bench, "ballots.key")
    assert '"source":"paper"' in sealed
    assert f'"keyed_by":{{"T01":["{room.first.tag}","{room.second.tag}"]}}' in sealed
    assert "commitment" in keyed
    every = " ".join(row["body"] for row in room.bench.db.rows("SELECT body FROM log"))
    assert "77.5" not in every
    assert "7750" not in every


def test_nobody_confirms_what_they_keyed(room: Room) -> None:
    """The same clerk keying again replaces the first keying and seals nothing, however often."""
    for mark in ("86.5", "86.5", "87"):
        room.key(room.first, room.long(mark=mark))
    assert service.sealed(room.bench.db, room.bench.round) == ()
    _, ((_, keyed),) = service.keyed_by_me(room.bench.db, room.first, room.bench.round, room.judge())
    assert set(keyed.marks.values()) == {8700}
    room.key(room.second, room.long(mark="87"))
    assert len(service.sealed(room.bench.db, room.bench.round)) == 1


def test_the_database_refuses_one_account_as_both_clerks(room: Room) -> None:
    """The rule does not rest on the program alone: the table refuses a ballot keyed and confirmed by one account."""
    room.key(room.first, room.long())
    room.key(room.second, room.long())
    with pytest.raises(IntegrityError), write(room.bench.db) as tx:
        tx.execute("DROP TRIGGER paper_ballot_no_update")
        tx.execute("UPDATE paper_ballot SET confirmed_by = keyed_by")


def test_a_difference_is_shown_with_both_values_and_refused(room: Room) -> None:
    """One cell apart and nothing is sealed; the fault names the cell, what the first keyed and what the second did."""
    room.key(room.first, room.long())
    other = room.long(C5="68.5")
    (fault,) = room.faults(room.second, other)
    assert (fault.code, fault.cell, fault.found) == ("ballots.keyed_otherwise", "D4", "68.5")
    assert fault.params["first"] == "86.5"
    with pytest.raises(Refusal, match="sheet_has_faults"):
        room.key(room.second, other)
    assert service.sealed(room.bench.db, room.bench.round) == ()


def test_a_sheet_is_keyed_in_either_form_and_in_parts(room: Room) -> None:
    """One clerk may key a row for each entry, the other a row for each mark, with headings of either language."""
    room.key(room.first, room.wide({"T01": "80", "T02": "81", "T03": "82"}))
    rows = [(room.judge().lower(), "云川法兰", code, "80") for code in CODES]
    room.key(room.second, table(("Judge", "Entry", "Indicator", "Mark"), *rows))
    assert [ballot.entry for ballot in service.sealed(room.bench.db, room.bench.round)] == ["T01"]
    room.key(room.second, room.wide({"T02": "81", "T03": "82"}))
    assert [ballot.entry for ballot in service.sealed(room.bench.db, room.bench.round)] == ["T01", "T02", "T03"]
    receipts = service.receipts(room.bench.db, room.bench.actor(0), room.bench.round)
    assert [len(receipt.ballots) for receipt in receipts] == [1, 3]


@pytest.mark.parametrize(
    ("code", "cell", "row"),
    [
        ("ballots.no_such_judge", "A2", ("J99", "T01", "A4", "80")),
        ("entries.no_such_entry", "B2", ("J", "T99", "A4", "80")),
        ("ballots.no_such_indicator", "C2", ("J", "T01", "Z9", "80")),
        ("ballots.no_such_indicator", "C2", ("J", "T01", "A1", "80")),
        ("ballots.off_scale", "D2", ("J", "T01", "A4", "80.3")),
        ("ballots.off_scale", "D2", ("J", "T01", "A4", "100.5")),
        ("amounts.comma", "D2", ("J", "T01", "A4", "80,5")),
        ("ballots.paper_incomplete", "B2", ("J", "T01", "A4", "80")),
    ],
)
def test_a_cell_that_cannot_be_taken_is_named(room: Room, code: str, cell: str, row: tuple[str, ...]) -> None:
    """Judge, entry, indicator, scale, number, completeness: the fault stands at its cell and nothing is written."""
    judge = room.judge() if row[0] == "J" else row[0]
    content = table(LONG, (judge, *row[1:]))
    found = room.faults(room.first, content)
    assert [(fault.code, fault.cell) for fault in found] == [(code, cell)]
    with pytest.raises(Refusal):
        room.key(room.first, content)
    with pytest.raises(NotFound):
        service.keyed_by_me(room.bench.db, room.first, room.bench.round, room.judge())


def test_an_empty_cell_of_a_begun_row_is_named(room: Room) -> None:
    """In the wide form a row with one mark missing is a fault at the empty cell; a row without any is passed over."""
    content = table(("评委", "镇", *CODES), (room.judge(), "T01", 80, 80, "", 80, 80, 80), (room.judge(), "T02"))
    assert [(fault.code, fault.cell) for fault in room.faults(room.first, content)] == [("ballots.paper_blank", "E2")]
    with pytest.raises(Refusal, match="sheet_empty"):
        room.key(room.first, table(("评委", "镇", *CODES), (room.judge(), "T01")))


def test_a_mark_keyed_twice_is_named(room: Room) -> None:
    """The same judge, entry and indicator in two rows: the second is a fault that names the first."""
    rows = [(room.judge(), "T01", code, "80") for code in (*CODES, "A4")]
    (fault,) = room.faults(room.first, table(LONG, *rows))
    assert (fault.code, fault.row, fault.params["first"]) == ("registry.twice_in_sheet", 8, 2)


def test_a_recused_pair_is_never_keyed(room: Room) -> None:
    """The second judge declared a tie with T02: a row about it is a fault."""
    codes = {fault.code for fault in room.faults(room.first, room.long("T02", n=1))}
    assert codes == {"ballots.paper_recused"}


def test_a_late_recusal_stops_a_sheet_keyed_once(room: Room) -> None:
    """What was keyed before the judge was recused cannot be confirmed after it."""
    bench = room.bench
    room.key(room.first, room.wide({"T01": "80", "T03": "80"}))
    room.key(room.second, room.wide({"T03": "80"}))
    judge = panels.get(bench.db, bench.round, room.judge())
    late = panels.propose_late(bench.db, bench.organizer, bench.round, judge, "T01", Reason.KIN, "堂兄")
    panels.sign_late(bench.db, bench.auditor, bench.round, late.id)
    assert {fault.code for fault in room.faults(room.second, room.wide({"T01": "80"}))} == {"ballots.paper_recused"}


def test_what_is_opened_on_a_device_is_not_keyed(room: Room) -> None:
    """An entry the judge has opened is scored there, even where a clerk had keyed it before."""
    room.key(room.first, room.long())
    room.bench.pledge(0)
    service.open_entry(room.bench.db, room.bench.actor(0), room.bench.round, "T01")
    assert {fault.code for fault in room.faults(room.second, room.long())} == {"ballots.paper_on_device"}
    assert room.faults(room.second, room.long("T02")) == []


def test_the_other_entries_may_still_be_scored_on_a_device(room: Room) -> None:
    """A judge whose sheet came in part on paper scores and seals the rest; nobody keys a sealed ballot again."""
    room.key(room.first, room.long())
    room.key(room.second, room.long())
    assert {fault.code for fault in room.faults(room.second, room.long())} == {"ballots.paper_sealed"}
    with pytest.raises(Frozen):
        room.bench.save(0, "T01", 9000)
    for entry in ("T02", "T03"):
        room.bench.save(0, entry, 8000)
    assert len(room.bench.seal(0).ballots) == 3
    row = next(row for row in service.progress(room.bench.db, room.bench.round) if row.judge == room.judge())
    assert (row.state, row.n_paper) == (JudgeState.SEALED, 1)


def test_an_excused_judge_hands_no_paper_in(room: Room) -> None:
    """Once two people have signed the absence, the sheet is refused."""
    bench = room.bench
    service.excuse(bench.db, bench.organizer, bench.round, room.judge(), reason="住院")
    service.sign_excuse(bench.db, bench.auditor, bench.round, room.judge())
    assert {fault.code for fault in room.faults(room.first, room.long())} == {"ballots.excused_already"}


def test_sheets_are_keyed_in_scoring_alone(room: Room) -> None:
    """Before and after scoring the table is not even looked at; what waits may still be thrown away."""
    room.key(room.first, room.long())
    room.bench.enter(Phase.ADJUDICATION)
    with pytest.raises(Frozen, match="not_scoring"):
        room.key(room.second, room.long())
    assert service.throw_away(room.bench.db, room.first, room.bench.round, room.judge()) == 1


def test_only_the_clerk_who_keyed_throws_it_away(room: Room) -> None:
    """Another clerk neither reads nor drops it before keying the sheet; after it is thrown away it is first again."""
    room.key(room.first, room.long())
    with pytest.raises(NotFound, match="nothing_keyed"):
        service.throw_away(room.bench.db, room.second, room.bench.round, room.judge())
    assert service.throw_away(room.bench.db, room.first, room.bench.round, room.judge()) == 1
    room.key(room.second, room.long())
    assert service.sealed(room.bench.db, room.bench.round) == ()


def test_a_preview_that_is_out_of_date_seals_nothing(room: Room) -> None:
    """Between the look and the confirmation another clerk keyed the sheet: it must be looked at again."""
    seen = service.look_at_sheet(room.bench.db, room.second, room.bench.round, room.long())
    room.key(room.first, room.long())
    with pytest.raises(Conflict, match="keyed_since"):
        room.key(room.second, room.long(), shown=seen.digest)
    assert service.sealed(room.bench.db, room.bench.round) == ()


def test_only_a_clerk_without_another_role_keys(room: Room) -> None:
    """Organizer, auditor and judge are kept out; a clerk who is also an organizer would see marks, and is too."""
    bench, sheet = room.bench, room.long()
    assert not may(bench.organizer, Permission.ENTER_SHEETS, bench.round.id)
    for actor in (bench.organizer, bench.auditor, bench.actor(0)):
        with pytest.raises(Denied):
            service.look_at_sheet(bench.db, actor, bench.round, sheet)
    for role in (Role.ORGANIZER, Role.JUDGE, Role.AUDITOR, Role.ADJUDICATOR):
        both = Actor(room.first.account_id, "both", room.first.grants | {Grant(role, bench.round.id)})
        with pytest.raises(Denied, match="clerk_alone"):
            service.papers(bench.db, both, bench.round)


def test_nothing_keyed_once_stays_after_the_seal(room: Room) -> None:
    """The first keying goes in the transaction that seals; what stays of it is who, when and its commitment."""
    room.key(room.first, room.long())
    room.key(room.second, room.long())
    assert room.bench.db.value("SELECT count(*) FROM keyed_ballot") == 0
    assert room.bench.db.value("SELECT count(*) FROM keyed_mark") == 0
    with pytest.raises(NotFound):
        service.keyed_by_me(room.bench.db, room.first, room.bench.round, room.judge())
