from typing import Any

import pytest

from imports.parsers.profiles.loading import load_profile
from imports.parsers.records import Place
from indicators.analysis.status import Status
from tests.imports.parsers.building import (
    HEIDELBERG,
    MANNHEIM,
    MEN,
    TOTAL,
    WOMEN,
    figures,
    flat,
    flat_profile,
    found,
    profile_dict,
    read,
    rules,
    workbook,
    zipped,
)

DAY = "2024-12-31"


def row(variables: list[tuple[str, ...]], value: str = "1", **more: str) -> tuple[Any, ...]:
    cells = (more.get("time", DAY), variables, value, more.get("unit", "Anzahl"), more.get("code", "BEVSTD"))
    return (*cells, more["quality"]) if "quality" in more else cells


def test_totals_and_chosen_attributes() -> None:
    content = flat(row([MANNHEIM, MEN], "5"), row([MANNHEIM, WOMEN], "7"), row([MANNHEIM, TOTAL], "12"))
    columns = {"BEVSTD": "EW", "BEVSTD[GES=GESW]": "EW_W"}
    parsed = read(content, flat_profile(columns=columns))
    assert figures(parsed) == {("EW", "08222", DAY): 12.0, ("EW_W", "08222", DAY): 7.0}
    assert parsed.records[0].place == Place(None, 3, "value")
    assert parsed.records[0].area_name == "Mannheim, Stadtkreis"
    assert rules(parsed) == []
    only_men = flat_profile(dimensions={"GES": "GESM"})
    assert figures(read(content, only_men)) == {("EW", "08222", DAY): 5.0}


@pytest.mark.parametrize(
    "total", [("", "Insgesamt"), ("", "Total"), ("INSGESAMT", "Insgesamt"), ("LB-INS", "Insgesamt")]
)
def test_the_total_is_spelt_in_three_ways(total: tuple[str, str]) -> None:
    content = flat(row([MANNHEIM, MEN], "5"), row([MANNHEIM, ("GES", "Geschlecht", *total)], "12"))
    assert figures(read(content, flat_profile())) == {("EW", "08222", DAY): 12.0}


def test_a_dimension_without_total_is_an_error() -> None:
    parsed = read(flat(row([MANNHEIM, MEN]), row([MANNHEIM, WOMEN])), flat_profile())
    assert found(parsed) == [("no_total", Place(column="BEVSTD"))]
    assert parsed.problems.kept[0].params == {"dimension": "GES", "found": ["GESM", "GESW"]}


def test_two_totals_of_one_dimension_are_an_error() -> None:
    other = ("GES", "Geschlecht", "GES-INS", "Insgesamt")
    content = flat(row([MANNHEIM, TOTAL]), row([MANNHEIM, other]))
    parsed = read(content, flat_profile())
    assert found(parsed) == [("two_totals", Place(column="BEVSTD"))]
    assert rules(read(content, flat_profile(dimensions={"GES": "GES-INS"}))) == []


def test_an_attribute_or_a_value_the_file_does_not_have() -> None:
    content = flat(row([MANNHEIM, MEN]), row([MANNHEIM, TOTAL]))
    parsed = read(content, flat_profile(columns={"BEVSTD[GES=GESX]": "A", "BEV": "B", "BEVSTD|1000": "C"}))
    assert found(parsed) == [
        ("attribute_not_in_file", Place(column="BEVSTD[GES=GESX]")),
        ("value_not_in_file", Place(column="BEVSTD|1000")),
        ("value_not_in_file", Place(column="BEV")),
    ]
    assert parsed.problems.kept[0].params == {"dimension": "GES", "found": ["", "GESM"]}
    assert parsed.problems.kept[1].params["found"] == ["BEVSTD|Anzahl"]


def test_one_code_with_two_units_is_two_measures() -> None:
    content = flat(row([MANNHEIM], "0,5", unit="%"), row([MANNHEIM], "95,0", unit="2020=100"))
    parsed = read(content, flat_profile())
    assert found(parsed) == [("two_units", Place(column="BEVSTD"))]
    assert parsed.problems.kept[0].params == {"units": ["%", "2020=100"]}
    chosen = flat_profile(columns={"BEVSTD|%": "RATE", "BEVSTD|2020=100": "INDEX"})
    assert figures(read(content, chosen)) == {("RATE", "08222", DAY): 0.5, ("INDEX", "08222", DAY): 95.0}


def test_overlapping_hierarchies_must_be_chosen() -> None:
    one, two = ("WDGAT1", "Herkunft", "", "Insgesamt"), ("WDGAT2", "Herkunft, fein", "", "Insgesamt")
    content = flat(row([MANNHEIM, one], "5"), row([MANNHEIM, two], "5"))
    parsed = read(content, flat_profile())
    assert rules(parsed) == ["overlapping_dimensions"]
    assert parsed.problems.kept[0].params == {"sets": [["WDGAT1"], ["WDGAT2"]]}
    chosen = read(content, flat_profile(dimensions={"WDGAT2": ""}))
    assert (rules(chosen), figures(chosen)) == ([], {("EW", "08222", DAY): 5.0})


def test_position_does_not_tell_the_variable() -> None:
    """The region may stand last, and look-alike codes of other dimensions are none."""
    origin = ("HERKLD", "Herkunftsland", "01", "Schleswig-Holstein")
    land = ("DLAND", "Länder", "05", "Nordrhein-Westfalen")
    content = flat(row([origin, land], "5"), row([land, origin], "7", time="2023-12-31"))
    profile = flat_profile(area={"division": "regionen"}, dimensions={"HERKLD": "01"})
    assert figures(read(content, profile)) == {("EW", "05", DAY): 5.0, ("EW", "05", "2023-12-31"): 7.0}


def test_levels_of_one_file() -> None:
    germany = ("DINSG", "Deutschland", "DG", "Deutschland")
    content = flat(row([germany], "84"), row([MANNHEIM], "12"))
    every = flat_profile(area={"division": "regionen"})
    assert figures(read(content, every)) == {("EW", "DG", DAY): 84.0, ("EW", "08222", DAY): 12.0}
    kreise = read(content, flat_profile())
    assert figures(kreise) == {("EW", "08222", DAY): 12.0}
    assert (kreise.facts["other_regions"], rules(kreise)) == ({"DINSG": 1}, [])


def test_two_regions_or_none() -> None:
    land = ("DLAND", "Länder", "08", "Baden-Württemberg")
    every = flat_profile(area={"division": "regionen"})
    assert found(read(flat(row([MANNHEIM, land])), every)) == [
        ("two_regions", Place(None, 2)),
        ("value_not_in_file", Place(column="BEVSTD")),
    ]
    parsed = read(flat(row([TOTAL]), row([TOTAL])), every)
    assert rules(parsed) == ["no_region", "value_not_in_file"]  # once, not for every row
    assert parsed.problems.kept[0].params == {"found": ["GES"]}


def test_empty_block_of_a_value_without_that_dimension() -> None:
    content = flat(
        row([MANNHEIM, TOTAL], "175"), row([MANNHEIM, MEN], "100"), row([MANNHEIM, ("",) * 4], "355", code="ISVNW1")
    )
    parsed = read(content, flat_profile(columns={"BEVSTD": "A", "ISVNW1": "B"}))
    assert figures(parsed) == {("A", "08222", DAY): 175.0, ("B", "08222", DAY): 355.0}
    assert rules(parsed) == []


@pytest.mark.parametrize(
    ("value", "quality", "number", "status", "flags"),
    [
        ("8", "e", 8.0, Status.OK, set()),
        ("8", "", 8.0, Status.OK, set()),
        ("8", "()", 8.0, Status.LIMITED, set()),
        ("8", "p", 8.0, Status.PROVISIONAL, set()),
        ("8", "r", 8.0, Status.REVISED, set()),
        ("8", "s", 8.0, Status.ESTIMATED, set()),
        ("0", "/", None, Status.UNRELIABLE, set()),  # a zero that is none
        (".", "", None, Status.SUPPRESSED, set()),
        ("...", "", None, Status.PENDING, set()),
        ("x", "", None, Status.BLOCKED, set()),
        ("/", "", None, Status.UNRELIABLE, set()),
        ("-", "", None, Status.MISSING, set()),
        ("-3,5", "e", -3.5, Status.OK, set()),
    ],
)
def test_signs_and_quality(value: str, quality: str, number: float | None, status: Status, flags: set[Status]) -> None:
    record = read(flat(row([MANNHEIM], value, quality=quality), quality=True), flat_profile()).records[0]
    assert (record.value, record.status, record.flags) == (number, status, flags)


def test_unknown_quality_and_unknown_value() -> None:
    content = flat(row([MANNHEIM], "8", quality="q"), row([HEIDELBERG], "k.A."), quality=True)
    parsed = read(content, flat_profile())
    assert found(parsed) == [("unknown_quality", Place(None, 2, "value_q")), ("unknown_word", Place(None, 3, "value"))]
    assert len(parsed.records) == 0


def test_a_decimal_point_under_a_comma_profile_fails_and_is_not_times_hundred() -> None:
    parsed = read(flat(row([MANNHEIM], "45.45")), flat_profile())
    assert found(parsed) == [("point_not_comma", Place(None, 2, "value"))]
    assert len(parsed.records) == 0
    point = flat_profile(read={"decimal": "."})
    assert figures(read(flat(row([MANNHEIM], "45.45")), point)) == {("EW", "08222", DAY): 45.45}


@pytest.mark.parametrize(
    ("time", "period", "label"),
    [
        ("2024", None, "2024"),
        ("2024-12-31", None, "2024-12-31"),
        ("2023-10P6M", None, "2023-10-01..2024-03-31"),
        ("2024", {"type": "reference_date", "day": "12-31"}, "2024-12-31"),
        ("2024", {"type": "school_year", "named_by": "end"}, "2023/24"),
    ],
)
def test_times(time: str, period: dict[str, str] | None, label: str) -> None:
    (record,) = read(flat(row([MANNHEIM], time=time)), flat_profile(period=period)).records
    assert record.period.label == label


def test_quarters_and_months_stand_in_a_dimension() -> None:
    def quarter(code: str) -> tuple[str, ...]:
        return ("QUARTG", "Quartale", code, code or "Insgesamt")

    content = flat(
        row([quarter("QUART1"), MANNHEIM], "1", time="2025"),
        row([quarter("QUART4"), MANNHEIM], "4", time="2025"),
        row([quarter(""), MANNHEIM], "10", time="2025"),
    )
    by_quarter = read(content, flat_profile(period={"dimension": "QUARTG"}))
    assert figures(by_quarter) == {("EW", "08222", "2025-Q1"): 1.0, ("EW", "08222", "2025-Q4"): 4.0}
    assert rules(by_quarter) == []
    assert figures(read(content, flat_profile())) == {("EW", "08222", "2025"): 10.0}
    months = content.replace("QUARTG", "MONAT").replace("QUART1", "MONAT01").replace("QUART4", "MONAT12")
    by_month = read(months, flat_profile(period={"dimension": "MONAT"}))
    assert figures(by_month) == {("EW", "08222", "2025-01"): 1.0, ("EW", "08222", "2025-12"): 4.0}


def test_unreadable_and_missing_times() -> None:
    content = flat(row([MANNHEIM], time="31/12/24"), row([MANNHEIM], time=""))
    assert found(read(content, flat_profile())) == [
        ("period_unreadable", Place(None, 2, "time")),
        ("period_missing", Place(None, 3, "time")),
    ]


def test_scale_and_ignored_areas() -> None:
    content = flat(row([MANNHEIM], "156,7"), row([HEIDELBERG], "3"))
    profile = flat_profile(scale={"BEVSTD": 1000}, ignore_areas=["08221"])
    parsed = read(content, profile)
    assert figures(parsed) == {("EW", "08222", DAY): 156700.0}
    assert parsed.facts["ignored_rows"] == 1


def test_in_a_zip_it_is_the_same_file() -> None:
    content = flat(row([MANNHEIM, TOTAL], "12"))
    packed = read(zipped(("12411_de_flat.csv", content.encode())), flat_profile())
    assert figures(packed) == figures(read(content, flat_profile()))
    assert packed.facts["zip_member"] == "12411_de_flat.csv"


def test_facts() -> None:
    facts = read(flat(row([MANNHEIM]), row([MANNHEIM], code="ANDERES")), flat_profile()).facts
    assert facts["layout"] == "genesis-flat"
    assert facts["statistic"] == ["12411", "Fortschreibung"]
    assert (facts["rows"], facts["values_left_out"]) == (2, ["ANDERES"])


@pytest.mark.parametrize(
    ("first_line", "rule"),
    [
        ("Statistik_Code;Statistik_Label;Zeit;1_Merkmal_Code;BEVSTD__Bevoelkerungsstand__Anzahl", "layout_unknown"),
        ("statistics_code;statistics_label;time_code;time_label;time;1_variable_code;BEVSTD", "layout_unknown"),
        ("GENESIS-Tabelle: 12411-0015;;;", "layout_table"),
        ("Tabelle: 41241-01-03-4-B", "layout_table"),
        ("* Der Benutzer XX0815 der Benutzergruppe XX4711 hat am 01.01.2026 diesen Export angestossen.", "layout_cube"),
        ("K;DQ;FACH-SCHL", "layout_cube"),
        ("Schlüssel;Jahr;Einwohner", "layout_unknown"),
        ("time,value,value_unit,value_variable_code", "layout_unknown"),
    ],
)
def test_other_layouts_are_recognised_and_refused(first_line: str, rule: str) -> None:
    parsed = read(first_line + "\n1;2;3\n", flat_profile())
    assert found(parsed) == [(rule, Place(None, 1))]
    assert len(parsed.records) == 0
    assert "0815" not in str(parsed.problems.kept)  # whoever made an export stays out of our tables


def test_a_wrong_delimiter_is_named() -> None:
    parsed = read("time,value,value_unit,value_variable_code\n", flat_profile())
    assert parsed.problems.kept[0].params["delimiter"] == ","


def test_header_only_ragged_rows_and_workbooks() -> None:
    header = flat(row([MANNHEIM])).split("\n")[0] + "\n"
    assert rules(read(header, flat_profile())) == ["header_only"]
    ragged = flat(row([MANNHEIM]), row([HEIDELBERG])).replace("Heidelberg, Stadtkreis", "Heidelberg;Stadtkreis")
    parsed = read(ragged, flat_profile())
    assert found(parsed) == [("ragged_row", Place(None, 3))]
    assert parsed.problems.kept[0].params == {"expected": 13, "found": 14}
    assert rules(read(workbook([["a"]]), flat_profile())) == ["kind_not_for_parser"]


def test_a_region_without_code() -> None:
    content = flat(row([("KREISE", "Kreise", "", "Insgesamt")]))
    assert found(read(content, flat_profile())) == [("area_missing", Place(None, 2))]


def test_a_table_profile_reads_the_flat_file_too_but_only_by_its_columns() -> None:
    """The same file under the wrong parser is an error about columns, not a wrong number."""
    parsed = read(flat(row([MANNHEIM])), load_profile(profile_dict()))
    assert set(rules(parsed)) == {"column_missing"}
