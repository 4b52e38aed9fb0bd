"""docs/reference.md says what the docstrings say."""

from __future__ import annotations

import importlib.util
from pathlib import Path

WRITER = Path(__file__).parents[2] / "tools" / "reference.py"


def test_the_reference_is_the_docstrings() -> None:
    """Written anew, the page comes out as it stands; otherwise run tools/reference.py."""
    found = importlib.util.spec_from_file_location("reference", WRITER)
    assert found is not None
    assert found.loader is not None
    writer = importlib.util.module_from_spec(found)
    found.loader.exec_module(writer)
    assert writer.PAGE.read_text(encoding="utf-8") == writer.page()
