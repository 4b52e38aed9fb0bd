"""The blueprint that the archive's pages hang on."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from competition.archive import pages

bp = Blueprint("archive", __name__)
LARGEST_BUNDLE = 128 * 1024 * 1024


@bp.url_value_preprocessor
def _room_for_a_bundle(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    # It must be said before anything reads the form, the check for forged requests included.
    if endpoint == "archive.verify":
        request.max_content_length = LARGEST_BUNDLE


@bp.context_processor
def _shared() -> dict[str, Any]:
    return {"bars_of": pages.bars, "change_words": pages.change, "key_of": pages.key, "size_of": pages.size}
