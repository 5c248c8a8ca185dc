"""The inhabitants of Berlin's planning areas, of two years with a split between them, moved by weights."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from districts.geometry.correspond import Division, by_area
from tests.realdata.places import FOLDER, needs

PLANNING = "berlin-mss-2017"
pytestmark = needs(PLANNING)


def people(year: int) -> "pd.Series[float]":
    table = pd.read_csv(FOLDER / PLANNING / f"berlin-lor-population-{year}-02-t1-planning-areas.csv", dtype=str)
    return table.set_index("id")["inhabitants"].astype(float)


def planning_areas() -> gpd.GeoDataFrame:
    found = gpd.read_file(FOLDER / PLANNING / "berlin-lor-planning-areas-until-2020.geojson").to_crs(25833)
    found.loc[123, "id"] = "04030417"  # for which the file repeats another area's code
    return found.set_index("id").sort_index()


def division(frame: gpd.GeoDataFrame) -> Division:
    return Division(list(frame.index), np.asarray(frame.geometry.array, dtype=object))


def test_the_split_shares_2018_out_and_keeps_the_city() -> None:
    now, before = planning_areas(), people(2018)
    whole = shapely.union_all(now.loc[["09041301", "09041403"]].geometry.array)
    then = now.drop(index=["09041403"]).copy()
    then.loc[["09041301"], "geometry"] = [whole]
    made = by_area(division(then), division(now))
    assert [code for code, split in zip(then.index, made.weights.split, strict=True) if split] == ["09041301"]
    counts = before.reindex(then.index).fillna(0).to_numpy()
    moved = pd.Series(counts @ made.weights.matrix(), index=now.index)
    assert moved.sum() == pytest.approx(counts.sum(), rel=1e-12)
    same = [code for code in now.index if code not in ("09041301", "09041403")]
    assert moved[same].to_numpy() == pytest.approx(before.reindex(same).fillna(0).to_numpy(), rel=1e-9)
    # By ground alone the forest gets the people: what the basis of a correspondence is good for.
    known = people(2019)
    assert moved["09041301"] + moved["09041403"] == pytest.approx(before["09041301"])
    assert moved["09041403"] < 0.5 * known["09041403"]


def test_planning_areas_make_the_districts_whole() -> None:
    now = planning_areas()
    districts = (
        gpd.read_file(FOLDER / PLANNING / "berlin-lor-districts.geojson").to_crs(25833).set_index("id").sort_index()
    )
    made = by_area(division(now), division(districts))
    counts = people(2019).reindex(now.index).fillna(0)
    found = pd.Series(counts.to_numpy() @ made.weights.matrix(), index=districts.index)
    slow = counts.groupby(counts.index.str[:2]).sum()
    assert found.to_numpy() == pytest.approx(slow.to_numpy(), rel=1e-6)
    assert made.split_share < 1e-3
