"""Sums beside totals: told only where every part is a number, and never what would be left over."""

import json
import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.checks.setting import LISTED, Setting
from imports.checks.sums import City, check_sums
from imports.parsers.profiles.checks import TotalPart
from imports.parsers.records import Problem, Problems, Record
from indicators.analysis.periods import Period
from indicators.analysis.status import HAS_VALUE, Status
from tests.imports.checks.building import REGIONS, districts, figure, regions, setting

TOTAL = {"total": {"area": "Gesamt"}}
CITY = {("EW", Period.year(2023)): 60.0}


def found(made: Setting, city: City | None = None) -> list[Problem]:
    problems = Problems()
    check_sums(made, problems, city or {})
    return list(problems)


def parts(*values: float | None, **more: Any) -> list[Record]:
    return [figure(f"{n:02d}", value, **more) for n, value in enumerate(values, 1)]


def test_parts_that_make_the_total_are_not_mentioned() -> None:
    assert found(setting([*parts(10, 20, 30), figure("Gesamt", 60)], districts(["01", "02", "03"]), checks=TOTAL)) == []


def test_a_sum_that_differs_is_told_at_the_row_of_the_total() -> None:
    records = [*parts(10, 20, 30), figure("Gesamt", 61, line=9)]
    (problem,) = found(setting(records, districts(["01", "02", "03"]), checks=TOTAL))
    assert (problem.rule, problem.value, problem.place.line) == ("sum_differs", "Gesamt", 9)
    assert (problem.params["sum"], problem.params["total"], problem.params["tolerance"]) == (60, 61, 0)


@pytest.mark.parametrize("status", [one for one in Status if one not in HAS_VALUE])
def test_with_one_part_that_is_no_number_nothing_is_added_up(status: Status) -> None:
    records = [*parts(10, 20), figure("03", None, status=status), figure("Gesamt", 999)]
    assert found(setting(records, districts(["01", "02", "03"]), checks=TOTAL), CITY) == []


def test_an_area_without_a_row_counts_as_a_hole() -> None:
    records = [*parts(10, 20), figure("Gesamt", 999)]
    assert found(setting(records, districts(["01", "02", "03"]), checks=TOTAL), CITY) == []
    assert found(setting(records, districts(["01", "02"]), checks=TOTAL)) != []


def test_a_total_that_is_hidden_is_no_total() -> None:
    records = [*parts(10, 20), figure("Gesamt", None, status=Status.SUPPRESSED)]
    assert found(setting(records, districts(["01", "02"]), checks=TOTAL)) == []


def test_each_measure_and_period_for_itself_and_only_counts() -> None:
    records = [
        *parts(1, 2, period=2022), figure("Gesamt", 3, period=2022),
        *parts(1, 2, measure="ALO"), figure("Gesamt", 4, measure="ALO"),
        *parts(5.0, 6.0, measure="ALQ"), figure("Gesamt", 5.5, measure="ALQ"),
        *parts(40, 42, measure="ALTER"), figure("Gesamt", 41, measure="ALTER"),
    ]  # fmt: skip
    (problem,) = found(setting(records, districts(["01", "02"]), checks=TOTAL))
    assert (problem.params["measure"], problem.params["period"]) == ("ALO", "2023")


def test_rows_called_dar_are_parts_of_others() -> None:
    whole = [figure("x1", 10), figure("x2", 20), figure("x2", 7, name="darunter Kinder"), figure("Gesamt", 30)]
    assert found(setting(whole, regions(["x1", "x2"]), checks=TOTAL, **REGIONS)) == []


def test_the_published_city_is_compared_unless_the_profile_says_otherwise() -> None:
    (problem,) = found(setting(parts(10, 20, 31)), CITY)
    assert (problem.rule, problem.params["sum"], problem.params["total"]) == ("city_sum_differs", 61, 60)
    assert found(setting(parts(10, 20, 30)), CITY) == []
    assert found(setting(parts(10, 20, 31), checks={"total": {"city": False}}), CITY) == []
    assert found(setting(parts(10, 20, 31), regions(["01", "02", "03"]), **REGIONS), CITY) == []


def test_eight_digits_are_in_five_already_and_what_no_longer_exists_is_no_hole() -> None:
    records = [
        figure("DG", 100), figure("03241", 60), figure("03241001", 25), figure("08222", 40),
        figure("03152", None, status=Status.NOT_EXISTING),
    ]  # fmt: skip
    known = regions(["DG", "03241", "03241001", "08222", "03152"])
    declared = {"total": {"area": "DG"}}
    assert found(setting(records, known, checks=declared, **REGIONS)) == []
    fewer = [record._replace(value=101.0) if record.area_code == "DG" else record for record in records]
    (problem,) = found(setting(fewer, known, checks=declared, **REGIONS))
    assert (problem.params["sum"], problem.params["areas_count"]) == (100, 2)


def test_a_pattern_says_which_parts_belong_to_the_total() -> None:
    records = [figure("08", 9), figure("081", 9), figure("08111", 4), figure("08222", 5), figure("09111", 50)]
    known = regions([record.area_code for record in records])
    of_the_land = {"total": {"area": "08", "parts": r"08\d{3}"}}
    assert found(setting(records, known, checks=of_the_land, **REGIONS)) == []


def test_only_so_many_are_listed() -> None:
    years = range(1900, 1900 + LISTED + 5)
    records = [one for year in years for one in (*parts(1, 2, period=year), figure("Gesamt", 4, period=year))]
    problems = found(setting(records, districts(["01", "02"], since=1800), checks=TOTAL))
    assert len(problems) == LISTED + 1
    assert (problems[-1].rule, problems[-1].params["count"]) == ("more_sums_differ", LISTED + 5)


def rounded(value: int, base: int) -> int:
    return base * math.floor(value / base + 0.5)


@given(st.sampled_from([1, 3, 5, 10, 1000]), st.lists(st.integers(0, 50_000), min_size=1, max_size=40))
def test_honest_rounding_never_exceeds_the_allowance(base: int, values: list[int]) -> None:
    wanted = TotalPart(rounding=base)
    off = abs(sum(rounded(value, base) for value in values) - rounded(sum(values), base))
    assert off <= wanted.allowance(len(values))


@pytest.mark.parametrize(("base", "each"), [(1, 0), (3, 1), (5, 2), (10, 5)])
def test_the_allowance_is_half_the_base_for_each_figure_and_the_total(base: int, each: int) -> None:
    assert TotalPart(rounding=base).allowance(9) == 10 * each
    assert TotalPart(rounding=base, tolerance=1.5).allowance(9) == 1.5


# The same again, the slow obvious way.

STATUSES = st.sampled_from([Status.OK] * 6 + [Status.SUPPRESSED, Status.MISSING, Status.NOT_EXISTING, Status.ZERO])


@st.composite
def files(draw: Callable[..., Any]) -> list[Record]:
    records = []
    for measure in ("EW", "ALQ"):
        for year in (2021, 2022):
            for code in ("01", "02", "03", "Gesamt"):
                if draw(st.integers(0, 9)) == 0:
                    continue
                status = draw(STATUSES)
                value = {Status.OK: float(draw(st.integers(0, 6))), Status.ZERO: 0.0}.get(status)
                records.append(figure(code, value, measure, year, status))
    return draw(st.permutations(records))


@given(files())
def test_the_fast_way_says_what_the_slow_one_says(records: list[Record]) -> None:
    slow = set()
    for year in (2021, 2022):
        held = {r.area_code: r for r in records if r.measure == "EW" and r.period == Period.year(year)}
        numbers = [value for code in ("01", "02", "03") if code in held and (value := held[code].value) is not None]
        total = held["Gesamt"].value if "Gesamt" in held else None
        if len(numbers) == 3 and total is not None and sum(numbers) != total:
            slow.add((str(year), sum(numbers), total))
    made = setting(records, districts(["01", "02", "03"]), checks=TOTAL)
    fast = {(p.params["period"], p.params["sum"], p.params["total"]) for p in found(made)}
    assert fast == slow


@given(files())
def test_what_is_left_over_for_a_hidden_part_is_never_told(records: list[Record]) -> None:
    """Total minus the known parts is the hidden one: no finding may hold it where a part is hidden."""
    told = found(setting(records, districts(["01", "02", "03"]), checks=TOTAL), {("EW", Period.year(2021)): 7.0})
    for problem in told:
        year = Period.parse(problem.params["period"])
        own = [r for r in records if r.measure == "EW" and r.period == year and r.area_code != "Gesamt"]
        assert all(r.value is not None for r in own)
        assert "difference" not in json.dumps(problem.params)
