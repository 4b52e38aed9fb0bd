"""Leaving registration freezes entries, vetoes, nominees and figures; afterwards only a ruling changes them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from competition.core.database import IntegrityError, write
from competition.core.errors import Frozen, Refusal
from competition.entries import service
from competition.entries.records import CheckState, EntryStatus, VetoKind
from tests.entries.conftest import Office

ENTER = """
INSERT INTO entry (round_id, code, town_id, name_zh, county_id, county_zh, position)
SELECT round_id, 'T09', 3, 'x', county_id, 'x', 9 FROM entry WHERE code = 'T01'
"""
FILE = """
INSERT INTO measured (entry_id, indicator, version, value, year, source, verifier, at, by_whom)
VALUES (1, 'A1', 9, '1', 2024, 'x', 'x', 'x', 'x')
"""
Deed = Callable[[Office], object]
DEEDS: dict[str, Deed] = {
    "enter": lambda o: service.enter(o.db, o.organizer, o.round, o.towns[2].id),
    "withdraw": lambda o: service.withdraw(o.db, o.organizer, o.round, o.entry(), "x"),
    "readmit": lambda o: service.readmit(o.db, o.organizer, o.round, o.entry()),
    "check": lambda o: service.check(o.db, o.organizer, o.round, o.entry(), True),
    "veto": lambda o: service.veto(
        o.db,
        o.organizer,
        o.round,
        o.entry(),
        VetoKind.TAX,
        department="税务局",
        document_no="1",
        dated_on=date(2025, 1, 1),
    ),
    "lift": lambda o: service.lift_veto(o.db, o.organizer, o.round, 1, "x"),
    "nominate": lambda o: service.nominate(o.db, o.organizer, o.round, o.entry(), o.firm(2).id),
    "judge": lambda o: service.judge_nominee(o.db, o.organizer, o.round, 1, True),
    "drop": lambda o: service.drop_nominee(o.db, o.organizer, o.round, 1),
    "figure": lambda o: o.file(value="99"),
    "sheet": lambda o: service.take_figures(o.db, o.organizer, o.round, b"x"),
}


@pytest.fixture
def frozen(office: Office) -> Office:
    """The round in scoring, with a nominee and a figure filed before."""
    put_up = service.nominate(office.db, office.organizer, office.round, office.entry(), office.firm(1).id)
    service.judge_nominee(office.db, office.organizer, office.round, put_up.id, True)
    office.file()
    office.leave_registration()
    return office


@pytest.mark.parametrize("deed", DEEDS)
def test_every_deed_is_refused_after_registration(frozen: Office, deed: str) -> None:
    """The organizer changes nothing any more, by page or by sheet."""
    with pytest.raises(Frozen, match=r"entries\.frozen"):
        DEEDS[deed](frozen)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE entry SET status = 'withdrawn', note = 'x' WHERE code = 'T01'",
        ENTER,
        "DELETE FROM entry",
        "UPDATE nominee SET revenue = '9'",
        "DELETE FROM nominee",
        "UPDATE measured SET value = '99'",
        "DELETE FROM measured",
        FILE,
    ],
)
def test_the_file_itself_is_frozen(frozen: Office, sql: str) -> None:
    """Even SQL written past the service is turned away."""
    with pytest.raises(IntegrityError), write(frozen.db) as tx:
        tx.execute(sql)


def test_a_ruling_corrects_a_figure_in_a_new_version(frozen: Office) -> None:
    """The old version stays, the new one names its case, and what was not named stays as filed."""
    with write(frozen.db) as tx:
        service.correct_figure(tx, frozen.organizer, frozen.round, frozen.entry(), "A1", Decimal("70"), case="C3")
    versions = service.figure_history(frozen.db, frozen.entry(), "A1")
    assert [(it.version, it.value, it.case, it.source) for it in versions] == [
        (1, Decimal("72.5"), None, "市统计局"), (2, Decimal(70), "C3", "市统计局"),
    ]  # fmt: skip
    assert service.figures(frozen.db, frozen.round)["T01", "A1"].value == 70
    body = json.loads(frozen.db.value("SELECT body FROM log WHERE act = 'entries.figure' ORDER BY seq DESC LIMIT 1"))
    assert (body["before"]["value"], body["after"]["value"], body["after"]["case"]) == ("72.5", "70", "C3")


def test_a_ruling_on_a_figure_never_filed_needs_everything(frozen: Office) -> None:
    """There is nothing to keep from before, so year, source and verifier are asked for."""
    entry = frozen.entry()
    with pytest.raises(Refusal, match="no_figure_yet"), write(frozen.db) as tx:
        service.correct_figure(tx, frozen.organizer, frozen.round, entry, "A2", Decimal(5), case="C3")
    with write(frozen.db) as tx:
        filed = service.correct_figure(
            tx,
            frozen.organizer,
            frozen.round,
            entry,
            "A2",
            Decimal(5),
            case=3,
            year=2024,
            source="补正",
            verifier="工信局",
        )
    assert (filed.version, filed.case) == (1, "3")


def test_a_ruling_excludes_an_entry(frozen: Office) -> None:
    """The entry keeps its case and reason, and leaves the ranking."""
    with write(frozen.db) as tx:
        out = service.exclude(tx, frozen.organizer, frozen.round, frozen.entry(), case="C7", reason="数据造假")
    assert (out.status, out.check, out.case, out.note) == (EntryStatus.EXCLUDED, CheckState.FAILED, "C7", "数据造假")


def test_a_ruling_disqualifies_a_nominee(frozen: Office) -> None:
    """The nominee keeps its case and reason."""
    (held,) = service.nominees(frozen.db, frozen.entry())
    with write(frozen.db) as tx:
        out = service.disqualify_nominee(tx, frozen.organizer, frozen.round, held, case="C8", reason="拖欠工资")
    assert (out.eligible, out.case, out.reason) == (False, "C8", "拖欠工资")


def test_a_ruling_without_a_case_or_reason_is_refused(frozen: Office) -> None:
    """Afterwards nothing changes on nobody's ground."""
    for case, reason, code in ((" ", "x", "needs_case"), ("C1", " ", "needs_reason")):
        with pytest.raises(Refusal, match=code), write(frozen.db) as tx:
            service.exclude(tx, frozen.organizer, frozen.round, frozen.entry(), case=case, reason=reason)
    assert frozen.entry().is_eligible
