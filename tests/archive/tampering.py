"""Tools to tamper with a bundle: its files by name, manifests made anew, both verifiers asked at once."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from competition.archive import bag, telling, verification
from competition.archive.records import Report
from competition.core.audit import FIRST, chained
from competition.core.canonical import canonical

KIT = Path(verification.__file__).with_name("kit") / "verify.py"
Files = dict[str, bytes]
Forgery = Callable[[dict[str, Any]], None]


def kit() -> ModuleType:
    """The verifier that goes into every bundle, as a module."""
    spec = importlib.util.spec_from_file_location("bundle_verify", KIT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


VERIFY = kit()


def files_of(path: Path) -> Files:
    """The files of a bundle by name."""
    return dict(bag.opened(path))


def unpacked(files: Mapping[str, bytes], folder: Path) -> Path:
    """The files as a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def answers(path: Path) -> tuple[Report, int, list[tuple[str, str]]]:
    """What both verifiers say; they must say the same."""
    report = verification.verify(path)
    status, told = VERIFY.verify(str(path))
    lines = [(line.zh, line.en) for line in telling.lines(report)]
    assert (report.outcome.status, lines) == (status, told)
    return report, status, told


def resealed(files: Files) -> Files:
    """The files with all manifests and sums made anew, as somebody would who wants to hide a change."""
    payload = {name: content for name, content in files.items() if name.startswith("data/")}
    tags = {"verify.py": files["verify.py"]}
    info = [line.split(": ", 1) for line in files["bag-info.txt"].decode().splitlines()]
    return bag.filled(payload, tags, [(label, value) for label, value in info if label != "Payload-Oxum"])


def told_anew(files: Files, **labels: str) -> Files:
    """The files with other values in bag-info.txt, underscores standing for hyphens."""
    lines = [line.split(": ", 1) for line in files["bag-info.txt"].decode().splitlines()]
    changed = {label.replace("_", "-"): value for label, value in labels.items()}
    text = "".join(f"{label}: {changed.get(label, value)}\n" for label, value in lines)
    return {**files, "bag-info.txt": text.encode()}


def document(files: Files, name: str) -> Any:
    """A JSON file of the bundle."""
    return json.loads(files[name])


def edited(files: Files, name: str, change: Callable[[Any], None]) -> Files:
    """The files with one JSON file changed, in canonical form."""
    content = document(files, name)
    change(content)
    return {**files, name: canonical(content)}


def log_of(files: Files) -> list[dict[str, Any]]:
    """The log's entries."""
    return [json.loads(line) for line in files["data/log.jsonl"].decode().splitlines()]


def rehashed(entries: list[dict[str, Any]]) -> bytes:
    """A log whose chain is whole again."""
    previous, lines = FIRST, []
    for seq, entry in enumerate(entries, start=1):
        body = canonical(entry["body"]).decode()
        previous = chained(previous, seq, entry["at"], entry["actor"], entry["act"], entry["object"], body)
        lines.append(canonical({**entry, "seq": seq, "hash": previous.hex()}))
    return b"\n".join(lines) + b"\n"


def sha(content: bytes) -> str:
    """A digest as the formats write it."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def forged(files: Files, change: Forgery) -> Files:
    """The result changed, and digest, log and manifests made anew, as somebody would who holds everything."""

    def forge(result: dict[str, Any]) -> None:
        change(result)
        result["result_digest"] = VERIFY.result_digest(result)

    files = edited(files, "data/result.json", forge)
    digest = document(files, "data/result.json")["result_digest"]
    entries = log_of(files)
    for entry in entries:
        if entry["act"] == "tally.make":
            entry["body"]["after"] = digest
    files["data/log.jsonl"] = rehashed(entries)
    head = log_of(files)[-1]["hash"]
    return resealed(told_anew(files, Pingxuan_Result_Digest=digest, Pingxuan_Log_Head=head))
