"""What every lens asks of its arrays before it looks at them; each refusal names the argument and the place in it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.errors import Refused

Floats = NDArray[np.float64]
SUM_TOLERANCE = 1e-9


def numbers(values: ArrayLike, name: str, *, gaps: bool = False) -> Floats:
    """The values as floats; finite, or NaN too where ``gaps`` may be.

    >>> numbers([1, float("inf")], "x")
    Traceback (most recent call last):
        ...
    scoring.errors.Refused: x[1]: expected a finite number, found inf [not_finite]
    """
    try:
        found = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise Refused("not_numbers", name, "numbers", "something else") from error
    bad = np.isinf(found) if gaps else ~np.isfinite(found)
    if bad.any():
        at = tuple(int(i) for i in np.argwhere(bad)[0])
        expected = "a finite number, or NaN for what is absent" if gaps else "a finite number"
        raise Refused("not_finite", f"{name}{list(at)}", expected, str(found[at]))
    return found


def vector(values: ArrayLike, name: str, *, gaps: bool = False) -> Floats:
    """Numbers of shape ``(n,)``, at least one."""
    found = numbers(values, name, gaps=gaps)
    if found.ndim != 1 or found.size == 0:
        raise Refused("wrong_shape", name, "a list of numbers, not empty", f"shape {found.shape}")
    return found


def matrix(values: ArrayLike, name: str, *, gaps: bool = False) -> Floats:
    """Numbers of shape ``(n_rows, n_columns)``, at least one of each."""
    found = numbers(values, name, gaps=gaps)
    if found.ndim != 2 or found.size == 0:
        raise Refused("wrong_shape", name, "a table of numbers, not empty", f"shape {found.shape}")
    return found


def complete(values: ArrayLike, name: str, *, rows: int = 1, columns: int = 1) -> Floats:
    """A table without gaps and with so many rows and columns at least."""
    found = matrix(values, name, gaps=True)
    if np.isnan(found).any():
        at = tuple(int(i) for i in np.argwhere(np.isnan(found))[0])
        raise Refused("absent", f"{name}{list(at)}", "a table without gaps", "nothing")
    if found.shape[0] < rows or found.shape[1] < columns:
        raise Refused("too_small", name, f"at least {rows} rows and {columns} columns", f"shape {found.shape}")
    return found


def weights_of(weights: ArrayLike, n: int, name: str = "weights") -> Floats:
    """So many weights, none negative, that sum to 1 within 1e-9.

    >>> weights_of([0.5, 0.6], 2)
    Traceback (most recent call last):
        ...
    scoring.errors.Refused: weights: expected a sum of 1, found 1.1 [weights_sum]
    """
    found = vector(weights, name)
    if len(found) != n:
        raise Refused("wrong_length", name, f"{n} weights", f"{len(found)}")
    if (found < 0).any():
        at = int(np.argmax(found < 0))
        raise Refused("negative", f"{name}[{at}]", "a weight of 0 or more", f"{found[at]:g}")
    if abs(found.sum() - 1) > SUM_TOLERANCE:
        raise Refused("weights_sum", name, "a sum of 1", f"{found.sum():g}")
    return found


def directions_of(directions: ArrayLike | None, n: int, name: str = "directions") -> Floats:
    """So many directions, +1 (higher is better) or -1; None means higher for all."""
    found = np.ones(n) if directions is None else vector(directions, name)
    if len(found) != n:
        raise Refused("wrong_length", name, f"{n} directions", f"{len(found)}")
    if not np.isin(found, (-1, 1)).all():
        at = int(np.argmax(~np.isin(found, (-1, 1))))
        raise Refused("wrong_direction", f"{name}[{at}]", "+1 or -1", f"{found[at]:g}")
    return found


def choice(value: Any, name: str, among: tuple[str, ...]) -> str:
    """One of the names given, or a refusal that lists them."""
    if value not in among:
        raise Refused("unknown_choice", name, " or ".join(among), repr(value))
    return str(value)
