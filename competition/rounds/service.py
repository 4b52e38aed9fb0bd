"""Rounds: an edition is set up here, its rules are drafted and locked, and its phase is written, nowhere else.

``round_`` is always a :class:`Round`. The *current* rules are the highest locked version, or before any locking the
draft; the *working* rules are the draft, if there is one. Rules are locked by two people, and after that a change is a
new version with a reason: it may begin only while no mark has ever been visible.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from competition.core import approvals
from competition.core.canonical import canonical
from competition.core.database import Database, Law, Reader, Transaction, write
from competition.core.errors import Conflict, Frozen, NotFound, Refusal
from competition.core.permissions import Permission, require
from competition.core.records import Actor, Text, ToDo
from competition.policy import service as policy
from competition.rounds import checks, store
from competition.rounds.compare import differences
from competition.rounds.defaults import AWARD, METHOD
from competition.rounds.freezing import FrozenRules, freeze
from competition.rounds.records import (
    BACKWARD,
    MOVES,
    Commitment,
    Move,
    Phase,
    Round,
    Rules,
)
from competition.rounds.template import dimensions

CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LOCK = "rounds.lock"


def create(
    db: Database | Transaction,
    actor: Actor,
    code: str,
    title: Text,
    year: int,
    edition_code: str,
    *,
    copy_from: str | None = None,
    sample: bool = False,
    host: Text = Text(""),  # noqa: B008  (frozen)
    contact: Text = Text(""),  # noqa: B008
) -> Round:
    """A new round in draft, its rules from the edition's template or copied from the round ``copy_from``.

    Refused: a code taken or not lower-case words joined by hyphens, an unknown edition, a round that cannot be copied.
    """
    require(actor, Permission.SET_UP_ROUND)
    if not CODE.fullmatch(code) or len(code) > 32:
        raise Refusal("rounds.bad_code", found=code)
    policy.edition(edition_code)
    with write(db) as tx:
        if store.by_code(tx, code):
            raise Conflict("rounds.code_taken", round=code)
        source = rules(tx, get(tx, copy_from)) if copy_from else None
        number = store.insert_round(tx, code, year, edition_code, sample, title=title, host=host, contact=contact)
        store.insert_rules(tx, _first_version(number, edition_code, source))
        store.enter(tx, number, None, Phase.DRAFT, actor.tag, "")
        told = {"title": title.zh, "year": year, "edition": edition_code, "copied": copy_from or "", "sample": sample}
        tx.log(actor, "rounds.create", f"round:{code}", after=told)
        return get(tx, code)


def _first_version(round_id: int, edition_code: str, source: Rules | None) -> Rules:
    if source is not None:
        return replace(source, round_id=round_id, version=1, digest=None, locked_at=None, reason="", revision=1)
    tree = dimensions(policy.template(edition_code))
    codes = {branch.code for branch in tree} | {leaf.code for branch in tree for leaf in branch.indicators}
    # The default chain of DOMAIN 2.3: scale first, then innovation, then revenue, where the template has them.
    wished = ["total_unrounded", "untrimmed_total", "dimension:B", "dimension:C", "indicator:B1", "ruling"]
    ties = [step for step in wished if ":" not in step or step.partition(":")[2] in codes]
    return Rules(round_id, 1, tree, {**METHOD, "ties": ties}, AWARD, quota=0)


def get(db: Reader, code: str) -> Round:
    """The round of that code; raises NotFound."""
    found = store.by_code(db, code)
    if found is None:
        raise NotFound("rounds.not_found", round=code)
    return found


def by_id(db: Reader, round_id: int) -> Round:
    """The round of that id; raises NotFound."""
    found = store.by_id(db, round_id)
    if found is None:
        raise NotFound("rounds.not_found", round=str(round_id))
    return found


def find_id(db: Reader, code: str) -> int | None:
    """The id behind a round's code, or None."""
    found = store.by_code(db, code)
    return None if found is None else found.id


def list_rounds(db: Reader) -> tuple[Round, ...]:
    """Every round, the latest first."""
    return store.rounds(db)


def moves(db: Reader, round_: Round) -> tuple[Move, ...]:
    """The round's way through its phases."""
    return store.moves(db, round_.id)


def rules(db: Reader, round_: Round) -> Rules:
    """The rules in force: the highest locked version, or before any locking the draft."""
    found = store.current(db, round_.id)
    if found is None:
        raise NotFound("rounds.no_rules", round=round_.code)
    return found


def working(db: Reader, round_: Round) -> Rules | None:
    """The draft version of the rules, or None when nothing is being changed."""
    return store.working(db, round_.id)


def rules_version(db: Reader, round_: Round, number: int) -> Rules:
    """One version of the rules, also an old one; raises NotFound."""
    found = store.version(db, round_.id, number)
    if found is None:
        raise NotFound("rounds.no_version", round=round_.code, number=number)
    return found


def versions(db: Reader, round_: Round) -> tuple[Rules, ...]:
    """Every version of the rules, oldest first."""
    return store.versions(db, round_.id)


def commitment(db: Reader, round_: Round) -> Commitment | None:
    """The signed digest in force, or None before the rules are locked."""
    signed = store.commitments(db, round_.id)
    return signed[-1] if signed else None


def commitments(db: Reader, round_: Round) -> tuple[Commitment, ...]:
    """Every signed digest, oldest first."""
    return store.commitments(db, round_.id)


def frozen(db: Reader, round_: Round, number: int | None = None) -> dict[str, Any]:
    """The rules file as it was hashed (``pingxuan-rules/1``); raises NotFound while that version is a draft."""
    number = rules(db, round_).version if number is None else number
    found = store.frozen(db, round_.id, number)
    if found is None:
        raise NotFound("rounds.no_version", round=round_.code, number=number)
    return found


def amend_details(
    db: Database | Transaction,
    actor: Actor,
    round_: Round,
    *,
    title: Text,
    year: int,
    edition_code: str,
    host: Text,
    contact: Text,
) -> None:
    """Change what the round is called and rests on; title and edition only before the rules are locked."""
    require(actor, Permission.SET_UP_ROUND, round_.id)
    policy.edition(edition_code)
    with write(db) as tx:
        held = by_id(tx, round_.id)
        _refuse_while_proposed(tx, held)
        if store.commitments(tx, held.id) and (title, edition_code) != (held.title, held.edition_code):
            raise Frozen("rounds.title_locked")
        store.update_round(tx, held.id, year=year, edition=edition_code, title=title, host=host, contact=contact)
        before = {"title": held.title.zh, "year": held.year, "edition": held.edition_code}
        after = {"title": title.zh, "year": year, "edition": edition_code}
        tx.log(actor, "rounds.amend_details", held.tag, before=before, after=after)


def set_deadline(
    db: Database | Transaction, actor: Actor, round_: Round, phase: Phase, closes_at: datetime | None
) -> None:
    """Plan until when a phase lasts, or take the plan back; the phase itself is moved by hand all the same."""
    require(actor, Permission.SET_UP_ROUND, round_.id)
    with write(db) as tx:
        store.set_deadline(tx, round_.id, phase, closes_at)
        after = "" if closes_at is None else closes_at.isoformat(timespec="minutes")
        tx.log(actor, "rounds.set_deadline", round_.tag, phase=str(phase), closes_at=after)


def amend(db: Database | Transaction, actor: Actor, round_: Round, *, based_on: int, **changes: Any) -> Rules:
    """Change fields of the draft rules (``dimensions``, ``method``, ``quota`` …); ``based_on`` is the revision edited.

    Refused: locked rules, rules that await their second signature, and a revision somebody else has changed since.
    """
    require(actor, Permission.SET_UP_ROUND, round_.id)
    with write(db) as tx:
        draft = _draft(tx, round_)
        if draft.revision != based_on:
            raise Conflict("rounds.changed_meanwhile", stored=draft.revision, sent=based_on)
        changed = replace(draft, **changes, revision=draft.revision + 1)
        store.save_rules(tx, changed)
        told = [difference.as_log() for difference in differences(draft, changed)]
        tx.log(actor, "rounds.amend", _tag(round_, draft), changes=told)
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
        _refuse_once_marks_were_visible(tx, held)
        draft = replace(latest, version=latest.version + 1, digest=None, locked_at=None, reason="", revision=1)
        store.insert_rules(tx, draft)
        tx.log(actor, "rounds.begin_version", _tag(held, draft), follows=latest.digest)
        return draft


def drop_version(db: Database | Transaction, actor: Actor, round_: Round) -> None:
    """Take back a new version that was begun; the locked one stays in force."""
    require(actor, Permission.SET_UP_ROUND, round_.id)
    with write(db) as tx:
        draft = _draft(tx, round_)
        if draft.version == 1:
            raise Frozen("rounds.first_version_stays")
        store.drop_draft(tx, round_.id)
        tx.log(actor, "rounds.drop_version", _tag(round_, draft))


def frozen_draft(db: Reader, round_: Round) -> FrozenRules:
    """What would be signed: the draft as the engine reads it. Refused while anything is wrong with it."""
    draft = store.working(db, round_.id)
    if draft is None:
        raise Frozen("rounds.locked")
    if wrong := checks.faults(draft):
        raise Refusal("rounds.not_ready", n=len(wrong))
    return freeze(round_, draft)


def proposal(db: Reader, round_: Round) -> approvals.Approval | None:
    """The first signature under the draft rules, or None."""
    number = store.approval_id(db, round_.id)
    return None if number is None else approvals.get(db, number)


def propose_lock(db: Database | Transaction, actor: Actor, round_: Round, *, reason: str = "") -> approvals.Approval:
    """Sign the draft rules first. A version after the first needs a reason."""
    require(actor, Permission.SET_UP_ROUND, round_.id)
    with write(db) as tx:
        held = by_id(tx, round_.id)
        draft = _draft(tx, held)
        if draft.version > 1:
            _refuse_once_marks_were_visible(tx, held)
            if not reason.strip():
                raise Refusal("rounds.version_needs_reason")
        content = _content(frozen_draft(tx, held), reason.strip())
        store.save_rules(tx, replace(draft, reason=reason.strip()))
        first = approvals.propose(tx, actor, LOCK, _tag(held, draft), content, reason=reason.strip())
        store.propose(tx, held.id, first.id, actor.tag, actor.name)
        return first


def withdraw_lock(db: Database | Transaction, actor: Actor, round_: Round) -> None:
    """Take the first signature back, so that the rules can be changed again."""
    require(actor, Permission.SET_UP_ROUND, round_.id)
    with write(db) as tx:
        first = proposal(tx, round_)
        if first is None:
            raise Frozen("rounds.nothing_proposed")
        approvals.withdraw(tx, actor, first.id)
        store.withdraw(tx, round_.id)


def sign_lock(db: Database | Transaction, actor: Actor, round_: Round) -> Commitment:
    """Sign second: the rules are locked and their digest is the commitment."""
    require(actor, Permission.COUNTERSIGN, round_.id)
    with write(db) as tx:
        held = by_id(tx, round_.id)
        first = proposal(tx, held)
        if first is None:
            raise Frozen("rounds.nothing_proposed")
        ready = frozen_draft(tx, held)
        draft = store.working(tx, held.id)
        assert draft is not None  # frozen_draft has read it
        approvals.countersign(tx, actor, first.id, _content(ready, draft.reason))
        text = canonical(ready.file).decode()
        store.lock(tx, held.id, digest=ready.digest, text=text, tag=actor.tag, name=actor.name)
        told = {"digest": ready.digest, "descriptions": ready.descriptions, "version": draft.version}
        tx.log(actor, "rounds.lock", _tag(held, draft), after=told, reason=draft.reason)
        signed = commitment(tx, held)
        assert signed is not None  # it was locked in this write
        return signed


def enter(tx: Transaction, actor: Actor, round_: Round, phase: Phase, *, reason: str = "") -> Round:
    """Write the phase: the only place that does. Called by the desk, which asks every room first.

    Refused: a move that is not in the table, leaving draft without locked rules, going back without a reason.
    """
    require(actor, Permission.MOVE_PHASE, round_.id)
    held = by_id(tx, round_.id)
    if phase not in MOVES[held.phase]:
        raise Frozen("rounds.no_such_move", left=held.phase, entered=phase)
    if held.phase is Phase.DRAFT and commitment(tx, held) is None:
        raise Frozen("rounds.rules_not_locked")
    if BACKWARD.get(held.phase) is phase and not reason.strip():
        raise Refusal("rounds.back_needs_reason")
    store.enter(tx, held.id, held.phase, phase, actor.tag, reason.strip())
    tx.log(actor, "rounds.enter", held.tag, before=str(held.phase), after=str(phase), reason=reason.strip())
    return by_id(tx, held.id)


def outstanding(db: Reader, round_: Round, leaving: Phase) -> tuple[ToDo, ...]:
    """What must be done here before the phase is left: no draft of the rules may stand open."""
    draft = working(db, round_)
    if draft is None:
        return ()
    at = {"code": round_.code}
    if wrong := checks.faults(draft):
        return tuple(ToDo(fault.code, PAGES[fault.place.partition(":")[0]], at, fault.params) for fault in wrong)
    code = "rounds.sign_lock" if proposal(db, round_) else "rounds.propose_lock"
    return (ToDo(code, "rounds.lock", at, {"version": draft.version}),)


PAGES = {
    "tree": "rounds.criteria",
    "dimension": "rounds.criteria",
    "indicator": "rounds.criteria",
    "method": "rounds.method",
    "awards": "rounds.awards",
}
"""The page where a fault of the rules is mended, by the kind of its place."""


def _draft(tx: Transaction, round_: Round) -> Rules:
    draft = store.working(tx, round_.id)
    if draft is None:
        raise Frozen("rounds.locked")
    _refuse_while_proposed(tx, round_)
    return draft


def _refuse_while_proposed(tx: Transaction, round_: Round) -> None:
    if proposal(tx, round_):
        raise Frozen("rounds.awaits_signature")


def _refuse_once_marks_were_visible(tx: Transaction, round_: Round) -> None:
    if any(move.left is Phase.SCORING and move.entered is Phase.ADJUDICATION for move in store.moves(tx, round_.id)):
        raise Frozen("rounds.marks_were_visible")
    if round_.phase is Phase.SCORING:
        raise Frozen("rounds.scoring_has_begun")


def _content(ready: FrozenRules, reason: str) -> dict[str, Any]:
    return {"rules": ready.file, "descriptions": ready.descriptions, "reason": reason}


def _tag(round_: Round, draft: Rules) -> str:
    return f"{round_.tag}/rules:{draft.version}"


def _rehashed(reader: Reader) -> Iterator[str]:
    for round_ in store.rounds(reader):
        for version in store.versions(reader, round_.id):
            if version.is_locked and freeze(round_, version).digest != version.digest:
                yield f"round {round_.code}: version {version.version} of the rules does not match its commitment"


def _phases(reader: Reader) -> Iterator[str]:
    for round_ in store.rounds(reader):
        way = store.moves(reader, round_.id)
        if not way or way[-1].entered is not round_.phase:
            yield f"round {round_.code}: its phase {round_.phase} is not the one last entered"
        if round_.phase is not Phase.DRAFT and not store.commitments(reader, round_.id):
            yield f"round {round_.code}: it has left draft without a commitment"


LAWS = (Law("locked rules match their commitment", _rehashed), Law("a phase is where its moves led", _phases))
