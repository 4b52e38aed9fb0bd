"""The sentences of the core's services: exact amounts, the calendar, spreadsheets and documents."""

from __future__ import annotations

from competition.core.locale import _l

REFUSALS = {
    "amounts.inexact": _l("“%(found)s” is not an exact number. Write it as digits with a point, like 86.5."),
    "amounts.comma": _l("“%(found)s” has a comma in it."),
    "amounts.too_large": _l("“%(found)s” has more than %(digits)s digits before the point."),
    "calendar.source_missing": _l("Name the notice that announced the days of %(year)s, with its number."),
    "calendar.nothing_changed": _l("Every year's notice names days of rest. Enter those of %(year)s."),
    "calendar.other_year": _l("%(day)s is not a day of %(year)s."),
    "spreadsheets.too_large": _l(
        "The file is larger than %(most)s MB. Delete pictures and unused sheets, then upload again."
    ),
    "spreadsheets.empty": _l("The file is empty."),
    "spreadsheets.old_or_locked": _l(
        "The file is in the old .xls format or protected by a password. Save it as .xlsx without a password."
    ),
    "spreadsheets.not_a_table": _l("The file is not a spreadsheet. Upload an .xlsx or a .csv."),
    "spreadsheets.unreadable": _l(
        "The file is damaged. Open it in Excel or WPS, save it again as .xlsx and upload that."
    ),
    "spreadsheets.bomb": _l("The file unpacks to far more than a table holds, so it was not opened."),
    "spreadsheets.hostile": _l("The file carries a document type, which no spreadsheet needs, so it was not opened."),
    "spreadsheets.no_header": _l("No row has the headings of “%(sheet)s”. Missing: %(missing)s. Use the template."),
    "spreadsheets.heading_twice": _l("The heading “%(heading)s” stands twice in row %(row)s. Keep one of them."),
    "spreadsheets.no_rows": _l("The sheet “%(sheet)s” has headings but no rows."),
    "spreadsheets.too_many_rows": _l("The sheet has more than %(most)s rows. Split it and upload the parts."),
    "spreadsheets.too_many_columns": _l(
        "The sheet has more than %(most)s columns. Delete those that the template lacks."
    ),
    "spreadsheets.missing": _l("“%(column)s” must be filled in."),
    "spreadsheets.error_value": _l("The cell shows the error %(found)s."),
    "spreadsheets.not_calculated": _l("The formula has no value yet. Open the file in Excel or WPS and save it."),
    "spreadsheets.too_long": _l("The text is longer than %(most)s characters."),
    "spreadsheets.digits_lost": _l(
        "%(found)s was typed as a number, so all after %(digits)s digits is lost. "
        "Format the cell as text and type it again."
    ),
    "spreadsheets.percent_cell": _l(
        "The cell shows %(found)s but holds a hundredth of it. Format it as a plain number."
    ),
    "spreadsheets.not_whole": _l("%(found)s is not a whole number."),
    "spreadsheets.unknown_choice": _l("“%(found)s” is not one of: %(allowed)s."),
}
