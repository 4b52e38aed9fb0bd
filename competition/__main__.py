"""``python -m competition`` is the ``pingxuan`` command."""

from competition.cli import main

main()
