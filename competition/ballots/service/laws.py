"""The laws that hold of all ballots in the file."""

from __future__ import annotations

import json
from collections.abc import Iterable

from competition.ballots import paper_store, store
from competition.ballots.records import ballot_content, commitment
from competition.core.canonical import canonical, check_digits, digest
from competition.core.database import Law, Reader


def _commitments_open(reader: Reader) -> Iterable[str]:
    for row, marks in store.all_sealed(reader):
        content = ballot_content(row["round"], row["entry"], row["judge"], row["version"], marks)
        if commitment(row["key"], canonical(content)) != row["commitment"]:
            yield f"version {row['version']} of {row['judge']} for {row['entry']} does not open its commitment"


def _receipts_match(reader: Reader) -> Iterable[str]:
    committed = {row["commitment"] for row, _ in store.all_sealed(reader)}
    for row in store.all_receipts(reader):
        content = json.loads(row["content"])
        if digest(content) != row["digest"] or check_digits(row["digest"]) != row["digits"]:
            yield f"receipt {row['number']} of {content['judge']} does not match its digits"
        if any(line["commitment"] not in committed for line in content["ballots"]):
            yield f"receipt {row['number']} of {content['judge']} names a ballot that is not there"


def _receipts_logged(reader: Reader) -> Iterable[str]:
    for row in store.unlogged_receipts(reader):
        yield f"receipt {row['id']} is not in the log"


def _states_follow(reader: Reader) -> Iterable[str]:
    for row in store.out_of_step(reader):
        yield f"ballot {row['id']} is {row['state']} against its versions and reopenings"


def _pledged(reader: Reader) -> Iterable[str]:
    for row in store.pledgeless(reader):
        yield f"ballot {row['id']} was opened without a pledge"


def _absences_signed(reader: Reader) -> Iterable[str]:
    for row in store.unsigned_absences(reader):
        yield f"the absence of judge {row['judge_id']} was not signed by two"


def _keyed_by_two(reader: Reader) -> Iterable[str]:
    for row, marks in paper_store.papers(reader):
        told = json.loads(row["body"])
        clerks = [f"a{row['keyed_by']}", f"a{row['confirmed_by']}"]
        named = told.get("source") == "paper" and told["keyed_by"].get(row["entry"]) == clerks
        if clerks[0] == clerks[1] or not named or row["actor"] != clerks[1]:
            yield f"the paper ballot of {row['judge']} for {row['entry']} was not keyed by the two its event names"
        content = ballot_content(row["round"], row["entry"], row["judge"], row["version"], marks)
        if commitment(row["key"], canonical(content)) != row["commitment"]:
            yield f"the first keying of {row['judge']} for {row['entry']} was another than what is sealed"
    for row in paper_store.unkeyed(reader):
        yield f"sealed version {row['id']} came from paper and nobody keyed it"


def _keyings_go(reader: Reader) -> Iterable[str]:
    for row in paper_store.keyed_and_sealed(reader):
        yield f"keying {row['id']} is still there although its ballot is sealed"


LAWS = (
    Law("every sealed ballot opens its commitment", _commitments_open),
    Law("every receipt matches its digits and its ballots", _receipts_match),
    Law("every receipt is in the log", _receipts_logged),
    Law("a ballot is sealed exactly when its last version was not reopened", _states_follow),
    Law("nothing is opened before the pledge", _pledged),
    Law("an absence is signed by two", _absences_signed),
    Law("a paper ballot was keyed alike by two different accounts", _keyed_by_two),
    Law("what is keyed once goes when it is sealed", _keyings_go),
)
