"""Pingxuan 评选: a public competition from its rules to its archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

__version__ = "0.1.0"


def create_app(*args: Any, **kwargs: Any) -> Flask:
    """Build the web application; see :func:`competition.app.create_app`."""
    from competition import app

    return app.create_app(*args, **kwargs)
