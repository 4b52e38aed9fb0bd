"""Past rounds for anyone: places from edition to edition, one town's way, and the public bundles."""

from __future__ import annotations

from typing import Any

from flask import Response

from competition.archive import history as comparing
from competition.archive import pages, service, tables
from competition.archive.bump import bump
from competition.archive.records import HANDED_OUT, Edition, Scope, Track
from competition.archive.views.blueprint import bp
from competition.core.errors import NotFound
from competition.core.locale import say
from competition.core.permissions import Permission, may
from competition.core.web import actor, db, download, here, needs, open_to_all, page
from competition.registry import service as registry

ZIP = "application/zip"


@bp.get("/history")
@open_to_all
def history() -> Response:
    """Every edition with a public result, and what its rules changed."""
    editions = service.editions(db())
    tracks = comparing.tracks(editions)
    told = comparing.outstanding_tracks(tracks)
    finding = pages.finding(editions, told)
    return page(
        "archive/history.html", editions=editions, tracks=tracks, finding=finding, counted=pages.counted(len(editions)),
        chart=bump(db(), editions, tracks, told, finding) if tracks else None, codes=_codes(), full=_full(editions),
    )  # fmt: skip


def _codes() -> dict[int, str]:
    return {town.id: town.code for town in registry.towns(db())}


def _full(editions: tuple[Edition, ...]) -> dict[int, Any]:
    """The full bundles that the reader may have, by round."""
    mine = [each.round for each in editions if may(actor(), Permission.READ_ALL, each.round.id)]
    return {round_.id: service.current(db(), round_, Scope.FULL) for round_ in mine}


@bp.get("/history/towns/<town>")
@open_to_all
def town(town: str) -> Response:
    """One town's places, in the same columns as the ranking."""
    found = registry.town_by_code(db(), town)
    editions, track = service.track(db(), found.id)
    rows = [(edition, place) for edition, place in zip(editions, track.places, strict=True) if place]
    return page("archive/town.html", town=found, rows=rows[::-1], editions=editions, n_editions=len(editions))


@bp.get("/history.csv")
@open_to_all
def places() -> Response:
    """The places of every edition as a table."""
    editions = service.editions(db())
    years = {
        f"y{each.round.id}": (f"{each.round.year}年名次", f"place in {each.round.year}", "integer") for each in editions
    }
    heads = {"town": ("专业镇", "town", "text"), "town_en": ("英文名称", "in English", "text"), **years}
    content = tables.written(heads, (_row(editions, track) for track in comparing.tracks(editions)))
    return download(content, "history.csv", "text/csv; charset=utf-8")


def _row(editions: tuple[Edition, ...], track: Track) -> dict[str, Any]:
    ranks = {
        f"y{edition.round.id}": place.rank
        for edition, place in zip(editions, track.places, strict=True)
        if place is not None
    }
    return {"town": track.name.zh, "town_en": track.name.en, **ranks}


@bp.get("/history/<code>/public.zip")
@open_to_all
def public_bundle(code: str) -> Response:
    """The public bundle of a published round."""
    if here().phase not in HANDED_OUT:
        raise NotFound("archive.not_found", round=say(here().title))
    return _file(Scope.PUBLIC)


@bp.get("/rounds/<code>/archive/full.zip")
@needs(Permission.READ_ALL)
def full_bundle(code: str) -> Response:
    """The full bundle: every mark, and who the judges are."""
    return _file(Scope.FULL)


def _file(scope: Scope) -> Response:
    path = service.file_of(db(), service.bundle(db(), here(), scope))
    return download(path.read_bytes(), path.name, ZIP)
