"""Kendall's coefficient of concordance: how far the judges put the entries in the same order, 0 to 1.

Only the order of each judge's own marks counts, so a harsh judge agrees with a mild one; ties share their mid-rank and
are corrected for. With few entries the chi-square of the textbooks is wrong, and p comes from the permutations
themselves.

Sources: Kendall and Babington Smith 1939, Annals of Mathematical Statistics 10, 275-287; for ties Kendall 1948, Rank
Correlation Methods, chapter 6.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc

from scoring.agreement.places import doubled_midranks
from scoring.chance import Chance, generator
from scoring.checks import complete
from scoring.errors import Refused
from scoring.marks import Marks, matrix_of

FEW_ENTRIES: Final = 7
"""Up to so many entries p is a permutation's; beyond, that of chi-square."""
WORK_LIMIT: Final = 300_000
"""So many sums of ranks for one judge more, at most, on the exact way; beyond, permutations are drawn."""
DRAWS: Final = 20_000

Ranks = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class KendallW:
    """The coefficient ``w`` (0 to 1), ``chi2`` = m(n - 1)w on ``df`` = n - 1, and ``p`` that chance alone reaches it.

    ``method`` says where p is from: ``exact`` (all orders of every judge's marks), ``permutation`` (drawn orders) or
    ``chi2``. A small p says that the judges do not mark at random, not that they mark well.
    """

    w: float
    chi2: float
    df: int
    p: float
    method: str


def kendall_w(marks: Marks | ArrayLike, *, rng: Chance = None) -> KendallW:
    """Kendall's W of a complete panel, corrected for ties: ``12 S / (m² (n³ - n) - m ΣT)``, T = Σ (t³ - t) by judge.

    ``marks`` is ``(n_judges, n_entries)`` or the long form. For at most seven entries p is exact where all orders can
    be gone through, else from 20,000 drawn permutations (``rng``: a generator, a seed, or None for the fixed seed
    ``scoring.marks.SEED``).
    A judge who ties all entries has no order and counts as one who agrees with nobody.

    Raises ``Refused`` for an absent mark, fewer than two judges or entries, and where every judge ties all entries
    (``no_spread``); ``wrong_chance`` for anything else as ``rng``.

    Kendall 1948, three rankings of ten with ties: S = 591, W = 591/714:

    >>> found = kendall_w([[1, 4.5, 2, 4.5, 3, 7.5, 6, 9, 7.5, 10], [2.5, 1, 2.5, 4.5, 4.5, 8, 9, 6.5, 10, 6.5],
    ...                    [2, 1, 4.5, 4.5, 4.5, 4.5, 8, 8, 8, 10]])
    >>> round(found.w, 3), found.df, found.method
    (0.828, 9, 'chi2')
    """
    chance = generator(rng)
    table = complete(matrix_of(marks), "marks", rows=2, columns=2, most=np.inf)
    ranks = np.stack([doubled_midranks(row) for row in table])
    m, n = ranks.shape
    reach = m * m * (n**3 - n) - m * sum(_ties(row) for row in table)
    if reach == 0:
        raise Refused("no_spread", "marks", "a judge who tells some entries apart", "every judge ties them all")
    spread = int(_spread(ranks.sum(axis=0), m))
    w = 3 * spread / reach
    chi2 = m * (n - 1) * w
    p, method = _p(ranks, spread, chi2, chance)
    return KendallW(w, chi2, n - 1, p, method)


def _ties(row: NDArray[np.float64]) -> int:
    times = np.unique(row, return_counts=True)[1]
    return sum(int(t) ** 3 - int(t) for t in times)


def _spread(sums: Ranks, m: int) -> NDArray[np.int64]:
    # 4 S, from doubled ranks: a whole number, so that equal spreads are equal.
    n = sums.shape[-1]
    return np.asarray(np.sum((sums - m * (n + 1)) ** 2, axis=-1), dtype=np.int64)


def _p(ranks: Ranks, spread: int, chi2: float, rng: np.random.Generator) -> tuple[float, str]:
    m, n = ranks.shape
    if n > FEW_ENTRIES:
        return float(chdtrc(n - 1, chi2)), "chi2"
    exact = _exact(ranks, spread)
    if exact is not None:
        return exact, "exact"
    sums = np.tile(ranks[0], (DRAWS, 1))
    for row in ranks[1:]:
        sums += rng.permuted(np.tile(row, (DRAWS, 1)), axis=1)
    reached = int((_spread(sums, m) >= spread).sum())
    return (reached + 1) / (DRAWS + 1), "permutation"


def _exact(ranks: Ranks, spread: int) -> float | None:
    # Judge by judge; sums that differ only in the entries' order lead to the same spreads, so one stands for all.
    m, n = ranks.shape
    if (2 * m * n + 1) ** n >= 2**63:
        return None
    sums = np.sort(ranks[:1], axis=1)
    chances: NDArray[np.float64] = np.ones(1)
    for row in ranks[1:]:
        orders = np.array(sorted(set(permutations(row.tolist()))), dtype=np.int64)
        if len(sums) * len(orders) > WORK_LIMIT:
            return None
        reached = np.sort((sums[:, np.newaxis] + orders).reshape(-1, n), axis=1)
        keys = reached @ (2 * m * n + 1) ** np.arange(n, dtype=np.int64)
        _, first, place = np.unique(keys, return_index=True, return_inverse=True)
        sums = reached[first]
        chances = np.bincount(place, np.repeat(chances / len(orders), len(orders))).astype(np.float64)
    return min(1.0, float(chances[_spread(sums, m) >= spread].sum()))
