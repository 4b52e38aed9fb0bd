"""One fit of the Rasch model on its way, from ratings to the record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scoring.checks import frozen
from scoring.marks import Floats
from scoring.severity.rasch_jmle import joint
from scoring.severity.rasch_mmle import marginal
from scoring.severity.rasch_model import Whole, chances, mean_squares, moments, root
from scoring.severity.rasch_ratings import Peeled, Ratings
from scoring.severity.rasch_records import ByFacet, Logits, Rasch

ENOUGH_IN_A_CATEGORY: Final = 10
_REACH = 25.0
_SIGN = (1.0, -1.0, -1.0)


class Fit:
    """Measures of the core first, then of what was set aside, then all that is told of them."""

    def __init__(self, ratings: Ratings, peeled: Peeled, adjustment: float) -> None:
        self.ratings, self.peeled, self.adjustment = ratings, peeled, adjustment
        self.extreme = [peeled.extreme(facet, size) for facet, size in enumerate(ratings.sizes)]
        self.measures = [np.zeros(size) for size in ratings.sizes]
        self.se = [np.zeros(size) for size in ratings.sizes]
        self.thresholds = np.zeros(len(ratings.categories) - 1)
        self.thresholds_se = np.zeros(len(ratings.categories) - 1)

    def jointly(self) -> Rasch:
        """By joint maximum likelihood."""
        category, element, sizes = self._core()
        marks_each = len(category) / sizes[0]
        found = joint(category, element, sizes, len(self.ratings.categories))
        self._take(found.measures, found.se, sizes, range(3))
        self._measure_extremes()
        factor = marks_each / (marks_each - 1)
        note = (
            f"JMLE spreads measures by about {factor:.3f} (L/(L-1) with L = {marks_each:.3g} marks an entry); "
            "corrected measures are divided by it"
        )
        divided = Logits(*(frozen(values / factor) for values in (*self.measures, self.thresholds)))
        return self._told("jmle", found.log_likelihood, factor, note, divided)

    def marginally(self, nodes: int) -> Rasch:
        """By marginal maximum likelihood; entries by Warm's weighted likelihood."""
        category, element, sizes = self._core()
        found = marginal(category, element, sizes, len(self.ratings.categories), nodes)
        self._take(found.measures, found.se, sizes, (1, 2))
        self._weigh_entries()
        self._measure_extremes()
        eap, eap_se = (frozen(values) for values in (found.eap, found.eap_se))
        note = "MMLE is consistent where the entries' measures are normal; EAP draws entries toward the field's mean"
        return self._told("mmle", found.log_likelihood, 1.0, note, None, eap, eap_se, found.mean, found.sd)

    def _core(self) -> tuple[Whole, Whole, tuple[int, int, int]]:
        """Categories and elements of the core, elements numbered anew without the extreme ones."""
        core = self.peeled.core
        number = [np.cumsum(~extreme) - 1 for extreme in self.extreme]
        element = np.stack([number[at][self.ratings.element[at][core]] for at in range(3)])
        sizes = [int((~extreme).sum()) for extreme in self.extreme]
        return self.ratings.category[core], element, (sizes[0], sizes[1], sizes[2])

    def _take(self, measures: Floats, se: Floats, sizes: tuple[int, int, int], facets: Iterable[int]) -> None:
        begin = 0
        for facet in facets:
            end = begin + sizes[facet]
            self.measures[facet][~self.extreme[facet]] = measures[begin:end]
            self.se[facet][~self.extreme[facet]] = se[begin:end]
            begin = end
        self.thresholds, self.thresholds_se = measures[begin:], se[begin:]

    def _eta(self, apart: int | None = None) -> Floats:
        """The logit of every mark, with one facet left out if named."""
        parts = [
            sign * self.measures[facet][self.ratings.element[facet]]
            for facet, sign in enumerate(_SIGN)
            if facet != apart
        ]
        found: Floats = np.sum(parts, axis=0)
        return found

    def _solve(self, facet: int, chosen: NDArray[np.bool_], used: NDArray[np.bool_], score: Floats | None) -> None:
        """Measure the chosen elements by the marks used: at these scores, or by weighted likelihood where None."""
        number = np.cumsum(chosen) - 1
        used = used & chosen[self.ratings.element[facet]]
        at, n = number[self.ratings.element[facet][used]], int(chosen.sum())
        rest, category = self._eta(facet)[used], self.ratings.category[used]
        total: Floats = np.bincount(at, category, minlength=n).astype(np.float64) if score is None else score

        def surplus(advance: Floats) -> Floats:
            known = moments(rest + advance[at], self.thresholds)
            left: Floats = total - np.bincount(at, known.mean, minlength=n)
            if score is not None:
                return left
            third, second = (np.bincount(at, part, minlength=n) for part in (known.third, known.variance))
            return left + third / (2 * second)

        reach = _REACH + float(np.abs(rest).max())
        found = root(surplus, n, -reach, reach)
        self.measures[facet][chosen] = _SIGN[facet] * found
        variance = moments(rest + found[at], self.thresholds).variance
        self.se[facet][chosen] = 1 / np.sqrt(np.bincount(at, variance, minlength=n))

    def _weigh_entries(self) -> None:
        self._solve(0, np.ones(self.ratings.sizes[0], dtype=np.bool_), self.peeled.core, None)

    def _measure_extremes(self) -> None:
        """The last set aside first: its marks then counted were by and to elements measured already."""
        for layer in reversed(self.peeled.layers):
            own = self.ratings.element[layer.facet]
            used = layer.live & layer.extreme[own]
            total = np.bincount(own[used], self.ratings.category[used], minlength=len(layer.extreme))[layer.extreme]
            adjusted = np.where(total == 0, self.adjustment, total - self.adjustment)
            self._solve(layer.facet, layer.extreme, layer.live, adjusted)

    def _told(
        self, method: str, log_likelihood: float, factor: float, note: str, corrected: Logits | None,
        eap: Floats | None = None, eap_se: Floats | None = None, mean: float | None = None, sd: float | None = None,
    ) -> Rasch:  # fmt: skip
        ratings = self.ratings
        known = moments(self._eta(), self.thresholds)
        told = [
            mean_squares(
                ratings.category.astype(np.float64), known, ratings.element[at], self.peeled.counted(ratings, at), size
            )
            for at, size in enumerate(ratings.sizes)
        ]
        counts = np.bincount(ratings.category, minlength=len(ratings.categories))
        return Rasch(
            entry=frozen(self.measures[0]),
            criterion=frozen(self.measures[1]),
            judge=frozen(self.measures[2]),
            thresholds=frozen(self.thresholds),
            fair_average=frozen(chances(self.measures[0], self.thresholds) @ ratings.categories),
            infit=_by_facet(*(one.infit for one in told)),
            outfit=_by_facet(*(one.outfit for one in told)),
            infit_z=_by_facet(*(one.infit_z for one in told)),
            outfit_z=_by_facet(*(one.outfit_z for one in told)),
            se=_by_facet(*self.se),
            thresholds_se=frozen(self.thresholds_se),
            extreme=_by_facet(*self.extreme),
            extreme_adjustment=self.adjustment,
            labels=_by_facet(*ratings.labels),
            categories=frozen(ratings.categories),
            counts=frozen(counts),
            sparse=frozen(ratings.categories[counts < ENOUGH_IN_A_CATEGORY]),
            log_likelihood=log_likelihood,
            method=method,
            bias_factor=factor,
            bias_note=note,
            corrected=corrected,
            eap=eap,
            eap_se=eap_se,
            entry_mean=mean,
            entry_sd=sd,
        )


def _by_facet(*arrays: NDArray[Any]) -> ByFacet:
    return ByFacet(*map(frozen, arrays))
