"""The bundle's own verifier tallies every golden round to the result worked by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import scoring
from tests.archive.tampering import VERIFY

ROUNDS = Path(__file__).parents[1] / "golden" / "rounds"
FOLDERS = sorted(folder for folder in ROUNDS.iterdir() if (folder / "result.json").is_file())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_verify_tallies_the_golden_rounds(folder: Path) -> None:
    """Standings, unranked, severity and digest are those of the result file."""
    file = scoring.read_round((folder / "round.json").read_bytes()).as_format()
    wanted = json.loads((folder / "result.json").read_text("utf-8"))
    made = VERIFY.retally(file)
    for part in ("standings", "unranked"):
        assert VERIFY.by_entry(made[part]) == VERIFY.by_entry(wanted[part])
    assert made["severity"] == wanted["severity"]
    assert [row["entry"] for row in made["standings"]] == [row["entry"] for row in wanted["standings"]]
    assert VERIFY.result_digest({**wanted, **made}) == wanted["result_digest"]


def test_verify_shares_no_line_with_the_engine() -> None:
    """It imports the standard library only, and none of our packages."""
    text = Path(VERIFY.__file__).read_text("utf-8")
    assert "import scoring" not in text
    assert "competition" not in text.replace("competition of", "")
