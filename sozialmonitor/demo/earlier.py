"""The city as it was divided before its reform of 2015: fewer Stadtteile, and one border that has moved since.

Figures of those years were delivered on those boundaries and are as invented as the rest.
"""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from .figures import City
from .groups import Ints, hang_together, neighbours
from .people import People
from .places import CRS, Places

REFORM = 2015
YEARS = tuple(range(REFORM - 3, REFORM))
KEPT = 0.65  # so many of the Stadtteile of today there were
SHRINK = 0.992  # a year back there were so many of each group


def city_before(city: City) -> City:
    """The same blocks in the Stadtteile of before the reform, with the people of the last years before it.

    A merged Stadtteil has the code of its first part and both names: one code, two meanings, as offices do it.
    """
    blocks, labels, rows = _blocks(city.places), *_labels(city.places)
    now = city.places.areas["stadtteile"]
    used = np.unique(labels)
    place = {int(label): row for row, label in enumerate(used)}
    shapes = [shapely.coverage_union_all(blocks[labels == label]) for label in used]
    frame = {
        "code": [now["code"].iloc[label] for label in used],
        "name": ["/".join(now["name"].iloc[row] for row in rows[label]) for label in used],
        "parent": [now["parent"].iloc[label] for label in used],
    }
    geometry = shapely.normalize(np.array(shapes, dtype=object))
    areas = {"stadtteile": gpd.GeoDataFrame(frame, geometry=geometry, crs=CRS)}
    of_block = {"stadtteile": np.array([place[int(label)] for label in labels], dtype=np.int64)}
    return City(replace(city.places, areas=areas, of_block=of_block), _people(city))


def _blocks(places: Places) -> NDArray[np.object_]:
    table = places.areas["baubloecke"].geometry.to_numpy()
    return np.asarray(table[places.of_block["baubloecke"]], dtype=object)


def _labels(places: Places) -> tuple[Ints, dict[int, list[int]]]:
    """Per block the row of the Stadtteil whose code its old one had; and the rows of today that each old one held."""
    now, inside = places.areas["stadtteile"], places.of_block["stadtteile"]
    parent = list(now["parent"])
    pairs = neighbours(now.geometry.to_numpy())
    into = list(range(len(now)))
    left = len(now) - max(1, round(KEPT * len(now)))
    for first, second in zip(pairs.first.tolist(), pairs.second.tolist(), strict=True):
        alone = into.count(into[first]) == into.count(into[second]) == 1
        if left and alone and parent[first] == parent[second] and first != second:
            into[max(first, second)] = min(first, second)
            left -= 1
    held: dict[int, list[int]] = {}
    for row, label in enumerate(into):
        held.setdefault(label, []).append(row)
    return _one_border_elsewhere(places, np.array(into)[inside]), held


def _one_border_elsewhere(places: Places, labels: Ints) -> Ints:
    """One block belonged to the neighbour then, and both Stadtteile stay in one piece."""
    shapes = _blocks(places)
    pairs = neighbours(shapes)
    at_border = np.flatnonzero(labels[pairs.first] != labels[pairs.second])
    crowded = places.dwellings[pairs.first[at_border]]
    for pair in at_border[np.argsort(-crowded, kind="stable")]:
        trial = labels.copy()
        trial[pairs.first[pair]] = labels[pairs.second[pair]]
        if np.array_equal(hang_together(shapes, trial, pairs), trial) and len(np.unique(trial)) == len(
            np.unique(labels)
        ):
            return trial
    return labels


def _people(city: City) -> People:
    first = {code: counts[0] for code, counts in city.people.counts.items()}
    ago = [city.people.years[0] - year for year in YEARS]
    counts = {
        code: np.stack([np.floor(now * SHRINK**years).astype(np.int64) for years in ago]) for code, now in first.items()
    }
    return replace(city.people, years=YEARS, counts=counts)
