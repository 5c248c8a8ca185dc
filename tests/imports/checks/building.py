"""A file and a small country to hold it against, without a database."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from imports.checks.further import Nothing, Published, look_further
from imports.checks.setting import Setting
from imports.parsers.records import Parsed, Place, Problem, Problems, Record, Records
from imports.parsers.reference import EditionReference, MeasureReference, Reference
from indicators.analysis.periods import Period
from indicators.analysis.status import HAS_VALUE, Status
from tests.imports.parsers.building import table_profile

MEASURES = {
    "EW": MeasureReference(1, "count"),
    "ALO": MeasureReference(2, "count"),
    "ALQ": MeasureReference(3, "share"),
    "ALTER": MeasureReference(4, "mean"),
}
REGIONS = {"area": {"column": "AGS", "division": "regionen"}}


def districts(codes: Iterable[str], number: int = 1, since: int = 2000, until: int | None = None) -> EditionReference:
    areas = {code: (n, f"Viertel {code}") for n, code in enumerate(codes, 1)}
    return EditionReference(number, "stadtteile", date(since, 1, 1), date(until, 1, 1) if until else None, areas)


def regions(codes: Iterable[str]) -> EditionReference:
    areas = {code: (n, f"Region {code}") for n, code in enumerate(codes, 1)}
    return EditionReference(9, "regionen", date(1990, 1, 1), None, areas, drawn=False)


def figure(
    code: str,
    value: float | None,
    measure: str = "EW",
    period: Period | int = 2023,
    status: Status | None = None,
    name: str = "",
    line: int | None = None,
) -> Record:
    span = Period.year(period) if isinstance(period, int) else period
    word = status or (Status.MISSING if value is None else Status.OK)
    assert (value is not None) == (word in HAS_VALUE)
    return Record(measure, code, name, span, value, word, place=Place(None, line, measure) if line else Place())


def setting(records: Iterable[Record], *editions: EditionReference, **profile: Any) -> Setting:
    held = records if isinstance(records, Records) else Records(records)
    known = editions or (districts(held.codes.list),)
    return Setting(held, table_profile(**profile), Reference(list(known), MEASURES, date(2025, 6, 30)))


def looked(made: Setting, published: Published | None = None, facts: Mapping[str, Any] | None = None) -> list[Problem]:
    parsed, problems = Parsed(made.records, Problems(), dict(facts or {})), Problems()
    look_further(parsed, made, problems, published or Nothing())
    return list(problems)
