"""``pingxuan archive``: the bundles of a published round, written from the command line.

Exit status: 0 done; 2 refused, with the reason on standard error and nothing written.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

import click

OUT = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("code", metavar="ROUND")
@click.option("--public", "public", metavar="OUT.zip", type=OUT, help="The bundle for anyone.")
@click.option("--full", "full", metavar="OUT.zip", type=OUT, help="The bundle for the archive: marks and names.")
def archive(code: str, public: Path | None, full: Path | None) -> None:
    """Write the bundle of ROUND, verify and register it, and put a copy where you say."""
    wanted = {scope: out for scope, out in (("public", public), ("full", full)) if out}
    if not wanted:
        raise click.UsageError("say --public OUT.zip, --full OUT.zip, or both")
    for path, out in _bundles(code, wanted):
        try:
            shutil.copyfile(path, out)
        except OSError as error:
            raise click.ClickException(f"{out}: cannot be written: {error.strerror}") from error
        click.echo(str(out))


def _bundles(code: str, wanted: dict[str, Path]) -> list[tuple[Path, Path]]:
    # Flask and the rooms load only when this command runs, so that `pingxuan verify` never waits for them.
    from competition.app import create_app
    from competition.archive import service
    from competition.archive.records import Scope
    from competition.core.errors import Refusal
    from competition.core.sentences import sentence
    from competition.core.web.house import KEY
    from competition.rounds import service as rounds

    app = create_app()
    database = app.extensions[KEY].database
    with app.app_context():
        try:
            round_ = rounds.get(database, code)
            return [(_one(service, database, round_, Scope(scope)), out) for scope, out in wanted.items()]
        except Refusal as refusal:
            click.echo(f"{code}: {sentence(refusal)}", err=True)
            sys.exit(2)
        finally:
            database.close()


def _one(service: Any, database: Any, round_: Any, scope: Any) -> Path:
    from competition.core.records import Actor, Grant, Role
    from competition.rounds.records import Phase

    if round_.phase is Phase.ARCHIVED:
        found: Path = service.file_of(database, service.bundle(database, round_, scope))
        return found
    # Whoever may run commands on the server acts as the program itself, with an organizer's permission to archive.
    operator = Actor(None, "system", frozenset({Grant(Role.ORGANIZER)}))
    made = service.write_bundle(database, operator, round_, public=scope == "public")
    path: Path = service.file_of(database, made)
    return path
