from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.analysis import arithmetic
from indicators.analysis.panel import Panel, PanelError
from indicators.analysis.periods import Period
from indicators.analysis.status import FLAGS, Status, flags_to_text
from tests.indicators.analysis.worlds import YEARS, panel, panels
from tests.oracles import panels as oracle

TWO, THREE = YEARS[:2], YEARS[:3]
ONE = YEARS[:1]
NEW_YEARS_EVE = tuple(Period.day(date(year, 12, 31)) for year in (2019, 2020, 2021))


def word(made: Panel, row: int = 0, column: int = 0) -> tuple[float | None, str, str]:
    value, status, flags = made.cell(made.areas[row], made.periods[column])
    return value, status.value, flags_to_text(flags)


def test_births_of_a_year_meet_the_inhabitants_of_its_last_day() -> None:
    births = panel({"011": [3, 4], "012": [5, 6]}, TWO)
    inhabitants = panel({"012": [200, 300, 400], "011": [100, 100, 100]}, NEW_YEARS_EVE)
    rates = arithmetic.divide(births, inhabitants, scale=1000)
    assert rates.equals(panel({"011": [30, 40], "012": [25, 20]}, TWO))


def test_of_several_periods_with_one_last_day_the_same_one_is_taken_then_the_reference_date() -> None:
    year, quarter, day = Period.year(2023), Period.quarter(2023, 4), Period.day(date(2023, 12, 31))
    right = panel({"011": [1, 2, 3]}, (quarter, year, day))
    _, met = arithmetic.align(panel({"011": [0, 0]}, (year, Period.month(2023, 12))), right)
    assert met.values.tolist() == [[2, 3]]


def test_a_year_does_not_meet_one_of_two_others_by_chance() -> None:
    right = panel({"011": [1, 2]}, (Period.quarter(2023, 4), Period.month(2023, 12)))
    _, met = arithmetic.align(panel({"011": [0]}, (Period.year(2023),)), right)
    assert word(met) == (None, "missing", "")


def test_areas_and_periods_the_other_does_not_hold_are_missing() -> None:
    left = panel({"011": [10, 20], "012": [30, 40]}, TWO)
    right = panel({"012": [1]}, TWO[1:])
    assert arithmetic.subtract(left, right).equals(panel({"011": ["missing"] * 2, "012": ["missing", 39]}, TWO))


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (["zero", "zero"], (0, "zero", "")),
        (["zero", "near_zero 0"], (0, "near_zero", "")),
        (["zero", 4], (4, "ok", "")),
        ([2, "near_zero 0"], (2, "ok", "")),
        ([0, "zero"], (0, "ok", "")),
        (["provisional 2", "estimated 3"], (5, "estimated", "provisional")),
        (["provisional 2", "zero"], (2, "provisional", "")),
        (["provisional 2", "suppressed"], (None, "suppressed", "provisional")),
        (["missing", "suppressed"], (None, "suppressed", "missing")),
        (["not_existing", "suppressed"], (None, "not_existing", "suppressed")),
    ],
)
def test_sums_and_their_words(parts: list[float | str], expected: tuple[float | None, str, str]) -> None:
    single = [panel({"011": [part]}, ONE) for part in parts]
    assert word(arithmetic.add(single)) == expected
    assert word(arithmetic.total(panel({str(at): [part] for at, part in enumerate(parts)}, ONE), "city")) == expected


def test_adding_nothing_is_an_error_and_one_panel_is_itself() -> None:
    one = panel({"011": [1, "zero"]}, TWO)
    assert arithmetic.add([one]).equals(one)
    with pytest.raises(PanelError, match="Nothing to add"):
        arithmetic.add([])


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [
        (29, 100, (29.0, "ok", "")),
        ("zero", 100, (0, "zero", "")),
        ("near_zero 0", 100, (0, "near_zero", "")),
        (0, 100, (0, "ok", "")),
        (5, 0, (None, "missing", "")),
        (0, 0, (None, "missing", "")),
        ("zero", "zero", (None, "missing", "")),
        ("provisional 5", 0, (None, "missing", "provisional")),
        ("zero", "provisional 50", (0, "provisional", "")),
        ("suppressed", 0, (None, "suppressed", "")),
        (5, "pending", (None, "pending", "")),
    ],
)
def test_rates_and_their_words(
    numerator: float | str, denominator: float | str, expected: tuple[float | None, str, str]
) -> None:
    rate = arithmetic.divide(panel({"011": [numerator]}, ONE), panel({"011": [denominator]}, ONE), scale=100)
    assert word(rate) == expected


def test_a_rate_of_zero_has_no_minus_sign() -> None:
    rate = arithmetic.divide(panel({"011": [0]}, ONE), panel({"011": [-5]}, ONE), scale=100)
    assert not np.signbit(rate.values[0, 0])


def test_what_overflows_is_missing_and_no_warning() -> None:
    huge, tiny = panel({"011": [1e308]}, ONE), panel({"011": [1e-308]}, ONE)
    assert word(arithmetic.divide(huge, tiny, scale=1)) == (None, "missing", "")
    assert word(arithmetic.add([huge, huge])) == (None, "missing", "")
    assert word(arithmetic.total(panel({"1": [1e308], "2": [1e308]}, ONE), "city")) == (None, "missing", "")


def test_a_difference_of_nothing_is_no_nothing() -> None:
    zero = panel({"011": ["zero"]}, ONE)
    assert word(arithmetic.subtract(zero, zero)) == (0, "ok", "")


def test_change_over_two_years() -> None:
    made = panel({"011": [10, 20, 13, "zero", "suppressed"], "012": [5, "missing", 5, 5, 5]})
    assert arithmetic.change(made, 2).equals(
        panel({"011": ["missing", "missing", 3, -20, "suppressed"], "012": ["missing", "missing", 0, "missing", 0]})
    )


def test_one_gap_leaves_the_whole_sum_without_a_value() -> None:
    made = panel({"011": [10, 20, 30], "012": [5, "suppressed", 7], "013": [1, "missing", 3]}, THREE)
    whole = arithmetic.total(made, "gesamt")
    assert [word(whole, column=column) for column in range(3)] == [
        (16, "ok", ""),
        (None, "suppressed", "missing"),
        (40, "ok", ""),
    ]
    assert whole.areas == ("gesamt",)


def test_a_sum_over_no_areas_is_missing_not_nought() -> None:
    assert word(arithmetic.total(Panel.empty((), ONE), "gesamt")) == (None, "missing", "")


def test_suppressing_hides_the_number_and_every_hint_at_it() -> None:
    made = panel({"011": ["zero", "provisional 2", "missing"], "012": [4, 5, "near_zero 0"]}, THREE)
    hidden = arithmetic.suppress(made, np.array([[True, True, True], [True, False, True]]))
    assert [word(hidden, 0, column) for column in range(3)] == [
        (None, "suppressed", ""),
        (None, "suppressed", "provisional"),
        (None, "missing", ""),
    ]
    assert [word(hidden, 1, column) for column in range(3)] == [
        (None, "suppressed", ""),
        (5, "ok", ""),
        (None, "suppressed", ""),
    ]


def test_a_delivered_flag_near_zero_does_not_survive_suppression() -> None:
    flags = np.array([[FLAGS[Status.NEAR_ZERO] | FLAGS[Status.REVISED]]])
    made = Panel(("011",), ONE, np.array([[0.0]]), np.array([[0]]), flags)
    assert word(arithmetic.suppress(made, np.array([[True]]))) == (None, "suppressed", "revised")


def test_masks_are_checked() -> None:
    made = panel({"011": [1, 2]}, TWO)
    with pytest.raises(PanelError, match=r"mask has the shape \(1, 1\)"):
        arithmetic.suppress(made, np.array([[True]]))
    with pytest.raises(ValueError, match="'provisional' stands with a value"):
        arithmetic.mask(made, np.array([[True, True]]), Status.PROVISIONAL)


def agree(fast: Panel, slow: oracle.Cells) -> None:
    cells = oracle.as_cells(fast)
    assert cells.keys() == slow.keys()
    for key, figure in slow.items():
        assert oracle.same(cells[key], figure), (key, cells[key], figure)


@given(panels(), panels())
def test_sum_difference_and_rate_agree_with_the_slow_way(left: Panel, right: Panel) -> None:
    first, second = oracle.as_cells(left), oracle.as_cells(right)
    agree(arithmetic.add([left, right]), {key: oracle.total([first[key], second[key]]) for key in first})
    agree(arithmetic.subtract(left, right), {key: oracle.difference(first[key], second[key]) for key in first})
    agree(
        arithmetic.divide(left, right, scale=1000), {key: oracle.rate(first[key], second[key], 1000) for key in first}
    )


@given(panels(), panels(areas=("012", "021", "099"), periods=NEW_YEARS_EVE))
def test_aligning_agrees_with_the_slow_way(left: Panel, right: Panel) -> None:
    first, second = oracle.as_cells(left), oracle.as_cells(right)
    slow = {key: oracle.difference(figure, oracle.by_last_day(second, *key)) for key, figure in first.items()}
    agree(arithmetic.subtract(left, right), slow)


@given(panels(periods=YEARS), st.integers(0, 5))
def test_change_agrees_with_the_slow_way(made: Panel, years: int) -> None:
    agree(arithmetic.change(made, years), oracle.change(oracle.as_cells(made), years))


@given(panels(numbers=st.floats(-1e9, 1e9)), st.permutations(["011", "012", "021"]))
def test_totals_agree_with_the_slow_way_and_do_not_depend_on_the_order(made: Panel, order: list[str]) -> None:
    whole = arithmetic.total(made, "gesamt")
    cells = oracle.as_cells(made)
    agree(whole, {("gesamt", day): oracle.total([cells[area, day] for area in made.areas]) for day in made.periods})
    assert arithmetic.total(made.select(areas=order), "gesamt").equals(whole)


@given(panels())
def test_inputs_are_left_as_they_were(made: Panel) -> None:
    before = oracle.as_cells(made)
    arithmetic.suppress(arithmetic.divide(made, made, scale=100), np.ones(made.values.shape, dtype=bool))
    assert oracle.as_cells(made) == before
