"""The sentences about the table export of GENESIS databases and about the profiles that read it."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from sozialmonitor.web.wording import Sentences

GENESIS: Final[dict[str, tuple[Sentences, Sentences]]] = {
    "layout_flat": (
        _("This is the flat file and not the table as one reads it."),
        _("Please choose a profile for flat files, or download the table as CSV or XLSX."),
    ),
    "genesis_head": (
        (
            _("The head of the file does not look like GENESIS: title and statistic must stand above the header."),
            _("The first line is: “%(value)s”."),
        ),
        _(
            "The file was probably edited by hand. Please upload it as it was downloaded, "
            "or build a profile for tables from it."
        ),
    ),
    "genesis_shape": (
        (
            _("The head of the file is not the one the profile describes."),
            _(
                "Found (expected): %(above_found)s (%(above_wanted)s) lines above the header, %(head_found)s "
                "(%(head_wanted)s) lines of the header, %(rows_found)s (%(rows_wanted)s) columns before the figures."
            ),
            _("The first column of figures is: “%(value)s”."),
        ),
        _(
            "Please download the table arranged as before and do not edit it, correct above, head and rows "
            "in the profile, or build a profile for tables from the file."
        ),
    ),
    "other_table": (
        _("This is “%(value)s”, but the profile reads “%(wanted)s”."),
        _("Please choose the profile for this table, or download the right one. Watch out for added selections."),
    ),
    "name_without_code": (
        _("The area “%(value)s” has no code in the file, and none in the profile."),
        _("Please enter its code in the profile, as codes under area, or the name under ignore_areas."),
    ),
    "table_code_lost": (
        (_("The file does not say which table it is; the profile reads “%(wanted)s”."), _("It says: “%(value)s”.")),
        _("Please check title and figures before you publish."),
    ),
    "footer_missing": (
        _("Below the figures the line with notes and licence is missing; rows may be cut off."),
        _("Please compare the end of the file with the table in the database."),
    ),
}

GENESIS_PROFILE: Final[dict[str, tuple[Sentences, Sentences]]] = {
    "only_genesis_table": (
        _("The part genesis is for tables of GENESIS databases only."),
        _("Please remove it, or use the parser genesis-table."),
    ),
    "genesis_part_needed": (
        _("The profile does not say what the lines and columns of the table are."),
        _("Please add: %(allowed)s"),
    ),
    "not_for_genesis_table": (
        _("“%(value)s” is not for tables of GENESIS databases."),
        _("Please remove it. Such a table is described by: %(allowed)s."),
    ),
    "paths_needed": (
        _("The profile does not say which figures of the table are wanted."),
        _("Please add them under columns: the words of the header joined by “ / ”, then the measure."),
    ),
    "path_twice": (
        _("“%(value)s” stands under columns twice; words for totals do not count."),
        _("Please remove one of them."),
    ),
    "title_first": (
        _("The lines above the header cannot be: %(value)s."),
        _("Please begin with title and statistic, and name each of them once: %(allowed)s."),
    ),
    "statistic_needed": (
        _("Nothing tells this table from one with a further selection above its header."),
        _("Please enter the name of the statistic in the profile, as statistic under genesis."),
    ),
    "one_area_axis": (
        _("The profile must say in exactly one place where the areas stand (code, name or both)."),
        _("Please correct it under genesis in: %(allowed)s."),
    ),
}
