"""The profile criterion of two crossed random factors, its slope, and its curvature on the average.

With variance ratios ``f`` (small factor) and ``g`` (large factor) to the residual, ``V = I + f Z Zᵀ + g W Wᵀ``. The
large factor is eliminated level by level, which leaves the small one's Schur complement ``S = I + f H``,
``H = Zᵀ (I + g W Wᵀ)⁻¹ Z``, for one dense Cholesky factor. Ratios of exactly 0 need no exception.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, log, pi

import numpy as np
from scipy.linalg.lapack import dpotrf, dpotri, dpotrs

from scoring.marks import Floats
from scoring.severity.incidence import Incidence, Whole, added


@dataclass(frozen=True, slots=True)
class Design:
    """Marks about their mean, with the levels of both factors mark by mark."""

    y: Floats
    small: Whole
    large: Whole
    per_small: Floats
    per_large: Floats
    met: Incidence
    reml: bool

    @property
    def n(self) -> int:
        """What the residual sum is divided by: the marks, less one for the mean under REML."""
        return len(self.y) - self.reml


@dataclass(frozen=True, slots=True)
class Point:
    """The criterion at a pair of ratios, and what is known there; ``residual`` is the residual variance."""

    ratios: Floats
    criterion: float
    residual: float
    mean: float
    precision: float
    slope: Floats
    curvature: Floats
    pulls: tuple[Floats, Floats]


@dataclass(frozen=True, slots=True)
class _Solver:
    """``V⁻¹`` at a pair of ratios."""

    design: Design
    ratios: Floats
    shrink: Floats
    factor: Floats

    def __call__(self, values: Floats) -> Floats:
        small, large, f = self.design.small, self.design.large, self.ratios[0]
        alone = values - (self.shrink * added(large, values))[large]
        if f == 0.0:
            return alone
        at_small = dpotrs(self.factor, added(small, alone), lower=1)[0]
        spread = at_small[small]
        solved: Floats = alone - f * (spread - (self.shrink * added(large, spread))[large])
        return solved


def at(design: Design, ratios: Floats, *, below: float = inf) -> Point | None:
    """Everything at these ratios, or None where the criterion is not less than ``below`` (then slopes are not made)."""
    f, g = ratios
    shrink = g / (1 + g * design.per_large)
    h = design.met.weighted(-shrink)
    h[np.diag_indices_from(h)] += design.per_small
    s = f * h
    s[np.diag_indices_from(s)] += 1.0
    factor, failed = dpotrf(s, lower=1, clean=0, overwrite_a=1)
    if failed:
        return None
    solve = _Solver(design, ratios, shrink, factor)
    of_one, of_y = solve(np.ones_like(design.y)), solve(design.y)
    precision = float(of_one.sum())
    mean = float(of_y.sum()) / precision
    pulled = of_y - mean * of_one
    squares = float(design.y @ pulled)
    if not squares > 0:
        return None
    residual = squares / design.n
    determinant = 2 * float(np.log(np.diag(factor)).sum()) + float(np.log1p(g * design.per_large).sum())
    criterion = determinant + design.reml * log(precision) + design.n * (1 + log(2 * pi * residual))
    if not criterion < below:
        return None
    traces = _traces(solve, h, of_one, precision)
    return _with_slope(solve, Point(ratios, criterion, residual, mean, precision, traces, traces, (pulled, of_one)))


def _traces(solve: _Solver, h: Floats, of_one: Floats, precision: float) -> Floats:
    """``tr(P Z Zᵀ)`` for both factors, ``P`` being ``V⁻¹`` with the mean projected out (``V⁻¹`` itself under ML)."""
    design, (f, g) = solve.design, solve.ratios
    lower = dpotri(solve.factor, lower=1)[0] if f > 0 else np.eye(len(h), order="F")
    of_small = 2 * float(np.vdot(lower.T, h.T)) - float(np.diag(lower) @ np.diag(h))
    over = 1 + g * design.per_large
    of_large = float((design.per_large / over).sum()) - f * float(design.met.forms(lower) @ over**-2)
    traces = np.array([of_small, of_large])
    if design.reml:
        ones = [added(design.small, of_one), added(design.large, of_one)]
        traces -= [float(one @ one) / precision for one in ones]
    return traces


def _with_slope(solve: _Solver, found: Point) -> Point:
    """Slope and average information: the mean of the observed and the expected curvature."""
    design, (pulled, of_one) = solve.design, found.pulls
    pulls = added(design.small, pulled), added(design.large, pulled)
    drawn = np.stack([pulls[0][design.small], pulls[1][design.large]])
    answers = np.stack([solve(row) for row in drawn])
    if design.reml:
        answers -= np.outer(answers.sum(axis=1) / found.precision, of_one)
    moved = np.array([pull @ pull for pull in pulls]) / found.residual
    curvature = drawn @ answers.T / found.residual - np.outer(moved, moved) / design.n
    slope = found.slope - moved
    return Point(
        found.ratios, found.criterion, found.residual, found.mean, found.precision, slope, curvature, pulls
    )  # fmt: skip
