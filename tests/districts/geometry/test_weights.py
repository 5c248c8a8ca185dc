import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from districts.geometry.weights import Weights, WeightsError, from_masses


def weights(pairs: list[tuple[int, int, float]], sources: int = 2, targets: int = 2) -> Weights:
    source, target, weight = (np.array(column) for column in zip(*pairs, strict=True))
    names = [tuple(f"{letter}{n}" for n in range(count)) for letter, count in (("s", sources), ("t", targets))]
    return Weights(*names, source.astype(np.intp), target.astype(np.intp), weight.astype(float))


def test_masses_become_parts_that_sum_to_one() -> None:
    made = from_masses(["a", "b"], ["x", "y"], np.array([0, 0, 1]), np.array([0, 1, 1]), np.array([30.0, 10.0, 5.0]))
    assert made.matrix().toarray().tolist() == [[0.75, 0.25], [0.0, 1.0]]
    assert made.split.tolist() == [True, False]


def test_pieces_without_mass_are_left_out_and_an_area_of_only_such_is_uncovered() -> None:
    made = from_masses(["a", "b"], ["x"], np.array([0, 1]), np.array([0, 0]), np.array([2.0, 0.0]))
    assert made.covered.tolist() == [True, False]


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ([(0, 0, 0.5), (0, 1, 0.4)], "s0 sum to 0.9"),
        ([(0, 0, 1.5)], "not a part"),
        ([(0, 0, 0.0)], "not a part"),
        ([(0, 0, 0.5), (0, 0, 0.5)], "same pair"),
    ],
)
def test_weights_that_lose_or_invent_counts_are_refused(pairs: list[tuple[int, int, float]], said: str) -> None:
    with pytest.raises(WeightsError, match=said):
        weights(pairs)


def test_a_chain_is_the_product_and_sums_stay_one() -> None:
    first = weights([(0, 0, 0.5), (0, 1, 0.5), (1, 1, 1.0)])
    second = Weights(("t0", "t1"), ("z",), np.array([0, 1]), np.array([0, 0]), np.array([1.0, 1.0]))
    assert first.then(second).matrix().toarray().tolist() == [[1.0], [1.0]]


def test_what_ends_in_an_uncovered_area_is_uncovered_as_a_whole() -> None:
    first = weights([(0, 0, 0.5), (0, 1, 0.5), (1, 0, 1.0)])
    second = Weights(("t0", "t1"), ("z",), np.array([0]), np.array([0]), np.array([1.0]))
    assert first.then(second).covered.tolist() == [False, True]


def test_a_chain_that_does_not_meet_is_refused() -> None:
    first = weights([(0, 0, 1.0)])
    with pytest.raises(WeightsError, match="does not meet"):
        first.then(first)


@given(st.lists(st.floats(0.001, 1e6), min_size=1, max_size=40), st.integers(1, 5))
def test_totals_are_kept(masses: list[float], targets: int) -> None:
    pieces = np.array(masses)
    source = np.arange(len(pieces)) // targets
    target = np.arange(len(pieces)) % targets
    sources = [str(n) for n in range(int(source.max()) + 1)]
    made = from_masses(sources, [str(n) for n in range(targets)], source, target, pieces)
    counts = np.linspace(1, 1000, len(sources))
    assert (counts @ made.matrix()).sum() == pytest.approx(counts.sum(), rel=1e-12)
    assert np.abs(made.sums - 1).max() < 1e-9
