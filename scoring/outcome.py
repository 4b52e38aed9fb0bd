"""What a tally says, as frozen records, and how it is written as ``pingxuan-result/1``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from scoring.canon import digest
from scoring.plain import OPTIONAL, plain

RESULT_FORMAT: Final = "pingxuan-result/1"
_NOT_DIGESTED: Final = ("result_digest", "engine", "notices")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something a reader should know beside the numbers; only the fields its code speaks of are set."""

    code: str = field(kw_only=False)
    entry: str | None = field(default=None, metadata=OPTIONAL)
    indicator: str | None = field(default=None, metadata=OPTIONAL)
    judge: str | None = field(default=None, metadata=OPTIONAL)
    case: str | None = field(default=None, metadata=OPTIONAL)
    marks: int | None = field(default=None, metadata=OPTIONAL)
    stage: str | None = field(default=None, metadata=OPTIONAL)
    dimension: str | None = field(default=None, metadata=OPTIONAL)
    rank: int | None = field(default=None, metadata=OPTIONAL)
    entries: tuple[str, ...] | None = field(default=None, metadata=OPTIONAL)


@dataclass(frozen=True, slots=True)
class Standing:
    """A ranked entry. ``decided_by`` is ``total``, the tie step that left it alone, or ``shared``."""

    entry: str
    rank: int
    tied: bool
    total: Decimal
    decided_by: str
    adjustment: Decimal
    dimensions: Mapping[str, Decimal]
    indicators: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Unranked:
    """A withdrawn or excluded entry, scored for the record; None is what cannot be reckoned."""

    entry: str
    status: str
    total: Decimal | None
    adjustment: Decimal
    dimensions: Mapping[str, Decimal | None]
    indicators: Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class TieSplit:
    """One use of a tie step that told level entries apart, with the values it compared."""

    step: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Tally:
    """The result of a round; ``splits`` is for pages and is no part of the file."""

    round: str
    engine: str
    input_digest: str
    result_digest: str
    standings: tuple[Standing, ...]
    unranked: tuple[Unranked, ...]
    severity: Mapping[str, Any]
    notices: tuple[Notice, ...]
    splits: tuple[TieSplit, ...]

    def as_format(self) -> dict[str, Any]:
        """The result file: standings by rank and level entries by code, the unranked by code."""
        file = {"format": RESULT_FORMAT, **plain(self)}
        del file["splits"]
        return file


def result_digest(result: Mapping[str, Any]) -> str:
    """The digest of a result file: of everything but itself, the engine and the notices."""
    return digest({key: value for key, value in result.items() if key not in _NOT_DIGESTED})
