"""The plate of the policy room. It has no tables: an edition is a file, of a release or of the installation."""

from __future__ import annotations

from competition.core.locale import _l
from competition.core.plate import Link, Room
from competition.policy import service, views, words

room = Room(
    name="policy",
    pages=views.bp,
    laws=service.LAWS,
    words=words,
    prepare=service.register_from,
    links=(
        Link("policy.index", _l("Policy"), order=60, audience="public"),
        Link("policy.index", _l("Policy"), order=70, audience="site"),
    ),
)
