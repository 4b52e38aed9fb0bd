"""What each judge's marks are corrected by, where the rules correct for severity, and one mark worked out by hand.

The corrections are read off the stored result, to the last of their six decimals, and never found anew. A positive one
says that the judge marks high: it is taken off. What a mark is on its way to the panel's mean — as given, out of 100,
corrected — is laid out so that whoever has a pencil comes to the same figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from competition.core.records import Text
from competition.tally.marks import Marks
from competition.tally.records import Correction, fixed
from scoring.exact import exact_text, printed
from scoring.explanation import Explanation, IndicatorStep, MarkStep

PLACES: Final = 6
"""Decimals of a correction, as the rules promise them."""


@dataclass(frozen=True, slots=True)
class Worked:
    """One mark step by step, to six decimals: ``given``, × 100/``out_of`` = ``scaled``, less ``effect`` = ``counts``.

    ``out_of`` is None where the scale ends at 100 already, ``effect`` where nothing is corrected; ``counts`` is None
    for a mark that a ruling struck.
    """

    given: str
    out_of: str | None
    scaled: str
    effect: Decimal | None
    counts: str | None


@dataclass(frozen=True, slots=True)
class Working:
    """An indicator's marks by judge, and the division that makes the panel's mark of those that count.

    ``is_rounded`` where a step has no end in decimals, and is shown to six.
    """

    marks: Mapping[str, Worked]
    total: str
    n_counted: str
    mean: str
    ratio: str | None
    is_rounded: bool


def corrections(file: Mapping[str, Any], result: Mapping[str, Any]) -> tuple[Correction, ...]:
    """The corrections of a stored result, in the order of the tree; none where the rules correct nothing."""
    found = result["severity"]
    return tuple(
        Correction(
            leaf["code"], Text(leaf["title"]["zh"], leaf["title"]["en"]), found[leaf["code"]].get("ratio"),
            {judge: Decimal(effect) for judge, effect in found[leaf["code"]]["effects"].items()},
        )
        for branch in file["criteria"] for leaf in branch["indicators"] if leaf["code"] in found
    )  # fmt: skip


def workings(file: Mapping[str, Any], result: Mapping[str, Any], told: Explanation) -> dict[str, Working]:
    """By judged indicator, how the marks of an explained entry come to what counts.

    Only where there is something to work out: a scale that does not end at 100, or a correction.
    """
    marks, found = Marks(file), {one.code: one for one in corrections(file, result)}
    steps = (step for branch in told.dimensions for step in branch.indicators if step.marks)
    return {
        step.code: _working(marks, found.get(step.code), step)
        for step in steps if step.code in found or _out_of(marks, step.code)
    }  # fmt: skip


def _working(marks: Marks, correction: Correction | None, step: IndicatorStep) -> Working:
    given = {mark.judge: str(mark.given) for mark in step.marks if mark.given is not None}
    finest = max((-int(Decimal(text).as_tuple().exponent) for text in given.values()), default=0)
    worked = {
        mark.judge: _worked(marks, correction, step.code, mark, finest) for mark in step.marks if mark.judge in given
    }
    shares = {mark.judge: Fraction(mark.share) for mark in step.marks if mark.counts is not None}
    exact = {mark.judge: Fraction(mark.counts.exact) for mark in step.marks if mark.counts is not None}
    whole = sum(shares.values(), Fraction(0))
    total = sum((share * exact[judge] for judge, share in shares.items()), Fraction(0))
    return Working(
        marks=worked,
        total=fixed(printed(total), PLACES),
        n_counted=exact_text(whole),
        mean=fixed(printed(total / whole), PLACES) if whole else "—",
        ratio=correction.ratio if correction else None,
        is_rounded=any((number * 10**PLACES).denominator != 1 for number in exact.values()),
    )


def _worked(marks: Marks, correction: Correction | None, code: str, mark: MarkStep, finest: int) -> Worked:
    given = str(mark.given)
    return Worked(
        given=fixed(given, finest),
        out_of=_out_of(marks, code),
        scaled=fixed(printed(marks.scaled(code, given)), PLACES),
        effect=correction.effects[mark.judge] if correction else None,
        counts=None if mark.counts is None else fixed(mark.counts.printed, PLACES),
    )


def _out_of(marks: Marks, code: str) -> str | None:
    most = str(marks.indicators[code]["scale"]["max"])
    return most if marks.percent and Fraction(most) != 100 else None
