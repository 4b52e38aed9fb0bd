"""Lenses on the panel: how far its judges agree, how severe each is, and what calls for a second look.

``totals`` stands for each judge's Σ weight·mark over the judged indicators, beside the judged indicators by code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from typing import Any, Final

import numpy as np

from scoring import agreement, design, flags, severity
from scoring.checks import Floats
from scoring.diagnostics.reasons import reason_of
from scoring.diagnostics.texts import text
from scoring.errors import Refused
from scoring.view import View

LEVEL: Final = 0.95
RANGE: Final = 10.0
"""Where half a panel agrees exactly, totals further apart than this percentage of the middle one are looked at."""


def _tables(view: View) -> dict[str, Floats]:
    return {"total": view.totals, **view.marks}


def agreement_of(view: View) -> dict[str, Any]:
    """By judged indicator and for the totals: ICC(A,1) and ICC(A,k) with intervals, Kendall's W, Krippendorff's α."""
    found: dict[str, Any] = {}
    for code, table in _tables(view).items():
        row: dict[str, Any] = {}
        for name, act in (("icc", _icc), ("kendall_w", _concordance), ("alpha", _alpha)):
            try:
                row[name] = act(table)
            except Refused as reason:
                row[name] = {"refused": reason_of(view, reason, table)}
        found[code] = row
    return found


def _icc(table: Floats) -> dict[str, Any]:
    try:
        icc = agreement.icc(table, level=LEVEL)
    except Refused as reason:
        if reason.code != "absent":
            raise
        expected = f"{reason.expected} (alpha and the lens generalizability take gaps)"
        raise Refused(reason.code, reason.pointer, expected, reason.found) from reason
    single, mean = icc.icc2, icc.icc2k
    return {
        "single": {"value": text(single.value), "low": text(single.low), "high": text(single.high)},
        "panel": {"value": text(mean.value), "low": text(mean.low), "high": text(mean.high)},
        "sem": text(icc.sem), "sd_judge": text(icc.sd_judge),
    }  # fmt: skip


def _concordance(table: Floats) -> dict[str, Any]:
    found = agreement.kendall_w(table)
    return {"w": text(found.w), "chi2": text(found.chi2), "df": found.df, "p": text(found.p), "by": found.method}


def _alpha(table: Floats) -> dict[str, Any]:
    return {"interval": text(agreement.krippendorff_alpha(table, level="interval"))}


def severity_of(view: View) -> dict[str, Any]:
    """By judged indicator and for the totals: each judge's severity with its error, and the variances."""
    found: dict[str, Any] = {}
    for code, table in _tables(view).items():
        try:
            fit = severity.shrunken(table, level=LEVEL)
        except Refused as reason:
            found[code] = {"refused": reason_of(view, reason, table)}
            continue
        limits = fit.judge_sd_interval
        found[code] = {
            "judges": {
                judge: {"effect": text(float(effect)), "se": text(float(error))}
                for judge, effect, error in zip(view.judges, fit.judge, fit.judge_se, strict=True)
            },
            "var_judge": text(fit.var_judge), "var_residual": text(fit.var_residual),
            "judge_sd": None if limits is None else {"low": text(limits[0]), "high": text(limits[1])},
        }  # fmt: skip
    return found


def generalizability_of(view: View) -> dict[str, Any]:
    """What part of the totals is the entries', and how many judges a coefficient Φ of 0.8 would take."""
    study = severity.generalizability(view.totals)
    return {
        "var_entry": text(study.var_entry), "var_judge": text(study.var_judge),
        "var_residual": text(study.var_residual), "relative": text(study.relative), "absolute": text(study.absolute),
        "by_judges": {str(panel.n_judges): text(panel.absolute) for panel in study.study},
    }  # fmt: skip


def design_of(view: View) -> dict[str, Any]:
    """How firmly shared judges link the entries, by who gave all marks of an entry."""
    found = design.connectivity(view.totals)
    return {
        "parts": found.n_components, "algebraic": text(found.algebraic), "normalized": text(found.normalized),
        "articulation": [view.judges[at] for at in found.articulation.tolist()],
        "variance_ratio": text(found.variance_ratio), "efficiency": text(found.efficiency),
    }  # fmt: skip


def flags_of(view: View) -> dict[str, Any]:
    """Judges and marks that call for a second look, on the totals, each with the numbers that raised it."""
    found: dict[str, Any] = {}
    for name, raise_flags in _FLAGS.items():
        try:
            found[name] = [_flag(view, flag) for flag in raise_flags(view)]
        except Refused as reason:
            found[name] = {"refused": reason_of(view, reason)}
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
        elif field.name != "indicator":
            told[field.name] = text(float(value)) if isinstance(value, float | np.floating) else value
    return told


def _by_indicator(view: View) -> Floats:
    """All judged marks, shape ``(n_judges, n_entries, n_judged)``."""
    return np.moveaxis(np.array([*view.marks.values()]).reshape(len(view.marks), *view.totals.shape), 0, 2)


def _combined(view: View) -> dict[str, Any]:
    """How the round combines marks, as arguments; what is trimmed only where anything is."""
    rule = view.round.method.panel
    if rule.combine != "trimmed_mean":
        return {"combine": rule.combine}
    return {"combine": rule.combine, "trim": rule.trim, "trim_from": rule.trim_from}


def _range(view: View) -> float:
    known = view.totals[~np.isnan(view.totals)]
    return RANGE / 100 * float(np.median(known)) if known.size else 0.0


_FLAGS: Final[Mapping[str, Callable[[View], Iterable[Any]]]] = {
    "discrepancies": lambda view: flags.discrepancies(view.totals, **_combined(view)),
    "residuals": lambda view: flags.studentized(view.totals).outliers,
    "robust": lambda view: flags.robust(view.totals, range_points=_range(view)),
    "severities": lambda view: flags.severities(view.totals),
    "spreads": lambda view: flags.spreads(view.totals),
    "correlations": lambda view: flags.correlations(view.totals),
    "constants": lambda view: flags.constants(view.totals),
    "halos": lambda view: flags.halos(_by_indicator(view)),
}
