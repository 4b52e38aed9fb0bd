"""The verbs of the entries room: towns enter, are checked, put up enterprises and file their figures.

All of it is open until registration is left. After that :func:`correct_figure`, :func:`exclude` and
:func:`disqualify_nominee` are the only ways, and each takes the case it rests on.
"""

from __future__ import annotations

from competition.entries.service.entering import check, enter, lift_veto, readmit, veto, withdraw
from competition.entries.service.figures import measured_indicator, record_figure
from competition.entries.service.laws import LAWS
from competition.entries.service.nominating import (
    amend_nominee,
    drop_nominee,
    judge_nominee,
    nominate,
    nominee_of,
    suggested,
)
from competition.entries.service.outstanding import outstanding
from competition.entries.service.reading import (
    entries,
    entry,
    entry_by_id,
    figure_history,
    figures,
    is_open,
    missing,
    nominee,
    nominees,
    veto_of,
    vetoes,
)
from competition.entries.service.ruling import correct_figure, disqualify_nominee, exclude
from competition.entries.service.sheet import blank_sheet, look_at_figures, marked_sheet, take_figures

__all__ = [
    "LAWS", "amend_nominee", "blank_sheet", "check", "correct_figure", "disqualify_nominee", "drop_nominee", "enter",
    "entries", "entry", "entry_by_id", "exclude", "figure_history", "figures", "is_open", "judge_nominee", "lift_veto",
    "look_at_figures", "marked_sheet", "measured_indicator", "missing", "nominate", "nominee", "nominee_of", "nominees",
    "outstanding", "readmit", "record_figure", "suggested", "take_figures", "veto", "veto_of", "vetoes", "withdraw",
]  # fmt: skip
