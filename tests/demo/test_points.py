import csv
from itertools import pairwise

import numpy as np
import shapely

from sozialmonitor.demo.generate import DemoFiles


def test_as_many_addresses_as_asked_each_once_and_in_its_block(demo: DemoFiles) -> None:
    table = demo.address_table
    assert len(table) == 1000
    assert not table.duplicated(["street", "number", "suffix"]).any()
    blocks = demo.city.places.areas["baubloecke"].set_index("code").geometry
    shapes = blocks.loc[table["block"]].to_numpy()
    assert shapely.distance(shapes, shapely.points(table["x"], table["y"])).max() < 0.02


def test_addresses_stand_where_people_live(demo: DemoFiles) -> None:
    people = demo.city.people.counts["EW"][-1]
    code = demo.city.places.areas["baubloecke"]["code"].to_numpy()[demo.city.places.of_block["baubloecke"]]
    found = demo.address_table["block"].value_counts().reindex(code, fill_value=0)
    assert found[people == 0].sum() < 0.05 * len(demo.address_table)
    assert np.corrcoef(found, people)[0, 1] > 0.8
    busiest = found[people >= sorted(people)[-20]].mean()
    assert busiest > 3 * found.mean() / 2


def test_house_numbers_run_along_a_street(demo: DemoFiles) -> None:
    for _, street in demo.address_table.groupby("street"):
        numbers = list(street["number"])
        assert numbers[0] == 1
        assert all(later - earlier in (0, 1) for earlier, later in pairwise(numbers))
    assert (demo.address_table["suffix"] != "").any()


def test_one_school_in_each_catchment_with_about_enough_places(demo: DemoFiles) -> None:
    places, table = demo.city.places, demo.school_table
    areas = places.areas["grundschulbezirke"].set_index("code").geometry
    assert list(table["catchment"]) == list(areas.index)
    inside = shapely.contains_xy(areas.loc[table["catchment"]].to_numpy(), table["x"], table["y"])
    assert inside.all()
    children = demo.city.people.per_area(places, "grundschulbezirke", "EW_6_9")[-1]
    assert ((table["capacity"] > 0.85 * children) & (table["capacity"] < 1.3 * children + 28)).all()
    assert table["name"].is_unique


def test_the_lists_read_back(demo: DemoFiles) -> None:
    with demo.addresses.open(encoding="cp1252", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    assert len(rows) == len(demo.address_table)
    first, truth = rows[0], demo.address_table.iloc[0]
    assert (first["Straße"], first["Hausnummer"], first["Baublock"]) == (
        truth["street"],
        str(truth["number"]),
        truth["block"],
    )
    assert float(first["Rechtswert"].replace(",", ".")) == truth["x"]
    with demo.schools.open(encoding="cp1252", newline="") as stream:
        assert [row["Plätze"] for row in csv.DictReader(stream, delimiter=";")] == [
            str(n) for n in demo.school_table["capacity"]
        ]
