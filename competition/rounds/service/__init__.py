"""The verbs of rounds: an edition is set up, its rules are drafted and locked, its phase is written, nowhere else.

The *current* rules are the highest locked version, or before any locking the draft; the *working* rules are the draft,
if there is one. Rules are locked by two people; after that a change is a new version with a reason, which may begin
only while no mark has ever been visible.
"""

from __future__ import annotations

from competition.rounds.converting import converted
from competition.rounds.service.basis import basis, warnings
from competition.rounds.service.drafting import amend, begin_version, drop_version, may_begin_version, proposal
from competition.rounds.service.laws import LAWS
from competition.rounds.service.locking import examine, frozen_draft, propose_lock, sign_lock, withdraw_lock
from competition.rounds.service.phases import enter, outstanding
from competition.rounds.service.readiness import faults, grant_fen, todos
from competition.rounds.service.reading import (
    by_id,
    commitment,
    commitments,
    find,
    find_id,
    frozen,
    get,
    list_rounds,
    moves,
    rules,
    rules_version,
    versions,
    working,
)
from competition.rounds.service.setting_up import amend_details, create, set_deadline

__all__ = [
    "LAWS",
    "amend",
    "amend_details",
    "basis",
    "begin_version",
    "by_id",
    "commitment",
    "commitments",
    "converted",
    "create",
    "drop_version",
    "enter",
    "examine",
    "faults",
    "find",
    "find_id",
    "frozen",
    "frozen_draft",
    "get",
    "grant_fen",
    "list_rounds",
    "may_begin_version",
    "moves",
    "outstanding",
    "proposal",
    "propose_lock",
    "rules",
    "rules_version",
    "set_deadline",
    "sign_lock",
    "todos",
    "versions",
    "warnings",
    "withdraw_lock",
    "working",
]
