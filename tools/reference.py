"""Write docs/reference.md from the docstrings of ``scoring``: what each name gives, shapes, errors, source.

The page is never edited by hand; a test holds it to the code. ``python tools/reference.py`` writes it anew.
"""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import re
import sys
import textwrap
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference.md"
sys.path.insert(0, str(ROOT))
OPENING = """# Reference of the scoring engine

Written from the docstrings of `scoring` by `python tools/reference.py`; do not edit. The official way comes first, then
the lenses, which look at marks as floats and never make an official total. Every function refuses what it cannot answer
with `scoring.Refused`, which carries a code, the place in the argument, what was expected and what was found.
"""


def public(module: Any) -> list[str]:
    """The names a module offers, in the order of its table of contents, else of its source."""
    listed = getattr(module, "__all__", None)
    if listed is not None:
        return [name for name in listed if callable(getattr(module, name))]
    own = [
        (inspect.getsourcelines(thing)[1], name)
        for name, thing in vars(module).items()
        if callable(thing) and not name.startswith("_") and getattr(thing, "__module__", "") == module.__name__
    ]
    return [name for _, name in sorted(own)]


def told(docstring: str | None) -> str:
    """A docstring as Markdown: double backticks become single ones, doctests code blocks."""
    text = inspect.cleandoc(docstring or "").replace("``", "`")
    parts = re.split(r"((?:^>>> .*\n?)(?:^(?:\.\.\. |>>> |(?!\n)\S| +\S).*\n?)*)", text, flags=re.MULTILINE)
    return "\n".join(
        f"```python\n{part.rstrip()}\n```\n" if part.startswith(">>>") else part.strip("\n") + "\n"
        for part in parts
        if part.strip()
    )


def entry(path: str, thing: Any) -> str:
    """One name: its heading, its signature, its docstring; a record's fields."""
    try:
        signature = re.sub(r" at 0x[0-9a-f]+", "", str(inspect.signature(thing)))
    except (TypeError, ValueError):
        signature = ""
    if dataclasses.is_dataclass(thing):
        fields = ", ".join(field.name for field in dataclasses.fields(thing))
        return f"### {path}\n\nA record of {fields}.\n\n{told(thing.__doc__)}"
    called = textwrap.fill(
        f"{path.rpartition('.')[2]}{_plain(signature)}", 118, subsequent_indent="    ", break_long_words=False
    )
    return f"### {path}\n\n```python\n{called}\n```\n\n{told(thing.__doc__)}"


def _plain(signature: str) -> str:
    """A signature without the long forms of numpy's types."""
    for long, short in (
        (r"numpy\._typing\.[\w.\[\], |]+?(?=[,)=]| \|)", "array"),
        (r"'|\"", ""),
        (r"NDArray\[[\w. ]+\]", "array"),
        (r"ArrayLike|Floats", "array"),
    ):
        signature = re.sub(long, short, signature)
    return signature


def page() -> str:
    """The whole page."""
    scoring = importlib.import_module("scoring")
    parts = [OPENING, f"## scoring\n\n{told(scoring.__doc__)}"]
    parts += [entry(f"scoring.{name}", getattr(scoring, name)) for name in public(scoring)]
    parts += [entry(f"scoring.{name}", getattr(scoring, name)) for name in scoring.ACROSS]
    for lens in scoring.LENSES:
        module = importlib.import_module(f"scoring.{lens}")
        parts.append(f"## scoring.{lens}\n\n{told(module.__doc__)}")
        parts += [entry(f"scoring.{lens}.{name}", getattr(module, name)) for name in public(module)]
    return "\n".join(part.rstrip() + "\n" for part in parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
