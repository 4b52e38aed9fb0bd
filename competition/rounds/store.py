"""The SQL of the rounds room: rounds, the moves between their phases, and the versions of their rules."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from competition.core.clock import in_beijing, instant, stamp
from competition.core.database import Reader, Row, Transaction
from competition.core.records import Text
from competition.rounds.records import (
    Band,
    Commitment,
    Dimension,
    Direction,
    Indicator,
    Kind,
    Move,
    Phase,
    PublishMarks,
    Repeat,
    Round,
    Rules,
)

ROUNDS = "SELECT * FROM round ORDER BY year DESC, id DESC"
ROUND_BY_CODE = "SELECT * FROM round WHERE code = ?"
ROUND_BY_ID = "SELECT * FROM round WHERE id = ?"
MOVES = "SELECT * FROM phase_move WHERE round_id = ? ORDER BY number"
DEADLINES = "SELECT phase, closes_at FROM phase_deadline WHERE round_id = ?"
SET_DEADLINE = "INSERT OR REPLACE INTO phase_deadline (round_id, phase, closes_at) VALUES (?, ?, ?)"
# The rules in force are the highest locked version; before the first locking, the draft.
CURRENT = "SELECT * FROM rules WHERE round_id = ? ORDER BY digest IS NOT NULL DESC, version DESC LIMIT 1"
WORKING = "SELECT * FROM rules WHERE round_id = ? AND digest IS NULL"
VERSION = "SELECT * FROM rules WHERE round_id = ? AND version = ?"
VERSIONS = "SELECT * FROM rules WHERE round_id = ? ORDER BY version"
LOCKED = "SELECT * FROM rules WHERE round_id = ? AND digest IS NOT NULL ORDER BY version"
BRANCHES = "SELECT * FROM dimension WHERE rules_id = ? ORDER BY position"
LEAVES = "SELECT * FROM indicator WHERE rules_id = ? ORDER BY position"
BANDS = "SELECT * FROM band WHERE rules_id = ? ORDER BY position"


def rounds(reader: Reader) -> tuple[Round, ...]:
    """Every round, the latest year first."""
    return tuple(_round(reader, row) for row in reader.rows(ROUNDS))


def by_code(reader: Reader, code: str) -> Round | None:
    """The round of that code."""
    row = reader.row(ROUND_BY_CODE, (code,))
    return None if row is None else _round(reader, row)


def by_id(reader: Reader, round_id: int) -> Round | None:
    """The round of that id."""
    row = reader.row(ROUND_BY_ID, (round_id,))
    return None if row is None else _round(reader, row)


def insert_round(tx: Transaction, code: str, year: int, edition: str, sample: bool, **texts: Text) -> int:
    """A new round in draft."""
    return tx.insert(
        "round", code=code, year=year, edition_code=edition, sample=int(sample), created_at=stamp(tx.at),
        **_columns(texts),
    )  # fmt: skip


def update_round(tx: Transaction, round_id: int, *, year: int, edition: str, **texts: Text) -> None:
    """What a round is called and rests on."""
    tx.update("round", round_id, year=year, edition_code=edition, **_columns(texts))


def set_deadline(tx: Transaction, round_id: int, phase: Phase, closes_at: datetime | None) -> None:
    """Until when the phase is planned to last; None takes the plan back."""
    if closes_at is None:
        tx.execute("DELETE FROM phase_deadline WHERE round_id = ? AND phase = ?", (round_id, phase))
    else:
        tx.execute(SET_DEADLINE, (round_id, phase, stamp(closes_at)))


def moves(reader: Reader, round_id: int) -> tuple[Move, ...]:
    """The round's way through its phases, from the first."""
    return tuple(_move(row) for row in reader.rows(MOVES, (round_id,)))


def enter(tx: Transaction, round_id: int, left: Phase | None, entered: Phase, actor: str, reason: str) -> None:
    """Record a move and write the phase."""
    number = 1 + tx.value("SELECT count(*) FROM phase_move WHERE round_id = ?", (round_id,))
    tx.insert(
        "phase_move", round_id=round_id, number=number, left_phase=left, entered=entered,
        at=stamp(tx.at), actor=actor, reason=reason,
    )  # fmt: skip
    tx.update("round", round_id, phase=entered)


def current(reader: Reader, round_id: int) -> Rules | None:
    """The rules in force: the highest locked version, or before any locking the draft."""
    return _one(reader, CURRENT, round_id)


def working(reader: Reader, round_id: int) -> Rules | None:
    """The draft version, or None."""
    return _one(reader, WORKING, round_id)


def version(reader: Reader, round_id: int, number: int) -> Rules | None:
    """One version of the rules."""
    return _one(reader, VERSION, round_id, number)


def versions(reader: Reader, round_id: int) -> tuple[Rules, ...]:
    """Every version of the rules, oldest first."""
    return tuple(_rules(reader, row) for row in reader.rows(VERSIONS, (round_id,)))


def commitments(reader: Reader, round_id: int) -> tuple[Commitment, ...]:
    """The signed versions, oldest first."""
    return tuple(
        Commitment(
            row["version"], row["digest"], row["proposed_name"], row["signed_name"], instant(row["locked_at"]),
            row["reason"],
        )
        for row in reader.rows(LOCKED, (round_id,))
    )  # fmt: skip


def frozen(reader: Reader, round_id: int, number: int) -> dict[str, Any] | None:
    """The rules file as it was hashed, or None while that version is a draft."""
    text = reader.value("SELECT frozen FROM rules WHERE round_id = ? AND version = ?", (round_id, number))
    return None if text is None else json.loads(text)


def insert_rules(tx: Transaction, rules: Rules) -> None:
    """A new draft version with its tree."""
    key = tx.insert("rules", round_id=rules.round_id, version=rules.version, **_settings(rules))
    _insert_tree(tx, key, rules.dimensions)


def save_rules(tx: Transaction, rules: Rules) -> None:
    """Write the draft version of the round anew, tree and settings."""
    key = _draft_id(tx, rules.round_id)
    tx.update("rules", key, revision=rules.revision, **_settings(rules))
    for table in ("band", "indicator", "dimension"):
        tx.execute(f"DELETE FROM {table} WHERE rules_id = ?", (key,))
    _insert_tree(tx, key, rules.dimensions)


def drop_draft(tx: Transaction, round_id: int) -> None:
    """Take back a draft version that was begun beside a locked one."""
    key = _draft_id(tx, round_id)
    for table in ("band", "indicator", "dimension"):
        tx.execute(f"DELETE FROM {table} WHERE rules_id = ?", (key,))
    tx.execute("DELETE FROM rules WHERE id = ?", (key,))


def propose(tx: Transaction, round_id: int, approval_id: int, tag: str, name: str) -> None:
    """Which approval the draft version waits for, and who put it up."""
    tx.update("rules", _draft_id(tx, round_id), approval_id=approval_id, proposed_by=tag, proposed_name=name)


def withdraw(tx: Transaction, round_id: int) -> None:
    """The draft version waits for no approval."""
    tx.update("rules", _draft_id(tx, round_id), approval_id=None, proposed_by=None, proposed_name=None)


def approval_id(reader: Reader, round_id: int) -> int | None:
    """The approval the draft version waits for."""
    found = reader.value("SELECT approval_id FROM rules WHERE round_id = ? AND digest IS NULL", (round_id,))
    return None if found is None else int(found)


def lock(tx: Transaction, round_id: int, *, digest: str, text: str, tag: str, name: str) -> None:
    """Seal the draft version under its digest, with the second signature."""
    tx.update(
        "rules", _draft_id(tx, round_id), digest=digest, frozen=text, signed_by=tag, signed_name=name,
        locked_at=stamp(tx.at),
    )  # fmt: skip


def _draft_id(reader: Reader, round_id: int) -> int:
    return int(reader.value("SELECT id FROM rules WHERE round_id = ? AND digest IS NULL", (round_id,)))


def _columns(texts: Mapping[str, Text]) -> dict[str, str]:
    return {f"{name}_{tongue}": getattr(text, tongue) for name, text in texts.items() for tongue in ("zh", "en")}


def _settings(rules: Rules) -> dict[str, Any]:
    return {
        "method": json.dumps(rules.method, ensure_ascii=False),
        "award": json.dumps(rules.award, ensure_ascii=False),
        "quota": rules.quota,
        "lot_source": rules.lot_source,
        "discrepancy_percent": rules.discrepancy_percent,
        "red_percent": rules.red_percent,
        "discrepancy_points": rules.discrepancy_points,
        "minimum_line": rules.minimum_line,
        "repeat": rules.repeat,
        "publish_marks": rules.publish_marks,
        "budget_fen": rules.budget_fen,
        "publicity_days": rules.publicity_days,
        "reason": rules.reason,
    }


def _insert_tree(tx: Transaction, key: int, dimensions: Iterable[Dimension]) -> None:
    place = 0
    for position, branch in enumerate(dimensions, start=1):
        tx.insert(
            "dimension", rules_id=key, code=branch.code, position=position, mark=branch.mark, weight=branch.weight,
            **_columns({"title": branch.title, "short": branch.short}),
        )  # fmt: skip
        for leaf in branch.indicators:
            place += 1
            _insert_leaf(tx, key, leaf, branch.code, place)


def _insert_leaf(tx: Transaction, key: int, leaf: Indicator, branch: str, place: int) -> None:
    normalize = None if leaf.normalize is None else json.dumps(leaf.normalize, ensure_ascii=False)
    tx.insert(
        "indicator", rules_id=key, code=leaf.code, dimension=branch, position=place, weight=leaf.weight, kind=leaf.kind,
        unit=leaf.unit, direction=leaf.direction, normalize=normalize, scale_min=leaf.scale_min,
        scale_max=leaf.scale_max, scale_step=leaf.scale_step,
        **_columns({"title": leaf.title, "measure": leaf.measure, "evidence": leaf.evidence, "basis": leaf.basis}),
    )  # fmt: skip
    for position, band in enumerate(leaf.rubric):
        tx.insert(
            "band", rules_id=key, indicator=leaf.code, position=position, code=band.code, low=band.low, high=band.high,
            **_columns({"title": band.title, "text": band.text}),
        )  # fmt: skip


def _one(reader: Reader, sql: str, *params: object) -> Rules | None:
    row = reader.row(sql, params)
    return None if row is None else _rules(reader, row)


def _text(row: Row, name: str) -> Text:
    return Text(row[f"{name}_zh"], row[f"{name}_en"])


def _round(reader: Reader, row: Row) -> Round:
    entered = {move.entered: in_beijing(move.at).date() for move in moves(reader, row["id"])}
    planned = {Phase(due["phase"]): instant(due["closes_at"]) for due in reader.rows(DEADLINES, (row["id"],))}
    return Round(
        id=row["id"], code=row["code"], title=_text(row, "title"), year=row["year"], edition_code=row["edition_code"],
        phase=Phase(row["phase"]), sample=bool(row["sample"]), host=_text(row, "host"), contact=_text(row, "contact"),
        created_at=instant(row["created_at"]), phase_dates=entered, deadlines=planned,
    )  # fmt: skip


def _move(row: Row) -> Move:
    left = None if row["left_phase"] is None else Phase(row["left_phase"])
    return Move(row["number"], left, Phase(row["entered"]), instant(row["at"]), row["actor"], row["reason"])


def _rules(reader: Reader, row: Row) -> Rules:
    return Rules(
        round_id=row["round_id"], version=row["version"], dimensions=_tree(reader, row["id"]),
        method=json.loads(row["method"]), award=json.loads(row["award"]), quota=row["quota"],
        lot_source=row["lot_source"], discrepancy_percent=row["discrepancy_percent"], red_percent=row["red_percent"],
        discrepancy_points=row["discrepancy_points"], minimum_line=row["minimum_line"], repeat=Repeat(row["repeat"]),
        publish_marks=PublishMarks(row["publish_marks"]), budget_fen=row["budget_fen"],
        publicity_days=row["publicity_days"], digest=row["digest"],
        locked_at=None if row["locked_at"] is None else instant(row["locked_at"]), reason=row["reason"],
        revision=row["revision"],
    )  # fmt: skip


def _tree(reader: Reader, key: int) -> tuple[Dimension, ...]:
    rubrics: dict[str, list[Band]] = defaultdict(list)
    for row in reader.rows(BANDS, (key,)):
        band = Band(row["code"], _text(row, "title"), row["low"], row["high"], _text(row, "text"))
        rubrics[row["indicator"]].append(band)
    leaves: dict[str, list[Indicator]] = defaultdict(list)
    for row in reader.rows(LEAVES, (key,)):
        leaves[row["dimension"]].append(_leaf(row, tuple(rubrics[row["code"]])))
    return tuple(
        Dimension(
            row["code"], _text(row, "title"), _text(row, "short"), row["mark"], row["position"], row["weight"],
            tuple(leaves[row["code"]]),
        )
        for row in reader.rows(BRANCHES, (key,))
    )  # fmt: skip


def _leaf(row: Row, rubric: tuple[Band, ...]) -> Indicator:
    return Indicator(
        code=row["code"], dimension=row["dimension"], title=_text(row, "title"), weight=row["weight"],
        kind=Kind(row["kind"]), unit=row["unit"], direction=Direction(row["direction"]),
        normalize=None if row["normalize"] is None else json.loads(row["normalize"]), scale_min=row["scale_min"],
        scale_max=row["scale_max"], scale_step=row["scale_step"], rubric=rubric,
        measure=_text(row, "measure"), evidence=_text(row, "evidence"), basis=_text(row, "basis"),
    )  # fmt: skip
