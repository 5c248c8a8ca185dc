"""The Panel: figures of one measure or indicator, areas down, periods across, each with a status.

Frozen and checked on creation. A number stands exactly where the status allows one (`HAS_VALUE`), so that missing,
suppressed and zero stay three things through all arithmetic (`arithmetic.py`).
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.analysis.periods import Period
from indicators.analysis.status import ALL_FLAGS, CODE_HAS_VALUE, CODES, WORDS, Status

Values = NDArray[np.float64]
Codes = NDArray[np.uint8]
Flags = NDArray[np.uint16]
Indices = NDArray[np.intp]
Mask = NDArray[np.bool_]

ABSENT: Final = -1  # in place of an index: there is no such area or period


class PanelError(ValueError):
    """A panel that would not be one; the text says what is wrong with which shape or cell."""


class Rows(NamedTuple):
    """Figures as columns of equal length, as a database cursor or COPY gives them."""

    area: ArrayLike  # index into the areas
    period: ArrayLike  # index into the periods
    value: ArrayLike  # NaN without a value
    status: ArrayLike  # codes as in status.CODES
    flags: ArrayLike


class Cell(NamedTuple):
    value: float | None
    status: Status
    flags: int


@dataclass(frozen=True, eq=False)
class Panel:
    """values float64, status uint8 and flags uint16, all of shape (areas, periods); the arrays are read-only copies.

    PanelError if shapes differ, a label occurs twice, or a number and its status contradict each other.
    """

    areas: tuple[str, ...]
    periods: tuple[Period, ...]
    values: Values
    status: Codes
    flags: Flags

    def __post_init__(self) -> None:
        _check_unique("area", self.areas)
        _check_unique("period", self.periods)
        _freeze(self, "status", _whole_numbers("status", self.status, len(WORDS) - 1).astype(np.uint8))
        _freeze(self, "flags", _whole_numbers("flags", self.flags, ALL_FLAGS).astype(np.uint16))
        _freeze(self, "values", np.array(self.values, dtype=np.float64))
        shape = (len(self.areas), len(self.periods))
        for name in ("values", "status", "flags"):
            if getattr(self, name).shape != shape:
                raise PanelError(f"{name} has the shape {getattr(self, name).shape}, areas and periods make {shape}.")
        _refuse(self, np.isinf(self.values), "is infinite")
        _refuse(self, np.isnan(self.values) & self.has_value, "has no number, but its status needs one")
        _refuse(self, ~np.isnan(self.values) & ~self.has_value, "has a number, but its status allows none")
        _refuse(self, (self.status == CODES[Status.ZERO]) & (self.values != 0), "is not 0, but its status is 'zero'")

    @classmethod
    def from_rows(cls, areas: Sequence[str], periods: Sequence[Period], rows: Rows) -> "Panel":
        """The panel of figures in any order; cells no row speaks of are `missing`. PanelError if two rows share a cell.

        Takes time proportional to rows and cells, without a Python loop.
        """
        shape = (len(areas), len(periods))
        area, period = np.asarray(rows.area, dtype=np.intp), np.asarray(rows.period, dtype=np.intp)
        if area.size and not (
            0 <= area.min() <= area.max() < shape[0] and 0 <= period.min() <= period.max() < shape[1]
        ):
            raise PanelError(f"A row points outside of {shape[0]} areas and {shape[1]} periods.")
        flat = area * shape[1] + period
        per_cell = np.bincount(flat, minlength=shape[0] * shape[1])
        if per_cell.size and per_cell.max() > 1:
            at, column = divmod(int(per_cell.argmax()), shape[1])
            raise PanelError(f"Two figures for area {areas[at]}, {periods[column]}: take the current one before.")
        values, status, flags = _blank(shape, Status.MISSING)
        values.reshape(-1)[flat] = np.asarray(rows.value, dtype=np.float64)
        status.reshape(-1)[flat] = _whole_numbers("status", rows.status, len(WORDS) - 1)
        flags.reshape(-1)[flat] = _whole_numbers("flags", rows.flags, ALL_FLAGS)
        return cls(tuple(areas), tuple(periods), values, status, flags)

    @classmethod
    def empty(cls, areas: Sequence[str], periods: Sequence[Period], status: Status = Status.MISSING) -> "Panel":
        """A panel without any value. PanelError if the status needs one."""
        return cls(tuple(areas), tuple(periods), *_blank((len(areas), len(periods)), status))

    @property
    def has_value(self) -> Mask:
        return CODE_HAS_VALUE[self.status]

    def cell(self, area: str, period: Period) -> Cell:
        """One figure. PanelError if the panel does not hold the area or the period."""
        row, column = _index("area", self.areas, [area])[0], _index("period", self.periods, [period])[0]
        value = self.values[row, column]
        return Cell(
            None if np.isnan(value) else float(value), WORDS[self.status[row, column]], int(self.flags[row, column])
        )

    def select(self, areas: Sequence[str] | None = None, periods: Sequence[Period] | None = None) -> "Panel":
        """These areas and periods in this order, statuses untouched. PanelError if one is not in the panel."""
        areas = self.areas if areas is None else areas
        periods = self.periods if periods is None else periods
        rows, columns = _index("area", self.areas, areas), _index("period", self.periods, periods)
        return self.take(areas, periods, rows, columns)

    def take(self, areas: Sequence[str], periods: Sequence[Period], rows: Indices, columns: Indices) -> "Panel":
        """Cells by index under new labels; where an index is ABSENT the cell is `missing`."""
        values, status, flags = _blank((len(areas), len(periods)), Status.MISSING)
        to, source = np.ix_(rows >= 0, columns >= 0), np.ix_(rows[rows >= 0], columns[columns >= 0])
        values[to], status[to], flags[to] = self.values[source], self.status[source], self.flags[source]
        return Panel(tuple(areas), tuple(periods), values, status, flags)

    def equals(self, other: "Panel") -> bool:
        """Same labels, numbers to the last bit, statuses and flags."""
        return (
            self.areas == other.areas
            and self.periods == other.periods
            and np.array_equal(self.values, other.values, equal_nan=True)
            and np.array_equal(self.status, other.status)
            and np.array_equal(self.flags, other.flags)
        )


def _blank(shape: tuple[int, int], status: Status) -> tuple[Values, Codes, Flags]:
    return (
        np.full(shape, np.nan),
        np.full(shape, CODES[status], dtype=np.uint8),
        np.zeros(shape, dtype=np.uint16),
    )


def _freeze(panel: Panel, name: str, array: NDArray[np.generic]) -> None:
    array.setflags(write=False)
    object.__setattr__(panel, name, array)  # the class is frozen; this is its own creation


def _whole_numbers(name: str, given: ArrayLike, highest: int) -> NDArray[np.int64]:
    # Checked before the narrow type: 256 would quietly become 0, which is 'ok'.
    array = np.array(given)
    if array.size and (array.dtype.kind not in "iub" or array.min() < 0 or array.max() > highest):
        raise PanelError(f"{name} holds something that is no whole number from 0 to {highest}.")
    return array.astype(np.int64)


def _check_unique(kind: str, labels: Sequence[Hashable]) -> None:
    if len(set(labels)) < len(labels):
        seen: set[Hashable] = set()
        twice = next(label for label in labels if label in seen or seen.add(label))  # type: ignore[func-returns-value]
        raise PanelError(f"The {kind} {twice} occurs twice.")


def _index(kind: str, have: Sequence[Hashable], wanted: Sequence[Hashable]) -> Indices:
    position = {label: index for index, label in enumerate(have)}
    unknown = [str(label) for label in wanted if label not in position]
    if unknown:
        raise PanelError(f"The panel has no {kind} {', '.join(unknown[:5])}.")
    return np.array([position[label] for label in wanted], dtype=np.intp)


def _refuse(panel: Panel, wrong: Mask, what: str) -> None:
    if wrong.any():
        row, column = np.argwhere(wrong)[0]
        word = WORDS[panel.status[row, column]].value
        raise PanelError(f"Area {panel.areas[row]}, {panel.periods[column]} ({word}) {what}.")
