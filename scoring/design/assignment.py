"""Panels drawn up: conflict-free, evenly loaded, with judges of the field, and linked with a margin.

The least-cost panels of a program in whole numbers keep conflicts, loads and fields; one judge from *another* field on
every entry (two where one is not enough) keeps the fields from becoming islands; swaps mend what is left. Panels
that cannot be had are refused, with the names of those who are missing or cannot be bridged.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring import graph
from scoring.checks import complete, first, frozen, number, pair, place, whole_from
from scoring.design.linked import articulation, normalized_gap, parts_of
from scoring.design.program import Demands, Missing, Panel, shortage, solve
from scoring.design.repair import linked, repaired
from scoring.errors import Refused
from scoring.marks import SEED, Floats, labels_of

FLOOR: Final = 0.4
"""The share of a random design's second eigenvalue that panels must reach."""
CHANCE: Final = 0.5
"""How far chance may outweigh a preference: what is preferred by less than this is drawn."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who marks what, and what it was made with: keep it as it is, a later solver may find another.

    ``panel`` is ``(n_judges, n_entries)``; ``judge`` and ``entry`` name the same pairs in the long form; all arrays are
    read-only. ``gap`` is the second eigenvalue of the normalized co-rating Laplacian, ``random_gap`` that of random
    panels of this size (mean of five), and ``floor`` what was asked for, a share of it. ``outsiders`` is how many
    judges from another field every entry was given at least.
    """

    panel: Panel
    judge: NDArray[Any]
    entry: NDArray[Any]
    loads: NDArray[np.intp]
    gap: float
    random_gap: float
    floor: float
    outsiders: int
    seed: int
    solver: str


def assign(
    allowed: ArrayLike, *, per_entry: int, loads: tuple[int, int] | None = None, judges: Sequence[Any] | None = None,
    entries: Sequence[Any] | None = None, judge_field: ArrayLike | None = None, entry_field: ArrayLike | None = None,
    of_field: int = 0, of_other: int = 1, preference: ArrayLike | None = None, floor: float = FLOOR, seed: int = SEED,
) -> Assignment:  # fmt: skip
    """Give every entry ``per_entry`` judges (at least 2) among those ``allowed``, True where there is no conflict.

    ``allowed`` is ``(n_judges, n_entries)``; ``loads`` the least and most entries of a judge (None: as even as numbers
    permit, the mean rounded down and up); ``judges`` and ``entries`` are labels for the result and for refusals. Where
    both fields are given every entry has ``of_field`` judges of its own field and ``of_other`` of others, at least, and
    judges of the field are preferred unless ``preference`` (judge by entry, higher is better) says otherwise. ``floor``
    is the share of a random design's connectivity that must be reached. The same ``seed``, inputs and solver give the
    same panels.

    Raises ``Refused``: ``not_yes_or_no`` where ``allowed`` is no truth value; ``out_of_range``, ``wrong_shape``,
    ``wrong_length``, ``mixed_labels`` and ``absent`` for demands that make no sense; ``infeasible`` names which entries
    lack judges and which judges lack entries; ``weakly_linked`` names the judges who cannot be bridged, or on whom
    alone a link hangs; ``disconnected`` names the parts.

    >>> found = assign(np.ones((4, 6), dtype=bool), per_entry=2)
    >>> found.panel.sum(axis=0).tolist(), found.loads.tolist(), found.gap >= found.floor
    ([2, 2, 2, 2, 2, 2], [3, 3, 3, 3], True)
    """
    free = _truths(allowed, "allowed")
    demands = _demands(free, per_entry, loads, judge_field, entry_field, of_field, of_other)
    judge_names = _labels(judges, free.shape[0], "judges")
    entry_names = _labels(entries, free.shape[1], "entries")
    floor = number(floor, "floor", 0, 1)
    rng = np.random.default_rng(whole_from(seed, "seed", 0))
    random_gap = _random_gap(free.shape, per_entry, rng)
    cost = _cost(demands, preference, rng)
    panel = solve(demands, cost)
    if panel is None:
        raise _infeasible(demands, judge_names, entry_names)
    panel, outsiders = _firm(panel, demands, cost, floor * random_gap, rng)
    if not linked(panel, floor * random_gap):
        raise _weak(panel, floor * random_gap, judge_names, entry_names)
    judge, entry = np.nonzero(panel)
    return Assignment(
        frozen(panel), frozen(judge_names[judge]), frozen(entry_names[entry]), frozen(panel.sum(axis=1)),
        gap=normalized_gap(panel[panel.any(axis=1)])[0], random_gap=random_gap, floor=floor * random_gap,
        outsiders=outsiders, seed=seed, solver=f"scipy {importlib.metadata.version('scipy')} milp (HiGHS)",
    )  # fmt: skip


def _truths(allowed: ArrayLike, name: str) -> Panel:
    found = complete(allowed, name, rows=2)
    other = (found != 0) & (found != 1)
    if other.any():
        raise Refused("not_yes_or_no", place(name, other), "True or False, or 1 or 0", f"{found[first(other)]:g}")
    return found.astype(np.bool_)


def _demands(
    allowed: Panel, per_entry: int, loads: tuple[int, int] | None, judge_field: ArrayLike | None,
    entry_field: ArrayLike | None, of_field: int, of_other: int,
) -> Demands:  # fmt: skip
    n_judges, n_entries = allowed.shape
    per_entry = whole_from(per_entry, "per_entry", 2)
    if per_entry > n_judges:
        raise Refused("out_of_range", "per_entry", f"2 to {n_judges} judges for an entry", f"{per_entry}")
    if (judge_field is None) != (entry_field is None):
        raise Refused("absent", "judge_field", "the fields of judges and of entries, or neither", "one of them")
    total = n_entries * per_entry
    given = pair(loads, "loads") if loads is not None else (total // n_judges, -(-total // n_judges))
    low = whole_from(given[0], "loads[0]", 0)
    high = whole_from(given[1], "loads[1]", low)
    if judge_field is None or entry_field is None:
        return Demands(allowed, None, per_entry, (low, high), 0, 0)
    of_field, of_other = whole_from(of_field, "of_field", 0), whole_from(of_other, "of_other", 0)
    if of_field + of_other > per_entry:
        raise Refused("out_of_range", "of_field", f"with of_other at most {per_entry}", f"{of_field} and {of_other}")
    theirs, its = _labels(judge_field, n_judges, "judge_field"), _labels(entry_field, n_entries, "entry_field")
    return Demands(allowed, theirs[:, np.newaxis] == its, per_entry, (low, high), of_field, of_other)


def _labels(labels: ArrayLike | Sequence[Any] | None, n: int, name: str) -> NDArray[Any]:
    found = np.arange(n) if labels is None else labels_of(labels, name)
    if found.shape != (n,):
        raise Refused("wrong_length", name, f"{n} labels", f"shape {found.shape}")
    return found


def _cost(demands: Demands, preference: ArrayLike | None, rng: np.random.Generator) -> Floats:
    chance = CHANCE * rng.random(demands.allowed.shape)
    if preference is not None:
        wanted = complete(preference, "preference")
        if wanted.shape != demands.allowed.shape:
            raise Refused("wrong_shape", "preference", f"shape {demands.allowed.shape}", f"shape {wanted.shape}")
        return chance - wanted
    return chance if demands.own is None else chance - demands.own


def _random_gap(shape: tuple[int, ...], per_entry: int, rng: np.random.Generator) -> float:
    n_judges, n_entries = shape
    gaps = []
    for _ in range(5):
        places = rng.permuted(np.tile(np.arange(n_judges), (n_entries, 1)), axis=1)
        gaps.append(normalized_gap((places < per_entry).T)[0])
    return float(np.mean(gaps))


def _firm(panel: Panel, demands: Demands, cost: Floats, floor: float, rng: np.random.Generator) -> tuple[Panel, int]:
    if linked(panel, floor):
        return panel, demands.of_other
    if demands.own is not None and demands.of_field + demands.of_other < demands.per_entry:
        stricter = replace(demands, of_other=demands.of_other + 1)
        mixed = solve(stricter, cost)
        if mixed is not None:
            panel, demands = mixed, stricter
    return repaired(panel, demands, floor, rng), demands.of_other


def _infeasible(demands: Demands, judges: NDArray[Any], entries: NDArray[Any]) -> Refused:
    words = {
        "judges": "entry {} lacks {} without a conflict",
        "field": "entry {} lacks {} of its field",
        "outsiders": "entry {} lacks {} of another field",
        "load": "judge {} lacks {} to mark",
    }
    missing = shortage(demands)
    said = "; ".join(
        words[each.what].format((judges if each.what == "load" else entries)[each.at], _number(each))
        for each in missing
    )
    return Refused("infeasible", "allowed", "judges enough for every demand", said, missing=said)


def _number(missing: Missing) -> str:
    one = "entry" if missing.what == "load" else "judge"
    many = "entries" if missing.what == "load" else "judges"
    return f"{missing.number} {one if missing.number == 1 else many}"


def _weak(panel: Panel, floor: float, judges: NDArray[Any], entries: NDArray[Any]) -> Refused:
    working = np.flatnonzero(panel.any(axis=1))
    graph.require_connected(list(judges[working]), list(entries), parts_of(panel[working]), "allowed")
    gap, vector = normalized_gap(panel[working])
    held = judges[articulation(panel)]
    if gap >= floor and held.size:
        names = ", ".join(map(str, held))
        return Refused("weakly_linked", "allowed", "links that no one judge holds alone", names, judges=names)
    side = working[vector > 0]
    side = side if 2 * len(side) <= len(working) else working[vector <= 0]
    names = ", ".join(map(str, judges[side]))
    found = f"{gap:.3f}: {names} hardly share an entry with the others"
    return Refused("weakly_linked", "allowed", f"a connectivity of {floor:.3f} or more", found, judges=names)
