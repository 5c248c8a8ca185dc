"""From a file to areas with parents: by a field of the file, or by where they lie."""

from pathlib import Path

import pytest
from shapely import MultiPolygon, box

from districts.actions.editions import NewArea
from districts.importing import edition_holding, prepare_areas
from districts.models import Edition
from tests.districts.geometry.world import EAST, NORTH, UTM32, corners, feature, geojson, grid
from tests.world import edition, squares

pytestmark = pytest.mark.django_db


def halves(key: str = "bezirke", codes: tuple[str, str] = ("1", "2")) -> Edition:
    """Two larger areas: the lower and the upper row of the four squares."""
    lower = MultiPolygon([box(EAST, NORTH, EAST + 2000, NORTH + 1000)])
    upper = MultiPolygon([box(EAST, NORTH + 1000, EAST + 2000, NORTH + 2000)])
    return edition([NewArea(codes[0], "unten", None, lower), NewArea(codes[1], "oben", None, upper)], key=key)


def test_parents_by_field(squares_file: Path) -> None:
    above = halves()
    prepared = prepare_areas(squares_file, code_field="nr", parent_field="bezirk")
    assert prepared.parents == above
    assert prepared.parent_codes == {"01": "1", "02": "1", "03": "2", "04": "2"}
    assert [area.parent for area in prepared.new_areas()] == ["1", "1", "2", "2"]


def test_a_larger_area_the_division_does_not_hold_is_named(squares_file: Path) -> None:
    above = halves(codes=("1", "9"))
    prepared = prepare_areas(squares_file, code_field="nr", parent_field="bezirk")
    assert prepared.parents == above
    (told,) = [finding for finding in prepared.findings if finding.rule == "parent-unknown"]
    assert (told.severity, told.codes) == ("warning", ("03", "04"))
    assert told.params == {"parents": ["2"], "count": 2}
    assert "parent-unknown" in {one["rule"] for one in prepared.stored_findings()}


def test_parents_by_position(squares_file: Path) -> None:
    above = halves()
    prepared = prepare_areas(squares_file, code_field="nr", parents=above)
    assert prepared.parent_codes == {"01": "1", "02": "1", "03": "2", "04": "2"}


def test_an_area_that_lies_in_no_larger_one_is_an_error(squares_file: Path) -> None:
    lower_only = edition(
        [NewArea("1", "unten", None, MultiPolygon([box(EAST, NORTH, EAST + 2000, NORTH + 1000)]))], key="bezirke"
    )
    prepared = prepare_areas(squares_file, code_field="nr", parents=lower_only)
    missing = [finding for finding in prepared.findings if finding.rule == "parent-missing"]
    assert {code for finding in missing for code in finding.codes} == {"03", "04"}
    assert prepared.has_errors


def test_the_division_with_most_of_the_codes_is_the_larger_one() -> None:
    boroughs = halves()
    edition(squares(["1", "2", "3", "4"]), key="bloecke")
    halves("andere", ("8", "9"))
    assert edition_holding(["1", "2", "1"]) == boroughs
    assert edition_holding(["77"]) is None
    assert edition_holding([]) is None


def test_drafts_are_no_parents() -> None:
    edition(squares(["1", "2"]), key="bezirke", active=False)
    assert edition_holding(["1", "2"]) is None


def test_what_was_mended_is_kept_as_a_finding(tmp_path: Path) -> None:
    bow = corners((0, 0), (1000, 1000), (1000, 0), (0, 1000))
    parts = [feature(bow, nr="1", name="Fliege"), feature(grid(1, 1, 500.0)[0], nr="2", name="Feld")]
    prepared = prepare_areas(geojson(tmp_path / "a.geojson", parts, crs=UTM32), code_field="nr")
    stored = list(prepared.stored_findings())
    assert {"rule", "severity", "codes", "area_m2", "params", "repaired", "geometry", "entries"} == set(stored[0])
    assert prepared.has_errors == any(one["severity"] == "error" and not one["repaired"] for one in stored)


def test_the_note_says_how_the_file_was_read(squares_file: Path) -> None:
    note = prepare_areas(squares_file, code_field="nr").source_note
    assert "EPSG:25832" in note
    assert "geojson" in note
