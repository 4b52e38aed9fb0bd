"""Towns enter a round, withdraw, are checked, and are ruled out by a veto with the document that certifies it."""

from __future__ import annotations

from datetime import date
from typing import Any

from competition.core.clock import stamp, today
from competition.core.database import Database, Transaction, write
from competition.core.errors import Frozen, NotFound, Refusal
from competition.core.records import Actor
from competition.entries import store
from competition.entries.records import CheckState, Entry, EntryStatus, Veto, VetoKind, next_code
from competition.entries.service.reading import entry, is_open
from competition.registry import service as registry
from competition.rounds.records import Round

Store = Database | Transaction


def require_open(tx: Transaction, round_: Round) -> None:
    """Refuse once registration is left."""
    if not is_open(tx, round_):
        raise Frozen("entries.frozen")


def enter(db: Store, actor: Actor, round_: Round, town_id: int) -> Entry:
    """A town enters the round, under its name of today; one that withdrew comes back as it was."""
    with write(db) as tx:
        require_open(tx, round_)
        town = registry.town(tx, town_id)
        held = store.entry_of_town(tx, round_.id, town_id)
        if held is not None:
            if held.status is not EntryStatus.WITHDRAWN:
                raise Refusal("entries.entered_already", town=town.name, entry=held.code)
            return readmit(tx, actor, round_, held)
        others = store.entries(tx, round_.id)
        code = next_code(tuple(other.code for other in others))
        store.insert(
            tx, "entry", round_id=round_.id, code=code, town_id=town.id, name=town.name, county_id=town.county_id,
            county=town.county, industry=town.industry, position=len(others) + 1,
        )  # fmt: skip
        tx.log(actor, "entries.enter", tag(round_, code), town=town.code, name=town.name.zh)
        return entry(tx, round_, code)


def withdraw(db: Store, actor: Actor, round_: Round, entry_: Entry, reason: str) -> Entry:
    """The town takes its entry back; what was filed stays."""
    if not reason.strip():
        raise Refusal("entries.needs_reason")
    with write(db) as tx:
        require_open(tx, round_)
        return _standing(tx, actor, "withdraw", round_, entry_, EntryStatus.WITHDRAWN, note=reason.strip())


def readmit(db: Store, actor: Actor, round_: Round, entry_: Entry) -> Entry:
    """An entry that withdrew or failed its check stands again, to be checked anew; refused while a veto stands."""
    with write(db) as tx:
        require_open(tx, round_)
        _refuse_under_veto(tx, entry_)
        pending = CheckState.PENDING
        return _standing(tx, actor, "readmit", round_, entry_, EntryStatus.ELIGIBLE, note="", check_state=pending)


def check(db: Store, actor: Actor, round_: Round, entry_: Entry, passed: bool, note: str = "") -> Entry:
    """Record what the check of eligibility found; one that fails is excluded, with the reason."""
    if not passed and not note.strip():
        raise Refusal("entries.needs_reason")
    with write(db) as tx:
        require_open(tx, round_)
        held = entry(tx, round_, entry_.code)
        if held.status is EntryStatus.WITHDRAWN:
            raise Refusal("entries.withdrawn", entry=held.name)
        if passed:
            _refuse_under_veto(tx, held)
        status = EntryStatus.ELIGIBLE if passed else EntryStatus.EXCLUDED
        found = CheckState.PASSED if passed else CheckState.FAILED
        return _standing(tx, actor, "check", round_, held, status, note=note.strip(), check_state=found)


def veto(
    db: Store,
    actor: Actor,
    round_: Round,
    entry_: Entry,
    kind: VetoKind,
    *,
    department: str,
    document_no: str,
    dated_on: date,
    note: str = "",
) -> Veto:
    """Rule an entry out on a certifying document, which is asked for: department, number, date."""
    if not department.strip() or not document_no.strip():
        raise Refusal("entries.veto_needs_document", entry=entry_.name)
    with write(db) as tx:
        require_open(tx, round_)
        if dated_on > today(tx.clock):
            raise Refusal("entries.document_ahead", dated_on=dated_on)
        store.insert(
            tx, "veto", entry_id=entry_.id, kind=kind.value, department=department.strip(), note=note.strip(),
            document_no=document_no.strip(), dated_on=dated_on, at=stamp(tx.at),
        )  # fmt: skip
        document = {"department": department.strip(), "document_no": document_no.strip(), "dated_on": str(dated_on)}
        told = {"kind": kind.value, "document": document}
        why = f"{department.strip()} {document_no.strip()}"
        failed = CheckState.FAILED
        _standing(tx, actor, "veto", round_, entry_, EntryStatus.EXCLUDED, note=why, check_state=failed, told=told)
        return store.vetoes(tx, entry_.id)[-1]


def lift_veto(db: Store, actor: Actor, round_: Round, veto_id: int, reason: str) -> Entry:
    """Take a veto back with a reason; when no other stands, the entry is to be checked anew."""
    if not reason.strip():
        raise Refusal("entries.needs_reason")
    with write(db) as tx:
        require_open(tx, round_)
        held = store.veto(tx, veto_id)
        owner = None if held is None else store.entry_by_id(tx, held.entry_id)
        if held is None or owner is None or owner.round_id != round_.id or not held.stands:
            raise NotFound("entries.no_veto")
        store.update(tx, "veto", veto_id, lifted_at=stamp(tx.at), lifted_why=reason.strip())
        tx.log(actor, "entries.lift_veto", tag(round_, owner.code), veto=veto_id, reason=reason.strip())
        others = any(other.stands for other in store.vetoes(tx, owner.id))
        return owner if others else readmit(tx, actor, round_, owner)


def tag(round_: Round, code: str) -> str:
    """How the log names an entry."""
    return f"{round_.tag}/entry:{code}"


def _refuse_under_veto(tx: Transaction, entry_: Entry) -> None:
    standing = [it for it in store.vetoes(tx, entry_.id) if it.stands]
    if standing:
        raise Refusal("entries.vetoed", entry=entry_.name, document=standing[0].document_no)


def _standing(
    tx: Transaction,
    actor: Actor,
    act: str,
    round_: Round,
    entry_: Entry,
    status: EntryStatus,
    *,
    told: dict[str, Any] | None = None,
    **columns: Any,
) -> Entry:
    before = entry(tx, round_, entry_.code)
    store.update(tx, "entry", entry_.id, status=status.value, **columns)
    after = entry(tx, round_, entry_.code)
    tx.log(actor, f"entries.{act}", tag(round_, entry_.code), before=_told(before), after=_told(after), **(told or {}))
    return after


def _told(entry_: Entry) -> dict[str, str]:
    return {"status": entry_.status.value, "check": entry_.check.value, "note": entry_.note}
