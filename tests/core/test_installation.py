"""An installation on disk: its secret, its migrations and its backups."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

from click.testing import CliRunner
from flask import Flask

from competition.app import ROOMS, create_app
from competition.core import installation
from competition.core.database import Database
from competition.core.web.house import KEY
from competition.serving import closing, demo


def test_the_secret_is_random_and_private(tmp_path: Path) -> None:
    """The first start writes a secret of 32 random bytes that only its owner reads; later starts keep it."""
    first = installation.secret(tmp_path)
    assert len(first) == 64
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    assert installation.secret(tmp_path) == first


def test_pending_migrations_answer_503(app: Flask) -> None:
    """Pages of a database that waits for migrations say what to run."""
    app.extensions[KEY].pending = ["core.something"]
    answer = app.test_client().get("/")
    assert answer.status_code == 503
    assert "pingxuan db migrate" in answer.get_data(as_text=True)
    app.extensions[KEY].pending = []


def test_the_demo_brings_its_sample_up_to_date(sample_folder: Path, tmp_path: Path) -> None:
    """A sample of an older release is backed up and upgraded by the demo itself, and keeps what is in it."""
    folder = tmp_path / "older"
    shutil.copytree(sample_folder, folder)
    older = Database(folder / installation.DATABASE)
    with older.schema() as tables:
        tables.execute("DELETE FROM _sqlite_migrations WHERE name = 'm009_paper'")
        for table in ("keyed_mark", "keyed_ballot", "paper_ballot"):
            tables.execute(f"DROP TABLE {table}")
        tables.execute("ALTER TABLE pledge DROP COLUMN on_paper")
    older.close()
    run = CliRunner().invoke(demo, ["--no-serve"], env={"PINGXUAN_INSTANCE": str(folder)})
    assert run.exit_code == 0, run.output
    assert "backed up" in run.output
    assert "云川法兰" in run.output
    assert list((folder / "backups").glob("*"))


def test_a_backup_is_whole(app: Flask, tmp_path: Path) -> None:
    """A backup opens as a database with nothing pending."""
    copy = installation.back_up(app.extensions[KEY].database, tmp_path)
    assert installation.pending_migrations(Database(copy), ROOMS) == []


def test_configuration_comes_in_order(tmp_path: Path, monkeypatch: object) -> None:
    """instance/config.py overrides the defaults, and what is passed in overrides it."""
    (tmp_path / "config.py").write_text("SESSION_COOKIE_NAME = 'ours'\nMAX_CONTENT_LENGTH = 5\n", "utf-8")
    built = create_app({"MAX_CONTENT_LENGTH": 7}, instance=tmp_path)
    assert (built.config["SESSION_COOKIE_NAME"], built.config["MAX_CONTENT_LENGTH"]) == ("ours", 7)
    built.extensions[KEY].database.close()


def test_every_page_carries_the_headers(app: Flask) -> None:
    """The content policy forbids anything inline, and nothing is framed."""
    answer = app.test_client().get("/")
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_demo_ends_by_saying_where_to_begin_and_how_to_stop() -> None:
    """Home, signing in, the day it is there, the walk, and Ctrl+C."""
    told = " ".join(closing("http://127.0.0.1:8000"))
    for word in ("http://127.0.0.1:8000/sign-in", "Ctrl+C", "2025年11月", "November 2025", "docs/tutorial.md"):
        assert word in told
