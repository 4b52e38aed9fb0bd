"""Refusals: every failure a person can cause, as a typed error with a code and parameters.

The words are chosen at the edge, in the reader's language, from the REFUSALS table of the room that the code names.
"""

from __future__ import annotations

from typing import Any

from competition.core.records import ToDo


class Refusal(Exception):
    """Something asked for that cannot be had: ``code`` is ``room.reason``, ``params`` fill the sentence."""

    status = 422

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params: dict[str, Any] = params

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.code} ({told})" if told else self.code


class NotFound(Refusal):
    """No such thing, or none that this reader may know of."""

    status = 404


class Denied(Refusal):
    """The actor may not do this; the sentence says why."""

    status = 403


class Conflict(Refusal):
    """Somebody else wrote first: ``params`` carry what is stored and what was sent."""

    status = 409


class Frozen(Refusal):
    """The state of the round no longer allows this."""

    status = 409


class Outstanding(Refusal):
    """The phase cannot be left yet: ``todos`` says what is missing."""

    status = 409

    def __init__(self, code: str, todos: tuple[ToDo, ...], **params: Any) -> None:
        super().__init__(code, n=len(todos), **params)
        self.todos = todos


class Unlogged(RuntimeError):
    """A write tried to change the database without an event in the log: a fault of ours, never of a person."""
