"""Reads the figure in a cell, strictly by profile: what a point or a blank means is said, never guessed.

A cell that cannot be read is a `Trouble` (a rule and its parameters), never an exception and never a zero.
"""

import math
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from imports.parsers.profiles.model import Profile
from imports.parsers.records import NO_FLAGS
from indicators.analysis.status import HAS_VALUE, PLAIN, PRECEDENCE, Status

Cell = str | int | float | bool | date | datetime | time | timedelta | None


class Figure(NamedTuple):
    value: float | None
    status: Status
    flags: frozenset[Status] = NO_FLAGS


class Trouble(NamedTuple):
    rule: str
    params: dict[str, Any]


# The offices' signs for flat files and cubes. `-` is "nothing there" by the book, but regional files also put it where
# the survey has no figure or the district no longer exists: only the profile of a table can say zero.
_OF_OFFICES: Final = {
    "-": Status.MISSING,
    ".": Status.SUPPRESSED,
    "...": Status.PENDING,
    "/": Status.UNRELIABLE,
    "x": Status.BLOCKED,
}
SIGNS: Final[dict[str, dict[str, Status]]] = {
    "table": {},
    "records": {},
    # A table one reads has no meaning of `-` at all until its profile gives one.
    "genesis-table": {sign: status for sign, status in _OF_OFFICES.items() if sign != "-"},
    "genesis-flat": _OF_OFFICES,
    "datenquader": _OF_OFFICES,
    # The agency hides 1 and 2 and what would give them away. A zero is the number 0, only shown as a dash.
    "ba-kommunal": {"*": Status.SUPPRESSED},
}
# What word processors make of the signs.
_VARIANTS: Final = {"–": "-", "—": "-", "…": "...", "•": ".", "·": ".", "X": "x"}
_EXCEL_ERRORS: Final = re.compile(r"#(DIV/0!|NV|N/A|WERT!|VALUE!|BEZUG!|REF!|NAME\?|ZAHL!|NUM!|NULL!|[A-Z]+[!?])|#{3,}")
_EXPONENT: Final = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?[eE][+-]?[0-9]+")
_BLANKS: Final = re.compile(r"[\s\u200b\ufeff]+")
_LONGEST: Final = 40
_MONTH: Final = "(Jan|Feb|Mrz|Mär|Mar|Apr|Mai|May|Jun|Jul|Aug|Sep|Okt|Oct|Nov|Dez|Dec)[a-zä]{0,6}"
_SHOWN_AS_DATE: Final = re.compile(rf"[0-9]{{1,2}}[. -]{{1,2}}{_MONTH}\.?|{_MONTH}[. -]{{1,2}}[0-9]{{2}}")


def tidy(text: str) -> str:
    """Without blanks at the ends, and with every blank inside (NBSP, thin space, tab) as one plain space."""
    return text if text.isalnum() else _BLANKS.sub(" ", text).strip()


def became_a_date(text: str) -> bool:
    """Whether Excel shows so what it took for a date: `1-2` is `01. Feb` afterwards, and `1/05` is `Jan 05`."""
    return bool(_SHOWN_AS_DATE.fullmatch(text))


class NumberReader:
    """Reads cells by one profile."""

    def __init__(self, profile: Profile) -> None:
        decimal, thousands = profile.read.decimal, profile.read.thousands
        self.decimal, self.thousands = decimal, thousands
        grouped = f"[0-9]{{1,3}}(?:{re.escape(thousands)}[0-9]{{3}})+|" if thousands else ""
        self._number = re.compile(rf"([+-]?)\s*((?:{grouped}[0-9]+)(?:{re.escape(decimal)}[0-9]+)?)")
        self._translation = str.maketrans(decimal, ".", thousands or "")
        self._signs = {tidy(key): status for key, status in {**SIGNS[profile.parser], **profile.missing}.items()}
        whole = {key: self.sign(key) for key in self._signs if re.fullmatch(r"-?[0-9]{1,15}", key)}
        self._coded = {float(key): figure for key, figure in whole.items() if figure is not None}
        as_numbers = [self._number.fullmatch(key) for key in self._signs]
        self._numeric_signs = np.array(
            [float(f"{found[1]}{found[2].translate(self._translation)}") for found in as_numbers if found]
        )
        self._marks = dict(profile.flags)
        self._in_brackets = self._marks.pop("()", None)
        self._endings = sorted(self._marks, key=len, reverse=True)

    def read_column(self, texts: Any) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """The plain numbers of an Arrow array of texts, and where they stand; all else is for `read_text`."""
        plain = pc.match_substring_regex(
            texts, rf"^-?[0-9]{{1,{_LONGEST // 2}}}({re.escape(self.decimal)}[0-9]{{1,15}})?$"
        )
        numbers = pc.if_else(plain, pc.replace_substring(texts, self.decimal, "."), None).cast(pa.float64())
        values = numbers.to_numpy(zero_copy_only=False) + 0.0
        found = plain.to_numpy(zero_copy_only=False)
        return values, found & ~np.isin(values, self._numeric_signs) if len(self._numeric_signs) else found

    def read(self, cell: Cell) -> Figure | Trouble:
        if isinstance(cell, str):
            return self.read_text(cell)
        if cell is None:
            return self.read_text("")
        if isinstance(cell, bool):
            return Trouble("unknown_word", {"kind": "true_or_false"})
        if isinstance(cell, int | float):
            try:
                return self._read_number(float(cell))
            except OverflowError:  # a whole number of hundreds of digits
                return Trouble("unknown_word", {"kind": "not_finite"})
        return Trouble("date_by_excel", {"shown": str(cell)})

    def read_text(self, text: str) -> Figure | Trouble:
        token = tidy(text)
        sign = self.sign(token)
        if sign is not None:
            return sign
        found = self._number.fullmatch(token.replace("\u2212", "-"))
        if found and len(token) <= _LONGEST:
            number = float(found[2].translate(self._translation))
            return self._read_number(-number if found[1] == "-" else number)
        return self._marked(token) or self._trouble(token)

    def sign(self, token: str) -> Figure | None:
        """The figure a sign such as `.` stands for; None if the profile knows no such sign."""
        status = self._signs.get(token)
        if status is None:
            status = self._signs.get(_VARIANTS.get(token, token))
        if status is None:
            return None
        return Figure(0.0 if status in HAS_VALUE else None, status)

    def with_marks(self, figure: Figure, marks: list[Status]) -> Figure:
        """The figure with further words: the strongest becomes the main word, others flags."""
        words = sorted({*marks, *figure.flags, figure.status} - {Status.OK}, key=PRECEDENCE.index, reverse=True)
        if not words or figure.value is None:
            return figure
        return Figure(figure.value, words[0], frozenset(words[1:]) - PLAIN)

    def _read_number(self, number: float) -> Figure | Trouble:
        if not math.isfinite(number):
            return Trouble("unknown_word", {"kind": "not_finite"})
        # A code for "missing" such as -9999 arrives from a workbook as a number, and from a program as -9999,00.
        sign = self._coded.get(number)
        return Figure(number or 0.0, Status.OK) if sign is None else sign

    def _marked(self, token: str) -> Figure | None:
        inner, marks = token, []
        if self._in_brackets and token.startswith("(") and token.endswith(")"):
            inner, marks = token[1:-1], [self._in_brackets]
        elif ending := next((end for end in self._endings if end and token.endswith(end)), None):
            inner, marks = token.removesuffix(ending), [self._marks[ending]]
        if not marks or not inner.strip():
            return None
        figure = self.read_text(inner)
        return self.with_marks(figure, marks) if isinstance(figure, Figure) and figure.value is not None else None

    def _trouble(self, token: str) -> Trouble:
        if not token:
            return Trouble("empty_cell", {})
        if _EXCEL_ERRORS.fullmatch(token):
            return Trouble("excel_error", {})
        if _EXPONENT.fullmatch(token):
            return Trouble("unknown_word", {"kind": "exponent"})
        if became_a_date(token):
            return Trouble("date_by_excel", {"shown": token})
        bare = token[1:].strip() if token[0] in "+-" else token
        if token.startswith("="):
            return Trouble("formula_without_value", {})
        if not re.fullmatch(r"[0-9][0-9., ']*", bare) or len(token) > _LONGEST:
            return Trouble("unknown_word", {"kind": "word"})
        params = {"decimal": self.decimal, "thousands": self.thousands}
        if self.decimal == "," and re.fullmatch(r"[0-9]+\.[0-9]+", bare) and self.thousands != ".":
            return Trouble("point_not_comma", params)
        if self.decimal == "." and re.fullmatch(r"[0-9]+,[0-9]+", bare) and self.thousands != ",":
            return Trouble("comma_not_point", params)
        seen = {mark for mark in ".,' " if mark in bare} - {self.decimal}
        return Trouble("bad_grouping" if seen <= {self.thousands} else "thousands_not_declared", params)


def scaled(value: float, factor: float) -> float:
    """Decimal arithmetic, as 156.7 million is 156700000 and not 156699999.99999997."""
    return float(Decimal(repr(value)) * Decimal(repr(factor)))
