import math
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from indicators.analysis.definition import Standardise
from indicators.analysis.standardise import contributions, index_of, standardise
from indicators.analysis.status import Status
from indicators.analysis.typology import TypologyDefinition, TypologyError, TypologyInputs, classify
from tests.indicators.analysis.typologies import DYNAMIK, axis, definition, inputs
from tests.oracles import typologies as oracle

NAN = math.nan


def failing(rule: str) -> Callable[[TypologyError], bool]:
    return lambda error: error.rule == rule


def indices(made: TypologyDefinition, given: TypologyInputs, key: str = "status") -> list[float]:
    return [area.axes[key].index for area in classify(made, given).areas]


def test_three_areas_by_hand() -> None:
    result = classify(definition(axis(indicators="s1 s2")), inputs({"s1": [1, 2, 3], "s2": [10, 20, 60]}))
    first = result.areas[0].axes["status"]
    # s1: mean 2, sd √(2/3); s2: mean 30, sd √(1400/3); the sums −2.1505, −0.4629, 2.6134 have sd √3.8898.
    assert first.indicators["s1"].z == pytest.approx(-1.224745, abs=1e-6)
    assert first.indicators["s2"].z == pytest.approx(-0.925820, abs=1e-6)
    assert first.index == pytest.approx(-1.0904, abs=1e-4)
    assert [area.axes["status"].class_key for area in result.areas] == ["1", "2", "3"]
    assert (first.label, first.indicators["s2"].value) == ({"de": "hoch", "en": "high"}, 10)
    assert result.scales["status"]["s2"].centre == 30
    assert result.counts() == {"1": 1, "2": 1, "3": 1}


def test_larger_is_worse_whatever_the_indicator_says() -> None:
    falling = inputs({"s1": [3, 2, 1]}, higher_is={"s1": "better"})
    assert indices(definition(), falling) == indices(definition(), inputs({"s1": [1, 2, 3]}))
    assert classify(definition(), falling).areas[0].axes["status"].indicators["s1"].value == 3


def test_combined_is_the_class_keys_one_after_the_other() -> None:
    both = definition(axis(), axis("dynamik", "d1", classes=DYNAMIK))
    result = classify(both, inputs({"s1": [1, 2, 3, 2], "d1": [-9, 0, 9, 0]}))
    assert [area.combined for area in result.areas] == ["1+", "2+/-", "3-", "2+/-"]
    assert result.counts() == {"1+": 1, "2+/-": 2, "3-": 1}


def test_left_out_areas_say_why_and_leave_mean_and_spread() -> None:
    made = definition(
        minimum_population={"measure": "EW", "at_least": 300},
        exclude=[{"area": "004", "reason": "Gewerbegebiet"}, {"area": "099", "reason": "anderswo"}],
    )
    given = inputs(
        {"s1": [1, 2, 3, 99, 50, NAN, NAN]},
        population=[300, 5000, 900, 5000, 299, 800, NAN],
        statuses={"s1": [*[Status.OK] * 5, Status.SUPPRESSED, Status.MISSING]},
        population_statuses=[*[Status.OK] * 6, Status.PENDING],
    )
    result = classify(made, given)
    reasons = [asdict(area.reason) if area.reason else None for area in result.areas]
    assert reasons == [
        None,
        None,
        None,
        {"code": "excluded", "params": {"reason": "Gewerbegebiet"}},
        {"code": "minimum_population", "params": {"measure": "EW", "population": 299, "at_least": 300}},
        {"code": "no_value", "params": {"indicator": "s1", "status": "suppressed"}},
        {"code": "no_population", "params": {"measure": "EW", "status": "pending"}},
    ]
    assert [area.included for area in result.areas] == [True] * 3 + [False] * 4
    assert all(area.axes == {} and area.combined is None for area in result.areas[3:])
    alone = classify(definition(), inputs({"s1": [1, 2, 3]}))
    assert [area.axes for area in result.areas[:3]] == [area.axes for area in alone.areas]
    assert result.unknown_exclusions == ("099",)


def test_a_gap_without_a_word_is_missing() -> None:
    given = inputs({"s1": [1, 2, NAN]}, statuses={"s1": [Status.OK] * 3})
    for silent in (given, inputs({"s1": [1, 2, NAN]})):
        reason = classify(definition(), silent).areas[2].reason
        assert reason is not None
        assert reason.params == {"indicator": "s1", "status": "missing"}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"scale": "minmax"}, [0, 0.25, 1]),
        ({"scale": "minmax", "centre": "area_mean"}, [-5 / 12, -2 / 12, 7 / 12]),
        ({"scale": "rank"}, [0, 0.5, 1]),
        ({"scale": "rank", "centre": "area_mean"}, [-0.5, 0, 0.5]),
        ({"scale": "none"}, [-5 / 3, -2 / 3, 7 / 3]),
        ({"scale": "none", "centre": "city_value"}, [-2, -1, 2]),
        ({"scale": "none", "centre": "population_mean"}, [-1, 0, 3]),
        ({"scale": "sd", "ddof": 1, "centre": "city_value"}, [-2 / 13**0.5 * 3**0.5, None, None]),
    ],
)
def test_every_scale_and_centre(rule: dict[str, Any], expected: list[float | None]) -> None:
    made = definition(axis(standardise=rule, restandardise=False))
    given = inputs({"s1": [1, 2, 5]}, population=[200, 200, 0], city_values={"s1": 3})
    if rule.get("centre") == "population_mean":
        given = inputs({"s1": [1, 2, 5]}, population=[1, 6, 1])
        expected = [value - 0.25 if value is not None else None for value in expected]
    for got, want in zip(indices(made, given), expected, strict=True):
        assert want is None or got == pytest.approx(want, abs=1e-12)


def test_ties_share_their_mean_rank() -> None:
    made = definition(axis(standardise={"scale": "rank"}, restandardise=False))
    assert indices(made, inputs({"s1": [7, 7, 1, 9]})) == pytest.approx([0.5, 0.5, 0, 1])


def test_a_city_value_is_turned_with_its_indicator() -> None:
    made = definition(axis(standardise={"scale": "none", "centre": "city_value"}, restandardise=False))
    assert indices(made, inputs({"s1": [1, 5]}, higher_is={"s1": "better"}, city_values={"s1": 2})) == [1, -3]


def test_a_mean_divides_by_the_weights() -> None:
    weighted = axis(indicators="s1 s2", restandardise=False, standardise={"scale": "none"})
    weighted["indicators"][1]["weight"] = 3
    given = inputs({"s1": [0, 2], "s2": [0, 4]})
    assert indices(definition(weighted), given) == [-7, 7]
    assert indices(definition({**weighted, "aggregate": "mean"}), given) == [-7 / 4, 7 / 4]


def test_population_mean_without_people_leaves_an_area_out() -> None:
    made = definition(axis(standardise={"centre": "population_mean"}))
    result = classify(made, inputs({"s1": [1, 2, 3]}, population=[10, NAN, 10]))
    assert [area.included for area in result.areas] == [True, False, True]


TWO = {"s1": [1.0, 2.0]}
CITY = axis(standardise={"centre": "city_value"})
PEOPLE = {"minimum_population": {"measure": "EW", "at_least": 300}}


@pytest.mark.parametrize(
    ("made", "given", "rule", "params"),
    [
        (definition(), inputs({"s1": [1]}), "too_few_areas", {"included": 1, "areas": 1}),
        (definition(), inputs({"s1": [1, NAN]}), "too_few_areas", {"reasons": "no_value 1"}),
        (definition(), inputs({"s1": []}), "too_few_areas", {"included": 0}),
        (definition(), inputs({"s1": [0.1, 0.1, 0.1]}), "no_spread", {"indicator": "s1"}),
        (definition(), inputs({"s1": [0.1 + 0.2, 0.3]}), "no_spread", {"indicator": "s1"}),
        (definition(axis(standardise={"scale": "rank"})), inputs({"s1": [2, 2]}), "no_spread", {}),
        (definition(axis(indicators="s1 s2")), inputs({"s1": [1, 5, 9], "s2": [9, 5, 1]}), "no_spread_index", {}),
        (definition(), inputs({"s1": [1, math.inf]}), "not_finite", {"indicator": "s1"}),
        (definition(), inputs({"s1": [1e308, -1e308]}), "not_finite", {"indicator": "s1"}),
        (definition(), inputs({"s2": [1, 2]}), "input_missing", {"indicator": "s1"}),
        (definition(), inputs(TWO, higher_is={}), "direction_missing", {"indicator": "s1"}),
        (definition(), inputs(TWO, higher_is={"s1": "up"}), "direction_missing", {"indicator": "s1"}),
        (definition(**PEOPLE), inputs(TWO), "population_missing", {"measure": "EW"}),
        (definition(axis(standardise={"centre": "population_mean"})), inputs(TWO), "population_missing", {}),
        (definition(CITY), inputs(TWO), "city_value_missing", {"indicator": "s1"}),
        (definition(CITY), inputs(TWO, city_values={"s1": NAN}), "city_value_missing", {"indicator": "s1"}),
        (definition(), inputs(TWO, areas=("1", "2", "3")), "wrong_length", {"what": "s1", "length": 2, "areas": 3}),
        (definition(), inputs(TWO, population=[1, 2, 3]), "wrong_length", {"what": "population"}),
        (definition(), inputs(TWO, statuses={"s1": [Status.OK]}), "wrong_length", {"what": "status of s1"}),
        (definition(), inputs(TWO, areas=("1", "1")), "area_twice", {"area": "1"}),
    ],
)
def test_what_cannot_be_compared_is_an_error_with_its_rule(
    made: TypologyDefinition, given: TypologyInputs, rule: str, params: dict[str, Any]
) -> None:
    with pytest.raises(TypologyError, check=failing(rule)) as caught:
        classify(made, given)
    assert params.items() <= caught.value.params.items()
    assert "{" not in str(caught.value)


@pytest.mark.parametrize("ddof", [0, 1])
@pytest.mark.parametrize("areas", [38, 536])
def test_the_inner_ddof_cancels_when_standardised_again(ddof: int, areas: int) -> None:
    columns = np.random.default_rng(3).gamma(2, 4, (3, areas))
    made = definition(axis(indicators="a b c", standardise={"ddof": ddof})).axes[0]
    both = []
    for inner in (0, 1):
        rule = Standardise(ddof=inner)
        z = [standardise(row, rule, indicator="x", population=None, city_value=None)[0] for row in columns]
        both.append(index_of(contributions(np.array(z), made)))
    assert both[0] == pytest.approx(both[1], abs=1e-12)
    assert np.std(both[0], ddof=ddof) == pytest.approx(1)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[dict[str, Any], TypologyInputs]:
    codes = ["a", "b", "c"][: draw(st.integers(1, 3))]
    size = draw(st.integers(7, 14))
    rule = {
        "scale": draw(st.sampled_from(["sd", "minmax", "rank", "none"])),
        "centre": draw(st.sampled_from([None, "area_mean", "city_value", "population_mean"])),
        "ddof": draw(st.sampled_from([0, 1])),
    }
    assume(rule["scale"] != "rank" or rule["centre"] in (None, "area_mean"))
    made = axis(
        indicators=" ".join(codes),
        standardise=rule,
        aggregate=draw(st.sampled_from(["sum", "mean"])),
        restandardise=draw(st.booleans()),
    )
    for indicator in made["indicators"]:
        indicator["weight"] = draw(st.sampled_from([0.5, 1, 3]))
    number = st.integers(0, 85).map(lambda eighths: eighths / 8 if eighths <= 80 else NAN)
    column = st.lists(number, min_size=size, max_size=size)
    given = inputs(
        {code: draw(column) for code in codes},
        higher_is={code: draw(st.sampled_from(["worse", "better"])) for code in codes},
        population=draw(
            st.lists(st.sampled_from([300, 301, 2500, 4000, 9000, 9000, 299, NAN]), min_size=size, max_size=size)
        ),
        city_values=dict.fromkeys(codes, 3.5),
    )
    return made, given


def slowly(made: dict[str, Any], given: TypologyInputs) -> tuple[dict[int, float], dict[str, list[float]]]:
    columns = {code: [None if math.isnan(x) else float(x) for x in column] for code, column in given.values.items()}
    assert given.population is not None
    population = [None if math.isnan(x) else float(x) for x in given.population]
    kept = oracle.included_areas(list(given.areas), columns, population, 300, {"002"})
    z = {}
    for code, column in columns.items():
        sign = -1 if given.higher_is[code] == "better" else 1
        values = [sign * x for at in kept if (x := column[at]) is not None]
        people = [x for at in kept if (x := population[at]) is not None]
        z[code] = oracle.z_values(values, made["standardise"], people, sign * 3.5)
    return dict(zip(kept, oracle.index(made, z), strict=True)), z


def fast(made: dict[str, Any], given: TypologyInputs) -> Any:
    whole = definition(
        made,
        exclude=[{"area": "002", "reason": "Ausreißer"}],
        minimum_population={"measure": "EW", "at_least": 300},
    )
    try:
        return classify(whole, given)
    except TypologyError as error:
        assume(error.rule not in ("too_few_areas", "no_spread", "no_spread_index"))
        raise


@given(worlds())
def test_the_slow_way_finds_the_same(world: tuple[dict[str, Any], TypologyInputs]) -> None:
    made, given = world
    result = fast(made, given)
    expected, z = slowly(made, given)
    assert [at for at, area in enumerate(result.areas) if area.included] == list(expected)
    for number, (at, index) in enumerate(expected.items()):
        got = result.areas[at].axes["status"]
        assert got.index == pytest.approx(index, abs=1e-9)
        if all(abs(index - bound) > 1e-9 for bound in (-1, 1, 1.5)):
            assert got.class_key == oracle.class_key(made["classes"], index)
        for code, part in got.indicators.items():
            assert part.z == pytest.approx(z[code][number], abs=1e-9)


@given(worlds())
def test_contributions_add_up_to_the_index_exactly(world: tuple[dict[str, Any], TypologyInputs]) -> None:
    for area in fast(*world).areas:
        for one in area.axes.values():
            assert math.fsum(part.contribution for part in one.indicators.values()) == one.index


@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_areas_changes_no_bit(world: tuple[dict[str, Any], TypologyInputs], random: Any) -> None:
    made, given = world
    order = list(range(len(given.areas)))
    random.shuffle(order)
    assert given.population is not None
    shuffled = TypologyInputs(
        areas=tuple(given.areas[at] for at in order),
        values={code: column[order] for code, column in given.values.items()},
        higher_is=given.higher_is,
        population=given.population[order],
        city_values=given.city_values,
    )
    here = {area.area: area for area in fast(made, given).areas}
    there = {area.area: area for area in fast(made, shuffled).areas}
    # repr of a float is exact, so this compares every bit, minus zero included.
    assert repr([here[area] for area in given.areas]) == repr([there[area] for area in given.areas])
