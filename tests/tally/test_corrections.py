"""Marks corrected for severity: every page that shows marks says what they were corrected by, to be redone by hand."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from html import unescape
from typing import Any

import openpyxl
import pytest
from flask import Flask

from competition.core.database import Database
from competition.tally import service
from competition.tally.pages import method_lines
from competition.tally.records import Fate
from tests.tally.scene import CODE, JUDGES, Scene, build, sign_in, tree

BASE = f"/rounds/{CODE}/tally"
UNEVEN = {
    "T01": ("88", "92.5", "89", "91", "84"),
    "T02": ("80", "86", "81", "83", "75.5"),
    "T03": ("78", "83", "80", "81", "74"),
    "T04": ("70", "77", "72", "73", "66"),
}
GAPS = {"赵": "T04", "钱": "T03"}


def corrected(database: Database, rule: str = "shrunken", scope: str = "indicator", **more: Any) -> Scene:
    """A round with gaps in its panels whose rules correct for severity, with its tally made."""
    panel = {"combine": "trimmed_mean", "trim": 1, "trim_from": 5, "scope": scope}
    rules = {"method": {"severity": rule, "panel": panel}, **more.pop("rules", {})}
    scene = build(database, marks=UNEVEN, recused=GAPS, rules=rules, **more)
    service.tally(database, scene.actor("organizer"), scene.round)
    return scene


def thirtieths() -> Any:
    """The tree with B5 marked out of 30."""
    features, scale = tree()
    (leaf,) = scale.indicators
    bands = tuple(replace(band, low=band.low * 3 // 10, high=band.high * 3 // 10) for band in leaf.rubric)
    return features, replace(scale, indicators=(replace(leaf, scale_max=3000, rubric=bands),))


OUT_OF_30 = {
    "T01": ("27", "28", "26.5", "27", "25"),
    "T02": ("25", "26", "24", "25", "23"),
    "T03": ("24", "25", "23.5", "24", "22"),
    "T04": ("21", "22", "20", "21", "19.5"),
}


def words_of(page: str) -> str:
    """What a page says, one blank between words."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


@pytest.mark.parametrize("rule", ["additive", "shrunken"])
@pytest.mark.parametrize("scope", ["indicator", "judge_total"])
def test_an_explained_score_sums_up_to_the_last_decimal(database: Database, rule: str, scope: str) -> None:
    """Given, times 100/max, less the correction, is what counts; the sum of what counts, divided, is the score."""
    scene = corrected(database, rule, scope, b5=OUT_OF_30, rules={"dimensions": thirtieths()})
    effects = {one.code: one.effects for one in service.corrections(database, scene.round)}
    for entry in ("T01", "T02", "T03", "T04"):
        told = service.explain(database, scene.round, entry)
        workings = service.workings(database, scene.round, told)
        assert set(workings) == {"A4", "B5"}
        for step in (step for branch in told.dimensions for step in branch.indicators if step.marks):
            working, total, whole = workings[step.code], Fraction(0), Fraction(0)
            assert working.is_rounded is (step.code == "B5")
            for mark in (mark for mark in step.marks if mark.given is not None):
                one = working.marks[mark.judge]
                assert one.effect == effects[step.code][mark.judge]
                assert one.out_of == {"A4": None, "B5": "30"}[step.code]
                exact = Fraction(one.given) * 100 / Fraction(one.out_of or "100")
                assert abs(exact - Fraction(number(one.scaled))) < Fraction(1, 10**6)
                assert number(one.scaled) - one.effect == number(one.counts or "")
                total += (exact - Fraction(one.effect)) * Fraction(mark.share)
                whole += Fraction(mark.share)
            assert step.score is not None
            assert Fraction(step.score.exact) == total / whole
            assert number(working.mean) == Decimal(step.score.printed).quantize(Decimal("0.000001"))
            assert Fraction(working.n_counted) == whole
            assert abs(Fraction(number(working.total)) - total) < Fraction(1, 10**6)


def number(written: str) -> Decimal:
    """A number as a page writes it."""
    return Decimal(written.replace("−", "-"))


def test_corrections_are_those_of_the_result_file(database: Database) -> None:
    """Every digit of the stored result, in the order of the tree; none in a round that corrects nothing."""
    scene = corrected(database)
    stored = service.get_tally(database, scene.round).result["severity"]
    found = service.corrections(database, scene.round)
    assert [one.code for one in found] == ["A4", "B5"]
    for one in found:
        assert one.ratio == stored[one.code]["ratio"]
        assert {judge: str(effect) for judge, effect in one.effects.items()} == stored[one.code]["effects"]


def test_nothing_is_said_where_marks_count_as_given(app: Flask, database: Database) -> None:
    """No table, no second line under a mark, no sentence, no sheet."""
    scene = build(database)
    service.tally(database, scene.actor("organizer"), scene.round)
    assert service.corrections(database, scene.round) == ()
    assert service.workings(database, scene.round, service.explain(database, scene.round, "T01")) == {}
    client = sign_in(app, scene, "organizer")
    for address in ("/", "/marks", "/entries/T01", "/summary", "/firmness"):
        assert "orrect" not in words_of(client.get(BASE + address).text), address
    assert openpyxl.load_workbook(io.BytesIO(client.get(f"{BASE}/summary.xlsx").data)).sheetnames[1:] == ["A4", "B5"]


@pytest.mark.parametrize(
    ("language", "sentence", "sign"),
    [
        ("zh", "每个分先校正", "+ 是评委在同样的镇上打得比别人高，减下来"),
        ("en", "each mark is corrected by part of what its judge gives", "+ is taken off a judge who marks higher"),
    ],
)
def test_the_result_page_prints_every_correction(
    app: Flask, database: Database, language: str, sentence: str, sign: str
) -> None:
    """Judges by indicators with six decimals and their sign, the ratio below, and in words what the sign means."""
    scene = corrected(database)
    page = words_of(sign_in(app, scene, "organizer", language=language).get(f"{BASE}/").text)
    assert sentence in page
    assert sign in page
    for one in service.corrections(database, scene.round):
        assert str(one.ratio) in page
        for effect in one.effects.values():
            assert f"{'+' if effect > 0 else '−'}{abs(effect):.6f}" in page


def test_full_correction_has_no_ratio(app: Flask, database: Database) -> None:
    """Additive corrections stand without a row of ratios."""
    scene = corrected(database, "additive")
    page = sign_in(app, scene, "auditor").get(f"{BASE}/").text
    assert "Ratio" not in page
    assert [sum(one.effects.values()) for one in service.corrections(database, scene.round)] == pytest.approx(
        [0, 0], abs=1e-5
    )


def test_marks_stand_as_given_and_as_corrected(app: Flask, database: Database) -> None:
    """Below a mark stands what counts; what is dropped is highest or lowest among these and struck in both."""
    scene = corrected(database)
    (first, *_others) = service.mark_tables(database, scene.round)
    row = next(row for row in first.rows if row.entry == "T01")
    by_fate = {cell.fate: cell.corrected for cell in row.cells}
    values = [cell.corrected for cell in row.cells if cell.corrected is not None]
    assert (by_fate[Fate.LOWEST], by_fate[Fate.HIGHEST]) == (min(values), max(values))
    page = sign_in(app, scene, "organizer").get(f"{BASE}/marks").text
    assert f"<del>{by_fate[Fate.LOWEST]:.2f}</del>" in page
    assert "the highest and lowest are dropped among these" in page
    assert "what it counts" in page


def test_judges_left_out_are_seen_from_the_marks_as_given(app: Flask, database: Database) -> None:
    """Where whole judges are left out, the page of marks says which marks decide."""
    scene = corrected(database, scope="judge_total")
    client = sign_in(app, scene, "organizer")
    assert "which judges are left out is seen from the marks as given" in client.get(f"{BASE}/marks").text
    assert "Which judges are left out is seen from the marks as given." in client.get(f"{BASE}/").text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_explanation_is_a_sum_on_the_page(app: Flask, database: Database, language: str) -> None:
    """Mark, correction, corrected mark, what is dropped, sum, number and mean, each as it would be written by hand."""
    scene = corrected(database, b5=OUT_OF_30, rules={"dimensions": thirtieths()})
    page = words_of(sign_in(app, scene, "organizer", language=language).get(f"{BASE}/entries/T01").text)
    told = service.explain(database, scene.round, "T01")
    for working in service.workings(database, scene.round, told).values():
        for judge, one in working.marks.items():
            assert one.effect is not None
            step = f"× 100/30 = {one.scaled} " if one.out_of else ""
            sign = "+" if one.effect < 0 else "−"
            assert f"{judge} {one.given} {step}{sign} {abs(one.effect):.6f} = {one.counts}" in page
        assert working.total in page
        assert f"{working.ratio}" in page
    assert {"zh": "除不尽的写到六位小数", "en": "What does not end is shown to six decimals"}[language] in page


def test_a_scale_that_does_not_end_at_a_hundred_is_a_step_of_its_own(app: Flask, database: Database) -> None:
    """Also where nothing is corrected: 27 of 30 is 90 of 100."""
    scene = build(database, b5=OUT_OF_30, rules={"dimensions": thirtieths()})
    service.tally(database, scene.actor("organizer"), scene.round)
    page = words_of(sign_in(app, scene, "organizer").get(f"{BASE}/entries/T01").text)
    assert "27.0 × 100/30 = 90.000000" in page
    assert set(service.workings(database, scene.round, service.explain(database, scene.round, "T01"))) == {"B5"}


def test_the_spreadsheet_has_a_sheet_of_corrections(app: Flask, database: Database) -> None:
    """Numbers and no formulas; every sheet of marks gives them as given and below as corrected."""
    scene = corrected(database)
    answer = sign_in(app, scene, "organizer").get(f"{BASE}/summary.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    found = service.corrections(database, scene.round)
    rows = {row[0]: row[1:3] for row in book["Corrections"].iter_rows(values_only=True)}
    for judge in found[0].effects:
        assert rows[judge] == tuple(float(one.effects[judge]) for one in found)
    assert rows["Ratio"] == tuple(float(str(one.ratio)) for one in found)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    (table, _b5) = service.mark_tables(database, scene.round)
    texts = [row[0] for row in book["A4"].iter_rows(values_only=True)]
    below = texts.index("The same marks as corrected") + 2
    values = next(book["A4"].iter_rows(min_row=below + 1, max_row=below + 1, values_only=True))
    assert values[1 : 1 + len(JUDGES)] == tuple(float(str(cell.corrected)) for cell in table.rows[0].cells)


def test_the_method_line_names_the_correction() -> None:
    """One sentence more, and none where marks count as given."""
    method: dict[str, Any] = {
        "panel": {"combine": "mean", "trim": 1, "trim_from": 5, "scope": "indicator"},
        "rounding": {"mode": "half_up", "places": 2, "at": ["total"]}, "ties": [],
    }  # fmt: skip
    lines = {rule: method_lines({**method, "severity": rule})[0] for rule in ("none", "additive", "shrunken")}
    assert lines["additive"].startswith(lines["none"])
    assert len({*lines.values()}) == 3
