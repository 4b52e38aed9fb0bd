"""Sheets in and out: upload, look, then write all of it or none; download what is held, or an empty sheet."""

from __future__ import annotations

from typing import Any

from flask import Response

from competition.core.forms import ConfirmForm, UploadForm
from competition.core.locale import _, language
from competition.core.permissions import Permission
from competition.core.web import actor, db, download, needs, say_done
from competition.core.web.house import house
from competition.registry import service
from competition.registry.records import Upload
from competition.registry.views.blueprint import bp, page, to
from competition.registry.words import KINDS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LISTS = {"towns": "index", "enterprises": "enterprises", "figures": "figures", "counties": "counties"}


@bp.route("/sheets/<kind>", methods=["GET", "POST"])
@needs(Permission.EDIT_REGISTRY)
def import_sheet(kind: str) -> Any:
    """Upload a sheet; nothing is written by that."""
    sheet = service.kind_of(kind).sheet
    form = UploadForm()
    if form.validate_on_submit():
        content = form.sheet.data.read()
        with form.refusals():
            service.look_at_sheet(db(), kind, content)
            kept = service.keep_upload(db(), actor(), kind, form.sheet.data.filename or "", content)
            return to("preview", kind=kind, token=kept.token)
    context = {"form": form, "kind": kind, "label": KINDS[kind], "sheet": sheet, "back": LISTS[kind]}
    return page("registry/import.html", 422 if form.faulty else 200, **context)


@bp.get("/sheets/<kind>/<token>")
@needs(Permission.EDIT_REGISTRY)
def preview(kind: str, token: str) -> Response:
    """What taking the sheet would do, held against the registry as it is now."""
    return _preview(kind, _upload(kind, token), ConfirmForm())


@bp.post("/sheets/<kind>/<token>")
@needs(Permission.EDIT_REGISTRY)
def take(kind: str, token: str) -> Any:
    """Write the sheet as it was shown."""
    kept = _upload(kind, token)
    form = ConfirmForm()
    if form.validate():
        with form.refusals():
            done = service.take_sheet(db(), actor(), kind, kept.content, shown=form.shown.data, filename=kept.filename)
            service.drop_upload(db(), token)
            say_done(
                _("Written: %(new)d new, %(changed)d changed.", new=done.count("new"), changed=done.count("changed"))
            )
            return to(LISTS[kind])
    return _preview(kind, kept, form)


@bp.post("/sheets/<kind>/<token>/drop")
@needs(Permission.EDIT_REGISTRY)
def drop(kind: str, token: str) -> Any:
    """Let the file go."""
    service.drop_upload(db(), _upload(kind, token).token)
    say_done(_("The file is let go. Nothing was written."))
    return to("import_sheet", kind=kind)


@bp.get("/sheets/<kind>/<token>/marked.xlsx")
@needs(Permission.EDIT_REGISTRY)
def marked(kind: str, token: str) -> Response:
    """The sheet as it was sent, with its faults marked."""
    kept = _upload(kind, token)
    seen = service.look_at_sheet(db(), kind, kept.content)
    return download(service.marked_sheet(seen, language=language()), f"{_stem(kept.filename)}-marked.xlsx", XLSX)


@bp.get("/sheets/<kind>/export.xlsx")
@needs(Permission.EDIT_REGISTRY, Permission.READ_ALL)
def export(kind: str) -> Response:
    """Everything that is held of a kind."""
    content = service.export_sheet(db(), kind, language=language(), sample=house().sample)
    return download(content, f"{kind}.xlsx", XLSX)


@bp.get("/sheets/<kind>/blank.xlsx")
@needs(Permission.EDIT_REGISTRY)
def blank(kind: str) -> Response:
    """An empty sheet with drop-downs and instructions."""
    return download(service.blank_sheet(kind, language=language()), f"{kind}-blank.xlsx", XLSX)


def _upload(kind: str, token: str) -> Upload:
    service.kind_of(kind)
    return service.upload(db(), actor(), kind, token)


def _preview(kind: str, kept: Upload, form: ConfirmForm) -> Response:
    seen = service.look_at_sheet(db(), kind, kept.content)
    form.shown.raw_data, form.shown.data = None, seen.digest
    context = {
        "form": form, "kind": kind, "label": KINDS[kind], "kept": kept, "preview": seen.preview,
        "sheet": seen.kind.sheet, "ignored": seen.table.ignored, "back": LISTS[kind],
    }  # fmt: skip
    return page("registry/preview.html", 422 if form.faulty else 200, **context)


def _stem(filename: str) -> str:
    return filename.rsplit(".", 1)[0] or "sheet"
