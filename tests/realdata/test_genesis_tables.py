"""Table exports of GENESIS databases as offices and people really sent them: CSV, XLSX, XLS.

What the parser says is held against numbers written down beside the files, and against the files read again by hand
in a slow and obvious way: lines split at semicolons, cells of the sheet one by one.
"""

from collections import Counter
from datetime import date

import pytest
import python_calamine

from imports.checks.figures import EditionReference, MeasureReference, Reference, check
from imports.parsers.profiles.loading import load_profile
from imports.parsers.registry import parse_file
from indicators.analysis.status import Status
from tests.realdata.genesis_exports import ALL, FORMATS, profile_of, read
from tests.realdata.places import needs

pytestmark = needs("formats")


def value(name: str, measure: str, code: str, period: str) -> float | str:
    (found,) = [
        record
        for record in read(name).records
        if (record.measure, record.area_code, record.period.label) == (measure, code, period)
    ]
    return str(found.status) if found.value is None else found.value


def lines(name: str) -> list[list[str]]:
    return [line.split(";") for line in (FORMATS / name).read_bytes().decode("cp1252").split("\n")]


def rows_of_sheet(name: str) -> list[list[object]]:
    """Read by another library than the parser's."""
    sheet = python_calamine.CalamineWorkbook.from_path(str(FORMATS / name)).get_sheet_by_index(0)
    return [list(row) for row in sheet.to_python(skip_empty_area=False)]


@pytest.mark.parametrize("folder", ["table_csv", "genesis_xlsx"])
def test_no_file_of_the_folder_is_left_out(folder: str) -> None:
    there = {f"{folder}/{path.name}" for path in (FORMATS / folder).iterdir()}
    assert there <= set(ALL)


@pytest.mark.parametrize("name", ALL)
def test_each_file_is_read_or_refused_with_a_reason(name: str) -> None:
    if not (FORMATS / name).exists():
        pytest.skip(f"{name} is not among the real files here")
    _profile, figures, findings = ALL[name]
    parsed = read(name)
    assert sorted({problem.rule for problem in parsed.problems}) == findings
    assert len(parsed.records) == figures
    if figures and "EXCERPT.csv" not in name:
        assert parsed.facts["stand"]
        assert parsed.facts["licence"].startswith(("©", "(C)opyright"))


def test_population_by_kreis_and_day() -> None:
    name = "table_csv/genesis_12411-0015_2020.csv"
    mannheim = next(line for line in lines(name) if line[0] == "08222")
    days = lines(name)[5][2:]
    assert len(days) == 24
    for day, figure in zip(days, mannheim[2:], strict=True):
        label = "-".join(reversed(day.split(".")))
        assert value(name, "EW", "08222", label) == float(figure)
    assert Counter(str(r.status) for r in read(name).records)["not_existing"] == 1272
    assert read(name).facts["footnotes"] == ["Ab 2011: Ergebnisse auf Grundlage des Zensus 2011."]


def test_csv_and_workbook_of_population_agree_where_they_overlap() -> None:
    text, book = (read(f"{f}/genesis_12411-0015_2020.{e}") for f, e in (("table_csv", "csv"), ("genesis_xlsx", "xlsx")))
    all_of_it = {(r.area_code, r.period): (r.area_name, r.value, r.status) for r in text.records}
    some = {(r.area_code, r.period): (r.area_name, r.value, r.status) for r in book.records}
    assert len(some) == 476 * 5
    assert all(all_of_it[key] == figure for key, figure in some.items())


def test_vehicles_with_period_code_and_name_in_front() -> None:
    name = "table_csv/genesis_46251-0006_2020.csv"
    assert value(name, "KFZ", "01001", "2001-01-01") == 45607
    columns = {word: index for index, word in enumerate(lines(name)[5])}
    assert [columns[word] for word in ("Kfz", "Pkw", "Krafträder", "Leichtkrafträder")] == [3, 7, 4, 5]
    body = [line for line in lines(name)[6:] if len(line) == 22]
    assert len(body) == 9044
    by_hand = {(line[0], line[1]): line for line in body}
    status = Counter(str(r.status) for r in read(name).records)
    gone = [line for line in body if set(line[3:]) == {"-"}]
    assert status["not_existing"] == 4 * len(gone) == 4452
    single = sum(line[index] == "-" for line in body if line not in gone for index in (3, 4, 5, 7))
    assert status["missing"] == single == 5750
    assert by_hand["01.01.2019", "16076"][5] == "-"
    assert value(name, "LEICHTKRAD", "16076", "2019-01-01") == "missing"
    assert sum(r.value or 0 for r in read(name).records if r.measure == "PKW") == sum(
        int(line[7]) for line in body if line[7] != "-"
    )


def test_regions_in_columns() -> None:
    name = "table_csv/genesis_12111-0104_2020_timeInRows.csv"
    regions = lines(name)[6][3:]
    total = next(line for line in lines(name) if line[1:3] == ["Insgesamt", "Insgesamt"])
    codes = profile_of(name).area.codes
    for region, figure in zip(regions, total[3:], strict=True):
        assert value(name, "EW", codes[region], "2011-05-09") == float(figure)
    assert value(name, "EW", "08", "2011-05-09") == 10_486_660
    assert value(name, "EW_U3", "05", "2011-05-09") == float(
        next(line for line in lines(name) if line[1:3] == ["Insgesamt", "unter 3 Jahre"])[7]
    )


def test_laender_have_codes_by_their_names_only() -> None:
    name = "table_csv/genesis_11111-0001_2020.csv"
    assert value(name, "FLAECHE_QKM", "08", "1995-12-31") == 35752.5
    assert value(name, "FLAECHE_QKM", "DG", "2016-12-31") == 357578.17
    assert len(read(name).records.areas()) == 17
    name = "table_csv/genesis_12411-0010_2020.csv"
    assert value(name, "EW", "12", "1958-12-31") == "not_existing"
    assert value(name, "EW", "12", "1990-12-31") == 2_578_312
    assert Counter(str(r.status) for r in read(name).records)["not_existing"] == 160 == 32 * 5


def test_area_of_kreise_and_a_unit_below_the_measure() -> None:
    name = "table_csv/regio_11111-01-01-4_2020.csv"
    assert value(name, "FLAECHE_QKM", "DG", "2018-12-31") == 357582.0
    assert read(name).facts["units"] == {"FLAECHE_QKM": "qkm"}
    assert read(name).facts["title"] == (
        "Gebietsfläche in qkm - Stichtag 31.12. - regionale Tiefe: Kreise und krfr. Städte"
    )
    notes = read(name).facts["footnotes"]
    assert "Baden-Württemberg (ab Berichtsjahr 2011): Gebietsstand 01.01.2011" in notes
    assert any("Liegenschaftskataster-Informationssystem" in note for note in notes)
    pending = Counter(str(r.status) for r in read("table_csv/genesis_11111-0002_2020.csv").records)["pending"]
    assert pending == 26


def test_a_header_of_five_lines_and_its_workbook_are_equal() -> None:
    text, book = "table_csv/regio_33111-01-02-4_2023_5header.csv", "genesis_xlsx/regio_33111-01-02-4_2023.xlsx"
    one, other = (
        {(r.measure, r.area_code): (r.area_name, r.period, r.value, r.status) for r in read(name).records}
        for name in (text, book)
    )
    assert one == other
    assert len(one) == 538 * 16
    for fact in ("table_code", "title", "statistic", "footnotes", "licence", "stand", "columns", "units", "symbols"):
        assert read(text).facts[fact] == read(book).facts[fact], fact
    assert read(text).facts["symbols"] == {"-": 2290}
    # By hand, cell by cell in the order of the columns.
    measures = list(profile_of(text).columns.values())
    cells = 0
    sheet = {str(row[0]): row for row in rows_of_sheet(book)[8:546]}
    for line in lines(text)[9:547]:
        gone = set(line[3:]) == {"-"}
        for position, measure in enumerate(measures):
            written, shown = line[3 + position], sheet[line[1]][2 + position]
            cells += 1
            _name, period, figure, status = one[measure, line[1]]
            assert period.label == "2021-12-31"
            if written == "-":
                assert shown == "-"
                assert (figure, status) == ((None, Status.NOT_EXISTING) if gone else (0.0, Status.ZERO))
            else:
                assert float(written) == shown == figure
    assert cells == 538 * 16


SCHOOLS = "table_csv/regio_21111-02-06-4_2026_Schulabschluesse_EXCERPT.csv"


def test_school_leavers() -> None:
    assert {r.period.label for r in read(SCHOOLS).records} == {"2023/24"}
    assert value(SCHOOLS, "ABGAENGE", "08222", "2023/24") == 2762
    assert value(SCHOOLS, "OHNE_ABSCHLUSS", "08222", "2023/24") == "suppressed"
    assert value(SCHOOLS, "FACHHOCHSCHULREIFE", "08222", "2023/24") == "suppressed"
    gone = {r.area_code for r in read(SCHOOLS).records if r.status is Status.NOT_EXISTING}
    assert gone == {line[1] for line in lines(SCHOOLS)[9:45] if set(line[3:]) == {"-"}}
    assert "03152" in gone
    assert value(SCHOOLS, "FACHHOCHSCHULREIFE", "02", "2023/24") == 0.0  # Hamburg has none, and others have some
    notes = " ".join(read(SCHOOLS).facts["footnotes"])
    for said in ("3er-Rundungsverfahren", "5er-Rundungsverfahren", "das Jahr in dem das Schuljahr endet"):
        assert said in notes


def test_the_parts_of_the_school_table_make_its_total_without_the_subset() -> None:
    """Where nothing is hidden or rounded; the column "dar. …" is a part of the one before it and no summand."""
    parts = ["OHNE_ABSCHLUSS", "ERSTER_ABSCHLUSS", "MITTLERER_ABSCHLUSS", "FACHHOCHSCHULREIFE", "HOCHSCHULREIFE"]
    assert value(SCHOOLS, "ABGAENGE", "02", "2023/24") == 17_330
    assert sum(float(value(SCHOOLS, part, "02", "2023/24")) for part in parts) == 17_330
    assert [path for path in read(SCHOOLS).facts["subsets"] if "weiblich" not in path] == [
        "Absolvierende/Abgehende / dar. schulischer Teil der Fachhochschulreife|Anzahl"
    ]


def test_yields_of_a_table_with_the_new_first_line() -> None:
    name = "table_csv/regio_41241-01-03-4-B_2026_newPrefix_EXCERPT.csv"
    assert read(name).facts["table_code"] == "41241-01-03-4-B"
    assert value(name, "ERTRAG_WINTERWEIZEN", "08", "2025") == 77.6
    assert value(name, "ERTRAG_WINTERWEIZEN", "02", "2025") == "suppressed"
    assert value(name, "ERTRAG_WINTERWEIZEN", "02", "2024") == "unreliable"
    assert value(name, "ERTRAG_KARTOFFELN", "04", "2025") == "missing"


def test_lost_letters_are_refused_with_their_lines() -> None:
    first = read("table_csv/ldbnrw_44211-11i_2024_U+FFFD.csv").problems.kept[0]
    assert (first.rule, first.place.line, first.place.column) == ("replacement_character", 2, "43")


def test_dates_in_the_notes_of_a_workbook_are_no_periods() -> None:
    name = "genesis_xlsx/regio_12411-01-01-4_2023.xlsx"
    lone = [row[0] for row in rows_of_sheet(name)[545:] if str(row[0])[:10] == str(row[0]) and str(row[0])[2:3] == "."]
    assert lone == ["01.01.2009", "01.01.2011"]
    assert {r.period.label for r in read(name).records} == {"2021-12-31"}
    assert value(name, "EW", "08222", "2021-12-31") == 311_831
    assert value(name, "EW", "DG", "2021-12-31") == 83_237_124
    assert sum(value(name, sex, "DG", "2021-12-31") for sex in ("EW_M", "EW_W")) == 83_237_124  # type: ignore[misc]
    facts = read(name).facts
    assert "Baden-Württemberg (ab Berichtsjahr 2011): Gebietsstand 01.01.2011" in facts["footnotes"]
    assert facts["stand"] == "04.05.2023 / 21:37:13"
    assert "Datenlizenz Deutschland - Namensnennung - Version 2.0." in facts["licence"]
    by_hand = {row[0]: row[2:5] for row in rows_of_sheet(name)[6:544]}
    for record in read(name).records:
        cell = by_hand[record.area_code][["EW", "EW_M", "EW_W"].index(record.measure)]
        assert record.value == (None if isinstance(cell, str) else cell)


@pytest.mark.parametrize(
    ("name", "measure", "period", "column"),
    [
        ("genesis_xlsx/regio_31211-01-01-4_2021.xlsx", "WOHNUNGEN", "2011-05-09", 7),
        ("genesis_xlsx/regio_33111-02-01-4_2023.xlsx", "BODEN_GRUENANLAGE", "2021-12-31", 13),
        ("genesis_xlsx/regio_52111-01-02-4_2023.xlsx", "NIEDERLASSUNGEN_250", "2021", 6),
    ],
)
def test_columns_of_workbooks_by_hand(name: str, measure: str, period: str, column: int) -> None:
    body = [row for row in rows_of_sheet(name) if isinstance(row[1], str) and row[1] and row[0]]
    by_hand = {str(row[0]): row for row in body}
    mine = [record for record in read(name).records if record.measure == measure]
    assert len(mine) == len(by_hand) == 538
    for record in mine:
        row = by_hand[record.area_code]
        expected: object = row[column]
        if expected == "-":
            expected = None if set(row[2:]) == {"-"} else 0.0
        assert (record.value, record.period.label) == (expected, period)


def test_unemployed_by_month_in_an_old_workbook() -> None:
    name = "genesis_xlsx/ldbnrw_13211-03ir_2014.xls"
    assert value(name, "ALO", "05315", "2014-01") == 54_197
    assert value(name, "ALO_W", "05315", "2014-02") == 24_680
    assert value(name, "ALO", "05315", "2014-07") == "pending"
    assert read(name).facts["units"] == {"ALO": "Anzahl", "ALO_M": "Anzahl", "ALO_W": "Anzahl"}
    body = [row for row in rows_of_sheet(name) if str(row[0]).isdigit()]
    assert len(body) == 15
    for row in body:
        for month in range(12):
            for position, measure in enumerate(("ALO", "ALO_M", "ALO_W")):
                cell = row[1 + 3 * month + position]
                found = value(name, measure, "05315", f"{row[0]}-{month + 1:02d}")
                assert found == ("pending" if cell == "..." else cell)
    assert any("Monatsmitte" in note for note in read(name).facts["footnotes"])


def test_a_hand_edited_workbook_does_not_look_like_genesis() -> None:
    (problem,) = read("genesis_xlsx/regio_13111-01-03-4_HANDEDITED.xlsx").problems
    assert (problem.rule, problem.place.sheet) == ("genesis_head", "13111-01-03-4")


def test_the_way_out_of_a_hand_edited_workbook_is_a_profile_for_tables() -> None:
    spec = {
        "profile": "bearbeitet",
        "parser": "table",
        "read": {"skip_rows": 1},
        "area": {"column": "id", "name_column": "name", "division": "regionen"},
        "period": {"band": True, "type": "reference_date"},
        "columns": {"Insgesamt": "SVB", "weiblich": "SVB_W", "Ausländer(innen)-Insgesamt": "SVB_AUSL"},
        "missing": {"-": "missing", ".": "suppressed"},
    }
    with (FORMATS / "genesis_xlsx/regio_13111-01-03-4_HANDEDITED.xlsx").open("rb") as stream:
        parsed = parse_file(stream, load_profile(spec), file_name="x")
    assert not parsed.problems.kept
    assert len(parsed.records) == 12 * 538 * 3
    assert {r.period.label for r in parsed.records} == {f"{year}-06-30" for year in range(2008, 2020)}
    country = {r.period.label: r.value for r in parsed.records if (r.measure, r.area_code) == ("SVB", "DG")}
    assert (country["2019-06-30"], country["2018-06-30"]) == (33_407_262, 32_870_228)


def test_dissolved_kreise_are_left_out_by_the_check_and_nothing_else() -> None:
    name = "genesis_xlsx/regio_33111-01-02-4_2023.xlsx"
    parsed = read(name)
    alive = {r.area_code: r.area_name for r in parsed.records if r.status is not Status.NOT_EXISTING}
    areas = {code: (number, label) for number, (code, label) in enumerate(sorted(alive.items()))}
    measures = {code: MeasureReference(number, "count") for number, code in enumerate(parsed.records.measures.list)}
    edition = EditionReference(1, "regionen", date(2012, 1, 1), None, areas)
    checked = check(parsed, Reference([edition], measures, date(2026, 3, 10)), profile_of(name))
    (problem,) = checked.problems
    assert (problem.rule, problem.params["count"]) == ("not_existing_left_out", 79)
    assert checked.count == (538 - 79) * 16
