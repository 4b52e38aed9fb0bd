"""What a judge may write: a mark on the indicator's scale, a note that is not too long.

A mark is refused, never rounded: whoever typed 86.3 on a scale of halves must say whether 86 or 86.5 was meant.
"""

from __future__ import annotations

from competition.ballots.records import LONGEST_NOTE, is_on_scale
from competition.core.amounts import hundredths, plain
from competition.core.errors import Refusal
from competition.rounds.records import Indicator


def check_mark(leaf: Indicator, mark: int) -> None:
    """Refuse a mark (hundredths) that is not on the indicator's scale."""
    if not is_on_scale(mark, leaf.scale_min, leaf.scale_max, leaf.scale_step):
        low, high, step, found = (
            plain(hundredths(number)) for number in (leaf.scale_min, leaf.scale_max, leaf.scale_step, mark)
        )
        raise Refusal("ballots.off_scale", indicator=leaf.title, found=found, low=low, high=high, step=step)


def check_note(leaf: Indicator, note: str) -> None:
    """Refuse a note longer than a note may be."""
    if len(note) > LONGEST_NOTE:
        raise Refusal("ballots.note_too_long", indicator=leaf.title, longest=LONGEST_NOTE)
