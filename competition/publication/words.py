"""What publication says: refusals, to-dos, and the names of kinds and stages."""

from __future__ import annotations

from competition.core.locale import _l
from competition.publication.records import Kind, Stage
from competition.rounds.records import PublishMarks

REFUSALS = {
    "publication.no_such_notice": _l("This round has no notice %(number)s."),
    "publication.nothing_published": _l("No result of this round is published yet."),
    "publication.no_diagnostics": _l("This result was published without saying how firm its places are."),
    "publication.marks_withheld": _l(
        "The rules of this round withhold the marks, so its round file is not published. Its digits can be checked, "
        "and its sealed bundle once it is archived."
    ),
    "publication.approval_closed": _l("The approval is recorded in review; the round is in another phase."),
    "publication.approval_incomplete": _l("Name the meeting and the number of its document."),
    "publication.approved_ahead": _l("%(on)s is still ahead. Give the day on which the meeting approved the list."),
    "publication.not_approved": _l("No approval is recorded, so nothing can be posted."),
    "publication.no_list": _l("No list of awards has been proposed, so there is nothing to post."),
    "publication.list_outdated": _l(
        "Version %(version)s of the awards no longer follows from the tally. Propose the list again first."
    ),
    "publication.not_adopted": _l("The list of awards is not adopted, so no result can be published."),
    "publication.not_now_publicity": _l("The publicity notice is posted in the publicity phase, and not now."),
    "publication.not_now_result": _l("The result is published once the round has left publicity, and not now."),
    "publication.draft_changed": _l(
        "The notice has changed since you read it, so nothing was posted. Read it again, then post it."
    ),
    "publication.reason_missing": _l("Say why the posted notice is corrected: the reason stands in the new one."),
}

TODOS = {
    "publication.approve": _l("The approval of the list is not recorded"),
    "publication.approve_again": _l("The round came back to review, so the list must be approved again"),
    "publication.post": _l("The publicity notice is not posted"),
    "publication.post_again": _l("The notice of %(on)s no longer agrees with the list: post a corrected one"),
    "publication.period_runs": _l("The publicity period runs until the end of %(closes_on)s"),
    "publication.publish": _l("The result notice is not posted"),
}

STATES = {
    Kind.PUBLICITY: ("disc", _l("Publicity notice")),
    Kind.RESULT: ("seal", _l("Result notice")),
    Stage.AWAITED: ("pencil", _l("Not published yet")),
    Stage.PUBLICITY: ("disc", _l("In publicity")),
    Stage.FINAL: ("seal", _l("Published")),
    Stage.REOPENED: ("triangle", _l("Under review again")),
}

REASONS = {
    "revenue": _l("Main-business revenue %(figure)s hundred million yuan"),
    "growth": _l("Growth %(figure)s %%"),
    "share": _l("Market share %(figure)s %%"),
}
"""Why an enterprise was named: its figure on the first word of the declared order."""

WITHOUT = {
    "below_line": _l("Its total lies below the minimum; its place is not passed on."),
    "nobody_nominated": _l("It put up no enterprise; its place is not passed on."),
    "none_eligible": _l("None of its nominees is eligible; its place is not passed on."),
    "all_barred": _l("Its eligible nominees were named before; its place is not passed on."),
}
"""Why a town within the quota named no enterprise."""

TIES = {
    "total": _l("same total"),
    "total_unrounded": _l("same total, parted by the total before rounding"),
    "untrimmed_total": _l("same total, parted by the total without dropping any mark"),
    "judge_majority": _l("same total, parted by the majority of judges"),
    "dimension": _l("same total, parted by %(part)s"),
    "indicator": _l("same total, parted by %(part)s"),
    "ruling": _l("same total, parted by a ruling"),
    "lot": _l("same total, parted by lot"),
    "shared": _l("place shared"),
}
"""What the declared chain parted a tie by."""

CHECKED = {
    PublishMarks.NONE: _l(
        "The marks are withheld by the rules, so a reader cannot work the totals out. What can be checked: the digits "
        "against those on the notice and, once the round is archived, every file and the log of its sealed bundle."
    ),
    PublishMarks.PSEUDONYMS: _l(
        "Every mark is published under the judge’s pseudonym, so anyone can tally again on their own computer; the "
        "same digits must come out."
    ),
}
"""What a reader can check of a result, by what the rules publish of the marks."""

LEFT_OUT = {"excluded": _l("ruled out"), "withdrawn": _l("withdrew")}
