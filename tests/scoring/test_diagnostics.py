"""All lenses over one round: the second document, what each lens says in it, and what is refused with a reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from click.testing import CliRunner

import scoring
from competition.tally.cli import score
from competition.tally.sureness import discreet
from scoring.diagnostics import LENSES, diagnose, looked_through
from scoring.view import View

ROUNDS = Path(__file__).parents[1] / "golden" / "rounds"
SHIPPED = Path(scoring.__file__).parent / "schemas" / "pingxuan-diagnostics-1.json"
SCHEMA = jsonschema.Draft202012Validator(json.loads(SHIPPED.read_text(encoding="utf-8")))


def golden(name: str) -> dict[str, Any]:
    file: dict[str, Any] = json.loads((ROUNDS / name / "round.json").read_text(encoding="utf-8"))
    return file


def panel(n_entries: int = 6, n_judges: int = 5) -> dict[str, Any]:
    """A complete panel on one judged indicator: each entry some 3 points over the next, judges up to 4 apart."""
    file = golden("trim")
    marks = {
        (j, i): 90 - 3 * i + (j % 3) * 2 + ((i * 7 + j * 5) % 4) for i in range(n_entries) for j in range(n_judges)
    }
    return {
        **file,
        "entries": [{"code": f"T{i + 1}", "name": {"zh": f"镇{i}", "en": f"T{i}"}} for i in range(n_entries)],
        "judges": [{"code": f"J{j + 1}"} for j in range(n_judges)],
        "ballots": [
            {"judge": f"J{j + 1}", "entry": f"T{i + 1}", "marks": {"A1": str(mark)}} for (j, i), mark in marks.items()
        ],
        "recusals": [],
    }


def test_every_lens_says_something_of_a_complete_panel() -> None:
    """No lens is refused, and the document names seed, draws and the digest of its input."""
    round_ = scoring.read_round(panel())
    told: list[str] = []
    document = diagnose(round_, quota=2, progress=told.append)
    assert told == list(LENSES)
    assert document["refused"] == {}
    assert document["input_digest"] == scoring.round_digest(round_)
    assert (document["seed"], document["draws"], document["quota"]) == ("20251108", 100_000, 2)
    assert document["entries"] == [standing.entry for standing in scoring.tally(round_).standings]


def test_rank_sets_hold_the_official_place_of_a_complete_panel() -> None:
    """Simultaneous sets are no narrower than marginal ones, and both hold the place of the plain mean."""
    sets = diagnose(scoring.read_round({**panel(), "method": {"panel": {"combine": "mean"}}}))["rank_sets"]
    official = scoring.tally(scoring.read_round({**panel(), "method": {"panel": {"combine": "mean"}}})).standings
    for standing in official:
        low, high = sets["marginal"][standing.entry]
        wide_low, wide_high = sets["simultaneous"][standing.entry]
        assert wide_low <= low <= standing.rank <= high <= wide_high


def test_leaving_a_judge_out_is_the_official_tally_without_the_judge() -> None:
    """The ranks without J1 are those of the round file from which J1 is struck."""
    file = panel()
    found = diagnose(scoring.read_round(file))["leave_one_out"]["J1"]["ranks"]
    file["judges"] = [judge for judge in file["judges"] if judge["code"] != "J1"]
    file["ballots"] = [ballot for ballot in file["ballots"] if ballot["judge"] != "J1"]
    ranked = scoring.tally(scoring.read_round(file)).standings
    assert found == {standing.entry: standing.rank for standing in ranked}


def test_what_a_round_cannot_show_is_refused_with_a_reason() -> None:
    """One judge: nothing can be said of agreement or severity, and the document says why instead of leaving it out."""
    document = diagnose(scoring.read_round(panel(n_judges=1)))
    assert "refused" in document["agreement"]["total"]["icc"]
    assert "refused" in document["severity"]["total"]
    assert "rank_sets" not in document
    assert "no_residual" in document["refused"]["rank_sets"]


@pytest.mark.parametrize("name", sorted(folder.name for folder in ROUNDS.iterdir()))
def test_no_golden_round_breaks_a_lens(name: str) -> None:
    """Every golden round comes through all lenses, each with an answer or a reason, as strict JSON under the schema.

    So does what is handed out where marks are withheld.
    """
    document = diagnose(scoring.read_round((ROUNDS / name / "round.json").read_bytes()))
    assert {*LENSES} <= {*document, *document["refused"]}
    assert "NaN" not in json.dumps(document, allow_nan=False)
    SCHEMA.validate(document)
    SCHEMA.validate(discreet(document))


def test_the_schema_is_strict() -> None:
    """A whole document and one of a lone judge are valid; a key too many, a float, or no judges at all are not."""
    whole = diagnose(scoring.read_round(panel()), quota=2)
    SCHEMA.check_schema(SCHEMA.schema)
    for document in (whole, diagnose(scoring.read_round(panel(n_judges=1)))):
        SCHEMA.validate(document)
    nameless = {key: value for key, value in whole.items() if key != "judges"}
    for wrong in ({**whole, "more": 1}, {**whole, "level": 0.95}, nameless, {**whole, "refused": {"lens": "why"}}):
        assert not SCHEMA.is_valid(wrong)


def test_points_on_top_of_a_total_enter_its_rank_set() -> None:
    """Two points taken from the best of three towns far apart move its set as they move its place."""
    file = {**panel(), "method": {"panel": {"combine": "mean"}, "adjustments": {"low": "-20", "high": "0"}}}
    file["adjustments"] = [{"code": "P1", "entry": "T1", "points": "-20", "reason": "x"}]
    round_ = scoring.read_round(file)
    last = {standing.entry: standing.rank for standing in scoring.tally(round_).standings}["T1"]
    assert last == 6
    assert diagnose(round_)["rank_sets"]["simultaneous"]["T1"] == [6, 6]


@pytest.mark.parametrize(("weighting", "weight"), [("percent", "100"), ("factor", "2")])
def test_points_on_top_of_a_total_enter_every_lens_on_weights(weighting: str, weight: str) -> None:
    """Far below the others by its deduction, the town with the best marks is first under no weights at all."""
    file = panel()
    method = {"panel": {"combine": "mean"}, "weighting": weighting, "adjustments": {"low": "-80", "high": "0"}}
    leaf = file["criteria"][0]["indicators"][0]
    file["criteria"] = [{**file["criteria"][0], "indicators": [{**leaf, "weight": weight}]}]
    points = [{"code": "P1", "entry": "T1", "points": "-20" if weighting == "percent" else "-40", "reason": "x"}]
    document = diagnose(scoring.read_round({**file, "method": method, "adjustments": points}), quota=5)
    assert document["entries"][-1] == "T1"
    assert document["weight_robustness"]["T1"]["places"] == ["0", "0", "0", "0", "0", "1"]
    assert not document["best_case"]["T1"]["any"]["can_be_first"]
    assert document["weight_margins"]["funded"]["rival"] == "T1"
    assert document["weight_margins"]["funded"]["distance"] is None
    assert document["weight_stability"]["mean"] == "0"


SUMS = (
    "rank_sets", "resamples", "weight_robustness", "weight_margins", "weight_stability", "best_case",
    "effective_weights", "joint",
)  # fmt: skip


@pytest.mark.parametrize("aggregate", ["geometric", "harmonic"])
def test_a_total_that_is_no_sum_is_refused_by_every_lens_that_adds_up(aggregate: str) -> None:
    """A geometric total is not the sum of weighted scores, so nothing is printed that takes it for one."""
    method = {"panel": {"combine": "mean"}, "aggregate": aggregate}
    document = diagnose(scoring.read_round({**panel(), "method": method}))
    assert {name for name, reason in document["refused"].items() if "not_a_sum" in reason} == {*SUMS}


def test_a_figure_left_out_is_refused_by_every_lens_that_adds_up() -> None:
    """It is no score of 0: its weight was spread over the others of its dimension, for that entry alone."""
    document = diagnose(scoring.read_round(golden("missing_exclude")))
    told = {name: reason for name, reason in document["refused"].items() if "left_out" in reason}
    assert {*told} == {*SUMS}
    assert all("entry" in reason and "indicator" in reason for reason in told.values())
    lenses = {one["method"]: one.get("refused", "") for one in document["methods"]}
    assert all("left_out" in lenses[name] for name in ("topsis", "vikor", "copeland", "benefit_of_the_doubt"))


@pytest.mark.parametrize("name", sorted(folder.name for folder in ROUNDS.iterdir()))
def test_what_the_lenses_add_up_is_the_official_total(name: str) -> None:
    """Scores by weights, in points, with the adjustments: the total within half a unit of each rounding on the way."""
    view = View.of(scoring.read_round((ROUNDS / name / "round.json").read_bytes()), 1)
    if view.round.method.aggregate != "arithmetic" or np.isnan(view.scores).any():
        with pytest.raises(scoring.Refused, match=r"not_a_sum|left_out"):
            view.require_sum()
        return
    view.require_sum()
    rounding, tree = view.round.method.rounding, view.round.criteria
    parts = {"weighted": len(view.weights), "dimension": len(tree), "total": 1}
    halves = sum(n for stage, n in parts.items() if stage in rounding.at)
    added = view.scores @ view.weights * view.whole + view.adjustments
    official = [float(standing.total) for standing in view.standings]
    np.testing.assert_allclose(added, official, rtol=0, atol=halves * 0.5 * 10.0**-rounding.places + 1e-9)
    assert (view.scores @ view.weights + view.offset) * view.whole == pytest.approx(added)


@pytest.mark.parametrize("quota", [-1, 2.5, "3", None, True])
def test_a_quota_that_is_no_number_of_places_is_refused_at_once(quota: Any) -> None:
    """Before any lens is looked through, whatever was meant by it."""
    with pytest.raises(scoring.Refused, match="quota"):
        diagnose(scoring.read_round(panel()), quota=quota)


def test_no_place_funded_has_no_line_to_look_at() -> None:
    """With no quota the first place is still looked at, and nothing else."""
    document = diagnose(scoring.read_round(panel()), quota=0)
    assert document["weight_margins"].keys() == document["flip_margin"].keys() == {"first"}
    SCHEMA.validate(document)


def test_discrepancies_are_from_the_mean_the_round_takes() -> None:
    """A mark far off is set against the trimmed mean, which it did not move."""
    file = panel()
    file["ballots"][0]["marks"]["A1"] = "20"
    file["method"] = {"panel": {"combine": "trimmed_mean", "trim": 1, "trim_from": 5}}
    found = diagnose(scoring.read_round(file))["flags"]["discrepancies"]
    entry, marks = file["ballots"][0]["entry"], sorted(
        float(one["marks"]["A1"]) for one in file["ballots"] if one["entry"] == file["ballots"][0]["entry"]
    )  # fmt: skip
    told = next(one for one in found if one["entry"] == entry and one["judge"] == "J1")
    assert float(told["mean"]) == pytest.approx(sum(marks[1:-1]) / 3, abs=1e-6)


def test_indices_of_a_winner_who_hardly_changes_are_not_told() -> None:
    """Fewer than 50 draws with another winner tell nothing of what makes it change; the share itself does."""
    clear = panel()
    for one in clear["ballots"]:
        one["marks"] = {"A1": "99"} if one["entry"] == "T1" else one["marks"]
    sure, open_ = (diagnose(scoring.read_round(file)) for file in (clear, panel()))
    assert sure["joint"]["winner"].keys() == {"mean", "refused"}
    assert "too_few_draws" in sure["joint"]["winner"]["refused"]
    assert discreet(sure)["joint"]["winner"]["refused"] == "too_few_draws"
    assert open_["joint"]["shift"].keys() == {"mean", "first", "total", "first_se", "total_se"}
    for document in (sure, open_):
        SCHEMA.validate(document)
        SCHEMA.validate(discreet(document))


def test_refusals_name_judges_and_entries_by_their_codes() -> None:
    """No reader knows the seventh judge of the file; where a gap is refused, the lenses that take gaps are named."""
    file = panel()
    file["ballots"] = [one for one in file["ballots"] if (one["judge"], one["entry"]) != ("J3", "T2")]
    reason = diagnose(scoring.read_round(file))["agreement"]["total"]["icc"]["refused"]
    assert reason.startswith("the mark of judge J3 for entry T2: ")
    assert "alpha and the lens generalizability take gaps" in reason
    assert reason.endswith("[absent]")


def test_parts_of_a_panel_are_named_by_their_codes() -> None:
    """Two halves that no judge links, each by who judged whom."""
    file = panel()
    sides = {"J1": ("T1", "T2", "T3"), "J2": ("T1", "T2", "T3"), "J3": ("T4", "T5", "T6"), "J4": ("T4", "T5", "T6")}
    file["judges"] = file["judges"][:4]
    file["ballots"] = [one for one in file["ballots"] if one["entry"] in sides.get(one["judge"], ())]
    document = diagnose(scoring.read_round(file))
    for reason in (document["refused"]["rank_sets"], document["severity"]["total"]["refused"]):
        assert "J1, J2 with T1, T2, T3; J3, J4 with T4, T5, T6" in reason
        assert reason.endswith("[disconnected]")


def test_a_lens_that_breaks_down_leaves_the_others() -> None:
    """What numpy cannot solve is a reason like any other."""
    view = View.of(scoring.read_round(panel()), 1)
    found, reason = looked_through(lambda _view: np.linalg.inv(np.zeros((2, 2))), view)
    assert found is None
    assert reason is not None
    assert "Singular matrix" in reason
    assert reason.endswith("[no_answer]")


def test_the_command_prints_the_second_document(tmp_path: Path) -> None:
    """--diagnostics writes it, and a refusal writes nothing."""
    source, target = tmp_path / "round.json", tmp_path / "diagnostics.json"
    source.write_text(json.dumps(panel()), encoding="utf-8")
    run = CliRunner().invoke(score, [str(source), "--diagnostics", "--quota", "2", "--output", str(target)])
    assert run.exit_code == 0, run.output
    assert json.loads(target.read_text(encoding="utf-8"))["format"] == "pingxuan-diagnostics/1"
    source.write_text("{}", encoding="utf-8")
    target.unlink()
    assert CliRunner().invoke(score, [str(source), "--diagnostics", "--output", str(target)]).exit_code == 2
    assert not target.exists()


def test_who_can_never_be_first_never_is_in_any_draw() -> None:
    """What linear programming rules out no draw of weights shows, and wider bounds only let more in."""
    document = diagnose(scoring.read_round(golden("tie_chain_to_lot")), quota=2)
    assert len(document["best_case"]) == len(document["entries"])
    for entry, case in document["best_case"].items():
        assert case["any"]["can_be_first"] or not case["nearby"]["can_be_first"]
        assert case["any"]["can_be_first"] or document["weight_robustness"][entry]["first"] == "0"


def test_resamples_share_out_the_first_place() -> None:
    """All 126 panels that five judges can give, the first place shared to the whole among the entries."""
    found = diagnose(scoring.read_round(panel()))["resamples"]
    assert found["panels"] == 126
    assert sum(float(share) for share in found["first"].values()) == pytest.approx(1, abs=1e-5)
    assert all(float(found["se"][entry]) < float(error) for entry, error in found["jackknife_se"].items())


def test_one_articulation_judge_is_named() -> None:
    """A judge whose absence would part the panel in two is the one who marked on both sides."""
    file = panel()
    sides = {"J1": ("T1", "T2", "T3"), "J2": ("T1", "T2", "T3"), "J4": ("T4", "T5", "T6"), "J5": ("T4", "T5", "T6")}
    file["ballots"] = [one for one in file["ballots"] if one["entry"] in sides.get(one["judge"], (one["entry"],))]
    found = diagnose(scoring.read_round(file))["design"]
    assert (found["parts"], found["articulation"]) == (1, ["J3"])


def test_nothing_handed_out_where_marks_are_withheld_names_a_judge() -> None:
    """No code of a judge stands anywhere in the discreet document, whatever lens made it."""
    file = panel()
    file["judges"] = [{"code": f"judge-{one['code']}"} for one in file["judges"]]
    file["ballots"] = [{**one, "judge": f"judge-{one['judge']}"} for one in file["ballots"]]
    whole = diagnose(scoring.read_round(file), quota=2)
    assert "judge-J1" in json.dumps(whole["collusion"])
    assert "judge-J" not in json.dumps(discreet(whole))
