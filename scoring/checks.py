"""What every lens asks of its arguments before it looks at them; each refusal names the argument and the place in it.

Numbers are at most ``LARGEST`` in size, so that a lens may square them and take the root again; one that holds any
magnitude by itself says ``most=inf``. What is divided by is at least ``LEAST``.
"""

from __future__ import annotations

from decimal import Decimal
from math import inf, nan
from numbers import Real
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.errors import Refused

Floats = NDArray[np.float64]
SUM_TOLERANCE = 1e-9
LARGEST: Final = 1e100
"""Up to this size a square, and a sum of many squares, is a finite number."""
OTHER_KINDS: Final = {"U": "text", "T": "text", "S": "bytes", "c": "complex numbers", "M": "dates", "m": "durations"}
"""What numpy calls the kinds of arrays that hold no real numbers."""
FLOAT_MAX: Final = float(np.finfo(np.float64).max)
LEAST: Final = 1e-100
"""From this size on, nothing allowed becomes infinite when divided by it."""


def numbers(values: ArrayLike, name: str, *, gaps: bool = False, most: float = LARGEST) -> Floats:
    """The values as floats; finite and of at most ``most`` in size, or NaN too where ``gaps`` may be.

    NaN, None and a masked value are what is absent. Raises ``Refused``: ``not_numbers`` (text, dates, complex numbers
    and what is no regular table), ``not_finite`` and ``too_large``.

    >>> numbers([1, float("inf")], "x")
    Traceback (most recent call last):
        ...
    scoring.errors.Refused: x[1]: expected a finite number, found inf [not_finite]
    >>> numbers([1, -1e300], "x")
    Traceback (most recent call last):
        ...
    scoring.errors.Refused: x[1]: expected a number of at most 1e+100 in size, found -1e+300 [too_large]
    """
    found = floats(values, name, most=most)
    if _are_within(found, most, gaps):
        return found
    bad = np.isinf(found) if gaps else ~np.isfinite(found)
    if bad.any():
        expected = "a finite number, or NaN for what is absent" if gaps else "a finite number"
        raise Refused("not_finite", place(name, bad), expected, str(found[first(bad)]))
    large = np.abs(found) > most
    if large.any():
        expected = f"a number of at most {most:g} in size"
        raise Refused("too_large", place(name, large), expected, f"{found[first(large)]:g}")
    return found


def floats(values: ArrayLike, name: str, *, most: float = LARGEST) -> Floats:
    """Real numbers as floats, of whatever size and kind of array; None and what a numpy mask hides become NaN.

    Whole numbers, truth values, decimals and fractions are taken; text, dates and complex numbers are not numbers,
    whatever numpy would make of them. An array of floats is given back as it is.

    >>> floats(["1"], "x")
    Traceback (most recent call last):
        ...
    scoring.errors.Refused: x: expected numbers, found text [not_numbers]
    """
    if type(values) is np.ndarray and values.dtype == np.float64:
        return values
    try:
        found = np.ma.asarray(_without_holes(values)) if _has_mask(values) else np.asarray(values)
        hidden = np.ma.getmaskarray(found) if isinstance(found, np.ma.MaskedArray) else None
        _refuse_other_kinds(found, name, hidden)
        real = np.array(np.ma.getdata(found) if hidden is None else np.ma.filled(found, 0), dtype=np.float64, copy=None)
    except OverflowError as error:
        wanted = f"numbers of at most {min(most, FLOAT_MAX):g} in size"
        raise Refused("too_large", name, wanted, "a longer whole number") from error
    except (TypeError, ValueError) as error:
        raise Refused("not_numbers", name, "numbers", "something else") from error
    return real if hidden is None else np.where(hidden, np.nan, real)


def _has_mask(values: Any) -> bool:
    # Rows may be masked one by one; numpy would read on below the mask.
    if isinstance(values, list | tuple):
        return any(issubclass(kind, np.ma.MaskedArray) for kind in set(map(type, values)))
    return isinstance(values, np.ma.MaskedArray)


def _without_holes(values: Any) -> Any:
    # Numpy warns of a single masked cell in a list, and makes it NaN.
    return [nan if each is np.ma.masked else each for each in values] if isinstance(values, list | tuple) else values


def _refuse_other_kinds(found: NDArray[Any], name: str, hidden: NDArray[np.bool_] | None) -> None:
    kind = found.dtype.kind
    if kind == "O":
        cells = np.ma.getdata(found)
        other = np.array([not isinstance(each, Real | Decimal | None) for each in cells.flat], dtype=np.bool_)
        other = other.reshape(cells.shape) & (True if hidden is None else ~hidden)
        if other.any():
            raise Refused("not_numbers", place(name, other), "a number", repr(cells[first(other)])[:60])
    elif kind not in "biuf":
        raise Refused("not_numbers", name, "numbers", OTHER_KINDS.get(kind, "something else"))


def _are_within(found: Floats, most: float, gaps: bool) -> bool:
    """Whether the least and the greatest tell already that there is nothing to refuse: no table of truths is made."""
    least, greatest = (np.fmin, np.fmax) if gaps else (np.minimum, np.maximum)
    low, high = least.reduce(found, axis=None, initial=0), greatest.reduce(found, axis=None, initial=0)
    return bool(np.isfinite(low) and np.isfinite(high) and -most <= low and high <= most)


def first(bad: NDArray[np.bool_]) -> tuple[int, ...]:
    """Where the first true one stands.

    >>> first(np.array([[False, False], [True, True]]))
    (1, 0)
    """
    return tuple(int(i) for i in np.argwhere(bad)[0])


def place(name: str, bad: NDArray[np.bool_]) -> str:
    """The first true place in an argument, as a refusal names it; of a single number, the argument.

    >>> place("x", np.array([[False, False], [True, True]])), place("low", np.array(True))
    ('x[1, 0]', 'low')
    """
    return f"{name}{list(first(bad)) or ''}"


def number(value: Any, name: str, low: float = -LARGEST, high: float = LARGEST) -> float:
    """One real number from ``low`` to ``high``, both included, or a refusal (``out_of_range``).

    >>> number("a", "v", 0, 1)
    Traceback (most recent call last):
        ...
    scoring.errors.Refused: v: expected a number from 0 to 1, found 'a' [out_of_range]
    """
    found = _real(value)
    if not low <= found <= high:
        raise Refused("out_of_range", name, f"a number from {low:g} to {high:g}", repr(value))
    return found


def positive(value: Any, name: str) -> float:
    """One number above 0, from ``LEAST`` to ``LARGEST``, or a refusal (``not_positive``)."""
    found = _real(value)
    if not LEAST <= found <= LARGEST:
        raise Refused("not_positive", name, f"a number above 0, from {LEAST:g} to {LARGEST:g}", repr(value))
    return found


def between(value: Any, name: str, low: float, high: float) -> float:
    """One number strictly between two others, or a refusal (``out_of_range``)."""
    found = _real(value)
    if not low < found < high:
        raise Refused("out_of_range", name, f"a number above {low:g} and below {high:g}", repr(value))
    return found


def whole_from(value: Any, name: str, least: int) -> int:
    """A whole number of at least ``least``, or a refusal (``out_of_range``).

    >>> whole_from(2.5, "draws", 1)
    Traceback (most recent call last):
        ...
    scoring.errors.Refused: draws: expected a whole number of at least 1, found 2.5 [out_of_range]
    """
    if not (_is_real(value) and least <= value < 2**63 and value % 1 == 0):
        raise Refused("out_of_range", name, f"a whole number of at least {least}", repr(value))
    return int(value)


def pair(value: Any, name: str) -> tuple[Any, Any]:
    """The two items of a pair, or a refusal."""
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise Refused("wrong_shape", name, "a pair", repr(value))
    return value[0], value[1]


def frozen(array: NDArray[Any]) -> NDArray[Any]:
    """The array as a view that cannot be written to."""
    view = array.view()
    view.flags.writeable = False
    return view


def _is_real(value: Any) -> bool:
    # NaN is one, and stands in no range; a truth value is none.
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)


def _real(value: Any) -> float:
    # A short float of numpy takes the limit it is compared with to its own width: 1e-100 to 0.
    try:
        return float(value) if _is_real(value) else nan
    except OverflowError:
        return inf if value > 0 else -inf


def vector(values: ArrayLike, name: str, *, gaps: bool = False) -> Floats:
    """Numbers of shape ``(n,)``, at least one."""
    found = numbers(values, name, gaps=gaps)
    if found.ndim != 1 or found.size == 0:
        raise Refused("wrong_shape", name, "a list of numbers, not empty", f"shape {found.shape}")
    return found


def matrix(values: ArrayLike, name: str, *, gaps: bool = False, most: float = LARGEST) -> Floats:
    """Numbers of shape ``(n_rows, n_columns)``, at least one of each."""
    found = numbers(values, name, gaps=gaps, most=most)
    if found.ndim != 2 or found.size == 0:
        raise Refused("wrong_shape", name, "a table of numbers, not empty", f"shape {found.shape}")
    return found


def complete(values: ArrayLike, name: str, *, rows: int = 1, columns: int = 1, most: float = LARGEST) -> Floats:
    """A table without gaps and with so many rows and columns at least."""
    found = matrix(values, name, gaps=True, most=most)
    if np.isnan(found).any():
        raise Refused("absent", place(name, np.isnan(found)), "a table without gaps", "nothing")
    if found.shape[0] < rows or found.shape[1] < columns:
        raise Refused("too_small", name, f"at least {rows} rows and {columns} columns", f"shape {found.shape}")
    return found


def at_least_zero(values: ArrayLike, name: str, what: str = "number", *, rows: int = 1) -> Floats:
    """A table without gaps in which nothing is negative."""
    found = complete(values, name, rows=rows)
    if (found < 0).any():
        raise Refused("negative", place(name, found < 0), f"a {what} of 0 or more", f"{found[first(found < 0)]:g}")
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
    if not isinstance(value, str) or value not in among:
        raise Refused("unknown_choice", name, " or ".join(among), repr(value))
    return str(value)
