"""What a tally is: a stored version of the result, the places it gives, and the marks it was made from.

A *tally* joins the sealed marks and the verified figures of a round and stores the round file, the result file and
their digests, unchangeable. A *standing* is one entry's place in it. A *deviation* is a mark that lies further from its
panel's mean than the rules allow without a look. The *fate* of a mark says whether it counted, and if not, why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from competition.core.records import Text
from competition.rounds.records import Phase

TALLYING = (Phase.ADJUDICATION, Phase.PUBLICITY)
"""The phases in which a tally may be made, and what enters it may still change."""
LEAVING = TALLYING
"""The phases that are not left without a tally of the marks as they stand."""
MODES = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN}
"""What the modes of a rounding rule are called in the standard library."""


@dataclass(frozen=True, slots=True)
class Tally:
    """One stored version. ``round`` is the round file it was made from, ``result`` what came out (FORMATS 1 and 2)."""

    id: int
    round_id: int
    version: int
    input_digest: str
    result_digest: str
    round: Mapping[str, Any]
    result: Mapping[str, Any]
    engine: str
    reason: str
    at: datetime
    actor: str

    @property
    def rounding(self) -> Rounding:
        """How its scores are written."""
        return Rounding.of(self.round["method"])


@dataclass(frozen=True, slots=True)
class Diagnostics:
    """How firm a stored version is: ``pingxuan-diagnostics/1``, kept beside it and never part of it."""

    tally_id: int
    input_digest: str
    digest: str
    document: Mapping[str, Any]
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A ranked entry's place. Scores are decimal texts as the result file writes them."""

    rank: int
    entry: str
    name: Text
    total: str
    tied: bool
    decided_by: str
    adjustment: str
    dimensions: Mapping[str, str]
    indicators: Mapping[str, str]

    @property
    def is_shared(self) -> bool:
        """True when the whole chain left the entry level with another."""
        return self.decided_by == "shared"


@dataclass(frozen=True, slots=True)
class Unranked:
    """A withdrawn or excluded entry, scored for the record; a score that cannot be made is None."""

    entry: str
    name: Text
    status: str
    total: str | None
    adjustment: str
    dimensions: Mapping[str, str | None]
    indicators: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Strike:
    """A ruling that leaves one mark out of the count."""

    judge: str
    entry: str
    indicator: str
    case: str


@dataclass(frozen=True, slots=True)
class Order:
    """A ruling that orders a group which the tie chain left level."""

    case: str
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lot:
    """The seed of a drawn lot, once the source named in the rules has spoken; it counts when two have signed."""

    seed: str
    source: str
    approval_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Points added to or taken from an entry's total, within the limits of the rules; hundredths of a point."""

    code: str
    entry: str
    points: int
    reason: str


class Level(StrEnum):
    """How far off a mark is: worth a look, or so far that it must be explained or given again."""

    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """A mark off its panel's mean. ``indicator`` None stands for the judge's weighted total for the entry.

    ``points`` is signed, in points; ``percent`` is signed, of the mean, and None where the mean is zero.
    """

    judge: str
    entry: str
    indicator: str | None
    mark: Decimal
    mean: Decimal
    points: Decimal
    percent: Decimal | None
    level: Level


class Fate(StrEnum):
    """What became of a mark in the count, in the engine's words. ``SHARED``: level at the cut, counted in part;
    ``LEFT_OUT``: the judge's ballot for the entry has a gap, so the whole of it is left out.
    """

    COUNTED = "kept"
    SHARED = "shared"
    HIGHEST = "dropped_high"
    LOWEST = "dropped_low"
    LEFT_OUT = "left_out"
    STRUCK = "struck"
    RECUSED = "recused"
    ABSENT = "absent"

    @property
    def is_dropped(self) -> bool:
        """True when a mark was given and does not count, or not wholly."""
        return self in (Fate.SHARED, Fate.HIGHEST, Fate.LOWEST, Fate.LEFT_OUT, Fate.STRUCK)


@dataclass(frozen=True, slots=True)
class Cell:
    """One judge's mark for an entry, on one indicator or weighted over all; None where there is none.

    ``corrected`` is the mark less what its judge is corrected by, to six decimals; None where nothing is corrected.
    """

    judge: str
    mark: Decimal | None
    fate: Fate
    corrected: Decimal | None = None


NOBODY = "inf"
"""The ratio printed where the marks do not tell judges apart, so that nobody is corrected."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What is taken off the marks of one indicator, by judge; ``ratio`` of residual to judge variance, where found.

    Decimals are those of the result file; a positive one is of a judge who marks high.
    """

    code: str
    title: Text
    ratio: str | None
    effects: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class MarkRow:
    """An entry's marks from every judge, and the score the panel's marks gave."""

    entry: str
    name: Text
    cells: tuple[Cell, ...]
    score: Decimal | None

    @property
    def n_counted(self) -> int:
        """How many marks counted wholly."""
        return sum(cell.fate is Fate.COUNTED for cell in self.cells)


@dataclass(frozen=True, slots=True)
class MarkTable:
    """Every judge's marks for every entry, on one indicator; ``code`` is the indicator."""

    code: str
    title: Text
    weight: str
    judges: tuple[str, ...]
    rows: tuple[MarkRow, ...]

    @property
    def is_corrected(self) -> bool:
        """True where the rules correct the marks for severity."""
        return any(cell.corrected is not None for row in self.rows for cell in row.cells)

    @property
    def places(self) -> int:
        """As many decimals as the finest mark has, and one at least: a mark is never rounded for reading."""
        marks = (cell.mark.normalize() for row in self.rows for cell in row.cells if cell.mark is not None)
        return max((1, *(-int(mark.as_tuple().exponent) for mark in marks)))


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A line of the summary table 评分汇总表: weighted marks by judge, their part, the figures' part, total and place.

    ``highest`` and ``lowest`` are None unless whole judges are dropped; ``judged`` and ``measured`` are None where the
    rules do not add their parts up.
    """

    number: int
    entry: str
    name: Text
    county: Text
    cells: tuple[Cell, ...]
    highest: Decimal | None
    lowest: Decimal | None
    judged: Decimal | None
    measured: Decimal | None
    adjustment: str
    total: str | None
    rank: int | None
    tied: bool
    status: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The summary table. Shares are percent texts, such as ``32`` and ``68``."""

    judges: tuple[str, ...]
    rows: tuple[SummaryRow, ...]
    judged_share: str
    measured_share: str
    drops_judges: bool
    adds_up: bool
    rounding: Rounding


@dataclass(frozen=True, slots=True)
class PanelView:
    """The judges' totals for one entry, those left out included.

    ``mean`` is the panel's, made as the rules make it; between ``low`` and ``high`` a mark is not off.
    """

    entry: str
    cells: tuple[Cell, ...]
    mean: Decimal
    low: Decimal
    high: Decimal

    def cell(self, judge: str) -> Cell | None:
        """One judge's cell."""
        return next((cell for cell in self.cells if cell.judge == judge), None)


def fixed(number: str | Decimal | None, places: int = 2, mode: str = "half_up") -> str:
    """A decimal with exactly ``places`` decimals, for columns of equal length; a dash for None.

    >>> fixed("86.4"), fixed(None), fixed("-0.005", 3), fixed("86.125"), fixed("86.125", mode="half_even")
    ('86.40', '—', '−0.005', '86.13', '86.12')
    """
    if number is None:
        return "—"
    text = f"{Decimal(number).quantize(Decimal(1).scaleb(-places), MODES[mode]):f}"
    return text.lstrip("-") if not text.strip("-0.") else text.replace("-", "−")


@dataclass(frozen=True, slots=True)
class Rounding:
    """How the rules of a round say that its scores are rounded, for whoever writes one down."""

    places: int
    mode: str

    @classmethod
    def of(cls, method: Mapping[str, Any]) -> Rounding:
        """That of a method, as rules and round files hold it."""
        return cls(int(method["rounding"]["places"]), str(method["rounding"]["mode"]))

    def written(self, score: str | Decimal | None) -> str:
        """A score for reading; one that has no more decimals than the rules give is written as it is stored."""
        return fixed(score, self.places, self.mode)
