"""Whether a profile fits what was recognised of a file: asked of every stored profile, so nothing is opened again."""

import re
from dataclasses import dataclass, field
from typing import Final

from imports.parsers.opening.grid import Grid
from imports.parsers.profiles.model import Profile
from imports.parsers.profiles.parts import FlatKey
from imports.parsers.recognising.genesis_fitting import unmet as unmet_of
from imports.parsers.recognising.recognised import Recognised
from imports.parsers.records import Place, Problems
from imports.parsers.tables.layout import Finder, join_header, resolve

_CODE: Final = re.compile(r"\d{4}[0-9a-z][a-z0-9-]*")  # 12411-01-01-4, of the census 1000a-0000
_CODED: Final = ("genesis-flat", "datenquader")


@dataclass
class Fit:
    """`table` is None where the profile, or the file, names no table; `missing` are names the file does not have."""

    layout: bool
    table: bool | None = None
    found: int = 0
    missing: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return self.layout and self.table is not False and not self.missing

    @property
    def near(self) -> bool:
        """Worth a look: at least half of what it needs is there."""
        return self.whole or (self.layout and self.table is not False and self.found >= max(1, len(self.missing)))

    @property
    def merit(self) -> tuple[bool, bool, bool, int, int]:
        """Sorts the better fit behind the worse."""
        return self.whole, self.layout, self.table is True, -len(self.missing), self.found


def stands_out(first: Fit, second: Fit) -> bool:
    """Of two profiles that fit whole: the same table, or more of what the file holds, is no coincidence."""
    return (first.table is True, first.found) > (second.table is True, second.found)


def fit(profile: Profile, found: Recognised) -> Fit:
    if profile.parser == "table":
        return _fit_table(profile, found)
    one = Fit(profile.parser == found.parser and bool(found.layout), _same_table(profile, found))
    if one.layout and profile.genesis:
        # Where no sheet is named, a cover may come first: the parser looks behind it too.
        read = profile.read if profile.read.sheet else profile.read.model_copy(update={"sheet": found.sheet or 0})
        head = found.head(read)
        unmet = unmet_of(profile, head.rows if head else [], head.merged if head else [], is_text=bool(found.lines))
        one.layout, one.missing = unmet is not None, unmet or []
        one.found = len(profile.columns) - len(one.missing) if one.layout else 0
    if one.layout and profile.parser in _CODED:
        _fit_codes(one, profile, found)
    elif one.layout and profile.parser == "records":
        _fit_records(one, profile, found)
    return one


def _fit_records(one: Fit, profile: Profile, found: Recognised) -> None:
    """The names of the first records are known, those inside their objects and those above them are not."""
    above = profile.records.levels if profile.records else []
    area, part = profile.area, profile.period
    wanted = [area.column, area.name_column, part.column if part else None, *area.joined, *profile.columns]
    wanted += [profile.long.measure.column, profile.long.value.column] if profile.long else []
    wanted += profile.sums.columns if profile.sums else []
    names = [name for name in dict.fromkeys(wanted) if name and name not in above]
    one.missing = [name for name in names if name.partition(".")[0] not in found.header and name not in found.header]
    one.missing += _names_of_lists(profile, found)
    one.found = len(names) - len(one.missing)


def _names_of_lists(profile: Profile, found: Recognised) -> list[str]:
    """A list of records may be called like the measure it holds: then one of the profile's names must be among them."""
    named = profile.long.measure if profile.long else None
    if named is None or named.column in found.header or not named.map or not found.codes:
        return []
    return [] if named.map.keys() & set(found.codes) else sorted(named.map)


def _fit_codes(one: Fit, profile: Profile, found: Recognised) -> None:
    """A measure may have several keys, say one for each layout: the file needs the names of one of them."""
    there = {*found.codes, *found.variables, *(code.rpartition("_")[2] for code in found.codes)}
    wanted: dict[str, list[set[str]]] = {}
    for text, measure in profile.columns.items():
        key = FlatKey.read(text)
        wanted.setdefault(measure, []).append({key.code, *key.fixed, *profile.dimensions})
    if profile.area.column:
        wanted[""] = [{profile.area.column}]
    nearest = [min(keys, key=lambda names: len(names - there)) for keys in wanted.values()]
    names = set().union(*nearest)
    one.missing = sorted(names - there)
    one.found = len(names & there)


def _fit_table(profile: Profile, found: Recognised) -> Fit:
    """Whoever describes the columns of an office's export as a table is taken at their word."""
    head = found.head(profile.read)
    rows = head.rows[profile.read.skip_rows :][: profile.read.header_rows] if head else []
    if not rows:
        return Fit(layout=False)
    grid, read = Grid(iter(()), merged=head.merged if head else []), profile.read
    header = join_header(rows, grid, read.skip_rows + 1, spans=read.header_spans)
    problems = Problems()
    layout = resolve(profile, header, Place(), problems)
    finder = Finder(header, Place(), problems)
    parts = [finder.find(name) for name in profile.sums.columns] if profile.sums else []
    missing = list(dict.fromkeys(problem.value or "…" for problem in problems))
    there = sum(name in header for name in _wanted(profile)) if missing or not layout else len(layout.values)
    there += sum(place >= 0 for place in parts)
    # A file whose layout has a parser of its own fits a plain table only if every column is there.
    return Fit(found.layout == "table" or not missing, _same_table(profile, found), there, missing)


def _wanted(profile: Profile) -> list[str]:
    """The columns a profile of a table calls by their names."""
    period = profile.period.column if profile.period else None
    return [name for name in (profile.area.column, profile.area.name_column, period, *profile.columns) if name]


def _same_table(profile: Profile, found: Recognised) -> bool | None:
    """Whether the profile, or its key, names the table of the file. Flat files know only its first digits."""
    code = (found.table_code or "").lower()
    if profile.genesis and profile.genesis.table:
        return code == profile.genesis.table.lower() if code else None
    named = _CODE.search(profile.profile)
    if not named or not code:
        return None
    return named[0].startswith(code) or code.startswith(named[0])
