"""A bundle whose round corrects for severity: a forged effect or ratio is named, by both programs and with one name."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from competition.archive import service
from competition.archive.records import Outcome, Scope
from competition.core.clock import BEIJING, FixedClock
from competition.core.web.house import KEY
from competition.rounds.records import PublishMarks
from tests.archive.conftest import stage_on
from tests.archive.tampering import (
    Files,
    Forgery,
    answers,
    document,
    files_of,
    forged,
    unpacked,
)
from tests.publication.stage import published

UNEVEN = {
    "T01": ("88", "92.5", "89", "91", "84"),
    "T02": ("80", "86", "81", "83", "75.5"),
    "T03": ("78", "83", "80", "81", "74"),
    "T04": ("70", "77", "72", "73", "66"),
}


def bundle(folder: Path, rule: str) -> Files:
    """The public bundle of a published round of incomplete panels, its marks published."""
    app, stage = stage_on(folder / "instance", datetime(2025, 11, 3, 9, 0, tzinfo=BEIJING))
    database = app.extensions[KEY].database
    assert isinstance(stage.db.clock, FixedClock)
    rules = {"method": {"severity": rule}, "publish_marks": PublishMarks.PSEUDONYMS}
    scene, _notice = published(database, stage.db.clock, marks=UNEVEN, recused={"赵": "T04", "钱": "T03"}, rules=rules)
    made = service.write_bundle(database, scene.actor("organizer"), scene.round, public=True)
    assert made.scope is Scope.PUBLIC
    files = files_of(service.file_of(database, made))
    database.close()
    return files


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Files]:
    """A bundle by each rule."""
    return {rule: bundle(tmp_path_factory.mktemp(rule), rule) for rule in ("additive", "shrunken")}


def lighter(result: dict[str, Any]) -> None:
    """The first judge is said to be corrected by a millionth more."""
    effects = result["severity"]["A4"]["effects"]
    effects[min(effects)] = "0.000001"


def looser(result: dict[str, Any]) -> None:
    """Another ratio."""
    result["severity"]["A4"]["ratio"] = "0.000001"


def gone(result: dict[str, Any]) -> None:
    """No correction is told at all."""
    result["severity"] = {}


def both(result: dict[str, Any]) -> None:
    """An effect and a total: the effect comes first, as what the total was made of."""
    lighter(result)
    result["standings"][0]["total"] = "99.99"


@pytest.mark.parametrize("rule", ["additive", "shrunken"])
def test_an_untouched_bundle_is_tallied_again(bundles: dict[str, Files], tmp_path: Path, rule: str) -> None:
    """Both programs find the corrections as printed."""
    report, status, _ = answers(unpacked(bundles[rule], tmp_path / "bag"))
    assert (report.outcome, status, report.steps[-1].code) == (Outcome.INTACT, 0, "retallied")


@pytest.mark.parametrize(
    ("rule", "change", "field"),
    [
        ("additive", lighter, "severity A4 effects"),
        ("shrunken", lighter, "severity A4 effects"),
        ("shrunken", looser, "severity A4 ratio"),
        ("additive", looser, "severity A4 ratio"),
        ("shrunken", both, "severity A4 effects"),
    ],
)
def test_both_programs_name_the_forged_field(
    bundles: dict[str, Files], tmp_path: Path, rule: str, change: Forgery, field: str
) -> None:
    """The field, what it should be and what it is; the answer of one is the answer of the other, to the letter."""
    report, status, _ = answers(unpacked(forged(bundles[rule], change), tmp_path / "bag"))
    assert (report.outcome, status) == (Outcome.ALTERED, 1)
    assert report.fault is not None
    kept = document(bundles[rule], "data/result.json")["severity"]["A4"]
    judge = min(kept["effects"])
    is_ratio = field.endswith("ratio")
    assert report.fault.file == "data/result.json"
    assert report.fault.params["field"] == (field if is_ratio else f"{field} {judge}")
    assert report.fault.params["expected"] == (kept.get("ratio") if is_ratio else kept["effects"][judge])
    assert report.fault.params["found"] == "0.000001"


def test_corrections_left_out_are_missed(bundles: dict[str, Files], tmp_path: Path) -> None:
    """A result that tells of none is not the tally."""
    report, status, _ = answers(unpacked(forged(bundles["shrunken"], gone), tmp_path / "bag"))
    assert (report.outcome, status) == (Outcome.ALTERED, 1)
    assert report.fault is not None
    assert str(report.fault.params["field"]).startswith("severity")
