"""What is said about workbooks of the agency, tables of cities, registers and JSON, fed by real findings."""

import json
from typing import Any

from imports.messages import profile_said, said
from imports.parsers.profiles.loading import ProfileError
from indicators.analysis.periods import Period
from tests.districts.test_messages import english
from tests.imports.parsers import test_ba_kommunal as agency
from tests.imports.parsers import test_json_records as records
from tests.imports.parsers import test_register as register
from tests.imports.parsers import test_table_municipal as cities
from tests.imports.parsers.building import read, table_profile

__all__ = ["english"]  # a fixture


def told(parsed: Any, rule: str) -> tuple[str, str]:
    """As the page tells it: from what is stored of a finding."""
    problem = next(problem for problem in parsed.problems if problem.rule == rule)
    return said(problem.rule, problem.value or "", json.loads(json.dumps(problem.params)))


def refused(rule: str, **changes: Any) -> str:
    try:
        table_profile(**changes)
    except ProfileError as error:
        problem = next(problem for problem in error.problems if problem.rule == rule)
        return " ".join(profile_said(problem))
    return ""


def test_workbooks_of_the_agency(english: None) -> None:
    table = agency.rows()
    table[13][0] = "Zusammen"
    text, hint = told(agency.parsed(table), "row_missing")
    assert text.startswith(
        "The row “Arbeitslose / Insgesamt” is not there. The workbook has: Beschäftigte am Arbeitsort"
    )
    assert hint.startswith("Did you mean “Arbeitslose / Zusammen”?")
    other = told(agency.parsed(agency.rows(), name="06440001.xlsx"), "area_contradicts_file_name")
    assert other[0] == "The sheet is about 06440010 Glauburg, the name of the file says 06440001."
    assert "At the top stands" not in told(read("a;b\n", agency.profile()), "not_ba_workbook")[0]
    strange = told(agency.parsed([["Schlüssel", "Jahr"]]), "not_ba_workbook")[0]
    assert strange.endswith("At the top stands: Schlüssel.")


def test_tables_of_cities(english: None) -> None:
    content = f"{cities.WIDE}Harburg;2023;1;1\nHarburg;2023;2;2\n"
    text, hint = told(read(content, table_profile(area=cities.NAMED)), "area_name_twice")
    assert text.startswith("The name “Harburg” stands for two areas: it occurs in line 2 already")
    assert "only_rows" in hint
    part = {"file_name": r"(\d{4})", "given": True, "type": "year"}
    spec = table_profile(area={"column": "sb", "division": "d"}, period=part, columns={"HH": "HH"})
    both = read("sb;HH\n11;1\n", spec, file_name="HH_2017.csv", period=Period.year(2018))
    assert told(both, "period_contradicts_file_name")[0] == (
        "The file name “HH_2017.csv” says 2017, at the upload 2018 was given."
    )
    above = told(read("Schlüssel;Einwohner\n011;5\n", cities.band()), "band_missing")[0]
    assert above.endswith("Expected is a reference date (2023-12-31).")
    assert "The profile looks for" not in above


def test_registers(english: None) -> None:
    text, _hint = told(register.parsed([*register.lines(), "6440001;2023;0;D;1"]), "attribute_not_declared")
    assert text == "“D” is not declared in the profile. Declared are: M, W, GES."
    rows = [line for n in range(1, 41) for line in register.lines(f"64400{n:02d}")[1:]]
    gaps, hint = told(register.parsed(rows), "parts_missing")
    assert gaps.startswith("EW cannot be added up everywhere, for parts have no row (areas and periods: 40).")
    assert gaps.endswith("For example 0, M for the area 06440001, 31 Dec 2023.")
    assert "absent: zero" in hint
    twice = told(register.parsed([*register.lines(), register.lines()[0]]), "part_twice")[0]
    assert twice.startswith("The same combination for the area “06440001”, 31 Dec 2023, stands in line 2 already.")


def test_json(english: None) -> None:
    spec = records.profile(records.NESTED)
    assert told(records.parsed({"date": {}}, spec), "json_path_missing")[0] == (
        "There is nothing at “data”: “data” is missing. There is: date."
    )
    assert told(records.parsed('{"data": ', spec), "json_broken")[0].startswith("The JSON is not complete or broken")
    large = '{"data": {}' + " " * (8 * 1024 * 1024) + "}"
    assert "up to 8" in told(records.parsed(large, spec), "file_too_large")[0]


def test_profiles(english: None) -> None:
    both = refused("one_area_source", area={"column": "A", "fixed": "1", "division": "d"})
    assert both == (
        "The profile must say in exactly one way where the area stands. It says: column, fixed. "
        "Please use exactly one of: column, joined, fixed, band."
    )
    sums = register.SUMS | {"measures": {"EW": {"Jahrgang": "0-9"}}}
    unknown = refused("not_an_attribute", area=register.AREA, columns=None, sums=sums)
    assert unknown.startswith(
        "“0-9” is not among the attributes that are added up. Possible is: 0, 1, 2, 3, 4 und älter."
    )
    assert "record" in refused("only_records", records={"path": "x"})
