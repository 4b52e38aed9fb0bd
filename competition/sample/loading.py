"""Loading the sample editions into an installation, and the lines that ``pingxuan demo`` prints."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from unicodedata import east_asian_width

from competition.accounts import service as accounts
from competition.app import create_app
from competition.awards import service as awards
from competition.core import installation, store
from competition.core.amounts import in_words
from competition.core.clock import BEIJING, FixedClock, stamp
from competition.core.database import Database, write
from competition.core.records import SYSTEM
from competition.core.web.house import KEY
from competition.rounds import service as rounds
from competition.sample import cast
from competition.sample.editions import FIRST, SECOND, play
from competition.sample.story import PASSWORD, PEOPLE, PIN, Stage
from competition.tally import service as tally
from competition.tally.records import fixed

MAKING = "making"
LEVEL = "同分，按规则比较 level, parted by the rules"
WALKERS = ("organizer-1", "organizer-2", "auditor", "adjudicator", "judge-1", "judge-2", "judge-3")


def load(folder: Path) -> bool:
    """Make the sample editions in ``folder`` unless they are there; False when it holds a real installation."""
    if (folder / installation.DATABASE).exists():
        held = Database(folder / installation.DATABASE)
        found = installation.is_sample(held)
        held.close()
        return found
    making = folder / MAKING
    shutil.rmtree(making, ignore_errors=True)
    clock = FixedClock(datetime.combine(FIRST.days["drafted"], time(8), BEIJING))
    app = create_app(instance=making, clock=clock, rng=random.Random(cast.SEED))  # noqa: S311  seeded on purpose
    database: Database = app.extensions[KEY].database
    play(Stage(database, clock, random.Random(cast.SEED)))  # noqa: S311
    with write(database) as tx:
        store.set_setting(tx, "sample_time", stamp(tx.at))
        tx.log(SYSTEM, "core.sample_loaded", "installation")
    database.close()
    for path in making.iterdir():
        shutil.move(path, folder / path.name)
    making.rmdir()
    return True


def summary(db: Database) -> Iterator[str]:
    """The ranking of the second edition and the enterprises it names, with amount and article."""
    round_ = rounds.get(db, SECOND.code)
    yield f"{round_.title.zh}（示例数据）  {round_.title.en} (sample data)"
    yield ""
    for row in tally.standings(db, round_):
        level = "" if row.decided_by == "total" else f"  {LEVEL}"
        yield f"  {row.rank:>2}  {fixed(row.total):>6}  {padded(row.name.zh, 14)}{row.name.en}{level}"
    yield ""
    listed = awards.proposal(db, round_)
    for award in listed.awards:
        money = f"{award.amount_fen // 100:>9,} 元（{in_words(award.amount_fen)}）"
        named = padded(award.enterprise.zh, 26)
        yield f"  {award.number}. {named}{money}{award.source.zh}  {award.enterprise.en}, {award.source.en}"
    yield f"  {padded('合计 Total', 29)}{listed.total_fen // 100:>9,} 元（{in_words(listed.total_fen)}）"
    yield ""


def padded(text: str, width: int) -> str:
    """The text filled up to so many columns of a terminal, where a Chinese character takes two.

    >>> padded("法兰", 6) + "|"
    '法兰  |'
    """
    return text + " " * (width - sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text))


def links(db: Database, address: str) -> Iterator[str]:
    """A one-time sign-in link for each account that the walk needs."""
    yield "一次性登录链接 One-time sign-in links:"
    for handle in WALKERS:
        account = accounts.find_by_handle(db, handle)
        if account is not None:
            invitation = accounts.invite(db, SYSTEM, account.id, expires_in=timedelta(days=30))
            yield f"  {PEOPLE[handle][0]} {handle}: {address}{invitation.path}"
    yield f"或用账号登录 Or sign in with the account, password {PASSWORD}; 签名密码 signing PIN {PIN}"
    yield f"公开结果 Public result: {address}/results/{SECOND.code}"
