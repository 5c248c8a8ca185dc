"""What each column and row of a table export means by its profile: words that name the figure, period, area."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from imports.parsers.genesis.frame import Above, Frame
from imports.parsers.profiles.genesis import GenesisPart
from imports.parsers.profiles.model import Profile
from imports.parsers.times import PeriodReader
from indicators.analysis.periods import Period

_YEAR: Final = re.compile(r"\d{4}", re.ASCII)
_DAYS: Final = re.compile(r"\s*\([^()]*\)$")  # Januar (31.)
_DARUNTER: Final = re.compile(r"(dar\.|darunter)(?!\w)")


@dataclass(frozen=True)
class Meaning:
    """What one column, one row or the lines above say."""

    words: tuple[str, ...] = ()
    period: tuple[str, ...] = ()
    code: str = ""
    name: str = ""
    unit: str = ""


class FigureColumn(NamedTuple):
    at: int  # its position, from 0
    header: str
    says: Meaning


def meaning(kinds: Sequence[str], words: Sequence[str]) -> Meaning:
    """The words by their kinds; `label` tells only what a variable is called."""
    single = dict(zip(kinds, words, strict=True))
    told = [(kind, word) for kind, word in zip(kinds, words, strict=True) if word]
    return Meaning(
        tuple(word for kind, word in told if kind in ("measure", "dimension")),
        tuple(word for kind, word in told if kind == "period"),
        single.get("code", ""),
        single.get("name", ""),
        single.get("unit", ""),
    )


def figure_columns(frame: Frame, part: GenesisPart, above: Above) -> Iterator[FigureColumn]:
    for index in range(frame.leading, frame.width):
        words = [line[index] if index < len(line) else "" for line in frame.head]
        says = meaning(part.head, words)
        unit = says.unit or ("" if "unit" in part.head else above.unit)
        whole = Meaning((*above.words, *says.words), (*above.period, *says.period), says.code, says.name, unit)
        yield FigureColumn(index, frame.header(index), whole)


def is_subset(words: Sequence[str]) -> bool:
    """`dar. schulischer Teil der Fachhochschulreife`: a part of another column, no summand beside it."""
    return any(_DARUNTER.match(word) for word in words)


class PeriodPieces:
    """The period of a figure, put together of what its row and its column say: `2014` and `Januar (31.)`."""

    def __init__(self, profile: Profile, fixed: Period | None) -> None:
        self.reader, self.fixed = PeriodReader(profile.period), fixed
        self.asked = bool(profile.genesis and "period" in profile.genesis.axes)
        self._known: dict[tuple[str, ...], Period | None] = {}

    def read(self, pieces: tuple[str, ...]) -> Period | None:
        if not self.asked:
            return self.fixed
        if pieces not in self._known:
            self._known[pieces] = self.reader.read(self.text(pieces))
        return self._known[pieces]

    @staticmethod
    def text(pieces: tuple[str, ...]) -> str:
        if len(pieces) == 1:
            return pieces[0]
        return " ".join(sorted((_DAYS.sub("", piece) for piece in pieces), key=lambda p: bool(_YEAR.fullmatch(p))))


class Wanted(NamedTuple):
    key: str
    unit: str | None
    measure: str
    factor: float


@dataclass
class Selection:
    """Which figures the profile's columns name, and what of them was met."""

    profile: Profile
    part: GenesisPart
    by_path: dict[str, list[Wanted]] = field(default_factory=dict)
    met: dict[str, set[str]] = field(default_factory=dict)  # key → units
    paths: dict[str, bool] = field(default_factory=dict)  # all of the file, `path|unit`, and whether a subset

    MOST: Final = 1_000

    def __post_init__(self) -> None:
        scale = self.profile.scale
        for key, measure in self.profile.columns.items():
            path, unit = self.part.key(key)
            wanted = Wanted(key, unit, measure, scale.get(key, scale.get(measure, 1.0)))
            self.by_path.setdefault(path, []).append(wanted)

    def pick(self, words: Sequence[str], unit: str) -> Wanted | None:
        path = self.part.path(words)
        if len(self.paths) < self.MOST:
            self.paths[f"{path}|{unit}" if unit else path] = is_subset(words)
        fitting = [wanted for wanted in self.by_path.get(path, ()) if wanted.unit in (None, unit)]
        chosen = max(fitting, key=lambda wanted: wanted.unit is not None, default=None)
        if chosen:
            self.met.setdefault(chosen.key, set()).add(unit)
        return chosen

    def facts(self) -> dict[str, Any]:
        """What the file holds, for the next delivery to be held against; `subsets` are no summands."""
        measures = {wanted.key: wanted.measure for group in self.by_path.values() for wanted in group}
        return {
            "columns": list(self.paths),
            "units": {measures[key]: sorted(units)[0] for key, units in self.met.items()},
            "subsets": [path for path, subset in self.paths.items() if subset],
        }
