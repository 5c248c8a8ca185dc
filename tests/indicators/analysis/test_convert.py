"""Conversion of counts: the sums, the statuses, what was split, and what must not shine through."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from districts.geometry.weights import Weights, from_masses
from indicators.analysis.arithmetic import divide
from indicators.analysis.convert import convert, newest, shines_through
from indicators.analysis.panel import Panel, PanelError
from indicators.analysis.periods import Period
from indicators.analysis.status import CODES, FLAGS, Status

DAYS = (Period.parse("2018-12-31"), Period.parse("2019-12-31"))
S = Status


def ways(table: list[list[float]]) -> Weights:
    """From a full matrix, sources down."""
    matrix = np.array(table)
    source, target = np.nonzero(matrix)
    sources, targets = (
        tuple(f"{letter}{n}" for n in range(count)) for letter, count in zip("st", matrix.shape, strict=True)
    )
    return Weights(sources, targets, source, target, matrix[source, target])


def counts(values: list[list[float | Status]], flags: list[list[int]] | None = None) -> Panel:
    numbers = [[np.nan if isinstance(cell, Status) else cell for cell in row] for row in values]
    status = [[CODES[cell] if isinstance(cell, Status) else CODES[S.OK] for cell in row] for row in values]
    shape = np.array(status).shape
    areas = tuple(f"s{n}" for n in range(shape[0]))
    return Panel(areas, DAYS[: shape[1]], np.array(numbers), np.array(status), np.array(flags or np.zeros(shape, int)))


def words(panel: Panel) -> list[list[str]]:
    return [[panel.cell(area, period).status.value for period in panel.periods] for area in panel.areas]


def test_a_split_area_gives_each_target_its_part() -> None:
    made = convert(counts([[100.0], [200.0]]), ways([[0.25, 0.75], [0, 1]]))
    assert made.panel.values.tolist() == [[25.0], [275.0]]
    assert made.split.tolist() == [[1.0], [75 / 275]]
    assert words(made.panel) == [["converted"], ["converted"]]


def test_rates_are_computed_from_converted_counts_and_not_averaged() -> None:
    """The two unit squares of the methods: the target holds all of the first and half of the second."""
    way = ways([[1.0, 0.0], [0.5, 0.5]])
    people, children = (convert(counts(rows), way).panel for rows in ([[100.0], [200.0]], [[10.0], [60.0]]))
    assert divide(children, people, scale=1).values[0, 0] == pytest.approx(40 / 200)
    assert divide(children, people, scale=1).values[0, 0] != pytest.approx((0.1 + 0.3) / 2 * 10 / 12)


def test_one_part_without_a_value_leaves_the_target_without_and_the_strongest_word_wins() -> None:
    way = ways([[1, 0], [1, 0], [0.5, 0.5]])
    made = convert(counts([[S.MISSING], [S.SUPPRESSED], [8.0]]), way)
    assert words(made.panel) == [["suppressed"], ["converted"]]
    assert np.isnan(made.panel.values[0, 0])
    assert np.isnan(made.split[0, 0])


def test_zero_becomes_a_converted_zero_and_nothing_of_it_was_split() -> None:
    zero = Panel(("s0",), DAYS[:1], np.zeros((1, 1)), np.array([[CODES[S.ZERO]]]), np.zeros((1, 1), int))
    made = convert(zero, ways([[0.5, 0.5]]))
    assert made.panel.values.tolist() == [[0.0], [0.0]]
    assert words(made.panel) == [["converted"], ["converted"]]
    assert made.split.tolist() == [[0.0], [0.0]]


def test_a_target_that_nothing_reaches_is_missing() -> None:
    made = convert(counts([[5.0]]), Weights(("s0",), ("t0", "t1"), np.array([0]), np.array([1]), np.array([1.0])))
    assert words(made.panel) == [["missing"], ["converted"]]


def test_a_stronger_word_stays_and_converted_goes_beside_it() -> None:
    estimated = Panel(("s0",), DAYS[:1], np.array([[7.0]]), np.array([[CODES[S.ESTIMATED]]]), np.zeros((1, 1), int))
    cell = convert(estimated, ways([[1.0]])).panel.cell("t0", DAYS[0])
    assert (cell.value, cell.status, cell.flags) == (7.0, S.ESTIMATED, FLAGS[S.CONVERTED])


def test_flags_of_all_parts_stay() -> None:
    made = convert(counts([[1.0], [2.0]], [[FLAGS[S.REVISED]], [FLAGS[S.PROVISIONAL]]]), ways([[1], [1]]))
    assert made.panel.flags[0, 0] == FLAGS[S.REVISED] | FLAGS[S.PROVISIONAL]


def test_panels_of_other_areas_are_refused() -> None:
    with pytest.raises(PanelError, match="not those the weights begin with"):
        convert(counts([[1.0], [2.0]]), ways([[1.0]]))


def test_the_newest_delivery_of_all_parts() -> None:
    found = newest(np.array([[3, 0], [9, 4], [5, 0]]), ways([[1, 0], [0.5, 0.5], [0, 1]]))
    assert found.tolist() == [[9, 4], [9, 4]]


def slowly(panel: Panel, way: Weights) -> list[list[float | None]]:
    """The sum, written out."""
    found: list[list[float | None]] = []
    for target in range(len(way.targets)):
        row: list[float | None] = []
        for column in range(len(panel.periods)):
            parts = [
                (float(weight), float(panel.values[source, column]))
                for source, to, weight in zip(way.source, way.target, way.weight, strict=True)
                if to == target
            ]
            whole = bool(parts) and not any(np.isnan(value) for _, value in parts)
            row.append(sum(weight * value for weight, value in parts) if whole else None)
        found.append(row)
    return found


@given(st.data())
def test_totals_are_kept_and_the_sum_is_the_slow_one(data: st.DataObject) -> None:
    sources, targets = data.draw(st.integers(1, 6)), data.draw(st.integers(1, 5))
    mass = np.array(data.draw(st.lists(st.floats(0, 50), min_size=sources * targets, max_size=sources * targets)))
    mass = mass.reshape(sources, targets) + np.eye(sources, targets) + (np.arange(targets) == 0)
    source, target = np.nonzero(mass)
    labels = [tuple(f"{letter}{n}" for n in range(count)) for letter, count in (("s", sources), ("t", targets))]
    way = from_masses(*labels, source, target, mass[source, target])
    numbers = data.draw(st.lists(st.integers(0, 10_000), min_size=2 * sources, max_size=2 * sources))
    panel = counts(np.array(numbers, dtype=float).reshape(sources, 2).tolist())
    made = convert(panel, way).panel
    assert np.nansum(made.values) == pytest.approx(sum(numbers), rel=1e-9, abs=1e-9)
    slow = slowly(panel, way)
    for row, expected in zip(made.values.tolist(), slow, strict=True):
        assert [None if np.isnan(value) else value for value in row] == pytest.approx(expected)


NAN = np.nan


@pytest.mark.parametrize(
    ("sensitive", "told"),
    [
        ([[2.0], [NAN], [NAN]], True),  # the only hidden part: what remains when the others are taken off
        ([[1.0], [1.0], [NAN]], True),  # together less than the minimum cell
        ([[2.0], [2.0], [NAN]], True),  # four of two areas that each have one or two: both have two
        ([[2.0], [1.0], [NAN]], False),  # three of two areas: neither is known
        ([[NAN], [NAN], [NAN]], False),
    ],
)
def test_what_would_give_a_hidden_number_away(sensitive: list[list[float]], told: bool) -> None:
    found = shines_through(np.array(sensitive), ways([[1], [1], [1]]), 3)
    assert found.tolist() == [[told]]


def test_a_part_of_a_hidden_number_tells_it_too() -> None:
    found = shines_through(np.array([[2.0], [NAN]]), ways([[0.5, 0.5], [0, 1]]), 3)
    assert found.tolist() == [[True], [True]]


def _possible(numbers: list[int], given: np.ndarray, minimum_cell: int) -> list[set[int]]:
    """For each hidden number the values that it may have, for who knows the sums and the rule."""
    choices = product(range(1, minimum_cell), repeat=len(numbers))
    sums = given @ np.array(numbers)
    fitting = [one for one in choices if np.allclose(given @ np.array(one), sums)]
    return [set(values) for values in zip(*fitting, strict=True)]


@pytest.mark.parametrize("minimum_cell", [3, 5])
@pytest.mark.parametrize("parts", [(1.0, 1.0), (1.0, 1.0, 1.0), (1.0, 0.5), (0.6, 0.3, 0.7), (0.25, 0.25, 1.0)])
def test_no_hidden_number_is_the_only_one_that_fits_a_shown_sum(parts: tuple[float, ...], minimum_cell: int) -> None:
    weights = ways([[part, 1 - part] for part in parts])
    for numbers in product(range(1, minimum_cell), repeat=len(parts)):
        hidden = shines_through(np.array(numbers, dtype=float)[:, None], weights, minimum_cell)
        if not hidden[0, 0]:
            possible = _possible(list(numbers), np.array([parts]), minimum_cell)
            assert min(map(len, possible)) > 1, (numbers, possible)


def test_sums_at_either_end_tell_all_and_those_between_nothing() -> None:
    found = shines_through(np.array([[1.0, 2.0, 2.0], [1.0, 2.0, 1.0], [1.0, 2.0, 1.0]]), ways([[1], [1], [1]]), 3)
    assert found.tolist() == [[True, True, False]]


def test_hidden_numbers_with_weights_of_their_own_can_be_told_apart() -> None:
    hidden = np.array([[3.0], [4.0], [3.0], [4.0]])
    assert shines_through(hidden, ways([[1], [1], [1], [1]]), 5).tolist() == [[False]]
    mixed = ways([[1.0, 0.0], [1.0, 0.0], [0.37, 0.63], [0.59, 0.41]])
    assert shines_through(hidden, mixed, 5).tolist() == [[True], [True]]
