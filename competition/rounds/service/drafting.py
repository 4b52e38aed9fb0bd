"""Drafting the rules: changing the draft, beginning a new version beside a locked one, taking it back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from competition.core import approvals
from competition.core.database import Database, Reader, Transaction, write
from competition.core.errors import Conflict, Frozen
from competition.core.permissions import Permission, require
from competition.core.records import Actor
from competition.rounds import store
from competition.rounds.compare import differences
from competition.rounds.records import Phase, Round, Rules
from competition.rounds.service.reading import by_id, rules


def amend(db: Database | Transaction, actor: Actor, round_: Round, *, based_on: int, **changes: Any) -> Rules:
    """Change fields of the draft rules (``dimensions``, ``method``, ``quota`` …); ``based_on`` is the revision edited.

    Refused: locked rules, rules that await their second signature, and a revision somebody else has changed since.
    """
    require(actor, Permission.SET_UP_ROUND, round_.id)
    with write(db) as tx:
        edited = draft(tx, round_)
        if edited.revision != based_on:
            raise Conflict("rounds.changed_meanwhile", stored=edited.revision, sent=based_on)
        changed = replace(edited, **changes, revision=edited.revision + 1)
        store.save_rules(tx, changed)
        told = [difference.as_log() for difference in differences(edited, changed)]
        tx.log(actor, "rounds.amend", tag(round_, edited), changes=told)
        return changed


def begin_version(db: Database | Transaction, actor: Actor, round_: Round) -> Rules:
    """Begin a new version of locked rules, as a draft beside the one in force.

    Refused once scoring has been left, then and ever after: by then marks have been visible.
    """
    require(actor, Permission.SET_UP_ROUND, round_.id)
    with write(db) as tx:
        held, latest = by_id(tx, round_.id), rules(tx, round_)
        if not latest.is_locked or store.working(tx, held.id):
            raise Frozen("rounds.draft_is_open")
        refuse_once_marks_were_visible(tx, held)
        begun = replace(latest, version=latest.version + 1, digest=None, locked_at=None, reason="", revision=1)
        store.insert_rules(tx, begun)
        tx.log(actor, "rounds.begin_version", tag(held, begun), follows=latest.digest)
        return begun


def drop_version(db: Database | Transaction, actor: Actor, round_: Round) -> None:
    """Take back a new version that was begun; the locked one stays in force."""
    require(actor, Permission.SET_UP_ROUND, round_.id)
    with write(db) as tx:
        edited = draft(tx, round_)
        if edited.version == 1:
            raise Frozen("rounds.first_version_stays")
        store.drop_draft(tx, round_.id)
        tx.log(actor, "rounds.drop_version", tag(round_, edited))


def proposal(db: Reader, round_: Round) -> approvals.Approval | None:
    """The first signature under the draft rules, or None."""
    number = store.approval_id(db, round_.id)
    return None if number is None else approvals.get(db, number)


def draft(tx: Transaction, round_: Round) -> Rules:
    """The draft, as long as it may be changed."""
    found = store.working(tx, round_.id)
    if found is None:
        raise Frozen("rounds.locked")
    refuse_while_proposed(tx, round_)
    return found


def refuse_while_proposed(tx: Transaction, round_: Round) -> None:
    """Nobody changes what another is about to sign."""
    if proposal(tx, round_):
        raise Frozen("rounds.awaits_signature")


def may_begin_version(db: Reader, round_: Round) -> bool:
    """Whether a new version of the rules may still begin."""
    return not _closed(db, round_)


def refuse_once_marks_were_visible(tx: Transaction, round_: Round) -> None:
    """Nobody chooses the method after seeing marks, even when the round has gone back since."""
    if code := _closed(tx, round_):
        raise Frozen(code)


def _closed(db: Reader, round_: Round) -> str:
    if any(move.entered is Phase.ADJUDICATION for move in store.moves(db, round_.id)):
        return "rounds.marks_were_visible"
    return "rounds.scoring_has_begun" if round_.phase is Phase.SCORING else ""


def tag(round_: Round, version: Rules) -> str:
    """How the log names a version of the rules."""
    return f"{round_.tag}/rules:{version.version}"
