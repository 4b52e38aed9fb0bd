"""How cost grows with the work: entries and judges for the official tally, draws for rank acceptability.

Times are processor seconds of one process, the median of a few runs; only their growth means anything from machine to
machine. ``python -m benchmarks.growth`` prints the table; with ``--picture FILE.svg`` it draws it too.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, Final

import numpy as np

import scoring
from benchmarks.bench_tally import a_round
from scoring.book import Book
from scoring.ranking import ranked
from scoring.sheet import Sheets

ENTRIES: Final = (60, 250, 1000, 4000)
JUDGES: Final = (5, 9, 18, 36)
DRAWS: Final = (1_000, 10_000, 100_000)
TIMES: Final = 3


def seconds(act: Callable[[], object]) -> float:
    """The median processor time of a few runs, after one to warm up."""
    act()
    taken = []
    for _ in range(TIMES):
        start = time.process_time()
        act()
        taken.append(time.process_time() - start)
    return median(taken)


def tallied(book: Book) -> object:
    """Every score, dimension, total and place, from a book already indexed."""
    return ranked(Sheets(book))


def rows() -> list[dict[str, Any]]:
    """What was measured: the work, what grows, how much of it, and the seconds."""
    found = []
    for n in ENTRIES:
        book = Book.of(a_round(n, 9, 24))
        found.append({"work": "official tally", "grows": "entries", "n": n, "seconds": seconds(partial(tallied, book))})
    for n in JUDGES:
        book = Book.of(a_round(250, n, 24))
        found.append({"work": "official tally", "grows": "judges", "n": n, "seconds": seconds(partial(tallied, book))})
    scores = np.random.default_rng(7).uniform(60, 95, (60, 20))
    for n in DRAWS:
        act = partial(scoring.uncertainty.rank_acceptability, scores, weights=np.full(20, 0.05), draws=n)
        found.append({"work": "rank acceptability", "grows": "draws", "n": n, "seconds": seconds(act)})
    return found


def drawn(measured: list[dict[str, Any]]) -> str:
    """Three small charts, logarithmic on both axes: a straight line of slope one is cost in proportion."""
    import vl_convert

    panel = {
        "width": 220, "height": 180, "mark": {"type": "line", "point": True, "color": "#1A1D20"},
        "encoding": {
            "x": {"field": "n", "type": "quantitative", "scale": {"type": "log"}, "axis": {"title": None}},
            "y": {"field": "seconds", "type": "quantitative", "scale": {"type": "log"}},
        },
    }  # fmt: skip
    charts = [
        {**panel, "title": f"{work}: {grows}", "transform": [{"filter": f"datum.grows == '{grows}'"}]}
        for work, grows in dict.fromkeys((row["work"], row["grows"]) for row in measured)
    ]
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": measured},
        "hconcat": charts,
    }
    picture: str = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    return picture


def main() -> None:
    """Measure, print, and draw where asked."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--picture", type=Path)
    target = asked.parse_args().picture
    measured = rows()
    for row in measured:
        print(f"{row['work']:<20} {row['grows']:<8} {row['n']:>8,} {row['seconds'] * 1000:10.2f} ms")
    if target is not None:
        target.write_text(drawn(measured), encoding="utf-8")


if __name__ == "__main__":
    main()
