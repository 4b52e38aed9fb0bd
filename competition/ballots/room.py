"""The plate of the ballots room."""

from __future__ import annotations

from competition.ballots import migrations, service, views, words
from competition.core.locale import _l
from competition.core.permissions import Permission
from competition.core.plate import Link, Room

room = Room(
    name="ballots",
    pages=views.bp,
    migrations=migrations.steps,
    laws=service.LAWS,
    words=words,
    links=(
        Link("ballots.home", _l("My marks"), Permission.SCORE, order=30, audience="round"),
        Link("ballots.sheets", _l("Paper sheets"), Permission.ENTER_SHEETS, order=31, audience="round"),
    ),
)
