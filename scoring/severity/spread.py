"""Judges who use the scale more widely or narrowly than others, and marks freed of that as far as it is known.

Beside its severity a judge may have a *spread*: ``mark = mean + severity + spread × (entry - mean + error)``. What a
few marks show of it is mostly chance, with a relative standard deviation of 1/√(2(m - 1)) for m marks, and dividing by
it carries that chance into the scores. ``spread_shrunken`` therefore divides by as much of it as the judges' variance
says is real. ``judge_z_scores`` divides by all of it, as is habit at hackathons, and warns. Lenses: never official.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.checks import frozen
from scoring.errors import Refused, Unsound
from scoring.magnitude import unit_of
from scoring.marks import Floats, Marks, Table, table_of
from scoring.severity.linear import Severity, shrunken

_ROUNDING = 1e-12
Z_UNSOUND = (
    "z-scores by judge: a judge with m marks has a spread that is uncertain by 1/√(2(m - 1)) and is divided by it, and "
    "true differences between the sets of entries that judges saw are taken out; spread_shrunken does neither"
)


@dataclass(frozen=True, slots=True)
class SpreadShrunken:
    """Marks freed of severity and spread, and what was taken off; read-only, in the order of ``severity``'s labels.

    ``marks`` (n_judges, n_entries) in points, NaN where absent; ``entry`` (n_entries,) their means. ``ratio``
    (n_judges,) is a judge's standard deviation over what the panel's fit expects for the same entries, 0 where all
    marks of a judge are equal or one; ``shrink`` (n_judges,) the part of its logarithm that is kept, from 0 to 1;
    ``spread`` (n_judges,) what the marks were divided by, about 1 on the geometric average. ``var_log_spread`` is the
    variance of the judges' log spreads, 0 where they differ no more than by chance. ``severity`` is ``shrunken``'s fit.
    """

    marks: Floats
    entry: Floats
    ratio: Floats
    shrink: Floats
    spread: Floats
    var_log_spread: float
    severity: Severity


def spread_shrunken(marks: Marks | ArrayLike) -> SpreadShrunken:
    """Marks freed of severity and of spread, both shrunken: ``y* = μ + (y - μ - s_j) / λ_j``.

    ``marks`` has shape (n_judges, n_entries), NaN where absent, or is the long form. ``s_j`` and the entries come from
    ``shrunken``; ``μ`` is the entries' mean. ``λ_j = exp(shrink_j · (log ratio_j - center))``, where ``ratio_j`` is the
    judge's standard deviation (ddof 1) over ``√(v_j + residual)``, ``v_j`` the variance of the true entries among those
    marked, ``shrink_j = v / (v + 1/(2(m_j - 1)))`` for m_j marks, and ``center`` the mean of log ratios with weights
    ``1/(v + 1/(2(m_j - 1)))``. ``v`` is by moments (DerSimonian and Laird 1986, Controlled Clinical Trials 7, 177-188),
    at least 0; as judges who mark the same entries vary together, it errs to the low side.

    Where ``v`` is 0 all λ are 1 and an entry is worth what ``shrunken`` says. A judge with one mark, or with marks all
    equal, tells nothing of the spread: λ is 1, the shrink 0. A judge nearly without spread has a ratio near 0, and
    little is shrunken of it once m is large: look at ``ratio`` before use. Raises ``Refused`` as ``shrunken`` does.

    >>> found = spread_shrunken([[70, 60, 50, 42], [75, 60, 41, 31], [80, 72, 61, 50], [66, 63, 59, 58]])
    >>> found.ratio.round(2).tolist(), found.spread.round(2).tolist()
    ([0.91, 1.47, 0.98, 0.28], [1.11, 1.54, 1.17, 0.5])
    """
    table = table_of(marks)
    fit, unit = shrunken(marks), unit_of(table.marks)
    ratio, n_marks = _ratios(table.marks / unit, shrunken(table.marks / unit))
    kept, log_spread, variance = _shrunken_logs(ratio, n_marks)
    spread = np.exp(log_spread)
    mean = fit.entry.mean()
    freed = mean + (table.marks - mean - fit.judge[:, np.newaxis]) / spread[:, np.newaxis]
    seen = ~np.isnan(freed)
    entry = np.where(seen, freed, 0).sum(axis=0) / seen.sum(axis=0)
    return SpreadShrunken(
        frozen(freed), frozen(entry), frozen(ratio), frozen(kept), frozen(spread), var_log_spread=variance, severity=fit
    )


def _ratios(marks: Floats, fit: Severity) -> tuple[Floats, Floats]:
    """Each judge's standard deviation over the expected one, 0 where there is none; and the number of marks."""
    n_marks = (~np.isnan(marks)).sum(axis=1).astype(np.float64)
    ratio = np.zeros(len(n_marks))
    for judge, own in enumerate(marks):
        here = np.flatnonzero(~np.isnan(own))
        squares = float(((own[here] - own[here].mean()) ** 2).sum())
        if squares <= _ROUNDING**2 * len(here):
            continue
        chance, entry = fit.entry_covariance[np.ix_(here, here)], fit.entry[here]
        between = float(((entry - entry.mean()) ** 2).sum() - np.trace(chance) + chance.mean() * len(here))
        expected = max(between, 0.0) + (len(here) - 1) * fit.var_residual
        ratio[judge] = (squares / expected) ** 0.5 if expected > 0 else 0.0
    return ratio, n_marks


def _shrunken_logs(ratio: Floats, n_marks: Floats) -> tuple[Floats, Floats, float]:
    """The part kept of each log ratio, the shrunken logs, and the variance of the true ones."""
    told = ratio > 0
    kept, logs = np.zeros_like(ratio), np.zeros_like(ratio)
    if told.sum() < 2:
        return kept, logs, 0.0
    log_ratio, chance = np.log(ratio[told]), 1 / (2 * (n_marks[told] - 1))
    variance = _between(log_ratio, chance)
    weight = 1 / (variance + chance)
    kept[told] = variance * weight
    logs[told] = kept[told] * (log_ratio - float(weight @ log_ratio) / float(weight.sum()))
    return kept, logs, variance


def _between(values: Floats, chance: Floats) -> float:
    weight = 1 / chance
    total = float(weight.sum())
    q = float(weight @ (values - float(weight @ values) / total) ** 2)
    return max(0.0, (q - (len(values) - 1)) / (total - float(weight @ weight) / total))


def judge_z_scores(marks: Marks | ArrayLike) -> Floats:
    """Each entry's mean of ``(y - mean_j) / s_j`` over its judges: a habit, not a method, and it warns (``Unsound``).

    For comparison alone. A judge's spread is known to 1/√(2(m - 1)) of itself, 41 percent with 4 marks, and every score
    is divided by it; a judge who met the best entries looks harsh by construction; one with two marks gives any two
    entries the same +0.7 and -0.7. ``spread_shrunken`` takes spread off as far as it is known.
    Raises ``Refused``: ``too_few`` (a judge with fewer than two marks), ``no_spread`` (one with marks all equal),
    ``absent`` (an entry without a mark).
    """
    table = table_of(marks)
    scaled = table.marks / unit_of(table.marks)
    n_marks = (~np.isnan(scaled)).sum(axis=1)
    _require_each(table, n_marks >= 2, "too_few", "two marks or more of every judge")
    apart = scaled - np.nanmean(scaled, axis=1, keepdims=True)
    sd = np.sqrt(np.nansum(apart**2, axis=1) / (n_marks - 1))
    _require_each(table, sd > _ROUNDING, "no_spread", "marks that differ, of every judge")
    _require_entries(table)
    warnings.warn(Z_UNSOUND, Unsound, stacklevel=2)
    found: Floats = np.nanmean(apart / sd[:, np.newaxis], axis=0)
    return found


def _require_each(table: Table, kept: NDArray[np.bool_], code: str, wanted: str) -> None:
    if not kept.all():
        raise Refused(code, "marks", wanted, f"judge {table.judges[int(np.argmin(kept))]}")


def _require_entries(table: Table) -> None:
    empty = np.isnan(table.marks).all(axis=0)
    if empty.any():
        raise Refused("absent", "marks", "a mark of every entry", f"none of {table.entries[int(np.argmax(empty))]}")
