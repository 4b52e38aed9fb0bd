"""The verbs of the awards room: a list follows from rules, tally and nominees, and is adopted by two people."""

from __future__ import annotations

from competition.awards.service.adopting import sign_first, sign_second, waiting, withdraw
from competition.awards.service.allocation import ALLOCATION, allocation
from competition.awards.service.deriving import derive
from competition.awards.service.foreseeing import foreseen
from competition.awards.service.laws import LAWS
from competition.awards.service.outstanding import outstanding
from competition.awards.service.proposing import propose
from competition.awards.service.reading import (
    adopted,
    awards,
    closing,
    current,
    is_outdated,
    proposal,
    proposals,
    publicity_over,
    standing,
)

__all__ = [
    "ALLOCATION", "LAWS", "adopted", "allocation", "awards", "closing", "current", "derive", "foreseen",
    "is_outdated", "outstanding", "proposal", "proposals", "propose", "publicity_over", "sign_first", "sign_second",
    "standing", "waiting", "withdraw",
]  # fmt: skip
