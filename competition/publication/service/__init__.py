"""The verbs of publication: the approval is recorded, notices are posted, and each posting stores the public result."""

from __future__ import annotations

from competition.publication.body import document
from competition.publication.service.approving import approval, approvals, is_of_this_review, record_approval
from competition.publication.service.drawing import Draft, draw
from competition.publication.service.laws import LAWS
from competition.publication.service.outstanding import outstanding
from competition.publication.service.posting import post_publicity, publish
from competition.publication.service.reading import (
    corrections,
    diagnostics_file,
    is_outdated,
    notice,
    notices,
    publishes,
    result,
    result_file,
    results,
    round_file,
    rounding,
    standing,
)

__all__ = [
    "LAWS", "Draft", "approval", "approvals", "corrections", "diagnostics_file", "document", "draw",
    "is_of_this_review", "is_outdated", "notice", "notices", "outstanding", "post_publicity", "publish", "publishes",
    "record_approval", "result", "result_file", "results", "round_file", "rounding", "standing",
]  # fmt: skip
