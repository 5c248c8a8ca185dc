import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.analysis.panel import ABSENT, Panel, PanelError, Rows
from indicators.analysis.periods import Period
from indicators.analysis.status import CODES, FLAGS, Status
from tests.indicators.analysis.worlds import YEARS, panel, panels

TWO = YEARS[:2]


def build(values: object, status: object, flags: object = ((0, 0),)) -> Panel:
    return Panel(("011",), TWO, np.array(values), np.array(status), np.array(flags))


def test_missing_suppressed_and_zero_are_three_things() -> None:
    cells = panel({"011": ["missing", "suppressed", "zero"]}, YEARS[:3])
    assert [cells.cell("011", year)[:2] for year in YEARS[:3]] == [
        (None, Status.MISSING),
        (None, Status.SUPPRESSED),
        (0.0, Status.ZERO),
    ]


@pytest.mark.parametrize(
    ("values", "status", "message"),
    [
        ([[1.0, np.nan]], [[0, 0]], r"011, 2020 \(ok\) has no number, but its status needs one"),
        ([[1.0, 2.0]], [[0, 3]], r"011, 2020 \(suppressed\) has a number, but its status allows none"),
        ([[1.0, np.inf]], [[0, 0]], "is infinite"),
        ([[1.0, 2.0]], [[0, 1]], "is not 0, but its status is 'zero'"),
        ([[1.0, 2.0]], [[0, 15]], "whole number from 0 to 14"),
        ([[1.0, 2.0]], [[0, 256]], "whole number from 0 to 14"),
        ([[1.0, 2.0]], [[0, -1]], "whole number from 0 to 14"),
        ([[1.0, 2.0]], [[0.0, 0.5]], "whole number from 0 to 14"),
        ([[1.0]], [[0, 0]], r"values has the shape \(1, 1\)"),
        ([[1.0, 2.0]], [[0], [0]], r"status has the shape \(2, 1\)"),
    ],
)
def test_a_panel_that_contradicts_itself_is_refused(values: object, status: object, message: str) -> None:
    with pytest.raises(PanelError, match=message):
        build(values, status)


def test_flags_beyond_the_words_are_refused() -> None:
    with pytest.raises(PanelError, match="flags holds"):
        build([[1.0, 2.0]], [[0, 0]], [[0, 1 << 15]])


def test_labels_must_be_unique() -> None:
    with pytest.raises(PanelError, match="The area 011 occurs twice"):
        Panel.empty(("012", "011", "011"), TWO)
    with pytest.raises(PanelError, match="The period 2019 occurs twice"):
        Panel.empty(("011",), (TWO[0], TWO[0]))


def test_arrays_are_read_only_and_not_the_callers() -> None:
    values = np.array([[1.0, 2.0]])
    made = build(values, [[0, 0]])
    values[0, 0] = 99
    assert made.cell("011", TWO[0]).value == 1
    for array in (made.values, made.status, made.flags):
        with pytest.raises(ValueError, match="read-only"):
            array[0, 0] = 1


def test_rows_come_in_any_order_and_gaps_are_missing() -> None:
    converted = FLAGS[Status.CONVERTED]
    rows = Rows(
        area=[1, 0], period=[0, 1], value=[np.nan, 7.5], status=[CODES[Status.PENDING], 0], flags=[0, converted]
    )
    made = Panel.from_rows(("011", "012"), TWO, rows)
    assert made.cell("012", TWO[0]) == (None, Status.PENDING, 0)
    assert made.cell("011", TWO[1]) == (7.5, Status.OK, converted)
    assert made.cell("011", TWO[0]) == made.cell("012", TWO[1]) == (None, Status.MISSING, 0)


def test_two_rows_for_one_cell_are_refused_with_the_place() -> None:
    rows = Rows(area=[0, 1, 1], period=[0, 1, 1], value=[1.0, 2.0, 3.0], status=[0, 0, 0], flags=[0, 0, 0])
    with pytest.raises(PanelError, match="Two figures for area 012, 2020"):
        Panel.from_rows(("011", "012"), TWO, rows)


@pytest.mark.parametrize(("area", "period"), [(2, 0), (-1, 0), (0, 2), (0, -1)])
def test_a_row_outside_the_panel_is_refused(area: int, period: int) -> None:
    with pytest.raises(PanelError, match="outside of 2 areas and 2 periods"):
        Panel.from_rows(("011", "012"), TWO, Rows([area], [period], [1.0], [0], [0]))


def test_a_status_too_large_for_its_type_does_not_become_ok() -> None:
    with pytest.raises(PanelError, match="whole number"):
        Panel.from_rows(("011",), TWO, Rows([0], [0], [1.0], [256], [0]))


def test_no_rows_no_areas_no_periods() -> None:
    nothing = Rows([], [], [], np.array([], dtype=int), np.array([], dtype=int))
    assert Panel.from_rows(("011",), TWO, nothing).equals(Panel.empty(("011",), TWO))
    assert Panel.from_rows((), (), nothing).values.shape == (0, 0)


def test_an_empty_panel_holds_no_values_and_so_no_word_for_one() -> None:
    assert Panel.empty(("011",), TWO, Status.NOT_EXISTING).cell("011", TWO[0]).status is Status.NOT_EXISTING
    with pytest.raises(PanelError, match="needs one"):
        Panel.empty(("011",), TWO, Status.OK)


def test_select_keeps_the_order_asked_for() -> None:
    whole = panel({"011": [1, 2, "zero"], "012": [4, "suppressed", 6]}, YEARS[:3])
    part = whole.select(areas=["012", "011"], periods=[YEARS[2], YEARS[1]])
    assert part.equals(panel({"012": [6, "suppressed"], "011": ["zero", 2]}, (YEARS[2], YEARS[1])))
    assert whole.select(areas=[]).values.shape == (0, 3)
    assert whole.select().equals(whole)


def test_select_and_cell_name_what_is_not_there() -> None:
    whole = panel({"011": [1, 2]}, TWO)
    with pytest.raises(PanelError, match="no area 099"):
        whole.select(areas=["011", "099"])
    with pytest.raises(PanelError, match="no period 2031"):
        whole.cell("011", Period.year(2031))


def test_take_fills_what_is_absent_with_missing() -> None:
    whole = panel({"011": [1, "suppressed"]}, TWO)
    taken = whole.take(("x", "y"), TWO, np.array([ABSENT, 0]), np.array([1, ABSENT]))
    assert taken.equals(panel({"x": ["missing", "missing"], "y": ["suppressed", "missing"]}, TWO))


@given(panels(), st.permutations(range(9)))
def test_any_panel_comes_back_from_its_rows_in_any_order(made: Panel, order: list[int]) -> None:
    area, period = np.divmod(np.array(order), 3)
    rows = Rows(area, period, made.values[area, period], made.status[area, period], made.flags[area, period])
    assert Panel.from_rows(made.areas, made.periods, rows).equals(made)


def test_equals_sees_every_part() -> None:
    one = panel({"011": [1, 2]}, TWO)
    assert one.equals(panel({"011": [1, 2]}, TWO))
    for other in (
        panel({"012": [1, 2]}, TWO),
        panel({"011": [1, 2]}, YEARS[1:3]),
        panel({"011": [1, 3]}, TWO),
        panel({"011": [1, "revised 2"]}, TWO),
        build(one.values, one.status, [[0, 1 << 14]]),
    ):
        assert not one.equals(other)
