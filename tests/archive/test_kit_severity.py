"""The bundle's own verifier corrects for severity as the engine does, and finds what was altered."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from copy import deepcopy
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import scoring
from scoring.severity_rule import effects_of
from tests.archive.tampering import VERIFY

ROUNDS = Path(__file__).parents[1] / "golden" / "rounds"
HALVES = [((2, 9, 10), "0.445312"), ((2, 21, 26), "0.751562"), ((6, 27, 30), "0.445312")]


def golden(rule: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The round worked by hand, and its result."""
    folder = ROUNDS / f"severity_{rule}"
    file = scoring.read_round((folder / "round.json").read_bytes()).as_format()
    return file, json.loads((folder / "result.json").read_text("utf-8"))


def drawn(seed: int) -> dict[str, Any]:
    """A round of gaps, recusals, a struck mark and an excluded entry, its judges unlike or alike, by any panel rule."""
    rng = random.Random(seed)
    judges = [f"J{n}" for n in range(1, rng.randint(2, 6))]
    entries = [f"T{n}" for n in range(1, rng.randint(3, 8))]
    judged, spread, noise = ["A1", "A2"], rng.choice([0, 1, 4]), rng.choice([0, 1, 3])
    effect = {judge: rng.gauss(0, spread) for judge in judges}
    recused = {(rng.choice(judges[1:]), rng.choice(entries)) for _ in judges[1:]}
    ballots = [
        {"judge": judge, "entry": entry, "marks": {
            code: str(min(100, max(0, round(75 + 3 * at + effect[judge] + rng.gauss(0, noise))))) for code in judged
        }}
        for judge in judges for at, entry in enumerate(entries)
        if (judge, entry) not in recused and (judge == "J1" or rng.random() < 0.75)
    ]  # fmt: skip
    others = [ballot for ballot in ballots if ballot["judge"] != "J1"]
    scale = {"min": "0", "max": "100", "step": "1"}
    leaves = [{"code": code, "title": {"zh": code, "en": code}, "weight": "50", "kind": "judged", "scale": scale}
              for code in judged]  # fmt: skip
    return {
        "format": "pingxuan-round/1", "code": "drawn", "title": {"zh": "例", "en": "Drawn"},
        "method": {
            "panel": {"combine": rng.choice(["mean", "median", "trimmed_mean"]), "trim": 1, "trim_from": 3,
                      "scope": rng.choice(["indicator", "judge_total"])},
            "severity": rng.choice(["additive", "shrunken"]),
            "ties": ["total_unrounded", "untrimmed_total", "judge_majority", "indicator:A1"],
        },
        "criteria": [{"code": "A", "title": {"zh": "A", "en": "A"}, "indicators": leaves}],
        "entries": [{"code": code, "name": {"zh": code, "en": code}} for code in entries[:-1]]
        + [{"code": entries[-1], "name": {"zh": "外", "en": "Out"}, "status": "excluded"}],
        "judges": [{"code": code} for code in judges],
        "recusals": [{"judge": judge, "entry": entry, "reason": "county"} for judge, entry in sorted(recused)],
        "ballots": ballots,
        "struck": [{"judge": one["judge"], "entry": one["entry"], "indicator": "A2", "case": "C1"}
                   for one in others[:1]],
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_drawn_rounds_come_to_the_engines_digest(seed: int) -> None:
    """Effects, ratio, standings and digest are the same to the last bit; what the engine refuses is refused."""
    round_ = scoring.read_round(drawn(seed))
    try:
        wanted = scoring.tally(round_).as_format()
    except scoring.Refused:
        with pytest.raises(VERIFY.Refused):
            VERIFY.retally(round_.as_format())
        return
    made = VERIFY.retally(round_.as_format())
    assert made["severity"] == json.loads(json.dumps(wanted["severity"]))
    assert VERIFY.result_digest({**wanted, **made}) == wanted["result_digest"]


@pytest.mark.parametrize(("apart", "ratio"), HALVES)
def test_a_ratio_half_way_goes_to_the_even_decimal(apart: tuple[int, ...], ratio: str) -> None:
    """Of two judges apart by these points on three entries the ratio ends in five: both round it to the even digit."""
    rows = {
        "J1": dict.fromkeys("ABC", Fraction(50)),
        "J2": {e: Fraction(50 + x) for e, x in zip("ABC", apart, strict=True)},
    }
    found = VERIFY.severity_of({(j, e): mark for j, row in rows.items() for e, mark in row.items()}, "shrunken")
    assert found[0] == effects_of(rows, "shrunken").ratio == ratio


@pytest.mark.parametrize("rule", ["additive", "shrunken"])
def test_judges_whom_no_entry_links_are_refused(rule: str) -> None:
    """Two judges, each with an entry of their own, cannot be told from two kinds of entries."""
    marks = {("J1", "T1"): Fraction(80), ("J2", "T2"): Fraction(70)}
    with pytest.raises(VERIFY.Refused):
        VERIFY.severity_of(marks, rule)
    file, result = golden(rule)
    file["ballots"] = [one for one in file["ballots"] if (one["judge"], one["entry"]) in (("J1", "T1"), ("J2", "T2"))]
    file["entries"] = file["entries"][:2]
    with pytest.raises(VERIFY.Altered, match="refused"):
        VERIFY.check_tally(SimpleNamespace(files={VERIFY.ROUND}, round=file, result=result))


def with_ratio(result: dict[str, Any], text: str) -> None:
    """Say another ratio."""
    result["severity"]["A1"]["ratio"] = text


def with_effect(result: dict[str, Any], text: str) -> None:
    """Say another effect of the first judge."""
    result["severity"]["A1"]["effects"]["J1"] = text


@pytest.mark.parametrize(
    ("rule", "change", "text", "field"),
    [
        ("shrunken", with_ratio, "0.025001", "severity A1 ratio"),
        ("shrunken", with_ratio, "inf", "severity A1 ratio"),
        ("shrunken", with_effect, "-2.222223", "severity A1 effects J1"),
        ("additive", with_ratio, "0.000000", "severity A1 ratio"),
        ("additive", with_effect, "-2.250001", "severity A1 effects J1"),
        ("additive", with_effect, "-2.25", "severity A1 effects J1"),
    ],
)
def test_an_altered_ratio_or_effect_is_named(
    rule: str, change: Callable[[dict[str, Any], str], None], text: str, field: str
) -> None:
    """The verifier says which field, what it should be and what it is; the untouched result is tallied again."""
    file, result = golden(rule)
    assert VERIFY.check_tally(SimpleNamespace(files={VERIFY.ROUND}, round=file, result=result)) == ("retallied", {})
    forged = deepcopy(result)
    change(forged, text)
    forged["result_digest"] = VERIFY.result_digest(forged)
    with pytest.raises(VERIFY.Altered) as fault:
        VERIFY.check_tally(SimpleNamespace(files={VERIFY.ROUND}, round=file, result=forged))
    assert (fault.value.code, fault.value.file) == ("field", VERIFY.RESULT)
    assert (fault.value.told["field"], fault.value.told["found"]) == (field, text)


def test_severity_left_out_of_the_result_is_missed() -> None:
    """A result whose round corrects for severity must print it, judge by judge."""
    file, result = golden("additive")
    forged = {**result, "severity": {}}
    with pytest.raises(VERIFY.Altered, match="field"):
        VERIFY.check_tally(SimpleNamespace(files={VERIFY.ROUND}, round=file, result=forged))
