"""Sentences on lists, schools and plans of catchments: what was found, and what to do."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sozialmonitor.web.wording import Sentences

# Refused files and rows: text and hint.
LISTS: Final[dict[str, tuple[Sentences, Sentences]]] = {
    "file-missing": (_("The file %(path)s is not there."), _("Please check its name.")),
    "file-empty": (_("The file is empty."), _("Please have it sent again.")),
    "file-too-large": (_("The file has %(size)s; %(limit)s are read."), _("Please send only the list.")),
    "file-broken": (_("The file cannot be opened."), _("Please open it once in a spreadsheet and save it as XLSX.")),
    "not-a-table": (_("The file is no table."), _("Please send it as XLSX or CSV.")),
    "columns-missing": (
        (_("No sheet has the columns of a street list, of blocks or of addresses."), _("It has: %(columns)s.")),
        _("Needed are the catchment with street and house numbers, or with block. Please name the columns that way."),
    ),
    "school-columns-missing": (
        (_("No sheet has columns for number and name of a school."), _("It has: %(columns)s.")),
        _("Please name the columns Schulnummer and Name."),
    ),
    "catchment-empty": (_("No catchment is named."), _("Please add it where the file comes from.")),
    "street-empty": (_("No street is named."), _("Please add it where the file comes from.")),
    "row-longer": (
        _("The row has more cells than there are columns: %(value)s"),
        _("Probably a separator stands inside a cell: put that cell in quotes."),
    ),
    "cell-empty": (_("A cell that is needed is empty."), _("Please add it where the file comes from.")),
    "too-long": (_("The text is too long: %(value)s"), _("Codes have up to 40 letters, streets 120, names 200.")),
    "numbers-unreadable": (
        _("These are no house numbers: %(value)s"),
        _("Write them like “ung. 1–25; ger. 2–24”, “ab 30”, “gesamt”."),
    ),
    "number-unreadable": (_("This is no number: %(value)s"), _("It was left out.")),
    "code-numeric": (
        _("The codes are stored as numbers: zeros in front are lost."),
        _("If they had any, say how many digits a code has."),
    ),
    "list-empty": (_("The list has no row that could be read."), _("Please look at the names of its columns.")),
    "block-twice": (_("The block %(value)s stands in two catchments."), _("Please leave one of them out.")),
    "address-twice": (_("The address %(value)s stands in two catchments."), _("Please leave one of them out.")),
    "school-without-number": (_("A school without a number: %(value)s"), _("Please add it in the list.")),
    "school-without-name": (_("A school without a name: %(value)s"), _("Please add it in the list.")),
    "school-twice": (_("The number %(value)s was there before."), _("Each school has a number of its own.")),
}

PLANS: Final[dict[str, tuple[Sentences, Sentences]]] = {
    "not-a-draft": (
        _("The plan “%(plan)s” is no draft any more (%(state)s) and is not changed."),
        _("Make a copy of it and change that."),
    ),
    "checks-failed": (
        _("The plan “%(plan)s” cannot be adopted: %(rules)s."),
        _("Please mend what the checks name, then adopt it."),
    ),
    "warnings-unseen": (
        _("The plan “%(plan)s” has warnings: %(rules)s."),
        _("Please look at them and tick that you have seen them."),
    ),
    "being-drawn": (
        _("The areas of the plan “%(plan)s” are being drawn."),
        _("Please wait until they are there, then adopt it."),
    ),
    "plan-gone": (_("The plan is not there any more."), _("Choose another one.")),
    "blocks-missing": (_("The plan does not say whose blocks it means."), _("Please name the division of the blocks.")),
    "block-unknown": (
        _("%(count)s blocks are not in %(edition)s: %(codes)s."),
        _("Please check the codes; zeros in front are part of them."),
    ),
    "polygons-elsewhere": (
        _("The areas %(edition)s belong to another division."),
        _("Please choose an edition of “%(division)s”."),
    ),
    "polygons-taken": (_("The areas %(edition)s are those of a plan already."), _("Make a copy of that plan.")),
    "street-empty": (_("No street is named."), _("Please name one.")),
    "houses-unknown": (
        _("The plan “%(plan)s” is made of areas, and which houses lie in them is not known."),
        _("Bring a register of addresses into force first."),
    ),
    "zone-of-one": (_("A zone lies between two catchments; both are %(catchment)s."), _("Please choose another one.")),
    "list-has-errors": (
        _("Rows that could not be read: %(count)s."),
        _("Mend them where the file comes from, or leave them out knowingly."),
    ),
}

# What the checks of a plan find: a short name, the sentence, and what to do.
CHECKS: Final[dict[str, tuple[Sentences, Sentences, Sentences]]] = {
    "no-catchments": (
        _("no catchments"),
        _("The plan has no catchments."),
        _("Make it from a list, or copy another plan."),
    ),
    "address-unassigned": (
        _("addresses without a school"),
        (_("%(count)s addresses belong to no catchment."), _("For example: %(examples)s.")),
        _("Assign their streets, or make the ranges longer."),
    ),
    "house-double": (
        _("houses assigned twice"),
        (_("%(count)s streets have house numbers in two catchments: %(examples)s."),),
        _("Cut the ranges, or make an overlap zone of these houses."),
    ),
    "number-less-double": (
        _("streets without numbers in two catchments"),
        (_("%(count)s streets stand without house numbers in two catchments: %(examples)s."),),
        _("Nobody lives there yet; as soon as there are numbers, name them."),
    ),
    "block-double": (
        _("blocks assigned twice"),
        _("%(count)s blocks are in two catchments: %(codes)s."),
        _("Move each to one of them."),
    ),
    "block-unassigned": (
        _("blocks without a school"),
        _("%(count)s blocks belong to no catchment: %(codes)s."),
        _("Move each to a catchment."),
    ),
    "catchment-without-school": (
        _("catchments without a school"),
        _("%(count)s catchments have no school: %(codes)s."),
        _("Choose their school below."),
    ),
    "school-closed": (
        _("closed schools"),
        _("Schools of %(codes)s are closed by then: %(examples)s."),
        _("Choose another school."),
    ),
    "catchment-empty": (
        _("empty catchments"),
        _("%(count)s catchments have neither house nor block: %(codes)s."),
        _("Move some there."),
    ),
    "areas-faulty": (
        _("areas with errors"),
        _("The areas of the plan have %(count)s errors: %(codes)s."),
        _("Have them corrected where the file comes from, then import them again."),
    ),
    "school-outside": (
        _("schools outside their catchment"),
        _("%(count)s schools do not lie in their own catchment: %(examples)s."),
        _("This may be meant. Please check the place of the school and its catchment."),
    ),
    "school-without-place": (
        _("schools without a place"),
        _("For %(count)s schools it is not known where they lie: %(examples)s."),
        _("Import the list of schools with coordinates."),
    ),
    "street-gap": (
        _("gaps between ranges"),
        _("In %(count)s streets numbers between two ranges are missing: %(examples)s."),
        _("Perhaps there are no such houses. A register of addresses would tell."),
    ),
    "street-unknown": (
        _("streets the register does not know"),
        _("%(count)s streets of the list are not in the register: %(examples)s."),
        _("Please check how they are written."),
    ),
    "area-in-pieces": (
        _("catchments in pieces"),
        _("%(codes)s lie in several pieces (%(count)s beside the largest)."),
        _("This may be meant: rivers and railways do that too."),
    ),
    "no-areas": (
        _("no areas on the map"),
        _("The catchments cannot be drawn: neither addresses with coordinates nor blocks are known."),
        _("Import a register of addresses or the blocks, or have them drawn anew; the list holds without them."),
    ),
    "no-register": (
        _("no register of addresses"),
        _("There is no register of addresses: whether every house is assigned cannot be told."),
        _("Import a register of addresses."),
    ),
}

SEVERITIES: Final = {
    "error": pgettext_lazy("severity", "error"),
    "warning": pgettext_lazy("severity", "warning"),
    "notice": pgettext_lazy("severity", "notice"),
}
