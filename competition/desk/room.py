"""The plate of the desk."""

from __future__ import annotations

from competition.core.locale import _l
from competition.core.permissions import Permission
from competition.core.plate import Link, Room
from competition.desk import migrations, service, views, words

room = Room(
    name="desk",
    pages=views.bp,
    migrations=migrations.steps,
    laws=service.LAWS,
    words=words,
    recognizes=service.recognized,
    links=(
        Link("desk.home", _l("Desk"), Permission.SEE_PROGRESS, order=1),
        Link("desk.index", _l("Rounds"), Permission.SEE_PROGRESS, order=1, audience="site"),
    ),
)
