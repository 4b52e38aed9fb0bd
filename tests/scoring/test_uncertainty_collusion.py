"""The least number of colluding judges, against the definition: every set of judges, every way they can mark."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scoring
from scoring.book import Book
from scoring.records import Round
from scoring.sheet import Sheets
from scoring.tallying import standings
from scoring.uncertainty import colluding_judges
from tests.scoring.conftest import a_round, judged

Form = dict[str, Any]
PANELS = [
    {"combine": "mean"},
    {"combine": "median"},
    {"combine": "trimmed_mean", "trim": 1, "trim_from": 3, "scope": "indicator"},
    {"combine": "trimmed_mean", "trim": 1, "trim_from": 3, "scope": "judge_total"},
]


def small_round(chance: random.Random) -> Round:
    """Two or three entries, three judges, marks from 0 to 2, some absent; any panel, mean and chain that rises."""
    n_entries, panel = chance.randint(2, 3), chance.choice(PANELS)
    by_total = panel.get("scope") == "judge_total"
    marks: dict[str, dict[str, Form]] = {
        f"T{n}": {f"J{j}": {"A": str(chance.randint(0, 2))} for j in range(3) if chance.random() < 0.9 or j == n % 3}
        for n in range(n_entries)
    }
    method = {
        "panel": panel,
        "aggregate": "arithmetic" if by_total else chance.choice(["arithmetic", "geometric", "harmonic"]),
        "rounding": {
            "mode": "half_up", "places": chance.randint(0, 1),
            "at": ["total"] if by_total else ["total", *chance.sample(["panel", "dimension"], chance.randint(0, 2))],
        },
        "ties": chance.sample(["total_unrounded", "untrimmed_total", "lot"], chance.randint(0, 3)),
    }  # fmt: skip
    form = a_round(judged("A", top="2", step="1"), marks=marks, method=method, lot={"source": "", "seed": "5"})
    return scoring.read_round(form)


def chosen(round_: Round, quota: int) -> tuple[str, ...]:
    return tuple(sorted(s.entry for s in standings(Sheets(Book.of(round_))) if s.rank <= quota))


def marked_otherwise(round_: Round, together: tuple[str, ...]) -> Iterator[Round]:
    theirs = [at for at, ballot in enumerate(round_.ballots) if ballot.judge in together]
    scale = next(leaf.scale for part in round_.criteria for leaf in part.indicators)
    assert scale is not None
    for marks in product(range(int(scale.max) + 1), repeat=len(theirs)):
        ballots = list(round_.ballots)
        for at, mark in zip(theirs, marks, strict=True):
            ballots[at] = replace(ballots[at], marks={"A": scale.min + mark * scale.step})
        yield replace(round_, ballots=tuple(ballots))


def can_change(round_: Round, together: tuple[str, ...], quota: int) -> bool:
    usual = chosen(round_, quota)
    return any(chosen(other, quota) != usual for other in marked_otherwise(round_, together))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 2))
def test_no_smaller_set_of_judges_can_change_who_is_chosen(seed: int, quota: int) -> None:
    """By brute force, up to two judges: the set told can change it, no set before it can."""
    round_ = small_round(random.Random(seed))
    found = colluding_judges(round_, quota=quota)
    assert found.chosen == chosen(round_, quota)
    sets = [set_ for size in (1, 2) for set_ in combinations(sorted(j.code for j in round_.judges), size)]
    first = next((set_ for set_ in sets if can_change(round_, set_, quota)), None)
    if first is None:
        assert found.number not in (1, 2)
    else:
        assert (found.number, found.judges) == (len(first), first)


def test_a_median_of_five_yields_to_three(make: Callable[..., Form], leaf_judged: Callable[..., Form]) -> None:
    """A median moves beyond the marks of the rest only when most of the panel moves it."""
    marks = {e: {f"J{n}": {"A": mark} for n in range(5)} for e, mark in (("T1", "80"), ("T2", "60"))}
    round_ = scoring.read_round(make(leaf_judged("A"), marks=marks, method={"panel": {"combine": "median"}}))
    found = colluding_judges(round_)
    assert (found.number, found.judges, found.entry) == (3, ("J0", "J1", "J2"), "T1")
    assert colluding_judges(round_, quota=2).number is None


def test_figures_alone_cannot_be_moved(make: Callable[..., Form], leaf_judged: Callable[..., Form],
                                       leaf_measured: Callable[..., Form]) -> None:  # fmt: skip
    """A lead in figures greater than all judged points: nobody could change who is first."""
    marks = {e: {"J1": {"A": "50"}} for e in ("T1", "T2")}
    figures = {"T1": {"M": "90"}, "T2": {"M": "10"}}
    found = colluding_judges(
        scoring.read_round(make(leaf_judged("A", "10"), leaf_measured("M", "90"), marks=marks, figures=figures))
    )
    assert (found.number, found.judges, found.entry) == (None, (), "")


def refusal(round_: Round) -> str:
    with pytest.raises(scoring.Refused) as refused:
        colluding_judges(round_)
    return refused.value.code


def test_what_it_refuses(make: Callable[..., Form], leaf_judged: Callable[..., Form]) -> None:
    """Methods under which the extremes need not be the worst, and panels of too many sets."""
    marks = {"T1": {"J1": {"A": "50"}}, "T2": {"J1": {"A": "40"}}}
    round_ = scoring.read_round(make(leaf_judged("A", least="-1"), marks=marks))
    method = round_.method
    by_total = replace(method.panel, combine="trimmed_mean", trim=1, trim_from=3, scope="judge_total")
    assert refusal(replace(round_, method=replace(method, severity="additive"))) == "severity_not_available"
    assert refusal(replace(round_, method=replace(method, panel=by_total, aggregate="geometric"))) == "not_monotone"
    assert refusal(replace(round_, method=replace(method, aggregate="geometric"))) == "negative"
    many = {e: {f"J{n:02}": {"A": mark} for n in range(21)} for e, mark in (("T1", "100"), ("T2", "0"))}
    large = scoring.read_round(make(leaf_judged("A"), marks=many, method={"panel": {"combine": "median"}}))
    assert refusal(large) == "too_many"


def test_a_chain_that_looks_at_the_whole_group_is_not_guessed_at(
    make: Callable[..., Form], leaf_judged: Callable[..., Form]
) -> None:
    """Level totals at the worst, and a pairwise majority to part them: told as a refusal, not as a number."""
    marks = {"T1": {"J1": {"A": "100"}, "J2": {"A": "100"}}, "T2": {"J1": {"A": "50"}, "J2": {"A": "0"}}}
    method = {"panel": {"combine": "mean"}, "ties": ["judge_majority", "lot"]}
    form = make(leaf_judged("A"), marks=marks, method=method, lot={"source": "", "seed": "1"})
    round_ = scoring.read_round(form)
    codes = set()
    for seed in "123456":
        try:
            codes.add(str(colluding_judges(replace(round_, lot=replace(round_.lot, seed=seed))).number))
        except scoring.Refused as refused:
            codes.add(refused.code)
    assert codes == {"1", "chain_not_monotone"}
