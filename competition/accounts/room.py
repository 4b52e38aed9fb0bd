"""The accounts room's plate."""

from __future__ import annotations

from competition.accounts import migrations, service, views, words
from competition.core.plate import Room

room = Room(
    name="accounts",
    pages=views.bp,
    migrations=migrations.steps,
    laws=service.LAWS,
    words=words,
    identify=service.actor_of,
)
