"""Berlin's school catchments of two years, and the planning area that was split: what became of each."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from districts.geometry.changes import Areas, by_code, relations
from districts.geometry.reading import read_areas
from tests.realdata.places import FOLDER, needs

CATCHMENTS = "berlin-einschulungsbereiche"
PLANNING = "berlin-mss-2017"


def catchments(name: str) -> Areas:
    read = read_areas(FOLDER / CATCHMENTS / name, code_field="ESB", crs="EPSG:25833").areas
    return Areas(list(read["code"]), [""] * len(read), np.asarray(read.geometry.array, dtype=object))


@needs(CATCHMENTS)
def test_13_new_5_gone_and_exactly_the_108_that_changed() -> None:
    before, after = catchments("RBS_OD_ESB_2017_06.geojson"), catchments("RBS_OD_ESB_2018_10.geojson")
    found = by_code(before, after)
    assert (len(before.codes), len(after.codes)) == (338, 346)
    assert (len(found.new), len(found.gone), len(found.changed), len(found.same)) == (13, 5, 108, 225)


@needs(CATCHMENTS)
def test_the_relations_name_every_catchment_and_no_drawing() -> None:
    before, after = catchments("RBS_OD_ESB_2017_06.geojson"), catchments("RBS_OD_ESB_2018_10.geojson")
    found = relations(before, after)
    assert {row for one in found for row in one.before} == set(range(338))
    assert {row for one in found for row in one.after} == set(range(346))
    unchanged = {before.codes[one.before[0]] for one in found if one.kind == "identical"}
    changed = {after.codes[row] for row in by_code(before, after).changed}
    assert len(unchanged) > 200
    assert not unchanged & changed


@needs(PLANNING)
def test_the_split_of_2019_is_found_as_a_split_and_nothing_else_is() -> None:
    folder = FOLDER / PLANNING
    now = gpd.read_file(folder / "berlin-lor-planning-areas-until-2020.geojson").to_crs(25833)
    now.loc[123, "id"] = "04030417"  # Charlottenburg, for which the file repeats another area's code
    table = pd.read_csv(folder / "mss_2017_1-planning-areas.csv", dtype=str)
    assert set(now["id"]) - set(table["id"]) == {"09041403"}
    parts = now["id"].isin(["09041301", "09041403"])
    whole = shapely.union_all(now[parts].geometry.array)
    codes = [*now[~parts]["id"], "09041301"]
    shapes = np.array([*now[~parts].geometry.array, whole], dtype=object)
    before = Areas(codes, [""] * len(codes), shapes)
    after = Areas(list(now["id"]), [""] * len(now), np.asarray(now.geometry.array, dtype=object))
    assert (len(before.codes), len(after.codes)) == (447, 448)
    (split, *others) = relations(before, after)
    assert (split.kind, [before.codes[row] for row in split.before]) == ("split", ["09041301"])
    assert [after.codes[row] for row in split.after] == ["09041301", "09041403"]
    assert {one.kind for one in others} == {"identical"}
