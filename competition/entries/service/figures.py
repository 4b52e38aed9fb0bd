"""Measured figures are filed, each with its year, its source and who verified it."""

from __future__ import annotations

from decimal import Decimal

from competition.core.amounts import plain
from competition.core.clock import today
from competition.core.database import Database, Reader, Transaction, write
from competition.core.errors import Refusal
from competition.core.records import Actor
from competition.entries import store
from competition.entries.records import Entry, Measured
from competition.entries.service.entering import require_open, tag
from competition.rounds import service as rounds
from competition.rounds.records import Indicator, Round


def record_figure(
    db: Database | Transaction,
    actor: Actor,
    round_: Round,
    entry_: Entry,
    indicator: str,
    value: Decimal,
    year: int,
    *,
    source: str,
    verifier: str,
    attachment: str = "",
) -> Measured:
    """File a figure; filing it again is a new version, and filing the same again changes nothing."""
    with write(db) as tx:
        require_open(tx, round_)
        return filed(tx, actor, round_, entry_, indicator, value, year, source, verifier, attachment)


def filed(
    tx: Transaction,
    actor: Actor,
    round_: Round,
    entry_: Entry,
    indicator: str,
    value: Decimal,
    year: int,
    source: str,
    verifier: str,
    attachment: str,
    *,
    case: str | None = None,
) -> Measured:
    """Write the next version of a figure after the checks that hold at any time."""
    allowed(measured_indicator(tx, round_, indicator), value)
    if not source.strip() or not verifier.strip():
        raise Refusal("entries.figure_needs_source")
    if year > today(tx.clock).year:
        raise Refusal("entries.year_ahead", year=year)
    held = store.history(tx, entry_.id, indicator)
    words = {"source": source.strip(), "verifier": verifier.strip(), "attachment": attachment.strip()}
    if held and case is None and _same(held[-1], value, year, words):
        return held[-1]
    after = store.add_figure(tx, actor, entry_.id, indicator, value=value, year=year, case_code=case, **words)
    before = told(held[-1]) if held else None
    tx.log(actor, "entries.figure", f"{tag(round_, entry_.code)}/{indicator}", before=before, after=told(after))
    return after


def measured_indicator(reader: Reader, round_: Round, code: str) -> Indicator:
    """The measured indicator of that code in the round's rules; refused when there is none."""
    leaf = rounds.rules(reader, round_).indicator(code)
    if leaf is None or leaf.is_judged:
        raise Refusal("entries.not_measured", indicator=code)
    return leaf


def allowed(leaf: Indicator, value: Decimal) -> None:
    """Refuse a value that the indicator's normalization cannot take."""
    if leaf.normalize and leaf.normalize.get("by") == "yes_no" and value not in (0, 1):
        raise Refusal("entries.yes_or_no", indicator=leaf.title, found=value)


def told(figure: Measured) -> dict[str, object]:
    """A figure as the log tells it."""
    return {
        "value": plain(figure.value), "year": figure.year, "source": figure.source, "verifier": figure.verifier,
        "attachment": figure.attachment, "version": figure.version, "case": figure.case,
    }  # fmt: skip


def _same(held: Measured, value: Decimal, year: int, words: dict[str, str]) -> bool:
    return (held.value, held.year) == (value, year) and all(getattr(held, name) == word for name, word in words.items())
