"""The many-facet Rasch model: what entries are worth on one logit scale, freed of criteria's difficulty and severity.

``log(P_k / P_(k-1)) = entry - criterion - judge - threshold_k``. Entries float; criteria, judges and thresholds each
sum to 0. A lens and never more, not fit to be official: with 5 to 9 judges and 10 to 60 entries it asks more of the
marks than they hold, one judge's marks for one entry on many criteria depend on each other (halo), and so its standard
errors are too small by the root of the design effect. Show laymen the fair average alone.
"""

from __future__ import annotations

import warnings
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from scoring.checks import between, choice, whole_from
from scoring.errors import Refused, Unsound
from scoring.marks import Marks
from scoring.severity.rasch_fit import ENOUGH_IN_A_CATEGORY, Fit
from scoring.severity.rasch_ratings import peel, ratings_of, require_linked
from scoring.severity.rasch_records import ByFacet, Logits, Rasch

__all__ = ["ByFacet", "Logits", "Rasch", "rasch"]

FEWEST_NODES: Final = 21
MOST_NODES: Final = 301
"""Beyond, weights of the quadrature are too small to be told from 0."""


def rasch(
    marks: Marks | ArrayLike,
    *,
    criterion: ArrayLike | None = None,
    cuts: ArrayLike | None = None,
    method: str = "jmle",
    extreme: float = 0.3,
    nodes: int = FEWEST_NODES,
) -> Rasch:
    """Fit the model by joint (``jmle``) or marginal (``mmle``) maximum likelihood: a lens, unfit as an official score.

    ``marks``: a matrix (n_judges, n_entries), NaN where absent, or the long form, to which ``criterion`` (n_marks,) may
    add a label for each mark; without it there is one criterion, of measure 0. Distinct marks are the categories, in
    order; ``cuts`` bin them instead (a mark on a cut belongs above it). ``extreme`` is how many score points an extreme
    element's total is drawn in. JMLE spreads measures by about L/(L-1), L marks an entry; MMLE does not, but takes
    the entries for a sample of a normal field (``nodes`` of quadrature, 21 to 301, laid around each entry).
    Where a category has fewer than 10 marks it warns (``Unsound``): thresholds and measures then rest on single marks;
    ``sparse`` of the record names the categories. For limits of the mean squares see ``fit_bands``.

    Raises ``Refused``: ``too_many_categories`` (over 9: bin by ``cuts``), ``one_category``, ``empty_category``,
    ``not_ascending``, ``marked_twice``, ``unequal_lengths``, ``disconnected`` (parts or confounded elements named),
    ``all_extreme``, ``separated`` (the maximum lies at infinity), ``not_settled``, ``out_of_range`` and
    ``unknown_choice``.
    Source: Linacre, Many-Facet Rasch Measurement (1989); Andrich (1978), Psychometrika 43, 561-573; Warm (1989),
    Psychometrika 54, 427-450.

    >>> found = rasch([[0, 0, 0, 1] * 5, [1, 1, 1, 0] * 5])  # two judges: JMLE is 2 log 3 apart, log 3 when corrected
    >>> found.judge.round(4).tolist(), found.corrected.judge.round(4).tolist()
    ([1.0986, -1.0986], [0.5493, -0.5493])
    """
    choice(method, "method", ("jmle", "mmle"))
    between(extreme, "extreme", 0, 1)
    if whole_from(nodes, "nodes", FEWEST_NODES) > MOST_NODES:
        raise Refused("out_of_range", "nodes", f"{FEWEST_NODES} to {MOST_NODES} nodes", str(nodes))
    ratings = ratings_of(marks, criterion, cuts)
    peeled = peel(ratings, (0, 1, 2) if method == "jmle" else (1, 2))
    require_linked(ratings, peeled.core)
    fit = Fit(ratings, peeled, extreme)
    found = fit.jointly() if method == "jmle" else fit.marginally(int(nodes))
    _warn_of_sparse(found)
    return found


def _warn_of_sparse(found: Rasch) -> None:
    few = np.flatnonzero(found.counts < ENOUGH_IN_A_CATEGORY)
    if few.size:
        named = ", ".join(f"{found.categories[at]:g} ({found.counts[at]})" for at in few)
        said = f"fewer than {ENOUGH_IN_A_CATEGORY} marks in categories {named}; merge categories by cut points (cuts)"
        warnings.warn(said, Unsound, stacklevel=3)
