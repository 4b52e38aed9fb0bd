"""How sure an alpha is: entries drawn again with replacement, alpha worked out anew each time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from scoring.agreement.alpha import Level, alpha_of, krippendorff_alpha
from scoring.errors import Refused
from scoring.marks import SEED, Marks, matrix_of


@dataclass(frozen=True, slots=True)
class AlphaInterval:
    """Alpha, its percentile interval, the draws made, and how many of them had no alpha (all marks equal)."""

    alpha: float
    low: float
    high: float
    draws: int
    undefined: int


def alpha_interval(
    marks: Marks | ArrayLike, *, level: Level = "interval", confidence: float = 0.95, draws: int = 1000,
    rng: np.random.Generator | None = None,
) -> AlphaInterval:  # fmt: skip
    """Krippendorff's alpha with a bootstrap interval over entries; mid-ranks are taken anew in every draw.

    ``rng`` None means the fixed seed ``scoring.marks.SEED``. The judges stay as they are: the interval tells how alpha
    would vary with other entries of the same kind, not with another panel. With few entries it is too narrow. A draw in
    which all marks are equal has no alpha and is left out, and counted.

    Raises ``Refused`` as ``krippendorff_alpha`` does, for a confidence not between 0 and 1, and for fewer than 100
    draws.
    """
    if not 0 < confidence < 1:
        raise Refused("out_of_range", "confidence", "a number between 0 and 1", f"{confidence:g}")
    if draws < 100:
        raise Refused("too_small", "draws", "100 draws or more", f"{draws}")
    table = matrix_of(marks)
    alpha = krippendorff_alpha(table, level=level)
    table = table[:, (~np.isnan(table)).sum(axis=0) >= 2]
    rng = np.random.default_rng(SEED) if rng is None else rng
    picks = rng.integers(table.shape[1], size=(draws, table.shape[1]))
    found = [each for pick in picks if (each := alpha_of(table[:, pick], level)) is not None]
    tail = (1 - confidence) / 2
    low, high = (float(limit) for limit in np.quantile(found or [alpha], [tail, 1 - tail]))
    return AlphaInterval(alpha, low, high, draws, draws - len(found))
