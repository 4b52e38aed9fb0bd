"""A real server on a real database, and Debian's Chromium before it; each test has a browser context of its own.

Where Chromium is missing the tests leave themselves out, counted; with PINGXUAN_BROWSER=required they fail instead.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from waitress.server import create_server

CHROMIUM = Path("/usr/bin/chromium")
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser, started once."""
    if not CHROMIUM.exists():
        if os.environ.get("PINGXUAN_BROWSER") == "required":
            pytest.fail("Chromium is required here and is not installed: apt install chromium fonts-noto-cjk")
        pytest.skip("Chromium is not installed: apt install chromium fonts-noto-cjk")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def serve() -> Iterator[Callable[[Flask], str]]:
    """Serve an app on a free port of this machine; gives its address."""
    servers = []

    def start(app: Flask) -> str:
        server = create_server(app, host="127.0.0.1", port=0, threads=8)
        threading.Thread(target=server.run, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.effective_port}"

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def window(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Open a page in a context of its own: a person with a device."""
    contexts = []

    def open_window(*, size: dict[str, int] | None = None, locale: str = "zh-CN", dark: bool = False) -> Any:
        context = chromium.new_context(
            viewport=size or DESK, locale=locale, color_scheme="dark" if dark else "light", accept_downloads=True
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        return context.new_page()

    yield open_window
    for context in contexts:
        context.close()
