"""Write docs/reference.md from the docstrings of ``scoring``: what each name gives, shapes, errors, source.

Each section lists the names a module offers, then the records that stand only in their fields or answers. Members,
defaults and the values of constants are read off the code too. The page is never edited by hand; a test holds it to
the code. ``python tools/reference.py`` writes it anew.
"""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference.md"
sys.path.insert(0, str(ROOT))
OPENING = """# Reference of the scoring engine

Written from the docstrings of `scoring` by `python tools/reference.py`; do not edit. First what all names share, then
the official way, then the lenses, which look at marks as floats and never make an official total. A name with a capital
is a frozen record, shown with its fields and their types. The files are described in [formats.md](formats.md).
"""
SHARED = """## Shared

A lens takes a matrix of judges by entries, NaN where a mark is absent, or `scoring.Marks`, the long form, one row a
mark, whose labels come back sorted. It takes one indicator, or one weighted total, at a time; `scoring.severity.rasch`
alone takes several criteria at once, by one more list with a label for each mark:

```python
>>> import scoring
>>> rows = [("J1", "T1", "plan", 2), ("J1", "T1", "result", 1), ("J1", "T2", "plan", 1), ("J1", "T2", "result", 1),
...         ("J2", "T1", "plan", 2), ("J2", "T1", "result", 2), ("J2", "T2", "plan", 1), ("J2", "T2", "result", 0),
...         ("J3", "T1", "plan", 1), ("J3", "T1", "result", 0), ("J3", "T2", "plan", 2), ("J3", "T2", "result", 0)]
>>> judge, entry, criterion, mark = zip(*rows)
>>> results = scoring.Marks(*zip(*[(j, e, m) for j, e, c, m in rows if c == "result"]))
>>> scoring.severity.additive(results).judge.round(2).tolist()  # J3 is strict
[0.33, 0.33, -0.67]
>>> import warnings
>>> with warnings.catch_warnings():  # fewer than ten marks in a category: said aloud, and here not wanted
...     warnings.simplefilter("ignore", scoring.Unsound)
...     found = scoring.severity.rasch(scoring.Marks(judge, entry, mark), criterion=criterion)
>>> bool(found.entry[0] > found.entry[1]), bool(found.criterion[0] < found.criterion[1])  # T1 better, plan easier
(True, True)

```

What cannot be answered is refused with `scoring.Refused`: a stable `code`, the place (`pointer`: a JSON pointer, a line
of a table, or the argument), what was `expected` and what was `found`; `params` holds all of it, and the names, for a
sentence in another language; `at` tells the same at another place.

```python
>>> try:
...     scoring.agreement.icc([[80.0, 75.0]])
... except scoring.Refused as refusal:
...     print(refusal.code, "|", refusal.pointer, "|", refusal.found)
too_small | marks | shape (1, 2)

```

What is right by its definition and not fit to decide anything comes with the warning `scoring.Unsound`, to be
silenced as above or made an error by `warnings.simplefilter("error", scoring.Unsound)`.
"""
TYPES = {
    "Source": ("reading", "a file's text or bytes, or the object that its JSON stands for"),
    "Chance": ("chance", "a numpy generator, a seed for PCG64, or None for the fixed seed `SEED`"),
    "Level": ("agreement.alpha", "the scale of measurement of Krippendorff's alpha"),
    "Estimator": ("uncertainty.judges", "from marks `(n_judges, n_entries)`, NaN where absent, to `(n_entries,)`"),
    "Model": ("uncertainty.sobol_indices", "from inputs in 0 to 1 of shape `(n, n_inputs)` to `(n,)`"),
    "Order": ("aggregate.kemeny", "rows of entries from the first place to the last"),
    "Chosen": ("uncertainty.flips", "codes of entries, in order"),
}
"""Names of types in signatures: the module each stands in, and what is meant; `array` is a numpy array or its like."""
ANNOTATIONS = (
    (r"NDArray\[[^\]]*\]|ArrayLike|Floats|Integers|Truth|Whole|Ranks", "array"),
    (r"\barray \| array\b", "array"),
    (r"\bfloat \| float\b", "float"),
)


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
    """One name: its heading, how it is called or what it holds, its docstring, its members, its constants."""
    docstring = "" if _made_up(thing) else thing.__doc__
    parts = [f"### {path}", _called(path, thing), told(docstring)]
    parts += [_member(name, member) for name, member in _members(thing)]
    parts.append(_constants(thing, docstring or ""))
    return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"


def _made_up(thing: Any) -> bool:
    """Whether a dataclass has no docstring of its own but the signature that Python puts there."""
    return dataclasses.is_dataclass(thing) and (thing.__doc__ or "").startswith(f"{_name(thing)}(")


def _name(thing: Any) -> str:
    return str(thing.__name__)


def _called(path: str, thing: Any) -> str:
    """The signature; of a record that is the names and types of its fields."""
    try:
        signature = inspect.signature(thing)
    except (TypeError, ValueError):
        return ""
    called = f"{path.rpartition('.')[2]}({', '.join(_parameters(signature, thing))})"
    if not inspect.isclass(thing) and signature.return_annotation is not signature.empty:
        called += f" -> {_type(signature.return_annotation)}"
    filled = textwrap.fill(called, 118, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)
    return f"```python\n{filled}\n```"


def _parameters(signature: inspect.Signature, thing: Any) -> Iterator[str]:
    starred = False
    for name, each in signature.parameters.items():
        if name == "self":
            continue
        if each.kind is each.KEYWORD_ONLY and not starred:
            starred = True
            yield "*"
        shown = f"**{name}" if each.kind is each.VAR_KEYWORD else name
        if each.annotation is not each.empty:
            shown += f": {_type(each.annotation)}"
        yield shown if each.default is each.empty else f"{shown} = {_default(name, each.default, thing)}"


def _default(name: str, value: Any, thing: Any) -> str:
    """A default as it would be written; of a function, its source."""
    if not inspect.isfunction(value):
        return repr(value)
    arguments = ast.parse(textwrap.dedent(inspect.getsource(thing))).body[0].args  # type: ignore[attr-defined]
    named = {each.arg: default for each, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)}
    return ast.unparse(named[name])


def _type(annotation: Any) -> str:
    """An annotation in short: every array is an array."""
    shown = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", str(annotation))
    for long, short in ANNOTATIONS:
        shown = re.sub(long, short, shown)
    return str(shown)


def _members(thing: Any) -> list[tuple[str, Any]]:
    """The public methods and properties that a class defines itself and explains."""
    if not inspect.isclass(thing):
        return []
    found = [
        (name, member)
        for name, member in vars(thing).items()
        if not name.startswith("_") and (isinstance(member, property | classmethod) or inspect.isfunction(member))
    ]
    return [(name, member) for name, member in found if member.__doc__]


def _member(name: str, member: Any) -> str:
    if isinstance(member, property):
        given = inspect.signature(member.fget).return_annotation if member.fget else ""
        return f"#### .{name} -> {_type(given)}\n\n{told(member.__doc__)}"
    act = member.__func__ if isinstance(member, classmethod) else member
    return f"#### .{name}\n\n{_called(name, act)}\n\n{told(member.__doc__)}"


def _constants(thing: Any, docstring: str) -> str:
    """The values of the constants that a docstring names."""
    members = [member.__doc__ or "" for _, member in _members(thing)]
    home = vars(sys.modules[thing.__module__])
    named = sorted({*re.findall(r"``([A-Z][A-Z_]+)``", " ".join([docstring, *members]))} & home.keys())
    values = [f"`{name}` is {home[name]:{'g' if isinstance(home[name], float) else ''}}" for name in named]
    return f"Here {', '.join(values)}." if values else ""


def records_behind(things: list[Any]) -> list[Any]:
    """The records of ours that stand in the fields of records, or in what functions give back, but not in the list."""
    met, waiting = {id(thing) for thing in things}, list(things)
    found = []
    while waiting:
        thing = waiting.pop(0)
        for record in _records_of(thing):
            if id(record) not in met:
                met.add(id(record))
                waiting.append(record)
                found.append(record)
    return found


def _records_of(thing: Any) -> Iterator[Any]:
    home = vars(sys.modules[thing.__module__])
    if dataclasses.is_dataclass(thing):
        told_of = [str(field.type) for field in dataclasses.fields(thing)]
    else:
        told_of = [str(getattr(thing, "__annotations__", {}).get("return", ""))]
    for word in re.findall(r"[A-Z]\w+", " ".join(told_of)):
        record = home.get(word)
        if inspect.isclass(record) and dataclasses.is_dataclass(record) and record.__module__.startswith("scoring"):
            yield record


def types() -> str:
    """The names of types, each once, and the fixed seed."""
    lines = ["### Names in signatures\n", "- `array`: a numpy array; where it is given, whatever numpy makes one of"]
    for name, (module, meaning) in TYPES.items():
        source = inspect.getsource(importlib.import_module(f"scoring.{module}"))
        made = next(
            node
            for node in ast.parse(source).body
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == name
        )
        defined = _type(ast.unparse(made.value)).replace("'", '"')
        lines.append(f"- `{name}` = `{defined}`: {meaning}")
    seed = importlib.import_module("scoring.marks").SEED
    return "\n".join([*lines, f"- `scoring.marks.SEED` = {seed}: the seed of every draw where `rng` is None"]) + "\n"


def section(title: str, module: Any, names: list[str]) -> Iterator[str]:
    """A module: its docstring, its names, and the records behind them."""
    yield f"## {title}\n\n{told(module.__doc__)}"
    things = [getattr(module, name) for name in names]
    for name, thing in zip(names, things, strict=True):
        yield entry(f"{title}.{name}", thing)
    known = {id(getattr(module, name)) for name in public(module)} - {id(thing) for thing in things}
    for record in records_behind(things):
        if id(record) not in known:
            yield entry(f"{record.__module__}.{record.__name__}", record)


def page() -> str:
    """The whole page."""
    scoring = importlib.import_module("scoring")
    shared = [*scoring.SHARED, "Refused"]
    parts = [OPENING, SHARED, types(), *(entry(f"scoring.{name}", getattr(scoring, name)) for name in shared)]
    parts += section("scoring", scoring, [name for name in public(scoring) if name not in shared])
    for lens in scoring.LENSES:
        module = importlib.import_module(f"scoring.{lens}")
        parts += section(f"scoring.{lens}", module, public(module))
    return "\n".join(part.rstrip() + "\n" for part in parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
