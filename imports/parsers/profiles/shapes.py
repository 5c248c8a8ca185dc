"""Which keys of a profile belong together: one function a parser, each says what does not fit."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from imports.parsers.profiles.genesis import check_genesis_table
from imports.parsers.profiles.parts import FlatKey, refuse

if TYPE_CHECKING:
    from imports.parsers.profiles.model import Profile


_SHAPES: Final = ("columns", "long", "periods_in_columns", "sums")
_PERIODS: Final = ("column", "fixed", "file_name", "given", "header", "band")
# What only tables and lists of records may say.
_OF_TABLES: Final = (
    "long",
    "periods_in_columns",
    "sums",
    "zero_is_missing_where",
    "only_rows",
    "ignore_rows",
    "records",
)


def check_records(profile: "Profile") -> None:
    _check_rows(profile)


def check_table(profile: "Profile") -> None:
    if profile.records:
        raise refuse("only_records", "records")
    _check_rows(profile)


def _check_rows(profile: "Profile") -> None:
    areas = profile.area.sources
    if not areas:
        raise refuse("area_column_needed")
    if len(areas) > 1:
        raise refuse("one_area_source", ", ".join(areas), ("column", "joined", "fixed", "band"))
    if sum(bool(getattr(profile, shape)) for shape in _SHAPES) != 1:
        raise refuse("one_of", None, _SHAPES)
    sources = profile.period.sources if profile.period else []
    if sources != ["file_name", "given"] and len(sources) != (0 if profile.periods_in_columns else 1):
        raise refuse("one_period_source", ", ".join(sources), _PERIODS)
    if sources == ["header"] and not profile.columns:
        raise refuse("header_needs_columns", None, ("columns",))
    if profile.dimensions or (profile.period and profile.period.dimension):
        raise refuse("only_genesis_flat", "dimensions")


def check_flat(profile: "Profile") -> None:
    if not profile.columns:
        raise refuse("columns_needed")
    if any(getattr(profile, key) for key in _OF_TABLES):
        raise refuse("only_table", None, ("columns", "dimensions"))
    if profile.period and profile.period.sources:
        raise refuse("only_table", ", ".join(profile.period.sources), ("type", "day", "named_by", "dimension"))
    for key in profile.columns:
        FlatKey.read(key)


def check_ba(profile: "Profile") -> None:
    if not profile.columns:
        raise refuse("rows_needed")
    said = [key for key in (*_OF_TABLES, "dimensions") if getattr(profile, key)]
    said += profile.area.sources + (profile.period.sources if profile.period else [])
    if said:
        raise refuse("not_for_ba", ", ".join(said), ("columns", "area.division", "period.type"))


SHAPES: Final[dict[str, Callable[["Profile"], None]]] = {
    "table": check_table,
    "genesis-flat": check_flat,
    "genesis-table": check_genesis_table,
    "datenquader": check_flat,
    "ba-kommunal": check_ba,
    "records": check_records,
}
