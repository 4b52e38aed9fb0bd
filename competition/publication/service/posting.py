"""Posting a notice: the document is stored for good, and with it everything the public page shows."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from competition.core.clock import BEIJING
from competition.core.database import Database, Transaction, write
from competition.core.errors import Conflict, Refusal
from competition.core.permissions import Permission, require
from competition.core.records import Actor
from competition.publication import body, store
from competition.publication.content import public_result
from competition.publication.records import Kind, Posted
from competition.publication.service.drawing import Draft, draw
from competition.publication.service.reading import notice, stay
from competition.rounds import service as rounds
from competition.rounds.records import Phase, Round


def post_publicity(
    db: Database | Transaction, actor: Actor, round_: Round, *, number: str = "", reason: str = "",
    basis: str | None = None, op: str = "",
) -> Posted:  # fmt: skip
    """Post the publicity notice 公示; its period begins on the next working day.

    A second one in the same stay is a correction: it needs a reason, and the period starts anew. ``basis`` is that of
    the draft which was read; a draft that has changed since is not posted. The same ``op`` again posts nothing.
    """
    with write(db) as tx:
        return _post(tx, actor, round_, Kind.PUBLICITY, number, "", reason, basis, op)


def publish(
    db: Database | Transaction, actor: Actor, round_: Round, *, number: str = "", addressee: str = "",
    reason: str = "", basis: str | None = None, op: str = "",
) -> Posted:  # fmt: skip
    """Post the result notice 公布: from here the result is final. A second one is a correction with a reason."""
    with write(db) as tx:
        return _post(tx, actor, round_, Kind.RESULT, number, addressee, reason, basis, op)


def _post(
    tx: Transaction, actor: Actor, round_: Round, kind: Kind, number: str, addressee: str, reason: str,
    basis: str | None, op: str,
) -> Posted:  # fmt: skip
    require(actor, Permission.PUBLISH, round_.id)
    if op and (before := tx.once(op)) is not None:
        return notice(tx, round_, int(before["serial"]))
    draft = draw(tx, round_, kind, number=number.strip(), addressee=addressee.strip(), reason=reason.strip())
    if basis is not None and basis != draft.basis:
        raise Conflict("publication.draft_changed")
    if draft.ground.replaces and not reason.strip():
        raise Refusal("publication.reason_missing")
    posted = _keep(tx, actor, draft, reason.strip())
    if kind is Kind.PUBLICITY:
        # The period lasts to the end of its last day; the awards room reads this deadline before a list is adopted.
        closes_at = datetime.combine(draft.days[-1] + timedelta(days=1), time(0), BEIJING)
        rounds.set_deadline(tx, actor, draft.ground.round, Phase.PUBLICITY, closes_at)
    if op:
        tx.answer(op, actor, serial=posted.serial)
    return posted


def _keep(tx: Transaction, actor: Actor, draft: Draft, reason: str) -> Posted:
    ground, kind = draft.ground, draft.kind
    earlier = store.notices(tx, ground.round.id)
    serial, version = len(earlier) + 1, sum(one.kind is kind for one in earlier) + 1
    number = store.add_notice(
        tx, ground.round.id, actor, body.as_json(draft.document), ground.days, serial=serial, kind=str(kind),
        version=version, stay=stay(tx, ground.round), number=draft.document.number,
        title=draft.document.title.replace("\n", ""), posted_on=ground.posted_on.isoformat(), reason=reason,
        awards_version=ground.awards.version, awards_digest=ground.awards.digest,
    )  # fmt: skip
    store.add_result(
        tx, ground.round.id, number, public_result(ground, str(kind)), tally_version=ground.tally.version,
        result_digest=ground.tally.result_digest,
    )  # fmt: skip
    posted = notice(tx, ground.round, serial)
    tx.log(
        actor, f"publication.post_{kind}", f"{ground.round.tag}/notice:{serial}", version=version, digest=posted.digest,
        awards=posted.awards_digest, result=ground.tally.result_digest, posted_on=posted.posted_on.isoformat(),
        closes_on=posted.closes_on.isoformat() if posted.closes_on else "", reason=reason,
    )  # fmt: skip
    return posted
