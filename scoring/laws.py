"""What two places of a file must agree on: references, weights, rules that exclude each other, marks off their scale.

Every law names the place of the fault by its JSON pointer. Whether the marks suffice for a tally is asked later, by
the tally: a round half-way through its scoring can be read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from scoring.errors import Refused
from scoring.exact import decimal_text
from scoring.reading import escaped
from scoring.records import (
    Adjustment,
    Ballot,
    Dimension,
    Entry,
    Figure,
    Indicator,
    Judge,
    Method,
    Recusal,
    Round,
    Rules,
    Scale,
    Struck,
    indicators_of,
)


def check_rules(rules: Rules) -> None:
    """Refuse rules whose method and criteria do not agree."""
    _check_method(rules.method, rules.criteria)


def check_round(round_: Round) -> None:
    """Refuse a round whose parts do not agree."""
    _check_method(round_.method, round_.criteria)
    _check_people(round_)
    _check_marks(round_)
    _check_figures(round_)
    _check_struck(round_)
    _check_rulings(round_)


def _check_method(method: Method, criteria: tuple[Dimension, ...]) -> None:
    _check_panel(method)
    _check_combination(method)
    _check_limits(method)
    if method.weighting == "percent":
        _check_percent(criteria)
    _check_ties(method, criteria)


def _check_panel(method: Method) -> None:
    panel = method.panel
    if panel.combine == "trimmed_mean" and panel.trim_from < 2 * panel.trim + 1:
        raise Refused(
            "trim_from_too_small",
            "/method/panel/trim_from",
            f"at least 2·trim + 1 = {2 * panel.trim + 1}, so that a mark is left",
            str(panel.trim_from),
        )


def _check_combination(method: Method) -> None:
    factor = method.weighting == "factor"
    if factor and method.missing == "exclude":
        raise Refused("method_conflict", "/method/missing", "refuse or floor where weighting is factor", "exclude")
    if method.aggregate == "arithmetic":
        return
    if factor:
        raise Refused(
            "method_conflict", "/method/weighting", f"percent where aggregate is {method.aggregate}", "factor"
        )
    if "weighted" in method.rounding.at:
        place = f"/method/rounding/at/{method.rounding.at.index('weighted')}"
        raise Refused("method_conflict", place, f"no stage weighted where aggregate is {method.aggregate}", "weighted")


def _check_limits(method: Method) -> None:
    low, high = method.adjustments.low, method.adjustments.high
    if low > 0:
        raise Refused("out_of_range", "/method/adjustments/low", "0 or less", str(low))
    if high < 0:
        raise Refused("out_of_range", "/method/adjustments/high", "0 or more", str(high))


def _check_percent(criteria: tuple[Dimension, ...]) -> None:
    weights = sum((Fraction(indicator.weight) for indicator in indicators_of(criteria).values()), Fraction(0))
    if weights != 100:
        raise Refused("weights_not_100", "/criteria", "weights that sum to exactly 100", decimal_text(weights))
    for d, dimension in enumerate(criteria):
        for i, indicator in enumerate(dimension.indicators):
            if indicator.scale and indicator.scale.max <= 0:
                place = f"/criteria/{d}/indicators/{i}/scale/max"
                raise Refused("out_of_range", place, "a greatest mark above 0", str(indicator.scale.max))


def _check_ties(method: Method, criteria: tuple[Dimension, ...]) -> None:
    known = {"dimension": {dimension.code for dimension in criteria}, "indicator": set(indicators_of(criteria))}
    for at, step in enumerate(method.ties):
        name, _, code = step.partition(":")
        if name in known:
            _refer(code, known[name], name, f"/method/ties/{at}")


def _check_people(round_: Round) -> None:
    entries, judges = _codes(round_.entries), _codes(round_.judges)
    by_judges: Mapping[str, Sequence[Recusal | Ballot | Struck]]
    by_judges = {"recusals": round_.recusals, "ballots": round_.ballots, "struck": round_.struck}
    others: Mapping[str, Sequence[Figure | Adjustment]]
    others = {"figures": round_.figures, "adjustments": round_.adjustments}
    for name, items in {**by_judges, **others}.items():
        for at, item in enumerate(items):
            _refer(item.entry, entries, "entry", f"/{name}/{at}/entry")
    for name, acts in by_judges.items():
        for at, act in enumerate(acts):
            _refer(act.judge, judges, "judge", f"/{name}/{at}/judge")


def _check_marks(round_: Round) -> None:
    judged = {code: leaf for code, leaf in indicators_of(round_.criteria).items() if leaf.kind == "judged"}
    recused = {(recusal.judge, recusal.entry) for recusal in round_.recusals}
    for pointer, judge, entry, code, mark in _marks(round_):
        _refer(code, judged, "judged indicator", pointer)
        if (judge, entry) in recused:
            raise Refused(
                "recused_mark", pointer, "no mark by a judge who is recused", f"{mark}", judge=judge, entry=entry
            )
        _check_scale(judged[code], mark, pointer)


def _marks(round_: Round) -> Iterator[tuple[str, str, str, str, Decimal]]:
    for at, ballot in enumerate(round_.ballots):
        for code, mark in ballot.marks.items():
            yield f"/ballots/{at}/marks/{escaped(code)}", ballot.judge, ballot.entry, code, mark


def _check_scale(indicator: Indicator, mark: Decimal, pointer: str) -> None:
    scale = indicator.scale
    if scale is not None and not is_on(scale, mark):
        least, most, step = (decimal_text(number) for number in (scale.min, scale.max, scale.step))
        expected = f"a mark from {least} to {most} in steps of {step}"
        raise Refused("mark_off_scale", pointer, expected, str(mark), min=least, max=most, step=step)


def is_on(scale: Scale, mark: Decimal) -> bool:
    """Whether a mark lies on the scale: between its ends and a whole number of steps from the least.

    >>> [is_on(Scale(Decimal(0), Decimal(10), Decimal("0.25")), Decimal(mark)) for mark in ("8.25", "8.3", "10.25")]
    [True, False, False]
    """
    steps = (Fraction(mark) - Fraction(scale.min)) / Fraction(scale.step)
    return scale.min <= mark <= scale.max and steps.denominator == 1


def _check_figures(round_: Round) -> None:
    measured = {code: leaf for code, leaf in indicators_of(round_.criteria).items() if leaf.kind == "measured"}
    for at, figure in enumerate(round_.figures):
        _refer(figure.indicator, measured, "measured indicator", f"/figures/{at}/indicator")
        _check_figure(measured[figure.indicator], figure, f"/figures/{at}/value")


def _check_figure(indicator: Indicator, figure: Figure, pointer: str) -> None:
    rule = indicator.normalize
    if rule is not None and rule.by == "yes_no" and figure.value not in (0, 1):
        raise Refused("figure_outside_rule", pointer, "0 or 1, as yes_no asks", str(figure.value))
    if rule is not None and rule.by == "minmax_log" and figure.value <= -1:
        raise Refused("figure_outside_rule", pointer, "a figure above -1, as minmax_log asks", str(figure.value))


def _check_struck(round_: Round) -> None:
    marked = {(judge, entry, code) for _, judge, entry, code, _ in _marks(round_)}
    indicators = indicators_of(round_.criteria)
    for at, struck in enumerate(round_.struck):
        _refer(struck.indicator, indicators, "indicator", f"/struck/{at}/indicator")
        if (struck.judge, struck.entry, struck.indicator) not in marked:
            found = f"none by {struck.judge} for {struck.entry} on {struck.indicator}"
            raise Refused("struck_absent", f"/struck/{at}", "a mark that is there to strike", found)


def _check_rulings(round_: Round) -> None:
    entries = _codes(round_.entries)
    ordered: dict[frozenset[str], str] = {}
    for at, ruling in enumerate(round_.rulings):
        for place, code in enumerate(ruling.order):
            _refer(code, entries, "entry", f"/rulings/{at}/order/{place}")
        other = ordered.setdefault(frozenset(ruling.order), ruling.case)
        if other != ruling.case:
            expected = "one ruling for the same entries"
            raise Refused("rulings_clash", f"/rulings/{at}/order", expected, f"a second beside case {other}")


def _codes(items: Iterable[Entry | Judge]) -> set[str]:
    return {item.code for item in items}


def _refer(code: str, known: Collection[str], kind: str, pointer: str) -> None:
    if code not in known:
        raise Refused("unknown_reference", pointer, f"the code of a known {kind}", f"{code!r}", kind=kind)
