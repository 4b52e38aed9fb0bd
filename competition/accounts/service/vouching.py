"""Proposing and signing a role or a link that takes two people.

For a link, whoever proposes gets the PIN and whoever signs gets the link: only somebody who is handed both enters.
"""

from __future__ import annotations

from datetime import datetime
from typing import NoReturn

from competition.accounts import store
from competition.accounts.records import POWERS, Account, Invitation, Proposal
from competition.accounts.secrets import hashed, pin
from competition.accounts.service.entering import MadeAlready, issue
from competition.accounts.service.people import administers, check_role, get, give, may_grant
from competition.accounts.service.powers import vouchers
from competition.core import approvals
from competition.core.database import Database, Reader, Transaction, write
from competition.core.errors import Denied, Frozen, NotFound
from competition.core.permissions import Permission, may, require
from competition.core.records import Actor, Role

GRANT, LINK = "accounts.grant", "accounts.invite"


def propose_grant(
    db: Database | Transaction,
    actor: Actor,
    account_id: int,
    role: Role,
    round_id: int | None = None,
    *,
    place: str = "",
    round_began: datetime | None = None,
) -> Proposal:
    """Put a role up for a second signature; what forbids it is said now, not only when it is signed.

    ``place`` is the round's code, shown to the one who signs.
    """
    may_grant(actor, round_id)
    with write(db) as tx:
        check_role(tx, get(tx, account_id), role, round_id, round_began)
        draft = Proposal(0, account_id, None, role, round_id, place)
        return _propose(tx, actor, GRANT, draft, f"account:{account_id}/role:{role.value}/{place or 'every round'}")


def propose_link(db: Database | Transaction, actor: Actor, account_id: int) -> tuple[Proposal, str]:
    """Put a new link up for a second signature; gives the PIN that will go with it, readable only now.

    Raises Frozen (``accounts.ask_operator``) where nobody else could sign: then the operator makes the link. While one
    is proposed no other is (MadeAlready): its PIN may be on its way.
    """
    drawn = pin(db.rng)
    pin_hash = hashed(drawn)
    with write(db) as tx:
        account = get(tx, account_id)
        administers(tx, actor, account)
        if account.disabled:
            raise Frozen("accounts.disabled", name=account.name)
        if not all(vouchers(tx, place, without=(actor.account_id, account_id)) for place in _places(tx, account_id)):
            raise Frozen("accounts.ask_operator", name=account.name)
        if waiting := link_proposed(tx, account_id):
            raise MadeAlready("accounts.link_proposed", name=account.name, at=waiting.proposed_at)
        draft = Proposal(0, account_id, pin_hash)
        return _propose(tx, actor, LINK, draft, f"account:{account_id}"), drawn


def _places(reader: Reader, account_id: int) -> set[int | None]:
    return {each.round_id for each in store.grants(reader, account_id) if each.role in POWERS}


def _propose(tx: Transaction, actor: Actor, act: str, draft: Proposal, obj: str) -> Proposal:
    approval = approvals.propose(tx, actor, act, obj, draft.content)
    store.add_proposal(tx, approval.id, draft)
    return proposal(tx, approval.id)


def proposal(reader: Reader, approval_id: int) -> Proposal:
    """What the approval is about; raises NotFound."""
    if found := store.proposal(reader, approval_id):
        return found
    raise NotFound("accounts.no_proposal")


def proposals(reader: Reader) -> tuple[tuple[approvals.Approval, Proposal], ...]:
    """What waits for the second person, oldest first."""
    waiting = (*approvals.pending(reader, GRANT), *approvals.pending(reader, LINK))
    return tuple((each, proposal(reader, each.id)) for each in sorted(waiting, key=lambda approval: approval.id))


def link_proposed(reader: Reader, account_id: int) -> approvals.Approval | None:
    """The new link that waits for a second person, or None."""
    return next(iter(approvals.pending(reader, LINK, f"account:{account_id}")), None)


def refuse_settled(reader: Reader, approval_id: int) -> NoReturn:
    """Say why a proposal can no longer be read: its link was made when it was signed, or it was taken back."""
    found, approval = proposal(reader, approval_id), approvals.get(reader, approval_id)
    if found.role is None and approval.signed_at is not None:
        raise MadeAlready("accounts.link_made", name=get(reader, found.account_id).name, at=approval.signed_at)
    raise NotFound("accounts.no_proposal")


def sign_proposal(db: Database | Transaction, actor: Actor, approval_id: int) -> Invitation | None:
    """Sign as the second person: the role is given, or the link is made and can be read only now."""
    with write(db) as tx:
        found = proposal(tx, approval_id)
        account = get(tx, found.account_id)
        _may_sign(tx, actor, account, found)
        approvals.countersign(tx, actor, approval_id, found.content)
        if found.role is not None:
            check_role(tx, account, found.role, found.round_id, None)
            give(tx, actor, account.id, found.role, found.round_id)
            return None
        return issue(tx, actor, account, pin_hash=found.pin_hash)


def _may_sign(tx: Transaction, actor: Actor, account: Account, found: Proposal) -> None:
    if actor.account_id == account.id:
        raise Denied("core.second_person")
    for place in {found.round_id} if found.role is not None else _places(tx, account.id):
        require(actor, Permission.COUNTERSIGN, place)


def withdraw_proposal(db: Database | Transaction, actor: Actor, approval_id: int) -> None:
    """Take a proposal back: whoever made it, or anybody who could sign it."""
    with write(db) as tx:
        found = proposal(tx, approval_id)
        mine = approvals.get(tx, approval_id).proposed_by == actor.account_id
        if not mine and not may(actor, Permission.COUNTERSIGN, found.round_id):
            raise Denied("core.not_permitted", permission=Permission.COUNTERSIGN)
        approvals.withdraw(tx, actor, approval_id)
