"""One round walked in real browsers, step by step, as the people in it would: the verbs of the walk test.

``Walk`` holds the server's address and a window for each person. Each step says what the person does; a step that does
not come out leaves the page it failed on in the error. Whoever comes to a page of a kind not met before looks whether
it is for everyone.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from competition.registry.service import check_digit
from tests.browser.everyone import faults

PASSWORD = {
    "organizer": "qingzheng-2025-jia", "second": "qingzheng-2025-yi", "adjudicator": "qingzheng-2025-bing",
    "clerk": "qingzheng-2025-ding", "other_clerk": "qingzheng-2025-wu",
}  # fmt: skip
ROUND = "zou-2025"
TOWNS = (("ZY01", "云川法兰", "云川县"), ("ZY02", "青禾黄酒", "青禾县"), ("ZY03", "石岭煤机", "石岭市"))
JUDGES = ("赵评委", "钱评委", "孙评委")
ON_PAPER = "李评委"


@dataclass
class Walk:
    """The people of the walk, each in a window of their own."""

    base: str
    folder: Path
    windows: dict[str, Any] = field(default_factory=dict)
    met: set[tuple[str, int]] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    numbers: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, who: str) -> Any:
        return self.windows[who]

    def go(self, who: str, path: str) -> Any:
        """Open a page of the site in somebody's window; anything but a page is an error."""
        answer = self[who].goto(self.base + path)
        assert answer.status < 400, f"{who} {path}: {answer.status} {self.headline(who)}"
        self.look(who)
        return self[who]

    def look(self, who: str) -> None:
        """Note what keeps somebody from using this page, once for each kind of page and width of window."""
        page = self[who]
        kind = re.sub(r"\d+", "#", urlsplit(page.url).path), page.viewport_size["width"]
        if kind not in self.met:
            self.met.add(kind)
            self.faults += [f"{kind[0]} ({who}, {kind[1]} px): {fault}" for fault in faults(page)]

    def headline(self, who: str) -> str:
        """The headline of the page somebody looks at."""
        return str(self[who].inner_text("h1"))

    def press(self, who: str, selector: str = "main .deed, main .go") -> None:
        """Press the page's one solid button, or another; a page that comes back with errors is an error."""
        page = self[who]
        button = page.locator(selector).locator("visible=true").first
        with page.expect_navigation():
            button.click()
        told = page.locator(".errors")
        assert not told.count(), f"{who}: {told.first.inner_text()}"
        above = page.locator(".eyebrow")
        status = above.first.inner_text() if above.count() else ""
        assert not re.fullmatch(r"[45]\d\d", status), f"{who}: {status} {page.inner_text('main')}"
        self.look(who)

    def fill(self, who: str, **values: str) -> None:
        """Fill fields by their names: a text, an option, or a choice among radio buttons."""
        for name, value in values.items():
            found = self[who].locator(f"main [name={name}]:not(button)")
            kind = found.first.evaluate("field => field.tagName + ':' + field.type")
            if kind == "INPUT:radio":
                self[who].locator(f"main input[name={name}][value='{value}']").check()
            elif kind.startswith("SELECT"):
                found.first.select_option(value)
            elif kind == "INPUT:checkbox":
                found.first.check()
            else:
                found.first.fill(value)

    def table(self, name: str, rows: list[list[str]]) -> str:
        """A CSV file to hand in."""
        path = self.folder / f"{name}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as target:
            csv.writer(target).writerows(rows)
        return str(path)

    def hand_in(self, who: str, path: str, file: str) -> None:
        """Hand a table in and confirm what the preview shows."""
        self.go(who, path)
        self[who].set_input_files("main input[type=file]", file)
        self.press(who)
        self.press(who)


def first_organizer(walk: Walk, link: str) -> None:
    """The first organizer enters by the link of the terminal and sets a password."""
    walk.go("organizer", link)
    walk.press("organizer")
    walk.fill("organizer", password=PASSWORD["organizer"], again=PASSWORD["organizer"])
    walk.press("organizer")


def colleague(walk: Walk, who: str, name: str, role: str = "") -> None:
    """The organizer adds a person, with a role in every round or none yet, who enters by the printed link."""
    walk.go("organizer", "/accounts/new")
    walk.fill("organizer", name=name, handle=who)
    walk.press("organizer")
    if role:
        walk.fill("organizer", role=role)
        walk.press("organizer", "form[action$='/grant'] button")
    walk.press("organizer", "form[action$='/invite'] button")
    link = re.search(r"/enter/[\w-]+", walk["organizer"].content())
    assert link, walk.headline("organizer")
    walk.go(who, link.group())
    walk.press(who)
    walk.fill(who, password=PASSWORD[who], again=PASSWORD[who])
    walk.press(who)


def registry(walk: Walk) -> None:
    """Counties, towns and enterprises come in as tables."""
    walk.hand_in("organizer", "/registry/sheets/counties", walk.table(
        "counties", [["代码", "名称"], *([f"9901{n}", town[2]] for n, town in enumerate(TOWNS))]))
    walk.hand_in("organizer", "/registry/sheets/towns", walk.table(
        "towns", [["代码", "名称", "县（市、区）", "级别", "主导产业"],
                  *([code, name, county, "市级", name[2:]] for code, name, county in TOWNS)]))
    firms = []
    for n, (_code, name, _county) in enumerate(TOWNS):
        for letter in "甲乙":
            body = f"91999999MA0{n}{'AB'['甲乙'.index(letter)]}1234"
            firms.append([body + check_digit(body), f"示例{name[2:]}{letter}有限公司", name, "领军企业", name[2:]])
    walk.hand_in("organizer", "/registry/sheets/enterprises", walk.table(
        "enterprises", [["统一社会信用代码", "企业名称", "专业镇", "类别", "主营业务"], *firms]))


def set_up(walk: Walk) -> None:
    """A new round from the policy's template; quota and budget; locked by two people; registration begins."""
    walk.go("organizer", "/rounds/new")
    walk.fill("organizer", title_zh="走一遍特色专业镇集群竞赛", title_en="A walk", year="2025", code=ROUND)
    walk.press("organizer")
    walk.go("organizer", f"/rounds/{ROUND}/setup/details")
    walk.fill("organizer", host_zh="示例市工业和信息化局")
    walk.press("organizer")
    walk.go("organizer", f"/rounds/{ROUND}/setup/awards")
    walk.fill("organizer", quota="2", budget_fen="1000000", minimum_line="60")
    walk.press("organizer")
    walk.go("organizer", f"/rounds/{ROUND}/setup/lock")
    walk.fill("organizer", secret=PASSWORD["organizer"])
    walk.press("organizer")
    walk.go("second", f"/rounds/{ROUND}/setup/lock")
    walk.fill("second", secret=PASSWORD["second"])
    walk.press("second")
    forward(walk)


def employ(walk: Walk, name: str, role: str) -> None:
    """The organizer gives a person a role in this round."""
    page = walk.go("organizer", f"/rounds/{ROUND}/people")
    option = page.locator("main select[name=account] option", has_text=name).get_attribute("value")
    walk.fill("organizer", account=option, role=role)
    walk.press("organizer")


def appoint(walk: Walk, name: str, role: str) -> None:
    """The organizer proposes a person for a role with power in this round; the second organizer signs."""
    employ(walk, name, role)
    proposal = re.search(r"/accounts/proposals/\d+", walk["organizer"].content())
    assert proposal, walk.headline("organizer")
    walk.go("second", proposal.group())
    walk.fill("second", secret=PASSWORD["second"])
    walk.press("second")


def forward(walk: Walk) -> None:
    """The organizer moves the round to the next phase from the desk."""
    walk.go("organizer", f"/rounds/{ROUND}/desk")
    walk.press("organizer", "form[action$='/desk/move'] button")


def enter_towns(walk: Walk) -> None:
    """Three towns enter with their figures and nominees, and pass their checks."""
    base = f"/rounds/{ROUND}/entries"
    for n, (_code, name, _county) in enumerate(TOWNS):
        page = walk.go("organizer", f"{base}/new")
        option = page.locator("main select[name=town_id] option", has_text=name).get_attribute("value")
        walk.fill("organizer", town_id=option)
        walk.press("organizer")
        for m, letter in enumerate("甲乙"):
            page = walk.go("organizer", f"{base}/T0{n + 1}/nominees/new")
            page.locator("tr", has_text=f"示例{name[2:]}{letter}").locator("a").click()
            page.wait_for_load_state()
            walk.fill("organizer", revenue=f"{20 - 3 * n - 5 * m}.5", growth="8.2", market_share="3.1",
                      source="示例数据：审计报告")
            walk.press("organizer")
            page = walk.go("organizer", f"{base}/T0{n + 1}")
            page.locator("a[href*='/nominees/'][href$='/check']").nth(m).click()
            walk.fill("organizer", found="passed")
            walk.press("organizer")
        walk.go("organizer", f"{base}/T0{n + 1}/check")
        walk.fill("organizer", found="passed")
        walk.press("organizer")
    walk.hand_in("organizer", f"{base}/sheet", figures(walk))


def figures(walk: Walk) -> str:
    """The table of figures, filled from the blank one that the site gives."""
    with walk["organizer"].expect_download() as started:
        walk.go("organizer", f"/rounds/{ROUND}/entries/sheet")
        walk["organizer"].locator("a[href$='sheet.xlsx']").first.click()
    path = walk.folder / "figures.xlsx"
    started.value.save_as(path)
    from openpyxl import load_workbook

    book = load_workbook(path)
    sheet = book.worksheets[0]
    first = next(row for row in sheet.iter_rows() if sum(cell.value is not None for cell in row) > 5)
    head = {str(cell.value).rstrip("*＊ "): cell.column for cell in first if cell.value}
    value, year, source, verifier = (head[title] for title in ("数值", "年份", "来源", "核验单位"))
    entry = head["编号"]
    for row in range(1, sheet.max_row + 1):
        code = str(sheet.cell(row, entry).value or "")
        if re.fullmatch(r"T\d\d", code):
            sheet.cell(row, value).value = 60 - 5 * int(code[1:])
            sheet.cell(row, year).value = 2024
            sheet.cell(row, source).value = "示例数据：县统计局台账"
            sheet.cell(row, verifier).value = "示例市统计局"
    book.save(path)
    return str(path)


def panel(walk: Walk) -> dict[str, tuple[str, str]]:
    """Three judges and one who keeps to paper are put on the panel; the letters give a link and a PIN each."""
    for name in (*JUDGES, ON_PAPER):
        walk.go("organizer", f"/rounds/{ROUND}/panel/new")
        walk.fill("organizer", name=name)
        walk.press("organizer")
    page = walk.go("organizer", f"/rounds/{ROUND}/panel/")
    for row in page.locator("main tr:has(input[name=judges])").all():
        told = row.inner_text()
        walk.numbers |= {name: re.findall(r"\bJ\d+\b", told)[0] for name in (*JUDGES, ON_PAPER) if name in told}
        row.locator("input[name=judges]").set_checked(ON_PAPER not in told)
    walk.press("organizer", "form[action$='/letters'] .actions button")
    page.locator("main .letter").nth(len(JUDGES) - 1).wait_for()
    letters = {}
    for sheet in page.locator("main .letter").all():
        text = sheet.inner_text()
        name = next(one for one in JUDGES if one in text)
        link = re.search(r"/enter/[\w-]+", text)
        pin = re.search(r"\b(\d{3}) (\d{3})\b", text)
        assert link, text
        assert pin, text
        letters[name] = (link.group(), pin.group(1) + pin.group(2))
    assert len(letters) == len(JUDGES)
    return letters


def judge(walk: Walk, who: str, link: str, pin: str, marks: dict[str, str]) -> str:
    """A judge on a phone: in by the letter, declares, pledges, marks every town, looks through all, seals."""
    walk.go(who, link)
    walk.fill(who, pin=pin)
    walk.press(who)
    page = walk.go(who, f"/rounds/{ROUND}/panel/statement")
    for question in page.locator("fieldset.question").all():
        question.locator("input[type=radio][value=no]").check()
    walk.press(who)
    walk.go(who, f"/rounds/{ROUND}/ballots/pledge")
    walk.fill(who, agreed="y")
    walk.press(who)
    for entry, mark in marks.items():
        page = walk.go(who, f"/rounds/{ROUND}/ballots/{entry}")
        for box in page.locator("main [name^=mark_]").all():
            box.fill(mark)
        walk.press(who)
    page = walk.go(who, f"/rounds/{ROUND}/ballots/seal")
    walk.fill(who, secret=pin)
    walk.press(who)
    receipt = re.search(r"(\d{4})\s+(\d{4})\s+(\d{4})\s+(\d{4})", page.inner_text("main"))
    assert receipt, walk.headline(who)
    return " ".join(receipt.groups())


def key_paper(walk: Walk) -> None:
    """Two clerks key the sheets of the judge who marked on paper, each from the paper; the second seals them."""
    path = f"/rounds/{ROUND}/ballots/sheets"
    for who in ("clerk", "other_clerk"):
        walk.go(who, path)
        walk[who].set_input_files("main input[type=file]", paper(walk, who))
        walk.press(who)
        if who == "other_clerk":
            walk.fill(who, secret=PASSWORD[who])
        walk.press(who)
        if who == "clerk":
            assert len(walk.go(who, f"{path}/{walk.numbers[ON_PAPER]}").locator("main tbody tr").all()) == len(TOWNS)
    walk.go("organizer", f"/rounds/{ROUND}/ballots/progress")


def paper(walk: Walk, who: str) -> str:
    """The table a clerk fills in from the signed sheets: a row a town, a column a judged indicator."""
    with walk[who].expect_download() as started:
        walk[who].locator("a[href*='blank.xlsx']").first.click()
    path = walk.folder / f"{who}.xlsx"
    started.value.save_as(path)
    from openpyxl import load_workbook

    book = load_workbook(path)
    sheet = book.worksheets[0]
    head = next(row for row in sheet.iter_rows() if sum(cell.value is not None for cell in row) > 5)
    asked = [cell.column for cell in head if re.match(r"[A-E]\d\b", str(cell.value))]
    assert asked, [cell.value for cell in head]
    for row in sheet.iter_rows(min_row=head[0].row + 1):
        told = " ".join(str(cell.value or "") for cell in row)
        entry = re.search(r"\bT0(\d)\b", told)
        if entry and re.search(rf"\b{walk.numbers[ON_PAPER]}\b", told):
            for column in asked:
                sheet.cell(row[0].row, column).value = MARKS_ON_PAPER[int(entry.group(1)) - 1]
    book.save(path)
    return str(path)


def recuse_late(walk: Walk) -> None:
    """A late recusal is proposed, looked at by the second organizer, and taken back."""
    page = walk.go("organizer", f"/rounds/{ROUND}/panel/judges/{walk.numbers[JUDGES[0]]}")
    page.locator("main details summary").first.click()
    form = page.locator("form[action$='/late']")
    form.locator("[name=entry]").select_option(index=0)
    form.locator("[name=reason]").first.check()
    form.locator("[name=note]").fill("示例：评委的亲属刚到该镇企业任职。")
    walk.press("organizer", "form[action$='/late'] button")
    page = walk.go("second", f"/rounds/{ROUND}/panel/")
    page.locator("main ul.cases a").first.click()
    page.wait_for_load_state()
    walk.look("second")
    walk.go("organizer", re.sub(r"^https?://[^/]+", "", page.url))
    walk.press("organizer", "form[action$='/withdraw'] button")


MARKS_ON_PAPER = (87, 81, 74)
MARKS = {"赵评委": (88, 82, 75), "钱评委": (90, 84, 77), "孙评委": (86, 80, 62)}
"""The third judge marks the third town far below the others: a case."""


def hear(walk: Walk, judge: str) -> None:
    """The low mark opens a case; the judge explains, the adjudicator keeps the mark, a second organizer signs."""
    base = f"/rounds/{ROUND}/adjudication/"
    walk.go("organizer", base)
    walk.press("organizer", "form[action$='/open'] button")
    page = walk.go(judge, f"{base}mine")
    page.locator("main ul.cases a").first.click()
    page.wait_for_load_state()
    walk.fill(judge, text="台账有两年没有单列，现场也没有看到检测设备在用，所以从严。")
    walk.press(judge)
    walk.go("adjudicator", f"{base}cases/1")
    walk.fill("adjudicator", decision="keep", reason="评委已说明依据，维持原分。", secret=PASSWORD["adjudicator"])
    walk.press("adjudicator", "form[action$='/rule'] .deed")
    walk.go("second", f"{base}cases/1")
    walk.fill("second", secret=PASSWORD["second"])
    walk.press("second", "form[action$='/sign'] .deed")


def tally(walk: Walk) -> None:
    """The organizer makes the tally and has it worked out how firm it is."""
    walk.go("organizer", f"/rounds/{ROUND}/tally/")
    walk.press("organizer")
    walk.press("organizer", "form[action$='/firmness'] .go")


def propose(walk: Walk) -> None:
    """The award list is proposed and the approval recorded."""
    walk.go("organizer", f"/rounds/{ROUND}/awards/")
    walk.fill("organizer", decided_on="2025-11-03")
    walk.press("organizer")
    walk.go("organizer", f"/rounds/{ROUND}/publication")
    walk.fill("organizer", meeting="示例市工信局党组会议", number="示工信纪要〔2025〕12号", decided_on="2025-11-03")
    walk.press("organizer", "form[action$='/approval'] button")


def post(walk: Walk) -> None:
    """The publicity notice is posted."""
    walk.go("organizer", f"/rounds/{ROUND}/publication")
    walk.fill("organizer", secret=PASSWORD["organizer"])
    walk["organizer"].locator("form[action$='/publicity'] [name=number]").fill("示工信公示〔2025〕3号")
    walk.press("organizer", "form[action$='/publicity'] .deed")


def object_and_answer(walk: Walk) -> None:
    """Somebody from the public objects; the adjudicator dismisses it with a reason, a second organizer signs."""
    walk.go("public", f"/rounds/{ROUND}/objection")
    walk.fill("public", text="示例：请核实石岭煤机的平台覆盖率。", name="示例异议人", contact="0000-0000000")
    walk.press("public")
    base = f"/rounds/{ROUND}/adjudication/cases/2"
    walk.go("adjudicator", base)
    walk.fill("adjudicator", decision="dismiss", reason="已核对原始台账，数字无误。", secret=PASSWORD["adjudicator"])
    walk.press("adjudicator", "form[action$='/rule'] .deed")
    walk.go("second", base)
    walk.fill("second", secret=PASSWORD["second"])
    walk.press("second", "form[action$='/sign'] .deed")


def wait(walk: Walk, days: int) -> None:
    """The sample clock goes on by working days."""
    for _ in range(days):
        walk.go("organizer", f"/rounds/{ROUND}/desk")
        walk.press("organizer", "form[action$='/next-working-day'] button")


def adopt(walk: Walk) -> None:
    """Two people adopt the award list."""
    for who, deed in (("organizer", "sign"), ("second", "adopt")):
        walk.go(who, f"/rounds/{ROUND}/awards/")
        walk.fill(who, secret=PASSWORD[who])
        walk.press(who, f"form[action$='/{deed}'] .deed")


def announce(walk: Walk) -> None:
    """The result is published."""
    walk.go("organizer", f"/rounds/{ROUND}/publication")
    walk["organizer"].locator("form[action$='/result'] [name=number]").fill("示工信发〔2025〕20号")
    walk["organizer"].locator("form[action$='/result'] [name=addressee]").fill("各县（市、区）工信局：")
    walk.fill("organizer", secret=PASSWORD["organizer"])
    walk.press("organizer", "form[action$='/result'] .deed")


def archive(walk: Walk) -> None:
    """Both bundles are written and verified."""
    walk.go("organizer", f"/rounds/{ROUND}/archive")
    walk.press("organizer", "form[action$='/archive'] .go")
