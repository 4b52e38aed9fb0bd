"""docs/reference.md says what the docstrings say, and the round file of docs/formats.md scores."""

from __future__ import annotations

import dataclasses
import doctest
import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import pytest

import scoring
from scoring import formats, records

ROOT = Path(__file__).parents[2]
FORMATS = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def writer() -> ModuleType:
    """The tool that writes the page."""
    found = importlib.util.spec_from_file_location("reference", ROOT / "tools" / "reference.py")
    assert found is not None
    assert found.loader is not None
    made = importlib.util.module_from_spec(found)
    found.loader.exec_module(made)
    return made


def test_the_reference_is_the_docstrings(writer: ModuleType) -> None:
    """Written anew, the page comes out as it stands; otherwise run tools/reference.py."""
    assert writer.PAGE.read_text(encoding="utf-8") == writer.page()


def test_what_all_names_share_runs_as_it_stands(writer: ModuleType) -> None:
    """The examples of the long form and of a refusal give what the page prints."""
    shared = doctest.DocTestParser().get_doctest(writer.SHARED, {}, "Shared", None, 0)
    assert doctest.DocTestRunner().run(shared) == (0, 9)


def test_defaults_are_written_as_they_are_typed(writer: ModuleType) -> None:
    """A text keeps its quotes, a function its source, and no signature shows where something lies in memory."""
    page = writer.page()
    for default in ("level: Level = 'interval'", "lot_seed: str = ''", "= lambda lens: None"):
        assert default in page
    assert "<function" not in page
    assert " at 0x" not in page


def test_the_least_round_file_scores() -> None:
    """The round of docs/formats.md is scored as the page says: T1 first with 87.5, T2 second with 80."""
    found = json.loads(re.findall(r"```json\n(.*?)```", FORMATS, flags=re.DOTALL)[0])
    told = [(one.entry, one.rank, str(one.total)) for one in scoring.tally(scoring.read_round(found)).standings]
    assert told == [("T1", 1, "87.5"), ("T2", 2, "80")]


def test_every_key_of_a_method_stands_in_the_table() -> None:
    """Each key of method and of its parts has its row, and each tie step and rounding stage is named."""
    parts = {"panel": records.Panel, "rounding": records.Rounding, "adjustments": records.Limits}
    for field in dataclasses.fields(records.Method):
        part = parts.get(field.name)
        for key in [f"{field.name}.{each.name}" for each in dataclasses.fields(part)] if part else [field.name]:
            assert f"`method.{key}`" in FORMATS
    for word in (*formats.STAGES, *formats.TIE_STEPS, *formats.TIE_STEPS_WITH_CODE):
        assert word in FORMATS
