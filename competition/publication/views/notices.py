"""A posted notice: as a page that prints like the document, and as the document itself."""

from __future__ import annotations

from flask import Response, make_response, render_template

from competition.core.documents import DOCX, numbered, to_docx
from competition.core.web import db, download, open_to_all, page
from competition.publication import body, service
from competition.publication.records import Kind, Posted
from competition.publication.views.blueprint import bp, kept_shortly, round_here


@bp.get("/results/<code>/notices/<int:serial>")
@open_to_all
def notice(code: str, serial: int) -> Response:
    """One notice, as it was posted."""
    posted = service.notice(db(), round_here(), serial)
    document = body.document(posted)
    return page(
        "publication/notice.html",
        {"posted": posted, "document": document, "blocks": list(numbered(document)), "later": _later(posted)},
    )


@bp.get("/results/<code>/notices/<int:serial>.docx")
@open_to_all
def document(code: str, serial: int) -> Response:
    """The notice as a document in the layout of GB/T 9704."""
    posted = service.notice(db(), round_here(), serial)
    named = "公示" if posted.kind is Kind.PUBLICITY else "公布"
    made = to_docx(body.document(posted), posted.at)
    return kept_shortly(download(made, f"{code}-{named}-{serial}.docx", DOCX))


@bp.get("/results/<code>/notices/<int:serial>.css")
@open_to_all
def margins(code: str, serial: int) -> Response:
    """What stands in the margins of the printed page: check digits inside, the page's number outside, the sample tag.

    A stylesheet of its own, because only CSS writes into a page's margins and no page carries styles inline.
    """
    held = body.document(service.notice(db(), round_here(), serial))
    digits = f"{held.check_label} {held.check_digits}" if held.check_digits else ""
    response = make_response(render_template("publication/margins.css.html", digits=digits, sample=held.sample))
    response.mimetype = "text/css"
    return response


def _later(posted: Posted) -> Posted | None:
    """The notice that corrects this one, or None."""
    after = [
        one for one in service.notices(db(), round_here())
        if one.kind is posted.kind and one.stay == posted.stay and one.version > posted.version
    ]  # fmt: skip
    return after[0] if after else None
