"""What cities do to tables: bands, dates in headers, names for codes, totals among the areas, figures with blanks."""

import io
from datetime import date
from typing import Any

import pytest
import xlsxwriter

from imports.parsers.profiles.loading import Profile, ProfileError
from imports.parsers.records import Place
from indicators.analysis.periods import Period
from tests.imports.parsers.building import figures, found, read, rules, table_profile, workbook

WIDE = "Schlüssel;Jahr;Einwohner;Arbeitslose\n"
AREA = {"column": "Schlüssel", "division": "stadtteile"}
ONE = {"Einwohner": "EW"}


def refused(**changes: Any) -> list[str]:
    with pytest.raises(ProfileError) as caught:
        table_profile(**changes)
    return [problem.rule for problem in caught.value.problems]


# Numbers


@pytest.mark.parametrize(
    ("cell", "value"),
    [("-  23", -23.0), ("- 23", -23.0), ("\u2212\u00a023", -23.0), ("1 675    ", 1675.0), ("1\u202f675", 1675.0)],
)
def test_blanks_inside_figures(cell: str, value: float) -> None:
    spec = table_profile(read={"thousands": " "})
    assert figures(read(f"{WIDE}011;2023;{cell};-\n", spec))["EW", "011", "2023-12-31"] == value


def test_a_dash_alone_is_a_sign_and_before_digits_a_minus() -> None:
    one = read(f"{WIDE}011;2023;-  23;-\n", table_profile(missing={"-": "missing"}))
    assert list(figures(one).values()) == [-23.0, "missing"]
    assert one.facts["symbols"] == {"-": 1}


def test_a_point_for_thousands_must_be_declared() -> None:
    content = f"{WIDE}1;2023;2.952;76,70\n"
    assert found(read(content, table_profile())) == [("point_not_comma", Place(None, 2, "Einwohner"))]
    declared = table_profile(read={"thousands": "."})
    assert list(figures(read(content, declared)).values()) == [2952.0, 76.7]


def test_a_row_without_a_code_is_an_error_and_not_passed_over() -> None:
    assert found(read(f"{WIDE};2023;1;2\n011;2023;1;2\n", table_profile())) == [
        ("area_missing", Place(None, 2, "Schlüssel"))
    ]


def test_carriage_returns_alone_and_separators_in_quotes() -> None:
    content = (WIDE + '"Mitte; Ost";2023;1;2\n').replace("\n", "\r")
    one = read(content, table_profile())
    assert [(r.area_code, r.place.line) for r in one.records] == [("Mitte; Ost", 2)] * 2


# Areas


def test_the_whole_file_about_one_area() -> None:
    spec = table_profile(area={"fixed": "05913000", "division": "gemeinden"}, columns=ONE)
    assert figures(read("Jahr;Einwohner\n2022;1\n2023;2\n", spec)) == {
        ("EW", "05913000", "2022-12-31"): 1.0,
        ("EW", "05913000", "2023-12-31"): 2.0,
    }


def test_a_code_made_of_several_columns() -> None:
    area = {"joined": ["Land", "Kreis", "Gem"], "name_column": "Name", "division": "gemeinden"}
    spec = table_profile(area=area, columns=ONE)
    content = "Land;Kreis;Gem;Name;Jahr;Einwohner\n08;222;000;Mannheim;2023;5\n08;;;Baden-Württemberg;2023;9\n"
    one = read(content, spec)
    assert figures(one) == {("EW", "08222000", "2023-12-31"): 5.0}
    assert found(one) == [("area_missing", Place(None, 3, "Kreis"))]
    cities = table_profile(area=area, columns=ONE, ignore_rows={"Gem": [""]})
    assert rules(read(content, cities)) == []


def test_rows_picked_by_their_words() -> None:
    content = "Satzart;Schlüssel;Jahr;Einwohner\n40;08222;2023;5\n50;082220000;2023;5\n60;08222000;2023;5\n"
    only = table_profile(columns=ONE, only_rows={"Satzart": [60]})
    one = read(content, only)
    assert [(r.area_code, r.place.line) for r in one.records] == [("08222000", 4)]
    assert one.facts["ignored_rows"] == 2
    assert one.facts["unused_columns"] == []
    without = table_profile(columns=ONE, ignore_rows={"Satzart": [40, 50]})
    assert figures(read(content, without)) == figures(one)
    assert found(read(content, table_profile(columns=ONE, only_rows={"Art": [60]}))) == [
        ("column_missing", Place(None, 1, "Art"))
    ]


def test_totals_that_are_no_areas_by_word_and_by_pattern() -> None:
    content = f"{WIDE}000;2023;9;9\n1;2023;5;5\n101;2023;1;1\nStadt;2023;9;9\n"
    spec = table_profile(columns=ONE, ignore_areas=["Stadt"], ignore_areas_like=["^0", "^.$"])
    one = read(content, spec)
    assert figures(one) == {("EW", "101", "2023-12-31"): 1.0}
    assert one.facts["ignored_rows"] == 3


def test_totals_by_their_name() -> None:
    area = {**AREA, "name_column": "Name"}
    content = "Schlüssel;Name;Jahr;Einwohner\n1;Bezirk Mitte;2023;5\n101;Altstadt;2023;5\n"
    one = read(content, table_profile(area=area, columns=ONE, ignore_areas_like=["^Bezirk "]))
    assert [r.area_name for r in one.records] == ["Altstadt"]


NAMED = {**AREA, "codes": {"Harburg": "702", "Neuland": "704"}}


def test_a_name_for_two_areas_is_not_resolved() -> None:
    content = f"{WIDE}Harburg;2023;28000;1\nNeuland;2023;1800;2\nHarburg;2023;170000;3\n"
    one = read(content, table_profile(area=NAMED))
    assert found(one) == [("area_name_twice", Place(None, 4, "Schlüssel"))]
    assert one.problems.kept[0].params == {"line": 2, "code": "702"}
    ranked = content.replace("Jahr", "Jahr;Ebene", 1).replace("2023;1", "2023;Bezirk;1").replace("2023;2", "2023;S;2")
    boroughs_left_out = table_profile(area=NAMED, ignore_rows={"Ebene": ["Bezirk"]})
    assert rules(read(ranked, boroughs_left_out)) == []


def test_the_same_name_in_another_year_is_the_same_area() -> None:
    assert rules(read(f"{WIDE}Harburg;2023;1;1\nHarburg;2022;1;1\n", table_profile(area=NAMED))) == []


# Periods


def test_a_period_from_the_file_name_or_asked_for() -> None:
    part = {"file_name": r"_(\d{4}-\d{2})", "given": True, "type": "month"}
    spec = table_profile(area={"column": "sb", "division": "bezirke"}, period=part, columns={"HH": "HH"})
    content = "sb;HH\n11;2002\n"
    december = Period.month(2017, 12)
    expected = {("HH", "11", "2017-12"): 2002.0}
    assert figures(read(content, spec, file_name="Haushalte_SB_2017-12.txt")) == expected
    assert rules(read(content, spec, file_name="Haushalte.txt")) == ["period_not_given"]
    assert figures(read(content, spec, file_name="Haushalte.txt", period=december)) == expected
    assert figures(read(content, spec, file_name="Haushalte_2017-12.txt", period=december)) == expected
    one = read(content, spec, file_name="Haushalte_2017-12.txt", period=Period.month(2018, 12))
    (problem,) = one.problems
    assert (problem.rule, problem.params) == (
        "period_contradicts_file_name",
        {"period": "2018-12", "named": "2017-12"},
    )


def test_school_years() -> None:
    spec = table_profile(
        area={"fixed": "05913000", "division": "gemeinden"},
        period={"column": "jahr", "type": "school_year"},
        columns={"lerner": "SCHUELER"},
        read={"delimiter": ","},
    )
    one = read('"jahr","lerner"\n"1990/91",7442\n"1999/00",8645\n"1999/2000",1\n"1990/92",1\n', spec)
    assert [r.period.label for r in one.records] == ["1990/91", "1999/00", "1999/00"]
    assert found(one) == [("period_unreadable", Place(None, 5, "jahr"))]


def band(**changes: Any) -> Profile:
    spec: dict[str, Any] = {"period": {"band": True, "type": "reference_date"}, "columns": ONE}
    return table_profile(**(spec | changes))


def test_bands_of_periods_in_a_workbook() -> None:
    rows: list[list[object]] = [
        ["Schlüssel", "Einwohner"], ["31.12.2022"], ["011", 5], ["012", 6], [date(2023, 12, 31)], ["011", 7],
    ]  # fmt: skip
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"default_date_format": "dd.mm.yyyy"})
    sheet = book.add_worksheet("Daten")
    for line, row in enumerate(rows):
        sheet.write_row(line, 0, row)
    book.close()
    one = read(target.getvalue(), band())
    assert figures(one) == {
        ("EW", "011", "2022-12-31"): 5.0,
        ("EW", "012", "2022-12-31"): 6.0,
        ("EW", "011", "2023-12-31"): 7.0,
    }
    assert one.facts["rows"] == 3


@pytest.mark.parametrize("line", ["Stand: 31.12.2022;;", "Stand: 31.12.2022", "Stand: 31.12.2022;Stand: 31.12.2022;"])
def test_bands_with_words_around_the_period(line: str) -> None:
    spec = band(period={"band": r"Stand: (\S+)", "type": "reference_date"})
    one = read(f"Schlüssel;Einwohner;Art\n{line}\n011;5;a\n", spec)
    assert figures(one) == {("EW", "011", "2022-12-31"): 5.0}


def test_a_row_above_the_first_band_has_no_period() -> None:
    one = read("Schlüssel;Einwohner\n011;5\n31.12.2022;\n011;6\n", band())
    assert found(one) == [("band_missing", Place(None, 2, None))]
    assert len(one.records) == 1


def test_a_line_of_text_that_is_no_band_stays_a_row_for_the_check_to_refuse() -> None:
    one = read("Schlüssel;Einwohner\n31.12.2022;\ndavon:;\n011;6\n", band())
    assert figures(one) == {("EW", "davon:", "2022-12-31"): "missing", ("EW", "011", "2022-12-31"): 6.0}  # no such area


def test_bands_of_areas() -> None:
    area = {"band": r"^(?P<code>\d{3}) (?P<name>.+)$", "division": "stadtteile"}
    spec = table_profile(area=area, columns=ONE)
    one = read("Jahr;Einwohner\n011 Mitte;\n2022;5\n2023;6\n012 Ost;\n2023;7\n", spec)
    assert figures(one) == {
        ("EW", "011", "2022-12-31"): 5.0,
        ("EW", "011", "2023-12-31"): 6.0,
        ("EW", "012", "2023-12-31"): 7.0,
    }
    assert {r.area_name for r in one.records} == {"Mitte", "Ost"}
    assert rules(read("Jahr;Einwohner\n2022;5\n", spec)) == ["band_missing"]


def test_bands_of_areas_by_name_and_with_totals() -> None:
    area = {"band": r"^[A-Z].+$", "division": "stadtteile", "codes": {"Mitte": "011"}}
    spec = table_profile(area=area, columns=ONE, ignore_areas=["011"])
    assert figures(read("Jahr;Einwohner\nMitte;\n2022;5\n", table_profile(area=area, columns=ONE))) == {
        ("EW", "011", "2022-12-31"): 5.0
    }
    assert len(read("Jahr;Einwohner\nMitte;\n2022;5\n", spec).records) == 0


DATED = {
    "period": {"header": r"\d{2}\.\d{2}\.\d{4}", "type": "reference_date"},
    "columns": {"Bevölkerung / insgesamt": "EW", "Arbeitslose": "ALO"},
    "read": {"header_rows": 3},
}


def test_several_reference_dates_in_one_header() -> None:
    rows: list[list[object]] = [
        [None, None, None, None],
        [None, None, None, None],
        [None, "31.12.2023", "31.12.2022", "(31.03.2024)"],
        ["011", 5, 4, 3],
    ]
    merged = [(0, 0, 2, 0, "Schlüssel"), (0, 1, 0, 2, "Bevölkerung"), (1, 1, 1, 2, "insgesamt")]
    merged += [(0, 3, 1, 3, "Arbeitslose")]
    one = read(workbook(rows, merged=merged), table_profile(**DATED))
    assert rules(one) == []
    assert figures(one) == {
        ("EW", "011", "2023-12-31"): 5.0,
        ("EW", "011", "2022-12-31"): 4.0,
        ("ALO", "011", "2024-03-31"): 3.0,
    }


def test_a_csv_made_of_merged_headers() -> None:
    content = (
        "Schlüssel;Bevölkerung;;Arbeitslose\n;insgesamt;;\n;31.12.2023;31.12.2022;31.03.2024\n011;1 675    ;-  4;3\n"
    )
    spec = table_profile(**(DATED | {"read": {"header_rows": 3, "header_spans": True, "thousands": " "}}))
    one = read(content, spec)
    assert one.facts["header"][2] == "Bevölkerung / insgesamt / 31.12.2022"
    assert list(figures(one).values()) == [1675.0, -4.0, 3.0]


def test_spans_end_where_the_row_above_begins_anew() -> None:
    content = "Schlüssel;A;;B;\n;m;;;w\n;1;2;3;4\n011;1;2;3;4\n"
    spans = {"header_rows": 3, "header_spans": True}
    one = read(content, table_profile(read=spans, columns={"A / m / 2": "X"}, period={"fixed": "2023"}))
    assert one.facts["header"] == ["Schlüssel", "A / m / 1", "A / m / 2", "B / 3", "B / w / 4"]
    assert figures(one) == {("X", "011", "2023"): 2.0}


def test_headers_that_do_not_hold_their_period() -> None:
    content = (
        "Schlüssel;Bevölkerung 31.12.2023;Arbeitslose;Arbeitslose 31.12.2023;Arbeitslose am 31.12.2023\n011;1;2;3;4\n"
    )
    dated = DATED | {"read": {}, "columns": {"Arbeitslose": "ALO"}}
    one = read(content, table_profile(**dated))
    assert found(one) == [("period_not_in_header", Place(None, 1, "Arbeitslose"))]
    twice = read(content.replace(";Arbeitslose;", ";Arbeitslose 31.12.2023;"), table_profile(**dated))
    assert rules(twice) == ["column_twice"]
    missing = read(content, table_profile(**(dated | {"columns": {"Einwohner": "EW"}})))
    assert rules(missing) == ["column_missing"]


def test_periods_in_columns_taken_out_of_their_headers() -> None:
    spec = table_profile(
        period={"type": "year"}, columns=None, periods_in_columns={"measure": "PLAN", "pattern": r"^Plan (\d{4})$"}
    )
    one = read("Schlüssel;Ergebnis 2010;Plan 2011;Plan 2012\n1;1;2;3\n", spec)
    assert figures(one) == {("PLAN", "1", "2011"): 2.0, ("PLAN", "1", "2012"): 3.0}


# Workbooks


def test_hidden_columns_are_worth_a_look() -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet("Daten")
    for line, row in enumerate([["Schlüssel", "Jahr", "Einwohner", "Arbeitslose", "x"], ["011", 2023, 5, 7, 1]]):
        sheet.write_row(line, 0, row)
    sheet.set_column(3, 4, None, None, {"hidden": True})
    book.close()
    one = read(target.getvalue(), table_profile())
    assert found(one) == [("column_hidden", Place("Daten", None, "Arbeitslose"))]
    assert figures(one)["ALO", "011", "2023-12-31"] == 7.0


# Profiles


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"area": {"division": "d"}}, "area_column_needed"),
        ({"area": {**AREA, "fixed": "1"}}, "one_area_source"),
        ({"area": {**AREA, "band": "(", "column": None}}, "bad_pattern"),
        ({"period": {"band": "("}}, "bad_pattern"),
        ({"period": {"header": "x", "given": True}}, "one_period_source"),
        ({"period": {"column": "Jahr", "given": True}}, "one_period_source"),
        ({"ignore_areas_like": ["("]}, "bad_pattern"),
        (
            {
                "columns": None,
                "period": {"header": "x"},
                "long": {"measure": {"column": "m"}, "value": {"column": "v"}},
            },
            "header_needs_columns",
        ),
    ],
)
def test_what_a_profile_may_say(changes: dict[str, Any], rule: str) -> None:
    assert rule in refused(**changes)


def test_a_table_that_converts_areas_is_no_table_of_figures() -> None:
    content = "Kreise 31.12.1990;flächen- proportionaler Umsteige-schlüssel;Kreise 31.12.2019\n1001000;1;1001000\n"
    spec = table_profile(area={"column": "Kreise 31.12.1990", "division": "kreise"}, period={"fixed": "1990"})
    assert found(read(content, spec)) == [("crosswalk_table", Place(None, 1, None))]


def test_a_block_ends_at_a_line_of_text_wherever_it_stands() -> None:
    rows = [["Schlüssel", "Jahr", "Einwohner"], ["011", 2023, 5], [None, "Veränderung in Prozent"], ["011", 2023, 0.1]]
    spec = table_profile(read={"stop_at": "Veränderung"}, columns=ONE)
    assert figures(read(workbook(rows), spec)) == {("EW", "011", "2023-12-31"): 5.0}


def test_dates_are_left_aside_in_the_names_of_all_columns() -> None:
    content = "Schlüssel (Stand 01.01.2024);Fläche 31.12.2022;Bevölkerung am 31.12.2023\n011;7;5\n"
    spec = table_profile(
        area={"column": "Schlüssel", "division": "stadtteile"},
        period={"header": r"(?:am |\(Stand )?(\d{2}\.\d{2}\.\d{4})\)?", "type": "reference_date"},
        columns={"Fläche": "KM2", "Bevölkerung": "EW"},
    )
    assert figures(read(content, spec)) == {("KM2", "011", "2022-12-31"): 7.0, ("EW", "011", "2023-12-31"): 5.0}
