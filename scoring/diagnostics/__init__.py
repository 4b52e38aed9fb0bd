"""All lenses over one round: ``pingxuan-diagnostics/1``, a second document that is never part of a result.

It looks at the eligible entries. A lens that a round cannot be looked at through is listed under ``refused`` with its
reason; nothing is left out in silence. Numbers are texts of up to six decimals; what is drawn by chance is drawn from
the seed given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

import scoring
from scoring.checks import whole_from
from scoring.diagnostics import panel, places, weighting
from scoring.diagnostics.reasons import reason_of
from scoring.diagnostics.texts import text
from scoring.errors import Refused
from scoring.marks import SEED
from scoring.records import Round, round_digest
from scoring.view import View

DIAGNOSTICS_FORMAT: Final = "pingxuan-diagnostics/1"


def diagnose(
    round_: Round, *, quota: int = 1, progress: Callable[[str], object] = lambda lens: None
) -> dict[str, Any]:  # fmt: skip
    """Every lens over a round, as ``pingxuan-diagnostics/1``; ``progress`` is told each lens before it begins.

    ``quota`` is how many places are funded, for the margins: a whole number, 0 for none. Raises ``Refused`` for any
    other quota, and where the round cannot be tallied.
    """
    quota = whole_from(quota, "quota", 0)
    view = View.of(round_, quota)
    document: dict[str, Any] = {
        "format": DIAGNOSTICS_FORMAT, "round": round_.code, "engine": scoring.ENGINE,
        "input_digest": round_digest(round_), "seed": str(SEED), "draws": weighting.DRAWS, "level": text(places.LEVEL),
        "numpy": np.__version__, "quota": quota, "entries": list(view.entries), "judges": list(view.judges),
    }  # fmt: skip
    refused = {}
    for name, lens in LENSES.items():
        progress(name)
        found, reason = looked_through(lens, view)
        if reason is None:
            document[name] = found
        else:
            refused[name] = reason
    return {**document, "refused": refused}


def looked_through(lens: Callable[[View], Any], view: View) -> tuple[Any, str | None]:
    """What a lens shows, or None and the reason why it shows nothing.

    A lens is no part of the result: one whose reckoning breaks down must not take the others with it.
    """
    try:
        return lens(view), None
    except Refused as reason:
        return None, reason_of(view, reason)
    except (ArithmeticError, np.linalg.LinAlgError) as broken:
        return None, f"the whole file: expected marks that can be reckoned with, found {broken} [no_answer]"


LENSES: Final[Mapping[str, Callable[[View], Any]]] = {
    "agreement": panel.agreement_of,
    "severity": panel.severity_of,
    "generalizability": panel.generalizability_of,
    "design": panel.design_of,
    "flags": panel.flags_of,
    "rank_sets": places.rank_sets_of,
    "leave_one_out": places.leave_one_out_of,
    "resamples": places.resamples_of,
    "flip_margin": places.flips_of,
    "collusion": places.collusion_of,
    "weight_robustness": weighting.robustness_of,
    "weight_margins": weighting.margins_of,
    "weight_stability": weighting.stability_of,
    "best_case": weighting.best_case_of,
    "effective_weights": weighting.effective_of,
    "methods": weighting.methods_of,
    "joint": weighting.joint_of,
}
"""What is looked through, in this order; a new lens is one function and one line."""
