"""The rules in sentences: every way to a score, every method and every difference can be said in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from competition.app import create_app
from competition.core.records import Text
from competition.policy import service as policy
from competition.rounds import edits, service, telling
from competition.rounds.compare import differences
from competition.rounds.compare_words import FIELDS, lines
from competition.rounds.criteria import Direction, Kind
from competition.rounds.defaults import NORMALIZE
from competition.rounds.records import PublishMarks, Repeat, Rules
from competition.rounds.template import first_rules

HAN = ("一", "龥")


@pytest.fixture
def rules() -> Rules:
    """The first rules of a round, with a quota."""
    return replace(first_rules(1, policy.template("xz-2022-81")), quota=6)


@pytest.fixture(scope="module")
def speaker(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application, for its languages alone: nothing here touches a database."""
    return create_app({"TESTING": True}, instance=tmp_path_factory.mktemp("words") / "instance")


@pytest.fixture(params=["zh", "en"])
def language(speaker: Flask, request: pytest.FixtureRequest) -> Iterator[str]:
    """A page being made for a reader of this language."""
    with speaker.test_request_context(f"/?lang={request.param}"):
        yield request.param


def in_its_language(sentence: str, language: str) -> bool:
    """Whether the sentence has Han letters exactly when it should."""
    return any(HAN[0] <= letter <= HAN[1] for letter in sentence) == (language == "zh")


@pytest.mark.parametrize("by", NORMALIZE)
def test_every_way_to_a_score_can_be_said(rules: Rules, language: str, by: str) -> None:
    """Ten ways, each with its numbers in the sentence."""
    leaf = replace(rules.indicators[0], normalize=NORMALIZE[by], direction=Direction.LOWER, unit="%")
    said = telling.way_words(leaf)
    assert in_its_language(said, language)
    assert all(number in said for name, number in NORMALIZE[by].items() if isinstance(number, str) and name != "by")


def test_a_minus_is_a_minus_sign(rules: Rules, language: str) -> None:
    """B2 begins at −10, written with the sign that stands in print."""
    leaf = rules.indicator("B2")
    assert leaf is not None
    assert "−10" in telling.way_words(leaf)


@pytest.mark.parametrize("combine", ["mean", "median", "trimmed_mean", "judge_total"])
@pytest.mark.parametrize("aggregate", ["arithmetic", "geometric", "harmonic"])
def test_every_method_can_be_said(rules: Rules, language: str, combine: str, aggregate: str) -> None:
    """The panel, its severity, the total, rounding, gaps and ties each have a sentence without a gap."""
    scope = {"scope": "judge_total"} if combine == "judge_total" else {"combine": combine}
    method = {
        **rules.method, "panel": {**rules.method["panel"], **scope}, "aggregate": aggregate,
        "adjustments": {"low": "-2", "high": "1"}, "ties": ["judge_majority", "lot"], "missing": "floor",
    }  # fmt: skip
    told = dict(telling.method_words(replace(rules, method=method, lot_source="Lot 300")))
    assert len(told) == 7
    assert all(in_its_language(sentence, language) for sentence in told.values())
    assert any("−2" in sentence for sentence in told.values())
    assert any("Lot 300" in sentence for sentence in told.values())


@pytest.mark.parametrize("scope", ["indicator", "judge_total"])
def test_each_correction_for_severity_has_its_own_sentence(rules: Rules, language: str, scope: str) -> None:
    """Three rules, three sentences; where judges are left out by total, those that correct say on which marks."""
    found = []
    for severity in ("none", "additive", "shrunken"):
        panel = {**rules.method["panel"], "combine": "trimmed_mean", "scope": scope}
        found.append(telling.severity_words({**rules.method, "panel": panel, "severity": severity}))
    assert len(set(found)) == 3
    assert all(in_its_language(sentence, language) for sentence in found)
    as_given = ("按原分看", "marks as given")
    assert [any(words in sentence for words in as_given) for sentence in found[1:]] == [scope == "judge_total"] * 2


def test_a_changed_method_is_compared_in_the_words_of_its_form(rules: Rules, language: str) -> None:
    """Choices are told by their names, never by the codes of the file; numbers stay numbers."""
    other = {
        **rules.method, "panel": {"combine": "median", "trim": 2, "trim_from": 7, "scope": "judge_total"},
        "severity": "shrunken", "weighting": "factor", "aggregate": "harmonic", "missing": "exclude",
        "rounding": {"mode": "half_even", "places": 3, "at": ["panel", "total"]},
    }  # fmt: skip
    changed = replace(rules, method=other)
    told = lines(differences(rules, changed), rules, changed)
    assert len(told) == 11
    words = [value for line in told for value in (line.before, line.after) if not value.isdigit()]
    assert all(in_its_language(value, language) and "|" not in value and "_" not in value for value in words)


def test_level_totals_may_share_the_place(rules: Rules, language: str) -> None:
    """An empty chain is a rule too."""
    shared = telling.tie_words(replace(rules, method={**rules.method, "ties": []}))
    assert in_its_language(shared, language)


@pytest.mark.parametrize("repeat", Repeat)
@pytest.mark.parametrize("line", [None, 7050])
def test_every_award_setting_can_be_said(rules: Rules, language: str, repeat: Repeat, line: int | None) -> None:
    """Eight lines, the budget among them; a minimum line is printed to its decimal."""
    told = telling.award_words(replace(rules, repeat=repeat, minimum_line=line, publish_marks=PublishMarks.PSEUDONYMS))
    assert len(told) == 8
    assert all(in_its_language(sentence, language) for _heading, sentence in told)
    assert any("70.5" in sentence for _heading, sentence in told) == (line is not None)


def everything_changed(rules: Rules) -> Rules:
    """Rules that differ in a part of every kind."""
    leaf, judged = rules.indicator("B1"), rules.indicator("A4")
    assert leaf is not None
    assert judged is not None
    tree = edits.with_part(rules.dimensions, replace(
        leaf, weight=900, direction=Direction.LOWER, normalize=NORMALIZE["minmax"], unit="万元", basis=Text("另算"),
    ))  # fmt: skip
    tree = edits.with_part(tree, replace(judged, rubric=judged.rubric[1:], scale_step=100, evidence=Text("现场")))
    tree = edits.with_part(tree, replace(tree[4], title=Text("环境"), mark="境"))
    tree = edits.shift(edits.remove(tree, "D3"), "E2", -1)
    tree = edits.add_indicator(tree, replace(leaf, code="C6", dimension="C", kind=Kind.MEASURED))
    method = {**rules.method, "ties": ["indicator:B1", "lot"], "missing": "floor", "aggregate": "geometric"}
    award = {**rules.award, "order": ["growth", "revenue", "share"], "per_town": 2}
    return replace(
        rules, dimensions=tree, method=method, award=award, quota=5, minimum_line=7000, repeat=Repeat.ONCE,
        publish_marks=PublishMarks.PSEUDONYMS, budget_fen=100_000_000, lot_source="福彩3D",
    )  # fmt: skip


def test_every_difference_can_be_said(rules: Rules, language: str) -> None:
    """Each changed thing is one line with its place and name; what is absent is a dash."""
    changed = everything_changed(rules)
    found = differences(rules, changed)
    told = lines(found, rules, changed)
    assert len(told) == len(found) > 20
    assert all(line.where and line.what and line.before and line.after for line in told)
    added = next(line for line, change in zip(told, found, strict=True) if change.field == "added")
    assert (added.where[:2], added.before) == ("C6", "–")


def test_every_field_that_can_differ_has_a_name(rules: Rules) -> None:
    """A new setting without a name in the comparison fails here."""
    named = {change.field.partition(":")[0] for change in differences(rules, everything_changed(rules))} - {"order"}
    assert named <= FIELDS.keys()


def test_the_same_rules_have_no_difference(rules: Rules) -> None:
    """Comparing with itself finds nothing."""
    assert differences(rules, rules) == ()


@given(st.decimals(-50, 300, places=2), st.decimals(-50, 300, places=2))
def test_a_rising_ladder_never_lets_a_larger_figure_score_less(one: Decimal, other: Decimal) -> None:
    """Between the anchors of B1 the line rises, outside it is flat, and 23.4 亿元 is worth 73.35 as LOOK shows."""
    leaf = first_rules(1, policy.template("xz-2022-81")).indicator("B1")
    assert leaf is not None
    low, high = (service.converted(leaf, figure) for figure in sorted((one, other)))
    assert low is not None
    assert high is not None
    assert 0 <= low <= high <= 100
    assert service.converted(leaf, Decimal("23.4")) == Decimal("73.35")
