"""What is locked on leaving registration: entries, their figures and nominees, the panel and its recusals.

Judges stand here by pseudonym, as in every file; who they are is no part of the digest.
"""

from __future__ import annotations

from typing import Any

from competition.core.database import Reader
from competition.rounds import service as rounds
from competition.rounds.records import Round

FORMAT = "pingxuan-lists/1"


def lists(db: Reader, round_: Round) -> dict[str, Any]:
    """The lists as they stand now, ready to be hashed."""
    signed = rounds.commitment(db, round_)
    return {
        "format": FORMAT,
        "round": round_.code,
        "rules": signed.digest if signed else None,
        "entries": [],
        "figures": [],
        "judges": [],
        "recusals": [],
    }
