"""How long the lenses on uncertainty take: rank acceptability beside a plain sort of every draw, and the flip margin.

The peer of the acceptability rows is the same count done the obvious way in numpy: double precision, blocks of two
thousand draws, one argsort each, one thread. Sizes grow threefold so that the cost can be plotted.

    python -m benchmarks.bench_uncertainty
"""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.bench_tally import a_round
from benchmarks.compare import compare, show
from scoring.marks import SEED
from scoring.uncertainty import flip_margin, judge_resamples, rank_acceptability, rank_sets

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
    for quota in (1, 10):
        show(compare(f"flip margin, first {quota} of 60 × 9 × 24", partial(flip_margin, round_, quota=quota), times=3))
    marks = rng.normal(80, 5, (9, 60))
    show(compare("all 24,310 resamples of 9 judges, 60 entries", partial(judge_resamples, marks), reads=marks))
    show(compare("rank sets, 60 entries", partial(rank_sets, marks.mean(axis=0), np.eye(60)), times=3))


if __name__ == "__main__":
    main()
