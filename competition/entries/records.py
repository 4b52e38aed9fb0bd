"""Entries: a town's participation in a round, and everything that was found out about it.

An *entry* is a town as it was when it entered. It is *eligible* until it withdraws or is excluded; only eligible
entries are ranked. A *veto* (一票否决) excludes an entry on a certifying document. A *nominee* is an enterprise the
entry puts up for the award. A *measured* figure is what an indicator is scored from, with its year, source and
verifier. Everything here is open until registration is left; then only a ruling changes it, and its case is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from competition.core.records import Text
from competition.registry.records import Status


class EntryStatus(StrEnum):
    """Whether an entry is ranked."""

    ELIGIBLE = "eligible"
    WITHDRAWN = "withdrawn"
    EXCLUDED = "excluded"


class CheckState(StrEnum):
    """Whether somebody has looked at eligibility, and what they found."""

    PENDING = "pending"
    PASSED = "passed"
    FAILED = "failed"


class VetoKind(StrEnum):
    """What rules an entry out whatever its score."""

    SAFETY = "safety"
    QUALITY = "quality"
    ENVIRONMENT = "environment"
    DATA = "data"
    TAX = "tax"
    CREDIT = "credit"
    STATISTICS = "statistics"
    WAGES = "wages"
    FRAUD = "fraud"


@dataclass(frozen=True, slots=True)
class Entry:
    """A town in a round. Name, county and industry are as they were when it entered; ``case`` is the last ruling."""

    id: int
    round_id: int
    code: str
    town_id: int
    name: Text
    county_id: int
    county: Text
    industry: Text
    status: EntryStatus
    check: CheckState
    position: int
    note: str = ""
    case: str | None = None

    @property
    def is_eligible(self) -> bool:
        """True when it is ranked."""
        return self.status is EntryStatus.ELIGIBLE


@dataclass(frozen=True, slots=True)
class Veto:
    """What rules an entry out, with the document that certifies it; ``lifted_at`` when it was taken back."""

    id: int
    entry_id: int
    kind: VetoKind
    department: str
    document_no: str
    dated_on: date
    note: str
    at: datetime
    lifted_at: datetime | None = None
    lifted_why: str = ""

    @property
    def stands(self) -> bool:
        """True until it is lifted."""
        return self.lifted_at is None


@dataclass(frozen=True, slots=True)
class Nominee:
    """An enterprise an entry puts up for the award: revenue in 亿元, growth and market share in percent."""

    id: int
    entry_id: int
    enterprise_id: int
    name: Text
    uscc: str
    status: Status
    check: CheckState
    reason: str
    revenue: Decimal | None
    growth: Decimal | None
    market_share: Decimal | None
    source: str
    version: int = 1
    case: str | None = None

    @property
    def eligible(self) -> bool:
        """True once somebody has found it eligible."""
        return self.check is CheckState.PASSED


@dataclass(frozen=True, slots=True)
class Measured:
    """One figure of one entry, as it stands in its highest version; ``case`` names the ruling that corrected it."""

    entry_id: int
    indicator: str
    version: int
    value: Decimal
    year: int
    source: str
    verifier: str
    attachment: str
    at: datetime
    by: str
    case: str | None = None


def next_code(taken: tuple[str, ...]) -> str:
    """The code of the next entry; a code once given is never given again.

    >>> next_code(()), next_code(("T01", "T02")), next_code(("T09", "T99"))
    ('T01', 'T03', 'T100')
    """
    return f"T{max((int(code[1:]) for code in taken), default=0) + 1:02d}"
