"""Files of cities, of the labour agency and of registers, as they came."""

import csv
import io
from datetime import date

import pytest

from imports.parsers.records import Place
from imports.parsers.registry import parse_file
from indicators.analysis.periods import Period
from tests.realdata.places import FOLDER, needs
from tests.realdata.shipped import figures, read, rules, shipped, total

MUNICIPAL = "formats/municipal"
GLAUBURG = f"{MUNICIPAL}/BA_Arbeitsmarkt-kommunal_06440010_Glauburg.xlsx"
ALTENSTADT = f"{MUNICIPAL}/BA_Arbeitsmarkt-kommunal_06440001_Altenstadt.xlsx"
KOELN = f"{MUNICIPAL}/koeln_bevoelkerung_head400.csv"
ELECTION = f"{MUNICIPAL}/koeln_btw2013_stadtteil.csv"
BUDGET = f"{MUNICIPAL}/koeln_bezirke_produktgruppen.csv"
MUELHEIM = f"{MUNICIPAL}/muelheim_Haushalte_SB_2017-12_EXCERPT.txt"
HESSE = f"{MUNICIPAL}/LandesamtHessen_Bauindizes_2021.xlsx"
BERLIN = f"{MUNICIPAL}/LandesamtBB_StatistischerBericht_MI4_2021q1.xlsx"


def rows(path: str, delimiter: str) -> list[dict[str, str]]:
    """The slow way."""
    with (FOLDER / path).open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


@needs(GLAUBURG)
def test_glauburg_has_eight_hidden_figures_and_one_zero() -> None:
    parsed = read(GLAUBURG, shipped("ba-arbeitsmarkt-kommunal"))
    assert rules(parsed) == []
    assert len(parsed.records) == 18 * 5
    hidden = [r for r in parsed.records if r.status == "suppressed"]
    assert {(r.place.line, r.place.column) for r in hidden} == {
        (line, str(year)) for line in (18, 20) for year in range(2020, 2024)
    }
    assert len(hidden) == 8
    (zero,) = [r for r in parsed.records if r.value == 0]
    assert (zero.measure, zero.period.label, zero.place) == ("SVB_AO_A", "2024-06-30", ("Daten", 18, "2024"))
    values = figures(parsed)
    assert values["ALO_JD", "06440010", "2021"] == 74.91666666666667
    assert values["ALO_JD", "06440010", "2024"] == 70.5
    assert values["SVB_WO", "06440010", "2024-06-30"] == 1213
    assert parsed.facts["territory"] == "2024"
    assert parsed.facts["stand"] == "03. Januar 2025"
    assert len(parsed.facts["header"]) == 33


@needs(ALTENSTADT)
def test_altenstadt_hides_other_rows() -> None:
    parsed = read(ALTENSTADT, shipped("ba-arbeitsmarkt-kommunal"))
    hidden = [r for r in parsed.records if r.value is None]
    assert len(hidden) == 10
    assert {r.measure for r in hidden} == {"SVB_AO_A", "SVB_AO_BF"}
    assert figures(parsed)["ALO_JD", "06440001", "2020"] == 323.4166666666667


@needs(GLAUBURG)
def test_glauburg_under_the_name_of_another_municipality() -> None:
    content = io.BytesIO((FOLDER / GLAUBURG).read_bytes())
    parsed = parse_file(content, shipped("ba-arbeitsmarkt-kommunal"), file_name="kommunal_06440001.xlsx")
    (problem,) = parsed.problems
    assert (problem.rule, problem.place, problem.value) == (
        "area_contradicts_file_name",
        ("Daten", 4, "A"),
        "06440010",
    )


@needs(KOELN)
def test_cologne_without_city_and_boroughs() -> None:
    parsed = read(KOELN, shipped("koeln-einwohner"))
    assert rules(parsed) == []
    districts = [row for row in rows(KOELN, ",") if not row["raum_id"].startswith("00")]
    assert len(parsed.records) == len(districts) == 349
    assert parsed.facts["ignored_rows"] == 50
    assert total(parsed, "EW", "2005-12-31") == 1_023_101  # what the file says for the city
    assert total(parsed, "EW", "2008-12-31") == 1_019_328
    assert len({r.area_code for r in parsed.records}) == 86
    assert figures(parsed)["EW", "103", "2009-12-31"] == 17_887


@needs(ELECTION)
def test_cologne_by_name_for_the_codes_are_empty() -> None:
    parsed = read(ELECTION, shipped("koeln-bundestagswahl-2013"))
    assert rules(parsed) == []
    table = rows(ELECTION, ";")
    assert total(parsed, "WAHLBERECHTIGTE", "2013-09-22") == sum(int(row["Wahlberechtigte"]) for row in table)
    assert total(parsed, "WAHLBERECHTIGTE", "2013-09-22") == 722_435
    assert figures(parsed)["WAHLBETEILIGUNG", "103", "2013-09-22"] == 76.7
    assert len({r.area_code for r in parsed.records}) == 86
    by_code = shipped("koeln-bundestagswahl-2013", area={"column": "Nr", "division": "stadtteile"})
    refused = read(ELECTION, by_code)
    assert set(rules(refused)) == {"area_missing"}
    assert refused.problems.kept[0].place == Place(None, 2, "Nr")


@needs(ELECTION)
def test_the_codes_of_cologne_are_those_of_its_inhabitants() -> None:
    """The list in the profile was made of the other file, in which both stand."""
    both = {row["raum"]: row["raum_id"] for row in rows(KOELN, ",") if not row["raum_id"].startswith("00")}
    assert shipped("koeln-bundestagswahl-2013").area.codes == both


@needs(BUDGET)
def test_a_point_is_a_thousands_mark_only_where_the_profile_says_so() -> None:
    parsed = read(BUDGET, shipped("koeln-haushalt-bezirke"))
    assert rules(parsed) == []
    line = "17 = ordentliche Aufwendungen"
    wanted = [row for row in rows(BUDGET, ";") if (row["Teilplan"], row["Teilplanzeile"]) == ("0603", line)]
    assert len(parsed.records) == 5 * len(wanted) == 45
    assert total(parsed, "HH_KITA_AUFWAND", "2011") == sum(int(row["Plan 2011"].replace(".", "")) for row in wanted)
    assert figures(parsed)["HH_KITA_AUFWAND", "1", "2011"] == 13_241_334
    unsaid = read(BUDGET, shipped("koeln-haushalt-bezirke", read={}))
    assert set(rules(unsaid)) <= {"thousands_not_declared", "point_not_comma"}
    assert len(unsaid.records) == 0


@needs(BUDGET)
def test_2_952_is_two_thousand_and_not_three() -> None:
    spec = {
        "only_rows": {"Teilplan": ["0101"], "Teilplanzeile": ["13 - Aufwendungen für Sach- und Dienstleistungen"]},
        "periods_in_columns": {"measure": "X", "pattern": r"^Ergebnis (\d{4})$"},
    }
    parsed = read(BUDGET, shipped("koeln-haushalt-bezirke", **spec))
    assert figures(parsed)["X", "1", "2010"] == 2952
    assert rules(read(BUDGET, shipped("koeln-haushalt-bezirke", read={}, **spec)))[0] == "point_not_comma"


@pytest.mark.parametrize("kind", ["gesamtschulen", "gymnasien", "hauptschulen", "realschulen"])
@needs(f"{MUNICIPAL}/dortmund_gesamtschulen_seit1990.csv")
def test_dortmund_by_school_year(kind: str) -> None:
    path = f"{MUNICIPAL}/dortmund_{kind}_seit1990.csv"
    spec = shipped(f"dortmund-{kind}")
    parsed = read(path, spec)
    assert rules(parsed) == []
    table = rows(path, ",")
    assert len(parsed.records) == 6 * len(table) == 174
    values = figures(parsed)
    assert [values[spec.columns["lerner"], "05913000", label] for label in ("1990/91", "1999/00", "2018/19")] == [
        float(row["lerner"]) for row in table if row["jahr"] in ("1990/91", "1999/00", "2018/19")
    ]
    first = min(r.period for r in parsed.records)
    assert first == Period(date(1990, 8, 1), date(1991, 7, 31))


@needs(f"{MUNICIPAL}/dortmund_gesamtschulen_seit1990.csv")
def test_dortmunds_odd_year_is_read_as_it_stands() -> None:
    """1,071 girls and 7,994 boys in 2003/04, between 4,310 and 4,601 girls: a jump for a person to judge."""
    values = figures(read(f"{MUNICIPAL}/dortmund_gesamtschulen_seit1990.csv", shipped("dortmund-gesamtschulen")))
    girls = [values["GESAMTSCHUELER_W", "05913000", label] for label in ("2002/03", "2003/04", "2004/05")]
    assert girls == [4310, 1071, 4601]


@needs(MUELHEIM)
def test_muelheims_period_stands_in_the_name_or_is_asked_for() -> None:
    spec = shipped("muelheim-haushalte")
    parsed = read(MUELHEIM, spec)
    assert rules(parsed) == []
    assert figures(parsed)["HAUSHALTE", "11", "2017-12"] == 2002
    assert total(parsed, "HAUSHALTE", "2017-12") == 2002 + 2705 + 678 + 671
    assert rules(read(MUELHEIM, spec, file_name="Haushalte.txt")) == ["period_not_given"]
    given = read(MUELHEIM, spec, file_name="Haushalte.txt", period=Period.month(2017, 12))
    assert figures(given) == figures(parsed)


@needs(HESSE)
def test_hesses_three_header_rows_and_two_columns_of_time() -> None:
    parsed = read(HESSE, shipped("hessen-bauindizes"))
    assert rules(parsed) == []
    values = figures(parsed)
    assert len(values) == 3 * 53  # 1968 to 2020
    assert (values["BPI_WOHN", "06", "1968"], values["BPI_WOHN", "06", "2020"]) == (20.5, 113.4)
    assert (values["BPI_ROHBAU", "06", "2020"], values["BPI_INSTANDHALTUNG", "06", "2020"]) == (116.6, 112.2)
    unknown = [r.period.label for r in parsed.records if r.status == "unknown"]
    assert (len(unknown), unknown[0], unknown[-1]) == (42, "1968", "2009")
    assert parsed.facts["symbols"] == {"•": 42}
    assert "Hessisches Statistisches Landesamt" in parsed.facts["footnotes"][1]


@needs(BERLIN)
def test_berlins_indices_end_where_the_changes_begin() -> None:
    parsed = read(BERLIN, shipped("berlin-bauindizes"))
    assert rules(parsed) == []
    values = figures(parsed)
    assert len(values) == 31
    assert (values["BPI_WOHN", "11", "1991"], values["BPI_WOHN", "11", "2020"]) == (70.5, 122.6)
    assert values["BPI_WOHN", "11", "2021"] == "pending"
    assert all(len(note) > 20 or note == "_____" for note in parsed.facts["footnotes"])


@needs(BERLIN)
def test_a_sheet_of_several_tables_is_read_by_its_lines() -> None:
    """Berlin's Tab.4 has three buildings one below the other: each needs a profile of its own."""
    spec = shipped(
        "berlin-bauindizes",
        read={"sheet": "Tab.4", "skip_rows": 2, "header_rows": 4, "stop_at": "Veränderung"},
        columns={"Durch- schnitt / Bürogebäude (Bauleistungen am Bauwerk) / Indexstand": "BPI_BUERO"},
    )
    values = figures(read(BERLIN, spec))
    assert (values["BPI_BUERO", "11", "1991"], values["BPI_BUERO", "11", "2016"]) == (67.6, 102.4)
