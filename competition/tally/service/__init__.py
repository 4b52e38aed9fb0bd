"""Tallying a round: every verb and every reading that joins marks and scoring.

Nothing here answers before scoring is left, whoever asks: no mark, no mean, and no count derived from marks. A tally is
stored once and never changed; when a ruling, a reopened ballot or a corrected figure changes what it depends on, it is
*outdated* and has to be made again, as a new version with a reason.
"""

from competition.tally.records import LEAVING, TALLYING
from competition.tally.service.diagnosing import (
    DIAGNOSING,
    awaits_diagnosis,
    diagnose,
    diagnostics,
    public_diagnostics,
    rank_sets,
    told_apart,
)
from competition.tally.service.laws import LAWS
from competition.tally.service.making import order, outstanding, strike, tally
from competition.tally.service.reading import (
    current,
    discrepancies,
    explain,
    firmness,
    get_tally,
    is_open,
    is_outdated,
    level_at_line,
    mark_tables,
    marked,
    matrix,
    needs_lot,
    opened,
    orders,
    panel_of,
    preview,
    residual_table,
    round_object,
    standings,
    strikes,
    unranked,
    versions,
)  # fmt: skip
from competition.tally.service.signing import (
    adjustments,
    lots,
    propose_adjustment,
    propose_lot,
    sign_adjustment,
    sign_lot,
)  # fmt: skip

__all__ = [
    "DIAGNOSING",
    "LAWS",
    "LEAVING",
    "TALLYING",
    "adjustments",
    "awaits_diagnosis",
    "current",
    "diagnose",
    "diagnostics",
    "discrepancies",
    "explain",
    "firmness",
    "get_tally",
    "is_open",
    "is_outdated",
    "level_at_line",
    "lots",
    "mark_tables",
    "marked",
    "matrix",
    "needs_lot",
    "opened",
    "order",
    "orders",
    "outstanding",
    "panel_of",
    "preview",
    "propose_adjustment",
    "propose_lot",
    "public_diagnostics",
    "rank_sets",
    "residual_table",
    "round_object",
    "sign_adjustment",
    "sign_lot",
    "standings",
    "strike",
    "strikes",
    "tally",
    "told_apart",
    "unranked",
    "versions",
]
