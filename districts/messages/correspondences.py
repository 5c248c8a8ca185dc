"""The sentences about correspondences that cannot be made, and about tables that bring them."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from districts.queries.weighing import NotWeighable
from districts.tables.correspondence import TableProblem
from sozialmonitor.web.wording import Said, Sentences, worded, written

NOT_WEIGHABLE: Final[dict[str, tuple[Sentences, Sentences]]] = {
    "no_geometry": (
        _("The areas of %(edition)s have no geometry: nothing can be measured."),
        _("Import the areas with their geometry, or an office's own table."),
    ),
    "no_register": (
        _("There is no register of addresses in force for that day."),
        _("Import a register, or choose another basis."),
    ),
    "no_blocks": (
        _("There are no blocks with figures to weigh by."),
        _("Choose a division of blocks, a measure and a period that has been published for it."),
    ),
    "nothing_in_common": (
        _("%(source)s and %(target)s have no ground in common."),
        _("Check whether both are divisions of the same city."),
    ),
}
TABLE: Final[dict[str, tuple[Sentences, Sentences]]] = {
    "table-empty": (_("The table has no rows."), _("Send the table with its rows below the header.")),
    "table-columns": (
        _("The header “%(value)s” does not name the columns needed."),
        _("Name one column alt (or from), one neu (or to) and one Anteil (or share)."),
    ),
    "row-short": (_("The row has too few cells: “%(value)s”."), _("Complete the row or remove it.")),
    "row-long": (
        _("The row has more cells than the header: “%(value)s”."),
        _("Perhaps a decimal comma divides a number: put it in quotation marks, or use ; between the columns."),
    ),
    "source-absent": (
        _("Nothing is said of the area %(value)s before."),
        _("Add a row for it, also where nothing changes: its figures would be lost."),
    ),
    "weight-unreadable": (
        _("“%(value)s” is no share."),
        _("Write a number from 0 to 1, per cent, or how many people move."),
    ),
    "source-unknown": (
        _("There is no area %(value)s before."),
        _("Correct the code; leading zeros are part of it."),
    ),
    "target-unknown": (
        _("There is no area %(value)s after."),
        _("Correct the code; leading zeros are part of it."),
    ),
    "pair-twice": (_("%(value)s stands in line %(before)s already."), _("Keep one of the two rows.")),
    "weights-not-whole": (
        _("The shares of %(source)s sum to %(sum)s instead of %(whole)s."),
        _("Add the missing part or correct the shares: nothing may be lost or counted twice."),
    ),
}


def not_weighable(error: NotWeighable) -> Said:
    return _said(NOT_WEIGHABLE[error.reason], error.params)


def table_problem(problem: TableProblem) -> Said:
    return _said(TABLE[problem.rule], {**dict(problem.params), "value": problem.value})


def _said(sentences: tuple[Sentences, Sentences], params: Mapping[str, Any]) -> Said:
    known = written(params, {})
    return Said(worded(sentences[0], known), worded(sentences[1], known))
