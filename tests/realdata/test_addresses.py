"""Essen's official house coordinates: 102,981 points, all columns text."""

import pytest

from districts.addressing.register import read_register
from districts.models import Address, Register
from districts.queries.address_search import search
from tests.realdata.places import FOLDER, needs
from tests.world import command

FILE = "essen-addresses/hauskoordinaten_essen_2022-10-05_4326.zip"
pytestmark = needs(FILE)


@pytest.fixture(scope="module")
def essen():
    return read_register(FOLDER / FILE)


def test_every_row_is_an_address_or_listed_with_its_reason(essen):
    assert essen.rows == 102_981
    assert essen.counts == {"street-unknown": 4, "number-missing": 3_397, "place-shared": 3_543}
    # One row has neither a street nor a number.
    assert len({one.line for one in essen.findings}) == 4 + 3_397 - 1
    assert len(essen) == 102_981 - 3_400
    assert [one.line for one in essen.findings if one.rule == "street-unknown"] == [1, 2, 3, 4]


def test_suffixes_and_places_come_through(essen):
    assert sum(1 for suffix in essen.suffix if suffix) == 9_597
    # The columns x and y carry the zone before the metres: 32359267.632 is 359267.632 in zone 32.
    first = next(n for n in range(len(essen)) if essen.streets[essen.street[n]].name == "Aachener Str.")
    assert essen.place[first].tolist() == pytest.approx([359252.047, 5701464.014], abs=0.001)


def test_metres_with_the_zone_before_them_lead_to_the_same_places(essen):
    again = read_register(FOLDER / FILE, given={"x": "x", "y": "y"}, crs="EPSG:4647")
    assert len(again) == len(essen)
    assert abs(again.place - essen.place).max() < 0.002


@pytest.mark.django_db
def test_the_command_stores_them_and_they_are_found(essen):
    done = command("import_addresses", FOLDER / FILE, "--valid-from", "2022-08-22", "--activate", "--commit")
    assert done.code == 0, done.error
    assert "102981 rows, 99581 addresses, 9597 of them with a suffix" in done.out
    assert "error: street-unknown: 4" in done.out
    assert "error: number-missing: 3397" in done.out
    assert "notice: place-shared: 3543" in done.out
    register = Register.objects.get()
    assert (register.state, register.size, Address.objects.count()) == ("active", 99_581, 99_581)
    assert sum(len(one["rows"]) for one in register.findings) == 3_401  # every row is kept with the register
    for typed in ("Aachener Straße 42a", "aachner str 42 A", "42a Aachener Str."):
        assert search(typed)[0].words == "Aachener Str. 42a"
