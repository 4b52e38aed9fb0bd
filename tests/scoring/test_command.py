"""``pingxuan score``: the engine on the command line, in a process of its own."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import scoring

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden" / "rounds"
SCORE = "from competition.tally.cli import score; score()"


def score(*arguments: str, given: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", SCORE, *arguments],
        cwd=ROOT,
        input=given,
        capture_output=True,
        check=False,
        env=os.environ | environment,
    )


def test_a_round_file_gives_its_result() -> None:
    """The result goes to standard output as UTF-8, with exit status 0 and nothing on standard error."""
    folder = GOLDEN / "unranked_and_adjustments"
    done = score(str(folder / "round.json"))
    assert (done.returncode, done.stderr) == (0, b"")
    expected = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    assert json.loads(done.stdout) == expected | {"engine": scoring.ENGINE}


def test_standard_input_serves_as_well() -> None:
    """``-`` reads the round from a pipe."""
    given = (GOLDEN / "trim" / "round.json").read_bytes()
    assert score("-", given=given).stdout == score(str(GOLDEN / "trim" / "round.json")).stdout


@pytest.mark.parametrize("locale", ["C", "zh_CN.UTF-8", "de_DE.UTF-8"])
def test_neither_locale_nor_hash_seed_matters(locale: str) -> None:
    """The same bytes come out whatever the locale, the output encoding and the hash seed."""
    source = str(GOLDEN / "tie_chain_to_lot" / "round.json")
    outputs = {
        score(source, LC_ALL=locale, LANG=locale, PYTHONHASHSEED="random", PYTHONIOENCODING=encoding).stdout
        for encoding in ("utf-8", "ascii")
    }
    assert outputs == {score(source, PYTHONHASHSEED="0").stdout}


def test_a_refusal_has_status_2_and_writes_nothing(tmp_path: Path) -> None:
    """Reason and place go to standard error; an output file that stood there is left alone."""
    broken = json.loads((GOLDEN / "trim" / "round.json").read_text(encoding="utf-8"))
    broken["ballots"][3]["marks"]["A1"] = "85.3"
    source, output = tmp_path / "round.json", tmp_path / "result.json"
    source.write_text(json.dumps(broken), encoding="utf-8")
    output.write_text("before", encoding="utf-8")
    done = score(str(source), "--output", str(output))
    assert (done.returncode, done.stdout, output.read_text(encoding="utf-8")) == (2, b"", "before")
    assert b"/ballots/3/marks/A1: expected a mark from 0 to 100 in steps of 0.5, found 85.3" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nowhere.json",), b"nowhere.json: cannot be read"),
        (("marks.csv",), b"add --rules RULES.json"),
        (("-",), b"expected JSON"),
    ],
)
def test_what_cannot_be_scored_is_refused(arguments: tuple[str, ...], words: bytes) -> None:
    """A file that is missing, a table without rules and a file that is not JSON each have their reason."""
    done = score(*arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert words in done.stderr


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--csv", "--diagnostics"), b"--csv prints standings and --diagnostics a file of its own: give one of them"),
        (("--quota", "3"), b"--quota belongs to --diagnostics"),
        (("--csv", "--quota", "1"), b"--quota belongs to --diagnostics"),
    ],
)
def test_options_that_would_be_passed_over_are_refused(options: tuple[str, ...], words: bytes) -> None:
    """An option that has no effect beside the others is not silently dropped."""
    done = score(str(GOLDEN / "trim" / "round.json"), *options)
    assert (done.returncode, done.stdout) == (2, b"")
    assert words in b" ".join(done.stderr.split())


def test_output_goes_to_a_file(tmp_path: Path) -> None:
    """``--output`` writes the same bytes to a file and nothing to standard output."""
    source, output = str(GOLDEN / "zscore" / "round.json"), tmp_path / "out.json"
    done = score(source, "--output", str(output))
    assert (done.returncode, done.stdout) == (0, b"")
    assert output.read_bytes() == score(source).stdout


def test_csv_is_the_standings_as_a_table() -> None:
    """Ranked entries first, the unranked with an empty rank, unknown scores empty."""
    done = score(str(GOLDEN / "unranked_and_adjustments" / "round.json"), "--csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode())))
    assert [(row["rank"], row["entry"], row["status"], row["total"]) for row in rows] == [
        ("1", "T2", "eligible", "82"),
        ("2", "T1", "eligible", "73"),
        ("", "T3", "excluded", "97"),
        ("", "T4", "withdrawn", ""),
        ("", "T5", "withdrawn", ""),
    ]
    assert (rows[0]["name_zh"], rows[1]["adjustment"], rows[1]["A1"], rows[3]["M"]) == ("参评T2", "2", "85", "8")


@pytest.fixture
def table(tmp_path: Path, rules_file: dict[str, Any]) -> Path:
    """A folder with rules for one judged indicator."""
    (tmp_path / "rules.json").write_text(json.dumps(rules_file), encoding="utf-8")
    return tmp_path


def score_table(folder: Path, text: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    (folder / "marks.csv").write_bytes(text.encode())
    return score(str(folder / "marks.csv"), "--rules", str(folder / "rules.json"), *arguments)


def test_a_long_table_is_scored_under_its_rules(table: Path) -> None:
    """Columns may stand in any order, with a byte-order mark and Windows line ends, as spreadsheets write them."""
    done = score_table(
        table, "\ufeffentry,judge,mark,indicator\r\n甲镇,J1,80,A1\r\n乙镇,J1,90.0,A1\r\n甲镇,J2,85,A1\r\n"
    )
    assert [(row["entry"], row["total"]) for row in json.loads(done.stdout)["standings"]] == [
        ("乙镇", "90"),
        ("甲镇", "82.5"),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "line 1: expected the columns"),
        ("judge,entry,mark\n", "line 1: expected the columns judge,entry,indicator,mark"),
        ("judge,entry,indicator,mark\nJ1,T1,A1,80\nJ1,T1,A1,81\n", "line 3: expected each mark once"),
        ("judge,entry,indicator,mark\nJ1,T1,A1,80\nJ2,T1,A1,\n", "line 3, mark: expected a mark; leave the row out"),
        ("judge,entry,indicator,mark\nJ1,T1,A1,80\nJ2,T1,A1,about 8\n", "line 3, mark: expected a decimal"),
        ("judge,entry,indicator,mark\nJ1,T1,A1,80\n\nJ2,T1,A1,80.5\n", "line 3: expected 4 cells"),
        ("judge,entry,indicator,mark\nJ1,T1,A1,80\nJ2,T1,A1,80.5\n", "line 3: expected a mark from 0 to 100"),
        ("judge,entry,indicator,mark\nJ1,T1,B7,80\n", "line 2: expected the code of a known judged indicator"),
        ("judge,entry,indicator,mark\n J1,T1,A1,80\n", "line 2, judge: expected a code"),
        ('judge,entry,indicator,mark\nJ1,"T1,A1,80\n', "expected a row of CSV"),
    ],
)
def test_a_fault_in_a_table_names_its_line(table: Path, text: str, words: str) -> None:
    """Every refusal of a long table counts lines as an editor does."""
    done = score_table(table, text)
    assert (done.returncode, done.stdout) == (2, b"")
    assert words in done.stderr.decode()


def test_figures_missing_from_a_table_follow_the_rule(table: Path, rules_file: dict[str, Any]) -> None:
    """A table has no figures: under ``refuse`` the rules' measured indicator stops it, under ``floor`` it scores 0."""
    leaf = rules_file["criteria"][0]["indicators"][0]
    rule = {"by": "capped", "cap": "3"}
    measured = {**leaf, "code": "M1", "weight": "40", "kind": "measured", "unit": "", "normalize": rule}
    del measured["scale"]
    rules_file["criteria"][0]["indicators"] = [leaf | {"weight": "60"}, measured]
    (table / "rules.json").write_text(json.dumps(rules_file), encoding="utf-8")
    text = "judge,entry,indicator,mark\nJ1,T1,A1,80\n"
    refused = score_table(table, text)
    assert refused.returncode == 2
    assert b"figure for indicator M1" in refused.stderr
    rules_file["method"]["missing"] = "floor"
    (table / "rules.json").write_text(json.dumps(rules_file), encoding="utf-8")
    assert json.loads(score_table(table, text).stdout)["standings"][0]["total"] == "48"


def test_a_fault_in_the_rules_names_the_rules(table: Path) -> None:
    """Of the two files, the refusal says which."""
    (table / "rules.json").write_text('{"format": "pingxuan-rules/1"}', encoding="utf-8")
    done = score_table(table, "judge,entry,indicator,mark\n")
    assert done.returncode == 2
    assert b"rules.json: /code: expected this key, found nothing" in done.stderr


def test_scoring_loads_neither_the_web_nor_a_database() -> None:
    """The command stands on the engine alone."""
    loaded = "import sys, competition.tally.cli; print([m for m in {} if m in sys.modules])"
    names = ("flask", "werkzeug", "sqlite3", "sqlite_utils", "scipy", "wtforms")
    run = subprocess.run([sys.executable, "-c", loaded.format(names)], cwd=ROOT, capture_output=True, check=True)
    assert run.stdout.strip() == b"[]"
