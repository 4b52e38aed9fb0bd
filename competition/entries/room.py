"""The plate of the entries room."""

from __future__ import annotations

from competition.core.locale import _l
from competition.core.permissions import Permission
from competition.core.plate import Link, Room
from competition.entries import migrations, service, views, words

room = Room(
    name="entries",
    pages=views.bp,
    migrations=migrations.steps,
    laws=service.LAWS,
    words=words,
    links=(Link("entries.index", _l("Entries"), Permission.MANAGE_ENTRIES, order=20, audience="round"),),
)
