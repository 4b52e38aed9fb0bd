"""Lenses on the weights and the method: what other weights, or another way to count, would make of the places."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np

from scoring import uncertainty, weights
from scoring.comparison import compare
from scoring.diagnostics.texts import named, text, texts
from scoring.errors import Refused
from scoring.view import View

DRAWS: Final = 100_000
CONCENTRATION: Final = 100.0
"""Weights are drawn around the official ones by Dirichlet(100·w): a weight of 0.20 moves by 0.04 (one sd)."""
NEARBY: Final = 0.25
"""A quarter of itself is how far each weight is moved for the best case, the stability and the joint draws."""
FEWEST_CHANGES: Final = 50
"""With fewer draws in which the winner changes, what it hangs on is noise: a total index has come out at 1.1."""


def robustness_of(view: View) -> dict[str, Any]:
    """How often each entry takes each place when the weights are drawn around the official ones.

    ``central`` is the mean of the weights that put it first, ``confidence`` the chance that it is first at those.
    """
    view.require_sum()
    found = uncertainty.rank_acceptability(
        view.scores, weights=view.weights, concentration=CONCENTRATION, draws=DRAWS, offset=view.offset
    )
    return {
        entry: {
            "first": text(float(found.first[at])), "places": texts(found.ranks[at]),
            "error": text(float(found.mc_error[at].max())), "confidence": text(float(found.confidence[at])),
            "central": named(view.leaves, found.central_weights[at]) if found.first[at] > 0 else None,
        }
        for at, entry in enumerate(view.entries)
    }  # fmt: skip


def margins_of(view: View) -> dict[str, Any]:
    """The smallest change of the weights that brings the next entry level: at the first place, and at the last funded.

    ``distance`` is Euclidean, null where no weights would do.
    """
    view.require_sum()
    found: dict[str, Any] = {}
    for name, last in (("first", 1), ("funded", view.quota)):
        if 0 < last < len(view.entries):
            margin = uncertainty.weight_margin(
                view.scores, view.weights, leader=last - 1, rival=last, offset=view.offset
            )  # fmt: skip
            level = None if margin.weights is None else named(view.leaves, margin.weights)
            found[name] = {
                "entry": view.entries[last - 1], "rival": view.entries[last], "distance": text(margin.distance),
                "weights": level,
            }  # fmt: skip
    return found


def stability_of(view: View) -> dict[str, Any]:
    """Which weight the places hang on: Sobol's indices of the average shift, each weight moved by a quarter of it."""
    view.require_sum()
    found = uncertainty.rank_stability(view.scores, weights=view.weights, spread=NEARBY, offset=view.offset)
    return _indices(found, view.leaves)


def _indices(found: uncertainty.Sobol, names: Iterable[str]) -> dict[str, Any]:
    names = list(names)
    return {
        "mean": text(found.mean), "first": named(names, found.first), "total": named(names, found.total),
        "first_se": named(names, found.first_se), "total_se": named(names, found.total_se),
    }  # fmt: skip


def best_case_of(view: View) -> dict[str, Any]:
    """Whether an entry would be first under any weights at all, and under any within a quarter of the official ones."""
    view.require_sum()
    anywhere = uncertainty.best_case(view.scores, offset=view.offset)
    low, high = (1 - NEARBY) * view.weights, np.minimum((1 + NEARBY) * view.weights, 1)
    nearby = uncertainty.best_case(view.scores, low=low, high=high, offset=view.offset)
    return {
        entry: {
            name: {"can_be_first": bool(case.can_be_first[at]), "margin": text(float(case.margin[at]))}
            for name, case in (("any", anywhere), ("nearby", nearby))
        }
        for at, entry in enumerate(view.entries)
    }


def joint_of(view: View) -> dict[str, Any]:
    """Judges, weights, normalization and panel rule drawn together, and what part of the stir each brings.

    Of the winner only the share of draws that keep it is told where fewer than ``FEWEST_CHANGES`` do otherwise.
    """
    found = uncertainty.joint_uncertainty(view.round, spread=NEARBY)
    return {
        "draws": found.draws, "places": dict(zip(found.entries, map(texts, found.ranks), strict=True)),
        "shift": _indices(found.shift, found.factors), "winner": _winner(found),
    }  # fmt: skip


def _winner(found: uncertainty.JointUncertainty) -> dict[str, Any]:
    kept = found.winner.mean
    n_otherwise = round(min(kept, 1 - kept) * found.draws)
    if n_otherwise < FEWEST_CHANGES:
        expected = f"{FEWEST_CHANGES} of {found.draws} draws in which the first place goes the other way"
        return {"mean": text(kept), "refused": str(Refused("too_few_draws", "winner", expected, f"{n_otherwise}"))}
    return _indices(found.winner, found.factors)


def effective_of(view: View) -> dict[str, Any]:
    """How much each indicator really moves the total, beside its weight."""
    view.require_sum()
    moved = weights.effective(view.scores, view.weights)
    return {
        code: {"weight": text(float(weight)), "effective": text(float(share))}
        for code, weight, share in zip(view.leaves, view.weights, moved, strict=True)
    }


def methods_of(view: View) -> list[dict[str, Any]]:
    """The places under every other method, with Kendall's τ-b with the official ones."""
    return [
        {
            "method": one.method, "ranks": None if one.ranks is None else dict(one.ranks), "tau": text(one.tau),
            "same_first": one.same_first, **({"refused": one.refused} if one.refused else {}),
        }
        for one in compare(view.round)
    ]  # fmt: skip
