"""The phases: one table of moves, one place that writes them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from competition.core.clock import BEIJING, FixedClock
from competition.core.errors import Frozen, Refusal
from competition.rounds import service
from competition.rounds.records import BACKWARD, FORWARD, MOVES, PHASES, Phase
from tests.rounds.conftest import Board

ALL = (Phase.REGISTRATION, Phase.SCORING, Phase.ADJUDICATION, Phase.PUBLICITY, Phase.PUBLISHED, Phase.ARCHIVED)


def test_the_table_of_moves_is_closed() -> None:
    """Seven phases in one order; draft and archive are left and entered once; every other goes on or back."""
    assert [FORWARD[phase] for phase in PHASES[:-1]] == list(PHASES[1:])
    assert MOVES[Phase.ARCHIVED] == ()
    assert Phase.DRAFT not in {phase for moves in MOVES.values() for phase in moves}
    assert all(back.is_before(phase) for phase, back in BACKWARD.items())


def test_draft_is_left_only_with_locked_rules(board: Board) -> None:
    """The commitment comes before registration."""
    with pytest.raises(Frozen, match="rules_not_locked"):
        board.enter(Phase.REGISTRATION)
    board.lock()
    board.enter(Phase.REGISTRATION)
    assert board.round.phase is Phase.REGISTRATION


def test_no_phase_is_skipped(board: Board) -> None:
    """A move that is not in the table is refused, also to the phase one is in."""
    board.lock()
    for phase in (Phase.SCORING, Phase.DRAFT, Phase.ARCHIVED):
        with pytest.raises(Frozen, match="no_such_move"):
            board.enter(phase)


def test_the_whole_way_is_on_record(board: Board, clock: FixedClock) -> None:
    """Each move is kept with its day, and the phase dates are the days in Beijing."""
    board.lock()
    clock.set(datetime(2025, 11, 8, 23, 30, tzinfo=BEIJING))
    board.enter(*ALL)
    assert [move.entered for move in service.moves(board.db, board.round)] == [Phase.DRAFT, *ALL]
    assert board.round.phase_dates[Phase.DRAFT] == date(2025, 11, 3)
    assert board.round.phase_dates[Phase.SCORING] == date(2025, 11, 8)
    assert board.round.has_left(Phase.PUBLISHED)
    assert not board.round.has_left(Phase.ARCHIVED)


def test_going_back_says_why(board: Board) -> None:
    """The reason is kept with the move."""
    board.lock()
    board.enter(Phase.REGISTRATION, Phase.SCORING)
    with pytest.raises(Refusal, match="back_needs_reason"):
        board.enter(Phase.REGISTRATION)
    board.enter(Phase.REGISTRATION, reason="补报一家")
    assert service.moves(board.db, board.round)[-1].reason == "补报一家"


def test_draft_waits_for_its_faults_then_for_two_signatures(board: Board) -> None:
    """To-dos lead to the page that mends them: first what is wrong, then to sign, then to countersign."""

    def told() -> list[tuple[str, str]]:
        return [(todo.code, todo.endpoint) for todo in service.outstanding(board.db, board.round, Phase.DRAFT)]

    board.amend(quota=0)
    assert told() == [("rounds.quota_missing", "rounds.awards")]
    board.amend(quota=6)
    assert told() == [("rounds.propose_lock", "rounds.lock")]
    service.propose_lock(board.db, board.organizer, board.round)
    assert told() == [("rounds.sign_lock", "rounds.lock")]
    service.sign_lock(board.db, board.auditor, board.round)
    assert told() == []


def test_an_open_draft_keeps_every_phase(board: Board) -> None:
    """A new version that was begun must be signed or taken back before the round moves on."""
    board.lock()
    board.enter(Phase.REGISTRATION)
    service.begin_version(board.db, board.organizer, board.round)
    assert [todo.code for todo in service.outstanding(board.db, board.round, Phase.REGISTRATION)] == [
        "rounds.propose_lock"
    ]


def test_a_planned_end_can_be_set_and_taken_back(board: Board) -> None:
    """Deadlines are plans: they are shown and move nothing."""
    due = datetime(2025, 12, 1, 17, 30, tzinfo=BEIJING)
    service.set_deadline(board.db, board.organizer, board.round, Phase.SCORING, due)
    assert service.get(board.db, "xz-2025").deadlines == {Phase.SCORING: due}
    service.set_deadline(board.db, board.organizer, board.round, Phase.SCORING, None)
    assert service.get(board.db, "xz-2025").deadlines == {}


def test_a_round_without_a_host_cannot_be_locked(board: Board) -> None:
    """The host signs the notices, so it is a fault that leads to the page of the name; a copy takes the host over."""
    held, edition = board.round, board.round.edition_code
    bare = service.create(board.db, board.organizer, "xz-2029", held.title, 2029, edition)
    told = service.outstanding(board.db, bare, Phase.DRAFT)
    assert ("rounds.host_missing", "rounds.details") in [(todo.code, todo.endpoint) for todo in told]
    copied = service.create(board.db, board.organizer, "xz-2031", held.title, 2031, edition, copy_from="xz-2025")
    assert copied.host == held.host
