"""What the engine's own source may hold: exact numbers only, nothing of the house, and little to load."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import scoring

HERE = Path(scoring.__file__).parent
LENS_FILES = {"checks.py", "marks.py", "comparison.py", "view.py"} | {
    *("cohort.py", "gaps.py", "importance.py", "pairwise.py", "treatment.py", "chance.py", "magnitude.py", "levels.py"),
}
"""What serves the lenses alone; they look at marks as floats and never make an official total."""
LENS_FILES |= {f"{name}.py" for name in scoring.LENSES}
SOURCES = sorted(path for path in HERE.glob("*.py") if path.name not in LENS_FILES)
LENS_SOURCES = sorted({*HERE.rglob("*.py")} - {*SOURCES})
ALLOWED = {"scoring", "__future__", "importlib", "collections", "csv", "dataclasses", "decimal", "fractions"} | {
    "functools",
    "hashlib",
    "io",
    "itertools",
    "json",
    "math",
    "numpy",
    "re",
    "typing",
}
OF_WHOLE_NUMBERS = {"argsort", "argwhere", "flatnonzero", "sort", "stack", "unique", "where", "broadcast_to"} | {
    *("arange", "array", "bool_", "iinfo", "int64", "newaxis", "ones", "zeros", "zeros_like"),
    *("clip", "logical_and", "logical_or", "maximum", "minimum", "sign", "intp", "asarray", "array_equal"),
}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_no_binary_float_is_made(path: Path) -> None:
    """No float literal, no call of float, and none of the math functions that return one."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float))
        assert not (isinstance(node, ast.Name) and node.id == "float")
        if isinstance(node, ast.ImportFrom) and node.module == "math":
            assert {alias.name for alias in node.names} <= {"gcd", "isqrt", "lcm"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_numpy_is_asked_for_whole_numbers_only(path: Path) -> None:
    """Of numpy's names only those whose answer on integers is an integer, a truth value or a place."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    names = {node.attr for node in nodes if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "np"}
    assert names <= OF_WHOLE_NUMBERS


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_the_engine_stands_on_numpy_and_the_standard_library(path: Path) -> None:
    """No web, no database, no clock, no chance, and nothing from the rooms."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            assert {alias.name.split(".")[0] for alias in node.names} <= ALLOWED
        if isinstance(node, ast.ImportFrom):
            assert (node.module or "").split(".")[0] in ALLOWED


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_the_official_way_asks_no_lens(path: Path) -> None:
    """An official total never passes through a float, so its files import none that makes one, type hints aside."""
    lenses = {f"scoring.{name}" for name in scoring.LENSES} | {f"scoring.{name[:-3]}" for name in LENS_FILES}
    body = ast.parse(path.read_text(encoding="utf-8")).body
    run = [part for part in body if not (isinstance(part, ast.If) and getattr(part.test, "id", "") == "TYPE_CHECKING")]
    imported = {
        node.module for part in run for node in ast.walk(part) if isinstance(node, ast.ImportFrom) and node.module
    }
    assert not {name for name in imported if any(name == lens or name.startswith(f"{lens}.") for lens in lenses)}


@pytest.mark.parametrize("path", [*SOURCES, *LENS_SOURCES], ids=lambda path: path.name)
def test_files_stay_short(path: Path) -> None:
    """A file that outgrows 300 lines holds more than one idea."""
    assert len(path.read_text(encoding="utf-8").splitlines()) < 300


@pytest.mark.parametrize("path", sorted(Path(__file__).parent.glob("test_*.py")), ids=lambda path: path.name)
def test_each_test_says_what_it_holds(path: Path) -> None:
    """Every test of the engine opens with the sentence of the behavior it holds (STYLE 8)."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    tests = [node for node in nodes if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    assert not [test.name for test in tests if not ast.get_docstring(test)]


def strays(tree: ast.Module) -> list[int]:
    """Lines of texts that stand alone and document nothing: no docstring, and no name of a module or class above."""
    told: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            named = isinstance(node, ast.Module | ast.ClassDef)
            assigned = [isinstance(each, ast.Assign | ast.AnnAssign | ast.AugAssign) for each in node.body]
            above = [True, *(named and each for each in assigned)]
            told |= {id(each) for each, is_told in zip(node.body, above, strict=False) if is_told}
    texts = (node for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    return [node.lineno for node in texts if id(node) not in told and node.value.value is not ...]


@pytest.mark.parametrize("path", [*SOURCES, *LENS_SOURCES], ids=lambda path: path.name)
def test_no_text_stands_alone(path: Path) -> None:
    """A second docstring is read by nobody and outlives what it says."""
    assert strays(ast.parse(path.read_text(encoding="utf-8"))) == []


def test_importing_the_engine_is_cheap() -> None:
    """``import scoring`` loads numpy and the standard library, and nothing else."""
    code = "import sys, numpy; before = set(sys.modules); import scoring; print(sorted(set(sys.modules) - before))"
    run = subprocess.run([sys.executable, "-c", code], cwd=SOURCES[0].parents[1], capture_output=True, check=True)
    added = {name.partition(".")[0] for name in ast.literal_eval(run.stdout.decode())}
    assert added - sys.stdlib_module_names <= {"scoring", "numpy"}
    assert "sqlite3" not in added
