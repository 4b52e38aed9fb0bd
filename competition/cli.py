"""The ``pingxuan`` command: a table of contents too, and nothing is imported before it is called for."""

from __future__ import annotations

import importlib
import sys

import click

from competition import __version__

COMMANDS = {
    "serve": "competition.serving:serve",
    "demo": "competition.serving:demo",
    "score": "competition.tally.cli:score",
    "export": "competition.tally.commands:export",
    "archive": "competition.archive.commands:archive",
    "verify": "competition.archive.cli:verify",
    "db": "competition.serving:db",
    "doctor": "competition.serving:doctor",
}


class Contents(click.Group):
    """A group that imports a command only when it is asked for: ``score`` and ``verify`` never load Flask."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.group(cls=Contents)
@click.version_option(__version__, prog_name="pingxuan")
def pingxuan() -> None:
    """Run a public competition from its rules to its archive."""


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    pingxuan(prog_name="pingxuan")
