"""From single discrepancies to findings: one for each judge and entry, as a case takes them up together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from competition.adjudication.records import Finding
from competition.core.amounts import plain
from competition.tally.records import Discrepancy, Level


def findings(discrepancies: Iterable[Discrepancy]) -> tuple[Finding, ...]:
    """What calls for a case, by entry and judge. The total says how far; the single indicators are listed beside it."""
    grouped: dict[tuple[str, str], list[Discrepancy]] = defaultdict(list)
    for one in discrepancies:
        grouped[one.entry, one.judge].append(one)
    return tuple(_finding(found) for _, found in sorted(grouped.items()))


def _finding(found: list[Discrepancy]) -> Finding:
    total = next((one for one in found if one.indicator is None), None)
    level = Level.RED if any(one.level is Level.RED for one in found) else Level.YELLOW
    return Finding(
        judge=found[0].judge,
        entry=found[0].entry,
        level=str(level),
        percent=plain(total.percent) if total and total.percent is not None else None,
        mark=plain(total.mark) if total else None,
        mean=plain(total.mean) if total else None,
        points=plain(total.points) if total else None,
        indicators=tuple(_single(one) for one in found if one.indicator is not None),
    )


def _single(one: Discrepancy) -> dict[str, str]:
    return {
        "code": str(one.indicator), "mark": plain(one.mark), "mean": plain(one.mean), "points": plain(one.points)
    }  # fmt: skip
