"""An installation on disk: its secret, its database, its migrations, its backups, and whether its data are samples."""

from __future__ import annotations

import os
import random
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from competition.core import store
from competition.core.clock import Clock, SampleClock, instant
from competition.core.database import Database, Reader
from competition.core.plate import Room

DATABASE = "competition.db"
SIGNING_KEY = "secret"


def secret(folder: Path) -> bytes:
    """The random secret that signs cookies, made on first start and readable by its owner alone."""
    path = folder / SIGNING_KEY
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_hex(32).encode())
    return path.read_bytes()


def open_database(
    folder: Path, rooms: Iterable[Room], *, clock: Clock | None = None, rng: random.Random | None = None
) -> tuple[Database, list[str]]:
    """Open the database; a new one is laid out at once, an older one tells which migrations it waits for."""
    path = folder / DATABASE
    new = not path.exists() or path.stat().st_size == 0
    database = Database(path, clock=clock, rng=rng)
    if new:
        migrate(database, rooms)
    pending = pending_migrations(database, rooms)
    if clock is None and not pending and (kept := store.setting(database, "sample_time")):
        database.clock = SampleClock(instant(kept))
    return database, pending


def migrate(database: Database, rooms: Iterable[Room]) -> list[str]:
    """Bring the database up to date; gives the names of the steps that were taken."""
    taken = pending_migrations(database, rooms)
    with database.schema() as schema:
        for room in rooms:
            if room.migrations is not None:
                room.migrations.apply(schema)
    return taken


def pending_migrations(database: Database, rooms: Iterable[Room]) -> list[str]:
    """The migrations that have not been applied yet, as ``room.step``."""
    with database.schema() as schema:
        return [
            f"{room.name}.{step.name}"
            for room in rooms
            if room.migrations is not None
            for step in room.migrations.pending(schema)
        ]


def back_up(database: Database, folder: Path) -> Path:
    """Write a whole copy of the database into ``folder/backups``; gives its path."""
    target = folder / "backups" / f"{datetime.now(UTC):%Y%m%dT%H%M%S}.db"
    database.backup(target)
    return target


def is_sample(reader: Reader) -> bool:
    """Whether this installation holds sample editions."""
    return store.setting(reader, "sample_time") is not None
