"""What lies in a bundle: its files by name, from records that other rooms hand over. Pure: nothing is read here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from competition.archive import bag, tables
from competition.archive.logs import written
from competition.archive.records import Scope
from competition.archive.verification import COMMITMENTS, DIAGNOSTICS, LABELS, LOG, RESULT, ROUND, RULES
from competition.awards.records import Award
from competition.ballots.records import Sealed, ballot_content
from competition.core.audit import LogEntry
from competition.core.canonical import canonical
from competition.core.clock import in_beijing
from competition.core.records import Text
from competition.entries.records import Entry
from competition.panels.records import Judge
from competition.rounds.records import PublishMarks, Round
from competition.tally.records import Tally

KIT = Path(__file__).with_name("kit")
SAMPLE = "（示例数据 sample data）"
WORDS: Mapping[Scope, Text] = {
    Scope.PUBLIC: Text("公开包", "public bundle"),
    Scope.FULL: Text("完整包，仅供存档", "full bundle, for the archive alone"),
}


@dataclass(frozen=True, slots=True)
class Material:
    """Everything a bundle is made of. ``log`` ends with the last entry about the round; ``rules`` are as locked.

    ``diagnostics`` say how firm the tally is, ``told`` the same as anyone may have it; None where nobody has asked.
    """

    round: Round
    commitment: str
    rules: Mapping[str, Any]
    tally: Tally
    diagnostics: Mapping[str, Any] | None
    told: Mapping[str, Any] | None
    log: Sequence[LogEntry]
    sealed: Sequence[Sealed]
    judges: Sequence[Judge]
    entries: Sequence[Entry]
    awards: Sequence[Award]
    sets: Mapping[str, tuple[int, int]]
    documents: Mapping[str, bytes]
    software: str
    at: datetime

    @property
    def publishes_marks(self) -> bool:
        """Whether the rules publish every mark under the judge's pseudonym."""
        return bool(self.rules["publish_marks"] == PublishMarks.PSEUDONYMS)

    def looked_through(self, scope: Scope) -> Mapping[str, Any] | None:
        """How firm the tally is, as a bundle of that scope tells it."""
        return self.diagnostics if scope is Scope.FULL else self.told


def files(material: Material, scope: Scope) -> dict[str, bytes]:
    """The whole bag, manifests included."""
    with_marks = scope is Scope.FULL or material.publishes_marks
    held = tables.tables(material.tally.result, material.rules, material.entries, material.awards, material.sets)
    if scope is Scope.FULL:
        held["judges.csv"] = tables.judges(material.judges)
    payload = {
        RULES: canonical(material.rules),
        RESULT: canonical(material.tally.result),
        LOG: b"".join(written(entry) for entry in material.log),
        COMMITMENTS: canonical(_commitments(material, scope)),
        **({ROUND: canonical(material.tally.round)} if with_marks else {}),
        **({DIAGNOSTICS: canonical(firm)} if (firm := material.looked_through(scope)) is not None else {}),
        **{f"data/tables/{name}": content for name, content in held.items()},
        **{f"data/documents/{name}": content for name, content in material.documents.items()},
        "data/README.txt": _readme(material, scope),
    }
    return bag.filled(payload, {"verify.py": (KIT / "verify.py").read_bytes()}, _info(material, scope))


def _commitments(material: Material, scope: Scope) -> list[dict[str, Any]]:
    counted = {(one["judge"], one["entry"]) for one in material.tally.round["ballots"]}
    last = {(one.judge, one.entry): one.version for one in sorted(material.sealed, key=lambda one: one.version)}
    told = []
    for one in sorted(material.sealed, key=lambda one: (one.judge, one.entry, one.version)):
        content = ballot_content(material.round.code, one.entry, one.judge, one.version, one.marks)
        who = (one.judge, one.entry)
        counts = who in counted and last[who] == one.version
        # What is published is what counted; the archive holds what was superseded too.
        if scope is Scope.PUBLIC and not (material.publishes_marks and counts):
            del content["marks"]
        else:
            content["key"] = one.key
        told.append({**content, "commitment": one.commitment})
    return told


def _info(material: Material, scope: Scope) -> Iterable[tuple[str, str]]:
    round_, stored = material.round, material.tally
    sample = SAMPLE if round_.sample else ""
    return (
        ("Source-Organization", _line(round_.host.zh)),
        ("External-Description", _line(f"{round_.title.zh} {round_.title.en}{sample}")),
        (LABELS["round_code"], round_.code),
        ("Bagging-Date", in_beijing(material.at).date().isoformat()),
        ("Bag-Software-Agent", material.software),
        (LABELS["scope"], str(scope)),
        (LABELS["commitment"], material.commitment),
        (LABELS["input_digest"], stored.input_digest),
        (LABELS["result_digest"], stored.result_digest),
        (LABELS["log_size"], str(len(material.log))),
        (LABELS["log_head"], material.log[-1].hash.hex()),
    )


def _line(text: str) -> str:
    return " ".join(text.split()) or "-"


def _readme(material: Material, scope: Scope) -> bytes:
    round_ = material.round
    sample = SAMPLE if round_.sample else ""
    told = (KIT / "README.txt").read_text("utf-8")
    return told.format(
        title_zh=f"{round_.title.zh}{sample}",
        title_en=f"{round_.title.within('en')}{sample}",
        code=round_.code,
        scope_zh=WORDS[scope].zh,
        scope_en=WORDS[scope].en,
        commitment=material.commitment.removeprefix("sha256:"),
        input=material.tally.input_digest.removeprefix("sha256:"),
    ).encode()
