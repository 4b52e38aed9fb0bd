"""What a signed ruling does, in the rooms it concerns: one function and one line of the table for each decision."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from competition.adjudication.records import Case, Decision, Ruling
from competition.ballots import service as ballots
from competition.core.database import Transaction
from competition.core.records import Actor
from competition.entries import service as entries
from competition.rounds.records import Round
from competition.tally import service as tally

Deed = Callable[[Transaction, Actor, Round, Case, Ruling], None]


def _strike(tx: Transaction, actor: Actor, round_: Round, case: Case, ruling: Ruling) -> None:
    tally.strike(tx, actor, round_, str(case.judge), str(case.entry), None, case.code)


def _reopen(tx: Transaction, actor: Actor, round_: Round, case: Case, ruling: Ruling) -> None:
    ballots.reopen(tx, actor, round_, str(case.judge), str(case.entry), reason=ruling.reason, case=case.number)


def _order(tx: Transaction, actor: Actor, round_: Round, case: Case, ruling: Ruling) -> None:
    tally.order(tx, actor, round_, case.code, tuple(ruling.detail["entries"]))


def _correct(tx: Transaction, actor: Actor, round_: Round, case: Case, ruling: Ruling) -> None:
    told = ruling.detail
    entry = entries.entry(tx, round_, str(case.entry))
    year = int(told["year"]) if told.get("year") else None
    entries.correct_figure(
        tx, actor, round_, entry, str(told["indicator"]), Decimal(told["value"]), case=case.code, year=year,
        source=told.get("source") or None, verifier=told.get("verifier") or None,
    )  # fmt: skip


def _exclude(tx: Transaction, actor: Actor, round_: Round, case: Case, ruling: Ruling) -> None:
    entries.exclude(tx, actor, round_, entries.entry(tx, round_, str(case.entry)), case=case.code, reason=ruling.reason)


def _disqualify(tx: Transaction, actor: Actor, round_: Round, case: Case, ruling: Ruling) -> None:
    entries.disqualify_nominee(tx, actor, round_, int(ruling.detail["nominee"]), case=case.code, reason=ruling.reason)


DEEDS: Mapping[Decision, Deed] = {
    Decision.STRIKE: _strike,
    Decision.REOPEN: _reopen,
    Decision.ORDER: _order,
    Decision.CORRECT: _correct,
    Decision.EXCLUDE: _exclude,
    Decision.DISQUALIFY: _disqualify,
}
"""The decisions that change something; the others only settle the case."""


def apply(tx: Transaction, actor: Actor, round_: Round, case: Case, ruling: Ruling) -> None:
    """Do what a ruling says."""
    if deed := DEEDS.get(ruling.decision):
        deed(tx, actor, round_, case, ruling)
