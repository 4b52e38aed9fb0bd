"""The official step *Severity*: what each judge's marks are corrected by, exact and the same on every machine.

``additive`` is the least squares of ``mark = entry + judge`` with effects that sum to 0. ``shrunken`` divides by more,
the more the marks look like noise: the ratio λ of residual to judge variance is found by REML, rounded half-even to six
decimals, and Henderson's mixed model equations are solved with the ratio as printed. Whole numbers and fractions alone:

- Sweeping out the entries leaves ``(A + λI) s = b``, one row a judge. Faddeev and LeVerrier's recursion gives
  ``det(A + λI)`` and ``adj(A + λI) b`` as polynomials in λ, hence the effects for every λ as a quotient of two.
- The REML criterion of λ falls or rises as one polynomial is below or above 0. Descartes' rule parts its roots, and
  those where falling turns to rising are known to half a unit of the sixth decimal. Where there is more than one, or
  λ = ∞ may do better, the criteria are compared with sixty digits; level ones go to the larger λ, the smaller
  correction.

Where no judge variance does best, or the marks cannot tell (one judge, one entry, no mark to spare, all marks as their
entries' means), the ratio is ``"inf"`` and nobody is corrected. Where judge and entry explain every mark, with marks to
spare, it is ``"0.000000"``, and a ratio of 0 gives the additive solution.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from math import lcm

import numpy as np

from scoring.errors import Refused
from scoring.exact import PRINTED_PLACES, rounded
from scoring.graph import components, require_connected
from scoring.polynomials import combined, most_roots, rescaled, root_bound, sign, sign_after, slope, times, value

NO_SEVERITY = "inf"
RULES = ("none", "additive", "shrunken")
_GRID = 10**PRINTED_PLACES
_CONTEXT = Context(prec=60)
_REFINE = 120

Marks = Mapping[str, Mapping[str, Fraction]]


@dataclass(frozen=True, slots=True)
class Effects:
    """What is subtracted from each judge's marks, six decimals; ``ratio`` as printed, None but for ``shrunken``."""

    ratio: str | None
    effects: dict[str, Decimal]


@dataclass(frozen=True, slots=True)
class _Swept:
    """The system in whole numbers: ``(a/scale + λI) s = b/(scale·unit)``, and its polynomials in ``μ = scale·λ``.

    ``determinant`` and ``numerators`` are ``det(a + μI)`` and ``adj(a + μI) b``, both divided by μ; ``squares`` is
    scale·unit² times the sum of squares within entries.
    """

    scale: int
    unit: int
    n_marks: int
    n_entries: int
    determinant: list[int]
    numerators: list[list[int]]
    b: list[int]
    squares: int

    @property
    def left(self) -> list[int]:
        """The residual sum of squares as ``left/determinant``, up to a factor, at every μ."""
        explained = combined(*zip(self.b, self.numerators, strict=True))
        return combined((self.squares, self.determinant), (-1, explained))


def effects_of(marks: Marks, rule: str) -> Effects:
    """The judges' effects on one indicator, by ``rule``: ``none``, ``additive`` or ``shrunken``.

    ``marks`` holds for each judge the marks by entry, exact, of the eligible entries alone and in the unit they are
    scored in; a judge without any is corrected by 0. Every effect is rounded half-even to six decimals. The order of
    judges and entries makes no difference, to the last bit. Raises ``Refused`` (``disconnected``) naming the parts
    where judges and entries with marks do not all hang together.

    >>> marks = {"J1": {"T1": Fraction(80), "T2": Fraction(70)}, "J2": {"T1": Fraction(84), "T2": Fraction(75)}}
    >>> found = effects_of(marks, "additive").effects
    >>> str(found["J1"]), str(found["J2"])
    ('-2.250000', '2.250000')
    >>> found = effects_of(marks, "shrunken")
    >>> found.ratio, str(found.effects["J1"])
    ('0.025000', '-2.222222')
    """
    if rule not in RULES:
        raise Refused("unknown_choice", "severity", " or ".join(RULES), rule)
    exact = {judge: Fraction(0) for judge in marks}
    ratio = NO_SEVERITY if rule == "shrunken" else None
    known = {judge: row for judge in sorted(marks) if (row := marks[judge])}
    if rule != "none" and known:
        _require_connected(known)
        swept = _sweep(known)
        at = Fraction(0) if rule == "additive" else _ratio(swept)
        if rule == "shrunken" and at is not None:
            ratio = str(_six(at))
        if at is not None and len(known) > 1:
            exact |= dict(zip(known, _solved(swept, at), strict=True))
    return Effects(ratio, {judge: _six(effect) for judge, effect in exact.items()})


def _require_connected(known: Marks) -> None:
    entries = sorted({entry for row in known.values() for entry in row})
    place = {entry: at for at, entry in enumerate(entries)}
    edges = [(at, place[entry]) for at, row in enumerate(known.values()) for entry in row]
    judge_index, entry_index = np.array(edges, dtype=np.intp).T
    parts = components(len(known), len(entries), judge_index, entry_index)
    require_connected(list(known), entries, parts, "marks")


def _sweep(known: Marks) -> _Swept:
    """Take out the entries' means: ``a`` and ``b`` in whole numbers, then the recursion."""
    unit = lcm(*(Fraction(mark).denominator for row in known.values() for mark in row.values()))
    columns: dict[str, list[tuple[int, int]]] = {}
    for at, row in enumerate(known.values()):
        for entry, exact in row.items():
            columns.setdefault(entry, []).append((at, int(exact * unit)))
    scale = lcm(*(len(column) for column in columns.values()))
    a = [[0] * len(known) for _ in known]
    b = [0] * len(known)
    squares = 0
    for column in columns.values():
        part, total = scale // len(column), sum(mark for _, mark in column)
        squares += scale * sum(mark * mark for _, mark in column) - part * total * total
        for at, mark in column:
            a[at][at] += scale
            b[at] += scale * mark - part * total
            for other, _ in column:
                a[at][other] -= part
    determinant, numerators = _recursion(a, b)
    n_marks = sum(len(column) for column in columns.values())
    return _Swept(scale, unit, n_marks, len(columns), determinant, numerators, b, squares)


def _recursion(a: Sequence[Sequence[int]], b: Sequence[int]) -> tuple[list[int], list[list[int]]]:
    """``det(a + μI)/μ`` and ``adj(a + μI) b/μ``, lowest power first; both have no constant term to lose."""
    n = len(a)
    determinant = [1]
    numerators: list[list[int]] = [[] for _ in a]
    power = [[int(i == j) for j in range(n)] for i in range(n)]
    for step in range(1, n + 1):
        for row, line in zip(numerators, power, strict=True):
            row.append(sum(x * y for x, y in zip(line, b, strict=True)))
        moved = [[-sum(x * power[k][j] for k, x in enumerate(line) if x) for j in range(n)] for line in a]
        coefficient = -sum(moved[i][i] for i in range(n)) // step
        determinant.append(coefficient)
        power = [[moved[i][j] + coefficient * (i == j) for j in range(n)] for i in range(n)]
    return determinant[::-1][1:], [row[::-1][1:] or [0] for row in numerators]


def _solved(swept: _Swept, ratio: Fraction) -> list[Fraction]:
    """The effects at a ratio, in the unit of the marks; at 0 those of least squares, summing to 0."""
    at = swept.scale * ratio
    over = value(swept.determinant, at) * swept.unit
    return [value(row, at) / over for row in swept.numerators]


def _ratio(swept: _Swept) -> Fraction | None:
    """The ratio with the least REML criterion, six decimals; None is no severity (∞)."""
    m, n, left = len(swept.b) - 1, swept.n_marks - swept.n_entries, swept.left
    if n == m or not left or not any(swept.b):
        return None
    if left[0] == 0:
        return Fraction(0)
    slope_sign = combined(
        (n, [0, *times(slope(left), swept.determinant)]),
        (1 - n, [0, *times(left, slope(swept.determinant) or [0])]),
        (-m, times(left, swept.determinant)),
    )
    cells = _turning(slope_sign, swept.scale)
    if slope_sign[-1] > 0 and len(cells) == 1:
        return cells[0][1]
    beyond = [] if slope_sign[-1] > 0 else [(_CONTEXT.multiply(n, _ln(Fraction(left[-1]))), None)]
    at_cells = [(_criterion(swept, left, _refined(slope_sign, cell, swept.scale)), ratio) for cell, ratio in cells]
    return min([*beyond, *at_cells[::-1]], key=lambda found: found[0])[1]


def _turning(slope_sign: Sequence[int], scale: int) -> list[tuple[int, Fraction]]:
    """Where falling turns to rising: the cell between two half units of the sixth decimal, and the ratio it rounds to.

    Cell k lies between k − ½ and k + ½ units, its upper end taken in.
    """
    halves = rescaled(slope_sign, Fraction(scale, 2 * _GRID))
    open_cells, found = [(-1, root_bound(halves))], set()
    while open_cells:
        low, high = open_cells.pop()
        if not most_roots(halves, max(2 * low + 1, 0), 2 * high + 1):
            continue
        middle = (low + high) // 2
        if high - low > 1:
            open_cells += [(middle, high), (low, middle)]
        found |= {cell for cell in (middle, high) if cell > low and _turns(halves, cell)}
    return [(cell, rounded(_middle(halves, cell), PRINTED_PLACES, "half_even")) for cell in sorted(found)]


def _turns(halves: Sequence[int], cell: int) -> bool:
    """Whether the criterion falls right after the lower end of the cell and rises right after the upper one."""
    before, after = (sign_after(halves, Fraction(max(end, 0))) for end in (2 * cell - 1, 2 * cell + 1))
    return before < 0 < after


def _middle(halves: Sequence[int], cell: int) -> Fraction:
    """The ratio to round: the cell's own, or its upper end where that is the very root."""
    is_at_end = sign(halves, Fraction(2 * cell + 1)) == 0
    return Fraction(2 * cell + is_at_end, 2 * _GRID)


def _end(cell: int, scale: int) -> Fraction:
    """The upper end of a cell, in μ; that of cell −1 is taken as 0."""
    return Fraction(max(2 * cell + 1, 0) * scale, 2 * _GRID)


def _refined(slope_sign: Sequence[int], cell: int, scale: int) -> Fraction:
    low, high = _end(cell - 1, scale), _end(cell, scale)
    for _ in range(_REFINE):
        middle = (low + high) / 2
        low, high = (low, middle) if sign(slope_sign, middle) > 0 else (middle, high)
    return high


def _criterion(swept: _Swept, left: Sequence[int], at: Fraction) -> Decimal:
    """Twice the negative log-likelihood at μ, up to what no μ changes."""
    n, m = swept.n_marks - swept.n_entries, len(swept.b) - 1
    determinant = value(swept.determinant, at)
    return _CONTEXT.fma(n, _ln(value(left, at) / determinant), _ln(determinant / at**m))


def _ln(number: Fraction) -> Decimal:
    return _CONTEXT.ln(_CONTEXT.divide(Decimal(number.numerator), Decimal(number.denominator)))


def _six(effect: Fraction) -> Decimal:
    units = int(rounded(effect, PRINTED_PLACES, "half_even") * _GRID)
    return Decimal(f"{units}e-{PRINTED_PLACES}")
