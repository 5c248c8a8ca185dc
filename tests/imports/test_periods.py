"""The period a person states, read by the profile's type."""

from datetime import date

import pytest

from imports.parsers.profiles.loading import load_profile
from imports.periods import given_period, needs_period, wants_period
from indicators.analysis.periods import Period
from tests.imports.uploads import WIDE

COLUMN = '{column: Jahr, type: reference_date, day: "12-31"}'


def spec(period: str) -> object:
    return load_profile(WIDE.replace(COLUMN, period))


def test_only_profiles_without_their_own_source_want_one() -> None:
    assert wants_period(spec("{given: true}"))
    assert not wants_period(spec(COLUMN))
    assert not wants_period(spec('{fixed: "2023-12-31"}'))


def test_nobody_is_asked_where_the_name_of_the_file_tells() -> None:
    both = spec("{file_name: '_([0-9]{4}-[0-9]{2})', given: true, type: month}")
    assert needs_period(both, "Haushalte.txt")
    assert needs_period(both, "Haushalte_2017-13.txt")
    assert not needs_period(both, "Haushalte_SB_2017-12.txt")
    assert needs_period(spec("{given: true}"), "Haushalte_SB_2017-12.txt")
    assert not needs_period(spec(COLUMN), "Haushalte.txt")


@pytest.mark.parametrize(
    ("period", "text", "found"),
    [
        ("{given: true}", "2023", Period.year(2023)),
        ("{given: true}", "31.12.2023", Period.day(date(2023, 12, 31))),
        ("{given: true}", "2023/24", Period.school_year(2023)),
        ("{given: true}", "2023-Q1", Period.quarter(2023, 1)),
        ('{given: true, type: reference_date, day: "06-30"}', "2023", Period.day(date(2023, 6, 30))),
        ("{given: true, type: reference_date}", "2023", None),
        ("{given: true, type: year}", "31.12.2023", None),
        ("{given: true, type: school_year, named_by: end}", "2024", Period.school_year(2023)),
        ("{given: true}", "irgendwann", None),
    ],
)
def test_text_is_read_by_type(period: str, text: str, found: Period | None) -> None:
    assert given_period(spec(period), text) == found


def test_every_period_reads_back_from_its_label() -> None:
    """The label is what the batch keeps."""
    for text in ("2023", "31.12.2023", "2023/24", "2023-Q1", "2023-05", "WS 2023/24"):
        period = given_period(spec("{given: true}"), text)
        assert period is not None
        assert Period.parse(period.label) == period
