"""House numbers: their parts, their order along the street, and where in a written line they stand."""

import re
from typing import Final, NamedTuple

from districts.addressing.streets import fold

SUFFIX_LENGTH: Final = 8
_DASHES: Final = str.maketrans("–—−‐‑", "-----")
# Up to two letters in a row: `12 juni` is no house number.
_NUMBER: Final = re.compile(r"0*(\d{1,5})(?:(\s+\d/\d)|\s*((?![\d\s])(?:[a-z]{1,2}(?![a-z])|[/+-]|\d|\s)+))?")
_POSTCODE: Final = re.compile(r"(?:,|\s)\s*(?:D-)?\d{5}(?:\s+\D.*)?$", re.IGNORECASE)
_SQUARE: Final = re.compile(r"([A-Za-z])\s?(\d{1,2})(?:(?:\s*,\s*|\s+)(\d.*))?")
_LAST: Final = re.compile(r"(.*?\D)[\s,]*?((?<!\d)\d{1,5}(?![\d.]).*)")
_UNTIL: Final = re.compile(r"[a-z]*-(\d+)")
_FIRST: Final = re.compile(r"(\d{1,5}(?:\s?[A-Za-z](?![\w.])|/\d+|-\d+\w?)?)[\s,]+(\D.*)")
_BEHIND: Final = re.compile(r"(\D+?)[\s,]*(\d{1,5}(?:\s?[A-Za-z](?=[\s,]))?)[\s,]+\D+")


class HouseNumber(NamedTuple):
    """`12 a` is 12 and `a`; `12-14` is 12 and `-14`; `12 1/2` is 12 and `1/2`."""

    number: int
    suffix: str = ""

    @property
    def key(self) -> tuple[int, tuple[tuple[int, int, str], ...]]:
        """How numbers stand in order: 12, 12 1/2, 12/1, 12a, 12b, 13."""
        return self.number, suffix_key(self.suffix)

    @property
    def is_even(self) -> bool:
        return self.number % 2 == 0

    @property
    def last(self) -> int:
        """Where one house has several numbers, `12-14`, the last of them; else its own."""
        found = _UNTIL.match(self.suffix)
        return max(int(found[1]), self.number) if found else self.number

    def holds(self, number: int) -> bool:
        return self.number <= number <= self.last

    def holds_on_its_side(self, number: int) -> bool:
        """Whether the number surely belongs to it: `12-14` leaves out 13, which stands across the street, but where
        numbers go on along one side, `12-15` is all of them.
        """
        along = (self.last - self.number) % 2 == 1
        return self.holds(number) and (along or (number - self.number) % 2 == 0)

    def __str__(self) -> str:
        return f"{self.number} {self.suffix}" if self.suffix[:1].isdigit() else f"{self.number}{self.suffix}"


class Reading(NamedTuple):
    """One way to read a written line: the street, and the house if one is named."""

    street: str
    house: HouseNumber | None


def suffix_key(suffix: str) -> tuple[tuple[int, int, str], ...]:
    """Digits count as numbers (`/2` before `/10`) and stand before letters; no suffix before any."""
    parts = re.findall(r"\d+|\D", suffix)
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts)


def house_number(text: str) -> HouseNumber | None:
    """The number and suffix of `12a`, `12 A`, `12/1`, `12-14` or `12 1/2`; None for what is no house number.

    Suffixes are in small letters without blanks; `12/a` is `12a`. Zero is no house number.
    """
    cleaned = text.replace("½", " 1/2").translate(_DASHES).strip().rstrip(".").casefold()
    found = _NUMBER.fullmatch(cleaned)
    if found is None or int(found[1]) == 0:
        return None
    suffix = re.sub(r"\s+", "", found[2] or found[3] or "")
    if re.fullmatch(r"[/-][a-z]", suffix):
        suffix = suffix[1:]
    if len(suffix) > SUFFIX_LENGTH or suffix in {"/", "-", "+"}:
        return None
    return HouseNumber(int(found[1]), suffix)


def readings(line: str) -> list[Reading]:
    """What a person may have meant by a line, the likeliest first: `Hauptstr. 12a`, `12a hauptstraße`, `Q7,24`.

    A postal code and the city after it are left out. The whole line is always one reading: `Straße 12` may be a name.
    """
    text = " ".join(line.translate(_DASHES).split())
    text = _POSTCODE.sub("", text).strip(" ,")
    found = [*_squares(text), *_number_last(text), *_number_first(text), Reading(text, None), *_city_behind(text)]
    return [one for one in dict.fromkeys(found) if fold(one.street)]


def _squares(text: str) -> list[Reading]:
    square = _SQUARE.fullmatch(text)
    if square is None:
        return []
    street, house = f"{square[1].upper()} {int(square[2])}", house_number(square[3] or "")
    return [Reading(street, house)] if house or not square[3] else []


def _number_last(text: str) -> list[Reading]:
    # The number may stand before a comma and the name of the city: "Hauptstr. 12, Musterstadt".
    found = _LAST.fullmatch(text)
    while found is not None:
        house = house_number(found[2]) or house_number(found[2].split(",")[0])
        if house is not None:
            return [Reading(found[1].strip(" ,"), house)]
        further = _LAST.fullmatch(found[2])
        found = _joined(text, found, further) if further else None
    return []


def _joined(text: str, first: re.Match[str], further: re.Match[str]) -> re.Match[str] | None:
    """The same line split at its next number: `Straße des 17 Juni 5` has two."""
    at = first.start(2) + further.start(2)
    return re.fullmatch(rf"(?s)(.{{{at}}})(.+)", text)


def _number_first(text: str) -> list[Reading]:
    found = _FIRST.fullmatch(text)
    house = house_number(found[1]) if found else None
    return [Reading(found[2], house)] if found and house else []


def _city_behind(text: str) -> list[Reading]:
    """`Hauptstr. 12 Musterstadt`: what follows the number is neither a suffix nor a street of its own."""
    found = _BEHIND.fullmatch(text)
    house = house_number(found[2]) if found else None
    return [Reading(found[1].strip(" ,"), house)] if found and house else []
