"""Sheets in and out: shown first, taken whole or not at all, and exporting then importing changes nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from decimal import Decimal

import pytest

from competition.core.database import Database
from competition.core.errors import Conflict, Refusal
from competition.core.records import Actor, Text
from competition.registry import service
from competition.registry.records import County, Status, Subject, Town


def sheet(heads: Sequence[str], *rows: Sequence[str]) -> bytes:
    """A .csv as a person would send it."""
    held = io.StringIO()
    csv.writer(held).writerows([heads, *rows])
    return held.getvalue().encode("utf-8-sig")


TOWN_HEADS = ("代码", "名称", "县（市、区）", "级别", "主导产业", "层级")


def test_new_changed_and_unchanged_are_told_apart(database: Database, county: County, town: Town) -> None:
    """The preview says what each row would do, and shows what stands there before."""
    content = sheet(
        TOWN_HEADS,
        ("dx", "定襄法兰", "定襄县", "省级", "法兰锻造", ""),
        ("wt", "五台铸造", "140921", "市级", "铸造", "2"),
    )
    seen = service.look_at_sheet(database, "towns", content).preview
    assert [row.outcome for row in seen.rows] == ["unchanged", "new"]
    changed = sheet(TOWN_HEADS, ("dx", "定襄法兰", "Dingxiang County", "国家级", "法兰锻造", "5"))
    (row,) = service.look_at_sheet(database, "towns", changed).preview.rows
    assert (row.outcome, dict(row.before)) == ("changed", {"level": "provincial", "tier": None})


def test_looking_writes_nothing(database: Database, organizer: Actor, county: County) -> None:
    """A preview is a reading."""
    before = database.value("SELECT count(*) FROM log")
    service.look_at_sheet(database, "towns", sheet(TOWN_HEADS, ("wt", "五台铸造", "定襄县", "市级", "", "")))
    assert (database.value("SELECT count(*) FROM log"), service.towns(database)) == (before, ())


def test_one_fault_and_nothing_is_written(database: Database, organizer: Actor, county: County) -> None:
    """The good rows of a bad sheet are not taken either, and the fault names its cell and the nearest word."""
    content = sheet(
        TOWN_HEADS, ("wt", "五台铸造", "定襄县", "市级", "", ""), ("yp", "原平煤机", "定襄", "市级", "", "")
    )
    (fault,) = service.look_at_sheet(database, "towns", content).preview.faults
    assert (fault.cell, fault.found, fault.code, fault.suggestion) == (
        "C3", "定襄", "registry.no_such_county", "定襄县",
    )  # fmt: skip
    with pytest.raises(Refusal, match="sheet_has_faults"):
        service.take_sheet(database, organizer, "towns", content)
    assert service.towns(database) == ()


def test_a_row_given_twice_is_a_fault(database: Database, county: County) -> None:
    """Two rows of one code would depend on their order."""
    row = ("wt", "五台铸造", "定襄县", "市级", "", "")
    (fault,) = service.look_at_sheet(database, "towns", sheet(TOWN_HEADS, row, row)).preview.faults
    assert (fault.row, fault.code, fault.params) == (3, "registry.twice_in_sheet", {"first": 2})


def test_a_wrong_credit_code_is_a_fault_of_its_cell(database: Database, town: Town) -> None:
    """The check digit is verified before anything is written."""
    content = sheet(
        ("统一社会信用代码", "企业名称", "专业镇", "类别"), ("91350100M000100Y34", "甲公司", "定襄法兰", "领军企业")
    )
    (fault,) = service.look_at_sheet(database, "enterprises", content).preview.faults
    assert (fault.cell, fault.code) == ("A2", "registry.uscc_check_digit")


def test_only_what_was_shown_is_taken(database: Database, organizer: Actor, county: County, town: Town) -> None:
    """When the registry changes between preview and confirmation, the sheet must be looked at again."""
    content = sheet(TOWN_HEADS, ("dx", "定襄法兰", "定襄县", "国家级", "法兰锻造", "5"))
    shown = service.look_at_sheet(database, "towns", content).digest
    service.amend_town(database, organizer, town.id, tier=4)
    with pytest.raises(Conflict, match="sheet_changed"):
        service.take_sheet(database, organizer, "towns", content, shown=shown)
    assert service.town(database, town.id).tier == 4


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", ["counties", "towns", "enterprises", "figures"])
def test_export_then_import_is_the_identity(
    database: Database, organizer: Actor, town: Town, kind: str, language: str
) -> None:
    """What the registry writes, it reads back as unchanged, in either language."""
    firm = service.register_enterprise(
        database, organizer, "91350100M000100Y43", Text("甲公司", "Jia"), town.id, status=Status.BACKBONE
    )
    service.record_figure(database, organizer, firm, "revenue", 2024, Decimal("3.50"), unit="亿元", source="审计报告")
    service.record_figure(
        database, organizer, town, "从业人员", "2023-06", Decimal(9000), unit="人", source="报道", qualifier="余"
    )
    content = service.export_sheet(database, kind, language=language)
    seen = service.look_at_sheet(database, kind, content).preview
    assert seen.is_clean
    assert {row.outcome for row in seen.rows} == {"unchanged"}
    events = database.value("SELECT count(*) FROM log")
    service.take_sheet(database, organizer, kind, content)
    assert database.value("SELECT count(*) FROM log") == events + 1


def test_a_column_that_is_not_there_is_left_alone(database: Database, organizer: Actor, town: Town) -> None:
    """A sheet of codes, names, counties and levels does not clear the industry."""
    content = sheet(TOWN_HEADS[:4], ("dx", "定襄法兰", "定襄县", "国家级"))
    service.take_sheet(database, organizer, "towns", content)
    after = service.town_by_code(database, "dx")
    assert (after.level.value, after.industry.zh, after.name.en) == ("national", "法兰锻造", "Dingxiang flanges")


def test_a_figure_of_the_future_needs_to_be_a_target(database: Database, town: Town) -> None:
    """2027 is a fault today unless the sheet says that it is planned."""
    heads = ("对象", "指标", "时点", "数值", "来源", "限定")
    seen = service.look_at_sheet(
        database, "figures",
        sheet(
            heads, ("定襄法兰", "产值", "2027", "300", "规划", ""), ("定襄法兰", "产值", "2028", "9", "规划", "目标值")
        ),
    )  # fmt: skip
    assert [(fault.cell, fault.code) for fault in seen.preview.faults] == [("C2", "registry.year_ahead")]


def test_ditto_takes_the_source_above(database: Database, organizer: Actor, town: Town) -> None:
    """同上 would mean nothing once the rows are apart, so the source is written out."""
    heads = ("town", "metric", "as_of", "value", "source_title")
    content = sheet(heads, ("定襄法兰", "企业数", "2025", "319", "日报"), ("定襄法兰", "生产线", "2025", "16", "同上"))
    service.take_sheet(database, organizer, "figures", content)
    assert {it.source for it in service.figures(database, "town", town.id)} == {"日报"}


def test_the_published_facts_come_in_as_sourced_figures(
    database: Database, organizer: Actor, town: Town, facts: bytes
) -> None:
    """All 86 facts are taken as they stand; those of the registered town are linked to it, bounds stay bounds."""
    seen = service.take_sheet(database, organizer, "figures", facts)
    assert (seen.count("new"), len(seen.faults)) == (86, 0)
    held = service.all_figures(database)
    assert len(held) == 86
    assert all(it.source not in {"", "同上"} for it in held)
    linked = {it.subject for it in held if it.subject_kind is Subject.TOWN}
    assert linked == {"定襄法兰"}
    assert any(it.subject == "忻州全市" and it.subject_kind is Subject.OTHER for it in held)
    bounds = [it for it in held if not it.bound.is_value]
    assert len(bounds) == 17
    assert all(service.figure(database, "town", town.id, it.metric, it.year) is None for it in bounds if it.subject_id)


def test_the_published_facts_taken_twice_change_nothing(
    database: Database, organizer: Actor, town: Town, facts: bytes
) -> None:
    """Import is idempotent."""
    service.take_sheet(database, organizer, "figures", facts)
    again = service.look_at_sheet(database, "figures", facts).preview
    assert again.count("unchanged") == 86


def test_a_file_waits_only_for_its_sender(database: Database, organizer: Actor) -> None:
    """Another account cannot see or confirm it, and another purpose does not fit it."""
    kept = service.keep_upload(database, organizer, "towns", "镇.csv", b"x")
    assert service.upload(database, organizer, "towns", kept.token).content == b"x"
    stranger = Actor(99, "别人")
    for who, purpose in ((stranger, "towns"), (organizer, "figures")):
        with pytest.raises(Refusal, match="no_upload"):
            service.upload(database, who, purpose, kept.token)
