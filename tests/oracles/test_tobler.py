"""Conversion by area against tobler, the field's library."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import shapely

from districts.geometry.correspond import Division, by_area

SCRIPT = Path(__file__).with_name("tobler_table.py")


def cells(seed: int, count: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    city = shapely.box(460_000, 5_480_000, 470_000, 5_490_000)
    points = shapely.multipoints(rng.uniform(0, 10_000, (count, 2)) + np.array([460_000, 5_480_000]))
    return shapely.intersection(shapely.get_parts(shapely.voronoi_polygons(points, extend_to=city)), city)


def tobler(folder: Path, first: np.ndarray, second: np.ndarray) -> dict[str, list[float]]:
    path = folder / "shapes.json"
    path.write_text(json.dumps([shapely.to_wkb(part, hex=True).tolist() for part in (first, second)]))
    ran = subprocess.run([sys.executable, SCRIPT, path], capture_output=True, text=True, check=True)
    return json.loads(ran.stdout)


@pytest.mark.parametrize("seed", [1, 2])
def test_counts_are_shared_out_as_tobler_does(tmp_path: Path, seed: int) -> None:
    """But for slivers, which we cut: less than a hundredth of an area each."""
    first, second = cells(seed, 20), cells(seed + 100, 30)
    known = tobler(tmp_path, first, second)
    made = by_area(Division([str(n) for n in range(20)], first), Division([str(n) for n in range(30)], second))
    people = np.arange(1, 21, dtype=float)
    ours = people @ made.weights.matrix()
    assert ours.sum() == pytest.approx(people.sum(), rel=1e-12)
    assert np.abs(ours - known["people"]).max() < 0.01 * people.max()
    if made.cut_share == 0:
        assert ours == pytest.approx(known["people"], rel=1e-6)


def test_the_rate_of_the_methods_is_that_of_converted_counts(tmp_path: Path) -> None:
    squares = np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])
    targets = np.array([shapely.box(0, 0, 1.5, 1), shapely.box(1.5, 0, 2, 1)])
    made = by_area(Division(["a", "b"], _scaled(squares)), Division(["x", "y"], _scaled(targets)))
    people, children = (np.array(counts) @ made.weights.matrix() for counts in ([100.0, 200.0], [10.0, 60.0]))
    assert (children / people)[0] == pytest.approx(0.2)
    known = tobler(tmp_path, _scaled(squares), _scaled(targets))
    assert np.array([1.0, 2.0]) @ made.weights.matrix() == pytest.approx(known["people"], rel=1e-6)


def _scaled(shapes: np.ndarray) -> np.ndarray:
    return shapely.transform(shapes, lambda xy: xy * 1000)
