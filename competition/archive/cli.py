"""``pingxuan verify``: whether a bundle is intact, with neither web nor database.

Exit status: 0 intact; 1 altered, naming the first bad file, entry or field; 2 unreadable.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from competition.archive import telling, verification


@click.command()
@click.argument("bundle", metavar="BUNDLE", type=click.Path(path_type=Path))
def verify(bundle: Path) -> None:
    """Verify BUNDLE, a ZIP file or a folder, and say what was checked."""
    report = verification.verify(bundle)
    for line in telling.lines(report):
        click.echo(f"{line.zh}\n    {line.en}")
    sys.exit(report.outcome.status)
