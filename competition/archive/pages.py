"""What the archive's pages say: the answer of a verification, and past rounds in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from competition.archive import telling, words
from competition.archive.records import Bundle, Change, Edition, Kind, Known, Report, Track
from competition.core.documents import han
from competition.core.locale import _, drawn, language, ngettext, say, show_moment
from competition.core.records import Text
from competition.rounds.records import Round

Facts = list[tuple[str, str]]
MATCH, APART = ("outline", "核对相符"), ("broken", "核对不符")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. ``digits`` are the published and the found ones, where there are two to compare.

    ``receipt`` is the round's code and the number of an objection, which is asked for on a page of its own. ``pending``
    stands in the seal where there is nothing to match: four characters.
    """

    is_match: bool
    title: str
    sentence: str
    facts: Facts
    note: str = ""
    digits: tuple[str, str] | None = None
    steps: tuple[str, ...] = ()
    receipt: tuple[str, str] | None = None
    pending: str = ""

    @property
    def seal(self) -> tuple[str, str]:
        """How the seal is drawn, and what stands in it."""
        if self.pending:
            return "pending", self.pending
        return MATCH if self.is_match else APART


def of_digits(known: Known | None) -> Answer:
    """What sixteen digits turned out to be."""
    if known is None:
        again = _("Compare them once more with the original. If they are right, hand that sheet to the auditor.")
        sentence = _(
            "Nothing kept here stands under these sixteen digits: no sealed ballot, rules, lists, result, bundle or"
            " objection."
        )
        return Answer(False, _("Not found"), sentence, [], again, pending="没有找到")
    titled = say(known.round.title)
    if known.kind is Kind.DRAFT:
        sentence = _(
            "These are the check digits of rules of %(round)s that are not locked: two people have not signed them yet,"
            " and they may still change.", round=titled,
        )  # fmt: skip
        return Answer(False, _("Not locked yet"), sentence, [], pending="尚未锁定")
    if not known.is_whole:
        return Answer(False, _("It does not match"), _("What is stored under this receipt is not what was sealed."),
                      _facts(known), _contact(known.round))  # fmt: skip
    told = words.STANDS if known.stands else words.REPLACED
    sentence = str(told[known.kind]) % {"round": titled, "version": known.version}
    receipt = (known.round.code, known.digits.replace(" ", "")) if known.kind is Kind.OBJECTION else None
    return Answer(True, _("It matches"), sentence, _facts(known), receipt=receipt)


def _facts(known: Known) -> Facts:
    if known.kind is Kind.RECEIPT:
        entries = ngettext("%(num)d town", "%(num)d towns", known.n_entries)
        marks = ngettext("%(num)d mark", "%(num)d marks", known.n_marks)
        ballot = _("judge %(judge)s, %(entries)s, %(marks)s, receipt %(number)s",
                   judge=known.judge, entries=entries, marks=marks, number=known.version)  # fmt: skip
        return [(_("Ballot"), ballot), (_("Sealed"), show_moment(known.at) if known.at else "")]
    made = [(str(words.MADE[known.kind]), show_moment(known.at))] if known.at else []
    return [(_("Round"), say(known.round.title)), *made]


def of_bundle(report: Report, held: Bundle | None, round_: Round | None, published: str | None) -> Answer:
    """What a bundle turned out to be: ``held`` is the registered one it equals, ``round_`` the round it speaks of."""
    steps = tuple(say(line) for line in telling.lines(report)[:-1])
    if report.fault is not None:
        return _faulty(report, steps, round_)
    if held is not None and round_ is not None:
        facts = [
            (_("Round"), say(round_.title)), (_("Written"), show_moment(held.at)),
            (_("Files"), f"{held.n_files}"), (_("Result"), held.result_digest),
        ]  # fmt: skip
        sentence = _("This is the bundle as it was sealed; not one byte has changed.")
        return Answer(True, _("It matches"), sentence, facts, steps=steps)
    found = report.marked.result_digest if report.marked else ""
    if round_ is None:
        sentence = _("The bundle is whole in itself, but its round is not kept here.")
        facts = [(_("Its round"), report.marked.round_code if report.marked else ""), (_("Result"), found)]
        ask = _("Ask whoever published it which digits are theirs.")
        return Answer(False, _("Not from here"), sentence, facts, ask, steps=steps)
    sentence = _("The bundle is whole in itself, but it is not one that was sealed here.")
    apart = (published, found) if published else None
    facts = [(_("Round"), say(round_.title))]
    return Answer(False, _("It does not match"), sentence, facts, _contact(round_), apart, steps)


def _faulty(report: Report, steps: tuple[str, ...], round_: Round | None) -> Answer:
    fault = report.fault
    assert fault is not None  # noqa: S101  (asked by the caller)
    what = say(telling.told(fault.code, fault.params))
    if not fault.file:
        return Answer(False, _("It cannot be read"), _("This file is no bundle: %(what)s.", what=what), [],
                      _("Download it again from the page of past rounds and check once more."))  # fmt: skip
    params = fault.params
    apart = None
    if fault.code == "differs" and "expected" in params:
        apart = (str(params["expected"]), str(params["found"]))
    sentence = _("One file in this bundle differs from what was sealed.")
    facts = [(_("File"), fault.file), (_("What is wrong"), what)]
    return Answer(False, _("It does not match"), sentence, facts, _contact(round_), apart, steps)


def _contact(round_: Round | None) -> str:
    again = _("Download it again from the page of past rounds and check once more.")
    hand_in = _("If it still differs, hand this copy to the auditor.")
    contact = say(round_.contact) if round_ else ""
    gap = " " if language() == "en" else ""
    return gap.join(filter(None, (again, hand_in, contact and _("Contact: %(contact)s.", contact=contact))))


def counted(n: int) -> str:
    """A number of rounds as a headline says it: 两, 三, or 2."""
    if language() != "zh" or not 0 < n < 100:
        return str(n)
    return "两" if n == 2 else han(n)


def finding(editions: Sequence[Edition], told: Sequence[Track]) -> str:
    """Who stands where, in a sentence or two."""
    if len(editions) < 2:
        return ""
    clauses = [_clause(track, len(editions)) for track in told]
    return (". " if language() == "en" else "；").join(clauses) + ("." if language() == "en" else "。")


def _clause(track: Track, n: int) -> str:
    ranks, name = track.ranks, say(track.name)
    if len(ranks) == n and set(ranks) == {1}:
        return _("%(town)s stands first in all %(n)s", town=name, n=counted(n))
    if not track.risen:
        return _("%(town)s stands at place %(rank)s now", town=name, rank=ranks[-1])
    way = {"town": name, "first": ranks[0], "last": ranks[-1]}
    if track.risen > 0:
        return _("%(town)s rose from place %(first)s to %(last)s", **way)
    return _("%(town)s went from place %(first)s to %(last)s", **way)


def change(one: Change) -> str:
    """One change of the rules in words."""
    return str(words.CHANGES[one.kind]) % {"title": say(one.title), "before": one.before, "after": one.after}


def said(text: Mapping[str, str]) -> str:
    """A stored text in the reader's language."""
    return say(Text(text["zh"], text["en"]))


def bars(edition: Edition, shares: Mapping[str, str]) -> list[dict[str, Any]]:
    """The five bars of a row, in the order of the dimensions."""
    return [
        {
            "position": each["position"], "mark": drawn(each["mark"], said(each["short"])),
            "title": said(each["short"]), "value": shares[each["code"]],
        }
        for each in edition.content["dimensions"]
    ]  # fmt: skip


def key(edition: Edition) -> list[dict[str, Any]]:
    """The key under the bars."""
    return [
        {"position": each["position"], "title": said(each["title"]), "note": f"{each['weight']} %"}
        for each in edition.content["dimensions"]
    ]


def size(n_bytes: int) -> str:
    """A file's size as people read it.

    >>> size(491_520), size(31_500_000)
    ('480 kB', '30.0 MB')
    """
    return f"{n_bytes / 1024:.0f} kB" if n_bytes < 1024 * 1024 else f"{n_bytes / 1024 / 1024:.1f} MB"
