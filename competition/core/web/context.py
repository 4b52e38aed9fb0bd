"""What every template finds: the masthead's words, the reader's language and theme, and the filters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from flask import Flask, g, request, url_for
from markupsafe import Markup
from werkzeug.routing import BuildError

from competition.core import amounts, sentences
from competition.core.canonical import check_digits
from competition.core.clock import SampleClock
from competition.core.locale import _, language, say, show_date, show_moment, show_short
from competition.core.plate import Link
from competition.core.records import Role, ToDo
from competition.core.spreadsheets import fault_words
from competition.core.web.access import actor, allowed_here, db, here
from competition.core.web.house import house

HTML_LANG = {"zh": "zh-CN", "en": "en"}
HUES = {
    "pencil": "ink-2", "half": "ink-2", "half-disc": "ink-2", "seal": "seal", "tick": "bamboo", "clock": "ochre",
    "disc": "indigo", "dash": "ink-2", "triangle": "ochre", "octagon": "ochre", "slash": "ink-2",
    "crossed-circle": "ink-2", "crossed": "ink-2", "offline": "ochre", "info": "indigo", "file": "indigo",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """One link of the masthead."""

    label: str
    url: str
    current: bool


def install(app: Flask) -> None:
    """Give the app's templates their globals and filters."""
    app.context_processor(_globals)
    app.jinja_env.filters.update(
        say=say, day=show_date, moment=show_moment, short_moment=show_short, points=_points, yuan=_yuan,
        yuan_words=amounts.in_words, digits=check_digits, sentence=sentences.sentence, todo_url=_todo_url,
        plain=amounts.plain,
    )  # fmt: skip
    app.jinja_env.globals.update(states=_state, fault_words=fault_words)
    app.jinja_env.add_extension("jinja2.ext.do")


def _globals() -> dict[str, Any]:
    ready = not house().pending
    clock = house().database.clock
    return {
        "actor": actor() if ready else None,
        "actor_label": _actor_label() if ready else "",
        "nav": _nav() if ready else (),
        "round": g.get("round"),
        "site_name": _("Judging of specialized towns"),
        "language": language(),
        "html_lang": HTML_LANG[language()],
        "switch_url": _switch_url(),
        "theme": request.cookies.get("theme") if request.cookies.get("theme") in ("light", "dark") else "",
        "sample": house().sample,
        "sample_time": clock.now() if isinstance(clock, SampleClock) else None,
        "commitment_digits": _commitment() if ready else None,
    }


def _nav() -> tuple[Word, ...]:
    words = []
    for link in house().links:
        if _shown(link):
            try:
                url = url_for(link.endpoint, **({"code": here().code} if here() is not None else {}))
            except BuildError:
                continue
            words.append(Word(str(link.label), url.split("?")[0], _current(link)))
    return tuple(words)


def _shown(link: Link) -> bool:
    inside, anonymous = here() is not None, actor().account_id is None
    if link.audience == "public":
        return anonymous
    if anonymous or (link.audience == "round") != inside:
        return False
    return allowed_here(link.permission)


def _current(link: Link) -> bool:
    if link.endpoint == request.endpoint or any(other.endpoint == request.endpoint for other in house().links):
        return link.endpoint == request.endpoint
    return link.endpoint.split(".")[0] == request.blueprint and link.endpoint.endswith(("index", "home", "desk"))


ROLE_NAMES = {
    Role.ORGANIZER: lambda: _("Organizer"),
    Role.JUDGE: lambda: _("Judge"),
    Role.CLERK: lambda: _("Clerk"),
    Role.ADJUDICATOR: lambda: _("Adjudicator"),
    Role.AUDITOR: lambda: _("Auditor"),
    Role.APPLICANT: lambda: _("Applicant"),
}


def _actor_label() -> str:
    who = actor()
    if who.account_id is None:
        return ""
    roles = who.roles(here().id) if here() is not None else {grant.role for grant in who.grants}
    gap = " " if language() == "en" else "\u3000"
    return gap.join([*(ROLE_NAMES[role]() for role in Role if role in roles), who.name])


def _switch_url() -> str:
    other = "en" if language() == "zh" else "zh"
    values = {**request.args.to_dict(flat=False), **(request.view_args or {}), "lang": other}
    readable = request.endpoint and request.url_rule and "GET" in (request.url_rule.methods or ())
    if not readable:
        return f"/?lang={other}"
    return url_for(str(request.endpoint), **values)


def _commitment() -> str | None:
    if here() is None:
        return None
    found = house().hook("commitment")(db(), here())
    return check_digits(found.digest) if found and found.digest else None


def _state(member: Any) -> SimpleNamespace:
    icon, label, *hue = sentences.state(member)
    return SimpleNamespace(icon=icon, label=str(label), hue=hue[0] if hue else HUES.get(icon, "ink-2"))


def _todo_url(todo: ToDo) -> str:
    values: dict[str, Any] = dict(todo.values)
    return url_for(todo.endpoint, **values)


def _points(hundredths: int | None) -> str:
    return "" if hundredths is None else amounts.plain(amounts.hundredths(hundredths))


def _yuan(fen: int | None) -> str | Markup:
    if fen is None:
        return ""
    whole, part = divmod(fen, 100)
    return f"{whole:,}" if not part else f"{whole:,}.{part:02d}"


THEME_KEPT = timedelta(days=400)
