"""The factory, which is a table of contents: the rooms in the order of a round's life, one line each."""

from __future__ import annotations

import os
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from flask_babel import Babel
from flask_wtf import CSRFProtect

from competition.accounts.room import room as accounts
from competition.adjudication.room import room as adjudication
from competition.archive.room import room as archive
from competition.awards.room import room as awards
from competition.ballots.room import room as ballots
from competition.core import installation, sentences
from competition.core.clock import Clock
from competition.core.locale import chosen
from competition.core.room import room as core
from competition.core.web import context, gate, handlers, security
from competition.core.web.house import KEY, House
from competition.core.web.limits import limiter
from competition.desk.room import room as desk
from competition.entries.room import room as entries
from competition.panels.room import room as panels
from competition.policy.room import room as policy
from competition.publication.room import room as publication
from competition.registry.room import room as registry
from competition.rounds.room import room as rounds
from competition.tally.room import room as tally

ROOMS = (
    core,
    accounts,
    policy,
    registry,
    rounds,
    entries,
    panels,
    ballots,
    tally,
    awards,
    adjudication,
    publication,
    archive,
    desk,
)
HERE = Path(__file__).resolve().parent
PACKED = HERE / "templates"
TEMPLATES = PACKED if PACKED.is_dir() else HERE.parent / "templates"
DEFAULTS = {
    "MAX_CONTENT_LENGTH": 16 * 1024 * 1024,
    "SESSION_COOKIE_NAME": "pingxuan",
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "SESSION_COOKIE_SECURE": False,
    "WTF_CSRF_TIME_LIMIT": None,
    "BABEL_DEFAULT_LOCALE": "zh_Hans_CN",
}


def instance_folder() -> Path:
    """Where this installation keeps its data: PINGXUAN_INSTANCE, or ``instance`` in the present folder."""
    return Path(os.environ.get("PINGXUAN_INSTANCE") or "instance").resolve()


def create_app(
    config: Mapping[str, Any] | None = None,
    *,
    instance: Path | None = None,
    clock: Clock | None = None,
    rng: random.Random | None = None,
) -> Flask:
    """Build the application of the installation in ``instance``; a new one gets its database and secret here.

    Settings come from the defaults, then ``instance/config.py``, then ``FLASK_…`` and ``PINGXUAN_…`` of the
    environment, then ``config``.
    """
    folder = instance or instance_folder()
    app = Flask("competition", template_folder=str(TEMPLATES), instance_path=str(folder), root_path=str(HERE))
    folder.mkdir(parents=True, exist_ok=True)
    app.config.from_mapping(DEFAULTS, SECRET_KEY=installation.secret(folder))
    app.config.from_pyfile(str(folder / "config.py"), silent=True)
    app.config.from_prefixed_env("FLASK")
    app.config.from_prefixed_env("PINGXUAN")
    app.config.from_mapping(config or {})

    for each in ROOMS:
        if each.words is not None:
            sentences.learn(each.words)
        if each.prepare is not None:
            each.prepare(folder)
    database, pending = installation.open_database(folder, ROOMS, clock=clock, rng=rng)
    app.extensions[KEY] = House(database, ROOMS, pending, sample=installation.is_sample(database))

    Babel(app, locale_selector=chosen)
    CSRFProtect(app)
    limiter.init_app(app)
    for install in (gate.install, context.install, handlers.install, security.install):
        install(app)
    for each in ROOMS:
        app.register_blueprint(each.pages)
    return app
