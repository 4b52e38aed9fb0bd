"""The plate of adjudication."""

from __future__ import annotations

from competition.adjudication import migrations, service, views, words
from competition.core.locale import _l
from competition.core.permissions import Permission
from competition.core.plate import Link, Room

room = Room(
    name="adjudication",
    pages=views.bp,
    migrations=migrations.steps,
    laws=service.LAWS,
    words=words,
    awaits=service.awaited,
    holds=service.holding,
    links=(
        Link("adjudication.index", _l("Review"), Permission.SEE_MARKS, order=55, audience="round"),
        Link("adjudication.mine", _l("My cases"), Permission.SCORE, order=35, audience="round"),
    ),
)
