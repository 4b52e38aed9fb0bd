"""The office's side of ballots: who is how far, excused absences, reopening, and what the tally takes.

Nothing here tells a mark, a mean or a count derived from marks before scoring is left.
"""

from __future__ import annotations

from competition.ballots import store
from competition.ballots.records import (
    DONE_STAGES,
    Absence,
    BallotState,
    Draft,
    JudgeProgress,
    Sealed,
    Stage,
    judge_state,
)  # fmt: skip
from competition.ballots.service.judging import held_of, judge_tag, rows_of, tag_of
from competition.ballots.sheet import Sheet, sheet_of, sheets
from competition.core import approvals
from competition.core.approvals import Approval
from competition.core.database import Database, Reader, Transaction, write
from competition.core.errors import Frozen, NotFound, Refusal
from competition.core.permissions import Permission, require
from competition.core.records import Actor, ToDo
from competition.panels import service as panels
from competition.panels.records import Judge
from competition.rounds import service as rounds
from competition.rounds.records import Phase, Round

EXCUSE = "ballots.excuse"


def progress(reader: Reader, round_: Round) -> tuple[JudgeProgress, ...]:
    """How far each judge is: one cell an entry, ``done``, ``open`` or ``recused``, in the order of the entries."""
    drafts, pledged, excused = store.drafts_of_round(reader, round_.id), store.pledges(reader), store.absences(reader)
    return tuple(
        _progress(sheet, {entry: held for (judge, entry), held in drafts.items() if judge == sheet.judge.id},
                  pledged=sheet.judge.id in pledged, excused=sheet.judge.id in excused)
        for sheet in sheets(reader, round_)
    )  # fmt: skip


def _progress(sheet: Sheet, drafts: dict[int, Draft], *, pledged: bool, excused: bool) -> JudgeProgress:
    stages = {row.entry_id: row.stage for row in rows_of(sheet, drafts)}
    recused = {entry.id: Stage.RECUSED for entry in sheet.recused}
    order = sorted([*((task.entry.position, task.entry.id) for task in sheet.tasks),
                    *((entry.position, entry.id) for entry in sheet.recused)])  # fmt: skip
    cells = tuple(_cell({**stages, **recused}[entry]) for _, entry in order)
    saved = [held.saved_at for held in drafts.values() if held.saved_at is not None]
    return JudgeProgress(
        sheet.judge.id, sheet.judge.pseudonym, sheet.judge.name,
        judge_state(tuple(stages.values()), pledged=pledged, excused=excused),
        cells, cells.count("done"), len(stages), max(saved, default=None),
        sum(held.on_paper for held in drafts.values()),
    )  # fmt: skip


def _cell(stage: Stage) -> str:
    if stage is Stage.RECUSED:
        return "recused"
    return "done" if stage in DONE_STAGES else "open"


def sealed(reader: Reader, round_: Round) -> tuple[Sealed, ...]:
    """The sealed version in force of every ballot, by judge and entry.

    Left out are ballots of judges recused since. Whoever asks must know that scoring is left; nothing is checked here.
    """
    recused = {(recusal.judge_id, recusal.entry_id) for recusal in panels.recusals(reader, round_)}
    found = store.sealed_of_round(reader, round_.id)
    return tuple(ballot for whose, in_force, ballot in found if in_force and whose not in recused)


def sealed_versions(reader: Reader, round_: Round) -> tuple[Sealed, ...]:
    """Every sealed version, superseded ones and those of judges recused since included: for the archive."""
    return tuple(ballot for _, _, ballot in store.sealed_of_round(reader, round_.id))


def reopen(
    tx: Transaction, actor: Actor, round_: Round, judge: Judge | str, entry: str, *, reason: str, case: int
) -> None:
    """Have one sealed ballot scored again, on the ground of a ruling; the sealed version stays in force meanwhile.

    The room of rulings has checked who may. ``judge`` may be a pseudonym, ``case`` is the number of the case.
    """
    if not reason.strip():
        raise Refusal("ballots.reason_missing")
    sheet = sheet_of(tx, round_, panels.get(tx, round_, judge) if isinstance(judge, str) else judge)
    task = sheet.task(entry)
    held = held_of(tx, sheet, task)
    if held.state is not BallotState.SEALED:
        raise Frozen("ballots.not_sealed")
    version = store.reopen(tx, held, case=case, reason=reason.strip())
    tx.log(actor, "ballots.reopen", tag_of(sheet, task), version=version, case=case, reason=reason.strip())


def excuse(db: Database | Transaction, actor: Actor, round_: Round, judge: str, *, reason: str) -> Approval:
    """Propose that a judge's unsealed ballots are not waited for; a second person signs with :func:`sign_excuse`."""
    require(actor, Permission.MANAGE_PANEL, round_.id)
    if not reason.strip():
        raise Refusal("ballots.reason_missing")
    with write(db) as tx:
        sheet = _absentee(tx, round_, judge)
        content = _absence_content(tx, sheet, reason.strip())
        return approvals.propose(tx, actor, EXCUSE, judge_tag(sheet), content, reason=reason.strip())


def sign_excuse(db: Database | Transaction, actor: Actor, round_: Round, judge: str) -> Absence:
    """Countersign an excused absence; refused to whoever proposed it, and when the judge has sealed since."""
    require(actor, Permission.COUNTERSIGN, round_.id)
    with write(db) as tx:
        sheet = _absentee(tx, round_, judge)
        waiting = approvals.pending(tx, EXCUSE, judge_tag(sheet))
        if not waiting:
            raise NotFound("ballots.nothing_to_sign")
        signed = approvals.countersign(tx, actor, waiting[-1].id, _absence_content(tx, sheet, waiting[-1].reason))
        store.add_absence(tx, sheet.judge.id, signed.reason, signed.id)
        tx.log(actor, EXCUSE, judge_tag(sheet), reason=signed.reason)
        return Absence(sheet.judge.id, signed.reason, tx.at, signed.id)


def pending_absence(reader: Reader, round_: Round, judge: Judge) -> Approval | None:
    """The proposal to excuse a judge that waits for its second signature, or None."""
    waiting = approvals.pending(reader, EXCUSE, f"{round_.tag}/judge:{judge.pseudonym}")
    return waiting[-1] if waiting else None


def absence_of(reader: Reader, judge: Judge) -> Absence | None:
    """The judge's excused absence, or None."""
    return store.absence(reader, judge.id)


def _absentee(reader: Reader, round_: Round, pseudonym: str) -> Sheet:
    present = rounds.by_id(reader, round_.id)
    sheet = sheet_of(reader, present, panels.get(reader, present, pseudonym))
    if present.phase is not Phase.SCORING:
        raise Frozen("ballots.not_scoring")
    if store.absence(reader, sheet.judge.id) is not None:
        raise Frozen("ballots.excused_already", judge=pseudonym)
    if not _unsealed(reader, sheet):
        raise Frozen("ballots.judge_sealed", judge=pseudonym)
    return sheet


def _unsealed(reader: Reader, sheet: Sheet) -> list[str]:
    drafts = store.drafts(reader, sheet.judge.id)
    sealed = {entry for entry, held in drafts.items() if held.state is BallotState.SEALED}
    return [task.entry.code for task in sheet.tasks if task.entry.id not in sealed]


def _absence_content(reader: Reader, sheet: Sheet, reason: str) -> dict[str, object]:
    unsealed = _unsealed(reader, sheet)
    return {"round": sheet.round.code, "judge": sheet.judge.pseudonym, "reason": reason, "unsealed": unsealed}


def _absence_tag(sheet: Sheet) -> str:
    return f"{sheet.round.tag}/judge:{sheet.judge.pseudonym}"


def outstanding(reader: Reader, round_: Round, leaving: Phase) -> tuple[ToDo, ...]:
    """What is missing before a phase is left: ballots to seal while scoring, reopened ones while reviewing."""
    if leaving not in (Phase.SCORING, Phase.ADJUDICATION):
        return ()
    found = []
    for sheet in sheets(reader, round_):
        code = sheet.judge.pseudonym
        values = {"code": round_.code, "judge": code}
        excused = store.absence(reader, sheet.judge.id) is not None
        if leaving is Phase.SCORING and not excused and (waiting := _unsealed(reader, sheet)):
            kind = "ballots.absence_unsigned" if pending_absence(reader, round_, sheet.judge) else "ballots.unsealed"
            found.append(ToDo(kind, "ballots.absence", values, {"judge": code, "n": len(waiting)}))
        for task in sheet.tasks:
            held = held_of(reader, sheet, task)
            if held.reopened and held.state is BallotState.OPEN and (leaving is Phase.ADJUDICATION or excused):
                params = {"judge": code, "entry": task.entry.name}
                found.append(ToDo("ballots.reopened", "ballots.progress", {"code": round_.code}, params))
    return tuple(found)
