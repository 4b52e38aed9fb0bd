"""The reader's language: Chinese first, English second; dates, times and texts as that reader writes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from flask import has_request_context, request, session
from flask_babel import force_locale, get_locale, gettext, lazy_gettext, ngettext

from competition.core.clock import in_beijing
from competition.core.records import Text

__all__ = [
    "_", "_l", "chosen", "drawn", "force_locale", "language", "ngettext", "say", "show_date", "show_moment",
    "show_short",
]  # fmt: skip

_: Callable[..., str] = gettext
_l = lazy_gettext
SPOKEN = {"zh": "zh_Hans_CN", "zh-cn": "zh_Hans_CN", "zh-hans": "zh_Hans_CN", "en": "en"}
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def chosen() -> str:
    """The locale of this request: asked for by ``?lang=`` and kept, else the browser's, else Chinese."""
    if not has_request_context():
        return "zh_Hans_CN"
    if asked := SPOKEN.get(request.args.get("lang", "").lower()):
        session["lang"] = asked
    kept = session.get("lang")
    if kept in SPOKEN.values():
        return str(kept)
    return SPOKEN.get(request.accept_languages.best_match(list(SPOKEN)) or "", "zh_Hans_CN")


def language() -> str:
    """``"zh"`` or ``"en"``."""
    return "en" if str(get_locale()).startswith("en") else "zh"


def say(text: Text | str | None) -> str:
    """A text in the reader's language; nothing for None."""
    if text is None:
        return ""
    return text.within(language()) if isinstance(text, Text) else str(text)


def drawn(mark: str, short: str) -> str:
    """What a dimension is drawn with beside its color: its character, or two letters of its English name."""
    return mark if language() == "zh" else short[:2]


def show_date(day: date | None) -> str:
    """2025年11月8日, or 8 November 2025."""
    if day is None:
        return ""
    if language() == "en":
        return f"{day.day} {day:%B} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


def show_moment(at: datetime | None) -> str:
    """2025年11月8日 14:05（北京时间）, or 8 November 2025, 14:05 (Beijing)."""
    if at is None:
        return ""
    there = in_beijing(at)
    if language() == "en":
        return f"{show_date(there.date())}, {there:%H:%M} (Beijing)"
    return f"{show_date(there.date())} {there:%H:%M}（北京时间）"


def show_short(at: datetime | None) -> str:
    """11月8日 14:05, or 8 Nov 14:05: for tables."""
    if at is None:
        return ""
    there = in_beijing(at)
    if language() == "en":
        return f"{there.day} {MONTHS[there.month - 1]} {there:%H:%M}"
    return f"{there.month}月{there.day}日 {there:%H:%M}"
