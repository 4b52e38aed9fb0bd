"""TOPSIS, weighted sum and VIKOR at 100,000 entries of 20 indicators, beside pymcdm and scikit-criteria.

Every row starts from the same raw matrix with costs and benefits and ends at a score an entry. The peers' scores must
agree with ours before a figure is printed. scikit-criteria runs its usual pipeline: costs turned round, scaled, then
evaluated; its weighted sum and TOPSIS stand on min-max and vector scaling, pymcdm's both on min-max.

    python -m benchmarks.bench_decision
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.compare import compare, show
from scoring.aggregate import topsis, vikor, weighted_sum

Floats = NDArray[np.float64]
SIZE: Final = (100_000, 20)


def by_pymcdm(x: Floats, weights: Floats, directions: Floats) -> dict[str, Callable[[], Floats]]:
    """The peer's scores of each method, by name."""
    from pymcdm.methods import TOPSIS, VIKOR, WSM
    from pymcdm.normalizations import minmax_normalization

    methods = {"topsis": TOPSIS(), "sum": WSM(minmax_normalization), "vikor": VIKOR()}
    return {name: partial(method, x, weights, directions) for name, method in methods.items()}


def by_scikit(x: Floats, weights: Floats, directions: Floats) -> dict[str, Callable[[], Floats]]:
    """The pipelines of scikit-criteria; costs are negated for TOPSIS, and turned by min-max scaling for the sum."""
    from skcriteria import mkdm
    from skcriteria.agg.simple import WeightedSumModel
    from skcriteria.agg.topsis import TOPSIS
    from skcriteria.pipelines import mkpipe
    from skcriteria.preprocessing.invert_objectives import NegateMinimize
    from skcriteria.preprocessing.scalers import MinMaxScaler, VectorScaler

    decision = mkdm(x, directions.astype(int), weights=weights)
    vector = mkpipe(NegateMinimize(), VectorScaler("matrix"), TOPSIS())
    summed = mkpipe(NegateMinimize(), MinMaxScaler("matrix"), WeightedSumModel())
    return {
        "topsis": lambda: vector.evaluate(decision).e_.similarity,
        "sum": lambda: summed.evaluate(decision).e_.score,
    }


def run() -> None:
    """Check that all agree, then time each in turn with its peer."""
    chance = np.random.default_rng(20251108)
    x = chance.gamma(2.0, 30.0, SIZE) + 1
    weights = chance.dirichlet(np.ones(SIZE[1]))
    directions = np.where(chance.random(SIZE[1]) < 0.3, -1.0, 1.0)
    first, second = by_pymcdm(x, weights, directions), by_scikit(x, weights, directions)
    rows: list[tuple[str, Callable[[], Floats], Callable[[], Floats], float]] = [
        ("TOPSIS, vector · scikit-criteria", lambda: topsis(x, weights, directions=directions), second["topsis"], 1),
        (
            "TOPSIS, min-max · pymcdm",
            lambda: topsis(x, weights, directions=directions, normalization="minmax"),
            first["topsis"],
            1,
        ),
        ("weighted sum · scikit-criteria", lambda: weighted_sum(x, weights, directions=directions), second["sum"], 100),
        ("weighted sum · pymcdm", lambda: weighted_sum(x, weights, directions=directions), first["sum"], 100),
        ("VIKOR · pymcdm", lambda: vikor(x, weights, directions=directions).q, first["vikor"], 1),
    ]
    for work, ours, peer, scale in rows:
        np.testing.assert_allclose(ours() / scale, peer(), rtol=0, atol=1e-9)
        show(compare(f"{work}, {SIZE[0]:,} x {SIZE[1]}", ours, peer, reads=x))


if __name__ == "__main__":
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        run()
