"""What a person says about single entries: numbers stay those of the file."""

from pathlib import Path

import pytest

from districts.geometry.entries import NoSuchEntry, NothingToJoin, joined, recoded, without_entries
from districts.geometry.findings import examine
from districts.geometry.reading import AreaFile, read_areas
from districts.geometry.repair import repair
from tests.districts.geometry.world import UTM32, corners, feature, geojson, grid, rules, square


@pytest.fixture
def file(tmp_path: Path) -> AreaFile:
    """A total, two squares with the same code, one that crosses itself in a spike, one without a code."""
    spike = corners((0, 100), (100, 100), (100, 200), (50, 200), (49, 201), (50, 201), (49, 200), (0, 200))
    shapes = [square(0, 0, 200.0), *grid(2, 1), spike, square(100, 100)]
    codes = ["00", "01", "01", " 03", ""]
    parts = [feature(shape, code=code, name=f"V{code}") for shape, code in zip(shapes, codes, strict=True)]
    return read_areas(geojson(tmp_path / "a.geojson", parts, crs=UTM32))


def test_left_out_entries_are_told_and_the_others_keep_their_numbers(file: AreaFile) -> None:
    left = without_entries(file, [1])
    assert [int(row) + 1 for row in left.areas.index] == [2, 3, 4, 5]
    told = left.notes[-1]
    assert (told.rule, told.codes, told.params) == ("entries-left-out", ("00",), {"entries": [1], "count": 1})
    found = {one.rule: one for one in examine(left.areas)}
    assert "area-covers-others" not in found
    assert found["code-duplicate"].params["row_numbers"] == [2, 3]
    assert found["code-missing"].params["row"] == 5
    _, done = repair(left.areas, found.values())
    assert [int(left.areas.index[one.row]) + 1 for one in done] == [4]


def test_notes_about_what_was_left_out_go_with_it(file: AreaFile) -> None:
    assert "code-trimmed" in rules(file.notes)
    assert "code-trimmed" not in rules(without_entries(file, [4]).notes)
    assert without_entries(file, []) is file


def test_other_codes_by_number(file: AreaFile) -> None:
    changed = recoded(file, {3: "02", 5: "04"})
    assert list(changed.areas["code"]) == ["00", "01", "02", "03", "04"]
    assert list(file.areas["code"]) == ["00", "01", "01", "03", ""]


@pytest.mark.parametrize("entry", [0, 6])
def test_entries_the_file_does_not_have(file: AreaFile, entry: int) -> None:
    for change in (lambda: recoded(file, {entry: "9"}), lambda: without_entries(file, [entry])):
        with pytest.raises(NoSuchEntry) as caught:
            change()
        assert (caught.value.entry, caught.value.entries) == (entry, 5)


def test_parts_that_came_as_entries_become_one_area(file: AreaFile) -> None:
    whole = joined(without_entries(file, [1]), ["01"])
    assert list(whole.areas["code"]) == ["01", "03", ""]
    assert [int(row) + 1 for row in whole.areas.index] == [2, 4, 5]
    (shape,) = whole.areas[whole.areas["code"] == "01"].geometry
    assert (shape.geom_type, len(shape.geoms), shape.area) == ("MultiPolygon", 1, 20_000)
    told = whole.notes[-1]
    assert (told.rule, told.codes, told.params) == ("entries-joined", ("01",), {"entries": [2, 3], "count": 2})
    assert "code-duplicate" not in rules(examine(whole.areas))


@pytest.mark.parametrize("code", ["03", "99"])
def test_what_stands_once_cannot_be_joined(file: AreaFile, code: str) -> None:
    with pytest.raises(NothingToJoin, match=code):
        joined(file, [code])
