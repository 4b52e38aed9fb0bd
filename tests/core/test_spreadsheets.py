"""Spreadsheets in and out: what is read, what is at fault and where, what is refused, and what is written."""

import contextlib
import io
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.core import spreadsheets
from competition.core.amounts import plain
from competition.core.errors import Refusal
from competition.core.records import Text
from competition.core.spreadsheets import Choice, Column, Sheet, Table

SHEET = Sheet(
    Text("年度指标", "Yearly figures"),
    (
        Column("town", Text("专业镇", "Town"), aliases=("镇名", "单位"), required=True),
        Column("revenue", Text("营业收入（亿元）", "Revenue (100 million yuan)"), kind="number", required=True),
        Column("firms", Text("规上企业数", "Firms"), kind="integer", help=Text("期末数", "At the end of the year")),
        Column(
            "status",
            Text("地位", "Status"),
            kind="choice",
            choices=(Choice("leading", Text("领军", "Leading")), Choice("backbone", Text("骨干", "Backbone"))),
        ),
        Column("uscc", Text("统一社会信用代码", "USCC")),
    ),
)
HEADER = ["专业镇", "营业收入(亿元)", "规上企业数", "地位", "统一社会信用代码"]


def workbook(*rows: list[object], change: Callable[[openpyxl.Workbook], None] | None = None) -> bytes:
    """An .xlsx with these rows on its first sheet."""
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    if change:
        change(book)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def read(content: bytes) -> Table:
    return spreadsheets.read(io.BytesIO(content), SHEET)


def refused(content: bytes) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        read(content)
    return refusal.value


def zipped(parts: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as target:
        for name, body in parts.items():
            target.writestr(name, body)
    return held.getvalue()


def swapped(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same workbook with one of its parts changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        return zipped({name: change(source.read(name)) if name == part else source.read(name)
                       for name in source.namelist()})  # fmt: skip


def test_a_clean_sheet_gives_values_by_key() -> None:
    """Texts, exact decimals, whole numbers and choices come back by column key, with the sheet's own row numbers."""
    table = read(
        workbook(["示例数据"], HEADER, ["云川法兰", 208.6, 41, "领军", "91140900MA0K"], [], ["青禾黄酒", "18.60"])
    )
    assert table.faults == ()
    assert [row.number for row in table.rows] == [3, 5]
    assert table.rows[0].values == {
        "town": "云川法兰", "revenue": "208.6", "firms": "41", "status": "leading", "uscc": "91140900MA0K",
    }  # fmt: skip
    assert table.rows[1].values["revenue"] == "18.6"
    assert table.rows[1].values["firms"] is None
    assert table.letters["revenue"] == "B"


@pytest.mark.parametrize(
    "header",
    [
        ["Town", "Revenue (100 million yuan)"],
        ["镇 名", "营业收入\n（亿元）*"],
        ["单位*", "营业收入（亿元）"],
        ["备注", "TOWN", "Revenue  (100 million yuan)"],
    ],
)
def test_the_header_is_found_by_title_or_alias_in_either_language(header: list[str]) -> None:
    """Case, spaces, line breaks, the required asterisk and the width of brackets make no difference."""
    row = ["x"] * (len(header) - 2) + ["云川法兰", 5]
    table = read(workbook(header, row))
    assert (table.rows[0].values["town"], table.rows[0].values["revenue"]) == ("云川法兰", "5")
    assert table.ignored == (("备注",) if "备注" in header else ())


@pytest.mark.parametrize(
    ("column", "cell", "code", "suggestion"),
    [
        ("revenue", "52,3", "amounts.comma", "52.3"),
        ("revenue", "1,234.5", "amounts.comma", "1234.5"),
        ("revenue", "52.3亿元", "amounts.not_a_number", "52.3"),
        ("revenue", "3000万", "amounts.not_a_number", None),
        ("revenue", "近50", "amounts.not_a_number", None),
        ("revenue", None, "spreadsheets.missing", None),
        ("revenue", True, "amounts.not_a_number", None),
        ("revenue", date(2025, 1, 2), "amounts.not_a_number", None),
        ("firms", 12.5, "spreadsheets.not_whole", None),
        ("firms", "1e3", "amounts.not_a_number", None),
        ("status", "领军企业", "spreadsheets.unknown_choice", "领军"),
        ("status", "leadin", "spreadsheets.unknown_choice", "Leading"),
        ("status", "其他", "spreadsheets.unknown_choice", None),
        ("uscc", 911409001234567890, "spreadsheets.digits_lost", None),
        ("town", "镇" * 2001, "spreadsheets.too_long", None),
    ],
)
def test_a_bad_cell_is_named_with_what_to_write(column: str, cell: object, code: str, suggestion: str | None) -> None:
    """Each fault knows its row, its column letter, what was found, its code, and a suggestion only if sure."""
    place = [each.key for each in SHEET.columns].index(column)
    row: list[object] = ["云川法兰", 1]
    row += [None] * (5 - len(row))
    row[place] = cell
    table = read(workbook(HEADER, row))
    assert [(fault.cell, fault.key, fault.code, fault.suggestion) for fault in table.faults] == [
        (f"{'ABCDE'[place]}2", column, code, suggestion)
    ]
    assert table.rows[0].values[column] is None
    assert table.rows[0].found[column] == table.faults[0].found


def test_a_percent_cell_is_not_taken_for_a_hundredth_of_itself() -> None:
    """12.5% typed in Excel is stored as 0.125: it is pointed out, never read as 0.125 or guessed as 12.5."""

    def percent(book: openpyxl.Workbook) -> None:
        book.worksheets[0]["B2"].number_format = "0.00%"

    (fault,) = read(workbook(HEADER, ["云川法兰", 0.125], change=percent)).faults
    assert (fault.code, fault.found, fault.suggestion) == ("spreadsheets.percent_cell", "12.5%", "12.5")


def test_formulas_without_a_value_and_error_values_are_faults() -> None:
    """A formula that no program has calculated is not an empty cell; #N/A is not a text."""
    table = read(workbook(HEADER, ["云川法兰", "=1+1", "#N/A"]))
    assert [fault.code for fault in table.faults] == ["spreadsheets.not_calculated", "spreadsheets.error_value"]


def test_the_binary_tail_of_a_figure_is_dropped_at_fifteen_digits() -> None:
    """0.1 + 0.2 as Excel shows it is 0.3; 52.3 stays 52.3."""
    table = read(workbook(HEADER, ["甲", 0.1 + 0.2], ["乙", 52.3], ["丙", 5.0]))
    assert [row.values["revenue"] for row in table.rows] == ["0.3", "52.3", "5"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_csv_is_read_in_the_encodings_that_excel_writes(encoding: str, separator: str) -> None:
    """UTF-8 with or without its mark, GBK and Unicode text; commas, tabs or semicolons."""
    text = separator.join(HEADER[:2]) + "\r\n" + separator.join(["代州黄酒", "12.5"]) + "\r\n"
    table = read(text.encode(encoding))
    assert table.rows[0].values == {"town": "代州黄酒", "revenue": "12.5"}
    assert table.rows[0].number == 2


@cache
def hostile() -> dict[str, tuple[bytes, str]]:
    """Files that must be refused, each with its code."""
    good = workbook(HEADER, ["甲", 1])
    doctype = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "&c;&c;"><!ENTITY c "boom">]>'
    many = workbook(HEADER, *[["甲", n] for n in range(5001)])
    wide = workbook([*HEADER, *[f"c{n}" for n in range(60)]], ["甲", 1])
    far = swapped(good, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'r="2"', b'r="99999999999"'))
    sheet_xml = "xl/worksheets/sheet1.xml"
    return {
        "nothing": (b"", "spreadsheets.empty"),
        "blank": (b" \r\n", "spreadsheets.empty"),
        "too large": (b"a" * (5 * 2**20 + 1), "spreadsheets.too_large"),
        "old xls": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "spreadsheets.old_or_locked"),
        "picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "spreadsheets.not_a_table"),
        "any zip": (zipped({"a.txt": b"a"}), "spreadsheets.not_a_table"),
        "cut off": (good[: len(good) // 2], "spreadsheets.unreadable"),
        "zip bomb": (zipped({"[Content_Types].xml": b"", sheet_xml: b" " * (41 * 2**20)}), "spreadsheets.bomb"),
        "ratio": (zipped({"[Content_Types].xml": b"", sheet_xml: b" " * (9 * 2**20)}), "spreadsheets.bomb"),
        "parts": (zipped({f"{n}.xml": b"" for n in range(501)}), "spreadsheets.bomb"),
        "entities": (swapped(good, sheet_xml, lambda xml: doctype + xml), "spreadsheets.hostile"),
        "entities in utf-16": (
            swapped(good, "xl/workbook.xml", lambda xml: (doctype.decode() + xml.decode()).encode("utf-16")),
            "spreadsheets.hostile",
        ),
        "broken xml": (swapped(good, sheet_xml, lambda xml: xml[:-30]), "spreadsheets.unreadable"),
        "no sheets": (swapped(good, "xl/workbook.xml", lambda _: b"<workbook/>"), "spreadsheets.no_header"),
        "far row": (far, "spreadsheets.bomb"),
        "too many rows": (many, "spreadsheets.too_many_rows"),
        "too many columns": (wide, "spreadsheets.too_many_columns"),
        "no header": (workbook(["a", "b"], ["甲", 1]), "spreadsheets.no_header"),
        "header without a required column": (workbook(["专业镇"], ["甲"]), "spreadsheets.no_header"),
        "heading twice": (
            workbook(["专业镇", "镇名", "营业收入（亿元）"], ["甲", "乙", 1]),
            "spreadsheets.heading_twice",
        ),
        "no rows": (workbook(HEADER), "spreadsheets.no_rows"),
    }


@pytest.mark.parametrize("name", hostile())
def test_what_is_no_table_is_refused_whole(name: str) -> None:
    """Empty, huge, damaged, hostile and headless files are refused with a code, never an exception of the parser."""
    content, code = hostile()[name]
    assert refused(content).code == code


def test_the_refusal_of_a_header_names_what_is_missing() -> None:
    """So that the sentence can say which heading to add."""
    refusal = refused(workbook(["专业镇", "规上企业数"], ["甲", 1]))
    assert refusal.params["missing"] == "营业收入（亿元）"


@given(st.binary(max_size=400), st.booleans())
def test_no_bytes_make_reading_fail_otherwise(noise: bytes, is_zip: bool) -> None:
    """Whatever is uploaded, reading gives a table or a Refusal."""
    with contextlib.suppress(Refusal):
        assert read((b"PK\x03\x04" if is_zip else b"") + noise).rows


WRITABLE = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=20).map(str.strip),
    st.text("'=+-@1", max_size=4),
)


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "town": WRITABLE.filter(bool),
                "revenue": st.decimals(
                    allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9
                ).map(plain),
                "firms": st.one_of(st.none(), st.integers(0, 10**6).map(str)),
                "status": st.sampled_from([None, "leading", "backbone"]),
                "uscc": st.one_of(st.none(), WRITABLE.map(lambda text: text or None)),
            }
        ),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from(["zh", "en"]),
    st.booleans(),
)
def test_export_then_import_is_the_identity(rows: list[dict[str, str | None]], language: str, as_csv: bool) -> None:
    """What is written reads back the same, in either language, as a workbook and as .csv."""
    if as_csv:
        content = spreadsheets.write_csv(SHEET, rows, language=language)
    else:
        content = spreadsheets.write(SHEET, rows, language=language, sample=True)
    table = read(content)
    assert table.faults == ()
    assert [dict(row.values) for row in table.rows] == rows


def test_a_text_never_becomes_a_formula() -> None:
    """A name that begins with = is stored as text in .xlsx and guarded in .csv."""
    rows = [
        {"town": "=HYPERLINK(1)", "revenue": "-5"},
        {"town": "@cmd", "revenue": "1"},
        {"town": "+1", "revenue": "1"},
    ]
    page = openpyxl.load_workbook(io.BytesIO(spreadsheets.write(SHEET, rows, language="zh"))).worksheets[0]
    assert [page.cell(at, 1).data_type for at in (2, 3, 4)] == ["s"] * 3
    assert page["A2"].value == "=HYPERLINK(1)"
    assert (page["B2"].value, page["B2"].data_type) == (-5, "n")
    text = spreadsheets.write_csv(SHEET, rows, language="zh").decode("utf-8-sig")
    assert [line.split(",")[0] for line in text.split("\r\n")[1:4]] == ["'=HYPERLINK(1)", "'@cmd", "'+1"]
    assert text.split("\r\n")[1].split(",")[1] == "-5"


def test_a_template_has_drop_downs_frozen_bold_header_and_instructions() -> None:
    """An empty sheet is a template that says how to fill it in."""
    book = openpyxl.load_workbook(io.BytesIO(spreadsheets.write(SHEET, language="zh", sample=True)))
    page = book.worksheets[0]
    assert (page.title, page["A1"].value, page["A2"].value) == ("年度指标", "示例数据", "专业镇*")
    assert page["A2"].font.bold
    assert page.freeze_panes == "A3"
    (rule,) = page.data_validations.dataValidation
    assert str(rule.sqref).startswith("D3:D")
    lists = book.worksheets[1]
    assert lists.sheet_state == "hidden"
    assert [lists.cell(at, 1).value for at in (1, 2)] == ["领军", "骨干"]
    notes = book.worksheets[2]
    assert [notes.cell(4, at).value for at in (1, 4)] == ["规上企业数", "期末数"]


def test_a_returned_sheet_keeps_what_was_typed_and_paints_the_faults() -> None:
    """The bad cell is ochre, the last column says why, and the sheet reads again once mended."""
    table = read(workbook(["题目"], HEADER, ["云川法兰", "52,3", 4, "领军"], ["青禾黄酒", 5]))
    table = table.with_faults([table.fault(table.rows[1], "town", "spreadsheets.unknown_choice", allowed="云川法兰")])
    page = openpyxl.load_workbook(io.BytesIO(spreadsheets.returned(table, SHEET, language="zh"))).worksheets[0]
    assert [page.cell(2, at).value for at in range(1, 5)] == ["云川法兰", "52,3", 4, "领军"]
    assert page["B2"].fill.fgColor.rgb == page["A3"].fill.fgColor.rgb == "FFFBF1E3"
    assert page["B3"].fill.fill_type is None
    assert page["F1"].value == "错在哪里"
    assert "52.3" in page["F2"].value
    page["B2"], page["A3"] = 52.3, "云川法兰"
    held = io.BytesIO()
    page.parent.save(held)
    mended = read(held.getvalue())
    assert mended.faults == ()
    assert mended.ignored == ()


def test_the_same_rows_give_the_same_bytes() -> None:
    """A workbook carries no time of writing."""
    rows = [{"town": "云川法兰", "revenue": Decimal("208.60")}]
    assert spreadsheets.write(SHEET, rows, language="zh") == spreadsheets.write(SHEET, rows, language="zh")


def test_a_preview_tells_new_changed_unchanged_and_bad_rows() -> None:
    """Each row's outcome comes from comparing it with what is stored; one fault keeps the sheet from being taken."""
    table = read(workbook(HEADER, ["甲", 1], ["乙", 2], ["丙", 3], ["丁", "x"]))
    stored = {3: {"town": "乙", "revenue": "2.5"}, 4: dict(table.rows[2].values), 5: None}
    seen = spreadsheets.preview(table, stored)
    assert [row.outcome for row in seen.rows] == ["new", "changed", "unchanged", "error"]
    assert seen.rows[1].before == {"revenue": "2.5"}
    assert seen.rows[3].values["revenue"] == "x"
    assert (seen.count("new"), seen.is_clean, seen.faulty(5)) == (1, False, frozenset({"revenue"}))
