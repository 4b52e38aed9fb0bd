"""Marginal maximum likelihood for the many-facet Rasch model: entries drawn from a normal distribution.

``entry = mean + sd · u`` with ``u`` standard normal, integrated by Gauss-Hermite nodes laid around each entry's own
mode with its own curvature: a panel's many marks make an entry's share of the integral far narrower than nodes laid
over the whole field could see. Newton steps on the observed information (Louis, 1982); where that is not positive, on
the information with ``u`` known, and the spread goes to that of the posteriors (EM) if that is the longer step.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_solve

from scoring.errors import Refused
from scoring.marks import Floats
from scoring.severity.rasch_jmle import (
    STEPS,
    capped,
    errors_of,
    factored,
    gauges,
    not_settled,
    require_finite,
    start,
)
from scoring.severity.rasch_model import Whole, chances, moments

_SETTLED = 1e-8
_NO_SPREAD = 1e-4
"""A spread under so many logits is on its way to 0, which the likelihood nears as its fourth power: it is 0."""


@dataclass(frozen=True, slots=True)
class Marginal:
    """Criteria, judges and thresholds in one array, with errors; the field's mean and sd; EAP of the entries."""

    measures: Floats
    se: Floats
    mean: float
    sd: float
    eap: Floats
    eap_se: Floats
    log_likelihood: float


@dataclass(frozen=True, slots=True)
class _Field:
    """Marks sorted by entry: ``begins`` is where each entry's marks begin."""

    category: Whole
    element: Whole
    sizes: tuple[int, int, int]
    n_categories: int
    begins: Whole

    def without_entry(self, here: Floats) -> Floats:
        """What criterion and judge take from each mark's logit."""
        _, criterion, judge = self.element
        found: Floats = here[2 + criterion] + here[2 + self.sizes[1] + judge]
        return found

    def thresholds(self, here: Floats) -> Floats:
        return here[2 + self.sizes[1] + self.sizes[2] :]

    def by_entry(self, values: Floats) -> Floats:
        found: Floats = np.add.reduceat(values, self.begins, axis=0)
        return found


@dataclass(frozen=True, slots=True)
class _Point:
    value: float
    slope: Floats
    observed: Floats
    complete: Floats
    posterior: Floats


def marginal(category: Whole, element: Whole, sizes: tuple[int, int, int], n_categories: int, nodes: int) -> Marginal:
    """Fit with so many nodes; every entry, criterion and judge has a mark, and no criterion or judge is extreme."""
    order = np.argsort(element[0], kind="stable")
    begins = np.searchsorted(element[0][order], np.arange(sizes[0]))
    field = _Field(category[order], element[:, order], sizes, n_categories, begins)
    here = np.concatenate([[0.0, 1.0], start(category, sizes[1] + sizes[2], n_categories)])
    gauge = gauges((2, *sizes[1:]), n_categories - 1)
    for _ in range(STEPS):
        laid = _nodes(field, here, nodes)
        point = _at(field, here, *laid)
        held, step = _step(point, gauge, here[1], laid[0])
        if np.abs(step).max() < _SETTLED:
            return _marginal(here, point, laid[0], errors_of(held, gauge))
        here = _up(field, here, step, laid, point.value)
        if abs(here[1]) < _NO_SPREAD:
            here[1] = 0.0
        require_finite(here)
        require_finite(here[1] * 2)
    raise not_settled()


def _marginal(here: Floats, point: _Point, u: Floats, se: Floats) -> Marginal:
    mean, sd = float(here[0]), float(here[1])
    middle = (point.posterior * u).sum(axis=1)
    spread = np.sqrt((point.posterior * (u - middle[:, np.newaxis]) ** 2).sum(axis=1))
    return Marginal(here[2:], se[2:], mean, abs(sd), mean + sd * middle, abs(sd) * spread, point.value)


def _step(point: _Point, gauge: Floats, sd: float, u: Floats) -> tuple[tuple[Floats, bool], Floats]:
    try:
        held = factored(point.observed, gauge)
    except Refused:
        held = factored(point.complete, gauge)
        step = cho_solve(held, point.slope)
        by_spread = sd * (np.sqrt((point.posterior * u**2).sum(axis=1).mean()) - 1)
        step[1] = max(step[1], by_spread, key=abs)
        return held, capped(step)
    return held, capped(cho_solve(held, point.slope))


def _nodes(field: _Field, here: Floats, nodes: int) -> tuple[Floats, Floats]:
    """Nodes ``u`` (n_entries, nodes) around each entry's mode, and the logs of their weights, the prior included."""
    mean, sd, taken = here[0], here[1], field.without_entry(here)
    mode = np.zeros(field.sizes[0])
    for _ in range(STEPS):
        known = moments(mean + sd * mode[field.element[0]] - taken, field.thresholds(here))
        pull = sd * field.by_entry(field.category - known.mean) - mode
        curvature = sd**2 * field.by_entry(known.variance) + 1
        step = np.clip(pull / curvature, -1, 1)
        mode = mode + step
        if np.abs(step).max() < 1e-6:
            break
    x, weight = np.polynomial.hermite.hermgauss(nodes)
    wide = np.sqrt(2 / curvature)[:, np.newaxis]
    u = mode[:, np.newaxis] + wide * x
    return u, np.log(weight) + x**2 + np.log(wide) - u**2 / 2 - np.log(2 * np.pi) / 2


def _value(field: _Field, here: Floats, laid: tuple[Floats, Floats]) -> float:
    u, log_weight = laid
    eta = here[0] + here[1] * u[field.element[0]] - field.without_entry(here)[:, np.newaxis]
    return _summed(_log_marks(field, chances(eta, field.thresholds(here))), log_weight)[0]


def _log_marks(field: _Field, chance: Floats) -> Floats:
    own = np.take_along_axis(chance, field.category[:, np.newaxis, np.newaxis], axis=2)[..., 0]
    return field.by_entry(np.log(np.maximum(own, 1e-300)))


def _summed(log_marks: Floats, log_weight: Floats) -> tuple[float, Floats]:
    """The log-likelihood, and the posterior of the nodes of each entry."""
    logs = log_marks + log_weight
    top = logs.max(axis=1, keepdims=True)
    parts = np.exp(logs - top)
    total = parts.sum(axis=1, keepdims=True)
    return float((np.log(total) + top).sum()), parts / total


def _at(field: _Field, here: Floats, u: Floats, log_weight: Floats) -> _Point:
    entry = field.element[0]
    eta = here[0] + here[1] * u[entry] - field.without_entry(here)[:, np.newaxis]
    chance = chances(eta, field.thresholds(here))
    value, posterior = _summed(_log_marks(field, chance), log_weight)
    number = np.arange(field.n_categories)
    mean = chance @ number
    reached = np.cumsum(chance[..., ::-1], axis=2)[..., ::-1][..., 1:]
    score = _scores(field, u, field.category[:, np.newaxis] - mean, reached)
    weighted = score * posterior[..., np.newaxis]
    each = weighted.sum(axis=1)
    second = weighted.reshape(-1, score.shape[2]).T @ score.reshape(-1, score.shape[2])
    complete = _complete(field, u[entry], posterior[entry], chance, reached)
    return _Point(value, each.sum(axis=0), complete - second + each.T @ each, complete, posterior)


def _scores(field: _Field, u: Floats, rest: Floats, reached: Floats) -> Floats:
    """The slope of each entry's log-likelihood at each node, shape (n_entries, nodes, n_parameters)."""
    entry, criterion, judge = field.element
    n_entries, n_criteria, n_judges = field.sizes
    parts = np.zeros((n_entries, n_criteria + n_judges, u.shape[1]))
    np.add.at(parts, (entry, criterion), rest)
    np.add.at(parts, (entry, n_criteria + judge), rest)
    whole = parts[:, :n_criteria].sum(axis=1)
    passed = field.category[:, np.newaxis, np.newaxis] >= np.arange(1, field.n_categories)
    steps = field.by_entry(reached - passed)
    return np.concatenate([whole[..., np.newaxis], (whole * u)[..., np.newaxis], -parts.swapaxes(1, 2), steps], axis=2)


def _complete(field: _Field, u: Floats, posterior: Floats, chance: Floats, reached: Floats) -> Floats:
    """The information with ``u`` known, averaged over its posterior; marks in rows, nodes in columns."""
    number = np.arange(field.n_categories)
    mean = chance @ number
    variance = posterior * (chance @ number**2 - mean**2)
    with_step = np.cumsum((chance * number)[..., ::-1], axis=2)[..., ::-1][..., 1:] - mean[..., np.newaxis] * reached
    with_step *= posterior[..., np.newaxis]
    rows = _facet_rows(field)
    flat, tilted = variance.sum(axis=1), (variance * u).sum(axis=1)
    front = np.column_stack([flat, tilted])
    corner = np.array([[flat.sum(), tilted.sum()], [tilted.sum(), (variance * u**2).sum()]])
    steps_flat, steps_tilted = with_step.sum(axis=1), (with_step * u[..., np.newaxis]).sum(axis=1)
    higher = np.maximum.outer(number[:-1], number[:-1])
    tall = reached.reshape(-1, len(number) - 1)
    weighted = tall * posterior.reshape(-1, 1)
    steps = weighted.sum(axis=0)[higher] - weighted.T @ tall
    facets = rows.T @ (rows * flat[:, np.newaxis])
    beside, across = rows.T @ front, -(rows.T @ steps_flat)
    over = -np.vstack([steps_flat.sum(axis=0), steps_tilted.sum(axis=0)])
    return np.block([[corner, beside.T, over], [beside, facets, across], [over.T, across.T, steps]])


def _facet_rows(field: _Field) -> Floats:
    rows = np.zeros((len(field.category), field.sizes[1] + field.sizes[2]))
    at = np.arange(len(rows))
    rows[at, field.element[1]] = -1
    rows[at, field.sizes[1] + field.element[2]] = -1
    return rows


def _up(field: _Field, here: Floats, step: Floats, laid: tuple[Floats, Floats], value: float) -> Floats:
    for halving in range(30):
        there: Floats = here + step / 2**halving
        if _value(field, there, laid) >= value - 1e-10 * abs(value):
            return there
    raise not_settled()
