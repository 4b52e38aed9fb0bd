"""From the judges' marks to one score, told judge by judge: who is kept, and with what share.

Every panel rule is the same weighted mean; the rules differ only in the *share* each mark keeps: 1 kept, 0 dropped,
something between where judges level at the cut share the dropped weight. The ISU trims each component (scope
``indicator``); a jury that drops whole judges trims their totals (scope ``judge_total``). The tally makes the means of
all entries at once in ``scoring.panel_means``; here is what a page shows of one entry.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from scoring.book import Book
from scoring.records import Panel

Shares = Mapping[str, Fraction]
"""What each judge's mark counts in the mean."""

_KEPT: Final = Fraction(1)
_DROPPED: Final = Fraction(0)


@dataclass(frozen=True, slots=True)
class Seating:
    """For one entry: the shares of each judged indicator's marks."""

    shares: Mapping[str, Shares]


def drops_judges(panel: Panel) -> bool:
    """Whether whole judges are dropped, by their totals, rather than single marks."""
    return panel.combine == "trimmed_mean" and panel.scope == "judge_total"


def seat(book: Book, entry: str, panel: Panel) -> Seating:
    """Decide the share of every mark of an entry."""
    if drops_judges(panel):
        return _seat_by_total(book, entry, panel)
    return Seating({leaf.code: _SHARES[panel.combine](book.marks_of(entry, leaf.code), panel) for leaf in book.judged})


def weighted_mean(marks: Mapping[str, Fraction], shares: Shares) -> Fraction | None:
    """The mean of the marks by their shares; None where no mark is kept."""
    whole = sum(shares.values(), Fraction(0))
    if whole == 0:
        return None
    return sum((share * marks[judge] for judge, share in shares.items()), Fraction(0)) / whole


def _mean(marks: Mapping[str, Fraction], panel: Panel) -> Shares:
    return dict.fromkeys(marks, _KEPT)


def _median(marks: Mapping[str, Fraction], panel: Panel) -> Shares:
    judges = _ascending(marks)
    middle = judges[(len(judges) - 1) // 2 : len(judges) // 2 + 1]
    return {judge: _KEPT if judge in middle else _DROPPED for judge in judges}


def _trimmed(marks: Mapping[str, Fraction], panel: Panel) -> Shares:
    if len(marks) < panel.trim_from:
        return _mean(marks, panel)
    judges = _ascending(marks)
    kept = judges[panel.trim : len(judges) - panel.trim]
    return {judge: _KEPT if judge in kept else _DROPPED for judge in judges}


def _ascending(marks: Mapping[str, Fraction]) -> Sequence[str]:
    return sorted(marks, key=lambda judge: (marks[judge], judge))


_SHARES: Final[Mapping[str, Callable[[Mapping[str, Fraction], Panel], Shares]]] = {
    "mean": _mean,
    "median": _median,
    "trimmed_mean": _trimmed,
}


def _seat_by_total(book: Book, entry: str, panel: Panel) -> Seating:
    totals = book.judge_totals(entry)
    shares = shares_at_cut(totals, panel.trim if len(totals) >= panel.trim_from else 0)
    return Seating({leaf.code: _with_absent(book.marks_of(entry, leaf.code), shares) for leaf in book.judged})


def _with_absent(marks: Mapping[str, Fraction], shares: Shares) -> Shares:
    return {judge: shares.get(judge, _DROPPED) for judge in marks}


def shares_at_cut(totals: Mapping[str, Fraction], trim: int) -> Shares:
    """Drop the ``trim`` highest and lowest totals; judges level at a cut share the dropped weight equally.

    >>> totals = {"J1": 1, "J2": 1, "J3": 2, "J4": 3, "J5": 4}
    >>> [str(share) for share in shares_at_cut({j: Fraction(t) for j, t in totals.items()}, 1).values()]
    ['1/2', '1/2', '1', '1', '0']
    """
    ascending = sorted(totals.values())
    lowest, highest = _dropped(ascending, trim), _dropped(ascending[::-1], trim)
    return {judge: _KEPT - lowest.get(total, 0) - highest.get(total, 0) for judge, total in totals.items()}


def _dropped(ordered: Sequence[Fraction], trim: int) -> dict[Fraction, Fraction]:
    """How much of each total is dropped from the front of the order."""
    front = ordered[:trim]
    return {total: Fraction(front.count(total), ordered.count(total)) for total in front}
