"""An entry puts up enterprises for the award, and each is found eligible or not, with the reason."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from competition.core.amounts import plain
from competition.core.database import Database, Reader, Transaction, write
from competition.core.errors import Conflict, NotFound, Refusal
from competition.core.records import Actor
from competition.entries import store
from competition.entries.records import CheckState, Entry, Nominee
from competition.entries.service.entering import require_open, tag
from competition.entries.service.reading import nominee
from competition.registry import service as registry
from competition.registry.records import GROWTH, MARKET_SHARE, METRICS, REVENUE, Enterprise, Figure, Subject
from competition.rounds.records import Round

Store = Database | Transaction
IN_UNITS = {
    REVENUE: {"亿元": Decimal(1), "万元": Decimal("0.0001")},
    GROWTH: {"%": Decimal(1)},
    MARKET_SHARE: {"%": Decimal(1)},
}
"""What a registry figure is multiplied by to be read as a nominee's; other units are not understood."""


def nominate(
    db: Store,
    actor: Actor,
    round_: Round,
    entry_: Entry,
    enterprise_id: int,
    *,
    revenue: Decimal | None = None,
    growth: Decimal | None = None,
    market_share: Decimal | None = None,
    source: str = "",
) -> Nominee:
    """Put an enterprise up, as the registry knows it today; figures (revenue in 亿元, the rest in %) need a source.

    Refused when another entry of the round has put it up already: an enterprise belongs to one town.
    """
    figures = {"revenue": revenue, "growth": growth, "market_share": market_share}
    _sourced(figures, source)
    with write(db) as tx:
        require_open(tx, round_)
        firm = registry.enterprise(tx, enterprise_id)
        for other in store.entries(tx, round_.id):
            if any(held.enterprise_id == firm.id for held in store.nominees(tx, other.id)):
                raise Refusal("entries.nominated_already", enterprise=firm.name, entry=other.name)
        number = store.insert(
            tx, "nominee", entry_id=entry_.id, enterprise_id=firm.id, name=firm.name, uscc=firm.uscc,
            status=firm.status.value, source=source.strip(), **figures,
        )  # fmt: skip
        return _logged(tx, actor, "nominate", round_, entry_.code, nominee(tx, number))


def amend_nominee(
    db: Store,
    actor: Actor,
    round_: Round,
    nominee_id: int,
    *,
    revenue: Decimal | None,
    growth: Decimal | None,
    market_share: Decimal | None,
    source: str,
    based_on: int | None = None,
) -> Nominee:
    """Change a nominee's figures; what was found about its eligibility is to be found anew."""
    figures = {"revenue": revenue, "growth": growth, "market_share": market_share}
    _sourced(figures, source)
    with write(db) as tx:
        require_open(tx, round_)
        held, owner = _of_round(tx, round_, nominee_id)
        if based_on is not None and based_on != held.version:
            raise Conflict("entries.changed_meanwhile", stored=held.version, based_on=based_on)
        pending = CheckState.PENDING.value
        store.update(
            tx, "nominee", held.id, version=held.version + 1, source=source.strip(), check_state=pending, reason="",
            **figures,
        )  # fmt: skip
        return _logged(tx, actor, "amend_nominee", round_, owner.code, nominee(tx, held.id), held)


def suggested(db: Reader, firm: Enterprise) -> dict[str, Any]:
    """The nominee's figures as far as the registry has exact ones: the latest year of each, with year and source."""
    latest: dict[str, Figure] = {}
    for held in registry.figures(db, Subject.ENTERPRISE, firm.id):
        if held.is_value and held.metric in METRICS and held.unit in IN_UNITS[held.metric]:
            latest.setdefault(held.metric, held)
    found: dict[str, Any] = {name: held.value * IN_UNITS[name][held.unit] for name, held in latest.items()}
    sources = dict.fromkeys(f"{held.source} ({held.year})" for held in latest.values())
    return found | ({"source": "; ".join(sources)} if sources else {})


def nominee_of(db: Reader, entry_: Entry, nominee_id: int) -> Nominee:
    """The entry's nominee of that id; raises NotFound for one of another entry."""
    held = nominee(db, nominee_id)
    if held.entry_id != entry_.id:
        raise NotFound("entries.no_nominee")
    return held


def judge_nominee(db: Store, actor: Actor, round_: Round, nominee_id: int, eligible: bool, reason: str = "") -> Nominee:
    """Find a nominee eligible or not; one found ineligible needs the reason."""
    if not eligible and not reason.strip():
        raise Refusal("entries.needs_reason")
    with write(db) as tx:
        require_open(tx, round_)
        held, owner = _of_round(tx, round_, nominee_id)
        found = CheckState.PASSED if eligible else CheckState.FAILED
        store.update(tx, "nominee", held.id, check_state=found.value, reason=reason.strip(), version=held.version + 1)
        return _logged(tx, actor, "judge_nominee", round_, owner.code, nominee(tx, held.id), held)


def drop_nominee(db: Store, actor: Actor, round_: Round, nominee_id: int) -> None:
    """Take a nominee back."""
    with write(db) as tx:
        require_open(tx, round_)
        held, owner = _of_round(tx, round_, nominee_id)
        store.drop_nominee(tx, held.id)
        tx.log(actor, "entries.drop_nominee", tag(round_, owner.code), before=told(held))


def _of_round(tx: Transaction, round_: Round, nominee_id: int) -> tuple[Nominee, Entry]:
    held = nominee(tx, nominee_id)
    owner = store.entry_by_id(tx, held.entry_id)
    if owner is None or owner.round_id != round_.id:
        raise NotFound("entries.no_nominee")
    return held, owner


def _sourced(figures: dict[str, Decimal | None], source: str) -> None:
    if any(value is not None for value in figures.values()) and not source.strip():
        raise Refusal("entries.figure_needs_source")


def _logged(
    tx: Transaction, actor: Actor, act: str, round_: Round, code: str, after: Nominee, before: Nominee | None = None
) -> Nominee:
    tx.log(actor, f"entries.{act}", tag(round_, code), before=before and told(before), after=told(after))
    return after


def told(held: Nominee) -> dict[str, Any]:
    """A nominee as the log tells it."""
    figures = {"revenue": held.revenue, "growth": held.growth, "market_share": held.market_share}
    return {
        "uscc": held.uscc, "name": held.name.zh, "check": held.check.value, "reason": held.reason,
        "source": held.source, **{name: None if value is None else plain(value) for name, value in figures.items()},
    }  # fmt: skip
