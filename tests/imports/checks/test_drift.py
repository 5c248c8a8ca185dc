from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.checks.drift import MOST_AREAS, Last, check_drift, own_facts
from imports.parsers.records import Problem, Problems, Severity
from tests.imports.checks.building import districts, figure, setting

FACTS: dict[str, Any] = {
    "header": ["Schlüssel", "Jahr", "Einwohner"],
    "symbols": {".": 3, "-": 9},
    "units": {"EW": "Anzahl"},
    "areas": ["01", "02"],
    "areas_count": 2,
    "measures": ["EW"],
    "rows": 200,
}


def found(now: dict[str, Any], before: dict[str, Any] | None = None) -> list[Problem]:
    problems = Problems()
    check_drift(now, Last(FACTS if before is None else before, "ew_2022.csv", "2023-03-01"), problems)
    return list(problems)


@pytest.mark.parametrize(
    ("name", "now", "rule", "new", "gone"),
    [
        ("header", ["Schlüssel", "Jahr", "Bevölkerung"], "columns_changed", ["Bevölkerung"], ["Einwohner"]),
        ("symbols", {".": 1, "x": 2}, "signs_changed", ["x"], ["-"]),
        ("units", {"EW": "1000"}, "units_changed", ["EW: 1000"], ["EW: Anzahl"]),
        ("units", {"EW": ["Anzahl", "%"]}, "units_changed", ["EW: %"], []),
        ("areas", ["02", "03"], "areas_changed", ["03"], ["01"]),
        ("measures", ["EW", "ALO"], "measures_changed", ["ALO"], []),
    ],
)
def test_what_is_new_and_what_is_gone_is_listed(
    name: str, now: Any, rule: str, new: list[str], gone: list[str]
) -> None:
    (problem,) = found({**FACTS, name: now})
    assert (problem.rule, problem.severity) == (rule, Severity.WARNING)
    assert problem.params == {"new": new, "gone": gone, "file": "ew_2022.csv", "day": "2023-03-01"}


def test_the_same_again_is_no_drift_however_often_a_sign_occurs() -> None:
    assert found({**FACTS, "symbols": {"-": 1, ".": 4000}, "header": list(reversed(FACTS["header"]))}) == []
    problems = Problems()
    check_drift(FACTS, None, problems)
    assert not problems


def test_years_and_days_in_headers_move_on() -> None:
    before = {"header": ["Nr.", "2021", "2022", "EW am 31.12.2022", "2022-Q4", "Alter 18-25"]}
    assert found({"header": ["Nr.", "2022", "2023", "EW am 31.12.2023", "2023-Q1", "Alter 18-25"]}, before) == []
    (problem,) = found({"header": ["Nr.", "2023", "EW am 31.12.2023", "2023-Q4", "Alter 18-30"]}, before)
    assert (problem.params["new"], problem.params["gone"]) == (["Alter 18-30"], ["Alter 18-25"])


@pytest.mark.parametrize(
    ("rows", "told"), [(200, False), (180, False), (220, False), (221, True), (179, True), (0, True)]
)
def test_a_tenth_of_the_rows_more_or_less_is_told(rows: int, told: bool) -> None:
    problems = found({**FACTS, "rows": rows})
    assert [problem.rule for problem in problems] == ["rows_changed"] * told
    assert all((p.params["before"], p.params["after"]) == (200, rows) for p in problems)


def test_long_lists_of_areas_are_compared_by_number() -> None:
    codes = [f"{n:06d}" for n in range(MOST_AREAS + 1)]
    facts = own_facts(setting([figure(code, 1.0) for code in codes], districts(["01"])))
    assert "areas" not in facts
    (problem,) = found(facts, {"areas_count": 5})
    assert (problem.rule, problem.params["before"], problem.params["after"]) == ("areas_changed", 5, MOST_AREAS + 1)
    assert found(facts, {"areas_count": MOST_AREAS + 1}) == []


def test_own_facts_are_those_of_the_figures() -> None:
    facts = own_facts(setting([figure("02", 1.0), figure("01", 2.0, "ALO"), figure("02", 3.0, "ALO")]))
    assert facts == {"areas": ["01", "02"], "areas_count": 2, "measures": ["ALO", "EW"]}


FACT = st.one_of(st.none(), st.integers(), st.text(), st.lists(st.text()), st.dictionaries(st.text(), st.integers()))


@given(st.dictionaries(st.sampled_from(sorted(FACTS)), FACT), st.dictionaries(st.sampled_from(sorted(FACTS)), FACT))
def test_facts_of_other_times_and_parsers_are_no_fault(before: dict[str, Any], now: dict[str, Any]) -> None:
    there = {problem.rule for problem in found(now, before)}
    back = {problem.rule for problem in found(before, now)}
    assert there - {"rows_changed"} == back - {"rows_changed"}
    assert found(now, now) == []
