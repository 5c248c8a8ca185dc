"""The street list of a real city: list → ranges → list, list → set of houses → list, and its two forms compared."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from openpyxl import load_workbook

from districts.actions.schools import put_school
from districts.addressing.compressing import compressed
from districts.addressing.directory import (
    Directory,
    Entry,
    listed,
    read_directory,
    sets_of,
    table_rows,
    words_rows,
)
from districts.addressing.ranges import WHOLE, WITHOUT_NUMBER, House, Range, house, overlaps
from districts.addressing.streets import fold
from districts.addressing.wording import read_ranges, write_ranges
from districts.models import Address, CatchmentPlan, Street
from districts.queries.catchments import school_in_charge
from districts.queries.plans import PlanContents
from tests.realdata.places import FOLDER, needs
from tests.world import command

NAME = "potsdam-schulbezirke/SchuleinzugsbereicheSeptember2016.xlsx"
pytestmark = needs(NAME)
IN_NUMBERS, IN_WORDS = "Nach Straßenname", "Zusammengefasst"


@cache
def directory(sheet: str) -> Directory:
    return read_directory(FOLDER / NAME, sheet=sheet)


def rows_of_the_file(sheet: str) -> list[tuple[Any, ...]]:
    book = load_workbook(FOLDER / NAME, read_only=True)
    return [tuple(row) for row in book[sheet].iter_rows(min_row=4, values_only=True)]


def names(entries: Iterable[Entry]) -> dict[str, str]:
    return {one.folded: one.street for one in entries}


def one_sided(entries: Iterable[Entry]) -> Counter[tuple[str, str, Range]]:
    return Counter((e.catchment, e.folded, lowered(one)) for e in entries for one in e.ranges)


def lowered(one: Range) -> Range:
    return Range(one.parity, one.first, one.first_suffix.lower(), one.last, one.last_suffix.lower())


def test_the_list_is_read_whole() -> None:
    found = directory(IN_NUMBERS)
    assert (found.form, found.notes) == ("table", [])
    assert len(found.entries) == 1301
    assert len({one.catchment for one in found.entries}) == 22
    assert len({one.street for one in found.entries}) == 1120
    assert {one.catchment for one in found.entries} >= {"02", "03", "56"}


def test_list_to_ranges_to_list_loses_nothing() -> None:
    assert table_rows(directory(IN_NUMBERS).entries) == rows_of_the_file(IN_NUMBERS)


def test_list_to_set_of_houses_to_list_loses_nothing() -> None:
    """Row by row and in the same order, beside the list it came from; and the same ranges where nothing is beside."""
    entries = list(directory(IN_NUMBERS).entries)
    sets = sets_of(entries)
    again = listed(sets, names(entries), like=entries)
    assert table_rows(again) == rows_of_the_file(IN_NUMBERS)
    assert one_sided(listed(sets, names(entries))) == one_sided(entries)


def houses_of(part: Range) -> list[House]:
    if part.is_without_number or part.first is None or part.last is None:
        return []
    plain = [house(number) for number in range(part.first, part.last + 1, 2) if part.contains(number)]
    return [*plain, house(part.first, part.first_suffix), house(part.last, part.last_suffix)]


def test_list_to_addresses_to_list_gives_the_same_ranges() -> None:
    """A register with every number of every range, its ends with their letters, assigned house by house."""
    entries = directory(IN_NUMBERS).entries
    streets: dict[str, dict[House, str]] = defaultdict(dict)
    for one in entries:
        for part in one.ranges:
            streets[one.folded] |= dict.fromkeys(houses_of(part), one.catchment)
    made = Counter(
        (code, street, part)
        for street, houses in streets.items()
        for code, parts in compressed(houses, whole=False).items()
        for part in parts
    )
    wanted = Counter({key: n for key, n in one_sided(entries).items() if key[2] != WITHOUT_NUMBER})
    assert wanted == made


def test_no_house_number_is_claimed_twice() -> None:
    """Pieces of streets without numbers are: which piece belongs to which school no list of numbers can say."""
    found = overlaps(sets_of(directory(IN_NUMBERS).entries))
    assert [one for one in found if not one.only_without_number] == []
    assert len({one.street for one in found}) > 0


def test_words_are_read_and_written_with_the_same_meaning() -> None:
    found = directory(IN_WORDS)
    assert (found.form, found.notes, len(found.entries)) == ("words", [], 1301)
    for one, (street, words, code, *_) in zip(found.entries, rows_of_the_file(IN_WORDS), strict=True):
        assert (one.street, one.catchment) == (street.strip(), code)
        assert list(one.ranges) == read_ranges(words)
        assert read_ranges(write_ranges(one.ranges)) == list(one.ranges)
    assert words_rows(found.entries)[0] == ("Ahornstr.", "gesamt", "31")


def test_the_two_sheets_say_the_same_but_for_streets_of_one_school() -> None:
    """A street of one catchment is whole in words, and cut off at today's last number in numbers: there a new house
    beyond it belongs to nobody. All other rows are the same."""
    numbers, words = one_sided(directory(IN_NUMBERS).entries), one_sided(directory(IN_WORDS).entries)
    only_numbers, only_words = numbers - words, words - numbers
    assert {part for _, _, part in only_words} == {WHOLE}
    assert {key[:2] for key in only_words} == {key[:2] for key in only_numbers}
    owners = defaultdict(set)
    for code, street, _ in numbers:
        owners[street].add(code)
    assert all(len(owners[street]) == 1 for _, street, _ in only_words)
    assert len(only_words) == 1004


@pytest.mark.django_db
def test_file_to_plan_to_file_loses_nothing() -> None:
    """Through the database: imported by the command, told by the plan, written in the office's own columns."""
    for number in sorted({one.catchment for one in directory(IN_NUMBERS).entries}):
        put_school(by=None, number=number, defaults={"name": f"Schule {number}"})
    words = ("--division", "grundschulbezirke", "--school-year", 2016, "--adopt", "--commit")
    ran = command("import_catchments", FOLDER / NAME, *words)
    assert ran.code == 0, ran.error
    assert "table: 22 catchments, 1301 rows, 1120 streets" in ran.out
    plan = CatchmentPlan.objects.get()
    assert table_rows(PlanContents(plan).entries()) == rows_of_the_file(IN_NUMBERS)
    street = Street(name="Neuendorfer Str.", folded=fold("Neuendorfer Str."))
    houses = [(10, ""), (10, "d"), (15, ""), (15, "d"), (500, "")]
    place = Point(0, 0, srid=25832)
    homes = [Address(street=street, number=number, suffix=suffix, place=place) for number, suffix in houses]
    schools = [school_in_charge(home, 2016).school for home in homes]
    assert [one.number if one else None for one in schools] == ["45", "20", "45", "20", None]
