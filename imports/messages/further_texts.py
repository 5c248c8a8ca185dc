"""The sentences about a file held against itself, the last delivery and what is published; and about persons in it."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from sozialmonitor.web.wording import Sentences

LAST: Final = _("Compared with “%(file)s”, published on %(day)s.")
NEW: Final = _("New: %(new)s.")
GONE: Final = _("Gone: %(gone)s.")

FURTHER: Final[dict[str, tuple[Sentences, Sentences]]] = {
    "person_level_file": (
        (
            _("The file looks as if each row were a person. It was not read any further, and nothing of it was kept."),
            _("Found were: %(signs)s."),
            _("Sheet %(sheet_number)s."),
            _("Columns: %(columns)s."),
        ),
        _(
            "Please send counts per area instead: this place must never hold data on single persons. "
            "If the file has none, please rename or remove these columns and upload it again."
        ),
    ),
    "small_cell": (
        _("%(measure)s of the area %(code)s, %(period)s, is a count below %(minimum)s that was not hidden."),
        _(
            "Please ask the office for a file in which small counts are hidden. Where they are nobody's secret, the "
            "profile can say so: checks: minimum_cell: 0, or the measure under small_allowed."
        ),
    ),
    "more_small_cells": (
        _("Counts below %(minimum)s that were not hidden: %(count)s; the first %(shown)s are listed."),
        _("Please ask the office for a file in which all small counts are hidden."),
    ),
    "columns_changed": (
        (_("The file has other columns than the last delivery."), NEW, GONE, LAST),
        _("Please check whether the profile still takes every figure from the right column."),
    ),
    "signs_changed": (
        (_("The file uses other signs in place of numbers than the last delivery."), NEW, GONE, LAST),
        _("Please ask the office whether a sign has changed its meaning; the profile says under missing what each is."),
    ),
    "units_changed": (
        (_("The file counts in other units than the last delivery."), NEW, GONE, LAST),
        _("Please check under scale in the profile whether the figures still have the right size."),
    ),
    "areas_changed": (
        (
            _("The file holds other areas than the last delivery."),
            NEW,
            GONE,
            _("Areas before: %(before)s, now: %(after)s."),
            LAST,
        ),
        _("Please check whether areas are missing, or whether the office has begun to use another edition."),
    ),
    "measures_changed": (
        (_("The file holds other measures than the last delivery."), NEW, GONE, LAST),
        _("Please check whether that is what the office meant."),
    ),
    "rows_changed": (
        (_("The file has %(after)s rows; the last delivery had %(before)s."), LAST),
        _("Please check whether the file is whole."),
    ),
    "jump": (
        (
            _("%(measure)s of the area %(code)s changed far more than in the other areas."),
            _("Before: %(before)s (%(since)s), now: %(after)s (%(period)s)."),
            _("The area is called “%(name)s”."),
            _("Robust z: %(z)s."),
        ),
        _("Please ask the office whether both figures are right."),
    ),
    "more_jumps": (
        _("Figures that changed far more than others: %(count)s; the %(shown)s biggest changes are listed."),
        _("Please check whether the file counts something else than before."),
    ),
    "sum_differs": (
        (
            _("%(measure)s, %(period)s: all areas together make %(sum)s, but the row “%(value)s” says %(total)s."),
            _("Allowed were %(tolerance)s more or less, for %(areas_count)s areas."),
        ),
        _("Please ask the office which is right. What rounding may add stands in the profile under checks: total."),
    ),
    "city_sum_differs": (
        (
            _("%(measure)s, %(period)s: all areas together make %(sum)s, but for the city %(total)s is published."),
            _("Allowed were %(tolerance)s more or less, for %(areas_count)s areas."),
        ),
        _(
            "Two offices may count differently. If they always do, please enter checks: {total: {city: false}} "
            "in the profile; otherwise please ask which figure is right."
        ),
    ),
    "more_sums_differ": (
        _("Sums that differ from their total: %(count)s; the first %(shown)s are listed."),
        _("Please check whether the file holds all areas, and each of them once."),
    ),
    "part_of_area": (
        (
            _("The area “%(value)s” is not in the division “%(division)s”; it is a part of %(whole)s, which is there."),
            _("The file calls it “%(name)s”."),
        ),
        _(
            "Its figures are in those of the larger area already. Please enter it in the profile under ignore_areas, "
            "or add it to the comparison regions; then it stands beside the larger one and is never added to it."
        ),
    ),
    "parts_beside_whole": (
        (
            _("The file holds regions and parts of them side by side: %(count)s parts of %(wholes)s regions."),
            _("By the length of their codes: %(levels)s."),
            _("The smallest are: %(areas)s."),
        ),
        _("Each figure stands for itself here, nothing is added up. Please do not add them up elsewhere either."),
    ),
}
