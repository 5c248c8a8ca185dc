"""First answers from the file itself: what can be known, not what could be guessed. A person confirms each."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from imports.parsers.recognising.flat_survey import FlatSurvey
from imports.parsers.recognising.recognised import Recognised
from imports.parsers.recognising.survey import Column, Survey
from imports.parsers.reference import EditionReference, plain_name
from imports.parsers.times import PeriodReader

_KEY: Final = re.compile(r"[^a-z0-9]+")
_LETTERS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_ENOUGH: Final = 0.5  # of the different words of a column must be known areas
_FEWEST: Final = 3
_PERIODS: Final = 120


def key_from(text: str) -> str:
    return _KEY.sub("-", text.lower().translate(_LETTERS)).strip("-")[:60]


def how_to_open(found: Recognised, file_name: str) -> dict[str, str]:
    """The part of the answers that says how the file is opened, and what it is called."""
    stem = file_name.rsplit(".", 1)[0]
    first = found.sheets[0] if found.sheets else None
    # The first sheet stays the first, whatever it is called next year.
    told = {"encoding": "auto", "delimiter": found.delimiter or ";", "type": "auto"}
    told |= {"sheet": found.sheet} if found.sheet and found.sheet != first else {}
    told |= {"skip_rows": str(found.skip_rows), "header_rows": str(found.header_rows), "decimal": ","}
    return told | {"key": key_from(found.table_code or stem), "label_de": found.title or stem}


def table_answers(
    seen: Survey, editions: Iterable[EditionReference], measures: Mapping[str, Iterable[str]]
) -> dict[str, str]:
    """Columns that hold codes or names of known areas, periods, and measures called like those of the catalogue."""
    told: dict[str, str] = {}
    area = _area_column(seen, list(editions))
    taken = set()
    if area:
        column, edition, pad = area
        told |= {f"role-{column.index}": "area", "division": edition.division, "pad": str(pad or "")}
        taken.add(column.index)
        if name := _name_column(seen, edition, taken):
            told[f"role-{name.index}"] = "name"
            taken.add(name.index)
    free = [column for column in seen.columns if column.index not in taken]
    told |= _periods(free)
    told |= _measures([column for column in free if f"role-{column.index}" not in told], measures)
    figures = [column for column in free if column.is_numeric and told.get(f"role-{column.index}") != "period"]
    if any(column.with_point for column in figures) and not any(column.with_comma for column in figures):
        told["decimal"] = "."
    return told


def _area_column(seen: Survey, editions: list[EditionReference]) -> tuple[Column, EditionReference, int | None] | None:
    """The column and edition with the most codes in common; with lost zeros put back, if only then."""
    best: tuple[float, Column, EditionReference, int | None] | None = None
    for edition in editions:
        width = max(map(len, edition.areas), default=0)
        for column in seen.columns:
            for pad in (None, width):
                codes = {word.zfill(pad) if pad else word for word in column.words}
                common = len(codes & edition.areas.keys())
                share = common / max(1, len(codes))
                # With zeros put in front, small numbers of any kind look like codes.
                if share >= _ENOUGH and common >= (_FEWEST if pad else 1) and (best is None or share > best[0]):
                    best = share, column, edition, pad
    return best[1:] if best else None


def _name_column(seen: Survey, edition: EditionReference, taken: set[int]) -> Column | None:
    names = {plain_name(name) for _, name in edition.areas.values()}
    for column in seen.columns:
        words = {plain_name(word) for word in column.words}
        if column.index not in taken and words and len(words & names) >= _ENOUGH * len(words):
            return column
    return None


def _periods(columns: list[Column]) -> dict[str, str]:
    """A column of periods, else columns that are periods, else the person is asked."""
    reader = PeriodReader(None)
    for column in columns:
        words = list(column.words)
        if 0 < len(words) <= _PERIODS and all(reader.read(word) for word in words):
            kinds = {kind.kind for word in words if (kind := reader.read(word))}
            kind = {"day": "reference_date"}.get(kinds.copy().pop(), kinds.copy().pop()) if len(kinds) == 1 else "auto"
            known = ("reference_date", "year", "quarter", "month", "semester", "school_year")
            return {f"role-{column.index}": "period", "type": kind if kind in known else "auto"}
    spread = [column for column in columns if reader.read(column.name)]
    if len(spread) > 1:
        return {f"role-{column.index}": "spread" for column in spread}
    return {"period_from": "given"}


def _measures(columns: list[Column], measures: Mapping[str, Iterable[str]]) -> dict[str, str]:
    by_name = {plain_name(name): code for code, names in measures.items() for name in (code, *names) if name}
    told = {}
    for column in columns:
        code = by_name.get(plain_name(column.name))
        if code and column.is_numeric:
            told |= {f"role-{column.index}": "figure", f"measure-{column.index}": code}
    return told


def flat_answers(seen: FlatSurvey, editions: Iterable[EditionReference]) -> dict[str, str]:
    regions = seen.regions()
    told = {"region": regions[0] if regions else "", "decimal": "." if seen.with_point else ","}
    told["time_dimension"] = next((name for name in seen.variables if re.match(r"QUART|MONAT", name)), "")
    told["type"] = "auto"
    codes = {
        code for value in seen.values.values() for code in value.dimensions.get(told["region"], {}) if code.isalnum()
    }
    shares = {one.division: len(codes & one.areas.keys()) for one in editions}
    best = max(shares, key=lambda key: shares[key], default="")
    return told | ({"division": best} if shares.get(best) else {})
