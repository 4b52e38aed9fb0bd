"""Who scores what: every judge everything, unless some dimensions or entries were given, and never what is recused."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from competition.core.database import Database, Reader, Transaction, write
from competition.core.errors import Frozen, NotFound, Refusal
from competition.core.permissions import Permission, require
from competition.core.records import Actor
from competition.entries import service as entries
from competition.panels import store
from competition.panels.records import Assigned, Branch, Cell, Judge, Matrix, Row, Scope, cell, trim_from
from competition.panels.service.conflicts import eligible, recusals
from competition.panels.service.roster import get, judges, open_panel
from competition.rounds import service as rounds
from competition.rounds.records import Round


def branches(reader: Reader, round_: Round) -> tuple[Branch, ...]:
    """The dimensions with judged indicators, in the order of the tree."""
    found = (
        Branch(each.code, each.title, each.mark, tuple(leaf.code for leaf in each.indicators if leaf.is_judged))
        for each in rounds.rules(reader, round_).dimensions
    )
    return tuple(branch for branch in found if branch.indicators)


def scopes(reader: Reader, round_: Round) -> Mapping[int, Scope]:
    """What each judge was given; judges who were given everything are missing."""
    return store.scopes(reader, round_.id)


def assign(
    db: Database | Transaction,
    actor: Actor,
    round_: Round,
    judge: Judge,
    *,
    dimensions: Collection[str] | None = None,
    entry_codes: Collection[str] | None = None,
) -> Scope:
    """Give a judge these dimensions and entries to score; None, the default, is all of them."""
    require(actor, Permission.MANAGE_PANEL, round_.id)
    with write(db) as tx:
        round_ = open_panel(tx, round_)
        judge = get(tx, round_, judge.pseudonym)
        if judge.opened_at is not None:
            raise Frozen("panels.has_opened", judge=judge.pseudonym)
        scope = _scope(tx, round_, dimensions, entry_codes)
        before = scopes(tx, round_).get(judge.id, Scope())
        store.set_scope(tx, judge.id, scope)
        tx.log(
            actor, "panels.assign", f"{round_.tag}/judge:{judge.pseudonym}", before=_told(before), after=_told(scope)
        )
        return scope


def _scope(
    reader: Reader, round_: Round, dimensions: Collection[str] | None, entry_codes: Collection[str] | None
) -> Scope:
    every = {branch.code for branch in branches(reader, round_)}
    if dimensions is not None and (not dimensions or not every.issuperset(dimensions)):
        raise Refusal("panels.dimension_unfit")
    codes = {entry.code: entry.id for entry in entries.entries(reader, round_)}
    if entry_codes is not None and (not entry_codes or not codes.keys() >= set(entry_codes)):
        raise NotFound("panels.entry_unfit")
    return Scope(
        None if dimensions is None or set(dimensions) == every else frozenset(dimensions),
        None if entry_codes is None or set(entry_codes) == codes.keys() else frozenset(codes[c] for c in entry_codes),
    )


def _told(scope: Scope) -> dict[str, object]:
    return {
        "dimensions": None if scope.dimensions is None else sorted(scope.dimensions),
        "entries": None if scope.entries is None else sorted(scope.entries),
    }


def assigned(reader: Reader, round_: Round, judge: Judge) -> tuple[Assigned, ...]:
    """The entries a judge scores, with the indicators asked; what the judge is recused from is not among them."""
    limit = scopes(reader, round_).get(judge.id, Scope())
    mine = {each.entry_id for each in recusals(reader, round_) if each.judge_id == judge.id}
    tree = branches(reader, round_)
    found = (
        Assigned(entry.code, tuple(code for b in tree if limit.has(entry.id, b.code) for code in b.indicators))
        for entry in eligible(reader, round_)
        if entry.id not in mine
    )
    return tuple(each for each in found if each.indicators)


def matrix(reader: Reader, round_: Round) -> Matrix:
    """Judges × eligible entries, with what is recused, what is given, and how many marks each dimension will have."""
    panel, tree, limits = judges(reader, round_), branches(reader, round_), scopes(reader, round_)
    kept = {(each.judge_id, each.entry_id): each for each in recusals(reader, round_)}
    rows = []
    for entry in eligible(reader, round_):
        cells = tuple(
            cell(tree, limits.get(judge.id, Scope()), entry.id, kept.get((judge.id, entry.id))) for judge in panel
        )
        rows.append(Row(entry.id, entry.code, entry.name, entry.county, cells, _n_marks(tree, cells)))
    return Matrix(panel, tree, tuple(rows), trim_from(rounds.rules(reader, round_).method))


def _n_marks(tree: tuple[Branch, ...], cells: tuple[Cell, ...]) -> dict[str, int]:
    return {branch.code: sum(branch.code in each.dimensions for each in cells) for branch in tree}
