"""What the two notices say, in Chinese, in the order that such documents keep (DOMAIN 3).

公示: what it rests on and how it came about, the list, the period, how to object. 公布: the list with amounts, the
places of all towns, and what of it a reader can check. Numerals stand without spaces, as documents write them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from competition.core.amounts import in_words, plain, yuan
from competition.core.canonical import check_digits
from competition.core.documents import Block, Heading, Item, Notice, Paragraph, Table, han_date
from competition.publication.ground import Ground
from competition.rounds.records import PublishMarks

TEN_THOUSAND = 1_000_000
"""万元 in fen."""
CHECKED = {
    PublishMarks.NONE: (
        "按规则不公布评委打分，公众不能另行算出得分；可以核对校验码，归档后还可以核对公开包里的每个文件和日志。"
    ),
    PublishMarks.PSEUDONYMS: "评委打分以代号公布，任何人都可以下载评选数据文件重新计算，应得出同一个结果校验码。",
}
"""What a reader can check of a result, by what the rules publish of the marks."""


def publicity(ground: Ground, *, number: str = "", reason: str = "") -> Notice:
    """The notice 公示 of the list as proposed."""
    title = f"关于{ground.round.title.zh}\n{ground.award_title.zh}拟入选名单的公示"
    return _notice(ground, title + _again(ground), tuple(_publicity(ground, reason)), number=number,
                   label="规则校验码", digits=check_digits(ground.awards.listing.rules_digest))  # fmt: skip


def result(ground: Ground, *, number: str = "", addressee: str = "", reason: str = "") -> Notice:
    """The notice 公布 of the list as adopted."""
    title = f"关于公布{ground.round.title.zh}\n{ground.award_title.zh}名单的通知"
    return _notice(ground, title + _again(ground), tuple(_result(ground, reason)), number=number, addressee=addressee,
                   label="结果校验码", digits=check_digits(ground.tally.result_digest))  # fmt: skip


def _notice(
    ground: Ground, title: str, body: tuple[Block, ...], *, number: str, label: str, digits: str, addressee: str = ""
) -> Notice:
    return Notice(
        title=title, body=body, signature=ground.round.host.zh, dated_on=ground.posted_on, number=number,
        addressee=addressee, check_label=label, check_digits=digits, sample=ground.round.sample,
    )  # fmt: skip


def _again(ground: Ground) -> str:
    return "（更正）" if ground.replaces else ""


def _publicity(ground: Ground, reason: str) -> Iterator[Block]:
    awards, award = ground.awards.awards, ground.award_title.zh
    yield from _correction(ground, reason, "公示期自本公示重新计算。")
    way = f"{_rests_on(ground)}，经申报、资格审查、专家评审和{ground.approval.meeting}研究"
    if not awards:
        yield Paragraph(f"{way}，本届没有企业拟入选{award}，现予公示。")
    else:
        yield Paragraph(f"{way}，拟确定以下{len(awards)}家企业为{award}，现予公示。")
        yield Heading("拟入选名单")
        yield from (Item(f"{one.enterprise.zh}（{one.town.zh}）") for one in awards)
    yield Heading("公示时间")
    yield Paragraph(f"{_span(ground.days)}，共{len(ground.days)}个工作日。")
    yield Heading("异议受理")
    yield Paragraph(
        "对名单有异议的，请在公示期内实名提出，可以书面提出，也可以在评选网站填写。证据材料以书面形式送交"
        f"{'受理部门' if _contact(ground) else '组织单位'}；在网站填写的，须注明回执号；单位提出的，须加盖公章。"
        + _contact(ground)
    )


def _result(ground: Ground, reason: str) -> Iterator[Block]:
    yield from _correction(ground, reason, "")
    yield Paragraph(
        f"{_rests_on(ground)}，{ground.round.title.zh}经申报、资格审查、专家评审、{ground.approval.meeting}研究和公示，"
        f"结果已经确定，现予公布。{_publicity_held(ground)}"
    )
    yield Heading("入选名单")
    yield from _named(ground)
    yield Heading("名次和得分")
    yield _places(ground)
    yield Heading("核对")
    yield Paragraph(
        f"评选规则在打分前锁定，校验码{check_digits(ground.awards.listing.rules_digest)}。"
        f"结果校验码{check_digits(ground.tally.result_digest)}。{CHECKED[ground.rules.publish_marks]}"
    )


def _named(ground: Ground) -> Iterator[Block]:
    awards = ground.awards.awards
    if not awards:
        yield Paragraph(f"本届没有企业入选{ground.award_title.zh}。")
        return
    total = ground.awards.total_fen
    yield Table(
        ("序号", "企业", "统一社会信用代码", "专业镇", "金额（元）"),
        tuple((str(one.number), one.enterprise.zh, one.uscc, one.town.zh, _yuan(one.amount_fen)) for one in awards),
        frozenset({4}), ("", "合计", "", "", _yuan(total)), (13, 41, 47, 28, 27),
    )  # fmt: skip
    each = f"每家奖补{_sum(ground.amount_fen)}，" if ground.amount_fen else ""
    yield Paragraph(
        f"{each}共计{_sum(total)}（{in_words(total)}），依据{ground.edition.number}{ground.article.zh}。"
        "本政策与市级其他同类优惠政策，由企业按照就高不就低的原则自主选择申报，不重复奖补。"
    )


def _places(ground: Ground) -> Table:
    rows = tuple(
        (str(one.rank), one.name.zh, ground.entries[one.entry].county.zh, ground.tally.rounding.written(one.total))
        for one in ground.standings
    )
    return Table(("名次", "专业镇", "县（市、区）", "总分"), rows, frozenset({3}), widths=(4, 10, 10, 6))


def _rests_on(ground: Ground) -> str:
    return f"根据《{ground.edition.title.zh}》（{ground.edition.number}）{ground.article.zh}和评选办法"


def _correction(ground: Ground, reason: str, further: str) -> Iterator[Block]:
    if ground.replaces:
        said = reason.rstrip("。．.")
        former = f"{han_date(ground.replaces.posted_on)}发布的《{ground.replaces.title.removesuffix('（更正）')}》"
        yield Paragraph(f"本件更正{former}。理由：{said}。{further}")


def _publicity_held(ground: Ground) -> str:
    if ground.period is None:
        return ""
    filed = f"期内收到异议{ground.n_objections}件，均已处理" if ground.n_objections else "期内没有收到异议"
    earlier = f"，此前收到异议{ground.n_earlier}件，均已处理" if ground.n_earlier else ""
    return f"公示期为{_span(ground.period.days)}，{filed}{earlier}。"


def _contact(ground: Ground) -> str:
    contact = ground.round.contact.zh.strip().rstrip("。")
    return f"受理部门：{contact}。" if contact else ""


def _span(days: tuple[date, ...]) -> str:
    first, last = days[0], days[-1]
    until = han_date(last) if last.year != first.year else f"{last.month}月{last.day}日"
    return f"{han_date(first)}至{until}" if first != last else han_date(first)


def _yuan(fen: int) -> str:
    return f"{yuan(fen):,.2f}".removesuffix(".00")


def _sum(fen: int) -> str:
    return f"{fen // TEN_THOUSAND}万元" if fen % TEN_THOUSAND == 0 else f"{plain(yuan(fen))}元"
