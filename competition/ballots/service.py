"""What is done with ballots: pledge, open, save, seal, reopen, excuse; and what may be read of them.

A judge reaches their own sheet only, through the actor; an entry that is not on it does not exist for them. Drafts are
read by nobody else: there is no verb for it. Sealed versions come out through :func:`sealed`, which the tally room asks
once scoring is left. The log gets commitments, never marks.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from competition.ballots import store
from competition.ballots.laws import check_commitment, check_receipt
from competition.ballots.records import (
    KEY_BYTES, LONGEST_NOTE, Absence, BallotState, Draft, JudgeProgress, Receipt, Row, Sealed, Stage, commitment,
    is_on_scale, judge_state, stage_of,
)  # fmt: skip
from competition.ballots.sheet import Sheet, Task, sheet_of, sheets
from competition.core import approvals
from competition.core.amounts import hundredths, plain
from competition.core.canonical import canonical, check_digits, digest
from competition.core.database import Database, Law, Reader, Transaction, write
from competition.core.errors import Conflict, Denied, Frozen, NotFound, Refusal
from competition.core.permissions import Permission, require
from competition.core.records import Actor, ToDo
from competition.panels import service as panels
from competition.panels.records import Judge
from competition.rounds import service as rounds
from competition.rounds.records import Phase, Round
