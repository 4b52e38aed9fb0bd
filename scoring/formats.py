"""Reading ``pingxuan-round/1`` and ``pingxuan-rules/1``: which keys each object has, their types and their defaults.

What can be seen at one place is refused here, with its JSON pointer; what needs two places (a reference, a mark by a
recused judge, weights that do not sum to 100) is refused in ``scoring.laws``. Nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from scoring import laws
from scoring.plain import plain
from scoring.reading import Node, Source, load
from scoring.records import (
    ROUND_FORMAT,
    RULES_FORMAT,
    Adjustment,
    Award,
    Ballot,
    Entry,
    Figure,
    Judge,
    Limits,
    Lot,
    LotSource,
    Method,
    Panel,
    Recusal,
    Round,
    Rounding,
    Rules,
    Ruling,
    Struck,
    Thresholds,
)
from scoring.tree import read_criteria, read_text

STAGES: Final = ("panel", "weighted", "dimension", "total")
STATUSES: Final = ("eligible", "withdrawn", "excluded")
TIE_STEPS: Final = ("total_unrounded", "untrimmed_total", "judge_majority", "ruling", "lot")
TIE_STEPS_WITH_CODE: Final = ("dimension", "indicator")

_METHOD: Final[Mapping[str, object]] = {
    "severity": "none",
    "weighting": "percent",
    "aggregate": "arithmetic",
    "rounding": {},
    "missing": "refuse",
    "adjustments": {},
    "ties": [],
}
_LISTS: Final[Mapping[str, object]] = {
    "recusals": [],
    "ballots": [],
    "figures": [],
    "adjustments": [],
    "struck": [],
    "rulings": [],
    "lot": {},
}
_RULES: Final[Mapping[str, object]] = {
    "policy": "",
    "lot": {},
    "thresholds": {},
    "quota": 0,
    "minimum_line": None,
    "repeat": "allowed",
    "award": {},
    "publish_marks": "none",
}


def read_round(source: Source) -> Round:
    """Read a round from JSON text, bytes or an object; raises ``Refused`` at the first fault."""
    node = load(source)
    _not_another(node, ROUND_FORMAT)
    f = node.fields(("format", "code", "title", "method", "criteria", "entries", "judges"), _LISTS)
    _format(f["format"], ROUND_FORMAT)
    round_ = Round(
        code=f["code"].code(),
        title=read_text(f["title"]),
        method=_method(f["method"]),
        criteria=read_criteria(f["criteria"]),
        entries=f["entries"].each(_entry, lambda entry: entry.code),
        judges=f["judges"].each(_judge, lambda judge: judge.code),
        recusals=f["recusals"].each(_recusal, lambda r: (r.judge, r.entry)),
        ballots=f["ballots"].each(_ballot, lambda b: (b.judge, b.entry)),
        figures=f["figures"].each(_figure, lambda figure: (figure.entry, figure.indicator)),
        adjustments=f["adjustments"].each(_adjustment, lambda a: a.code),
        struck=f["struck"].each(_struck, lambda s: (s.judge, s.entry, s.indicator)),
        rulings=f["rulings"].each(_ruling, lambda r: r.case),
        lot=_lot(f["lot"]),
    )
    laws.check_round(round_)
    return round_


def read_rules(source: Source) -> Rules:
    """Read rules from JSON text, bytes or an object; raises ``Refused`` at the first fault."""
    node = load(source)
    _not_another(node, RULES_FORMAT)
    f = node.fields(("format", "code", "title", "method", "criteria"), _RULES)
    _format(f["format"], RULES_FORMAT)
    rules = Rules(
        code=f["code"].code(),
        title=read_text(f["title"]),
        policy=f["policy"].text(),
        method=_method(f["method"]),
        criteria=read_criteria(f["criteria"]),
        lot=LotSource(f["lot"].fields((), {"source": ""})["source"].text()),
        thresholds=_thresholds(f["thresholds"]),
        quota=f["quota"].integer(0),
        minimum_line=None if f["minimum_line"].value is None else f["minimum_line"].decimal(),
        repeat=f["repeat"].choice(("allowed", "not_consecutive", "once")),
        award=_award(f["award"]),
        publish_marks=f["publish_marks"].choice(("none", "pseudonyms")),
    )
    laws.check_rules(rules)
    return rules


def round_from(
    rules: Rules,
    *,
    entries: Iterable[object],
    judges: Iterable[object],
    recusals: Iterable[object] = (),
    ballots: Iterable[object] = (),
    figures: Iterable[object] = (),
    adjustments: Iterable[object] = (),
    struck: Iterable[object] = (),
    rulings: Iterable[object] = (),
    lot_seed: str = "",
) -> Round:
    """A round under given rules; each item is a record of ``scoring.records`` or an object as it stands in the file.

    It is read as strictly as a file is, so the pointers of a refusal count the items as they were given.
    """
    lists = {
        "entries": entries,
        "judges": judges,
        "recusals": recusals,
        "ballots": ballots,
        "figures": figures,
        "adjustments": adjustments,
        "struck": struck,
        "rulings": rulings,
    }
    shape: dict[str, Any] = {name: [plain(item) for item in items] for name, items in lists.items()}
    frozen = {name: plain(getattr(rules, name)) for name in ("code", "title", "method", "criteria")}
    return read_round(
        {"format": ROUND_FORMAT, **frozen, **shape, "lot": {"source": rules.lot.source, "seed": lot_seed}}
    )


def _not_another(node: Node, name: str) -> None:
    """Another file of ours is called so before its keys are found strange."""
    given = node.value.get("format") if isinstance(node.value, Mapping) else None
    if isinstance(given, str) and given.startswith("pingxuan-") and given != name:
        node.under("format", given).refuse("wrong_format", f"the format {name}", f"this is a {given[:60]} file")


def _format(node: Node, name: str) -> None:
    if node.value != name:
        node.refuse("wrong_format", f"the format {name}")


def _method(node: Node) -> Method:
    f = node.fields(("panel",), _METHOD)
    limits = f["adjustments"].fields((), {"low": "0", "high": "0"})
    return Method(
        panel=_panel(f["panel"]),
        severity=_severity(f["severity"]),
        weighting=f["weighting"].choice(("percent", "factor")),
        aggregate=f["aggregate"].choice(("arithmetic", "geometric", "harmonic")),
        rounding=_rounding(f["rounding"]),
        missing=f["missing"].choice(("refuse", "floor", "exclude")),
        adjustments=Limits(limits["low"].decimal(), limits["high"].decimal()),
        ties=f["ties"].each(_tie_step),
    )


def _severity(node: Node) -> str:
    return node.choice(("none", "additive", "shrunken"))


def _panel(node: Node) -> Panel:
    f = node.fields(("combine",), {"trim": 1, "trim_from": 5, "scope": "indicator"})
    return Panel(
        combine=f["combine"].choice(("mean", "median", "trimmed_mean")),
        trim=f["trim"].integer(0),
        trim_from=f["trim_from"].integer(1),
        scope=f["scope"].choice(("indicator", "judge_total")),
    )


def _rounding(node: Node) -> Rounding:
    f = node.fields((), {"mode": "half_up", "places": 2, "at": ["total"]})
    at = f["at"].each(lambda stage: stage.choice(STAGES), lambda stage: stage)
    if "total" not in at:
        f["at"].refuse("total_not_rounded", "the stage total among the rounding stages", ", ".join(at) or "none")
    return Rounding(f["mode"].choice(("half_up", "half_even")), f["places"].integer(0, 12), at)


def _tie_step(node: Node) -> str:
    step = node.text()
    name, colon, code = step.partition(":")
    if step not in TIE_STEPS and not (name in TIE_STEPS_WITH_CODE and colon and code):
        node.refuse("unknown_choice", f"one of {', '.join(TIE_STEPS)}, dimension:CODE, indicator:CODE")
    return step


def _entry(node: Node) -> Entry:
    f = node.fields(("code", "name"), {"status": "eligible"})
    return Entry(f["code"].code(), read_text(f["name"]), f["status"].choice(STATUSES))


def _judge(node: Node) -> Judge:
    return Judge(node.fields(("code",))["code"].code())


def _recusal(node: Node) -> Recusal:
    f = node.fields(("judge", "entry", "reason"))
    return Recusal(f["judge"].code(), f["entry"].code(), f["reason"].text())


def _ballot(node: Node) -> Ballot:
    f = node.fields(("judge", "entry", "marks"))
    marks = {indicator: mark.decimal() for indicator, mark in f["marks"].pairs().items()}
    return Ballot(f["judge"].code(), f["entry"].code(), marks)


def _figure(node: Node) -> Figure:
    f = node.fields(("entry", "indicator", "value"))
    return Figure(f["entry"].code(), f["indicator"].code(), f["value"].decimal())


def _adjustment(node: Node) -> Adjustment:
    f = node.fields(("code", "entry", "points", "reason"))
    return Adjustment(f["code"].code(), f["entry"].code(), f["points"].decimal(), f["reason"].text())


def _struck(node: Node) -> Struck:
    f = node.fields(("judge", "entry", "indicator", "case"))
    return Struck(f["judge"].code(), f["entry"].code(), f["indicator"].code(), f["case"].code())


def _ruling(node: Node) -> Ruling:
    f = node.fields(("case", "order"))
    order = f["order"].each(Node.code, lambda code: code)
    if len(order) < 2:
        f["order"].refuse("out_of_range", "at least two entries in order", f"{len(order)}")
    return Ruling(f["case"].code(), order)


def _lot(node: Node) -> Lot:
    f = node.fields((), {"source": "", "seed": ""})
    seed = f["seed"].text()
    if "\0" in seed:
        f["seed"].refuse("not_a_seed", "a seed without the NUL character")
    return Lot(f["source"].text(), seed)


def _thresholds(node: Node) -> Thresholds:
    f = node.fields((), {"percent": "10", "red_percent": "20", "points": "15"})
    thresholds = Thresholds(f["percent"].not_negative(), f["red_percent"].not_negative(), f["points"].not_negative())
    if thresholds.red_percent < thresholds.percent:
        f["red_percent"].refuse("out_of_range", f"at least percent, {thresholds.percent}")
    return thresholds


def _award(node: Node) -> Award:
    f = node.fields((), {"track": "town", "order": ["revenue", "growth", "share"], "per_town": 1})
    order = f["order"].each(Node.code, lambda code: code)
    return Award(f["track"].choice(("town", "enterprise")), order, f["per_town"].integer(1))
