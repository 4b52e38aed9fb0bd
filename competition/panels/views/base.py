"""What the pages of panels share: the blueprint, who may see them, and the late recusals that wait."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, url_for

from competition.core.permissions import Permission
from competition.core.web import actor, db, here, needs
from competition.panels import service
from competition.rounds.records import Phase

bp = Blueprint("panels", __name__, url_prefix="/rounds/<code>/panel")
manages = needs(Permission.MANAGE_PANEL)
reads = needs(Permission.MANAGE_PANEL, Permission.READ_ALL)


def to(endpoint: str, **values: Any) -> Any:
    """Go to another page of the panel."""
    return redirect(url_for(f"panels.{endpoint}", **values), code=303)


def is_open() -> bool:
    """Whether the panel of this round may still change."""
    return here().phase in (Phase.DRAFT, Phase.REGISTRATION)


def waiting() -> list[dict[str, Any]]:
    """The late recusals that wait for the second person, with their judge and town."""
    judges = {each.id: each for each in service.judges(db(), here())}
    towns = {each.id: each for each in service.towns(db(), here())}
    return [
        {"approval": approval, "late": late, "judge": judges[late.judge_id], "entry": towns[late.entry_id],
         "is_mine": approval.proposed_by == actor().account_id}
        for approval, late in service.late_recusals(db(), here())
    ]  # fmt: skip
