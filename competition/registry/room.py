"""The plate of the registry."""

from __future__ import annotations

from competition.core.locale import _l
from competition.core.permissions import Permission
from competition.core.plate import Link, Room
from competition.registry import migrations, service, views, words

room = Room(
    name="registry",
    pages=views.bp,
    migrations=migrations.steps,
    laws=service.LAWS,
    words=words,
    links=(Link("registry.index", _l("Registry"), Permission.EDIT_REGISTRY, order=30, audience="site"),),
)
