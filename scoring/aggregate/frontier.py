"""The advocate's view: each entry under the weights that suit it best.

An entry that loses even so has no grievance about weights. What the weights may be is bounded in shares of their sum.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from scoring.checks import Floats, at_least_zero, number, pair
from scoring.errors import Refused


def benefit_of_the_doubt(x: ArrayLike, *, shares: tuple[float, float] = (0.0, 1.0)) -> Floats:
    """Each entry's greatest weighted sum under weights that put no entry above 1, shape ``(n_entries,)``.

    ``x`` holds scores of 0 or more, higher better. ``shares`` are the least and greatest part that any weight may have
    in the sum of the weights: (0.1, 0.15) for the eight indicators of the Handbook's Table 19. A row of zeros scores 0.

    Raises ``Refused`` on a negative score, a gap, bounds that no weights can keep, or a linear program that the solver
    gives up (``not_solved``, with its reason). Source: Cherchye and others (2007), Social Indicators Research 82; one
    linear program an entry.

    >>> benefit_of_the_doubt([[4, 1], [1, 4], [2, 2]]).round(3)
    array([1. , 1. , 0.8])
    """
    from scipy.optimize import linprog  # loading it takes longer than all else here, and no other mean needs it

    found = at_least_zero(x, "x", "score")
    apart = _share_limits(found.shape[1], shares)
    top = found.max()
    if top == 0:
        return np.zeros(len(found))
    scaled = found / top
    limits = np.vstack([scaled, apart])
    bounds = np.concatenate([np.ones(len(found)), np.zeros(len(limits) - len(found))])
    best = np.empty(len(found))
    for entry, row in enumerate(scaled):
        solved = linprog(-row, A_ub=limits, b_ub=bounds, method="highs")
        if not solved.success:
            raise Refused("not_solved", f"x[{entry}]", "a linear program that can be solved", str(solved.message))
        best[entry] = -solved.fun
    return np.clip(best, 0.0, 1.0)


def _share_limits(n: int, shares: tuple[float, float]) -> Floats:
    """Rows of ``rows @ weights <= 0`` that say: no weight below or above its share of their sum."""
    least, most = (number(share, "shares", 0, 1) for share in pair(shares, "shares"))
    if not (least <= most and least * n <= 1 + 1e-12 and most * n >= 1 - 1e-12):
        raise Refused("impossible_shares", "shares", f"least * {n} <= 1 <= most * {n}", f"{least:g} to {most:g}")
    return np.vstack([np.full((n, n), least) - np.eye(n), np.eye(n) - most])
