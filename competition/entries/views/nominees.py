"""Enterprises an entry puts up: chosen from the registry, given their figures, found eligible or not."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from competition.core.locale import _
from competition.core.permissions import Permission
from competition.core.web import actor, db, here, needs, page, say_done
from competition.entries import service
from competition.entries.forms import CheckForm, NomineeForm
from competition.entries.records import CheckState, Entry, Nominee
from competition.entries.views.blueprint import bp, entry_here, may_change, to
from competition.registry import service as registry


@bp.route("/<entry>/nominees/new", methods=["GET", "POST"])
@needs(Permission.MANAGE_ENTRIES)
def nominate(code: str, entry: str) -> Any:
    """Choose an enterprise of the town, then give the figures it is ordered by."""
    held = entry_here(entry)
    number = request.args.get("enterprise", type=int)
    if number is None:
        there = {it.enterprise_id for it in service.nominees(db(), held)}
        firms = [firm for firm in registry.enterprises(db(), held.town_id) if firm.id not in there]
        return page("entries/nominate.html", entry=held, firms=firms, may_change=may_change())
    firm = registry.enterprise(db(), number)
    form = NomineeForm(**service.suggested(db(), firm))
    if form.validate_on_submit():
        with form.refusals():
            service.nominate(db(), actor(), here(), held, firm.id, **form.values())
            say_done(_("%(name)s is put up.", name=firm.name.zh))
            return to("show", entry=entry)
    context = {"entry": held, "firm": firm, "form": form, "held": None, "stale": False, "may_change": may_change()}
    return page("entries/nominee_edit.html", context, 422 if form.faulty else 200)


@bp.route("/<entry>/nominees/<int:number>", methods=["GET", "POST"])
@needs(Permission.MANAGE_ENTRIES)
def edit_nominee(code: str, entry: str, number: int) -> Any:
    """Change the figures a nominee is ordered by."""
    owner, held = entry_here(entry), _nominee(entry, number)
    form = NomineeForm(
        revenue=held.revenue, growth=held.growth, market_share=held.market_share, source=held.source,
        version=held.version,
    )  # fmt: skip
    if form.validate_on_submit():
        with form.refusals():
            service.amend_nominee(db(), actor(), here(), held.id, based_on=form.version.data, **form.values())
            say_done(_("The figures are changed. Check the nominee anew."))
            return to("show", entry=entry)
    stale = form.version.data != held.version
    form.version.raw_data, form.version.data = None, held.version
    firm = registry.enterprise(db(), held.enterprise_id)
    context = {"entry": owner, "firm": firm, "form": form, "held": held, "stale": stale, "may_change": may_change()}
    return page("entries/nominee_edit.html", context, 422 if form.faulty else 200)


@bp.route("/<entry>/nominees/<int:number>/check", methods=["GET", "POST"])
@needs(Permission.MANAGE_ENTRIES)
def check_nominee(code: str, entry: str, number: int) -> Any:
    """Find a nominee eligible or not."""
    owner, held = entry_here(entry), _nominee(entry, number)
    form = CheckForm(found=None if held.check is CheckState.PENDING else held.check.value, note=held.reason)
    if form.validate_on_submit():
        with form.refusals():
            eligible = form.found.data == CheckState.PASSED.value
            service.judge_nominee(db(), actor(), here(), held.id, eligible, form.note.data or "")
            say_done(_("The check is recorded."))
            return to("show", entry=entry)
    return _check(owner, held, form)


@bp.post("/<entry>/nominees/<int:number>/drop")
@needs(Permission.MANAGE_ENTRIES)
def drop_nominee(code: str, entry: str, number: int) -> Any:
    """Take a nominee back."""
    service.drop_nominee(db(), actor(), here(), _nominee(entry, number).id)
    say_done(_("The nominee is taken back."))
    return to("show", entry=entry)


def _nominee(entry: str, number: int) -> Nominee:
    return service.nominee_of(db(), entry_here(entry), number)


def _check(owner: Entry, held: Nominee, form: CheckForm) -> Response:
    context = {"entry": owner, "nominee": held, "form": form, "may_change": may_change()}
    return page("entries/nominee_check.html", context, 422 if form.faulty else 200)
