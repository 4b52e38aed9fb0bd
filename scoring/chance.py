"""Where the chance of all that draws comes from."""

from __future__ import annotations

import numpy as np

from scoring.errors import Refused
from scoring.marks import SEED

Chance = np.random.Generator | int | None
"""A numpy generator, a seed for PCG64, or None for the documented seed."""


def generator(rng: Chance) -> np.random.Generator:
    """The generator meant by ``rng``; None gives a fresh PCG64 with ``scoring.marks.SEED``.

    Raises ``Refused`` (``wrong_chance``) for a seed that is not a whole number of 0 or more.

    >>> generator(1.5)
    Traceback (most recent call last):
        ...
    scoring.errors.Refused: rng: expected a numpy generator, a seed of 0 or more, or None, found 1.5 [wrong_chance]
    """
    if isinstance(rng, np.random.Generator):
        return rng
    seed = SEED if rng is None else rng
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or seed < 0:
        raise Refused("wrong_chance", "rng", "a numpy generator, a seed of 0 or more, or None", repr(rng))
    return np.random.Generator(np.random.PCG64(int(seed)))
