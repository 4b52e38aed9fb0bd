"""Whether a page is for everyone: what axe calls serious or critical on it, and whether it is wider than its window."""

from __future__ import annotations

from typing import Any

GRAVE = {"serious", "critical"}
IS_WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def faults(page: Any) -> list[str]:
    """What keeps somebody from using the page in this window: one line for each fault, with the element it is at."""
    from axe_playwright_python.sync_playwright import Axe

    found = [
        f"{violation['id']} {node['target']} {node['html'][:160]}"
        for violation in Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        if violation["impact"] in GRAVE
        for node in violation["nodes"][:3]
    ]
    return [*found, *width_faults(page)]


def width_faults(page: Any) -> list[str]:
    """Whether the page has to be scrolled sideways in this window."""
    return [f"wider than {page.viewport_size['width']} px"] if page.evaluate(IS_WIDER) else []
