"""The sentences of the entries room."""

from __future__ import annotations

from competition.core.locale import _l
from competition.entries.records import CheckState, EntryStatus, VetoKind

REFUSALS = {
    "entries.not_found": _l("There is no entry %(entry)s in this round."),
    "entries.no_nominee": _l("There is no such nominee in this round."),
    "entries.no_veto": _l("There is no such veto here, or it has been lifted."),
    "entries.frozen": _l("Registration is left, so entries and figures stand. Only a ruling changes them now."),
    "entries.entered_already": _l("%(town)s has entered already, as %(entry)s."),
    "entries.withdrawn": _l("%(entry)s has withdrawn. Readmit it before it is checked."),
    "entries.needs_reason": _l("Write the reason: it stays on record."),
    "entries.needs_case": _l("A ruling must name its case."),
    "entries.veto_needs_document": _l("A veto needs the document that certifies it: department, number and date."),
    "entries.document_ahead": _l("The document is dated %(dated_on)s, which lies ahead."),
    "entries.vetoed": _l(
        "A veto stands against %(entry)s (%(document)s), so it cannot be eligible. Lift the veto first."
    ),
    "entries.nominated_already": _l("%(enterprise)s has been put up by %(entry)s already."),
    "entries.figure_needs_source": _l("A figure needs its source, and a measured one who verified it."),
    "entries.changed_meanwhile": _l(
        "Somebody changed this while the page was open. What is stored now stands below; save again to replace it."
    ),
    "entries.not_measured": _l("%(indicator)s is not a measured indicator of this round."),
    "entries.yes_or_no": _l("%(indicator)s takes 1 for yes and 0 for no; it found %(found)s."),
    "entries.year_ahead": _l("The year %(year)s lies ahead or too far back."),
    "entries.no_figure_yet": _l(
        "%(entry)s has no figure for %(indicator)s to correct. Give its year, source and verifier."
    ),
    "entries.no_such_entry": _l("No entry has this code or name."),
    "entries.town_is_another": _l("%(entry)s is %(name)s, not this town."),
    "entries.cell_missing": _l("%(column)s is missing; a figure needs value, year, source and verifier."),
}

TODOS = {
    "entries.none_yet": _l("No town has entered. Enter the towns that compete."),
    "entries.unchecked": _l("%(entry)s has not been checked for eligibility."),
    "entries.figures_missing": _l("%(entry)s: %(n)s figures are missing (%(indicators)s)."),
    "entries.nominees_unchecked": _l("%(entry)s: %(n)s nominees have not been checked."),
}

STATES = {
    EntryStatus.ELIGIBLE: ("tick", _l("Stands")),
    EntryStatus.WITHDRAWN: ("dash", _l("Withdrawn")),
    EntryStatus.EXCLUDED: ("octagon", _l("Excluded")),
    CheckState.PENDING: ("pencil", _l("Not checked yet")),
    CheckState.PASSED: ("tick", _l("Eligible")),
    CheckState.FAILED: ("octagon", _l("Ineligible")),
    VetoKind.SAFETY: ("octagon", _l("Major accident at work")),
    VetoKind.QUALITY: ("octagon", _l("Major quality accident")),
    VetoKind.ENVIRONMENT: ("octagon", _l("Major environmental accident")),
    VetoKind.DATA: ("octagon", _l("Major network or data event")),
    VetoKind.TAX: ("octagon", _l("Tax evasion")),
    VetoKind.CREDIT: ("octagon", _l("Serious breach of credit")),
    VetoKind.STATISTICS: ("octagon", _l("Falsified statistics")),
    VetoKind.WAGES: ("octagon", _l("Unpaid wages")),
    VetoKind.FRAUD: ("octagon", _l("Fraud in the application")),
}
