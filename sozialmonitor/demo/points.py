"""Addresses and schools of the invented city, as the surveyors' and the school office's lists."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from .figures import City
from .groups import Floats, Ints
from .names import school_names, street_names
from .writers import write_csv

BLOCKS_PER_STREET = 3


def make_addresses(rng: np.random.Generator, city: City, count: int) -> pd.DataFrame:
    """street, number, suffix, block, x, y, people: as many per block as people live there, inside it, none twice."""
    areas, people = city.places.areas["baubloecke"], city.people.counts["EW"][-1]
    weight = people + 0.02 * people.mean()
    per_block = rng.multinomial(count, weight / weight.sum())
    order = city.places.of_block["baubloecke"]
    rows = np.repeat(order, per_block)
    points = _points_in(rng, areas.geometry.to_numpy(), rows)
    street = _streets(rng, areas, rows)
    frame = pd.DataFrame(
        {"street": street, "block": areas["code"].to_numpy()[rows], "x": points[:, 0], "y": points[:, 1]}
    )
    return _numbered(rng, frame.assign(people=_living(rng, rows, order, people)))


def _living(rng: np.random.Generator, rows: Ints, order: Ints, people: Ints) -> Ints:
    """How many live at each address: those of its block, shared out by chance."""
    living = np.zeros(len(rows), dtype=np.int64)
    for block, count in zip(order.tolist(), people.tolist(), strict=True):
        at = np.flatnonzero(rows == block)
        if len(at):
            living[at] = rng.multinomial(count, np.full(len(at), 1 / len(at)))
    return living


def _streets(rng: np.random.Generator, areas: pd.DataFrame, rows: Ints) -> NDArray[np.object_]:
    """Neighbouring blocks share streets: each has two of those that its group of blocks has."""
    groups = np.arange(len(areas)) // BLOCKS_PER_STREET
    names = np.array(street_names(2 * (int(groups[-1]) + 1)), dtype=object)
    return np.asarray(
        names[rng.permutation(len(names))][2 * groups[rows] + rng.integers(0, 2, len(rows))], dtype=object
    )


def _points_in(rng: np.random.Generator, shapes: NDArray[np.object_], rows: Ints) -> Floats:
    """A random point in each shape; after some tries in vain, its inner point."""
    inside = shapely.point_on_surface(shapes[rows])
    result = np.column_stack([shapely.get_x(inside), shapely.get_y(inside)])
    bounds = shapely.bounds(shapes)[rows]
    open_ = np.arange(len(rows))
    for _ in range(12):
        trial = rng.uniform(bounds[open_, :2], bounds[open_, 2:])
        hit = shapely.contains_xy(shapes[rows[open_]], trial[:, 0], trial[:, 1])
        result[open_[hit]] = trial[hit]
        open_ = open_[~hit]
    return np.round(result, 2)


def _numbered(rng: np.random.Generator, frame: pd.DataFrame) -> pd.DataFrame:
    """House numbers along each street, now and then with a letter behind the number before."""
    frame = frame.sort_values(["street", "block", "x", "y"], ignore_index=True)
    lettered = rng.random(len(frame)) < 0.09
    same = frame["street"].eq(frame["street"].shift()).to_numpy()
    numbers, suffixes, number, letter = [], [], 0, 0
    for is_same, wants_letter in zip(same, lettered, strict=True):
        if not is_same:
            number, letter = 1, 0
        elif wants_letter and letter < 5:
            letter += 1
        else:
            number, letter = number + 1, 0
        numbers.append(number)
        suffixes.append("" if letter == 0 else "abcde"[letter - 1])
    return frame.assign(number=numbers, suffix=suffixes)[["street", "number", "suffix", "block", "x", "y", "people"]]


def make_schools(rng: np.random.Generator, city: City) -> pd.DataFrame:
    """One primary school per catchment, amid its children; places for a few more or less than there are."""
    areas = city.places.areas["grundschulbezirke"]
    of_block = city.places.of_block["grundschulbezirke"]
    children = city.people.counts["EW_6_9"][-1].astype(float)
    shapes = city.places.areas["baubloecke"].geometry.to_numpy()[city.places.of_block["baubloecke"]]
    centre = shapely.centroid(shapes)
    points = np.column_stack([shapely.get_x(centre), shapely.get_y(centre)])
    rows = []
    for number, (code, name) in enumerate(zip(areas["code"], school_names(len(areas)), strict=True)):
        member = np.flatnonzero(of_block == number)
        middle = np.average(points[member], axis=0, weights=children[member] + 0.01)
        block = member[int(np.argmin(((points[member] - middle) ** 2).sum(axis=1)))]
        capacity = int(np.ceil(children[member].sum() * rng.uniform(0.92, 1.18) / 28) * 28)
        place = shapely.point_on_surface(shapes[block])
        rows.append((f"S{code}", name, code, capacity, round(place.x, 2), round(place.y, 2)))
    return pd.DataFrame(rows, columns=["school", "name", "catchment", "capacity", "x", "y"])


def write_points(folder: Path, addresses: pd.DataFrame, schools: pd.DataFrame) -> tuple[Path, Path]:
    first, second = folder / "adressen.csv", folder / "grundschulen.csv"
    _write(first, addresses, ["Straße", "Hausnummer", "Zusatz", "Baublock", "Rechtswert", "Hochwert", "Einwohner"])
    _write(second, schools, ["Schulnummer", "Name", "Grundschulbezirk", "Plätze", "Rechtswert", "Hochwert"])
    return first, second


def _write(path: Path, frame: pd.DataFrame, heads: list[str]) -> None:
    texts = [
        [f"{x:.2f}".replace(".", ",") for x in frame[c]] if c in ("x", "y") else [str(v) for v in frame[c]]
        for c in frame
    ]
    write_csv(path, [heads, *(list(row) for row in zip(*texts, strict=True))])
