"""How near an entry comes to an ideal one: TOPSIS and VIKOR, lenses that depend on the whole field.

The ideal has the best figure of each indicator. Directions are applied here; figures come in their own units.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.aggregate.field import STRIDE, Field, blocks, field_of, halves, wide
from scoring.checks import Floats, choice, frozen, number, weights_of

LEVEL: Final = 1e-12
"""Values of S, R and Q, all on 0-1, that differ by no more are level."""
NEAR: Final = 1e-4
"""The part of the greatest possible squared distance up to which one is reckoned from the differences."""


def topsis(
    x: ArrayLike, weights: ArrayLike, *, directions: ArrayLike | None = None, normalization: str = "vector"
) -> Floats:
    """Closeness to the ideal, D⁻ / (D⁺ + D⁻), shape ``(n_entries,)``, from 0 (the worst in all) to 1 (the best in all).

    A lens: never an official rule, for an entry that withdraws can turn the others' order round. ``normalization`` is
    ``"vector"`` (each column over its Euclidean length) or ``"minmax"``; they may name different winners, so name the
    one used. A constant column moves nobody; entries that are all the same get 0.5.

    Raises ``Refused`` on a gap, wrong weights, directions or normalization. Source: Hwang and Yoon (1981); the example
    is that of Opricovic and Tzeng (2004), EJOR 156, where risk counts against and altitude for an entry.

    >>> climb = [[1, 3000], [2, 3750], [5, 4500]]
    >>> topsis(climb, [0.5, 0.5], directions=[-1, 1], normalization="minmax").round(3)
    array([0.5  , 0.617, 0.5  ])
    >>> topsis(climb, [0.5, 0.5], directions=[-1, 1]).round(3)
    array([0.762, 0.722, 0.238])
    """
    choice(normalization, "normalization", ("vector", "minmax"))
    field = field_of(x, directions)
    shares = weights_of(weights, field.x.shape[1])
    factors = field.per_span(shares) if normalization == "minmax" else _over_lengths(field, shares)
    factors = np.where(field.span != 0, factors, 0)
    to_ideal, to_worst = _distances(field, (factors / (np.abs(factors).max() or 1.0)) ** 2)
    whole = np.add(to_ideal, to_worst, out=to_ideal)
    if whole.min() > 0:
        return np.divide(to_worst, whole, out=to_worst)
    return np.full(len(whole), 0.5)


def _over_lengths(field: Field, weights: Floats) -> Floats:
    lengths = np.sqrt(field.squares)
    return np.asarray(np.divide(weights, lengths, out=np.zeros_like(weights), where=lengths > 0))


def _distances(field: Field, squares: Floats) -> tuple[Floats, Floats]:
    """Distance of each entry to the ideal and to the worst, in one product and two sums a row.

    With y = x - worst they are Σ s·y² - Σ 2·s·span·y + Σ s·span² and Σ s·y². What is left of a difference of great
    numbers is not to be trusted where it is small beside them: entries that near to the ideal are reckoned again from
    the differences themselves, so that the ideal is at 0 exactly.
    """
    to_ideal, to_worst = np.empty(len(field.x)), np.empty(len(field.x))
    halves(field.x, lambda rows: _measure(field, squares, rows, to_ideal[rows], to_worst[rows]), step=STRIDE)
    return to_ideal, to_worst


def _measure(field: Field, squares: Floats, which: slice, to_ideal: Floats, to_worst: Floats) -> None:
    x = field.x[which]
    nearer, whole = 2 * squares * field.span, float(squares @ field.span**2)
    worst = wide(field.worst, x)
    room = np.empty_like(worst)
    for rows, block in blocks(x):
        above = np.subtract(block.reshape(-1), worst[: block.size], out=room[: block.size])
        np.matmul(above.reshape(-1, len(squares)), nearer, out=to_ideal[rows])
        above *= above
        np.matmul(above.reshape(-1, len(squares)), squares, out=to_worst[rows])
    np.subtract(to_worst, to_ideal, out=to_ideal)
    to_ideal += whole
    again = np.flatnonzero(to_ideal <= NEAR * whole)
    to_ideal[again] = (x[again] - field.best) ** 2 @ squares
    np.sqrt(to_ideal, out=to_ideal)
    np.sqrt(to_worst, out=to_worst)


@dataclass(frozen=True, slots=True)
class Vikor:
    """Group utility ``s``, individual regret ``r`` and ``q``, less is better; ``compromise`` is rows in order of q.

    They have the shape ``(n_entries,)``, the compromise as many as there are, and cannot be written to.
    """

    s: Floats
    r: Floats
    q: Floats
    compromise: NDArray[np.intp]


def vikor(x: ArrayLike, weights: ArrayLike, *, directions: ArrayLike | None = None, v: float = 0.5) -> Vikor:
    """The compromise ranking; ``v`` from 0 to 1 is the weight of group utility against the greatest regret.

    A lens: never an official rule, for an entry that withdraws can turn the others' order round. S sums an entry's
    weighted shortfalls from the best over the span, R is the greatest of them, Q mixes both rescaled to 0-1. A constant
    column falls short nowhere; where S, or R, is the same for all, its term of Q is 0. The compromise is the first by Q
    alone if it leads by 1 / (n - 1) (C1) and is best by S or R too (C2); without C2 the second joins it, with whoever
    is level with that one; without C1 all within less than 1 / (n - 1).

    Raises ``Refused`` on a gap, wrong weights or directions, or ``v`` outside 0-1. Source: Opricovic and Tzeng (2004).

    >>> found = vikor([[1, 3000], [2, 3750], [5, 4500]], [0.5, 0.5], directions=[-1, 1])
    >>> found.s, found.r, found.q, found.compromise
    (array([0.5  , 0.375, 0.5  ]), array([0.5 , 0.25, 0.5 ]), array([1., 0., 1.]), array([1]))
    """
    utility = number(v, "v", 0, 1)
    field = field_of(x, directions)
    per_span = field.per_span(weights_of(weights, field.x.shape[1]))
    s, r = np.empty(len(field.x)), np.empty(len(field.x))
    for rows, block in blocks(field.x):
        columns = np.ascontiguousarray(block.reshape(-1, len(per_span)).T)
        short = (field.best[:, np.newaxis] - columns) * per_span[:, np.newaxis]
        s[rows], r[rows] = short.sum(axis=0), short.max(axis=0)
    q = utility * _rescaled(s) + (1 - utility) * _rescaled(r)
    return Vikor(frozen(s), frozen(r), frozen(q), frozen(_compromise(s, r, q)))


def _rescaled(values: Floats) -> Floats:
    low, span = values.min(), np.ptp(values)
    return (values - low) / span if span > LEVEL else np.zeros_like(values)


def _compromise(s: Floats, r: Floats, q: Floats) -> NDArray[np.intp]:
    order = np.argsort(q, kind="stable")
    if len(order) == 1:
        return order
    behind = q[order] - q[order[0]]
    advantage = 1 / (len(order) - 1)
    if behind[1] < advantage - LEVEL:
        return np.asarray(order[behind < advantage - LEVEL])
    is_stable = s[order[0]] <= s.min() + LEVEL or r[order[0]] <= r.min() + LEVEL
    return np.asarray(order[:1] if is_stable else order[behind <= behind[1] + LEVEL])
