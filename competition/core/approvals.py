"""The two-person rule: one person proposes, another signs exactly what was proposed.

The second person signs the digest of the content, not its number: when the content has changed since, the signature
is refused and the deed must be proposed anew. The room that asked for two people does the deed in the same write.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from competition.core import store
from competition.core.canonical import digest
from competition.core.clock import instant, stamp
from competition.core.database import Reader, Row, Transaction
from competition.core.errors import Conflict, Denied, Frozen, NotFound
from competition.core.records import Actor


@dataclass(frozen=True, slots=True)
class Approval:
    """A deed waiting for, or holding, its second signature."""

    id: int
    act: str
    object: str
    content_digest: str
    reason: str
    state: str
    proposed_by: int
    proposed_at: datetime
    signed_by: int | None
    signed_at: datetime | None


def propose(
    tx: Transaction, actor: Actor, act: str, obj: str, content: Mapping[str, Any], *, reason: str = ""
) -> Approval:
    """Put a deed up for a second signature; an open proposal of the same deed is withdrawn for it."""
    if actor.account_id is None:
        raise Denied("core.needs_account")
    for earlier in pending(tx, act, obj):
        tx.update("approval", earlier.id, state="withdrawn")
    number = tx.insert(
        "approval", act=act, object=obj, content_digest=digest(content), reason=reason,
        proposed_by=actor.account_id, proposed_at=stamp(tx.at),
    )  # fmt: skip
    tx.log(actor, "core.propose", obj, deed=act, approval=number, content=digest(content), reason=reason)
    return get(tx, number)


def countersign(tx: Transaction, actor: Actor, approval_id: int, content: Mapping[str, Any]) -> Approval:
    """Sign what another person proposed; refused when it is one's own, already settled, or changed since."""
    approval = get(tx, approval_id)
    if approval.state != "open":
        raise Frozen("core.approval_settled")
    if actor.account_id is None or actor.account_id == approval.proposed_by:
        raise Denied("core.second_person")
    if digest(content) != approval.content_digest:
        raise Conflict("core.approval_changed")
    tx.update("approval", approval.id, state="signed", signed_by=actor.account_id, signed_at=stamp(tx.at))
    tx.log(actor, "core.countersign", approval.object, deed=approval.act, approval=approval.id)
    return get(tx, approval_id)


def withdraw(tx: Transaction, actor: Actor, approval_id: int) -> None:
    """Take an open proposal back."""
    approval = get(tx, approval_id)
    if approval.state != "open":
        raise Frozen("core.approval_settled")
    tx.update("approval", approval.id, state="withdrawn")
    tx.log(actor, "core.withdraw", approval.object, deed=approval.act, approval=approval.id)


def get(reader: Reader, approval_id: int) -> Approval:
    """The approval with this number."""
    row = store.approval(reader, approval_id)
    if row is None:
        raise NotFound("core.approval_not_found")
    return _approval(row)


def pending(reader: Reader, act: str | None = None, obj: str | None = None) -> tuple[Approval, ...]:
    """The open proposals, of one act or object where named, oldest first."""
    return tuple(_approval(row) for row in store.approvals(reader, "open", act, obj))


def signed(reader: Reader, act: str | None = None, obj: str | None = None) -> tuple[Approval, ...]:
    """The proposals that two people have signed, oldest first."""
    return tuple(_approval(row) for row in store.approvals(reader, "signed", act, obj))


def _approval(row: Row) -> Approval:
    values = dict(row)
    values["proposed_at"] = instant(row["proposed_at"])
    values["signed_at"] = instant(row["signed_at"]) if row["signed_at"] else None
    return Approval(**values)
