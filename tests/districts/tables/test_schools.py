"""Lists of schools: what their cells mean, and rows that cannot be used."""

from pathlib import Path

import pytest

from districts.tables.schools import SchoolList, read_schools


def read(folder: Path, *rows: str, head: str = "Schulnummer;Name", **how: object) -> SchoolList:
    path = folder / "schulen.csv"
    path.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    return read_schools(path, **how)  # type: ignore[arg-type]


def rules(found: SchoolList) -> list[tuple[str, str, str]]:
    return [(note.rule, note.column, note.value) for note in found.notes]


@pytest.mark.parametrize(
    ("kind", "name", "wanted"),
    [
        ("Grundschule", "Ahornschule", "primary"),
        ("Gemeinschaftsschule", "Ahornschule", "community"),
        ("in freier Trägerschaft", "Ahornschule", "private"),
        ("Grundschule", "Private Ahornschule", "private"),  # the name may say it alone
        ("Ersatzschule", "Ahornschule", "private"),
        ("", "Ahornschule", "primary"),
    ],
)
def test_kinds_of_schools(tmp_path: Path, kind: str, name: str, wanted: str) -> None:
    found = read(tmp_path, f"1;{name};{kind}", head="Schulnummer;Name;Schulart")
    assert found.rows[0].values["kind"] == wanted


@pytest.mark.parametrize(
    ("head", "cells", "rooms"),
    [
        ("Zügigkeit;Plätze", "3;", 3),
        ("Zügigkeit;Plätze", ";336", 3),
        ("Zügigkeit;Plätze", ";337", 4),  # a class more is needed
        ("Zügigkeit;Plätze", "2;336", 2),
        ("Zügigkeit;Plätze", "viele;112", 1),
        ("Zügigkeit;Plätze", "2,5;", 2),
        ("Zügigkeit;Plätze", "0;", 0),
    ],
)
def test_rooms_a_grade_or_places_in_all(tmp_path: Path, head: str, cells: str, rooms: int) -> None:
    found = read(tmp_path, f"1;Ahornschule;{cells}", head=f"Schulnummer;Name;{head}")
    assert found.rows[0].values["rooms_per_grade"] == rooms


@pytest.mark.parametrize("cell", ["-1", "viele", "99999", "nan", "inf"])
def test_numbers_nobody_means_are_told_and_left_out(tmp_path: Path, cell: str) -> None:
    found = read(tmp_path, f"1;Ahornschule;{cell}", head="Schulnummer;Name;Züge")
    assert "rooms_per_grade" not in found.rows[0].values
    assert rules(found) == [("number-unreadable", "Züge", cell)]


def test_metres_go_before_degrees_and_half_a_place_is_none(tmp_path: Path) -> None:
    head = "Schulnummer;Name;x;y;lon;lat"
    both = read(tmp_path, "1;A;600000,5;5860000;13,1;52,4", head=head)
    assert (both.rows[0].place, both.rows[0].degrees) == ((600000.5, 5860000.0), False)
    half = read(tmp_path, "1;A;600000;;13,1;52,4", head=head)
    assert (half.rows[0].place, half.rows[0].degrees) == ((13.1, 52.4), True)
    assert rules(half) == [("number-unreadable", "x", "600000 ")]
    assert read(tmp_path, "1;A;;;;", head=head).rows[0].place is None


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (";Ahornschule", ("school-without-number", "Schulnummer", "Ahornschule")),
        ("1;", ("school-without-name", "Name", "1")),
        (f"{'1' * 21};A", ("too-long", "Schulnummer", "1" * 21)),
        (f"1;{'A' * 201}", ("too-long", "Name", "A" * 80)),
        ("1;A;zu viel", ("row-longer", "Schulnummer", "1")),
    ],
)
def test_rows_that_cannot_be_used(tmp_path: Path, row: str, told: tuple[str, str, str]) -> None:
    found = read(tmp_path, row, "2;Birkenschule")
    assert rules(found) == [told]
    assert [one.number for one in found.rows] == ["2"]


def test_lost_zeros_come_back_and_make_twins_visible(tmp_path: Path) -> None:
    found = read(tmp_path, "7;A", "007;B", "07G01;C", pad=3)
    assert [one.number for one in found.rows] == ["007", "07G01"]
    assert rules(found) == [("school-twice", "Schulnummer", "007")]


def test_a_list_without_a_usable_row_says_so(tmp_path: Path) -> None:
    assert [note.rule for note in read(tmp_path).notes] == ["list-empty"]


def test_columns_named_by_a_person(tmp_path: Path) -> None:
    found = read(tmp_path, "1;A", head="Kennung;Wie sie heißt", columns={"number": "Kennung", "name": "Wie sie heißt"})
    assert found.columns == {"number": "Kennung", "name": "Wie sie heißt"}
    assert found.rows[0].line == 2
