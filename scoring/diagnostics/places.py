"""Lenses on the places: what another panel, another judge or another mark would leave of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np

from scoring import severity, uncertainty
from scoring.book import Book
from scoring.checks import Floats
from scoring.diagnostics.texts import named, text
from scoring.errors import Refused
from scoring.levels import firsts
from scoring.outcome import Standing
from scoring.records import Round
from scoring.sheet import Sheets
from scoring.tallying import standings
from scoring.view import View

LEVEL: Final = 0.95


def rank_sets_of(view: View) -> dict[str, Any]:
    """Best and worst place of each entry that another draw of judge-by-entry errors would leave open, at 95 %."""
    beside = _beside_the_marks(view)
    fit = severity.shrunken(view.totals)
    found = {}
    for name, simultaneous in (("simultaneous", True), ("marginal", False)):
        sets = uncertainty.rank_sets(
            fit.entry + beside, fit.entry_covariance, level=LEVEL, simultaneous=simultaneous, df=float(fit.df)
        )
        found[name] = {
            entry: [int(low), int(high)] for entry, low, high in zip(view.entries, sets.low, sets.high, strict=True)
        }
    return found


def _beside_the_marks(view: View) -> Floats:
    """What figures and adjustments add to each total; refused where a total is no sum of its parts."""
    view.require_sum()
    return np.asarray(view.measured + view.adjustments)


def resamples_of(view: View) -> dict[str, Any]:
    """Errors of the marks by the jackknife and over all resamples of the judges, and how often each would be first."""
    beside = _beside_the_marks(view)
    found = uncertainty.judge_resamples(view.totals)
    first = firsts(found.effects + beside)
    return {
        "panels": len(found.counts), "left_out": text(found.left_out),
        "first": named(view.entries, found.weights @ (first / first.sum(axis=1, keepdims=True))),
        "se": named(view.entries, found.se), "jackknife_se": named(view.entries, uncertainty.jackknife(view.totals).se),
    }  # fmt: skip


def leave_one_out_of(view: View) -> dict[str, Any]:
    """Who stands first, and who is funded, when one judge's marks are taken out: tallied by the official method."""
    found: dict[str, Any] = {}
    for judge in view.judges:
        try:
            ranked = _without(view.round, judge)
        except Refused as reason:
            found[judge] = {"refused": str(reason)}
            continue
        ranks = {standing.entry: standing.rank for standing in ranked}
        found[judge] = {
            "ranks": ranks,
            "same_first": _top(ranks, 1) == _top(_ranks(view), 1),
            "same_funded": _top(ranks, view.quota) == _top(_ranks(view), view.quota),
        }
    return found


def _without(round_: Round, judge: str) -> tuple[Standing, ...]:
    kept = replace(
        round_,
        judges=tuple(one for one in round_.judges if one.code != judge),
        ballots=tuple(one for one in round_.ballots if one.judge != judge),
        recusals=tuple(one for one in round_.recusals if one.judge != judge),
        struck=tuple(one for one in round_.struck if one.judge != judge),
    )
    return standings(Sheets(Book.of(kept)))


def _ranks(view: View) -> dict[str, int]:
    return {standing.entry: standing.rank for standing in view.standings}


def _top(ranks: Mapping[str, int], places: int) -> set[str]:
    return {entry for entry, rank in ranks.items() if rank <= places}


def flips_of(view: View) -> dict[str, Any]:
    """The smallest change of one mark that changes who stands first, and who is funded."""
    return {name: _flip(uncertainty.flip_margin(view.round, quota=quota)) for name, quota in _lines(view)}


def _lines(view: View) -> list[tuple[str, int]]:
    """The lines in the ranking that matter, by the places above them; one with all entries above it or none is none."""
    return [(name, quota) for name, quota in (("first", 1), ("funded", view.quota)) if 0 < quota < len(view.entries)]


def _flip(margin: uncertainty.FlipMargin) -> dict[str, Any] | None:
    flip = margin.flip
    if flip is None:
        return None
    return {
        "judge": flip.judge, "entry": flip.entry, "indicator": flip.indicator,
        "mark": text(flip.mark), "altered": text(flip.altered), "change": text(flip.change),
    }  # fmt: skip


def collusion_of(view: View) -> dict[str, Any]:
    """The least number of judges who, marking as they like, could change who stands first, and who is funded."""
    return {name: _collusion(uncertainty.colluding_judges(view.round, quota=quota)) for name, quota in _lines(view)}


def _collusion(found: uncertainty.Collusion) -> dict[str, Any] | None:
    if found.number is None:
        return None
    return {"number": found.number, "judges": list(found.judges), "entry": found.entry}
