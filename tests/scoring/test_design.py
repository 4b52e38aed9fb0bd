"""Designs: what hangs together and how firmly, and panels drawn up or refused naming those who are missing."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from scoring import flags
from scoring.design import assign, components, connectivity
from scoring.errors import Refused
from scoring.graph import require_connected
from scoring.marks import Marks
from scoring.severity import additive, generalizability, shrunken, spread_shrunken

Panel = NDArray[np.bool_]
panels = st.tuples(st.integers(1, 5), st.integers(1, 6)).flatmap(lambda shape: arrays(np.bool_, shape))


def marked(panel: Any) -> NDArray[np.float64]:
    """A matrix with a mark wherever the panel says so."""
    return np.where(np.asarray(panel, dtype=bool), 80.0, np.nan)


def parts_by_walking(panel: Panel, without: int | None = None) -> int:
    """Connected parts, found by walking from node to node; ``without`` leaves a judge out."""
    left = {("j", j) for j in range(len(panel)) if j != without} | {("e", i) for i in range(panel.shape[1])}
    count = 0
    while left:
        count, reached = count + 1, [left.pop()]
        while reached:
            kind, at = reached.pop()
            line = panel[at] if kind == "j" else panel[:, at]
            found = {("e" if kind == "j" else "j", int(other)) for other in np.flatnonzero(line)} & left
            left -= found
            reached += found
    return count


def pair_variance(panel: Panel) -> float:
    """The mean variance of a difference of two entries, from the whole normal equations of the additive model."""
    seen = panel.astype(float)
    whole = np.block([[np.diag(seen.sum(axis=0)), seen.T], [seen, np.diag(seen.sum(axis=1))]])
    inverse = np.linalg.pinv(whole)
    pairs = combinations(range(panel.shape[1]), 2)
    return float(np.mean([inverse[i, i] + inverse[k, k] - 2 * inverse[i, k] for i, k in pairs]))


@settings(max_examples=50, deadline=None)
@given(panels)
def test_parts_and_articulation_are_what_walking_finds(panel: Panel) -> None:
    """The number of parts, that every label is in exactly one, and the judges whose absence makes more of them."""
    parts = components(marked(panel))
    whole = parts_by_walking(panel)
    assert len(parts) == whole
    assert sorted(np.concatenate([part.judges for part in parts])) == list(range(len(panel)))
    assert sorted(np.concatenate([part.entries for part in parts])) == list(range(panel.shape[1]))
    wanted = [j for j in range(len(panel)) if parts_by_walking(panel, without=j) > whole]
    assert connectivity(marked(panel)).articulation.tolist() == wanted


@settings(max_examples=50, deadline=None)
@given(panels)
def test_the_variance_is_that_of_the_whole_equations(panel: Panel) -> None:
    """Eliminating the entries gives what inverting everything does; across parts it is infinite."""
    found = connectivity(marked(panel))
    if found.n_components > 1:
        assert (found.variance_ratio, found.efficiency, found.algebraic, found.normalized) == (np.inf, 0, 0, 0)
    elif panel.shape[1] > 1:
        assert found.variance_ratio == pytest.approx(pair_variance(panel) * len(panel) / 2)
        assert found.efficiency <= 1 + 1e-9
        assert len(panel) == 1 or found.algebraic > 1e-9


def test_a_complete_design_is_the_measure_of_others() -> None:
    """All judges mark all entries: ratio and efficiency 1, nobody holds it together alone, λ₂ = J·n and J/(J - 1)."""
    found = connectivity(marked(np.ones((5, 7))))
    assert (found.n_components, found.articulation.size) == (1, 0)
    found_numbers = [found.variance_ratio, found.efficiency, found.algebraic, found.normalized]
    assert found_numbers == pytest.approx([1, 1, 35, 5 / 4])


def test_a_balanced_incomplete_block_design_has_its_published_efficiency() -> None:
    """Seven judges with three entries each, any two entries together once (Fano plane): v(k-1)/(k(v-1)) = 7/9."""
    lines = [(0, 1, 2), (0, 3, 4), (0, 5, 6), (1, 3, 5), (1, 4, 6), (2, 3, 6), (2, 4, 5)]
    panel = np.zeros((7, 7), dtype=bool)
    for judge, line in enumerate(lines):
        panel[judge, list(line)] = True
    assert connectivity(marked(panel)).efficiency == pytest.approx(7 / 9)


def test_a_chain_hangs_on_its_middle_judge() -> None:
    """Connected, yet weak: the judge between two groups is named by label, and the variance is the higher."""
    long = Marks(np.array(list("AABBCC")), np.array(list("xyyzzw")), np.array([7.0, 8, 6, 9, 5, 7]))
    chain = connectivity(long)
    assert chain.n_components == 1
    assert "B" in chain.articulation.tolist()
    assert chain.variance_ratio > 3


def test_one_judge_and_one_entry_are_designs_too() -> None:
    """A single judge links all entries and there is no second eigenvalue; a single entry has nobody to differ from."""
    alone = connectivity([[7, 8, 9]])
    assert [alone.n_components, alone.algebraic, alone.variance_ratio] == pytest.approx([1, 0, 1])
    assert alone.articulation.tolist() == [0]
    one = connectivity([[7], [8]])
    assert (one.variance_ratio, one.efficiency) == (1, 1)


def test_a_disconnected_design_is_refused_with_its_parts() -> None:
    """Invariant 13: what ranks across parts refuses and names them, as ``components`` does."""
    parts = components(Marks(np.array(["A", "B"]), np.array(["x", "y"]), np.array([7.0, 8])))
    of_judge = np.repeat([0, 1], [len(part.judges) for part in parts])
    with pytest.raises(Refused, match="A with x; B with y") as refusal:
        require_connected(["A", "B"], ["x", "y"], (of_judge, of_judge), "marks")
    assert refusal.value.code == "disconnected"


@st.composite
def apart(draw: st.DrawFn) -> NDArray[np.float64]:
    """Marks of a design in two to four parts of at least two judges and two entries each, rows and columns mixed."""
    sizes = draw(st.lists(st.tuples(st.integers(2, 4), st.integers(2, 4)), min_size=2, max_size=4))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    marks = np.full((sum(j for j, _ in sizes), sum(n for _, n in sizes)), np.nan)
    judge = entry = 0
    for n_judges, n_entries in sizes:
        own = rng.normal(75, 5, (n_judges, n_entries))
        own[1:, 1:][rng.random((n_judges - 1, n_entries - 1)) < 0.3] = (
            np.nan
        )  # the first row and column hold it together
        marks[judge : judge + n_judges, entry : entry + n_entries] = own
        judge, entry = judge + n_judges, entry + n_entries
    return np.asarray(marks[rng.permutation(judge)][:, rng.permutation(entry)])


@settings(max_examples=60, deadline=None)
@given(apart())
def test_whatever_compares_across_parts_refuses_and_names_exactly_them(marks: NDArray[np.float64]) -> None:
    """Invariant 13: each part that a walk along marks finds, by its judges and entries, and no other."""
    seen = ~np.isnan(marks)
    reach = np.linalg.matrix_power(np.eye(len(seen)) + seen @ seen.T, len(seen)) > 0
    parts = [np.flatnonzero(row) for row in np.unique(reach, axis=0)]
    names = sorted(
        ", ".join(map(str, part)) + " with " + ", ".join(map(str, np.flatnonzero(seen[part].any(axis=0))))
        for part in parts
    )
    for way in (additive, shrunken, spread_shrunken, generalizability, flags.studentized, flags.severities):
        with pytest.raises(Refused) as refusal:
            way(marks)
        assert refusal.value.code == "disconnected"
        assert refusal.value.params["count"] == str(len(parts))
        assert sorted(refusal.value.params["parts"].split("; ")) == names


def test_nothing_found_can_be_written_to() -> None:
    """Frozen records hold frozen arrays."""
    found = assign(np.ones((4, 6), dtype=bool), per_entry=2)
    part = components(marked(np.ones((2, 2))))[0]
    arrays = (found.panel, found.judge, found.entry, found.loads, part.judges, part.entries)
    assert not any(each.flags.writeable for each in (*arrays, connectivity(marked(np.ones((2, 2)))).articulation))


def test_a_design_of_no_marks_is_refused() -> None:
    """There is nothing to hang together."""
    for way in (components, connectivity):
        with pytest.raises(Refused) as refusal:
            way(Marks([], [], []))
        assert refusal.value.code == "nothing_to_score"


FIELDS = np.arange(16) % 4
TOPICS = np.arange(40) % 4


def conflicts(seed: int) -> Panel:
    """Sixteen judges, forty entries, each entry in conflict with one judge."""
    barred = np.random.default_rng(seed).integers(16, size=40)
    return np.asarray(np.arange(16)[:, np.newaxis] != barred)


@pytest.mark.parametrize("seed", range(3))
def test_panels_keep_every_demand(seed: int) -> None:
    """No conflict, even loads, judges of the field and from outside, linked at the floor, and nobody alone holds it."""
    allowed = conflicts(seed)
    found = assign(allowed, per_entry=4, loads=(8, 12), judge_field=FIELDS, entry_field=TOPICS, of_field=2, seed=seed)
    own = found.panel & (FIELDS[:, np.newaxis] == TOPICS)
    assert not (found.panel & ~allowed).any()
    assert (found.panel.sum(axis=0) == 4).all()
    assert found.loads.min() >= 8
    assert found.loads.max() <= 12
    assert (own.sum(axis=0) >= 2).all()
    assert (4 - own.sum(axis=0) >= found.outsiders).all()
    measured = connectivity(marked(found.panel))
    assert measured.normalized == pytest.approx(found.gap)
    assert found.gap >= found.floor == pytest.approx(0.4 * found.random_gap)
    assert measured.articulation.size == 0


def test_the_same_seed_gives_the_same_panels_and_the_record_says_with_what() -> None:
    """Seed and solver stand in the record, and the panel cannot be written to."""
    first, again = (assign(conflicts(1), per_entry=3, seed=11) for _ in range(2))
    assert (first.panel == again.panel).all()
    assert first.seed == 11
    assert first.solver.startswith("scipy ")
    with pytest.raises(ValueError, match="read-only"):
        first.panel[0, 0] = True
    assert (assign(conflicts(1), per_entry=3, seed=12).panel != first.panel).any()


def test_islands_of_fields_are_bridged() -> None:
    """Fields preferred and no outsider asked for make islands; a second pass and swaps bridge them."""
    found = assign(np.ones((16, 40), bool), per_entry=4, judge_field=FIELDS, entry_field=TOPICS, of_field=2, of_other=0)
    assert connectivity(marked(found.panel)).n_components == 1
    assert found.gap >= found.floor


def test_swaps_alone_bridge_what_a_preference_tears_apart() -> None:
    """Without fields nothing but the swaps can mend panels that a preference split in two; loads stay as they were."""
    wanted = np.kron(np.eye(2), np.ones((5, 10))) * 3
    found = assign(np.ones((10, 20), bool), per_entry=3, preference=wanted)
    assert connectivity(marked(found.panel)).n_components == 1
    assert (found.panel.sum(axis=0) == 3).all()
    assert set(found.loads.tolist()) == {6}


def test_labels_are_the_callers() -> None:
    """The long form of the result names judges and entries as they were given."""
    asked: Any = {"judges": ["Li", "Wu", "Xu"], "entries": ["T1", "T2", "T3"]}
    found = assign(np.ones((3, 3), bool), per_entry=2, **asked)
    assert set(found.entry) == {"T1", "T2", "T3"}
    assert len(found.judge) == 6
    assert [("Li", "Wu", "Xu")[j] for j in np.nonzero(found.panel)[0]] == found.judge.tolist()


def refusal_of(allowed: Any, **asked: Any) -> Refused:
    """The refusal that such an assignment meets."""
    with pytest.raises(Refused) as refusal:
        assign(allowed, judges=[f"J{j}" for j in range(len(allowed))], **asked)
    return refusal.value


def test_who_is_missing_is_named() -> None:
    """Conflicts, fields, outsiders and loads: each shortage names the entry or the judge and the number."""
    allowed = np.ones((4, 4), dtype=bool)
    allowed[:3, 2] = False
    assert refusal_of(allowed, per_entry=2, loads=(0, 4)).found == "entry 2 lacks 1 judge without a conflict"
    allowed[3] = [True, False, False, False]
    allowed[:3, 2] = True
    lacking = refusal_of(allowed, per_entry=2, loads=(2, 3))
    assert lacking.code == "infeasible"
    assert lacking.found == "judge J3 lacks 1 entry to mark"
    fields = {"judge_field": ["a", "a", "a", "b"], "entry_field": ["a", "a", "a", "b"]}
    everyone = np.ones((4, 4), dtype=bool)
    assert (
        "entry 3 lacks 1 judge of its field"
        in refusal_of(everyone, per_entry=3, loads=(0, 4), of_field=2, **fields).found
    )
    fields = {"judge_field": ["a"] * 4, "entry_field": ["a"] * 4}
    assert "entry 0 lacks 1 judge of another field" in refusal_of(everyone, per_entry=2, loads=(0, 4), **fields).found


def test_who_may_mark_is_said_by_truth_values_alone() -> None:
    """A half, a count of conflicts or a gap is no answer to whether a judge may mark an entry."""
    refused = refusal_of([[1, 1, 1], [1, 0.5, 1], [1, 1, 1]], per_entry=2)
    assert (refused.code, refused.pointer, refused.found) == ("not_yes_or_no", "allowed[1, 1]", "0.5")


def test_panels_that_conflicts_keep_apart_are_refused_by_name() -> None:
    """Two groups who may not mark each other's entries: both parts are named."""
    refused = refusal_of(np.kron(np.eye(2), np.ones((3, 4))) > 0, per_entry=2, loads=(0, 4), entries=list("abcdefgh"))
    assert refused.code == "disconnected"
    assert refused.found == "2 parts: J0, J1, J2 with a, b, c, d; J3, J4, J5 with e, f, g, h"


def test_panels_that_hang_on_one_judge_are_refused_by_name() -> None:
    """Two groups with one judge who may mark for both: connected, but on that judge alone."""
    allowed = np.zeros((5, 8), dtype=bool)
    allowed[:2, :4] = allowed[3:, 4:] = allowed[2] = True
    refused = refusal_of(allowed, per_entry=2, loads=(2, 4), floor=0.0)
    assert refused.code == "weakly_linked"
    assert "J2" in refused.found


def test_panels_below_the_floor_are_refused_with_the_far_side() -> None:
    """One entry of each side may be marked from the other too: the four judges of one side are named."""
    allowed = np.kron(np.eye(2), np.ones((4, 12))) > 0
    allowed[4:6, 0] = allowed[:2, 12] = True
    refused = refusal_of(allowed, per_entry=3, loads=(6, 12), floor=1.0)
    assert refused.code == "weakly_linked"
    assert refused.params["judges"] in {"J0, J1, J2, J3", "J4, J5, J6, J7"}  # either is a half; the sign is LAPACK's


@pytest.mark.parametrize(
    ("asked", "code", "pointer"),
    [
        ({"per_entry": 1}, "out_of_range", "per_entry"),
        ({"per_entry": 5}, "out_of_range", "per_entry"),
        ({"per_entry": 2.5}, "out_of_range", "per_entry"),
        ({"per_entry": "x"}, "out_of_range", "per_entry"),
        ({"per_entry": 2, "loads": (3, 2)}, "out_of_range", "loads[1]"),
        ({"per_entry": 2, "loads": (-1, 2)}, "out_of_range", "loads[0]"),
        ({"per_entry": 2, "loads": 3}, "wrong_shape", "loads"),
        ({"per_entry": 2, "seed": -1}, "out_of_range", "seed"),
        ({"per_entry": 2, "seed": "x"}, "out_of_range", "seed"),
        ({"per_entry": 2, "floor": "x"}, "out_of_range", "floor"),
        ({"per_entry": 2, "entries": ["T1", None, "T3", "T4"]}, "mixed_labels", "entries[1]"),
        (
            {"per_entry": 2, "judge_field": list("aabb"), "entry_field": list("abab"), "of_other": "x"},
            "out_of_range",
            "of_other",
        ),
        ({"per_entry": 2, "judge_field": list("aabb")}, "absent", "judge_field"),
        ({"per_entry": 2, "judge_field": list("aabb"), "entry_field": list("ab")}, "wrong_length", "entry_field"),
        (
            {"per_entry": 2, "judge_field": list("aabb"), "entry_field": list("abab"), "of_field": 2},
            "out_of_range",
            "of_field",
        ),
        ({"per_entry": 2, "entries": ["one"]}, "wrong_length", "entries"),
        ({"per_entry": 2, "preference": [[1.0]]}, "wrong_shape", "preference"),
        ({"per_entry": 2, "floor": 2.0}, "out_of_range", "floor"),
    ],
)
def test_demands_that_make_no_sense_are_refused(asked: dict[str, Any], code: str, pointer: str) -> None:
    """Each names the argument."""
    refused = refusal_of(np.ones((4, 4), dtype=bool), **asked)
    assert (refused.code, refused.pointer) == (code, pointer)
