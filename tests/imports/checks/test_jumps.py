"""Jumps by robust z: the fast way through blocks beside a slow one that keeps everything in dictionaries."""

import math
import statistics
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.checks import jumps
from imports.checks.jumps import FEWEST_AREAS, Before, Run, check_jumps, first_periods, kind_of, robust_z
from imports.checks.setting import LISTED, Setting
from imports.parsers.records import Problem, Problems, Record
from indicators.analysis.periods import Period
from indicators.analysis.status import Status
from tests.imports.checks.building import districts, figure, setting

CODES = [f"{n:02d}" for n in range(12)]
Y = Period.year


def found(made: Setting, before: Mapping[Run, Before] | None = None) -> list[Problem]:
    problems = Problems()
    check_jumps(made, problems, before or {})
    return list(problems)


def year(number: int, values: Iterable[float | None], measure: str = "EW", codes: list[str] = CODES) -> list[Record]:
    return [
        figure(code, value, measure, number, line=n)
        for n, (code, value) in enumerate(zip(codes, values, strict=True), 2)
    ]


USUAL = [1000.0 + 37 * n for n in range(12)]
NEXT = [round(value * (1.01 + 0.002 * (n % 4))) for n, value in enumerate(USUAL)]


def test_a_slip_of_the_pen_is_told_with_before_and_after() -> None:
    slipped = [*NEXT[:5], NEXT[5] * 10, *NEXT[6:]]
    (problem,) = found(setting([*year(2022, USUAL), *year(2023, slipped)], districts(CODES)))
    assert (problem.rule, problem.place.line, problem.place.column) == ("jump", 7, "EW")
    told = {name: problem.params[name] for name in ("code", "measure", "period", "since", "before", "after")}
    assert told == {
        "code": "05", "measure": "EW", "period": "2023", "since": "2022", "before": USUAL[5], "after": slipped[5],
    }  # fmt: skip
    assert problem.params["z"] > 50


def test_growth_of_all_areas_alike_is_none() -> None:
    assert found(setting([*year(2022, USUAL), *year(2023, NEXT)], districts(CODES))) == []
    double = [2 * value for value in USUAL]
    assert found(setting([*year(2022, USUAL), *year(2023, double)], districts(CODES))) == []
    sizes = [10.0 * 3**n for n in range(12)]  # from a hamlet to a metropolis
    assert found(setting([*year(2022, sizes), *year(2023, [round(1.02 * n) for n in sizes])], districts(CODES))) == []


def test_chance_in_small_counts_is_none() -> None:
    before, after = [2.0, 5, 3, 4, 0, 1, 6, 3, 2, 4, 5, 3], [5.0, 2, 6, 3, 1, 0, 3, 5, 4, 2, 3, 6]
    assert found(setting([*year(2022, before), *year(2023, after)], districts(CODES))) == []


def test_where_most_did_not_change_one_that_did_stands_out_for_any_kind_of_measure() -> None:
    for measure, jump in (("EW", 3000.0), ("ALQ", 9.0)):
        after = [jump, *USUAL[1:]] if measure == "EW" else [jump, *[5.0] * 11]
        before = USUAL if measure == "EW" else [5.0] * 12
        records = [*year(2022, before, measure), *year(2023, after, measure)]
        assert [p.params["code"] for p in found(setting(records, districts(CODES)))] == ["00"], measure
    still = [*year(2022, [5.0] * 12, "ALQ"), *year(2023, [5.0] * 12, "ALQ")]
    assert found(setting(still, districts(CODES))) == []


def test_of_few_areas_nothing_is_said() -> None:
    codes = CODES[: FEWEST_AREAS - 1]
    records = [*year(2022, USUAL[:9], codes=codes), *year(2023, [9999.0, *USUAL[1:9]], codes=codes)]
    assert found(setting(records, districts(codes))) == []


def test_the_last_figure_may_be_older_or_published() -> None:
    gap = [None, *NEXT[1:]]
    after = [99_999.0, *NEXT[1:]]
    records = [*year(2021, USUAL), *year(2022, gap), *year(2023, after)]
    (problem,) = found(setting(records, districts(CODES)))
    assert (problem.params["since"], problem.params["before"]) == ("2021", USUAL[0])
    run = Run("EW", 1, "year")
    before = {run: Before(Y(2020), dict(zip(CODES, USUAL, strict=True)))}
    (problem,) = found(setting(year(2023, after), districts(CODES)), before)
    assert (problem.params["since"], problem.params["before"]) == ("2020", USUAL[0])


def test_figures_of_another_edition_or_another_kind_of_period_are_no_last_ones() -> None:
    old, new = districts(CODES, 1, 2000, 2023), districts(CODES, 2, 2023)
    after = [99_999.0, *NEXT[1:]]
    assert found(setting([*year(2022, USUAL), *year(2023, after)], old, new)) == []
    quarters = [record._replace(period=Period.quarter(2022, 4)) for record in year(2022, USUAL)]
    assert found(setting([*quarters, *year(2023, after)], districts(CODES))) == []
    assert kind_of(Period.semester(2023, "winter")) == kind_of(Period.semester(2024, "summer")) != kind_of(Y(2023))


def test_the_profile_sets_the_limit_or_switches_the_check_off() -> None:
    records = [*year(2022, USUAL), *year(2023, [99_999.0, *NEXT[1:]])]
    assert found(setting(records, districts(CODES), checks={"jump": 0})) == []
    assert found(setting(records, districts(CODES), checks={"jump": 1e9})) == []
    assert len(found(setting(records, districts(CODES), checks={"jump": 0.1}))) > 1


def test_the_biggest_are_listed_and_all_are_counted() -> None:
    codes = [f"{n:04d}" for n in range(600)]
    before = [1000.0] * 600
    after = [1000.0 * (2 + n / 100) if n < 60 else 1000.0 for n in range(600)]
    problems = found(setting([*year(2022, before, codes=codes), *year(2023, after, codes=codes)], districts(codes)))
    assert len(problems) == LISTED + 1
    assert [p.params["code"] for p in problems[:-1]] == codes[59:9:-1]
    assert (problems[-1].rule, problems[-1].params["count"]) == ("more_jumps", 60)


def test_what_is_looked_up_begins_before_the_first_period_of_each_run() -> None:
    records = [*year(2023, USUAL), *year(2021, USUAL), *year(2022, USUAL, "ALQ")]
    first = first_periods(setting(records, districts(CODES, 7)))
    assert first == {Run("EW", 7, "year"): Y(2021), Run("ALQ", 7, "year"): Y(2022)}
    assert first_periods(setting(records, districts(CODES, 7, 1990, 1991))) == {}


# The slow obvious way, in words of the module's own description.


def slow_z(before: list[float], after: list[float], *, counts: bool) -> list[float]:
    change = [math.log((a + 0.5) / (b + 0.5)) if counts else a - b for b, a in zip(before, after, strict=True)]
    middle = statistics.median(change)
    away = [abs(one - middle) for one in change]
    scale = 1.4826 * statistics.median(away) or 1.2533 * statistics.fmean(away)
    result = []
    for b, a, one in zip(before, after, change, strict=True):
        own = max(scale, math.sqrt(1 / (a + 0.5) + 1 / (b + 0.5))) if counts else scale
        result.append((one - middle) / own if own else 0.0)
    return result


NUMBERS = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), min_size=1, max_size=40)


@given(NUMBERS, st.booleans())
def test_the_z_is_that_of_its_formula(pairs: list[tuple[int, int]], counts: bool) -> None:
    before, after = [float(b) for b, _ in pairs], [float(a) for _, a in pairs]
    fast = robust_z(np.array(before), np.array(after), counts=counts)
    assert fast == pytest.approx(slow_z(before, after, counts=counts), abs=1e-9)


@st.composite
def files(draw: Callable[..., Any]) -> list[Record]:
    records = []
    for measure in ("EW", "ALQ"):
        for number in (2020, 2021, 2022):
            for code in CODES:
                value = draw(st.sampled_from([None, 0, 3, 50, 51, 52, 53, 54, 55, 56, 90]))
                if draw(st.integers(0, 19)):
                    status = Status.MISSING if value is None else Status.OK
                    records.append(figure(code, None if value is None else float(value), measure, number, status))
    return draw(st.permutations(records))


def slow_jumps(records: list[Record], limit: float) -> set[tuple[str, str, str, float]]:
    told = set()
    for measure in ("EW", "ALQ"):
        last: dict[str, float] = {}
        for number in (2020, 2021, 2022):
            now = {
                r.area_code: r.value
                for r in records
                if r.measure == measure and r.period == Y(number) and r.value is not None
            }
            both = sorted(now.keys() & last.keys())
            if len(both) >= FEWEST_AREAS:
                z = slow_z([last[c] for c in both], [now[c] for c in both], counts=measure == "EW")
                told |= {(measure, str(number), c, last[c]) for c, one in zip(both, z, strict=True) if abs(one) > limit}
            last |= now
    return told


@pytest.mark.parametrize("at_once", [1, 20, 1_000_000])
@given(records=files())
def test_the_fast_way_says_what_the_slow_one_says(at_once: int, records: list[Record]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jumps, "_AT_ONCE", at_once)
        problems = found(setting(records, districts(CODES), checks={"jump": 2.0}))
    fast = {(p.params["measure"], p.params["period"], p.params["code"], p.params["before"]) for p in problems}
    slow = slow_jumps(records, 2.0)
    assert len(slow) <= LISTED
    assert fast == slow
