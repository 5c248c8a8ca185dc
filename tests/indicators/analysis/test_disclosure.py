import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.analysis.disclosure import suppress
from indicators.analysis.formula import Evaluated, evaluate, read_formula
from indicators.analysis.panel import Panel
from indicators.analysis.status import Status
from tests.indicators.analysis.worlds import YEARS, panel, panels

ONE, TWO = YEARS[:1], YEARS[:2]
SHARE = {"share": {"numerator": "num", "denominator": "den"}}
PER_1000 = {"per_1000": {"numerator": "num", "denominator": "den"}}
COUNTS = {"num": "count", "den": "count"}


def shown(formula: object, k: int | None, kinds: dict[str, str] | None = None, **world: Panel) -> Evaluated:
    return suppress(evaluate(read_formula(formula), world.__getitem__, kinds=kinds or COUNTS), k)


def words(made: Panel | None) -> list[str]:
    assert made is not None
    return [made.cell(area, period).status.value for area in made.areas for period in made.periods]


def column(*figures: float | str) -> Panel:
    return panel({f"{at:03}": [figure] for at, figure in enumerate(figures)}, ONE)


def test_a_share_is_hidden_for_few_few_others_and_small_groups() -> None:
    got = shown(
        SHARE, 3, num=column(2, 3, "zero", 98, 97, 100, "zero", 1), den=column(100, 100, 100, 100, 100, 100, 2, 0)
    )
    s = "suppressed"
    assert words(got.value) == [s, "ok", "zero", s, "ok", "ok", s, "missing"]
    assert words(got.numerator) == [s, "ok", "zero", s, "ok", "ok", s, s]
    assert words(got.denominator) == ["ok"] * 6 + [s, "ok"]


def test_a_rate_has_no_rest() -> None:
    got = shown(PER_1000, 3, num=column(99, 2, 3), den=column(100, 100, 100))
    assert words(got.value) == ["ok", "suppressed", "ok"]


def test_plain_counts_are_protected_and_means_are_not() -> None:
    numbers = column(1, 2, 3, "zero", 0)
    assert words(shown({"value": "num"}, 3, num=numbers).value) == ["suppressed", "suppressed", "ok", "zero", "ok"]
    assert words(shown({"value": "num"}, 3, {"num": "mean"}, num=numbers).value) == ["ok", "ok", "ok", "zero", "ok"]


def test_a_fraction_of_a_mean_looks_at_its_counts_only() -> None:
    got = shown(PER_1000, 3, {"num": "mean", "den": "count"}, num=column(1.5, 1.5), den=column(2, 100))
    assert words(got.value) == ["suppressed", "ok"]
    assert words(got.denominator) == ["suppressed", "ok"]
    got = shown(PER_1000, 3, {"num": "count", "den": "index"}, num=column(2, 50), den=column(1, 1))
    assert words(got.value) == ["suppressed", "ok"]
    assert words(got.denominator) == ["ok", "ok"]


def test_a_difference_is_hidden_for_small_parts_and_small_results() -> None:
    formula = {"difference": {"of": "num", "minus": "den"}}
    got = shown(formula, 3, num=column(50, 50, 2, 50, 50), den=column(20, 48, 10, 1, 52))
    assert words(got.value) == ["ok", "suppressed", "suppressed", "suppressed", "suppressed"]


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [(10, 12, "ok"), (2, 12, "suppressed"), (12, 2, "suppressed"), ("zero", 12, "ok"), (99, 12, "suppressed")],
)
def test_a_change_is_hidden_if_either_end_would_be(before: float | str, after: float, word: str) -> None:
    formula = {"change": {"of": SHARE, "years": 1}}
    got = shown(formula, 3, num=panel({"011": [before, after]}, TWO), den=panel({"011": [100, 100]}, TWO))
    assert words(got.value) == ["missing", word]


def test_the_change_of_a_count_may_be_small_itself() -> None:
    formula = {"change": {"measure": "num", "years": 1}}
    assert words(shown(formula, 3, num=panel({"011": [10, 11], "012": [2, 11]}, TWO)).value) == [
        "missing",
        "ok",
        "missing",
        "suppressed",
    ]


@pytest.mark.parametrize("k", [None, 0, 1])
def test_without_a_minimum_cell_nothing_is_hidden(k: int | None) -> None:
    assert words(shown(SHARE, k, num=column(1, 99), den=column(100, 100)).value) == ["ok", "ok"]


def test_a_negative_minimum_cell_is_refused() -> None:
    with pytest.raises(ValueError, match="makes no sense"):
        shown(SHARE, -1, num=column(1), den=column(2))


def test_the_counts_behind_do_not_travel_on() -> None:
    assert shown(SHARE, 3, num=column(2), den=column(100)).basis == ()


@given(panels(), panels(), st.integers(0, 12))
def test_no_shown_share_tells_a_small_count(num: Panel, den: Panel, k: int) -> None:
    whole = evaluate(read_formula(SHARE), {"num": num, "den": den}.__getitem__, kinds=COUNTS)
    got = suppress(whole, k)
    for area in num.areas:
        for period in num.periods:
            part, total = num.cell(area, period).value, den.cell(area, period).value
            value, before = got.value.cell(area, period), whole.value.cell(area, period)
            small = [
                0 < abs(count) < k
                for count in (part, total, None if part is None or total is None else total - part)
                if count is not None
            ]
            if before.value is None:
                assert value == before
            elif any(small):
                assert value[:2] == (None, Status.SUPPRESSED)
            else:
                assert value == before


@given(panels(), st.integers(2, 12))
def test_suppressing_twice_hides_no_more(num: Panel, k: int) -> None:
    once = shown({"value": "num"}, k, num=num)
    again = suppress(evaluate(read_formula({"value": "num"}), {"num": once.value}.__getitem__, kinds=COUNTS), k)
    assert again.value.equals(once.value)
