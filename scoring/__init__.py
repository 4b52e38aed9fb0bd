"""The engine: a round in, its result out; exact, and the same on every machine.

It knows no database, no web and no clock. ``read_round`` and ``read_rules`` read files strictly, ``tally`` makes the
result, ``explain`` shows one entry's working step by step, ``canonical`` and ``digest`` make what is compared and
signed. Whatever the engine will not score it refuses with ``Refused``, naming the place and what was expected there.

Beside the official way stand the *lenses*, which never make an official total: ``normalize``, ``weights``,
``aggregate``, ``severity``, ``agreement``, ``design``, ``uncertainty`` and ``flags``. Each is a module of that name.

This page is a table of contents: nothing is loaded before it is asked for.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scoring.canon import check_digits
    from scoring.comparison import compare
    from scoring.diagnostics import diagnose
    from scoring.documents import canonical, digest
    from scoring.errors import Refused, Unsound
    from scoring.explanation import Explanation, explain
    from scoring.formats import read_round, read_rules, round_from
    from scoring.marks import Marks
    from scoring.outcome import Notice, Standing, Tally, Unranked, result_digest
    from scoring.ranking import lot_key
    from scoring.records import Round, Rules, round_digest, rules_digest
    from scoring.tables import long_table, read_long_table, standings_table
    from scoring.tallying import tally

ENGINE = "pingxuan 0.1.0"
"""Name and version, as a result states them."""
LENSES = ("agreement", "aggregate", "design", "flags", "normalize", "severity", "uncertainty", "weights")
ACROSS = {"compare": "comparison", "diagnose": "diagnostics"}
"""What looks through several lenses: the function, and the module it stands in."""
_CONTENTS = {
    "canon": ("check_digits",),
    "documents": ("canonical", "digest"),
    "errors": ("Refused",),
    "explanation": ("Explanation", "explain"),
    "formats": ("read_round", "read_rules", "round_from"),
    "outcome": ("Notice", "Standing", "Tally", "Unranked", "result_digest"),
    "ranking": ("lot_key",),
    "records": ("Round", "Rules", "round_digest", "rules_digest"),
    "tables": ("long_table", "read_long_table", "standings_table"),
    "tallying": ("tally",),
}
"""The official way, by the module each name stands in."""
SHARED = {"Marks": "marks", "Unsound": "errors"}
"""What the lenses share: marks in the long form, and the warning that something is not fit to decide."""
_MODULE_OF = {name: module for module, names in _CONTENTS.items() for name in names} | ACROSS | SHARED

__all__ = [
    "ENGINE",
    "Explanation",
    "Marks",
    "Notice",
    "Refused",
    "Round",
    "Rules",
    "Standing",
    "Tally",
    "Unranked",
    "Unsound",
    "canonical",
    "check_digits",
    "compare",
    "diagnose",
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
    """Load a module when one of its names is first asked for: who reads a digest needs no tally, a tally no lens."""
    if name in LENSES:
        return importlib.import_module(f"scoring.{name}")
    if name in _MODULE_OF:
        return getattr(importlib.import_module(f"scoring.{_MODULE_OF[name]}"), name)
    raise AttributeError(f"module 'scoring' has no attribute {name!r}")
