"""From a refusal or a to-do to a sentence in the reader's language, in the words of the room that the code names."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import ModuleType
from typing import Any

from competition.core import service_words
from competition.core import words as core_words
from competition.core.errors import Refusal
from competition.core.locale import language, say, show_date, show_moment
from competition.core.records import Text, ToDo

log = logging.getLogger("pingxuan")
_refusals: dict[str, Any] = {}
_todos: dict[str, Any] = {}
_states: dict[tuple[type, str], tuple[Any, ...]] = {}


def learn(words: ModuleType) -> None:
    """Take in a room's words: REFUSALS and TODOS by code, STATES by enum member."""
    _refusals.update(getattr(words, "REFUSALS", {}))
    _todos.update(getattr(words, "TODOS", {}))
    for member, shown in getattr(words, "STATES", {}).items():
        _states[type(member), member.value] = shown


learn(core_words)
learn(service_words)


def known() -> tuple[frozenset[str], frozenset[str]]:
    """The codes of refusals and of to-dos that have words."""
    return frozenset(_refusals), frozenset(_todos)


def state(member: StrEnum) -> tuple[Any, ...]:
    """The icon and label of a state; a state without words is a fault of ours."""
    return _states[type(member), member.value]


def sentence(told: Refusal | ToDo) -> str:
    """The sentence of a refusal or a to-do."""
    table = _todos if isinstance(told, ToDo) else _refusals
    if told.code not in table:
        log.error("no words for %s", told.code)
        return str(_refusals["core.fault"])
    return str(table[told.code]) % _spoken(told.params)


def _spoken(params: Mapping[str, Any]) -> dict[str, str]:
    return {name: _word(value) for name, value in params.items()}


def _word(value: Any) -> str:
    match value:
        case Text():
            return say(value)
        case StrEnum() if (type(value), value.value) in _states:
            return str(state(value)[1])
        case datetime():
            return show_moment(value)
        case date():
            return show_date(value)
        case Decimal():
            return format(value, "f")
        case list() | tuple():
            return (", " if language() == "en" else "、").join(_word(part) for part in value)
        case _:
            return str(value)
