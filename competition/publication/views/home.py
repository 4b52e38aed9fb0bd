"""The home page: what is open for objections, the latest results, past editions, and how anyone verifies them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import redirect, url_for

from competition.core.permissions import Permission, may_anywhere
from competition.core.records import Role
from competition.core.web import actor, db, open_to_all, page
from competition.publication import service, words
from competition.publication.records import Stage, View
from competition.publication.views.blueprint import bp
from competition.rounds import service as rounds
from competition.rounds.records import Phase, Round


@dataclass(frozen=True, slots=True)
class Line:
    """One round on the home page."""

    round: Round
    view: View


@bp.get("/")
@open_to_all
def home() -> Any:
    """What the public finds first; who is signed in goes on to their own work."""
    if actor().account_id is not None and (own := _own_page()):
        return redirect(own, code=303)
    lines = [Line(round_, service.result(db(), round_)) for round_ in rounds.list_rounds(db())]
    shown = [line for line in lines if line.view.shown is not None]
    final = [line for line in shown if line.view.stage is Stage.FINAL]
    return page(
        "publication/home.html",
        in_publicity=[line for line in shown if line.view.stage is Stage.PUBLICITY],
        final=final,
        checked=words.CHECKED[service.publishes(db(), final[0].round)] if final else "",
        under_way=[line for line in lines if line.view.shown is None and line.round.phase is not Phase.DRAFT],
    )


def _own_page() -> str:
    """Where a signed-in account works: at the desk, at its ballots, at the sheets it keys, or at its cases."""
    if may_anywhere(actor(), Permission.SEE_PROGRESS):
        return url_for("desk.index")
    if judged := _scoring() or _latest(Role.JUDGE, Phase.DRAFT):
        return url_for("ballots.home", code=judged.code)
    if keyed := _latest(Role.CLERK, Phase.SCORING):
        return url_for("ballots.sheets", code=keyed.code)
    heard = _latest(Role.ADJUDICATOR, Phase.ADJUDICATION)
    return url_for("adjudication.index", code=heard.code) if heard else ""


def _scoring() -> Round | None:
    """The latest round in its scoring phase that the account judges."""
    now = [round_ for round_ in rounds.list_rounds(db()) if round_.phase is Phase.SCORING]
    return next((round_ for round_ in now if actor().holds(Role.JUDGE, round_.id)), None)


def _latest(role: Role, since: Phase) -> Round | None:
    """The latest round the account has the role in, rather one that is not archived and has come to ``since``."""
    own = [round_ for round_ in rounds.list_rounds(db()) if actor().holds(role, round_.id)]
    live = [round_ for round_ in own if round_.phase is not Phase.ARCHIVED]
    ripe = [round_ for round_ in live if not round_.phase.is_before(since)]
    return next(iter((*ripe, *live, *own)), None)
