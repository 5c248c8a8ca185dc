"""The sentences about single cells and about the dimensions of a flat file."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from sozialmonitor.web.wording import Sentences

CELLS: Final[dict[str, tuple[Sentences, Sentences]]] = {
    "point_not_comma": (
        _("“%(value)s” has a point, the profile expects a comma."),
        _(
            "Please write the number with a comma. If the point is right in the whole file, change the profile: "
            'decimal: "." for decimals, or thousands: "." for thousands.'
        ),
    ),
    "comma_not_point": (
        _("“%(value)s” has a comma, the profile expects a point."),
        _(
            "Please write the number with a point. If the comma is right in the whole file, change the profile: "
            'decimal: "," for decimals, or thousands: "," for thousands.'
        ),
    ),
    "thousands_not_declared": (
        _("“%(value)s” has signs between its digits that the profile does not know."),
        _("Please write the number without them, or enter the sign for thousands in the profile (thousands)."),
    ),
    "bad_grouping": (
        _("In “%(value)s” the sign for thousands does not stand after every three digits."),
        _("Please check the number; a digit may be lost, or the sign may be meant for decimals."),
    ),
    "unknown_word": (
        _("“%(value)s” is neither a number nor a sign that the profile knows."),
        _("Please correct the cell, or enter the sign with its meaning in the profile (missing)."),
    ),
    "unknown_word:true_or_false": (
        _("“%(value)s” is a truth value of Excel and no number."),
        _("Please enter the number, or the sign for a figure that is missing."),
    ),
    "unknown_word:not_finite": (
        _("“%(value)s” is no finite number."),
        _("Please enter the number, or the sign for a figure that is missing."),
    ),
    "unknown_word:exponent": (
        _("“%(value)s” is written with powers of ten; digits may be lost."),
        _("Please format the column as a plain number, enter the full number and save the file again."),
    ),
    "empty_cell": (
        _("The cell is empty, and the profile does not say what that means."),
        _('Please fill the cell, or say in the profile under missing what an empty cell means, e.g. "": missing.'),
    ),
    "excel_error": (
        _("“%(value)s” is an error message of the spreadsheet and no figure."),
        _("Please correct the formula in this cell, or enter the sign for a figure that is missing."),
    ),
    "formula_without_value": (
        _("The formula “%(value)s” has no result in the file."),
        _("Please open the file in Excel, let it compute, and save it; or paste the results as values."),
    ),
    "date_by_excel": (
        _("“%(value)s” is a date or a time, but a number or a code belongs here."),
        _("Excel turns 3.12 into a date. Please format the column as text and enter the original again."),
    ),
    "code_is_number": (
        (
            _("The code “%(value)s” is a decimal number; leading zeros may be lost."),
            _("Probably meant is %(whole)s."),
        ),
        _("Please have the codes exported as text. If all have the same length, enter it in the profile (pad)."),
    ),
    "area_missing": (
        _("The row does not say for which area it is."),
        _("Please enter the code of the area. If this is a total or a footnote, remove it or use ignore_areas."),
    ),
    "measure_missing": (
        _("The row does not say which measure it holds."),
        _("Please enter the measure, or remove the row."),
    ),
    "period_missing": (
        _("The row does not say for which period it is; expected is %(type)s."),
        _("Please enter the period, or remove the row."),
    ),
    "period_unreadable": (
        _("“%(value)s” cannot be read as a period; expected is %(type)s."),
        _("Please correct the period, or the type of the period in the profile."),
    ),
    "period_not_given": (
        _("The profile takes the period from the upload, and none was given."),
        _("Please upload the file again and enter the period, e.g. 2023-12-31 or 2023."),
    ),
    "period_not_in_file_name": (
        _("The file name “%(value)s” does not hold the period; expected is %(type)s."),
        _("Please give the file its usual name again, or correct the pattern in the profile: %(pattern)s"),
    ),
    "unknown_quality": (
        _("“%(value)s” is no known mark of quality. Known are: %(known)s."),
        _("Please look up the mark in the notes of the database, and tell the administration about it."),
    ),
}

DIMENSIONS: Final[dict[str, tuple[Sentences, Sentences]]] = {
    "no_region": (
        (
            _("The row belongs to no region."),
            _("The profile looks for the variable “%(value)s”."),
            _("The row has: %(found)s."),
        ),
        _("Please enter the variable with the regions in the profile, as column under area."),
    ),
    "two_regions": (
        _("The row belongs to two regions at once; the second is in the variable “%(value)s”."),
        _("Please enter the variable that is meant in the profile, as column under area."),
    ),
    "no_total": (
        _("The dimension %(dimension)s has no total. It has: %(found)s."),
        _("Please say in the profile under dimensions which of them is meant."),
    ),
    "two_totals": (
        _("The dimension %(dimension)s has several totals: %(found)s."),
        _("Please say in the profile under dimensions which of them is meant."),
    ),
    "two_units": (
        _("“%(value)s” comes in several units: %(units)s."),
        _("Please write the unit behind the code in the profile: CODE|unit."),
    ),
    "overlapping_dimensions": (
        _("“%(value)s” occurs with different dimensions and would be counted several times: %(sets)s."),
        _("Please say in the profile which one is meant: CODE[DIMENSION=ATTRIBUTE]."),
    ),
    "attribute_not_in_file": (
        (
            _("The dimension %(dimension)s has no attribute “%(value)s”."),
            _("It has: %(found)s."),
        ),
        _("Please correct the attribute in the profile, or download the table with it."),
    ),
    "other_key_of_measure": (
        _("The file does not hold “%(value)s”; %(measure)s is read from %(keys)s alone."),
        _("Please check whether that is complete. If the key is never needed, take it out of the profile."),
    ),
    "unit_not_stated": (
        _("The file does not say in which unit “%(value)s” is counted."),
        _("Please compare a figure with the database before you publish."),
    ),
    "value_not_in_file": (
        (
            _("The file does not hold “%(value)s”."),
            _("It holds: %(found)s."),
            _("Dimensions met: %(dimensions)s."),
        ),
        _("Please correct the code in the profile, or download the table with it."),
    ),
}
