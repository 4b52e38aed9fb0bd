"""Whether an entry could be first under any admissible weights: its own best case, by linear programming.

Where rank acceptability counts draws, this is certain: an entry whose best margin is below 0 is first under no weights
at all, however many are drawn. After the OECD/JRC Handbook on composite indicators (2008, step 7).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.checks import SUM_TOLERANCE, Floats, complete, vector
from scoring.errors import Refused
from scoring.uncertainty.drawing import frozen, raised


@dataclass(frozen=True, slots=True)
class BestCase:
    """Each entry at the weights that suit it best, in input order.

    ``margin`` ``(n_entries,)`` is its lead over the best of the others there, in the unit of the scores; ``weights``
    ``(n_entries, n_indicators)`` are those weights. ``can_be_first`` tells where the margin is 0 or more, within a
    billionth of the largest score: at 0 it can only share the first place. A lone entry leads by infinity.
    """

    margin: Floats
    weights: Floats
    can_be_first: NDArray[np.bool_]


def best_case(
    scores: ArrayLike, *, low: ArrayLike | None = None, high: ArrayLike | None = None, offset: ArrayLike | None = None
) -> BestCase:  # fmt: skip
    """The greatest margin of each entry over all weights that sum to 1 and lie between ``low`` and ``high``.

    ``max_w min_k (z_i - z_k) · w``: ``scores`` has shape ``(n_entries, n_indicators)``, higher is better; ``low`` and
    ``high`` have shape ``(n_indicators,)``, None is 0 and 1; ``offset`` ``(n_entries,)``, in the unit of the scores, is
    added to each total. Raises ``Refused`` for gaps, bounds outside 0 to 1 or the wrong way round, and bounds that no
    weights meet.

    >>> found = best_case([[90.0, 60.0], [60.0, 90.0], [74.0, 74.0]])
    >>> found.can_be_first, found.margin.round(6)
    (array([ True,  True, False]), array([16., 16., -1.]))
    """
    found = raised(complete(scores, "scores"), offset)
    bounds = _bounds(low, high, found.shape[1])
    size = float(abs(found).max()) or 1.0
    solved = np.stack([_solved(found / size, row, bounds) for row in range(len(found))])
    margin, weights = solved[:, -1] * size, np.clip(solved[:, :-1], *bounds.T)
    return BestCase(frozen(margin), frozen(weights), frozen(margin >= -SUM_TOLERANCE * size))


def _bounds(low: ArrayLike | None, high: ArrayLike | None, n: int) -> Floats:
    """The bounds as shape ``(n_indicators, 2)``."""
    sides = [np.full(n, usual) if given is None else vector(given, name) for usual, given, name in
             ((0.0, low, "low"), (1.0, high, "high"))]  # fmt: skip
    for side, name in zip(sides, ("low", "high"), strict=True):
        if len(side) != n:
            raise Refused("wrong_length", name, f"{n} bounds", f"{len(side)}")
        if ((side < 0) | (side > 1)).any():
            raise Refused("out_of_range", name, "bounds from 0 to 1", f"{side.min():g} to {side.max():g}")
    least, most = sides
    if (least > most).any():
        raise Refused("out_of_range", "low", "no bound above its upper one", f"one at {int(np.argmax(least > most))}")
    if least.sum() > 1 + SUM_TOLERANCE or most.sum() < 1 - SUM_TOLERANCE:
        raise Refused("weights_sum", "low", "bounds that a sum of 1 meets", f"{least.sum():g} to {most.sum():g}")
    return np.stack(sides, axis=1)


def _solved(scores: Floats, row: int, bounds: Floats) -> Floats:
    """The weights and the margin: maximize t where every lead is at least t."""
    from scipy.optimize import linprog  # only here

    n = scores.shape[1]
    leads = scores[row] - np.delete(scores, row, axis=0)
    if not len(leads):
        return np.append(_any(bounds), np.inf)
    above = np.append(-leads, np.ones((len(leads), 1)), axis=1)
    whole = np.append(np.ones(n), 0.0)[np.newaxis]
    limits = [*map(tuple, bounds.tolist()), (None, None)]
    solved = linprog(np.append(np.zeros(n), -1.0), above, np.zeros(len(leads)), whole, [1.0], limits, method="highs")
    if not solved.success:
        raise Refused("not_solved", "scores", "a linear program that can be solved", str(solved.message))
    return np.asarray(solved.x, dtype=np.float64)


def _any(bounds: Floats) -> Floats:
    """Some weights within the bounds."""
    least, room = bounds[:, 0], bounds[:, 1] - bounds[:, 0]
    return np.asarray(least + room * ((1 - least.sum()) / room.sum() if room.any() else 0.0))
