"""Tables of offices as rows of text: workbooks and CSV, their heads wherever they stand."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from districts.addressing import sheets
from districts.addressing.sheets import Sheet, TableFile, TableRefused, find_columns, first_names, read_tables

WANTED = {"street": ("Straße", "Strassenname"), "code": ("Schulbezirk", "Bezirk")}


def csv(folder: Path, text: str | bytes, name: str = "liste.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def workbook(folder: Path, **tables: list[list[object]]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for title, rows in tables.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    path = folder / "liste.xlsx"
    book.save(path)
    return path


def test_every_sheet_of_a_workbook_as_text_with_its_lines(tmp_path: Path) -> None:
    path = workbook(tmp_path, Hinweise=[["Stand 2024"]], Liste=[["Straße", "Bezirk"], [], ["Ring", 7.0], ["Weg", 7.5]])
    first, second = read_tables(path).sheets
    assert (first.name, first.rows) == ("Hinweise", [(1, ["Stand 2024"])])
    assert second.rows == [(1, ["Straße", "Bezirk"]), (3, ["Ring", "7"]), (4, ["Weg", "7.5"])]
    assert second.numeric == {(3, 1), (4, 1)}  # zeros in front may be lost there


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_csv_in_the_usual_writings(tmp_path: Path, delimiter: str, encoding: str) -> None:
    path = csv(tmp_path, f"Straße{delimiter}Bezirk\r\nRing{delimiter}07\r\n".encode(encoding))
    found = read_tables(path)
    assert found.sheets[0].rows == [(1, ["Straße", "Bezirk"]), (2, ["Ring", "07"])]
    assert found.encoding == ("cp1252" if encoding == "cp1252" else "utf-8")


def test_lines_are_those_an_editor_shows(tmp_path: Path) -> None:
    path = csv(tmp_path, 'Straße;Bemerkung\n"Ring";"über\nzwei Zeilen"\n\n;\nWeg;\n')
    assert [line for line, _ in read_tables(path).sheets[0].rows] == [1, 2, 6]


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        (b"", "file-empty"),
        (b"a;b\n\x00;1\n", "not-a-table"),
        (b"nur ein Satz\n", "not-a-table"),
        (b"a;b\nStra\x81e;1\n", "not-a-table"),  # a gap of cp1252
        (b"PK\x03\x04 und weiter nichts", "file-broken"),
        (b"a;b\n" + b'"' + b"x" * 200_000 + b'";1\n', "file-broken"),
    ],
)
def test_files_that_are_no_table(tmp_path: Path, raw: bytes, rule: str) -> None:
    with pytest.raises(TableRefused) as error:
        read_tables(csv(tmp_path, raw))
    assert error.value.rule == rule


def test_a_file_that_is_not_there_and_one_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TableRefused) as error:
        read_tables(tmp_path / "nirgends.csv")
    assert (error.value.rule, error.value.params) == ("file-missing", {"path": "nirgends.csv"})
    monkeypatch.setattr(sheets, "MAX_BYTES", 5)
    with pytest.raises(TableRefused) as error:
        read_tables(csv(tmp_path, "a;b\n1;2\n"))
    assert (error.value.rule, error.value.params) == ("file-too-large", {"size": 8, "limit": 5})


def one(*rows: list[str], name: str = "") -> TableFile:
    return TableFile([Sheet(name, list(enumerate(rows, start=1)))])


def test_the_head_stands_below_titles() -> None:
    found = find_columns(
        one(["Stand 2024"], ["Strassen-Name", "SCHULBEZIRK"], ["Ring", "07"]), WANTED, ("street", "code")
    )
    assert found is not None
    assert (found.head, dict(found.place), dict(found.names)) == (
        1,
        {"street": 0, "code": 1},
        {"street": "Strassen-Name", "code": "SCHULBEZIRK"},
    )
    assert list(found.body()) == [(3, ["Ring", "07"])]
    assert (found.of(["Ring"], "code"), found.of(["Ring", " 07 "], "code"), found.of(["Ring"], "none")) == (
        "",
        "07",
        "",
    )


def test_a_name_given_by_a_person_is_the_only_one_that_counts() -> None:
    table = one(["Straße", "Lage", "Bezirk"], ["a", "b", "c"])
    found = find_columns(table, WANTED, ("street",), given={"street": "Lage", "code": ""})
    assert found is not None
    assert dict(found.place) == {"street": 1, "code": 2}
    assert find_columns(table, WANTED, ("street",), given={"street": "Gibt es nicht"}) is None


def test_the_first_sheet_that_fits_or_the_one_that_is_named() -> None:
    rows = [(1, ["Straße", "Bezirk"])]
    file = TableFile([Sheet("a", [(1, ["x"])]), Sheet("b", rows), Sheet("c", rows)])
    assert find_columns(file, WANTED, ("street",)).sheet.name == "b"  # type: ignore[union-attr]
    assert find_columns(file, WANTED, ("street",), sheet="c").sheet.name == "c"  # type: ignore[union-attr]
    assert find_columns(file, WANTED, ("street",), sheet="a") is None


def test_one_column_does_not_serve_twice() -> None:
    both = {"street": ("Straße",), "name": ("Straße",)}
    assert find_columns(one(["Straße", "x"]), both, ("street", "name")) is None


def test_a_separator_inside_a_cell_is_noticed() -> None:
    found = find_columns(one(["Straße", "Bezirk"]), WANTED, ("street", "code"))
    assert found is not None
    assert found.has_more(["Ring", "07", "x"])
    assert not found.has_more(["Ring", "07", " "])


def test_what_stands_where_names_should() -> None:
    assert first_names(one(["Titel"], ["Jahr", " Wert "])) == ["Jahr", "Wert"]
    assert first_names(one(["Titel"])) == ["Titel"]
    assert first_names(TableFile([])) == []
