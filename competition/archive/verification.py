"""Verifying a bundle: its files, its log, its digests, its commitments, and its tally made again by the engine.

Neither web nor database is needed. The steps are taken in order and each is told; the first that fails ends the
verification and names the file, entry or field. ``kit/verify.py`` does the same without this program; it shares no line
with it, and both must give the same answer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import scoring
from competition.archive import manifests
from competition.archive.bag import Altered, Files, Unreadable, opened
from competition.archive.logs import Key, last_body, parsed, seals
from competition.archive.manifests import lines_of
from competition.archive.records import Fault, Marked, Outcome, Report, Said
from competition.ballots.records import commitment
from competition.core.audit import FIRST, LogEntry, chained
from competition.core.canonical import canonical, check_digits

INFO, RULES, ROUND, RESULT = "bag-info.txt", "data/rules.json", "data/round.json", "data/result.json"
LOG, COMMITMENTS = "data/log.jsonl", "data/commitments.json"
DIAGNOSTICS = "data/diagnostics.json"
"""Part of no result: the manifests cover it, and no step of a verification reads it."""
LABELS: Final[Mapping[str, str]] = {
    "round_code": "External-Identifier",
    "scope": "Pingxuan-Scope",
    "commitment": "Pingxuan-Commitment",
    "input_digest": "Pingxuan-Input-Digest",
    "result_digest": "Pingxuan-Result-Digest",
    "log_size": "Pingxuan-Log-Size",
    "log_head": "Pingxuan-Log-Head",
}
"""What a bundle says of itself, and under which label of ``bag-info.txt``."""


def verify(path: Path) -> Report:
    """Verify the bundle in a folder or a ZIP file."""
    steps: list[Said] = []
    marked = None
    try:
        files = opened(path)
        marked = _marked(files)
        for said in _found(files):
            steps.append(said)
    except Altered as fault:
        return Report(Outcome.ALTERED, tuple(steps), Fault(fault.code, fault.file, fault.params), marked)
    except Unreadable as fault:
        return Report(Outcome.UNREADABLE, tuple(steps), Fault(fault.code, "", fault.params))
    return Report(Outcome.INTACT, tuple(steps), None, marked)


def _marked(files: Files) -> Marked:
    told = _info(files)
    tags = {f"tags_{name}": _sha(files.get(f"tagmanifest-{name}.txt", b""), name) for name in ("sha256", "sha512")}
    return Marked(**{field: told.get(label, "") for field, label in LABELS.items()}, **tags)


def _info(files: Files) -> dict[str, str]:
    lines = files.get(INFO, b"").decode("utf-8", "replace").split("\n")
    return dict(line.split(": ", 1) for line in lines if ": " in line)


def _sha(content: bytes, name: str = "sha256") -> str:
    return f"{name}:{hashlib.new(name, content).hexdigest()}"


def _found(files: Files) -> Iterator[Said]:
    yield manifests.check(files)
    yield manifests.check_sums(files)
    bundle = _Bundle(files)
    for file, step in bundle.steps():
        try:
            yield step()
        except (KeyError, TypeError, AttributeError, IndexError, ValueError) as error:
            raise Altered("malformed", file) from error


class _Bundle:
    """One bundle under verification; each step leaves behind what the next ones need."""

    def __init__(self, files: Files) -> None:
        self.files, self.info = files, _info(files)
        self.code = self.info.get(LABELS["round_code"], "")
        self.entries: list[LogEntry] = []
        self.rules: Mapping[str, Any] = {}
        self.result: Mapping[str, Any] = {}
        self.round: Mapping[str, Any] = {}
        self.ballots: dict[Key, Mapping[str, Any]] = {}

    def steps(self) -> tuple[tuple[str, Callable[[], Said]], ...]:
        return (
            (LOG, self.check_log),
            (RULES, self.check_rules),
            (RESULT, self.check_result),
            (COMMITMENTS, self.check_ballots),
            (COMMITMENTS, self.check_openings),
            (ROUND, self.check_tally),
        )

    def check_log(self) -> Said:
        head = FIRST
        for number, line in enumerate(lines_of(self.files, LOG), start=1):
            entry = parsed(line)
            if entry.seq != number:
                raise Altered("gap", LOG, n=number)
            head = chained(head, entry.seq, entry.at, entry.actor, entry.act, entry.object, entry.body)
            if head != entry.hash:
                raise Altered("entry", LOG, n=number)
            self.entries.append(entry)
        self.expect_info("log_size", str(len(self.entries)))
        self.expect_info("log_head", head.hex())
        return Said("log", {"n": len(self.entries), "head": head.hex()[:16]})

    def check_rules(self) -> Said:
        self.rules = self.document(RULES)
        _expect(RULES, "code", self.code, self.rules.get("code"))
        digest = _sha(self.files[RULES])
        locked = last_body(self.entries, self.code, "rounds.lock")
        _expect(RULES, "digest", locked.get("after", {}).get("digest"), digest)
        self.expect_info("commitment", digest)
        return Said("rules", {"digits": check_digits(digest)})

    def check_result(self) -> Said:
        self.result = self.document(RESULT)
        _expect(RESULT, "round", self.code, self.result.get("round"))
        digest = scoring.result_digest(self.result)
        _expect(RESULT, "result_digest", digest, self.result.get("result_digest"))
        made = last_body(self.entries, self.code, "tally.make")
        _expect(RESULT, "result_digest", made.get("after"), digest)
        _expect(RESULT, "input_digest", made.get("input_digest"), self.result.get("input_digest"))
        self.expect_info("result_digest", digest)
        self.expect_info("input_digest", self.result["input_digest"])
        return Said("result", {"digits": check_digits(digest)})

    def check_ballots(self) -> Said:
        """Every commitment here was logged when its ballot was sealed, and every sealed ballot's commitment is here."""
        sealed = seals(self.entries, self.code)
        for one in self.document(COMMITMENTS, list):
            key = (one["judge"], one["entry"], one["version"])
            if one["round"] != self.code or sealed.get(key) != one["commitment"] or key in self.ballots:
                raise Altered("uncommitted", COMMITMENTS, ballot=_named(key))
            self.ballots[key] = one
        if gone := sorted(sealed.keys() - self.ballots.keys()):
            raise Altered("unlisted", COMMITMENTS, ballot=_named(gone[0]))
        return Said("ballots", {"n": len(sealed)})

    def check_openings(self) -> Said:
        openings = {key: one for key, one in self.ballots.items() if "key" in one}
        for key, one in sorted(openings.items()):
            content = {name: one.get(name) for name in ("round", "entry", "judge", "version", "marks")}
            if commitment(bytes.fromhex(one["key"]), canonical(content)) != one["commitment"]:
                raise Altered("unopened", COMMITMENTS, ballot=_named(key))
        if ROUND in self.files:
            self.check_marks({key: one["marks"] for key, one in openings.items()})
        return Said("opened", {"n": len(openings)}) if openings else Said("closed")

    def check_marks(self, opened_marks: Mapping[Key, Mapping[str, str]]) -> None:
        """The marks tallied are those of the last sealed version of each ballot, but for judges recused since."""
        self.round = self.document(ROUND)
        _expect(ROUND, "digest", self.result["input_digest"], _sha(self.files[ROUND]))
        for field in ("code", "title", "method", "criteria"):
            _expect(ROUND, field, self.rules.get(field), self.round.get(field))
        _expect(ROUND, "lot source", self.rules["lot"]["source"], self.round["lot"]["source"])
        last = {key[:2]: key for key in sorted(self.ballots)}
        tallied = {(one["judge"], one["entry"]): one["marks"] for one in self.round["ballots"]}
        recused = {(one["judge"], one["entry"]) for one in self.round["recusals"]}
        for who in sorted((last.keys() - recused) | tallied.keys()):
            key = last.get(who, (*who, 0))
            if who not in tallied or opened_marks.get(key) != tallied[who]:
                raise Altered("unopened", ROUND, ballot=_named(key))

    def check_tally(self) -> Said:
        if ROUND not in self.files:
            return Said("withheld")
        try:
            again = scoring.tally(scoring.read_round(self.round)).as_format()
        except scoring.Refused as refused:
            raise Altered("refused", ROUND) from refused
        pairs = [tuple({"severity": file.get("severity")} for file in (self.result, again))]
        pairs += [
            tuple({row["entry"]: row for row in file[part]} for file in (self.result, again))
            for part in ("standings", "unranked")
        ]
        for kept, made in pairs:
            if apart := _first_difference(kept, made):
                field, expected, found = apart
                raise Altered("field", RESULT, field=field, expected=expected, found=found)
        _expect(RESULT, "result_digest", again["result_digest"], self.result["result_digest"])
        return Said("retallied")

    def document(self, name: str, shape: type = dict) -> Any:
        """A JSON file of the bundle; its bytes are its canonical form, so that its SHA-256 is its digest."""
        if name not in self.files:
            raise Altered("missing", name)
        try:
            content = json.loads(self.files[name])
            is_canonical = isinstance(content, shape) and canonical(content) == self.files[name]
        except (ValueError, TypeError, RecursionError) as error:
            raise Altered("malformed", name) from error
        if not is_canonical:
            raise Altered("malformed", name)
        return content

    def expect_info(self, field: str, expected: str) -> None:
        """Hold what the bundle says of itself against what was found."""
        _expect(INFO, LABELS[field], expected, self.info.get(LABELS[field]))


def _expect(file: str, field: str, expected: object, found: object) -> None:
    if expected != found:
        raise Altered("field", file, field=field, expected=expected, found=found)


def _named(key: Key) -> str:
    judge, entry, version = key
    return f"{judge}/{entry}/{version}"


def _first_difference(found: Any, expected: Any, path: str = "") -> tuple[str, Any, Any] | None:
    """The first field, by its name, that is not the same in both: its path, what it should be, what it is."""
    if not (isinstance(found, dict) and isinstance(expected, dict)):
        return None if found == expected else (path, expected, found)
    for name in sorted(found.keys() | expected.keys()):
        if apart := _first_difference(found.get(name), expected.get(name), f"{path} {name}".strip()):
            return apart
    return None
