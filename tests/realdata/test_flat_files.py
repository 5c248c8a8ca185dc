"""Real files of statistics offices. They are not part of the repository; without them these tests are skipped."""

import os
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from imports.checks.figures import EditionReference, MeasureReference, Reference, check
from imports.parsers.canonical import canonical_hash
from imports.parsers.profiles.loading import Profile, load_profile
from imports.parsers.records import Parsed, Place
from imports.parsers.registry import parse_file
from indicators.analysis.status import Status

ROOT = Path(__file__).parents[2]
FORMATS = Path(os.environ.get("SOZIALMONITOR_REALDATA", ROOT.parent / "shared" / "data")) / "formats"

pytestmark = pytest.mark.skipif(
    not FORMATS.is_dir(), reason=f"no real files at {FORMATS}: set SOZIALMONITOR_REALDATA to the folder that has them"
)

EDITIONS = ["regio_12411-01-01-4_de_20260310.csv", "regio_12411-01-01-4_de_20260310.zip"]
EDITIONS += ["regio_12411-01-01-4_en_20260310.csv"]
SIGNS = {"-": "missing", ".": "suppressed", "...": "pending", "": "missing"}
ABFALL = ["ABFALL1A", "ABFALL1B", "ABFALL1C"]
REORDERED = ["regio_86121-Z-01_20260310_a.csv", "regio_86121-Z-01_20260310_b_reordered.csv"]


def shipped(name: str) -> Profile:
    return load_profile((ROOT / "imports" / "profiles" / f"{name}.yaml").read_bytes())


def flat(columns: dict[str, str], **more: Any) -> Profile:
    spec = {"profile": "test", "parser": "genesis-flat", "area": {"division": "regionen"}, "columns": columns}
    return load_profile(spec | more)


def read(name: str, profile: Profile, folder: str = "ffcsv_new") -> Parsed:
    path = FORMATS / folder / name
    if not path.exists():
        pytest.skip(f"{path} is not among the real files here")
    with path.open("rb") as stream:
        return parse_file(stream, profile, file_name=name)


def rules(parsed: Parsed) -> list[str]:
    return [problem.rule for problem in parsed.problems]


def values(parsed: Parsed, code: str) -> dict[str, float | str]:
    return {r.measure: str(r.status) if r.value is None else r.value for r in parsed.records if r.area_code == code}


@pytest.mark.parametrize("name", EDITIONS)
def test_population_of_kreise(name: str) -> None:
    parsed = read(name, shipped("genesis-12411-01-01-4"))
    assert rules(parsed) == []
    assert parsed.facts["rows"] == len(parsed.records) == 1467
    assert len(parsed.records.areas()) == 489
    gone = {r.area_code for r in parsed.records if r.status is Status.NOT_EXISTING}
    assert len(gone) == 74
    assert values(parsed, "08222") == {"EW": 318035.0, "EW_M": 159246.0, "EW_W": 158789.0}
    assert {r.period.label for r in parsed.records} == {"2024-12-31"}


def test_men_and_women_make_the_total_and_kreise_the_country() -> None:
    parsed = read(EDITIONS[0], shipped("genesis-12411-01-01-4"))
    sums: Counter[str] = Counter()
    for r in parsed.records:
        if r.value is not None and len(r.area_code) == 5:
            sums[r.measure] += int(r.value)
    assert sums["EW"] == 83_577_140 == sums["EW_M"] + sums["EW_W"]


def test_language_and_archive_change_nothing() -> None:
    profile = shipped("genesis-12411-01-01-4")
    assert len({canonical_hash(read(name, profile).records) for name in EDITIONS}) == 1


def test_dissolved_kreise_are_left_out_and_nothing_else() -> None:
    profile = shipped("genesis-12411-01-01-4")
    parsed = read(EDITIONS[0], profile)
    alive = {r.area_code: r.area_name for r in parsed.records if r.status is not Status.NOT_EXISTING}
    areas = {code: (number, name.partition(",")[0]) for number, (code, name) in enumerate(sorted(alive.items()))}
    measures = {code: MeasureReference(number, "count") for number, code in enumerate(["EW", "EW_M", "EW_W"])}
    edition = EditionReference(1, "regionen", date(2022, 1, 1), None, areas)
    checked = check(parsed, Reference([edition], measures, date(2026, 3, 10)), profile)
    (problem,) = checked.problems
    assert (problem.rule, problem.params["count"]) == ("not_existing_left_out", 74)
    assert ["03152", "Göttingen, Landkreis"] in [[code, name] for code, name in problem.params["areas"]]
    assert checked.count == 3 * 415


def test_two_downloads_differ_in_bytes_and_say_the_same() -> None:
    raw = {(FORMATS / "ffcsv_new" / name).read_bytes() for name in REORDERED}
    profile = shipped("genesis-86121-z-01")
    assert len(raw) == 2
    assert len({canonical_hash(read(name, profile).records) for name in REORDERED}) == 1
    assert len(read(REORDERED[0], profile).records) == 17 * 25  # 16 Länder and Germany, not the two sums
    kinds = ["100", "201", "202", "300", "400"]
    everything = flat({f"{code}[ABFA02=ABFALLART{kind}]": code + kind for code in ABFALL for kind in kinds})
    one, two = (read(name, everything) for name in REORDERED)
    assert (rules(one), rules(two)) == ([], [])
    assert canonical_hash(one.records) == canonical_hash(two.records)
    assert list(one.records) != list(two.records)


def test_english_decimal_points_fail_under_a_comma_profile() -> None:
    name, columns = "genesis_91111-0001_en_decimalpoint_20260310.zip", {"INDIKA": "I"}
    dimension = {"IND006": "NE2-14-01-B-3"}
    parsed = read(name, flat(columns, dimensions=dimension))
    assert set(rules(parsed)) == {"point_not_comma"}
    assert parsed.problems.kept[0].place == Place(None, 2, "value")
    assert parsed.problems.kept[0].value == "45.45"
    right = read(name, flat(columns, dimensions=dimension, read={"decimal": "."}))
    assert rules(right) == []
    assert max(r.value for r in right.records if r.value is not None) < 100
    assert len(right.records) == len(parsed.records) + len(parsed.problems)


def test_a_dash_is_not_zero_households_in_mannheim() -> None:
    columns = {"LBFMZ01": "ALLE"}
    columns |= {f"LBFMZ01[LBFORM01={code}]": code for code in ("FAMILIEN", "PAAROK", "ALLEINST")}
    parsed = read("regio_12211-Z-11_quality_on_20260310.csv", flat(columns))
    assert rules(parsed) == []
    assert values(parsed, "08222") == dict.fromkeys(["ALLE", "FAMILIEN", "PAAROK", "ALLEINST"], "missing")
    assert Counter(str(r.status) for r in parsed.records) == {
        "missing": 1020,
        "ok": 893,
        "unreliable": 29,
        "limited": 14,
    }
    (families,) = [r for r in parsed.records if (r.area_code, r.measure) == ("03405", "FAMILIEN")]
    assert (families.value, families.status) == (8.0, Status.LIMITED)


def test_values_without_the_second_dimension() -> None:
    columns = {"ISV006": "ALLE", "ISV006[ISVAT3=ISVART01]": "ERÖFFNET", "ISV006[ISVAT3=ISVART02]": "ABGEWIESEN"}
    parsed = read("regio_52411-02-01-4_20260310.csv", flat({**columns, "ISVNW1": "BESCHÄFTIGTE"}))
    assert rules(parsed) == []
    expected = {"ALLE": 175.0, "ERÖFFNET": 100.0, "ABGEWIESEN": 75.0, "BESCHÄFTIGTE": 355.0}
    assert values(parsed, "08222") == expected


def test_one_code_two_units() -> None:
    name = "genesis_61111-0001_2024_q.zip"
    assert rules(read(name, flat({"PREIS1": "X"}))) == ["two_units"]
    parsed = read(name, flat({"PREIS1|%": "RATE", "PREIS1|2020=100": "INDEX"}))
    assert (rules(parsed), len(parsed.records)) == ([], 66)
    (first,) = [r for r in parsed.records if (r.measure, r.period.label) == ("RATE", "1991")]
    assert first.status is Status.SUPPRESSED


def test_region_in_third_place_quarters_and_signs() -> None:
    name = "genesis_23311-0010_QUARTG_20260310.zip"
    chosen = {"HERKLD": "14", "FAMSTD": "VERW"}
    parsed = read(name, flat({"GESABB": "X"}, dimensions=chosen, period={"dimension": "QUARTG"}))
    assert rules(parsed) == []
    assert {r.period.label for r in parsed.records} == {"2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"}
    assert {r.area_code for r in parsed.records} == {f"{n:02d}" for n in range(1, 17)}
    assert {Status.PENDING, Status.UNRELIABLE} <= {r.status for r in parsed.records}
    assert rules(read(name, flat({"GESABB": "X"}))) == ["no_total"] * 3


def test_semester_and_totals_with_a_code() -> None:
    parsed = read("regio_21311-01-01-4-B_SEMEST_20260310.zip", flat({"HS-W02": "STUDIERENDE"}))
    (mannheim,) = [r for r in parsed.records if r.area_code == "08222"]
    assert (mannheim.value, mannheim.period.label) == (28008.0, "2023-10-01..2024-03-31")
    assert rules(parsed) == []


def test_census_codes_of_twelve_digits_and_two_codes_for_one_measure() -> None:
    parsed = read("zensus_1000A-0000_ARS12_20260310.zip", flat({"PRS001": "EW", "PRS018": "EW"}))
    assert (rules(parsed), len(parsed.records)) == ([], 10787)
    assert values(parsed, "082220000000") == {"EW": 313693.0}
    assert values(parsed, "DG") == {"EW": 82719540.0}


def test_overlapping_hierarchies_of_the_census() -> None:
    columns = {"PRS001": "EW", "PRS018": "EW"}
    name = "zensus_1000A-2022_quality_on_20260310.csv"
    assert rules(read(name, flat(columns))) == ["overlapping_dimensions"] * 2
    parsed = read(name, flat(columns, dimensions={"WDGAT2": ""}))
    assert (rules(parsed), len(parsed.records)) == ([], 17)


@pytest.mark.parametrize(
    ("folder", "name", "rule"),
    [
        ("table_csv", "regio_12411-01-01-4_2020.csv", "layout_table"),
        ("table_csv", "regio_41241-01-03-4-B_2026_newPrefix_EXCERPT.csv", "layout_table"),
        ("datenquader", "genesis_12411BJ001_20220903_mitWerten_CRLF.csv", "layout_cube"),
        ("datenquader", "genesis_47414BJ002_20260218_mitWerten_decimalpoint.csv", "layout_cube"),
        ("genesis_xml", "genesis_12411-0010_2020_GENESIS-ML.xml", "xml_file"),
        ("genesis_xlsx", "regio_12411-01-01-4_2023.xlsx", "kind_not_for_parser"),
        ("genesis_xlsx", "ldbnrw_13211-03ir_2014.xls", "kind_not_for_parser"),
        ("reference", "git_lfs_pointer_instead_of_csv.csv", "lfs_pointer"),
    ],
)
def test_other_formats_are_named_and_refused(folder: str, name: str, rule: str) -> None:
    parsed = read(name, shipped("genesis-12411-01-01-4"), folder)
    assert (rules(parsed), len(parsed.records)) == ([rule], 0)


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("genesis_12531-0043_too_large.json", 98, "Die Tabelle ist zu gross"),
        ("genesis_12531-0043_job_started.json", 99, "Bearbeitungsauftrag"),
        ("genesis_63121-0001_code104.json", 104, "keine Objekte"),
        ("genesis_61111-0021_code-1.json", -1, "kein Datenquader"),
    ],
)
def test_answers_of_the_interface_saved_as_a_file(name: str, code: int, words: str) -> None:
    parsed = read(name, shipped("genesis-12411-01-01-4"), "api_status")
    assert rules(parsed) == ["json_file"]
    assert parsed.problems.kept[0].params["code"] == code
    assert words in parsed.problems.kept[0].params["message"]


def test_a_description_of_a_table_is_told_from_an_error() -> None:
    parsed = read("regio_12411-01-01-4_metadata.json", shipped("genesis-12411-01-01-4"), "api_status")
    assert rules(parsed) == ["json_file"]
    told = parsed.problems.kept[0].params
    assert (told["service"], told["code"]) == ("metadata", 0)
    assert told["table"].startswith("12411-01-01-4 Bevölkerung nach Geschlecht")
    assert told["updated"] == "31.03.2025 11:18:07h"


def test_letters_lost_before_the_file_came() -> None:
    parsed = read("ldbnrw_44211-11i_2024_U+FFFD.csv", shipped("genesis-12411-01-01-4"), "table_csv")
    assert set(rules(parsed)) == {"replacement_character"}
    assert parsed.problems.kept[0].place == Place(None, 2, "43")


def table(area: dict[str, Any], **more: Any) -> Profile:
    spec = {"profile": "test", "parser": "table", "area": area | {"division": "stadtteile"}}
    return load_profile(spec | more)


def test_municipal_file_whose_period_is_in_its_name() -> None:
    period = {"file_name": r"_(\d{4}-\d{2})_", "type": "month"}
    profile = table({"column": "sb"}, columns={"HH": "HH", "HH_alleinerz": "HH_AE"}, period=period)
    parsed = read("muelheim_Haushalte_SB_2017-12_EXCERPT.txt", profile, "municipal")
    assert rules(parsed) == []
    assert values(parsed, "11") == {"HH": 2002.0, "HH_AE": 73.0}
    assert {r.period.label for r in parsed.records} == {"2017-12"}


def test_a_dot_means_thousands_only_where_the_profile_says_so() -> None:
    name, more = "koeln_bezirke_produktgruppen.csv", {"columns": {"Ergebnis 2010": "A"}, "period": {"fixed": "2010"}}
    strict = read(name, table({"column": "Bezirk"}, **more), "municipal")
    assert strict.problems.by_rule["point_not_comma"] > 0
    assert strict.problems.kept[0].place == Place(None, 2, "Ergebnis 2010")
    assert strict.problems.kept[0].value == "2.952"
    grouped = read(name, table({"column": "Bezirk"}, read={"thousands": "."}, **more), "municipal")
    assert grouped.records[0].value == 2952.0


def test_long_municipal_table_with_decimal_points() -> None:
    long = {"measure": {"column": "zeile", "map": {"Einwohner": "EW"}}, "value": {"column": "zahl"}}
    read_part = {"delimiter": ",", "decimal": "."}
    period = {"column": "jahr", "type": "reference_date", "day": "12-31"}
    area = {"column": "raum_id", "name_column": "raum"}
    parsed = read("koeln_bevoelkerung_head400.csv", table(area, read=read_part, long=long, period=period), "municipal")
    assert parsed.records[0][:5] == ("EW", "000", "Stadt Köln", parsed.records[0].period, 1023101.0)
    assert parsed.records[0].period.label == "2005-12-31"


def test_an_old_workbook_is_read_through_its_merged_header() -> None:
    """Cologne's unemployed by year and month; the years stand where a table of areas has its codes."""
    read_part = {"header_rows": 4, "skip_rows": 5, "stop_at": "____"}
    months = "Monate (jeweils Stichtag zum Monatsende)"
    columns = {
        f"{months} / Januar (31.) / Geschlecht / Insgesamt": "JAN",
        f"{months} / Februar (28. bzw. 29.) / Geschlecht / männlich": "FEB_M",
    }
    profile = table({"column": "Jahr"}, read=read_part, columns=columns, period={"fixed": "2014"}, missing=SIGNS)
    parsed = read("ldbnrw_13211-03ir_2014.xls", profile, "genesis_xlsx")
    assert (rules(parsed), parsed.facts["kind"]) == ([], "xls")
    assert values(parsed, "2014") == {"JAN": 54197.0, "FEB_M": 30081.0}


def test_a_workbook_of_the_regional_database_as_a_plain_table() -> None:
    """One heading is merged over code and name; the footer's lone dates lie behind the line that ends the table."""
    area = {"column": "Kreise und kreisfreie Städte#1", "name_column": "Kreise und kreisfreie Städte#2"}
    columns = {f"Stichtag / 31.12.2021 / {word}": code for word, code in [("Insgesamt", "EW"), ("weiblich", "EW_W")]}
    read_part = {"header_rows": 3, "skip_rows": 3, "stop_at": "____"}
    profile = table(area, read=read_part, columns=columns, period={"fixed": "31.12.2021"}, missing=SIGNS)
    parsed = read("regio_12411-01-01-4_2023.xlsx", profile, "genesis_xlsx")
    assert rules(parsed) == []
    assert values(parsed, "08222")["EW"] == 311831.0
    assert values(parsed, "DG") == {"EW": 83237124.0, "EW_W": 42170339.0}
    assert len(parsed.records.areas()) == 538
