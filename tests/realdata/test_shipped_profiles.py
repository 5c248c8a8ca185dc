"""Every profile shipped for a flat file of today reads its sample, with the figures that must come out."""

import pytest

from tests.realdata.databases import of_area, of_columns, read, rules, shipped, statuses
from tests.realdata.places import needs

pytestmark = needs("formats/ffcsv_new")
CENSUS = "ffcsv_new/zensus_1000A-2022_quality_on_20260310.csv"
ENGLISH = "ffcsv_new/genesis_91111-0001_en_decimalpoint_20260310.zip"
SAMPLES = {
    "genesis-12211-0001": ("genesis_12211-0001_x_20260310.csv", {"ok": 5, "blocked": 1}),
    "genesis-12211-z-11": (
        "regio_12211-Z-11_quality_on_20260310.csv",
        {"ok": 893, "missing": 1020, "unreliable": 29, "limited": 14},
    ),
    "genesis-12411-01-01-4": ("regio_12411-01-01-4_de_20260310.zip", {"ok": 1245, "not_existing": 222}),
    "genesis-21311-01-01-4-b": (
        "regio_21311-01-01-4-B_SEMEST_20260310.zip",
        {"ok": 705, "missing": 723, "suppressed": 42},
    ),
    "genesis-21611-0002": ("genesis_21611-0002_2024_q.zip", {"ok": 92}),
    "genesis-23311-0010": (
        "genesis_23311-0010_QUARTG_20260310.zip",
        {"ok": 27, "pending": 64, "unreliable": 165},
    ),
    "genesis-52411-02-01-4": ("regio_52411-02-01-4_20260310.csv", {"ok": 2051, "missing": 382, "suppressed": 12}),
    "genesis-61111-0001": ("genesis_61111-0001_2024_q.csv", {"ok": 65, "suppressed": 1}),
    "genesis-71311-0001": ("genesis_71311-0001_STAGV_20260310.csv", {"ok": 26, "zero": 4}),
    "genesis-86121-z-01": ("regio_86121-Z-01_20260310_a.csv", {"ok": 340, "suppressed": 85}),
    "genesis-91111-0001-en": (
        "genesis_91111-0001_en_decimalpoint_20260310.zip",
        {"ok": 62, "suppressed": 34, "pending": 3},
    ),
    "zensus-1000a-0000": ("zensus_1000A-0000_ARS12_20260310.zip", {"ok": 10787}),
    "zensus-1000a-2022": ("zensus_1000A-2022_quality_on_20260310.csv", {"ok": 51}),
}


@pytest.mark.parametrize("profile", SAMPLES)
def test_a_shipped_profile_reads_its_sample_without_a_finding(profile: str) -> None:
    name, expected = SAMPLES[profile]
    parsed = read(f"ffcsv_new/{name}", profile)
    assert rules(parsed) == []
    assert statuses(parsed) == expected
    assert {r.measure for r in parsed.records} == shipped(profile).measures


def test_no_kreis_is_counted_again_through_its_boroughs() -> None:
    parsed = read("ffcsv_new/regio_12411-01-01-4_de_20260310.csv", "genesis-12411-01-01-4")
    people = {r.area_code: int(r.value) for r in parsed.records if r.measure == "EW" and r.value is not None}
    below = {code: number for code, number in people.items() if len(code) == 8}
    assert sum(number for code, number in people.items() if len(code) == 5) == 83_577_140
    assert (len(below), sum(below.values())) == (15, 4_653_037)  # Berlin's twelve, Hannover, Aachen, Saarbrücken


def test_insolvencies_with_and_without_a_second_dimension() -> None:
    parsed = read("ffcsv_new/regio_52411-02-01-4_20260310.csv", "genesis-52411-02-01-4")
    mannheim = of_area(parsed, "08222")
    claims = mannheim.pop("INSOLVENZEN_FORDERUNGEN")
    assert mannheim == {
        "INSOLVENZEN": 175.0,
        "INSOLVENZEN_EROEFFNET": 100.0,
        "INSOLVENZEN_ABGEWIESEN": 75.0,
        "INSOLVENZEN_BESCHAEFTIGTE": 355.0,
    }
    assert isinstance(claims, float)
    assert claims % 1000 == 0  # thousands of euros became euros


def test_students_of_mannheim_are_counted_once_in_their_semester() -> None:
    parsed = read("ffcsv_new/regio_21311-01-01-4-B_SEMEST_20260310.zip", "genesis-21311-01-01-4-b")
    assert of_area(parsed, "08222")["STUDIERENDE"] == 28008.0
    assert {(str(r.period.start), str(r.period.end)) for r in parsed.records} == {("2023-10-01", "2024-03-31")}


def test_region_in_third_place_beside_codes_that_look_alike() -> None:
    parsed = read("ffcsv_new/genesis_23311-0010_QUARTG_20260310.zip", "genesis-23311-0010")
    assert {r.area_code for r in parsed.records} == {f"{n:02d}" for n in range(1, 17)}
    assert {r.period.label for r in parsed.records} == {f"2025-Q{n}" for n in range(1, 5)}


def test_ends_of_quarters_are_reference_dates_and_millions_become_euros() -> None:
    parsed = read("ffcsv_new/genesis_71311-0001_STAGV_20260310.csv", "genesis-71311-0001")
    first = {r.measure: r.value for r in parsed.records if r.period.label == "2023-06-30"}
    assert first["SCHULDEN"] == 2_417_493_000_000.0
    assert first["SCHULDEN_SOZIALVERS_KASSENKREDITE"] == 0.0
    assert all(r.period.start == r.period.end for r in parsed.records)


def test_the_census_counts_mannheim_under_a_key_of_twelve_digits() -> None:
    parsed = read("ffcsv_new/zensus_1000A-0000_ARS12_20260310.zip", "zensus-1000a-0000")
    assert of_area(parsed, "082220000000") == {"EW_ZENSUS": 313693.0}
    assert of_area(parsed, "DG") == {"EW_ZENSUS": 82719540.0}
    assert {len(code) for code in parsed.records.areas()} == {2, 12}


def test_two_hierarchies_of_the_same_people_need_a_choice() -> None:
    naive = read(CENSUS, of_columns({"PRS001": "EW", "PRS018": "EW"}))
    assert rules(naive) == ["overlapping_dimensions"] * 2
    assert naive.problems.kept[0].params["sets"] == [["ALTGR2", "WDGAT1"], ["ALTGR2", "WDGAT2"]]
    chosen = read(CENSUS, "zensus-1000a-2022")
    assert of_area(chosen, "DG")["EW_ZENSUS"] == 82719540.0
    assert len({(r.measure, r.area_code) for r in chosen.records}) == len(chosen.records) == 3 * 17


def test_a_german_profile_on_an_english_file_fails_and_never_multiplies() -> None:
    columns = {"INDIKA[IND006=NE2-14-01-B-3]": "I"}
    german = read(ENGLISH, of_columns(columns))
    assert set(rules(german)) == {"point_not_comma"}
    english = read(ENGLISH, "genesis-91111-0001-en")
    assert max(r.value for r in english.records if r.value is not None) < 100
    assert [r.value for r in german.records if r.value is not None] == []
