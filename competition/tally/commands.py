"""``pingxuan export``: the round file of a round, so that anyone can score it to the published digest.

Exit status: 0 done; 2 refused, with the reason on standard error and nothing written.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click


@click.command()
@click.argument("code", metavar="ROUND")
@click.option("--result", "as_result", is_flag=True, help="The result file instead of the round file.")
@click.option("--now", is_flag=True, help="As things stand now, instead of the stored tally's.")
@click.option("--output", metavar="FILE", help="Write to FILE instead of standard output.")
def export(code: str, as_result: bool, now: bool, output: str | None) -> None:
    """Write the round file of ROUND; scoring it gives the digest of its stored tally."""
    file = _exported(code, as_result=as_result, now=now)
    text = json.dumps(file, ensure_ascii=False, indent=2) + "\n"
    if output:
        Path(output).write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


def _exported(code: str, *, as_result: bool, now: bool) -> Any:
    # Flask and the rooms load only when this command runs, so that `pingxuan score` never waits for them.
    from competition.app import create_app
    from competition.core.errors import Refusal
    from competition.core.sentences import sentence
    from competition.core.web.house import KEY
    from competition.rounds import service as rounds
    from competition.tally import service

    app = create_app()
    database = app.extensions[KEY].database
    with app.app_context():
        try:
            round_ = rounds.get(database, code)
            if now:
                return _now(service, database, round_, as_result=as_result)
            stored = service.get_tally(database, round_)
            return dict(stored.result if as_result else stored.round)
        except Refusal as refusal:
            click.echo(f"{code}: {sentence(refusal)}", err=True)
            sys.exit(2)
        finally:
            database.close()


def _now(service: Any, database: Any, round_: Any, *, as_result: bool) -> Any:
    made = service.preview(database, round_)
    return dict(made.result if as_result else made.file)
