"""Two crossed random factors: the published fits, the definition by dense matrices, and the peer."""

from __future__ import annotations

import csv
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import minimize

from scoring.errors import Refused
from scoring.graph import components
from scoring.severity import crossed
from scoring.severity.incidence import Full, Pairs, incidence_of

Floats = NDArray[np.float64]


def penicillin() -> tuple[list[float], list[str], list[str]]:
    """Diameters of clear zones in mm, of 24 plates and 6 samples: R's lme4's ``Penicillin``, cell for cell."""
    with (Path(__file__).parent / "penicillin.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    cells = [(float(row[sample]), row["plate"], sample) for row in rows for sample in "ABCDEF"]
    return [y for y, _, _ in cells], [plate for _, plate, _ in cells], [sample for _, _, sample in cells]


DYESTUFF_2 = [
    7.298, 3.846, 2.434, 9.566, 7.99, 5.22, 6.556, 0.608, 11.788, -0.892, 0.11, 10.386, 13.434, 5.51, 8.166,
    2.212, 4.852, 7.092, 9.288, 4.98, 0.282, 9.014, 4.458, 9.446, 7.198, 1.722, 4.782, 8.106, 0.758, 3.758,
]  # fmt: skip
"""R's lme4's ``Dyestuff2``, which names Box and Tiao (1973), section 5.1.2: six batches of five, constructed."""
DYESTUFF = [
    1545, 1440, 1440, 1520, 1580, 1540, 1555, 1490, 1560, 1495, 1595, 1550, 1605, 1510, 1560,
    1445, 1440, 1595, 1465, 1545, 1595, 1630, 1515, 1635, 1625, 1520, 1455, 1450, 1480, 1445,
]  # fmt: skip
"""R's lme4's ``Dyestuff``, which names Davies and Goldsmith (1972), section 6.4: six batches of five."""


def by_definition(
    y: Floats, a: Any, b: Any, var_a: float, var_b: float, var_e: float, *, reml: bool = True
) -> tuple[float, Floats, Floats]:
    """Minus twice the log-likelihood from the whole covariance matrix, and both BLUPs."""
    in_a = (np.asarray(a)[:, None] == np.unique(a)).astype(float)
    in_b = (np.asarray(b)[:, None] == np.unique(b)).astype(float)
    v = var_e * np.eye(len(y)) + var_a * in_a @ in_a.T + var_b * in_b @ in_b.T
    inverse, ones = np.linalg.inv(v), np.ones(len(y))
    precision = ones @ inverse @ ones
    rest = y - (ones @ inverse @ y) / precision
    criterion = np.linalg.slogdet(v)[1] + rest @ inverse @ rest + (len(y) - reml) * np.log(2 * np.pi)
    criterion += reml * np.log(precision)
    return float(criterion), var_a * in_a.T @ inverse @ rest, var_b * in_b.T @ inverse @ rest


def unbalanced(seed: int, n: int = 60, n_a: int = 7, n_b: int = 11) -> tuple[Floats, Any, Any]:
    rng = np.random.default_rng(seed)
    a, b = rng.integers(0, n_a, n), rng.integers(0, n_b, n)
    return 50 + 3 * rng.standard_normal(n_a)[a] + 2 * rng.standard_normal(n_b)[b] + rng.normal(0, 1.5, n), a, b


def test_penicillin_as_lme4_and_mixedmodels_publish_it() -> None:
    """The spreads of MixedModels.jl's suite, whose optimizer stops short in the sixth decimal; SPSS prints a criterion
    of 330.860589, as Metida.jl's suite notes beside its own 330.86058899109184, and MixedModels.jl 332.18834867 by ML.
    """
    y, plate, sample = penicillin()
    found = crossed(y, plate, sample)
    assert found.criterion == pytest.approx(330.8605889909, abs=1e-8)
    sds = np.sqrt([found.var_a, found.var_b, found.var_residual])
    assert sds == pytest.approx([0.8467056820, 1.9315555733, 0.5499230109], abs=2e-5)
    assert (found.intercept, found.intercept_se) == pytest.approx((22.9722222222, 0.8085723219), abs=2e-5)
    by_ml = crossed(y, plate, sample, reml=False)
    assert by_ml.criterion == pytest.approx(332.1883486722, abs=1e-8)
    sds = np.sqrt([by_ml.var_a, by_ml.var_b, by_ml.var_residual])
    assert sds == pytest.approx([0.8455646044, 1.7706476059, 0.5499330872], abs=2e-5)
    assert by_ml.intercept_se == pytest.approx(0.7445959664, abs=2e-5)


def test_dyestuff_as_lme4s_own_suite_has_it() -> None:
    """Criteria of both fits, the mean and its variance, batches and residual: tests/testthat/test-lmer.R of lme4."""
    batch = np.repeat(list("ABCDEF"), 5)
    found = crossed(DYESTUFF, batch, np.zeros(30))
    assert found.criterion == pytest.approx(319.654276842342, abs=1e-8)
    assert (found.var_a, found.intercept) == pytest.approx((1764.050060, 1527.5), rel=1e-6)
    assert np.sqrt(found.var_residual) == pytest.approx(49.51009984775, rel=1e-6)
    assert found.intercept_se**2 == pytest.approx(375.71667627943, rel=1e-5)
    by_ml = crossed(DYESTUFF, batch, np.zeros(30), reml=False)
    assert by_ml.criterion == pytest.approx(327.327059881135, abs=1e-8)
    assert np.sqrt(by_ml.var_residual) == pytest.approx(49.5100999308089, rel=1e-6)
    assert by_ml.intercept_se**2 == pytest.approx(313.09721874266, rel=1e-6)


def test_dyestuff_2_has_a_batch_variance_of_exactly_zero() -> None:
    """The boundary is an answer: 0, effects 0, the plain mean; the criteria are MixedModels.jl's by ML and, by REML,
    those of lme4 2.0-6 as a public record of its runs gives them.
    """
    batch = np.repeat(list("ABCDEF"), 5)
    for reml, criterion in ((False, 162.87303665382575), (True, 161.82827781228846)):
        found = crossed(DYESTUFF_2, batch, np.zeros(30), reml=reml)
        assert (found.var_a, found.var_b) == (0.0, 0.0)
        assert not found.effects_a.any()
        assert found.intercept == pytest.approx(np.mean(DYESTUFF_2), abs=1e-14)
        assert found.var_residual == pytest.approx(np.var(DYESTUFF_2, ddof=int(reml)))
        assert found.criterion == pytest.approx(criterion, abs=1e-9)


@pytest.mark.parametrize("reml", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_no_variances_nearby_do_better_by_the_definition(seed: int, reml: bool) -> None:
    """Criterion and effects are those of the dense covariance matrix, and it rises in every direction."""
    y, a, b = unbalanced(seed)
    found = crossed(y, a, b, reml=reml)
    best = (found.var_a, found.var_b, found.var_residual)
    criterion, effects_a, effects_b = by_definition(y, a, b, *best, reml=reml)
    assert found.criterion == pytest.approx(criterion, abs=1e-8)
    assert found.effects_a == pytest.approx(effects_a, abs=1e-7)
    assert found.effects_b == pytest.approx(effects_b, abs=1e-7)
    for at in range(3):
        for factor in (0.98, 1.02):
            near = [value * (factor if at == i else 1) for i, value in enumerate(best)]
            assert by_definition(y, a, b, *near, reml=reml)[0] >= criterion - 1e-9


def test_a_larger_design_has_the_least_of_the_dense_criterion() -> None:
    """240 marks of 20 × 35 levels, few of which take most: a search over the whole covariance matrix ends there too.

    InstEval's size, 73,421 × (1,128 × 2,972), against lme4's criterion is ``benchmarks/bench_crossed.py``.
    """
    rng = np.random.default_rng(9)
    share = rng.gamma(1.0, size=20)
    a = np.concatenate([np.arange(20), rng.choice(20, 220, p=share / share.sum())])
    b = rng.permutation(np.concatenate([np.arange(35), rng.integers(0, 35, 205)]))
    y = np.clip(
        np.round(3.2 + 0.5 * rng.standard_normal(20)[a] + 0.33 * rng.standard_normal(35)[b] + rng.normal(0, 1, 240)),
        1,
        5,
    )
    in_a, in_b = ((each[:, None] == np.unique(each)).astype(float) for each in (a, b))
    of_a, of_b = in_a @ in_a.T, in_b @ in_b.T

    def criterion(logs: Floats) -> float:
        v = np.eye(240) + np.exp(logs[0]) * of_a + np.exp(logs[1]) * of_b
        solved = np.linalg.solve(v, np.column_stack([np.ones(240), y]))
        precision = solved[:, 0].sum()
        squares = y @ solved[:, 1] - solved[:, 1].sum() ** 2 / precision
        whole = np.linalg.slogdet(v)[1] + np.log(precision) + 239 * (1 + np.log(2 * np.pi * squares / 239))
        return float(whole)

    best = minimize(criterion, (-1.5, -2.0), method="Nelder-Mead", options={"xatol": 1e-5, "fatol": 1e-9})
    found = crossed(y, a, b)
    assert found.criterion == pytest.approx(best.fun, abs=1e-6)
    ratios = [found.var_a / found.var_residual, found.var_b / found.var_residual]
    assert ratios == pytest.approx(np.exp(best.x).tolist(), rel=1e-4)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(-95, 95))
def test_the_unit_of_the_marks_does_not_matter(seed: int, power: int) -> None:
    """Marks of 1e-95 or 1e95 give the same ratios and, in their unit, the same effects."""
    y, a, b = unbalanced(seed)
    found, moved = crossed(y, a, b), crossed(y * 10.0**power, a, b)
    assert moved.effects_a / 10.0**power == pytest.approx(found.effects_a, abs=1e-5)
    assert moved.var_a / 10.0**power / 10.0**power == pytest.approx(found.var_a, abs=1e-5)


def test_nothing_found_can_be_written_to() -> None:
    """Frozen records hold frozen arrays."""
    found = crossed(*unbalanced(1))
    assert not any(each.flags.writeable for each in (found.effects_a, found.effects_b, found.levels_a, found.levels_b))


@pytest.mark.parametrize("seed", [11, 12])
def test_statsmodels_finds_the_same(seed: int) -> None:
    """MixedLM with both factors as variance components of one group: same variances and log-likelihood."""
    y, a, b = unbalanced(seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pandas as pd
        import statsmodels.formula.api as smf

        frame = pd.DataFrame({"y": y, "a": a, "b": b, "whole": 1})
        parts = {"a": "0 + C(a)", "b": "0 + C(b)"}
        peer = smf.mixedlm("y ~ 1", frame, groups="whole", re_formula="0", vc_formula=parts).fit(reml=True)
    found = crossed(y, a, b)
    assert found.criterion <= -2 * peer.llf + 1e-6
    assert found.criterion == pytest.approx(-2 * peer.llf, abs=1e-3)
    assert (found.var_a, found.var_b) == pytest.approx(tuple(peer.vcomp), rel=2e-2)


def test_the_two_products_agree_in_sparse_and_full_designs() -> None:
    """Pairs and matrix products give the same triangle and forms, with counts above 1."""
    rng = np.random.default_rng(5)
    small, large = rng.integers(0, 40, 300), rng.integers(0, 200, 300)
    found = incidence_of(small, large, 40, 200)
    counts = np.zeros((40, 200))
    np.add.at(counts, (small, large), 1)
    full = Full(counts)
    assert isinstance(found, Pairs)
    assert isinstance(incidence_of(np.repeat(np.arange(9), 9), np.tile(np.arange(9), 9), 9, 9), Full)
    weight, m = rng.random(200), rng.random((40, 40))
    assert found.weighted(weight) == pytest.approx(full.weighted(weight))
    lower = np.asfortranarray(np.tril(m))
    assert found.forms(lower) == pytest.approx(full.forms(lower))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.floats(-100, 100), st.floats(0.01, 100))
def test_shift_scale_order_and_exchange(seed: int, shift: float, scale: float) -> None:
    """A shift moves the mean alone, a scale the variances by its square; rows and factors may change places."""
    y, a, b = unbalanced(seed, n=40, n_a=4, n_b=6)
    found, order = crossed(y, a, b), np.random.default_rng(seed).permutation(len(y))
    moved = crossed((shift + scale * y)[order], b[order], a[order])
    wanted = np.array([found.var_a, found.var_b, found.var_residual]) * scale**2
    assert [moved.var_b, moved.var_a, moved.var_residual] == pytest.approx(wanted, rel=1e-4, abs=1e-5 * scale**2)
    assert moved.intercept == pytest.approx(shift + scale * found.intercept, rel=1e-6, abs=1e-6)
    assert moved.criterion == pytest.approx(found.criterion + 2 * 39 * np.log(scale), abs=1e-7)


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda: crossed([1.0, 1.0, 1.0], [0, 0, 1], [0, 1, 1]), "zero_variance"),
        (lambda: crossed([1.0, 2.0, 3.0], [0, 1, 2], [0, 0, 1]), "no_replication"),
        (lambda: crossed([1.0, 2.0], [0, 1, 2], [0, 0, 1]), "unequal_lengths"),
        (lambda: crossed([], [], []), "wrong_shape"),
        (lambda: crossed([1.0, 2.0, 3.0], [1, None, "a"], [0, 0, 1]), "mixed_labels"),
        (lambda: crossed([1.0, 2.0, 1e200], [0, 1, 1], [0, 0, 1]), "too_large"),
        (lambda: crossed([1.0, np.nan, 3.0], [0, 1, 1], [0, 0, 1]), "not_finite"),
        (lambda: crossed([1.0, 2.0, 11.0, 12.0], [0, 0, 1, 1], [0, 1, 0, 1]), "no_residual"),
    ],
)
def test_what_cannot_be_fitted_is_refused(act: Callable[[], object], code: str) -> None:
    """Each with its code."""
    with pytest.raises(Refused) as refused:
        act()
    assert refused.value.code == code


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 8), st.integers(1, 8), st.data())
def test_components_are_those_of_a_walk(n_judges: int, n_entries: int, data: st.DataObject) -> None:
    """Two nodes share a part exactly when a walk along marks joins them."""
    cells = [(j, e) for j in range(n_judges) for e in range(n_entries)]
    edges = data.draw(st.lists(st.sampled_from(cells), max_size=12))
    judge_index, entry_index = np.array(edges, dtype=np.intp).reshape(-1, 2).T
    parts = np.concatenate(components(n_judges, n_entries, judge_index, entry_index))
    reach = np.eye(n_judges + n_entries, dtype=bool)
    reach[judge_index, n_judges + entry_index] = reach[n_judges + entry_index, judge_index] = True
    for _ in range(n_judges + n_entries):
        reach = reach @ reach
    assert ((parts[:, None] == parts) == reach).all()


def test_a_long_chain_is_one_part() -> None:
    """Ten thousand judges, each sharing an entry with the next."""
    at = np.arange(10_000)
    of_judge, of_entry = components(10_000, 10_001, np.tile(at, 2), np.concatenate([at, at + 1]))
    assert not of_judge.any()
    assert not of_entry.any()
