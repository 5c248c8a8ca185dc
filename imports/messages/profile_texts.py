"""The sentences about an import profile that cannot be used."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from sozialmonitor.web.wording import Sentences

ALLOWED: Final = _("Possible is: %(allowed)s.")
MEANT: Final = _("Did you mean “%(suggestion)s”?")

PROFILE: Final[dict[str, tuple[Sentences, Sentences]]] = {
    "profile_too_large": (
        _("The profile is %(value)s large; up to %(allowed)s are read."),
        _("Please check whether this is a profile; one needs a few lines only."),
    ),
    "not_yaml": (
        (_("The profile cannot be read as YAML."), _("The reader says: %(value)s.")),
        (_("Please check line %(line)s and the one before it: indentation, colons and quotation marks."),),
    ),
    "alias_in_yaml": (
        _("The profile uses an anchor or an alias (& or *). These are not read, for safety."),
        _("Please write the repeated part out, or put a text that begins with & or * into quotation marks."),
    ),
    "too_deep": (
        _("The profile is nested too deeply."),
        _("Please check the indentation of line %(line)s."),
    ),
    "key_twice": (
        _("The key “%(value)s” stands there twice."),
        _("Please remove or rename one of them (%(path)s)."),
    ),
    "not_a_mapping": (
        _("The profile does not consist of keys and values."),
        _("Please begin with a line such as: profile: name-of-the-profile"),
    ),
    "unknown_key": (
        _("“%(value)s” is no key of a profile (%(path)s)."),
        (MEANT, ALLOWED),
    ),
    "missing_key": (
        _("“%(value)s” is missing (%(path)s)."),
        _("Please add it. The documentation of the file formats says what belongs there."),
    ),
    "not_allowed": (
        _("“%(value)s” is not possible for %(path)s."),
        (MEANT, ALLOWED),
    ),
    "wrong_type": (
        (
            _("The entry for %(path)s does not fit: “%(value)s”."),
            _("The check says: %(allowed)s."),
        ),
        _("Please correct it. The documentation of the file formats says what belongs there."),
    ),
    "bad_pattern": (
        _("“%(value)s” is no valid regular expression (%(path)s)."),
        _("Please check brackets and signs such as * + ? in it; before a plain point or bracket belongs a backslash."),
    ),
    "bad_flat_key": (
        _("“%(value)s” does not name a value of a flat file."),
        ALLOWED,
    ),
    "bad_division": (
        _("“%(value)s” does not name a division."),
        ALLOWED,
    ),
    "same_marks": (
        _("“%(value)s” cannot stand both for decimals and for thousands."),
        _("Please change decimal or thousands."),
    ),
    "total_left_out": (
        _("“%(value)s” stands under ignore_areas, so it cannot be the total to compare with."),
        _("Please take it out of ignore_areas; its figures are compared, but not stored."),
    ),
    "scale_for_nothing": (
        _("“%(value)s” under scale is neither a column nor a measure of this profile."),
        (MEANT, ALLOWED),
    ),
    "area_column_needed": (
        _("The profile does not say which column holds the codes of the areas."),
        _("Please add the name of the column, as column under area."),
    ),
    "columns_needed": (
        _("The profile does not say which values of the flat file are wanted."),
        _("Please add them under columns: the code of the value, then the measure."),
    ),
    "one_of": (
        _("The profile must say in exactly one way where the figures stand."),
        _("Please use exactly one of: %(allowed)s."),
    ),
    "one_period_source": (
        (_("The profile must say in exactly one way where the period stands."), _("It says: %(value)s.")),
        _("Please use exactly one of: %(allowed)s. With periods_in_columns use none of them."),
    ),
    "only_genesis_flat": (
        _("“%(value)s” is for flat files only."),
        _("Please remove it, or use the parser genesis-flat."),
    ),
    "only_table": (
        (_("The profile says something that is for tables only."), _("It says: %(value)s.")),
        _("A flat file needs only: %(allowed)s. Please remove the rest, or use the parser table."),
    ),
}
