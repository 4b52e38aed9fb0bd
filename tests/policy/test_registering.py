"""Policy editions of an installation: read beside those that ship, strictly."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from competition.core.errors import NotFound
from competition.policy import service
from competition.policy.store import Misread
from competition.serving import serve

SHIPPED = files("competition.policy") / "editions"


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Path]:
    """An installation's folder; what it registers is forgotten afterwards."""
    (tmp_path / "editions").mkdir()
    yield tmp_path
    service.register_from(tmp_path / "elsewhere")


def put(instance: Path, name: str, **changed: Any) -> None:
    """Put a copy of a shipped file, changed, into the installation's folder."""
    found = json.loads((SHIPPED / name.replace("xz-2026-9", "xz-2022-81")).read_text(encoding="utf-8"))
    (instance / "editions" / name).write_text(json.dumps({**found, **changed}), encoding="utf-8")


def test_a_successor_is_registered_by_its_files(instance: Path) -> None:
    """It stands beside the edition that ships, the latest first, with a criteria tree of its own."""
    put(instance, "xz-2026-9.json", code="xz-2026-9", issued_on="2026-01-05", last_day="2029-01-05")
    put(instance, "xz-2026-9.tree.json", code="xz-2026-9", edition="xz-2026-9")
    service.register_from(instance)
    assert [edition.code for edition in service.editions()] == ["xz-2026-9", "xz-2022-81"]
    assert str(service.edition("xz-2026-9").last_day) == "2029-01-05"
    assert service.templates() == ("xz-2022-81", "xz-2026-9")


def test_an_edition_goes_with_its_installation(instance: Path, tmp_path: Path) -> None:
    """Another installation does not know it."""
    put(instance, "xz-2026-9.json", code="xz-2026-9")
    service.register_from(instance)
    service.register_from(tmp_path / "another")
    with pytest.raises(NotFound):
        service.edition("xz-2026-9")


@pytest.mark.parametrize(
    ("name", "changed", "told"),
    [
        ("xz-2026-9.json", {}, "xz-2022-81: 2 files have this code"),
        ("xz-2026-9.json", {"code": "xz-2026-9", "amonut": "1"}, "amonut"),
        ("xz-2026-9.json", {"code": "xz-2026-9", "last_day": "soon"}, "soon"),
        ("xz-2026-9.json", {"code": "xz-2026-9", "articles": 7}, "xz-2026-9.json"),
        ("xz-2026-9.tree.json", {"format": "pingxuan-tree/9"}, "pingxuan-tree/1"),
    ],
)
def test_a_file_that_is_no_edition_is_named(instance: Path, name: str, changed: dict[str, Any], told: str) -> None:
    """A second file for a code, an unknown key, a day that is none, a wrong type or format: nothing is taken."""
    put(instance, name, **changed)
    with pytest.raises(Misread) as fault:
        service.register_from(instance)
    assert told in str(fault.value)


def test_the_server_says_which_file_it_cannot_read(instance: Path) -> None:
    """Serving stops with one line that names the file."""
    (instance / "editions" / "broken.json").write_text("{", encoding="utf-8")
    run = CliRunner().invoke(serve, [], env={"PINGXUAN_INSTANCE": str(instance)})
    assert run.exit_code == 1
    assert "broken.json" in run.output
    assert "Traceback" not in run.output
