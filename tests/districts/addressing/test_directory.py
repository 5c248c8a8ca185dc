from pathlib import Path

import pytest
from openpyxl import Workbook

from districts.addressing.directory import (
    Entry,
    listed,
    read_directory,
    sets_of,
    table_rows,
    words_rows,
)
from districts.addressing.ranges import WHOLE, WITHOUT_NUMBER, Houses, Range, single
from districts.addressing.sheets import TableRefused

HEAD = "Schulbezirk;Straße;HUV;HUVZ;HUB;HUBZ;HGV;HGVZ;HGB;HGBZ\n"


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "liste.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_a_list_in_columns_of_numbers(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD + "02;Altes Rad;1;;35;A;2;;34;\n02;Am Anger;0;;0;;0;;0;\n05;Ring;;;;;6;;20;\n")
    found = read_directory(path)
    assert (found.form, found.notes) == ("table", [])
    assert list(found.entries) == [
        Entry(2, "02", "Altes Rad", (Range("odd", 1, "", 35, "A"), Range("even", 2, "", 34))),
        Entry(3, "02", "Am Anger", (WITHOUT_NUMBER,)),
        Entry(4, "05", "Ring", (Range("even", 6, "", 20),)),
    ]
    assert table_rows(found.entries) == [
        ("02", "Altes Rad", 1, "", 35, "A", 2, "", 34, ""),
        ("02", "Am Anger", 0, "", 0, "", 0, "", 0, ""),
        ("05", "Ring", 0, "", 0, "", 6, "", 20, ""),
    ]


def test_bad_rows_are_told_with_line_and_column_and_the_rest_is_read(tmp_path: Path) -> None:
    rows = ["02;Gut;1;;3;;0;;0;", ";Ohne Bezirk;1;;3;;0;;0;", "02;;1;;3;;0;;0;", "02;Text;x;;3;;0;;0;"]
    rows += ["02;Rückwärts;9;;3;;0;;0;", "02;Gerade ungerade;2;;4;;0;;0;", "02;Ende fehlt;1;;0;;0;;0;"]
    rows += ["02;Zu;viel;1;;3;;0;;0;;7"]
    found = read_directory(write(tmp_path, HEAD + "\n".join(rows)))
    assert [one.street for one in found.entries] == ["Gut"]
    assert [(note.rule, note.severity, note.line, note.column) for note in found.notes] == [
        ("catchment-empty", "error", 3, "Schulbezirk"),
        ("street-empty", "error", 4, "Straße"),
        ("numbers-unreadable", "error", 5, "HUV"),
        ("numbers-unreadable", "error", 6, "HUB"),
        ("numbers-unreadable", "error", 7, "HUV"),
        ("numbers-unreadable", "error", 8, "HUB"),
        ("row-longer", "error", 9, "Straße"),
    ]


def test_a_list_in_words_in_another_encoding_and_with_columns_named_by_a_person(tmp_path: Path) -> None:
    text = "Weg,Nrn,Schule\nLandstraße,ung. 1-5; ger. 2,7\nÄußerer Ring,gesamt,8\nGasse,nach Plan,8\n"
    path = write(tmp_path, text, "cp1252")
    with pytest.raises(TableRefused) as refused:
        read_directory(path)
    assert (refused.value.rule, refused.value.params["columns"]) == ("columns-missing", ["Weg", "Nrn", "Schule"])
    columns = {"street": "Weg", "words": "Nrn", "catchment": "Schule"}
    found = read_directory(path, columns=columns, pad=2)
    assert (found.form, found.encoding) == ("words", "cp1252")
    assert [(one.catchment, one.street) for one in found.entries] == [("07", "Landstraße"), ("08", "Äußerer Ring")]
    assert [(note.rule, note.line, note.column, note.value) for note in found.notes] == [
        ("numbers-unreadable", 4, "Nrn", "nach plan")
    ]
    assert words_rows(found.entries)[0] == ("Landstraße", "ung. 1–5; ger. 2", "07")


def test_lost_zeros_are_noticed_and_restored_only_when_asked(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    for row in (
        ["Liste der Stadt"],
        ["Bezirk", "Straße", "Hausnummern"],
        [2, "Ring", "gesamt"],
        ["A06", "Weg", "ab 3"],
    ):
        sheet.append(row)
    book.save(tmp_path / "liste.xlsx")
    plain = read_directory(tmp_path / "liste.xlsx")
    assert [one.catchment for one in plain.entries] == ["2", "A06"]
    assert [(note.rule, note.severity, note.column) for note in plain.notes] == [("code-numeric", "warning", "Bezirk")]
    padded = read_directory(tmp_path / "liste.xlsx", pad=2)
    assert [one.catchment for one in padded.entries] == ["02", "A06"]
    assert padded.notes == []


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        (b"", "file-empty"),
        (b"PK\x03\x04kaputt", "file-broken"),
        (b"nur text", "not-a-table"),
        (b"a;b\x00", "not-a-table"),
    ],
)
def test_a_file_that_is_no_list_is_refused(tmp_path: Path, raw: bytes, rule: str) -> None:
    (tmp_path / "x").write_bytes(raw)
    with pytest.raises(TableRefused) as refused:
        read_directory(tmp_path / "x")
    assert refused.value.rule == rule
    with pytest.raises(TableRefused, match="file-missing"):
        read_directory(tmp_path / "gibt-es-nicht")


def test_a_list_without_a_readable_row_says_so(tmp_path: Path) -> None:
    found = read_directory(write(tmp_path, HEAD))
    assert [(note.rule, note.severity) for note in found.notes] == [("list-empty", "error")]


def test_what_the_form_of_numbers_cannot_say_is_not_written_wrongly() -> None:
    for one in (WHOLE, Range("all", 1, "", 4), Range("odd", 1)):
        with pytest.raises(ValueError, match="Ring"):
            table_rows([Entry(1, "01", "Ring", (one,))])


def test_a_list_made_of_a_set_keeps_the_rows_of_the_list_before() -> None:
    """What moved from one catchment to the other is the only difference between the two lists."""
    before = [
        Entry(1, "02", "Ring", (Range("odd", 33, "", 49), Range("even", 2, "", 8))),
        Entry(2, "02", "Ring", (Range("odd", 1, "", 9),)),
        Entry(3, "01", "Anger", (WHOLE,)),
    ]
    names = {one.folded: one.street for one in before}
    assert listed(sets_of(before), names, like=before) == before
    sets = sets_of(before)
    moved = Houses.of([Range("even", 2, "", 8)])
    sets["ring"] = {"02": sets["ring"]["02"].without(moved), "01": moved}
    assert listed(sets, names, like=before) == [
        Entry(1, "02", "Ring", (Range("odd", 33, "", 49),)),
        before[1],
        before[2],
        Entry(4, "01", "Ring", (Range("even", 2, "", 8),)),
    ]


def test_without_an_earlier_list_each_street_is_one_row_of_its_catchment() -> None:
    entries = [
        Entry(9, "02", "Ring", (single(3),)),
        Entry(5, "01", "Ring", (single(2),)),
        Entry(1, "01", "A", (WHOLE,)),
    ]
    made = listed(sets_of(entries), {"ring": "Ring", "a": "A"})
    assert [(one.line, one.catchment, one.street) for one in made] == [
        (1, "01", "A"),
        (2, "01", "Ring"),
        (3, "02", "Ring"),
    ]
    assert sets_of(made) == sets_of(entries)
