"""The legend says to which class a value on a boundary belongs, and says what is done."""

import numpy as np
import pytest
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from indicators.analysis.breaks import assign, class_breaks
from indicators.presenters.drawn import range_labels
from tests.indicators.outputs import map_data
from tests.indicators.test_pages import reader

__all__ = ["reader"]


@pytest.mark.parametrize(
    ("language", "labels"),
    [
        ("de", ["11,1 bis 17,4", "über 17,4 bis 23,5", "über 23,5 bis 1.040,0"]),
        ("en", ["11.1 to 17.4", "over 17.4 to 23.5", "over 23.5 to 1,040.0"]),
    ],
)
def test_only_the_first_class_holds_its_lower_boundary(language: str, labels: list[str]) -> None:
    with translation.override(language):
        assert range_labels([11.1, 17.4, 23.5, 1040.0], 1) == labels


def test_a_class_of_one_value_is_that_value() -> None:
    with translation.override("en"):
        assert range_labels([5.0, 5.0], 0) == ["5"]
        assert range_labels([], 0) == []


@given(st.lists(st.integers(-50, 50), min_size=1), st.sampled_from(["jenks", "quantiles", "equal", "std"]))
def test_the_words_are_those_of_the_assignment(whole: list[int], method: str) -> None:
    values = np.array(whole, dtype=float)
    breaks = class_breaks(values, method=method, classes=5)
    for value, number in zip(values, assign(values, breaks), strict=True):
        low, high = breaks.edges[number], breaks.edges[number + 1]
        assert value <= high
        assert value > low or (number == 0 and value == low)


@pytest.mark.parametrize(("language", "word"), [("de", "über "), ("en", "over ")])
def test_the_legend_of_the_map_says_so(reader: Client, language: str, word: str) -> None:
    reader.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    legend = map_data(reader, indicator="einwohner", division="stadtteile", method="equal", classes="3")["legend"]
    labels = [entry["label"] for entry in legend if not entry["pattern"]]
    assert [label.startswith(word) for label in labels] == [False, True, True]
