"""What ``import scoring`` costs beyond numpy: a fresh interpreter for each, in turn; scipy must not be loaded."""

from __future__ import annotations

import subprocess
import sys
from statistics import median

TIMES = 9
CODE = "import time, sys; t = time.process_time(); import {}; print(time.process_time() - t, '{}' in sys.modules)"


def taken(name: str) -> tuple[float, bool]:
    """Processor seconds of an import in a fresh interpreter that has numpy already, and whether scipy came along."""
    code = "import numpy; " + CODE.format(name, "scipy")
    seconds, scipy = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    return float(seconds), scipy == "True"


def main() -> None:
    """Print the medians, with Python's own decimal and fractions as the floor."""
    ours, floor = [], []
    for _ in range(TIMES):
        seconds, loads_scipy = taken("scoring")
        if loads_scipy:
            raise SystemExit("import scoring loads scipy")
        ours.append(seconds)
        floor.append(taken("decimal, fractions, json, hashlib, csv")[0])
    told = (("import scoring beyond numpy", ours), ("its standard modules alone", floor))
    print("; ".join(f"{name} {median(row) * 1000:.1f} ms" for name, row in told))


if __name__ == "__main__":
    main()
