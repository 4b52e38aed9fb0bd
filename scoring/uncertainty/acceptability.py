"""Rank acceptability: how often each entry takes each place when the weights are drawn around those declared.

Stochastic multicriteria acceptability analysis with linear scores (Lahdelma and Salminen 2001; sample sizes after
Tervonen and Lahdelma 2007). Weights are drawn from Dirichlet(κ·w): mean w, variance w(1-w)/(κ+1); or each evenly from
± a part of itself and all brought back to a sum of 1, as the OECD/JRC Handbook on composite indicators (2008) does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike

from scoring.checks import LEAST, Floats, complete, matrix, number, vector, weights_of
from scoring.errors import Refused
from scoring.uncertainty.counting import Counts, alike_rows, counted
from scoring.uncertainty.drawing import Chance, between, firsts, frozen, generator, raised, seed_of, whole_from

CONCENTRATION: Final = 100.0
"""κ where weights are given and it is not: a weight of 0.2 then has a standard deviation of 0.04."""
MOST_CONCENTRATED: Final = 1e6
"""The greatest κ: a weight's standard deviation is then √(w(1-w))/1000, thousands of steps of single precision."""
LEAST_CONCENTRATED: Final = 1e-3
"""The least κ: nearly all the weight then lies on one indicator."""
_NODES: Final = 801


@dataclass(frozen=True, slots=True)
class Acceptability:
    """What the draws showed, in input order.

    ``ranks[i, r]`` is the share of draws that put entry i on place r + 1, ``first`` its first column.
    ``central_weights`` ``(n_entries, n_indicators)`` is the mean of the weights that put an entry first, all 0
    for one that never is; ``confidence`` the chance that it is first at those weights (0 for one that never is).
    ``mc_error``, of the shape of ``ranks``, is the 95 % half-width of the draws' own error. For the record: how many
    ``draws`` from which ``generator`` with which ``seed`` (None where a generator was given, whose state is unknown).
    """

    first: Floats
    ranks: Floats
    central_weights: Floats
    confidence: Floats
    mc_error: Floats
    draws: int
    generator: str
    seed: int | None


def rank_acceptability(
    scores: ArrayLike, *, weights: ArrayLike | None = None, concentration: float | None = None,
    spread: float | None = None, draws: int = 100_000, rng: Chance = None, score_se: ArrayLike | None = None,
    offset: ArrayLike | None = None,
) -> Acceptability:  # fmt: skip
    """Draw weights, rank the weighted means, and count; higher scores are better.

    ``scores`` has shape ``(n_entries, n_indicators)``, in any unit the indicators share. Without ``weights`` they are
    drawn evenly from all weights (κ = n_indicators); with them κ is ``concentration``, else ``CONCENTRATION``. With
    ``spread`` (0.25 for ± 25 %) each weight varies evenly by that part of itself, and all are brought back to sum 1.
    ``score_se``, of the shape of ``scores`` and above 0, are the standard errors that ``confidence`` reckons with; None
    takes the scores as certain. ``offset`` ``(n_entries,)``, in the unit of the scores, is added to each total. Entries
    alike on every indicator that has weight, their offset included, share their places evenly; any other tie has no
    chance, and goes to the earlier row. Draws are made in blocks with a stream each, so that the number of threads
    changes nothing.

    Raises ``Refused`` for gaps, weights off 1, a concentration outside ``LEAST_CONCENTRATED`` to ``MOST_CONCENTRATED``,
    a spread not between 0 and 1 or beside a concentration, and fewer than one draw.

    >>> found = rank_acceptability([[90.0, 60.0], [60.0, 90.0]], draws=10_000)
    >>> bool(abs(found.first - 0.5).max() < 0.02), found.central_weights.round(2)
    (True, array([[0.75, 0.25],
           [0.25, 0.75]]))
    """
    found = raised(complete(scores, "scores"), offset)
    shares = _shares(weights, concentration, spread, found.shape[1])
    draws, chance = whole_from(draws, "draws", 1), generator(rng)
    counts = counted(found, shares, draws, chance, spread)
    ranks = _evenly(counts.ranks, counts) / draws
    central = _central(counts)
    confidence = _confidence(found, central, score_se)
    error = 1.96 * np.sqrt(ranks * (1 - ranks) / draws)
    return Acceptability(
        first=frozen(ranks[:, 0]),
        ranks=frozen(ranks),
        central_weights=frozen(central),
        confidence=frozen(confidence),
        mc_error=frozen(error),
        draws=draws,
        generator=type(chance.bit_generator).__name__,
        seed=seed_of(rng),
    )


def holistic_acceptability(ranks: ArrayLike, *, values: ArrayLike | None = None) -> Floats:
    """``Σ_r α_r b_i^r``: one number for each entry, given what a place is worth (first place first).

    None takes ``α_r = (n - r) / (n - 1)``: 1 for the first place, 0 for the last, and 1 for a lone entry.

    >>> holistic_acceptability([[0.5, 0.5, 0.0], [0.5, 0.25, 0.25], [0.0, 0.25, 0.75]])
    array([0.75 , 0.625, 0.125])
    """
    found = matrix(ranks, "ranks")
    n_places = found.shape[1]
    worth = np.linspace(1, 0, n_places) if values is None else vector(values, "values")
    if len(worth) != n_places:
        raise Refused("wrong_length", "values", f"{n_places} values", f"{len(worth)}")
    return np.asarray(found @ worth)


def pairwise_winning_index(
    scores: ArrayLike, *, weights: ArrayLike | None = None, concentration: float | None = None,
    spread: float | None = None, draws: int = 10_000, rng: Chance = None, offset: ArrayLike | None = None,
) -> Floats:  # fmt: skip
    """The share of draws in which entry i has a higher total than entry k, level ones half; the diagonal is a half.

    Arguments as for ``rank_acceptability``; shape ``(n_entries, n_entries)``, and the index and its transpose sum to 1.

    >>> pairwise_winning_index([[90.0, 80.0], [60.0, 70.0]], draws=100)
    array([[0.5, 1. ],
           [0. , 0.5]])
    """
    found = raised(complete(scores, "scores"), offset)
    shares = _shares(weights, concentration, spread, found.shape[1])
    drawn = _drawn(shares, spread, whole_from(draws, "draws", 1), generator(rng))
    totals = np.ascontiguousarray((drawn @ found.T).T)
    wins = np.stack([(own > totals).sum(axis=1) + (own >= totals).sum(axis=1) for own in totals])
    alike = alike_rows(found[:, shares > 0])
    wins[alike[:, np.newaxis] == alike] = draws
    return np.asarray(wins / (2 * draws))


def _shares(weights: ArrayLike | None, concentration: float | None, spread: float | None, n: int) -> Floats:
    """The parameters of the Dirichlet distribution, or the weights themselves where they have a spread."""
    usual = np.full(n, 1 / n) if weights is None else weights_of(weights, n)
    if spread is not None:
        if concentration is not None:
            raise Refused("out_of_range", "spread", "a spread or a concentration", "both")
        between(spread, "spread", 0, 1)
        return usual
    if concentration is None:
        return usual * (n if weights is None else CONCENTRATION)
    return usual * number(concentration, "concentration", LEAST_CONCENTRATED, MOST_CONCENTRATED)


def _drawn(shares: Floats, spread: float | None, draws: int, rng: np.random.Generator) -> Floats:
    """Weights up to a factor for each draw, shape ``(draws, n_indicators)``."""
    size = (draws, len(shares))
    if spread is not None:
        return shares * (1 + spread * (2 * rng.random(size) - 1))
    drawn = rng.standard_gamma(shares, size)
    lost = np.flatnonzero(~drawn.any(axis=1))
    drawn[lost, rng.choice(len(shares), len(lost), p=shares / shares.sum())] = 1
    return drawn


def _evenly(numbers: np.typing.NDArray[Any], counts: Counts) -> Floats:
    """Rows as they are on average among entries that are alike: those stand next to one another in every draw."""
    size = np.bincount(counts.alike)
    together = np.zeros((len(size), numbers.shape[1]))
    np.add.at(together, counts.alike, numbers)
    return np.asarray((together / size[:, np.newaxis])[counts.alike])


def _central(counts: Counts) -> Floats:
    """The mean of the weights that put an entry, or one like it, first."""
    n_first = _evenly(counts.ranks[:, :1], counts)
    weights = _evenly(counts.weights, counts)
    return np.divide(weights, n_first, out=np.zeros_like(weights), where=n_first > 0)


def _confidence(scores: Floats, central: Floats, score_se: ArrayLike | None) -> Floats:
    ever = np.flatnonzero(central.any(axis=1))
    found = np.zeros(len(scores))
    if score_se is None:
        for row in ever.tolist():
            totals = scores @ central[row]
            level = firsts(totals)
            found[row] = level[row] / level.sum()
        return found
    se = complete(score_se, "score_se")
    if se.shape != scores.shape or (se < LEAST).any():
        raise Refused("out_of_range", "score_se", f"standard errors above 0, shape {scores.shape}", f"{se.min():g}")
    for row in ever.tolist():
        found[row] = _chance_of_first(scores @ central[row], np.sqrt(se**2 @ central[row] ** 2), row)
    return found


def _chance_of_first(means: Floats, errors: Floats, row: int) -> float:
    """``∫ φ(u) Π_k Φ((m_i + s_i u - m_k) / s_k) du``: independent normals, summed over an even grid."""
    from scipy.special import log_ndtr  # only where scores are uncertain

    u = np.linspace(-8, 8, _NODES)
    own = means[row] + errors[row] * u
    others = np.arange(len(means)) != row
    ahead = log_ndtr((own - means[others, np.newaxis]) / errors[others, np.newaxis]).sum(axis=0)
    return float(np.exp(ahead - u**2 / 2).sum() * (u[1] - u[0]) / np.sqrt(2 * np.pi))
