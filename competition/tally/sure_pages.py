"""What the page of how firm a result is shows of the stored document: each lens as a few rows in the reader's language.

A lens that was refused gives no rows; ``Told.silent`` names it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from competition.core.records import Text
from competition.tally import words
from competition.tally.records import Standing, fixed

NORMAL: Final = Decimal("1.96")
"""How many standard errors reach 95 % to either side."""
TENTH: Final = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of agreement with its interval; empty texts where there is none."""

    value: str
    low: str = ""
    high: str = ""


@dataclass(frozen=True, slots=True)
class Severe:
    """How high a judge marks beside the others, in points of the total, give or take ``error`` at 95 %."""

    judge: str
    effect: Decimal
    error: Decimal

    @property
    def stands_apart(self) -> bool:
        """Whether it is more than the error leaves open."""
        return abs(self.effect) > self.error


@dataclass(frozen=True, slots=True)
class Often:
    """How often an entry is first and inside the line when the weights move a little."""

    name: Text
    rank: int
    first: str
    inside: str


@dataclass(frozen=True, slots=True)
class Otherwise:
    """The places under another method: how alike they are, and who would come inside the line or fall out of it."""

    method: str
    tau: str
    first: tuple[Text, ...]
    enters: tuple[Text, ...]
    leaves: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Flip:
    """The smallest change of one mark that changes who stands inside the line."""

    judge: str
    name: Text
    indicator: Text
    mark: str
    altered: str


@dataclass(frozen=True, slots=True)
class Told:
    """Everything the page shows of a document. ``holds``: no single mark can change who stands inside the line."""

    icc: Measure | None
    concordance: Measure | None
    alpha: Measure | None
    severe: tuple[Severe, ...]
    often: tuple[Often, ...]
    others: tuple[Otherwise, ...]
    flip: Flip | None
    holds: bool
    silent: tuple[str, ...]


def told(document: Mapping[str, Any], file: Mapping[str, Any], placed: tuple[Standing, ...]) -> Told:
    """The document of a stored version as the page shows it."""
    called = {row.entry: row.name for row in placed}
    line = int(document["quota"])
    flips = document.get("flip_margin", {})
    return Told(
        icc=_icc(document),
        concordance=_single(document, "kendall_w", "w"),
        alpha=_single(document, "alpha", "interval"),
        severe=_severe(document),
        often=_often(document, placed, line),
        others=_others(document, placed, called, line),
        flip=_flip(flips.get("funded"), file, called),
        holds="funded" in flips and flips["funded"] is None,
        silent=tuple(str(words.LENSES[name]) for name in document["refused"]),
    )


def _icc(document: Mapping[str, Any]) -> Measure | None:
    """ICC(A,k) of the totals; where recusals leave gaps, Φ, which is the same figure without an interval."""
    found = document.get("agreement", {}).get("total", {}).get("icc", {})
    panel = found.get("panel", {})
    if panel.get("value") is not None:
        return Measure(*(fixed(panel[name]) if panel[name] is not None else "" for name in ("value", "low", "high")))
    absolute = document.get("generalizability", {}).get("absolute")
    return None if absolute is None else Measure(fixed(absolute))


def _single(document: Mapping[str, Any], lens: str, name: str) -> Measure | None:
    value = document.get("agreement", {}).get("total", {}).get(lens, {}).get(name)
    return None if value is None else Measure(fixed(value))


def _severe(document: Mapping[str, Any]) -> tuple[Severe, ...]:
    judges = document.get("severity", {}).get("total", {}).get("judges", {})
    return tuple(
        Severe(judge, Decimal(row["effect"]), Decimal(row["se"]) * NORMAL)
        for judge, row in judges.items() if row["effect"] is not None and row["se"] is not None
    )  # fmt: skip


def _often(document: Mapping[str, Any], placed: tuple[Standing, ...], line: int) -> tuple[Often, ...]:
    found = document.get("weight_robustness", {})
    return tuple(
        Often(
            row.name, row.rank, share(Decimal(found[row.entry]["first"])),
            share(sum((Decimal(place) for place in found[row.entry]["places"][:line]), Decimal(0))),
        )
        for row in placed if row.entry in found
    )  # fmt: skip


def share(part: Decimal) -> str:
    """A share in percent, in which only what is always so is 100 and only what never is so is 0.

    >>> [share(Decimal(text)) for text in ("1", "0.9999", "0.78023", "0.00009", "0")]
    ['100', '> 99.9', '78.0', '< 0.1', '0']
    """
    if part in (0, 1):
        return f"{part * 100:.0f}"
    rounded = (part * 100).quantize(TENTH, ROUND_HALF_UP)
    if rounded >= 100:
        return "> 99.9"
    return f"{rounded}" if rounded >= TENTH else "< 0.1"


def _others(
    document: Mapping[str, Any], placed: tuple[Standing, ...], called: Mapping[str, Text], line: int
) -> tuple[Otherwise, ...]:
    official = {row.entry: row.rank for row in placed}
    inside = {entry for entry, rank in official.items() if rank <= line}
    rows = []
    for one in document.get("methods", ()):
        if one["ranks"] is None or one["method"] == "official":
            continue
        now = {entry for entry, rank in one["ranks"].items() if rank <= line}
        first = () if one["same_first"] else _named((e for e, rank in one["ranks"].items() if rank == 1), called)
        method = str(words.METHODS.get(one["method"], one["method"]))
        tau = "" if one["tau"] is None else fixed(one["tau"])
        rows.append(Otherwise(method, tau, first, _named(now - inside, called), _named(inside - now, called)))
    return tuple(rows)


def _named(entries: Any, called: Mapping[str, Text]) -> tuple[Text, ...]:
    wanted = set(entries)
    return tuple(name for entry, name in called.items() if entry in wanted)


def _flip(found: Mapping[str, str] | None, file: Mapping[str, Any], called: Mapping[str, Text]) -> Flip | None:
    if found is None:
        return None
    leaves = {leaf["code"]: leaf["title"] for branch in file["criteria"] for leaf in branch["indicators"]}
    title = leaves[found["indicator"]]
    return Flip(found["judge"], called[found["entry"]], Text(title["zh"], title["en"]), found["mark"], found["altered"])
