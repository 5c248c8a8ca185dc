"""From the database to panels: one COPY per question, no object per figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
from django.db import connection
from django.utils.timezone import make_aware

from districts.models import Edition
from indicators.analysis.panel import Panel, Rows
from indicators.analysis.periods import Period, partner
from indicators.analysis.status import CODES, Status, text_to_flags
from indicators.models import Measure

SQL = (Path(__file__).parent.parent / "sql" / "current_values.sql").read_text()


def end_of(day: date | None) -> datetime | None:
    """The last moment of a day in the city's time zone."""
    return make_aware(datetime.combine(day, time.max)) if day else None


@dataclass(frozen=True)
class Span:
    """Which periods, by their last day or the one that `period` meets, and as known when."""

    first: date | None = None
    last: date | None = None
    known_on: datetime | None = None
    period: Period | None = None

    @classmethod
    def at(cls, period: Period, known_on: datetime | None = None) -> "Span":
        return cls(period.end, period.end, known_on, period)

    def cut(self, periods: Sequence[Period]) -> tuple[Period, ...]:
        """The periods of the span. What a change looks back to lies before it: read to `last`, cut when all is done."""
        within = tuple(period for period in periods if self.first is None or period.end >= self.first)
        if self.period is None:
            return within
        met = partner(self.period, within)
        return () if met is None else (within[met],)


EVER = Span()


@dataclass(frozen=True)
class MeasurePanel:
    """The current figures of one measure: a panel, and beside each figure the delivery it came with (0 for none)."""

    panel: Panel
    deliveries: np.ndarray


def measure_panels(
    edition: Edition, codes: Sequence[str], areas: Sequence[tuple[int, str]], span: Span
) -> dict[str, MeasurePanel]:
    """Panels of the measures on the areas (id, code) of one edition; each has the periods its own figures have."""
    ids = dict(Measure.objects.filter(code__in=codes).values_list("id", "code"))
    frame = _current(edition, list(ids), span)
    position = pd.Series(np.arange(len(areas)), index=[pk for pk, _ in areas])
    labels = tuple(code for _, code in areas)
    frame = frame[frame["area_id"].isin(position.index)]
    groups = dict(list(frame.groupby("measure_id")))
    return {code: _panel(groups.get(pk, frame.iloc[:0]), position, labels) for pk, code in ids.items()}


def _current(edition: Edition, measures: list[int], span: Span) -> pd.DataFrame:
    parameters = {
        "edition": edition.pk,
        "measures": measures,
        "from_day": span.first,
        "to_day": span.last,
        "known_on": span.known_on,
    }
    buffer = BytesIO()
    with connection.cursor() as cursor:
        statement = cursor.cursor.mogrify(SQL, parameters).decode()
        cursor.cursor.copy_expert(f"COPY ({statement}) TO STDOUT (FORMAT csv, HEADER)", buffer)
    buffer.seek(0)
    return pd.read_csv(
        buffer,
        dtype={"value": "float64", "status": "category", "flags": "str", "period_start": "str", "period_end": "str"},
        keep_default_na=False,
        na_values={"value": [""]},
    )


def _panel(frame: pd.DataFrame, position: pd.Series, areas: tuple[str, ...]) -> MeasurePanel:
    spans = frame[["period_end", "period_start"]].drop_duplicates().sort_values(["period_end", "period_start"])
    periods = [Period(date.fromisoformat(s), date.fromisoformat(e)) for e, s in spans.itertuples(index=False)]
    column = pd.Series(np.arange(len(spans)), index=pd.MultiIndex.from_frame(spans))
    rows = position.loc[frame["area_id"]].to_numpy()
    columns = column.loc[pd.MultiIndex.from_frame(frame[["period_end", "period_start"]])].to_numpy()
    status = frame["status"].map({status.value: code for status, code in CODES.items()}).to_numpy(dtype="uint8")
    flags = frame["flags"].map({text: text_to_flags(text) for text in frame["flags"].unique()}).to_numpy(dtype="uint16")
    panel = Panel.from_rows(areas, periods, Rows(rows, columns, frame["value"].to_numpy(), status, flags))
    deliveries = np.zeros((len(areas), len(periods)), dtype="int64")
    deliveries[rows, columns] = frame["delivery_id"].to_numpy()
    return MeasurePanel(panel, deliveries)


def no_figures(areas: Sequence[str], periods: Sequence[Period] = ()) -> Panel:
    return Panel.empty(tuple(areas), tuple(periods), Status.MISSING)
