"""Workbooks "Arbeitsmarkt kommunal": rows are found by their labels, `*` is hidden, a zero is a number."""

import io
from typing import Any

import pytest
import xlsxwriter

from imports.parsers.profiles.loading import Profile, ProfileError, load_profile
from imports.parsers.records import Parsed, Place
from tests.imports.parsers.building import figures, found, read, rules, workbook

DASH = "* #,##0;* \\-_ #,##0;\\-"
WORK = "Beschäftigte\nam Arbeitsort  (Stichtag 30.06.)"
AVERAGE = "Arbeitslose (Jahresdurchschnitte)"
COLUMNS = {
    "Beschäftigte am Arbeitsort / Insgesamt": "SVB",
    "Beschäftigte am Arbeitsort / Handel ( G - I )": "SVB_GI",
    "Arbeitslose / Insgesamt": "ALO",
}
Rows = list[list[object]]


def rows(area: str = "06440010 Glauburg (Gebietsstand im Jahr 2024)") -> Rows:
    return [
        [None, None, None, "Arbeitsmarkt kommunal"],
        [],
        ["Beschäftigte und Arbeitslose"],
        [area],
        [2024],
        [],
        ["Merkmale", None, 2023, 2024],
        [None, None, 1, 2],
        [WORK],
        ["Insgesamt", None, 496, 543],
        ["dar.", "Männer", 308, 351],
        [None, "Handel ( G - I )", "*", 0],
        [AVERAGE],
        ["Insgesamt", None, 62.25, 70.5],
        ["dar.", "Männer", 34.5, 36.25],
        [None, None, None, "© Statistik der Bundesagentur für Arbeit"],
        ["*) Werte von 1 oder 2 werden anonymisiert."],
    ]


def profile(**changes: Any) -> Profile:
    spec = {"profile": "ba", "parser": "ba-kommunal", "area": {"division": "gemeinden"}, "columns": COLUMNS}
    return load_profile(spec | changes)


def parsed(table: Rows, spec: Profile | None = None, name: str = "06440010_Glauburg.xlsx") -> Parsed:
    return read(workbook(table), spec or profile(), file_name=name)


def test_figures_with_the_day_or_the_year_of_their_heading() -> None:
    one = parsed(rows())
    assert figures(one) == {
        ("SVB", "06440010", "2023-06-30"): 496.0,
        ("SVB", "06440010", "2024-06-30"): 543.0,
        ("SVB_GI", "06440010", "2023-06-30"): "suppressed",
        ("SVB_GI", "06440010", "2024-06-30"): 0.0,
        ("ALO", "06440010", "2023"): 62.25,  # not rounded to what Excel shows
        ("ALO", "06440010", "2024"): 70.5,
    }
    assert rules(one) == []
    assert one.records[2].place == Place("Daten", 12, "2023")
    assert one.records[0].area_name == "Glauburg"


def test_what_is_said_about_the_workbook() -> None:
    facts = parsed(rows()).facts
    assert facts["territory"] == "2024"
    assert facts["title"] == "Beschäftigte und Arbeitslose"
    assert facts["footnotes"] == [
        "© Statistik der Bundesagentur für Arbeit",
        "*) Werte von 1 oder 2 werden anonymisiert.",
    ]
    assert facts["licence"] == "© Statistik der Bundesagentur für Arbeit"
    assert facts["symbols"] == {"*": 1}
    assert facts["subsets"] == [
        "Beschäftigte am Arbeitsort (Stichtag 30.06.) / Männer",
        "Beschäftigte am Arbeitsort (Stichtag 30.06.) / Handel ( G - I )",
        "Arbeitslose (Jahresdurchschnitte) / Männer",
    ]
    assert len(facts["header"]) == 5


def test_the_day_it_was_made_stands_in_the_imprint() -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    imprint, sheet = book.add_worksheet("Impressum"), book.add_worksheet("Daten")
    imprint.write_row(0, 0, ["Erstellungsdatum:", "03. Januar 2025"])
    for line, row in enumerate(rows()):
        sheet.write_row(line, 0, row)
    book.close()
    one = read(target.getvalue(), profile())
    assert one.facts["stand"] == "03. Januar 2025"
    assert len(one.records) == 6


def test_a_zero_that_is_shown_as_a_dash_is_a_zero() -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet, dash = book.add_worksheet("Daten"), book.add_format({"num_format": DASH})
    for line, row in enumerate(rows()):
        sheet.write_row(line, 0, row)
    sheet.write_number(11, 3, 0, dash)
    book.close()
    assert figures(read(target.getvalue(), profile()))["SVB_GI", "06440010", "2024-06-30"] == 0.0


def test_a_written_dash_is_unknown_until_the_profile_explains_it() -> None:
    table = rows()
    table[11][3] = "-"
    assert found(parsed(table)) == [("unknown_word", Place("Daten", 12, "2024"))]
    assert figures(parsed(table, profile(missing={"-": "zero"})))["SVB_GI", "06440010", "2024-06-30"] == 0.0


def test_rows_may_move() -> None:
    table = rows()
    moved = [*table[:5], [None], ["Hinweis"], *table[5:9], ["dar.", "Frauen", 1, 2], *table[9:12], [], *table[12:]]
    assert figures(parsed(moved)) == figures(parsed(table))


def test_the_whole_heading_may_be_written_too() -> None:
    spec = profile(columns={"Beschäftigte am Arbeitsort (Stichtag 30.06.) / Insgesamt": "SVB"})
    assert len(parsed(rows(), spec).records) == 2


def test_a_row_that_is_not_there_is_an_error_with_the_nearest() -> None:
    table = rows()
    table[13][0] = "Zusammen"
    (problem,) = parsed(table).problems
    assert (problem.rule, problem.value) == ("row_missing", "Arbeitslose / Insgesamt")
    assert problem.params["nearest"] == "Arbeitslose / Zusammen"
    assert len(problem.params["found"]) == 5


def test_a_row_that_is_there_twice_is_an_error() -> None:
    table = rows()
    one = parsed([*table[:10], ["Insgesamt", None, 1, 2], *table[10:]])
    assert found(one) == [("row_twice", Place("Daten", 11, "A"))]
    assert one.problems.kept[0].params == {"line": 10}


def test_a_heading_without_a_day_needs_the_profile() -> None:
    table = rows()
    table[12][0] = "Arbeitslose"
    assert found(parsed(table)) == [("section_without_period", Place("Daten", 14, "A"))]
    yearly = profile(period={"type": "year"})
    assert ("ALO", "06440010", "2024") in figures(parsed(table, yearly))
    in_june = profile(period={"type": "reference_date", "day": "06-30"})
    assert ("ALO", "06440010", "2024-06-30") in figures(parsed(table, in_june))


def test_a_day_that_does_not_exist() -> None:
    table = rows()
    table[12][0] = "Arbeitslose (Stichtag 31.06.)"
    assert rules(parsed(table)) == ["section_without_period"]


@pytest.mark.parametrize(
    ("name", "contradicts"),
    [
        ("06440010_Glauburg.xlsx", False),
        ("Glauburg.xlsx", False),
        ("kommunal_20240630.xlsx", False),  # a date
        ("BA_06440001_Altenstadt.xlsx", True),
        ("06440010 und 06440001.xlsx", False),
        ("1064400015.xlsx", False),  # another number
    ],
)
def test_the_area_must_be_that_of_the_file_name(name: str, contradicts: bool) -> None:
    one = parsed(rows(), name=name)
    expected = [("area_contradicts_file_name", Place("Daten", 4, "A"))] if contradicts else []
    assert found(one) == expected
    if contradicts:
        problem = one.problems.kept[0]
        assert (problem.value, problem.params) == ("06440010", {"name": "Glauburg", "named": "06440001"})


@pytest.mark.parametrize("area", [
    "06440010 Glauburg ",
    "06440010  Glauburg (Gebietsstand im Jahr 2023)",
    "06440010 Glauburg (Gebietsstand Dezember 2023)",
    "06440010 Glauburg (Gebietsstand)",
])  # fmt: skip
def test_blanks_and_the_day_of_the_areas_are_no_part_of_the_name(area: str) -> None:
    assert {(r.area_code, r.area_name) for r in parsed(rows(area)).records} == {("06440010", "Glauburg")}


def test_a_lost_zero_needs_a_pad() -> None:
    table = rows("6440010 Glauburg")
    assert {r.area_code for r in parsed(table, name="a.xlsx").records} == {"6440010"}
    padded = profile(area={"division": "gemeinden", "pad": 8})
    assert {r.area_code for r in parsed(table, padded).records} == {"06440010"}


def test_other_workbooks_and_texts_are_refused() -> None:
    assert rules(parsed([["Schlüssel", "Jahr"], ["011", 2023]])) == ["not_ba_workbook"]
    assert rules(parsed([["Merkmale", None, 2023]])) == ["not_ba_workbook"]
    assert rules(parsed([])) == ["not_ba_workbook"]
    assert rules(read("a;b\n", profile())) == ["not_ba_workbook"]
    assert rules(read(b"", profile())) == ["empty_file"]
    named = profile(read={"sheet": "Tabelle1"})
    assert rules(parsed(rows(), named)) == ["sheet_not_found"]


def test_figures_without_a_label_are_not_passed_over() -> None:
    table = rows()
    table[10] = [None, None, 308, 351]
    assert found(parsed(table)) == [("measure_missing", Place("Daten", 11, "A"))]


def test_cells_that_cannot_be_read_and_empty_ones() -> None:
    table = rows()
    table[9][2:] = ["viele", None]
    assert found(parsed(table)) == [
        ("unknown_word", Place("Daten", 10, "2023")),
        ("empty_cell", Place("Daten", 10, "2024")),
    ]


def test_scale() -> None:
    assert figures(parsed(rows(), profile(scale={"SVB": 1000})))["SVB", "06440010", "2023-06-30"] == 496_000.0


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"columns": {}}, "rows_needed"),
        ({"area": {"division": "g", "column": "A"}}, "not_for_ba"),
        ({"period": {"fixed": "2024"}}, "not_for_ba"),
        ({"dimensions": {"GES": "GESM"}}, "not_for_ba"),
    ],
)
def test_what_the_profile_may_say(changes: dict[str, Any], rule: str) -> None:
    with pytest.raises(ProfileError) as caught:
        profile(**changes)
    assert [problem.rule for problem in caught.value.problems] == [rule]


def test_a_district_has_five_digits_and_its_name_may_have_brackets() -> None:
    one = parsed(rows("06440 Wetteraukreis (Hessen) (Gebietsstand im Jahr 2024)"), name="06440_Wetteraukreis.xlsx")
    assert {(r.area_code, r.area_name) for r in one.records} == {("06440", "Wetteraukreis (Hessen)")}
    assert rules(one) == []
    assert rules(parsed(rows("06440 Wetteraukreis"), name="06441_Wetteraukreis.xlsx")) == ["area_contradicts_file_name"]
