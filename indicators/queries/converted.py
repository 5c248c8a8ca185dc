"""What is said about figures that come from other areas: from where, how, and how much of them was really split."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from indicators.analysis.panel import Panel
from indicators.analysis.periods import Period, partner
from indicators.queries.conversion import Refused
from indicators.queries.panels import MeasurePanel, Origin


@dataclass(frozen=True)
class Conversion:
    """Of an indicator's values: per period the origins of what was converted, per figure the largest split share of
    what went into it (NaN where nothing was converted), and what could not be converted.
    """

    origins: Mapping[Period, tuple[Origin, ...]] = field(default_factory=dict)
    split: np.ndarray | None = None  # areas × periods of the values
    refused: tuple[Refused, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.origins)

    def share(self, row: int, column: int) -> float | None:
        if self.split is None or np.isnan(self.split[row, column]):
            return None
        return float(self.split[row, column])

    def words(self, row: int, period: Period, column: int) -> tuple[Any, ...]:
        """The cells of CONVERSION_COLUMNS for one figure."""
        origins = self.origins.get(period, ())
        if not origins:
            return ("", "", "", None)
        texts = [(str(one.edition), one.method, one.basis) for one in origins]
        return (*(" + ".join(dict.fromkeys(column)) for column in zip(*texts, strict=True)), self.share(row, column))


NOT_CONVERTED: Final = Conversion()


def conversion_of(
    value: Panel, figures: Mapping[str, MeasurePanel], years_back: Collection[int], refused: tuple[Refused, ...]
) -> Conversion:
    """A change looks back: what its earlier end was converted from counts as well."""
    origins: dict[Period, tuple[Origin, ...]] = {}
    split = np.full(value.values.shape, np.nan)
    for column, period in enumerate(value.periods):
        here: dict[int, Origin] = {}
        for measured in figures.values():
            for years in years_back:
                met = partner(period.years_before(years), measured.panel.periods)
                origin = measured.origins.get(measured.panel.periods[met]) if met is not None else None
                if origin is not None and met is not None and measured.split is not None:
                    here[origin.edition.pk] = origin
                    split[:, column] = np.fmax(split[:, column], measured.split[:, met])
        if here:
            origins[period] = tuple(here.values())
    split[~value.has_value] = np.nan
    return Conversion(origins, split, refused)
