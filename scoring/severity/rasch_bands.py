"""How far chance alone moves the mean squares of a Rasch fit: the design drawn again from the model, and fitted again.

Infit and outfit of an element with few marks vary widely, and limits such as 0.5 to 1.5 flag as many as they miss. Here
marks are drawn for the very same judges, entries and criteria, every draw is fitted as the marks were, and the band of
an element holds the middle of its mean squares.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.chance import Chance, generator
from scoring.checks import between, frozen, whole_from
from scoring.errors import Refused
from scoring.marks import Floats, Marks
from scoring.severity.rasch import FEWEST_NODES
from scoring.severity.rasch_fit import Fit
from scoring.severity.rasch_model import Whole, chances
from scoring.severity.rasch_ratings import FACETS, Ratings, peel, ratings_of, require_linked
from scoring.severity.rasch_records import ByFacet, Rasch

FEWEST_DRAWS: Final = 20
_TOLD: Final = 0.5
"""An element that is extreme in more than this share of the draws has no band."""


@dataclass(frozen=True, slots=True)
class FitBands:
    """Limits of infit and outfit for each element if the model held, and who is outside; read-only, by facet.

    Each band holds ``level`` of the draws that could be fitted; ``unfitted`` of ``draws`` could not, and are left out.
    An element that is extreme, in the marks or in most draws, has the band 0 to infinity. ``misfit`` says whose infit
    or outfit in the marks is outside: of elements that fit, about twice 1 - ``level`` at most are, by chance.
    """

    infit_low: ByFacet
    infit_high: ByFacet
    outfit_low: ByFacet
    outfit_high: ByFacet
    misfit: ByFacet
    level: float
    draws: int
    unfitted: int


def fit_bands(
    found: Rasch, marks: Marks | ArrayLike, *, criterion: ArrayLike | None = None, cuts: ArrayLike | None = None,
    draws: int = 200, level: float = 0.95, rng: Chance = None,
) -> FitBands:  # fmt: skip
    """Bands for the mean squares of ``found``, by a parametric bootstrap of ``draws`` refits.

    ``marks``, ``criterion`` and ``cuts`` as they were given to ``rasch``. Marks are drawn at the fitted measures (of
    JMLE the ``corrected`` ones, so that the field is not too wide) and fitted by the same method (MMLE with 21 nodes).
    A draw that the model cannot take (a category empty, groups apart) is counted and left out. ``rng`` is a generator,
    a seed, or None for ``scoring.marks.SEED``. The cost is that of ``draws`` fits: with 840 marks of 30
    entries some 0.02 s a draw by JMLE and 0.2 s by MMLE. With 200 draws the limits themselves are uncertain by about a
    twentieth of the band's width.

    Raises ``Refused``: ``other_marks`` (not those of the fit), ``out_of_range`` (draws, level), ``wrong_chance``,
    ``unstable`` (over half of the draws cannot be fitted), and what ``rasch`` refuses.
    Source: Wolfe and McGill (2011), Comparison of Asymptotic and Bootstrap Item Fit Indices, NCME, New Orleans.

    >>> from scoring.severity import rasch
    >>> marks = np.random.default_rng(1).integers(0, 2, (4, 12))
    >>> bands = fit_bands(rasch(marks), marks, draws=50)
    >>> bool((bands.infit_low.judge < 1).all() and (bands.infit_high.judge > 1).all()), bands.misfit.judge.tolist()
    (True, [False, False, False, False])
    """
    between(level, "level", 0, 1)
    draws, chance = whole_from(draws, "draws", FEWEST_DRAWS), generator(rng)
    ratings = ratings_of(marks, criterion, cuts)
    _require_same(ratings, found)
    expected = _chances(ratings, found).cumsum(axis=1)[:, :-1]
    drawn = [_refitted(ratings, _draw(expected, chance), found) for _ in range(draws)]
    told = [each for each in drawn if each is not None]
    if len(told) < draws / 2:
        raise Refused("unstable", "marks", "marks whose likes can be fitted again", f"{len(told)} of {draws} draws")
    infit, outfit = (_bands([_told(each, name) for each in told], level, found) for name in ("infit", "outfit"))
    misfit = [
        _outside(getattr(found.infit, facet), infit[0][at], infit[1][at])
        | _outside(getattr(found.outfit, facet), outfit[0][at], outfit[1][at])
        for at, facet in enumerate(FACETS)
    ]
    bands = [_by_facet(each) for each in (*infit, *outfit)]
    return FitBands(bands[0], bands[1], bands[2], bands[3], _by_facet(misfit), float(level), draws, draws - len(told))


def _require_same(ratings: Ratings, found: Rasch) -> None:
    same = np.array_equal(np.bincount(ratings.category, minlength=len(ratings.categories)), found.counts)
    for labels, facet in zip(ratings.labels, FACETS, strict=True):
        same = same and np.array_equal(labels, getattr(found.labels, facet))
    if not same:
        raise Refused("other_marks", "marks", "the marks that the fit was made of", "others")


def _chances(ratings: Ratings, found: Rasch) -> Floats:
    """The chance of each category for each mark (n_marks, n_categories)."""
    truth = found.corrected or found
    entry, criterion, judge = ratings.element
    return chances(truth.entry[entry] - truth.criterion[criterion] - truth.judge[judge], truth.thresholds)


def _draw(cumulative: Floats, chance: np.random.Generator) -> Whole:
    drawn: Whole = (chance.random((len(cumulative), 1)) > cumulative).sum(axis=1).astype(np.intp)
    return drawn


def _refitted(ratings: Ratings, category: Whole, found: Rasch) -> Rasch | None:
    again = replace(ratings, category=category)
    try:
        peeled = peel(again, (0, 1, 2) if found.method == "jmle" else (1, 2))
        require_linked(again, peeled.core)
        fit = Fit(again, peeled, found.extreme_adjustment)
        return fit.jointly() if found.method == "jmle" else fit.marginally(FEWEST_NODES)
    except Refused:
        return None


def _told(fit: Rasch, name: str) -> list[Floats]:
    """Infit or outfit by facet, NaN where the element is extreme."""
    return [
        np.where(getattr(fit.extreme, facet), np.nan, getattr(getattr(fit, name), facet)) for facet in FACETS
    ]  # fmt: skip


def _bands(drawn: list[list[Floats]], level: float, found: Rasch) -> tuple[list[Floats], list[Floats]]:
    lows, highs = [], []
    for at, facet in enumerate(FACETS):
        values = np.stack([each[at] for each in drawn])
        known = (np.isnan(values).mean(axis=0) <= _TOLD) & ~getattr(found.extreme, facet)
        low, high = np.zeros(values.shape[1]), np.full(values.shape[1], np.inf)
        if known.any():
            tails = ((1 - level) / 2, (1 + level) / 2)
            low[known], high[known] = np.nanquantile(values[:, known], tails, axis=0)
        lows.append(low)
        highs.append(high)
    return lows, highs


def _outside(value: Floats, low: Floats, high: Floats) -> NDArray[np.bool_]:
    return (value < low) | (value > high)


def _by_facet(arrays: Sequence[NDArray[Any]]) -> ByFacet:
    return ByFacet(*map(frozen, arrays))
