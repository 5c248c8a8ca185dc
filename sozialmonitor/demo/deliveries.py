"""What a delivery is, and what the offices of the invented city have in common when they write one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from .figures import City
from .writers import Signs, german

MUNICIPAL = Signs({"suppressed": ".", "zero": "-", "blocked": "x", "pending": "...", "missing": "k.A."}, thousands=".")


@dataclass(frozen=True)
class Delivery:
    """One file to be uploaded. `truth` is what an importer must find in it, a table as in `figures`."""

    path: Path
    profile: str
    source: str
    label: str
    division: str
    truth: pd.DataFrame = field(repr=False, compare=False)
    complete: bool = True
    publish: bool = True  # False: left waiting as a draft, to try out checking and publishing


class Office:
    """Writes its files below a folder. Each method of an office yields deliveries of one kind."""

    def __init__(self, city: City, folder: Path, years: Sequence[int]) -> None:
        self.city, self.folder, self.years = city, folder, list(years)


def labelled(table: pd.DataFrame) -> pd.DataFrame:
    """With the reference date as offices write it, in the column `label`."""
    return table.assign(label=[german(end) for end in table["end"]])


def footer(source: str, year: int) -> list[str]:
    return [
        f"Quelle: {source}; erfundene Zahlen einer erfundenen Stadt.",
        "* Werte unter 3 sind geheim zu halten.",
        f"Stand: 15.03.{year + 1}",
    ]
