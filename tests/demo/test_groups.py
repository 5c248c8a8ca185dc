from collections.abc import Iterator

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from sozialmonitor.demo.groups import compact_groups, hang_together, merge_down, neighbours, share_out


def squares(columns: int, rows: int) -> np.ndarray:
    return np.array([shapely.box(x, y, x + 1, y + 1) for y in range(rows) for x in range(columns)], dtype=object)


def components(labels: np.ndarray, columns: int) -> Iterator[int]:
    """The number of connected parts of each group of a grid of squares: a flood, cell by cell."""
    rows = len(labels) // columns
    left = {(i % columns, i // columns): int(label) for i, label in enumerate(labels)}
    assert len(left) == columns * rows
    parts: dict[int, int] = {}
    while left:
        start, label = left.popitem()
        parts[label] = parts.get(label, 0) + 1
        queue = [start]
        while queue:
            x, y = queue.pop()
            for near in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
                if left.get(near) == label:
                    del left[near]
                    queue.append(near)
    yield from parts.values()


def test_neighbours_share_a_side_not_a_corner() -> None:
    pairs = neighbours(squares(2, 2))
    found = {(int(a), int(b)): length for a, b, length in zip(pairs.first, pairs.second, pairs.length, strict=True)}
    assert found == {(0, 1): 1.0, (0, 2): 1.0, (1, 3): 1.0, (2, 3): 1.0}


def test_a_cut_off_square_goes_to_the_group_around_it() -> None:
    shapes = squares(4, 3)
    labels = np.array([0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 1, 1])
    mended = hang_together(shapes, labels, neighbours(shapes))
    assert mended.tolist() == [0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1]


def test_what_hangs_together_is_left_alone() -> None:
    shapes = squares(4, 2)
    labels = np.array([0, 0, 1, 1, 0, 0, 1, 1])
    assert hang_together(shapes, labels, neighbours(shapes)).tolist() == labels.tolist()


def test_an_island_stays_with_its_group() -> None:
    shapes = np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(9, 9, 10, 10)], dtype=object)
    labels = np.array([0, 1, 0])
    assert hang_together(shapes, labels, neighbours(shapes)).tolist() == [0, 1, 0]


@given(st.lists(st.integers(0, 3), min_size=36, max_size=36))
def test_any_labels_of_a_grid_come_to_hang_together(drawn: list[int]) -> None:
    shapes = squares(6, 6)
    mended = hang_together(shapes, np.array(drawn), neighbours(shapes))
    assert set(mended) <= set(drawn)
    assert set(components(mended, 6)) == {1}


@given(st.lists(st.floats(0.1, 100), min_size=1, max_size=8), st.integers(0, 20))
def test_seats_are_shared_out_by_weight(weights: list[float], more: int) -> None:
    seats = share_out(np.array(weights), len(weights) + more)
    assert seats.sum() == len(weights) + more
    assert seats.min() >= 1
    # Nobody would rather have the last seat of another: the rule by which it was given.
    load, before = np.array(weights) / seats, np.array(weights) / np.maximum(seats - 1, 1)
    assert all(load.max() <= before[i] + 1e-9 for i in np.flatnonzero(seats > 1))


def test_no_more_seats_than_allowed() -> None:
    assert share_out(np.array([100.0, 1.0, 1.0]), 6, most=3).tolist() == [3, 2, 1]


@pytest.mark.parametrize("count", [1, 3, 7, 40])
def test_groups_are_all_there_and_about_as_heavy(count: int) -> None:
    rng = np.random.default_rng(7)
    points, weights = rng.uniform(0, 1000, (400, 2)), rng.uniform(1, 3, 400)
    labels = compact_groups(rng, points, weights, count)
    assert sorted(set(labels)) == list(range(count))
    load = np.bincount(labels, weights=weights)
    assert load.max() < 2.5 * load.mean()


def test_groups_are_compact() -> None:
    """Points of a group lie nearer to its middle than points thrown together at random."""
    rng = np.random.default_rng(8)
    points = rng.uniform(0, 1000, (300, 2))
    labels = compact_groups(rng, points, np.ones(300), 9)
    own = np.mean([np.var(points[labels == group], axis=0).sum() for group in range(9)])
    assert own < 0.25 * np.var(points, axis=0).sum()


def test_as_many_groups_as_points() -> None:
    points = np.array([[0.0, 0.0], [1.0, 1.0]])
    assert compact_groups(np.random.default_rng(1), points, np.ones(2), 5).tolist() == [0, 1]


def test_mergers_join_neighbours_only_and_stop_in_time() -> None:
    shapes = squares(4, 4)
    labels = merge_down(neighbours(shapes), np.ones(16), 5, 4, lambda _a, _b: 1.0)
    assert sorted(set(labels)) == list(range(5))
    assert np.bincount(labels).max() <= 4
    assert set(components(labels, 4)) == {1}


def test_islands_are_merged_where_there_is_no_other_way() -> None:
    shapes = np.array([shapely.box(3 * x, 0, 3 * x + 1, 1) for x in range(4)], dtype=object)
    labels = merge_down(neighbours(shapes), np.array([1.0, 5.0, 2.0, 9.0]), 2, 3, lambda _a, _b: 1.0)
    assert len(set(labels)) == 2
    assert labels[0] == labels[2]
