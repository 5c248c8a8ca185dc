"""Single words and figures inside the sentences: what a parameter's value means to a reader."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from imports.models import Batch
from indicators.messages import period
from sozialmonitor.web import formats
from sozialmonitor.web.wording import Writer, by_word, figure, joined, plain_numbers, shown

TYPES: Final = {
    "reference_date": _("a reference date (2023-12-31)"),
    "year": _("a year (2023)"),
    "quarter": _("a quarter (2023-Q1)"),
    "month": _("a month (2023-05)"),
    "semester": _("a semester (WS 2023/24)"),
    "school_year": _("a school year (2023/24)"),
    "auto": _("a year, quarter, month or reference date"),
}
KINDS: Final = {"xlsx": _("an Excel workbook (XLSX)"), "xls": _("an old Excel workbook (XLS)")}
DELIMITERS: Final = {";": _("semicolons"), ",": _("commas"), "\t": _("tabs"), "|": _("vertical bars")}
LAYOUTS: Final = {
    "table": _("table"),
    "genesis-flat": _("flat file of the statistical offices"),
    "genesis-flat-new": _("flat file of the statistical offices"),
    "genesis-flat-old": _("flat file of the statistical offices, old layout"),
    "genesis-table": _("table of the statistical offices"),
    "datenquader": _("cube of the statistical offices"),
    "ba-kommunal": _("workbook of the labour agency"),
    "records": _("records (JSON)"),
}
FAULTS: Final = {"too many rows": _("it claims to have more rows than Excel can hold")}
# By what a file about persons was recognised.
PERSON_SIGNS: Final = {
    "birth_dates": _("dates of birth"),
    "names": _("given and family names"),
    "addresses": _("street and house number"),
    "person_ids": _("a number of its own for each person"),
    "one_row_each": _("one row for each person"),
}
# What pydantic, which checks profiles, calls the commonest mistakes.
MISTAKES: Final = {
    "string_type": _("a text is expected"),
    "string_too_short": _("the text is too short"),
    "too_short": _("the text is too short"),
    "string_too_long": _("the text is too long"),
    "string_pattern_mismatch": _("the text does not have the form that is expected"),
    "int_type": _("a whole number is expected"),
    "int_parsing": _("a whole number is expected"),
    "float_type": _("a number is expected"),
    "float_parsing": _("a number is expected"),
    "bool_type": _("true or false is expected"),
    "bool_parsing": _("true or false is expected"),
    "dict_type": _("keys with values are expected"),
    "model_type": _("keys with values are expected"),
    "list_type": _("a list is expected"),
    "greater_than": _("the number is too small"),
    "greater_than_equal": _("the number is too small"),
    "less_than_equal": _("the number is too large"),
}


def mistakes(kinds: Any) -> str:
    return joined(str(MISTAKES.get(kind, kind)) for kind in kinds)


def place_and_figure(seen: Mapping[str, Any]) -> str:
    """One of two figures that contradict each other: “12 (sheet 1, line 5, column EW)”."""
    parts = [
        gettext("sheet %(sheet)s") % {"sheet": seen["sheet"]} if seen.get("sheet") else "",
        gettext("line %(line)s") % {"line": seen["line"]} if seen.get("line") else "",
        gettext("column %(column)s") % {"column": seen["column"]} if seen.get("column") else "",
    ]
    place = ", ".join(part for part in parts if part)
    return f"{number_or_status(seen['value'])} ({place})" if place else number_or_status(seen["value"])


def number_or_status(text: str) -> str:
    """A figure as the check passes it on: a number with a point, or the word of its status."""
    try:
        return figure(float(text))
    except ValueError:
        return formats.status_label(text)


def sets_of_names(sets: Any) -> str:
    return "; ".join(" + ".join(names) or gettext("(none)") for names in sets)


def bytes_of(text: str) -> str:
    return formats.size(int(text))


def areas(pairs: Any, total: int | None = None) -> str:
    return joined((" ".join(pair) for pair in pairs), total)


def near(words: Any) -> str:
    return " / ".join(words) if isinstance(words, list | tuple) else shown(words)


def periods(labels: Any, total: int | None = None) -> str:
    return joined((period(label) for label in labels), total, most=5)


def division(names: Any) -> str:
    """Its name in the reader's language, else in German, else its key."""
    if not isinstance(names, Mapping):
        return shown(names)
    return shown(names.get(get_language() or "de") or names.get("de") or names.get("key"))


def levels(found: Any) -> str:
    """“5 → 8 (15)”: fifteen areas with codes of eight digits inside of areas with five."""
    return joined(f"{whole} → {part} ({formats.number(number)})" for whole, part, number in found)


def signs_and_words(words: Any) -> str:
    """Signs such as - and . between quotation marks, where they are not lost among commas."""
    return joined(gettext("“%(word)s”") % {"word": word} if word else gettext("(empty)") for word in words)


def day(text: str) -> str:
    return formats.day(date.fromisoformat(text))


WRITERS: Final[dict[str, Writer]] = {
    "allowed": lambda words: joined(words, most=30),
    "bytes": formats.size,
    "code": plain_numbers,
    "columns": plain_numbers,
    "day": day,
    "delimiter": by_word(DELIMITERS),
    "division": division,
    "fault": by_word(FAULTS),
    "first": place_and_figure,
    "from_line": plain_numbers,
    "limit": formats.size,
    "limit_mb": lambda megabytes: formats.size(megabytes * 1024 * 1024),
    "levels": levels,
    "line": plain_numbers,
    "nearest": near,
    "other": division,
    "pad": plain_numbers,
    "period": period,
    "position": plain_numbers,
    "second": place_and_figure,
    "since": period,
    "sets": sets_of_names,
    "sheet_number": plain_numbers,
    "state": lambda state: str(dict(Batch.State.choices).get(state, state)),
    "to_line": plain_numbers,
    "type": by_word(TYPES),
}
# Where a name means something else than in the other rules; `value` is quoted as it stands in the file otherwise.
OWN_WRITERS: Final[dict[str, dict[str, Writer]]] = {
    "person_level_file": {"signs": lambda words: joined(by_word(PERSON_SIGNS)(word) for word in words)},
    "signs_changed": {"new": signs_and_words, "gone": signs_and_words},
    "kind_not_for_parser": {"found": by_word(KINDS)},
    "negative_count": {"value": number_or_status},
    "profile_too_large": {"value": bytes_of, "allowed": lambda sizes: bytes_of(sizes[0])},
    "share_out_of_range": {"value": number_or_status},
    "wrong_type": {"allowed": mistakes},
}
