"""What is said about cubes, flat files of the old layout and answers of the interface, fed by real findings."""

from typing import Any

from imports.messages import said
from tests.districts.test_messages import english
from tests.imports.parsers.building import flat_profile, read
from tests.imports.parsers.cubes import ROW, cube, cubes
from tests.imports.parsers.test_flat_old import JUNK, KREIS, header, lines, row

__all__ = ["english"]  # a fixture


def told(parsed: Any, rule: str) -> tuple[str, str]:
    problem = next(problem for problem in parsed.problems if problem.rule == rule)
    return said(problem.rule, problem.value or "", problem.params)


def test_what_is_missing_in_a_cube(english: None) -> None:
    text, hint = told(read("Kreis;Wert\n", cubes()), "layout_not_cube")
    assert text == "This is not a whole data cube; missing are: DQA, DQZ, DQI, QEI."
    assert "choose a profile that fits the file" in hint
    keys = told(read(cube(ROW, DQA=["NAME", "KREISE", "GES", "NAT"]), cubes()), "cube_keys")
    assert keys[0] == "The facts of the data cube have 2 keys, but it declares 3 dimensions."
    axis = told(read(cube(ROW), cubes(area={"column": "GEMEIN", "division": "d"})), "column_missing")
    assert axis[0] == "The column “GEMEIN” is not there. The file has: KREISE, GES."
    assert "data cubes" in told(read(cube(ROW), flat_profile()), "layout_cube")[1]


def test_defects_of_the_old_layout(english: None) -> None:
    value = "ISV006__Insolvenzverfahren__MeasureUnitNotFound!"
    content = lines(header(value, "B__B__Anzahl", blocks=1), *[JUNK] * 1200, row(KREIS, "", "1"), row(KREIS, "", "1"))
    parsed = read(content, flat_profile(columns={"ISV006": "ISV"}))
    assert told(parsed, "shifted_rows")[0] == (
        "Rows whose cells stand in wrong columns and that hold no figures: 1,200, "
        "the first in line 2, the last in line 1201."
    )
    assert told(parsed, "column_empty")[0] == f"The column “{value}” is empty throughout (rows: 2)."
    assert told(parsed, "unit_not_stated")[0] == "The file does not say in which unit “ISV006” is counted."


def test_two_keys_of_one_measure(english: None) -> None:
    columns = {"BEVSTD": "EW", "BEV": "EW"}
    parsed = read(lines(header(blocks=1), row(KREIS, "1")), flat_profile(columns=columns))
    assert told(parsed, "other_key_of_measure")[0] == "The file does not hold “BEV”; EW is read from BEVSTD alone."


def test_a_description_of_a_table_saved_as_a_file(english: None) -> None:
    content = '{"Ident": {"Service": "metadata"}, "Object": {"Code": "12411", "Content": "Stand", "Updated": "1.2.25"}}'
    text, hint = told(read(content, flat_profile()), "json_file")
    assert text == (
        "This is a description of a table (JSON) and not the table itself. It describes “12411 Stand”. "
        "Last changed there: 1.2.25."
    )
    assert "flat CSV" in hint


def test_an_xml_file_names_the_formats_that_are_read(english: None) -> None:
    text, hint = told(read('<?xml version="1.0"?><x/>', flat_profile()), "xml_file")
    assert "GENESIS-ML" in text
    assert all(word in hint for word in ("flat CSV", "CSV or XLSX", "data cube"))
