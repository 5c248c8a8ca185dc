"""What is asked for: the same words in the address bar of a page, in the interface and on the command line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from indicators.analysis.periods import Period


class SelectionError(ValueError):
    """A word of the selection that cannot be read; says which, what was read and what may stand there."""

    def __init__(self, name: str, value: str, allowed: str) -> None:
        self.name, self.value, self.allowed = name, value, allowed
        super().__init__(f"{name}={value}: {allowed}")


@dataclass(frozen=True)
class Selection:
    division: str = ""
    day: date | None = None  # which edition: the one in force on this day; without it the present one
    indicator: str = ""
    typology: str = ""
    period: Period | None = None
    first: date | None = None
    last: date | None = None
    known_on: date | None = None  # the figures as they were known at the end of this day
    area: str = ""
    method: str = "jenks"
    classes: int = 5
    convert: bool = True  # figures of other divisions may stand in
    over: str = ""  # the division whose borders lie over the map
    given: Mapping[str, str] = field(default_factory=dict, compare=False)

    def query(self, **changed: object) -> str:
        """The selection as a query string, with some words changed; None takes a word out."""
        words = {**self.given, **changed}
        return urlencode({name: value for name, value in words.items() if value not in (None, "")})

    def carried(self, *names: str) -> str:
        """The words that a link to another page or file takes along, as a query string."""
        return urlencode({name: self.given[name] for name in names if name in self.given})


WORDS = (
    "indicator",
    "typology",
    "division",
    "date",
    "period",
    "from",
    "to",
    "known_on",
    "area",
    "method",
    "classes",
    "convert",
    "over",
)
WHEN = ("date", "known_on")  # on which areas, and as known on which day
METHODS = ("jenks", "quantiles", "equal", "std")


def read_selection(words: Mapping[str, str]) -> Selection:
    """Reads a query string; unknown words are left alone, unreadable ones raise SelectionError."""
    given = {name: words[name] for name in WORDS if words.get(name)}
    for name, text in {**given, "subject": words.get("subject", "")}.items():
        if "\x00" in text:  # the database knows no such character, and would stop the page instead
            raise SelectionError(name, text.replace("\x00", "\ufffd"), "A–Z, 0–9")
    # The topic box of the pages sends one word for both kinds; addresses say plainly which it is.
    kind, _, key = words.get("subject", "").partition(":")
    if kind in ("indicator", "typology") and key:
        given = {name: value for name, value in given.items() if name not in ("indicator", "typology")} | {kind: key}
    method = given.get("method", "jenks")
    if method not in METHODS:
        raise SelectionError("method", method, ", ".join(METHODS))
    classes = given.get("classes", "5")
    if classes not in {"3", "4", "5", "6", "7"}:
        raise SelectionError("classes", classes, "3–7")
    convert = given.get("convert", "yes")
    if convert not in ("yes", "no"):
        raise SelectionError("convert", convert, "yes, no")
    return Selection(
        division=given.get("division", ""),
        day=_day(given, "date"),
        indicator=given.get("indicator", ""),
        typology=given.get("typology", ""),
        period=_period(given),
        first=_day(given, "from"),
        last=_day(given, "to"),
        known_on=_day(given, "known_on"),
        area=given.get("area", ""),
        method=method,
        classes=int(classes),
        convert=convert == "yes",
        over=given.get("over", ""),
        given=given,
    )


def _day(given: Mapping[str, str], name: str) -> date | None:
    text = given.get(name)
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise SelectionError(name, text, "2024-12-31") from None


def _period(given: Mapping[str, str]) -> Period | None:
    text = given.get("period")
    if text is None:
        return None
    try:
        return Period.parse(text)
    except ValueError:
        raise SelectionError("period", text, "2024-12-31, 2024, 2023/24, 2024-Q1") from None
