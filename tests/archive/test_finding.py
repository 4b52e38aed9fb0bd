"""Sixteen digits are found whatever they stand for, and nothing is found for digits never given out."""

from __future__ import annotations

import pytest

from competition.adjudication import service as adjudication
from competition.adjudication.records import Objector
from competition.archive import service
from competition.archive.records import Bundle, Kind, Scope
from competition.ballots import service as ballots
from competition.core.canonical import check_digits
from competition.core.errors import Refusal
from competition.desk import service as desk
from competition.rounds import service as rounds
from competition.rounds.records import Round
from competition.sample.editions import SECOND
from competition.sample.story import Stage
from competition.tally import service as tally

THE_MARK = "sealed_id = (SELECT id FROM sealed_ballot WHERE judge = ? AND entry = ? AND round = ?) AND indicator = ?"


def test_receipts_results_rules_and_bundles_are_found(stage: Stage, round_: Round, sealed: dict[Scope, Bundle]) -> None:
    """Each kind of digits leads to its round."""
    stored, signed = tally.get_tally(stage.db, round_), rounds.commitment(stage.db, round_)
    assert signed is not None
    digests = {
        Kind.RESULT: stored.result_digest, Kind.ROUND_FILE: stored.input_digest, Kind.COMMITMENT: signed.digest,
        Kind.BUNDLE: sealed[Scope.FULL].sha256,
    }  # fmt: skip
    for kind, digest in digests.items():
        known = service.find_digits(stage.db, check_digits(digest), below=desk.recognized)
        assert known is not None
        assert (known.kind, known.round.code, known.stands) == (kind, round_.code, True)


def test_a_receipt_is_found_with_its_round(stage: Stage, round_: Round) -> None:
    """The judge is named by pseudonym, and every ballot on the receipt still opens its commitment."""
    one = ballots.sealed_versions(stage.db, round_)[0]
    known = service.find_digits(stage.db, one.receipt_digits, below=desk.recognized)
    assert known is not None
    assert (known.kind, known.round.code, known.judge) == (Kind.RECEIPT, round_.code, one.judge)
    assert known.stands
    assert known.is_whole


@pytest.mark.parametrize("spell", [lambda d: d.replace(" ", ""), lambda d: d.replace(" ", "-"), lambda d: f"  {d} ",
                                   lambda d: d.translate({ord("0") + n: 0xFF10 + n for n in range(10)})])  # fmt: skip
def test_digits_may_be_spaced_in_any_way(stage: Stage, round_: Round, spell: object) -> None:
    """Together, with hyphens, with blanks around, or in full width."""
    digits = check_digits(tally.get_tally(stage.db, round_).result_digest)
    known = service.find_digits(stage.db, spell(digits), below=desk.recognized)  # type: ignore[operator]
    assert known is not None


def test_the_lock_of_the_lists_is_found(stage: Stage, round_: Round) -> None:
    """What the desk shows beside the lists is named, and stands."""
    lock = desk.list_commitment(stage.db, round_)
    assert lock is not None
    known = service.find_digits(stage.db, check_digits(lock.digest), below=desk.recognized)
    assert known is not None
    assert (known.kind, known.round.code, known.stands, known.at) == (Kind.LISTS, round_.code, True, lock.at)


def test_the_receipt_of_an_objection_is_found(stage: Stage) -> None:
    """The answer is that it is one and when it came in, not what it says."""
    held = rounds.get(stage.db, SECOND.code)
    who = Objector("示例异议人", "0000-0000000", "")
    filed = adjudication.object_(stage.db, held, who, "请核实", entry=None, origin="::1", op="op-1")
    known = service.find_digits(stage.db, filed.receipt, below=desk.recognized)
    assert known is not None
    assert (known.kind, known.round.code, known.at) == (Kind.OBJECTION, held.code, stage.clock.now())


def test_unknown_digits_are_not_found(stage: Stage) -> None:
    """Digits that were never given out lead nowhere."""
    assert service.find_digits(stage.db, "1234 5678 1234 5678", below=desk.recognized) is None


@pytest.mark.parametrize("typed", ["", "12", "1234 5678 1234 567", "1234 5678 1234 56789", "abcd 5678 1234 5678 1234"])
def test_other_than_sixteen_digits_are_refused(stage: Stage, typed: str) -> None:
    """What is not sixteen digits is said to be so."""
    with pytest.raises(Refusal, match=r"archive\.not_sixteen"):
        service.find_digits(stage.db, typed, below=desk.recognized)


def test_a_mark_changed_in_the_database_is_noticed(stage: Stage, round_: Round) -> None:
    """When somebody goes behind the program's back, the receipt of that ballot does not match any more."""
    one = ballots.sealed_versions(stage.db, round_)[0]
    which = (one.judge, one.entry, round_.code, sorted(one.marks)[0])
    with stage.db.schema() as schema:
        [(trigger, body)] = schema.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name = 'sealed_mark_no_update'"
        ).fetchall()
        schema.execute(f"DROP TRIGGER {trigger}")
        schema.execute(f"UPDATE sealed_mark SET mark = mark + 50 WHERE {THE_MARK}", which)
    known = service.find_digits(stage.db, one.receipt_digits, below=desk.recognized)
    assert known is not None
    assert not known.is_whole
    with stage.db.schema() as schema:
        schema.execute(f"UPDATE sealed_mark SET mark = mark - 50 WHERE {THE_MARK}", which)
        schema.execute(body)
