"""What may be read of a tally, once scoring is left."""

from __future__ import annotations

from typing import Any

import scoring
from competition.core.database import Reader
from competition.core.errors import Frozen, NotFound
from competition.entries import service as entries
from competition.rounds import service as rounds
from competition.rounds.records import Phase, Round
from competition.tally import firm, store, tables
from competition.tally.assembly import Decided, assemble
from competition.tally.corrections import Working
from competition.tally.corrections import corrections as corrections_of
from competition.tally.corrections import workings as workings_of
from competition.tally.lenses import Firmness, ResidualTable
from competition.tally.marks import Marks, Thresholds, deviations, panel_view
from competition.tally.otherwise import changed
from competition.tally.records import (
    Correction,
    Discrepancy,
    MarkTable,
    Order,
    PanelView,
    Standing,
    Strike,
    Summary,
    Tally,
    Unranked,
)
from competition.tally.trial import Trial, awaited_step, group_for_ruling, read, run


def is_open(db: Reader, round_: Round) -> bool:
    """True once scoring is left: only then may anything derived from marks be read."""
    return rounds.get(db, round_.code).has_left(Phase.SCORING)


def opened(db: Reader, round_: Round) -> Round:
    """The round as it stands; refuses before scoring is left, whoever asks."""
    now = rounds.get(db, round_.code)
    if not now.has_left(Phase.SCORING):
        raise Frozen("tally.scoring_not_left", round=round_.code)
    return now


def round_object(db: Reader, round_: Round) -> dict[str, Any]:
    """The round file ``pingxuan-round/1`` as things stand now, all defaults filled in."""
    now = opened(db, round_)
    decided = Decided(
        strikes=store.strikes(db, now.id),
        orders=store.orders(db, now.id),
        adjustments=tuple(one for _, one in store.adjustments(db, now.id, "signed")),
        lot=store.lot(db, now.id, "signed"),
    )
    return read(assemble(db, now, decided)).as_format()


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


def standings(db: Reader, round_: Round, *, version: int | None = None) -> tuple[Standing, ...]:
    """The ranked entries of a stored version, best first, level ones by code."""
    last = get_tally(db, round_, version)
    return tables.standings(last.round, last.result)


def unranked(db: Reader, round_: Round, *, version: int | None = None) -> tuple[Unranked, ...]:
    """The withdrawn and excluded entries of a stored version, scored for the record."""
    last = get_tally(db, round_, version)
    return tables.unranked(last.round, last.result)


def explain(db: Reader, round_: Round, entry: str, *, version: int | None = None) -> scoring.Explanation:
    """How one entry's total came about, step by step, in a stored version."""
    last = get_tally(db, round_, version)
    if entry not in tables.names(last.round):
        raise NotFound("tally.no_such_entry", entry=entry)
    return scoring.explain(read(last.round), entry)


def corrections(db: Reader, round_: Round, *, version: int | None = None) -> tuple[Correction, ...]:
    """What each judge's marks were corrected by in a stored version, by indicator; none where the rules do not."""
    last = get_tally(db, round_, version)
    return corrections_of(last.round, last.result)


def workings(db: Reader, round_: Round, told: scoring.Explanation, *, version: int | None = None) -> dict[str, Working]:
    """How the marks of an explained entry come to what counts, by indicator, in a stored version."""
    last = get_tally(db, round_, version)
    return workings_of(last.round, last.result, told)


def matrix(db: Reader, round_: Round, *, version: int | None = None) -> Summary:
    """The summary table 评分汇总表 of a stored version."""
    last = get_tally(db, round_, version)
    counties = {entry.code: entry.county for entry in entries.entries(db, round_)}
    return tables.summary(last.round, last.result, counties)


def mark_tables(db: Reader, round_: Round, *, version: int | None = None) -> tuple[MarkTable, ...]:
    """Every judge's marks of a stored version, a table for each judged indicator."""
    last = get_tally(db, round_, version)
    return tables.mark_tables(last.round, last.result)


def residual_table(db: Reader, round_: Round, *, version: int | None = None) -> ResidualTable:
    """Each judge's total less the panel's mean for the entry, in a stored version: who marks high, who marks low."""
    last = get_tally(db, round_, version)
    return firm.residual_table(last.round, last.result, _lines(db, round_))


def firmness(db: Reader, round_: Round, *, version: int | None = None) -> Firmness:
    """How firm the award line is: its margin, and what leaving out any one judge would do."""
    last = get_tally(db, round_, version)
    return firm.firmness(Trial(last.round, last.result), rounds.rules(db, round_).quota)


def discrepancies(db: Reader, round_: Round) -> tuple[Discrepancy, ...]:
    """The marks, as they stand now, that lie further from the panel's mean than the rules allow without a look."""
    return deviations(Marks(round_object(db, round_)), _lines(db, round_))


def panel_of(db: Reader, round_: Round, entry: str) -> PanelView | None:
    """The judges' totals for an entry as they stand now, beside the panel's mean."""
    return panel_view(Marks(round_object(db, round_)), entry, _lines(db, round_))


def marked(db: Reader, round_: Round, judge: str, entry: str) -> tuple[str, ...]:
    """The indicators on which a judge has a mark for an entry that counts now."""
    return tuple(sorted(Marks(round_object(db, round_)).counted(judge, entry)))


def preview(db: Reader, round_: Round, **otherwise: Any) -> Trial:
    """What would come out of the marks as they stand if something were otherwise; nothing is stored.

    Takes what :func:`competition.tally.otherwise.changed` takes: ``strikes``, ``without``, ``excluded``, ``figures``,
    ``orders``, ``ties``, ``weights``.
    """
    return run(changed(round_object(db, round_), **otherwise))


def strikes(db: Reader, round_: Round) -> tuple[Strike, ...]:
    """The marks that rulings have left out of the count."""
    return store.strikes(db, opened(db, round_).id)


def orders(db: Reader, round_: Round) -> tuple[Order, ...]:
    """The groups that rulings have ordered."""
    return store.orders(db, round_.id)


def level_at_line(db: Reader, round_: Round) -> tuple[str, ...]:
    """The group that a ruling has to order so that the award line falls cleanly; none when none is called for."""
    last = get_tally(db, round_)
    return group_for_ruling(Trial(last.round, last.result), rounds.rules(db, round_).quota)


def needs_lot(db: Reader, round_: Round) -> bool:
    """True when a level group lies across the award line and only a drawn lot parts it."""
    last = get_tally(db, round_)
    level = tables.across(tables.standings(last.round, last.result), rounds.rules(db, round_).quota)
    return bool(level) and awaited_step(last.round) == "lot"


def _lines(db: Reader, round_: Round) -> Thresholds:
    rules = rounds.rules(db, round_)
    return Thresholds(rules.discrepancy_percent, rules.red_percent, rules.discrepancy_points)
