import hashlib
import time
from pathlib import Path

import numpy as np
import pytest

from sozialmonitor.demo import names
from sozialmonitor.demo.generate import DemoFiles, generate, make_city
from sozialmonitor.demo.scale import Scale


def prints(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_one_seed_one_city_byte_for_byte(demo: DemoFiles, folder: Path) -> None:
    time.sleep(1.1)  # a clock inside a file would show
    generate(folder, scale=Scale.small())
    assert prints(folder) == prints(demo.folder)


def test_generating_into_a_full_folder_replaces_the_files(folder: Path) -> None:
    scale = Scale(9, 4, 15, 120, 5, 1, None, 10)
    generate(folder, seed=1, scale=scale)
    first = prints(folder)
    generate(folder, seed=2, scale=scale)
    second = prints(folder)
    assert first.keys() == second.keys()
    assert all(first[name] != second[name] for name in first)
    generate(folder, seed=1, scale=scale)
    assert prints(folder) == first


def test_more_measures_leave_land_and_people_as_they_are() -> None:
    plain = make_city(5, Scale(9, 4, 15, 120, 5, 2, None, 10))
    more = make_city(5, Scale(9, 4, 15, 120, 5, 2, 7, 10))
    assert set(more.people.counts) - set(plain.people.counts) == {f"ZUSATZ{n:03d}" for n in range(1, 8)}
    for code, counts in plain.people.counts.items():
        assert np.array_equal(counts, more.people.counts[code])
    assert plain.places.areas["baubloecke"].geometry.equals(more.places.areas["baubloecke"].geometry)


def test_every_file_written_is_announced(demo: DemoFiles) -> None:
    announced = {file.path for file in demo.areas} | {d.path for d in demo.deliveries} | {demo.addresses, demo.schools}
    assert announced == {path for path in demo.folder.rglob("*") if path.is_file()}
    assert len({delivery.path for delivery in demo.deliveries}) == len(demo.deliveries)
    assert {delivery.label for delivery in demo.deliveries if not delivery.label}.isdisjoint({""})


@pytest.mark.parametrize("count", [3, 40, 130])
def test_names_never_run_out_and_never_repeat(count: int) -> None:
    inner, outer = names.quarter_names(count, count)
    everything = [*inner, *outer, names.HARBOUR]
    assert len(set(everything)) == 2 * count + 1
    assert len(set(names.street_names(40 * count))) == 40 * count
    assert len(set(names.school_names(count))) == count


@pytest.mark.parametrize(
    ("east", "north", "said"),
    [(0, 100, "Nord"), (0, -100, "Süd"), (100, 20, "Ost"), (-100, 20, "West"), (3, -3, "Mitte")],
)
def test_directions(east: float, north: float, said: str) -> None:
    assert names.compass(east, north, 100) == said
