import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import homogeneity_completeness_v_measure

from districts.geometry.alike import alike, table_of

GOLDEN = np.array([[900.0, 100, 0], [0, 500, 20], [30, 0, 450]])


def test_the_numbers_of_the_methods() -> None:
    found = alike(GOLDEN)
    assert found.homogeneity == pytest.approx(0.766398, abs=1e-6)
    assert found.completeness == pytest.approx(0.753172, abs=1e-6)
    assert found.v == pytest.approx(0.759727, abs=1e-6)
    assert found.match.overlap.tolist() == pytest.approx([0.873786, 0.806452, 0.9], abs=1e-6)
    assert (found.agreement, found.moved, found.total) == (0.925, 150.0, 2000.0)
    assert not found.match.identical.any()


@given(st.lists(st.integers(0, 30), min_size=12, max_size=12).filter(lambda cells: sum(cells) > 0))
def test_entropies_are_those_of_the_field(cells: list[int]) -> None:
    table = np.array(cells, dtype=float).reshape(3, 4)
    rows, columns = (np.repeat(np.indices((3, 4))[axis].ravel(), cells) for axis in (0, 1))
    found = alike(table)
    known = homogeneity_completeness_v_measure(rows, columns)
    assert (found.homogeneity, found.completeness, found.v) == pytest.approx(known, abs=1e-9)


def test_the_same_under_other_codes_agrees_wholly() -> None:
    found = alike(np.diag([5.0, 7.0, 1.0])[[2, 0, 1]])
    assert (found.agreement, found.v) == (1.0, pytest.approx(1.0))
    assert found.match.identical.all()
    assert list(zip(found.match.first.tolist(), found.match.second.tolist(), strict=True)) == [(0, 2), (1, 0), (2, 1)]


def test_each_area_has_one_partner_and_the_rest_has_moved() -> None:
    """Two halves of one area: only one of them can be its partner."""
    found = alike(np.array([[60.0, 40.0]]))
    assert (found.match.first.tolist(), found.match.second.tolist()) == ([0], [0])
    assert (found.agreement, found.moved) == (0.6, 40.0)


def test_the_matching_is_the_best_and_not_the_first_found() -> None:
    found = alike(np.array([[10.0, 9.0], [8.0, 0.0]]))
    assert found.match.shared.tolist() == [9.0, 8.0]


def test_pairs_that_share_nothing_are_no_match() -> None:
    assert alike(np.array([[1.0, 0.0], [0.0, 0.0]])).match.first.tolist() == [0]


@pytest.mark.parametrize("table", [np.zeros((2, 2)), np.array([[-1.0, 2.0]]), np.empty((0, 2)), np.ones(3)])
def test_what_is_no_table_of_masses_is_refused(table: np.ndarray) -> None:
    with pytest.raises(ValueError, match="table of numbers"):
        alike(table)


def test_pieces_of_a_pair_are_added_up() -> None:
    table = table_of(np.array([0, 0, 1]), np.array([1, 1, 0]), np.array([2.0, 3.0, 4.0]), (2, 2))
    assert table.tolist() == [[0.0, 5.0], [4.0, 0.0]]
