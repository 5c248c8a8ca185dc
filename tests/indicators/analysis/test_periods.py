from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.analysis.periods import Period, partner

DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))

LABELS = [
    (Period.day(date(2023, 12, 31)), "2023-12-31", "day"),
    (Period.year(2023), "2023", "year"),
    (Period.quarter(2023, 1), "2023-Q1", "quarter"),
    (Period.quarter(2023, 4), "2023-Q4", "quarter"),
    (Period.month(2023, 5), "2023-05", "month"),
    (Period.month(2023, 12), "2023-12", "month"),
    (Period.school_year(2023), "2023/24", "school_year"),
    (Period.school_year(1999), "1999/00", "school_year"),
    (Period.semester(2023, "winter"), "2023-10-01..2024-03-31", "span"),
    (Period.semester(2024, "summer"), "2024-04-01..2024-09-30", "span"),
    (Period(date(2023, 2, 1), date(2023, 4, 30)), "2023-02-01..2023-04-30", "span"),
    (Period(date(2022, 7, 1), date(2023, 6, 30)), "2022-07-01..2023-06-30", "span"),
]


@pytest.mark.parametrize(("period", "label", "kind"), LABELS)
def test_every_kind_has_its_label_and_reads_back(period: Period, label: str, kind: str) -> None:
    assert (period.label, period.kind) == (label, kind)
    assert str(period) == label
    assert Period.parse(label) == period


@given(DAYS, st.integers(0, 800))
def test_every_label_reads_back(start: date, length: int) -> None:
    period = Period(start, start + timedelta(days=length))
    assert Period.parse(period.label) == period


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("31.12.2023", Period.day(date(2023, 12, 31))),
        ("1.5.2023", Period.day(date(2023, 5, 1))),
        (" 2023 ", Period.year(2023)),
        ("2023/2024", Period.school_year(2023)),
        ("01.10.2023 .. 31.03.2024", Period.semester(2023, "winter")),
        ("2023-01-01..2023-12-31", Period.year(2023)),
        ("9999-12-31", Period.day(date(9999, 12, 31))),
    ],
)
def test_german_dates_and_spaces_are_read(text: str, period: Period) -> None:
    assert Period.parse(text) == period


@pytest.mark.parametrize(
    "text",
    ["", "2023-13", "2023-Q5", "2023/25", "31.02.2023", "2023-02-29", "23", "0000", "May 2023", "2023..2024", "٢٠٢٣"],
)
def test_what_is_no_period_is_named_with_the_way_out(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a period.*2023-12-31 or 31\.12\.2023"):
        Period.parse(text)


def test_end_before_start_is_refused_in_both_ways_in() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        Period(date(2023, 1, 2), date(2023, 1, 1))
    with pytest.raises(ValueError, match="before it starts"):
        Period.parse("2024-01-01..2023-01-01")


@pytest.mark.parametrize(("month", "n"), [(0, 1), (13, 1), (1, 0)])
def test_months_out_of_range_are_refused(month: int, n: int) -> None:
    with pytest.raises(ValueError, match="months are 1 to 12"):
        Period.from_months(2023, month, n)
    with pytest.raises(ValueError, match="1 to 4"):
        Period.quarter(2023, 5)


def test_from_months_crosses_years_and_knows_leap_days() -> None:
    assert Period.from_months(2023, 11, 4) == Period(date(2023, 11, 1), date(2024, 2, 29))
    assert Period.from_months(2023, 1, 24) == Period(date(2023, 1, 1), date(2024, 12, 31))


def test_periods_sort_by_start_then_end() -> None:
    year, month, day = Period.year(2023), Period.month(2023, 1), Period.day(date(2023, 1, 1))
    assert sorted([Period.month(2023, 2), year, month, day]) == [day, month, year, Period.month(2023, 2)]


@pytest.mark.parametrize(
    ("period", "n", "expected"),
    [
        (Period.year(2023), 2, Period.year(2021)),
        (Period.school_year(2023), 1, Period.school_year(2022)),
        (Period.month(2024, 2), 1, Period.month(2023, 2)),
        (Period.month(2023, 2), 3, Period.month(2020, 2)),
        (Period.day(date(2024, 2, 29)), 1, Period.day(date(2023, 2, 28))),
        (Period.day(date(2023, 2, 28)), 3, Period.day(date(2020, 2, 29))),
        (Period.day(date(2023, 12, 15)), 5, Period.day(date(2018, 12, 15))),
        (Period.quarter(2024, 1), -1, Period.quarter(2025, 1)),
        (Period(date(2023, 2, 28), date(2023, 3, 15)), 3, Period(date(2020, 2, 28), date(2020, 3, 15))),
    ],
)
def test_years_before_keeps_the_kind(period: Period, n: int, expected: Period) -> None:
    assert period.years_before(n) == expected


@given(DAYS, st.integers(0, 800), st.integers(0, 30))
def test_years_before_never_turns_a_period_round(start: date, length: int, n: int) -> None:
    earlier = Period(start, start + timedelta(days=length)).years_before(n)
    assert earlier.start <= earlier.end
    assert earlier.end.year == (start + timedelta(days=length)).year - n


@pytest.mark.parametrize(
    ("asked", "others", "met"),
    [
        ("2023", ["2022", "2023-12-31"], "2023-12-31"),
        ("2023", ["2023-Q4", "2023", "2023-12-31"], "2023"),
        ("2023", ["2023-Q4", "2023-12", "2023-12-31"], "2023-12-31"),
        ("2023", ["2023-Q4"], "2023-Q4"),
        ("2023", ["2023-Q4", "2023-12"], None),
        ("2023", ["2022", "2024"], None),
        ("2023", [], None),
    ],
)
def test_which_of_several_periods_one_meets(asked: str, others: list[str], met: str | None) -> None:
    known = [Period.parse(label) for label in others]
    found = partner(Period.parse(asked), known)
    assert (None if found is None else others[found]) == met
