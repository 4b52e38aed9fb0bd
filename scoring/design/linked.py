"""How firmly shared judges link the entries.

Judges and entries form a graph with an edge for each mark. Between its parts nothing can be compared: a severe panel
and a weak field look alike. Within a part the *co-rating graph* of the judges, weighted by how many entries two judges
share, says how firmly it holds: its algebraic connectivity (second eigenvalue of the Laplacian) is 0 where it falls
apart, and an *articulation judge* is one whose absence alone would make it fall apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring import graph
from scoring.checks import frozen
from scoring.marks import Floats, Marks, table_of

Panel = NDArray[np.bool_]
"""Shape ``(n_judges, n_entries)``: who marks what."""


@dataclass(frozen=True, slots=True)
class Component:
    """One connected part: the labels of its judges and of its entries, sorted; either may be empty."""

    judges: NDArray[Any]
    entries: NDArray[Any]


@dataclass(frozen=True, slots=True)
class Connectivity:
    """How firmly a design hangs together.

    ``algebraic`` is the second eigenvalue of the Laplacian of the judges' co-rating graph, in shared entries;
    ``normalized`` that of its normalized Laplacian, at most n_judges/(n_judges - 1), which a complete design reaches.
    Both are 0 for a single judge. ``articulation`` holds the labels of the judges without whom there would be more
    parts. ``variance_ratio`` is the mean variance of a difference of two entries under the additive model over that of
    a complete design with all these judges; ``efficiency`` is the variance of a complete design with *as many marks
    an entry on average* over ours, 1 at best. Across parts the variance is infinite: ratio ``inf``, efficiency 0.
    """

    n_components: int
    algebraic: float
    normalized: float
    articulation: NDArray[Any]
    variance_ratio: float
    efficiency: float


def components(marks: Marks | ArrayLike) -> tuple[Component, ...]:
    """The connected parts of a design, by their first judge; entries without marks are parts of their own, last.

    ``marks`` is ``(n_judges, n_entries)`` with NaN where absent, or the long form.

    >>> nan = float("nan")
    >>> [(part.judges.tolist(), part.entries.tolist()) for part in components([[8, 7, nan], [nan, nan, 5]])]
    [([0], [0, 1]), ([1], [2])]
    """
    table = table_of(marks)
    of_judge, of_entry = parts_of(~np.isnan(table.marks))
    count = _count(of_judge, of_entry)
    return tuple(
        Component(frozen(table.judges[of_judge == at]), frozen(table.entries[of_entry == at])) for at in range(count)
    )


def connectivity(marks: Marks | ArrayLike) -> Connectivity:
    """How firmly a design hangs together: only who marked what counts, not the marks.

    ``marks`` is ``(n_judges, n_entries)`` with NaN where absent, or the long form. The variances come from the judges'
    side of the normal equations, O(J²·n + J³); articulation judges from leaving each out in turn.

    Three judges who each mark two of three entries are a balanced incomplete block design, whose efficiency is
    v(k-1)/(k(v-1)) = 3/4 (Cochran and Cox 1957, section 11.2):

    >>> nan = float("nan")
    >>> found = connectivity([[7, 8, nan], [nan, 6, 9], [5, nan, 7]])
    >>> found.n_components, round(found.algebraic, 6), found.articulation.tolist(), round(found.efficiency, 6)
    (1, 3.0, [], 0.75)
    """
    table = table_of(marks)
    panel = ~np.isnan(table.marks)
    shared = shared_entries(panel)
    parts = _count(*parts_of(panel))
    variance = _mean_variance(panel) if parts == 1 else float("inf")
    ratio = variance * len(panel) / 2 if parts == 1 else float("inf")
    efficiency = 2 / (variance * panel.sum(axis=0).mean()) if parts == 1 and variance else float(parts == 1)
    return Connectivity(
        n_components=parts,
        algebraic=_second(np.diag(shared.sum(axis=1)) - shared)[0] if parts == 1 else 0.0,
        normalized=normalized_gap(panel)[0] if parts == 1 else 0.0,
        articulation=frozen(table.judges[articulation(panel)]),
        variance_ratio=ratio if panel.shape[1] > 1 or parts > 1 else 1.0,
        efficiency=float(efficiency),
    )


def parts_of(panel: Panel) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The part of every judge and of every entry."""
    judge, entry = np.nonzero(panel)
    return graph.components(len(panel), panel.shape[1], judge, entry)


def shared_entries(panel: Panel) -> Floats:
    """How many entries any two judges both mark, 0 on the diagonal."""
    seen = panel.astype(np.float64)
    shared = seen @ seen.T
    np.fill_diagonal(shared, 0.0)
    return np.asarray(shared)


def normalized_gap(panel: Panel) -> tuple[float, Floats]:
    """The second eigenvalue of the normalized co-rating Laplacian and its vector: its ends are the judges far apart.

    A judge who shares no entry has nothing to be normalized by; the eigenvalue is then 0.
    """
    shared = shared_entries(panel)
    degree = shared.sum(axis=1)
    root = np.sqrt(np.where(degree > 0, degree, 1.0))
    return _second(np.diag((degree > 0).astype(np.float64)) - shared / root / root[:, np.newaxis])


def articulation(panel: Panel) -> Panel:
    """For every judge, whether leaving out their marks leaves more parts than there are with them."""
    judge, entry = np.nonzero(panel)
    before = _count(*parts_of(panel))
    found = np.zeros(len(panel), dtype=np.bool_)
    for each in range(len(panel)):
        rest = judge != each
        after = _count(*graph.components(len(panel), panel.shape[1], judge[rest], entry[rest])) - 1
        found[each] = after > before
    return found


def _count(of_judge: NDArray[np.intp], of_entry: NDArray[np.intp]) -> int:
    return int(max(of_judge.max(initial=-1), of_entry.max(initial=-1))) + 1


def _second(laplacian: Floats) -> tuple[float, Floats]:
    if len(laplacian) < 2:
        return 0.0, np.zeros(len(laplacian))
    values, vectors = np.linalg.eigh(laplacian)
    return max(0.0, float(values[1])), np.asarray(vectors[:, 1])


def _mean_variance(panel: Panel) -> float:
    # Mean of Var(t_i - t_k)/σ² over pairs: with R, K the marks by entry and by judge, V = R⁻¹ + A S⁺ Aᵀ is a
    # generalized inverse of the entries' equations, A = R⁻¹Nᵀ, S = K - N R⁻¹ Nᵀ; the mean: 2 (n tr V - 1ᵀV1)/(n(n-1)).
    n = panel.shape[1]
    if n < 2:
        return 0.0
    seen = panel.astype(np.float64)
    share = seen / seen.sum(axis=0)
    left = np.diag(seen.sum(axis=1)) - share @ seen.T
    inverse = np.linalg.pinv(left, hermitian=True, rcond=1e-10)
    once = float((1 / seen.sum(axis=0)).sum())
    sums = share.sum(axis=1)
    trace = once + float(np.sum(inverse * (share @ share.T)))
    return float(2 * (n * trace - once - sums @ inverse @ sums) / (n * (n - 1)))
