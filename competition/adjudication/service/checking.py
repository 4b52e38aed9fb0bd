"""What a decision needs beside its reason, checked before anyone signs: an order, a figure, a nominee."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from competition.adjudication.records import Case, Decision, Kind
from competition.core.amounts import decimal, plain
from competition.core.database import Reader
from competition.core.errors import Refusal
from competition.entries import service as entries
from competition.rounds import service as rounds
from competition.rounds.records import Round

Check = Callable[[Reader, Round, Case, Mapping[str, Any]], dict[str, Any]]


def _order(db: Reader, round_: Round, case: Case, told: Mapping[str, Any]) -> dict[str, Any]:
    wanted = [str(code) for code in told.get("entries", ())]
    group = case.subject["entries"]
    if sorted(wanted) != sorted(group):
        raise Refusal("adjudication.order_incomplete", n=len(group))
    return {"entries": wanted}


def _figure(db: Reader, round_: Round, case: Case, told: Mapping[str, Any]) -> dict[str, Any]:
    _refuse_without_entry(case)
    code = str(told.get("indicator") or "")
    if code not in {leaf.code for leaf in rounds.rules(db, round_).measured}:
        raise Refusal("adjudication.no_such_indicator")
    if told.get("value") in (None, ""):
        raise Refusal("adjudication.value_missing")
    found: dict[str, Any] = {"indicator": code, "value": plain(decimal(told["value"]))}
    return found | {name: told[name] for name in ("year", "source", "verifier") if told.get(name)}


def _nominee(db: Reader, round_: Round, case: Case, told: Mapping[str, Any]) -> dict[str, Any]:
    _refuse_without_entry(case)
    wanted = told.get("nominee") or case.subject.get("nominee")
    if wanted is None:
        raise Refusal("adjudication.no_such_nominee")
    known = {one.id for one in entries.nominees(db, entries.entry(db, round_, str(case.entry)))}
    if int(wanted) not in known:
        raise Refusal("adjudication.no_such_nominee")
    return {"nominee": int(wanted)}


def _entry(db: Reader, round_: Round, case: Case, told: Mapping[str, Any]) -> dict[str, Any]:
    _refuse_without_entry(case)
    return {}


CHECKS: Mapping[Decision, Check] = {
    Decision.ORDER: _order,
    Decision.CORRECT: _figure,
    Decision.DISQUALIFY: _nominee,
    Decision.EXCLUDE: _entry,
}


def detail(db: Reader, round_: Round, case: Case, decision: Decision, told: Mapping[str, Any]) -> dict[str, Any]:
    """What the ruling keeps beside its reason, in its final form."""
    check = CHECKS.get(decision)
    return check(db, round_, case, told) if check else {}


def _refuse_without_entry(case: Case) -> None:
    if case.kind is not Kind.TIE and case.entry is None:
        raise Refusal("adjudication.no_entry")
