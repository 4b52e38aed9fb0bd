"""The rules in sentences, for the sheet that is read before signing and printed afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from competition.core.amounts import hundredths
from competition.core.locale import _, language
from competition.policy.records import unit as unit_words
from competition.rounds.criteria import Direction, Indicator, decimal_text
from competition.rounds.forms.awards import ORDERS
from competition.rounds.forms.method import step_words
from competition.rounds.records import Repeat, Rules


def unit_of(leaf: Indicator) -> str:
    """The unit of a figure in the reader's language."""
    return unit_words(leaf.unit).within(language())


def way_words(leaf: Indicator) -> str:
    """How a figure becomes a score, in one sentence."""
    way = dict(leaf.normalize or {})
    told = {name: _typeset(value) for name, value in way.items() if isinstance(value, str)}
    match way.get("by"):
        case "piecewise":
            anchors = (
                _("%(figure)s scores %(score)s", figure=_typeset(x), score=_typeset(y)) for x, y in way["points"]
            )
            said = _("%(anchors)s; straight lines between, flat outside.", anchors=_(", ").join(anchors))
        case "goalposts":
            said = _("%(low)s scores 0, %(high)s scores 100, in a straight line.", **told)
        case "capped":
            said = _("In proportion up to %(cap)s, which scores 100.", **told)
        case "yes_no":
            said = _("Yes scores 100, no scores 0.")
        case "deduction":
            said = _("100, less %(per)s for each unit below %(full)s.", **told)
        case "reference":
            said = _("In percent of %(value)s.", **told)
        case "minmax":
            said = _("The lowest of this round scores 0, the highest 100.")
        case "minmax_log":
            said = _("The lowest of this round scores 0, the highest 100, on a logarithmic scale.")
        case "zscore":
            said = _("50, plus 10 for each standard deviation above this round’s mean.")
        case "percentile":
            said = _("The share of this round’s entries it stands above, equals counted half.")
        case _unset:
            return _("not said yet")
    lower = leaf.direction is Direction.LOWER
    return said + (_(" A lower figure is better.") if lower else "")


def scale_words(leaf: Indicator) -> str:
    """The scale judges mark on."""
    low, high, step = (decimal_text(x) for x in (leaf.scale_min, leaf.scale_max, leaf.scale_step))
    return _("%(low)s to %(high)s in steps of %(step)s", low=low, high=high, step=step)


def method_words(rules: Rules) -> list[tuple[str, str]]:
    """The method, heading by heading."""
    method = rules.method
    told = [
        (_("Panel"), panel_words(method["panel"])),
        (_("Severity"), severity_words(method)),
        (_("Total score"), _AGGREGATES[method["aggregate"]]()),
        (_("Rounding"), rounding_words(method["rounding"])),
        (_("Missing figures"), _MISSING[method["missing"]]()),
        (_("Ties"), tie_words(rules)),
    ]
    limits = method["adjustments"]
    if (limits["low"], limits["high"]) != ("0", "0"):
        low, high = _typeset(limits["low"]), limits["high"]
        told.append((_("Adjustments"), _("Together from %(low)s to %(high)s points.", low=low, high=high)))
    return told


def panel_words(panel: Mapping[str, Any]) -> str:
    """How a panel's marks become one."""
    if panel["combine"] == "mean":
        return _("The mean of all marks. A recused or absent mark is left out, never zero.")
    if panel["combine"] == "median":
        return _("The middle mark. A recused or absent mark is left out, never zero.")
    kept = {"n": panel["trim"], "least": panel["trim_from"]}
    if panel["scope"] == "judge_total":
        return _(
            "The %(n)s highest and %(n)s lowest judges by total are left out where there are %(least)s or more;"
            " with fewer, the plain mean. A recused or absent mark is left out, never zero.", **kept
        )  # fmt: skip
    return _(
        "On each indicator the %(n)s highest and %(n)s lowest marks are dropped where there are %(least)s or more;"
        " with fewer, the plain mean. A recused or absent mark is left out, never zero.", **kept
    )  # fmt: skip


def severity_words(method: Mapping[str, Any]) -> str:
    """What the marks are corrected by before the panel's score is made of them."""
    if method["severity"] == "none":
        return _("Marks count as given; no judge’s are corrected.")
    told = _SEVERITY[method["severity"]]() + _(
        " Corrections are found on the eligible towns, to six decimals, and printed on the result. Where groups of"
        " judges have no town in common, no tally is made."
    )
    if (method["panel"]["combine"], method["panel"]["scope"]) == ("trimmed_mean", "judge_total"):
        told += _(" Which judges are left out is seen from the marks as given.")
    return told


def rounding_words(rounding: Mapping[str, Any]) -> str:
    """What is rounded, and how."""
    stages = _(", ").join(_STAGES[stage]() for stage in rounding["at"])
    mode = _("half up") if rounding["mode"] == "half_up" else _("half to even (GB/T 8170)")
    return _("%(stages)s to %(places)s decimals, %(mode)s; exact until then.", stages=stages, places=rounding["places"],
             mode=mode)  # fmt: skip


def tie_words(rules: Rules) -> str:
    """The tie chain in one line."""
    if not rules.method["ties"]:
        return _("Level totals share the place.")
    chain = _(", then ").join(step_words(step, rules) for step in rules.method["ties"])
    lot = _(" The lot’s seed: %(source)s.", source=rules.lot_source) if "lot" in rules.method["ties"] else ""
    return _("Level totals are parted by %(chain)s. What is level after that shares the place.", chain=chain) + lot


def award_words(rules: Rules) -> list[tuple[str, str]]:
    """The award settings, heading by heading."""
    line = rules.minimum_line
    floor = _("None.")
    if line is not None:
        floor = _("%(line)s points; below it no place brings an award.", line=decimal_text(line))
    order = _(", then ").join(str(ORDERS[name]) for name in rules.award["order"])
    nominees = _("At most %(n)s enterprise for each town, by %(order)s.", n=rules.award["per_town"], order=order)
    return [
        (_("Quota"), quota_words(rules.quota)),
        (_("Minimum total"), floor),
        (_("Nominees"), nominees),
        (_("Budget"), budget_words(rules.budget_fen)),
        (_("Named before"), _REPEATS[rules.repeat]()),
        (_("Discrepancies"), discrepancy_words(rules)),
        (_("Publicity"), _("%(n)s working days, the day after posting being the first.", n=rules.publicity_days)),
        (_("Published marks"), _PUBLISHED[str(rules.publish_marks)]()),
    ]


def budget_words(fen: int) -> str:
    """What the awards may cost together."""
    if fen == 0:
        return _("not said yet")
    return _("%(sum)s yuan; a list that costs more is not adopted.", sum=f"{hundredths(fen):,f}".removesuffix(".00"))


def quota_words(quota: int) -> str:
    """How many towns name an enterprise."""
    return _("The %(n)s best-placed towns each name an enterprise.", n=quota) if quota else _("not said yet")


def discrepancy_words(rules: Rules) -> str:
    """From where a judge's marks are looked at; no flag alters a mark."""
    return _(
        "A judge’s total is looked at from %(look)s %% off the panel’s mean and explained or scored again from"
        " %(red)s %%; one mark from %(points)s points. No flag alters a mark.",
        look=decimal_text(rules.discrepancy_percent), red=decimal_text(rules.red_percent),
        points=decimal_text(rules.discrepancy_points),
    )  # fmt: skip


def _typeset(number: str) -> str:
    return number.replace("-", "−")


_SEVERITY = {
    "additive": lambda: _(
        "Before an indicator’s marks are dropped or averaged, each is corrected by what its judge gives more or less"
        " than the others on the same towns (least squares; the judges’ corrections add up to 0)."
    ),
    "shrunken": lambda: _(
        "Before an indicator’s marks are dropped or averaged, each is corrected by part of what its judge gives more or"
        " less than the others on the same towns: the smaller a part, the more it may be chance (ratio of variances by"
        " REML)."
    ),
}
_AGGREGATES = {
    "arithmetic": lambda: _("The weighted sum of all indicators."),
    "geometric": lambda: _("The weighted geometric mean; any zero gives zero."),
    "harmonic": lambda: _("The weighted harmonic mean; any zero gives zero."),
}
_MISSING = {
    "refuse": lambda: _("The tally is refused until every figure is there; no town is scored 0 for a gap."),
    "floor": lambda: _("The indicator scores 0 where its figure is missing, and the result says so."),
    "exclude": lambda: _(
        "The indicator is left out where its figure is missing: its weight is spread over the rest of its dimension,"
        " and the result says so."
    ),
}
_STAGES = {
    "panel": lambda: _("each indicator’s score"),
    "weighted": lambda: _("each weighted score"),
    "dimension": lambda: _("each dimension"),
    "total": lambda: _("the total"),
}
_REPEATS = {
    Repeat.ALLOWED: lambda: _("An enterprise may be named again."),
    Repeat.NOT_CONSECUTIVE: lambda: _("An enterprise is not named in two rounds running."),
    Repeat.ONCE: lambda: _("An enterprise is named only once, ever."),
}
_PUBLISHED = {
    "none": lambda: _("No single mark; each stays as a commitment that can be opened later."),
    "pseudonyms": lambda: _("Every mark, under the judge’s pseudonym."),
}
