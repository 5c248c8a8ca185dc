"""The sentences about figures held against areas, measures and rights; and about what cannot be done with a batch."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from sozialmonitor.web.wording import Sentences

REFERENCE: Final[dict[str, tuple[Sentences, Sentences]]] = {
    "unknown_division": (
        _("The division “%(value)s” of the profile is not known here."),
        (
            _("Did you mean %(nearest)s?"),
            _("Known are: %(divisions)s."),
            _("Please correct the division in the profile, or have its areas imported first."),
        ),
    ),
    "no_edition": (
        (
            _("No edition of the division “%(division)s” is in force on: %(periods)s (figures concerned: %(count)s)."),
            _("In force are: %(editions)s."),
        ),
        _(
            "Please have the areas of that time imported. If the office used the areas of another day, "
            "enter that day in the profile: division: KEY@2023-12-31."
        ),
    ),
    "unknown_area": (
        (
            _("The division “%(division)s” has no area “%(value)s” (edition: %(edition)s)."),
            _("The file calls it “%(name)s”."),
        ),
        (
            _("Did you mean %(nearest)s?"),
            _(
                "Please correct the code, or enter it in the profile: under codes what it stands for, "
                "or under ignore_areas if it is a total."
            ),
            _(
                "If it belongs to an earlier edition, import the areas of that edition first. The figures then stay "
                "there: %(fixed)s is not a count, so it is not convertible to other areas."
            ),
        ),
    ),
    "leading_zero_lost": (
        _("The code “%(value)s” has lost its leading zeros; the area is %(full)s."),
        _("Please have the codes exported as text, or enter pad: %(pad)s in the profile."),
    ),
    "dissolved_area": (
        (
            _("The area “%(value)s” does not belong to the edition of this period (%(edition)s)."),
            _("It is known in the edition %(known)s: %(known_name)s."),
        ),
        _(
            "Please ask the office which areas it used. If those of another day, "
            "enter that day in the profile: division: KEY@2023-12-31."
        ),
    ),
    "area_of_other_division": (
        _("The area “%(value)s” does not belong to the division “%(division)s”, but to “%(other)s”."),
        _("Please check whether this is the right profile for the file, and the division in it."),
    ),
    "unknown_measure": (
        _("The measure “%(value)s” is not in the catalogue (figures concerned: %(count)s)."),
        (
            _("Did you mean %(nearest)s?"),
            _("Please correct it in the file or the profile, or have it added to the catalogue."),
        ),
    ),
    "duplicate_key": (
        _("The figure of %(measure)s for the area %(code)s, %(period)s, occurs twice: %(first)s and %(second)s."),
        _("Please ask the office which of the two figures holds, and remove the other."),
    ),
    "duplicate_key:True": (
        _("The figure of %(measure)s for the area %(code)s, %(period)s, occurs twice: %(first)s and %(second)s."),
        _("Both say the same. Please remove one of them."),
    ),
    "measure_not_allowed": (
        _("Your department may not import the measure “%(value)s”."),
        _("Please ask the administration for the right, or take the measure out of the file or the profile."),
    ),
    "measure_not_allowed_here": (
        _("Your department may import the measure “%(value)s”, but not for the division “%(division)s”."),
        _("Please check whether this is the right profile, or ask the administration for the right on this division."),
    ),
    "negative_count": (
        _("%(value)s is less than nought, but %(measure)s is a count."),
        _("Please correct the figure. If it stands for something missing, enter it in the profile under missing."),
    ),
    "no_rows": (
        _("The file holds no figure that could be stored."),
        _("Please check whether this is the right file for the profile, and ignore_areas in it."),
    ),
}

WARNINGS: Final[dict[str, tuple[Sentences, Sentences]]] = {
    "percent_format": (
        _("The column “%(value)s” is formatted as per cent: Excel shows 12 %%, but 0.12 is stored and was read."),
        _("If the measure is in per cent, please enter the column in the profile under scale with 100."),
    ),
    "measure_not_in_file": (
        (_("The profile expects the measure “%(value)s”, but the file does not hold it."), _("It holds: %(found)s.")),
        _("Please ask the office whether it is missing, or correct the profile if it has another name now."),
    ),
    "period_in_future": (
        _("Not ended yet: %(periods)s (figures concerned: %(count)s)."),
        _("Please check the period."),
    ),
    "name_differs": (
        _("The file calls the area %(code)s “%(value)s”; here it is called “%(known)s”."),
        _("Please check whether the code is right. Only another spelling does no harm."),
    ),
    "share_out_of_range": (
        _("%(value)s does not lie between 0 and 100, but %(measure)s is a share."),
        _("Please check the figure and the measure."),
    ),
    "not_existing_but_in_edition": (
        (
            _("The file says that the area “%(value)s” did not exist, but it belongs to the edition of this period."),
            _("The file calls it “%(name)s”."),
        ),
        _("Please check which is right: the sign in the file or the edition."),
    ),
    "missing_areas": (
        (
            _("Areas are missing in the file (%(count)s): %(codes)s."),
            _("Measures: %(measures)s."),
            _("Periods: %(periods)s."),
        ),
        _(
            "The profile says that the file is complete: what was published for these areas would then no longer hold. "
            "If the file is only a part, please enter complete: false in the profile."
        ),
    ),
    "without_figures_left_out": (
        _("Left out were regions that are not known here and of which the file has no figure (%(count)s): %(areas)s."),
        _("Offices go on listing dissolved regions. Please look whether one of them should be known here."),
    ),
    "not_existing_left_out": (
        _("Left out were areas that did not exist, as the file itself says (%(count)s): %(areas)s."),
        _("Please look whether that is right."),
    ),
}

# Why a decision on a batch or an upload was refused.
REASONS: Final[dict[str, tuple[Sentences, Sentences]]] = {
    "batch_state": (
        _("This is not possible in the present state: %(state)s."),
        _("Please reload the page: somebody else may have decided in the meantime."),
    ),
    "notices_not_seen": (
        _("Not all warnings and notices have been confirmed."),
        _("Please read them, tick each one and publish again."),
    ),
    "no_proposal": (
        _("The file proposes no new areas, or they have been added already."),
        _("Please reload the page."),
    ),
    "file_too_large": (
        _("The file is larger than %(limit_mb)s."),
        _("Please split it by year or by measure, or ask the administration to raise the limit."),
    ),
    "about_persons": (
        _("The file is about single persons; it can be neither read nor looked at."),
        _("Please upload a file with counts per area."),
    ),
    "disk": (
        _("The file could not be stored on the server: %(detail)s."),
        _("Please tell the administration. Nothing was imported."),
    ),
}
