"""Everything in doubt at once: who judged, the weights, the normalization, the trimming; and which of it matters most.

Four *factors* are drawn together, each by one number from [0, 1): a resample of the judges, one of many draws of the
weights, how scores are brought to one scale, and how a panel's marks become one. What comes out is the places, and by
variance-based indices what part of their stir each factor brings alone and with the others. After Saisana, Saltelli and
Tarantola, Uncertainty and sensitivity analysis techniques, Journal of the Royal Statistical Society A 168 (2005), and
the OECD/JRC Handbook on composite indicators (2008, step 7).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring.checks import Floats
from scoring.errors import Refused
from scoring.flags.panel_means import panel_mean
from scoring.records import Round, indicators_of
from scoring.uncertainty.drawing import Chance, between, firsts, frozen, generator, places, seed_of, whole_from
from scoring.uncertainty.judges import panels_of
from scoring.uncertainty.sobol_indices import Sobol, rank_shift, sobol
from scoring.view import View

FACTORS: Final = ("judges", "weights", "normalization", "panel")
DRAWN_WEIGHTS: Final = 2**12
"""So many weights are drawn beforehand; the factor picks one."""
_TRIM_FROM: Final = 5


@dataclass(frozen=True, slots=True)
class JointUncertainty:
    """What the draws showed, in the order of ``entries`` (by official place).

    ``ranks[i, r]`` is the share of draws that put entry i on place r + 1, level entries sharing the best place, so
    that columns need not sum to 1. ``shift`` analyses by how many places entries move on average, ``winner`` whether
    all who stand first officially, and nobody else, stand first. Both have an index for each of ``factors``.
    """

    entries: tuple[str, ...]
    factors: tuple[str, ...]
    ranks: Floats
    shift: Sobol
    winner: Sobol
    draws: int
    seed: int | None


def joint_uncertainty(
    round_: Round, *, spread: float = 0.25, draws: int = 2**9, rng: Chance = None
) -> JointUncertainty:  # fmt: skip
    """Draw judges, weights, normalization and panel rule together, and share out the stir of the places among them.

    *judges*: a resample with replacement of the whole panel, each as likely as the ordered draws that give it, of those
    that leave every entry a mark. *weights*: each evenly within ± ``spread`` of itself, brought back to their sum.
    *normalization*: scores as they are, brought to 0-100 between the cohort's least and greatest, or to a mean of 50
    and a standard deviation (ddof 1) of 10. *panel*: mean, median, or one mark trimmed at each end from five on. Totals
    are weighted sums with the official adjustments. ``shift`` and ``winner`` are compared with the official places,
    which another panel rule or a correction for severity may keep from being reached in any draw. ``draws`` is rounded
    up to a power of 2; each index costs as many again.

    It describes, as resamples do, and proves nothing; where the winner hardly changes, the indices of ``winner`` are
    noise, as their standard errors tell. Raises ``Refused`` as the tally does; for a total that is no sum of weights
    times scores (``not_a_sum``, ``left_out``); for a round without judged marks, or with too many judges to list their
    resamples; for a spread not between 0 and 1.
    """
    between(spread, "spread", 0, 1)
    draws, chance = whole_from(draws, "draws", 2), generator(rng)
    model = _Model(View.of(round_, 1), spread, chance)
    seeds = int(chance.integers(2**32))
    shift, winner = (sobol(by, len(FACTORS), draws=draws, rng=seeds) for by in (model.shifts, model.winners))
    inputs = chance.random((1 << (draws - 1).bit_length(), len(FACTORS)))
    return JointUncertainty(
        entries=model.view.entries,
        factors=FACTORS,
        ranks=frozen(_shares(places(model.totals(inputs)))),
        shift=shift,
        winner=winner,
        draws=len(inputs),
        seed=seed_of(rng),
    )


def _shares(found: NDArray[np.int64]) -> Floats:
    """How often each entry has each place, shape ``(n_entries, n_entries)``."""
    n_entries = found.shape[1]
    return np.stack([np.bincount(own - 1, minlength=n_entries) for own in found.T]) / len(found)


class _Model:
    """From factors of shape ``(n, 4)`` to totals of shape ``(n, n_entries)``, and what is told of them."""

    def __init__(self, view: View, spread: float, rng: np.random.Generator) -> None:
        view.require_sum()
        self.view = view
        self.official = np.array([float(standing.total) for standing in view.standings])
        self.first = np.array([standing.rank == 1 for standing in view.standings])
        leaves = list(indicators_of(view.round.criteria).values())
        self.judged = [at for at, leaf in enumerate(leaves) if leaf.kind == "judged"]
        if not self.judged or not len(view.judges):
            raise Refused("no_mark", "/criteria", "a round with judged marks", "none")
        self.marks = np.stack([view.marks[leaves[at].code] for at in self.judged], axis=2)
        self.panels, self.chances = self._panels()
        moved = view.weights * (1 + spread * (2 * rng.random((DRAWN_WEIGHTS, len(leaves))) - 1))
        self.weights = view.whole * moved / moved.sum(axis=1, keepdims=True)
        self.scores = cache(self._scores)
        self.combined = cache(self._combined)
        self._known: dict[bytes, Floats] = {}

    def _panels(self) -> tuple[NDArray[np.int64], Floats]:
        """The resamples that leave every entry a mark on every indicator, and their cumulative chances."""
        counts, multiplicity = panels_of(len(self.marks))
        given = (~np.isnan(self.marks)).reshape(len(self.marks), -1)
        kept = ((counts > 0).astype(np.int64) @ given.astype(np.int64) > 0).all(axis=1)
        chances = np.cumsum(multiplicity[kept]) / multiplicity[kept].sum()
        return counts[kept], np.asarray(chances)

    def totals(self, inputs: Floats) -> Floats:
        """The totals of all entries for each row of factors; both analyses ask for the same ones."""
        asked = inputs.tobytes()
        if asked not in self._known:
            self._known[asked] = self._totals(inputs)
        return self._known[asked]

    def _totals(self, inputs: Floats) -> Floats:
        panel = np.minimum(np.searchsorted(self.chances, inputs[:, 0], "right"), len(self.panels) - 1)
        weights = self.weights[_picked(inputs[:, 1], DRAWN_WEIGHTS)]
        scale, rule = _picked(inputs[:, 2], len(_SCALES)), _picked(inputs[:, 3], len(_RULES))
        rows = zip(panel.tolist(), rule.tolist(), scale.tolist(), weights, strict=True)
        points = np.stack([self.scores(which, by, to) @ w for which, by, to, w in rows])
        return np.asarray(points + self.view.adjustments)

    def shifts(self, inputs: Floats) -> Floats:
        """By how many places entries move on average."""
        return rank_shift(self.totals(inputs), self.official)

    def winners(self, inputs: Floats) -> Floats:
        """1 where those stand first who do officially, else 0."""
        found = self.totals(inputs)
        return np.asarray((firsts(found) == self.first).all(axis=1), dtype=np.float64)

    def _scores(self, which: int, rule: int, scale: int) -> Floats:
        """The scores of all entries by one panel, one rule and one scale."""
        scores = self.view.scores.copy()
        scores[:, self.judged] = self.combined(which, rule)
        return list(_SCALES.values())[scale](scores)

    def _combined(self, which: int, rule: int) -> Floats:
        """The judged scores of all entries by one panel and one rule."""
        return panel_mean(np.repeat(self.marks, self.panels[which], axis=0), _RULES[rule], 1, _TRIM_FROM)


def _picked(unit: Floats, n: int) -> NDArray[np.intp]:
    """One of n alternatives by a number from [0, 1)."""
    return np.minimum((unit * n).astype(np.intp), n - 1)


def _as_they_are(scores: Floats) -> Floats:
    return scores


def _minmax(scores: Floats) -> Floats:
    """To 0-100 between the least and the greatest; a constant column to 50."""
    span = np.ptp(scores, axis=0)
    parts: Floats = np.divide(scores - scores.min(axis=0), span, out=np.full_like(scores, 0.5), where=span > 0)
    return 100 * parts


def _zscore(scores: Floats) -> Floats:
    """To a mean of 50 and a standard deviation (ddof 1) of 10, as ``normalize.zscore``; a constant column to 50."""
    spread = np.where(np.ptp(scores, axis=0) > 0, scores.std(axis=0, ddof=min(1, len(scores) - 1)), 0.0)
    apart: Floats = np.divide(scores - scores.mean(axis=0), spread, out=np.zeros_like(scores), where=spread > 0)
    return 50 + 10 * apart


Act = Callable[[Floats], Floats]
_RULES: Final = ("mean", "median", "trimmed_mean")
_SCALES: Final[Mapping[str, Act]] = {"none": _as_they_are, "minmax": _minmax, "zscore": _zscore}
