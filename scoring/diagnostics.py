"""All lenses over one round: ``pingxuan-diagnostics/1``, a second document that is never part of the result.

It looks at the eligible entries. *Totals* are each judge's Σ weight·mark over the judged indicators, on the scale of
the official total. A lens that a round cannot be looked at through is listed under ``refused`` with its reason; nothing
is left out in silence. Numbers are texts of up to six decimals; what is drawn by chance is drawn from the seed given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

import scoring
from scoring import agreement, flags, severity, uncertainty, weights
from scoring.book import Book
from scoring.comparison import compare
from scoring.errors import Refused
from scoring.exact import decimal_text, printed
from scoring.marks import SEED
from scoring.outcome import Standing
from scoring.records import Round, round_digest
from scoring.sheet import Sheets
from scoring.tallying import standings
from scoring.view import View

DIAGNOSTICS_FORMAT: Final = "pingxuan-diagnostics/1"
DRAWS: Final = 100_000
LEVEL: Final = 0.95
CONCENTRATION: Final = 100.0
"""Weights are drawn around the official ones by Dirichlet(100·w): a weight of 0.20 moves by 0.04 (one sd)."""

Floats = NDArray[np.float64]


def diagnose(
    round_: Round, *, quota: int = 1, progress: Callable[[str], object] = lambda lens: None
) -> dict[str, Any]:  # fmt: skip
    """Every lens over a round, as ``pingxuan-diagnostics/1``; ``progress`` is told each lens before it begins.

    ``quota`` is how many places are funded, for the margins. Raises ``Refused`` where the round cannot be tallied.
    """
    view = View.of(round_, quota)
    document: dict[str, Any] = {
        "format": DIAGNOSTICS_FORMAT, "round": round_.code, "engine": scoring.ENGINE,
        "input_digest": round_digest(round_), "seed": str(SEED), "draws": DRAWS, "level": _text(LEVEL),
        "numpy": np.__version__, "quota": quota, "entries": list(view.entries), "judges": list(view.judges),
    }  # fmt: skip
    refused = {}
    for name, lens in LENSES.items():
        progress(name)
        try:
            document[name] = lens(view)
        except Refused as reason:
            refused[name] = str(reason)
        except (ArithmeticError, np.linalg.LinAlgError) as broken:
            # A lens is no part of the result: one whose reckoning breaks down must not take the others with it.
            refused[name] = f"the whole file: expected marks that can be reckoned with, found {broken} [no_answer]"
    return {**document, "refused": refused}


def _text(value: float | Fraction | Decimal | None) -> str | None:
    """A number as a text of up to six decimals; None for what is not defined."""
    if value is None or (isinstance(value, float) and not np.isfinite(value)):
        return None
    if isinstance(value, Decimal):
        return decimal_text(value)
    return printed(Fraction(value))


def _texts(values: Floats) -> list[str | None]:
    return [_text(float(value)) for value in values]


def _tables(view: View) -> dict[str, Floats]:
    return {"total": view.totals, **view.marks}


def _agreement(view: View) -> dict[str, Any]:
    """By judged indicator and for the totals: ICC(A,1) and ICC(A,k) with intervals, Kendall's W, Krippendorff's α."""
    found: dict[str, Any] = {}
    for code, table in _tables(view).items():
        row: dict[str, Any] = {}
        for name, act in (("icc", _icc), ("kendall_w", _concordance), ("alpha", _alpha)):
            try:
                row[name] = act(table)
            except Refused as reason:
                row[name] = {"refused": str(reason)}
        found[code] = row
    return found


def _icc(table: Floats) -> dict[str, Any]:
    icc = agreement.icc(table, level=LEVEL)
    single, mean = icc.icc2, icc.icc2k
    return {
        "single": {"value": _text(single.value), "low": _text(single.low), "high": _text(single.high)},
        "panel": {"value": _text(mean.value), "low": _text(mean.low), "high": _text(mean.high)},
        "sem": _text(icc.sem), "sd_judge": _text(icc.sd_judge),
    }  # fmt: skip


def _concordance(table: Floats) -> dict[str, Any]:
    found = agreement.kendall_w(table)
    return {"w": _text(found.w), "chi2": _text(found.chi2), "df": found.df, "p": _text(found.p), "by": found.method}


def _alpha(table: Floats) -> dict[str, Any]:
    return {"interval": _text(agreement.krippendorff_alpha(table, level="interval"))}


def _severity(view: View) -> dict[str, Any]:
    """By judged indicator and for the totals: each judge's severity with its error, and the variances."""
    found: dict[str, Any] = {}
    for code, table in _tables(view).items():
        try:
            fit = severity.shrunken(table, level=LEVEL)
        except Refused as reason:
            found[code] = {"refused": str(reason)}
            continue
        limits = fit.judge_sd_interval
        found[code] = {
            "judges": {
                judge: {"effect": _text(float(effect)), "se": _text(float(error))}
                for judge, effect, error in zip(view.judges, fit.judge, fit.judge_se, strict=True)
            },
            "var_judge": _text(fit.var_judge), "var_residual": _text(fit.var_residual),
            "judge_sd": None if limits is None else {"low": _text(limits[0]), "high": _text(limits[1])},
        }  # fmt: skip
    return found


def _rank_sets(view: View) -> dict[str, Any]:
    """Best and worst place of each entry that another draw of judge-by-entry errors would leave open, at 95 %."""
    if view.round.method.aggregate != "arithmetic":
        raise Refused(
            "not_a_sum", "/method/aggregate", "a total that adds its parts up, whose errors are those of the marks",
            f"'{view.round.method.aggregate}'",
        )  # fmt: skip
    fit = severity.shrunken(view.totals)
    effects = fit.entry + view.measured + np.array([float(standing.adjustment) for standing in view.standings])
    found = {}
    for name, simultaneous in (("simultaneous", True), ("marginal", False)):
        sets = uncertainty.rank_sets(
            effects, fit.entry_covariance, level=LEVEL, simultaneous=simultaneous, df=float(fit.df)
        )
        found[name] = {
            entry: [int(low), int(high)] for entry, low, high in zip(view.entries, sets.low, sets.high, strict=True)
        }
    return found


def _leave_one_out(view: View) -> dict[str, Any]:
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


def _flips(view: View) -> dict[str, Any]:
    """The smallest change of one mark that changes who stands first, and who is funded."""
    return {
        name: _flip(uncertainty.flip_margin(view.round, quota=quota))
        for name, quota in (("first", 1), ("funded", view.quota))
        if quota < len(view.entries)
    }


def _flip(margin: uncertainty.FlipMargin) -> dict[str, Any] | None:
    flip = margin.flip
    if flip is None:
        return None
    return {
        "judge": flip.judge, "entry": flip.entry, "indicator": flip.indicator,
        "mark": _text(flip.mark), "altered": _text(flip.altered), "change": _text(flip.change),
    }  # fmt: skip


def _robustness(view: View) -> dict[str, Any]:
    """How often each entry takes each place when the weights are drawn around the official ones."""
    found = uncertainty.rank_acceptability(view.scores, weights=view.weights, concentration=CONCENTRATION, draws=DRAWS)
    rows = zip(view.entries, found.first, found.ranks, found.mc_error, strict=True)
    return {
        entry: {"first": _text(float(first)), "places": _texts(ranks), "error": _text(float(np.max(error)))}
        for entry, first, ranks, error in rows
    }


def _effective(view: View) -> dict[str, Any]:
    """How much each indicator really moves the total, beside its weight."""
    leaves = [leaf.code for dimension in view.round.criteria for leaf in dimension.indicators]
    moved = weights.effective(view.scores, view.weights)
    return {
        code: {"weight": _text(float(weight)), "effective": _text(float(share))}
        for code, weight, share in zip(leaves, view.weights, moved, strict=True)
    }


def _generalizability(view: View) -> dict[str, Any]:
    """What part of the totals is the entries', and how many judges a coefficient Φ of 0.8 would take."""
    study = severity.generalizability(view.totals)
    return {
        "var_entry": _text(study.var_entry), "var_judge": _text(study.var_judge),
        "var_residual": _text(study.var_residual), "relative": _text(study.relative), "absolute": _text(study.absolute),
        "by_judges": {str(panel.n_judges): _text(panel.absolute) for panel in study.study},
    }  # fmt: skip


def _flags(view: View) -> dict[str, Any]:
    """Judges and marks that call for a second look, on the totals, each with the numbers that raised it."""
    found: dict[str, Any] = {}
    for name, raise_flags in _FLAGS.items():
        try:
            found[name] = [_flag(view, flag) for flag in raise_flags(view.totals)]
        except Refused as reason:
            found[name] = {"refused": str(reason)}
    return found


def _flag(view: View, flag: Any) -> dict[str, Any]:
    """A flag's fields: judges and entries by their codes, numbers as texts."""
    told: dict[str, Any] = {}
    for field in fields(flag):
        value = getattr(flag, field.name)
        if field.name == "judge":
            told["judge"] = view.judges[int(value)]
        elif field.name == "entry":
            told["entry"] = view.entries[int(value)]
        else:
            told[field.name] = _text(float(value)) if isinstance(value, float | np.floating) else value
    return told


_FLAGS: Final[Mapping[str, Callable[[Floats], Iterable[Any]]]] = {
    "residuals": lambda totals: flags.studentized(totals).outliers,
    "severities": flags.severities,
    "spreads": flags.spreads,
    "correlations": flags.correlations,
    "constants": flags.constants,
}


def _methods(view: View) -> list[dict[str, Any]]:
    """The places under every other method, with Kendall's τ-b with the official ones."""
    return [
        {
            "method": one.method, "ranks": None if one.ranks is None else dict(one.ranks), "tau": _text(one.tau),
            "same_first": one.same_first, **({"refused": one.refused} if one.refused else {}),
        }
        for one in compare(view.round)
    ]  # fmt: skip


LENSES: Final[Mapping[str, Callable[[View], Any]]] = {
    "agreement": _agreement,
    "severity": _severity,
    "generalizability": _generalizability,
    "flags": _flags,
    "rank_sets": _rank_sets,
    "leave_one_out": _leave_one_out,
    "flip_margin": _flips,
    "weight_robustness": _robustness,
    "effective_weights": _effective,
    "methods": _methods,
}
"""What is looked through, in this order; a new lens is one function and one line."""
