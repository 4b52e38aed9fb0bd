"""After registration only a ruling changes an entry: each verb takes the case it rests on and keeps it with the row."""

from __future__ import annotations

from decimal import Decimal

from competition.core.database import Transaction
from competition.core.errors import NotFound, Refusal
from competition.core.records import Actor
from competition.entries import store
from competition.entries.records import CheckState, Entry, EntryStatus, Measured, Nominee
from competition.entries.service import nominating
from competition.entries.service.entering import tag
from competition.entries.service.figures import filed
from competition.entries.service.reading import entry, nominee
from competition.rounds.records import Round


def correct_figure(
    tx: Transaction,
    actor: Actor,
    round_: Round,
    entry_: Entry,
    indicator: str,
    value: Decimal,
    *,
    case: int | str,
    year: int | None = None,
    source: str | None = None,
    verifier: str | None = None,
    attachment: str | None = None,
) -> Measured:
    """Correct a figure by ruling: a new version under the case; what is not named stays as it was filed."""
    held = store.history(tx, entry_.id, indicator)
    if not held and (year is None or source is None or verifier is None):
        raise Refusal("entries.no_figure_yet", entry=entry_.name, indicator=indicator)
    last = held[-1] if held else None
    words = {"source": source, "verifier": verifier, "attachment": attachment}
    kept = {name: word if word is not None else getattr(last, name, "") for name, word in words.items()}
    when = year if year is not None else last.year if last else 0
    return filed(tx, actor, round_, entry_, indicator, value, when, **kept, case=_ground(case))


def exclude(tx: Transaction, actor: Actor, round_: Round, entry_: Entry, *, case: int | str, reason: str) -> Entry:
    """Exclude an entry by ruling: it keeps its scores for the record and takes no rank."""
    if not reason.strip():
        raise Refusal("entries.needs_reason")
    before = entry(tx, round_, entry_.code)
    store.update(
        tx, "entry", before.id, status=EntryStatus.EXCLUDED.value, check_state=CheckState.FAILED.value,
        note=reason.strip(), case_code=_ground(case),
    )  # fmt: skip
    after = entry(tx, round_, entry_.code)
    told = {"before": {"status": before.status.value}, "after": {"status": after.status.value}}
    tx.log(actor, "entries.exclude", tag(round_, entry_.code), case=_ground(case), reason=reason.strip(), **told)
    return after


def disqualify_nominee(
    tx: Transaction, actor: Actor, round_: Round, nominee_: Nominee | int, *, case: int | str, reason: str
) -> Nominee:
    """Find a nominee ineligible by ruling."""
    if not reason.strip():
        raise Refusal("entries.needs_reason")
    before = nominee(tx, nominee_ if isinstance(nominee_, int) else nominee_.id)
    owner = store.entry_by_id(tx, before.entry_id)
    if owner is None or owner.round_id != round_.id:
        raise NotFound("entries.no_nominee")
    store.update(
        tx, "nominee", before.id, check_state=CheckState.FAILED.value, reason=reason.strip(), case_code=_ground(case),
        version=before.version + 1,
    )  # fmt: skip
    after = nominee(tx, before.id)
    told = {"before": nominating.told(before), "after": nominating.told(after)}
    tx.log(actor, "entries.disqualify_nominee", tag(round_, owner.code), case=_ground(case), **told)
    return after


def _ground(case: int | str) -> str:
    ground = str(case).strip()
    if not ground:
        raise Refusal("entries.needs_case")
    return ground
