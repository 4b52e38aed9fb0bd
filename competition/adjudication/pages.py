"""What the pages of adjudication show, put together for their templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from competition.accounts import service as accounts
from competition.adjudication import service
from competition.adjudication.forms import Offer
from competition.adjudication.records import (
    Case,
    Conflict,
    Effect,
    Finding,
    Kind,
    Objector,
    Ruling,
    State,
    Statement,
)  # fmt: skip
from competition.adjudication.words import CHOICES, STATES
from competition.core.amounts import plain
from competition.core.canonical import digest
from competition.core.chart_kinds import Chart, Dot, strip
from competition.core.clock import in_beijing, today
from competition.core.database import Database, Reader
from competition.core.locale import _, language, say, show_short
from competition.core.permissions import Permission, may
from competition.core.records import Actor, Text
from competition.core.sentences import state
from competition.entries import service as entries
from competition.panels import service as panels
from competition.policy.records import unit
from competition.rounds import service as rounds
from competition.rounds.records import PHASES, Indicator, Round, Rules, decimal_text
from competition.tally import service as tally
from competition.tally.records import Fate, PanelView, Rounding, fixed


@dataclass(frozen=True, slots=True)
class Station:
    """One stop of the phase rail."""

    label: str
    date: date | None
    state: str


def stations(round_: Round) -> tuple[Station, ...]:
    """The phases of the round, as the rail shows them."""
    return tuple(
        Station(
            str(state(phase)[1]),
            None if round_.phase.is_before(phase) else round_.phase_dates.get(phase),
            "now" if phase is round_.phase else "done" if phase.is_before(round_.phase) else "todo",
        )
        for phase in PHASES
    )


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One case of the queue."""

    case: Case
    title: str
    note: str
    state: str
    when: str


@dataclass(frozen=True, slots=True)
class QueuePage:
    """The queue: what is open by reason, what is decided, what still calls for a case."""

    open: tuple[QueueRow, ...]
    decided: tuple[QueueRow, ...]
    unopened: tuple[Finding, ...]
    level: tuple[str, ...]
    may_open: bool
    takes_objections: bool
    objections_over: bool


def queue_page(db: Reader, actor: Actor, round_: Round) -> QueuePage:
    """The queue of a round as it stands."""
    names = names_of(db, round_)
    standing = service.rulings_of_round(db, round_)
    rows = [queue_row(db, round_, one, names, standing.get(one.id)) for one in service.cases(db, round_)]
    is_hearing = round_.phase in service.HEARING
    found, level = service.awaiting(db, round_) if is_hearing else ((), ())
    return QueuePage(
        open=tuple(sorted((row for row in rows if not row.case.is_settled),
                          key=lambda row: (list(Kind).index(row.case.kind), row.case.number))),
        decided=tuple(row for row in rows if row.case.is_settled),
        unopened=found, level=level,
        may_open=is_hearing and any(may(actor, one, round_.id) for one in (Permission.TALLY, Permission.RULE)),
        takes_objections=service.takes_objections(db, round_),
        objections_over=service.objections_over(db, round_),
    )  # fmt: skip


def names_of(db: Reader, round_: Round) -> dict[str, Text]:
    """The entries' names by code."""
    return {entry.code: entry.name for entry in entries.entries(db, round_)}


def queue_row(db: Reader, round_: Round, one: Case, names: Mapping[str, Text], ruling: Ruling | None) -> QueueRow:
    """One line of the queue."""
    if ruling is not None and one.is_settled:
        note = f"{STATES[ruling.decision][1]}{_(': ')}{ruling.reason}"
        where, at = _("Two have signed"), ruling.signed_at
    else:
        note, at = note_of(db, round_, one), one.opened_at
        waits = one.kind is Kind.DISCREPANCY and one.state is State.OPEN and not service.statements(db, one)
        where = _("Awaiting the judge's statement") if waits else str(STATES[one.state][1])
    return QueueRow(one, title_of(one, names), note, where, _when(db, at, is_settled=one.is_settled))


def _when(db: Reader, at: datetime | None, *, is_settled: bool) -> str:
    if at is None:
        return ""
    if is_settled:
        return show_short(at).rsplit(" ", 1)[0]
    days = (today(db.clock) - in_beijing(at).date()).days
    if days > 1:
        return _("%(n)s days", n=days)
    hours = int((db.clock.now() - at).total_seconds() // 3600)
    return _("yesterday") if days else _("%(n)s hours", n=hours) if hours else _("just now")


def title_of(one: Case, names: Mapping[str, Text]) -> str:
    """What a case is called in the queue."""
    if one.kind is Kind.TIE:
        return (" and " if language() == "en" else "与").join(say(names[code]) for code in one.subject["entries"])
    return say(names[one.entry]) if one.entry else _("The round as a whole")


def note_of(db: Reader, round_: Round, one: Case) -> str:
    """One sentence on what a case is about."""
    if one.kind is Kind.TIE:
        total = Rounding.of(rounds.rules(db, round_).method).written(one.subject["total"])
        return _("Level at place %(rank)s with %(total)s", rank=one.subject["rank"], total=total)
    if one.kind is not Kind.DISCREPANCY:
        return one.text if len(one.text) <= 60 else one.text[:59] + "…"
    letter = service.letters_of(db, round_).get(str(one.judge), "?")
    return _("Judge %(letter)s %(how)s", letter=letter, how=how_far(one))


def how_far(one: Case) -> str:
    """How far the marks of a case lie from the panel's mean, in words."""
    percent = one.subject.get("percent")
    if percent is None:
        n = len(one.subject.get("indicators", ()))
        return _("apart from the panel on %(n)s indicators", n=n)
    off = fixed(abs(Decimal(percent)), 1)
    if Decimal(percent) < 0:
        return _("%(percent)s%% below the panel's mean", percent=off)
    return _("%(percent)s%% above the panel's mean", percent=off)


@dataclass(frozen=True, slots=True)
class CasePage:
    """One case. ``effects`` are those of decisions that need no further detail; ``basis`` is what they rest on."""

    case: Case
    names: Mapping[str, Text]
    rules: Rules
    letter: str
    letters: Mapping[str, str]
    judge_name: str
    panel: PanelView | None
    chart: Chart | None
    statements: tuple[Statement, ...]
    objector: Objector | None
    conflicts: tuple[tuple[Conflict, str], ...]
    ruling: Ruling | None
    proposed_by: str
    signed_by: str
    effects: tuple[Effect, ...]
    proposed_effect: Effect | None
    basis: str
    may_rule: bool
    may_sign: bool
    has_conflict: bool
    may_send_back: bool
    may_withdraw: bool
    nominees: Mapping[int, Text]
    figures: Mapping[str, Decimal]

    @property
    def now(self) -> Effect | None:
        """The entry as it stands, which every effect is compared with."""
        return next((one for one in self.effects if one.is_known and one.change is None and not one.moves_line), None)


def case_page(db: Database, actor: Actor, round_: Round, number: int) -> CasePage:
    """One case as those who hear it see it."""
    one = service.case(db, round_, number)
    ruling, letters = service.ruling_of(db, one), service.letters_of(db, round_)
    rules, is_hearing = rounds.rules(db, round_), round_.phase in service.HEARING
    panel = tally.panel_of(db, round_, one.entry) if one.judge and one.entry else None
    barred = service.has_conflict(db, one, actor.account_id)
    awaits = one.state is State.PROPOSED and ruling is not None
    signs = awaits and actor.account_id in service.signers(db, round_, one)
    mine = bool(ruling and ruling.proposed_by == actor.account_id)
    live = is_hearing and not one.is_settled
    return CasePage(
        case=one, names=names_of(db, round_), rules=rules, letters=letters,
        letter=letters.get(one.judge or "", ""),
        judge_name=panels.get(db, round_, one.judge).name if one.judge and service.may_name(db, round_, one) else "",
        panel=panel, chart=chart_of(db, one, panel, letters, rules) if panel else None,
        statements=service.statements(db, one), objector=service.objector(db, one),
        conflicts=tuple((c, accounts.get(db, c.account_id).name) for c in service.conflicts(db, one)),
        ruling=ruling, proposed_by=_name(db, ruling.proposed_by if ruling else None),
        signed_by=_name(db, ruling.signed_by if ruling else None),
        effects=service.effects(db, round_, one) if live else (),
        proposed_effect=service.effect(db, round_, one, ruling.decision, ruling.detail) if awaits and ruling else None,
        basis=service.basis(db, round_) if live else "",
        may_rule=live and one.state is State.OPEN and service.may_rule(db, actor, round_, one),
        may_sign=is_hearing and signs and not mine and not barred, has_conflict=barred,
        may_send_back=is_hearing and signs and not barred, may_withdraw=is_hearing and awaits and mine,
        nominees=_nominees(db, round_, one),
        figures={leaf: held.value for (code, leaf), held in entries.figures(db, round_).items() if code == one.entry},
    )  # fmt: skip


def _name(db: Reader, account_id: int | None) -> str:
    return accounts.get(db, account_id).name if account_id is not None else ""


def _nominees(db: Reader, round_: Round, one: Case) -> dict[int, Text]:
    if one.entry is None:
        return {}
    return {each.id: each.name for each in entries.nominees(db, entries.entry(db, round_, one.entry))}


def offer_of(shown: CasePage) -> Offer:
    """What a ruling in this case may choose from."""
    can = service.decisions(shown.case)
    return Offer(
        decisions=[(str(one), "|".join(str(words) for words in CHOICES[one])) for one in can],
        group=[(code, say(shown.names[code])) for code in shown.case.subject.get("entries", ())],
        indicators=[(leaf.code, _figure_told(leaf, shown.figures.get(leaf.code))) for leaf in shown.rules.measured],
        nominees=[(str(number), say(name)) for number, name in shown.nominees.items()],
    )


def _figure_told(leaf: Indicator, value: Decimal | None) -> str:
    name = f"{leaf.code} {say(leaf.title)}"
    if value is None:
        return name
    return _("%(name)s, now %(value)s %(unit)s", name=name, value=plain(value), unit=say(unit(leaf.unit)))


def chart_of(db: Database, one: Case, panel: PanelView, letters: Mapping[str, str], rules: Rules) -> Chart:
    """The strip: people as letters, dropped marks hollow, the one in question ochre."""
    dots = [
        Dot(
            cell.mark, dropped=cell.fate is not Fate.COUNTED, flagged=cell.judge == one.judge,
            label=_("Judge %(letter)s %(mark)s", letter=letters[cell.judge], mark=fixed(cell.mark, 1))
            if cell.judge == one.judge else "",
        )
        for cell in panel.cells if cell.mark is not None
    ]  # fmt: skip
    mean = _("Panel's mean %(mean)s", mean=fixed(panel.mean))
    return strip(
        db, dots, language=language(), title=_("points"), described=mean, mean=panel.mean, mean_label=mean,
        band=(panel.low, panel.high), band_label=_("within %(line)s%%", line=decimal_text(rules.discrepancy_percent)),
    )  # fmt: skip


def seen_key(basis: str, decision: str, detail: Mapping[str, Any]) -> str:
    """What stands for having looked at the effect of one decision with its detail."""
    return digest({"basis": basis, "decision": decision, "detail": dict(detail)})


REPLY_WITHIN = 5
"""Working days within which an objection is answered."""
