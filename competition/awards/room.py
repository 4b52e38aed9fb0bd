"""The plate of the awards room."""

from __future__ import annotations

from competition.awards import migrations, service, views, words
from competition.core.locale import _l
from competition.core.permissions import Permission
from competition.core.plate import Link, Room

room = Room(
    name="awards",
    pages=views.bp,
    migrations=migrations.steps,
    laws=service.LAWS,
    words=words,
    links=(Link("awards.index", _l("Awards"), Permission.COUNTERSIGN, order=70, audience="round"),),
)
