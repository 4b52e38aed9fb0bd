"""Measured figures by spreadsheet: the filled sheet to hand out, upload, look, then write all of it or none."""

from __future__ import annotations

from typing import Any

from flask import Response

from competition.core.forms import ConfirmForm, UploadForm
from competition.core.locale import _, language
from competition.core.permissions import Permission
from competition.core.web import actor, db, download, here, needs, page, say_done
from competition.entries import service
from competition.entries.sheets import FIGURES
from competition.entries.views.blueprint import XLSX, bp, may_change, to
from competition.registry import service as registry
from competition.registry.records import Upload


def _purpose() -> str:
    return f"entries:{here().code}"


@bp.route("/sheet", methods=["GET", "POST"])
@needs(Permission.MANAGE_ENTRIES)
def import_sheet(code: str) -> Any:
    """Upload a sheet of figures; nothing is written by that."""
    form = UploadForm()
    if form.validate_on_submit():
        content = form.sheet.data.read()
        with form.refusals():
            service.look_at_figures(db(), here(), content)
            kept = registry.keep_upload(db(), actor(), _purpose(), form.sheet.data.filename or "", content)
            return to("preview", token=kept.token)
    context = {"form": form, "may_change": may_change(), "n_entries": len(service.entries(db(), here()))}
    return page("entries/import.html", context, 422 if form.faulty else 200)


@bp.get("/sheet.xlsx")
@needs(Permission.MANAGE_ENTRIES, Permission.READ_ALL)
def blank(code: str) -> Response:
    """Every entry with every measured indicator, filled where a figure is held."""
    content = service.blank_sheet(db(), here(), language=language(), sample=here().sample)
    return download(content, f"{code}-figures.xlsx", XLSX)


@bp.get("/sheet/<token>")
@needs(Permission.MANAGE_ENTRIES)
def preview(code: str, token: str) -> Response:
    """What taking the sheet would do, held against the round as it is now."""
    return _preview(_upload(token), ConfirmForm())


@bp.post("/sheet/<token>")
@needs(Permission.MANAGE_ENTRIES)
def take(code: str, token: str) -> Any:
    """Write the sheet as it was shown."""
    kept = _upload(token)
    form = ConfirmForm()
    if form.validate():
        with form.refusals():
            done = service.take_figures(
                db(), actor(), here(), kept.content, shown=form.shown.data, filename=kept.filename
            )
            registry.drop_upload(db(), token)
            say_done(
                _("Written: %(new)d new, %(changed)d changed.", new=done.count("new"), changed=done.count("changed"))
            )
            return to("index")
    return _preview(kept, form)


@bp.post("/sheet/<token>/drop")
@needs(Permission.MANAGE_ENTRIES)
def drop(code: str, token: str) -> Any:
    """Let the file go."""
    registry.drop_upload(db(), _upload(token).token)
    say_done(_("The file is let go. Nothing was written."))
    return to("import_sheet")


@bp.get("/sheet/<token>/marked.xlsx")
@needs(Permission.MANAGE_ENTRIES)
def marked(code: str, token: str) -> Response:
    """The sheet as it was sent, with its faults marked."""
    kept = _upload(token)
    _seen, table, _digest = service.look_at_figures(db(), here(), kept.content)
    content = service.marked_sheet(table, language=language(), sample=here().sample)
    return download(content, f"{kept.filename.rsplit('.', 1)[0]}-marked.xlsx", XLSX)


def _upload(token: str) -> Upload:
    return registry.upload(db(), actor(), _purpose(), token)


def _preview(kept: Upload, form: ConfirmForm) -> Response:
    seen, table, digest = service.look_at_figures(db(), here(), kept.content)
    form.shown.raw_data, form.shown.data = None, digest
    context = {
        "form": form, "kept": kept, "preview": seen, "sheet": FIGURES, "ignored": table.ignored,
        "may_change": may_change(),
    }  # fmt: skip
    return page("entries/preview.html", context, 422 if form.faulty else 200)
