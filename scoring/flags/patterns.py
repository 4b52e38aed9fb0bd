"""Patterns within a judge's marks: criteria marked too much alike (halo), and their own region marked apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import f as fisher

from scoring.checks import between, numbers
from scoring.errors import Refused
from scoring.flags.residuals import bonferroni
from scoring.flags.two_way import TwoWay, two_way
from scoring.magnitude import unit_of
from scoring.marks import Floats, Marks, labels_of


@dataclass(frozen=True, slots=True)
class Halo:
    """A judge whose criteria differ less within an entry than the other judges' do.

    ``within_sd`` and ``others_sd`` are what entry and criterion leave of a judge's marks; ``ratio`` of variances (F).
    """

    judge: int
    within_sd: float
    others_sd: float
    ratio: float
    p: float
    limit: float


@dataclass(frozen=True, slots=True)
class Favor:
    """A judge who marks entries of their own region apart, by ``points`` beyond what entry and judge explain.

    ``n_own`` marks of their own region; ``t`` with ``df`` degrees of freedom; positive points favor.
    """

    judge: Any
    points: float
    se: float
    t: float
    limit: float
    df: int
    n_own: int


def halos(marks: ArrayLike, *, level: float = 0.05) -> tuple[Halo, ...]:
    """Judges whose interaction of entry and criterion is too small beside the others', one-sided F, Bonferroni.

    ``marks`` has shape (n_judges, n_entries, n_indicators), NaN where absent. Of each judge the entries marked on every
    indicator count; means of entry and of indicator are taken out, and what is left is compared. One indicator, one
    entry, one judge, or others without any rest: nothing to compare, nobody flagged. Low marks everywhere are no halo;
    the same mark everywhere within each entry is the whole of it (ratio 0).
    Raises ``Refused``: ``wrong_shape``, ``not_finite``, ``out_of_range``.
    """
    between(level, "level", 0, 1)
    cube = numbers(marks, "marks", gaps=True)
    if cube.ndim != 3 or cube.size == 0:
        raise Refused("wrong_shape", "marks", "judges by entries by indicators", f"shape {cube.shape}")
    unit = unit_of(cube)
    squares, df = np.array([_interaction(own) for own in cube / unit]).T
    others_squares, others_df = squares.sum() - squares, df.sum() - df
    floor = 1e-12**2 * cube.size
    limit, found = level / len(cube), []
    for judge in np.flatnonzero((df > 0) & (others_df > 0) & (others_squares > floor)):
        own, rest = squares[judge] / df[judge], others_squares[judge] / others_df[judge]
        p = float(fisher.cdf(own / rest, df[judge], others_df[judge]))
        if p < limit:
            sds = float(own**0.5) * unit, float(rest**0.5) * unit
            found.append(Halo(int(judge), *sds, float(own / rest), p, limit))
    return tuple(found)


def _interaction(own: Floats) -> tuple[float, int]:
    """What entry and indicator leave of one judge's marks: sum of squares and degrees of freedom."""
    whole = own[~np.isnan(own).any(axis=1)]
    if len(whole) < 2 or whole.shape[1] < 2:
        return 0.0, 0
    rest = whole - whole.mean(axis=1, keepdims=True) - whole.mean(axis=0) + whole.mean()
    return float((rest**2).sum()), (whole.shape[0] - 1) * (whole.shape[1] - 1)


def favors(
    marks: Marks | ArrayLike, *, judge_region: ArrayLike, entry_region: ArrayLike, level: float = 0.05
) -> tuple[Favor, ...]:
    """Judges whose marks for their own region (county) differ from what entry + judge explain, two-sided t.

    ``judge_region`` (n_judges,) and ``entry_region`` (n_entries,) are in the order of rows and columns, or of the
    sorted labels of the long form. Each judge with own marks is tried alone as one more coefficient in entry + judge,
    Bonferroni over those tried; a judge with own or other marks only cannot be told from their severity and is passed
    over. Where nothing else is left unexplained, t is infinity.
    Raises ``Refused``: ``wrong_length``, ``mixed_labels``, ``disconnected``, ``no_residual``, ``out_of_range``.
    """
    between(level, "level", 0, 1)
    known = two_way(marks)
    of_judge, of_entry = labels_of(judge_region, "judge_region"), labels_of(entry_region, "entry_region")
    for name, found, wanted in (("judge_region", of_judge, known.judges), ("entry_region", of_entry, known.entries)):
        if found.shape != wanted.shape:
            raise Refused("wrong_length", name, f"{len(wanted)} regions", f"shape {found.shape}")
    own = of_judge[known.judge] == of_entry[known.entry]
    tried = [one for judge in range(len(known.judges)) if (one := _favor(known, judge, own)) is not None]
    limit = bonferroni(level, max(len(tried), 1), known.df - 1)
    return tuple(
        Favor(known.judges[judge], points * known.unit, se * known.unit, t, limit, known.df - 1, n_own)
        for judge, points, se, t, n_own in tried
        if abs(t) > limit
    )


def _favor(known: TwoWay, judge: int, own: Any) -> tuple[int, float, float, float, int] | None:
    """Judge, points, standard error, t, own marks; None where the own marks cannot be told apart."""
    column = (own & (known.judge == judge)).astype(np.float64)
    apart = known.rest(column)
    information = float(apart @ apart)
    if information < 1e-9:
        return None
    rest = known.rest(known.mark)
    points = float(apart @ rest) / information
    rss, left = float(rest @ rest), float(rest @ rest) - points**2 * information
    if points**2 * information <= known.tolerance:
        return judge, points, 0.0, 0.0, int(column.sum())
    if left <= max(known.tolerance, 1e-12 * rss):
        return judge, points, 0.0, float(np.copysign(np.inf, points)), int(column.sum())
    se = (left / (known.df - 1) / information) ** 0.5
    return judge, points, se, points / se, int(column.sum())
