from pathlib import Path

import pytest

from districts.addressing.contents import read_contents
from districts.addressing.directory import Entry
from districts.addressing.ranges import Range, single
from districts.addressing.sheets import TableRefused
from districts.tables.schools import read_schools


def write(folder: Path, text: str) -> Path:
    path = folder / "tabelle.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_of_blocks(tmp_path: Path) -> None:
    found = read_contents(write(tmp_path, "Baublock;Schulbezirk\n0011;1\n0012;2\n;2\n0013;\n0011;2\n"), pad=2)
    assert (found.form, found.blocks) == ("blocks", {"0011": "01", "0012": "02"})
    assert [(n.rule, n.line, n.column) for n in found.notes] == [
        ("cell-empty", 4, "Baublock"),
        ("catchment-empty", 5, "Schulbezirk"),
        ("block-twice", 6, "Baublock"),
    ]
    assert found.catchments == {"01": "01", "02": "02"}
    assert found.has_errors


def test_a_table_of_addresses_becomes_ranges(tmp_path: Path) -> None:
    rows = ["Ring;1;;A", "Ring;3;a;A", "Ring;5;;B", "Ring;2;;A", "Weg;1;;B", "Weg;x;;B", "RING;1;;B"]
    text = "Straße;Hausnummer;Zusatz;Grundschulbezirk\n" + "\n".join(rows)
    found = read_contents(write(tmp_path, text))
    assert found.form == "addresses"
    assert list(found.entries) == [
        Entry(1, "A", "Ring", (Range("odd", 1, "", 3, "a"), single(2))),
        Entry(2, "B", "Ring", (single(5),)),
        Entry(3, "B", "Weg", (single(1),)),
    ]
    assert [(n.rule, n.line, n.value) for n in found.notes] == [
        ("numbers-unreadable", 7, "x"),
        ("address-twice", 8, "RING 1"),
    ]


def test_a_street_list_stays_one(tmp_path: Path) -> None:
    found = read_contents(write(tmp_path, "name,houseNumbers,districtNumber\nRing,gesamt,06\nWeg,ab 3,07\n"))
    assert (found.form, found.catchments, len(found.entries)) == ("words", {"06": "06", "07": "07"}, 2)
    assert not found.has_errors


def test_a_table_of_something_else_is_refused_with_its_columns(tmp_path: Path) -> None:
    with pytest.raises(TableRefused) as refused:
        read_contents(write(tmp_path, "Jahr;Wert\n2024;7\n"))
    assert (refused.value.rule, refused.value.params["columns"]) == ("columns-missing", ["Jahr", "Wert"])


def test_a_list_of_schools(tmp_path: Path) -> None:
    text = "Schulnummer;Name;Adresse;Rechtswert;Hochwert;Plätze;Schulart\n"
    text += "7;Ahornschule;Ring 1;600000,50;5860000,25;336;Grundschule\n8;Freie Schule;;;;;in freier Trägerschaft\n"
    text += ";Ohne;;;;;\n9;;;;;;\n7;Zweimal;;;;;\n10;Ort;;x;5860000;viele;\n"
    found = read_schools(write(tmp_path, text), pad=3)
    assert [(one.number, one.values["name"], one.place) for one in found.rows] == [
        ("007", "Ahornschule", (600000.5, 5860000.25)),
        ("008", "Freie Schule", None),
        ("010", "Ort", None),
    ]
    first = {"name": "Ahornschule", "address": "Ring 1", "kind": "primary", "rooms_per_grade": 3}
    assert found.rows[0].values == first
    assert found.rows[1].values["kind"] == "private"
    assert "rooms_per_grade" not in found.rows[1].values  # nothing there does not say nought
    assert [(n.rule, n.severity, n.line) for n in found.notes] == [
        ("school-without-number", "error", 4),
        ("school-without-name", "error", 5),
        ("school-twice", "error", 6),
        ("number-unreadable", "warning", 7),
        ("number-unreadable", "warning", 7),
    ]


def test_schools_in_degrees(tmp_path: Path) -> None:
    found = read_schools(write(tmp_path, "official_id,name,lat,lon\n106460,Schule,52.46,12.96\n"))
    assert (found.rows[0].place, found.rows[0].degrees) == ((12.96, 52.46), True)
    with pytest.raises(TableRefused, match="school-columns-missing"):
        read_schools(write(tmp_path, "a;b\n1;2\n"))
