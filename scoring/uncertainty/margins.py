"""How far the weights must move before one entry overtakes another, within the simplex.

The total is the weighted mean ``w · z``. The two are level on a hyperplane of weights, and the margin is the distance
to it in the norm asked for; any step beyond lets the rival pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import ArrayLike

from scoring.checks import Floats, choice, complete, number, weights_of
from scoring.errors import Refused
from scoring.levels import LEVEL
from scoring.uncertainty.drawing import frozen, raised, whole_from

NORMS = ("l1", "l2", "linf")


@dataclass(frozen=True, slots=True)
class WeightMargin:
    """The least ``distance`` to weights at which the rival draws level, and those ``weights`` ``(n_indicators,)``.

    Where no weights let the rival pass, ``distance`` is infinite and ``weights`` None.
    """

    distance: float
    weights: Floats | None


def weight_margin(
    scores: ArrayLike, weights: ArrayLike, *, leader: int, rival: int, norm: str = "l2", offset: ArrayLike | None = None
) -> WeightMargin:  # fmt: skip
    """The smallest change of weights that lets ``rival`` overtake ``leader`` (rows of ``scores``, higher is better).

    ``scores`` has shape ``(n_entries, n_indicators)``. ``l2`` is the closed form ``(A_i - A_k) / ‖P(z_i - z_k)‖``, P
    the projection on changes that sum to 0, and where that leaves the simplex the projection on the part of the simplex
    where both are level; ``l1`` and ``linf`` are linear programs. A rival level or ahead has distance 0; one that is
    nowhere better can never pass. ``offset`` ``(n_entries,)``, in the unit of the scores, is added to each total.
    Raises ``Refused`` for gaps, weights off 1 and rows that are not there.

    >>> found = weight_margin([[80.0, 60.0], [60.0, 70.0]], [0.5, 0.5], leader=0, rival=1)
    >>> round(found.distance, 6), found.weights.round(6)
    (0.235702, array([0.333333, 0.666667]))
    """
    found = raised(complete(scores, "scores"), offset)
    usual = weights_of(weights, found.shape[1])
    choice(norm, "norm", NORMS)
    hair = LEVEL * float(np.abs(found).max())
    lead = found[_row(leader, "leader", len(found))] - found[_row(rival, "rival", len(found))]
    lead[np.abs(lead) <= hair] = 0
    if lead @ usual <= hair:
        return WeightMargin(0.0, frozen(usual))
    if lead.min() >= 0:
        return WeightMargin(inf, None)
    lead = lead / abs(lead).max()
    moved = _nearest(usual, lead) if norm == "l2" else _programmed(usual, lead, norm)
    order = {"l1": 1, "l2": 2, "linf": np.inf}[norm]
    return WeightMargin(float(np.linalg.norm(moved - usual, order)), frozen(moved))


def _row(row: int, name: str, n_entries: int) -> int:
    return int(number(whole_from(row, name, 0), name, 0, n_entries - 1))


def _nearest(usual: Floats, lead: Floats) -> Floats:
    """The weights nearest to the usual ones where both are level.

    They are the projection on the simplex of ``usual - λ·lead`` for the λ at which both are level. The lead falls as λ
    grows and is linear between the λ at which a weight reaches 0, so the interval is halved until it is closed.
    """
    low, high = 0.0, 1.0
    while lead @ _on_simplex(usual - high * lead) > 0:
        low, high = high, 2 * high
    for _ in range(100):
        middle = (low + high) / 2
        if lead @ _on_simplex(usual - middle * lead) > 0:
            low = middle
        else:
            high = middle
    moved = _on_simplex(usual - high * lead)
    return _levelled(usual, lead, moved > 0)


def _levelled(usual: Floats, lead: Floats, kept: np.typing.NDArray[np.bool_]) -> Floats:
    """The closed form on the indicators whose weight stays above 0: both are level and the weights sum to 1."""
    normals = np.stack([lead[kept], np.ones(int(kept.sum()))])
    gaps = normals @ usual[kept] - np.array([0.0, 1.0])
    moved = np.zeros_like(usual)
    moved[kept] = usual[kept] - np.linalg.lstsq(normals, gaps, rcond=None)[0]
    return np.maximum(moved, 0.0)


def _on_simplex(point: Floats) -> Floats:
    """The nearest point with no negative part and sum 1 (Held, Wolfe and Crowder 1974)."""
    descending = np.sort(point)[::-1]
    excess = (np.cumsum(descending) - 1) / np.arange(1, len(point) + 1)
    return np.asarray(np.maximum(point - excess[np.flatnonzero(descending > excess)[-1]], 0.0))


def _programmed(usual: Floats, lead: Floats, norm: str) -> Floats:
    """The linear program in the weights and the size of each change (``l1``) or of the greatest (``linf``)."""
    from scipy.optimize import linprog  # the closed form needs no scipy

    n = len(usual)
    sizes = np.eye(n) if norm == "l1" else np.ones((n, 1))
    n_sizes = sizes.shape[1]
    above = np.block([[np.eye(n), -sizes], [-np.eye(n), -sizes]])
    level = np.stack([np.append(lead, np.zeros(n_sizes)), np.append(np.ones(n), np.zeros(n_sizes))])
    cost = np.append(np.zeros(n), np.ones(n_sizes))
    solved = linprog(cost, above, np.append(usual, -usual), level, [0.0, 1.0], method="highs")
    if not solved.success:
        raise Refused("not_solved", "scores", "a linear program that can be solved", str(solved.message))
    return np.maximum(np.asarray(solved.x[:n], dtype=np.float64), 0.0)
