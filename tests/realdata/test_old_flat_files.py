"""Flat files of the layout until 2024, read by the profiles that read today's."""

import pytest

from imports.parsers.canonical import canonical_hash
from imports.parsers.records import Place
from tests.realdata.databases import of_area, of_columns, read, rules, shipped, statuses
from tests.realdata.places import needs

pytestmark = needs("formats/ffcsv_old")
GERMAN = "ffcsv_old/regio_12411-01-01-4_de_2024.csv"
ENGLISH = "ffcsv_old/regio_12411-01-01-4_en_2024_dupheader.csv"
DEFECTIVE = "ffcsv_old/regio_52411-02-01-4_2024_defective.csv"


@pytest.mark.parametrize("path", [GERMAN, ENGLISH])
def test_population_of_country_laender_and_kreise(path: str) -> None:
    parsed = read(path, "genesis-12411-01-01-4")
    assert rules(parsed) == []
    assert parsed.facts["layout"] == "genesis-flat-old"
    assert (len(parsed.records), len(parsed.records.areas())) == (1614, 538)
    assert statuses(parsed) == {"ok": 1341, "not_existing": 237, "suppressed": 36}
    assert of_area(parsed, "08222")["EW"] == 315554.0
    assert {r.period.label for r in parsed.records} == {"2022-12-31"}


def test_the_country_is_its_kreise_and_two_cities_and_nothing_below_them() -> None:
    parsed = read(GERMAN, "genesis-12411-01-01-4")
    people = {r.area_code: int(r.value) for r in parsed.records if r.measure == "EW" and r.value is not None}
    kreise = sum(number for code, number in people.items() if len(code) == 5)
    assert (people["DG"], kreise) == (84_358_845, 78_711_472)
    assert kreise + people["02"] + people["11"] == people["DG"]  # Hamburg and Berlin stand here as Länder only
    hidden = {r.area_code for r in parsed.records if str(r.status) == "suppressed"}
    assert len(hidden) == 12
    assert all(code.startswith("11") and len(code) == 8 for code in hidden)  # the boroughs of Berlin


def test_the_english_header_with_its_double_names_says_the_same() -> None:
    one, two = read(GERMAN, "genesis-12411-01-01-4"), read(ENGLISH, "genesis-12411-01-01-4")
    assert canonical_hash(one.records) == canonical_hash(two.records)
    assert two.facts["header"].count("1_variable_code") == 3


def test_a_defective_download_is_blocked_and_says_why() -> None:
    columns = {"ISV006": "ISV", "ISVNW1": "AN", "FOR002|Tsd. EUR": "FORD"}
    parsed = read(DEFECTIVE, of_columns(columns))
    assert rules(parsed) == ["unit_not_stated", "shifted_rows", "column_empty"]
    assert parsed.problems.has_errors
    _unit, shifted, empty = parsed.problems
    assert (shifted.params, shifted.place) == ({"count": 538, "from_line": 2, "to_line": 539}, Place(None, 2))
    assert empty.value == "ISV006__Insolvenzverfahren_(Unternehmen)__MeasureUnitNotFound!"
    assert (empty.params, empty.place.line) == ({"count": 538}, 540)
    assert of_area(parsed, "DG") == {"AN": 83597.0, "FORD": 14817092.0}
    assert read(DEFECTIVE, "genesis-52411-02-01-4").problems.has_errors


def test_dashes_of_a_survey_are_no_zeros_in_either_layout() -> None:
    old = read("ffcsv_old/regio_12211-Z-11_2024_quality_on.csv", "genesis-12211-z-11")
    new = read("ffcsv_new/regio_12211-Z-11_quality_on_20260310.csv", "genesis-12211-z-11")
    assert (rules(old), rules(new)) == ([], [])
    for parsed in (old, new):
        assert set(of_area(parsed, "08222").values()) == {"missing"}
        assert len(of_area(parsed, "08222")) == 4
        assert statuses(parsed)["unreliable"] == 29
    assert statuses(old) == {"ok": 1095, "missing": 1028, "unreliable": 29}  # quality was asked for and not given
    assert of_area(old, "03405")["FAMILIEN"] == 8.0
    families = next(r for r in new.records if (r.area_code, r.measure) == ("03405", "FAMILIEN"))
    assert (families.value, str(families.status)) == (8.0, "limited")


def test_a_rate_that_has_no_code() -> None:
    old = read("ffcsv_old/genesis_61111-0001_2024_q.csv", "genesis-61111-0001")
    new = read("ffcsv_new/genesis_61111-0001_2024_q.zip", "genesis-61111-0001")
    assert (rules(old), rules(new), len(old.records)) == ([], [], 66)
    assert canonical_hash(old.records) == canonical_hash(new.records)
    rates = {r.period.label: r.value for r in old.records if r.measure == "VPI_RATE"}
    assert (rates["1991"], rates["1992"]) == (None, 5.0)
    assert statuses(old) == {"ok": 65, "suppressed": 1}
    (column,) = {r.place.column for r in old.records if r.measure == "VPI_RATE"}
    assert column == "Verbraucherpreisindex__CH0004"


def test_cinemas_say_the_same_in_both_layouts_though_labels_are_wrong() -> None:
    old = read("ffcsv_old/genesis_21611-0002_2024_q.csv", "genesis-21611-0002")
    new = read("ffcsv_new/genesis_21611-0002_2024_q.csv", "genesis-21611-0002")
    assert (rules(old), rules(new), len(old.records)) == ([], [], 4 * 23)
    assert canonical_hash(old.records) == canonical_hash(new.records)
    (price,) = {r.place.column for r in old.records if r.measure == "KINO_PREIS"}
    assert price == "FILM08__Sitzplaetze_der_Kinos__EUR"


def test_prices_by_purpose_lie_under_other_variables() -> None:
    old = read("ffcsv_old/genesis_61111-0003_2024_q.csv", "genesis-61111-0003")
    new = read("ffcsv_new/genesis_61111-0003_2024_q.zip", "genesis-61111-0003")
    assert rules(old) == rules(new) == ["other_key_of_measure"] * 2
    assert not old.problems.has_errors
    assert len(old.records) == 10
    assert canonical_hash(old.records) == canonical_hash(new.records)


def test_quarters_of_an_older_download_whose_variables_stand_in_other_places() -> None:
    parsed = read("ffcsv_old/genesis_23311-0010_2024.csv", "genesis-23311-0010")
    assert (rules(parsed), statuses(parsed)) == ([], {"ok": 81, "zero": 175})
    assert {r.period.label for r in parsed.records} == {f"2023-Q{n}" for n in range(1, 5)}
    home = [r for r in parsed.records if r.area_code == "08" and r.period.label == "2023-Q1"]
    assert {r.measure.removeprefix("ABBRUECHE_"): r.value for r in home} == {
        "LEDIG": 1430.0,
        "VERHEIRATET": 969.0,
        "VERWITWET": 7.0,
        "GESCHIEDEN": 82.0,
    }


def test_letters_of_latin_1_and_a_total_without_a_code() -> None:
    path = "ffcsv_old/genesis_11111-0001_2022_latin1.csv"
    parsed = read(path, "genesis-11111-0001")
    assert (rules(parsed), parsed.facts["encoding"], parsed.facts["ignored_rows"]) == ([], "cp1252", 1)
    assert parsed.records.areas()["08"] == "Baden-Württemberg"
    assert of_area(parsed, "08") == {"FLAECHE": 35747.82}
    assert rules(read(path, of_columns({"FLC006": "F"}))) == ["area_missing"]


def test_many_underscores_and_a_unit_that_is_none() -> None:
    parsed = read("ffcsv_old/genesis_81000-0001_2024.csv", "genesis-81000-0001")
    assert (rules(parsed), len(parsed.records)) == ([], 40)
    assert parsed.facts["units"]["SUB003"] == ["jew. ME"]
    first = {r.measure: r.value for r in parsed.records if r.period.label == "2014"}
    assert first == {
        "BWS_JEWEILIGE_PREISE": 2_635_393_000_000.0,
        "BIP_JEWEILIGE_PREISE": 2_927_430_000_000.0,
        "BIP_KETTENINDEX": 98.53,
        "BIP_JE_EINWOHNER": 36149.0,
    }


def test_a_decimal_point_is_refused_not_read_as_hundredfold() -> None:
    columns, point = {"BEVSTD": "EW"}, {"decimal": "."}
    assert rules(read(GERMAN, of_columns(columns, read=point))) == []  # whole numbers have neither
    area = read("ffcsv_old/genesis_11111-0001_2022_latin1.csv", of_columns({"FLC006": "F"}, read=point))
    assert set(rules(area)) == {"comma_not_point", "area_missing"}
    assert shipped("genesis-91111-0001-en").read.decimal == "."
