"""What must be done before registration is left, what is merely worth a look, and what must hold of every panel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import nan

from competition.accounts import service as accounts
from competition.core.database import Law, Reader
from competition.core.records import Role, ToDo
from competition.entries import service as entries
from competition.panels import store
from competition.panels.records import FEWEST_JUDGES, JudgeState, Matrix
from competition.panels.service.assigning import matrix
from competition.panels.service.conflicts import recusals, undeclared
from competition.panels.service.roster import judges, planned, states
from competition.rounds import service as rounds
from competition.rounds.records import Phase, Round
from scoring import design


def outstanding(reader: Reader, round_: Round, leaving: Phase) -> tuple[ToDo, ...]:
    """What forbids leaving registration: no judges, a dimension nobody marks, judges who cannot be compared."""
    if leaving != Phase.REGISTRATION:
        return ()
    found = matrix(reader, round_)
    if not found.branches:
        return ()
    if not found.judges:
        return (_todo(round_, "panels.no_judges", "panels.index"),)
    return (*_unmarked(round_, found), *_unlinked(reader, round_, found))


def warnings(reader: Reader, round_: Round) -> tuple[ToDo, ...]:
    """What forbids nothing and is worth a look: a small or even panel, towns short of marks, people missing."""
    found = matrix(reader, round_)
    if not found.judges or not found.branches:
        return ()
    return (*_size(reader, round_, len(found.judges)), *_short(round_, found), *_missing(reader, round_))


def _unmarked(round_: Round, found: Matrix) -> Iterator[ToDo]:
    for row in found.unjudged:
        for branch in found.branches:
            if not row.n_marks[branch.code]:
                yield _todo(round_, "panels.nobody_marks", "panels.matrix", entry=row.name, dimension=branch.title)


def _unlinked(reader: Reader, round_: Round, found: Matrix) -> Iterator[ToDo]:
    """Where severity is corrected, a strict group and weak towns look alike: the tally would refuse, too late."""
    if rounds.rules(reader, round_).method["severity"] == "none" or not found.rows:
        return
    for branch in found.branches:
        groups = _groups(found, branch.code)
        if len(groups) > 1:
            told = [f"({' '.join(group)})" for group in groups]
            yield _todo(
                round_, "panels.not_linked", "panels.matrix", dimension=branch.title, n=len(groups), groups=told
            )


def _groups(found: Matrix, dimension: str) -> list[list[str]]:
    """The judges of a dimension by pseudonym, in groups that no town links."""
    marked = [
        [1.0 if dimension in row.cells[at].dimensions else nan for row in found.rows] for at in range(len(found.judges))
    ]
    parts = [part for part in design.components(marked) if len(part.judges) and len(part.entries)]
    return [sorted(found.judges[at].pseudonym for at in part.judges) for part in parts]


def _size(reader: Reader, round_: Round, n: int) -> Iterator[ToDo]:
    if n < FEWEST_JUDGES:
        yield _todo(round_, "panels.few_judges", "panels.index", n=n, fewest=FEWEST_JUDGES)
    elif n % 2 == 0:
        yield _todo(round_, "panels.even_panel", "panels.index", n=n)
    elif n < planned(reader, round_):
        yield _todo(round_, "panels.places_free", "panels.index", n=planned(reader, round_) - n)


def _short(round_: Round, found: Matrix) -> Iterator[ToDo]:
    if found.short:
        told = {"entries": [row.name for row in found.short], "need": found.trim_from}
        yield _todo(round_, "panels.short_of_marks", "panels.matrix", **told)


def _missing(reader: Reader, round_: Round) -> Iterator[ToDo]:
    stand, panel = states(reader, round_), judges(reader, round_)
    silent = [judge for judge in panel if stand[judge.id] in (JudgeState.ENTERED, JudgeState.DECLARED)]
    for code, absent in (
        ("panels.no_letter", [judge for judge in panel if stand[judge.id] == JudgeState.NOT_INVITED]),
        ("panels.not_in_yet", [judge for judge in panel if stand[judge.id] == JudgeState.INVITED]),
        ("panels.not_declared", [judge for judge in silent if undeclared(reader, round_, judge)]),
    ):
        if absent:
            yield _todo(round_, code, "panels.index", judges=[judge.name for judge in absent])


def _todo(round_: Round, code: str, endpoint: str, **params: object) -> ToDo:
    return ToDo(code, endpoint, {"code": round_.code}, params)


def _judges_hold_the_role(reader: Reader) -> Iterable[str]:
    for round_ in rounds.list_rounds(reader):
        holders = {each.account_id for each in accounts.grants_of(reader) if
                   each.role == Role.JUDGE and each.round_id in (None, round_.id)}  # fmt: skip
        for judge in judges(reader, round_):
            if judge.account_id not in holders:
                yield f"{judge.pseudonym} of {round_.code} does not hold the role"


def _own_county(reader: Reader) -> Iterable[str]:
    for round_ in rounds.list_rounds(reader):
        kept = {(each.judge_id, each.entry_id) for each in recusals(reader, round_)}
        for judge in judges(reader, round_):
            for entry in entries.entries(reader, round_):
                if judge.county_id == entry.county_id and (judge.id, entry.id) not in kept:
                    yield f"{judge.pseudonym} of {round_.code} is not recused from {entry.code} of the same county"


def _late_are_signed(reader: Reader) -> Iterable[str]:
    return [f"recusal {number} is late and its approval {state}" for number, state in store.breaches(reader)]


LAWS = (
    Law("every judge of a panel holds the role", _judges_hold_the_role),
    Law("no judge scores an entry of their own county", _own_county),
    Law("two people signed every late recusal", _late_are_signed),
)
