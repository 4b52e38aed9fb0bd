"""The layout of GB/T 9704-2012 with python-docx: margins, faces, indents, page numbers.

A4 with 37, 26, 35 and 28 mm at the top, right, bottom and left; title 22 pt 小标宋 centred; body 16 pt 仿宋 on lines of
28 pt, first line indented by two characters; headings 黑体 and 楷体; page numbers —1— in 14 pt 宋体, outside, 7 mm
below the text. The faces are named and not carried: where one is missing, Word takes its own for it.
"""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as Line

from competition.core.documents import Notice, Numbered, Table, han_date, numbered
from competition.core.packing import repacked
from competition.core.spreadsheet_records import SAMPLE

SONG_TITLE, FANGSONG, HEITI, KAITI, SONGTI = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
LATIN = "Times New Roman"
TITLE, BODY, PAGE_NUMBER, IN_TABLE, SMALL = 22, 16, 14, 12, 10.5
PITCH, TITLE_PITCH = 28, 34
MARGINS = {"top": 37, "right": 26, "bottom": 35, "left": 28}
CENTER, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


def lay_out(notice: Notice, at: datetime) -> bytes:
    """The bytes of the notice's .docx."""
    document = docx.Document()
    _page(document, notice)
    _defaults(document)
    if notice.number:
        _line(document, notice.number, BODY, FANGSONG, align=CENTER)
        _blank(document)
    _line(document, notice.title, TITLE, SONG_TITLE, align=CENTER, pitch=TITLE_PITCH)
    _blank(document)
    if notice.addressee:
        _line(document, f"{notice.addressee}：", BODY, FANGSONG)
    for block in numbered(notice):
        _block(document, block)
    _close(document, notice)
    properties = document.core_properties
    properties.title, properties.author = notice.title.replace("\n", ""), notice.signature
    properties.comments = ""
    properties.created = properties.modified = at.replace(tzinfo=None)
    properties.last_modified_by, properties.revision = "", 1
    held = io.BytesIO()
    document.save(held)
    return repacked(held.getvalue(), at)


def _page(document: Document, notice: Notice) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(MARGINS["top"]), Mm(MARGINS["bottom"])
    section.left_margin, section.right_margin = Mm(MARGINS["left"]), Mm(MARGINS["right"])
    # The page number's line of 5 mm stands 7 mm below the text, so it ends 23 mm above the edge of the paper.
    section.footer_distance, section.header_distance = Mm(23), Mm(20)
    document.settings.odd_and_even_pages_header_footer = True
    digits = f"{notice.check_label} {notice.check_digits}" if notice.check_digits else ""
    _footer(section.footer, digits, odd=True)
    _footer(section.even_page_footer, digits, odd=False)
    for header in (section.header, section.even_page_header):
        header.is_linked_to_previous = False
        if notice.sample:
            _mark(header.paragraphs[0])


def _footer(footer: Any, digits: str, *, odd: bool) -> None:
    footer.is_linked_to_previous = False
    line = footer.paragraphs[0]
    _clear_style(line)
    width = 210 - MARGINS["left"] - MARGINS["right"]
    line.paragraph_format.tab_stops.add_tab_stop(Mm(width), WD_TAB_ALIGNMENT.RIGHT)
    # One character of 14 pt between the number and the outer edge: right on odd pages, left on even ones.
    if odd:
        _run(line, digits, SMALL, HEITI)
        _run(line, "\t", PAGE_NUMBER, SONGTI)
        _page_number(line)
        _run(line, "\u3000", PAGE_NUMBER, SONGTI)
    else:
        _run(line, "\u3000", PAGE_NUMBER, SONGTI)
        _page_number(line)
        _run(line, "\t", PAGE_NUMBER, SONGTI)
        _run(line, digits, SMALL, HEITI)


def _page_number(line: Line) -> None:
    _run(line, "—", PAGE_NUMBER, SONGTI)
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        run = _run(line, "", PAGE_NUMBER, SONGTI)
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)
    _run(line, "—", PAGE_NUMBER, SONGTI)


def _mark(line: Line) -> None:
    _clear_style(line)
    line.alignment = RIGHT
    run = _run(line, f" {SAMPLE.zh} ", SMALL, HEITI)
    border = OxmlElement("w:bdr")
    for name, value in (("val", "dashed"), ("sz", "4"), ("space", "0"), ("color", "auto")):
        border.set(qn(f"w:{name}"), value)
    run._r.get_or_add_rPr().append(border)


def _defaults(document: Document) -> None:
    style = document.styles["Normal"]
    style.font.size, style.font.name = Pt(BODY), LATIN
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FANGSONG)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    style.element.get_or_add_rPr().append(language)


def _block(document: Document, block: Numbered) -> None:
    match block.kind:
        case "heading1":
            _line(document, block.number + block.block.text, BODY, HEITI, indent=True, keep=True)  # type: ignore[union-attr]
        case "heading2":
            _line(document, block.number + block.block.text, BODY, KAITI, indent=True, keep=True)  # type: ignore[union-attr]
        case "table":
            assert isinstance(block.block, Table)  # noqa: S101 - what the kind says
            _table(document, block.block)
        case _:
            _line(document, block.number + block.block.text, BODY, FANGSONG, indent=True)  # type: ignore[union-attr]


def _close(document: Document, notice: Notice) -> None:
    # The standard wants no page that holds the signature alone: the end of the text goes with it.
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    _blank(document, keep=True)
    # The date stands four characters from the right edge, the signature centred above it.
    signed = _line(document, notice.signature, BODY, FANGSONG, align=RIGHT, keep=True)
    dated = _line(document, han_date(notice.dated_on), BODY, FANGSONG, align=RIGHT, keep=bool(notice.contact))
    lead = (_ems(notice.signature) - _ems(han_date(notice.dated_on))) / 2
    dated.paragraph_format.right_indent = Pt(BODY * max(4.0, lead + 2))
    signed.paragraph_format.right_indent = Pt(BODY * max(2.0, 4 - lead))
    if notice.contact:
        _line(document, f"（{notice.contact}）", BODY, FANGSONG, indent=True)


def _ems(text: str) -> float:
    return sum(1 if ord(letter) > 0x2E7F else 0.5 for letter in text)


def _table(document: Document, table: Table) -> None:
    rows = [table.head, *table.rows, *([table.foot] if table.foot else [])]
    grid = document.add_table(rows=0, cols=len(table.head), style="Table Grid")
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    shares = table.widths or (1,) * len(table.head)
    width = 210 - MARGINS["left"] - MARGINS["right"]
    for column, share in zip(grid.columns, shares, strict=True):
        column.width = Mm(width * share / sum(shares))
    for at, texts in enumerate(rows):
        is_bold = at == 0 or (bool(table.foot) and at == len(rows) - 1)
        row = grid.add_row()
        _unsplit(row, repeat=at == 0)
        for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            cell.width = grid.columns[place].width
            line = cell.paragraphs[0]
            _pitch(line, 20)
            line.alignment = CENTER if at == 0 else RIGHT if place in table.numeric else None
            line.paragraph_format.keep_with_next = bool(table.foot) and at == len(rows) - 2
            _run(line, text, IN_TABLE, HEITI if is_bold else FANGSONG)
    _blank(document)


def _unsplit(row: Any, *, repeat: bool) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if repeat:
        properties.append(OxmlElement("w:tblHeader"))


def _line(
    document: Document,
    text: str,
    size: float,
    face: str,
    *,
    align: WD_ALIGN_PARAGRAPH | None = None,
    indent: bool = False,
    pitch: float = PITCH,
    keep: bool = False,
) -> Line:
    line = document.add_paragraph()
    _pitch(line, pitch)
    line.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY if align is None else align
    line.paragraph_format.keep_with_next = keep
    if indent:
        _indent(line)
    for at, part in enumerate(text.split("\n")):
        if at:
            line.add_run().add_break()
        _run(line, part, size, face)
    return line


def _blank(document: Document, *, keep: bool = False) -> None:
    _line(document, "", BODY, FANGSONG, keep=keep)


def _pitch(line: Line, points: float) -> None:
    form = line.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(points)


def _indent(line: Line) -> None:
    # In characters, so that Word keeps two whole ones whatever face it takes; the points are for other programs.
    line.paragraph_format.first_line_indent = Pt(2 * BODY)
    line._p.get_or_add_pPr().get_or_add_ind().set(qn("w:firstLineChars"), "200")


def _clear_style(line: Line) -> None:
    line.style = "Normal"
    _pitch(line, 16)


def _run(line: Line, text: str, size: float, face: str) -> Any:
    run = line.add_run(text)
    run.font.size, run.font.name = Pt(size), LATIN
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), face)
    if any(ord(letter) > 0x2000 for letter in text):
        # Dashes and quotation marks belong to both scripts; beside Han, or alone, they are Han ones.
        fonts.set(qn("w:hint"), "eastAsia")
    return run
