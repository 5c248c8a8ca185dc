import threading

import numpy as np
import pytest
import shapely

from districts.geometry.threads import PART, shared_out
from tests.districts.geometry.world import grid


@pytest.mark.parametrize("count", [0, 1, PART, PART + 1, 3 * PART + 7])
def test_parts_come_back_in_their_order(count: int) -> None:
    first, second = np.arange(count, dtype=float), np.arange(count, dtype=float) * 10
    assert np.array_equal(shared_out(np.add, first, second), first + second)


def test_pieces_are_the_same_as_computed_in_one_go() -> None:
    cells = np.array(grid(30, 30), dtype=object)
    moved = shapely.transform(cells, lambda corners: corners + 33.0)
    source, target = shapely.STRtree(moved).query(cells, predicate="intersects")
    assert len(source) > 3 * PART
    found = shared_out(shapely.intersection, cells[source], moved[target])
    assert shapely.equals_exact(found, shapely.intersection(cells[source], moved[target])).all()


def test_several_threads_take_part_where_there_are_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _process: {0, 1, 2})
    meeting = threading.Barrier(2, timeout=20)  # passed only by two at the same time

    def together(first: np.ndarray, second: np.ndarray) -> np.ndarray:
        meeting.wait()
        return first + second

    both = np.ones(2 * PART)
    assert shared_out(together, both, both).sum() == 4 * PART


def test_an_error_in_a_part_is_raised() -> None:
    def broken(_first: np.ndarray, _second: np.ndarray) -> np.ndarray:
        raise ValueError("a part")

    with pytest.raises(ValueError, match="a part"):
        shared_out(broken, np.ones(3 * PART), np.ones(3 * PART))
