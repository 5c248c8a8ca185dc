"""Figures, dates and periods as the reader writes them, and the words and signs for figures that are not there."""

import re
from collections.abc import Collection
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

NARROW = "\u202f"  # narrow no-break space: a figure and its unit stay together
MINUS = "\u2212"
EN_DASH = "\u2013"
# A cell of a workbook may hold 1e300; with the usual 28 digits it would be an error on every page that shows it.
ANY_SIZE = Context(prec=400)
GERMAN_DAY = re.compile(r"\b\d{2}\.\d{2}\.\d{4}\b")

STATUS_LABELS: dict[str, Promise] = {
    "ok": _("reported"),
    "zero": _("nothing there (zero)"),
    "near_zero": _("less than half of the last digit shown"),
    "suppressed": _("suppressed, because the number is small"),
    "unknown": _("unknown"),
    "pending": _("not yet available"),
    "unreliable": _("not shown, because it is not reliable"),
    "limited": _("limited reliability"),
    "blocked": _("not meaningful here"),
    "missing": _("no data"),
    "not_existing": _("the area did not exist"),
    "converted": _("converted from another division"),
    "estimated": _("estimated"),
    "provisional": _("provisional"),
    "revised": _("revised"),
}

# The statuses a number may stand with; every other one shows its sign instead of a number.
WITH_VALUE = frozenset({"ok", "zero", "near_zero", "limited", "converted", "estimated", "provisional", "revised"})

# Near to the signs of German official statistics, but each status has its own: there a dot is both secret and unknown.
SIGNS: dict[str, str] = {
    "suppressed": "·",
    "unknown": "?",
    "pending": "…",
    "unreliable": "/",
    "blocked": "x",
    "missing": EN_DASH,
    "not_existing": "∅",
}

# Set small behind a number with a reservation; limited reliability puts the number in brackets instead.
MARKS: dict[str, Promise | str] = {
    "near_zero": "<½",
    "converted": pgettext_lazy("mark behind a figure", "c"),
    "estimated": pgettext_lazy("mark behind a figure", "e"),
    "provisional": pgettext_lazy("mark behind a figure", "p"),
    "revised": pgettext_lazy("mark behind a figure", "r"),
}


def number(value: float | Decimal, decimals: int = 0) -> str:
    """The number with `decimals` digits, half away from zero, thousands grouped, and a real minus sign."""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP, context=ANY_SIZE)
    text = number_format(rounded.copy_abs(), decimals, use_l10n=True, force_grouping=True)
    return f"{MINUS}{text}" if rounded < 0 else text  # −0 is not below nought


def signed(value: float | Decimal, decimals: int = 0) -> str:
    """Like `number`, with a plus before what is above nought: for changes and contributions."""
    text = number(value, decimals)
    zero = number(0, decimals)
    return text if text == zero or text.startswith(MINUS) else f"+{text}"


UNITS: dict[str, Promise] = {
    "Personen": pgettext_lazy("unit", "persons"),
    "Prozentpunkte": pgettext_lazy("unit", "percentage points"),
    "Kinder": pgettext_lazy("unit", "children"),
    "Haushalte": pgettext_lazy("unit", "households"),
    "Jahre": pgettext_lazy("unit", "years"),
}


def unit_words(unit: str) -> str:
    """The unit as the catalogue has it, or in the reader's language where it is one of the usual ones."""
    return str(UNITS.get(unit, unit))


def with_unit(text: str, unit: str = "") -> str:
    return f"{text}{NARROW}{unit}" if unit else text


def value_text(
    value: float | None, status: str = "ok", *, unit: str = "", decimals: int = 0, flags: Collection[str] = ()
) -> str:
    """What stands in a cell: the number with its unit, or the sign of the status where no number may stand.

    A missing value is never nought: without a number where the status should have one, the sign is that of *missing*.
    """
    if status not in WITH_VALUE or value is None or value != value:
        return SIGNS.get(status, SIGNS["missing"])
    text = number(value, decimals)
    if status == "limited" or "limited" in flags:
        text = f"({text})"
    return with_unit(text, unit)


def status_label(status: str) -> str:
    return str(STATUS_LABELS.get(status, status))


def status_words(status: str, flags: Collection[str] = ()) -> str:
    """All that is to be said about a figure, main word first; empty for one that is simply reported."""
    words = [status, *sorted(flags)]
    return ", ".join(dict.fromkeys(status_label(word) for word in words if word != "ok"))


def day(value: date) -> str:
    return date_format(value, "d.m.Y" if _german() else "j M Y")


def stand(text: str) -> str:
    """The "as of" in the source's own words; a date among them in the reader's way of writing."""
    return GERMAN_DAY.sub(lambda found: _day_or_text(found.group()), text)


def _day_or_text(text: str) -> str:
    try:
        return day(datetime.strptime(text, "%d.%m.%Y").date())
    except ValueError:
        return text


def period(start: date, end: date) -> str:
    """A reference date, year, school year, half-year, quarter or month in its usual words, else both days."""
    if start == end:
        return day(start)
    following = end + timedelta(days=1)
    months = (following.year - start.year) * 12 + following.month - start.month
    if start.day == 1 and following.day == 1 and months in (1, 3, 6, 12):
        named = _whole_months(start, end, months)
        if named:
            return named
    return f"{day(start)} {EN_DASH} {day(end)}"


def _whole_months(start: date, end: date, months: int) -> str:
    if months == 1:
        return date_format(start, "F Y")
    if months == 12:
        if start.month == 1:
            return str(start.year)
        return f"{start.year}/{end.year % 100:02d}"
    if (start.month - 1) % months:
        return ""
    part = (start.month - 1) // months + 1
    words = gettext("quarter %(part)d of %(year)d") if months == 3 else gettext("half-year %(part)d of %(year)d")
    return words % {"part": part, "year": start.year}


def size(count: int) -> str:
    """A file size in the unit in which it reads well, counted in steps of 1024 as file managers do."""
    amount = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 1024 or unit == "GB":
            break
        amount /= 1024
    return with_unit(number(amount, 0 if unit == "B" or amount >= 100 else 1), unit)


def _german() -> bool:
    return (get_language() or "de").startswith("de")
