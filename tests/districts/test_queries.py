"""Which edition holds on a day, and its outlines as GeoJSON."""

import json
from datetime import date

import geopandas as gpd
import pytest
from shapely import MultiPolygon, Polygon
from shapely.geometry import shape

from districts.actions.editions import NewArea, activate_edition
from districts.queries.editions import UnknownDivision, edition_of, geojson, split_reference
from tests.districts.geometry.world import jagged_coverage
from tests.world import CODES, edition, squares

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("stadtteile", ("stadtteile", None)),
        ("stadtteile@2020-01-01", ("stadtteile", date(2020, 1, 1))),
        ("stadtteile@", ("stadtteile", None)),
    ],
)
def test_references(text: str, expected: tuple[str, date | None]) -> None:
    assert split_reference(text) == expected


@pytest.mark.parametrize("text", ["stadtteile@2020", "stadtteile@01.01.2020", "a@b@c", "stadtteile@2020-02-30"])
def test_references_with_no_day(text: str) -> None:
    with pytest.raises(ValueError, match=r"isoformat|day"):
        split_reference(text)


def test_the_edition_in_force_on_a_day() -> None:
    old, new = edition(), edition(valid_from=date(2020, 1, 1))
    assert edition_of("stadtteile", date(2010, 1, 1)) == old
    assert edition_of("stadtteile", date(2019, 12, 31)) == old
    assert edition_of("stadtteile", date(2020, 1, 1)) == new
    assert edition_of("stadtteile") == new


def test_without_a_day_it_is_the_present_one_and_not_one_to_come() -> None:
    present = edition()
    edition(valid_from=date(2999, 1, 1))
    assert edition_of("stadtteile") == present


def test_without_a_present_one_it_is_the_newest() -> None:
    edition(valid_from=date(2998, 1, 1))
    coming = edition(valid_from=date(2999, 1, 1))
    assert edition_of("stadtteile") == coming


def test_drafts_and_days_before_the_first_edition_are_unknown() -> None:
    draft = edition(active=False)
    with pytest.raises(UnknownDivision) as caught:
        edition_of("stadtteile")
    assert set(caught.value.known) == {"regionen", "stadtteile"}
    activate_edition(by=None, edition=draft)
    with pytest.raises(UnknownDivision):
        edition_of("stadtteile", date(2009, 12, 31))
    with pytest.raises(UnknownDivision):
        edition_of("planeten")


def features(made: object, detail: int | None) -> dict[str, Polygon]:
    collection = json.loads(geojson(made, detail))  # type: ignore[arg-type]
    assert collection["type"] == "FeatureCollection"
    for one in collection["features"]:
        assert set(one["properties"]) == {"code", "name"}, "values never travel with geometry"
        assert one["id"] == one["properties"]["code"]
    return {one["id"]: shape(one["geometry"]) for one in collection["features"]}


@pytest.mark.parametrize("detail", [0, 1, 2, None])
def test_geojson_lies_where_the_areas_lie(detail: int | None) -> None:
    found = features(edition(), detail)
    assert list(found) == list(CODES)
    back = gpd.GeoSeries(list(found.values()), crs=4326).to_crs(25832)
    expected = gpd.GeoSeries([area.geometry for area in squares()], crs=25832)
    # Six decimals of a degree are about ten centimetres.
    assert back.hausdorff_distance(expected).max() < 0.2


def test_rings_follow_the_right_hand_rule() -> None:
    for one in features(edition(), None).values():
        assert all(part.exterior.is_ccw for part in one.geoms)


def test_coarse_outlines_have_fewer_corners() -> None:
    shapes = jagged_coverage(3, 2, seed=7, size=1000.0)
    made = edition([NewArea(f"{n}", f"A{n}", None, MultiPolygon([one])) for n, one in enumerate(shapes)])
    corners = [
        sum(len(part.exterior.coords) for s in features(made, d).values() for part in s.geoms) for d in (0, 1, 2)
    ]
    full = sum(len(part.exterior.coords) for s in features(made, None).values() for part in s.geoms)
    assert corners[0] < corners[2] <= full


def test_areas_without_geometry_are_left_out() -> None:
    made = edition([*squares(["1", "2"]), NewArea("3", "nur ein Name")])
    assert list(features(made, 1)) == ["1", "2"]
    assert made.areas.count() == 3


def test_an_edition_without_areas_is_an_empty_collection() -> None:
    assert json.loads(geojson(edition([NewArea("1", "ohne")]), 1)) == {"type": "FeatureCollection", "features": []}
