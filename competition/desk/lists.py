"""What is locked on leaving registration: entries, their figures and nominees, the panel, its recusals and its tasks.

Judges stand here by pseudonym, as in every file; who they are is no part of the digest.
"""

from __future__ import annotations

from typing import Any

from competition.core.amounts import plain
from competition.core.database import Reader
from competition.entries import service as entries
from competition.entries.records import Entry, Measured
from competition.panels import service as panels
from competition.rounds import service as rounds
from competition.rounds.records import Round, as_texts

FORMAT = "pingxuan-lists/1"


def lists(db: Reader, round_: Round) -> dict[str, Any]:
    """The lists as they stand now, each in the order of its codes, ready to be hashed."""
    signed = rounds.commitment(db, round_)
    listed = entries.entries(db, round_)
    figures = entries.figures(db, round_)
    return {
        "format": FORMAT,
        "round": round_.code,
        "rules": signed.digest if signed else None,
        "entries": [_entry(db, entry) for entry in sorted(listed, key=lambda entry: entry.code)],
        "figures": [_figure(code, figures[code, indicator]) for code, indicator in sorted(figures)],
        "judges": [_judge(db, round_, judge) for judge in panels.judges(db, round_)],
        "recusals": _recusals(db, round_, {entry.id: entry.code for entry in listed}),
    }


def _entry(db: Reader, entry: Entry) -> dict[str, Any]:
    nominees = [
        {"enterprise": nominee.uscc, "name": as_texts(nominee.name), "eligible": nominee.eligible}
        for nominee in entries.nominees(db, entry)
    ]
    vetoes = [
        {"kind": str(veto.kind), "document": veto.document_no} for veto in entries.vetoes(db, entry) if veto.stands
    ]
    told = {"code": entry.code, "name": as_texts(entry.name), "status": str(entry.status)}
    return told | {"nominees": nominees, "vetoes": vetoes}


def _figure(code: str, figure: Measured) -> dict[str, Any]:
    told = {"entry": code, "indicator": figure.indicator, "value": plain(figure.value), "year": figure.year}
    return told | {"source": figure.source, "verifier": figure.verifier}


def _judge(db: Reader, round_: Round, judge: Any) -> dict[str, Any]:
    tasks = panels.assigned(db, round_, judge)
    scores = [{"entry": task.entry_code, "indicators": list(task.indicators)} for task in tasks]
    return {"code": judge.pseudonym, "scores": scores}


def _recusals(db: Reader, round_: Round, codes: dict[int, str]) -> list[dict[str, str]]:
    names = {judge.id: judge.pseudonym for judge in panels.judges(db, round_)}
    found = [
        {"judge": names[each.judge_id], "entry": codes[each.entry_id], "reason": str(each.reason)}
        for each in panels.recusals(db, round_)
    ]
    return sorted(found, key=lambda each: (each["judge"], each["entry"]))
