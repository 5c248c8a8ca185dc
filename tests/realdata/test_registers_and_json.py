"""Lists of places, areas of Berlin and Mannheim, and JSON of Leipzig and Flensburg, as they came."""

import csv
import json
from datetime import date
from typing import Any

import openpyxl
import pytest

from imports.checks.figures import check
from imports.parsers.profiles.loading import load_profile
from imports.parsers.records import Parsed, Place
from imports.parsers.reference import EditionReference, MeasureReference, Reference
from indicators.analysis.periods import Period
from tests.realdata.places import FOLDER, needs
from tests.realdata.shipped import figures, read, rules, shipped, total

GV = "formats/reference/destatis_AuszugGV2Q_30062024.xlsx"
BBSR = "formats/reference/bbsr_kreise_umsteiger_1990-2018_2019.xlsx"
POINTER = "formats/reference/git_lfs_pointer_instead_of_csv.csv"
LOR = "berlin-mss-2017/berlin-lor-population-{}-02-t1-planning-areas.csv"
MSS = "berlin-mss-2017/mss_2017_{}-planning-areas.csv"
MEAN_AGE = "mannheim-stadtteile/mean-age-2013-2017-old-districts.csv"


def table(path: str) -> list[dict[str, str]]:
    """The slow way."""
    with (FOLDER / path).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def nested(path: str) -> dict[str, dict[str, list[dict[str, Any]]]]:
    found: dict[str, dict[str, list[dict[str, Any]]]] = json.loads((FOLDER / path).read_text(encoding="utf-8"))["data"]
    return found


# Lists of places


@needs(GV)
def test_every_municipality_once_though_towns_stand_there_three_times() -> None:
    parsed = read(GV, shipped("destatis-gemeindeverzeichnis"))
    assert rules(parsed) == []
    book = openpyxl.load_workbook(FOLDER / GV, read_only=True)
    wanted = [row for row in book.worksheets[1].iter_rows(min_row=7, values_only=True) if row[0] == "60"]
    book.close()
    assert len(parsed.records) == 4 * len(wanted) == 43_836
    assert total(parsed, "EW", "2022-12-31") == sum(row[9] for row in wanted)
    assert total(parsed, "EW", "2022-12-31") == 84_349_751
    values = figures(parsed)
    assert values["EW", "01001000", "2022-12-31"] == 92_550
    assert values["EW", "08222000", "2022-12-31"] == 315_554  # Mannheim, as the flat files say
    codes = [r.area_code for r in parsed.records if r.measure == "EW"]
    assert len(set(codes)) == len(codes) == 10_959
    assert {len(code) for code in codes} == {8}
    assert "Quelle: Gemeindeverzeichnis-Informationssytem GV-ISys" in parsed.facts["footnotes"]


@needs(GV)
def test_without_the_kind_of_row_the_codes_have_gaps() -> None:
    parsed = read(GV, shipped("destatis-gemeindeverzeichnis", only_rows={}))
    assert "area_missing" in rules(parsed)


@needs(BBSR)
def test_a_table_of_weights_is_no_table_of_figures() -> None:
    spec = {
        "profile": "bbsr",
        "parser": "table",
        "area": {"column": "Kreise 31.12.1990", "division": "kreise"},
        "period": {"fixed": "1990-12-31"},
        "columns": {"Bevölkerung am 31.12.1990 in 1000": "EW"},
    }
    parsed = read(BBSR, load_profile(spec))
    assert [(p.rule, p.place) for p in parsed.problems] == [("crosswalk_table", Place("1990-2019", 1, None))]


@needs(POINTER)
def test_a_pointer_to_a_file_is_none() -> None:
    assert rules(read(POINTER, shipped("koeln-einwohner"))) == ["lfs_pointer"]


# Berlin and Mannheim


@pytest.mark.parametrize(("year", "inhabitants"), [("2018", 3384), ("2019", 3445)])
@needs(LOR.format("2018"))
def test_berlins_planning_areas_at_the_end_of_a_half_year(year: str, inhabitants: int) -> None:
    path = LOR.format(year)
    parsed = read(path, shipped("berlin-lor-einwohner"))
    assert rules(parsed) == []
    rows = table(path)
    day = f"{year}-12-31"
    assert len(parsed.records) == 3 * len(rows)
    assert figures(parsed)["EW", "01011101", day] == inhabitants
    assert total(parsed, "EW", day) == sum(int(row["inhabitants"]) for row in rows)
    assert {len(r.area_code) for r in parsed.records} == {8}
    assert rules(read(path, shipped("berlin-lor-einwohner"), file_name=f"lor-{year}-01-x.csv")) == [
        "period_not_in_file_name"
    ]


def mss(columns: dict[str, str], **more: Any) -> Any:
    spec = {
        "profile": "mss",
        "parser": "table",
        "read": {"delimiter": ",", "decimal": "."},
        "area": {"column": "id", "division": "planungsraeume"},
        "period": {"fixed": "2016-12-31", "type": "reference_date"},
        "columns": columns,
    }
    return load_profile(spec | more)


@needs(MSS.format("1"))
def test_berlins_published_classes_and_shares() -> None:
    classes = read(MSS.format("1"), mss({"inhabitants": "EW", "status_index": "STATUS"}))
    assert rules(classes) == []
    status = [r.value for r in classes.records if r.measure == "STATUS"]
    assert (len(status), status.count(0)) == (447, 11)
    words = read(MSS.format("1"), mss({"dynamic_index": "DYNAMIK"}))
    assert set(rules(words)) == {"unknown_word"}  # + and +/- are classes and no figures
    shares = read(MSS.format("2-1"), mss({"s1_percentage_unemployed": "S1"}))
    assert (len(shares.records), rules(shares)) == (447, [])
    assert figures(shares)["S1", "01011101", "2016-12-31"] == 4.98155


@needs(MSS.format("4-1"))
def test_a_dash_among_the_context_indicators_must_be_explained() -> None:
    column = {"k02_single_parent_households": "K02"}
    unsaid = read(MSS.format("4-1"), mss(column))
    dashes = sum(row["k02_single_parent_households"] == "-" for row in table(MSS.format("4-1")))
    assert unsaid.problems.by_rule["unknown_word"] == dashes > 0
    parsed = read(MSS.format("4-1"), mss(column, missing={"-": "missing"}))
    assert parsed.facts["symbols"] == {"-": dashes}


@needs(MEAN_AGE)
def test_mannheims_old_districts_are_not_joined_to_the_new_ones_by_name() -> None:
    spec = load_profile({
        "profile": "durchschnittsalter",
        "parser": "table",
        "read": {"delimiter": ",", "decimal": "."},
        "area": {"column": "gemeindeteilname", "division": "stadtteile"},
        "period": {"column": "jahr", "type": "reference_date", "day": "12-31"},
        "columns": {"Alter": "ALTER"},
        "ignore_areas": ["Mannheim"],
    })  # fmt: skip
    parsed = read(MEAN_AGE, spec)
    rows = [row for row in table(MEAN_AGE) if row["gemeindeteilname"] != "Mannheim"]
    assert (len(parsed.records), rules(parsed)) == (len(rows), [])
    assert parsed.facts["ignored_rows"] == 5
    assert figures(parsed)["ALTER", "Innenstadt/Jungbusch", "2013-12-31"] == 37.96737154017106
    features = json.loads((FOLDER / "mannheim-stadtteile/stadtteile-25832.geojson").read_text())["features"]
    areas = {f["properties"]["code"]: (n, f["properties"]["name"]) for n, f in enumerate(features)}
    edition = EditionReference(1, "stadtteile", date(2010, 1, 1), None, areas)
    reference = Reference([edition], {"ALTER": MeasureReference(1, "mean")}, date(2026, 1, 1))
    checked = check(parsed, reference, spec)
    assert checked.problems.by_rule["unknown_area"] == 115
    assert {problem.rule for problem in checked.problems} == {"unknown_area"}


# JSON


@needs("leipzig/leipzig-einwohner-insgesamt.json")
def test_leipzigs_inhabitants_by_name() -> None:
    path = "leipzig/leipzig-einwohner-insgesamt.json"
    parsed = read(path, shipped("leipzig-einwohner"))
    assert rules(parsed) == []
    assert len(parsed.records) == 24 * 5 * 63
    assert total(parsed, "EW", "2023-12-31") == 628_718
    assert total(parsed, "EW_M", "2023-12-31") + total(parsed, "EW_W", "2023-12-31") == 628_718
    assert total(parsed, "EW", "2000-12-31") == sum(x["value"] for x in nested(path)["2000"]["Einwohner insgesamt"])
    codes = {r.area_code for r in parsed.records}
    assert (len(codes), {len(code) for code in codes}) == (63, {2})
    geometry = json.loads((FOLDER / "leipzig/leipzig-ortsteile.geojson").read_text(encoding="utf-8"))
    names = {feature["properties"]["name"] for feature in geometry["features"]}
    assert set(shipped("leipzig-einwohner").area.codes) == names


HOUSEHOLDS = "leipzig/leipzig-bedarfsgemeinschaften.json"


@needs(HOUSEHOLDS)
def test_leipzigs_households() -> None:
    parsed = read(HOUSEHOLDS, shipped("leipzig-bedarfsgemeinschaften"))
    assert rules(parsed) == []
    assert len(parsed.records) == 15 * 7 * 63
    assert total(parsed, "SGB2_LB", "2022-12-31") == 52_169
    assert total(parsed, "SGB2_ELB", "2022-12-31") == 38_527
    assert parsed.facts["measures_left_out"]["Männer"] == 126 * 15


@needs(HOUSEHOLDS)
def test_a_list_that_names_each_district_twice_is_an_error_that_shows_both() -> None:
    spec = shipped(
        "leipzig-bedarfsgemeinschaften",
        long={"measure": {"column": "Merkmal", "map": {"Männer": "SGB2_M"}}, "value": {"column": "value"}},
    )
    parsed = read(HOUSEHOLDS, spec)
    assert len(parsed.records) == 15 * 126
    areas = {code: (n, name) for n, (name, code) in enumerate(spec.area.codes.items())}
    edition = EditionReference(1, "ortsteile", date(2000, 1, 1), None, areas)
    reference = Reference([edition], {"SGB2_M": MeasureReference(1, "count")}, date(2026, 1, 1))
    checked = check(parsed, reference, spec)
    twice = [problem for problem in checked.problems if problem.rule == "duplicate_key"]
    assert checked.problems.by_rule["duplicate_key"] == 15 * 63
    values = [{p.params["first"]["value"], p.params["second"]["value"]} for p in twice if p.params["code"] == "51"]
    assert {"122", "444"} in values


@needs("leipzig/leipzig-haushaltseinkommen.json")
def test_other_lists_of_leipzig_by_changing_the_map() -> None:
    for name, word, count in (
        ("haushaltseinkommen", "Haushaltseinkommen", 6),
        ("arbeitslose-insgesamt", "Langzeitarbeitslose", 21),
        ("migranten", "Migrantenanteil", 16),
        ("mit-kindern", "mit Kindern", 14),
    ):
        long = {"measure": {"column": "Merkmal", "map": {word: "X"}}, "value": {"column": "value"}}
        parsed = read(f"leipzig/leipzig-{name}.json", shipped("leipzig-einwohner", long=long))
        assert (rules(parsed), len(parsed.records)) == ([], count * 63), name


@needs("flensburg/details.json")
def test_flensburgs_social_atlas() -> None:
    spec = shipped("flensburg-sozialatlas")
    assert rules(read("flensburg/details.json", spec)) == ["period_not_given"]
    parsed = read("flensburg/details.json", spec, period=Period.day(date(2017, 12, 31)))
    assert rules(parsed) == []
    values = figures(parsed)
    assert len(values) == 13 * 7
    assert total(parsed, "EW", "2017-12-31") == 97_877
    assert values["EW", "STGT01", "2017-12-31"] == 3866
    assert values["EW_U18", "STGT01", "2017-12-31"] == 360
    assert values["MIETRUECKSTAND", "STGT01", "2017-12-31"] == "unknown"


@pytest.mark.parametrize("parser", ["leipzig-einwohner", "koeln-einwohner"])
@needs("formats/api_status")
def test_answers_of_the_interface_stay_refused(parser: str) -> None:
    for path in sorted((FOLDER / "formats/api_status").glob("*.json")):
        parsed: Parsed = read(str(path.relative_to(FOLDER)), shipped(parser))
        assert rules(parsed) == ["json_file"], path.name
