"""``pingxuan archive`` and ``pingxuan verify`` on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from competition.archive import service, telling
from competition.archive.cli import verify
from competition.archive.commands import archive
from competition.archive.records import Scope
from competition.archive.telling import SENTENCES
from competition.core.web.house import KEY
from competition.desk import service as desk
from competition.rounds import service as rounds
from competition.rounds.records import Phase
from competition.sample.story import Stage
from tests.archive.conftest import CODE
from tests.archive.tampering import VERIFY


@pytest.fixture
def run(app: Flask, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """A terminal in the installation."""
    monkeypatch.setenv("PINGXUAN_INSTANCE", app.instance_path)
    assert KEY in app.extensions
    return CliRunner()


def test_archive_writes_what_is_asked(run: CliRunner, tmp_path: Path) -> None:
    """Each scope where it was asked for; both verify."""
    public, full = tmp_path / "p.zip", tmp_path / "f.zip"
    done = run.invoke(archive, [CODE, "--public", str(public), "--full", str(full)])
    assert (done.exit_code, done.stdout) == (0, f"{public}\n{full}\n")
    for path in (public, full):
        assert run.invoke(verify, [str(path)]).exit_code == 0


def test_an_archived_round_gives_the_registered_bundle(run: CliRunner, stage: Stage, tmp_path: Path) -> None:
    """Nothing is written any more; the registered file is copied."""
    round_ = rounds.get(stage.db, CODE)
    office = stage.actor("organizer-1")
    held = {scope: service.write_bundle(stage.db, office, round_, public=scope is Scope.PUBLIC) for scope in Scope}
    desk.move(stage.db, office, round_, Phase.ARCHIVED)
    done = run.invoke(archive, [CODE, "--full", str(tmp_path / "f.zip")])
    assert done.exit_code == 0
    assert (tmp_path / "f.zip").read_bytes() == service.file_of(stage.db, held[Scope.FULL]).read_bytes()


def test_archive_refuses_in_words(run: CliRunner, tmp_path: Path) -> None:
    """An unknown round, a round that is not published, no scope, no folder."""
    assert run.invoke(archive, ["nothing", "--public", str(tmp_path / "x.zip")]).exit_code == 2
    refused = run.invoke(archive, ["xz-2025", "--public", str(tmp_path / "x.zip")])
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "xz-2025" in refused.stderr
    assert run.invoke(archive, [CODE]).exit_code == 2
    assert run.invoke(archive, [CODE, "--public", str(tmp_path / "no" / "x.zip")]).exit_code == 1


def test_verify_names_what_is_wrong(run: CliRunner, zips: dict[Scope, Path], tmp_path: Path) -> None:
    """Exit 1 with the file; exit 2 for what is no bundle."""
    held = zips[Scope.PUBLIC].read_bytes()
    (tmp_path / "x.zip").write_bytes(held.replace(b'{"award"', b'{"awarx"'))
    told = run.invoke(verify, [str(tmp_path / "x.zip")])
    assert told.exit_code == 1
    assert "data/rules.json" in told.stdout
    assert run.invoke(verify, [str(tmp_path / "nothing.zip")]).exit_code == 2


def test_both_programs_have_the_same_words() -> None:
    """Every sentence of ours is one of verify.py's, and it has no other."""
    assert {code: (text.zh, text.en) for code, text in SENTENCES.items()} == VERIFY.SAID
    assert telling.told("files", {"n": 3}).en.startswith("files: 3")
