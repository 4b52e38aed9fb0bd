"""A policy edition as read from its data file: validity, dimensions, tiers, articles, award rules.

An *edition* is one issued policy with its number and dates. Its *articles* are quoted where a rule rests on them;
number 0 is the closing provision. A *rule* is one row of everything the policy says, computable or not; an *award rule*
is one that grants money. Revenue is in 亿元 (100 million yuan), money in fen. Standard library only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from competition.core.records import Text

CONTEST = "R04"
"""The code of the award that the contest gives."""

UNITS: Mapping[str, Text] = {
    "%": Text("%", "%"),
    "分": Text("分", "points"),
    "亿元": Text("亿元", "100 million yuan"),
    "万元": Text("万元", "10,000 yuan"),
    "元": Text("元", "yuan"),
    "户": Text("户", "enterprises"),
    "家": Text("家", "firms"),
    "个": Text("个", "items"),
    "人": Text("人", "persons"),
    "条": Text("条", "lines"),
    "万吨": Text("万吨", "10,000 tonnes"),
    "亿件": Text("亿件", "100 million pieces"),
}
"""The units that criteria and figures are written in, with their English."""


def unit(symbol: str) -> Text:
    """A unit in both languages; one that is not known stands for itself.

    >>> unit("亿元").en, unit("架").en
    ('100 million yuan', '')
    """
    return UNITS.get(symbol, Text(symbol))


class Force(StrEnum):
    """Where a day lies in the validity of an edition."""

    NOT_YET = "not_yet"
    IN_FORCE = "in_force"
    ENDING = "ending"
    EXPIRED = "expired"

    @property
    def is_valid(self) -> bool:
        """True on every day from the first to the last."""
        return self in {Force.IN_FORCE, Force.ENDING}


class Payment(StrEnum):
    """How an award rule comes to its sum."""

    CONTEST = "contest"
    THRESHOLD = "threshold"
    FIXED = "fixed"
    MATCH = "match"
    UNIT = "unit"


class Reached(StrEnum):
    """Whether a threshold itself counts: 突破 is strictly more, 达到 is at least."""

    ABOVE = "above"
    AT_LEAST = "at_least"


class Computable(StrEnum):
    """Whether a rule can be computed from what it says."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Article:
    """One article, with the words a decision rests on; number 0 is the closing provision."""

    number: int
    label: Text
    title: Text
    quote: Text


@dataclass(frozen=True, slots=True)
class Aspect:
    """One of the aspects a contest is held on: a dimension of the criteria tree."""

    code: str
    title: Text
    short: Text
    mark: str


@dataclass(frozen=True, slots=True)
class Tier:
    """A step of the revenue ladder: from ``at_least`` 亿元 upwards, the figure itself included."""

    level: int
    at_least: Decimal
    title: Text


@dataclass(frozen=True, slots=True)
class Department:
    """A body the policy makes responsible."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class AwardRule:
    """A rule that grants money: a sum, a rate of something, or a sum for each; None where the policy gives none."""

    code: str
    article: int
    kind: Payment
    title: Text
    amount_fen: int | None = None
    rate: Decimal | None = None
    ceiling_fen: int | None = None
    rate_is_ceiling: bool = False
    threshold: Decimal | None = None
    reached: Reached | None = None
    first_time: bool = False
    frequency_years: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of what the policy says, with what it leaves open; ``told`` says in words what ``condition`` computes."""

    code: str
    article: int
    subject: Text
    trigger: Text
    condition: Text
    formula: Text
    amount: str
    unit: Text
    cap: Text
    first_time: bool | None
    first_time_note: Text
    frequency: Text
    computable: Computable
    computable_note: Text
    departments: tuple[str, ...]
    ambiguity: Text
    told: Text | None = None

    @property
    def in_words(self) -> Text:
        """The condition as it is read: ``told`` where the table writes a formula, else the condition itself."""
        return self.told or self.condition


@dataclass(frozen=True, slots=True)
class Edition:
    """One issued policy, valid from ``first_day`` to ``last_day``, both included."""

    code: str
    number: str
    title: Text
    issuer: Text
    issued_on: date
    first_day: date
    last_day: date
    warning_from: date
    validity_note: Text
    dimensions: tuple[Aspect, ...]
    dimensions_article: int
    tiers: tuple[Tier, ...]
    tiers_article: int
    articles: tuple[Article, ...]
    awards: tuple[AwardRule, ...]
    rules: tuple[Rule, ...]
    departments: tuple[Department, ...]

    def article(self, number: int) -> Article:
        """The article of that number; a KeyError means the data file names one it does not hold."""
        return {article.number: article for article in self.articles}[number]

    def department(self, code: str) -> Department:
        """The department of that code."""
        return {department.code: department for department in self.departments}[code]


@dataclass(frozen=True, slots=True)
class Validity:
    """What a day means to an edition; ``n_days_left`` counts the day itself and is 0 outside the validity."""

    state: Force
    first_day: date
    last_day: date
    on: date

    @property
    def n_days_left(self) -> int:
        """How many days are left, the day itself included."""
        return (self.last_day - self.on).days + 1 if self.state.is_valid else 0


@dataclass(frozen=True, slots=True)
class Step:
    """One reason on the way to an award: ``code`` chooses the sentence, the article is what it rests on."""

    code: str
    article: Article
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def quote(self) -> Text:
        """The words of the article."""
        return self.article.quote


@dataclass(frozen=True, slots=True)
class Award:
    """An award rule found applicable on a day, with the reasons in order."""

    rule: AwardRule
    on: date
    steps: tuple[Step, ...]
