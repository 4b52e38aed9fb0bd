"""How long Krippendorff's alpha takes, beside the package of that name, and what it asks of memory.

Rows: a million marks, ten judges by a hundred thousand entries, interval level, on a scale of ten values (both, with
and without gaps); then on a grid of 0.1 points from 31.4 to 100, 687 values, where the peer's table of entries by
values squared does not fit in a common machine and ours stands alone, with the most memory it took beyond its input;
then both at two thousand marks on that grid. Both answers must agree before a figure is printed.

    python -m benchmarks.bench_agreement
"""

from __future__ import annotations

import tracemalloc
import warnings
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.compare import Row, compare, show
from scoring.agreement import krippendorff_alpha

MOST_EXTRA = 30_000_000
"""Bytes beyond the input that a million marks may take."""


def a_panel(n_judges: int, n_entries: int, low: int, high: int, step: float, gaps: float = 0.0) -> NDArray[np.float64]:
    """Marks of judges who see the same entry with an error of a tenth of the scale; the same at every call."""
    chance = np.random.default_rng(20251108)
    truth = chance.uniform(low, high, n_entries)
    marks = np.clip(np.rint(truth + chance.normal(0, (high - low) / 10, (n_judges, n_entries))), low, high) * step
    marks[chance.random(marks.shape) < gaps] = np.nan
    return np.asarray(marks)


def peer() -> ModuleType:
    """The package krippendorff; what it warns of at import is its own affair."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return __import__("krippendorff")


def beside(work: str, marks: NDArray[np.float64], theirs: Any, times: int) -> Row:
    """Both on the same marks, once they agree."""

    def of_peer() -> float:
        return float(theirs.alpha(reliability_data=marks, level_of_measurement="interval"))

    if abs(krippendorff_alpha(marks) - of_peer()) > 1e-9:
        raise SystemExit(f"{work}: the two alphas differ")
    return compare(work, lambda: krippendorff_alpha(marks), of_peer, reads=marks, times=times)


def extra_memory(marks: NDArray[np.float64]) -> int:
    """The most bytes at once that alpha takes beyond the marks themselves."""
    tracemalloc.start()
    krippendorff_alpha(marks)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def main() -> None:
    """Time, check and print."""
    theirs = peer()
    show(beside("alpha, interval, 10⁶ marks, 10 values", a_panel(10, 100_000, 1, 10, 1), theirs, 7))
    show(
        beside("alpha, interval, 10⁶ marks, 10 values, a tenth absent", a_panel(10, 100_000, 1, 10, 1, 0.1), theirs, 7)
    )
    fine = a_panel(10, 100_000, 314, 1000, 0.1)
    show(compare("alpha, interval, 10⁶ marks, 0.1 grid", lambda: krippendorff_alpha(fine), reads=fine))
    most = extra_memory(fine)
    print(f"  extra memory there: {most / 1e6:.2f} MB (peer: 351 GiB asked for), allowed {MOST_EXTRA / 1e6:.0f} MB")
    if most > MOST_EXTRA:
        raise SystemExit("too much memory")
    show(compare("alpha, ordinal, 10⁶ marks, 0.1 grid", lambda: krippendorff_alpha(fine, level="ordinal"), times=3))
    small = a_panel(10, 200, 314, 1000, 0.1)
    show(beside("alpha, interval, 2,000 marks, 0.1 grid", small, theirs, 1))


if __name__ == "__main__":
    main()
