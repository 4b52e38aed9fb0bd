"""The accounts room's plate."""

from __future__ import annotations

from competition.accounts import migrations, service, views, words
from competition.core.locale import _l
from competition.core.permissions import Permission
from competition.core.plate import Link, Room

room = Room(
    name="accounts",
    pages=views.bp,
    migrations=migrations.steps,
    laws=service.LAWS,
    words=words,
    identify=service.actor_of,
    links=(
        Link("accounts.people", _l("People"), Permission.READ_ALL, order=90),
        Link("accounts.index", _l("People"), Permission.READ_ALL, order=90, audience="site"),
        Link("accounts.account", _l("My account"), order=95, audience="site"),
        Link("accounts.sign_in", _l("Sign in"), order=90, audience="public"),
    ),
)
