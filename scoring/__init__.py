"""The engine: a round in, its result out; exact, and the same on every machine.

It knows no database, no web and no clock. ``read_round`` and ``read_rules`` read files strictly, ``tally`` makes the
result, ``explain`` shows one entry's working step by step, ``canonical`` and ``digest`` make what is compared and
signed. Whatever the engine will not score it refuses with ``Refused``, naming the place and what was expected there.

Beside the official way stand the *lenses*, which never make an official total: ``normalize``, ``weights``,
``aggregate``, ``severity``, ``agreement``, ``design``, ``uncertainty`` and ``flags``. Each is a module of that name,
loaded when it is first asked for.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from scoring.canon import check_digits
from scoring.documents import canonical, digest
from scoring.errors import Refused
from scoring.formats import read_round, read_rules, round_from
from scoring.outcome import Notice, Standing, Tally, Unranked, result_digest
from scoring.ranking import lot_key
from scoring.records import Round, Rules, round_digest, rules_digest
from scoring.tables import long_table, read_long_table, standings_table
from scoring.tallying import tally

ACROSS = {"compare": "comparison", "diagnose": "diagnostics"}
"""What looks through several lenses: the function, and the module it stands in."""
_LATER = {**ACROSS, "Explanation": "explanation", "explain": "explanation"}
"""Names whose modules are loaded when first asked for: no tally needs them, and they take as long as all the rest."""
if TYPE_CHECKING:
    from scoring.explanation import Explanation, explain

LENSES = ("agreement", "aggregate", "design", "flags", "normalize", "severity", "uncertainty", "weights")

ENGINE = "pingxuan 0.1.0"
"""Name and version, as a result states them."""

__all__ = [
    "ENGINE",
    "Explanation",
    "Notice",
    "Refused",
    "Round",
    "Rules",
    "Standing",
    "Tally",
    "Unranked",
    "canonical",
    "check_digits",
    "digest",
    "explain",
    "long_table",
    "lot_key",
    "read_long_table",
    "read_round",
    "read_rules",
    "result_digest",
    "round_digest",
    "round_from",
    "rules_digest",
    "standings_table",
    "tally",
]


def __getattr__(name: str) -> Any:
    """Load a lens when it is first asked for: they need scipy, which takes longer to load than a round to tally."""
    if name in LENSES:
        return importlib.import_module(f"scoring.{name}")
    if name in _LATER:
        return getattr(importlib.import_module(f"scoring.{_LATER[name]}"), name)
    raise AttributeError(f"module 'scoring' has no attribute {name!r}")
