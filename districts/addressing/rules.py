"""Every rule that reading addresses may utter; rule and params travel to whoever puts them into words."""

from dataclasses import dataclass
from typing import Any, Final, Literal

Severity = Literal["error", "warning", "notice"]

# Why a file cannot be read at all.
REFUSALS: Final = (
    "register-empty",
    "register-too-large",
    "register-no-text",
    "register-encoding",
    "register-json",
    "register-archive",
    "register-columns",
    "register-column-unknown",
    "register-too-many",
    "register-no-addresses",
)

# What is found in single rows. An error leaves the row out, a warning or notice keeps it.
FINDINGS: Final[dict[str, Severity]] = {
    "street-unknown": "error",
    "street-too-long": "error",
    "number-missing": "error",
    "number-unreadable": "error",
    "coordinates-missing": "error",
    "coordinates-unreadable": "error",
    "coordinates-impossible": "error",
    "address-duplicate": "error",
    "address-outside": "warning",
    "inhabitants-unreadable": "warning",
    "place-shared": "notice",
}


class Unreadable(Exception):
    """A file that cannot be used as it is: the rule it breaks and what was read."""

    def __init__(self, rule: str, **params: Any) -> None:
        if rule not in REFUSALS:
            raise ValueError(f"unknown refusal {rule!r}: list it in rules.py")
        self.rule, self.params = rule, params
        super().__init__(f"{rule} {params}")


@dataclass(frozen=True)
class RowFinding:
    """One thing seen in one row: its line in the file (CSV) or number of the entry (GeoJSON), from 1, and its text."""

    rule: str
    line: int
    read: str

    @property
    def keeps(self) -> bool:
        return FINDINGS[self.rule] != "error"
