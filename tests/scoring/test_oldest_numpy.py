"""The golden rounds once more on the oldest numpy allowed, which `make test` keeps beside the newest."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

GOLDEN = Path(__file__).parents[1] / "golden" / "rounds"
OLDEST = Path(sys.prefix) / "oldest-numpy"
TALLIED = """
import json, sys, numpy
from pathlib import Path
import scoring
found = {
    folder.name: scoring.tally(scoring.read_round((folder / "round.json").read_bytes())).as_format()["result_digest"]
    for folder in sorted(Path(sys.argv[1]).iterdir()) if folder.is_dir()
}
print(json.dumps({"numpy": numpy.__version__, "digests": found}))
"""


def test_the_oldest_numpy_comes_to_the_same_digests() -> None:
    """Every golden round has, under another release of numpy, the very digest its result file has."""
    assert OLDEST.is_dir(), "make test fetches the oldest numpy first; run it once"
    command = [sys.executable, "-c", TALLIED, str(GOLDEN)]
    run = subprocess.run(command, capture_output=True, check=True, env=os.environ | {"PYTHONPATH": str(OLDEST)})
    told = json.loads(run.stdout)
    kept = {
        folder.name: json.loads((folder / "result.json").read_bytes())["result_digest"]
        for folder in GOLDEN.iterdir() if folder.is_dir()
    }  # fmt: skip
    assert told["digests"] == kept
    assert told["numpy"].startswith(("2.0.", "2.1."))
    assert told["numpy"] != np.__version__
