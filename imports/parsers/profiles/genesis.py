"""The part of a profile that only the table export of GENESIS databases needs: what each line and column of it is."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Final, Literal, Self

from pydantic import Field, field_validator, model_validator

from imports.parsers.profiles.parts import SIGNS, Name, Part, one_of, refuse
from indicators.analysis.status import Status

if TYPE_CHECKING:
    from imports.parsers.profiles.model import Profile

Above = Literal["title", "statistic", "measure", "dimension", "period", "code", "name"]
Head = Literal["measure", "dimension", "period", "code", "name", "unit", "label"]
Leading = Literal["period", "code", "name", "dimension", "label"]

BETWEEN: Final = " / "
_LARGEST: Final = 20
# What other parsers need and this one would pass over in silence.
_NOT_OURS: Final = (
    "long", "periods_in_columns", "sums", "records", "dimensions", "zero_is_missing_where", "only_rows", "ignore_rows",
)  # fmt: skip
_NOT_OF_PARTS: Final = {
    "read": ("header_rows", "skip_rows", "header_spans", "stop_at"),
    "area": ("column", "joined", "fixed", "band", "name_column"),
    "period": ("column", "header", "band", "dimension"),
}


class GenesisPart(Part):
    """`above` the header, the header's own lines (`head`) and the columns before the figures (`rows`), each a word.

    `label` is the name of a variable and means nothing else. `period` may stand in several places: a year in the rows
    and a month in the columns are read together.
    """

    table: Name | None = None
    statistic: Name | None = None
    above: Annotated[list[Above], Field(min_length=2, max_length=_LARGEST)] = ["title", "statistic"]
    head: Annotated[list[Head], Field(min_length=1, max_length=_LARGEST)]
    rows: Annotated[list[Leading], Field(min_length=1, max_length=_LARGEST)]
    total: list[Name] = ["Insgesamt"]
    missing_rows: dict[str, Annotated[Status, one_of(SIGNS)]] = {}

    @field_validator("above")
    @classmethod
    def _begins_with_the_title(cls, value: list[Above]) -> list[Above]:
        if value[:2] != ["title", "statistic"] or len({"title", "statistic", "measure"} & set(value)) != sum(
            word in ("title", "statistic", "measure") for word in value
        ):
            raise refuse("title_first", ", ".join(value), ("title", "statistic", "measure"))
        return value

    @model_validator(mode="after")
    def _knows_its_last_line(self) -> Self:
        """A file with one choice more, say women only, has a line more above the header: it must not pass for all."""
        if self.above[-1] == "statistic" and not self.statistic:
            raise refuse("statistic_needed")
        return self

    @model_validator(mode="after")
    def _says_the_area_once(self) -> Self:
        axes = self.axes
        if not {"code", "name"} & set(axes) or max(axes.count("code"), axes.count("name")) > 1:
            raise refuse("one_area_axis", None, ("above", "head", "rows"))
        return self

    @property
    def axes(self) -> list[str]:
        return [*self.above, *self.head, *self.rows]

    def path(self, words: Sequence[str]) -> str:
        """The name of a column of figures: its words without those of totals, `Bodenfläche / Siedlung`."""
        return BETWEEN.join(word for word in words if word and word not in self.total)

    def key(self, text: str) -> tuple[str, str | None]:
        """Path and unit of a key of `columns`, `Bodenfläche / Siedlung|ha`. Totals may be written or left out."""
        path, bar, unit = text.rpartition("|")
        words = [" ".join(word.split()) for word in (path if bar else text).split(BETWEEN)]
        return self.path(words), " ".join(unit.split()) if bar else None


def check_genesis_table(profile: "Profile") -> None:
    part = profile.genesis
    if part is None:
        raise refuse("genesis_part_needed", None, ("genesis: {head: [...], rows: [...]}",))
    if not profile.columns:
        raise refuse("paths_needed")
    unfit = [key for key in _NOT_OURS if getattr(profile, key)]
    unfit += [f"{name}.{key}" for name, keys in _NOT_OF_PARTS.items() for key in keys if _said(profile, name, key)]
    if unfit:
        raise refuse("not_for_genesis_table", ", ".join(unfit), ("genesis", "columns"))
    sources = profile.period.sources if profile.period else []
    if sources != ["file_name", "given"] and len(sources) != ("period" not in part.axes):
        raise refuse("one_period_source", ", ".join(sources), ("genesis", "fixed", "file_name", "given"))
    paths = [part.key(key) for key in profile.columns]
    if twice := next((path for path, unit in paths if paths.count((path, unit)) > 1), None):
        raise refuse("path_twice", twice)


def _said(profile: "Profile", name: str, key: str) -> bool:
    part = getattr(profile, name)
    return part is not None and getattr(part, key) != type(part).model_fields[key].default
