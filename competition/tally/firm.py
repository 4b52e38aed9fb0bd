"""How firm a result is: who marks high or low, the margin at the award line, one judge left out, other weights.

None of this is stored or moves an award. Leaving a judge out tallies the round again without that judge; other weights
are tried on the dimensions' scores alone, where the rules add them up.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from competition.core.errors import Refusal
from competition.tally import tables
from competition.tally.lenses import Firmness, LeftOut, Moved, Residual, ResidualRow, ResidualTable, WhatIf
from competition.tally.marks import Marks, Thresholds, residuals, shown
from competition.tally.otherwise import changed
from competition.tally.records import Standing
from competition.tally.trial import Trial, run


def residual_table(file: Mapping[str, Any], result: Mapping[str, Any], lines: Thresholds) -> ResidualTable:
    """Each judge's total less the panel's mean, for the ranked entries by place."""
    marks, placed = Marks(file), tables.standings(file, result)
    found = {row.entry: residuals(marks, row.entry) for row in placed}
    rows = []
    for judge in marks.judges:
        cells = tuple(_residual(marks, judge, row.entry, found[row.entry], lines) for row in placed)
        known = [cell.points for cell in cells if cell.points is not None]
        mean = shown(Fraction(sum(known, Decimal(0))) / len(known)) if known else None
        rows.append(ResidualRow(judge, cells, mean))
    return ResidualTable(tuple((row.entry, row.name) for row in placed), tuple(rows))


def _residual(
    marks: Marks, judge: str, entry: str, found: Mapping[str, tuple[Fraction, Fraction]], lines: Thresholds
) -> Residual:
    if judge not in found:
        return Residual(entry, None, is_off=False, is_recused=(judge, entry) in marks.recused)
    total, mean = found[judge]
    is_off = abs(total - mean) * 10_000 > lines.look * abs(mean)
    return Residual(entry, shown(total - mean), is_off=is_off, is_recused=False)


def firmness(made: Trial, quota: int) -> Firmness:
    """The margin at the award line, and each judge left out in turn."""
    placed = made.standings
    last, first_out = (placed[at] if 0 <= at < len(placed) else None for at in (quota - 1, quota))
    margin = Decimal(last.total) - Decimal(first_out.total) if last and first_out else None
    judges = [judge["code"] for judge in made.file["judges"]]
    return Firmness(quota, last, first_out, margin, tuple(_without(made, judge, quota) for judge in judges))


def _without(made: Trial, judge: str, quota: int) -> LeftOut:
    try:
        other = run(changed(made.file, without=[judge]))
    except Refusal:
        return LeftOut(judge, (), line_holds=False, is_possible=False)
    before = {row.entry: row.rank for row in made.standings}
    moved = tuple(
        Moved(row.entry, row.name, row.rank, before[row.entry])
        for row in other.standings if row.rank != before[row.entry]
    )  # fmt: skip
    return LeftOut(judge, moved, line_holds=inside(made.standings, quota) == inside(other.standings, quota))


def inside(placed: tuple[Standing, ...], quota: int) -> frozenset[str]:
    """The entries at or above the award line; a group that lies across it is inside as a whole."""
    return frozenset(row.entry for row in placed if row.rank <= quota)


def dimension_weights(file: Mapping[str, Any]) -> dict[str, Fraction]:
    """The dimensions' weights, in the order of the tree."""
    return {
        branch["code"]: sum((Fraction(leaf["weight"]) for leaf in branch["indicators"]), Fraction(0))
        for branch in file["criteria"]
    }


def can_reweight(file: Mapping[str, Any]) -> bool:
    """True where dimensions are added up in percent, so that their scores can be weighted otherwise."""
    return bool(file["method"]["weighting"] == "percent" and file["method"]["aggregate"] == "arithmetic")


def what_if(made: Trial, weights: Mapping[str, Decimal]) -> tuple[WhatIf, ...]:
    """The ranked entries under other weights of the dimensions, which must add up to 100."""
    declared, placed = dimension_weights(made.file), made.standings
    if set(weights) != set(declared) or sum(weights.values()) != 100 or min(weights.values()) < 0:
        raise Refusal("tally.weights_must_sum", found=str(sum(weights.values())))
    totals = {
        row.entry: sum(
            (Fraction(score) * Fraction(weights[code]) / declared[code] for code, score in row.dimensions.items()),
            Fraction(row.adjustment),
        )
        for row in placed
    }
    return tuple(sorted((_tried(row, totals) for row in placed), key=lambda row: (row.rank, row.entry)))


def _tried(row: Standing, totals: Mapping[str, Fraction]) -> WhatIf:
    mine = shown(totals[row.entry])
    rank = 1 + sum(shown(other) > mine for other in totals.values())
    return WhatIf(rank, row.entry, row.name, mine, row.rank)
