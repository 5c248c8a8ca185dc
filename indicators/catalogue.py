"""The catalogue file, in YAML: measures, indicators, sets, typologies, departments, sources and comparison regions.

The form is in docs/interface.md. Reading never touches the database; `actions.load_catalogue` writes what was read.
"""

from collections.abc import Sequence
from datetime import date
from itertools import product
from typing import Annotated, Any, Literal, Self, TypeVar

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from indicators.analysis.definition import refuse_twice
from indicators.analysis.formula import Formula
from indicators.analysis.typology import TypologyDefinition

Named = TypeVar("Named")

# Keys and codes of indicators stand in addresses; the lengths are those of the columns that hold them.
Key = Annotated[str, StringConstraints(pattern=r"^[-a-zA-Z0-9_]+$", max_length=60)]
MeasureCode = Annotated[str, StringConstraints(min_length=1, max_length=40, strip_whitespace=True)]
Line = Annotated[str, StringConstraints(max_length=200)]


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Label(Entry):
    de: Line
    en: Line = ""


class Text(Entry):
    de: str
    en: str = ""


def _once(entries: list[Named]) -> list[Named]:
    refuse_twice("entry", (getattr(entry, "key", None) or getattr(entry, "code", "") for entry in entries))
    return entries


Once = AfterValidator(_once)


class MeasureEntry(Entry):
    code: MeasureCode
    label: Label | None = None
    kind: Literal["count", "mean", "share", "index"]
    unit: str = ""


class IndicatorEntry(Entry):
    code: Key
    label: Label | None = None
    formula: Formula
    unit: str = ""
    higher_is: Literal["worse", "better", "neutral"] = "neutral"
    decimals: int = Field(default=1, ge=0, le=6)
    owner: str | None = None
    minimum_cell: int = Field(default=3, ge=0, le=32767)
    source: Annotated[str, StringConstraints(max_length=300)] = ""
    definition: Text | str = ""


class IndicatorSetEntry(Entry):
    code: Key
    label: Label | None = None
    indicators: list[Key]
    topic: bool = False  # one of the city's topics: rights can be given on it as on a set

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        refuse_twice("indicator", self.indicators)
        return self


class DepartmentEntry(Entry):
    key: Key
    label: Label


class SourceEntry(Entry):
    """`key` as profiles name the source: any text of one line."""

    key: Annotated[Line, StringConstraints(min_length=1, strip_whitespace=True)]
    label: Label | None = None
    four_eyes: bool = False
    licence: Line = ""
    attribution: Annotated[str, StringConstraints(max_length=300)] = ""
    link: Annotated[str, StringConstraints(max_length=200, pattern=r"^(https?://\S+)?$")] = ""
    contact: Annotated[str, StringConstraints(max_length=300)] = ""


class RegionEntry(Entry):
    code: MeasureCode
    name: Line


class DivisionEntry(Entry):
    key: Key
    label: Label
    kind: Literal["areas", "regions"] = "areas"
    rank: int = Field(default=100, ge=0, le=32767)
    valid_from: date | None = None
    areas: Annotated[list[RegionEntry], Once] = []

    @model_validator(mode="after")
    def _areas_on_the_map_come_from_files(self) -> Self:
        if self.areas and self.kind != "regions":
            message = "Only a division of kind regions lists its areas here; others come from import_areas."
            raise PydanticCustomError("areas_without_geometry", message)
        return self


def _storable(made: TypologyDefinition) -> TypologyDefinition:
    """What a definition alone does not know: how long columns are, what a run finds, what a legend tells apart."""
    groups = [
        made.combined(dict(zip((axis.key for axis in made.axes), keys, strict=True)))
        for keys in product(*([one.key for one in axis.classes] for axis in made.axes))
    ]
    refuse_twice("label of a group", groups)
    faults = {
        "The key has more than 60 letters.": len(made.key) > 60,
        "The version is higher than 32767.": made.version > 32767,
        "A label has more than 200 letters.": any(len(text) > 200 for text in made.label.values()),
        "The label of a group has more than 40 letters.": any(len(group) > 40 for group in groups),
        "population_mean weighs by the measure of minimum_population: name it there.": made.minimum_population is None
        and any(axis.standardise.centre == "population_mean" for axis in made.axes),
    }
    for message, wrong in faults.items():
        if wrong:
            raise PydanticCustomError("not_storable", message)  # type: ignore[arg-type] # from the table above
    return made


class Catalogue(Entry):
    departments: Annotated[list[DepartmentEntry], Once] = []
    sources: Annotated[list[SourceEntry], Once] = []
    divisions: Annotated[list[DivisionEntry], Once] = []
    measures: Annotated[list[MeasureEntry], Once] = []
    indicators: Annotated[list[IndicatorEntry], Once] = []
    indicator_sets: Annotated[list[IndicatorSetEntry], Once] = []
    typologies: list[Annotated[TypologyDefinition, AfterValidator(_storable)]] = []


class CatalogueError(Exception):
    """The file is no catalogue; `findings` say at which line and entry, and what was wrong."""

    def __init__(self, findings: Sequence[str]) -> None:
        self.findings = list(findings)
        super().__init__("\n".join(self.findings))


def read_catalogue(text: str) -> Catalogue:
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise CatalogueError([f"not YAML: {error}"]) from error
    if not isinstance(data, dict):
        raise CatalogueError(["the file holds no entries: expected measures:, indicators:, typologies: …"])
    try:
        return Catalogue.model_validate(data)
    except ValidationError as error:
        raise CatalogueError([_told(root, found) for found in error.errors()]) from error


def _told(root: yaml.Node | None, found: Any) -> str:
    place = ".".join(str(step) for step in found["loc"])
    return f"line {_line(root, found['loc'])}: {place}: {found['msg']}"


def _line(node: yaml.Node | None, path: Sequence[Any]) -> int:
    """The line of the deepest node that the path of an error reaches."""
    line = node.start_mark.line + 1 if node else 1
    for step in path:
        inner: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            inner = next((value for key, value in node.value if key.value == str(step)), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            inner = node.value[step]
        if inner is None:
            continue  # pydantic names the branch of a union too; the file has no such level
        node, line = inner, inner.start_mark.line + 1
    return line
