"""The one call behind every output: formulas of every kind, periods, areas, and which deliveries went in."""

from datetime import date

import pytest
from django.conf import settings

from indicators.actions.deliveries import withdraw_delivery
from indicators.analysis.disclosure import suppress
from indicators.analysis.periods import Period
from indicators.formulas import FormulaBook
from indicators.models import Indicator
from indicators.queries.city import city_series, city_values, region_values
from indicators.queries.panels import Span
from indicators.queries.values import COLUMNS
from sozialmonitor.access.permissions import EVERYTHING
from tests.world import CODES, DAY, World, city_figures

BEFORE = Period.parse("2022-12-31")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("einwohner", 1000.0),
        ("arbeitslose", 88.0),
        ("quote", 100 * 88 / 1000),
        ("geburtenziffer", 1000 * 10 / 1000),
        ("verhaeltnis", (10 + 20) / 1000),
        ("saldo", 10.0 - 20.0),
        ("wandel", 100 * 88 / 1000 - 100 * 80 / 1000),
        ("transfer", 4.0),
    ],
)
def test_each_kind_of_formula(filled: World, code: str, expected: float) -> None:
    value, status = filled.current(code, "01")
    assert (value, status) == (pytest.approx(expected, rel=1e-14), "ok")


def test_statuses_stay_three_things(filled: World) -> None:
    assert filled.current("quote", "03") == (0.0, "zero")
    assert filled.current("quote", "04") == (None, "suppressed")
    assert filled.current("quote", "05") == (None, "missing")
    assert filled.current("quote", "06") == (None, "suppressed")


def test_a_change_needs_both_ends(filled: World) -> None:
    assert filled.current("wandel", "01", BEFORE) == (None, "missing")
    assert filled.current("wandel", "03") == (0.0, "ok")
    assert filled.current("wandel", "04") == (None, "suppressed")


def test_a_span_cuts_what_is_shown_and_not_what_a_change_looks_back_to(filled: World) -> None:
    values = filled.values("wandel", Span(DAY.end, DAY.end))
    assert values.periods == (DAY,)
    assert values.panel.cell("01", DAY).value == pytest.approx(0.8)
    assert filled.values("quote", Span(first=date(2023, 1, 1))).periods == (DAY,)
    assert filled.values("quote", Span(last=date(2022, 12, 31))).periods == (BEFORE,)
    assert filled.values("quote", Span(date(2030, 1, 1))).periods == ()


def test_areas_come_by_code_and_may_be_chosen(filled: World) -> None:
    assert [area.code for area in filled.values("quote").areas] == list(CODES)
    assert [area.code for area in filled.values("quote", only=["05", "01", "99"]).areas] == ["01", "05"]
    assert list(filled.values("quote", only=["99"]).rows()) == []


def test_rows_carry_everything_in_the_order_of_the_contract(filled: World) -> None:
    (row,) = filled.values("quote", Span(DAY.end, DAY.end), only=["01"]).rows()
    delivery = filled.deliveries[1]
    assert dict(zip(COLUMNS, row, strict=True)) == {
        "division": "stadtteile", "edition": "2010-01-01", "area_code": "01", "area_name": "Viertel 01",
        "indicator": "quote", "period_start": DAY.start, "period_end": DAY.end,
        "value": pytest.approx(8.8), "unit": "%",
        "status": "ok", "flags": "", "numerator": 88.0, "denominator": 1000.0, "source": "Arbeitsagentur",
        "delivery": delivery.pk,
    }  # fmt: skip


def test_an_indicator_without_figures_has_no_periods(world: World) -> None:
    values = world.values("quote")
    assert (values.periods, list(values.rows()), values.used) == ((), [], frozenset())


def test_periods_meet_by_their_last_day(world: World) -> None:
    year = Period.parse("2023")
    world.deliver([("GEB", "01", year, 12.0), ("EW", "01", DAY, 1000.0)])
    assert world.current("geburtenziffer", "01", year) == (12.0, "ok")


def test_flags_and_words_of_quality_travel(world: World) -> None:
    world.deliver([("ALO", "01", DAY, 50.0, "provisional"), ("EW", "01", DAY, 1000.0, "revised", "limited")])
    cell = world.values("quote").panel.cell("01", DAY)
    assert (cell.value, cell.status.value) == (5.0, "provisional")
    row = next(world.values("quote", only=["01"]).rows())
    assert row[COLUMNS.index("flags")] == "limited revised"


def test_all_deliveries_that_went_in_are_named(filled: World) -> None:
    first, second, transfer = (delivery.pk for delivery in filled.deliveries)
    day = Span(DAY.end, DAY.end)
    assert filled.values("quote", day).used == {second}
    assert filled.values("wandel", day).used == {first, second}
    assert filled.values("quote").used == {first, second}
    assert filled.values("transfer").used == {transfer}
    later = filled.deliver([("EW", code, DAY, 1001.0) for code in CODES]).pk
    values = filled.values("quote", day)
    assert values.used == {second, later}
    # In each figure's own row stands the newest of them.
    assert {row[COLUMNS.index("delivery")] for row in values.rows()} == {later}


def test_how_far_back_a_formula_looks(world: World) -> None:
    raw = {
        "a": {"value": "EW"},
        "b": {"change": {"indicator": "a", "years": 2}},
        "c": {"change": {"indicator": "b", "years": 5}},
        "d": {"change": {"of": {"share": {"numerator": "ALO", "denominator": "EW"}}, "years": 1}},
        "e": {"change": {"of": "EW", "years": 3}},
        "f": {"change": {"measure": "EW", "years": 4}},
    }
    book = FormulaBook(raw, {})
    found = {code: set(book.years_back(code)) for code in raw}
    assert found == {"a": {0}, "b": {0, 2}, "c": {0, 2, 5, 7}, "d": {0, 1}, "e": {0, 3}, "f": {0, 4}}


def test_suppression_comes_last_and_for_everybody(filled: World) -> None:
    """What the call gives is what the rule makes of the plain result, nothing in between."""
    indicator = Indicator.objects.get(code="quote")
    shown = filled.values("quote")
    indicator.minimum_cell = 0
    indicator.save()
    plain = filled.values("quote")
    assert plain.panel.cell("04", DAY).value == pytest.approx(0.4)
    book = FormulaBook.load()
    measured = {code: filled.values(name).panel for code, name in (("ALO", "arbeitslose"), ("EW", "einwohner"))}
    Indicator.objects.filter(code="arbeitslose").update(minimum_cell=0)
    measured["ALO"] = filled.values("arbeitslose").panel
    again = suppress(book.evaluate("quote", measured.__getitem__), 3)
    assert again.value.equals(shown.panel)


def test_the_city_as_a_whole_comes_from_the_comparison_regions(filled: World) -> None:
    quote = Indicator.objects.get(code="quote")
    assert region_values(quote, "99999", granted=EVERYTHING) is None
    assert city_series(quote, granted=EVERYTHING) == {}
    made = city_figures(filled, [("ALO", "99222", DAY, 500.0), ("EW", "99222", DAY, 10_000.0)])
    assert city_series(quote, granted=EVERYTHING) == {DAY: 5.0}
    assert city_values([quote, Indicator.objects.get(code="transfer")], DAY) == ({"quote": 5.0}, {made.pk})
    assert city_values([quote], BEFORE) == ({}, frozenset())


def test_a_suppressed_city_value_is_none(filled: World) -> None:
    city_figures(filled, [("ALO", "99222", DAY, 2.0), ("EW", "99222", DAY, 10_000.0)])
    quote = Indicator.objects.get(code="quote")
    assert city_series(quote, granted=EVERYTHING) == {}
    assert city_values([quote], DAY)[0] == {}


YEAR, QUARTER = Period.parse("2023"), Period.parse("2023-Q4")


def test_periods_with_one_last_day_keep_apart_figures_and_deliveries(filled: World) -> None:
    year = filled.deliver([("S1", code, YEAR, 10.0) for code in CODES], label="Jahreswert")
    quarter = filled.deliver([("S1", code, QUARTER, 20.0) for code in CODES], label="Quartalswert")
    values = filled.values("transfer")
    came_with = {p: set(values.deliveries[:, n].tolist()) for n, p in enumerate(values.periods)}
    assert came_with == {DAY: {filled.deliveries[2].pk}, YEAR: {year.pk}, QUARTER: {quarter.pk}}


def test_a_rate_over_two_possible_denominators_is_missing_and_breaks_no_page(filled: World) -> None:
    withdraw_delivery(by=None, delivery=filled.deliveries[1], reason="Fehler")
    for period in (YEAR, QUARTER):
        filled.deliver([("EW", code, period, 1000.0) for code in CODES])
    filled.deliver([("ALO", code, Period.parse("2023-12"), 50.0) for code in CODES])
    assert filled.current("quote", "01", Period.parse("2023-12")) == (None, "missing")


def test_the_city_is_taken_for_the_same_period(filled: World) -> None:
    figures = [("S1", settings.CITY_CODE, period, value) for period, value in ((YEAR, 1.0), (QUARTER, 2.0))]
    city_figures(filled, figures)
    transfer = Indicator.objects.get(code="transfer")
    assert city_values([transfer], YEAR)[0] == {"transfer": 1.0}
    assert city_values([transfer], QUARTER)[0] == {"transfer": 2.0}
    assert city_values([transfer], DAY)[0] == {}


def test_one_period_asked_for_is_one_period_given(filled: World) -> None:
    for period in (YEAR, QUARTER):
        filled.deliver([("S1", code, period, 10.0) for code in CODES])
    assert [filled.values("transfer", Span.at(period)).periods for period in (YEAR, QUARTER, DAY)] == [
        (YEAR,),
        (QUARTER,),
        (DAY,),
    ]
    assert filled.values("quote", Span.at(YEAR)).periods == (DAY,)
    assert filled.values("quote", Span.at(Period.parse("2030"))).periods == ()
