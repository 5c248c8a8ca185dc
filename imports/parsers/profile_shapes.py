"""Which keys of a profile belong together: one function a parser, each says what does not fit."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from imports.parsers.profile_parts import FlatKey, refuse

if TYPE_CHECKING:
    from imports.parsers.profile_model import Profile


def check_table(profile: "Profile") -> None:
    if not profile.area.column:
        raise refuse("area_column_needed")
    shapes = ("columns", "long", "periods_in_columns")
    if sum(bool(getattr(profile, shape)) for shape in shapes) != 1:
        raise refuse("one_of", None, shapes)
    sources = profile.period.sources if profile.period else []
    if len(sources) != (0 if profile.periods_in_columns else 1):
        raise refuse("one_period_source", ", ".join(sources), ("column", "fixed", "file_name", "given"))
    if profile.dimensions or (profile.period and profile.period.dimension):
        raise refuse("only_genesis_flat", "dimensions")


def check_flat(profile: "Profile") -> None:
    if not profile.columns:
        raise refuse("columns_needed")
    if profile.long or profile.periods_in_columns or profile.zero_is_missing_where:
        raise refuse("only_table", None, ("columns", "dimensions"))
    if profile.period and profile.period.sources:
        raise refuse("only_table", ", ".join(profile.period.sources), ("type", "day", "named_by", "dimension"))
    for key in profile.columns:
        FlatKey.read(key)


def check_ba(profile: "Profile") -> None:
    if not profile.columns:
        raise refuse("rows_needed")
    said = profile.model_fields_set & {"long", "periods_in_columns", "dimensions", "zero_is_missing_where"}
    if said or profile.area.column or (profile.period and profile.period.sources):
        raise refuse("not_for_ba", ", ".join(sorted(said)) or "column", ("columns", "area.division", "period.type"))


SHAPES: Final[dict[str, Callable[["Profile"], None]]] = {
    "table": check_table,
    "genesis-flat": check_flat,
    "datenquader": check_flat,
    "ba-kommunal": check_ba,
}
