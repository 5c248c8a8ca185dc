"""What a file is, is found by looking at it; each layout of the offices has its marks, and a person may overrule."""

import io
import json

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from imports.parsers.profiles.parts import Read
from imports.parsers.recognising.headers import find_delimiter, find_header
from imports.parsers.recognising.recognise import recognise
from imports.parsers.recognising.recognised import PARSER_OF, Recognised
from imports.parsers.rules import RULES
from tests.imports.parsers.building import MANNHEIM, TOTAL, flat, zipped

OLD = (
    "Statistik_Code;Statistik_Label;Zeit_Code;Zeit_Label;Zeit;1_Merkmal_Code;1_Merkmal_Label;1_Auspraegung_Code;"
    "1_Auspraegung_Label;BEVSTD__Bevoelkerungsstand__Anzahl;Verbraucherpreisindex__CH0004\n"
    "12411;Fortschreibung;STAG;Stichtag;31.12.2022;KREISE;Kreise;08222;Mannheim;315554;1,5\n"
)
ENGLISH = (
    "statistics_code;statistics_label;time_code;time_label;time;1_variable_code;1_variable_label;1_variable_code;"
    "1_variable_code;BEVSTD__Bevoelkerungsstand__Anzahl\n"
    "12411;Population;STAG;Stichtag;2022-12-31;KREISE;Kreise;08222;Mannheim;315554\n"
)
TABLE = (
    "GENESIS-Tabelle: 12411-0015\nBevölkerung: Kreise, Stichtag;;\nFortschreibung des Bevölkerungsstandes;;\n"
    "Bevölkerungsstand (Anzahl);;\n;;Stichtag\n;;31.12.2018\n08222;Mannheim;309370\n__________\n"
    "© Statistisches Bundesamt\nStand: 24.02.2020 / 10:11:12\n"
)
CUBE = (
    "* Der Benutzer DEGEHEIM der Benutzergruppe DE0142 hat am 03.12.2023 um 22:29:50 diesen Export angestossen.\n"
    'K;DQ;FACH-SCHL;"nur Werte"\nD;22922KJ114\nK;DQA;NAME\nD;KREISE\nD;GES\nK;DQZ;NAME\nD;JAHR\n'
    "K;DQI;NAME;ME-NAME\nD;ELG002;EUR\nK;QEI;FACH-SCHL;FACH-SCHL;ZI-WERT;WERT;QUALITAET\nD;08222;GESM;2019;0;/\n"
)
WIDE = "Schlüssel;Stadtteil;Jahr;Einwohner\r\n011;Käfertal;2023;1.234,5\r\n012;Jungbusch;2023;99\r\n"
FLAT = flat(("2023", [MANNHEIM, TOTAL], "318035", "Anzahl", "BEVSTD"))


def book(**sheets: list[list[object]]) -> bytes:
    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(target)
    for name, rows in sheets.items():
        sheet = workbook.add_worksheet(name.replace("_", "-"))
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)
    workbook.close()
    return target.getvalue()


def look(content: str | bytes, name: str = "x", **reading: object) -> Recognised:
    raw = content.encode() if isinstance(content, str) else content
    found, problems = recognise(io.BytesIO(raw), name, reading=reading)
    assert not problems.has_errors, list(problems)
    return found


def refused(content: bytes) -> tuple[str, list[str]]:
    found, problems = recognise(io.BytesIO(content), "x.csv")
    return found.layout, [problem.rule for problem in problems]


def genesis_sheet() -> bytes:
    rows = [["Bevölkerung: Kreise"], ["Fortschreibung"], ["Kreise", "", "31.12.2018"], ["08222", "Mannheim", 309370]]
    return book(**{"12411-0015": [*rows, ["______________"], ["dl-de/by-2-0 | Stand: 04.05.2023 / 21:37:1"]]})


def agency_sheet() -> bytes:
    rows = [["", "Arbeitsmarkt kommunal"], [], ["Beschäftigte"], ["06440010 Glauburg (Gebietsstand im Jahr 2024)"]]
    return book(Deckblatt=[], Daten=[*rows, [2024], [], ["Merkmale", "", 2023, 2024], ["Beschäftigte", "", "*", 0]])


LAYOUTS: dict[str, tuple[str | bytes, str, str | None]] = {
    "flat file": (FLAT, "genesis-flat-new", "12411"),
    "old flat file": (OLD, "genesis-flat-old", "12411"),
    "old flat file in English": (ENGLISH, "genesis-flat-old", "12411"),
    "table": (TABLE, "genesis-table", "12411-0015"),
    "table of 2026": (TABLE.removeprefix("GENESIS-"), "genesis-table", "12411-0015"),
    "table without code": (TABLE.replace("12411-0015", "Temporär"), "genesis-table", None),
    "table as workbook": (genesis_sheet(), "genesis-table", "12411-0015"),
    "cube": (CUBE, "datenquader", "22922KJ114"),
    "workbook of the labour agency": (agency_sheet(), "ba-kommunal", None),
    "records": ('[{"gebiet": "01", "wert": 3}]', "records", None),
    "nested records": ('{"meta": {"title": "T"}, "data": {"2023": {"EW": [{"value": 1}]}}}', "records", None),
    "municipal table": (WIDE, "table", None),
    "municipal workbook": (book(Daten=[["Stadtteil", "Einwohner"], ["011", 5]]), "table", None),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_each_layout_is_known_by_what_it_holds(name: str) -> None:
    content, layout, code = LAYOUTS[name]
    for file_name in ("x.csv", "12345-67.xlsx", "cube.json"):
        found = look(content, file_name)
        assert (found.layout, found.table_code) == (layout, code)
        assert PARSER_OF[layout] == found.parser


@pytest.mark.parametrize("name", LAYOUTS)
def test_what_was_recognised_is_kept_as_json(name: str) -> None:
    found = look(LAYOUTS[name][0])
    assert Recognised.from_dict(json.loads(json.dumps(found.as_dict()))) == found


def test_a_file_inside_a_zip_is_looked_at_and_named() -> None:
    found = look(zipped(("tabelle.csv", TABLE.encode("cp1252"))))
    assert (found.member, found.layout, found.kind) == ("tabelle.csv", "genesis-table", "text")


@pytest.mark.parametrize(
    ("raw", "encoding", "decided"),
    [
        (WIDE.encode("utf-8-sig"), "utf-8-sig", "mark"),
        (WIDE.encode("utf-16"), "utf-16", "mark"),
        (WIDE.encode("utf-8"), "utf-8", "utf-8"),
        (WIDE.encode("cp1252"), "cp1252", "cp1252"),
    ],
)
def test_the_encoding_is_told_with_how_it_was_decided(raw: bytes, encoding: str, decided: str) -> None:
    found = look(raw)
    assert (found.encoding, found.decided) == (encoding, decided)
    assert found.header == ["Schlüssel", "Stadtteil", "Jahr", "Einwohner"]


def test_lines_in_doubt_are_shown_as_they_would_read() -> None:
    found = look(WIDE.encode("cp1252"))
    assert found.doubtful == [(1, "Schlüssel;Stadtteil;Jahr;Einwohner"), (2, "011;Käfertal;2023;1.234,5")]
    other = look(WIDE.encode("cp1252"), encoding="cp850")
    assert (other.encoding, other.decided, other.doubtful) == ("cp850", "given", [])
    assert other.header[0] == "Schl³ssel"


def test_no_more_than_twenty_lines_in_doubt_and_each_around_its_letter() -> None:
    found = look(("Kopf;x\n" + ("a" * 5000 + "ä;1\n") * 50).encode("cp1252"))
    assert len(found.doubtful) == 20
    assert all("ä" in text and len(text) <= 160 for _, text in found.doubtful)


def test_who_asked_for_a_cube_is_kept_nowhere() -> None:
    found = look(CUBE)
    assert "GEHEIM" not in json.dumps(found.as_dict())
    assert (found.codes, found.variables) == (["ELG002"], ["KREISE", "GES"])


def test_codes_and_variables_of_flat_files() -> None:
    new, old, english = look(FLAT), look(OLD), look(ENGLISH)
    assert (new.codes, new.variables) == (["BEVSTD"], ["KREISE", "GES"])
    assert (old.codes, old.variables) == (["BEVSTD", "Verbraucherpreisindex__CH0004"], ["KREISE"])
    assert (english.codes, english.variables) == (["BEVSTD"], ["KREISE"])


def test_the_day_of_the_figures_stands_at_the_end() -> None:
    assert look(TABLE).stand == "24.02.2020"
    assert look(genesis_sheet()).stand == "04.05.2023"
    assert look(TABLE.replace("Stand:", "Am")).stand is None


def test_titles_are_put_together_from_their_lines() -> None:
    assert look(TABLE).title == "Bevölkerung: Kreise, Stichtag"
    assert look(LAYOUTS["nested records"][0]).title == "T"


def test_the_sheet_with_figures_is_proposed_and_another_may_be_asked_for() -> None:
    raw = book(Deckblatt=[["Bericht"]], Daten=[["Stadtteil", "Einwohner"], ["011", 5], ["012", 6]])
    found = look(raw)
    assert (found.sheets, found.sheet) == (["Deckblatt", "Daten"], "Daten")
    assert found.header == ["Stadtteil", "Einwohner"]
    assert look(raw, sheet="Deckblatt").sheet == "Deckblatt"


def test_a_delimiter_given_by_a_person_holds() -> None:
    assert look(WIDE).delimiter == ";"
    assert look(WIDE, delimiter=",").delimiter == ","


@pytest.mark.parametrize(
    ("lines", "sign"),
    [
        (["a;b", "1,5;2,5", "3,0;4,1"], ";"),
        (["a,b,c", '"x, y",1,2', "z,3,4"], ","),
        (["a\tb", "1,5\t2"], "\t"),
        (["Titel, lang", "a|b", "1|2"], "|"),
        (["Wert", "5"], ";"),
        ([], ";"),
    ],
)
def test_the_delimiter_is_the_one_that_cuts_all_lines_alike(lines: list[str], sign: str) -> None:
    assert find_delimiter(lines) == sign


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([["Code", "EW"], ["01", "5"]], (0, 1, ["Code", "EW"])),
        ([["Einwohner der Stadt"], [], ["Code", "EW"], ["01", "5"]], (2, 1, ["Code", "EW"])),
        ([["Code", "EW", ""], ["", "m", "w"], ["01", "5", "6"]], (0, 2, ["Code", "EW / m", "w"])),
        ([["Code", "2022", "2023"], ["01", "5", "6"]], (0, 1, ["Code", "2022", "2023"])),
        ([["Name", "Art"], ["Ost", "a"], ["West", "b"]], (0, 1, ["Name", "Art"])),
        ([], (0, 1, [])),
    ],
)
def test_where_the_header_stands(rows: list[list[str]], found: tuple[int, int, list[str]]) -> None:
    assert find_header(rows) == found


def test_merged_groups_above_belong_to_the_header() -> None:
    rows = [["Titel"], ["", "Einwohner", "", ""], ["Code", "m", "w", "Summe"], ["01", "1", "2", "3"]]
    skip, lines, header = find_header(rows, [((1, 1), (1, 2))])
    assert (skip, lines) == (1, 2)
    assert header == ["Code", "Einwohner / m", "Einwohner / w", "Summe"]


def test_the_first_rows_as_another_profile_would_read_them() -> None:
    found = look(WIDE)
    assert found.rows()[1] == ["011", "Käfertal", "2023", "1.234,5"]
    head = found.head(Read(delimiter=","))
    assert head is not None
    assert head.rows[0] == ["Schlüssel;Stadtteil;Jahr;Einwohner"]
    sheet = look(book(Daten=[["Stadtteil", "Einwohner"], ["011", 5]]))
    assert sheet.rows() == [["Stadtteil", "Einwohner"], ["011", "5"]]
    assert sheet.head(Read(sheet="Anderes")) is None


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "empty_file"),
        (b"<html><body>Anmelden</body></html>", "html_file"),
        (b'{"Status": {"Code": 104, "Content": "Es gibt keine Objekte"}}', "json_file"),
        (b'["a", "b"]', "json_file"),
        (b'{"a": [', "json_file"),
        (b"version https://git-lfs.github.com/spec/v1\n", "lfs_pointer"),
        (b"%PDF-1.7", "unsupported_kind"),
        (b"PK\x03\x04rest", "zip_truncated"),
        ("St\ufffddte;1\n".encode(), "replacement_character"),
        (b"a;b\x00\n", "nul_byte"),
    ],
)
def test_what_nobody_can_read_is_told_and_has_no_layout(content: bytes, rule: str) -> None:
    layout, rules = refused(content)
    assert layout == ""
    assert rules[0] == rule


def test_shares_to_convert_areas_by_are_named_at_once() -> None:
    """Before anybody builds a profile for it."""
    head = "Kreise 31.12.1990;Kreisname;flächen- proportionaler Umsteige-schlüssel"
    content = f"{head}\n1001000;KS Flensburg;1\n1002000;KS Kiel;1\n".encode()
    found, problems = recognise(io.BytesIO(content), "x.csv")
    (problem,) = problems
    assert (found.layout, problem.rule, problem.place.line) == ("", "crosswalk_table", 1)
    assert problem.params["found"] == head.split(";")


def test_a_description_of_a_table_is_no_answer_about_one() -> None:
    content = b'{"Ident": {"Service": "metadata"}, "Status": {"Code": 0}, "Object": {"Code": "12411", "Content": "EW"}}'
    (problem,) = recognise(io.BytesIO(content), "x.json")[1]
    assert (problem.params["service"], problem.params["table"]) == ("metadata", "12411 EW")


def test_a_status_answer_passes_on_what_it_says() -> None:
    _found, problems = recognise(io.BytesIO(b'{"Status": {"Code": 98, "Content": "zu gross"}}'), "x.csv")
    assert next(iter(problems)).params == {"code": 98, "message": "zu gross"}


@given(
    st.binary(max_size=400)
    | st.text(max_size=400).map(str.encode)
    | st.sampled_from([TABLE, OLD, CUBE]).flatmap(
        lambda text: st.integers(0, len(text)).map(lambda n: text[:n].encode("cp1252", errors="replace"))
    )
)
def test_whatever_comes_is_looked_at_without_a_fault(content: bytes) -> None:
    found, problems = recognise(io.BytesIO(content), "x")
    json.dumps(found.as_dict())
    assert found.layout or problems.has_errors
    assert {problem.rule for problem in problems} <= set(RULES)
