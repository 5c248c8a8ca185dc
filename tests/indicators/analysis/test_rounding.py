import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from indicators.analysis.rounding import whole_numbers


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ([], []),
        ([0.0, 0.0], [0, 0]),
        ([7.0], [7]),
        ([2.5], [3]),
        ([0.4, 0.3, 0.3], [1, 0, 0]),
        ([1 / 3 * 100] * 3, [34, 33, 33]),  # of equal remainders the earlier one
        ([10.2, 20.7, 30.1], [10, 21, 30]),
        ([0.1 + 0.2, 0.7], [0, 1]),
        ([2.9999999999, 1.0000000001], [3, 1]),
    ],
)
def test_largest_remainders_first(parts: list[float], whole: list[int]) -> None:
    assert whole_numbers(np.array(parts)).tolist() == whole


@given(arrays(np.float64, st.integers(1, 30), elements=st.floats(0, 1e5, allow_nan=False)))
def test_the_sum_stays_and_no_part_moves_by_more_than_one(parts: np.ndarray) -> None:
    whole = whole_numbers(parts)
    assert abs(int(whole.sum()) - parts.sum()) <= 0.5 + 1e-6
    assert (np.abs(whole - parts) < 1 + 1e-6).all()
