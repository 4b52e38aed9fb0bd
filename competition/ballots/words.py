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
