"""The phase machine: asked of every room, refused with what is missing, and backwards only by two."""

from __future__ import annotations

from contextlib import suppress

import pytest

from competition.core.canonical import digest
from competition.core.database import IntegrityError, write
from competition.core.errors import Conflict, Denied, Frozen, Outstanding, Refusal
from competition.core.records import Actor
from competition.desk import asked, service, store
from competition.desk.lists import lists
from competition.rounds import service as rounds
from competition.rounds.records import Phase
from tests.desk.conftest import Office


def test_every_room_of_the_design_is_asked() -> None:
    """Nine rooms take part in the phases, in the order of a round's life."""
    names = [ask.__module__.split(".")[1] for ask in asked.ASKED]
    assert names == [
        "rounds", "entries", "panels", "ballots", "tally", "adjudication", "awards", "publication", "archive",
    ]  # fmt: skip


def test_a_phase_is_left_only_when_nothing_is_outstanding(office: Office) -> None:
    """Draft waits for the signatures; the refusal carries the to-dos with their pages."""
    with pytest.raises(Outstanding) as refused:
        office.move(Phase.REGISTRATION)
    assert [(todo.code, todo.endpoint) for todo in refused.value.todos] == [("rounds.propose_lock", "rounds.lock")]
    assert refused.value.params["n"] == 1
    office.lock()
    assert office.move(Phase.REGISTRATION).phase is Phase.REGISTRATION


def test_registration_waits_for_entries_and_panel(office: Office) -> None:
    """Without towns and judges scoring cannot start; with them it can."""
    office.lock()
    office.move(Phase.REGISTRATION)
    with pytest.raises(Outstanding) as refused:
        office.move(Phase.SCORING)
    assert {todo.code for todo in refused.value.todos} >= {"entries.none_yet", "panels.no_judges"}
    office.register()
    assert office.move(Phase.SCORING).phase is Phase.SCORING


def test_leaving_registration_locks_the_lists(office: Office) -> None:
    """Entries, figures and panel are hashed as they stand; judges stand there by pseudonym."""
    office.lock()
    office.move(Phase.REGISTRATION)
    office.register()
    assert service.list_commitment(office.db, office.round) is None
    held = lists(office.db, office.round)
    office.move(Phase.SCORING)
    lock = service.list_commitment(office.db, office.round)
    assert lock is not None
    assert lock.digest == digest(held)
    assert (lock.number, lock.n_entries, lock.n_judges, lock.by) == (1, 2, 3, "Organizer")
    assert store.content(office.db, office.round.id, 1) == held
    assert [figure["value"] for figure in held["figures"]] == ["20", "40"]
    assert not any(judge.name in str(held) for judge in office.judges)


def test_locked_lists_cannot_be_written(office: Office) -> None:
    """The row is sealed by the database itself, and the law would notice another content."""
    office.lock()
    office.move(Phase.REGISTRATION)
    office.register()
    office.move(Phase.SCORING)
    with pytest.raises(IntegrityError, match="sealed"), write(office.db) as tx:
        tx.execute("UPDATE list_lock SET name = 'x'")
    law = service.LAWS[0]
    found: list[str] = []
    with suppress(RuntimeError), write(office.db) as tx:
        tx.execute("DROP TRIGGER list_lock_no_update")
        tx.execute("UPDATE list_lock SET content = json_set(content, '$.round', 'other')")
        found += law.check(tx)
        raise RuntimeError
    assert found == ["round xz-2025: list lock 1 does not match its digest"]


def test_scoring_waits_for_every_ballot(office: Office) -> None:
    """Each judge who has not sealed is one to-do; when all have, review begins."""
    office.lock()
    office.move(Phase.REGISTRATION)
    office.register()
    office.move(Phase.SCORING)
    assert len(service.outstanding(office.db, office.round)) == 3
    office.score(0)
    office.score(1)
    with pytest.raises(Outstanding):
        office.move(Phase.ADJUDICATION)
    office.score(2)
    assert office.move(Phase.ADJUDICATION).phase is Phase.ADJUDICATION


def test_a_phase_is_never_skipped(office: Office) -> None:
    """Neither forward nor by asking for the present phase once more."""
    office.lock()
    for to in (Phase.SCORING, Phase.DRAFT, Phase.ARCHIVED):
        with pytest.raises(Frozen, match="no_such_move"):
            office.move(to)
    office.move(Phase.REGISTRATION)
    with pytest.raises(Frozen, match="no_such_move"):
        office.move(Phase.REGISTRATION)


def in_scoring(office: Office) -> None:
    """Everything done up to scoring."""
    office.lock()
    office.move(Phase.REGISTRATION)
    office.register()
    office.move(Phase.SCORING)


def test_going_back_takes_a_reason_and_two_people(office: Office) -> None:
    """One proposes and says why, another signs; then the move and its reason are on record."""
    in_scoring(office)
    with pytest.raises(Frozen, match="back_needs_two"):
        office.move(Phase.REGISTRATION)
    with pytest.raises(Refusal, match="back_needs_reason"):
        service.propose_back(office.db, office.organizer, office.round, reason="  ")
    going = service.propose_back(office.db, office.organizer, office.round, reason="补报一家企业")
    assert (going.left, going.entered) == (Phase.SCORING, Phase.REGISTRATION)
    with pytest.raises(Denied):
        service.sign_back(office.db, office.organizer, office.round)
    office.round = service.sign_back(office.db, office.auditor, office.round)
    assert office.round.phase is Phase.REGISTRATION
    assert rounds.moves(office.db, office.round)[-1].reason == "补报一家企业"
    assert service.going_back(office.db, office.round) is None


def test_going_forward_again_locks_the_lists_anew(office: Office) -> None:
    """The first lock stays beside the second."""
    in_scoring(office)
    service.propose_back(office.db, office.organizer, office.round, reason="数值有误")
    office.round = service.sign_back(office.db, office.second, office.round)
    office.move(Phase.SCORING)
    assert [lock.number for lock in service.list_commitments(office.db, office.round)] == [1, 2]


def test_a_proposal_to_go_back_can_be_taken_away(office: Office) -> None:
    """After that there is nothing to sign."""
    in_scoring(office)
    service.propose_back(office.db, office.organizer, office.round, reason="误点")
    service.withdraw_back(office.db, office.organizer, office.round)
    with pytest.raises(Frozen, match="nothing_proposed"):
        service.sign_back(office.db, office.second, office.round)


def test_nothing_moves_forward_while_going_back_is_proposed(office: Office) -> None:
    """The proposal is signed or taken away first."""
    in_scoring(office)
    for n in range(3):
        office.score(n)
    service.propose_back(office.db, office.organizer, office.round, reason="误点")
    with pytest.raises(Frozen, match="back_is_proposed"):
        office.move(Phase.ADJUDICATION)
    service.withdraw_back(office.db, office.organizer, office.round)
    assert office.move(Phase.ADJUDICATION).phase is Phase.ADJUDICATION


def test_there_is_no_way_back_to_draft(office: Office) -> None:
    """Registration and draft are not left backwards."""
    office.lock()
    office.move(Phase.REGISTRATION)
    with pytest.raises(Frozen, match="no_way_back"):
        service.propose_back(office.db, office.organizer, office.round, reason="重来")


def test_only_the_organizer_moves(office: Office) -> None:
    """An auditor countersigns and moves nothing; a judge does neither."""
    office.lock()
    with pytest.raises(Denied):
        service.move(office.db, office.auditor, office.round, Phase.REGISTRATION)
    with pytest.raises(Denied):
        service.sign_back(office.db, Actor(99, "judge"), office.round)
    with pytest.raises(Denied):
        service.propose_back(office.db, office.auditor, office.round, reason="退回")


def test_a_changed_proposal_is_not_signed(office: Office) -> None:
    """A newer proposal withdraws the older one, so that the second person signs the latest reason."""
    in_scoring(office)
    first = service.propose_back(office.db, office.organizer, office.round, reason="一")
    second = service.propose_back(office.db, office.second, office.round, reason="二")
    assert first.approval_id != second.approval_id
    with pytest.raises((Denied, Conflict)):
        service.sign_back(office.db, office.second, office.round)
    office.round = service.sign_back(office.db, office.organizer, office.round)
    assert rounds.moves(office.db, office.round)[-1].reason == "二"
