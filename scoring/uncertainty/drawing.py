"""What all lenses that draw have in common: where chance comes from, places, and points on a total."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from scoring.chance import Chance, generator
from scoring.checks import Floats, between, frozen, vector, whole_from
from scoring.errors import Refused
from scoring.levels import firsts, places
from scoring.marks import SEED

__all__ = ["Chance", "between", "firsts", "frozen", "generator", "places", "raised", "seed_of", "whole_from"]


def seed_of(rng: Chance) -> int | None:
    """The seed meant by ``rng``; None where it is a generator, which may have been drawn from before."""
    return None if isinstance(rng, np.random.Generator) else SEED if rng is None else int(rng)


def raised(scores: Floats, offset: ArrayLike | None) -> Floats:
    """Scores ``(n_entries, n_indicators)`` with points on top of each total, ``offset`` of shape ``(n_entries,)``.

    Weights sum to 1 in every draw, so points on a total are the same points on every indicator.
    """
    if offset is None:
        return scores
    points = vector(offset, "offset")
    if len(points) != len(scores):
        raise Refused("wrong_length", "offset", f"{len(scores)} numbers, one for each entry", f"{len(points)}")
    return np.asarray(scores + points[:, np.newaxis])
