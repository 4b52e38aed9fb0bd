"""The golden rounds, worked by hand in each folder's README; digests are made here from FORMATS, not by the engine."""

from __future__ import annotations

import hashlib
import json
import random
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import scoring

ROUNDS = Path(__file__).parents[1] / "golden" / "rounds"
SCHEMAS = Path(scoring.__file__).parent / "schemas"
FOLDERS = sorted(folder for folder in ROUNDS.iterdir() if folder.is_dir())
SETS = {
    **dict.fromkeys(("criteria", "indicators", "entries", "judges", "adjustments"), ("code",)),
    **dict.fromkeys(("recusals", "ballots"), ("judge", "entry")),
    **dict.fromkeys(("standings", "unranked"), ("entry",)),
    "figures": ("entry", "indicator"),
    "struck": ("judge", "entry", "indicator"),
    "rulings": ("case",),
}


def in_order(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: in_order(item, key) for key, item in value.items()}
    if not isinstance(value, list):
        return value
    items = [in_order(item) for item in value]
    if name == "at":
        return sorted(items)
    named = name in SETS and all(isinstance(item, dict) for item in items)
    return sorted(items, key=lambda item: [item[key] for key in SETS[name]]) if named else items


def independent_digest(document: Any) -> str:
    text = json.dumps(in_order(document), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def shuffled(value: Any, name: str, chance: random.Random) -> Any:
    if isinstance(value, dict):
        members = [(key, shuffled(item, key, chance)) for key, item in value.items()]
        chance.shuffle(members)
        return dict(members)
    if isinstance(value, list):
        items = [shuffled(item, "", chance) for item in value]
        if name in SETS or name == "at":
            chance.shuffle(items)
        return items
    return value


def load(folder: Path, name: str) -> Any:
    return json.loads((folder / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_engine_says_what_the_hand_found(folder: Path) -> None:
    """Every golden round gives its result file: standings, unranked, notices and both digests."""
    result = scoring.tally(scoring.read_round((folder / "round.json").read_bytes())).as_format()
    assert result == load(folder, "result.json") | {"engine": scoring.ENGINE}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_digests_follow_from_the_page_alone(folder: Path) -> None:
    """The digests are those that fifteen lines written from FORMATS make of the full form."""
    full = load(folder, "full.json" if (folder / "full.json").exists() else "round.json")
    result = load(folder, "result.json")
    assert result["input_digest"] == independent_digest(full)
    covered = {key: value for key, value in result.items() if key not in ("result_digest", "engine", "notices")}
    assert result["result_digest"] == independent_digest(covered) == scoring.result_digest(result)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_schemas_hold_the_golden_files(folder: Path) -> None:
    """Each golden file, and the full form the engine writes, is valid under the schema shipped with the package."""
    round_schema = load(SCHEMAS, "pingxuan-round-1.json")
    jsonschema.validate(load(folder, "round.json"), round_schema, jsonschema.Draft202012Validator)
    full = scoring.read_round((folder / "round.json").read_bytes()).as_format()
    jsonschema.validate(full, round_schema, jsonschema.Draft202012Validator)
    result_schema = load(SCHEMAS, "pingxuan-result-1.json")
    jsonschema.validate(load(folder, "result.json"), result_schema, jsonschema.Draft202012Validator)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_order_of_rows_and_keys_says_nothing(folder: Path) -> None:
    """Permuting every set and every key of a round leaves its result identical, digests included."""
    for seed in range(5):
        other = json.dumps(shuffled(load(folder, "round.json"), "", random.Random(seed)))
        assert scoring.tally(scoring.read_round(other)).as_format() == load(folder, "result.json") | {
            "engine": scoring.ENGINE
        }


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_working_is_told(folder: Path) -> None:
    """Each folder works its round by hand down to every total of its result, the unranked among them."""
    worked = (folder / "README.md").read_text(encoding="utf-8")
    numbers = set(re.findall(r"-?\d+(?:\.\d+)?", worked))
    result = load(folder, "result.json")
    assert {row["total"] for row in result["standings"] + result["unranked"]} - {None} <= numbers


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_an_explanation_ends_in_the_published_total(folder: Path) -> None:
    """The step-by-step working of every entry arrives at the same scores, total and rank as the result."""
    round_ = scoring.read_round((folder / "round.json").read_bytes())
    result = load(folder, "result.json")
    for row in result["standings"] + result["unranked"]:
        told = scoring.explain(round_, row["entry"])
        assert (told.total and told.total.exact) == row["total"]
        assert (told.rank, told.decided_by) == (row.get("rank"), row.get("decided_by"))
        assert told.adjustment.printed == row["adjustment"]
        scores = {step.code: step for dimension in told.dimensions for step in dimension.indicators}
        shown = {code: step.score and step.score.printed for code, step in scores.items() if step.state != "left_out"}
        assert shown == row["indicators"]
        assert {d.code: d.score and d.score.printed for d in told.dimensions} == row["dimensions"]


@pytest.mark.parametrize("name", ["round", "rules", "result", "diagnostics"])
def test_the_schemas_are_schemas(name: str) -> None:
    """Each shipped schema is itself valid draft 2020-12."""
    jsonschema.Draft202012Validator.check_schema(load(SCHEMAS, f"pingxuan-{name}-1.json"))
