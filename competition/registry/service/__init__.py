"""The registry's verbs: the only writes, each one transaction with its events.

Every amendment may name the version it was based on; a stale one is refused with both versions. A sheet is taken whole
or not at all, and only as it was shown.
"""

from __future__ import annotations

from competition.registry.service.figuring import amend_figure, record_figure
from competition.registry.service.intake import (
    Look,
    blank_sheet,
    export_sheet,
    kind_of,
    look_at_sheet,
    marked_sheet,
    take_sheet,
)
from competition.registry.service.laws import LAWS
from competition.registry.service.reading import (
    all_figures,
    counties,
    county,
    county_by_code,
    enterprise,
    enterprise_by_uscc,
    enterprises,
    figure,
    figure_by_id,
    figures,
    town,
    town_by_code,
    towns,
)
from competition.registry.service.registering import (
    amend_county,
    amend_enterprise,
    amend_town,
    register_county,
    register_enterprise,
    register_town,
)
from competition.registry.service.uploads import drop_upload, keep_upload, upload
from competition.registry.service.writing import checked_uscc
from competition.registry.uscc import check_digit

__all__ = [
    "LAWS", "Look", "all_figures", "amend_county", "amend_enterprise", "amend_figure", "amend_town", "blank_sheet",
    "check_digit", "checked_uscc", "counties", "county", "county_by_code", "drop_upload", "enterprise",
    "enterprise_by_uscc", "enterprises", "export_sheet", "figure", "figure_by_id", "figures", "keep_upload",
    "kind_of", "look_at_sheet", "marked_sheet", "record_figure", "register_county", "register_enterprise",
    "register_town", "take_sheet", "town", "town_by_code", "towns", "upload",
]  # fmt: skip
