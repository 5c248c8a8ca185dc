"""Panels for tests: written by hand with words, or drawn by hypothesis."""

from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st

from indicators.analysis.panel import Panel
from indicators.analysis.periods import Period
from indicators.analysis.status import ALL_FLAGS, CODES, FLAGS, HAS_VALUE, PLAIN, Status

YEARS = tuple(Period.year(year) for year in range(2019, 2024))
COUNTS = st.integers(0, 50).map(float)
# As flags only words that may be seen beside any other: the importer never flags ok, zero or near_zero.
FLAG_SETS = st.integers(0, ALL_FLAGS).map(lambda flags: flags & ~sum(FLAGS[status] for status in PLAIN))


def panel(rows: dict[str, Sequence[float | str]], periods: Sequence[Period] = YEARS) -> Panel:
    """Numbers are `ok`; a word alone has no value, 'zero' is 0, and 'provisional 12' is a word with a value."""
    values = np.full((len(rows), len(periods)), np.nan)
    status = np.full((len(rows), len(periods)), CODES[Status.MISSING], dtype=np.uint8)
    for at, figures in enumerate(rows.values()):
        assert len(figures) == len(periods)
        for column, figure in enumerate(figures):
            if isinstance(figure, str):
                word, _, number = figure.partition(" ")
                status[at, column] = CODES[Status(word)]
                values[at, column] = float(number) if number else (0 if word == "zero" else np.nan)
            else:
                values[at, column], status[at, column] = figure, CODES[Status.OK]
    return Panel(tuple(rows), tuple(periods), values, status, np.zeros(values.shape, dtype=np.uint16))


@st.composite
def panels(
    draw: st.DrawFn,
    areas: Sequence[str] = ("011", "012", "021"),
    periods: Sequence[Period] = YEARS[:3],
    numbers: st.SearchStrategy[float] = COUNTS,
) -> Panel:
    shape = (len(areas), len(periods))
    words = [[draw(st.sampled_from(list(Status))) for _ in periods] for _ in areas]
    values = np.array(
        [
            [0.0 if word is Status.ZERO else draw(numbers) if word in HAS_VALUE else np.nan for word in row]
            for row in words
        ]
    ).reshape(shape)
    flags = np.array([[draw(FLAG_SETS) for _ in periods] for _ in areas], dtype=np.uint16).reshape(shape)
    status = np.array([[CODES[word] for word in row] for row in words], dtype=np.uint8).reshape(shape)
    return Panel(tuple(areas), tuple(periods), values, status, flags)
