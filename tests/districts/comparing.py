"""The districts of the small city and wards that are almost the same, people who live there, and readers."""

from datetime import date

from django.contrib.gis.geos import Point
from django.test import Client
from shapely import MultiPolygon

from districts.actions.editions import NewArea
from districts.actions.placements import place_register
from districts.models import Address, Edition, Register, Street
from tests import world as worlds
from tests.districts.geometry.world import EAST, NORTH, square
from tests.world import person


def make_wards() -> Edition:
    """The districts over again under other codes, but for a strip of 200 m that 02 gave to 01."""
    worlds.division("wahlbezirke", label_de="Wahlbezirke", label_en="Wards")
    shapes = {area.code: area.geometry for area in worlds.squares()}
    shapes["01"] = MultiPolygon([square(0, 0, 1000, 1200)])
    shapes["02"] = MultiPolygon([square(1200, 0, 1000, 800)])
    areas = [NewArea(f"W{code}", f"Wahlbezirk {code}", None, shape) for code, shape in shapes.items()]
    return worlds.edition(areas, key="wahlbezirke")


def homes(people: dict[tuple[float, float], float]) -> Register:
    register = Register.objects.create(
        valid_from=date(2020, 1, 1), state="active", size=len(people), inhabitants_known=True
    )
    street = Street.objects.create(register=register, name="Weg", folded="weg")
    for ordinal, ((x, y), count) in enumerate(people.items()):
        place = Point(EAST + x, NORTH + y, srid=25832)
        Address.objects.create(street=street, ordinal=ordinal, number=ordinal + 1, place=place, inhabitants=count)
    place_register(by=None, register=register)
    return register


def client(name: str, *departments: str) -> Client:
    found = Client()
    found.force_login(person(name, *departments))
    found.cookies["django_language"] = "en"
    return found


def page(reader: Client, **words: str) -> str:
    answer = reader.get("/gebiete/vergleich/", words)
    assert answer.status_code == 200
    return answer.content.decode()
