"""The organizer's page of the archive in a round: write both bundles, verify them, see what is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, redirect, url_for

from competition.archive import service, telling
from competition.archive.forms import CheckForm, WriteForm
from competition.archive.records import WRITING, Bundle, Check, Scope
from competition.archive.views.blueprint import bp
from competition.core.locale import _, say
from competition.core.permissions import Permission, may
from competition.core.records import ToDo
from competition.core.web import actor, db, here, needs, page, say_done
from competition.rounds import service as rounds
from competition.rounds.records import Phase, Round


@dataclass(frozen=True, slots=True)
class Line:
    """One bundle as the page shows it. ``bundle`` None before it is written."""

    scope: Scope
    bundle: Bundle | None
    check: Check | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class ArchivePage:
    """What the page shows. ``todos`` is what keeps the round from being archived."""

    round: Round
    lines: tuple[Line, ...]
    earlier: tuple[Bundle, ...]
    todos: tuple[ToDo, ...]
    form: WriteForm | CheckForm
    is_open: bool
    is_archived: bool
    has_all: bool
    may_write: bool
    withholds: bool


@bp.get("/rounds/<code>/archive")
@needs(Permission.READ_ALL)
def index(code: str) -> Response:
    """The bundles of the round."""
    return page("archive/index.html", _page(WriteForm()))


@bp.post("/rounds/<code>/archive")
@needs(Permission.ARCHIVE)
def write(code: str) -> Any:
    """Write both bundles as things stand."""
    form = WriteForm()
    if form.validate():
        with form.refusals():
            for scope in Scope:
                service.write_bundle(db(), actor(), here(), public=scope is Scope.PUBLIC)
            say_done(_("Both bundles are written, verified and registered."))
            return redirect(url_for("archive.index", code=code), code=303)
    return page("archive/index.html", _page(form), 422)


@bp.post("/rounds/<code>/archive/verify")
@needs(Permission.ARCHIVE)
def recheck(code: str) -> Any:
    """Verify both bundles as they lie on the disk."""
    form = CheckForm()
    if form.validate():
        with form.refusals():
            reports = [
                service.verify_bundle(db(), actor(), here(), one)
                for scope in Scope
                if (one := service.current(db(), here(), scope)) is not None
            ]
            form.summary += [say(telling.verdict(report)) for report in reports if not report.is_intact]
    if form.faulty:
        return page("archive/index.html", _page(form), 422)
    say_done(_("Both bundles are intact."))
    return redirect(url_for("archive.index", code=code), code=303)


def _page(form: WriteForm | CheckForm) -> ArchivePage:
    round_: Round = here()
    lines = tuple(_line(round_, scope) for scope in Scope)
    shown = {line.bundle for line in lines}
    return ArchivePage(
        round=round_,
        lines=lines,
        earlier=tuple(one for one in service.bundles(db(), round_) if one not in shown),
        todos=service.outstanding(db(), round_, round_.phase),
        form=form,
        is_open=round_.phase is WRITING,
        is_archived=round_.phase is Phase.ARCHIVED,
        has_all=all(line.bundle for line in lines),
        may_write=may(actor(), Permission.ARCHIVE, round_.id),
        withholds=str(rounds.rules(db(), round_).publish_marks) == "none",
    )


def _line(round_: Round, scope: Scope) -> Line:
    one = service.current(db(), round_, scope)
    check = service.checked(db(), one) if one else None
    return Line(scope, one, check, one is not None and service.is_current(db(), round_, one))
