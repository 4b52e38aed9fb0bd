"""The policy editions and what they grant. Nothing is written here: an edition is a file.

Some ship with a release; an operator registers others, such as the policy that follows, by putting their files into
the folder ``editions`` of the instance. One process serves one installation, so what was read is kept for the process.
"""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from competition.core.database import Law
from competition.core.errors import NotFound
from competition.policy import store
from competition.policy.evaluator import award, award_rule, require_in_force, tier, validity
from competition.policy.records import Edition

__all__ = [
    "LAWS", "award", "award_rule", "edition", "editions", "find", "register_from", "require_in_force", "template",
    "templates", "tier", "validity",
]  # fmt: skip

LAWS: tuple[Law, ...] = ()


def register_from(instance: Path) -> None:
    """Take the editions in the folder ``editions`` of this installation beside those that ship.

    Raises Misread naming the file where one is not an edition, or takes the code of another.
    """
    _own[:] = [instance / "editions"]
    for known in (editions, _trees):
        known.cache_clear()
        known()


_own: list[Path] = []


@cache
def editions() -> tuple[Edition, ...]:
    """Every edition that ships or is registered, the latest issued first."""
    return store.editions(*_own)


def find(code: str) -> Edition | None:
    """The edition of that code, or None."""
    return next((known for known in editions() if known.code == code), None)


def edition(code: str) -> Edition:
    """The edition of that code; raises NotFound."""
    found = find(code)
    if found is None:
        raise NotFound("policy.no_such_edition", edition=code)
    return found


@cache
def _trees() -> dict[str, dict[str, Any]]:
    return store.trees(*_own)


def templates() -> tuple[str, ...]:
    """The codes of the criteria trees that ship or are registered."""
    return tuple(sorted(_trees()))


def template(code: str) -> dict[str, Any]:
    """The criteria tree of that code (an edition's default tree has the edition's code), as a fresh dictionary.

    ``dimensions`` hold code, title, short, mark, weight and ``indicators``; an indicator holds code, title, weight,
    kind, unit, direction, ``normalize`` (measured) or ``scale`` and ``rubric`` (judged), measure, evidence, basis.
    Weights, anchors and marks are decimal texts and texts are ``{"zh", "en"}``, as in FORMATS. Rubric bands stand best
    first: a mark belongs to the first whose ``low`` it reaches. Raises NotFound.
    """
    try:
        return deepcopy(_trees()[code])
    except KeyError:
        raise NotFound("policy.no_such_template", template=code) from None
