"""The panels room's plate."""

from __future__ import annotations

from competition.core.locale import _l
from competition.core.permissions import Permission
from competition.core.plate import Link, Room
from competition.panels import migrations, service, views, words

room = Room(
    name="panels",
    pages=views.bp,
    migrations=migrations.steps,
    laws=service.LAWS,
    words=words,
    links=(Link("panels.index", _l("Judges"), Permission.MANAGE_PANEL, order=30),),
)
