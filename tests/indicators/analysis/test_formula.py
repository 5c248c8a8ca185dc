from collections.abc import Callable

import pytest
from pydantic import ValidationError

from indicators.analysis.formula import (
    Evaluated,
    FormulaError,
    dump_formula,
    evaluate,
    measures,
    read_formula,
    resolved,
)
from indicators.analysis.panel import Panel
from tests.indicators.analysis.worlds import YEARS, panel

THREE = YEARS[:3]
WORLD = {
    "ALO": panel({"011": [10, 20, 30], "012": ["zero", "suppressed", 5]}, THREE),
    "LZA": panel({"011": [1, 2, 3], "012": ["zero", "zero", 5]}, THREE),
    "EW": panel({"011": [200, 200, 200], "012": [50, 50, 0]}, THREE),
    "S1": panel({"011": [4.5, 5.25, 7.0], "012": [1, "missing", 2]}, THREE),
}
KINDS = {"ALO": "count", "LZA": "count", "EW": "count", "S1": "share"}
SHARE = {"share": {"numerator": "ALO", "denominator": "EW"}}


def run(formula: object, indicators: dict[str, object] | None = None) -> Evaluated:
    known = {code: read_formula(data) for code, data in (indicators or {}).items()}
    return evaluate(read_formula(formula), WORLD.__getitem__, kinds=KINDS, indicators=known)


def value(formula: object, indicators: dict[str, object] | None = None) -> Panel:
    return run(formula, indicators).value


def test_a_value_is_the_measure_itself() -> None:
    assert value({"value": "S1"}).equals(WORLD["S1"])
    assert run({"value": "S1"}).numerator is None


def test_a_share_is_per_cent_and_carries_its_counts() -> None:
    share = run(SHARE)
    assert share.value.equals(panel({"011": [5, 10, 15], "012": ["zero", "suppressed", "missing"]}, THREE))
    assert share.numerator is not None
    assert share.denominator is not None
    assert share.numerator.equals(WORLD["ALO"])
    assert share.denominator.equals(WORLD["EW"])


@pytest.mark.parametrize(("kind", "scale"), [("per_1000", 1000), ("ratio", 1), ("share", 100)])
def test_fractions_differ_by_their_scale(kind: str, scale: float) -> None:
    got = value({kind: {"numerator": "ALO", "denominator": "EW"}})
    assert got.values[0].tolist() == [10 / 200 * scale, 20 / 200 * scale, 30 / 200 * scale]


def test_a_list_is_added_up_on_either_side() -> None:
    got = value({"share": {"numerator": ["ALO", "LZA"], "denominator": ["EW", "ALO"]}})
    assert got.values[0, 0] == 100 * 11 / 210
    assert value({"share": {"numerator": ["LZA"], "denominator": "ALO"}}).values[0, 0] == 10


def test_a_difference_takes_away() -> None:
    got = value({"difference": {"of": ["ALO", "EW"], "minus": "LZA"}})
    assert got.equals(panel({"011": [209, 218, 227], "012": [50, "suppressed", 0]}, THREE))


@pytest.mark.parametrize(
    ("change", "indicators"),
    [
        ({"of": SHARE, "years": 2}, {}),
        ({"indicator": "anteil", "years": 2}, {"anteil": SHARE}),
    ],
)
def test_the_change_of_a_share_is_in_percentage_points(change: object, indicators: dict[str, object]) -> None:
    got = run({"change": change}, indicators)
    figures = [got.value.cell(area, year)[:2] for area in ("011", "012") for year in THREE]
    gap, hidden = (None, "missing"), (None, "suppressed")
    assert figures == [gap, gap, (10.0, "ok"), gap, hidden, gap]
    assert got.numerator is got.denominator is None


@pytest.mark.parametrize("change", [{"of": "S1"}, {"measure": "S1"}, {"of": {"value": "S1"}}])
def test_the_change_of_a_measure_can_be_written_in_three_ways(change: dict[str, object]) -> None:
    got = value({"change": {**change, "years": 1}})
    assert got.equals(panel({"011": ["missing", 0.75, 1.75], "012": ["missing"] * 3}, THREE))


def test_a_change_of_a_change() -> None:
    got = value({"change": {"of": {"change": {"of": "S1", "years": 1}}, "years": 1}})
    assert got.values[0, 2] == 1.0


def test_a_formula_without_references_gives_the_same() -> None:
    book = {
        "quote": read_formula({"share": {"numerator": "ALO", "denominator": "EW"}}),
        "wandel": read_formula({"change": {"indicator": "quote", "years": 1}}),
    }
    twice = read_formula({"change": {"indicator": "wandel", "years": 2}})
    share = {"share": {"numerator": "ALO", "denominator": "EW"}}
    assert dump_formula(resolved(twice, book)) == {"change": {"of": {"change": {"of": share, "years": 1}}, "years": 2}}
    assert resolved(book["quote"], book) == book["quote"]
    with pytest.raises(FormulaError):
        resolved(read_formula({"change": {"indicator": "fehlt", "years": 1}}), book)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ({"value": "S1"}, {"S1"}),
        (SHARE, {"ALO", "EW"}),
        ({"per_1000": {"numerator": ["A", "B"], "denominator": "C"}}, {"A", "B", "C"}),
        ({"difference": {"of": "A", "minus": ["B", "C"]}}, {"A", "B", "C"}),
        ({"change": {"of": SHARE, "years": 2}}, {"ALO", "EW"}),
        ({"change": {"measure": "S1", "years": 2}}, {"S1"}),
        ({"change": {"indicator": "x", "years": 2}}, {"ALO", "EW"}),
    ],
)
def test_measures_needed(formula: object, expected: set[str]) -> None:
    assert measures(read_formula(formula), {"x": read_formula(SHARE)}) == expected


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ({"shares": {}}, "exactly one key, one of: value, share"),
        ({}, "exactly one key"),
        ({"value": "A", "share": {"numerator": "A", "denominator": "B"}}, "exactly one key"),
        ("S1", "exactly one key"),
        ({"share": {"numerator": "A", "denominatr": "B"}}, "Did you mean 'denominator'"),
        ({"share": {"numerator": "A"}}, "denominator\n  Field required"),
        ({"share": {"numerator": [], "denominator": "B"}}, "at least 1 item"),
        ({"value": ""}, "at least 1 character"),
        ({"change": {"of": "A"}}, "years\n  Field required"),
        ({"change": {"of": "A", "years": 0}}, "greater than or equal to 1"),
        ({"change": {"years": 1}}, "exactly one of: of, measure, indicator"),
        ({"change": {"of": "A", "measure": "A", "years": 1}}, "exactly one of: of, measure, indicator"),
    ],
)
def test_what_is_no_formula_is_refused_with_the_way_out(formula: object, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        read_formula(formula)


@pytest.mark.parametrize(
    "formula",
    [
        {"value": "S1"},
        SHARE,
        {"ratio": {"numerator": ["A", "B"], "denominator": "C"}},
        {"difference": {"of": "A", "minus": "B"}},
        {"change": {"of": {"share": {"numerator": "A", "denominator": "B"}}, "years": 2}},
        {"change": {"indicator": "x", "years": 3}},
    ],
)
def test_formulas_read_back_from_their_json(formula: dict[str, object]) -> None:
    assert dump_formula(read_formula(formula)) == formula


def failing(rule: str) -> Callable[[FormulaError], bool]:
    return lambda error: error.rule == rule


@pytest.mark.parametrize(
    ("formula", "rule", "code"),
    [
        ({"value": "XX"}, "measure_unknown", "XX"),
        ({"share": {"numerator": ["ALO", "S1"], "denominator": "EW"}}, "only_counts_add_up", "S1"),
        ({"change": {"indicator": "nix", "years": 1}}, "indicator_unknown", "nix"),
        ({"change": {"indicator": "a", "years": 1}}, "indicator_unknown", "a"),
        ({"change": {"indicator": "b", "years": 1}}, "indicator_unknown", "b"),
    ],
)
def test_formulas_that_do_not_fit_the_catalogue(formula: object, rule: str, code: str) -> None:
    circles = {
        "a": {"change": {"indicator": "a", "years": 1}},
        "b": {"change": {"of": {"change": {"indicator": "a", "years": 1}}, "years": 1}},
    }
    circles["a"] = {"change": {"of": {"change": {"indicator": code, "years": 1}}, "years": 1}}
    with pytest.raises(FormulaError, check=failing(rule)) as caught:
        run(formula, circles)
    assert caught.value.params["code"] == code
    assert code in str(caught.value)
