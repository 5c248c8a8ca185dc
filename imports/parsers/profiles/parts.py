"""The parts an import profile is made of. Keys as in `docs/profiles.md`; `model.py` puts them together."""

import re
from datetime import date
from typing import Annotated, Any, Final, Literal, NamedTuple, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from indicators.analysis.status import HAS_VALUE, Status

# What a sign in a cell may stand for: no number, or a zero of one kind or the other.
SIGNS: Final = tuple(s for s in Status if s not in HAS_VALUE or s in (Status.ZERO, Status.NEAR_ZERO))
MARKS: Final = (Status.LIMITED, Status.PROVISIONAL, Status.REVISED, Status.ESTIMATED)

# Other names of a parser that profiles may use: the content of a file decides whether it is CSV or a workbook.
_SYNONYMS: Final = {"genesis-xlsx": "genesis-table"}

_FLAT_KEY = re.compile(r"(?P<code>[^|\[\]]+)(\|(?P<unit>[^\[\]]+))?(\[(?P<fixed>[^\[\]]*)\])?")
_DIVISION = re.compile(r"[a-z0-9][a-z0-9_-]*(@\d{4}-\d{2}-\d{2})?")


def refuse(rule: str, value: object = None, allowed: tuple[str, ...] = ()) -> PydanticCustomError:
    return PydanticCustomError("profile", rule, {"rule": rule, "value": value, "allowed": allowed})


def one_name(parser: Any) -> Any:
    return _SYNONYMS.get(parser, parser) if isinstance(parser, str) else parser


class FlatKey(NamedTuple):
    """What a column key of a flat file picks: CODE, CODE|unit, CODE[DIMENSION=ATTRIBUTE,…], CODE|unit[…]."""

    code: str
    unit: str | None
    fixed: dict[str, str]

    @classmethod
    def read(cls, text: str) -> "FlatKey":
        found = _FLAT_KEY.fullmatch(text.strip())
        pairs = [part.split("=", 1) for part in (found["fixed"] or "").split(",") if part.strip()] if found else []
        if not found or any(len(pair) != 2 for pair in pairs):
            raise refuse("bad_flat_key", text, ("CODE", "CODE|unit", "CODE[DIMENSION=ATTRIBUTE]"))
        unit = found["unit"].strip() if found["unit"] else None
        return cls(found["code"].strip(), unit, {name.strip(): value.strip() for name, value in pairs})


def _plain_text(value: Any) -> Any:
    """YAML reads 2023, 12.5 and 2023-12-31 as numbers and dates; where text is asked for they are text."""
    if isinstance(value, date) or (isinstance(value, int | float) and not isinstance(value, bool)):
        return str(value)
    return value


def readable(value: str) -> str:
    try:
        re.compile(value)
    except re.error:
        raise refuse("bad_pattern", value) from None
    return value


Text = Annotated[str, BeforeValidator(_plain_text)]
Name = Annotated[Text, Field(min_length=1)]
Pattern = Annotated[Text, Field(min_length=1, max_length=200), BeforeValidator(_plain_text)]
PeriodType = Literal["reference_date", "year", "quarter", "month", "semester", "school_year", "auto"]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Read(Part):
    encoding: Literal["auto", "utf-8", "utf-16", "cp1252", "iso-8859-1", "iso-8859-15", "cp850"] = "auto"
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ";"
    decimal: Literal[",", "."] = ","
    thousands: Literal[".", ",", " ", "'"] | None = None
    sheet: int | str = 0
    header_rows: Annotated[int, Field(ge=1, le=10)] = 1
    skip_rows: Annotated[int, Field(ge=0, le=200)] = 0
    header_spans: bool = False
    stop_at: Name | None = None

    @model_validator(mode="after")
    def _marks_differ(self) -> Self:
        if self.decimal == self.thousands:
            raise refuse("same_marks", self.decimal)
        return self


class AreaPart(Part):
    column: Name | None = None
    joined: list[Name] = []
    fixed: Name | None = None
    band: Annotated[Pattern, AfterValidator(readable)] | None = None
    division: Name
    pad: Annotated[int, Field(ge=1, le=20)] | None = None
    name_column: Name | None = None
    codes: dict[str, Name] = {}

    @field_validator("division")
    @classmethod
    def _key_or_key_at_date(cls, value: str) -> str:
        if not _DIVISION.fullmatch(value):
            raise refuse("bad_division", value, ("KEY", "KEY@2023-12-31"))
        if "@" in value:
            try:
                date.fromisoformat(value.partition("@")[2])
            except ValueError:
                raise refuse("bad_division", value, ("KEY", "KEY@2023-12-31")) from None
        return value

    @property
    def sources(self) -> list[str]:
        said = {"column": self.column, "joined": self.joined, "fixed": self.fixed, "band": self.band}
        return [name for name, value in said.items() if value]

    @property
    def division_key(self) -> str:
        return self.division.partition("@")[0]

    @property
    def pinned(self) -> date | None:
        """The day after @, on which the edition is in force whatever period a figure has."""
        day = self.division.partition("@")[2]
        return date.fromisoformat(day) if day else None


class PeriodPart(Part):
    column: Name | None = None
    fixed: Name | None = None
    file_name: Pattern | None = None
    given: bool = False
    header: Annotated[Pattern, AfterValidator(readable)] | None = None
    band: Literal[True] | Annotated[Pattern, AfterValidator(readable)] | None = None
    dimension: Name | None = None
    type: PeriodType = "auto"
    day: Annotated[Text, Field(pattern=r"^\d{2}-\d{2}$")] | None = None
    named_by: Literal["start", "end"] | None = None

    @field_validator("file_name")
    @classmethod
    def _readable(cls, value: str | None) -> str | None:
        return None if value is None else readable(value)

    @property
    def sources(self) -> list[str]:
        said = {
            "column": self.column, "fixed": self.fixed, "file_name": self.file_name, "given": self.given,
            "header": self.header, "band": self.band,
        }  # fmt: skip
        return [name for name, value in said.items() if value]


class ValueColumn(Part):
    column: Name


class MeasureColumn(Part):
    column: Name
    map: dict[str, Name] | None = None


class Long(Part):
    measure: MeasureColumn
    value: ValueColumn


class PeriodsInColumns(Part):
    """Columns that are periods: one measure for all of them, or one named in a column of each row."""

    measure: Name | MeasureColumn
    pattern: Pattern | None = None

    @field_validator("pattern")
    @classmethod
    def _readable(cls, value: str | None) -> str | None:
        return None if value is None else readable(value)


class ColumnEquals(Part):
    column: Name
    equals: Text


class Label(Part):
    de: str
    en: str | None = None


def one_of(allowed: tuple[Status, ...]) -> BeforeValidator:
    def check(value: Any) -> Status:
        if value not in [str(status) for status in allowed]:
            raise refuse("not_allowed", value, tuple(str(status) for status in allowed))
        return Status(value)

    return BeforeValidator(check)
