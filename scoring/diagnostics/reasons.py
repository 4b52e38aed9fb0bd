"""Why a lens was refused, told in the codes of the round: a lens knows judges and entries by their rows and columns."""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from scoring.checks import Floats
from scoring.errors import Refused
from scoring.graph import components, require_connected
from scoring.view import View

_CELL: Final = re.compile(r"marks\[(\d+|:), (\d+)(?:, (\d+))?\]")


def reason_of(view: View, refused: Refused, table: Floats | None = None) -> str:
    """The refusal of a lens on ``table`` (n_judges, n_entries), the judges' totals if None, as a text with codes."""
    if refused.code == "disconnected":
        refused = _parts(view, refused, view.totals if table is None else table)
    return str(refused.at(_CELL.sub(lambda found: _cell(view, *found.groups()), refused.pointer)))


def _parts(view: View, refused: Refused, table: Floats) -> Refused:
    """The same refusal with each part named by codes."""
    parts = components(*table.shape, *np.nonzero(~np.isnan(table)))
    try:
        require_connected(view.judges, view.entries, parts, refused.pointer)
    except Refused as named:
        return named
    return refused


def _cell(view: View, judge: str, entry: str, indicator: str | None) -> str:
    on = f", indicator {[*view.marks][int(indicator)]}" if indicator else ""
    by = "marks" if judge == ":" else f"mark of judge {view.judges[int(judge)]}"
    return f"the {by} for entry {view.entries[int(entry)]}{on}"
