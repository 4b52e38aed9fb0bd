"""The plate of the tally."""

from __future__ import annotations

from competition.core.locale import _l
from competition.core.permissions import Permission
from competition.core.plate import Link, Room
from competition.tally import migrations, service, views, words

room = Room(
    name="tally",
    pages=views.bp,
    migrations=migrations.steps,
    laws=service.LAWS,
    words=words,
    links=(Link("tally.index", _l("Results"), Permission.SEE_MARKS, order=60, audience="round"),),
)
