"""The public result: stored rows as a page, as JSON and as a table; nothing early, and no judge in it."""

import csv
import io
import json
from datetime import date
from itertools import product

import pytest
from flask import Flask
from flask.testing import FlaskClient

from competition.core.clock import FixedClock
from competition.core.database import Database, write
from competition.core.records import Text
from competition.entries import service as entries
from competition.publication import content, method, service, tables
from competition.publication.records import Kind, Published
from competition.rounds.records import Phase
from competition.tally import service as tally
from tests.awards.doors import enter
from tests.awards.hall import Firm, build, propose
from tests.publication.stage import approved, at, posted, published, record
from tests.tally import scene as tallied
from tests.tally.scene import CODE, JUDGES, Scene

PAGE = f"/results/{CODE}"
PUBLIC = (PAGE, f"{PAGE}/indicators", f"{PAGE}/result.json", f"{PAGE}/standings.csv", f"{PAGE}/notices/1", "/")


def read(client: FlaskClient, path: str, language: str = "zh") -> str:
    return client.get(f"{path}?lang={language}").get_data(as_text=True)


def shown(scene: Scene) -> Published:
    found = service.result(scene.db, scene.round).shown
    assert found is not None
    return found


def test_before_the_result_the_page_says_when(database: Database, client: FlaskClient) -> None:
    """In scoring nothing is known yet: the page answers 200 with the first day on which a result can come."""
    tallied.build(database, phase=Phase.SCORING)
    page = read(client, PAGE)
    assert "结果还没有公布" in page
    assert "最早2025年11月11日公布" in page
    for path in ("/result.json", "/standings.csv", "/indicators"):
        assert client.get(PAGE + path).status_code == 404
    assert client.get("/results/nonsense").status_code == 404


def test_a_round_in_review_shows_no_place(database: Database, client: FlaskClient) -> None:
    """Tally and list are made, but nothing is posted: not a name of the list, not a total is public."""
    scene = approved(database)
    scene.enter(Phase.PUBLICITY)
    total = tally.standings(database, scene.round)[0].total
    for path in (PAGE, "/"):
        page = read(client, path)
        assert "T01甲公司" not in page
        assert total not in page


def test_in_publicity_the_list_is_shown_with_its_days_and_the_way_to_object(
    database: Database, client: FlaskClient
) -> None:
    """The list as proposed, until when, and where to object; the seal is not set."""
    scene, _notice = posted(database)
    page = read(client, PAGE)
    for said in (
        "云川法兰列第 1 名", "2 家企业拟入选", "2025年11月4日", "2025年11月10日", f"/rounds/{CODE}/objection",
        "seal-pending", "T01甲公司", "主营收入 23.41 亿元", "200,000", "肆拾万元整",
        shown(scene).content["method"]["zh"],
    ):  # fmt: skip
        assert said in page
    assert "seal-solid" not in page


def test_after_the_period_nobody_is_sent_to_object(database: Database, client: FlaskClient, clock: FixedClock) -> None:
    """The period over and the result not out: the page says so and offers no objection."""
    posted(database)
    at(clock, date(2025, 11, 11))
    page = read(client, PAGE)
    assert "已满" in page
    assert f"/rounds/{CODE}/objection" not in page


def test_the_published_page_has_seal_digits_and_documents(
    database: Database, client: FlaskClient, clock: FixedClock
) -> None:
    """Seal, both notices, and the red line with its words after the last town inside the quota."""
    published(database, clock)
    page = read(client, PAGE)
    for said in ("seal-solid", "以上 2 镇各推出一家领军企业（名额 2，第四条）", "notices/1.docx", "notices/2.docx"):
        assert said in page
    assert page.index("青禾黄酒") < page.index("award-line") < page.index("南河铸造")


def test_the_json_is_the_stored_result(database: Database, client: FlaskClient, clock: FixedClock) -> None:
    """The file anyone downloads is the tally's own, to the last key; its digests are the page's."""
    scene, _notice = published(database, clock)
    stored = tally.get_tally(database, scene.round, 1)
    assert json.loads(read(client, f"{PAGE}/result.json")) == stored.result
    held = shown(scene)
    assert held.result_digest == stored.result_digest == held.content["tally"]["result_digest"]


def test_the_page_is_read_from_the_stored_row(database: Database, clock: FixedClock) -> None:
    """Places, totals and scores of the stored content are those of the one standings function."""
    scene, _notice = published(database, clock)
    rows = [(row["rank"], row["entry"], row["total"], row["dimensions"]) for row in shown(scene).content["standings"]]
    assert rows == [
        (one.rank, one.entry, one.total, dict(one.dimensions)) for one in tally.standings(database, scene.round)
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_page_names_a_judge_or_a_mark(
    database: Database, client: FlaskClient, clock: FixedClock, language: str
) -> None:
    """Neither account nor pseudonym nor any single mark stands on anything the public gets."""
    scene, _notice = published(database, clock, marks={"T01": ("93.5", "90", "89", "91", "86.5")})
    for path in PUBLIC:
        page = read(client, path, language)
        for hidden in ("93.5", "86.5", *scene.by_seat.values(), *(scene.actor(name).tag for name in JUDGES)):
            assert f">{hidden}<" not in page, path
            assert f'"{hidden}"' not in page, path
        assert "93.5" not in page


def test_a_town_left_out_has_status_words_and_no_score(database: Database, client: FlaskClient) -> None:
    """An excluded town stands below the table with its status alone, and its total is on no page."""
    scene = build(database)
    with write(database) as tx:
        entry = entries.entry(tx, scene.round, "T02")
        entries.exclude(tx, scene.actor("organizer"), scene.round, entry, case="C1", reason="查实")
    tally.tally(database, scene.actor("organizer"), scene.round, reason="按裁定")
    record(scene)
    propose(scene)
    scene.enter(Phase.PUBLICITY)
    service.post_publicity(database, scene.actor("organizer"), scene.round)
    total = tally.unranked(database, scene.round)[0].total
    page = read(client, PAGE)
    assert "青禾黄酒（不符合条件）" in page
    assert total
    assert total not in page
    assert "青禾黄酒" not in read(client, f"{PAGE}/standings.csv")


def test_a_place_in_the_quota_without_a_name_is_told(database: Database, client: FlaskClient) -> None:
    """A town within the quota that named nobody stands below the list with the reason."""
    posted(database, nominees={"T02": [Firm("乙", ineligible="环境事故")]})
    page = read(client, PAGE)
    assert "提名企业都不合格" in page
    assert "其中 1 镇没有推出企业" in page


def test_a_tie_is_told_in_the_row(database: Database, client: FlaskClient) -> None:
    """Two towns with one total: what parted them, or that they share the place, stands beside their names."""
    same = ("60", "61", "62", "63", "64")
    posted(database, marks={"T03": same, "T04": same})
    assert read(client, PAGE).count("名次并列") == 2


def test_the_table_holds_no_formula(database: Database, clock: FixedClock) -> None:
    """A town called like a formula is written as text, and numbers stay numbers."""
    scene, _notice = published(database, clock)
    held = shown(scene).content
    bad = {"name": {"zh": '=HYPERLINK("http://x")', "en": "@SUM(A1)"}, "county": {"zh": "-1+1", "en": "\t=1"}}
    told = {**held, "standings": [{**row, **bad} for row in held["standings"]]}
    for language in ("zh", "en"):
        rows = list(csv.reader(io.StringIO(tables.standings_csv(told, language).decode("utf-8-sig"))))
        assert len(rows) == 5
        for row in rows[1:]:
            assert [cell[0] for cell in row[2:4]] == ["'", "'"]
            assert float(row[4]) > 0
    assert rows[0][:5] == ["Place", "Code", "Town", "County", "Total"]


def test_the_method_fits_150_characters(database: Database) -> None:
    """Whatever the rules say, the method stays within 150 characters and says where it trims and rounds."""
    scene = approved(database)
    scene.enter(Phase.PUBLICITY)
    ground = service.draw(database, scene.round, Kind.PUBLICITY).ground
    plain = method.told(ground).zh
    assert "满5个分时去掉最高、最低各1个" in plain
    assert "只在总分取2位小数，四舍五入" in plain
    stages = (["total"], ["panel", "weighted", "dimension", "total"])
    for rounded, scope, aggregate, severity in product(
        stages, ("indicator", "judge_total"), method.MEANS, ("none", "additive", "shrunken")
    ):
        file = dict(ground.tally.round)
        file["method"] = {
            **file["method"], "aggregate": aggregate, "severity": severity,
            "rounding": {"at": rounded, "places": 2, "mode": "half_even"},
            "panel": {"combine": "trimmed_mean", "scope": scope, "trim": 2, "trim_from": 10},
        }  # fmt: skip
        said = method.told_of(file, ground.rules, n_ranked=100, n_judges=21).zh
        assert len(said) <= method.LONGEST, said
        assert ("校正宽严" in said) is (severity != "none")
        assert ("原总分" in said) is (severity != "none" and scope == "judge_total")


def test_bars_are_out_of_a_hundred() -> None:
    """A dimension's weighted points are shown as a share of what it could reach, rounded half up."""
    file = {
        "method": {"aggregate": "arithmetic", "weighting": "percent"},
        "criteria": [{"code": "A", "indicators": [{"weight": "12.5"}, {"weight": "7.5"}]}],
    }
    whole = content.full_marks(file)["A"]
    assert [content.share(points, whole) for points in ("20", "12.1", "0")] == ["100", "61", "0"]
    averaged = {**file, "method": {"aggregate": "geometric", "weighting": "percent"}}
    assert content.share("87.5", content.full_marks(averaged)["A"]) == "88"
    factors = {**file, "method": {"aggregate": "arithmetic", "weighting": "factor"}}
    assert content.share("1000", content.full_marks(factors)["A"]) == "50"


@pytest.mark.parametrize(("mode", "written"), [("half_up", "70.13"), ("half_even", "70.12")])
def test_scores_are_rounded_for_reading_as_the_rules_round(
    database: Database, client: FlaskClient, mode: str, written: str
) -> None:
    """A score of 70.125 is shown as the round's own rule rounds it, and stands unrounded in the table."""
    method_ = {"rounding": {"mode": mode, "places": 2, "at": ["total"]}}
    posted(database, figures={"T01": "70.125"}, rules={"method": method_})
    page = read(client, f"{PAGE}/indicators")
    assert f">{written}<" in page
    assert "70.125" not in page
    assert "70.125" in read(client, f"{PAGE}/standings.csv")


def test_totals_have_the_places_of_their_rule(database: Database, client: FlaskClient) -> None:
    """Where the rules round to three places, three are shown, on the page and in the notice."""
    scene, _notice = posted(
        database, figures={"T01": "70.0125"},
        rules={"method": {"rounding": {"mode": "half_up", "places": 3, "at": ["total"]}}},
    )  # fmt: skip
    total = tally.standings(database, scene.round)[0].total
    assert total == "81.805"
    assert f">{total}<" in read(client, PAGE)


def test_a_reader_of_english_reads_english(database: Database, clock: FixedClock, client: FlaskClient) -> None:
    """The page speaks English; the notice stays in the Chinese it was posted in."""
    published(database, clock)
    page = read(client, PAGE, "en")
    assert "Town 1 comes first, 2 enterprises are named" in page
    assert "How it was judged" in page
    assert '<article class="paper" lang="zh-CN">' in read(client, f"{PAGE}/notices/1", "en")


def test_a_corrected_notice_points_to_the_new_one(database: Database, client: FlaskClient) -> None:
    """The old address stays readable and leads on; an unknown number is 404."""
    scene, _first = posted(database)
    service.post_publicity(database, scene.actor("organizer"), scene.round, reason="电话有误")
    assert f"{PAGE}/notices/2" in read(client, f"{PAGE}/notices/1")
    assert "已经更正" not in read(client, f"{PAGE}/notices/2")
    assert client.get(f"{PAGE}/notices/9").status_code == 404


def test_what_was_posted_stays_readable_while_the_list_is_reviewed_again(
    database: Database, client: FlaskClient
) -> None:
    """Back in review the page shows no place, says so, and keeps the notice."""
    scene, _notice = posted(database)
    scene.enter(Phase.ADJUDICATION, reason="异议成立")
    page = read(client, PAGE)
    assert "名单正在重新复核" in page
    assert "T01甲公司" not in page
    assert f"{PAGE}/notices/1" in page
    assert "T01甲公司" in read(client, f"{PAGE}/notices/1")


def test_a_notice_prints_with_digits_in_its_margin(database: Database, client: FlaskClient) -> None:
    """The margins are those of the standard, with check digits, page numbers and the sample tag, as a stylesheet."""
    posted(database)
    answer = client.get(f"{PAGE}/notices/1.css")
    assert answer.mimetype == "text/css"
    text = answer.get_data(as_text=True)
    for said in ("37mm 26mm 35mm 28mm", "规则校验码", "示例数据", "counter(page)"):
        assert said in text


def test_the_document_is_downloaded_under_its_name(database: Database, client: FlaskClient) -> None:
    """A .docx, its file named after round and kind."""
    posted(database)
    answer = client.get(f"{PAGE}/notices/1.docx")
    assert answer.data[:2] == b"PK"
    assert "%E5%85%AC%E7%A4%BA" in answer.headers["Content-Disposition"]


def test_files_are_kept_by_caches_for_the_public_alone(app: Flask, database: Database, client: FlaskClient) -> None:
    """Anyone's download may be kept for five seconds; what a session asked for is kept nowhere."""
    scene, _notice = posted(database)
    for path in ("result.json", "standings.csv", "notices/1.docx"):
        assert client.get(f"{PAGE}/{path}").headers["Cache-Control"] == "public, max-age=5"
        assert enter(app, scene, "organizer").get(f"{PAGE}/{path}").headers["Cache-Control"] == "no-store"


def test_stored_texts_keep_both_languages() -> None:
    """What is stored is told in the reader's language, in Chinese where the English is missing."""
    assert tables.said(content.texts(Text("镇", "")), "en") == "镇"
    assert tables.said(content.texts(Text("镇", "Town")), "en") == "Town"
