"""Signed paper sheets: one clerk keys them, a second keys the same again, and only then are they ballots.

What is keyed once is read by the clerks of the round alone, and goes when it is sealed or thrown away. The log gets a
commitment to the first keying, and the two clerks when the ballots are sealed. Nobody who holds another role in the
round may key: a clerk reads marks before scoring is left.
"""

from __future__ import annotations

from collections.abc import Iterable

from competition.ballots import paper, paper_store, store
from competition.ballots.paper import Known
from competition.ballots.paper_look import Ballot, Look, look
from competition.ballots.records import KEY_BYTES, Keyed, PaperProgress, ballot_content, commitment
from competition.ballots.service.judging import begun, held_of, judge_tag
from competition.ballots.service.sealing import seal_drafts
from competition.ballots.sheet import Sheet, Task, sheet_of, sheets
from competition.core import spreadsheets
from competition.core.canonical import canonical
from competition.core.database import Database, Reader, Transaction, write
from competition.core.errors import Conflict, Denied, Frozen, NotFound, Refusal
from competition.core.permissions import Permission, require
from competition.core.records import EXCLUSIVE_ROLES, Actor
from competition.entries import service as entries
from competition.panels import service as panels
from competition.rounds import service as rounds
from competition.rounds.records import Phase, Round


def look_at_sheet(reader: Reader, actor: Actor, round_: Round, content: bytes) -> Look:
    """What taking a table of keyed sheets would do; nothing is written. Raises Frozen outside scoring."""
    known = _known(reader, actor, round_)
    if rounds.by_id(reader, round_.id).phase is not Phase.SCORING:
        raise Frozen("ballots.not_scoring")
    return look(known, *paper.read(content, known.indicators))


def key_sheet(
    db: Database | Transaction,
    actor: Actor,
    round_: Round,
    content: bytes,
    *,
    shown: str | None = None,
    filename: str = "",
) -> Look:
    """Take a table whole or not at all: keep what is keyed for the first time, seal what agrees with a first keying.

    Refused where a cell is at fault. ``shown`` is the digest of the look that was confirmed; when anything was keyed
    since, nothing is written and the table must be looked at again.
    """
    with write(db) as tx:
        seen = look_at_sheet(tx, actor, round_, content)
        if not seen.preview.is_clean:
            raise Refusal("registry.sheet_has_faults", n=len(seen.preview.faults))
        if shown is not None and shown != seen.digest:
            raise Conflict("ballots.keyed_since")
        if seen.fresh:
            _keep(tx, actor, round_, seen.fresh, filename)
        for judge in dict.fromkeys(one.sheet.judge.id for one in seen.agreed):
            _seal(tx, actor, [one for one in seen.agreed if one.sheet.judge.id == judge])
        return seen


def throw_away(db: Database | Transaction, actor: Actor, round_: Round, judge: str) -> int:
    """Let go what this clerk keyed from a judge's sheet and nobody has keyed again; gives how many entries."""
    with write(db) as tx:
        sheet, mine = keyed_by_me(tx, actor, round_, judge)
        for task, one in mine:
            paper_store.drop_keyed(tx, one.judge_id, task.entry.id)
        told = [task.entry.code for task, _ in mine]
        tx.log(actor, "ballots.throw_away", judge_tag(sheet), entries=told)
        return len(mine)


def keyed_by_me(
    reader: Reader, actor: Actor, round_: Round, judge: str
) -> tuple[Sheet, tuple[tuple[Task, Keyed], ...]]:
    """What this clerk keyed from a judge's sheet and nobody has keyed again; raises NotFound where there is nothing."""
    clerk = _require_clerk(actor, round_)
    sheet = sheet_of(reader, round_, panels.get(reader, round_, judge))
    held = paper_store.keyed(reader, round_.id)
    pairs = ((task, held.get((sheet.judge.id, task.entry.id))) for task in sheet.tasks)
    mine = tuple((task, one) for task, one in pairs if one is not None and one.keyed_by == clerk)
    if not mine:
        raise NotFound("ballots.nothing_keyed")
    return sheet, mine


def pledged_on_paper(reader: Reader, sheet: Sheet) -> bool:
    """Whether the judge's pledge stands on a signed paper sheet."""
    return paper_store.pledged_on_paper(reader, sheet.judge.id)


def papers(reader: Reader, actor: Actor, round_: Round) -> tuple[PaperProgress, ...]:
    """How far each judge's signed sheet is keyed, as this clerk sees it."""
    known = _known(reader, actor, round_)
    return tuple(_progress(known, sheet) for sheet in known.sheets)


def blank_sheet(reader: Reader, actor: Actor, round_: Round, *, long: bool, language: str) -> bytes:
    """The table to fill in, in one of its two forms: every ballot that this clerk may still key."""
    known = _known(reader, actor, round_)
    form = paper.LONG if long else paper.wide(known.indicators)
    return spreadsheets.write(form, paper.blank_rows(known, form), language=language, sample=round_.sample)


def marked_sheet(seen: Look, *, language: str, sample: bool = False) -> bytes:
    """The table as it was sent, with every fault marked in its cell."""
    return spreadsheets.returned(seen.table, seen.form, language=language, sample=sample)


def _require_clerk(actor: Actor, round_: Round) -> int:
    require(actor, Permission.ENTER_SHEETS, round_.id)
    if actor.account_id is None or actor.roles(round_.id) & EXCLUSIVE_ROLES:
        raise Denied("ballots.clerk_alone")
    return actor.account_id


def _known(reader: Reader, actor: Actor, round_: Round) -> Known:
    clerk, present = _require_clerk(actor, round_), rounds.by_id(reader, round_.id)
    return Known(
        clerk, tuple(entries.entries(reader, present)), rounds.rules(reader, present).judged, sheets(reader, present),
        store.drafts_of_round(reader, present.id), frozenset(store.absences(reader)),
        paper_store.keyed(reader, present.id),
    )  # fmt: skip


def _progress(known: Known, sheet: Sheet) -> PaperProgress:
    pairs = [(sheet.judge.id, task.entry.id) for task in sheet.tasks]
    drafts = [known.drafts[pair] for pair in pairs if pair in known.drafts]
    waiting = [known.keyed[pair] for pair in pairs if pair in known.keyed and pair not in known.drafts]
    n_mine, n_paper = sum(one.keyed_by == known.clerk for one in waiting), sum(held.on_paper for held in drafts)
    return PaperProgress(
        sheet.judge.pseudonym, sheet.judge.name, len(pairs), n_mine, len(waiting) - n_mine, n_paper,
        len(drafts) - n_paper,
    )  # fmt: skip


def _keep(tx: Transaction, actor: Actor, round_: Round, fresh: Iterable[Ballot], filename: str) -> None:
    kept = [_first(tx, actor, one) for one in fresh]
    for _, keyed in kept:
        paper_store.keep_keyed(tx, round_.id, keyed)
    told = [
        {"judge": one.sheet.judge.pseudonym, "entry": one.task.entry.code, "commitment": keyed.commitment}
        for one, keyed in kept
    ]
    tx.log(actor, "ballots.key", round_.tag, ballots=told, file=filename)


def _first(tx: Transaction, actor: Actor, one: Ballot) -> tuple[Ballot, Keyed]:
    judge, key = one.sheet.judge, tx.rng.randbytes(KEY_BYTES)
    # A ballot that comes on paper was never opened on a device, so the version it will be sealed as is the first.
    content = ballot_content(one.sheet.round.code, one.task.entry.code, judge.pseudonym, 1, one.marks)
    clerk = _require_clerk(actor, one.sheet.round)
    mac = commitment(key, canonical(content))
    return one, Keyed(judge.id, one.task.entry.id, clerk, tx.at, one.marks, key, mac)


def _seal(tx: Transaction, actor: Actor, agreed: list[Ballot]) -> None:
    sheet, clerk = agreed[0].sheet, _require_clerk(actor, agreed[0].sheet.round)
    if store.pledged_at(tx, sheet.judge.id) is None:
        store.add_pledge(tx, sheet.judge.id, on_paper=True)
        tx.log(actor, "ballots.pledge", judge_tag(sheet), source="paper")
    for one in agreed:
        held = begun(tx, actor, sheet, one.task.entry.code)
        store.keep(tx, held, {code: (mark, "") for code, mark in one.marks.items()})
    waiting = [(one.task, held_of(tx, sheet, one.task)) for one in agreed]
    firsts = [one.held for one in agreed if one.held is not None]
    clerks = {one.task.entry.code: [f"a{first.keyed_by}", actor.tag] for one, first in zip(agreed, firsts, strict=True)}
    seal_drafts(tx, actor, sheet, waiting, source="paper", keyed_by=clerks)
    for first in firsts:
        paper_store.settle(tx, first, clerk)
