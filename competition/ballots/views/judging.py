"""The judge's pages: home, pledge, one page an entry, review and seal, receipt."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request

from competition.accounts import service as accounts
from competition.ballots import service
from competition.ballots.forms import BallotForm, PledgeForm, SealForm, ballot_form
from competition.ballots.pages import answer, ballot_page, clock, tenths, told
from competition.ballots.records import Draft
from competition.ballots.sheet import Sheet, Task
from competition.ballots.views.blueprint import bp, to
from competition.ballots.words import PLEDGE
from competition.core.amounts import to_hundredths
from competition.core.errors import Conflict, Refusal
from competition.core.permissions import Permission
from competition.core.records import Role
from competition.core.sentences import sentence
from competition.core.web import actor, db, here, needs, page
from competition.core.web.house import house
from competition.panels import service as panels
from competition.rounds import service as rounds
from competition.rounds.records import Round

OP_LENGTH = (8, 64)


@bp.get("/")
@needs(Permission.SCORE)
def home(code: str) -> Response:
    """The judge's entries, with how far each is."""
    sheet = service.my_sheet(db(), actor(), here())
    receipts = service.receipts(db(), actor(), here())
    return page(
        "ballots/home.html", sheet=sheet, rows=service.mine(db(), actor(), here()), receipts=receipts,
        pledged=service.pledged_at(db(), sheet), clock=lambda at: clock(at, db().clock.now()),
        absence=service.absence_of(db(), sheet.judge), awaited=house().awaited(actor(), here()),
        others=_other_rounds(),
    )  # fmt: skip


def _other_rounds() -> list[Round]:
    """The other rounds that this judge scores or scored in, the latest first."""
    held = [round_ for round_ in rounds.list_rounds(db()) if actor().holds(Role.JUDGE, round_.id)]
    return [round_ for round_ in held if round_.id != here().id]


@bp.route("/pledge", methods=["GET", "POST"])
@needs(Permission.SCORE)
def pledge(code: str) -> Response:
    """The pledge, signed once before anything opens."""
    sheet = service.my_sheet(db(), actor(), here())
    form, undeclared = PledgeForm(), panels.undeclared(db(), here(), sheet.judge)
    if form.is_submitted() and undeclared:
        return to("panels.declare", code=code)
    if form.validate_on_submit():
        service.pledge(db(), actor(), here())
        return to("ballots.home", code=code)
    return page(
        "ballots/pledge.html", status=422 if form.faulty else 200, sheet=sheet, form=form, pledge=PLEDGE,
        signed_at=service.pledged_at(db(), sheet), undeclared=undeclared,
        on_paper=service.pledged_on_paper(db(), sheet),
    )  # fmt: skip


@bp.get("/<entry>")
@needs(Permission.SCORE)
def ballot(code: str, entry: str) -> Response:
    """One entry: figures, rubric, marks, notes."""
    sheet = service.my_sheet(db(), actor(), here())
    task = sheet.task(entry)
    if service.pledged_at(db(), sheet) is None:
        return to("ballots.pledge", code=code)
    held = service.open_entry(db(), actor(), here(), entry)
    return _ballot(sheet, task, held, ballot_form(task.indicators, held))


@bp.post("/<entry>")
@needs(Permission.SCORE)
def save(code: str, entry: str) -> Response:
    """Save the whole page of an entry, without any script."""
    sheet = service.my_sheet(db(), actor(), here())
    task = sheet.task(entry)
    held = service.draft_of(db(), actor(), here(), entry)
    form = ballot_form(task.indicators, held)
    if not form.validate():
        return _ballot(sheet, task, held, form, status=422)
    marks, notes = form.settled(held)
    with form.refusals():
        try:
            service.save(db(), actor(), here(), entry, marks, notes, based_on=form.based_on.data, op=form.op.data)
        except Conflict as conflict:
            # Caught here, and only here: the page shows what is stored beside what was typed.
            form.take_stored(conflict.params["stored"])
            form.summary.append(sentence(conflict))
            return _ballot(sheet, task, conflict.params["stored"], form, conflict=True, status=409)
    if form.summary:
        return _ballot(sheet, task, held, form, status=422)
    return _onwards(sheet, entry)


def _onwards(sheet: Sheet, entry: str) -> Response:
    before, after = sheet.neighbours(entry)
    match request.form.get("go"):
        case "stay":
            return to("ballots.ballot", code=sheet.round.code, entry=entry)
        case "before" if before:
            return to("ballots.ballot", code=sheet.round.code, entry=before.entry.code)
        case _ if after:
            return to("ballots.ballot", code=sheet.round.code, entry=after.entry.code)
    return to("ballots.seal", code=sheet.round.code)


def _ballot(
    sheet: Sheet, task: Task, held: Draft, form: BallotForm, *, conflict: bool = False, status: int = 200
) -> Response:
    return page("ballots/ballot.html", ballot_page(db(), actor(), sheet, task, held, form, conflict=conflict), status)


@bp.post("/<entry>/save")
@needs(Permission.SCORE)
def autosave(code: str, entry: str) -> Response:
    """Save changed marks for the page's script; a conflict is answered with what is stored."""
    marks, notes, based_on, op = _sent(request.get_json(silent=True))
    try:
        held = service.save(db(), actor(), here(), entry, marks, notes, based_on=based_on, op=op)
    except Conflict as conflict:
        stored = answer(conflict.params["stored"], db().clock.now())
        response = jsonify(error=sentence(conflict), stored=stored)
        response.status_code = conflict.status
        return response
    return jsonify(answer(held, db().clock.now()))


def _sent(body: Any) -> tuple[dict[str, int | None], dict[str, str], int, str]:
    match body:
        case {"op": str(op), "based_on": int(based_on), "marks": dict(marks), "notes": dict(notes)}:
            if OP_LENGTH[0] <= len(op) <= OP_LENGTH[1] and all(isinstance(note, str) for note in notes.values()):
                return {code: _mark(text) for code, text in marks.items()}, notes, based_on, op
    raise Refusal("ballots.unreadable")


def _mark(text: object) -> int | None:
    if text is None:
        return None
    if not isinstance(text, str):
        raise Refusal("ballots.unreadable")
    return to_hundredths(text)


@bp.route("/seal", methods=["GET", "POST"])
@needs(Permission.SCORE)
def seal(code: str) -> Response:
    """Look once more, then seal everything that is open."""
    form = SealForm()
    if form.validate_on_submit():
        with form.refusals():
            accounts.confirm(db(), actor(), form.secret.data)
            receipt = service.seal(db(), actor(), here(), op=form.op.data, based_on=form.based_on.data)
            return to("ballots.receipt", code=code, number=receipt.number)
    review = service.review(db(), actor(), here())
    form.based_on.data, form.based_on.raw_data = review.stamp, None
    last = max((row.saved_at for row in review.progress if row.saved_at), default=None)
    return page(
        "ballots/seal.html", status=422 if form.faulty else 200, review=review, sheet=review.sheet, form=form,
        told={row.entry: told(row, review.sheet) for row in review.rows}, tenths=tenths,
        last_at=clock(last, db().clock.now()),
    )  # fmt: skip


@bp.get("/receipt/<int:number>")
@needs(Permission.SCORE)
def receipt(code: str, number: int) -> Response:
    """The receipt of a sealing: a stamp, sixteen digits, and what to do with them."""
    sheet = service.my_sheet(db(), actor(), here())
    return page(
        "ballots/receipt.html", sheet=sheet, receipt=service.receipt_of(db(), actor(), here(), number),
        commitment=rounds.commitment(db(), here()),
    )  # fmt: skip
