"""The sentences about the labour agency's workbooks."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from imports.messages.profile_texts import ALLOWED
from sozialmonitor.web.wording import Sentences

MUNICIPAL: Final[dict[str, tuple[Sentences, Sentences]]] = {
    "not_ba_workbook": (
        (
            _(
                "This is no workbook “Arbeitsmarkt kommunal” of the labour agency: code and name of the municipality, "
                "or the row of years, are not there."
            ),
            _("At the top stands: %(found)s."),
        ),
        _("Please upload the workbook as the agency sends it, or choose another profile."),
    ),
    "row_missing": (
        (_("The row “%(value)s” is not there."), _("The workbook has: %(found)s.")),
        (
            _("Did you mean “%(nearest)s”?"),
            _("Please correct the path in the profile: heading of the section / label of the row."),
        ),
    ),
    "row_twice": (
        _("The row “%(value)s” occurs a second time; the first is in line %(line)s."),
        _("Please check which of the two is right, and ask the agency; neither is chosen."),
    ),
    "section_without_period": (
        _("The heading “%(value)s” says neither a reference day nor that these are figures of a whole year."),
        _("Please enter in the profile what is meant, e.g. period: {type: year}."),
    ),
    "area_contradicts_file_name": (
        _("The sheet is about %(value)s %(name)s, the name of the file says %(named)s."),
        _("Please check which of the two is right, and save the file under the right name."),
    ),
}

MUNICIPAL_PROFILE: Final[dict[str, tuple[Sentences, Sentences]]] = {
    "rows_needed": (
        _("The profile does not say which rows of the workbook are wanted."),
        _("Please add them under columns: heading of the section / label of the row, then the measure."),
    ),
    "not_for_ba": (
        _("The profile says something that does not belong to a workbook of the labour agency: %(value)s."),
        ALLOWED,
    ),
}
