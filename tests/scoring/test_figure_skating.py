"""The Cup of China 2017: two real contests, 115 component panels of nine judges, reproduced to the cent.

The ISU drops the highest and lowest mark of each component, rounds the panel's mean, multiplies by the factor, rounds
again and adds. Marks: BuzzFeed News, figure-skating-scores, CC BY 4.0; read where they lie, not copied into the
project.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PANELS = ROOT.parent / "shared" / "data" / "cup_of_china_2017_panels.csv"
JUDGES = [f"J{n}" for n in range(1, 10)]
SCORE = "from competition.tally.cli import score; score()"

pytestmark = pytest.mark.skipif(not PANELS.exists(), reason="the published panels are not beside this checkout")


def published(program: str) -> list[dict[str, str]]:
    with PANELS.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["program"] == program]


def rules(rows: list[dict[str, str]], stages: Sequence[str] = ("panel", "weighted", "total")) -> dict[str, Any]:
    factors = {row["component"]: row["factor"] for row in rows}
    scale = {"min": "0.25", "max": "10", "step": "0.25"}
    leaves = [
        {"code": name, "title": {"zh": name, "en": name}, "weight": factor, "kind": "judged", "scale": scale}
        for name, factor in factors.items()
    ]
    return {
        "format": "pingxuan-rules/1",
        "code": "cup-of-china-2017",
        "title": {"zh": "中国杯", "en": "Cup of China"},
        "method": {
            "panel": {"combine": "trimmed_mean", "trim": 1, "trim_from": 5},
            "weighting": "factor",
            "rounding": {"mode": "half_up", "places": 2, "at": list(stages)},
        },
        "criteria": [{"code": "PCS", "title": {"zh": "节目内容分", "en": "Program components"}, "indicators": leaves}],
    }


def scored(rows: list[dict[str, str]], folder: Path, **stages: Sequence[str]) -> dict[str, Any]:
    (folder / "rules.json").write_text(json.dumps(rules(rows, **stages)), encoding="utf-8")
    with (folder / "marks.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["judge", "entry", "indicator", "mark"])
        table.writerows([judge, row["entry"], row["component"], row[judge]] for row in rows for judge in JUDGES)
    command = [sys.executable, "-c", SCORE, str(folder / "marks.csv"), "--rules", str(folder / "rules.json")]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    result: dict[str, Any] = json.loads(run.stdout)
    return result


@pytest.mark.parametrize(("program", "n_entries"), [("LADIES SHORT PROGRAM", 11), ("MEN FREE SKATING", 12)])
def test_published_scores_are_reproduced_to_the_cent(tmp_path: Path, program: str, n_entries: int) -> None:
    """Every published panel score and every published total of component scores comes out of the nine marks."""
    rows = published(program)
    standings = {row["entry"]: row for row in scored(rows, tmp_path)["standings"]}
    assert len(standings) == n_entries
    for row in rows:
        standing = standings[row["entry"]]
        assert Decimal(standing["indicators"][row["component"]]) == Decimal(row["published_panel_score"])
        assert Decimal(standing["total"]) == Decimal(row["published_total_component_score"])


@pytest.mark.parametrize(
    ("stages", "wrong"), [(["total"], 13), (["weighted", "total"], 8), (["panel", "total"], 4)]
)  # fmt: skip
def test_where_to_round_is_part_of_the_rule(tmp_path: Path, stages: list[str], wrong: int) -> None:
    """With a stage left unrounded, so many of the 23 published totals come out otherwise."""
    off = 0
    for program in ("LADIES SHORT PROGRAM", "MEN FREE SKATING"):
        rows = published(program)
        totals = {row["entry"]: Decimal(row["published_total_component_score"]) for row in rows}
        standings = scored(rows, tmp_path, stages=stages)["standings"]
        off += sum(Decimal(standing["total"]) != totals[standing["entry"]] for standing in standings)
    assert off == wrong
