"""Entry plus judge: by least squares with both fixed, or with the judges' severity random and shrunken.

``additive`` corrects a mark by all that the judges seem to differ; with few marks a judge that is noise as much as
severity. ``shrunken`` (Henderson's mixed model equations, BLUE of the entries and BLUP of the judges) corrects by as
much of it as the variances by REML say is severity: all of it in a large design, nothing where judges do not differ,
and then an entry is worth the plain mean of its marks. Entries are never shrunken: that would be unfair to those with
fewer marks.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isinf
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.checks import between, frozen
from scoring.errors import Refused
from scoring.marks import Floats, Marks
from scoring.severity.equations import Equations, equations_of
from scoring.severity.ratio import PastSeverity, reml, sd_interval


@dataclass(frozen=True, slots=True)
class Severity:
    """Entries freed of their judges' severity, and the judges' severity, in the unit of the marks.

    Arrays are in the order of the input's rows and columns, or of the sorted labels of the long form (``entries``,
    ``judges``). ``judge`` is positive for the generous and sums to 0; ``entry`` is what a judge of effect 0 would give.
    ``entry_covariance`` (n_entries, n_entries) is the whole of it, for rank sets; ``entry_se`` the roots of its
    diagonal. ``df`` are those of the residual. Of ``additive``, whose judges are no sample, ``var_judge``,
    ``judge_sd_interval`` and ``criterion`` are None.
    """

    entry: Floats
    entry_se: Floats
    judge: Floats
    judge_se: Floats
    var_judge: float | None
    var_residual: float
    entry_covariance: Floats
    df: int
    judge_sd_interval: tuple[float, float] | None
    criterion: float | None
    entries: NDArray[Any]
    judges: NDArray[Any]


def additive(marks: Marks | ArrayLike) -> Severity:
    """Least squares for ``mark = entry + judge``, the judges' effects summing to 0.

    ``marks`` has shape (n_judges, n_entries), NaN where absent, or is the long form. On a complete table an entry is
    worth its mean, whatever the judges' effects. A constant added to all marks of one judge moves that judge's effect,
    and all entries alike. Raises ``Refused``: ``disconnected`` (parts named) and ``no_residual`` (one judge, one entry,
    no mark to spare). Source: the normal equations of the two-way layout, e.g. Searle, Linear Models (1971), ch. 7.

    >>> found = additive([[80, 70, np.nan], [84, np.nan, 66], [np.nan, 75, 64]])
    >>> found.entry.round(3).tolist(), found.judge.round(3).tolist()
    ([82.5, 73.5, 63.5], [-3.0, 2.0, 1.0])
    """
    known = equations_of(marks)
    return _severity(known, 1 / known.weight, known.rss / known.df)


def shrunken(marks: Marks | ArrayLike, *, past: PastSeverity | None = None, level: float = 0.95) -> Severity:
    """Entries fixed, judges' severity random with a variance found by REML from 0 on; see ``additive`` for the rest.

    ``past`` adds what former editions found, as if observed beside (then the variance is never 0). The interval of the
    judge standard deviation is by profile likelihood at ``level``; with 5 to 9 judges it spans a factor of 3 and more.
    ``criterion`` is lme4's for ``mark ~ 0 + entry + (1|judge)``, with ``past`` the term for it added. ``entry_se``
    holds what the judges drawn had in common (``var_judge / n_judges``), which cancels between entries. Raises besides
    ``out_of_range`` for ``level`` and for a past that cannot be on the scale of the marks (its standard deviation not
    within a million times the largest mark, either way), ``wrong_type``.
    Where judge and entry explain every mark, the residual is 0 and the answer that of ``additive``; where the judges do
    not differ either, everything but the entries is 0 (criterion minus infinity in both). Source: Henderson (1975),
    Biometrics 31, 423-447; REML after Patterson and Thompson (1971), Biometrika 58, 545-554.

    >>> found = shrunken([[70, 60, 50], [71, 61, 51.5], [80, 70, 61], [74, 63, 54]])
    >>> found.entry.round(3).tolist(), found.judge.round(3).tolist()
    ([73.75, 63.5, 54.125], [-3.785, -2.62, 6.53, -0.125])
    """
    between(level, "level", 0, 1)
    if past is not None and not isinstance(past, PastSeverity):
        raise Refused("wrong_type", "past", "a PastSeverity or None", repr(past))
    known = equations_of(marks)
    past = past.over(known.unit) if past else None
    found = reml(known, past)
    gain = 1 / known.weight if isinf(found.ratio) else found.ratio / (1 + found.ratio * known.weight)
    interval = sd_interval(known, found, past, level)
    return _severity(known, gain, found.residual, found.judge, interval, found.criterion)


def _severity(
    known: Equations, gain: Floats, residual: float, var_judge: float | None = None,
    interval: tuple[float, float] | None = None, criterion: float | None = None,
) -> Severity:  # fmt: skip
    effects, unit = known.effects(gain), known.unit
    in_common = (var_judge or 0.0) / len(known.judges)
    spread = known.axes * np.sqrt(residual * gain)
    carried = known.share.T @ spread
    covariance = carried @ carried.T + in_common
    covariance[np.diag_indices_from(covariance)] += residual / known.per_entry
    return Severity(
        entry=frozen((known.means - effects @ known.share) * unit),
        entry_se=frozen(np.sqrt(np.diag(covariance)) * unit),
        judge=frozen(effects * unit),
        judge_se=frozen(np.sqrt((spread**2).sum(axis=1) + in_common) * unit),
        var_judge=None if var_judge is None else var_judge * unit**2,
        var_residual=residual * unit**2,
        entry_covariance=frozen(covariance * unit**2),
        df=known.df,
        judge_sd_interval=None if interval is None else (interval[0] * unit, interval[1] * unit),
        criterion=criterion,
        entries=frozen(known.entries),
        judges=frozen(known.judges),
    )
