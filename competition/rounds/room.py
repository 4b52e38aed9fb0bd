"""The plate of the rounds room."""

from __future__ import annotations

from competition.core.locale import _l
from competition.core.permissions import Permission
from competition.core.plate import Link, Room
from competition.rounds import migrations, service, views, words

room = Room(
    name="rounds",
    pages=views.bp,
    migrations=migrations.steps,
    laws=service.LAWS,
    words=words,
    links=(
        Link("rounds.overview", _l("Rules"), Permission.READ_ALL, order=10),
        Link("rounds.rules", _l("Rules"), Permission.SCORE, order=10),
        Link("rounds.rules", _l("Rules"), Permission.RULE, order=10),
    ),
    locate=service.find,
    commitment=service.commitment,
)
