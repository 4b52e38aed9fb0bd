"""Answers: a page with its context, a file, a way back, and the one sentence that says what was done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from flask import Response, flash, make_response, redirect, render_template, request


def page(template: str, context: Any = None, status: int = 200, **more: Any) -> Response:
    """The page of a template. ``context`` is a frozen dataclass or a mapping; its fields become template variables."""
    if context is None:
        values: dict[str, Any] = {}
    elif is_dataclass(context) and not isinstance(context, type):
        values = {field.name: getattr(context, field.name) for field in fields(context)}
    elif isinstance(context, Mapping):
        values = dict(context)
    else:
        raise TypeError(f"a page's context is a dataclass or a mapping, not {type(context).__name__}")
    return make_response(render_template(template, **(values | more)), status)


def download(content: bytes, filename: str, mimetype: str) -> Response:
    """A file to keep; its name may be Chinese."""
    response = make_response(content)
    response.headers["Content-Type"] = mimetype
    plain = filename.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    response.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename)}"
    return response


def local(path: str | None) -> str | None:
    """The path when it leads to a page of ours, else None."""
    if not path or "\\" in path or any(ord(letter) < 32 for letter in path):
        return None
    # Asked before urlsplit, which raises on a broken host such as https://[evil
    if not path.startswith("/") or path.startswith("//"):
        return None
    parts = urlsplit(path)
    return None if parts.scheme or parts.netloc else path


def redirect_back(fallback: str) -> Any:
    """Back to the local page named by ``next`` in the form or the address, else to ``fallback``."""
    return redirect(local(request.values.get("next")) or fallback, code=303)


def say_done(message: str) -> None:
    """Say on the next page what was done."""
    flash(message)
