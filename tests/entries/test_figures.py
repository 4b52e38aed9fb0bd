"""Measured figures carry year, source and verifier, and come in by sheet as well as by form."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from decimal import Decimal

import pytest

from competition.core.errors import Conflict, Refusal
from competition.entries import service
from tests.entries.conftest import Office

HEADS = ("编号", "专业镇", "指标代码", "数值", "年份", "来源", "核验单位", "附件编号")
GOOD = ("T01", "云川法兰", "A1", "72.5", "2024", "统计公报", "市统计局", "附件1")


def sheet(*rows: Sequence[str]) -> bytes:
    """A sheet of figures as a person would send it."""
    held = io.StringIO()
    csv.writer(held).writerows([HEADS, *rows])
    return held.getvalue().encode("utf-8-sig")


def test_filing_again_is_a_new_version(office: Office) -> None:
    """The first value is never lost; filing the same again changes nothing."""
    office.file(value="72.5")
    office.file(value="72.50")
    office.file(value="73")
    versions = service.figure_history(office.db, office.entry(), "A1")
    assert [(it.version, it.value) for it in versions] == [(1, Decimal("72.5")), (2, Decimal(73))]


def test_only_measured_indicators_take_figures(office: Office) -> None:
    """A4 is judged and Z9 is nothing."""
    for indicator in ("A4", "Z9"):
        with pytest.raises(Refusal, match="not_measured"):
            office.file(indicator=indicator)


@pytest.mark.parametrize("lacking", ["source", "verifier"])
def test_a_figure_needs_its_source_and_verifier(office: Office, lacking: str) -> None:
    """A number nobody answers for is refused."""
    with pytest.raises(Refusal, match="figure_needs_source"):
        office.file(**{lacking: " "})


def test_a_figure_is_not_of_next_year(office: Office) -> None:
    """2026 lies ahead in November 2025."""
    with pytest.raises(Refusal, match="year_ahead"):
        service.record_figure(
            office.db, office.organizer, office.round, office.entry(), "A1", Decimal(1), 2026, source="x", verifier="y"
        )


def test_the_sheet_handed_out_comes_back_filled(office: Office) -> None:
    """A row for every entry and measured indicator; sent back untouched it changes nothing."""
    office.file()
    content = service.blank_sheet(office.db, office.round, language="zh")
    seen, _, _ = service.look_at_figures(office.db, office.round, content)
    assert seen.is_clean
    assert [(row.outcome, row.values["entry"], row.values["indicator"]) for row in seen.rows] == [
        ("unchanged", "T01", "A1")
    ]


def test_a_sheet_is_taken_whole(office: Office) -> None:
    """New and changed rows are written together, in one transaction, by their codes or names."""
    office.file(value="70")
    content = sheet(GOOD, ("青禾黄酒", "", "主导产业营业收入", "23.4", "2024", "统计公报", "市统计局", ""))
    seen, _, shown = service.look_at_figures(office.db, office.round, content)
    assert [row.outcome for row in seen.rows] == ["changed", "new"]
    assert seen.rows[0].before["value"] == "70"
    service.take_figures(office.db, office.organizer, office.round, content, shown=shown)
    held = service.figures(office.db, office.round)
    assert (held["T01", "A1"].value, held["T02", "B1"].value) == (Decimal("72.5"), Decimal("23.4"))


@pytest.mark.parametrize(
    ("row", "cell", "code", "suggestion"),
    [
        (("T9", *GOOD[1:]), "A3", "entries.no_such_entry", None),
        (("云川法蓝", *GOOD[1:]), "A3", "entries.no_such_entry", "云川法兰"),
        (("T02", *GOOD[1:]), "B3", "entries.town_is_another", "青禾黄酒"),
        ((*GOOD[:2], "A4", *GOOD[3:]), "C3", "entries.not_measured", None),
        ((*GOOD[:3], "72,5", *GOOD[4:]), "D3", "amounts.comma", "72.5"),
        ((*GOOD[:4], "2042", *GOOD[5:]), "E3", "entries.year_ahead", None),
        ((*GOOD[:5], "", *GOOD[6:]), "F3", "entries.cell_missing", None),
        (GOOD, "C3", "registry.twice_in_sheet", None),
    ],
)
def test_one_bad_cell_and_nothing_is_written(
    office: Office, row: tuple[str, ...], cell: str, code: str, suggestion: str | None
) -> None:
    """The fault names its cell and what to write; the good row above it is not taken either."""
    content = sheet(GOOD, row)
    seen, table, _ = service.look_at_figures(office.db, office.round, content)
    assert [(fault.cell, fault.code, fault.suggestion) for fault in seen.faults] == [(cell, code, suggestion)]
    with pytest.raises(Refusal, match="sheet_has_faults"):
        service.take_figures(office.db, office.organizer, office.round, content)
    assert service.figures(office.db, office.round) == {}
    assert service.marked_sheet(table, language="zh")[:2] == b"PK"


def test_only_what_was_shown_is_taken(office: Office) -> None:
    """A figure filed between preview and confirmation sends the organizer back to look."""
    content = sheet(GOOD)
    _, _, shown = service.look_at_figures(office.db, office.round, content)
    office.file(value="99")
    with pytest.raises(Conflict, match="sheet_changed"):
        service.take_figures(office.db, office.organizer, office.round, content, shown=shown)
    assert service.figures(office.db, office.round)["T01", "A1"].value == 99


def test_missing_figures_are_named(office: Office) -> None:
    """Every measured indicator without a figure, for entries that stand."""
    office.file()
    gaps = service.missing(office.db, office.round)
    assert [leaf.code for leaf in gaps["T01"]][:3] == ["A2", "A3", "B1"]
    assert (len(gaps["T01"]), len(gaps["T02"])) == (17, 18)
