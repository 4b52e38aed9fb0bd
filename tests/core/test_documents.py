"""Official documents: the layout of GB/T 9704-2012, the numbering of levels, and bytes that do not change."""

import io
import zipfile
from datetime import UTC, date, datetime

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Pt

from competition.core.documents import Heading, Item, Notice, Paragraph, Table, han, numbered, to_docx

AT = datetime(2025, 7, 8, 1, 2, 3, tzinfo=UTC)
NOTICE = Notice(
    title="关于2025年度示例市特色专业镇\n规模化领军企业拟入选名单的公示",
    body=(
        Paragraph("现予公示。"),
        Heading("拟入选名单"),
        Item("示例企业甲有限公司"),
        Item("示例企业乙有限公司"),
        Heading("异议受理"),
        Heading("方式", 2),
        Heading("期限", 2),
        Item("五个工作日"),
        Heading("资金", 1),
        Heading("预算", 2),
        Table(
            ("企业", "金额（元）"), (("示例企业甲有限公司", "200,000"),), frozenset({1}), ("合计", "200,000"), (3, 1)
        ),
    ),
    signature="示例市工业和信息化局",
    dated_on=date(2025, 7, 8),
    check_label="规则校验码",
    check_digits="4827 1905 6631 0274",
    sample=True,
)


def opened(notice: Notice = NOTICE) -> docx.document.Document:
    return docx.Document(io.BytesIO(to_docx(notice, AT)))


def test_levels_number_themselves() -> None:
    """一、 then （一）, which begins anew under each first level; items count until something stands between."""
    assert [each.number for each in numbered(NOTICE)] == [
        "", "一、", "1.", "2.", "二、", "（一）", "（二）", "1.", "三、", "（一）", "",
    ]  # fmt: skip
    assert [each.kind for each in numbered(NOTICE)][:3] == ["paragraph", "heading1", "item"]


def test_the_page_is_that_of_the_standard() -> None:
    """A4 with 37, 26, 35 and 28 mm: the text area is 156 by 225 mm."""
    section = opened().sections[0]
    assert [round(side.mm) for side in (section.page_width, section.page_height) if side] == [210, 297]
    edges = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    assert [round(edge.mm) for edge in edges if edge] == [37, 26, 35, 28]


@pytest.mark.parametrize(
    ("text", "face", "size"),
    [
        ("规模化领军企业拟入选名单的公示", "方正小标宋简体", 22),
        ("现予公示。", "仿宋_GB2312", 16),
        ("一、拟入选名单", "黑体", 16),
        ("（一）方式", "楷体_GB2312", 16),
        ("1.示例企业甲有限公司", "仿宋_GB2312", 16),
    ],
)
def test_faces_and_sizes_are_those_of_the_standard(text: str, face: str, size: int) -> None:
    """Each kind of line names its Chinese face and its size."""
    (run,) = [run for line in opened().paragraphs for run in line.runs if run.text == text]
    fonts = run._r.rPr.rFonts
    assert (fonts.get(qn("w:eastAsia")), run.font.size) == (face, Pt(size))


def test_lines_are_28_points_and_text_is_indented_by_two_characters() -> None:
    """Body lines have an exact pitch and their first line is indented in characters."""
    (line,) = [line for line in opened().paragraphs if line.text == "现予公示。"]
    assert line.paragraph_format.line_spacing == Pt(28)
    assert line._p.pPr.ind.get(qn("w:firstLineChars")) == "200"


def test_pages_are_numbered_outside_with_the_check_digits_inside() -> None:
    """—1— stands at the right on odd pages and at the left on even ones; the digits stand opposite, small."""
    document = opened()
    section = document.sections[0]
    assert document.settings.odd_and_even_pages_header_footer
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert odd.text.split("\t") == ["规则校验码 4827 1905 6631 0274", "——\u3000"]
    assert even.text.split("\t") == ["\u3000——", "规则校验码 4827 1905 6631 0274"]
    assert all("PAGE" in line._p.xml for line in (odd, even))


def test_sample_data_are_marked_on_every_page() -> None:
    """示例数据 stands in the header of odd and even pages, and in no header of a real document."""
    section = opened().sections[0]
    assert [header.paragraphs[0].text.strip() for header in (section.header, section.even_page_header)] == [
        "示例数据"
    ] * 2
    real = opened(Notice("公示", (Paragraph("正文"),), "局", date(2025, 7, 8))).sections[0]
    assert real.header.paragraphs[0].text == ""


def test_tables_keep_their_columns_and_repeat_their_head() -> None:
    """Widths follow the given shares, money stands to the right, and the foot is the last row."""
    (table,) = opened().tables
    assert [cell.text for cell in table.rows[-1].cells] == ["合计", "200,000"]
    wide, narrow = (column.width or 0 for column in table.columns)
    assert round(wide / narrow) == 3
    assert "w:tblHeader" in table.rows[0]._tr.xml


def test_the_same_notice_gives_the_same_bytes() -> None:
    """The only time in the file is the one handed in, inside its properties and in the archive."""
    content = to_docx(NOTICE, AT)
    assert content == to_docx(NOTICE, AT)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(2025, 7, 8, 1, 2, 2)}
        assert b"2025-07-08T01:02:03Z" in parts.read("docProps/core.xml")
    assert content != to_docx(NOTICE, datetime(2025, 7, 9, tzinfo=UTC))


def test_a_list_beyond_99_is_refused() -> None:
    """Chinese numerals of headings end before a hundred."""
    with pytest.raises(ValueError, match="100"):
        han(100)
