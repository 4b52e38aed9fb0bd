"""Making a tally: what it joins, when it may be made, and what is stored."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

import scoring
from competition.core.database import Database, IntegrityError, write
from competition.core.errors import Denied, Frozen, NotFound, Refusal
from competition.rounds.records import Phase
from competition.tally import service
from tests.tally.scene import TOWNS, Scene, build

READS: tuple[Callable[[Scene], object], ...] = (
    lambda s: service.round_object(s.db, s.round),
    lambda s: service.current(s.db, s.round),
    lambda s: service.get_tally(s.db, s.round),
    lambda s: service.versions(s.db, s.round),
    lambda s: service.is_outdated(s.db, s.round),
    lambda s: service.standings(s.db, s.round),
    lambda s: service.unranked(s.db, s.round),
    lambda s: service.explain(s.db, s.round, "T01"),
    lambda s: service.matrix(s.db, s.round),
    lambda s: service.mark_tables(s.db, s.round),
    lambda s: service.residual_table(s.db, s.round),
    lambda s: service.firmness(s.db, s.round),
    lambda s: service.discrepancies(s.db, s.round),
    lambda s: service.panel_of(s.db, s.round, "T01"),
    lambda s: service.marked(s.db, s.round, "J1", "T01"),
    lambda s: service.preview(s.db, s.round),
    lambda s: service.level_at_line(s.db, s.round),
    lambda s: service.needs_lot(s.db, s.round),
    lambda s: service.strikes(s.db, s.round),
)


@pytest.mark.parametrize("read", READS)
def test_nothing_is_readable_before_scoring_is_left(database: Database, read: Callable[[Scene], object]) -> None:
    """Whoever asks is refused while judges may still be scoring, even with every ballot sealed."""
    scene = build(database, phase=Phase.REGISTRATION)
    scene.enter(Phase.SCORING)
    with pytest.raises(Frozen) as refused:
        read(scene)
    assert refused.value.code == "tally.scoring_not_left"


def test_the_organizer_cannot_tally_before_scoring_is_left(database: Database) -> None:
    """Making the tally is refused too, and nothing is stored."""
    scene = build(database, phase=Phase.SCORING)
    with pytest.raises(Frozen, match="scoring_not_left"):
        service.tally(database, scene.actor("organizer"), scene.round)
    assert database.value("SELECT count(*) FROM tally") == 0


def test_marks_and_figures_meet_in_the_places(database: Database) -> None:
    """Four towns of one figure rank by their marks, the highest and lowest of five dropped on each indicator."""
    scene = build(database)
    service.tally(database, scene.actor("organizer"), scene.round)
    placed = service.standings(database, scene.round)
    assert [(row.rank, row.entry, row.total) for row in placed] == [
        (1, "T01", "81.8"), (2, "T02", "77"), (3, "T03", "75.8"), (4, "T04", "71"),
    ]  # fmt: skip
    assert placed[0].indicators == {"A1": "70", "A4": "89.666667", "B5": "89.666667"}


def test_a_tally_is_stored_with_the_digests_of_its_files(database: Database) -> None:
    """The stored round file scores to the stored result, with the engine alone."""
    scene = build(database)
    made = service.tally(database, scene.actor("organizer"), scene.round)
    again = scoring.tally(scoring.read_round(json.dumps(made.round))).as_format()
    assert again["result_digest"] == made.result_digest
    assert again["input_digest"] == made.input_digest == scoring.digest(made.round)
    assert made.round["judges"] == [{"code": f"{judge}"} for judge in sorted(scene.by_seat.values())]


def test_a_stored_tally_cannot_be_changed(database: Database) -> None:
    """Neither an update nor a deletion gets past the triggers."""
    scene = build(database)
    service.tally(database, scene.actor("organizer"), scene.round)
    for sql in ("UPDATE tally SET result = '{}'", "DELETE FROM tally"):
        with pytest.raises(IntegrityError, match="sealed"), write(database) as tx:
            tx.execute(sql)


def test_tallying_again_without_a_change_gives_the_same_version(database: Database) -> None:
    """Pressing the button twice is one deed, in the table and in the log."""
    scene = build(database)
    first = service.tally(database, scene.actor("organizer"), scene.round)
    assert service.tally(database, scene.actor("second"), scene.round) == first
    assert database.value("SELECT count(*) FROM log WHERE act = 'tally.make'") == 1


def test_a_changed_input_makes_the_tally_outdated_until_it_is_made_again_with_a_reason(database: Database) -> None:
    """After a strike the phase waits for a new version, which needs a reason; the old one stays as it was."""
    scene = build(database)
    organizer = scene.actor("organizer")
    first = service.tally(database, organizer, scene.round)
    with write(database) as tx:
        service.strike(tx, organizer, scene.round, scene.judge(1), "T02", None, "C1")
    assert service.is_outdated(database, scene.round)
    assert [todo.code for todo in service.outstanding(database, scene.round, Phase.ADJUDICATION)] == ["tally.again"]
    with pytest.raises(Refusal, match="reason_missing"):
        service.tally(database, organizer, scene.round)
    second = service.tally(database, organizer, scene.round, reason="第1号裁定")
    assert (second.version, second.reason) == (2, "第1号裁定")
    assert service.get_tally(database, scene.round, 1) == first
    assert "tally.again" not in [todo.code for todo in service.outstanding(database, scene.round, Phase.ADJUDICATION)]


def test_phases_wait_for_a_tally_only_where_there_must_be_one(database: Database) -> None:
    """Review and publicity are not left without one; other phases never ask."""
    scene = build(database)
    for phase in Phase:
        asked = [todo.code for todo in service.outstanding(database, scene.round, phase)]
        assert asked == (["tally.make"] if phase in (Phase.ADJUDICATION, Phase.PUBLICITY) else [])


def test_only_the_organizer_tallies(database: Database) -> None:
    """A judge, the adjudicator and the auditor are refused."""
    scene = build(database)
    for who in ("adjudicator", "auditor", "赵"):
        with pytest.raises(Denied):
            service.tally(database, scene.actor(who), scene.round)


def test_no_tally_is_made_once_the_result_is_published(database: Database) -> None:
    """What is published stays what it was."""
    scene = build(database, phase=Phase.PUBLISHED)
    with pytest.raises(Frozen, match="closed"):
        service.tally(database, scene.actor("organizer"), scene.round)


def test_recused_marks_are_absent_and_never_zero(database: Database) -> None:
    """A recused judge leaves four marks, which are all kept, and the round file names the reason."""
    scene = build(database, recused={"赵": "T02"})
    made = service.tally(database, scene.actor("organizer"), scene.round)
    assert made.round["recusals"] == [{"entry": "T02", "judge": scene.judge(1), "reason": "kin"}]
    told = service.explain(database, scene.round, "T02")
    fates = {mark.judge: mark.fate for mark in told.dimensions[0].indicators[1].marks}
    assert fates.pop(scene.judge(1)) == "recused"
    assert set(fates.values()) == {"kept"}
    assert {notice["code"] for notice in made.result["notices"]} == {"too_few_marks_to_trim"}


def test_an_excluded_entry_is_scored_for_the_record_and_moves_nobody_else(database: Database) -> None:
    """Excluding the first town leaves every other total as it was and closes the gap above them."""
    from competition.entries import service as entries

    scene = build(database)
    organizer = scene.actor("organizer")
    service.tally(database, organizer, scene.round)
    before = {row.entry: row.total for row in service.standings(database, scene.round)}
    with write(database) as tx:
        entry = entries.entry(tx, scene.round, "T01")
        entries.exclude(tx, organizer, scene.round, entry, case="C1", reason="失信")
    service.tally(database, organizer, scene.round, reason="第1号裁定")
    after = service.standings(database, scene.round)
    assert [(row.rank, row.entry, row.total) for row in after] == [
        (n, code, before[code]) for n, code in enumerate(TOWNS[1:], start=1)
    ]
    assert [(row.entry, row.status, row.total) for row in service.unranked(database, scene.round)] == [
        ("T01", "excluded", before["T01"])
    ]


def test_striking_a_mark_that_is_not_there_is_refused(database: Database) -> None:
    """A recused judge has nothing to strike, nor is a mark struck twice."""
    scene = build(database, recused={"赵": "T02"})
    with pytest.raises(Refusal, match="no_such_mark"), write(database) as tx:
        service.strike(tx, scene.actor("organizer"), scene.round, scene.judge(1), "T02", "A4", "C1")
    with write(database) as tx:
        service.strike(tx, scene.actor("organizer"), scene.round, scene.judge(2), "T02", "A4", "C1")
    with pytest.raises(Refusal, match="no_such_mark"), write(database) as tx:
        service.strike(tx, scene.actor("organizer"), scene.round, scene.judge(2), "T02", "A4", "C2")


def test_an_unknown_version_or_entry_is_not_found(database: Database) -> None:
    """Asking for what is not there is refused by name."""
    scene = build(database)
    with pytest.raises(NotFound, match="not_found"):
        service.get_tally(database, scene.round)
    service.tally(database, scene.actor("organizer"), scene.round)
    with pytest.raises(NotFound, match="no_such_entry"):
        service.explain(database, scene.round, "T99")


def test_what_the_engine_refuses_is_told_with_its_place(database: Database) -> None:
    """A round with an entry left without marks is not tallied, and the to-do says why."""
    scene = build(database, recused=dict.fromkeys(("赵", "钱", "孙", "李", "周"), "T02"))
    with pytest.raises(Refusal) as refused:
        service.tally(database, scene.actor("organizer"), scene.round)
    assert refused.value.code == "tally.refused"
    assert refused.value.params["pointer"].startswith("/entries/")


def test_the_log_holds_digests_and_no_mark(database: Database) -> None:
    """What the tally writes into the log names the result by its digest."""
    scene = build(database)
    made = service.tally(database, scene.actor("organizer"), scene.round)
    body = json.loads(database.value("SELECT body FROM log WHERE act = 'tally.make'"))
    assert body == {
        "after": made.result_digest, "engine": made.engine, "input_digest": made.input_digest, "reason": "",
        "version": 1,
    }  # fmt: skip
