"""Which profiles fit a file that was recognised, and what is missing where one does not."""

import io
from typing import Any

import pytest

from imports.parsers.recognising.fitting import Fit, fit
from imports.parsers.recognising.recognise import recognise
from imports.parsers.recognising.recognised import Recognised
from tests.imports.parsers.building import MANNHEIM, TOTAL, flat, flat_profile, table_profile, workbook
from tests.imports.parsers.genesis_files import POPULATION, csv_export, genesis_profile, workbook_export
from tests.imports.parsers.test_genesis_workbook import MERGED, SHEET

ROWS = "Schlüssel;Jahr;Einwohner;Arbeitslose\n011;2023;1;2\n"
FLAT = flat(("2023", [MANNHEIM, TOTAL], "1", "Anzahl", "BEVSTD"))


def seen(content: str | bytes) -> Recognised:
    return recognise(io.BytesIO(content.encode() if isinstance(content, str) else content), "x")[0]


def asked(content: str | bytes, **changes: Any) -> Fit:
    return fit(table_profile(**changes), seen(content))


def test_a_table_with_all_columns_fits() -> None:
    assert asked(ROWS) == Fit(layout=True, found=2)
    assert asked(ROWS).whole


def test_columns_that_are_missing_are_named() -> None:
    one = asked(ROWS, columns={"Einwohner": "EW", "Kinder": "K"}, period={"column": "Monat"})
    assert (one.layout, one.missing, one.whole) == (True, ["Monat", "Kinder"], False)


def test_the_header_is_where_the_profile_says() -> None:
    assert not asked("Titel\n" + ROWS).whole
    assert asked("Titel\n" + ROWS, read={"skip_rows": 1}).whole
    assert not asked(ROWS.replace(";", ",")).whole
    assert asked(ROWS.replace(";", ","), read={"delimiter": ","}).whole


def test_sheets_and_merged_headers_of_a_workbook() -> None:
    rows = [["Schlüssel", "Jahr", "Einwohner", ""], ["", "", "m", "w"], ["011", 2023, 1, 2]]
    book = workbook(rows, merged=[(0, 2, 0, 3, "Einwohner")])
    columns = {"Einwohner / m": "EW", "Einwohner / w": "ALO"}
    assert asked(book, read={"header_rows": 2}, columns=columns).whole
    assert asked(book, read={"header_rows": 2, "sheet": "Daten"}, columns=columns).whole
    assert not asked(book, read={"header_rows": 2, "sheet": "Andere"}, columns=columns).layout


def test_periods_in_columns_fit_where_there_are_periods() -> None:
    changes = {"period": None, "columns": None, "periods_in_columns": {"measure": "EW"}}
    assert asked("Schlüssel;2022;2023\n011;1;2\n", **changes).found == 2
    assert not asked("Schlüssel;a;b\n011;1;2\n", **changes).whole


def test_flat_files_fit_by_their_codes_and_regions() -> None:
    one = fit(flat_profile(), seen(FLAT))
    assert (one.whole, one.found) == (True, 2)
    assert fit(flat_profile(columns={"XYZ|Anzahl": "EW"}), seen(FLAT)).missing == ["XYZ"]
    assert fit(flat_profile(area={"column": "DLAND", "division": "regionen"}), seen(FLAT)).missing == ["DLAND"]
    assert not fit(flat_profile(), seen(ROWS)).layout


def test_a_measure_with_several_keys_needs_one_of_them() -> None:
    (code,) = set(seen(FLAT).codes)
    both = fit(flat_profile(columns={code: "EW", "XYZ": "EW"}), seen(FLAT))
    assert (both.whole, both.found) == (True, 2)
    neither = fit(flat_profile(columns={"XYZ[GES=GESW]": "EW", "ABC[A=1,B=2]": "EW"}), seen(FLAT))
    assert "XYZ" in neither.missing
    assert "ABC" not in neither.missing


def test_dimensions_a_key_chooses_from_must_be_there() -> None:
    (code,) = set(seen(FLAT).codes)
    assert fit(flat_profile(columns={f"{code}[WDGAT2=]": "EW"}), seen(FLAT)).missing == ["WDGAT2"]
    assert fit(flat_profile(dimensions={"HERKLD": "08"}), seen(FLAT)).missing == ["HERKLD"]


def test_a_rate_of_the_old_layout_is_known_by_its_number() -> None:
    old = (
        "Statistik_Code;Statistik_Label;Zeit_Code;Zeit_Label;Zeit;1_Merkmal_Code;1_Merkmal_Label;1_Auspraegung_Code;"
        "1_Auspraegung_Label;Preisindex__CH0004\n61111;Preise;JAHR;Jahr;2022;KREISE;Kreise;08222;Mannheim;1,0\n"
    )
    for code in ("CH0004", "Preisindex__CH0004"):
        assert fit(flat_profile(columns={code: "RATE"}), seen(old)).whole


@pytest.mark.parametrize(
    ("key", "same"), [("genesis-12411-01-01-4", True), ("genesis-86121-z-01", False), ("bevoelkerung", None)]
)
def test_the_table_in_the_key_of_a_profile_counts(key: str, same: bool | None) -> None:
    one = fit(flat_profile(profile=key), seen(FLAT))
    assert one.table is same
    assert one.whole is (same is not False)


def test_better_fits_sort_behind_worse() -> None:
    worst, worse, good, best = (
        Fit(layout=False),
        Fit(layout=True, missing=["a"]),
        Fit(layout=True, found=3),
        Fit(layout=True, table=True, found=1),
    )
    assert sorted([best, worse, good, worst], key=lambda one: one.merit) == [worst, worse, good, best]


def test_a_table_export_is_told_by_the_code_its_profile_names() -> None:
    export = seen(csv_export(*POPULATION))
    assert export.layout == "genesis-table"
    assert fit(genesis_profile(profile="bevoelkerung"), export).table is True
    other = fit(genesis_profile(profile="x-12411-01-01-4", table="12411-01-01-5"), export)
    assert (other.layout, other.table, other.whole) == (True, False, False)
    assert fit(genesis_profile(profile="bevoelkerung", table=None), export).table is None
    lost = seen(csv_export(*POPULATION, first="GENESIS-Tabelle: Temporär"))
    assert fit(genesis_profile(), lost).table is None


def test_head_and_paths_of_an_export_are_held_against_the_profile() -> None:
    export = seen(csv_export(*POPULATION))
    assert fit(genesis_profile(), export) == Fit(layout=True, table=True, found=2)
    unmet = fit(genesis_profile(columns={"Bevölkerung": "EW", "Bevölkerung / divers": "EW_D"}), export)
    assert (unmet.layout, unmet.found, unmet.missing, unmet.whole) == (True, 1, ["Bevölkerung / divers"], False)
    for changes in ({"head": ["period", "dimension"]}, {"rows": ["period", "code", "name"], "head": ["label"] * 3}):
        assert not fit(genesis_profile(**changes), export).layout
    assert not fit(genesis_profile(statistic="Zensus"), export).layout
    rows = genesis_profile(
        head=["label", "period", "label"], rows=["code", "dimension"], columns={"Bevölkerung / x": "X"}
    )
    assert fit(rows, export).whole  # what rows call their figures only the whole file can tell


def test_a_workbook_fits_with_its_merged_headings() -> None:
    book = seen(workbook_export(SHEET, merged=MERGED))
    assert fit(genesis_profile(), book) == Fit(layout=True, table=True, found=2)


def test_registers_need_the_columns_of_their_dimensions() -> None:
    sums = {
        "dimensions": {"Alter": {"range": "0-99"}, "Geschlecht": {"values": ["m", "w"]}},
        "value": "Anzahl",
        "measures": {"EW": {}},
    }
    one = asked("Schlüssel;Jahr;Alter;Geschlecht;Anzahl\n011;2023;0;m;2\n", columns=None, sums=sums)
    assert (one.whole, one.found) == (True, 3)
    assert asked("Schlüssel;Jahr;Alter;Anzahl\n011;2023;0;2\n", columns=None, sums=sums).missing == ["Geschlecht"]


def test_records_fit_by_the_names_in_them_whatever_stands_above() -> None:
    spec = {
        "parser": "records",
        "area": {"column": "district", "division": "d"},
        "period": {"column": "Jahr"},
        "records": {"path": "data", "levels": ["Jahr"]},
        "columns": {"value": "EW", "of.whom": "X"},
    }
    content = '{"data": {"2022": [{"district": "a", "value": 1, "of": {"whom": 2}}]}}'
    one = asked(content, **spec)
    assert (one.whole, one.found) == (True, 3)
    assert asked(content.replace("district", "quarter"), **spec).missing == ["district"]
    assert not asked(content).layout


@pytest.mark.parametrize("key", ["12411-01-01-4", "genesis-12411", "zensus-1000a-0000", "einwohner-2013"])
def test_the_table_is_named_by_the_key_of_the_profile(key: str) -> None:
    """The census counts its tables 1000A; a year in a key is no table."""
    census = Recognised(layout="genesis-flat-new", table_code="1000A", codes=["BEVSTD"], variables=["KREISE", "GES"])
    spec = flat_profile(profile=key, columns={"BEVSTD": "EW"})
    assert fit(spec, census).table is (None if "einwohner" in key else "zensus" in key)
