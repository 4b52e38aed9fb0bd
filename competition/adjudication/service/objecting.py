"""Objections by the public: only in the publicity period, under a real name, with a receipt to ask by.

Name, contact and evidence are kept apart from the case and stand in no log and on no public page. One place may file a
few objections an hour; where they came from is kept as a digest, for a day.
"""

from __future__ import annotations

from datetime import date, timedelta

from competition.adjudication import store
from competition.adjudication.records import OBJECTING, RECEIPT_DIGITS, Case, Filed, Kind, Objector, is_contact
from competition.adjudication.service.opening import tag, told
from competition.adjudication.service.reading import case_by_id
from competition.awards import service as awards
from competition.core.canonical import digest
from competition.core.clock import in_beijing
from competition.core.database import Database, Reader, Transaction, write
from competition.core.errors import Frozen, NotFound, Refusal
from competition.core.records import PUBLIC
from competition.entries import service as entries
from competition.rounds import service as rounds
from competition.rounds.records import Phase, Round

MOST_AN_HOUR = 5
ORIGIN_KEPT = timedelta(days=1)


class TooMany(Refusal):
    """More objections from one place than one person writes."""

    status = 429


def object_(
    db: Database | Transaction, round_: Round, objector: Objector, text: str, *, entry: str | None, origin: str, op: str
) -> Filed:
    """File an objection; the same form sent twice gives the same receipt."""
    with write(db) as tx:
        if (before := tx.once(op)) is not None:
            return Filed(int(before["number"]), str(before["receipt"]))
        now = rounds.get(tx, round_.code)
        refuse_closed(tx, now)
        _refuse_flood(tx, origin)
        opened = _open(tx, now, _checked(objector), told(text), entry)
        filed = Filed(opened.number, f"{tx.rng.randrange(10**RECEIPT_DIGITS):0{RECEIPT_DIGITS}d}")
        store.add_objector(tx, opened.id, filed.receipt, _checked(objector))
        tx.answer(op, PUBLIC, number=filed.number, receipt=filed.receipt)
        return filed


def refuse_closed(db: Reader, round_: Round) -> None:
    """Refuse outside publicity, and from the end of the last day that its notice names; says which day that was."""
    if round_.phase is not OBJECTING:
        raise Frozen("adjudication.no_publicity")
    closes_at = awards.closing(round_)
    if closes_at is not None and db.clock.now() >= closes_at:
        raise Frozen("adjudication.period_over", last_day=last_day(round_))


def takes_objections(db: Reader, round_: Round) -> bool:
    """Whether an objection filed now would be taken."""
    try:
        refuse_closed(db, round_)
    except Frozen:
        return False
    return True


def objections_over(db: Reader, round_: Round) -> bool:
    """Whether the time for objections has come and gone."""
    is_past = last_day(round_) is not None or round_.has_left(OBJECTING)
    return is_past and not takes_objections(db, round_)


def last_day(round_: Round) -> date | None:
    """The day until whose end objections are taken or were taken; None before the notice of publicity is posted."""
    closes_at = awards.closing(round_)
    if closes_at is None and round_.has_left(OBJECTING):
        closes_at = round_.deadlines.get(Phase.PUBLICITY)
    return in_beijing(closes_at - timedelta(seconds=1)).date() if closes_at else None


def _open(tx: Transaction, round_: Round, objector: Objector, text: str, entry: str | None) -> Case:
    code = entries.entry(tx, round_, entry).code if entry else None
    opened = case_by_id(tx, store.add_case(tx, round_.id, Kind.OBJECTION, opened_by=PUBLIC.tag, entry=code, text=text))
    tx.log(PUBLIC, "adjudication.object", tag(round_, opened), entry=code)
    return opened


def _checked(objector: Objector) -> Objector:
    if not objector.name.strip() or not objector.contact.strip():
        raise Refusal("adjudication.objector_missing")
    if not is_contact(objector.contact):
        raise Refusal("adjudication.contact_unreachable")
    return Objector(objector.name.strip(), objector.contact.strip(), objector.evidence.strip())


def _refuse_flood(tx: Transaction, origin: str) -> None:
    hidden = digest({"origin": origin})
    if store.n_from(tx, hidden, tx.at - timedelta(hours=1)) >= MOST_AN_HOUR:
        raise TooMany("adjudication.too_many", most=MOST_AN_HOUR)
    store.add_origin(tx, hidden, tx.at - ORIGIN_KEPT)


def find_objection(db: Reader, round_: Round, receipt: str) -> Case:
    """The case an objection opened, by its receipt number; digits may stand in groups and be full-width."""
    digits = "".join(str(int(each)) for each in receipt if each.isdecimal())
    if len(digits) != RECEIPT_DIGITS or any(each.isalpha() for each in receipt):
        raise NotFound("adjudication.not_a_receipt", n=RECEIPT_DIGITS)
    found = store.by_receipt(db, round_.id, digits)
    if found is None:
        raise NotFound("adjudication.no_such_receipt")
    return found


def receipt_of(db: Reader, case: Case) -> Filed | None:
    """The receipt that belongs to a case, or None."""
    return store.filed(db, case)
