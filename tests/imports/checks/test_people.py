"""Files about single persons are recognised whatever kind they are; files with counts never are."""

import io
import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.checks.people import Persons, persons
from tests.imports.parsers.building import MANNHEIM, TOTAL, flat, workbook, zipped
from tests.imports.persons import REGISTER, Rows, people, table, text


def found(content: bytes | str | Rows) -> Persons | None:
    if isinstance(content, list):
        content = text(content)
    stream = io.BytesIO(content.encode() if isinstance(content, str) else content)
    seen = persons(stream)
    assert stream.tell() == 0
    return seen


def signs(content: bytes | str | Rows) -> tuple[str, ...]:
    seen = found(content)
    return seen.signs if seen else ()


@pytest.mark.parametrize(
    ("header", "fields", "expected"),
    [
        (("Stadtteil", "Geburtsdatum"), ("area", "born"), "birth_dates"),
        (("STT", "GEBDAT", "GESCHL"), ("area", "born", "sex"), "birth_dates"),
        (("Vorname", "Nachname", "Betrag"), ("given", "family", "120"), "names"),
        (("Name", "Vorname", "Stadtteil"), ("family", "given", "area"), "names"),
        (("Bezirk", "Straße", "Hausnummer"), ("area", "street", "house"), "addresses"),
        (("Personen-ID", "Stadtteil", "Leistung"), ("id", "area", "ALG"), "person_ids"),
        (("Schüler-Nr.", "Schule"), ("id", "Grundschule"), "person_ids"),
        (("Alter", "Geschlecht", "Staatsangehörigkeit"), ("age", "sex", "nation"), "one_row_each"),
        (("lfd. Nr.", "Alter", "Geschlecht", "Stadtteil"), ("7", "age", "sex", "area"), "one_row_each"),
        (("Alter", "Geschlecht", "Anzahl"), ("age", "sex", "1"), "one_row_each"),
        (("Familienname (Geburtsname)", "Vornamen"), ("family", "given"), "names"),
    ],
)
def test_by_headings_and_what_stands_below(header: Sequence[str], fields: Sequence[str], expected: str) -> None:
    assert expected in signs(table(header, fields))


def test_the_finding_names_kinds_and_places_and_nobody() -> None:
    seen = found([["Stand: 2024"], [""], *REGISTER])
    assert seen == Persons(("birth_dates", "names", "addresses"), (2, 3, 4, 5, 6), 1)


@pytest.mark.parametrize("fields", [("family", "given", "born"), ("area", "born")])
def test_days_of_birth_are_recognised_without_any_heading(fields: Sequence[str]) -> None:
    assert signs(table((), fields)[1:]) == ("birth_dates",)


def test_addresses_without_heading() -> None:
    rows: Rows = [["Wohnung", "ST"], *[[f"Phantasiestraße {p['house']}", p["area"]] for p in people()]]
    assert signs(rows) == signs(rows[1:]) == ("addresses",)


def test_names_in_one_column_and_one_person_only() -> None:
    assert signs([["Name, Vorname", "Betrag"], ["Musterbach, Alwine", 3]]) == ("names",)
    assert signs([["Geburtsdatum"], ["01.02.1987"]]) == ("birth_dates",)


ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "utf-16", "cp850")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_texts_of_all_kinds(encoding: str, separator: str) -> None:
    assert "names" in signs(text(REGISTER, separator).encode(encoding))


def test_workbooks_on_any_sheet_with_dates_as_excel_keeps_them() -> None:
    rows = [["Stadtteil", "Geburtsdatum"], *[["01", datetime(1960, 1, 1) + timedelta(days=97 * n)] for n in range(9)]]
    assert signs(workbook(rows)) == ("birth_dates",)
    assert signs(workbook([["Stadtteil", "Geburtsdatum"], ["01", 31_000]])) == ("birth_dates",)
    assert signs(workbook(REGISTER)) == ("birth_dates", "names", "addresses")


def test_in_archives_also_in_those_that_are_refused() -> None:
    harmless = b"Stadtteil;EW\r\n01;1000\r\n"
    register = text(REGISTER).encode("cp1252")
    assert "names" in signs(zipped(("register.csv", register)))
    assert "names" in signs(zipped(("a.csv", harmless), ("b.csv", register)))
    assert "names" in signs(zipped(("b.xlsx", workbook(REGISTER))))
    assert signs(zipped(("a.csv", harmless), ("c.csv", harmless))) == ()


def test_json_xml_and_pages_saved_as_a_table() -> None:
    records = [{"vorname": p["given"], "nachname": p["family"], "stadtteil": p["area"]} for p in people(5)]
    assert signs(json.dumps(records)) == ("names",)
    assert signs(json.dumps({"2024": {"liste": records}})) == ("names",)
    inside = "".join(f"<p><vorname>{r['vorname']}</vorname><nachname>{r['nachname']}</nachname></p>" for r in records)
    assert signs(f"<?xml version='1.0'?><alle>{inside}</alle>") == ("names",)
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in REGISTER)
    assert "names" in signs(f"<html><body><table>{rows}</table></body></html>")


COUNTS: dict[str, Rows | str | bytes] = {
    "inhabitants": [["Schlüssel", "Jahr", "Einwohner"], *[[f"{n:03d}", 2023, 1000 + n] for n in range(40)]],
    "one school in each area": [["Stadtteil", "Anzahl"], *[[f"{n:03d}", 1] for n in range(60)]],
    "ages and sexes with counts": [
        ["Alter", "Geschlecht", "Anzahl"], *[[age, sex, 7 + age] for age in range(30) for sex in "mw"],
    ],
    "ages and sexes by columns": [
        ["Stadtteil", "Alter", "Geschlecht", "2022", "2023"], *[["01", n, "m", 5, 6] for n in range(40)],
    ],
    "given names of a year": [["Vorname", "Geschlecht", "Anzahl"], *[[p["given"], p["sex"], 3] for p in people()]],
    "streets with counts": [
        ["Straße", "Haushalte"], *[[f"{p['street']} ({n}. Teil)", 12] for n, p in enumerate(people())],
    ],
    "schools with addresses": [
        ["Schule", "Straße", "Hausnummer", "Schüler"],
        *[["Grundschule", p["street"], p["house"], 200] for p in people()],
    ],
    "addresses with coordinates": [
        ["Straße", "Hausnummer", "Rechtswert", "Hochwert"],
        *[[p["street"], p["house"], 596015.3, 5.8e6] for p in people()],
    ],
    "days of a year": [["Tag", "EW"], *[[date(2023, 1, 1) + timedelta(days=n), 5 * n] for n in range(300)]],
    "first days of months": [["Stichtag", "EW"], *[[date(1960 + n, 1 + n % 12, 1), 5 * n] for n in range(60)]],
    "every day since 1800": [["Jahr", "EW"], *[[date(1800, 1, 1) + timedelta(days=n // 6), 5 * n] for n in range(900)]],
    "births": [["Stadtteil", "Geburten", "Lebendgeborene"], *[[f"{n:02d}", 10 + n, 9 + n] for n in range(30)]],
    "measures called names": [["Name", "Wert"], *[[p["family"], 100] for p in people()]],
    "a flat file": flat(*[("2023-12-31", [MANNHEIM, TOTAL], str(n), "Anzahl", "BEVSTD") for n in range(30)]),
    "nothing": "",
    "one line": "Einwohner",
    "garbage": bytes(range(256)) * 40,
    "half a workbook": workbook(REGISTER)[:900],
}  # fmt: skip


@pytest.mark.parametrize("name", COUNTS)
def test_counts_are_nobody(name: str) -> None:
    assert found(COUNTS[name]) is None


def test_counts_in_a_workbook_are_nobody() -> None:
    for rows in (rows for rows in COUNTS.values() if isinstance(rows, list)):
        plain: list[list[Any]] = [[str(cell) if isinstance(cell, date) else cell for cell in row] for row in rows]
        assert found(workbook(plain)) is None


@given(st.binary(max_size=400))
def test_whatever_a_file_holds_it_is_no_fault(content: bytes) -> None:
    found(content)
    found(b"PK\x03\x04" + content)
    found(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + content)
