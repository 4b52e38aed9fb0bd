"""A notice's document as the JSON that is stored and hashed, and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from competition.core.documents import Block, Heading, Item, Notice, Paragraph, Table
from competition.publication.records import Posted

FORMAT = "pingxuan-notice/1"
LINES = ("title", "number", "addressee", "signature", "contact", "check_label", "check_digits")


def as_json(document: Notice) -> dict[str, Any]:
    """The document as JSON-able content, in which nothing it says is left out."""
    told = {name: getattr(document, name) for name in LINES}
    blocks = [_block_json(block) for block in document.body]
    return {
        "format": FORMAT, **told, "blocks": blocks, "dated_on": document.dated_on.isoformat(),
        "sample": document.sample,
    }  # fmt: skip


def from_json(content: Mapping[str, Any]) -> Notice:
    """The document that was stored."""
    told = {name: content[name] for name in LINES}
    return Notice(
        **told, body=tuple(_block(each) for each in content["blocks"]),
        dated_on=date.fromisoformat(content["dated_on"]), sample=content["sample"],
    )  # fmt: skip


def document(posted: Posted) -> Notice:
    """The document of a posted notice."""
    return from_json(posted.body)


def _block_json(block: Block) -> dict[str, Any]:
    match block:
        case Heading(text, level):
            return {"kind": "heading", "text": text, "level": level}
        case Item(text):
            return {"kind": "item", "text": text}
        case Table():
            rows = [list(row) for row in block.rows]
            return {
                "kind": "table", "head": list(block.head), "rows": rows, "numeric": sorted(block.numeric),
                "foot": list(block.foot), "widths": list(block.widths),
            }  # fmt: skip
        case Paragraph(text):
            return {"kind": "paragraph", "text": text}


def _block(content: Mapping[str, Any]) -> Block:
    match content["kind"]:
        case "heading":
            return Heading(content["text"], content["level"])
        case "item":
            return Item(content["text"])
        case "table":
            return Table(
                tuple(content["head"]), tuple(tuple(row) for row in content["rows"]), frozenset(content["numeric"]),
                tuple(content["foot"]), tuple(content["widths"]),
            )  # fmt: skip
        case _:
            return Paragraph(content["text"])
