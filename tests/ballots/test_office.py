"""What the office sees and does: progress without marks, absences signed by two, nothing that leaks."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from competition.ballots import service
from competition.ballots.records import JudgeState
from competition.core.errors import Conflict, Denied, Frozen, NotFound, Refusal
from competition.rounds.records import Phase
from tests.ballots.bench import Bench


def test_progress_shows_cells_and_states(bench: Bench) -> None:
    """Done, open and recused cells stand in the order of the entries, and states follow pledge, marks and seal."""
    before = service.progress(bench.db, bench.round)
    assert {row.state for row in before} == {JudgeState.AWAITED}
    bench.fill(0)
    bench.seal(0)
    bench.fill(1)
    bench.pledge(2)
    rows = {row.judge: row for row in service.progress(bench.db, bench.round)}
    first, second, third = (rows[judge.pseudonym] for judge in bench.judges)
    assert (first.state, first.cells) == (JudgeState.SEALED, ("done", "done", "done"))
    assert (second.state, second.cells) == (JudgeState.READY, ("done", "recused", "done"))
    assert (third.state, third.cells, third.n_done, third.n_all) == (JudgeState.SCORING, ("open",) * 3, 0, 3)


def test_progress_is_the_same_whatever_the_marks(bench: Bench) -> None:
    """Two worlds that differ in marks alone look the same to the office."""
    bench.fill(0, 9900)
    seen = [asdict(row) for row in service.progress(bench.db, bench.round)]
    for entry in ("T01", "T02", "T03"):
        bench.save(0, entry, 100)
    assert [asdict(row) for row in service.progress(bench.db, bench.round)] == seen


def test_an_absence_takes_a_reason_and_two_people(bench: Bench) -> None:
    """Proposed by the organizer, signed by the auditor; from then the round no longer waits for the judge."""
    absent = bench.judges[2].pseudonym
    with pytest.raises(Refusal, match="reason_missing"):
        service.excuse(bench.db, bench.organizer, bench.round, absent, reason=" ")
    service.excuse(bench.db, bench.organizer, bench.round, absent, reason="住院")
    codes = {todo.params["judge"]: todo.code for todo in service.outstanding(bench.db, bench.round, Phase.SCORING)}
    assert codes[absent] == "ballots.absence_unsigned"
    with pytest.raises(Denied):
        service.sign_excuse(bench.db, bench.organizer, bench.round, absent)
    absence = service.sign_excuse(bench.db, bench.auditor, bench.round, absent)
    assert absence == service.absence_of(bench.db, bench.judges[2])
    waiting = {todo.params["judge"] for todo in service.outstanding(bench.db, bench.round, Phase.SCORING)}
    assert absent not in waiting
    assert len(waiting) == 2


def test_an_excused_judge_hands_in_nothing(bench: Bench) -> None:
    """Drafts of an excused judge stay drafts: no save, no seal, nothing among the sealed ballots."""
    bench.fill(2)
    absent = bench.judges[2].pseudonym
    service.excuse(bench.db, bench.organizer, bench.round, absent, reason="住院")
    service.sign_excuse(bench.db, bench.auditor, bench.round, absent)
    with pytest.raises(Frozen, match="excused"):
        bench.save(2, "T01", 5000)
    with pytest.raises(Frozen, match="excused"):
        bench.seal(2)
    assert service.sealed(bench.db, bench.round) == ()


def test_a_judge_who_seals_meanwhile_is_not_excused(bench: Bench) -> None:
    """A proposal is void once the judge has sealed; a sealed judge cannot be proposed."""
    bench.fill(2)
    absent = bench.judges[2].pseudonym
    service.excuse(bench.db, bench.organizer, bench.round, absent, reason="联系不上")
    bench.seal(2)
    with pytest.raises(Frozen, match="judge_sealed"):
        service.sign_excuse(bench.db, bench.auditor, bench.round, absent)
    with pytest.raises(Frozen, match="judge_sealed"):
        service.excuse(bench.db, bench.organizer, bench.round, absent, reason="联系不上")


def test_judges_propose_no_absence(bench: Bench) -> None:
    """A judge may neither propose nor sign an absence, and there is nothing to sign unproposed."""
    absent = bench.judges[2].pseudonym
    with pytest.raises(Denied):
        service.excuse(bench.db, bench.actor(0), bench.round, absent, reason="住院")
    with pytest.raises(Denied):
        service.sign_excuse(bench.db, bench.actor(0), bench.round, absent)
    with pytest.raises(NotFound):
        service.sign_excuse(bench.db, bench.auditor, bench.round, absent)
    with pytest.raises(NotFound):
        service.excuse(bench.db, bench.organizer, bench.round, "J98", reason="住院")


def test_two_proposals_leave_one(bench: Bench) -> None:
    """A second proposal takes the place of the first, and only its reason is signed."""
    absent = bench.judges[2].pseudonym
    for reason in ("住院", "出差"):
        service.excuse(bench.db, bench.organizer, bench.round, absent, reason=reason)
    assert service.sign_excuse(bench.db, bench.auditor, bench.round, absent).reason == "出差"
    with pytest.raises((Frozen, Conflict)):
        service.sign_excuse(bench.db, bench.auditor, bench.round, absent)
