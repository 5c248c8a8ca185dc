"""What a file holds, for whoever describes it: columns with their words and signs, values with their dimensions."""

import io

import pytest

from imports.parsers.profiles.parts import Read
from imports.parsers.recognising.flat_survey import FlatSurvey, survey_flat
from imports.parsers.recognising.recognise import recognise
from imports.parsers.recognising.survey import Survey, survey
from tests.imports.parsers.building import MANNHEIM, MEN, TOTAL, WOMEN, flat, workbook
from tests.imports.parsers.test_recognise import CUBE, OLD


def look(content: str | bytes, **read: object) -> Survey:
    raw = content.encode() if isinstance(content, str) else content
    return survey(io.BytesIO(raw), Read.model_validate(read))[0]


def look_flat(content: str) -> FlatSurvey:
    raw = content.encode()
    seen, problems = survey_flat(io.BytesIO(raw), recognise(io.BytesIO(raw), "x")[0])
    assert not problems.has_errors
    return seen


def test_columns_with_examples_words_and_signs() -> None:
    seen = look("Code;EW\n01;1.234\n02;-\n03;\n04;.\n01;k.A.\n")
    code, people = seen.columns
    assert (code.name, code.samples, dict(code.words)["01"], code.is_numeric) == ("Code", ["01", "02", "03"], 2, True)
    assert (people.signs, people.empty, people.is_numeric) == (["-", ".", "k.A.", ""], 1, False)
    assert seen.rows == 5
    assert seen.column("EW") is people
    assert seen.column("Alter") is None


@pytest.mark.parametrize(
    ("figure", "comma", "point", "grouped"),
    [
        ("1,5", 1, 0, 0),
        ("1.5", 0, 1, 0),
        ("2.952", 0, 0, 1),
        ("1.234.567", 0, 0, 1),
        ("12", 0, 0, 0),
        ("1,2345", 1, 0, 0),
    ],
)
def test_only_clear_marks_of_decimals_are_told(figure: str, comma: int, point: int, grouped: int) -> None:
    column = look(f"a;b\nx;{figure}\n").columns[1]
    assert (column.with_comma, column.with_point, column.grouped) == (comma, point, grouped)


def test_header_footer_and_lines_above_are_left_out() -> None:
    seen = look("Titel\nCode;EW;\n;m;w\n01;5;6\nStand: heute\n02;7;8\n", skip_rows=1, header_rows=2, stop_at="Stand")
    assert [column.name for column in seen.columns] == ["Code", "EW / m", "w"]
    assert seen.rows == 1


def test_a_name_that_occurs_twice_is_numbered_as_profiles_do() -> None:
    assert [column.name for column in look("a;b;b\n1;2;3\n").columns] == ["a", "b#1", "b#2"]


def test_workbooks_have_numbers_and_no_signs_in_them() -> None:
    code, people = look(workbook([["Code", "EW"], ["01", 5.5], ["02", "*"]])).columns
    assert (people.is_numeric, people.signs) == (True, ["*"])
    assert code.samples == ["01", "02"]


@pytest.mark.parametrize("content", [b"", b"\x00", b"PK\x03\x04", b"eins", b"\n\n;;\n"])
def test_files_with_nothing_in_them_have_no_columns_or_no_rows(content: bytes) -> None:
    seen = look(content)
    assert seen.rows == 0


FLAT = flat(
    ("2023-12-31", [MANNHEIM, TOTAL], "10", "Anzahl", "BEVSTD"),
    ("2023-12-31", [MANNHEIM, MEN], "-", "Anzahl", "BEVSTD"),
    ("2023-12-31", [MANNHEIM, WOMEN], "5,5", "Anzahl", "BEVSTD"),
    ("2023", [MANNHEIM], "3", "%", "BEVSTD"),
)


def test_a_flat_file_offers_its_totals_first_then_each_attribute() -> None:
    seen = look_flat(FLAT)
    assert seen.regions() == ["KREISE"]
    keys = dict(seen.keys("KREISE"))
    assert list(keys) == ["BEVSTD|Anzahl", "BEVSTD|Anzahl[GES=GESM]", "BEVSTD|Anzahl[GES=GESW]", "BEVSTD|%"]
    assert keys["BEVSTD|Anzahl[GES=GESW]"] == "Text (Anzahl), weiblich"
    assert dict(seen.signs) == {"-": 1}


def test_a_dimension_without_total_must_be_fixed() -> None:
    rows = [("2023", [MANNHEIM, one], "1", "Anzahl", "BEVSTD") for one in (MEN, WOMEN)]
    assert [key for key, _ in look_flat(flat(*rows)).keys("KREISE")] == ["BEVSTD[GES=GESM]", "BEVSTD[GES=GESW]"]
    assert [key for key, _ in look_flat(flat(*rows)).keys("KREISE", "GES")] == ["BEVSTD"]


def test_hierarchies_that_never_stand_together_are_chosen_from_one_by_one() -> None:
    two, four = ("CC2", "2-Steller", "01", "Nahrung"), ("CC4", "4-Steller", "0111", "Brot")
    rows = [("2023", [MANNHEIM, one], "1", "2020=100", "PREIS1") for one in (two, four)]
    assert [key for key, _ in look_flat(flat(*rows)).keys("KREISE")] == ["PREIS1[CC2=01]", "PREIS1[CC4=0111]"]


def test_old_flat_files_and_cubes_offer_theirs() -> None:
    assert [key for key, _ in look_flat(OLD).keys("KREISE")] == ["BEVSTD", "CH0004"]
    assert [key for key, _ in look_flat(CUBE).keys("KREISE")] == ["ELG002[GES=GESM]"]


def test_a_point_in_the_figures_is_told() -> None:
    row = ("2023", [MANNHEIM, TOTAL], "1.5", "Anzahl", "BEVSTD")
    assert look_flat(flat(row)).with_point
    assert not look_flat(FLAT).with_point


def test_a_broken_flat_file_is_surveyed_as_far_as_it_goes() -> None:
    raw = FLAT.replace("value_variable_code", "code").encode()
    found = recognise(io.BytesIO(FLAT.encode()), "x")[0]
    seen, _problems = survey_flat(io.BytesIO(raw), found)
    assert seen.values == {}
