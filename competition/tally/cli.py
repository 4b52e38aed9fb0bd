"""``pingxuan score``: tally a file on the command line, with nothing but the engine.

It needs no database and no web server, so that anyone can recompute a published result from its round file.
Exit status: 0 done; 2 the input is refused, with the reason and the place on standard error and nothing written.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final, NoReturn

import click
from click.core import ParameterSource

import scoring

_REFUSED: Final = 2


@click.command()
@click.argument("source", metavar="ROUND.json|MARKS.csv")
@click.option("--rules", metavar="RULES.json", help="Rules for a long table judge,entry,indicator,mark.")
@click.option("--csv", "as_csv", is_flag=True, help="Print the standings as a table instead of the result file.")
@click.option("--diagnostics", "looks", is_flag=True, help="Print how sure, how agreed and how fair the result is.")
@click.option("--quota", default=1, show_default=True, type=click.IntRange(1), help="Funded places, for --diagnostics.")
@click.option("--output", metavar="FILE", help="Write to FILE instead of standard output.")
def score(source: str, rules: str | None, as_csv: bool, looks: bool, quota: int, output: str | None) -> None:
    """Tally a round file, or a table of marks with --rules; - reads standard input."""
    if as_csv and looks:
        raise click.UsageError("--csv prints standings and --diagnostics a file of its own: give one of them.")
    if not looks and click.get_current_context().get_parameter_source("quota") is not ParameterSource.DEFAULT:
        raise click.UsageError("--quota belongs to --diagnostics, and nothing else looks at it: leave it out.")
    try:
        round_ = _table(source, rules) if rules else _round(source)
        text = _diagnosed(round_, quota) if looks else _tallied(round_, as_csv)
    except scoring.Refused as refused:
        _refuse(source, str(refused))
    _write(text, output)


def _tallied(round_: scoring.Round, as_csv: bool) -> str:
    tally = scoring.tally(round_)
    return scoring.standings_table(tally, round_) if as_csv else _json(tally.as_format())


def _diagnosed(round_: scoring.Round, quota: int) -> str:
    # Lenses load scipy, which no tally needs.
    from scoring.diagnostics import LENSES, diagnose

    with click.progressbar(length=len(LENSES) + 1, file=sys.stderr, item_show_func=lambda lens: lens or "") as bar:
        document = diagnose(round_, quota=quota, progress=lambda lens: bar.update(1, lens))
        bar.update(1)
    return _json(document)


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


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


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
