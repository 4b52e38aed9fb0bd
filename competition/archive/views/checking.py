"""Verification for anyone: sixteen digits, or a bundle, and one answer."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from flask import Response, request
from werkzeug.datastructures import FileStorage

from competition.archive import pages, service, verification
from competition.archive.forms import VerifyForm
from competition.archive.pages import Answer
from competition.archive.records import Report
from competition.archive.views.blueprint import bp
from competition.core.web import db, open_to_all, page
from competition.core.web.house import house
from competition.core.web.limits import PUBLIC_POST, limiter
from competition.publication import service as publication
from competition.rounds import service as rounds
from competition.rounds.records import Round


@bp.route("/verify", methods=["GET", "POST"])
@open_to_all
@limiter.limit(PUBLIC_POST, methods=["POST"])
def verify() -> Response:
    """Ask for digits or a bundle, and say whether they match; ``?code=`` shows the digits of a result to compare."""
    form = VerifyForm()
    if request.method == "GET":
        return _page(form, None, rounds.find(db(), request.args.get("code", "")))
    if form.validate():
        with form.refusals():
            upload = form.bundle.data
            return _page(form, _of_bundle(upload) if upload else _of_digits(form.digits.data))
    return _page(form, None, status=422)


def _page(form: VerifyForm, answer: Answer | None, round_: Round | None = None, status: int = 200) -> Response:
    shown = publication.result(db(), round_).shown if round_ else None
    return page("archive/verify.html", {"form": form, "answer": answer, "of_round": round_, "shown": shown}, status)


def _of_digits(typed: str) -> Answer:
    return pages.of_digits(service.find_digits(db(), typed, below=house().recognized))


def _of_bundle(upload: FileStorage) -> Answer:
    report = _verified(upload)
    marked = report.marked
    if marked is None:
        return pages.of_bundle(report, None, None, None)
    held = service.registered(db(), marked) if report.is_intact else None
    round_ = rounds.find(db(), marked.round_code)
    return pages.of_bundle(report, held, round_, _published(round_))


def _verified(upload: FileStorage) -> Report:
    """Verify what was sent as a file of its own, which is gone afterwards."""
    with closing(upload), tempfile.TemporaryDirectory(prefix="pingxuan-") as folder:
        path = Path(folder) / "bundle.zip"
        upload.save(path)
        return verification.verify(path)


def _published(round_: Round | None) -> str | None:
    shown: Any = publication.result(db(), round_).shown if round_ else None
    return shown.result_digest if shown else None
