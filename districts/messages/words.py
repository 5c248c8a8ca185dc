"""Single words and figures inside the sentences: what a parameter's value means to a reader."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from districts.messages.texts import TITLES
from sozialmonitor.web import formats
from sozialmonitor.web.wording import Writer, by_word, figure, joined, plain_numbers, unit

ROLES: Final = {"code": _("the code"), "name": _("the name"), "parent": _("the larger area")}
FOUND: Final = {
    "office document": _("an office document"),
    "ZIP without a geometry file": _("a ZIP without areas"),
    "ZIP inside a ZIP": _("a ZIP inside a ZIP"),
    "database without a geometry table": _("a database without areas"),
    "Shapefile index (.shx)": _("only the index of a Shapefile (.shx)"),
    "text": _("some other text"),
    "binary": _("an unknown format"),
    "bare GeoJSON geometry": _("a single GeoJSON shape without code and name"),
}
ORIGINS: Final = {
    "cpg": _("as the .cpg file says"),
    "language-byte": _("as the header of the .dbf file says"),
    "utf-8-fits": _("all texts fit it"),
    "fallback": _("usual on German Windows, the file says nothing"),
    "format": _("recognised by the content"),
    "file": _("as the file says"),
    "given": _("as you said"),
    "rfc7946": _("the rule for GeoJSON"),
}
LOOKS: Final = {
    "swapped": _("The numbers look like north before east."),
    "degrees": _("The numbers look like degrees, not metres."),
    "metres": _("The numbers look like metres, not degrees."),
    "zone-prefix": _("The numbers look like UTM with the zone in front."),
}
# What GEOS, which tests the shapes, calls their faults.
FAULTS: Final = {
    "Self-intersection": _("the outline crosses itself"),
    "Ring Self-intersection": _("the outline touches itself"),
    "Nested shells": _("one part lies inside another"),
    "Holes are nested": _("one hole lies inside another"),
    "Interior is disconnected": _("holes cut the area apart"),
    "Duplicate Rings": _("a ring occurs twice"),
    "Too few points in geometry component": _("a ring has too few corners"),
}


def area(square_metres: float) -> str:
    if square_metres >= 1e6:
        return formats.with_unit(formats.number(square_metres / 1e6, 2), "km²")
    if square_metres >= 1e4:
        return formats.with_unit(formats.number(square_metres / 1e4, 1), "ha")
    return formats.with_unit(formats.number(square_metres, 0 if square_metres >= 10 else 2), "m²")


def share(part: float) -> str:
    return formats.with_unit(formats.number(100 * part, 0 if part >= 0.1 else 2), "%")


def shares(parts: Mapping[str, float]) -> str:
    return joined(f"{code} ({share(part)})" for code, part in parts.items())


def point(numbers: Iterable[float]) -> str:
    """Coordinates as they stand in files, to be found or pasted: ungrouped, with a decimal point."""
    return " / ".join(f"{number:.10g}" for number in numbers)


def systems(found: Iterable[Mapping[str, Any]]) -> str:
    return joined(f"{one['crs']} ({_near(one)})" for one in found)


def _near(landing: Mapping[str, Any]) -> str:
    if landing["within"]:
        return str(landing["city"])
    distance = formats.with_unit(formats.number(landing["distance_km"]), "km")
    return gettext("%(distance)s from %(city)s") % {"distance": distance, "city": landing["city"]}


WRITERS: Final[dict[str, Writer]] = {
    "accuracy_m": unit("m"),
    "area_m2": area,
    "at": point,
    "candidates": systems,
    "column": plain_numbers,
    "distance_m": unit("m"),
    "first_point": point,
    "found": by_word(FOUND),
    "length_m": unit("m"),
    "lengths": plain_numbers,
    "entries": plain_numbers,
    "entry": plain_numbers,
    "limit": formats.size,
    "line": plain_numbers,
    "looks_like": lambda word: str(LOOKS.get(word, "")),
    "origin": by_word(ORIGINS),
    "reason": by_word(FAULTS),
    "role": by_word(ROLES),
    "row": plain_numbers,
    "row_numbers": plain_numbers,
    "rules": lambda rules: joined(str(TITLES.get(rule, rule)) for rule in rules),
    "share_of_smaller": share,
    "shares": shares,
    "size": formats.size,
}
# Where a name means something else than in the other rules.
OWN_WRITERS: Final[dict[str, dict[str, Writer]]] = {
    "too-many-features": {"limit": figure},
    "mojibake": {"row": lambda row: plain_numbers(row + 1)},  # counted from 0 there
}
