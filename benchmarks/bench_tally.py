"""How long the official tally takes, beside the same round worked entry by entry in fractions.

Rows: ``arrays`` is every score, dimension, total and rank from a book already indexed; ``fractions`` is the floor, the
pencil-and-paper path of ``scoring.explain`` for every entry with a sort; ``index`` builds the book from the records;
``tally`` is the whole, from records to result with both digests. Both paths must agree before a figure is printed.

    python -m benchmarks.bench_tally
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from functools import partial
from statistics import median
from typing import Any, Final

import numpy as np

import scoring
from scoring.book import Book
from scoring.course import as_declared
from scoring.ranking import ranked
from scoring.records import Round
from scoring.sheet import Sheets
from scoring.working import work

SIZES: Final = ((60, 9, 24, 7), (5000, 9, 24, 3))
"""Entries, judges, judged indicators, and how often each row is repeated."""


def text(words: str) -> dict[str, str]:
    """A bilingual text that says the same in both."""
    return {"zh": words, "en": words}


def a_round(n_entries: int, n_judges: int, n_indicators: int) -> Round:
    """A full panel's marks in half points, trimmed by one; the same round at every call."""
    chance = random.Random(20251108)
    scale = {"min": "0", "max": "100", "step": "0.5"}
    weights = [*["4"] * (n_indicators - 1), str(100 - 4 * (n_indicators - 1))]
    leaves: list[dict[str, Any]] = [
        {"code": f"A{at}", "title": text(f"A{at}"), "weight": weight, "kind": "judged", "scale": scale}
        for at, weight in enumerate(weights)
    ]
    entries, judges = ([f"{kind}{at}" for at in range(n)] for kind, n in (("T", n_entries), ("J", n_judges)))
    return scoring.read_round(
        {
            "format": "pingxuan-round/1",
            "code": "bench",
            "title": text("bench"),
            "method": {"panel": {"combine": "trimmed_mean"}, "ties": ["total_unrounded"]},
            "criteria": [
                {"code": f"D{at}", "title": text(f"D{at}"), "indicators": leaves[at : at + 6]}
                for at in range(0, n_indicators, 6)
            ],
            "entries": [{"code": entry, "name": text(entry)} for entry in entries],
            "judges": [{"code": judge} for judge in judges],
            "ballots": [
                {
                    "judge": judge,
                    "entry": entry,
                    "marks": {leaf["code"]: str(chance.randint(120, 200) / 2) for leaf in leaves},
                }
                for judge in judges
                for entry in entries
            ],
        }
    )


def in_arrays(book: Book) -> list[str]:
    """The entries by place, from integers."""
    return [entry for level in ranked(Sheets(book))[0] for entry in level.entries]


def in_fractions(book: Book) -> list[str]:
    """The entries by place, from fractions; those with level totals by the exact one, as the round's tie chain asks."""
    course = as_declared(book.method)
    workings = [work(book, entry, course) for entry in book.place]
    placed = sorted(workings, key=lambda w: (-(w.total or 0), -(w.exact or 0), w.entry.code))
    return [working.entry.code for working in placed]


def seconds(act: Callable[[], object], times: int) -> Sequence[float]:
    """The processor time of each of so many runs, so that a busy machine tells the same story."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        act()
        taken.append(time.process_time() - start)
    return taken


def main() -> None:
    """Print a line for each size and row: median, least, and the floor over it."""
    print(f"numpy {np.__version__}; processor seconds, median (least) of runs in one process")
    for n_entries, n_judges, n_indicators, times in SIZES:
        round_ = a_round(n_entries, n_judges, n_indicators)
        book = Book.of(round_)
        if in_arrays(book) != in_fractions(book):
            raise SystemExit("the two paths disagree: no figure is worth printing")
        rows: dict[str, Callable[[], object]] = {
            "fractions": partial(in_fractions, book),
            "arrays": partial(in_arrays, book),
            "index": partial(Book.of, round_),
            "tally": partial(scoring.tally, round_),
        }
        taken = {name: seconds(act, times) for name, act in rows.items()}
        print(f"\n{n_entries} entries × {n_judges} judges × {n_indicators} indicators, {times} runs")
        for name, row in taken.items():
            ratio = median(taken["fractions"]) / median(row)
            print(f"  {name:10} {median(row):9.4f} ({min(row):.4f})   fractions ÷ {name} {ratio:8.1f}")


if __name__ == "__main__":
    main()
