from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.checks.setting import LISTED
from imports.checks.small_cells import check_small_cells
from imports.parsers.records import Problem, Problems, Record, Severity
from indicators.analysis.status import Status
from tests.imports.checks.building import REGIONS, districts, figure, regions, setting


def found(records: list[Record], *editions: Any, **profile: Any) -> list[Problem]:
    problems = Problems()
    check_small_cells(setting(records, *editions, **profile), problems)
    return list(problems)


@pytest.mark.parametrize(("value", "blocked"), [(0, False), (1, True), (2, True), (2.5, True), (3, False)])
def test_one_and_two_block_a_municipal_file(value: float, blocked: bool) -> None:
    problems = found([figure("01", value, "ALO", line=7)])
    assert [problem.rule for problem in problems] == ["small_cell"] * blocked
    assert all(problem.severity is Severity.ERROR for problem in problems)


def test_the_finding_says_where_and_not_how_many() -> None:
    (problem,) = found([figure("01", 2, "ALO", line=7)])
    assert (problem.place.line, problem.place.column, problem.value, problem.row) == (7, "ALO", None, None)
    assert problem.params == {"code": "01", "measure": "ALO", "period": "2023", "minimum": 3}


def test_hidden_ones_and_what_is_no_count_pass() -> None:
    hidden = figure("01", None, status=Status.SUPPRESSED)
    assert found([hidden, figure("02", 1.5, "ALQ"), figure("03", 2, "ALTER")]) == []


def test_state_files_hide_by_rules_of_their_own_unless_the_profile_says_otherwise() -> None:
    records, known = [figure("08222", 2)], regions(["08222"])
    assert found(records, known, **REGIONS) == []
    assert len(found(records, known, checks={"minimum_cell": 3}, **REGIONS)) == 1


def test_the_profile_sets_the_minimum_or_allows_a_measure() -> None:
    records = [figure("01", 4), figure("02", 1, "ALO")]
    assert len(found(records, checks={"minimum_cell": 5})) == 2
    assert found(records, checks={"minimum_cell": 0}) == []
    assert [p.params["measure"] for p in found(records, checks={"minimum_cell": 5, "small_allowed": ["ALO"]})] == ["EW"]


def test_a_list_of_thousands_is_cut_and_counted() -> None:
    codes = [f"{n:05d}" for n in range(4000)]
    problems = found([figure(code, 1.0) for code in codes], districts(codes))
    assert len(problems) == LISTED + 1
    assert (problems[-1].rule, problems[-1].params["count"]) == ("more_small_cells", 4000)
    assert [p.params["code"] for p in problems[:-1]] == codes[:LISTED]


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["EW", "ALQ"])), max_size=60), st.integers(0, 6))
def test_the_same_as_looking_at_each_figure(cells: list[tuple[int, str]], minimum: int) -> None:
    records = [figure(f"{n:02d}", float(value), measure) for n, (value, measure) in enumerate(cells)]
    slow = [r.area_code for r in records if r.measure == "EW" and 0 < (r.value or 0) < minimum][:LISTED]
    fast = [p for p in found(records, districts(["x"]), checks={"minimum_cell": minimum}) if p.rule == "small_cell"]
    assert [p.params["code"] for p in fast] == slow
