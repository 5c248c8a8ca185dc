"""The catalogue file: measures, indicators, sets, typologies, departments and comparison regions, declared in YAML.

The form is in docs/interface.md. Reading never touches the database; `actions.load_catalogue` writes what was read.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from indicators.analysis.formula import Formula
from indicators.analysis.typology import TypologyDefinition

Code = str


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Label(Entry):
    de: str
    en: str = ""


class MeasureEntry(Entry):
    code: Code
    label: Label | None = None
    kind: Literal["count", "mean", "share", "index"]
    unit: str = ""


class IndicatorEntry(Entry):
    code: Code
    label: Label | None = None
    formula: Formula
    unit: str = ""
    higher_is: Literal["worse", "better", "neutral"] = "neutral"
    decimals: int = Field(default=1, ge=0, le=6)
    owner: str | None = None
    minimum_cell: int = Field(default=3, ge=0)
    source: str = ""
    definition: Label | str = ""


class IndicatorSetEntry(Entry):
    code: Code
    label: Label | None = None
    indicators: list[Code]


class DepartmentEntry(Entry):
    key: Code
    label: Label


class RegionEntry(Entry):
    code: Code
    name: str


class DivisionEntry(Entry):
    key: Code
    label: Label
    kind: Literal["areas", "regions"] = "areas"
    rank: int = 100
    valid_from: date | None = None
    areas: list[RegionEntry] = []


class Catalogue(Entry):
    departments: list[DepartmentEntry] = []
    divisions: list[DivisionEntry] = []
    measures: list[MeasureEntry] = []
    indicators: list[IndicatorEntry] = []
    indicator_sets: list[IndicatorSetEntry] = []
    typologies: list[TypologyDefinition] = []


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
