"""What all lenses that draw have in common: where chance comes from, and places by score."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.chance import Chance, generator
from scoring.checks import Floats, between, frozen, whole_from
from scoring.marks import SEED

__all__ = ["Chance", "between", "frozen", "generator", "places", "seed_of", "whole_from"]


def seed_of(rng: Chance) -> int | None:
    """The seed meant by ``rng``; None where it is a generator, which may have been drawn from before."""
    return None if isinstance(rng, np.random.Generator) else SEED if rng is None else int(rng)


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
