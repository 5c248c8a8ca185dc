"""What an import profile may say. Keys as in `docs/profiles.md`; `loading.py` loads it."""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from imports.parsers.profiles.checks import ChecksPart
from imports.parsers.profiles.genesis import GenesisPart
from imports.parsers.profiles.parts import (
    MARKS,
    SIGNS,
    AreaPart,
    ColumnEquals,
    Label,
    Long,
    MeasureColumn,
    Name,
    Part,
    Pattern,
    PeriodPart,
    PeriodsInColumns,
    Read,
    Text,
    one_name,
    one_of,
    readable,
    refuse,
)
from imports.parsers.profiles.records import JsonRecords
from imports.parsers.profiles.register import Register
from imports.parsers.profiles.shapes import SHAPES
from indicators.analysis.status import Status


class Profile(Part):
    profile: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=80)]
    parser: Annotated[
        Literal[
            "table",
            "genesis-flat",
            "genesis-table",
            "datenquader",
            "ba-kommunal",
            "records",
        ],
        BeforeValidator(one_name),
    ]
    version: Annotated[int, Field(ge=1)] = 1
    label: Label | None = None
    source: Annotated[Text, Field(min_length=1, max_length=200)] | None = None
    read: Read = Read()
    area: AreaPart
    period: PeriodPart | None = None
    columns: dict[str, Name] = {}
    long: Long | None = None
    periods_in_columns: PeriodsInColumns | None = None
    sums: Register | None = None
    records: JsonRecords | None = None
    dimensions: dict[str, Text] = {}
    missing: dict[str, Annotated[Status, one_of(SIGNS)]] = {}
    flags: dict[str, Annotated[Status, one_of(MARKS)]] = {"()": Status.LIMITED}
    scale: dict[str, Annotated[float, Field(gt=0, allow_inf_nan=False)]] = {}
    zero_is_missing_where: ColumnEquals | None = None
    genesis: GenesisPart | None = None
    ignore_areas: list[Text] = []
    ignore_areas_like: list[Annotated[Pattern, AfterValidator(readable)]] = []
    only_rows: dict[str, list[Text]] = {}
    ignore_rows: dict[str, list[Text]] = {}
    complete: bool = False
    checks: ChecksPart = ChecksPart()

    @model_validator(mode="after")
    def _fits_the_parser(self) -> Self:
        if self.genesis and self.parser != "genesis-table":
            raise refuse("only_genesis_table")
        SHAPES[self.parser](self)
        known = {*self.columns, *self.measures}
        for key in self.scale:
            if key not in known:
                raise refuse("scale_for_nothing", key, tuple(sorted(known)))
        if self.checks.total.area in self.ignore_areas:
            raise refuse("total_left_out", self.checks.total.area)
        return self

    @property
    def measures(self) -> set[str]:
        """Codes of the measures the profile names itself (a long table without map takes what stands in the file)."""
        named = {*self.columns.values(), *(self.sums.measures if self.sums else ())}
        spread = self.periods_in_columns.measure if self.periods_in_columns else None
        column = self.long.measure if self.long else spread
        if isinstance(column, MeasureColumn):
            named |= set((column.map or {}).values())
        elif column:
            named.add(column)
        return named

    def as_dict(self) -> dict[str, Any]:
        """The canonical form: what differs from the defaults, JSON types only. Loads to an equal profile."""
        return self.model_dump(mode="json", exclude_defaults=True)
