"""What is done with ballots: pledge, open, save, key, seal, reopen, excuse; and what may be read of them.

A judge reaches their own sheet only, through the actor; an entry that is not on it does not exist for them. Drafts are
read by nobody else: there is no verb for it. Sealed versions come out through :func:`sealed`, which the tally room asks
once scoring is left. The log gets commitments, never marks.
"""

from competition.ballots.service.judging import (
    draft_of,
    mine,
    my_sheet,
    open_entry,
    own_marks,
    pledge,
    pledged_at,
    save,
    why_closed,
    why_reopened,
)  # fmt: skip
from competition.ballots.service.keying import (
    blank_sheet,
    key_sheet,
    keyed_by_me,
    look_at_sheet,
    marked_sheet,
    papers,
    pledged_on_paper,
    throw_away,
)  # fmt: skip
from competition.ballots.service.laws import LAWS
from competition.ballots.service.office import (
    absence_of,
    excuse,
    outstanding,
    pending_absence,
    progress,
    reopen,
    sealed,
    sealed_versions,
    sign_excuse,
)  # fmt: skip
from competition.ballots.service.sealing import find_receipt, receipt_of, receipts, review, seal

__all__ = [
    "LAWS", "absence_of", "blank_sheet", "draft_of", "excuse", "find_receipt", "key_sheet", "keyed_by_me",
    "look_at_sheet", "marked_sheet", "mine", "my_sheet", "open_entry", "outstanding", "own_marks", "papers",
    "pending_absence", "pledge", "pledged_at", "pledged_on_paper", "progress", "receipt_of", "receipts", "reopen",
    "review", "save", "seal", "sealed", "sealed_versions", "sign_excuse", "throw_away", "why_closed", "why_reopened",
]  # fmt: skip
