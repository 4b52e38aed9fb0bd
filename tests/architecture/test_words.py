"""Every refusal, to-do and message has words, in both languages."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from babel.messages.checkers import checkers
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.pofile import read_po
from flask import Flask

from competition.core import sentences

ROOT = Path(__file__).resolve().parents[2]
REFUSING = {"Refusal", "NotFound", "Denied", "Conflict", "Frozen", "Outstanding", "ParseFault"}
CATALOG = ROOT / "competition/translations/zh_Hans_CN/LC_MESSAGES/messages.po"


def codes(*callers: str) -> set[tuple[str, str]]:
    """Every literal code handed to one of the callers, with the file that says it."""
    found = set()
    for path in sorted((ROOT / "competition").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args and getattr(node.func, "id", "") in callers:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    found.add((first.value, str(path.relative_to(ROOT))))
    return found


def test_every_refusal_has_a_sentence(app: Flask) -> None:
    """A code without words would answer with a fault instead of a reason."""
    known, _ = sentences.known()
    assert sorted(pair for pair in codes(*REFUSING) if pair[0] not in known) == []


def test_every_todo_has_a_sentence(app: Flask) -> None:
    """A to-do without words could not be read."""
    _, known = sentences.known()
    assert sorted(pair for pair in codes("ToDo") if pair[0] not in known) == []


def visible(folder: str) -> bool:
    """Every folder but hidden and built ones; Babel itself would pass over _macros."""
    return not Path(folder).name.startswith(".") and Path(folder).name not in {"build", "node_modules"}


def messages() -> set[str]:
    """The message ids that code and templates use."""
    with (ROOT / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)
    keywords = {**DEFAULT_KEYWORDS, **parse_keywords(["_l", "lazy_gettext"])}
    found = set()
    extracted = extract_from_dir(str(ROOT), methods, options, keywords=keywords, directory_filter=visible)
    for _file, _line, message, _comments, _context in extracted:
        found.add(message if isinstance(message, str) else message[0])
    return found


def test_every_message_is_in_chinese() -> None:
    """No message is missing, empty, fuzzy or unused in the Chinese catalogue, and its placeholders agree."""
    with CATALOG.open("rb") as source:
        catalog = read_po(source)
    entries = {entry.id if isinstance(entry.id, str) else entry.id[0]: entry for entry in catalog if entry.id}
    used = messages()
    assert sorted(used - entries.keys()) == []
    assert sorted(entries.keys() - used) == []
    for name, entry in entries.items():
        texts = [entry.string] if isinstance(entry.string, str) else list(entry.string)
        assert all(texts), f"no Chinese for {name!r}"
        assert not entry.fuzzy, f"fuzzy: {name!r}"
        for check in checkers:
            check(catalog, entry)


@pytest.mark.parametrize("word", ["请注意", "成功", "！"])
def test_the_voice_is_calm(word: str) -> None:
    """Officials can be quoted from these pages: no exclamation marks, no 成功, no 请注意."""
    with CATALOG.open("rb") as source:
        catalog = read_po(source)
    assert [entry.id for entry in catalog if entry.id and word in str(entry.string)] == []
