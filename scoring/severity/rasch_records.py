"""What a Rasch fit tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from scoring.marks import Floats
from scoring.severity.rasch_model import Whole


@dataclass(frozen=True, slots=True)
class ByFacet:
    """One array for each facet, an element each in the order of its labels."""

    entry: NDArray[Any]
    criterion: NDArray[Any]
    judge: NDArray[Any]


@dataclass(frozen=True, slots=True)
class Logits:
    """Measures of all facets, in logits."""

    entry: Floats
    criterion: Floats
    judge: Floats
    thresholds: Floats


@dataclass(frozen=True, slots=True)
class Rasch:
    """Measures in logits: ``entry`` higher is better, ``criterion`` harder, ``judge`` more severe.

    ``thresholds`` (n_categories - 1,) are the steps between neighboring categories. ``fair_average`` (n_entries,) is
    the expected mark by a judge and on a criterion of measure 0, in the marks' unit (or the bins' numbers from 0).
    ``infit``, ``outfit`` are mean squares (0.5 to 1.5 is productive), ``infit_z``, ``outfit_z`` their standardized
    forms; with fewer than 30 marks an element they vary widely by chance. ``extreme`` marks the elements whose marks
    are all lowest or all highest: not part of the fit, their measures rest on ``extreme_adjustment``, and their facet
    sums to 0 without them. ``counts`` are the marks in each of ``categories``; ``sparse`` names those with under 10,
    beside which thresholds are unreliable. ``corrected`` are the JMLE measures divided by ``bias_factor``. Of MMLE:
    ``entry`` is Warm's weighted likelihood estimate, ``eap`` the posterior mean, ``entry_sd`` the field's spread.
    """

    entry: Floats
    criterion: Floats
    judge: Floats
    thresholds: Floats
    fair_average: Floats
    infit: ByFacet
    outfit: ByFacet
    infit_z: ByFacet
    outfit_z: ByFacet
    se: ByFacet
    thresholds_se: Floats
    extreme: ByFacet
    extreme_adjustment: float
    labels: ByFacet
    categories: Floats
    counts: Whole
    sparse: Floats
    log_likelihood: float
    method: str
    bias_factor: float
    bias_note: str
    corrected: Logits | None
    eap: Floats | None
    eap_se: Floats | None
    entry_mean: float | None
    entry_sd: float | None
