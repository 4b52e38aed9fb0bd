"""Strict reading: nothing is guessed, and every refusal names the place and what was expected."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import scoring

Form = dict[str, Any]
GONE = object()


def change(form: Form, path: str, value: object) -> Form:
    """The file with one place set to something else, or taken out."""
    form = copy.deepcopy(form)
    *steps, last = [int(step) if step.isdecimal() else step for step in path.split("/")]
    place: Any = form
    for step in steps:
        place = place[step]
    if value is GONE:
        del place[last]
    elif isinstance(place, list) and last == len(place):
        place.append(value)
    else:
        place[last] = value
    return form


LEAF = "criteria/0/indicators/0"
RULE = "criteria/1/indicators/0/normalize"
FAULTS: list[tuple[str, object, str, str]] = [
    ("format", "pingxuan-round/2", "wrong_format", "/format"),
    ("colour", "red", "unknown_key", "/colour"),
    ("title", GONE, "missing_key", "/title"),
    ("title/zh", 3, "wrong_type", "/title/zh"),
    ("title/en", "half \ud800", "not_unicode", "/title/en"),
    ("code", "", "not_a_code", "/code"),
    ("code", " r", "not_a_code", "/code"),
    ("code", "a\0b", "not_a_code", "/code"),
    ("entries", {}, "wrong_type", "/entries"),
    ("entries/0", [], "wrong_type", "/entries/0"),
    ("entries/1/code", "T1", "duplicate_code", "/entries/1"),
    ("entries/0/status", "ill", "unknown_choice", "/entries/0/status"),
    ("judges/1/code", "J1", "duplicate_code", "/judges/1"),
    ("method/panel/combine", "mode", "unknown_choice", "/method/panel/combine"),
    ("method/panel", GONE, "missing_key", "/method/panel"),
    ("method/panel/trim", True, "wrong_type", "/method/panel/trim"),
    ("method/panel/trim", "1", "wrong_type", "/method/panel/trim"),
    ("method/panel/trim", -1, "out_of_range", "/method/panel/trim"),
    (
        "method/panel",
        {"combine": "trimmed_mean", "trim": 2, "trim_from": 4},
        "trim_from_too_small",
        "/method/panel/trim_from",
    ),
    ("method/severity", "harsh", "unknown_choice", "/method/severity"),
    ("method/rounding", {"at": ["panel"]}, "total_not_rounded", "/method/rounding/at"),
    ("method/rounding", {"at": ["total", "total"]}, "duplicate_code", "/method/rounding/at/1"),
    ("method/rounding", {"places": 2.5}, "wrong_type", "/method/rounding/places"),
    ("method/adjustments", {"low": "1"}, "out_of_range", "/method/adjustments/low"),
    ("method/adjustments", {"high": "-1"}, "out_of_range", "/method/adjustments/high"),
    ("method/ties", ["coin"], "unknown_choice", "/method/ties/0"),
    ("method/ties", ["lot", "dimension:X"], "unknown_reference", "/method/ties/1"),
    ("method/ties", ["indicator:DA1"], "unknown_reference", "/method/ties/0"),
    ("criteria", [], "out_of_range", "/criteria"),
    ("criteria/0/indicators", [], "out_of_range", "/criteria/0/indicators"),
    ("criteria/1/code", "DA1", "duplicate_code", "/criteria/1"),
    ("criteria/1/indicators/0/code", "A1", "duplicate_code", "/criteria/1/indicators/0"),
    (f"{LEAF}/weight", "59.99", "weights_not_100", "/criteria"),
    (f"{LEAF}/weight", "0", "out_of_range", f"/{LEAF}/weight"),
    (f"{LEAF}/kind", "guessed", "unknown_choice", f"/{LEAF}/kind"),
    (f"{LEAF}/kind", GONE, "missing_key", f"/{LEAF}/kind"),
    (f"{LEAF}/unit", "%", "unknown_key", f"/{LEAF}/unit"),
    (f"{LEAF}/scale/max", "0", "out_of_range", f"/{LEAF}/scale/max"),
    (f"{LEAF}/scale/step", "0", "out_of_range", f"/{LEAF}/scale/step"),
    (f"{LEAF}/scale", {"min": "-9", "max": "0", "step": "1"}, "out_of_range", f"/{LEAF}/scale/max"),
    (f"{RULE}/by", "rank", "unknown_choice", f"/{RULE}/by"),
    (f"{RULE}/cap", "3", "unknown_key", f"/{RULE}/cap"),
    (f"{RULE}/high", "0", "out_of_range", f"/{RULE}/high"),
    (f"{RULE}/clamp", "no", "wrong_type", f"/{RULE}/clamp"),
    (RULE, {"by": "capped", "cap": "8", "direction": "lower"}, "direction_refused", f"/{RULE}/direction"),
    (RULE, {"by": "yes_no", "direction": "lower"}, "direction_refused", f"/{RULE}/direction"),
    (RULE, {"by": "reference", "value": "8", "direction": "lower"}, "direction_refused", f"/{RULE}/direction"),
    (RULE, {"by": "reference", "value": "0"}, "out_of_range", f"/{RULE}/value"),
    (RULE, {"by": "capped", "cap": "-1"}, "out_of_range", f"/{RULE}/cap"),
    (RULE, {"by": "piecewise", "points": [["1", "0"]]}, "out_of_range", f"/{RULE}/points"),
    (RULE, {"by": "piecewise", "points": [["1", "0"], ["1", "9"]]}, "points_not_rising", f"/{RULE}/points/1"),
    (RULE, {"by": "piecewise", "points": [["1", "0"], ["2"]]}, "wrong_type", f"/{RULE}/points/1"),
    (RULE, {"by": "yes_no"}, "figure_outside_rule", "/figures/0/value"),
    ("ballots/0/marks/A1", "80.5", "mark_off_scale", "/ballots/0/marks/A1"),
    ("ballots/0/marks/A1", "101", "mark_off_scale", "/ballots/0/marks/A1"),
    ("ballots/0/marks/A1", "-1", "mark_off_scale", "/ballots/0/marks/A1"),
    ("ballots/0/marks/A1", "８０", "not_a_decimal", "/ballots/0/marks/A1"),
    ("ballots/0/marks/A1", "8,0", "not_a_decimal", "/ballots/0/marks/A1"),
    ("ballots/0/marks/A1", "", "not_a_decimal", "/ballots/0/marks/A1"),
    ("ballots/0/marks/A1", None, "not_a_decimal", "/ballots/0/marks/A1"),
    ("ballots/0/marks/A1", 80.0, "not_a_decimal", "/ballots/0/marks/A1"),
    ("ballots/0/marks/A1", True, "not_a_decimal", "/ballots/0/marks/A1"),
    ("ballots/0/marks/A1", "1e99", "too_many_digits", "/ballots/0/marks/A1"),
    ("ballots/0/marks/M1", "80", "unknown_reference", "/ballots/0/marks/M1"),
    ("ballots/0/marks/a~b", "80", "unknown_reference", "/ballots/0/marks/a~0b"),
    ("ballots/0/judge", "J9", "unknown_reference", "/ballots/0/judge"),
    ("ballots/0/entry", "T9", "unknown_reference", "/ballots/0/entry"),
    ("ballots/1/judge", "J1", "duplicate_code", "/ballots/1"),
    ("figures/0/indicator", "A1", "unknown_reference", "/figures/0/indicator"),
    ("figures/0/entry", "T9", "unknown_reference", "/figures/0/entry"),
    ("figures/1/entry", "T1", "duplicate_code", "/figures/1"),
    ("recusals", [{"judge": "J1", "entry": "T1", "reason": "kin"}], "recused_mark", "/ballots/0/marks/A1"),
    ("recusals", [{"judge": "J7", "entry": "T1", "reason": "kin"}], "unknown_reference", "/recusals/0/judge"),
    ("recusals", [{"judge": "J3", "entry": "T1", "reason": "x"}] * 2, "duplicate_code", "/recusals/1"),
    (
        "adjustments",
        [{"code": "P", "entry": "T9", "points": "1", "reason": ""}],
        "unknown_reference",
        "/adjustments/0/entry",
    ),
    ("struck", [{"judge": "J3", "entry": "T1", "indicator": "A1", "case": "C1"}], "struck_absent", "/struck/0"),
    (
        "struck",
        [{"judge": "J1", "entry": "T1", "indicator": "Z", "case": "C1"}],
        "unknown_reference",
        "/struck/0/indicator",
    ),
    ("rulings", [{"case": "C1", "order": ["T1", "T9"]}], "unknown_reference", "/rulings/0/order/1"),
    ("rulings", [{"case": "C1", "order": ["T1"]}], "out_of_range", "/rulings/0/order"),
    ("rulings", [{"case": "C1", "order": ["T1", "T1"]}], "duplicate_code", "/rulings/0/order/1"),
    (
        "rulings",
        [{"case": "C1", "order": ["T1", "T2"]}, {"case": "C2", "order": ["T2", "T1"]}],
        "rulings_clash",
        "/rulings/1/order",
    ),
    ("lot", {"seed": "a\0b"}, "not_a_seed", "/lot/seed"),
]


@pytest.mark.parametrize(
    ("path", "value", "code", "pointer"),
    FAULTS,
    ids=lambda value: str(value)[:40] if isinstance(value, str) else None,
)
def test_a_fault_is_refused_at_its_place(simple: Form, path: str, value: object, code: str, pointer: str) -> None:
    """Every kind of fault has its code, its JSON pointer, and words that repeat the place."""
    with pytest.raises(scoring.Refused) as caught:
        scoring.read_round(change(simple, path, value))
    assert (caught.value.code, caught.value.pointer) == (code, pointer)
    assert str(caught.value).startswith(f"{pointer}: expected ")
    assert caught.value.params["expected"] == caught.value.expected


@pytest.mark.parametrize(
    ("method", "pointer"),
    [
        ({"weighting": "factor", "missing": "exclude"}, "/method/missing"),
        ({"weighting": "factor", "aggregate": "geometric"}, "/method/weighting"),
        ({"aggregate": "harmonic", "rounding": {"at": ["total", "weighted"]}}, "/method/rounding/at/1"),
    ],
)
def test_methods_that_exclude_each_other_are_refused(simple: Form, method: Form, pointer: str) -> None:
    """Exclude needs percent weights; the geometric and harmonic means need them too and have no weighted stage."""
    simple["method"] |= method
    with pytest.raises(scoring.Refused) as caught:
        scoring.read_round(simple)
    assert (caught.value.code, caught.value.pointer) == ("method_conflict", pointer)


def test_factor_weights_need_not_sum_to_100(simple: Form) -> None:
    """Under ``factor`` any positive weight will do."""
    simple["method"]["weighting"] = "factor"
    simple["criteria"][0]["indicators"][0]["weight"] = "1.5"
    assert scoring.read_round(simple).method.weighting == "factor"


@pytest.mark.parametrize(
    ("text", "code", "pointer"),
    [
        ("{", "not_json", ""),
        (None, "not_json", ""),
        (3, "not_json", ""),
        (["{}"], "not_json", ""),
        ("[]", "wrong_type", ""),
        ("[" * 100_000, "not_json", ""),
        ('{"format": NaN}', "not_a_decimal", ""),
        ('{"format": -Infinity}', "not_a_decimal", ""),
        ('{"format": 1' + "0" * 5000 + "}", "not_json", ""),
        ('{"format": 1, "format": 1}', "duplicate_key", "/format"),
    ],
)
def test_what_is_not_strict_json_is_refused(text: str, code: str, pointer: str) -> None:
    """NaN, a key given twice, endless nesting and numbers of thousands of digits never reach the engine."""
    with pytest.raises(scoring.Refused) as caught:
        scoring.read_round(text)
    assert (caught.value.code, caught.value.pointer) == (code, pointer)


def test_a_key_given_twice_is_refused_deep_inside(simple: Form) -> None:
    """A duplicate mark names the mark, not just the file."""
    text = json.dumps(simple).replace('{"A1": "80"}', '{"A1": "80", "A1": "81"}')
    with pytest.raises(scoring.Refused, match="/ballots/0/marks/A1"):
        scoring.read_round(text)


def test_bytes_that_are_not_utf8_are_refused() -> None:
    """A file in another encoding is refused instead of read as something else."""
    with pytest.raises(scoring.Refused, match="UTF-8"):
        scoring.read_round('{"code": "评选"}'.encode("gb18030"))


def test_json_numbers_count_at_their_digits(simple: Form) -> None:
    """0.1 is a tenth, however it is written, and never a binary float."""
    simple["criteria"][0]["indicators"][0]["scale"]["step"] = "STEP"
    text = json.dumps(simple)
    digests = {
        scoring.round_digest(scoring.read_round(text.replace('"STEP"', step)))
        for step in ("0.1", '"0.1"', '"0.100"', "1e-1", '"+0.1"', "0.1000000000000000000")
    }
    assert len(digests) == 1
    assert '"step":"0.1"' in scoring.canonical(json.loads(text.replace("STEP", "0.1"))).decode()


def test_defaults_are_those_of_the_page(simple: Form) -> None:
    """Every key that FORMATS gives a default stands in the full form with it."""
    for name in ("recusals", "adjustments", "struck", "rulings", "lot"):
        simple.pop(name, None)
    del simple["entries"][0]["status"]
    full = scoring.read_round(simple).as_format()
    assert full["method"] == {
        "panel": {"combine": "mean", "trim": 1, "trim_from": 5, "scope": "indicator"},
        "severity": "none",
        "weighting": "percent",
        "aggregate": "arithmetic",
        "rounding": {"mode": "half_up", "places": 2, "at": ["total"]},
        "missing": "refuse",
        "adjustments": {"low": "0", "high": "0"},
        "ties": [],
    }
    assert [full[name] for name in ("recusals", "adjustments", "struck", "rulings")] == [[], [], [], []]
    assert full["lot"] == {"source": "", "seed": ""}
    assert full["entries"][0]["status"] == "eligible"
    assert full["criteria"][1]["indicators"][0]["normalize"]["direction"] == "higher"
    assert full["criteria"][1]["indicators"][0]["normalize"]["clamp"] is True


def test_a_full_form_is_read_as_itself(simple: Form) -> None:
    """Writing and reading again changes nothing."""
    once = scoring.read_round(simple)
    again = scoring.read_round(json.dumps(once.as_format(), ensure_ascii=False))
    assert again.as_format() == once.as_format()
    assert scoring.digest(simple) == scoring.digest(once.as_format()) == scoring.round_digest(again)


def test_codes_texts_and_seeds_are_not_touched(simple: Form) -> None:
    """Only decimals are put in canonical form: a seed of 007.50 keeps its zeros."""
    simple["lot"] = {"source": " 福彩 ", "seed": "007.50"}
    assert scoring.read_round(simple).as_format()["lot"] == {"source": " 福彩 ", "seed": "007.50"}


def test_a_ruling_may_name_the_same_entries_among_others(simple: Form) -> None:
    """Only two rulings on exactly the same entries clash."""
    simple["entries"].append({"code": "T3", "name": {"zh": "", "en": ""}})
    simple["rulings"] = [{"case": "C1", "order": ["T1", "T2"]}, {"case": "C2", "order": ["T2", "T3", "T1"]}]
    assert len(scoring.read_round(simple).rulings) == 2


def test_an_empty_ballot_of_a_recused_judge_is_no_mark(simple: Form) -> None:
    """It is the mark that is refused; a ballot without marks says nothing."""
    simple["recusals"] = [{"judge": "J3", "entry": "T1", "reason": "county"}]
    simple["ballots"].append({"judge": "J3", "entry": "T1", "marks": {}})
    assert len(scoring.read_round(simple).ballots) == 5


def test_the_least_rules_file_gets_every_default(rules_file: Form) -> None:
    """Format, code, title, method and criteria suffice; the full form is valid under its schema."""
    full = scoring.read_rules(rules_file).as_format()
    assert {key: full[key] for key in full.keys() - rules_file.keys()} == {
        "policy": "",
        "lot": {"source": ""},
        "thresholds": {"percent": "10", "red_percent": "20", "points": "15"},
        "quota": 0,
        "minimum_line": None,
        "repeat": "allowed",
        "award": {"track": "town", "order": ["revenue", "growth", "share"], "per_town": 1},
        "publish_marks": "none",
    }
    schema = json.loads((Path(scoring.__file__).parent / "schemas/pingxuan-rules-1.json").read_text(encoding="utf-8"))
    jsonschema.validate(full, schema, jsonschema.Draft202012Validator)
    jsonschema.validate(rules_file, schema, jsonschema.Draft202012Validator)
    assert scoring.digest(full) == scoring.rules_digest(scoring.read_rules(rules_file))


@pytest.mark.parametrize(
    ("key", "value", "pointer"),
    [
        ("quota", "3", "/quota"),
        ("quota", -1, "/quota"),
        ("minimum_line", "sixty", "/minimum_line"),
        ("repeat", "never", "/repeat"),
        ("publish_marks", "names", "/publish_marks"),
        ("thresholds", {"percent": "-1"}, "/thresholds/percent"),
        ("thresholds", {"percent": "30"}, "/thresholds/red_percent"),
        ("award", {"per_town": 0}, "/award/per_town"),
        ("award", {"order": ["growth", "growth"]}, "/award/order/1"),
        ("lot", {"seed": "1"}, "/lot/seed"),
        ("entries", [], "/entries"),
    ],
)
def test_rules_are_read_as_strictly(rules_file: Form, key: str, value: object, pointer: str) -> None:
    """A fault in the rules has its pointer; a seed or entries have no place in them."""
    with pytest.raises(scoring.Refused) as caught:
        scoring.read_rules({**rules_file, key: value})
    assert caught.value.pointer == pointer


def test_the_order_of_an_award_keeps_its_place(rules_file: Form) -> None:
    """Turning the award's order round changes the commitment; permuting the criteria does not."""
    rules_file["award"] = {"order": ["growth", "revenue"]}
    turned = {**rules_file, "award": {"order": ["revenue", "growth"]}}
    assert scoring.digest(rules_file) != scoring.digest(turned)
    assert scoring.read_rules(rules_file).minimum_line is None
    assert scoring.read_rules({**rules_file, "minimum_line": 60}).minimum_line == Decimal(60)


def test_a_round_is_built_from_rules_and_records(rules_file: Form, make: Callable[..., Form]) -> None:
    """Records and plain objects both serve; the round carries the rules' code and source of the lot."""
    rules = scoring.read_rules({**rules_file, "lot": {"source": "福彩"}})
    file = make(rules_file["criteria"][0]["indicators"][0], marks={"T1": {"J1": {"A1": "80"}}})
    plain = scoring.round_from(
        rules, entries=file["entries"], judges=file["judges"], ballots=file["ballots"], lot_seed="7"
    )
    again = scoring.round_from(
        rules, entries=plain.entries, judges=plain.judges, ballots=plain.ballots, lot_seed=plain.lot.seed
    )
    assert plain == again
    assert (plain.code, plain.lot.source, plain.lot.seed) == ("r", "福彩", "7")


def test_another_kind_of_file_is_told_before_its_keys() -> None:
    """A result given for a round is called that, not a round with unknown keys."""
    with pytest.raises(scoring.Refused, match="found this is a pingxuan-result/1 file") as refusal:
        scoring.read_round({"format": "pingxuan-result/1", "standings": []})
    assert (refusal.value.code, refusal.value.pointer) == ("wrong_format", "/format")
    with pytest.raises(scoring.Refused, match="format pingxuan-rules/1, found this is a pingxuan-round/1 file"):
        scoring.read_rules({"format": "pingxuan-round/1", "judges": []})


def test_the_name_of_a_file_is_not_its_text() -> None:
    """A path given for the text is told to read the file first; JSON cut short has its place said once."""
    with pytest.raises(scoring.Refused, match="JSON itself, not the name of a file"):
        scoring.read_round("round.json")
    with pytest.raises(scoring.Refused, match="Unterminated string starting at line 1, column 2"):
        scoring.read_round('{"form')


@pytest.mark.parametrize(
    ("document", "pointer"),
    [({"a": {1}}, "/a"), ({"a": 1.5}, "/a"), ({"a": [{"b~": [1, 2.5]}]}, "/a/0/b~0/1"), ({"a": {1: 2}}, "/a/1")],
)
def test_what_json_cannot_hold_has_no_canonical_bytes(document: object, pointer: str) -> None:
    """The place of what is no JSON is named, and a binary float is refused like any other."""
    for act in (scoring.canonical, scoring.digest):
        with pytest.raises(scoring.Refused) as refusal:
            act(document)
        assert (refusal.value.code, refusal.value.pointer) == ("wrong_type", pointer)


def test_only_a_round_is_tallied_and_only_its_entries_explained(simple: Form) -> None:
    """An object that was not read is refused by name, and so is an entry that the round does not know."""
    for act in (scoring.tally, lambda form: scoring.explain(form, "T1")):
        with pytest.raises(scoring.Refused, match="a round as read_round gives it, found an object") as refusal:
            act(simple)
        assert refusal.value.code == "wrong_type"
    with pytest.raises(scoring.Refused, match="entry: expected the code of a known entry, found 'E99'"):
        scoring.explain(scoring.read_round(simple), "E99")
