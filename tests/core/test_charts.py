"""Charts: what our specifications may hold, what a drawing is made of, and what happens when none can be made."""

import json
import os
import re
import signal
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from competition.core import chart_kinds, charts
from competition.core.chart_drawing import Drawing, Undrawn, drawing
from competition.core.chart_kinds import Bar, Dot
from competition.core.clock import SystemClock
from competition.core.database import Database
from competition.core.migrations import steps

SPECS = sorted(charts.SPECS.glob("*.json"))
POINTS = [(Decimal(x), Decimal(y)) for x, y in ((0, 0), (5, 60), (10, 70), (50, 80), (100, 90), (200, 100))]
ONE_BAR: dict[str, Any] = {
    "mark": "bar",
    "data": {"values": [{"a": 1}]},
    "encoding": {"x": {"field": "a", "type": "quantitative"}},
}


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """A new database with the core's tables."""
    database = Database(tmp_path / "core.db", clock=SystemClock())
    with database.schema() as schema:
        steps.apply(schema)
    yield database
    database.close()


def parts(of: Any) -> Iterator[tuple[str, Any]]:
    """Every key with its value, however deep."""
    for key, value in of.items() if isinstance(of, dict) else enumerate(of):
        if isinstance(key, str):
            yield key, value
        if isinstance(value, (dict, list)):
            yield from parts(value)


def piecewise(db: Database, **changed: Any) -> chart_kinds.Chart:
    asked: dict[str, Any] = {
        "language": "zh", "title": "营业收入，亿元", "described": "23.4 亿元得 73.35 分",
        "figure": (Decimal("23.4"), Decimal("73.35")), "figure_label": "23.4 亿元 → 73.35 分",
    }  # fmt: skip
    return chart_kinds.piecewise(db, POINTS, **asked | changed)


@pytest.mark.parametrize("spec", SPECS, ids=lambda path: path.stem)
def test_no_specification_reaches_outside(spec: Path) -> None:
    """Ours hold no address, link, picture or data of their own: what is drawn are the rows that are handed in."""
    found = list(parts(json.loads(spec.read_text(encoding="utf-8"))))
    assert not {key for key, _ in found} & {"url", "href", "data", "datasets", "usermeta"}
    marks = [value if isinstance(value, str) else value["type"] for key, value in found if key == "mark"]
    assert not set(marks) - {"bar", "line", "point", "rule", "text", "rect"}
    assert "http" not in spec.read_text(encoding="utf-8")


def test_a_drawing_keeps_a_strict_content_policy(db: Database) -> None:
    """No style, script, link or picture stands in the SVG; colours are the page's own tokens; it has one name."""
    chart = piecewise(db)
    for svg in (chart.wide, chart.narrow):
        assert svg is not None
        assert not re.search(r"style=|<style|<script|href=|<image|<foreignObject|\son\w+=", svg)
        assert "var(--ink-2)" in svg
        assert svg.count("aria-label=") == 1
        assert 'class="drawn" role="img" aria-label="23.4 亿元得 73.35 分"' in svg
        assert "得分" in svg


def test_texts_are_escaped(db: Database) -> None:
    """A name with markup in it stays a name."""
    (bar,) = [Bar('<b onclick="x">&镇', (Decimal(50),) * 2, "100.00")]
    svg = chart_kinds.dimensions(db, [bar], language="zh", marks="特规", described='"><script>').wide
    assert svg is not None
    assert "<b" not in svg
    assert "<script" not in svg


def test_a_chart_is_drawn_once_and_the_same_again(db: Database) -> None:
    """The second reading finds the stored drawing; drawing it anew gives the same bytes."""
    first = piecewise(db)
    assert db.value("SELECT count(*) FROM chart") == 2
    assert piecewise(db) == first
    assert db.value("SELECT count(*) FROM chart") == 2
    assert piecewise(db, language="en") != first


def test_a_picture_of_each_kind_can_be_had(db: Database) -> None:
    """The strip shows dropped marks hollow and the flagged one with its label; the dimensions show each total."""
    dots = [Dot(Decimal(81)), Dot(Decimal("81.5")), Dot(Decimal(86), dropped=True)]
    dots.append(Dot(Decimal("74.5"), dropped=True, flagged=True, label="专家F 74.5"))
    strip = chart_kinds.strip(
        db, dots, language="zh", title="分", described="x", mean=Decimal("83.07"), mean_label="平均83.07",
        band=(Decimal("74.7"), Decimal("91.3")), band_label="10%以内",
    )  # fmt: skip
    assert strip.wide is not None
    assert strip.wide.count("stroke-dasharray") == 2
    assert "专家F 74.5" in strip.wide
    bars = [Bar("云川法兰", tuple(map(Decimal, ("18.6", "23.75", "17", "16.8", "13.13"))), "89.28")]
    stacked = chart_kinds.dimensions(db, bars, language="zh", marks="特规创服环", described="x")
    assert stacked.narrow is not None
    assert all(word in stacked.narrow for word in ("云川法兰", "89.28", *"特规创服环"))


def test_room_for_han_labels_is_reckoned_not_measured(db: Database) -> None:
    """The axis keeps one em a character, whether or not the machine has a Chinese font."""
    rows = [{"kind": "part", "name": "八个汉字的专业镇", "low": 0, "high": 1}]
    spec = charts.specification("dimensions", rows, language="zh", width=300, dimensions=[], x_domain=[0, 1])
    assert spec["encoding"]["y"]["axis"]["minExtent"] == spec["encoding"]["y"]["axis"]["maxExtent"] == 8 * 14


def test_a_chart_that_cannot_be_drawn_leaves_the_page_its_table(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two deaths of the drawing process give None, and nothing is stored."""
    monkeypatch.setattr("competition.core.chart_drawing._ROOT", Path("/nowhere"))
    monkeypatch.setenv("PYTHONPATH", "")
    monkeypatch.chdir("/")
    drawing.end()
    monkeypatch.setattr("sys.executable", "/bin/false")
    chart = piecewise(db)
    assert not chart
    assert (chart.wide, chart.narrow) == (None, None)
    assert db.value("SELECT count(*) FROM chart") == 0


def test_the_drawing_process_is_started_again_when_it_dies() -> None:
    """A killed child costs one drawing nothing but time."""
    pen = Drawing()
    try:
        first = pen.draw(ONE_BAR)
        assert pen._child is not None
        os.kill(pen._child.pid, signal.SIGKILL)
        assert pen.draw(ONE_BAR) == first
    finally:
        pen.end()


def test_a_bad_specification_harms_no_later_one() -> None:
    """The fault of one drawing is told, and the same process draws the next."""
    pen = Drawing()
    try:
        with pytest.raises(Undrawn):
            pen.draw({"mark": "no such mark", "data": {"url": "http://127.0.0.1/x.json"}})
        assert pen.draw(ONE_BAR).startswith("<svg")
    finally:
        pen.end()


def test_no_address_is_fetched() -> None:
    """A specification with an address is refused by the drawing process itself."""
    pen = Drawing()
    try:
        with pytest.raises(Undrawn):
            pen.draw({**ONE_BAR, "data": {"url": "http://127.0.0.1:1/rows.json"}})
    finally:
        pen.end()


def test_the_drawing_process_ends_with_its_input() -> None:
    """When the server is gone, so is its child."""
    pen = Drawing()
    pen.draw(ONE_BAR)
    child = pen._child
    assert child is not None
    assert child.stdin is not None
    child.stdin.close()
    assert child.wait(timeout=10) == 0
    assert child.stdout is not None
    child.stdout.close()
