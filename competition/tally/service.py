"""Tallying a round: every verb and every reading that joins marks and scoring.

Nothing here answers before scoring is left, whoever asks: no mark, no mean, and no count derived from marks. A tally is
stored once and never changed; when a ruling, a reopened ballot or a corrected figure changes what it depends on, it is
*outdated* and has to be made again, as a new version with a reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import scoring
from competition.core.database import Database, Reader, Transaction, write
from competition.core.errors import Frozen, NotFound, Refusal
from competition.core.permissions import Permission, require
from competition.core.records import Actor, Text, ToDo
from competition.rounds import service as rounds
from competition.rounds.records import Phase, Round
from competition.tally import assembly, store, tables
from competition.tally.laws import LAWS
from competition.tally.marks import Marks, Thresholds, deviations
from competition.tally.records import (
    Discrepancy,
    MarkTable,
    Order,
    Standing,
    Strike,
    Summary,
    Tally,
    Unranked,
)

__all__ = ["LAWS"]

TALLYING = (Phase.ADJUDICATION, Phase.PUBLICITY)


@dataclass(frozen=True, slots=True)
class Trial:
    """A result that is not stored: what would come out if something were otherwise."""

    file: Mapping[str, Any]
    result: Mapping[str, Any]

    @property
    def standings(self) -> tuple[Standing, ...]:
        """The ranked entries, best first."""
        return tables.standings(self.file, self.result)

    @property
    def unranked(self) -> tuple[Unranked, ...]:
        """The withdrawn and excluded entries."""
        return tables.unranked(self.file, self.result)

    def standing(self, entry: str) -> Standing | None:
        """One entry's place, or None where it has none."""
        return next((row for row in self.standings if row.entry == entry), None)


def is_open(reader: Reader, round_: Round) -> bool:
    """True once scoring is left: only then may anything derived from marks be read."""
    return rounds.get(reader, round_.code).has_left(Phase.SCORING)


def opened(reader: Reader, round_: Round) -> Round:
    """The round as it stands; refuses before scoring is left, whoever asks."""
    now = rounds.get(reader, round_.code)
    if not now.has_left(Phase.SCORING):
        raise Frozen("tally.scoring_not_left", round=round_.code)
    return now


def round_object(db: Reader, round_: Round) -> dict[str, Any]:
    """The round file ``pingxuan-round/1`` as things stand now, all defaults filled in."""
    return _read(assembly.assemble(db, opened(db, round_))).as_format()


def tally(db: Database | Transaction, actor: Actor, round_: Round, *, reason: str = "") -> Tally:
    """Make the tally and store it; when nothing has changed since the last one, that one stands.

    A version after the first needs a reason.
    """
    with write(db) as tx:
        require(actor, Permission.TALLY, round_.id)
        now = opened(tx, round_)
        _refuse_unless_tallying(now)
        made = run(assembly.assemble(tx, now))
        last = store.current(tx, now.id)
        if last is not None and last.input_digest == made.result["input_digest"]:
            return last
        if last is not None and not reason.strip():
            raise Refusal("tally.reason_missing", version=last.version + 1)
        return _keep(tx, actor, now, made, last, reason.strip())


def _keep(tx: Transaction, actor: Actor, round_: Round, made: Trial, last: Tally | None, reason: str) -> Tally:
    number = 1 if last is None else last.version + 1
    digest = str(made.result["input_digest"])
    store.add_tally(tx, round_.id, number, file=made.file, result=made.result, input_digest=digest, reason=reason,
                    actor=actor.tag)  # fmt: skip
    tx.log(
        actor, "tally.make", round_.tag, version=number, input_digest=digest, engine=made.result["engine"],
        before=last.result_digest if last else None, after=made.result["result_digest"], reason=reason,
    )  # fmt: skip
    return get_tally(tx, round_, number)


def current(db: Reader, round_: Round) -> Tally | None:
    """The newest stored version, or None before the first."""
    return store.current(db, opened(db, round_).id)


def get_tally(db: Reader, round_: Round, version: int | None = None) -> Tally:
    """A stored version, the newest when none is named."""
    now = opened(db, round_)
    found = store.current(db, now.id) if version is None else store.version(db, now.id, version)
    if found is None:
        raise NotFound("tally.not_found", version=version or 1)
    return found


def versions(db: Reader, round_: Round) -> tuple[Tally, ...]:
    """Every stored version, newest first."""
    return store.versions(db, opened(db, round_).id)


def is_outdated(db: Reader, round_: Round) -> bool:
    """True when what the current tally depends on has changed since it was made."""
    last = current(db, round_)
    return last is not None and last.input_digest != scoring.digest(round_object(db, round_))


def standings(db: Reader, round_: Round) -> tuple[Standing, ...]:
    """The ranked entries of the current tally, best first, level ones by code."""
    last = get_tally(db, round_)
    return tables.standings(last.round, last.result)


def unranked(db: Reader, round_: Round) -> tuple[Unranked, ...]:
    """The withdrawn and excluded entries of the current tally, scored for the record."""
    last = get_tally(db, round_)
    return tables.unranked(last.round, last.result)


def explain(db: Reader, round_: Round, entry: str, *, version: int | None = None) -> scoring.Explanation:
    """How one entry's total came about, step by step, in a stored version."""
    last = get_tally(db, round_, version)
    if entry not in {row["code"] for row in last.round["entries"]}:
        raise NotFound("tally.no_such_entry", entry=entry)
    return scoring.explain(_read(last.round), entry)


def matrix(db: Reader, round_: Round, *, version: int | None = None) -> Summary:
    """The summary table 评分汇总表 of a stored version."""
    last = get_tally(db, round_, version)
    return tables.summary(last.round, last.result, _counties(db, round_))


def mark_tables(db: Reader, round_: Round, *, version: int | None = None) -> tuple[MarkTable, ...]:
    """Every judge's marks of a stored version, a table for each judged indicator."""
    last = get_tally(db, round_, version)
    return tables.mark_tables(last.round, last.result)


def discrepancies(db: Reader, round_: Round) -> tuple[Discrepancy, ...]:
    """The marks, as they stand now, that lie further from the panel's mean than the rules allow without a look."""
    return deviations(Marks(round_object(db, round_)), thresholds(db, round_))


def thresholds(db: Reader, round_: Round) -> Thresholds:
    """When the round's rules call a mark off."""
    rules = rounds.rules(db, round_)
    return Thresholds(rules.discrepancy_percent, rules.red_percent, rules.discrepancy_points)


def preview(db: Reader, round_: Round, **otherwise: Any) -> Trial:
    """What would come out of the marks as they stand if something were otherwise; nothing is stored.

    Takes what :func:`assembly.changed` takes: ``strikes``, ``without``, ``excluded``, ``figures``, ``orders``,
    ``ties``, ``weights``.
    """
    return run(assembly.changed(round_object(db, round_), **otherwise))


def run(file: Mapping[str, Any]) -> Trial:
    """Score a round file as it is given; what the engine refuses becomes a refusal with its place."""
    read = _read(file)
    try:
        made = scoring.tally(read)
    except scoring.Refused as refused:
        raise _refusal(refused) from refused
    return Trial(read.as_format(), made.as_format())


def strike(tx: Transaction, actor: Actor, round_: Round, judge: str, entry: str, indicator: str | None, case: str) -> None:
    """Leave a judge's mark for an entry out of the count, or all of that judge's marks for it when ``indicator`` is None.

    Only a ruling does this, so ``case`` names it. The sealed mark stays as it is.
    """
    now = _ruled(tx, round_)
    given = Marks(round_object(tx, now)).counted(judge, entry)
    wanted = sorted(given) if indicator is None else [code for code in (indicator,) if code in given]
    if not wanted:
        raise Refusal("tally.no_such_mark", judge=judge, entry=entry, indicator=indicator or "")
    for code in wanted:
        store.add_strike(tx, now.id, Strike(judge, entry, code, case))
    tx.log(actor, "tally.strike", f"{now.tag}/entry:{entry}", judge=judge, indicators=wanted, case=case)


def order(tx: Transaction, actor: Actor, round_: Round, case: str, codes: Sequence[str]) -> None:
    """Order a group that the tie chain left level, best first; only a ruling does this."""
    now = _ruled(tx, round_)
    if any(set(one.entries) == set(codes) for one in store.orders(tx, now.id)):
        raise Frozen("tally.ordered_already")
    store.add_order(tx, now.id, case, codes)
    tx.log(actor, "tally.order", now.tag, case=case, entries=list(codes))


def orders(db: Reader, round_: Round) -> tuple[Order, ...]:
    """The groups that rulings have ordered."""
    return store.orders(db, round_.id)


def shared_at_line(db: Reader, round_: Round) -> tuple[str, ...]:
    """The entries that the whole chain left level across the award line; none when the line falls cleanly."""
    return tables.across(standings(db, round_), rounds.rules(db, round_).quota)


def group_for_ruling(db: Reader, round_: Round) -> tuple[str, ...]:
    """The group a ruling must order so that the award line falls cleanly; none when no ruling is called for.

    A ruling orders exactly what the steps before it in the chain left level, which may be more than what the whole
    chain left.
    """
    level = shared_at_line(db, round_)
    if not level or resolved_by(db, round_) != "ruling":
        return ()
    last = get_tally(db, round_)
    ties = list(last.round["method"]["ties"])
    before = run(assembly.changed(last.round, ties=ties[: ties.index("ruling")]))
    groups = tables.shared(before.standings)
    return next((group for group in groups if set(level) <= set(group)), level)


def resolved_by(db: Reader, round_: Round) -> str | None:
    """Which step of the chain waits for people: ``ruling`` or ``lot``, whichever stands first; None without either."""
    steps = get_tally(db, round_).round["method"]["ties"]
    return next((step for step in steps if step in ("ruling", "lot")), None)


def outstanding(db: Reader, round_: Round, leaving: Phase) -> tuple[ToDo, ...]:
    """What the tally still asks for before a phase is left."""
    if leaving not in TALLYING:
        return ()
    here = {"code": round_.code}
    if current(db, round_) is None:
        return (ToDo("tally.make", "tally.index", here),)
    try:
        if is_outdated(db, round_):
            return (ToDo("tally.again", "tally.index", here),)
    except Refusal as refusal:
        return (ToDo("tally.refused", "tally.index", here, refusal.params),)
    if shared_at_line(db, round_) and resolved_by(db, round_) == "lot":
        return (ToDo("tally.draw", "tally.lot", here),)
    return ()


def _read(file: Mapping[str, Any]) -> scoring.Round:
    try:
        return scoring.read_round(file)
    except scoring.Refused as refused:
        raise _refusal(refused) from refused


def _refusal(refused: scoring.Refused) -> Refusal:
    return Refusal("tally.refused", pointer=refused.pointer, expected=refused.expected, found=refused.found)


def _ruled(tx: Transaction, round_: Round) -> Round:
    now = opened(tx, round_)
    _refuse_unless_tallying(now)
    return now


def _refuse_unless_tallying(round_: Round) -> None:
    if round_.phase not in TALLYING:
        raise Frozen("tally.closed", phase=round_.phase)


def _counties(db: Reader, round_: Round) -> dict[str, Text]:
    return {entry.code: entry.county for entry in assembly.entries.entries(db, round_)}
