"""What the ballots room says: refusals, to-dos, states, the pledge, and what is worth a second look."""

from __future__ import annotations

from competition.ballots.records import JudgeState, Stage
from competition.core.locale import _l

REFUSALS = {
    "ballots.not_found": _l("This entry is not on your sheet."),
    "ballots.not_a_judge": _l("You are not a judge of this round, so there is no sheet of yours here."),
    "ballots.not_pledged": _l("Sign the pledge first; the entries open after it."),
    "ballots.not_scoring": _l("Scoring is not open now, so nothing can be changed."),
    "ballots.excused": _l(
        "Your absence was recorded and signed by two people. Call the organizer if you can score after all."
    ),
    "ballots.excused_already": _l("The absence of %(judge)s is on record already."),
    "ballots.judge_sealed": _l("%(judge)s has sealed everything, so there is no absence to record."),
    "ballots.sealed": _l("This is sealed, so it cannot be changed. Only a ruling with a reason opens it again."),
    "ballots.not_sealed": _l("This ballot is not sealed, so there is nothing to open again."),
    "ballots.stale": _l("Another device saved other marks for %(entry)s in the meantime. Choose which ones stay."),
    "ballots.not_asked": _l("You are not asked to mark %(indicator)s for this entry."),
    "ballots.off_scale": _l(
        "%(indicator)s: %(found)s is not on the scale. Write %(low)s to %(high)s in steps of %(step)s."
    ),
    "ballots.note_too_long": _l("%(indicator)s: the note is too long. %(longest)s characters at most."),
    "ballots.blanks": _l("Marks are missing in %(n)s entries, so nothing was sealed: %(entries)s."),
    "ballots.changed_since_review": _l(
        "Marks were saved after this page was opened. Look through them again, then seal."
    ),
    "ballots.reason_missing": _l("Write the reason: it stays on record."),
    "ballots.nothing_to_sign": _l("No absence waits for a signature here."),
    "ballots.no_receipt": _l("There is no such receipt."),
    "ballots.clerk_alone": _l(
        "A clerk reads marks before scoring is over, so whoever keys sheets holds no other role in the round."
    ),
    "ballots.sheet_empty": _l(
        "No mark stands in this table. Fill in the sheets that are signed, then upload it again."
    ),
    "ballots.no_such_judge": _l("No judge of this round has this number or name."),
    "ballots.no_such_indicator": _l("No judged indicator has this code or title."),
    "ballots.paper_recused": _l("%(judge)s is recused from %(entry)s. Leave the row out."),
    "ballots.paper_not_theirs": _l("%(judge)s does not score %(entry)s. Leave the row out."),
    "ballots.paper_not_asked": _l("%(judge)s is not asked to mark %(indicator)s for %(entry)s. Leave it empty."),
    "ballots.paper_sealed": _l("%(entry)s is sealed already for %(judge)s, from paper. Leave the row out."),
    "ballots.paper_on_device": _l(
        "%(judge)s has opened %(entry)s on a device, so the marks are given there. Leave the row out."
    ),
    "ballots.paper_blank": _l("%(indicator)s has no mark here. A sheet is keyed complete."),
    "ballots.paper_incomplete": _l(
        "%(judge)s, %(entry)s: marks are missing on %(indicators)s. A sheet is keyed complete."
    ),
    "ballots.keyed_otherwise": _l(
        "The first clerk keyed %(first)s here, you keyed %(found)s. Look at the paper; whoever is wrong keys it again."
    ),
    "ballots.keyed_since": _l("Sheets were keyed after this preview was made. Look at it again, then confirm it."),
    "ballots.nothing_keyed": _l("You have keyed nothing from this sheet that still waits."),
    "ballots.unreadable": _l(
        "The page sent something that cannot be read. Reload it; what you typed is kept on this device."
    ),
}

TODOS = {
    "ballots.unsealed": _l("%(judge)s has not sealed %(n)s ballots. Wait, or record the absence with a reason."),
    "ballots.absence_unsigned": _l("The absence of %(judge)s waits for a second signature."),
    "ballots.reopened": _l("%(judge)s has yet to score %(entry)s again."),
}

STATES = {
    Stage.BLANK: ("pencil", _l("Not scored yet")),
    Stage.STARTED: ("half", _l("In progress")),
    Stage.COMPLETE: ("half", _l("Ready to seal"), "indigo"),
    Stage.SEALED: ("seal", _l("Sealed")),
    Stage.REOPENED: ("triangle", _l("To be scored again")),
    Stage.RECUSED: ("crossed", _l("Recused")),
    JudgeState.AWAITED: ("pencil", _l("Pledge not signed")),
    JudgeState.SCORING: ("half", _l("Scoring now")),
    JudgeState.READY: ("half", _l("Ready to seal"), "indigo"),
    JudgeState.SEALED: ("seal", _l("Sealed")),
    JudgeState.EXCUSED: ("crossed", _l("Excused")),
}

PLEDGE = (
    _l("I score by the published rules alone, independently, from the material before me."),
    _l(
        "I have declared every tie of kinship, employment or interest with the entries, "
        "and will declare at once what I find later."
    ),
    _l("I discuss no mark with anyone and take no picture of the material before the result is published."),
    _l("I accept nothing from an entry, and report whoever offers it."),
    _l("I know that my marks are sealed and kept on record, and that I can be asked for their reasons."),
)

ODDITIES = {
    "level": _l("Level with %(other)s"),
    "close": _l("Only %(gap)s above %(other)s"),
    "low": _l("%(dimension)s is %(gap)s below your other dimensions"),
    "high": _l("%(dimension)s is %(gap)s above your other dimensions"),
}
