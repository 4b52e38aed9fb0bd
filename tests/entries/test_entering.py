"""Towns enter, are checked, withdraw, and are ruled out by a veto with its document."""

from __future__ import annotations

from datetime import date

import pytest

from competition.core.errors import Refusal
from competition.core.records import Text
from competition.entries import service
from competition.entries.records import CheckState, EntryStatus, VetoKind
from competition.registry import service as registry
from competition.rounds.records import Phase
from tests.entries.conftest import Office

DOCUMENT = {"department": "市应急管理局", "document_no": "忻应急函〔2025〕7号", "dated_on": date(2025, 6, 3)}


def test_entries_are_numbered_in_order(office: Office) -> None:
    """Codes follow the order of entering, and every entry begins unchecked."""
    entered = service.entries(office.db, office.round)
    assert [(it.code, it.name.zh, it.check) for it in entered] == [
        ("T01", "云川法兰", CheckState.PENDING), ("T02", "青禾黄酒", CheckState.PENDING),
    ]  # fmt: skip


def test_a_town_enters_once(office: Office) -> None:
    """A second entry of the same town is refused, naming the first."""
    with pytest.raises(Refusal) as refused:
        service.enter(office.db, office.organizer, office.round, office.towns[0].id)
    assert refused.value.params["entry"] == "T01"


def test_an_entry_keeps_the_name_it_entered_under(office: Office) -> None:
    """Renaming a town in the registry leaves the round as it is."""
    registry.amend_town(office.db, office.organizer, office.towns[0].id, name=Text("新云川法兰"))
    assert office.entry().name.zh == "云川法兰"


def test_a_veto_needs_its_document(office: Office) -> None:
    """Without a department or a number nothing is ruled out."""
    for lacking in ("department", "document_no"):
        with pytest.raises(Refusal, match="veto_needs_document"):
            service.veto(
                office.db, office.organizer, office.round, office.entry(), VetoKind.SAFETY, **{**DOCUMENT, lacking: " "}
            )
    assert office.entry().is_eligible


def test_a_document_is_not_dated_ahead(office: Office) -> None:
    """A certificate of tomorrow certifies nothing."""
    with pytest.raises(Refusal, match="document_ahead"):
        service.veto(
            office.db, office.organizer, office.round, office.entry(), VetoKind.TAX,
            **{**DOCUMENT, "dated_on": date(2025, 11, 4)},
        )  # fmt: skip


def test_a_veto_excludes_and_cannot_be_passed_over(office: Office) -> None:
    """While it stands the entry cannot be found eligible; lifted, it is to be checked anew."""
    veto = service.veto(office.db, office.organizer, office.round, office.entry(), VetoKind.SAFETY, **DOCUMENT)
    excluded = office.entry()
    assert (excluded.status, excluded.check) == (EntryStatus.EXCLUDED, CheckState.FAILED)
    assert "忻应急函〔2025〕7号" in excluded.note
    with pytest.raises(Refusal, match="vetoed"):
        service.check(office.db, office.organizer, office.round, office.entry(), True)
    service.lift_veto(office.db, office.organizer, office.round, veto.id, "认定已撤销")
    assert (office.entry().status, office.entry().check) == (EntryStatus.ELIGIBLE, CheckState.PENDING)
    assert [it.lifted_why for it in service.vetoes(office.db, office.entry())] == ["认定已撤销"]


def test_two_vetoes_are_lifted_one_by_one(office: Office) -> None:
    """Lifting one of two leaves the entry excluded."""
    for kind in (VetoKind.SAFETY, VetoKind.WAGES):
        service.veto(office.db, office.organizer, office.round, office.entry(), kind, **DOCUMENT)
    first, second = service.vetoes(office.db, office.entry())
    service.lift_veto(office.db, office.organizer, office.round, first.id, "误录")
    assert not office.entry().is_eligible
    service.lift_veto(office.db, office.organizer, office.round, second.id, "误录")
    assert office.entry().is_eligible


def test_a_failed_check_needs_its_reason_and_excludes(office: Office) -> None:
    """Ineligible is said with why, and can be put right while registration lasts."""
    with pytest.raises(Refusal, match="needs_reason"):
        service.check(office.db, office.organizer, office.round, office.entry(), False, " ")
    failed = service.check(office.db, office.organizer, office.round, office.entry(), False, "材料不全")
    assert (failed.status, failed.note) == (EntryStatus.EXCLUDED, "材料不全")
    assert service.check(office.db, office.organizer, office.round, failed, True).is_eligible


def test_a_town_withdraws_and_may_come_back(office: Office) -> None:
    """Withdrawing keeps code and figures; entering again is the same entry, to be checked anew."""
    office.file()
    gone = service.withdraw(office.db, office.organizer, office.round, office.entry(), "企业重组")
    assert gone.status is EntryStatus.WITHDRAWN
    with pytest.raises(Refusal, match="withdrawn"):
        service.check(office.db, office.organizer, office.round, gone, True)
    back = service.enter(office.db, office.organizer, office.round, gone.town_id)
    assert (back.code, back.status, back.check) == ("T01", EntryStatus.ELIGIBLE, CheckState.PENDING)
    assert ("T01", "A1") in service.figures(office.db, office.round)


def test_what_is_outstanding_before_scoring(office: Office) -> None:
    """Unchecked entries, missing figures and unchecked nominees keep registration open; nothing else does."""
    service.nominate(office.db, office.organizer, office.round, office.entry(), office.firm(1).id)
    told = service.outstanding(office.db, office.round, Phase.REGISTRATION)
    assert [(todo.code, todo.values["entry"]) for todo in told] == [
        ("entries.unchecked", "T01"), ("entries.figures_missing", "T01"), ("entries.nominees_unchecked", "T01"),
        ("entries.unchecked", "T02"), ("entries.figures_missing", "T02"),
    ]  # fmt: skip
    assert told[1].params["n"] == 18
    assert service.outstanding(office.db, office.round, Phase.SCORING) == ()


def test_an_excluded_entry_leaves_nothing_outstanding(office: Office) -> None:
    """Nobody waits for the figures of an entry that is not ranked."""
    for code in ("T01", "T02"):
        service.withdraw(office.db, office.organizer, office.round, office.entry(code), "不再参评")
    told = service.outstanding(office.db, office.round, Phase.REGISTRATION)
    assert [todo.code for todo in told] == ["entries.none_yet"]
