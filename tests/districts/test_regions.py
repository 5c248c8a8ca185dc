"""Comparison regions: areas without geometry, known by code and name only."""

from datetime import date

import pytest

from districts.actions.editions import add_regions
from districts.models import Division, Outline
from districts.queries.editions import edition_of, geojson
from sozialmonitor.access.models import AuditEvent
from tests.world import division

pytestmark = pytest.mark.django_db

DAY = date(2000, 1, 1)


@pytest.fixture
def regions() -> Division:
    return Division.objects.get(key="regionen")


def test_every_installation_begins_with_an_empty_division(regions: Division) -> None:
    assert (regions.kind, regions.editions.count()) == ("regions", 0)


def test_regions_are_in_force_at_once(regions: Division) -> None:
    made = add_regions(by=None, division=regions, areas=[("08222", "Mannheim"), ("DG", "Deutschland")], valid_from=DAY)
    assert made == edition_of("regionen", DAY)
    assert dict(made.areas.values_list("code", "name")) == {"08222": "Mannheim", "DG": "Deutschland"}
    assert not made.areas.exclude(geometry=None).exists()
    assert not Outline.objects.exists()
    assert geojson(made, 1).count('"Feature"') == 0


def test_more_are_added_to_the_same_edition_and_known_ones_stay(regions: Division) -> None:
    first = add_regions(by=None, division=regions, areas=[("08222", "Mannheim")], valid_from=DAY)
    number = first.areas.get().pk
    second = add_regions(by=None, division=regions, areas=[("08222", "Anders"), ("08", "Land")], valid_from=DAY)
    assert first.pk == second.pk
    assert second.areas.get(code="08222").pk == number
    assert second.areas.get(code="08222").name == "Mannheim"
    assert second.areas.count() == 2


def test_an_earlier_day_makes_the_edition_begin_earlier(regions: Division) -> None:
    add_regions(by=None, division=regions, areas=[("08", "Land")], valid_from=DAY)
    made = add_regions(by=None, division=regions, areas=[], valid_from=date(1990, 1, 1))
    assert made.valid_from == date(1990, 1, 1)
    assert add_regions(by=None, division=regions, areas=[], valid_from=DAY).valid_from == date(1990, 1, 1)


def test_the_trail_names_what_was_added_and_nothing_twice(regions: Division) -> None:
    for _ in range(2):
        add_regions(by=None, division=regions, areas=[("08", "Land"), ("08", "Land")], valid_from=DAY)
    (event,) = AuditEvent.objects.filter(verb="add regions")
    assert event.details == {"codes": ["08"], "count": 1}


def test_areas_on_the_map_come_from_files_only() -> None:
    with pytest.raises(ValueError, match="stadtteile has areas on the map"):
        add_regions(by=None, division=division(), areas=[("1", "x")], valid_from=DAY)
