"""Make the README's picture anew: the sample's result page in Chinese, 1280 pixels wide, down to the end of the places.

A demo of its own is loaded in a folder that is gone afterwards, so the picture shows what `make demo` shows.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
PICTURE = Path(__file__).resolve().parent.parent / "docs" / "pictures" / "result.png"
WIDTH, HIGHEST, HEAVIEST = 1280, 1600, 400_000
NEXT_SECTION = "#awards"


def demo(instance: str) -> subprocess.Popen[str]:
    """A demo that serves on a free port; its last lines tell the address of the result."""
    command = [sys.executable, "-u", "-m", "competition", "demo", "--port", "0"]
    return subprocess.Popen(
        command, cwd=PICTURE.parents[2], env=os.environ | {"PINGXUAN_INSTANCE": instance}, text=True,
        stdout=subprocess.PIPE,
    )  # fmt: skip


def address(serving: subprocess.Popen[str]) -> str:
    """Where the result is served, once the demo says so."""
    for line in serving.stdout or ():
        if found := re.search(r"http://\S+/results/\S+", line):
            return found[0]
    raise SystemExit("The demo ended before it served.")


def take(page: Page, url: str) -> None:
    """Load the page and keep what stands above the list of enterprises."""
    page.goto(f"{url}?lang=zh", wait_until="networkidle")
    page.evaluate("document.fonts.ready")
    below = page.locator(NEXT_SECTION).bounding_box()
    height = min(HIGHEST, int(below["y"]) if below else HIGHEST)
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURE, full_page=True, clip={"x": 0, "y": 0, "width": WIDTH, "height": height})


def main() -> None:
    """Load, look, keep, and say how large it is."""
    with tempfile.TemporaryDirectory(prefix="pingxuan-picture-") as instance, sync_playwright() as play:
        serving = demo(instance)
        try:
            url = address(serving)
            browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
            take(browser.new_page(viewport={"width": WIDTH, "height": 900}, color_scheme="light"), url)
            browser.close()
        finally:
            serving.terminate()
            serving.wait()
    size = PICTURE.stat().st_size
    if size > HEAVIEST:
        raise SystemExit(f"{PICTURE.name} has {size} bytes, more than {HEAVIEST}: shorten what it shows.")
    print(f"{PICTURE.relative_to(PICTURE.parents[2])}: {size // 1000} kB")


if __name__ == "__main__":
    main()
