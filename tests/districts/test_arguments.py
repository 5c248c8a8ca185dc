"""What commands take on the command line: refused at once and in words, before anything is read."""

from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.management.base import CommandError

from districts.management import arguments
from tests.world import edition

Reads = Callable[[str], Any]


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (arguments.key, "stadtteile-2020", "stadtteile-2020"),
        (arguments.day, "2020-01-31", date(2020, 1, 31)),
        (arguments.recode, "124=04030417", (124, "04030417")),
        (arguments.recode, "1= a=b ", (1, "a=b")),
        (arguments.entry, "39", 39),
        (arguments.school_year, "2026", 2026),
        (arguments.digits, "0", 0),
        (arguments.digits, "12", 12),
        (arguments.column, "street=Straßenname", ("street", "Straßenname")),
        (arguments.column, " street = a=b ", ("street", "a=b")),
    ],
)
def test_what_is_read(read: Reads, text: str, value: object) -> None:
    assert read(text) == value


@pytest.mark.parametrize(
    ("read", "text", "says"),
    [
        (arguments.key, "Stadt teile", "letters a–z"),
        (arguments.key, "s" * 200, "at most"),
        (arguments.day, "31.01.2020", "2020-01-31"),
        (arguments.day, "2020-02-30", "2020-01-31"),
        (arguments.recode, "124", "ENTRY=CODE"),
        (arguments.recode, "x=01", "ENTRY=CODE"),
        (arguments.recode, "1= ", "ENTRY=CODE"),
        (arguments.entry, "0", "number of an entry"),
        (arguments.entry, "-1", "number of an entry"),
        (arguments.entry, "eins", "number of an entry"),
        (arguments.school_year, "1949", "2026/27"),
        (arguments.school_year, "26/27", "2026/27"),
        (arguments.digits, "13", "12 digits"),
        (arguments.digits, "-1", "12 digits"),
        (arguments.column, "street", "WHAT=NAME"),
        (arguments.column, "=Straße", "WHAT=NAME"),
        (arguments.column, "street=", "WHAT=NAME"),
    ],
)
def test_what_is_not_read_says_how_to_write_it(read: Reads, text: str, says: str) -> None:
    with pytest.raises(ArgumentTypeError) as error:
        read(text)
    assert says in str(error.value)
    assert text[:20] in str(error.value)


@pytest.mark.django_db
def test_editions_by_key_and_day() -> None:
    made = edition(valid_from=date(2020, 1, 1))
    assert arguments.edition("stadtteile") == arguments.edition("stadtteile@2020-06-30") == made


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reference", "says"),
    [
        ("stadtteile@1.1.2020", "the day after @"),
        ("stadtteile@2019-12-31", "No edition of stadtteile is in force on 2019-12-31. Divisions: "),
        ("bezirke", "No edition of bezirke is in force. Divisions: "),
    ],
)
def test_an_edition_that_is_not_there_names_those_that_are(reference: str, says: str) -> None:
    edition(valid_from=date(2020, 1, 1))
    with pytest.raises(CommandError) as error:
        arguments.edition(reference)
    assert says in str(error.value)
