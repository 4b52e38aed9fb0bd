"""Commands that need the whole house: serve, demo, the database's care, and the doctor."""

from __future__ import annotations

import platform
import shutil
import socket
import sys
from pathlib import Path

import click
from flask import Flask

from competition.app import ROOMS, create_app, instance_folder
from competition.core import installation
from competition.core.database import Database, has_wal_reset_bug, sqlite_version
from competition.core.laws import breaches
from competition.core.web.house import KEY, House

HOST = "127.0.0.1"
THREADS = 32
SETTINGS = {"threads": THREADS, "connection_limit": 1000, "channel_request_lookahead": 1, "asyncore_use_poll": True}
"""waitress starves at 300 tablets with its defaults; one look-ahead is the setting that cures it."""


def listen(host: str, port: int) -> tuple[socket.socket, bool]:
    """A listening socket at ``port``, or at the first free port after it; says whether it was the one asked for."""
    for offset in range(100):
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((host, port + offset))
        except OSError:
            sock.close()
            continue
        return sock, offset == 0
    raise click.ClickException(f"no free port between {port} and {port + 99}")


def run(app: Flask, sock: socket.socket) -> None:
    """Serve until interrupted."""
    import waitress

    waitress.serve(app, sockets=[sock], ident=None, **SETTINGS)


def tell(line: str = "") -> None:
    """Print a line at once, whatever it is piped into."""
    click.echo(line)
    sys.stdout.flush()


def address(sock: socket.socket) -> str:
    """The address that a browser opens."""
    host, port = sock.getsockname()[:2]
    return f"http://{host}:{port}"


def _bind(host: str, port: int) -> socket.socket:
    sock, asked = listen(host, port)
    if not asked:
        tell(f"端口 {port} 已被占用，改用 {sock.getsockname()[1]}。 Port {port} is taken; using the next free one.")
    return sock


def _house(app: Flask) -> House:
    found: House = app.extensions[KEY]
    return found


@click.command()
@click.option("--host", default=HOST, show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, help="The port, or the first free one after it.")
def serve(host: str, port: int) -> None:
    """Serve this installation; the first start prints a link for the first organizer."""
    from competition.accounts import service as accounts

    app = _made(instance_folder())
    sock = _bind(host, port)
    tell(f"评选 Pingxuan: {address(sock)}")
    link = accounts.first_organizer_link(_house(app).database)
    if link is not None:
        tell("第一位组织方用这个一次性链接设置密码 The first organizer sets a password at this one-time link:")
        tell(f"  {address(sock)}{link}")
    run(app, sock)


@click.command()
@click.option("--host", default=HOST, show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, help="The port, or the first free one after it.")
@click.option("--fresh", is_flag=True, help="Start over: the sample installation is made anew.")
@click.option("--no-serve", is_flag=True, help="Load and print, then stop.")
def demo(host: str, port: int, fresh: bool, no_serve: bool) -> None:
    """Load the sample editions (示例数据), print the ranking and the awards, and serve."""
    from competition import sample

    folder = instance_folder()
    if fresh:
        _start_over(folder)
    if not (folder / installation.DATABASE).exists():
        tell("正在载入示例数据，约半分钟。 Loading the sample editions, about half a minute.")
    if not sample.load(folder):
        raise click.ClickException(f"{folder} holds a real installation; the demo needs a folder of its own")
    app = _up_to_date(_made(folder), folder)
    for line in sample.summary(_house(app).database):
        tell(line)
    if no_serve:
        return
    sock = _bind(host, port)
    for line in sample.links(_house(app).database, address(sock)):
        tell(line)
    for line in closing(address(sock)):
        tell(line)
    run(app, sock)


def closing(base: str) -> tuple[str, ...]:
    """The last lines of the demo: where to begin, what day it is there, and how to stop."""
    return (
        f"首页 Home: {base}/",
        f"登录 Sign in: {base}/sign-in",
        "示例里的时间是2025年11月。 The clock of the sample stands in November 2025.",
        "照着 docs/tutorial.md 走一遍。 Walk through it with docs/tutorial.md.",
        "按 Ctrl+C 停止。 Ctrl+C stops it.",
    )


def _made(folder: Path) -> Flask:
    """The application; a policy edition of the installation that cannot be read is said in one line."""
    try:
        return create_app(instance=folder)
    except ValueError as fault:
        raise click.ClickException(f"{folder / 'editions'}: {fault}") from fault


def _up_to_date(app: Flask, folder: Path) -> Flask:
    """The sample installation, brought up to date where a newer version of the software finds an older one."""
    database = _house(app).database
    if not _house(app).pending:
        return app
    tell(f"数据库先备份再升级。 The database is backed up, then upgraded: {installation.back_up(database, folder)}")
    installation.migrate(database, ROOMS)
    database.close()
    return _made(folder)


def _start_over(folder: Path) -> None:
    database = folder / installation.DATABASE
    if database.exists() and not installation.is_sample(Database(database)):
        raise click.ClickException(f"{folder} holds a real installation; it is not erased")
    shutil.rmtree(folder, ignore_errors=True)


@click.group()
def db() -> None:
    """Look after the database."""


def _open() -> tuple[Path, Database]:
    folder = instance_folder()
    if not (folder / installation.DATABASE).exists():
        raise click.ClickException(f"there is no database in {folder}; `pingxuan serve` makes one")
    return folder, Database(folder / installation.DATABASE)


@db.command()
def migrate() -> None:
    """Bring the database up to date, after writing a backup."""
    folder, database = _open()
    if not installation.pending_migrations(database, ROOMS):
        tell("The database is up to date.")
        return
    tell(f"Backup: {installation.back_up(database, folder)}")
    for step in installation.migrate(database, ROOMS):
        tell(f"Done: {step}")


@db.command()
def check() -> None:
    """Ask every law of the whole file; 0 when all hold, 1 when one is broken."""
    _, database = _open()
    found = breaches(database, [law for room in ROOMS for law in room.laws])
    for line in found:
        tell(line)
    n_laws = sum(len(room.laws) for room in ROOMS)
    tell(f"{n_laws} laws asked, {len(found)} breaches; SQLite {sqlite_version()}.")
    raise SystemExit(1 if found else 0)


@db.command()
def backup() -> None:
    """Write a whole copy into the backups folder."""
    folder, database = _open()
    tell(str(installation.back_up(database, folder)))


@click.command()
def doctor() -> None:
    """Say what runs here: versions, the folder, and what is missing."""
    for line in diagnosis():
        tell(line)


def diagnosis() -> list[str]:
    """A line for each thing an operator asks first."""
    folder = instance_folder()
    lines = [
        f"Python {platform.python_version()} on {platform.system()}",
        f"SQLite {sqlite_version()}" + (" (has the WAL-reset bug; one writing connection keeps us clear of it)"
                                        if has_wal_reset_bug() else ""),
        f"Instance folder {folder}: {'there' if folder.is_dir() else 'not made yet'}",
    ]  # fmt: skip
    lines += [f"Missing for {what}: {package}" for what, package in _missing()]
    return lines


def _missing() -> list[tuple[str, str]]:
    import importlib.util

    wanted = {"charts": "vl_convert", "Word documents": "docx", "Excel files": "openpyxl", "signatures": "cryptography"}
    return [(what, name) for what, name in wanted.items() if importlib.util.find_spec(name) is None]


