"""How sure the places are, read off a stored ``pingxuan-diagnostics/1``: nothing is reckoned here.

A *rank set* is the places an entry could hold at 95 % under another draw of the judges' errors (METHODS 5.6); all sets
of a tally hold together. Entries whose sets meet *cannot be told apart*. A *discreet* document is the one handed out
where the rules withhold marks: it names no judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

Document = Mapping[str, Any]
Places = tuple[int, int]

NAMES_A_JUDGE: Final = ("severity", "design", "flags", "leave_one_out", "flip_margin", "collusion")
"""The lenses that tell of single judges or single marks."""
TELL_OF_FEW: Final = ("agreement", "generalizability", "resamples")
"""The lenses that tell how far marks lie apart: with fewer than three judges and a known mean, that is a mark."""
FEW: Final = 3
_CODE: Final = re.compile(r"\[(\w+)\]\Z")


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry's published place, and the places from ``low`` to ``high`` that its rank set leaves open."""

    rank: int
    low: int
    high: int

    @property
    def is_firm(self) -> bool:
        """True when the set holds the published place alone."""
        return self.low == self.high == self.rank

    @property
    def is_outside(self) -> bool:
        """True when the rules put the entry where the sets, which take every mark alike, do not."""
        return not self.low <= self.rank <= self.high

    def meets(self, other: Placed) -> bool:
        """Whether the two sets have a place in common."""
        return self.low <= other.high and other.low <= self.high


@dataclass(frozen=True, slots=True)
class Apart:
    """Which published places can be told apart, each as runs of places from the first to the last.

    In each of ``level`` no two can; in each of ``partly`` some can and some cannot; ``firm`` ones stand alone.
    """

    level: tuple[tuple[Places, ...], ...]
    partly: tuple[tuple[Places, ...], ...]
    firm: tuple[Places, ...]
    has_outside: bool


def rank_sets(document: Document | None) -> dict[str, Places]:
    """The places each entry may hold, all sets together; empty where the round has none."""
    found = (document or {}).get("rank_sets", {}).get("simultaneous", {})
    return {entry: (low, high) for entry, (low, high) in found.items()}


def apart(placed: Iterable[Placed]) -> Apart | None:
    """Which places can be told apart; None without any set."""
    every = sorted(placed, key=lambda one: (one.low, one.high, one.rank))
    if not every:
        return None
    groups = [group for group in _groups(every) if len(group) > 1]
    level = [group for group in groups if all(one.meets(other) for one, other in combinations(group, 2))]
    partly = [group for group in groups if group not in level]
    return Apart(
        tuple(runs(one.rank for one in group) for group in level),
        tuple(runs(one.rank for one in group) for group in partly),
        runs(one.rank for one in every if one.is_firm),
        any(one.is_outside for one in every),
    )


def _groups(every: Sequence[Placed]) -> Iterator[list[Placed]]:
    """The placed in groups whose sets hang together, from the least place on."""
    group, last = [every[0]], every[0].high
    for one in every[1:]:
        if one.low > last:
            yield group
            group = []
        group.append(one)
        last = max(last, one.high)
    yield group


def runs(ranks: Iterable[int]) -> tuple[Places, ...]:
    """Places as runs without a gap.

    >>> runs([3, 1, 2, 10])
    ((1, 3), (10, 10))
    """
    found: list[Places] = []
    for rank in sorted(set(ranks)):
        if found and found[-1][1] == rank - 1:
            found[-1] = (found[-1][0], rank)
        else:
            found.append((rank, rank))
    return tuple(found)


def discreet(document: Document) -> dict[str, Any]:
    """The document without the lenses that name a judge or a mark, which stand under ``withheld`` instead.

    What is told of refusals is cut to their codes: their texts point into the table of marks, by judge.
    """
    few = TELL_OF_FEW if len(document["judges"]) < FEW else ()
    out = sorted({*NAMES_A_JUDGE, *few} & {*document, *document["refused"]})
    kept = {name: value for name, value in document.items() if name not in (*out, "judges", "refused")}
    refused = {name: reason for name, reason in document["refused"].items() if name not in out}
    return {**_coded(kept), "refused": {name: _code(reason) for name, reason in refused.items()}, "withheld": out}


def _coded(value: Any) -> Any:
    """The same value with every reason of a refusal inside it cut to its code."""
    if isinstance(value, list):
        return [_coded(one) for one in value]
    if not isinstance(value, Mapping):
        return value
    return {
        name: _code(one) if name == "refused" and isinstance(one, str) else _coded(one) for name, one in value.items()
    }


def _code(reason: str) -> str:
    found = _CODE.search(reason)
    return found[1] if found else "refused"
