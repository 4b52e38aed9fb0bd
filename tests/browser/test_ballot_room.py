"""A judge at work in a real browser: nothing typed is lost, whatever happens to network, session, tab or browser."""

from __future__ import annotations

import os
import random
import re
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from competition.app import ROOMS, create_app
from competition.ballots import service
from competition.core.clock import BEIJING, FixedClock
from competition.core.laws import breaches
from competition.core.web.house import KEY
from tests.ballots.bench import PASSWORD, Bench, handle_of, set_up
from tests.browser.conftest import CHROMIUM, FLAGS, PHONE

pytestmark = pytest.mark.browser
CODES = ("A4", "B5", "C5", "D4", "D5", "E1")
T01 = "/rounds/xz-2025/ballots/T01"
Serve = Callable[[Any], str]


class Desk:
    """A judge's device: the page of one entry, and short words for what is done on it."""

    def __init__(self, page: Any, base: str, handle: str) -> None:
        self.page, self.base, self.handle = page, base, handle
        self.told: list[str] = []
        page.on("console", lambda message: self.told.append(message.text))
        page.on("pageerror", lambda fault: self.told.append(f"fault: {fault}"))

    def sign_in(self, path: str = T01) -> Desk:
        """Sign in and go to the entry."""
        self.page.goto(f"{self.base}/sign-in?lang=en&next={path}")
        self.page.fill("[name=handle]", self.handle)
        self.page.fill("[name=password]", PASSWORD)
        self.page.locator("main button.go").click()
        self.page.wait_for_url(f"**{path}")
        return self

    def open(self, path: str = T01) -> Desk:
        """Open a page."""
        self.page.goto(self.base + path)
        return self

    def type(self, code: str, text: str) -> None:
        """Type a mark."""
        self.page.fill(f"#mark_{code}", text)

    def sees(self, code: str, words: str) -> None:
        """Wait until the line under a mark says so."""
        self.page.locator(f"#card-{code} [data-where]", has_text=words).wait_for()

    def banner(self, words: str) -> None:
        """Wait until the banner says so."""
        self.page.locator("#ballot-said", has_text=words).wait_for()

    def value(self, code: str) -> str:
        """What stands in the field of a mark."""
        return str(self.page.input_value(f"#mark_{code}"))

    def n_kept(self) -> int:
        """How many ballots wait on the device."""
        return int(self.page.evaluate("""() => new Promise((done) => {
            const asked = indexedDB.open("pingxuan-ballots");
            asked.onsuccess = () => {
                if (!asked.result.objectStoreNames.length) return done(0);
                const n = asked.result.transaction("outbox").objectStore("outbox").count();
                n.onsuccess = () => { asked.result.close(); done(n.result); };
            };
        })"""))


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[tuple[Any, Bench]]:
    """An app with forms protected as in real life, and a round in scoring."""
    clock = FixedClock(datetime(2025, 11, 3, 14, 3, tzinfo=BEIJING))
    app = create_app({"RATELIMIT_ENABLED": False}, instance=tmp_path / "instance", clock=clock, rng=random.Random(7))
    opened = app.extensions[KEY].database
    bench = set_up(opened)
    bench.pledge(0)
    yield app, bench
    assert breaches(opened, [law for room in ROOMS for law in room.laws]) == []


@pytest.fixture
def device(stand: tuple[Any, Bench], serve: Serve, window: Callable[..., Any]) -> Callable[..., Desk]:
    """Open one more device of the first judge."""
    app, bench = stand
    base, handle = serve(app), handle_of(bench, bench.actor(0))

    def another(**kwargs: Any) -> Desk:
        return Desk(window(size=PHONE, **kwargs), base, handle)

    return another


def marks(stand: tuple[Any, Bench], entry: str = "T01") -> dict[str, int]:
    """What the server holds of the first judge's ballot."""
    bench = stand[1]
    return service.draft_of(bench.db, bench.actor(0), bench.round, entry).marks


def test_marks_are_saved_as_typed_under_the_policy_of_the_page(
    stand: tuple[Any, Bench], device: Callable[..., Desk]
) -> None:
    """Typing saves; the line under the mark is the server's; band, strip and summary follow; nothing is blocked."""
    desk = device().sign_in()
    desk.type("A4", "86.5")
    desk.sees("A4", "Server holds 86.5, saved 14:03")
    assert marks(stand) == {"A4": 8650}
    assert desk.page.inner_text("#card-A4 .bands .here span:first-child") == "Good"
    assert desk.page.inner_text("[data-so=A4]") == "86.5"
    desk.page.focus("#mark_A4")
    desk.page.keyboard.press("ArrowUp")
    assert desk.value("A4") == "87.5"
    desk.page.keyboard.press("Control+s")
    desk.sees("A4", "Server holds 87.5")
    assert desk.n_kept() == 0
    assert not [line for line in desk.told if "Content Security Policy" in line or "fault" in line]


def test_the_keyboard_leads_to_the_next_entry(stand: tuple[Any, Bench], device: Callable[..., Desk]) -> None:
    """Alt and right arrow saves what was typed this instant and opens the next entry."""
    desk = device().sign_in()
    desk.type("A4", "80")
    desk.page.keyboard.press("Alt+ArrowRight")
    desk.page.wait_for_url("**/T02")
    assert marks(stand) == {"A4": 8000}


def test_a_mark_off_the_scale_is_neither_sent_nor_lost(stand: tuple[Any, Bench], device: Callable[..., Desk]) -> None:
    """It is said at once; sending the page all the same brings it back with the reason."""
    desk = device().sign_in()
    desk.type("A4", "86.3")
    desk.sees("A4", "Not on the scale")
    desk.page.locator("button.go").click()
    desk.page.locator("#errors", has_text="86.3 is not on the scale").wait_for()
    assert desk.value("A4") == "86.3"
    assert marks(stand) == {}


def test_without_network_marks_wait_and_are_sent_by_themselves(
    stand: tuple[Any, Bench], device: Callable[..., Desk]
) -> None:
    """The banner counts what waits; after the network is back everything is on the server and nothing on the device."""
    desk = device().sign_in()
    desk.page.context.set_offline(True)
    for code in CODES[:3]:
        desk.type(code, "82")
    desk.banner("No network; changes waiting: 3.")
    desk.sees("B5", "Kept on this device")
    assert marks(stand) == {}
    desk.page.context.set_offline(False)
    desk.sees("B5", "Server holds 82")
    desk.page.locator("#ballot-said").wait_for(state="hidden")
    assert marks(stand) == dict.fromkeys(CODES[:3], 8200)
    assert desk.n_kept() == 0


def test_a_tab_closed_without_network_loses_nothing(stand: tuple[Any, Bench], device: Callable[..., Desk]) -> None:
    """What waited when the tab was closed is sent from the list of entries the next time."""
    desk = device().sign_in()
    desk.page.context.set_offline(True)
    desk.type("A4", "91")
    desk.banner("changes waiting: 1.")
    context = desk.page.context
    desk.page.close()
    context.set_offline(False)
    desk.page = context.new_page()
    desk.open("/rounds/xz-2025/ballots/")
    desk.page.get_by_text("1/6").wait_for()
    assert marks(stand) == {"A4": 9100}


def test_an_answer_lost_on_the_way_is_no_second_save(stand: tuple[Any, Bench], device: Callable[..., Desk]) -> None:
    """The post arrives, its answer does not: the repeated post is the same operation, not a conflict with itself."""
    desk = device().sign_in()
    lost: list[str] = []

    def lose_answer(route: Any) -> None:
        if not lost:
            lost.append(route.request.post_data)
            route.fetch()
            route.abort()
        else:
            route.continue_()

    desk.page.route("**/save", lose_answer)
    desk.type("A4", "77")
    desk.sees("A4", "Server holds 77")
    assert len(lost) == 1
    held = service.draft_of(stand[1].db, stand[1].actor(0), stand[1].round, "T01")
    assert (held.version, held.marks) == (1, {"A4": 7700})


def test_two_devices_see_both_values_and_choose(stand: tuple[Any, Bench], device: Callable[..., Desk]) -> None:
    """Where both changed the same mark both are shown; what only one changed is kept without asking."""
    first, second = device().sign_in(), device().sign_in()
    second.type("A4", "84")
    second.type("E1", "90")
    second.sees("E1", "Server holds 90")
    first.type("A4", "88")
    first.type("D5", "71")
    choice = first.page.locator("#card-A4 [data-choose]")
    choice.get_by_text("Another device saved 84; here it is 88. Choose one.").wait_for()
    assert marks(stand) == {"A4": 8400, "E1": 9000}
    choice.locator("input[value=here]").click()
    first.sees("D5", "Server holds 71")
    first.page.wait_for_function("document.querySelector('#mark_E1').value === '90'")
    assert marks(stand) == {"A4": 8800, "D5": 7100, "E1": 9000}
    second.type("A4", "60")
    second.page.locator("#card-A4 [data-choose] input[value=stored]").click()
    second.sees("A4", "Server holds 88")
    assert second.value("A4") == "88"
    assert marks(stand)["A4"] == 8800


def test_an_expired_session_keeps_what_was_typed(stand: tuple[Any, Bench], device: Callable[..., Desk]) -> None:
    """Signed out in the middle of a form: the banner says so, and after signing in the marks are sent."""
    desk = device().sign_in()
    desk.page.context.clear_cookies()
    desk.type("A4", "92.5")
    desk.banner("You are signed out; changes waiting: 1.")
    desk.page.locator("#ballot-said a").click()
    desk.page.fill("[name=handle]", desk.handle)
    desk.page.fill("[name=password]", PASSWORD)
    desk.page.locator("main button.go").click()
    desk.page.wait_for_url("**/T01")
    desk.page.locator("#card-A4 [data-where]", has_text=re.compile("92.5")).wait_for()
    assert marks(stand) == {"A4": 9250}


def test_signing_out_sends_what_waits_and_wipes_the_device(
    stand: tuple[Any, Bench], device: Callable[..., Desk]
) -> None:
    """A mark that had not got through is sent before the session ends, and nothing of it stays on the device."""
    desk = device().sign_in()
    desk.page.route("**/save", lambda route: route.abort())
    desk.type("A4", "88")
    desk.banner("changes waiting: 1.")
    desk.page.unroute("**/save")
    desk.open("/menu")
    assert desk.n_kept() == 1
    desk.page.locator('form[action$="/sign-out"] button').click()
    desk.page.wait_for_url("**/signed-out")
    assert marks(stand) == {"A4": 8800}
    assert desk.n_kept() == 0


def test_sealing_leaves_nothing_on_the_device(stand: tuple[Any, Bench], device: Callable[..., Desk]) -> None:
    """The receipt wipes the drafts and says so."""
    bench = stand[1]
    bench.fill(0)
    desk = device().sign_in("/rounds/xz-2025/ballots/seal")
    desk.page.evaluate("""() => new Promise((done) => {
        const asked = indexedDB.open("pingxuan-ballots", 1);
        asked.onupgradeneeded = () => asked.result.createObjectStore("outbox", { keyPath: "key" });
        asked.onsuccess = () => {
            const tx = asked.result.transaction("outbox", "readwrite");
            tx.objectStore("outbox").put({ key: "old", owner: "someone", dirty: { marks: {}, notes: {} } });
            tx.oncomplete = () => { asked.result.close(); done(); };
        };
    })""")
    assert desk.n_kept() == 1
    desk.page.fill("[name=secret]", PASSWORD)
    desk.page.locator("button.deed").click()
    desk.page.wait_for_url("**/receipt/1")
    desk.page.get_by_text("The drafts on this device have been deleted.").wait_for()
    assert desk.n_kept() == 0


def test_without_scripts_a_ballot_is_a_form(
    stand: tuple[Any, Bench], chromium: Any, device: Callable[..., Desk]
) -> None:
    """With scripts off the page still saves and goes on."""
    model = device()
    context = chromium.new_context(java_script_enabled=False, viewport=PHONE)
    desk = Desk(context.new_page(), model.base, model.handle).sign_in()
    desk.type("A4", "75.5")
    desk.page.locator("button.go").click()
    desk.page.wait_for_url("**/T02")
    context.close()
    assert marks(stand) == {"A4": 7550}


def test_pages_pass_axe(stand: tuple[Any, Bench], device: Callable[..., Desk]) -> None:
    """No rule of WCAG A and AA is broken on a judge's pages, open or sealed."""
    from axe_playwright_python.sync_playwright import Axe

    bench = stand[1]
    bench.fill(0, 8600)
    desk = device().sign_in()
    paths = [T01, "/rounds/xz-2025/ballots/", "/rounds/xz-2025/ballots/pledge", "/rounds/xz-2025/ballots/seal"]
    for sealed in (False, True):
        if sealed:
            bench.seal(0)
            paths.append("/rounds/xz-2025/ballots/receipt/1")
        for path in paths:
            desk.open(path)
            found = Axe().run(desk.page, options={"runOnly": ["wcag2a", "wcag2aa"]})
            assert found.violations_count == 0, f"{path}: {found.generate_report()}"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="finds the browser's process under /proc")
def test_a_killed_browser_loses_nothing(
    stand: tuple[Any, Bench], chromium: Any, device: Callable[..., Desk], tmp_path: Path
) -> None:
    """The battery dies without network: after the restart the marks are still on the device, and are sent."""
    model, profile = device(), tmp_path / "profile"
    launch = {"executable_path": str(CHROMIUM), "args": FLAGS, "viewport": PHONE}
    context = chromium.browser_type.launch_persistent_context(str(profile), **launch)
    desk = Desk(context.new_page(), model.base, model.handle).sign_in()
    desk.page.wait_for_timeout(500)
    cookies = context.cookies()
    context.set_offline(True)
    desk.type("A4", "69.5")
    desk.sees("A4", "Kept on this device")
    desk.page.wait_for_timeout(300)
    _kill(profile)
    context = chromium.browser_type.launch_persistent_context(str(profile), **launch)
    context.add_cookies(cookies)
    desk = Desk(context.new_page(), model.base, model.handle).open()
    desk.sees("A4", "Server holds 69.5")
    assert marks(stand) == {"A4": 6950}
    context.close()


def _kill(profile: Path) -> None:
    for folder in Path("/proc").iterdir():
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0") if folder.name.isdigit() else []
        except OSError:
            continue
        if f"--user-data-dir={profile}".encode() in words and not any(word.startswith(b"--type=") for word in words):
            os.kill(int(folder.name), signal.SIGKILL)
