from datetime import date, datetime
from typing import Any

import pytest

from imports.parsers.profiles.parts import PeriodPart
from imports.parsers.times import PeriodReader


def label(cell: object, **part: Any) -> str | None:
    found = PeriodReader(PeriodPart(**part)).read(cell)
    return None if found is None else found.label


@pytest.mark.parametrize(
    ("kind", "cell", "expected"),
    [
        ("year", "2023", "2023"),
        ("year", 2023, "2023"),
        ("year", 2023.0, "2023"),
        ("year", "2023-12-31", None),
        ("year", "23", None),
        ("reference_date", "31.12.2023", "2023-12-31"),
        ("reference_date", "2023-12-31", "2023-12-31"),
        ("reference_date", datetime(2023, 12, 31), "2023-12-31"),
        ("reference_date", date(2023, 12, 31), "2023-12-31"),
        ("reference_date", "2023", None),
        ("reference_date", "31.02.2023", None),
        ("quarter", "2023-Q4", "2023-Q4"),
        ("quarter", "2023 Q4", "2023-Q4"),
        ("quarter", "Q4/2023", "2023-Q4"),
        ("quarter", "4. Quartal 2023", "2023-Q4"),
        ("quarter", "5. Quartal 2023", None),
        ("quarter", "2023", None),
        ("month", "2023-05", "2023-05"),
        ("month", "05/2023", "2023-05"),
        ("month", "5.2023", "2023-05"),
        ("month", "Mai 2023", "2023-05"),
        ("month", "Sept. 2023", "2023-09"),
        ("month", "März 2023", "2023-03"),
        ("month", "Foo 2023", None),
        ("month", "13/2023", None),
        ("semester", "WS 2023/24", "2023-10-01..2024-03-31"),
        ("semester", "WiSe 2023/2024", "2023-10-01..2024-03-31"),
        ("semester", "SS 2024", "2024-04-01..2024-09-30"),
        ("semester", "2023-10P6M", "2023-10-01..2024-03-31"),
        ("semester", "WS 2023/25", None),
        ("semester", "SS 2023/24", None),
        ("school_year", "2023/24", "2023/24"),
        ("school_year", "2023 / 2024", "2023/24"),
        ("school_year", "2023/25", None),
        ("school_year", "2024", None),  # it could begin or end in that year
        ("auto", "2023", "2023"),
        ("auto", "31.12.2023", "2023-12-31"),
        ("auto", "2023-Q1", "2023-Q1"),
        ("auto", "2023-05", "2023-05"),
        ("auto", "2023/24", "2023/24"),
        ("auto", "2023-10P6M", "2023-10-01..2024-03-31"),
        ("auto", "Januar", None),
        ("auto", "", None),
        ("auto", "1066", None),
        ("auto", True, None),
    ],
)
def test_periods_by_type(kind: str, cell: object, expected: str | None) -> None:
    assert label(cell, type=kind) == expected


def test_a_year_with_a_reference_day() -> None:
    assert label("2023", type="reference_date", day="12-31") == "2023-12-31"
    assert label(2023, type="reference_date", day="06-30") == "2023-06-30"
    assert label("30.06.2023", type="reference_date", day="12-31") == "2023-06-30"
    assert label("2023", type="reference_date", day="02-29") is None
    assert label("2024", type="reference_date", day="02-29") == "2024-02-29"


def test_a_year_that_names_a_school_year() -> None:
    assert label("2024", type="school_year", named_by="end") == "2023/24"
    assert label("2024", type="school_year", named_by="start") == "2024/25"


@pytest.mark.parametrize(
    ("pattern", "kind", "name", "expected"),
    [
        (r"(\d{4}-\d{2})", "month", "Haushalte_SB_2017-12.txt", "2017-12"),
        (r"(\d{4})-(\d{2})", "month", "Haushalte_SB_2017-12.txt", "2017-12"),
        (r"(?P<m>\d{2})_(?P<y>\d{4})", "month", "ew_12_2017.csv", "2017-12"),
        (r"(?P<q>\d)\.Q_(?P<y>\d{4})", "quarter", "sgb2_3.Q_2022.xlsx", "2022-Q3"),
        (r"\d{4}", "year", "bestand2021_final.csv", "2021"),
        (r"\d{8}", "year", "bestand2021.csv", None),
        (r"(\d{2})", "year", "bestand21.csv", None),
    ],
)
def test_periods_in_file_names(pattern: str, kind: Any, name: str, expected: str | None) -> None:
    found = PeriodReader(PeriodPart(file_name=pattern, type=kind)).from_file_name(name)
    assert (found.label if found else None) == expected


def test_the_same_text_is_the_same_object() -> None:
    reader = PeriodReader(PeriodPart(type="year"))
    assert reader.read("2023") is reader.read("2023")
