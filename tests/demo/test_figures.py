from datetime import date

import numpy as np
import pandas as pd
import pytest

from sozialmonitor.demo.figures import (
    City,
    calendar_year,
    each,
    hide_small,
    long_table,
    reference_date,
    say_zero,
    school_year,
    withhold,
)


@pytest.fixture
def table() -> pd.DataFrame:
    areas = pd.DataFrame({"code": ["011", "012"], "name": ["Altstadt", "Mühlenaue"]})
    values = np.array([[[0.0, 1.0], [2.0, 3.0]], [[4.0, np.nan], [6.0, 7.0]]])
    return long_table(values, ["A", "B"], areas, [reference_date(2023), reference_date(2024)])


def cell(table: pd.DataFrame, measure: str, code: str, year: int) -> tuple[float | None, str]:
    found = [row for row in each(table) if (row.measure, row.code, row.end.year) == (measure, code, year)]
    assert len(found) == 1
    return (None if np.isnan(found[0].value) else found[0].value), found[0].status


def test_a_table_keeps_every_figure_in_its_place(table: pd.DataFrame) -> None:
    assert len(table) == 8
    assert cell(table, "B", "012", 2023) == (3.0, "ok")
    assert cell(table, "A", "012", 2024) == (6.0, "ok")
    assert cell(table, "B", "011", 2024) == (None, "missing")
    assert [row.name for row in each(table)][2:4] == ["Mühlenaue", "Mühlenaue"]


def test_small_counts_are_hidden_and_nothing_else(table: pd.DataFrame) -> None:
    hidden = hide_small(table)
    assert cell(hidden, "B", "011", 2023) == (None, "suppressed")
    assert cell(hidden, "A", "012", 2023) == (None, "suppressed")
    assert cell(hidden, "B", "012", 2023) == (3.0, "ok")
    assert cell(hidden, "A", "011", 2023) == (0.0, "ok")
    assert cell(hidden, "B", "011", 2024) == (None, "missing")
    assert cell(table, "B", "011", 2023) == (1.0, "ok")


def test_zero_keeps_its_value_beside_its_word(table: pd.DataFrame) -> None:
    assert cell(say_zero(table), "A", "011", 2023) == (0.0, "zero")
    assert cell(say_zero(table), "B", "011", 2023) == (1.0, "ok")


def test_figures_are_withheld_where_asked(table: pd.DataFrame) -> None:
    gone = withhold(table, "pending", measure="A", year=2024)
    assert cell(gone, "A", "011", 2024) == cell(gone, "A", "012", 2024) == (None, "pending")
    assert cell(gone, "A", "012", 2023) == (2.0, "ok")
    blocked = withhold(table, "blocked", measure="A", code="012")
    assert cell(blocked, "A", "012", 2023) == cell(blocked, "A", "012", 2024) == (None, "blocked")
    assert cell(blocked, "A", "011", 2024) == (4.0, "ok")


def test_periods() -> None:
    assert reference_date(2024) == (date(2024, 12, 31), date(2024, 12, 31))
    assert calendar_year(2024) == (date(2024, 1, 1), date(2024, 12, 31))
    assert school_year(2023) == (date(2023, 8, 1), date(2024, 7, 31))


def test_figures_of_the_city_are_its_counts(small: City) -> None:
    table = small.figures("stadtteile", ["EW", "ALO"], [2023, 2024], reference_date)
    codes = list(small.places.areas["stadtteile"]["code"])
    assert len(table) == 2 * 12 * 2
    for row in list(each(table))[::7]:
        member = small.places.of_block["stadtteile"] == codes.index(row.code)
        year = small.people.years.index(row.end.year)
        assert row.value == small.people.counts[row.measure][year][member].sum()
