"""What all lenses that draw have in common: where chance comes from, and places by score."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.checks import Floats
from scoring.errors import Refused
from scoring.marks import SEED

Chance = np.random.Generator | int | None
"""A numpy generator, a seed for PCG64, or None for the documented seed."""


def generator(rng: Chance) -> np.random.Generator:
    """The generator meant by ``rng``; None gives a fresh PCG64 with ``scoring.marks.SEED``."""
    if isinstance(rng, np.random.Generator):
        return rng
    return np.random.Generator(np.random.PCG64(SEED if rng is None else rng))


def whole_from(value: int, name: str, least: int) -> int:
    """A whole number of at least ``least``, or a refusal."""
    if isinstance(value, bool) or int(value) != value or value < least:
        raise Refused("out_of_range", name, f"a whole number of at least {least}", str(value))
    return int(value)


def between(value: float, name: str, low: float, high: float) -> float:
    """A number strictly between two others, or a refusal."""
    if not low < value < high:
        raise Refused("out_of_range", name, f"a number above {low:g} and below {high:g}", str(value))
    return float(value)


def places(scores: Floats) -> NDArray[np.int64]:
    """Places along the last axis, highest score first, level ones sharing the best place (1-2-2-4).

    >>> places(np.array([[70.0, 90.0, 70.0, 60.0]]))
    array([[2, 1, 2, 4]])
    """
    ascending = np.sort(scores, axis=-1)
    flat, rows = ascending.reshape(-1, scores.shape[-1]), scores.reshape(-1, scores.shape[-1])
    above: list[NDArray[Any]] = [np.searchsorted(row, own, "right") for row, own in zip(flat, rows, strict=True)]
    found: NDArray[np.int64] = scores.shape[-1] - np.array(above, dtype=np.int64) + 1
    return found.reshape(scores.shape)


def frozen(array: NDArray[Any]) -> NDArray[Any]:
    """The array as a view that cannot be written to."""
    view = array.view()
    view.flags.writeable = False
    return view
