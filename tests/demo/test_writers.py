import zipfile
from datetime import date
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from sozialmonitor.demo.figures import long_table, reference_date, say_zero, withhold
from sozialmonitor.demo.writers import Sheet, Signs, german, wide, write_csv, write_wide_csv, write_workbook, zip_one

SIGNS = Signs({"suppressed": ".", "zero": "-"}, thousands=".")
GROUPS = (("Leute", (("alle", "A"), ("junge", "B"))), ("Häuser", (("alle", "C"),)))


@pytest.fixture
def table() -> pd.DataFrame:
    areas = pd.DataFrame({"code": ["011", "012"], "name": ["Altstadt", "Mühlenaue"]})
    values = np.array([[[1234.0, 5.0, 7.0], [1234567.0, 0.0, 9.0]], [[11.0, 12.0, 13.0], [14.0, 15.0, 16.0]]])
    found = long_table(values, ["A", "B", "C"], areas, [reference_date(2023), reference_date(2024)])
    found = say_zero(withhold(found, "suppressed", measure="C", year=2024, code="012"))
    return found.assign(label=[german(end) for end in found["end"]])


@pytest.mark.parametrize(
    ("value", "status", "signs", "text"),
    [
        (1234.0, "ok", SIGNS, "1.234"),
        (1234567.0, "ok", SIGNS, "1.234.567"),
        (999.0, "ok", SIGNS, "999"),
        (1234.0, "ok", Signs({}), "1234"),
        (41.25, "ok", Signs({}, decimals=1), "41,2"),
        (1234.5, "ok", Signs({}, thousands=".", decimals=1), "1.234,5"),
        (0.0, "zero", SIGNS, "-"),
        (0.0, "ok", SIGNS, "0"),
        (float("nan"), "suppressed", SIGNS, "."),
    ],
)
def test_numbers_as_germans_write_them(value: float, status: str, signs: Signs, text: str) -> None:
    assert signs.text(value, status) == text


def test_wide_has_a_row_per_period_and_area(table: pd.DataFrame) -> None:
    grid = wide(table, "label")
    assert list(grid["label"]) == ["31.12.2023", "31.12.2023", "31.12.2024", "31.12.2024"]
    assert grid["B"].iloc[1] == (0.0, "zero")


def test_csv_as_the_office_sends_it(folder: Path, table: pd.DataFrame) -> None:
    path = folder / "amt" / "datei.csv"
    heads = {"A": "alle", "B": "unter 6", "C": "Häuser"}
    write_wide_csv(path, table, heads, SIGNS, {"label": "Stichtag", "code": "Nr", "name": "Gebiet"})
    assert path.read_bytes().decode("cp1252").split("\r\n") == [
        "Stichtag;Nr;Gebiet;alle;unter 6;Häuser",
        "31.12.2023;011;Altstadt;1.234;5;7",
        "31.12.2023;012;Mühlenaue;1.234.567;-;9",
        "31.12.2024;011;Altstadt;11;12;13",
        "31.12.2024;012;Mühlenaue;14;15;.",
        "",
    ]


def test_a_name_the_encoding_lacks_is_an_error(folder: Path) -> None:
    with pytest.raises(UnicodeEncodeError):
        write_csv(folder / "x.csv", [["Škoda"]], encoding="ascii")


def test_zip_has_no_clock(folder: Path) -> None:
    zip_one(folder / "a.zip", {"x.csv": b"1;2", "y.csv": b"3"})
    zip_one(folder / "b.zip", {"x.csv": b"1;2", "y.csv": b"3"})
    assert (folder / "a.zip").read_bytes() == (folder / "b.zip").read_bytes()
    with zipfile.ZipFile(folder / "a.zip") as archive:
        assert archive.namelist() == ["x.csv", "y.csv"]
        assert archive.read("x.csv") == b"1;2"


def test_workbook_has_titles_merged_heads_totals_and_a_footer(folder: Path, table: pd.DataFrame) -> None:
    path = folder / "mappe.xlsx"
    sheet = Sheet("Daten", ["Titel", "Untertitel"], GROUPS, ["Quelle: erfunden", "Stand: heute"], "Stichtag")
    write_workbook(path, sheet, table, SIGNS)
    page = openpyxl.load_workbook(path)["Daten"]
    rows = [list(row) for row in page.iter_rows(values_only=True)]
    assert [row[0] for row in rows[:3]] == ["Titel", "Untertitel", None]
    assert rows[3] == ["Stichtag", "Nr.", "Gebiet", "Leute", None, "Häuser"]
    assert rows[4] == [None, None, None, "alle", "junge", "alle"]
    assert rows[5] == ["31.12.2023", "011", "Altstadt", 1234, 5, 7]
    assert rows[6] == ["31.12.2023", "012", "Mühlenaue", 1234567, "-", 9]
    assert rows[7] == ["31.12.2023", "Gesamtstadt", "", 1235801, 5, 16]
    assert {str(span) for span in page.merged_cells.ranges} == {"A4:A5", "B4:B5", "C4:C5", "D4:E4"}
    assert [row[0] for row in rows[-2:]] == ["Quelle: erfunden", "Stand: heute"]


def test_a_sum_that_would_give_a_hidden_cell_away_is_hidden(folder: Path, table: pd.DataFrame) -> None:
    path = folder / "mappe.xlsx"
    write_workbook(path, Sheet("Daten", ["Titel"], GROUPS, []), table[table["label"] == "31.12.2024"], SIGNS)
    rows = list(openpyxl.load_workbook(path)["Daten"].iter_rows(values_only=True))
    assert rows[4:7] == [
        ("011", "Altstadt", 11, 12, 13),
        ("012", "Mühlenaue", 14, 15, "."),
        ("Gesamtstadt", "", 25, 27, "."),
    ]


def test_a_group_of_one_column_stands_over_it(folder: Path, table: pd.DataFrame) -> None:
    path = folder / "mappe.xlsx"
    write_workbook(path, Sheet("Daten", ["Titel"], (("Häuser", (("alle", "C"),)),), [], "Stichtag"), table, SIGNS)
    rows = list(openpyxl.load_workbook(path)["Daten"].iter_rows(values_only=True))
    assert (rows[2][3], rows[3][3]) == ("Häuser", "alle")


def test_german_dates() -> None:
    assert german(date(2024, 1, 5)) == "05.01.2024"
