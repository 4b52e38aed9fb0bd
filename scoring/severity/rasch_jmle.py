"""Joint maximum likelihood for the many-facet Rasch model: every entry, criterion, judge and threshold at once.

The log-likelihood is concave; full Newton steps, none over one logit, end where each element's observed score is its
expected one. Shifts of a whole facet against the entries are held by adding ``a aᵀ`` to the information, ``a`` marking
the facet: the gradient has no part along a shift, so steps keep each facet's sum.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve
from scipy.sparse import csr_array

from scoring.errors import Refused
from scoring.marks import Floats
from scoring.severity.rasch_model import Whole, chances

STEPS = 200
SETTLED = 1e-9
FARTHEST = 20.0
"""Measures beyond so many logits tell that the maximum lies at infinity."""


@dataclass(frozen=True, slots=True)
class Joint:
    """Measures and standard errors, entries, criteria, judges and thresholds in one array; and the log-likelihood."""

    measures: Floats
    se: Floats
    log_likelihood: float


def joint(category: Whole, element: Whole, sizes: tuple[int, int, int], n_categories: int) -> Joint:
    """Fit the core: ``element`` (3, n_marks) numbers entries, criteria and judges, each with a mark, none extreme.

    Raises ``Refused`` (``separated``) where the data fall apart so that the maximum lies at infinity.
    """
    rows = _rows(element, sizes)
    gauge = gauges(sizes, n_categories - 1)
    here = start(category, sum(sizes), n_categories)
    value, slope, information = _at(category, rows, here, n_categories)
    for _ in range(STEPS):
        held = factored(information, gauge)
        step = capped(cho_solve(held, slope))
        if np.abs(step).max() < SETTLED:
            return Joint(here, errors_of(held, gauge), value)
        here, value, slope, information = _up(category, rows, here, step, value, n_categories)
        require_finite(here)
    raise not_settled()


def _rows(element: Whole, sizes: tuple[int, int, int]) -> csr_array:
    n = element.shape[1]
    column = element + np.array([0, sizes[0], sizes[0] + sizes[1]])[:, np.newaxis]
    sign = np.broadcast_to([1.0, -1.0, -1.0], (n, 3))
    return csr_array((sign.ravel(), (np.repeat(np.arange(n), 3), column.T.ravel())), shape=(n, sum(sizes)))


def gauges(sizes: tuple[int, ...], n_thresholds: int) -> Floats:
    """A row for each facet that sums to 0 (all sizes but the first), and for the thresholds."""
    blocks = [*sizes[1:], n_thresholds]
    found = np.zeros((len(blocks), sizes[0] + sum(blocks)))
    ends = sizes[0] + np.cumsum(blocks)
    for row, (size, end) in enumerate(zip(blocks, ends, strict=True)):
        found[row, end - size : end] = 1
    return found


def start(category: Whole, n_elements: int, n_categories: int) -> Floats:
    """Elements at 0, thresholds from how often each category occurs."""
    counts = np.bincount(category, minlength=n_categories)
    thresholds = np.log(counts[:-1] / counts[1:])
    return np.concatenate([np.zeros(n_elements), thresholds - thresholds.mean()])


def _at(category: Whole, rows: csr_array, here: Floats, n_categories: int) -> tuple[float, Floats, Floats]:
    """Log-likelihood, its slope and the information: the covariance of the sufficient statistics."""
    n_elements = rows.shape[1]
    chance = chances(rows @ here[:n_elements], here[n_elements:])
    number = np.arange(n_categories)
    mean = chance @ number
    variance = chance @ number**2 - mean**2
    reached = np.cumsum(chance[:, ::-1], axis=1)[:, ::-1][:, 1:]
    with_step = np.cumsum((chance * number)[:, ::-1], axis=1)[:, ::-1][:, 1:] - mean[:, np.newaxis] * reached
    passed = category[:, np.newaxis] >= number[1:]
    value = float(np.log(chance[np.arange(len(category)), category]).sum())
    slope = np.concatenate([rows.T @ (category - mean), (reached - passed).sum(axis=0)])
    elements = (rows.T @ rows.multiply(variance[:, np.newaxis])).toarray()
    across = -(rows.T @ with_step)
    higher = np.maximum.outer(number[:-1], number[:-1])
    steps = reached.sum(axis=0)[higher] - reached.T @ reached
    return value, slope, np.block([[elements, across], [across.T, steps]])


def _up(
    category: Whole, rows: csr_array, here: Floats, step: Floats, value: float, n_categories: int
) -> tuple[Floats, float, Floats, Floats]:
    for halving in range(30):
        there = here + step / 2**halving
        found, slope, information = _at(category, rows, there, n_categories)
        if found >= value - 1e-11 * abs(value):
            return there, found, slope, information
    raise not_settled()


def factored(information: Floats, gauge: Floats) -> tuple[Floats, bool]:
    """The information with each facet's sum held, in Cholesky's factors."""
    try:
        return cho_factor(information + gauge.T @ gauge)  # type: ignore[no-any-return]
    except LinAlgError as error:
        raise _separated("no curvature left") from error


def capped(step: Floats) -> Floats:
    """The step, shortened so that nothing moves more than one logit."""
    longest = float(np.abs(step).max())
    return step / longest if longest > 1 else step


def errors_of(held: tuple[Floats, bool], gauge: Floats) -> Floats:
    """Standard errors of measures held by their sums: roots of the diagonal of ``M⁻¹ - M⁻¹ aaᵀ M⁻¹``."""
    inverse = cho_solve(held, np.eye(gauge.shape[1]))
    variances = np.diag(inverse) - ((gauge @ inverse) ** 2).sum(axis=0)
    found: Floats = np.sqrt(np.maximum(variances, 0))
    return found


def require_finite(here: Floats) -> None:
    """Refuse measures on their way to infinity."""
    if np.abs(here).max() > FARTHEST:
        raise _separated(f"a measure beyond {FARTHEST:g} logits")


def _separated(found: str) -> Refused:
    return Refused("separated", "marks", "marks whose groups overlap, so that measures are finite", found)


def not_settled() -> Refused:
    """The refusal of a search that found no end."""
    return Refused("not_settled", "marks", f"an answer within {STEPS} steps", "a likelihood still rising")
