"""The allocation sheet 资金分配表 as a workbook. Bank accounts are never held, so no column asks for them."""

from __future__ import annotations

from competition.awards.records import Proposal
from competition.core import spreadsheets
from competition.core.amounts import in_words, yuan
from competition.core.records import Text
from competition.core.spreadsheets import Column, Sheet
from competition.policy import service as policy
from competition.rounds.records import Round

ALLOCATION = Sheet(
    Text("资金分配表", "Allocation of funds"),
    (
        Column("number", Text("序号", "No."), kind="integer"),
        Column("enterprise", Text("企业", "Enterprise")),
        Column("uscc", Text("统一社会信用代码", "Unified social credit code")),
        Column("town", Text("专业镇", "Town")),
        Column("county", Text("县（市、区）", "County")),
        Column("rank", Text("名次", "Place"), kind="integer"),
        Column("ground", Text("依据", "Ground")),
        Column("amount", Text("金额（元）", "Amount (yuan)"), kind="number"),
        Column("words", Text("金额大写", "Amount in words")),
    ),
)


def allocation(proposal: Proposal, round_: Round, *, language: str) -> bytes:
    """The list of one version, with its sum, as .xlsx."""
    edition = policy.edition(proposal.listing.edition)
    rows: list[dict[str, str | int | None]] = [
        {
            "number": award.number,
            "enterprise": award.enterprise.within(language),
            "uscc": award.uscc,
            "town": award.town.within(language),
            "county": award.county.within(language),
            "rank": award.rank,
            "ground": f"{edition.number} {award.source.within(language)}",
            "amount": str(yuan(award.amount_fen)),
            "words": in_words(award.amount_fen),
        }
        for award in proposal.awards
    ]
    total = Text("合计", "Total").within(language)
    last = {"enterprise": total, "amount": str(yuan(proposal.total_fen)), "words": in_words(proposal.total_fen)}
    return spreadsheets.write(ALLOCATION, [*rows, last], language=language, sample=round_.sample)
