"""The plate of the archive."""

from __future__ import annotations

from competition.archive import migrations, service, views, words
from competition.core.locale import _l
from competition.core.permissions import Permission
from competition.core.plate import Link, Room

room = Room(
    name="archive",
    pages=views.bp,
    migrations=migrations.steps,
    laws=service.LAWS,
    words=words,
    links=(
        Link("archive.history", _l("Past rounds"), order=40, audience="public"),
        Link("archive.history", _l("Past rounds"), order=75, audience="site"),
        Link("archive.verify", _l("Verify"), order=80, audience="public"),
        Link("archive.verify", _l("Verify"), order=80, audience="site"),
        Link("archive.index", _l("Archive"), Permission.READ_ALL, order=90, audience="round"),
    ),
)
