"""Pages of the desk: every round with its phase, and one round with what is outstanding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from competition.accounts import service as accounts
from competition.ballots import service as ballots
from competition.ballots.records import JudgeState
from competition.core.locale import _
from competition.core.permissions import Permission, may
from competition.core.records import ToDo
from competition.core.sentences import state
from competition.core.web import actor, db, needs, page, say_done
from competition.desk import service
from competition.desk.forms import BackForm, BackSignatureForm
from competition.desk.records import Station
from competition.panels import service as panels
from competition.publication import service as publication
from competition.publication.records import Kind
from competition.rounds import service as rounds
from competition.rounds.records import BACKWARD, FORWARD, PHASES, Phase, Round

bp = Blueprint("desk", __name__)
SETTLED = (JudgeState.SEALED, JudgeState.EXCUSED)


@dataclass(frozen=True, slots=True)
class Line:
    """One round in the list of rounds."""

    round: Round
    n_todos: int


@bp.get("/desk")
@needs(Permission.SEE_PROGRESS)
def index() -> Response:
    """Every round the reader has a part in."""
    seen = [held for held in rounds.list_rounds(db()) if may(actor(), Permission.SEE_PROGRESS, held.id)]
    lines = [Line(held, len(service.outstanding(db(), held))) for held in seen]
    return page("desk/index.html", lines=lines, may_begin=may(actor(), Permission.SET_UP_ROUND))


@bp.get("/rounds/<code>/desk")
@needs(Permission.SEE_PROGRESS)
def home(code: str) -> Response:
    """The phase, what is outstanding with its links, progress without any mark, and what is locked."""
    return _home(rounds.get(db(), code), BackForm(), BackSignatureForm())


@bp.post("/rounds/<code>/desk/move")
@needs(Permission.MOVE_PHASE)
def move(code: str) -> Any:
    """Move the round to the next phase."""
    round_ = rounds.get(db(), code)
    wished = request.form.get("to", "")
    to = Phase(wished) if wished in PHASES else round_.phase
    moved = service.move(db(), actor(), round_, to)
    say_done(_("The round is now in this phase: %(phase)s.", phase=str(state(moved.phase)[1])))
    return redirect(url_for(".home", code=code), code=303)


@bp.post("/rounds/<code>/desk/back")
@needs(Permission.MOVE_PHASE)
def propose_back(code: str) -> Any:
    """Propose that the round goes back."""
    round_, form = rounds.get(db(), code), BackForm()
    if form.validate():
        with form.refusals():
            service.propose_back(db(), actor(), round_, reason=form.reason.data)
    if form.faulty:
        return _home(round_, form, BackSignatureForm(), 422)
    say_done(_("Proposed. The round goes back once a second person has signed."))
    return redirect(url_for(".home", code=code), code=303)


@bp.post("/rounds/<code>/desk/back/sign")
@needs(Permission.COUNTERSIGN)
def sign_back(code: str) -> Any:
    """Sign second: the round goes back."""
    round_, form = rounds.get(db(), code), BackSignatureForm()
    if form.validate():
        with form.refusals():
            accounts.confirm(db(), actor(), form.secret.data)
            service.sign_back(db(), actor(), round_)
    if form.faulty:
        return _home(round_, BackForm(), form, 422)
    say_done(_("The round has gone back. The move and its reason are on record."))
    return redirect(url_for(".home", code=code), code=303)


@bp.post("/rounds/<code>/desk/back/withdraw")
@needs(Permission.MOVE_PHASE)
def withdraw_back(code: str) -> Any:
    """Take the proposal to go back away."""
    service.withdraw_back(db(), actor(), rounds.get(db(), code))
    say_done(_("The proposal was taken back; the round stays where it is."))
    return redirect(url_for(".home", code=code), code=303)


def stations(round_: Round) -> list[Station]:
    """The phase rail of a round, in words and dates."""
    return [
        Station(phase, str(state(phase)[1]), round_.phase_dates.get(phase) if _reached(round_, phase) else None,
                "now" if phase is round_.phase else "done" if phase.is_before(round_.phase) else "todo")
        for phase in PHASES
    ]  # fmt: skip


def _reached(round_: Round, phase: Phase) -> bool:
    return not round_.phase.is_before(phase)


def _home(round_: Round, back: BackForm, signature: BackSignatureForm, status: int = 200) -> Response:
    todos: tuple[ToDo, ...] = service.outstanding(db(), round_)
    shows_panel = round_.phase in (Phase.SCORING, Phase.ADJUDICATION)
    judges = ballots.progress(db(), round_) if shows_panel and panels.judges(db(), round_) else ()
    going = service.going_back(db(), round_)
    context = {
        "round": round_, "todos": todos, "warnings": rounds.warnings(db(), round_), "judges": judges,
        "stations": stations(round_),
        "n_open": sum(judge.state not in SETTLED for judge in judges), "next_phase": FORWARD.get(round_.phase),
        "last_phase": BACKWARD.get(round_.phase), "commitment": rounds.commitment(db(), round_),
        "lists": service.list_commitment(db(), round_), "going": going, "back": back, "signature": signature,
        "going_by": accounts.get(db(), going.proposed_by).name if going else "",
        "is_mine": going is not None and going.proposed_by == actor().account_id,
        "is_announced": publication.standing(db(), round_, Kind.RESULT) is not None,
        "may_move": may(actor(), Permission.MOVE_PHASE, round_.id),
        "may_sign": may(actor(), Permission.COUNTERSIGN, round_.id),
        "moves": rounds.moves(db(), round_), "names": {a.id: a.name for a in accounts.list_accounts(db())},
    }  # fmt: skip
    return page("desk/home.html", context, status)
