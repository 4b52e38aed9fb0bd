"""What decisions do: to the round file when previewed, and to the award line when compared.

A decision is one line in each table here and one in :mod:`competition.adjudication.service.applying`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from competition.adjudication.records import Case, Decision, Effect
from competition.core.amounts import plain
from competition.core.records import Text
from competition.tally.records import Standing, Strike

UNKNOWN = frozenset({Decision.REOPEN})
"""What waits for a new mark cannot be previewed."""
NEEDS_DETAIL = frozenset({Decision.ORDER, Decision.CORRECT, Decision.DISQUALIFY})
"""What cannot be proposed without saying more."""

WITHOUT_ENTRY = frozenset({Decision.ORDER, Decision.DISMISS, Decision.UPHOLD})
"""What can be ruled where no single entry is in question."""

Otherwise = Callable[[Case, Mapping[str, Any]], dict[str, Any]]


def _struck(case: Case, detail: Mapping[str, Any]) -> dict[str, Any]:
    return {"strikes": [Strike(str(case.judge), str(case.entry), code, case.code) for code in detail["marked"]]}


def _ordered(case: Case, detail: Mapping[str, Any]) -> dict[str, Any]:
    return {"orders": [(case.code, tuple(detail.get("entries", ())))]}


def _corrected(case: Case, detail: Mapping[str, Any]) -> dict[str, Any]:
    return {"figures": {(str(case.entry), str(detail["indicator"])): str(detail["value"])}}


def _excluded(case: Case, detail: Mapping[str, Any]) -> dict[str, Any]:
    return {"excluded": [str(case.entry)]}


OTHERWISE: Mapping[Decision, Otherwise] = {
    Decision.STRIKE: _struck,
    Decision.ORDER: _ordered,
    Decision.CORRECT: _corrected,
    Decision.EXCLUDE: _excluded,
}
"""How each decision changes the round file; the others leave it as it is."""


def compare(
    decision: Decision, case: Case, now: Any, then: Any, quota: int, *, named: Sequence[Mapping[int, Text]] = ({}, {})
) -> Effect:
    """The effect on the case's entry, or on the first of a level group, and on who stands inside the award line.

    ``named`` holds the enterprises named now and then.
    """
    code = case.entry or next(iter(case.subject.get("entries", ())), "")
    before, after = now.standing(code), then.standing(code)
    inside = [{row.entry: row.name for row in placed.standings if row.rank <= quota} for placed in (now, then)]
    return Effect(
        decision=decision,
        total=after.total if after else None,
        change=_change(before, after),
        rank=after.rank if after else None,
        is_inside=code in inside[1] if after else None,
        enters=_only(inside[1], inside[0]),
        leaves=_only(inside[0], inside[1]),
        named=_only(named[1], named[0]),
        dropped=_only(named[0], named[1]),
    )


def _only(these: Mapping[Any, Text], not_those: Mapping[Any, Text]) -> tuple[Text, ...]:
    return tuple(name for code, name in these.items() if code not in not_those)


def _change(before: Standing | None, after: Standing | None) -> str | None:
    if before is None or after is None or before.total == after.total:
        return None
    change = Decimal(after.total) - Decimal(before.total)
    return f"{'+' if change > 0 else '−'}{plain(abs(change))}"
