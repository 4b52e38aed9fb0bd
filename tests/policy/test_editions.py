"""The edition files say what the issued policy says, and what the project's tables took from it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from competition.core.errors import NotFound
from competition.core.records import Text
from competition.policy import service, store
from competition.policy.records import Computable, Edition

SHARED = Path(__file__).resolve().parents[3] / "shared"
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def edition() -> Edition:
    """The policy that the first rounds rest on."""
    return service.edition("xz-2022-81")


def shared(name: str) -> Path:
    """A file beside the checkout; the test is skipped, visibly, where it is not there."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{path} is not here")
    return path


def told(text: Text) -> Iterator[str]:
    """Both languages of a text that says anything."""
    if text.zh:
        yield from (text.zh, text.en)


def test_the_edition_carries_its_number_and_dates(edition: Edition) -> None:
    """Number, title, issue and validity stand as the policy gives them."""
    assert edition.number == "忻政办发〔2022〕81号"
    assert edition.title.zh == "忻州市支持专业镇高质量发展若干政策"
    assert (str(edition.issued_on), str(edition.first_day), str(edition.last_day)) == (
        "2022-12-22", "2022-12-22", "2025-12-22",
    )  # fmt: skip


def test_five_dimensions_and_five_tiers(edition: Edition) -> None:
    """Article 2 names five aspects, article 1 five tiers of revenue."""
    assert [aspect.title.en for aspect in edition.dimensions] == [
        "Features", "Scale", "Innovation", "Services", "Environment",
    ]  # fmt: skip
    assert "".join(aspect.mark for aspect in edition.dimensions) == "特规创服环"
    assert [tier.at_least for tier in edition.tiers] == [Decimal(n) for n in (5, 10, 50, 100, 200)]


def test_the_contest_award_is_article_four(edition: Edition) -> None:
    """200,000 yuan every two years, with the article's number in both languages."""
    rule = service.award_rule(edition, "R04")
    assert (rule.amount_fen, rule.frequency_years) == (20_000_000, 2)
    article = edition.article(rule.article)
    assert article.label == Text("第四条", "Article 4")
    assert "20万元资金奖励" in article.quote.zh
    assert "200,000 yuan" in article.quote.en


def test_articles_are_quoted_word_for_word(edition: Edition) -> None:
    """Every Chinese quotation stands in the issued text, blanks aside."""
    issued = re.sub(r"\s+", "", shared("policy/xinzhou-2022-81.zh.txt").read_text("utf-8"))
    assert [article.number for article in edition.articles if article.quote.zh not in issued] == []


def test_every_rule_of_the_table_is_in_the_edition(edition: Edition) -> None:
    """All 38 rows are there, with subject, condition, amount and what they leave open unchanged."""
    with shared("data/policy_rules.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    assert len(table) == 38
    assert [
        (
            rule.code,
            rule.subject.zh,
            rule.trigger.zh,
            rule.condition.zh,
            rule.formula.zh,
            rule.amount,
            rule.ambiguity.zh,
        )
        for rule in edition.rules
    ] == [
        tuple(
            row[name]
            for name in ("rule_id", "subject", "trigger", "condition", "formula", "amount_or_rate", "ambiguity")
        )
        for row in table
    ]
    assert all(row["computable"].startswith(rule.computable) for rule, row in zip(edition.rules, table, strict=True))


def test_every_rule_names_an_article_and_known_departments(edition: Edition) -> None:
    """No rule points at an article or a department that the edition does not hold."""
    bodies = {body.code for body in edition.departments}
    for rule in edition.rules:
        assert edition.article(rule.article)
        assert set(rule.departments) <= bodies
        assert rule.computable in Computable


def test_awards_agree_with_their_rules(edition: Edition) -> None:
    """An award rule grants the sum or rate that the rule of the same code states, under the same article."""
    rules = {rule.code: rule for rule in edition.rules}
    for award in edition.awards:
        rule = rules[award.code]
        assert award.article == rule.article
        if award.amount_fen is not None:
            assert Decimal(rule.amount or "300") * 100 == award.amount_fen
        if award.rate is not None:
            assert Decimal(rule.amount) == award.rate


def test_everything_said_has_english(edition: Edition) -> None:
    """No text of the edition or its tree is left without English, and no English holds Chinese."""
    texts = [edition.title, edition.issuer, edition.validity_note]
    for rule in edition.rules:
        texts += [rule.subject, rule.trigger, rule.condition, rule.formula, rule.unit, rule.cap, rule.ambiguity]
    for article in edition.articles:
        texts += [article.label, article.title, article.quote]
    for text in texts:
        assert all(told(text)), text
        assert not HAN.search(text.en), text


def test_the_default_tree_is_the_one_of_the_table() -> None:
    """24 indicators, weights 100, 68 measured and 32 judged; weights, anchors and units as the table gives them."""
    leaves = [leaf for branch in service.template("xz-2022-81")["dimensions"] for leaf in branch["indicators"]]
    weights = {kind: sum(int(it["weight"]) for it in leaves if it["kind"] == kind) for kind in ("measured", "judged")}
    assert (len(leaves), weights) == (24, {"measured": 68, "judged": 32})
    with shared("data/default_criteria_tree.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    for leaf, row in zip(leaves, table, strict=True):
        assert (leaf["code"], leaf["title"]["zh"], leaf["weight"], leaf["unit"], leaf["measure"]["zh"]) == (
            row["code"], row["indicator"], row["weight"], row["unit"], row["measure_or_rubric"],
        )  # fmt: skip
        if row["normalisation"] == "piecewise":
            anchors = ";".join(":".join(point) for point in leaf["normalize"]["points"])
            assert anchors == row["anchors"]


def test_every_judged_indicator_has_five_bands_in_both_languages() -> None:
    """优良中一般差 from 100 down to 0 without a gap, each with one line in Chinese and English."""
    for branch in service.template("xz-2022-81")["dimensions"]:
        for leaf in branch["indicators"]:
            if leaf["kind"] == "measured":
                continue
            bands = leaf["rubric"]
            assert [band["title"]["zh"] for band in bands] == ["优", "良", "中", "一般", "差"]
            assert [(band["low"], band["high"]) for band in bands] == [
                ("90", "100"), ("80", "90"), ("70", "80"), ("60", "70"), ("0", "60"),
            ]  # fmt: skip
            assert len({band["text"]["zh"] for band in bands}) == 5
            assert all(band["text"]["en"] for band in bands)


def test_a_template_is_handed_out_fresh() -> None:
    """Changing the tree that was handed out changes nobody else's."""
    service.template("xz-2022-81")["dimensions"].clear()
    assert len(service.template("xz-2022-81")["dimensions"]) == 5


def test_an_unknown_code_is_not_found() -> None:
    """Editions, templates and awards that do not exist are refused by name."""
    for asked in (service.edition, service.template):
        with pytest.raises(NotFound):
            asked("xz-1999-1")


def test_a_misspelled_key_is_refused(edition: Edition) -> None:
    """An edition file with a key nobody reads never comes into force."""
    with pytest.raises(store.Misread, match="valid_untill"):
        store.edition({"format": "pingxuan-edition/1", "code": "x", "valid_untill": "2030-01-01"})
