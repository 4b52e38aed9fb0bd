"""The organizer's page and the home page."""

import re

from flask import Flask
from flask.testing import FlaskClient

from competition.accounts import service as accounts
from competition.core.clock import FixedClock
from competition.core.database import Database
from competition.core.records import SYSTEM
from competition.publication import service
from competition.rounds.records import Phase
from tests.awards.doors import enter
from tests.awards.hall import build, propose
from tests.publication.stage import adopted, approved, disqualify_first, posted, published
from tests.tally import scene as tallied
from tests.tally.scene import CODE, Scene

PAGE = f"/rounds/{CODE}/publication"
PIN = "202511"


def organizer(app: Flask, scene: Scene, who: str = "organizer") -> FlaskClient:
    accounts.set_pin(scene.db, SYSTEM, scene.people[who], PIN)
    return enter(app, scene, who, language="zh_Hans_CN")


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found, name
    return found[1]


def test_the_organizer_records_the_approval(app: Flask, database: Database) -> None:
    """An empty form comes back with what is missing, a day ahead with the reason; a full one is stored."""
    client = organizer(app, build(database))
    assert client.post(f"{PAGE}/approval", data={"meeting": "局党组会议"}).status_code == 422
    told = {"meeting": "局党组会议", "number": "纪要〔2025〕6号", "decided_on": "2025-11-03"}
    ahead = client.post(f"{PAGE}/approval", data=told | {"decided_on": "2025-11-04"})
    assert ahead.status_code == 422
    assert "还没有到" in ahead.text
    assert "纪要〔2025〕6号" in client.post(f"{PAGE}/approval", data=told, follow_redirects=True).text


def test_the_notice_is_read_and_posted_with_ones_secret(app: Flask, database: Database) -> None:
    """The page shows the document and its days; a wrong secret posts nothing and keeps what was typed."""
    scene = approved(database)
    scene.enter(Phase.PUBLICITY)
    client = organizer(app, scene)
    page = client.get(PAGE).text
    assert "T01甲公司（云川法兰）" in page
    assert page.count('class="counted') == 5
    form = {"basis": hidden(page, "basis"), "op": "1" * 32, "number": "〔2025〕3号", "secret": "000000"}
    wrong = client.post(f"{PAGE}/publicity", data=form)
    assert wrong.status_code == 422
    assert "〔2025〕3号" in wrong.text
    assert service.notices(database, scene.round) == ()
    page = client.post(f"{PAGE}/publicity", data=form | {"secret": PIN}, follow_redirects=True).text
    assert service.notices(database, scene.round)[0].number == "〔2025〕3号"
    assert "公示到2025年11月10日" in page


def test_an_outdated_notice_is_said_at_once(app: Flask, database: Database) -> None:
    """The list has changed: the page says the notice no longer holds, and what must be done first."""
    scene, _notice = posted(database)
    disqualify_first(scene)
    client = organizer(app, scene)
    assert "已发布的公示须更正" in client.get(PAGE).text
    propose(scene, reason="T01甲公司不合格")
    page = client.get(PAGE).text
    assert "公示发布之后名单有了变化" in page
    form = {"basis": hidden(page, "basis"), "op": "3" * 32, "secret": PIN, "reason": "T01甲公司查实不合格"}
    assert client.post(f"{PAGE}/publicity", data=form).status_code == 303
    assert "公示发布之后名单有了变化" not in client.get(PAGE).text


def test_the_result_is_published_from_the_page(app: Flask, database: Database, clock: FixedClock) -> None:
    """In the published phase the page offers the result notice, and the same form sent twice posts it once."""
    scene = adopted(database, clock)
    client = organizer(app, scene)
    page = client.get(PAGE).text
    assert "各有关单位" in page
    form = {"basis": hidden(page, "basis"), "op": "2" * 32, "addressee": "各县工信局", "secret": PIN}
    for _twice in range(2):
        assert client.post(f"{PAGE}/result", data=form).status_code == 303
    newest = service.notices(database, scene.round)[0]
    assert (newest.serial, newest.body["addressee"]) == (2, "各县工信局")
    assert "结果已公布" in client.get(PAGE).text


def test_the_auditor_reads_and_posts_nothing(app: Flask, database: Database) -> None:
    """The second person sees the page without its buttons; a judge is refused."""
    scene = approved(database)
    scene.enter(Phase.PUBLICITY)
    client = organizer(app, scene, "auditor")
    assert 'name="secret"' not in client.get(PAGE).text
    assert client.post(f"{PAGE}/publicity", data={}).status_code == 403
    assert enter(app, scene, "赵").get(PAGE).status_code == 403


def test_before_review_there_is_nothing_to_do(app: Flask, database: Database) -> None:
    """In scoring the page says that nothing is to be published yet."""
    client = organizer(app, tallied.build(database, phase=Phase.SCORING))
    assert "还没有可发布的内容" in client.get(PAGE).text


def test_home_begins_with_an_open_publicity(database: Database, client: FlaskClient) -> None:
    """What is open for objections comes first."""
    assert "还没有公布的结果" in client.get("/?lang=zh").text
    posted(database)
    page = client.get("/?lang=zh").text
    assert "2 家企业拟入选" in page
    assert f"/rounds/{CODE}/objection" in page


def test_home_lists_results(database: Database, client: FlaskClient, clock: FixedClock) -> None:
    """A final result stands with its first place and its day."""
    published(database, clock)
    page = client.get("/?lang=zh").text
    for said in ("云川法兰列第 1 名", "2025年11月11日", f"/results/{CODE}"):
        assert said in page


def test_home_leads_accounts_to_their_work(app: Flask, database: Database) -> None:
    """Judges go to their ballots, office and auditor to the desk, the adjudicator to the cases; nobody to a refusal."""
    scene = build(database)
    own = {"赵": f"/rounds/{CODE}/ballots/", "organizer": "/desk", "auditor": "/desk",
           "adjudicator": f"/rounds/{CODE}/adjudication/"}  # fmt: skip
    for who, where in own.items():
        client = enter(app, scene, who)
        assert client.get("/").headers["Location"].endswith(where)
        assert client.get("/", follow_redirects=True).status_code == 200
