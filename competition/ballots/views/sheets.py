"""The clerk's pages: how far the paper sheets are, a table sent in, looked at, and kept or sealed; and thrown away."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from competition.accounts import service as accounts
from competition.ballots import service
from competition.ballots.forms import SealSheetForm
from competition.ballots.views.blueprint import bp, to
from competition.core.forms import ConfirmForm, UploadForm
from competition.core.locale import _, language, ngettext
from competition.core.permissions import Permission
from competition.core.spreadsheets import XLSX
from competition.core.web import actor, db, download, here, needs, page, say_done
from competition.registry import service as registry
from competition.registry.records import Upload
from competition.rounds.records import Phase

keys = needs(Permission.ENTER_SHEETS)


def _purpose() -> str:
    return f"ballots:{here().code}"


@bp.route("/sheets", methods=["GET", "POST"])
@keys
def sheets(code: str) -> Any:
    """How far each judge's sheet is keyed, and the upload of a table; nothing is written by that."""
    form = UploadForm()
    if form.validate_on_submit():
        content = form.sheet.data.read()
        with form.refusals():
            service.look_at_sheet(db(), actor(), here(), content)
            kept = registry.keep_upload(db(), actor(), _purpose(), form.sheet.data.filename or "", content)
            return to("ballots.preview", code=code, token=kept.token)
    context = {
        "form": form, "judges": service.papers(db(), actor(), here()), "is_open": here().phase is Phase.SCORING,
    }  # fmt: skip
    return page("ballots/sheets.html", context, 422 if form.faulty else 200)


@bp.get("/sheets/blank.xlsx")
@keys
def blank_sheet(code: str) -> Response:
    """The table to fill in: a row for each judge and entry, or for each mark."""
    form = "long" if request.args.get("form") == "long" else "wide"
    content = service.blank_sheet(db(), actor(), here(), long=form == "long", language=language())
    return download(content, f"{code}-sheets-{form}.xlsx", XLSX)


@bp.get("/sheets/table/<token>")
@keys
def preview(code: str, token: str) -> Response:
    """What taking the table would do, held against what is keyed as it is now."""
    return _preview(_upload(token))


@bp.post("/sheets/table/<token>")
@keys
def key_sheet(code: str, token: str) -> Any:
    """Keep what is keyed for the first time; seal what agrees with the first keying, with the clerk's signature."""
    kept = _upload(token)
    seen = service.look_at_sheet(db(), actor(), here(), kept.content)
    form: ConfirmForm = SealSheetForm() if seen.agreed else ConfirmForm()
    if form.validate():
        with form.refusals():
            if isinstance(form, SealSheetForm):
                accounts.confirm(db(), actor(), form.secret.data)
            done = service.key_sheet(db(), actor(), here(), kept.content, shown=form.shown.data, filename=kept.filename)
            registry.drop_upload(db(), token)
            say_done(
                _("Kept for a second clerk: %(fresh)d. Sealed: %(sealed)d.", fresh=len(done.fresh),
                  sealed=len(done.agreed))
            )  # fmt: skip
            return to("ballots.sheets", code=code)
    return _preview(kept, form)


@bp.post("/sheets/table/<token>/drop")
@keys
def drop_table(code: str, token: str) -> Any:
    """Let the file go."""
    registry.drop_upload(db(), _upload(token).token)
    say_done(_("The file is let go. Nothing was written."))
    return to("ballots.sheets", code=code)


@bp.get("/sheets/table/<token>/marked.xlsx")
@keys
def marked_sheet(code: str, token: str) -> Response:
    """The table as it was sent, with its faults marked."""
    kept = _upload(token)
    seen = service.look_at_sheet(db(), actor(), here(), kept.content)
    content = service.marked_sheet(seen, language=language(), sample=here().sample)
    return download(content, f"{kept.filename.rsplit('.', 1)[0]}-marked.xlsx", XLSX)


@bp.get("/sheets/<judge>")
@keys
def keyed(code: str, judge: str) -> Response:
    """What this clerk keyed from one judge's sheet, while it waits for a second clerk."""
    sheet, mine = service.keyed_by_me(db(), actor(), here(), judge)
    return page("ballots/keyed.html", sheet=sheet, mine=mine)


@bp.post("/sheets/<judge>/drop")
@keys
def throw_away(code: str, judge: str) -> Any:
    """Throw away what this clerk keyed from one judge's sheet."""
    n = service.throw_away(db(), actor(), here(), judge)
    say_done(
        ngettext("Thrown away: what you keyed of %(num)d entry.", "Thrown away: what you keyed of %(num)d entries.", n)
    )
    return to("ballots.sheets", code=code)


def _upload(token: str) -> Upload:
    return registry.upload(db(), actor(), _purpose(), token)


def _preview(kept: Upload, form: ConfirmForm | None = None) -> Response:
    seen = service.look_at_sheet(db(), actor(), here(), kept.content)
    if form is None or isinstance(form, SealSheetForm) != bool(seen.agreed):
        form = SealSheetForm(formdata=None) if seen.agreed else ConfirmForm(formdata=None)
    form.shown.raw_data, form.shown.data = None, seen.digest
    context = {
        "form": form, "kept": kept, "seen": seen, "preview": seen.preview, "sheet": seen.shown,
        "ignored": seen.table.ignored, "letters": seen.table.letters,
    }  # fmt: skip
    return page("ballots/table.html", context, 422 if form.faulty else 200)
