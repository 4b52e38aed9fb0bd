"""A round begins here, from its policy's template or from the round before."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from competition.core.database import Database, Transaction, write
from competition.core.errors import Conflict, Frozen, Refusal
from competition.core.permissions import Permission, require
from competition.core.records import Actor, Text
from competition.policy import service as policy
from competition.rounds import store
from competition.rounds.records import Phase, Round
from competition.rounds.service.drafting import refuse_while_proposed
from competition.rounds.service.reading import by_id, get, rules
from competition.rounds.template import first_rules

CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
CODE_LENGTHS = range(2, 33)
NOTHING = Text("")
NOTHING_PLANNED: Mapping[Phase, datetime | None] = {}


def create(
    db: Database | Transaction,
    actor: Actor,
    code: str,
    title: Text,
    year: int,
    edition_code: str,
    *,
    copy_from: str | None = None,
    sample: bool = False,
    host: Text = NOTHING,
    contact: Text = NOTHING,
) -> Round:
    """A new round in draft, its rules from the edition's template or copied from the round ``copy_from``.

    A copy takes over host and contact as well, where none are given.

    Refused: a code taken or not lower-case words joined by hyphens, an unknown edition, a round that cannot be copied.
    """
    require(actor, Permission.SET_UP_ROUND)
    if not CODE.fullmatch(code) or len(code) not in CODE_LENGTHS:
        raise Refusal("rounds.bad_code", found=code)
    policy.edition(edition_code)
    with write(db) as tx:
        if store.by_code(tx, code):
            raise Conflict("rounds.code_taken", round=code)
        earlier = get(tx, copy_from) if copy_from else None
        source = rules(tx, earlier) if earlier else None
        if earlier is not None:
            host = host if host.zh else earlier.host
            contact = contact if contact.zh else earlier.contact
        number = store.insert_round(tx, code, year, edition_code, sample, title=title, host=host, contact=contact)
        store.insert_rules(tx, first_rules(number, policy.template(edition_code), source))
        store.enter(tx, number, None, Phase.DRAFT, actor.tag, "")
        told = {"title": title.zh, "year": year, "edition": edition_code, "copied": copy_from or "", "sample": sample}
        tx.log(actor, "rounds.create", f"round:{code}", after=told)
        return get(tx, code)


def amend_details(
    db: Database | Transaction,
    actor: Actor,
    round_: Round,
    *,
    title: Text,
    year: int,
    edition_code: str,
    host: Text,
    contact: Text,
    deadlines: Mapping[Phase, datetime | None] = NOTHING_PLANNED,
) -> None:
    """Change what the round is called and rests on; title and edition only before the rules are signed."""
    require(actor, Permission.SET_UP_ROUND, round_.id)
    policy.edition(edition_code)
    with write(db) as tx:
        held = by_id(tx, round_.id)
        if (title, edition_code) != (held.title, held.edition_code):
            refuse_while_proposed(tx, held)
            if store.commitments(tx, held.id):
                raise Frozen("rounds.title_locked")
        store.update_round(tx, held.id, year=year, edition=edition_code, title=title, host=host, contact=contact)
        before = {"title": held.title.zh, "year": held.year, "edition": held.edition_code}
        after = {"title": title.zh, "year": year, "edition": edition_code}
        tx.log(actor, "rounds.amend_details", held.tag, before=before, after=after)
        for phase, closes_at in deadlines.items():
            if closes_at != held.deadlines.get(phase):
                set_deadline(tx, actor, held, phase, closes_at)


def set_deadline(
    db: Database | Transaction, actor: Actor, round_: Round, phase: Phase, closes_at: datetime | None
) -> None:
    """Plan until when a phase lasts, or take the plan back; the phase itself is moved by hand all the same."""
    require(actor, Permission.SET_UP_ROUND, round_.id)
    with write(db) as tx:
        store.set_deadline(tx, round_.id, phase, closes_at)
        after = "" if closes_at is None else closes_at.isoformat(timespec="minutes")
        tx.log(actor, "rounds.set_deadline", round_.tag, phase=str(phase), closes_at=after)
