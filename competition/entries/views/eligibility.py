"""Eligibility: the check, vetoes with their document, withdrawing and readmitting."""

from __future__ import annotations

from typing import Any

from flask import Response

from competition.core.locale import _
from competition.core.permissions import Permission
from competition.core.web import actor, db, here, needs, page, say_done
from competition.entries import service
from competition.entries.forms import CheckForm, ReasonForm, VetoForm
from competition.entries.records import CheckState, Entry, VetoKind
from competition.entries.views.blueprint import bp, entry_here, may_change, to


@bp.route("/<entry>/check", methods=["GET", "POST"])
@needs(Permission.MANAGE_ENTRIES)
def check(code: str, entry: str) -> Any:
    """Record what the check of eligibility found."""
    held = entry_here(entry)
    shown = None if held.check is CheckState.PENDING else held.check.value
    form = CheckForm(found=shown, note=held.note)
    if form.validate_on_submit():
        with form.refusals():
            passed = form.found.data == CheckState.PASSED.value
            service.check(db(), actor(), here(), held, passed, form.note.data or "")
            say_done(_("The check is recorded."))
            return to("show", entry=entry)
    return _page("entries/check.html", held, form)


@bp.route("/<entry>/veto", methods=["GET", "POST"])
@needs(Permission.MANAGE_ENTRIES)
def veto(code: str, entry: str) -> Any:
    """Rule an entry out on a certifying document."""
    held = entry_here(entry)
    form = VetoForm()
    if form.validate_on_submit():
        with form.refusals():
            service.veto(
                db(), actor(), here(), held, VetoKind(form.kind.data), department=form.department.data,
                document_no=form.document_no.data, dated_on=form.dated_on.data, note=form.note.data or "",
            )  # fmt: skip
            say_done(_("The veto is recorded; the entry is excluded."))
            return to("show", entry=entry)
    return _page("entries/veto.html", held, form)


@bp.route("/<entry>/veto/<int:number>/lift", methods=["GET", "POST"])
@needs(Permission.MANAGE_ENTRIES)
def lift(code: str, entry: str, number: int) -> Any:
    """Take a veto back, with the reason."""
    held = entry_here(entry)
    found = service.veto_of(db(), held, number)
    form = ReasonForm()
    if form.validate_on_submit():
        with form.refusals():
            service.lift_veto(db(), actor(), here(), number, form.reason.data)
            say_done(_("The veto is lifted. Check the entry anew."))
            return to("show", entry=entry)
    return _page("entries/lift.html", held, form, veto=found)


@bp.route("/<entry>/withdraw", methods=["GET", "POST"])
@needs(Permission.MANAGE_ENTRIES)
def withdraw(code: str, entry: str) -> Any:
    """The town takes its entry back."""
    held = entry_here(entry)
    form = ReasonForm()
    if form.validate_on_submit():
        with form.refusals():
            service.withdraw(db(), actor(), here(), held, form.reason.data)
            say_done(_("The entry is withdrawn. What was filed stays."))
            return to("show", entry=entry)
    return _page("entries/withdraw.html", held, form)


@bp.post("/<entry>/readmit")
@needs(Permission.MANAGE_ENTRIES)
def readmit(code: str, entry: str) -> Any:
    """An entry that withdrew or failed stands again, to be checked anew."""
    service.readmit(db(), actor(), here(), entry_here(entry))
    say_done(_("The entry stands again. Check it anew."))
    return to("show", entry=entry)


def _page(template: str, held: Entry, form: Any, **more: Any) -> Response:
    context = {"entry": held, "form": form, "may_change": may_change()} | more
    return page(template, context, 422 if form.faulty else 200)
