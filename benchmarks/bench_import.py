"""What ``import scoring`` costs beyond numpy: a fresh interpreter for each, in turn; scipy must not be loaded."""

from __future__ import annotations

import subprocess
import sys
from statistics import median

TIMES = 9
CODE = "import time, sys; start = time.perf_counter(); import {}; print(time.perf_counter() - start, 'scipy' in sys.modules)"


def taken(name: str) -> tuple[float, bool]:
    """Seconds to import in a fresh interpreter in which numpy is loaded already, and whether scipy came along."""
    code = "import numpy; " + CODE.format(name)
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
    print(
        f"import scoring beyond numpy {median(ours) * 1000:.1f} ms; its standard modules alone {median(floor) * 1000:.1f} ms"
    )


if __name__ == "__main__":
    main()
