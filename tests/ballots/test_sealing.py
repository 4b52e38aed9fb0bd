"""Sealing: complete, reviewed, once; immutable afterwards; commitments in the log; a receipt for the whole."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import threading

import pytest

from competition.ballots import service
from competition.ballots.records import Stage
from competition.core.canonical import check_digits, digest
from competition.core.database import IntegrityError, write
from competition.core.errors import Conflict, Frozen, NotFound, Refusal
from competition.core.records import SYSTEM
from competition.rounds.records import Phase
from tests.ballots.bench import Bench


def test_blanks_cannot_be_sealed(bench: Bench) -> None:
    """A sheet with a missing mark is refused whole, naming the entries, and nothing is sealed."""
    bench.pledge(0)
    bench.save(0, "T01", 8000)
    with pytest.raises(Refusal, match="blanks") as told:
        bench.seal(0)
    assert told.value.params["n"] == 2
    assert service.sealed(bench.db, bench.round) == ()


def test_sealing_gives_a_receipt_for_the_whole_sheet(bench: Bench) -> None:
    """The receipt's sixteen digits are those of the digest over every ballot's commitment."""
    bench.fill(0)
    receipt = bench.seal(0)
    assert (receipt.n_entries, receipt.number) == (3, 1)
    assert receipt.n_marks == 3 * len(service.my_sheet(bench.db, bench.actor(0), bench.round).tasks[0].codes)
    assert [entry for entry, _, _ in receipt.ballots] == ["T01", "T02", "T03"]
    content = {
        "format": "pingxuan-receipt/1", "round": "xz-2025", "judge": receipt.judge, "number": 1,
        "ballots": [{"entry": e, "version": v, "commitment": c} for e, v, c in receipt.ballots],
    }  # fmt: skip
    assert receipt.digest == digest(content)
    assert receipt.digits == check_digits(receipt.digest)


def test_a_commitment_is_opened_by_its_key_and_marks(bench: Bench) -> None:
    """HMAC-SHA-256 over the canonical ballot of FORMATS section 4, worked out by hand, gives the commitment."""
    bench.fill(0, 8650)
    bench.seal(0)
    for ballot in service.sealed(bench.db, bench.round):
        marks = {code: f"{mark / 100:g}" for code, mark in ballot.marks.items()}
        whole = {"round": "xz-2025", "entry": ballot.entry, "judge": ballot.judge, "version": 1, "marks": marks}
        text = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert hmac.new(bytes.fromhex(ballot.key), text.encode(), hashlib.sha256).hexdigest() == ballot.commitment
        assert len(ballot.key) == 64


def test_keys_differ_from_ballot_to_ballot(bench: Bench) -> None:
    """Equal marks do not give equal commitments: every ballot has a key of its own."""
    bench.pledge(0)
    for entry in ("T01", "T02", "T03"):
        bench.save(0, entry, 8000)
    bench.seal(0)
    found = service.sealed(bench.db, bench.round)
    assert len({ballot.key for ballot in found}) == len({ballot.commitment for ballot in found}) == 3


def test_the_log_has_commitments_and_no_marks(bench: Bench) -> None:
    """The event of a sealing names the receipt and the commitments; no mark, note or key is in it."""
    bench.fill(0, 7350)
    receipt = bench.seal(0)
    body = bench.db.value("SELECT body FROM log WHERE act = 'ballots.seal'")
    told = json.loads(body)
    assert told["receipt"] == receipt.digest
    assert [(row["entry"], row["version"], row["commitment"]) for row in told["ballots"]] == list(receipt.ballots)
    assert "73.5" not in body
    assert "7350" not in body
    assert all(ballot.key not in body for ballot in service.sealed(bench.db, bench.round))


def test_sealing_twice_by_the_same_press_is_one_sealing(bench: Bench) -> None:
    """The same operation key gives the same receipt and changes nothing; another key finds nothing left to seal."""
    bench.fill(0)
    first = bench.seal(0, op="press-1")
    logged = bench.db.value("SELECT count(*) FROM log")
    assert bench.seal(0, op="press-1") == first
    assert bench.db.value("SELECT count(*) FROM log") == logged
    with pytest.raises(Frozen, match="sealed"):
        bench.seal(0, op="press-2")


def test_of_two_presses_at_once_one_seals(bench: Bench) -> None:
    """Two devices sealing at the same instant: one receipt, one event, one version of each ballot."""
    bench.fill(0)
    start, outcomes = threading.Barrier(2), []

    def press(op: str) -> None:
        start.wait()
        try:
            outcomes.append(bench.seal(0, op=op).digits)
        except (Frozen, Conflict) as refusal:
            outcomes.append(type(refusal).__name__)

    both = [threading.Thread(target=press, args=(f"press-{n}",)) for n in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sum(" " in outcome for outcome in outcomes) == 1
    assert bench.db.value("SELECT count(*) FROM receipt") == 1
    assert bench.db.value("SELECT count(*) FROM sealed_ballot") == 3


def test_what_was_not_reviewed_is_not_sealed(bench: Bench) -> None:
    """A mark saved by another device after the review page was opened stops the sealing."""
    bench.fill(0)
    stamp = service.review(bench.db, bench.actor(0), bench.round).stamp
    bench.save(0, "T01", 9900)
    with pytest.raises(Conflict, match="changed_since_review"):
        service.seal(bench.db, bench.actor(0), bench.round, op="press-1", based_on=stamp)


def test_a_sealed_ballot_takes_no_more_saves(bench: Bench) -> None:
    """After sealing a new save is refused, while a save answered before is answered as before."""
    bench.pledge(0)
    bench.save(0, "T01", 8000, op="op-00001", based_on=0)
    bench.fill(0)
    bench.seal(0)
    with pytest.raises(Frozen, match="sealed"):
        bench.save(0, "T01", 9000)
    assert bench.save(0, "T01", 8000, op="op-00001", based_on=0).marks["A4"] == 8000


def test_sealed_versions_are_what_was_reviewed(bench: Bench) -> None:
    """Marks and notes come out of the sealed version as they stood in the draft."""
    bench.fill(0)
    held = service.draft_of(bench.db, bench.actor(0), bench.round, "T02")
    note = {"A4": "现场看过"}
    service.save(bench.db, bench.actor(0), bench.round, "T02", {}, note, based_on=held.version, op="op-note1")
    bench.seal(0)
    ballot = next(ballot for ballot in service.sealed(bench.db, bench.round) if ballot.entry == "T02")
    assert dict(ballot.marks) == held.marks
    assert dict(ballot.notes) == {"A4": "现场看过"}
    assert [row.stage for row in service.mine(bench.db, bench.actor(0), bench.round)] == [Stage.SEALED] * 3


CHANGES = (
    "UPDATE sealed_mark SET mark = 10000",
    "DELETE FROM sealed_mark",
    "INSERT INTO sealed_mark (sealed_id, indicator, mark) SELECT id, 'Z1', 0 FROM sealed_ballot",
    "INSERT OR REPLACE INTO sealed_mark SELECT sealed_id, indicator, 0, '' FROM sealed_mark",
    "UPDATE sealed_ballot SET key = zeroblob(32)",
    "UPDATE sealed_ballot SET commitment = lower(hex(randomblob(32)))",
    "DELETE FROM sealed_ballot",
    """INSERT INTO sealed_ballot SELECT NULL, ballot_id, 2, round, judge, entry, key, lower(hex(randomblob(32))),
       receipt_id, sealed_at FROM sealed_ballot""",
    "UPDATE receipt SET digits = '0000 0000 0000 0000'",
    "DELETE FROM receipt",
    "UPDATE ballot SET state = 'open'",
    "UPDATE ballot SET version = version + 1",
    "UPDATE ballot_mark SET mark = 0",
    "DELETE FROM ballot_mark",
    "INSERT INTO ballot_mark SELECT id, 'Z1', 0, '', '' FROM ballot",
)


def test_sealed_rows_cannot_be_changed_by_sql(bench: Bench) -> None:
    """No statement changes, adds to, removes or reopens what is sealed."""
    bench.fill(0)
    bench.seal(0)
    before = service.sealed_versions(bench.db, bench.round)
    for sql in CHANGES:
        with pytest.raises(IntegrityError), bench.db.write(draft=True) as tx:
            tx.execute(sql)
    assert service.sealed_versions(bench.db, bench.round) == before


def test_an_altered_mark_is_found_even_without_triggers(bench: Bench) -> None:
    """Whoever drops the triggers and edits a mark breaks the law of commitments, which names the ballot."""
    bench.fill(0)
    bench.seal(0)
    law = next(law for law in service.LAWS if "commitment" in law.name)
    with contextlib.suppress(ZeroDivisionError), bench.db.write(draft=True) as tx:
        tx.execute("DROP TRIGGER sealed_mark_no_update")
        tx.execute("UPDATE sealed_mark SET mark = 10000 WHERE indicator = 'A4'")
        found = list(law.check(tx))
        raise ZeroDivisionError  # the write is undone, triggers and all
    assert len(found) == 3
    assert "T01" in found[0]


def test_a_receipt_is_found_by_its_digits_however_written(bench: Bench) -> None:
    """Spaces, hyphens and full-width digits make no difference; unknown or short digits find nothing."""
    bench.fill(0)
    receipt = bench.seal(0)
    bare = receipt.digits.replace(" ", "")
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in bare)
    for written in (receipt.digits, bare, "-".join(receipt.digits.split()), wide):
        assert service.find_receipt(bench.db, written) == receipt
    for written in ("", bare[:-1], "0" * 16, "abc"):
        assert service.find_receipt(bench.db, written) is None


def _reopened(bench: Bench, entry: str = "T02") -> None:
    with write(bench.db) as tx:
        service.reopen(tx, SYSTEM, bench.round, bench.judges[0].pseudonym, entry, reason="离均值过远", case=7)


def test_reopening_keeps_the_first_version_in_force_until_the_second(bench: Bench) -> None:
    """A reopened ballot starts from its marks, is sealed as version 2, and version 1 stays as it was."""
    bench.fill(0)
    first = bench.seal(0)
    bench.enter(Phase.ADJUDICATION)
    _reopened(bench)
    in_force = {ballot.entry: ballot.version for ballot in service.sealed(bench.db, bench.round)}
    assert in_force == {"T01": 1, "T02": 1, "T03": 1}
    held = service.draft_of(bench.db, bench.actor(0), bench.round, "T02")
    assert held.reopened
    assert len(held.marks) > 0
    assert service.why_reopened(bench.db, held).case == 7  # type: ignore[union-attr]
    bench.save(0, "T02", 6000)
    second = bench.seal(0, op="again")
    assert second.number == 2
    assert second.n_entries == 1
    assert {e: v for e, v, _ in second.ballots} == {"T01": 1, "T02": 2, "T03": 1}
    versions = service.sealed_versions(bench.db, bench.round)
    assert [(b.entry, b.version) for b in versions] == [("T01", 1), ("T02", 1), ("T02", 2), ("T03", 1)]
    assert set(next(b for b in service.sealed(bench.db, bench.round) if b.entry == "T02").marks.values()) == {6000}
    assert service.find_receipt(bench.db, first.digits) == first


def test_only_the_reopened_ballot_may_be_written_in_review(bench: Bench) -> None:
    """In adjudication the reopened ballot takes marks, the others stay sealed."""
    bench.fill(0)
    bench.seal(0)
    bench.enter(Phase.ADJUDICATION)
    _reopened(bench)
    bench.save(0, "T02", 7000)
    with pytest.raises(Frozen, match="sealed"):
        bench.save(0, "T01", 7000)


def test_what_is_not_sealed_is_not_reopened(bench: Bench) -> None:
    """An open ballot, a ballot reopened already, and an unknown one are refused, as is a missing reason."""
    bench.fill(0)
    with pytest.raises(Frozen, match="not_sealed"):
        _reopened(bench)
    bench.seal(0)
    with pytest.raises(Refusal, match="reason_missing"), write(bench.db) as tx:
        service.reopen(tx, SYSTEM, bench.round, bench.judges[0], "T02", reason=" ", case=7)
    with pytest.raises(NotFound):
        _reopened(bench, "T99")
    _reopened(bench)
    with pytest.raises(Frozen, match="not_sealed"):
        _reopened(bench)


def test_a_round_is_left_only_when_everybody_has_sealed(bench: Bench) -> None:
    """Each judge who has not sealed is a to-do on leaving scoring; a reopened ballot is one on leaving adjudication."""
    bench.fill(0)
    bench.seal(0)
    waiting = service.outstanding(bench.db, bench.round, Phase.SCORING)
    assert {todo.params["judge"] for todo in waiting} == {judge.pseudonym for judge in bench.judges[1:]}
    for n in (1, 2):
        bench.fill(n)
        bench.seal(n)
    assert service.outstanding(bench.db, bench.round, Phase.SCORING) == ()
    assert service.outstanding(bench.db, bench.round, Phase.ADJUDICATION) == ()
    _reopened(bench)
    left = service.outstanding(bench.db, bench.round, Phase.ADJUDICATION)
    assert [todo.code for todo in left] == ["ballots.reopened"]
    assert service.outstanding(bench.db, bench.round, Phase.PUBLICITY) == ()
