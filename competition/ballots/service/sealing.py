"""Reviewing one's own sheet, sealing it, and the receipt that stands for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from competition.ballots import store
from competition.ballots.records import (
    KEY_BYTES,
    BallotState,
    Draft,
    Receipt,
    Row,
    ballot_content,
    commitment,
    receipt_content,
)  # fmt: skip
from competition.ballots.review import Leaf, OwnRow, own_rows
from competition.ballots.service.judging import held_of, judge_tag, my_sheet, require_open, rows_of
from competition.ballots.sheet import Sheet, Task
from competition.core.canonical import canonical, check_digits, digest
from competition.core.database import Database, Reader, Transaction, write
from competition.core.errors import Conflict, Frozen, NotFound, Refusal
from competition.core.records import Actor
from competition.rounds.records import Round


@dataclass(frozen=True, slots=True)
class Review:
    """One's own sheet before sealing. ``stamp`` names exactly what is shown, so that nothing else gets sealed."""

    sheet: Sheet
    rows: tuple[OwnRow, ...]
    progress: tuple[Row, ...]
    blanks: tuple[Row, ...]
    stamp: str
    is_sealed: bool

    @property
    def n_oddities(self) -> int:
        """How many things are worth a second look."""
        return sum(len(row.oddities) for row in self.rows)


def review(reader: Reader, actor: Actor, round_: Round) -> Review:
    """One's own marks sorted, what is blank, and what is odd about them."""
    sheet = my_sheet(reader, actor, round_)
    drafts = [held_of(reader, sheet, task) for task in sheet.tasks]
    progress = rows_of(sheet, {held.entry_id: held for held in drafts})
    leaves = [Leaf(leaf.code, leaf.dimension, leaf.weight, leaf.scale_max) for leaf in sheet.rules.judged]
    dimensions = [branch.code for branch in sheet.rules.dimensions]
    marks = {task.entry.code: held.marks for task, held in zip(sheet.tasks, drafts, strict=True)}
    blanks = tuple(row for row in progress if row.n_marked < row.n_asked)
    is_sealed = bool(drafts) and all(held.state is BallotState.SEALED for held in drafts)
    return Review(sheet, own_rows(marks, leaves, dimensions), progress, blanks, _stamp(sheet, drafts), is_sealed)


def _stamp(sheet: Sheet, drafts: Iterable[Draft]) -> str:
    seen = [[task.entry.code, held.version, held.state] for task, held in zip(sheet.tasks, drafts, strict=True)]
    return digest(seen)


def seal(db: Database | Transaction, actor: Actor, round_: Round, *, op: str, based_on: str) -> Receipt:
    """Seal every open ballot of one's own sheet, as reviewed under the stamp ``based_on``; gives the receipt.

    The same ``op`` again gives the same receipt. Raises Refusal while a mark is missing, Conflict when anything was
    saved since the review, Frozen when nothing is left to seal or scoring is over.
    """
    with write(db) as tx:
        sheet = my_sheet(tx, actor, round_)
        key = f"ballots.seal/{sheet.judge.id}/{op}"
        if (given := tx.once(key)) is not None:
            return _receipt(tx, sheet, int(given["number"]))
        drafts = [held_of(tx, sheet, task) for task in sheet.tasks]
        waiting = _require_sealable(tx, sheet, drafts)
        if based_on != _stamp(sheet, drafts):
            raise Conflict("ballots.changed_since_review")
        receipt = seal_drafts(tx, actor, sheet, waiting)
        tx.answer(key, actor, number=receipt.number)
        return receipt


def _require_sealable(reader: Reader, sheet: Sheet, drafts: list[Draft]) -> list[tuple[Task, Draft]]:
    pairs = list(zip(sheet.tasks, drafts, strict=True))
    waiting = [(task, held) for task, held in pairs if held.state is BallotState.OPEN]
    if not waiting:
        raise Frozen("ballots.sealed")
    for _, held in waiting:
        require_open(reader, sheet, held)
    blank = [task.entry.name for task, held in waiting if any(code not in held.marks for code in task.codes)]
    if blank:
        raise Refusal("ballots.blanks", n=len(blank), entries=blank)
    return waiting


@dataclass(frozen=True, slots=True)
class Fresh:
    """A version about to be sealed, with the key that opens its commitment."""

    task: Task
    held: Draft
    version: int
    key: bytes
    commitment: str


def seal_drafts(
    tx: Transaction, actor: Actor, sheet: Sheet, waiting: list[tuple[Task, Draft]], **how: object
) -> Receipt:
    """Seal complete drafts of one judge; whoever calls has checked them. ``how`` is told in the event beside them."""
    fresh = [_fresh(tx, sheet, task, held) for task, held in waiting]
    number = len(store.receipts(tx, sheet.judge.id)) + 1
    content = receipt_content(sheet.round.code, sheet.judge.pseudonym, number, _in_force(tx, sheet, fresh))
    told = [{"entry": new.task.entry.code, "version": new.version, "commitment": new.commitment} for new in fresh]
    seq = tx.log(actor, "ballots.seal", judge_tag(sheet), receipt=digest(content), number=number, ballots=told, **how)
    receipt_id = store.add_receipt(
        tx, round_id=sheet.round.id, judge_id=sheet.judge.id, number=number, content=canonical(content).decode(),
        digest=digest(content), digits=check_digits(digest(content)), n_entries=len(fresh),
        n_marks=sum(len(new.task.codes) for new in fresh), seq=seq,
    )  # fmt: skip
    for new in fresh:
        names = {"round": sheet.round.code, "judge": sheet.judge.pseudonym, "entry": new.task.entry.code}
        store.add_sealed(
            tx, new.held, receipt_id, version=new.version, names=names, key=new.key, commitment=new.commitment,
            codes=new.task.codes,
        )  # fmt: skip
    return _receipt(tx, sheet, number)


def _fresh(tx: Transaction, sheet: Sheet, task: Task, held: Draft) -> Fresh:
    version, key = store.last_version(tx, held) + 1, tx.rng.randbytes(KEY_BYTES)
    marks = {code: held.marks[code] for code in task.codes}
    content = ballot_content(sheet.round.code, task.entry.code, sheet.judge.pseudonym, version, marks)
    return Fresh(task, held, version, key, commitment(key, canonical(content)))


def _in_force(reader: Reader, sheet: Sheet, fresh: Iterable[Fresh]) -> list[tuple[str, int, str]]:
    # What stays in force from earlier sealings stands on the new receipt too: the latest receipt is always enough.
    earlier = store.sealed_of_judge(reader, sheet.judge.id)
    kept = {ballot.entry: (ballot.entry, ballot.version, ballot.commitment) for _, now, ballot in earlier if now}
    new = {one.task.entry.code: (one.task.entry.code, one.version, one.commitment) for one in fresh}
    return sorted({**kept, **new}.values())


def _receipt(reader: Reader, sheet: Sheet, number: int) -> Receipt:
    for receipt in store.receipts(reader, sheet.judge.id):
        if receipt.number == number:
            return receipt
    raise NotFound("ballots.no_receipt")


def receipts(reader: Reader, actor: Actor, round_: Round) -> tuple[Receipt, ...]:
    """One's own receipts, oldest first."""
    return store.receipts(reader, my_sheet(reader, actor, round_).judge.id)


def receipt_of(reader: Reader, actor: Actor, round_: Round, number: int) -> Receipt:
    """One's own receipt of that number; raises NotFound."""
    return _receipt(reader, my_sheet(reader, actor, round_), number)


def find_receipt(reader: Reader, digits: str) -> Receipt | None:
    """The receipt with these sixteen digits, however they are spaced; None when no such receipt was ever given."""
    bare = "".join(str(int(letter)) for letter in digits if letter.isdecimal())
    if len(bare) != 16:
        return None
    return store.receipt_by_digits(reader, " ".join(bare[at : at + 4] for at in range(0, 16, 4)))
