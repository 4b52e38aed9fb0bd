"""docs/panel.md runs as it stands, on the published panels."""

from __future__ import annotations

import doctest
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PANELS = ROOT.parent / "shared" / "data" / "cup_of_china_2017_panels.csv"


@pytest.mark.skipif(not PANELS.exists(), reason="the published panels are not beside this checkout")
def test_the_walk_through_a_real_panel_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every line of the page gives what the page prints."""
    shutil.copy(PANELS, tmp_path / "panels.csv")
    monkeypatch.chdir(tmp_path)
    found = doctest.testfile(str(ROOT / "docs" / "panel.md"), module_relative=False)
    assert found.attempted > 20
    assert found.failed == 0
