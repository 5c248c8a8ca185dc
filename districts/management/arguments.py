"""What several commands read from their arguments in the same way."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.core.validators import validate_slug

from districts.models import Division, Edition
from districts.queries.editions import UnknownDivision, edition_of, split_reference


def key(text: str) -> str:
    """A key that may stand in an address; for argparse."""
    longest = Division._meta.get_field("key").max_length or 0
    try:
        validate_slug(text)
    except ValidationError:
        raise ArgumentTypeError(f"{text!r}: a key has the letters a–z, digits, - and _ only.") from None
    if len(text) > longest:
        raise ArgumentTypeError(f"{text!r}: a key has at most {longest} letters.")
    return text


def day(text: str) -> date:
    """For argparse."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no day. Write it like 2020-01-31.") from None


def recode(text: str) -> tuple[int, str]:
    """ENTRY=CODE; for argparse."""
    entry, _, code = text.partition("=")
    if not entry.isdecimal() or not code.strip():
        raise ArgumentTypeError(
            f"{text!r}: write ENTRY=CODE, e.g. 124=04030417, with the entry's number from the findings."
        )
    return int(entry), code.strip()


def entry(text: str) -> int:
    """The number of an entry, from 1; for argparse."""
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r}: write the number of an entry as the findings name it, e.g. 39.")
    return int(text)


def edition(reference: str) -> Edition:
    """KEY or KEY@DATE."""
    try:
        return edition_of(*split_reference(reference))
    except ValueError as error:
        raise CommandError(f"{reference}: the day after @ is written like 2020-01-01.", returncode=2) from error
    except UnknownDivision as error:
        known = ", ".join(error.known) or "none yet"
        when = f" on {error.day}" if error.day else ""
        raise CommandError(f"No edition of {error.key} is in force{when}. Divisions: {known}") from error


def school_year(text: str) -> int:
    """For argparse: the year a school year begins."""
    if not (text.isdecimal() and 1950 <= int(text) <= 2150):
        raise ArgumentTypeError(f"{text!r} is no school year. Write the year it begins: 2026 for 2026/27.")
    return int(text)


def digits(text: str) -> int:
    """For argparse: how many digits a code has."""
    if not (text.isdecimal() and int(text) <= 12):
        raise ArgumentTypeError(f"{text!r}: a code has up to 12 digits.")
    return int(text)


def column(text: str) -> tuple[str, str]:
    """WHAT=NAME; for argparse."""
    what, _, name = text.partition("=")
    if not what.strip() or not name.strip():
        raise ArgumentTypeError(f"{text!r}: write WHAT=NAME, e.g. street=Straßenname.")
    return what.strip(), name.strip()


def add_table(parser: ArgumentParser, columns: str, what: str) -> None:
    """The file of a list, and how it is read: names of its columns, digits of `what`."""
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--column", nargs="+", action="extend", type=column, default=[], metavar="WHAT=NAME",
        help=f"where a column is called otherwise: {columns}",
    )  # fmt: skip
    parser.add_argument("--pad", type=digits, default=0, help=f"digits a {what} has: restores lost zeros in front")
    parser.add_argument("--commit", action="store_true", help="store it")
