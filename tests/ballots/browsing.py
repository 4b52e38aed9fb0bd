"""A form as a browser sends it: read from the page with every value that stands in it, then changed where a test says.

It stands in for a browser without scripts, so that a test posts exactly what the page asks for.
"""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient


class Forms(HTMLParser):
    """Every form of a page: its action and the fields a browser would send."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, list[str]]]] = []
        self._name, self._text, self._select = "", "", ""
        self._offered: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a form, or take a field of it."""
        held = {name: value if value is not None else "" for name, value in attrs}
        if tag == "form":
            self.found.append((held.get("action", ""), {}))
        if not self.found:
            return
        match tag, held.get("type"):
            case "input", "radio" | "checkbox" if "checked" not in held:
                pass
            case "input", "file" | "submit":
                pass
            case "input", _ if "name" in held:
                self._put(held["name"], held.get("value", ""))
            case "textarea", _:
                self._name, self._text = held["name"], ""
            case "select", _:
                self._select, self._offered = held["name"], []
            case "option", _ if self._select:
                self._offered.insert(0 if "selected" in held else len(self._offered), held["value"])

    def handle_data(self, data: str) -> None:
        """Gather the text of an area."""
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        """End an area or a list of options."""
        if tag == "textarea" and self._name:
            self._put(self._name, self._text.strip())
            self._name = ""
        if tag == "select" and self._select:
            # What is selected stands first; where nothing is, a browser sends the first that is offered.
            self._put(self._select, self._offered[0] if self._offered else "")
            self._select = ""

    def _put(self, name: str, value: str) -> None:
        self.found[-1][1].setdefault(name, []).append(value)


def send(client: FlaskClient, path: str, *, action: str = "", **fields: Any) -> str:
    """Open a page, change fields of its form (the one posting to ``action``, or the first of ours) and send it.

    Gives the address of the page that follows; a form that comes back with something to put right is an error.
    """
    page = client.get(path)
    assert page.status_code == 200, (path, page.status_code, page.text)
    forms = Forms()
    forms.feed(page.text)
    where, held = next(form for form in forms.found if (form[0].endswith(action) if action else "op" in form[1]))
    answer = client.post(where or path, data={**held, **fields})
    assert answer.status_code == 303, (path, answer.status_code, wrong(answer.text))
    return str(answer.location)


def wrong(text: str) -> list[str]:
    """The sentences of a page that say what is to be put right."""
    return re.findall(r"<li>(?:<a[^>]*>)?([^<]+)", text.partition('id="errors"')[2].partition("</ul>")[0])


def hand_in(client: FlaskClient, path: str, content: bytes, **signed: str) -> str:
    """Hand a table in and confirm what the preview shows; gives the address of the page that follows."""
    sent = client.post(path, data={"sheet": (io.BytesIO(content), "table.csv")})
    assert sent.status_code == 303, (path, sent.text)
    return send(client, str(sent.location), **signed)
