"""The assignment as a program in whole numbers: one variable for each judge and entry that may meet.

Rows of the program: every entry's panel is full, every judge's load within its limits, and where fields are given
enough judges of the entry's own field and enough from outside. A program without a solution is solved again with
every row allowed to fall short, which names the least that is missing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, eye_array, hstack, vstack

Panel = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Demands:
    """What is asked of the panels; ``allowed`` and ``own`` (judge of the entry's field) are judge by entry."""

    allowed: Panel
    own: Panel | None
    per_entry: int
    loads: tuple[int, int]
    of_field: int
    of_other: int

    def kept_by(self, panel: Panel) -> bool:
        """Whether panels meet every demand."""
        loads = panel.sum(axis=1)
        low, high = self.loads
        if (panel & ~self.allowed).any() or (panel.sum(axis=0) != self.per_entry).any():
            return False
        return bool((loads >= low).all() and (loads <= high).all()) and self.fields_kept_by(panel)

    def fields_kept_by(self, panel: Panel) -> bool:
        """Whether every entry has its judges of the field and from outside; ``panel`` may be some entries only."""
        if self.own is None:
            return True
        inside = (panel & self.own).sum(axis=0)
        return bool((inside >= self.of_field).all() and (self.per_entry - inside >= self.of_other).all())


@dataclass(frozen=True, slots=True)
class Missing:
    """How many an entry or a judge falls short: ``what`` is judges, field, outsiders (of entry ``at``) or load."""

    what: str
    at: int
    number: int


@dataclass(frozen=True, slots=True)
class _Program:
    judge: NDArray[np.intp]
    entry: NDArray[np.intp]
    rows: csr_array
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    names: list[tuple[str, int]]


def solve(demands: Demands, cost: NDArray[np.float64]) -> Panel | None:
    """The panels of least cost (``(n_judges, n_entries)``) that meet the demands, or None where none do."""
    program = _program(demands)
    if not program.judge.size:
        return None
    found = milp(
        cost[program.judge, program.entry], integrality=np.ones(program.judge.size), bounds=Bounds(0, 1),
        constraints=LinearConstraint(program.rows, program.low, program.high),
    )  # fmt: skip
    if found.x is None:
        return None
    chosen = found.x > 0.5
    panel = np.zeros(demands.allowed.shape, dtype=np.bool_)
    panel[program.judge[chosen], program.entry[chosen]] = True
    return panel


def shortage(demands: Demands) -> list[Missing]:
    """The least by which the demands cannot be met, row by row; empty where they can."""
    program = _program(demands)
    n, rows = program.judge.size, len(program.names)
    found = milp(
        np.concatenate([np.zeros(n), np.ones(rows)]), integrality=np.ones(n + rows),
        bounds=Bounds(0, np.concatenate([np.ones(n), np.full(rows, np.inf)])),
        constraints=LinearConstraint(hstack([program.rows, eye_array(rows)]), program.low, program.high),
    )  # fmt: skip
    short = np.rint(found.x[n:]).astype(int)
    return [Missing(what, at, int(s)) for (what, at), s in zip(program.names, short, strict=True) if s]


def _program(demands: Demands) -> _Program:
    judge, entry = np.nonzero(demands.allowed)
    n_judges, n_entries = demands.allowed.shape
    every = np.ones(judge.size)
    k, (low, high) = demands.per_entry, demands.loads
    blocks = [
        ("judges", _rows(entry, n_entries, every), float(k), float(k)),
        ("load", _rows(judge, n_judges, every), float(low), float(high)),
    ]
    if demands.own is not None:
        inside = demands.own[judge, entry].astype(np.float64)
        blocks += [
            ("field", _rows(entry, n_entries, inside), float(demands.of_field), np.inf),
            ("outsiders", _rows(entry, n_entries, 1 - inside), float(demands.of_other), np.inf),
        ]
    sizes = [block.shape[0] for _, block, _, _ in blocks]
    return _Program(
        judge, entry, csr_array(vstack([block for _, block, _, _ in blocks])),
        np.repeat([low for _, _, low, _ in blocks], sizes), np.repeat([high for _, _, _, high in blocks], sizes),
        [(what, at) for (what, *_), size in zip(blocks, sizes, strict=True) for at in range(size)],
    )  # fmt: skip


def _rows(of: NDArray[np.intp], n: int, values: NDArray[np.float64]) -> csr_array:
    return csr_array((values, (of, np.arange(of.size))), shape=(n, of.size))
