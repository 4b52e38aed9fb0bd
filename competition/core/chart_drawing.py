"""The child process that draws, started with the first chart and asked for one drawing at a time.

A child that dies or hangs is ended and started once more; if that fails too, the drawing fails and the caller shows
its table alone. The child ends with the server, because its input does.
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

log = logging.getLogger("pingxuan.charts")
PATIENCE = 30.0
"""Seconds before a drawing counts as hung; the first one, which starts the child, takes about half a second."""

_ROOT = Path(__file__).resolve().parents[2]


class Undrawn(RuntimeError):
    """A chart could not be drawn: the reason is for the log, the reader gets the table."""


class Drawing:
    """The one drawing process of this server."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._child: subprocess.Popen[str] | None = None

    def draw(self, spec: Mapping[str, Any]) -> str:
        """Give the SVG of a Vega-Lite specification. Raises Undrawn."""
        line = json.dumps(spec, ensure_ascii=True, default=float)
        with self._turn:
            for chance in ("first", "second"):
                answer = self._ask(line)
                if answer is not None:
                    return _svg(answer)
                log.warning("the drawing process ended at its %s chance", chance)
        raise Undrawn("the drawing process died twice")

    def end(self) -> None:
        """End the child; the next drawing starts another."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.communicate()

    def _ask(self, line: str) -> str | None:
        try:
            child = self._child = self._child or _start()
            assert child.stdin is not None and child.stdout is not None  # noqa: S101, PT018 - both are pipes by _start
            watch = threading.Timer(PATIENCE, child.kill)
            watch.start()
            try:
                child.stdin.write(line + "\n")
                child.stdin.flush()
                answer = child.stdout.readline()
            finally:
                watch.cancel()
        except OSError:
            answer = ""
        if not answer.endswith("\n"):
            self.end()
            return None
        return answer


def _start() -> subprocess.Popen[str]:
    # The package may run from a checkout that is not installed, and from any folder.
    paths = filter(None, (str(_ROOT), os.environ.get("PYTHONPATH")))
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "competition.core.chart_worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        text=True,
        encoding="utf-8",
    )


def _svg(answer: str) -> str:
    told = json.loads(answer)
    if "fault" in told:
        raise Undrawn(told["fault"])
    return str(told["svg"])


drawing = Drawing()
atexit.register(drawing.end)
