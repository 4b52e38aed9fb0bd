"""What may be read of cases and rulings, what a decision would do, and what must be done before a phase is left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from competition.adjudication import outcome, store
from competition.adjudication.findings import findings
from competition.adjudication.records import (
    DECISIONS,
    HEARING,
    Case,
    Decision,
    Effect,
    Finding,
    Kind,
    PublicRuling,
    Ruling,
    letters,
)  # fmt: skip
from competition.awards import service as awards
from competition.ballots import service as ballots
from competition.core.canonical import digest
from competition.core.database import Law, Reader
from competition.core.errors import NotFound, Refusal
from competition.core.records import Actor, ToDo
from competition.entries import service as entries
from competition.panels import service as panels
from competition.rounds import service as rounds
from competition.rounds.records import Phase, Round
from competition.tally import service as tally


def case(db: Reader, round_: Round, number: int) -> Case:
    """The round's case of that number; raises NotFound, and refuses while scoring, whoever asks."""
    found = store.case(db, tally.opened(db, round_).id, number)
    if found is None:
        raise NotFound("adjudication.not_found", number=number)
    return found


def case_by_id(db: Reader, case_id: int) -> Case:
    """The case of that id; raises NotFound."""
    found = store.case_by_id(db, case_id)
    if found is None:
        raise NotFound("adjudication.not_found", number=case_id)
    return found


def cases(db: Reader, round_: Round) -> tuple[Case, ...]:
    """The round's cases by number; refuses while scoring, whoever asks, since a case tells of marks."""
    return store.cases(db, tally.opened(db, round_).id)


def cases_of_judge(db: Reader, round_: Round, pseudonym: str) -> tuple[Case, ...]:
    """The cases over one judge's marks, by number."""
    return tuple(one for one in cases(db, round_) if one.judge == pseudonym)


def awaited(db: Reader, actor: Actor, round_: Round) -> tuple[ToDo, ...]:
    """The open cases over the actor's own marks that the actor has said nothing to yet, as one to-do."""
    judge = panels.judge_of(db, round_, actor.account_id) if actor.account_id is not None else None
    if judge is None or not tally.is_open(db, round_):
        return ()
    found = cases_of_judge(db, round_, judge.pseudonym)
    n = sum(not one.is_settled and not store.statements(db, one.id) for one in found)
    return (ToDo("adjudication.explain", "adjudication.mine", {"code": round_.code}, {"n": n}),) if n else ()


def rulings(db: Reader, case: Case) -> tuple[Ruling, ...]:
    """Every ruling proposed in a case, those taken back included, oldest first."""
    return store.rulings(db, case.id)


def ruling_of(db: Reader, case: Case) -> Ruling | None:
    """The ruling that stands or awaits its second signature, or None."""
    return next((one for one in reversed(store.rulings(db, case.id)) if one.state != "withdrawn"), None)


def rulings_of_round(db: Reader, round_: Round) -> dict[int, Ruling]:
    """For each case by its id, the ruling that stands or awaits its second signature."""
    return store.rulings_of_round(db, round_.id)


def letters_of(db: Reader, round_: Round) -> dict[str, str]:
    """The letter under which each judge appears in every case of the round."""
    return letters((judge.pseudonym for judge in panels.judges(db, round_)), round_.code)


def may_name(db: Reader, round_: Round, case: Case) -> bool:
    """Whether the judge of a case may be named: once no case over marks of theirs is open, whichever it is."""
    return case.judge is not None and all(one.is_settled for one in cases_of_judge(db, round_, case.judge))


def basis(db: Reader, round_: Round) -> str:
    """The digest of what every preview rests on: when it has changed, what was shown no longer holds."""
    return digest(tally.round_object(db, round_))


def effect(db: Reader, round_: Round, case: Case, decision: Decision, detail: Mapping[str, Any]) -> Effect:
    """What a decision would do to the entry's total and place and to the award line, as things stand now."""
    if decision in outcome.UNKNOWN:
        return Effect(decision, is_known=False)
    quota = rounds.rules(db, round_).quota
    try:
        now = tally.preview(db, round_)
        otherwise = outcome.OTHERWISE.get(decision)
        then = tally.preview(db, round_, **otherwise(case, _marked(db, round_, case, detail))) if otherwise else now
    except Refusal as refusal:
        return Effect(decision, is_known=False, refused=str(refusal.params.get("expected", refusal.code)))
    try:
        named = (
            awards.foreseen(db, round_, now.standings),
            awards.foreseen(db, round_, then.standings, disqualified=detail.get("nominee")),
        )
    except Refusal:  # level at a line: the awards room says so when the list is drawn up
        named = ({}, {})
    return outcome.compare(decision, case, now, then, quota, named=named)


def _marked(db: Reader, round_: Round, case: Case, detail: Mapping[str, Any]) -> dict[str, Any]:
    if case.judge is None or case.entry is None:
        return dict(detail)
    return {**detail, "marked": tally.marked(db, round_, case.judge, case.entry)}


def effects(db: Reader, round_: Round, case: Case) -> tuple[Effect, ...]:
    """The effect of each decision that may be ruled and needs no further detail, the mildest first."""
    return tuple(
        effect(db, round_, case, decision, {})
        for decision in decisions(case) if decision not in outcome.NEEDS_DETAIL
    )  # fmt: skip


def decisions(case: Case) -> tuple[Decision, ...]:
    """What may be ruled in a case: nothing that changes an entry where the case is about none."""
    return tuple(one for one in DECISIONS[case.kind] if case.entry or one in outcome.WITHOUT_ENTRY)


def public_rulings(db: Reader, round_: Round) -> tuple[PublicRuling, ...]:
    """The decided cases as anyone may read them, by number; none before the publicity begins."""
    now = rounds.get(db, round_.code)
    if not now.has_left(Phase.ADJUDICATION):
        return ()
    names = {entry.code: entry.name for entry in entries.entries(db, now)}
    found, standing = store.cases(db, now.id), store.rulings_of_round(db, now.id)
    return tuple(
        PublicRuling(one.number, one.kind, names.get(one.entry or ""), ruling.decision, ruling.reason, ruling.signed_at)
        for one in found
        if one.is_settled and (ruling := standing[one.id]).signed_at is not None
    )


def awaiting(db: Reader, round_: Round) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """What calls for a case and has none yet: findings over marks, and the level group at the award line.

    A discrepancy is taken up once for each version of a ballot; a group, until a case over the same entries is open.
    """
    versions = {(one.judge, one.entry): one.version for one in ballots.sealed(db, round_)}
    taken = store.taken_up(db, round_.id)
    found = tuple(
        one for one in findings(tally.discrepancies(db, round_))
        if (one.judge, one.entry, versions[one.judge, one.entry]) not in taken
    )  # fmt: skip
    level = tally.level_at_line(db, round_) if tally.current(db, round_) else ()
    open_ties = [set(one.subject["entries"]) for one in store.cases(db, round_.id)
                 if one.kind is Kind.TIE and not one.is_settled]  # fmt: skip
    return found, () if set(level) in open_ties else level


def outstanding(db: Reader, round_: Round, leaving: Phase) -> tuple[ToDo, ...]:
    """The cases that hold a phase: those not decided, and those that marks or ties call for."""
    if leaving not in HEARING:
        return ()
    here = {"code": round_.code}
    found = [
        ToDo(f"adjudication.{one.state}", "adjudication.case", {**here, "number": one.number}, {"number": one.number})
        for one in store.cases(db, round_.id) if not one.is_settled
    ]  # fmt: skip
    try:
        marks, level = awaiting(db, round_)
    except Refusal:
        return tuple(found)  # the tally room says what the round cannot be tallied for
    if marks:
        found.append(ToDo("adjudication.unopened", "adjudication.index", here, {"n": len(marks)}))
    if level:
        found.append(ToDo("adjudication.unopened_tie", "adjudication.index", here, {"n": len(level)}))
    return tuple(found)


def holding(db: Reader, round_: Round) -> tuple[ToDo, ...]:
    """What could still change the list of awards: every case that is open, or that marks or ties call for."""
    return outstanding(db, round_, Phase.PUBLICITY)


def _signed(reader: Reader) -> Iterator[str]:
    for row in store.wrongly_decided(reader):
        yield f"case {row['number']} of round {row['round_id']} is {row['state']} with {row['n_signed']} signed rulings"
    for row in store.wrongly_proposed(reader):
        yield f"case {row['number']} of round {row['round_id']}: its state does not agree with its open ruling"


def _unbiased(reader: Reader) -> Iterator[str]:
    for row in store.ruled_in_conflict(reader):
        yield f"case {row['number']} of round {row['round_id']} was ruled on by somebody with a conflict in it"


LAWS = (
    Law("a case is decided exactly by one signed ruling", _signed),
    Law("nobody rules on a case where they have a conflict", _unbiased),
)
