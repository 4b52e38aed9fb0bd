"""How long the lenses on uncertainty take: rank acceptability beside a plain sort of every draw; the flip margin under
every kind of method; colluding judges, best cases and everything in doubt at once.

The peer of the acceptability rows is the same count done the obvious way in numpy: double precision, blocks of two
thousand draws, one argsort each, one thread. Sizes grow threefold so that the cost can be plotted.

    python -m benchmarks.bench_uncertainty
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.bench_tally import a_round
from benchmarks.compare import compare, show
from scoring.marks import SEED
from scoring.records import Panel, Round
from scoring.uncertainty import (
    best_case,
    colluding_judges,
    flip_margin,
    joint_uncertainty,
    judge_resamples,
    rank_acceptability,
    rank_sets,
)

DRAWS: Final = 100_000
N_INDICATORS: Final = 20
BLOCK: Final = 2000


def by_sorting(scores: NDArray[np.float64], draws: int) -> NDArray[np.float64]:
    """Shares of places by drawing evenly from all weights and sorting."""
    rng, counts = np.random.default_rng(SEED), np.zeros((len(scores), len(scores)))
    for _ in range(0, draws, BLOCK):
        order = np.argsort(-(rng.dirichlet(np.ones(scores.shape[1]), BLOCK) @ scores.T), axis=1)
        for place in range(len(scores)):
            counts[:, place] += np.bincount(order[:, place], minlength=len(scores))
    return counts / draws


def by_methods(round_: Round) -> Iterator[tuple[str, Round]]:
    """The same marks under other methods, and on a scale of a hundred million steps."""
    total, stages = ("total",), ("panel", "total")
    for combine, scope, aggregate, at in (
        ("trimmed_mean", "indicator", "arithmetic", total),
        ("mean", "indicator", "arithmetic", total),
        ("median", "indicator", "arithmetic", total),
        ("trimmed_mean", "indicator", "geometric", total),
        ("trimmed_mean", "indicator", "harmonic", total),
        ("trimmed_mean", "judge_total", "arithmetic", total),
        ("trimmed_mean", "judge_total", "arithmetic", stages),
        ("trimmed_mean", "judge_total", "geometric", total),
        ("trimmed_mean", "judge_total", "harmonic", total),
    ):
        rounding = replace(round_.method.rounding, at=at)
        panel = Panel(combine, 1, 5, scope)
        method = replace(round_.method, panel=panel, aggregate=aggregate, rounding=rounding)
        yield f"{combine} by {scope}, {aggregate}, rounded at {'+'.join(at)}", replace(round_, method=method)
    yield "trimmed_mean by indicator, steps of a millionth", replace(round_, criteria=tuple(
        replace(part, indicators=tuple(
            replace(leaf, scale=replace(leaf.scale, step=Decimal("0.000001"))) for leaf in part.indicators if leaf.scale
        ))
        for part in round_.criteria
    ))  # fmt: skip


def main() -> None:
    """Print a row for each."""
    rng = np.random.default_rng(SEED)
    for n_entries, draws, times in ((60, 10_000, 3), (60, DRAWS, 3), (200, DRAWS, 3), (1000, DRAWS, 3)):
        scores = rng.uniform(40, 100, (n_entries, N_INDICATORS))
        ours, peer = partial(rank_acceptability, scores, draws=draws), partial(by_sorting, scores, draws)
        apart = abs(ours().ranks - peer()).max()
        if apart > 0.03:
            raise SystemExit(f"the two ways differ by {apart:.3f}")
        work = f"rank acceptability, {draws:,} draws, {n_entries} × {N_INDICATORS}"
        show(compare(work, ours, peer if n_entries <= 200 else None, reads=scores, times=times))
    round_ = a_round(60, 9, 24)
    for name, variant in by_methods(round_):
        for quota in (1, 10):
            show(compare(f"flip, first {quota}: {name}", partial(flip_margin, variant, quota=quota), times=3))
    show(compare("colluding judges, first of 60 × 9 × 24", partial(colluding_judges, round_), times=3))
    show(compare("all in doubt at once, 60 × 9 × 24, 512 draws", partial(joint_uncertainty, round_), times=1))
    scores = rng.uniform(40, 100, (60, N_INDICATORS))
    show(compare(f"best cases, 60 × {N_INDICATORS}", partial(best_case, scores), times=3))
    marks = rng.normal(80, 5, (9, 60))
    show(compare("all 24,310 resamples of 9 judges, 60 entries", partial(judge_resamples, marks), reads=marks))
    show(compare("rank sets, 60 entries", partial(rank_sets, marks.mean(axis=0), np.eye(60)), times=3))


if __name__ == "__main__":
    main()
