"""``pingxuan score``: tally a file on the command line, with nothing but the engine.

It needs no database and no web server, so that anyone can recompute a published result from its round file.
Exit status: 0 done; 2 the input is refused, with the reason and the place on standard error and nothing written.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final, NoReturn

import click

import scoring

_REFUSED: Final = 2


@click.command()
@click.argument("source", metavar="ROUND.json|MARKS.csv")
@click.option("--rules", metavar="RULES.json", help="Rules for a long table judge,entry,indicator,mark.")
@click.option("--csv", "as_csv", is_flag=True, help="Print the standings as a table instead of the result file.")
@click.option("--output", metavar="FILE", help="Write to FILE instead of standard output.")
def score(source: str, rules: str | None, as_csv: bool, output: str | None) -> None:
    """Tally a round file, or a table of marks with --rules; - reads standard input."""
    try:
        round_ = _table(source, rules) if rules else _round(source)
        tally = scoring.tally(round_)
    except scoring.Refused as refused:
        _refuse(source, str(refused))
    text = scoring.standings_table(tally, round_) if as_csv else _json(tally)
    _write(text, output)


def _round(source: str) -> scoring.Round:
    if source.lower().endswith(".csv"):
        _refuse(source, "a table of marks needs its rules: add --rules RULES.json")
    return scoring.read_round(_read(source))


def _table(source: str, rules: str) -> scoring.Round:
    try:
        frozen = scoring.read_rules(_read(rules))
    except scoring.Refused as refused:
        _refuse(rules, str(refused))
    try:
        marks = _read(source).decode("utf-8")
    except UnicodeDecodeError as error:
        _refuse(source, f"expected text in UTF-8, but byte {error.start} is not")
    return scoring.read_long_table(marks, frozen)


def _read(source: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except OSError as error:
        _refuse(source, f"cannot be read: {error.strerror}")


def _json(tally: scoring.Tally) -> str:
    return json.dumps(tally.as_format(), ensure_ascii=False, indent=2) + "\n"


def _write(text: str, output: str | None) -> None:
    if output is None:
        sys.stdout.buffer.write(text.encode("utf-8"))
        return
    try:
        Path(output).write_bytes(text.encode("utf-8"))
    except OSError as error:
        raise click.ClickException(f"{output}: cannot be written: {error.strerror}") from error


def _refuse(source: str, reason: str) -> NoReturn:
    click.echo(f"refused: {'standard input' if source == '-' else source}: {reason}", err=True)
    sys.exit(_REFUSED)
