"""The cast of the sample editions (示例数据): invented counties, towns, enterprises and people, the same for one seed.

Every name and figure is made up. Towns are named after the industries that the policy names. Figures are drawn by
turning a town's strength into a score on each indicator's own anchors and reading the figure off backwards, so that
they are plausible whatever the criteria tree says.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from competition.core.records import Text
from competition.registry.service import check_digit
from competition.rounds.records import Indicator

SEED = 20221222
"""The day the policy was issued; any number would do, as long as it stays."""


@dataclass(frozen=True, slots=True)
class SampleTown:
    """A town with its county and industry; ``strength`` is about the score it earns in its first edition."""

    code: str
    name: Text
    county: Text
    county_code: str
    industry: Text
    level: str
    strength: int
    growth: int


COUNTIES = {"县": "County", "市": "City", "区": "District"}


def _town(code: str, zh: str, en: str, place: str, latin: str, level: str, strength: int, growth: int) -> SampleTown:
    county = Text(place, f"{latin} {COUNTIES[place[-1]]}")
    return SampleTown(
        f"ZY{code}", Text(f"{place[:2]}{zh}", f"{latin} {en}"), county, f"99{code}",
        Text(zh, en), level, strength, growth,
    )  # fmt: skip


TOWNS: tuple[SampleTown, ...] = (
    _town("01", "法兰", "flanges", "云川县", "Yunchuan", "provincial", 90, 1),
    _town("02", "黄酒", "rice wine", "青禾县", "Qinghe", "provincial", 84, 2),
    _town("03", "铸造", "castings", "南河县", "Nanhe", "municipal", 83, 1),
    _town("04", "煤机", "mining machinery", "石岭市", "Shiling", "municipal", 86, -2),
    _town("05", "特色食品", "local foods", "松台县", "Songtai", "municipal", 80, 1),
    _town("06", "文创产品", "cultural goods", "白水县", "Baishui", "municipal", 75, 6),
    _town("07", "传统工艺", "traditional crafts", "柳泉县", "Liuquan", "municipal", 79, 0),
    _town("08", "家具", "furniture", "北桥区", "Beiqiao", "municipal", 74, 2),
    _town("09", "灯饰", "lighting", "沙湾县", "Shawan", "municipal", 73, 3),
    _town("10", "瓷砖", "tiles", "东坪县", "Dongping", "municipal", 71, 0),
    _town("11", "箱包", "luggage", "鹿苑县", "Luyuan", "municipal", 70, 1),
    _town("12", "酒店用品", "hotel supplies", "红崖县", "Hongya", "municipal", 72, 0),
)
TIED = ("05", "07")
"""Two towns whose 2025 figures and marks are arranged so that their totals are equal to the last digit."""

FIRM_NAMES = "甲乙丙丁戊"
FIRM_LETTERS = "ABCDE"
SWAPS: tuple[tuple[str, str, str, str], ...] = (
    ("A1", "60", "70", "C1:2,1"),
    ("B2", "3", "20", "D1:100,50"),
    ("B3", "15", "40", "D2:90,60"),
    ("B4", "500", "10000", "A2:50,5"),
    ("E2", "100", "2000", "E5:100,80"),
    ("E3", "0", "5", "D3:30,10"),
)
"""Pairs of indicators of equal weight whose scores the two tied towns exchange, so the sums stay equal."""


def uscc(rng: random.Random) -> str:
    """An invented unified social credit code with a right check digit; region 999999 belongs to no place."""
    body = "91999999MA" + "".join(rng.choice("0123456789ABCDEFGHJKLMNPQRTUWXY") for _ in range(7))
    return body + check_digit(body)


def firm_name(town: SampleTown, number: int) -> Text:
    """示例法兰甲有限公司, Sample Flanges A Ltd."""
    return Text(
        f"示例{town.industry.zh}{FIRM_NAMES[number]}有限公司",
        f"Sample {town.industry.en.title()} {FIRM_LETTERS[number]} Ltd",
    )


COUNTED = ("户", "分", "个", "项")
"""Units that are counted, so that a figure in them is a whole number."""
OUT_OF = {"D1": 12}
"""Indicators whose percentage is so many out of a known number: D1 counts twelve kinds of platforms."""


def figure_for(rng: random.Random, leaf: Indicator, strength: float) -> Decimal:
    """A figure that can be true of the indicator and whose score on its anchors lies near ``strength``."""
    way = leaf.normalize or {}
    score = Decimal(max(5.0, min(99.0, rng.gauss(strength, 7))))
    match way.get("by"):
        case "piecewise":
            return _possible(leaf, _read_back(way["points"], score))
        case "capped":
            return _possible(leaf, Decimal(way["cap"]) * score / 100)
        case "goalposts":
            low, high = Decimal(way["low"]), Decimal(way["high"])
            return _possible(leaf, low + (high - low) * score / 100)
        case _:
            return Decimal(round(score))


def _read_back(points: Sequence[Sequence[str]], wanted: Decimal) -> Decimal:
    pairs = [(Decimal(x), Decimal(y)) for x, y in points]
    for (x0, y0), (x1, y1) in pairwise(pairs):
        if y0 <= wanted <= y1 and y1 != y0:
            return x0 + (x1 - x0) * (wanted - y0) / (y1 - y0)
    return pairs[-1][0] if wanted > pairs[-1][1] else pairs[0][0]


def _possible(leaf: Indicator, value: Decimal) -> Decimal:
    if leaf.code in OUT_OF:
        n = round(value * OUT_OF[leaf.code] / 100)
        return (Decimal(100) * n / OUT_OF[leaf.code]).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return Decimal(round(value)) if leaf.unit in COUNTED else _rounded(value)


def _rounded(value: Decimal) -> Decimal:
    places = Decimal("1") if abs(value) >= 1000 else Decimal("0.1") if abs(value) >= 20 else Decimal("0.01")
    return value.quantize(places, ROUND_HALF_UP)


def tied_figures(first: bool) -> dict[str, Decimal]:
    """The figures that the two tied towns exchange; the other indicators are the same for both."""
    figures: dict[str, Decimal] = {}
    for code, low, high, other in SWAPS:
        partner, pair = other.split(":")
        with_high, with_low = pair.split(",")
        figures[code] = Decimal(low if first else high)
        figures[partner] = Decimal(with_high if first else with_low)
    return figures


def mark(rng: random.Random, strength: float, severity: float) -> int:
    """A mark in hundredths on a grid of half points, between 40 and 99."""
    raw = max(40.0, min(99.0, rng.gauss(strength + severity, 3)))
    return round(raw * 2) * 50
