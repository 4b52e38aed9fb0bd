"""The public result: as a page, as JSON, as a table, and each indicator's score."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Response

from competition.adjudication import service as adjudication
from competition.core.errors import NotFound
from competition.core.locale import language
from competition.core.web import db, download, open_to_all, page
from competition.publication import pages, service, tables, words
from competition.publication.records import Published
from competition.publication.views.blueprint import bp, kept_shortly, round_here
from competition.rounds import service as rounds


@bp.get("/results/<code>")
@open_to_all
def result(code: str) -> Response:
    """The result as it was published; before that, when it will be."""
    view = service.result(db(), round_here())
    shared: dict[str, Any] = {"view": view, "stations": pages.stations(round_here())}
    if view.shown is None:
        return page("publication/awaited.html", shared, locked=rounds.commitment(db(), round_here()) is not None)
    content = view.shown.content
    approved_on = date.fromisoformat(content["approval"]["decided_on"])
    return page(
        "publication/result.html", shared, content=content, shown=view.shown, line=pages.line_words(content),
        keys=pages.key_rows(content), words=words, approved_on=approved_on,
        rulings=adjudication.public_rulings(db(), round_here()), publishes=service.publishes(db(), round_here()),
        rounding=service.rounding(db(), round_here(), view.shown), apart=pages.told_apart(content),
        corrections=service.corrections(db(), round_here(), view.shown), written=pages.written,
        has_diagnostics=service.diagnostics_file(db(), round_here(), view.shown) is not None,
    )  # fmt: skip


@bp.get("/results/<code>/result.json")
@open_to_all
def result_file(code: str) -> Response:
    """The file ``pingxuan-result/1``, as the tally stored it."""
    return _json(service.result_file(db(), round_here(), _shown()), f"{code}-result.json")


@bp.get("/results/<code>/round.json")
@open_to_all
def round_file(code: str) -> Response:
    """The file ``pingxuan-round/1`` that anyone scores to the same digest; 404 where the rules withhold the marks."""
    return _json(service.round_file(db(), round_here(), _shown()), f"{code}-round.json")


@bp.get("/results/<code>/diagnostics.json")
@open_to_all
def diagnostics_file(code: str) -> Response:
    """How firm the places are, ``pingxuan-diagnostics/1``, without what names a judge where marks are withheld."""
    found = service.diagnostics_file(db(), round_here(), _shown())
    if found is None:
        raise NotFound("publication.no_diagnostics")
    return _json(found, f"{code}-diagnostics.json")


def _json(file: Mapping[str, Any], name: str) -> Response:
    content = json.dumps(file, ensure_ascii=False, indent=2)
    return kept_shortly(download(f"{content}\n".encode(), name, "application/json"))


@bp.get("/results/<code>/standings.csv")
@open_to_all
def standings(code: str) -> Response:
    """Places and scores as a table."""
    content = tables.standings_csv(_shown().content, language())
    return kept_shortly(download(content, f"{code}-standings.csv", "text/csv; charset=utf-8"))


@bp.get("/results/<code>/indicators")
@open_to_all
def indicators(code: str) -> Response:
    """Each indicator's score for each entry, and no judge's mark."""
    shown = _shown()
    rounding = service.rounding(db(), round_here(), shown)
    return page("publication/indicators.html", {"content": shown.content, "shown": shown, "rounding": rounding})


def _shown() -> Published:
    """The published result; raises NotFound before there is one."""
    shown = service.result(db(), round_here()).shown
    if shown is None:
        raise NotFound("publication.nothing_published")
    return shown
