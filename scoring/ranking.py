"""From totals to ranks: highest first, 1-2-2-4, level entries sent through the declared tie chain.

Each step splits a group of level entries, and the next step works inside what is left level. A step compares entries
by a key of which the greater is placed higher; keys are exact, so two entries are level only when they truly are.
Asking for the total is itself the first step.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations
from typing import Final

from scoring.book import Book
from scoring.exact import exact_text
from scoring.outcome import TieSplit
from scoring.working import Course, Working, unrounded, untrimmed, work

Group = tuple[str, ...]
_UNKNOWN: Final = Fraction(0)


@dataclass(frozen=True, slots=True)
class Compared:
    """What a step compares for one entry: the key (greater is placed higher) and its text for the record."""

    key: tuple[Fraction, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Contest:
    """The eligible entries' workings, and the book they were made from."""

    book: Book
    workings: Mapping[str, Working]


@dataclass(frozen=True, slots=True)
class Level:
    """Entries that share a rank (mostly one), and what put them there."""

    entries: Group
    decided_by: str


Step = Callable[[Contest, Group, str], Mapping[str, Compared]]


def ranked(contest: Contest) -> tuple[tuple[Level, ...], tuple[TieSplit, ...]]:
    """The levels from highest to lowest, and every split a tie step made."""
    entries = tuple(sorted(contest.workings))
    if not entries:
        return (), ()
    splits: list[TieSplit] = []
    chain = contest.book.method.ties
    levels: list[Level] = []
    for group in _split(_total(contest, entries, "")):
        levels += _settled(contest, group, chain, splits) if len(group) > 1 else [Level(group, "total")]
    return tuple(levels), tuple(splits)


def _settled(contest: Contest, group: Group, chain: Sequence[str], splits: list[TieSplit]) -> Iterator[Level]:
    if not chain:
        yield Level(group, "shared")
        return
    step, rest = chain[0], chain[1:]
    name, _, code = step.partition(":")
    compared = _STEPS[name](contest, group, code)
    parts = _split(compared)
    if len(parts) > 1:
        splits.append(TieSplit(step, {entry: compared[entry].text for entry in group}))
    for part in parts:
        if len(part) == 1:
            yield Level(part, step)
        else:
            yield from _settled(contest, part, rest, splits)


def _split(compared: Mapping[str, Compared]) -> list[Group]:
    groups: dict[tuple[Fraction, ...], list[str]] = defaultdict(list)
    for entry in sorted(compared):
        groups[compared[entry].key].append(entry)
    return [tuple(groups[key]) for key in sorted(groups, reverse=True)]


def _valued(values: Mapping[str, Fraction]) -> dict[str, Compared]:
    return {entry: Compared((value,), exact_text(value)) for entry, value in values.items()}


def _total(contest: Contest, group: Group, _code: str) -> dict[str, Compared]:
    totals = {entry: contest.workings[entry].total for entry in group}
    return _valued({entry: total.value for entry, total in totals.items() if total is not None})


def _total_unrounded(contest: Contest, group: Group, _code: str) -> dict[str, Compared]:
    return _reworked(contest, group, unrounded(contest.book.method))


def _untrimmed_total(contest: Contest, group: Group, _code: str) -> dict[str, Compared]:
    return _reworked(contest, group, untrimmed(contest.book.method))


def _reworked(contest: Contest, group: Group, course: Course) -> dict[str, Compared]:
    totals = {entry: work(contest.book, entry, course).exact for entry in group}
    return _valued({entry: total.value for entry, total in totals.items() if total is not None})


def _dimension(contest: Contest, group: Group, code: str) -> dict[str, Compared]:
    scores: dict[str, Fraction] = {}
    for entry in group:
        for branch in contest.workings[entry].branches:
            if branch.dimension.code == code and branch.score is not None:
                scores[entry] = branch.score.value
    return _valued(scores)


def _indicator(contest: Contest, group: Group, code: str) -> dict[str, Compared]:
    scorer = contest.book.scorers.get(code)
    if scorer is None:
        return _valued({entry: _judged_score(contest.workings[entry], code) for entry in group})
    turn = -1 if scorer.rule.direction == "lower" else 1
    figures = {entry: contest.book.figures.get((entry, code)) for entry in group}
    return {entry: _figure(figure, turn) for entry, figure in figures.items()}


def _figure(figure: Fraction | None, turn: int) -> Compared:
    if figure is None:
        return Compared((Fraction(0), _UNKNOWN), "")
    return Compared((Fraction(1), turn * figure), exact_text(figure))


def _judged_score(working: Working, code: str) -> Fraction:
    leaves = (leaf for branch in working.branches for leaf in branch.leaves)
    score = next(leaf.score for leaf in leaves if leaf.indicator.code == code)
    return _UNKNOWN if score is None else score.value


def _judge_majority(contest: Contest, group: Group, _code: str) -> dict[str, Compared]:
    """Copeland inside the group: a win over another entry counts +1, a loss -1."""
    totals = {entry: contest.book.judge_totals(entry) for entry in group}
    judges = set.intersection(*(set(marks) for marks in totals.values()))
    wins = dict.fromkeys(group, 0)
    for one, other in permutations(group, 2):
        ahead = sum(totals[one][judge] > totals[other][judge] for judge in judges)
        behind = sum(totals[one][judge] < totals[other][judge] for judge in judges)
        wins[one] += (ahead > behind) - (ahead < behind)
    return _valued({entry: Fraction(won) for entry, won in wins.items()})


def _ruling(contest: Contest, group: Group, _code: str) -> dict[str, Compared]:
    order = next((ruling.order for ruling in contest.book.round.rulings if set(ruling.order) == set(group)), None)
    if order is None:
        return _valued(dict.fromkeys(group, _UNKNOWN))
    return {entry: Compared((Fraction(-at),), str(at + 1)) for at, entry in enumerate(order)}


def _lot(contest: Contest, group: Group, _code: str) -> dict[str, Compared]:
    seed = contest.book.round.lot.seed
    if not seed:
        return _valued(dict.fromkeys(group, _UNKNOWN))
    drawn = {entry: lot_key(seed, contest.book.round.code, entry) for entry in group}
    return {entry: Compared((Fraction(-int(key, 16)),), key) for entry, key in drawn.items()}


def lot_key(seed: str, round_code: str, entry: str) -> str:
    r"""The hash that places an entry in a drawn lot, lowest first; anyone can make it with ``sha256sum``.

    ``printf '20251108\0xz-2025\0T01' | sha256sum`` gives

    >>> lot_key("20251108", "xz-2025", "T01")[:16]
    'c740aba59ebe89fe'
    """
    return hashlib.sha256("\0".join((seed, round_code, entry)).encode("utf-8")).hexdigest()


_STEPS: Final[Mapping[str, Step]] = {
    "total_unrounded": _total_unrounded,
    "untrimmed_total": _untrimmed_total,
    "dimension": _dimension,
    "indicator": _indicator,
    "judge_majority": _judge_majority,
    "ruling": _ruling,
    "lot": _lot,
}
