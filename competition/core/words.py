"""The core's sentences: what is said when something is refused before any room is asked."""

from __future__ import annotations

from competition.core.locale import _l

REFUSALS = {
    "core.not_permitted": _l("Your account may not do this in this round. Ask the organizer for the role it needs."),
    "core.needs_account": _l("Sign in first: this must be done by a person with an account."),
    "core.second_person": _l("This needs a second person: whoever proposed it cannot sign it too."),
    "core.approval_settled": _l("This has been signed or withdrawn already."),
    "core.approval_changed": _l("What was proposed has changed since. Read it again, and propose it anew."),
    "core.approval_not_found": _l("There is no such proposal."),
    "core.not_found": _l("There is no such page here."),
    "core.outstanding": _l("This phase cannot be left yet. Things still to do: %(n)s."),
    "core.form_expired": _l("The page was open too long, so the form was not taken. Send it again."),
    "core.too_large": _l("What you sent is larger than this page takes. Send a smaller file."),
    "core.too_many": _l("Too many tries in a short time. Wait a minute, then try again."),
    "core.fault": _l("A fault of ours: nothing was changed. Tell the organizer what you were doing."),
    "core.pending": _l("The database must be brought up to date first: run pingxuan db migrate."),
    "core.bad_request": _l("The page could not read what was sent. Go back, reload, and try again."),
    "core.wrong_method": _l("This address does not take such a request."),
    "core.full": _l("Nothing was saved: the disk is full or not writable. What is on paper stands; tell the operator."),
    "core.not_sample": _l("Only an installation with sample data has a clock that can be set forward."),
    "calendar.year_missing": _l(
        "The %(year)s working-day table is missing; enter it before a closing date is computed."
    ),
    "amounts.not_a_number": _l("“%(found)s” is not a number. Write digits with a point, like 86.5."),
    "amounts.too_precise": _l("“%(found)s” has too many decimals: %(places)s at most."),
}
