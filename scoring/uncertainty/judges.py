"""How much a result hangs on who judged: leave one judge out, the jackknife, all resamples of the panel.

An *estimator* takes marks of shape ``(n_judges, n_entries)``, NaN where absent, and gives one number for each entry;
None is the mean of the marks an entry has. With five judges a resample understates the variance by a fifth, and
percentile limits of a rank are not valid (the rank is not smooth): resamples describe, they do not prove.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from math import comb, factorial
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.checks import Floats, numbers
from scoring.errors import Refused
from scoring.marks import Marks, Table, table_of
from scoring.uncertainty.drawing import firsts, frozen, places

Estimator = Callable[[Floats], ArrayLike]
MOST_JUDGES: Final = 11
"""The largest panel whose resamples are listed: 352,716 of them."""


@dataclass(frozen=True, slots=True)
class LeaveOneOut:
    """The result without each judge in turn; arrays of shape ``(n_judges, n_entries)``, ``judges`` names the one left.

    ``first`` tells who wins, level winners all; ``changes`` ``(n_judges,)`` where that is not who wins with all.
    """

    judges: NDArray[Any]
    entries: NDArray[Any]
    effects: Floats
    ranks: NDArray[np.int64]
    first: NDArray[np.bool_]
    changes: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Jackknife:
    """The estimate with all judges, its standard error and its bias; shape ``(n_entries,)``, in the unit of a mark."""

    estimate: Floats
    se: Floats
    bias: Floats


@dataclass(frozen=True, slots=True)
class Resamples:
    """Every panel that drawing with replacement can give, once.

    ``counts`` (how often each judge was drawn) has shape ``(n_resamples, n_judges)``; ``multiplicity`` is in how many
    of the J^J ordered draws it comes, ``weights`` the same as a share of what was kept; ``effects`` are the means,
    shape ``(n_resamples, n_entries)``. ``mean`` and ``se`` are those of the resampling; ``first`` is the share in
    which an entry wins, level winners sharing. ``left_out`` is the share of draws in which some entry had no mark:
    they are not listed.
    """

    counts: NDArray[np.int64]
    multiplicity: NDArray[np.int64]
    weights: Floats
    effects: Floats
    mean: Floats
    se: Floats
    first: Floats
    left_out: float


def leave_one_judge_out(marks: Marks | ArrayLike, *, estimator: Estimator | None = None) -> LeaveOneOut:
    """Rank the entries without each judge in turn, highest first (1-2-2-4).

    Raises ``Refused`` for one judge, an entry left with no mark (under the mean), and an estimator that fails to give a
    finite number for each entry.

    >>> leave_one_judge_out([[90.0, 80.0], [80.0, 84.0], [82.0, 84.0]]).changes
    array([ True, False, False])
    """
    table = table_of(marks)
    left, whole = _left(table, estimator), _estimated(table.marks, estimator)
    first, usual = firsts(left), firsts(whole)
    changes = (first != usual).any(axis=1)
    arrays = (table.judges, table.entries, left, places(left), first, changes)
    return LeaveOneOut(*map(frozen, arrays))


def jackknife(marks: Marks | ArrayLike, *, estimator: Estimator | None = None) -> Jackknife:
    """The jackknife over judges: ``se² = (J-1)/J · Σ(θ₍ⱼ₎ - θ̄)²``, bias ``(J-1)(θ̄ - θ)``.

    For the mean of a complete panel ``se`` is the standard deviation (ddof 1) over √J. Raises ``Refused`` as
    ``leave_one_judge_out`` does.

    >>> jackknife([[80.0], [84.0], [88.0]]).se.round(6)
    array([2.309401])
    """
    table = table_of(marks)
    left, whole = _left(table, estimator), _estimated(table.marks, estimator)
    n_judges, middle = len(left), left.mean(axis=0)
    se = np.sqrt((n_judges - 1) / n_judges * ((left - middle) ** 2).sum(axis=0))
    return Jackknife(frozen(whole), frozen(se), frozen((n_judges - 1) * (middle - whole)))


def judge_resamples(marks: Marks | ArrayLike) -> Resamples:
    """All C(2J-1, J) resamples of the panel with their multinomial weights J!/Πc!/J^J, instead of draws at random.

    Raises ``Refused`` for more than ``MOST_JUDGES`` judges, and where no resample has a mark for every entry.

    >>> [len(judge_resamples(np.zeros((n, 1))).counts) for n in (5, 7)]
    [126, 1716]
    """
    found = table_of(marks).marks
    counts, multiplicity = panels_of(len(found))
    n_marks = counts @ (~np.isnan(found)).astype(np.int64)
    kept = (n_marks > 0).all(axis=1)
    if not kept.any():
        raise Refused("no_mark", "marks", "a resample of the judges with a mark for every entry", "none")
    effects = (counts[kept] @ np.nan_to_num(found)) / n_marks[kept]
    counts, multiplicity, n_draws = counts[kept], multiplicity[kept], int(multiplicity.sum())
    weights = multiplicity / multiplicity.sum()
    mean = weights @ effects
    se = np.sqrt(weights @ (effects - mean) ** 2)
    first = firsts(effects)
    shares = weights @ (first / first.sum(axis=1, keepdims=True))
    left_out = 1 - int(multiplicity.sum()) / n_draws
    return Resamples(
        counts=frozen(counts),
        multiplicity=frozen(multiplicity),
        weights=frozen(weights),
        effects=frozen(effects),
        mean=frozen(mean),
        se=frozen(se),
        first=frozen(shares),
        left_out=left_out,
    )


def panels_of(n_judges: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Counts and multiplicities of all multisets of ``n_judges`` judges, by where bars part a row of draws.

    Raises ``Refused`` for more than ``MOST_JUDGES``.
    """
    if n_judges > MOST_JUDGES:
        raise Refused("too_many", "marks", f"at most {MOST_JUDGES} judges", str(n_judges))
    n_slots = 2 * n_judges - 1
    n_sets = comb(n_slots, n_judges)
    bars = np.full((n_sets, n_judges + 1), n_slots, dtype=np.int64)
    bars[:, 0] = -1
    flat = (bar for chosen in combinations(range(n_slots), n_judges - 1) for bar in chosen)
    bars[:, 1:-1] = np.fromiter(flat, np.int64, n_sets * (n_judges - 1)).reshape(n_sets, n_judges - 1)
    counts = np.diff(bars, axis=1) - 1
    factorials = np.array([factorial(n) for n in range(n_judges + 1)], dtype=np.int64)
    return counts, factorials[-1] // factorials[counts].prod(axis=1)


def _left(table: Table, estimator: Estimator | None) -> Floats:
    n_judges = len(table.marks)
    if n_judges < 2:
        raise Refused("too_small", "marks", "at least 2 judges", str(n_judges))
    return np.stack([_estimated(np.delete(table.marks, judge, axis=0), estimator) for judge in range(n_judges)])


def _estimated(marks: Floats, estimator: Estimator | None) -> Floats:
    if estimator is not None:
        found = numbers(estimator(marks), "estimator")
        if found.shape != marks.shape[1:]:
            raise Refused("not_finite", "estimator", f"{marks.shape[1]} finite numbers", "something else")
        return found
    n_marks = (~np.isnan(marks)).sum(axis=0)
    if (n_marks == 0).any():
        at = int(np.argmin(n_marks))
        raise Refused("no_mark", f"marks[:, {at}]", "an entry with a mark, whichever judge is left out", "none")
    return np.asarray(np.nansum(marks, axis=0) / n_marks)
