"""What sixteen digits stand for, and whether a bundle is one of ours."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from competition.adjudication import service as adjudication
from competition.archive import store
from competition.archive.records import Bundle, Kind, Known, Marked, Scope
from competition.ballots import service as ballots
from competition.ballots.records import Receipt, Sealed, ballot_content, commitment
from competition.core.canonical import canonical, check_digits
from competition.core.database import Reader
from competition.core.errors import NotFound, Refusal
from competition.rounds import service as rounds
from competition.rounds.records import Round
from competition.tally import service as tally

N_DIGITS = 16
Below = Callable[[Reader, str], Known | None]


def find_digits(reader: Reader, typed: str, *, below: Below) -> Known | None:
    """What the digits stand for, however they are spaced; None when nothing kept here stands under them.

    ``below`` asks the rooms that stand below this one (see ``Room.recognizes``). Raises Refusal when they are not
    sixteen digits.
    """
    bare = "".join(str(int(letter)) for letter in typed if letter.isdecimal())
    if len(bare) != N_DIGITS or any(letter.isalpha() for letter in typed):
        raise Refusal("archive.not_sixteen", n=len(bare))
    digits = " ".join(bare[at : at + 4] for at in range(0, N_DIGITS, 4))
    receipt = ballots.find_receipt(reader, digits)
    if receipt is not None:
        return _receipt(reader, receipt)
    known = next((one for one in _known(reader) if one.digits == digits), None)
    return known or _objection(reader, digits) or below(reader, digits)


def _objection(reader: Reader, digits: str) -> Known | None:
    """The objection whose receipt number this is; what it says and who filed it are no part of the answer."""
    for round_ in rounds.list_rounds(reader):
        try:
            filed = adjudication.find_objection(reader, round_, digits)
        except NotFound:
            continue
        return Known(Kind.OBJECTION, round_, digits, filed.opened_at)
    return None


def registered(reader: Reader, marked: Marked) -> Bundle | None:
    """The registered bundle with the same content, byte for byte, or None."""
    return next((one for one in store.every(reader) if one.is_what(marked)), None)


def _known(reader: Reader) -> Iterator[Known]:
    for round_ in rounds.list_rounds(reader):
        yield from _commitments(reader, round_)
        if tally.is_open(reader, round_):
            yield from _results(reader, round_)
        yield from _bundles(reader, round_)


def _commitments(reader: Reader, round_: Round) -> Iterator[Known]:
    signed = rounds.commitments(reader, round_)
    for one in signed:
        yield Known(
            Kind.COMMITMENT, round_, check_digits(one.digest), one.at, stands=one is signed[-1], version=one.version
        )
    ready = rounds.examine(reader, round_)
    if not isinstance(ready, Refusal):
        yield Known(Kind.DRAFT, round_, check_digits(ready.digest), None, stands=False)


def _results(reader: Reader, round_: Round) -> Iterator[Known]:
    versions = tally.versions(reader, round_)
    for one in versions:
        for kind, digest in ((Kind.RESULT, one.result_digest), (Kind.ROUND_FILE, one.input_digest)):
            yield Known(kind, round_, check_digits(digest), one.at, stands=one is versions[0], version=one.version)


def _bundles(reader: Reader, round_: Round) -> Iterator[Known]:
    newest: set[Scope] = set()
    for one in store.bundles(reader, round_.id):
        yield Known(
            Kind.BUNDLE, round_, check_digits(one.sha256), one.at, stands=one.scope not in newest,
            version=one.version, scope=one.scope,
        )  # fmt: skip
        newest.add(one.scope)


def _receipt(reader: Reader, receipt: Receipt) -> Known | None:
    """A receipt with its round; it stands while every ballot it names is in force."""
    for round_ in rounds.list_rounds(reader):
        versions = ballots.sealed_versions(reader, round_)
        if not any(one.receipt_digits == receipt.digits for one in versions):
            continue
        last = {(one.judge, one.entry): one for one in versions}
        held = [last.get((receipt.judge, entry)) for entry, _, _ in receipt.ballots]
        stands = [one is not None and one.version for one in held] == [version for _, version, _ in receipt.ballots]
        return Known(
            Kind.RECEIPT, round_, receipt.digits, receipt.sealed_at, stands=stands,
            is_whole=_is_whole(round_, receipt, versions), version=receipt.number,
            judge=receipt.judge, n_entries=receipt.n_entries, n_marks=receipt.n_marks,
        )  # fmt: skip
    return None


def _is_whole(round_: Round, receipt: Receipt, versions: Iterable[Sealed]) -> bool:
    """Whether every ballot on the receipt is still stored as it was committed to."""
    kept = {(one.entry, one.version): one for one in versions if one.judge == receipt.judge}
    held = [(kept.get((entry, version)), mac) for entry, version, mac in receipt.ballots]
    return all(one is not None and one.commitment == mac and _opens(round_, one) for one, mac in held)


def _opens(round_: Round, one: Sealed) -> bool:
    content = ballot_content(round_.code, one.entry, one.judge, one.version, one.marks)
    return commitment(bytes.fromhex(one.key), canonical(content)) == one.commitment
