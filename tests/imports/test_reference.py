"""What files are held against."""

from datetime import date

from districts.actions.editions import put_division
from imports.reference import is_regions, read_reference
from indicators.models import Measure
from tests.world import CODES, World, edition, squares


def test_active_editions_with_their_areas(world: World) -> None:
    edition(squares(CODES[:5]), valid_from=date(2023, 6, 1))
    edition(squares(CODES[:4]), valid_from=date(2030, 1, 1), active=False)
    old, new = sorted(read_reference().editions, key=lambda found: found.valid_from)
    assert (old.division, old.valid_from, old.valid_to) == ("stadtteile", date(2010, 1, 1), date(2023, 6, 1))
    assert (new.valid_from, new.valid_to) == (date(2023, 6, 1), None)
    assert (set(old.areas), set(new.areas)) == (set(CODES), set(CODES[:5]))
    assert old.areas["01"] == (world.edition.areas.get(code="01").pk, "Viertel 01")
    assert old.areas["01"][0] != new.areas["01"][0]


def test_measures_with_kind(world: World) -> None:
    measures = read_reference().measures
    assert set(measures) == {"EW", "ALO", "GEB", "FORT", "S1"}
    assert (measures["S1"].kind, measures["EW"].id) == ("share", Measure.objects.get(code="EW").pk)


def test_a_division_without_edition_holds_nothing(world: World) -> None:
    put_division(by=None, key="leer", defaults={"label_de": "Leer"})
    assert {found.division for found in read_reference().editions} == {"stadtteile"}


def test_regions_are_told_from_areas(world: World) -> None:
    put_division(by=None, key="kreise", defaults={"label_de": "Kreise", "kind": "regions"})
    assert [is_regions(key) for key in ("kreise", "stadtteile", "unbekannt")] == [True, False, False]
