"""Counties, towns, enterprises and figures, as they are known across rounds.

A *town* (专业镇) is a cluster around one industry; an *enterprise* belongs to one town at most. A *figure* is a
published or reported number about a subject: a town, an enterprise, or whatever its source names (忻州全市). Only an
exact figure of a whole year is a value; 以上, 近, 余, 约 are *bounds* and 目标 is a target: none of them ever stands
for a value.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from competition.core.records import Text


class Level(StrEnum):
    """Who recognized a town."""

    NATIONAL = "national"
    PROVINCIAL = "provincial"
    MUNICIPAL = "municipal"
    COUNTY = "county"


class Status(StrEnum):
    """What an enterprise is within its town: 领军, 骨干, other."""

    LEADING = "leading"
    BACKBONE = "backbone"
    OTHER = "other"


class Bound(StrEnum):
    """How a figure stands to the true value."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    MORE = "more"
    NEARLY = "nearly"
    ABOUT = "about"
    TARGET = "target"

    @property
    def is_value(self) -> bool:
        """True only for an exact figure."""
        return self is Bound.EXACT


class Subject(StrEnum):
    """What a figure is about; ``other`` is known by name alone."""

    TOWN = "town"
    ENTERPRISE = "enterprise"
    OTHER = "other"


REVENUE = "revenue"
GROWTH = "growth"
MARKET_SHARE = "market_share"

METRICS: Mapping[str, Text] = {
    REVENUE: Text("营业收入", "Revenue"),
    GROWTH: Text("营业收入增速", "Growth of revenue"),
    MARKET_SHARE: Text("主导产品市场占有率", "Market share of the leading product"),
}
"""The metrics the program itself reads; any other is kept under the words of its source."""

METRIC_ALIASES: Mapping[str, str] = {
    "营业收入": REVENUE,
    "主营业务收入": REVENUE,
    "营业收入增速": GROWTH,
    "增速": GROWTH,
    "市场占有率": MARKET_SHARE,
    "主导产品市场占有率": MARKET_SHARE,
} | {text.en.lower(): code for code, text in METRICS.items()}

# The first that is found wins, so the plainest signs of "no value at all" stand first.
BOUND_SIGNS: tuple[tuple[Bound, tuple[str, ...]], ...] = (
    (Bound.TARGET, ("目标", "target", "planned")),
    (Bound.AT_LEAST, ("以上", "不少于", "不低于", "at least")),
    (Bound.NEARLY, ("近", "不足", "以下", "以内", "上限", "nearly", "almost", "under")),
    (Bound.MORE, ("余", "多", "突破", "超过", "超", "下限", "more than", "over")),
    (Bound.ABOUT, ("约", "左右", "上下", "about", "around")),
)


def bound_of(*words: str) -> Bound:
    """Read from a qualifier (and the period it stands beside) whether a figure is a value or only a bound.

    >>> bound_of("以上(下限)"), bound_of("近2亿"), bound_of("余(下限)"), bound_of("约")
    (<Bound.AT_LEAST: 'at_least'>, <Bound.NEARLY: 'nearly'>, <Bound.MORE: 'more'>, <Bound.ABOUT: 'about'>)
    >>> bound_of("合计"), bound_of("", "2027目标")
    (<Bound.EXACT: 'exact'>, <Bound.TARGET: 'target'>)
    """
    said = " ".join(words).lower()
    return next((bound for bound, signs in BOUND_SIGNS if any(sign in said for sign in signs)), Bound.EXACT)


def metric_code(words: str) -> str:
    """The program's own code for a metric where it has one, else the words as given."""
    return METRIC_ALIASES.get(words.strip().lower(), words.strip())


def metric_title(code: str) -> Text:
    """A metric in both languages; one the program has no code for stands under the words of its source."""
    return METRICS.get(code, Text(code))


def year_of(period: str) -> int | None:
    """The year a period ends in, or None where it names none.

    >>> year_of("2024"), year_of("2022-09至2023-08"), year_of("2022报道"), year_of("去年")
    (2024, 2023, 2022, None)
    """
    years = re.findall(r"(?<!\d)(?:19|20|21)\d\d(?!\d)", period)
    return int(years[-1]) if years else None


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that ``word`` most likely means, or None."""
    found = difflib.get_close_matches(word, [name for name in known if name], n=1, cutoff=0.5)
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class County:
    """A county-level unit."""

    id: int
    code: str
    name: Text
    version: int = 1


@dataclass(frozen=True, slots=True)
class Town:
    """A specialized town; ``tier`` is its step on the policy's revenue ladder, None where not assigned."""

    id: int
    code: str
    name: Text
    county_id: int
    county: Text
    level: Level
    industry: Text
    tier: int | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Enterprise:
    """An enterprise by its unified social credit code; ``town`` is the name of the town it belongs to."""

    id: int
    uscc: str
    name: Text
    town_id: int | None
    town: Text
    status: Status
    main_business: Text
    version: int = 1


@dataclass(frozen=True, slots=True)
class Figure:
    """A sourced number: ``period`` as the source gives it, ``year`` the year it ends in, ``reliability`` A to C."""

    id: int
    subject_kind: Subject
    subject_id: int | None
    subject: str
    metric: str
    period: str
    year: int
    value: Decimal
    bound: Bound
    unit: str
    qualifier: str
    definition: str
    source: str
    source_url: str
    reliability: str
    place: str = ""
    level: str = ""
    version: int = 1

    @property
    def is_value(self) -> bool:
        """True for an exact figure of one whole year: the only kind that may be reckoned with."""
        return self.bound.is_value and self.period == str(self.year)

    @property
    def title(self) -> Text:
        """The metric in both languages."""
        return metric_title(self.metric)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file waiting between its preview and its confirmation, for the account that sent it."""

    token: str
    purpose: str
    filename: str
    content: bytes
    at: datetime
