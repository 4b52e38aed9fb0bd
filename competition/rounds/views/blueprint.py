"""Where the pages of the rounds room hang."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("rounds", __name__, url_prefix="/rounds")
