"""The plate of publication."""

from __future__ import annotations

from competition.core.locale import _l
from competition.core.permissions import Permission
from competition.core.plate import Link, Room
from competition.publication import migrations, service, views, words

room = Room(
    name="publication",
    pages=views.bp,
    migrations=migrations.steps,
    laws=service.LAWS,
    words=words,
    links=(
        Link("publication.home", _l("Results"), order=10, audience="public"),
        Link("publication.index", _l("Notices"), Permission.PUBLISH, order=80, audience="round"),
    ),
)
