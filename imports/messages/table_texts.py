"""The sentences about tables of cities: bands, periods in headers and file names, names for codes, registers."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from imports.messages.profile_texts import ALLOWED
from sozialmonitor.web.wording import Sentences

TABLES: Final[dict[str, tuple[Sentences, Sentences]]] = {
    "period_contradicts_file_name": (
        _("The file name “%(value)s” says %(named)s, at the upload %(period)s was given."),
        _("Please check which of the two is right, and upload the file with that one alone."),
    ),
    "period_not_in_header": (
        _("The header “%(value)s” does not hold the period; expected is %(type)s."),
        _("Please correct the header, or the pattern under period: header in the profile."),
    ),
    "band_missing": (
        (
            _("Above this row there is no line over the whole width that says what it is about."),
            _("Expected is %(type)s."),
            _("The profile looks for: %(pattern)s."),
        ),
        _("Please check the band under period or area in the profile, and skip_rows."),
    ),
    "crosswalk_table": (
        (
            _("This is a table that leads from old areas to new ones (Umsteigeschlüssel), and no table of figures."),
            _("The file has: %(found)s."),
        ),
        _(
            "Its shares convert figures from one edition to another; they are not imported as figures. "
            "Please upload the table with the figures themselves."
        ),
    ),
    "area_name_twice": (
        _("The name “%(value)s” stands for two areas: it occurs in line %(line)s already, and the file has no codes."),
        _(
            "Please have the file exported with codes. If one of the two is a total or belongs to another division, "
            "leave it out by the profile (only_rows, ignore_rows)."
        ),
    ),
    "column_hidden": (
        _("The column “%(value)s” is hidden in Excel; it was read."),
        _("Please check whether it holds the figures that are meant."),
    ),
    "attribute_not_declared": (
        (_("“%(value)s” is not declared in the profile."), _("Declared are: %(declared)s.")),
        _("Please add it in the profile: under values if it is to be added up, else under not_added."),
    ),
    "part_twice": (
        _("The same combination for the area “%(value)s”, %(period)s, stands in line %(line)s already."),
        _("Please check which of the two is right. Perhaps a dimension is missing in the profile."),
    ),
    "parts_missing": (
        (
            _("%(value)s cannot be added up everywhere, for parts have no row (areas and periods: %(count)s)."),
            _("For example %(parts)s for the area %(code)s, %(period)s."),
        ),
        _("If a part without a row means nobody, write absent: zero in the profile; the sum is missing otherwise."),
    ),
    "small_part": (
        _("This row of the register is a count below %(minimum)s that was not hidden."),
        _(
            "Please ask the office for a register with fewer attributes, or with small counts hidden. Where the office "
            "may send it so, for only its sums are kept, the profile can say: sums: small_parts: allowed."
        ),
    ),
    "register_too_large": (
        _("The parts of all areas and periods are more than %(most)s."),
        _("Please split the file by year, or declare fewer attributes in the profile."),
    ),
}

TABLE_PROFILE: Final[dict[str, tuple[Sentences, Sentences]]] = {
    "one_area_source": (
        (_("The profile must say in exactly one way where the area stands."), _("It says: %(value)s.")),
        _("Please use exactly one of: %(allowed)s."),
    ),
    "header_needs_columns": (
        _("Periods in headers go together with named columns only."),
        _("Please name the columns, without their periods, under: %(allowed)s."),
    ),
    "bad_range": (
        _("“%(value)s” is no range of whole numbers."),
        ALLOWED,
    ),
    "attributes_needed": (
        _("The dimension %(path)s has no attributes."),
        _("Please name them under: %(allowed)s."),
    ),
    "added_and_not_added": (
        _("“%(value)s” stands both among what is added up and among what is not."),
        _("Please remove one of them (%(path)s)."),
    ),
    "total_among_parts": (
        _("“%(value)s” is a total: added to its own parts it would count everybody twice."),
        _("Please move it to not_added (%(path)s)."),
    ),
    "too_many_combinations": (
        _("The dimensions have %(value)s combinations of attributes; up to %(allowed)s are read."),
        _("Please declare fewer attributes."),
    ),
    "not_a_dimension": (
        _("“%(value)s” is none of the dimensions of this profile."),
        ALLOWED,
    ),
    "not_an_attribute": (
        _("“%(value)s” is not among the attributes that are added up."),
        ALLOWED,
    ),
    "values_differ": (
        _("The columns of figures stand for different dimensions."),
        _("Please say for each column the same of: %(allowed)s."),
    ),
}
