"""Official documents: what a notice holds, as records that become a .docx and a printed page alike.

A notice is written in Chinese in the layout of GB/T 9704-2012 (see ``document_layout``). The records carry words only;
levels number themselves (一、 then （一） then 1.), so a block that is moved keeps its number right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_NUMERALS = "零一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text, indented by two characters."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 (一、 in 黑体) or 2 （（一） in 楷体）; the number is added."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a numbered list (1. 2. 3.); the count begins anew after anything else."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table; ``numeric`` names the columns set to the right, ``foot`` is its last row in bold."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()
    foot: tuple[str, ...] = ()
    widths: tuple[int, ...] = ()
    """Shares of the width; equal where left out."""


Block = Paragraph | Heading | Item | Table


@dataclass(frozen=True, slots=True)
class Notice:
    """One document: title, addressee, body, who signs it and when, and the digits that identify what it rests on."""

    title: str
    body: tuple[Block, ...]
    signature: str
    dated_on: date
    number: str = ""
    """发文字号, as 〔2025〕 8 号; empty where the document has none."""
    addressee: str = ""
    contact: str = ""
    """A line in brackets below the date, such as who answers questions."""
    check_label: str = "校验码"
    check_digits: str = ""
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Numbered:
    """A block with the number that stands before it (empty for text and tables)."""

    number: str
    block: Block

    @property
    def kind(self) -> str:
        """``paragraph``, ``heading1``, ``heading2``, ``item`` or ``table``: what a template asks."""
        if isinstance(self.block, Heading):
            return f"heading{self.block.level}"
        return type(self.block).__name__.lower()


def numbered(notice: Notice) -> Iterator[Numbered]:
    """The blocks of the body with their numbers, for a .docx and for a page alike."""
    counts = {"first": 0, "second": 0, "item": 0}
    for block in notice.body:
        counts["item"] = counts["item"] + 1 if isinstance(block, Item) else 0
        match block:
            case Heading(level=1):
                counts["first"], counts["second"] = counts["first"] + 1, 0
                yield Numbered(f"{han(counts['first'])}、", block)
            case Heading():
                counts["second"] += 1
                yield Numbered(f"（{han(counts['second'])}）", block)
            case Item():
                yield Numbered(f"{counts['item']}.", block)
            case _:
                yield Numbered("", block)


def han(number: int) -> str:
    """A small number in Chinese numerals.

    >>> han(1), han(10), han(12), han(20), han(99)
    ('一', '十', '十二', '二十', '九十九')
    """
    tens, ones = divmod(number, 10)
    head = {0: "", 1: "十"}.get(tens, f"{_NUMERALS[tens]}十" if tens < 10 else "")
    if not 0 < number < 100:
        raise ValueError(f"a list of {number} is numbered otherwise")
    return head + (_NUMERALS[ones] if ones else "")


def han_date(day: date) -> str:
    """A date as documents write it.

    >>> han_date(date(2025, 7, 8))
    '2025年7月8日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


def to_docx(notice: Notice, at: datetime) -> bytes:
    """The notice as .docx in the layout of GB/T 9704-2012; ``at`` is the only time it carries: bytes are fixed."""
    # Importing python-docx takes 0.1 s and 14 MB, and only a download needs it.
    from competition.core.document_layout import lay_out

    return lay_out(notice, at)
