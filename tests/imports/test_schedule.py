from datetime import date

import pytest

from imports.schedule import begins, due, periods
from indicators.analysis.periods import Period


@pytest.mark.parametrize(
    ("rhythm", "first", "until", "labels"),
    [
        ("year", date(2022, 1, 1), date(2024, 1, 1), ["2022", "2023", "2024"]),
        ("year", date(2022, 1, 1), date(2023, 12, 31), ["2022", "2023"]),
        ("year", date(2025, 1, 1), date(2024, 12, 31), []),
        ("school_year", date(2022, 8, 1), date(2023, 8, 1), ["2022/23", "2023/24"]),
        ("quarter", date(2023, 10, 1), date(2024, 5, 1), ["2023-Q4", "2024-Q1", "2024-Q2"]),
        ("month", date(2023, 11, 1), date(2024, 2, 29), ["2023-11", "2023-12", "2024-01", "2024-02"]),
        ("half_year", date(2023, 10, 1), date(2024, 5, 1), ["2023-10-01..2024-03-31", "2024-04-01..2024-09-30"]),
    ],
)
def test_periods_follow_each_other_without_a_gap(rhythm: str, first: date, until: date, labels: list[str]) -> None:
    assert [period.label for period in periods(rhythm, first, until)] == labels


@pytest.mark.parametrize(
    ("rhythm", "day", "is_one"),
    [
        ("year", date(2024, 1, 1), True),
        ("year", date(2024, 2, 1), False),
        ("year", date(2024, 12, 31), False),
        ("school_year", date(2024, 8, 1), True),
        ("school_year", date(2024, 1, 1), False),
        ("quarter", date(2024, 4, 1), True),
        ("quarter", date(2024, 5, 1), False),
        ("month", date(2024, 5, 1), True),
        ("month", date(2024, 5, 2), False),
        ("half_year", date(2024, 7, 1), True),
        ("month", date(1989, 12, 1), False),
        ("week", date(2024, 1, 1), False),
    ],
)
def test_where_a_period_begins(rhythm: str, day: date, is_one: bool) -> None:
    assert begins(rhythm, day) is is_one


def test_due_counts_from_the_last_day() -> None:
    assert due(Period.year(2023), 0) == date(2023, 12, 31)
    assert due(Period.year(2023), 60) == date(2024, 2, 29)
