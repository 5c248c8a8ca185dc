import numpy as np
import shapely

from sozialmonitor.demo.earlier import YEARS
from sozialmonitor.demo.generate import DemoFiles


def test_before_the_reform_there_were_fewer_stadtteile_on_the_same_ground(demo: DemoFiles) -> None:
    before, now = (city.places.areas["stadtteile"] for city in (demo.before, demo.city))
    assert len(before) == round(0.65 * len(now))
    assert set(before["code"]) < set(now["code"])
    assert shapely.coverage_is_valid(before.geometry.to_numpy())
    assert np.isclose(before.geometry.area.sum(), now.geometry.area.sum())


def test_a_merged_stadtteil_has_both_names_and_the_code_of_its_first_part(demo: DemoFiles) -> None:
    now = dict(zip(*(demo.city.places.areas["stadtteile"][c] for c in ("code", "name")), strict=True))
    before = dict(zip(*(demo.before.places.areas["stadtteile"][c] for c in ("code", "name")), strict=True))
    merged = {code: name for code, name in before.items() if name != now[code]}
    assert merged
    assert all(name.startswith(now[code] + "/") for code, name in merged.items())


def test_one_border_has_moved_and_every_part_is_in_one_piece(demo: DemoFiles) -> None:
    """More than merging: some Stadtteil of today lies in two of before."""
    before, now = (city.places for city in (demo.before, demo.city))
    pairs = set(zip(now.of_block["stadtteile"].tolist(), before.of_block["stadtteile"].tolist(), strict=True))
    assert len(pairs) == len(now.areas["stadtteile"]) + 1
    assert (shapely.get_num_geometries(before.areas["stadtteile"].geometry.to_numpy()) == 1).all()


def test_there_were_fewer_people_the_longer_ago(demo: DemoFiles) -> None:
    people, later = demo.before.people, demo.city.people
    assert people.years == YEARS
    totals = [*people.counts["EW"].sum(axis=1).tolist(), int(later.counts["EW"][0].sum())]
    assert totals == sorted(totals)
