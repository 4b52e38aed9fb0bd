"""How the places came about, in at most 150 Chinese characters made from the frozen rules, and the same in English.

Where values are dropped and where they are rounded is said exactly, because on real panels each changes winners.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from competition.core.records import Text
from competition.publication.ground import Ground
from competition.rounds.records import Rules, decimal_text

LONGEST = 150
COHORT = ("minmax", "minmax_log", "zscore", "percentile")

STAGES = {
    "panel": Text("指标分", "each indicator"),
    "weighted": Text("加权分", "each weighted score"),
    "dimension": Text("维度分", "each dimension"),
    "total": Text("总分", "the total"),
}
MODES = {"half_up": Text("四舍五入", "half up"), "half_even": Text("四舍六入五成双", "half to even")}
MEANS = {
    "arithmetic": Text("相加", "added up"),
    "geometric": Text("取几何平均", "in a weighted geometric mean"),
    "harmonic": Text("取调和平均", "in a weighted harmonic mean"),
}
SEVERITY = {
    "none": Text(""),
    "additive": Text("，先全部校正宽严", "; strict and lenient judges were corrected first"),
    "shrunken": Text(
        "，先部分校正宽严", "; strict and lenient judges were corrected first, as far as the marks bear it"
    ),
}
LOCKED = Text("规则在打分前由两人签字锁定。", "The rules were locked by two people before any mark was given.")


def told(ground: Ground) -> Text:
    """The method in both languages."""
    return told_of(ground.tally.round, ground.rules, n_ranked=len(ground.standings), n_judges=ground.n_judges)


def told_of(file: Mapping[str, Any], rules: Rules, *, n_ranked: int, n_judges: int) -> Text:
    """The method of a round file, for so many towns and judges."""
    way = file["method"]
    figures, rounding, severity = _figures(rules), _rounding(way["rounding"]), SEVERITY[way["severity"]]
    panel = panel_words(way["panel"], is_corrected=way["severity"] != "none")
    weights = [decimal_text(branch.weight) for branch in rules.dimensions]
    mean, ties = MEANS[way["aggregate"]], _ties(way["ties"])
    zh = (
        f"{n_ranked}个专业镇由{n_judges}名评委打分{severity.zh}。{panel.zh}，回避的不计。{figures.zh}。{len(weights)}个维度按"
        f"{'、'.join(weights)}加权{mean.zh}；{rounding.zh}。{ties.zh}。{LOCKED.zh}"
    )
    en = (
        f"{n_judges} judges marked {n_ranked} towns{severity.en}. {panel.en}; a recused mark counts for nothing. "
        f"{figures.en}. The {len(weights)} dimensions weigh {', '.join(weights)} and are {mean.en}; {rounding.en}. "
        f"{ties.en}. {LOCKED.en}"
    )
    return Text(zh, en)


def panel_words(panel: Mapping[str, Any], *, is_corrected: bool = False) -> Text:
    """How the judges' marks become one. Judges who are left out are seen from the marks as given, even if corrected."""
    n, least = panel["trim"], panel["trim_from"]
    as_given = Text("原", " of the marks as given") if is_corrected else Text("")
    match panel["combine"], panel["scope"]:
        case "mean", _:
            return Text("每项取全部评委分的平均", "Each indicator takes the mean of all marks")
        case "median", _:
            return Text("每项取评委分的中位数", "Each indicator takes the middle mark")
        case _, "judge_total":
            return Text(
                f"满{least}名评委时按评委{as_given.zh}总分去掉最高、最低各{n}名再平均，不满的直接平均",
                f"Of {least} or more judges the {n} highest and {n} lowest by total{as_given.en} are left out before "
                "the mean; of fewer, the plain mean",
            )
        case _:
            return Text(
                f"每项满{least}个分时去掉最高、最低各{n}个再平均，不满的直接平均",
                f"On each indicator with {least} or more marks the {n} highest and {n} lowest are dropped before the "
                "mean; with fewer, the plain mean",
            )


def _figures(rules: Rules) -> Text:
    if any((leaf.normalize or {}).get("by") in COHORT for leaf in rules.measured):
        return Text(
            "统计指标按规则折算，部分随本届各镇数据而定",
            "Figures are scored as the rules say, some against this round's towns",
        )
    return Text("统计指标按事先公布的分档折算", "Figures are scored on anchors published beforehand")


def _rounding(rounding: Mapping[str, Any]) -> Text:
    at, places, mode = rounding["at"], rounding["places"], MODES[rounding["mode"]]
    if list(at) == ["total"]:
        return Text(
            f"只在总分取{places}位小数，{mode.zh}", f"only the total is rounded, to {places} decimals, {mode.en}"
        )
    stages = [STAGES[stage] for stage in STAGES if stage in at]
    return Text(
        f"{'、'.join(one.zh for one in stages)}取{places}位小数，{mode.zh}",
        f"{', '.join(one.en for one in stages)} are rounded to {places} decimals, {mode.en}",
    )


def _ties(chain: list[str]) -> Text:
    if not chain:
        return Text("同分并列", "Level totals share the place")
    return Text("同分按规则次序比较", "Level totals are parted in the order the rules list")
